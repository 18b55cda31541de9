"""The recommenders of lab 05: a mean and two biases, and the same with factors. Both predict stars."""

from __future__ import annotations

import numpy as np

from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History


class Biases(Recommender):
    """Mean + how generous the user is + how good the movie is: lab 05's baseline.

    The movies' biases come first, then the users' from what is left; each starts with `reg` pseudo-ratings of 0.

    Parameters
    ----------
    reg_user, reg_item : float
        Pseudo-ratings, 0 or more.
    """

    name = "biases (lab 05)"
    in_stars = True
    new_user = "the best rated movies"

    def __init__(self, reg_user: float = 5.0, reg_item: float = 5.0) -> None:
        self.reg_user, self.reg_item = reg_user, reg_item

    def _learn(self, history: History) -> None:
        self._of_item = shrunk_means(history.columns, history.stars - self.mean, len(history.items), self.reg_item)

    def _judge(self, users: np.ndarray) -> np.ndarray:
        rows = self.history.rows(users)
        left = rows.data - self.mean - self._of_item[rows.indices]
        who = np.repeat(np.arange(len(users)), np.diff(rows.indptr))
        of_user = shrunk_means(who, left, len(users), self.reg_user)
        return self.mean + of_user[:, None] + self._of_item[None, :]


def shrunk_means(group: np.ndarray, values: np.ndarray, groups: int, reg: float) -> np.ndarray:
    """The mean of each group's values together with `reg` zeros; 0 for an empty group."""
    return np.bincount(group, values, minlength=groups) / np.maximum(np.bincount(group, minlength=groups) + reg, 1e-12)


class MatrixFactors(Recommender):
    """Mean + biases + the product of a user's and a movie's factors: the model of lab 05.

    It is learned not by small steps but by alternating least squares: with the movies' numbers fixed, each user's best
    numbers are the answer of a small linear system, and the other way round. That is quick, has no learning rate, and gives
    the same numbers every time. A newcomer is met by solving the system of one user.
    From: Y. Zhou and others, Large-scale Parallel Collaborative Filtering for the Netflix Prize, 2008, with biases.

    Parameters
    ----------
    size : int
        Factors of each user and each movie.
    reg, floor : float
        Penalty on the squares of a row's factors: `reg` for each of its ratings and for `floor` ratings more, so that few
        ratings move little.
    reg_bias : float
        Penalty on the square of a bias: pseudo-ratings, as for `Biases`.
    rounds : int
        How often users and movies are solved in turn.
    seed : int
        Of the movies' factors at the start.
    """

    name = "factors (lab 05)"
    in_stars = True
    new_user = "the best rated movies"

    def __init__(
        self,
        size: int = 16,
        reg: float = 0.12,
        floor: float = 20.0,
        reg_bias: float = 5.0,
        rounds: int = 10,
        seed: int = 0,
    ) -> None:
        self.size, self.reg, self.floor, self.reg_bias = size, reg, floor, reg_bias
        self.rounds, self.seed = rounds, seed

    def _learn(self, history: History) -> None:
        from threadpoolctl import threadpool_limits

        by_user = history.rows()
        by_item = by_user.T.tocsr()
        above = [table.data - self.mean for table in (by_user, by_item)]
        rng = np.random.default_rng(self.seed)
        # A movie is (factors, 1, bias), a user (factors, bias, 1): the product of the two holds everything but the mean.
        items = np.zeros((len(history.items), self.size + 2))
        items[:, : self.size] = rng.normal(0, 0.1, (len(items), self.size))
        items[:, self.size] = 1.0
        items[:, self.size + 1] = shrunk_means(history.columns, history.stars - self.mean, len(items), self.reg_bias)
        with threadpool_limits(1):  # very many very small systems
            for _ in range(self.rounds):
                users = self._solved(by_user.indptr, by_user.indices, above[0], items, self.size + 1)
                items = self._solved(by_item.indptr, by_item.indices, above[1], users, self.size)
            self._user_rows = self._solved(by_user.indptr, by_user.indices, above[0], items, self.size + 1)
        self._users, self._items = history.users, items

    def _solved(
        self, indptr: np.ndarray, indices: np.ndarray, above: np.ndarray, others: np.ndarray, fixed: int
    ) -> np.ndarray:
        """The best vector of each row, given those of the columns; entry `fixed` is 1 and multiplies the other's bias."""
        from scipy.linalg.lapack import dposv

        free = np.delete(np.arange(self.size + 2), fixed)
        design, left = np.ascontiguousarray(others[:, free]), above - others[indices, fixed]
        solved = np.zeros((len(indptr) - 1, self.size + 2))
        solved[:, fixed] = 1.0
        factors, bias = np.arange(self.size), self.size  # the bias comes after the factors in both
        for row in np.flatnonzero(np.diff(indptr)):
            inside = slice(indptr[row], indptr[row + 1])
            mine = design[indices[inside]]
            system = mine.T @ mine
            system[factors, factors] += self.reg * (len(mine) + self.floor)
            system[bias, bias] += self.reg_bias
            solved[row, free] = dposv(system, mine.T @ left[inside])[1]
        return solved

    def _vectors(self, users: np.ndarray) -> np.ndarray:
        """A vector for each user: as learned, or solved anew for those met since; without ratings, the mean user."""
        place = np.minimum(np.searchsorted(self._users, users), len(self._users) - 1)
        learned = (self._users[place] == users) & ~np.isin(users, self._met)
        vectors = np.zeros((len(users), self.size + 2))
        vectors[:, self.size + 1] = 1.0
        vectors[learned] = self._user_rows[place[learned]]
        if not learned.all():
            rows = self.history.rows(users[~learned])
            vectors[~learned] = self._solved(
                rows.indptr, rows.indices, rows.data - self.mean, self._items, self.size + 1
            )
        return vectors

    def _judge(self, users: np.ndarray) -> np.ndarray:
        return self.mean + self._vectors(users) @ self._items.T
