"""A newcomer's list with reasons, whatever the recommender: what would it say without one of the answers?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

Recommend = Callable[[Mapping[int, float]], Sequence[tuple[int, float]]]


def strongest_reasons(recommend: Recommend, answers: Mapping[int, float], items: Sequence[int]) -> dict[int, int]:
    """For each recommended item, the answer that it owes most to.

    The recommender is asked again, once for each answer, as if that answer had not been given. The answer without which
    an item's score falls furthest is its reason. Nothing needs to be known of how the recommender works.

    Parameters
    ----------
    recommend : callable
        Answers (item to rating) to pairs of item and score, of *all* items it would offer.
    answers : mapping of int to float
        What the newcomer said.
    items : sequence of int
        The items to explain.

    Returns
    -------
    dict of int to int
        The answer (an item) for each item. An item whose score no answer raises is left out.
    """
    whole = dict(recommend(answers))
    lost: dict[int, dict[int, float]] = {item: {} for item in items}
    for answer in answers:
        rest = dict(recommend({item: stars for item, stars in answers.items() if item != answer}))
        for item in items:
            lost[item][answer] = whole.get(item, 0.0) - rest.get(item, 0.0)
    reasons = {}
    for item, by_answer in lost.items():
        best = max(by_answer, key=by_answer.__getitem__, default=None)
        if best is not None and by_answer[best] > 0:
            reasons[item] = best
    return reasons


def list_with_reasons(
    recommend: Recommend, answers: Mapping[int, float], titles: Sequence[str], middle: float, n: int = 10
) -> pd.DataFrame:
    """The n best movies as a table to read, each with the answer that it owes most to.

    Parameters
    ----------
    recommend : callable
        As in `strongest_reasons`.
    answers : mapping of int to float
        Item to rating, in stars.
    titles : sequence of str
        Title of each item.
    middle : float
        Ratings above it are likes, others dislikes, in stars.
    n : int
        Rows.

    Returns
    -------
    DataFrame
        Columns `movie`, `score`, `because`, the best first; its index counts from 1.
    """
    best = list(recommend(answers))[:n]
    reasons = strongest_reasons(recommend, answers, [item for item, _ in best])
    rows = []
    for item, score in best:
        said = reasons.get(item)
        verb = "" if said is None else "you liked" if answers[said] > middle else "you did not like"
        rows.append((titles[item], score, f"{verb} {titles[said]}" if verb else "the answers together"))
    table = pd.DataFrame(rows, columns=["movie", "score", "because"])
    table.index += 1
    return table
