"""Judging a recommender's lists: recall, nDCG, coverage, diversity, novelty, RMSE, and how sure one can be of a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recsys_utils.diversity import list_diversity, list_novelty

if TYPE_CHECKING:
    import pandas as pd

    from recsys_utils.recommenders import Recommender

K = 10  # movies of a list
RESAMPLES, BOOTSTRAP_SEED = 1_000, 7


@dataclass(frozen=True, eq=False)
class Wanted:
    """What users went on to rate.

    Attributes
    ----------
    users : ndarray of int
        Their ids, rising.
    movies : list of ndarray of int
        The held-out movies of each.
    """

    users: np.ndarray
    movies: list[np.ndarray]

    @classmethod
    def of(cls, test: pd.DataFrame) -> Wanted:
        """Read held-out ratings."""
        by_user = {int(user): group.to_numpy() for user, group in test.groupby("user_id")["movie_id"]}
        return cls(np.array([*by_user], dtype=np.int64), [*by_user.values()])


def hits_of(lists: Sequence[Sequence[int]], wanted: Wanted, k: int = K) -> tuple[np.ndarray, np.ndarray]:
    """Recall@k and nDCG@k of each user.

    Parameters
    ----------
    lists : sequence of sequences of int
        What each of `wanted.users` is offered, the best first; k movies or fewer.
    wanted : Wanted
        At least one movie a user.
    k : int
        Length of a full list.

    Returns
    -------
    recall, ndcg : ndarray of float, shape (users,)
        Recall is the number of hits divided by k, or by the number of held-out movies where that is less: 1 can be reached.
    """
    hit = np.zeros((len(lists), k))
    for row, (own, goal) in enumerate(zip(lists, wanted.movies, strict=True)):
        hit[row, : len(own)] = np.isin(own, goal)
    gains = 1 / np.log2(np.arange(k) + 2)
    possible = np.minimum([len(goal) for goal in wanted.movies], k)
    return hit.sum(axis=1) / possible, hit @ gains / np.cumsum(gains)[possible - 1]


def interval(values: np.ndarray, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED) -> tuple[float, float, float]:
    """A mean over users and its 95 % interval by the bootstrap.

    Users are drawn with replacement, as many as there are, again and again; the interval holds the middle 95 % of the means.
    The seed is the same for every system, so all are judged on the same draws. From: B. Efron, Bootstrap Methods, 1979.

    Returns
    -------
    mean, low, high : float
    """
    rng, n = np.random.default_rng(seed), len(values)
    means, block = [], max(1, 4_000_000 // n)
    for start in range(0, resamples, block):
        drawn = rng.multinomial(n, np.full(n, 1 / n), size=min(block, resamples - start))
        means.append(drawn @ values / n)
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The movies that may be offered: those with a rating in the training part.

    Attributes
    ----------
    items : ndarray of int
        Their ids, rising.
    raters : ndarray of int
        How many users have rated each.
    users : int
        Users there are.
    genres : ndarray of float, shape (movies, genres)
        1 for each genre a movie has.
    """

    items: np.ndarray
    raters: np.ndarray
    users: int
    genres: np.ndarray

    @classmethod
    def of(cls, train: pd.DataFrame, movies: pd.DataFrame) -> Catalogue:
        """Read training ratings and a table of movies."""
        items, raters = np.unique(train["movie_id"].to_numpy(), return_counts=True)
        texts = movies.drop_duplicates("movie_id").set_index("movie_id")["genres"].reindex(items).fillna("")
        genres = texts.str.get_dummies("|").to_numpy(dtype=float)
        return cls(items, raters, train["user_id"].nunique(), genres.reshape(len(items), -1))

    def qualities(self, lists: Sequence[Sequence[int]]) -> dict[str, float]:
        """Coverage, diversity and novelty of lists.

        Returns
        -------
        dict of str to float
            `coverage`: share of the movies that are offered to anybody. `diversity`: one minus the mean cosine of the
            genres of a list's pairs. `novelty`: minus the logarithm to base 2 of the share of users who have rated a movie.
            The last two are means over the users whose lists hold two movies or more, and one or more; NaN without any.
        """
        by_length: dict[int, list[np.ndarray]] = {}
        for own in lists:
            by_length.setdefault(len(own), []).append(np.searchsorted(self.items, own))
        diversity, novelty, offered = [], [], np.zeros(len(self.items), dtype=bool)
        for length, rows in by_length.items():
            table = np.array(rows, dtype=np.int64).reshape(len(rows), length)
            offered[table] = True
            if length > 1:
                diversity.append(list_diversity(table, self.genres))
            if length > 0:
                novelty.append(list_novelty(table, self.raters, self.users))
        return {
            "coverage": float(offered.mean()),
            "diversity": _mean(diversity),
            "novelty": _mean(novelty),
        }


def _mean(parts: list[np.ndarray]) -> float:
    return float(np.concatenate(parts).mean()) if parts else float("nan")


def list_measures(recommender: Recommender, wanted: Wanted, catalogue: Catalogue, k: int = K) -> dict[str, float]:
    """Recall and nDCG with their intervals, coverage, diversity and novelty of a fitted recommender."""
    among = np.isin(recommender.items, catalogue.items)
    lists = recommender.lists(wanted.users, k, among)
    recall, ndcg = hits_of(lists, wanted, k)
    found = {}
    for name, values in (("recall", recall), ("ndcg", ndcg)):
        found[name], found[f"{name}_low"], found[f"{name}_high"] = interval(values)
    return found | catalogue.qualities(lists)


def rmse_of(recommender: Recommender, test: pd.DataFrame) -> float:
    """Root mean squared error of the predicted ratings, in stars; NaN from a system that predicts none."""
    predicted = recommender.stars(test["user_id"].to_numpy(), test["movie_id"].to_numpy())
    if predicted is None:
        return float("nan")
    return float(np.sqrt(np.mean((predicted - test["rating"].to_numpy(dtype=float)) ** 2)))
