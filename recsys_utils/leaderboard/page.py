"""The page docs/leaderboard.md: the table, what its columns mean, newcomers, and how it was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from recsys_utils.leaderboard import protocol
from recsys_utils.leaderboard.measures import BOOTSTRAP_SEED, RESAMPLES, K

if TYPE_CHECKING:
    from recsys_utils.leaderboard.systems import System

COLUMNS = """\
- **recall**: how many of the held-out movies are among the ten offered, as a share of what ten can hold. In brackets the
  95 % interval.
- **nDCG**: the same, but a hit counts more the higher it stands in the list.
- **RMSE**: how far predicted ratings are from the held-out ones, in stars. Only where ratings are predicted.
- **coverage**: the share of all movies that is offered to anybody.
- **diversity**: one minus the mean cosine of the genres of a list's pairs. 0: all the same.
- **novelty**: minus the logarithm, to base 2, of the share of users who have rated an offered movie, in bits: one more each
  time the audience halves.
- **fit**: seconds to learn from the training part. **list**: milliseconds for one user's list, the median.
- **new user**, **new movie**: what it does for somebody, and for a movie, without a rating."""


def page(
    dataset: str,
    table: pd.DataFrame,
    cold: pd.DataFrame,
    systems: Sequence[System],
    results: Mapping[str, dict[str, Any]],
    facts: Mapping[str, int],
    pictures: str,
) -> str:
    """The whole page.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    table, cold : DataFrame
        As from `leaderboard_table` and `cold_start_table`.
    systems, results
        As for those.
    facts : mapping of str to int
        `ratings`, `users`, `movies` of the data; `train`, `judged`, `newcomers`.
    pictures : str
        Folder of the two figures, as a link from the page, with "/" at its end; may be empty.
    """
    option = "" if dataset == "ml-100k" else f" --dataset {dataset}"
    return "\n".join(
        [
            "# Leaderboard",
            "",
            f"Every recommender of the course on {dataset}, and two references from outside, judged alike. Made by",
            "",
            f"```console\n.venv/bin/labs leaderboard{option}\n```",
            "",
            "which keeps each result as soon as it is there, and can be stopped and started again.",
            "",
            "## The table",
            "",
            *_rows(table),
            "",
            *[f"- {name}: {note}" for name, note in notes(systems, results)],
            *([""] if notes(systems, results) else []),
            f"![{leaderboard_words(table)}]({pictures}leaderboard.svg)",
            "",
            COLUMNS,
            "",
            "## The systems",
            "",
            *[f"- **{system.name}**: {system.about}" for system in systems],
            "",
            "The numbers in this list come from the labs, or were chosen on each user's ten ratings before the held-out ones.",
            "",
            "## Newcomers",
            "",
            f"How good is a list for somebody who has rated 0, 1, 3, 5, 10, 20 movies? Recall@{K}, by the number of known ratings.",
            "",
            *_cold_rows(cold),
            "",
            f"![{cold_words(cold)}]({pictures}cold_start.svg)",
            "",
            *_newcomers(facts),
            "",
            "## How it was measured",
            "",
            *_method(dataset, facts, results),
            "",
        ]
    )


def notes(systems: Sequence[System], results: Mapping[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Systems that could not be measured, and why."""
    return [(system.name, results[system.key]["note"]) for system in systems if "note" in results.get(system.key, {})]


def _rows(table: pd.DataFrame) -> list[str]:
    lines = [
        "| system | recall | nDCG | RMSE | coverage | diversity | novelty | fit (s) | list (ms) | new user | new movie |",
        "|:--|:--|:--|--:|--:|--:|--:|--:|--:|:--|:--|",
    ]
    for row in table.itertuples():
        quality = [
            f"{value:.4f} ({low:.3f} to {high:.3f})" if value == value else "–"
            for value, low, high in (
                (row.recall, row.recall_low, row.recall_high),
                (row.ndcg, row.ndcg_low, row.ndcg_high),
            )
        ]
        numbers = [
            format(value, form) if value == value else "–"
            for value, form in (
                (row.rmse, ".3f"), (row.coverage, ".1%"), (row.diversity, ".3f"), (row.novelty, ".2f"),
                (row.fit_seconds, ",.2f"), (row.ms_per_list, ",.2f"),
            )
        ]  # fmt: skip
        texts = [text if isinstance(text, str) else "–" for text in (row.new_user, row.new_movie)]
        lines.append(f"| {' | '.join([row.system, *quality, *numbers, *texts])} |")
    return lines


