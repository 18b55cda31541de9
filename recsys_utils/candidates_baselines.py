"""What a network for candidates must beat: the chart, item neighbours and EASE, with the whole past or its newest part.

All tables have a column for each movie id from 0 up; column 0 is the padding of lab 06 and stays empty.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from recsys_utils.ease import ease_weights

NEIGHBOURS = 20  # of each movie, as in lab 02
PENALTY = 200.0  # of EASE; chosen on validation data, where 100 to 500 are equally good


def who_watched(ratings: pd.DataFrame, users: np.ndarray, n_movies: int, newest: int | None = None) -> np.ndarray:
    """The table of who has watched what.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `timestamp` (seconds).
    users : array of int
        Ids of the rows' users, rising.
    n_movies : int
        The largest movie id.
    newest : int, optional
        Take only so many of each user's newest ratings; all if not given.

    Returns
    -------
    ndarray of float, shape (users, n_movies + 1)
        1 where the user has rated the movie, whatever the stars, else 0.
    """
    if newest is not None:
        ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"], kind="stable")
        ratings = ordered.groupby("user_id", sort=False).tail(newest)
    table = np.zeros((len(users), n_movies + 1))
    table[np.searchsorted(users, ratings["user_id"]), ratings["movie_id"]] = 1.0
    return table


def neighbour_weights(ratings: pd.DataFrame, n_movies: int, k: int = NEIGHBOURS) -> np.ndarray:
    """Item neighbours as in lab 02: cosine between the columns of stars, the k nearest movies of each movie.

    Returns
    -------
    ndarray, shape (n_movies + 1, n_movies + 1)
        In column j the similarity of movie j to each of its k nearest movies, 0 elsewhere.
    """
    from sklearn.neighbors import NearestNeighbors

    users, rows = np.unique(ratings["user_id"], return_inverse=True)
    stars = sparse.csr_matrix(
        (ratings["rating"].to_numpy(float), (ratings["movie_id"].to_numpy(), rows)), shape=(n_movies + 1, len(users))
    )
    finder = NearestNeighbors(n_neighbors=min(k + 1, n_movies + 1), metric="cosine").fit(stars)
    distances, places = finder.kneighbors(stars)
    weights = np.zeros((n_movies + 1, n_movies + 1))
    columns = np.repeat(np.arange(n_movies + 1), places.shape[1])
    weights[places.ravel(), columns] = 1 - distances.ravel()
    np.fill_diagonal(weights, 0.0)
    return weights


def baseline_scores(
    ratings: pd.DataFrame, users: np.ndarray, n_movies: int, newest: int, penalty: float = PENALTY
) -> dict[str, np.ndarray]:
    """Scores of all movies for all users by five simple methods.

    Parameters
    ----------
    ratings : DataFrame
        What may be learned from.
    users : array of int
        Whom the rows are for, rising.
    n_movies : int
        The largest movie id.
    newest : int
        How many movies the methods see that are shown the newest only.
    penalty : float
        Of EASE.

    Returns
    -------
    dict of str to ndarray, shape (users, n_movies + 1)
        A table a method; higher is offered first. What a user has watched is not taken out. Of equal scores the one of
        the smaller id is made a trifle higher, so that every way to sort gives the same lists.
    """
    whole = who_watched(ratings, users, n_movies)
    recent = who_watched(ratings, users, n_movies, newest)
    near, ease = neighbour_weights(ratings, n_movies), ease_weights(whole, penalty)
    counts = whole.sum(axis=0)
    whole, recent = sparse.csr_array(whole), sparse.csr_array(recent)  # products with few numbers in them
    scores = {
        "most watched (lab 01)": np.tile(counts, (len(users), 1)),
        "item neighbours (lab 02)": whole @ near,
        f"item neighbours, last {newest}": recent @ near,
        "EASE": whole @ ease,
        f"EASE, last {newest}": recent @ ease,
    }
    for table in scores.values():
        table -= 1e-9 * np.arange(n_movies + 1)
    return scores
