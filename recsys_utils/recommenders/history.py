"""Who has rated what, with how many stars and when: what every recommender of the course keeps of a table of ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

NEEDED = ("user_id", "movie_id", "rating")


@dataclass(frozen=True, eq=False)
class History:
    """Ratings by user, compressed: only what is there takes memory.

    Attributes
    ----------
    users, items : ndarray of int
        Ids, rising; their places are the rows and the columns.
    indptr : ndarray of int, shape (users + 1,)
        The cells of row u are those from `indptr[u]` up to `indptr[u + 1]`.
    columns : ndarray of int, shape (ratings,)
        The item's place of each cell, rising in each row.
    stars : ndarray of float, shape (ratings,)
        The rating of each cell.
    when : ndarray of int, shape (ratings,)
        Its time, in seconds.
    """

    users: np.ndarray
    items: np.ndarray
    indptr: np.ndarray
    columns: np.ndarray
    stars: np.ndarray
    when: np.ndarray

    @classmethod
    def of(cls, ratings: pd.DataFrame, more_items: Sequence[int] = ()) -> History:
        """Read a table of ratings.

        Parameters
        ----------
        ratings : DataFrame
            Columns `user_id`, `movie_id`, `rating` (stars) and, if there is one, `timestamp` (seconds); at least one row.
            Of several ratings of one movie by one user the latest counts; of the same second, the lower row.
        more_items : sequence of int
            Movies that are known beside those that somebody has rated.

        Raises
        ------
        DataError
            If a column is missing, or there is no rating.
        """
        missing = [name for name in NEEDED if name not in ratings.columns]
        if missing:
            raise DataError(f"These ratings have no column {missing[0]!r}: a recommender needs {', '.join(NEEDED)}.")
        if not len(ratings):
            raise DataError("There is not a single rating to learn from: give `fit` a table with rows.")
        items = np.unique(ratings["movie_id"].to_numpy(np.int64))
        if len(more_items):
            items = np.union1d(items, np.asarray(more_items, dtype=np.int64))
        return cls._built(*_columns_of(ratings), items)

    @classmethod
    def _built(
        cls, user: np.ndarray, movie: np.ndarray, stars: np.ndarray, when: np.ndarray, items: np.ndarray
    ) -> History:
        users, row = np.unique(user, return_inverse=True)
        column = np.searchsorted(items, movie)
        key = row * np.int64(len(items)) + column
        order = np.argsort(key, kind="stable")
        if len(key) > 1 and (np.diff(key[order]) == 0).any():
            order = np.lexsort((when, key))  # stable: of the same second, the lower row comes last
            order = order[np.append(np.diff(key[order]) > 0, True)]
        indptr = np.concatenate([[0], np.cumsum(np.bincount(row[order], minlength=len(users)))])
        return cls(users, items, indptr, column[order].astype(np.int32), stars[order], when[order])

    def joined(self, ratings: pd.DataFrame) -> History:
        """These ratings and more of them; movies that are not among the items are left out."""
        user, movie, stars, when = _columns_of(ratings)
        known = np.isin(movie, self.items)
        own = np.repeat(self.users, np.diff(self.indptr))
        parts = zip(
            (own, self.items[self.columns], self.stars, self.when),
            (user[known], movie[known], stars[known], when[known]),
            strict=True,
        )
        return self._built(*(np.concatenate(pair) for pair in parts), self.items)

    def places_of(self, users: Iterable[int]) -> np.ndarray:
        """The row of each user, -1 for one who is not known."""
        wanted = np.asarray(users if isinstance(users, np.ndarray) else list(users), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.users, wanted), max(len(self.users) - 1, 0))
        return np.where(self.users[place] == wanted, place, -1) if len(self.users) else np.full(len(wanted), -1)

    def columns_of(self, items: Iterable[int]) -> np.ndarray:
        """The column of each movie, -1 for one that is not known."""
        wanted = np.asarray(items if isinstance(items, np.ndarray) else list(items), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.items, wanted), len(self.items) - 1)
        return np.where(self.items[place] == wanted, place, -1)

    def cells_of(self, users: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """Where the ratings of these users lie.

        Returns
        -------
        indptr : ndarray of int, shape (users + 1,)
            As of a sparse matrix with a row for each user asked for; one who is not known has an empty row.
        cells : ndarray of int
            Places in `columns`, `stars` and `when`.
        """
        places = self.places_of(users)
        begin = np.where(places >= 0, self.indptr[places], 0)
        lengths = np.where(places >= 0, self.indptr[places + 1] - begin, 0)
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        return indptr, np.repeat(begin - indptr[:-1], lengths) + np.arange(indptr[-1])

    def rows(self, users: Iterable[int] | None = None) -> sparse.csr_array:
        """The stars of these users (of all that are known, if none are named), one row each."""
        from scipy import sparse

        if users is None:
            return sparse.csr_array(
                (self.stars, self.columns, self.indptr), shape=(len(self.users), len(self.items)), copy=False
            )
        indptr, cells = self.cells_of(users)
        return sparse.csr_array(
            (self.stars[cells], self.columns[cells], indptr), shape=(len(indptr) - 1, len(self.items))
        )

    def rated(self, users: Iterable[int] | None = None) -> sparse.csr_array:
        """1 where there is a rating, whatever its stars; rows as in `rows`."""
        table = self.rows(users)
        table.data = np.ones_like(table.data)
        return table

    def counts(self, users: Iterable[int]) -> np.ndarray:
        """How many movies each of these users has rated."""
        places = self.places_of(users)
        return np.where(places >= 0, np.diff(self.indptr)[places], 0) if len(self.users) else np.zeros(len(places), int)

    def raters(self) -> np.ndarray:
        """How many users have rated each item."""
        return np.bincount(self.columns, minlength=len(self.items))


def _columns_of(ratings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    when = ratings["timestamp"] if "timestamp" in ratings.columns else np.zeros(len(ratings))
    return (
        ratings["user_id"].to_numpy(np.int64),
        ratings["movie_id"].to_numpy(np.int64),
        ratings["rating"].to_numpy(float),
        np.asarray(when, dtype=np.int64),
    )
