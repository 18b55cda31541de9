"""Recommenders of lab 01, which tell everybody the same: chance, the most rated, the weighted rating."""

from __future__ import annotations

import numpy as np

from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History


class RandomOrder(Recommender):
    """Movies in random order, another one for each user: what every recommender must beat.

    The number of a user and a movie depends on nothing but their ids and the seed, so it stays the same whatever was rated.

    Parameters
    ----------
    seed : int
        Another seed, another order.
    """

    name = "random order"
    new_user, new_movie = "as for all", "as any other"

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def _learn(self, history: History) -> None:
        pass

    def _judge(self, users: np.ndarray) -> np.ndarray:
        of_user = _mixed(users.astype(np.uint64) + _mixed(np.array([self.seed], dtype=np.uint64)))
        both = _mixed(of_user[:, None] ^ _mixed(self.items.astype(np.uint64))[None, :])
        return (both >> np.uint64(11)) / 2.0**53


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Numbers of 64 bits stirred, so that neighbours have nothing in common (SplitMix64, S. Vigna, 2015)."""
    with np.errstate(over="ignore"):
        x = numbers + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


class Popular(Recommender):
    """The movies that most people have rated, whatever the stars. The score is the number of ratings."""

    name = "most rated (lab 01)"
    new_user = "the chart"

    def _learn(self, history: History) -> None:
        self._raters = history.raters().astype(float)

    def _judge(self, users: np.ndarray) -> np.ndarray:
        return np.broadcast_to(self._raters, (len(users), len(self._raters)))


class WeightedChart(Recommender):
    """The weighted rating of lab 01: a movie's mean, pulled to the mean of all movies by m pseudo-votes. In stars.

    Parameters
    ----------
    q : float
        m is this quantile of the movies' numbers of ratings, as in lab 01.
    """

    name = "weighted rating (lab 01)"
    in_stars = True
    new_user = "the chart"

    def __init__(self, q: float = 0.90) -> None:
        self.q = q

    def _learn(self, history: History) -> None:
        votes = history.raters()
        totals = np.bincount(history.columns, history.stars, minlength=len(votes))
        means = totals / np.maximum(votes, 1)
        m, centre = np.quantile(votes[votes > 0], self.q), means[votes > 0].mean()
        self._weighted = (totals + m * centre) / (votes + m)

    def _judge(self, users: np.ndarray) -> np.ndarray:
        return np.broadcast_to(self._weighted, (len(users), len(self._weighted)))
