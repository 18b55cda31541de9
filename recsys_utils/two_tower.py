"""What the two-tower lab and notebooks of its kind import: the arrays, and the tables that show them.

from recsys_utils.two_tower import *
item_train, user_train, y_train, item_features, user_features, item_vecs, movie_dict, user_to_genre = load_data()
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any

import numpy as np

from recsys_utils.data import MovieLens, load_movielens
from recsys_utils.features import (
    GENRES,
    ITEM_COLUMNS,
    USER_COLUMNS,
    Profiles,
    Rows,
    repeat_rare_genres,
    since_2000,
    split_ratings,
)
from recsys_utils.two_tower_tables import (
    gen_user_vecs,
    get_user_vecs,
    pprint_train,
    print_existing_user,
    print_pred_movies,
)

__all__ = [
    "gen_user_vecs",
    "get_user_vecs",
    "load_data",
    "load_edition",
    "load_held_out",
    "pprint_train",
    "print_existing_user",
    "print_pred_movies",
]

# Before TensorFlow is imported: no notes about the processor, and sums in the same order on every processor.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

FOLDS = 10  # of 5 and 10 the better on validation data
PRIOR = 5.0  # ratings of the mean that a movie starts with; as in lab 01


def load_data(dataset: str = "ml-100k", *, leaky: bool = False, whole: bool = False, repeat: float = 0.0) -> tuple:
    """The arrays that the towers are trained on.

    Parameters
    ----------
    dataset : str
        An edition of MovieLens or a folder, as for `recsys_utils.data.load_movielens`. Of ml-latest-small only the
        movies since 2000 are taken, as in notebooks of this kind.
    leaky : bool
        False: 80 % of the ratings; the averages beside a rating are made without it and without the 20 % of
        `load_held_out`. True, as in notebooks of this kind: all ratings, each of them part of the averages beside it,
        and rows of rare genres repeated until there are twice as many.
    whole : bool
        Take ml-latest-small whole.
    repeat : float
        Rows wanted for each rating, 1 or more; 0 means 2 where `leaky` and else 1.

    Returns
    -------
    item_train, user_train : ndarray of float, shape (n, 17)
        One row a rating; see `recsys_utils.features.Rows`.
    y_train : ndarray of float, shape (n,)
        The ratings, in stars.
    item_features, user_features : list of str
        Names of the columns.
    item_vecs : ndarray of float, shape (movies, 17)
        One row a movie.
    movie_dict : dict of int to dict
        By movie id: `title` and `genres`.
    user_to_genre : dict of int to dict
        By user id: `movies` (known ratings by movie id), `rating_count`, `rating_sum`, `rating_ave`, and `glist` and
        `g_count`, mean and number of ratings by genre.

    Raises
    ------
    DataError
        If the data cannot be found or fetched.
    """
    ml = load_edition(dataset, whole=whole)
    known = ml.ratings if leaky else split_ratings(ml.ratings)[0]
    profiles = _profiles(ml, known, leaky)
    rows = profiles.rows_of_known(0 if leaky else FOLDS)
    repeat = repeat or (2.0 if leaky else 1.0)
    if repeat > 1:
        rows = rows.take(repeat_rare_genres(rows.item[:, len(ITEM_COLUMNS) :], repeat))
    movie_dict: dict[int, dict[str, str]] = defaultdict(dict)
    for movie, title, genres in zip(ml.movies["movie_id"], ml.movies["title"], ml.movies["genres"], strict=True):
        movie_dict[int(movie)] = {"title": title, "genres": genres}
    item_vecs = profiles.tables()[1]
    names = [*ITEM_COLUMNS, *GENRES], [*USER_COLUMNS, *GENRES]
    return rows.item, rows.user, rows.y, *names, item_vecs, movie_dict, _by_user(profiles, known)


def load_held_out(dataset: str = "ml-100k", *, whole: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The 20 % of the ratings that `load_data` left out, with averages made of the other 80 % alone.

    Returns
    -------
    item_test, user_test, y_test : ndarray
        As from `load_data`.
    """
    ml = load_edition(dataset, whole=whole)
    known, held_out = split_ratings(ml.ratings)
    rows: Rows = _profiles(ml, known, leaky=False).rows(held_out)
    return rows.item, rows.user, rows.y


def load_edition(dataset: str = "ml-100k", *, whole: bool = False) -> MovieLens:
    """The ratings and movies that `load_data` starts from: ml-latest-small since 2000 only, unless `whole`."""
    ml = load_movielens(dataset)
    return since_2000(ml) if str(dataset).startswith("ml-latest") and not whole else ml


def _profiles(ml: MovieLens, known: Any, leaky: bool) -> Profiles:
    return Profiles(known, ml.movies, users=ml.ratings["user_id"], prior=0.0 if leaky else PRIOR)


def _by_user(profiles: Profiles, known: Any) -> dict[int, dict[str, Any]]:
    """What is known of each user, as nested dicts."""
    users = profiles.tables()[0]
    movie_at = {movie: place for place, movie in enumerate(profiles.movie_ids)}
    people: dict[int, dict[str, Any]] = {}
    for user, own in known.groupby("user_id"):
        flags = profiles.flags[[movie_at[movie] for movie in own["movie_id"]]]
        people[int(user)] = {
            "movies": dict(zip(own["movie_id"].tolist(), own["rating"].tolist(), strict=True)),
            "rating_count": len(own),
            "rating_sum": float(own["rating"].sum()),
            "rating_ave": float(own["rating"].mean()),
            "g_count": dict(zip(profiles.genres, flags.sum(axis=0).astype(int).tolist(), strict=True)),
        }
    for row in users:
        if int(row[0]) in people:
            people[int(row[0])]["glist"] = dict(zip(profiles.genres, row[3:].tolist(), strict=True))
    return people
