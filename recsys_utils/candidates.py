"""What lab 06 puts around the network: genres as numbers, everybody's history as it is now, the arrays it reads.

Movies are numbered from 1, as in MovieLens; 0 is padding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys_utils.errors import DataError

# Before TensorFlow is imported: no notes about the processor, and sums in the same order on every processor.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

LIKED, DISLIKED = 4.0, 2.0  # stars: from here up, and from here down

# Histories by name (`watched`, `liked`, `disliked`), each a list of lists of movie ids, and beside them `user_id`.
Histories = Mapping[str, Sequence]


@dataclass(frozen=True)
class Genres:
    """The genres of an edition, numbered from 1.

    Attributes
    ----------
    names : list of str
        `names[g]` is genre g; `names[0]` is "", the padding.
    of_movie : dict of int to list of int
        Genre numbers of each movie id; empty where the edition names none.
    """

    names: list[str]
    of_movie: dict[int, list[int]]

    def of_histories(self, histories: Sequence[Sequence[int]]) -> list[list[int]]:
        """The genres of all movies of each history, one movie after the other, repeated as often as they occur."""
        return [[genre for movie in history for genre in self.of_movie[movie]] for history in histories]


def number_genres(movies: pd.DataFrame) -> Genres:
    """Number the genres of a table of movies, from A to Z.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id` and `genres` (names joined by "|").

    Raises
    ------
    DataError
        If an id is 0 or negative: 0 is needed for padding.
    """
    lowest = int(movies["movie_id"].min())
    if lowest < 1:
        raise DataError(f"The movie id {lowest} cannot be used, since 0 is the padding: number the movies from 1.")
    names = ["", *sorted({name for text in movies["genres"] for name in text.split("|") if name})]
    number = {name: place for place, name in enumerate(names)}
    of_movie = {
        int(movie): [number[name] for name in text.split("|") if name]
        for movie, text in zip(movies["movie_id"], movies["genres"], strict=True)
    }
    return Genres(names, of_movie)


def latest_histories(ratings: pd.DataFrame, max_history: int) -> dict[str, list]:
    """Everybody's history as it is now: what the network is asked about once it is trained.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars), `timestamp` (seconds).
    max_history : int
        Movies of a history; the newest are kept.

    Returns
    -------
    dict of str to list
        `user_id`, rising; `watched`, `liked`, `disliked`: movie ids, oldest first. Ratings of the same second are ordered by movie id.
    """
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"], kind="stable")
    recent = ordered.groupby("user_id", sort=False).tail(max_history)
    users = [int(user) for user in np.unique(recent["user_id"])]
    found: dict[str, list] = {"user_id": users}
    for name, rows in (
        ("watched", recent),
        ("liked", recent[recent["rating"] >= LIKED]),
        ("disliked", recent[recent["rating"] <= DISLIKED]),
    ):
        by_user = {user: group.tolist() for user, group in rows.groupby("user_id")["movie_id"]}
        found[name] = [by_user.get(user, []) for user in users]
    return found


def network_inputs(histories: Histories, genres: Genres, length: int, pad: Callable) -> list[np.ndarray]:
    """The four arrays that the network reads.

    Parameters
    ----------
    histories : mapping of str to list of lists
        `watched`, `liked` and `disliked`, n of each.
    genres : Genres
        As from `number_genres`.
    length : int
        Columns of the first three arrays; the genres get three times as many, since a movie has two on average.
    pad : callable
        `pad(lists, length)` gives an array of shape (n, length) of ids with zeros in front.

    Returns
    -------
    list of ndarray of int32
        watched, liked, disliked, each of shape (n, length), and genres, of shape (n, 3 * length).
    """
    bags = [histories[name] for name in ("watched", "liked", "disliked")]
    arrays = [pad(bag, length) for bag in bags] + [pad(genres.of_histories(bags[0]), 3 * length)]
    return [np.asarray(array, dtype=np.int32) for array in arrays]


def history_table(ratings: pd.DataFrame, movies: pd.DataFrame, user: int, n: int = 10) -> pd.DataFrame:
    """The n latest movies of one user, to read: title, stars, genres; the newest first.

    Raises
    ------
    DataError
        If there is no such user.
    """
    own = ratings[ratings["user_id"] == user].sort_values(["timestamp", "movie_id"], kind="stable").tail(n)[::-1]
    if own.empty:
        raise DataError(f"There is no user {user} in these ratings: choose one of `ratings['user_id']`.")
    table = own.merge(movies, on="movie_id", how="left")[["title", "rating", "genres"]]
    return table.rename(columns={"rating": "stars"})
