"""From tables of scores to lists: the best of each row, ties by place, and scores brought to one scale."""

from __future__ import annotations

import numpy as np


def best_places(scores: np.ndarray, n: int) -> list[np.ndarray]:
    """The n best places of each row.

    Parameters
    ----------
    scores : ndarray of float, shape (users, items)
        Higher is better; NaN is not offered.
    n : int
        Length of the lists; they are shorter where fewer can be offered.

    Returns
    -------
    list of ndarray of int
        One a row, the best first; of equal scores the smaller place.
    """
    n = min(n, scores.shape[1])
    if n < 1:
        return [np.zeros(0, dtype=np.int64) for _ in range(len(scores))]
    table = np.where(np.isnan(scores), -np.inf, scores)
    least = np.partition(table, table.shape[1] - n, axis=1)[:, [table.shape[1] - n]]
    above, level = table > least, table == least
    # of those that tie with the n-th, only so many, from the left: the order of ties is ours and not partition's
    kept = above | (level & (np.cumsum(level, axis=1) <= n - above.sum(axis=1, keepdims=True)))
    places = np.nonzero(kept)[1].reshape(len(table), n)
    values = np.take_along_axis(table, places, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    places, values = np.take_along_axis(places, order, axis=1), np.take_along_axis(values, order, axis=1)
    return [row[own > -np.inf] for row, own in zip(places, values, strict=True)]


def most_similar(similarities: np.ndarray, k: int) -> np.ndarray:
    """The k largest of each row and 0 elsewhere; of equals, those with the smaller place."""
    kept = np.zeros_like(similarities)
    for row, places in enumerate(best_places(similarities, k)):
        kept[row, places] = similarities[row, places]
    return kept


def z_scores(scores: np.ndarray) -> np.ndarray:
    """Each row minus its mean, divided by its standard deviation, both over what is not NaN.

    0 where a score is NaN, and in rows whose scores are all equal.
    """
    known = ~np.isnan(scores)
    values, size = np.where(known, scores, 0.0), np.maximum(known.sum(axis=1, keepdims=True), 1)
    away = np.where(known, values - values.sum(axis=1, keepdims=True) / size, 0.0)
    spread = np.sqrt((away**2).sum(axis=1, keepdims=True) / size)
    flat = spread <= 1e-12 * np.maximum(np.abs(values).max(axis=1, keepdims=True), 1)
    return np.where(flat, 0.0, away / np.where(flat, 1.0, spread))


def ranks(scores: np.ndarray) -> np.ndarray:
    """Each row's ranks at even distances from 0 (the lowest) to 1 (the highest), among what is not NaN.

    Equals share the mean of their ranks. NaN has 0.5, and so has a score that is the only one of its row.
    """
    from scipy.stats import rankdata

    known = ~np.isnan(scores)
    count = known.sum(axis=1, keepdims=True)
    places = rankdata(np.where(known, scores, -np.inf), axis=1) - (known.shape[1] - count) - 1
    return np.where(known & (count > 1), places / np.maximum(count - 1, 1), 0.5)
