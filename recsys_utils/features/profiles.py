"""User and item arrays for the two towers, from any MovieLens edition: what a user likes, what a movie is.

The averages in them are made of ratings. Whether a rating that is to be predicted is among those decides between an
honest test and a leak, so every function here is told which ratings are `known`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys_utils.errors import DataError

#: The genres that every MovieLens edition has; ML-100K and ML-1M write the fourth "Children's".
GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Horror",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
)
USER_COLUMNS = ["user id", "rating count", "rating ave"]
ITEM_COLUMNS = ["movie id", "year", "ave rating"]


@dataclass(frozen=True, eq=False)
class Rows:
    """One row a rating, three aligned arrays.

    Attributes
    ----------
    user : ndarray of float, shape (n, 3 + genres)
        User id, number of known ratings, their mean (stars), mean in each genre (stars, 0 where none is known).
    item : ndarray of float, shape (n, 3 + genres)
        Movie id, year, mean rating (stars), 1 for each genre the movie has and else 0.
    y : ndarray of float, shape (n,)
        The rating, in stars.
    """

    user: np.ndarray
    item: np.ndarray
    y: np.ndarray

    def __len__(self) -> int:
        return len(self.y)

    def take(self, positions: np.ndarray) -> Rows:
        """The rows at these positions, which may repeat."""
        return Rows(self.user[positions], self.item[positions], self.y[positions])


def genre_flags(movies: pd.DataFrame, genres: Sequence[str] = GENRES) -> np.ndarray:
    """Which of the genres each movie has.

    Parameters
    ----------
    movies : DataFrame
        Column `genres`: names with a bar between them.
    genres : sequence of str
        The names to look for, as wholes; ``Children's`` counts as ``Children``.

    Returns
    -------
    ndarray of float, shape (len(movies), len(genres))
        1 where the movie has the genre, else 0.
    """
    names = movies["genres"].str.replace("Children's", "Children", regex=False).str.split("|")
    return np.array([[genre in own for genre in genres] for own in names], dtype=float).reshape(-1, len(genres))


class Profiles:
    """Averages of users and movies over a set of known ratings.

    Parameters
    ----------
    known : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars): the ratings that averages are made of.
    movies : DataFrame
        Columns `movie_id`, `year` (<NA> where unknown), `genres`.
    genres : sequence of str
        As for `genre_flags`.
    users : array-like of int, optional
        User ids, also of users without a known rating; those of `known` if none are given.
    prior : float
        A movie's mean starts with so many ratings of the mean of all (lab 01's weighted rating). 0 is the plain mean.
    """

    def __init__(
        self,
        known: pd.DataFrame,
        movies: pd.DataFrame,
        genres: Sequence[str] = GENRES,
        users: np.ndarray | None = None,
        prior: float = 0.0,
    ) -> None:
        self.genres, self.prior = tuple(genres), prior
        self.movie_ids = movies["movie_id"].to_numpy()
        self.user_ids = np.unique(known["user_id"] if users is None else users)
        self.flags = genre_flags(movies, genres)
        years = movies["year"].astype("Float64")
        self.years = years.fillna(years.median()).to_numpy(dtype=float)
        self._movie_at = pd.Index(self.movie_ids)
        self._known = self.places(known)
        self.mean = float(known["rating"].mean())

    def places(self, ratings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place of each rating's user and movie among the ids, and the rating itself (stars)."""
        movie = self._movie_at.get_indexer(ratings["movie_id"])
        user = pd.Index(self.user_ids).get_indexer(ratings["user_id"])
        for place, column in ((movie, "movie_id"), (user, "user_id")):
            if (place < 0).any():
                strange = ratings[column].iloc[int((place < 0).argmax())]
                raise DataError(
                    f"The ratings name {column} {strange}, which the tables do not hold: leave those rows out."
                )
        return user, movie, ratings["rating"].to_numpy(dtype=float)

    def tables(self, without: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """User and item vectors, one row for each id.

        Parameters
        ----------
        without : ndarray of bool, optional
            True for each known rating to be left out of all averages.

        Returns
        -------
        users, items : ndarray of float, shapes (users, 3 + genres) and (movies, 3 + genres)
            As in `Rows`.
        """
        user, movie, stars = self._known if without is None else (part[~without] for part in self._known)
        users, items, genres = len(self.user_ids), len(self.movie_ids), len(self.genres)
        count = np.bincount(user, minlength=users)
        mean = _ratio(np.bincount(user, stars, minlength=users), count, self.mean)
        cells = (user[:, None] * genres + np.arange(genres)).ravel()
        has = self.flags[movie].ravel()
        in_genre = np.bincount(cells, has, minlength=users * genres)
        stars_in_genre = np.bincount(cells, has * np.repeat(stars, genres), minlength=users * genres)
        by_genre = _ratio(stars_in_genre, in_genre, 0.0).reshape(users, genres)
        votes = np.bincount(movie, minlength=items) + self.prior
        total = np.bincount(movie, stars, minlength=items) + self.prior * self.mean
        return (
            np.column_stack([self.user_ids, count, mean, by_genre]),
            np.column_stack([self.movie_ids, self.years, _ratio(total, votes, self.mean), self.flags]),
        )

    def rows(self, ratings: pd.DataFrame) -> Rows:
        """The rows of other ratings than the known ones: nothing of what is to be predicted is in the averages."""
        user, movie, stars = self.places(ratings)
        users, items = self.tables()
        return Rows(users[user], items[movie], stars)

    def rows_of_known(self, folds: int = 0, seed: int = 1) -> Rows:
        """The rows of the known ratings themselves.

        Parameters
        ----------
        folds : int
            With k folds, the averages of a row leave out its fold, a k-th part of all known ratings: so a rating never
            helps to predict itself. With 0 each rating is part of the averages beside it, which is a leak.
        seed : int
            Draws the folds.

        Returns
        -------
        Rows
            In the order of the known ratings.
        """
        user, movie, stars = self._known
        users, items = self.tables()
        rows = Rows(users[user], items[movie], stars)
        fold = np.random.default_rng(seed).permutation(len(stars)) % max(folds, 1)
        for number in range(folds):
            inside = fold == number
            users, items = self.tables(without=inside)
            rows.user[inside], rows.item[inside] = users[user[inside]], items[movie[inside]]
        return rows


def _ratio(total: np.ndarray, count: np.ndarray, empty: float) -> np.ndarray:
    """total / count, and `empty` where the count is 0."""
    return np.where(count > 0, total / np.maximum(count, 1e-12), empty)
