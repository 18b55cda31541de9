"""Figures of lab 06: gaps between ratings, methods side by side, how much past to look at, sampled lists."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from recsys_utils.plots.style import COLOURS
from recsys_utils.ranking import interval_of_share

GAPS = ((0, "the same second"), (60, "up to a minute"), (3_600, "up to an hour"), (86_400, "up to a day"))


def plot_gaps(ratings: pd.DataFrame) -> Figure:
    """How much time lies between one rating of a user and the next.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id` and `timestamp` (seconds).
    """
    ordered = ratings.sort_values(["user_id", "timestamp"], kind="stable")
    gaps = ordered.groupby("user_id")["timestamp"].diff().dropna().to_numpy()
    limits = [-1, *(limit for limit, _ in GAPS), np.inf]
    shares = [np.mean((gaps > low) & (gaps <= high)) for low, high in itertools.pairwise(limits)]
    figure, axes = plt.subplots(figsize=(8.0, 3.4))
    names = [*(name for _, name in GAPS), "longer"]
    colours = [COLOURS["vermilion"], *[COLOURS["blue"]] * (len(names) - 1)]
    bars = axes.barh(range(len(names)), [100 * share for share in shares], height=0.62, color=colours)
    axes.bar_label(bars, labels=[f"{share:.1%}" for share in shares], padding=5)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(
        xlabel="share of all pairs of ratings (%)",
        xlim=(0, 115 * max(shares)),
        title="From one rating to the next of the same user",
    )
    figure.tight_layout()
    return figure


def plot_methods(results: Mapping[str, Mapping[str, float]], users: int, k: int, ours: str = "") -> Figure:
    """Recall@k and nDCG@k of several methods, the best at the top.

    Parameters
    ----------
    results : mapping of str to mapping
        A method's `recall` and `ndcg`, 0 to 1, and `within`: half the width of the 95 % interval of `ndcg`.
    users : int
        Users they are means of; gives recall its 95 % interval.
    k : int
        Length of the lists.
    ours : str
        The method to draw in colour.
    """
    names = sorted(results, key=lambda name: results[name]["recall"])
    colours = [COLOURS["blue"] if name == ours else "#B5B5B5" for name in names]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.0, 0.5 * len(names) + 1.5), sharey=True, width_ratios=(3, 2))
    recalls = [results[name]["recall"] for name in names]
    reach = np.array([interval_of_share(value, users) for value in recalls])
    left.barh(range(len(names)), recalls, height=0.62, color=colours)
    left.errorbar(
        recalls,
        range(len(names)),
        xerr=np.abs(reach.T - recalls),
        fmt="none",
        ecolor="#333333",
        elinewidth=1.2,
        capsize=3,
    )
    for place, value in enumerate(recalls):
        left.annotate(f"{value:.3f}", (reach[place, 1], place), xytext=(6, 0), textcoords="offset points", va="center")
    left.set_yticks(range(len(names)), names)
    left.set(xlabel=f"recall@{k} (share of users)", xlim=(0, 1.22 * reach.max()))
    values, within = (np.array([results[name][what] for name in names]) for what in ("ndcg", "within"))
    right.barh(range(len(names)), values, height=0.62, color=colours)
    right.errorbar(values, range(len(names)), xerr=within, fmt="none", ecolor="#333333", elinewidth=1.2, capsize=3)
    for place, value in enumerate(values):
        end = (value + within[place], place)
        right.annotate(f"{value:.3f}", end, xytext=(6, 0), textcoords="offset points", va="center")
    right.set(xlabel=f"nDCG@{k} (0 to 1)", xlim=(0, 1.3 * (values + within).max()))
    for axes, step in ((left, 0.05), (right, 0.04)):
        axes.xaxis.set_major_locator(MultipleLocator(step))
    figure.suptitle(
        "The next movie among the first ten (lines: 95 % intervals)", x=0.01, ha="left", fontsize=12, fontweight="bold"
    )
    figure.tight_layout()
    return figure


def plot_windows(windows: Sequence[str], recalls: Mapping[str, Sequence[float]], k: int) -> Figure:
    """Recall@k against how many of the newest movies a method is shown.

    Parameters
    ----------
    windows : sequence of str
        How many, as words for the axis.
    recalls : mapping of str to sequence of float
        A method's recall for each of them.
    k : int
        Length of the lists.
    """
    figure, axes = plt.subplots(figsize=(8.0, 4.0))
    places = np.arange(len(windows))
    for (name, values), colour, marker in zip(
        recalls.items(), ("vermilion", "blue", "green", "purple"), "oDs^", strict=False
    ):
        axes.plot(places, values, color=COLOURS[colour], marker=marker)
        above = values[-1] == max(own[-1] for own in recalls.values())
        axes.annotate(
            name,
            (places[-1], values[-1]),
            xytext=(0, 10 if above else -10),
            textcoords="offset points",
            ha="right",
            va="bottom" if above else "top",
            color=COLOURS[colour],
        )
    axes.set_xticks(places, windows)
    axes.set(
        xlabel="newest movies that the method is shown",
        ylabel=f"recall@{k} (share of users)",
        xlim=(-0.2, len(windows) - 0.8),
        ylim=(0, 1.15 * max(map(max, recalls.values()))),
        title="More past is not always better",
    )
    figure.tight_layout()
    return figure


def plot_sampled(full: Mapping[str, float], sampled: Mapping[str, float], k: int, rivals: int) -> Figure:
    """The order of methods in a full ranking, and where a few random rivals put them.

    Parameters
    ----------
    full, sampled : mapping of str to float
        Recall@k against all movies, and against `rivals` random ones.
    k, rivals : int
        For the labels.
    """
    figure, axes = plt.subplots(figsize=(9.0, 4.2))
    place_full, place_sampled = (
        {name: place for place, name in enumerate(sorted(values, key=lambda n, v=values: -v[n]), start=1)}
        for values in (full, sampled)
    )
    for name in full:
        moved = place_full[name] != place_sampled[name]
        axes.plot(
            [0, 1],
            [place_full[name], place_sampled[name]],
            color=COLOURS["vermilion"] if moved else COLOURS["grey"],
            marker="o",
            linewidth=2,
            linestyle="-" if moved else "--",
        )
        for x, places, values, side in ((0, place_full, full, "right"), (1, place_sampled, sampled, "left")):
            text = f"{name}  {values[name]:.3f}" if x == 0 else f"{values[name]:.3f}  {name}"
            axes.annotate(
                text,
                (x, places[name]),
                xytext=(-10 if x == 0 else 10, 0),
                textcoords="offset points",
                ha=side,
                va="center",
            )
    axes.set_xticks([0, 1], ["against all movies", f"against {rivals} random movies"])
    axes.set_yticks(range(1, len(full) + 1))
    axes.set(
        xlim=(-1.15, 2.15),
        ylim=(len(full) + 0.5, 0.5),
        ylabel=f"place by recall@{k}",
        title="Which method is better? (dashed: the same place in both)",
    )
    axes.grid(False)
    figure.tight_layout()
    return figure
