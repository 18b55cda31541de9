"""Judging ranked lists: recall@k and nDCG@k, one list at a time or a whole table of scores, always against all items.

For use outside the labs: lab 06 has the student write the first two. Definitions as in K. Järvelin and J. Kekäläinen,
Cumulated Gain-Based Evaluation of IR Techniques, 2002, with gains of 0 and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np


def recall(ranked: Sequence[int], wanted: Collection[int], k: int) -> float:
    """Share of the wanted items that are among the first k.

    Parameters
    ----------
    ranked : sequence of int
        Items, the best first, each once; may be shorter than k, or empty.
    wanted : collection of int
        The items that count.
    k : int
        Length of the list that is looked at, 1 or more.

    Returns
    -------
    float
        0 to 1; NaN if nothing is wanted, since nothing can then be said.
    """
    _refuse_short_lists(k)
    goal = frozenset(wanted)
    found = goal.intersection(list(ranked)[:k])
    return len(found) / len(goal) if goal else float("nan")


def ndcg(ranked: Sequence[int], wanted: Collection[int], k: int) -> float:
    """Discounted gain of the first k, as a share of what the best possible list of k would have.

    A wanted item at place p (from 1) gains 1 / log2(p + 1). Parameters as for `recall`.

    Returns
    -------
    float
        0 to 1; NaN if nothing is wanted.
    """
    _refuse_short_lists(k)
    goal = frozenset(wanted)
    if not goal:
        return float("nan")
    gains = 1.0 / np.log2(np.arange(k) + 2.0)
    reached = sum(gains[place] for place, item in zip(range(k), ranked, strict=False) if item in goal)
    return float(reached / gains[: len(goal)].sum())


def places_of_held_out(scores: np.ndarray, watched: np.ndarray, held_out: Iterable[int]) -> np.ndarray:
    """The place of each user's held-out item among all items the user has not watched.

    Parameters
    ----------
    scores : ndarray, shape (users, items)
        Higher is better; of equal scores the smaller item goes first.
    watched : ndarray of bool, shape (users, items)
        What is not offered: what the user has watched, and padding.
    held_out : iterable of int
        One item a user.

    Returns
    -------
    ndarray of float, shape (users,)
        Places from 1; infinite where the held-out item is among the watched.
    """
    table = np.where(watched, -np.inf, np.asarray(scores, dtype=float))
    item = np.asarray(list(held_out))
    user = np.arange(len(item))
    own = table[user, item][:, None]
    before = (table > own).sum(axis=1) + ((table == own) & (np.arange(table.shape[1]) < item[:, None])).sum(axis=1)
    return np.where(watched[user, item], np.inf, before + 1.0)


def judge_places(places: np.ndarray, k: int) -> dict[str, float]:
    """Mean recall@k and nDCG@k where one item a user is held out.

    Parameters
    ----------
    places : ndarray, shape (users,)
        As from `places_of_held_out`; at least one.
    k : int
        Length of the list, 1 or more.

    Returns
    -------
    dict of str to float
        `recall`, the share of users whose item is among their k, and `ndcg`; both 0 to 1.
    """
    _refuse_short_lists(k)
    hit = places <= k
    return {"recall": float(hit.mean()), "ndcg": float((hit / np.log2(np.where(hit, places, 1.0) + 1.0)).mean())}


def recall_among_sampled(
    scores: np.ndarray, watched: np.ndarray, held_out: Iterable[int], k: int, sampled: int = 99, seed: int = 0
) -> float:
    """Recall@k where the held-out item competes with a few random items only: what not to report.

    Shown in lab 06 because many papers report it. It does not agree with the full ranking, not even on which method is
    better: W. Krichene and S. Rendle, On Sampled Metrics for Item Recommendation, 2020.

    Parameters
    ----------
    scores, watched, held_out
        As for `places_of_held_out`.
    k : int
        Length of the list.
    sampled : int
        How many items are drawn, among those the user has not watched.
    seed : int
        The same seed draws the same items. Of equal scores the smaller item goes first.
    """
    rng = np.random.default_rng(seed)
    hits, count = 0, 0
    for row, (own, item) in enumerate(zip(watched, held_out, strict=True)):
        rivals = np.flatnonzero(~own)
        drawn = rng.choice(rivals[rivals != item], sampled, replace=False)
        ahead = (scores[row, drawn] > scores[row, item]) | ((scores[row, drawn] == scores[row, item]) & (drawn < item))
        hits += bool(ahead.sum() < k and not own[item])
        count += 1
    return hits / count


def interval_of_share(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share that was counted among n users.

    From: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return float(middle - half), float(middle + half)


def _refuse_short_lists(k: int) -> None:
    if k < 1:
        raise ValueError(f"The length k of the list must be 1 or more, got {k}.")