def _cold_rows(cold: pd.DataFrame) -> list[str]:
    wide = cold.pivot(index="system", columns="known", values="recall")
    wide = wide.loc[list(dict.fromkeys(cold["system"]))]
    lines = [f"| system | {' | '.join(str(count) for count in wide.columns)} |", f"|:--|{'--:|' * len(wide.columns)}"]
    return lines + [f"| {name} | {' | '.join(f'{value:.3f}' for value in own)} |" for name, own in wide.iterrows()]


def leaderboard_words(table: pd.DataFrame) -> str:
    """What the first figure shows, in words."""
    rows = table.dropna(subset=["recall"])
    first = [f"{row.system} {row.recall:.3f}" for row in rows.head(4).itertuples()]
    last = [f"{row.system} {row.recall:.3f}" for row in rows.tail(2).itertuples()]
    return (
        f"Three columns with a row for each of {len(rows)} systems: recall and nDCG as dots with lines for their 95 % intervals, "
        f"and coverage as bars. Highest recall: {', '.join(first)}; lowest: {', '.join(last)}."
    )


def cold_words(cold: pd.DataFrame) -> str:
    """What the second figure shows, in words."""
    best = cold.loc[cold.groupby("known")["recall"].idxmax()]
    told = [f"{row.known} known: {row.system} {row.recall:.3f}" for row in best.itertuples()]
    return f"Recall at {K} against the number of known ratings, one line a system. Highest with {'; '.join(told)}."


def _newcomers(facts: Mapping[str, int]) -> list[str]:
    return [
        f"A fifth of the users, {facts['newcomers']:,} drawn among those with at least {protocol.LEAST} ratings, are newcomers: the "
        "systems learn from all others, and meet the newcomers afterwards, without learning anew. Everything from a newcomer's "
        f"{max(protocol.KNOWN) + 1}st rating on is held out, whatever the number of known ratings. Two things to know when reading it. "
        "A list is never made of movies that are known already, so a chart climbs too, as its first movies are ticked off. And the "
        "first ratings of many people on MovieLens are those of the pages they were shown on their first day: a system that guesses "
        "the fourth rating from the first three is right, but the fourth is not held out, and a place of the list is spent.",
    ]


def _method(dataset: str, facts: Mapping[str, int], results: Mapping[str, dict[str, Any]]) -> list[str]:
    machines = sorted({one["machine"] for one in results.values() if "machine" in one})
    days = sorted({one["measured"] for one in results.values() if "measured" in one})
    when = days[0] if len(days) < 2 else f"{days[0]} to {days[-1]}"
    return [
        f"- **Data**: {dataset}, {facts['ratings']:,} ratings of {facts['movies']:,} movies by {facts['users']:,} users.",
        f"- **Split**: the last {protocol.HELD_OUT} ratings by time of every user with more than that are held out, those of the "
        f"same second in the order of the movies' ids; {facts['train']:,} ratings remain to learn from. Every held-out movie counts, "
        "whatever its stars.",
        "- **Lists**: ten movies out of all that have a rating in the training part and were not rated by the user there. No sampled "
        f"rivals. {facts['judged']:,} users are judged.",
        f"- **Intervals**: {facts['judged']:,} users are drawn from the {facts['judged']:,} with replacement, {RESAMPLES:,} times (seed {BOOTSTRAP_SEED}, the same draws for all "
        "systems); the interval holds the middle 95 % of the means. Two systems whose intervals overlap may still differ: each user "
        "has a list of both, and the difference user by user is less noisy.",
        "- **Repeatable**: everything but the two columns of times comes out the same on every run on one machine. On another "
        "machine the networks may differ by a hundredth.",
        *(f"- **Machine**: {one}." for one in machines),
        f"- **Measured**: {when}; times beside whatever else the machine did.",
    ]
