"""What the two towers must beat: predictions of ratings without any content, on the same cut.

Each function learns from `known` and predicts the ratings of `asked`; both hold `user_id`, `movie_id` and, of `known`,
`rating` in stars. Predictions stay within the scale of `known`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def weighted_rating_of_movie(known: pd.DataFrame, asked: pd.DataFrame, m: float = 5.0) -> np.ndarray:
    """Lab 01's weighted rating: the same for every user. `m` is in ratings."""
    mean = known["rating"].mean()
    per_movie = known.groupby("movie_id")["rating"].agg(["sum", "size"])
    score = (per_movie["sum"] + m * mean) / (per_movie["size"] + m)
    return score.reindex(asked["movie_id"]).fillna(mean).to_numpy()


def biases_only(known: pd.DataFrame, asked: pd.DataFrame, shrink: float = 5.0, rounds: int = 10) -> np.ndarray:
    """Mean + what this user gives more than others + what this movie gets more than others.

    Both parts are shrunk means of what is left over, `shrink` pseudo-ratings each, found in turn until they settle
    (Y. Koren, Factor in the Neighbors, 2010, section 2.1, by alternating instead of gradient steps).
    """
    users, movies = (pd.Index(np.union1d(known[c], asked[c])) for c in ("user_id", "movie_id"))
    user, movie = users.get_indexer(known["user_id"]), movies.get_indexer(known["movie_id"])
    stars = known["rating"].to_numpy(dtype=float)
    mean = stars.mean()
    of_user, of_movie = np.zeros(len(users)), np.zeros(len(movies))
    counts = np.bincount(user, minlength=len(users)) + shrink, np.bincount(movie, minlength=len(movies)) + shrink
    for _ in range(rounds):
        of_movie = np.bincount(movie, stars - mean - of_user[user], minlength=len(movies)) / counts[1]
        of_user = np.bincount(user, stars - mean - of_movie[movie], minlength=len(users)) / counts[0]
    predicted = mean + of_user[users.get_indexer(asked["user_id"])] + of_movie[movies.get_indexer(asked["movie_id"])]
    return np.clip(predicted, stars.min(), stars.max())


def user_neighbours(known: pd.DataFrame, asked: pd.DataFrame, k: int = 40) -> np.ndarray:
    """Lab 02's neighbours: the k most similar users who rated the movie, each as a deviation from their own mean.

    Similarity is the cosine of the mean-centred ratings; without any neighbour the user's mean is predicted.
    """
    users, movies = (pd.Index(np.union1d(known[c], asked[c])) for c in ("user_id", "movie_id"))
    table = np.full((len(users), len(movies)), np.nan)
    table[users.get_indexer(known["user_id"]), movies.get_indexer(known["movie_id"])] = known["rating"]
    has = ~np.isnan(table)
    overall = known["rating"].mean()
    means = np.where(has.any(1), np.where(has, table, 0).sum(1) / np.maximum(has.sum(1), 1), overall)
    centred = np.where(has, table - means[:, None], 0)
    length = np.maximum(np.linalg.norm(centred, axis=1), 1e-12)
    alike = (centred @ centred.T) / np.outer(length, length)
    predicted = np.empty(len(asked))
    person, film = users.get_indexer(asked["user_id"]), movies.get_indexer(asked["movie_id"])
    for movie in np.unique(film):
        rows, raters = np.flatnonzero(film == movie), np.flatnonzero(has[:, movie])
        weight = np.maximum(alike[np.ix_(person[rows], raters)], 0)
        if len(raters) > k:
            least = np.partition(weight, len(raters) - k, axis=1)[:, [len(raters) - k]]
            weight = np.where(weight >= least, weight, 0)
        total = weight.sum(axis=1)
        shift = weight @ centred[raters, movie] / np.where(total > 0, total, 1)
        predicted[rows] = means[person[rows]] + shift
    return np.clip(predicted, known["rating"].min(), known["rating"].max())


def mean_and_user(known: pd.DataFrame, asked: pd.DataFrame, shrink: float = 5.0) -> np.ndarray:
    """Mean + what this user gives more than others, shrunk: all that is left when nobody has rated the movie."""
    mean = known["rating"].mean()
    per_user = known.groupby("user_id")["rating"].agg(["sum", "size"])
    more = (per_user["sum"] - mean * per_user["size"]) / (per_user["size"] + shrink)
    predicted = mean + more.reindex(asked["user_id"]).fillna(0.0).to_numpy()
    return np.clip(predicted, known["rating"].min(), known["rating"].max())
