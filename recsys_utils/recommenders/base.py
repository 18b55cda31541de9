"""What all recommenders share: fit, score, recommend, and meeting newcomers without learning anew."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from recsys_utils.errors import DataError
from recsys_utils.recommenders.history import History
from recsys_utils.recommenders.lists import best_places

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 512  # users whose scores are in memory at a time
MOST_ITEMS = 12_000  # up to here tables of items by items are made: 1.2 GB each, and EASE needs five of them


class Recommender(ABC):
    """A recommender: learns from ratings, scores movies for a user, offers the best that the user has not rated.

    A subclass writes `_learn` and `_judge`; the rest is here.

    Attributes
    ----------
    name : str
        As it stands in the table.
    in_stars : bool
        Whether `score` is in stars.
    new_user, new_movie : str
        What it does for a user, and for a movie, without a rating.
    """

    name: str = ""
    in_stars: bool = False
    new_user: str = "nothing before the first rating"
    new_movie: str = "never offered"
    _more_items: Sequence[int] = ()

    def fit(self, train: pd.DataFrame) -> Self:
        """Learn from ratings; what was learned before is forgotten.

        Parameters
        ----------
        train : DataFrame
            Columns `user_id`, `movie_id`, `rating` (stars), `timestamp` (seconds). It is not changed.

        Returns
        -------
        Self

        Raises
        ------
        DataError
            If a column is missing or there is no row.
        """
        self._history = History.of(train, self._more_items)
        self._met = np.zeros(0, dtype=np.int64)
        stars = self._history.stars
        self.mean, self.scale = float(stars.mean()), (float(stars.min()), float(stars.max()))
        self._learn(self._history)
        return self

    @property
    def history(self) -> History:
        """Everybody's ratings as far as it knows them.

        Raises
        ------
        DataError
            If it has not been fitted.
        """
        if not hasattr(self, "_history"):
            raise DataError(f"{type(self).__name__} has learned nothing yet: call fit(ratings) first.")
        return self._history

    @property
    def items(self) -> np.ndarray:
        """The movie ids it knows, rising."""
        return self.history.items

    def meet(self, ratings: pd.DataFrame) -> Self:
        """Get to know ratings of newcomers without learning anew.

        Parameters
        ----------
        ratings : DataFrame
            Columns as for `fit`; may be empty. Ratings of users who are known already are added to what is known of them.
            Movies that it does not know are passed over.

        Returns
        -------
        Self
            A new recommender; this one stays as it is. What was learned is shared by both.
        """
        other = copy.copy(self)
        other._history = self.history.joined(ratings)
        other._met = np.union1d(self._met, ratings["user_id"].to_numpy(np.int64))
        return other

    def score(self, user: int, items: Iterable[int]) -> np.ndarray:
        """How well movies suit a user.

        Parameters
        ----------
        user : int
            A user's id; one who is not known counts as a user without ratings.
        items : iterable of int
            Movie ids, any number.

        Returns
        -------
        ndarray of float, shape (items,)
            Higher is better, never infinite or NaN. What it cannot judge, also a movie that it does not know, has the mean of
            all ratings where scores are in stars, and else 0; in a weighted or mixed hybrid one less than the lowest score.
        """
        columns = self.history.columns_of(items)
        own = self.scores([user])[0]
        return np.where(columns >= 0, own[columns], self._unknown(own[None, :])[0, 0])

    def scores(self, users: Iterable[int]) -> np.ndarray:
        """The scores of all of `items` for several users, shape (users, items)."""
        wanted, width = np.asarray(list(users), dtype=np.int64), len(self.items)
        if not len(wanted):
            return np.zeros((0, width))
        judged = self._judge(wanted)
        return np.where(np.isnan(judged), self._unknown(judged), judged)

    def recommend(self, user: int, n: int = 10) -> list[int]:
        """At most n movies for a user, the best first.

        Never one that the user has rated; of equal scores the smaller id first; [] where it has nothing to go on.
        """
        return self.lists([user], n)[0]

    def lists(self, users: Iterable[int], n: int = 10, among: np.ndarray | None = None) -> list[list[int]]:
        """`recommend` for many users; with `among`, an array of bool, only of the items where it is True."""
        wanted, found, history = np.asarray(list(users), dtype=np.int64), [], self.history
        for start in range(0, len(wanted), BLOCK):
            block = wanted[start : start + BLOCK]
            table = np.array(self._judge(block), dtype=float)  # a copy: what follows must not change what was learned
            indptr, cells = history.cells_of(block)
            table[np.repeat(np.arange(len(block)), np.diff(indptr)), history.columns[cells]] = np.nan
            if among is not None:
                table[:, ~among] = np.nan
            found += [self.items[places].tolist() for places in best_places(table, n)]
        return found

    def stars(self, users: Sequence[int], movies: Sequence[int]) -> np.ndarray | None:
        """Predicted ratings of pairs, cut off at the ends of the scale; None from a system that predicts none.

        Parameters
        ----------
        users, movies : sequence of int
            Ids, pair by pair.

        Returns
        -------
        ndarray of float, shape (pairs,), or None
            In stars; for a movie that it does not know, the mean of all ratings.
        """
        who, row = np.unique(np.asarray(users, dtype=np.int64), return_inverse=True)
        columns = self.history.columns_of(np.asarray(movies, dtype=np.int64))
        predicted = np.full(len(columns), self.mean)
        for start in range(0, len(who), BLOCK):
            inside = np.flatnonzero((row >= start) & (row < start + BLOCK) & (columns >= 0))
            table = self._stars_of(who[start : start + BLOCK])
            if table is None:
                return None
            predicted[inside] = table[row[inside] - start, columns[inside]]
        return np.clip(predicted, *self.scale)

    @abstractmethod
    def _learn(self, history: History) -> None:
        """Learn; what comes out is kept in attributes."""

    @abstractmethod
    def _judge(self, users: np.ndarray) -> np.ndarray:
        """Scores of all items, shape (users, items); NaN where there is nothing to say. It may be read only."""

    def _unknown(self, judged: np.ndarray) -> np.ndarray:
        """What a NaN becomes in `scores`, one number for each row, shape (users, 1)."""
        return np.full((len(judged), 1), self.mean if self.in_stars else 0.0)

    def _stars_of(self, users: np.ndarray) -> np.ndarray | None:
        """Predicted ratings of all items, shape (users, items), or None."""
        return self.scores(users) if self.in_stars else None

    def _refuse_many_items(self) -> None:
        if len(self.items) > MOST_ITEMS:
            raise DataError(
                f"{type(self).__name__} makes a table of {len(self.items):,} by {len(self.items):,} movies, which is more "
                f"than memory is meant for: leave out rarely rated movies until {MOST_ITEMS:,} remain."
            )
