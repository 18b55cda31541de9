"""Which ratings and rows there are: the cut into known and held-out ones, rows repeated, an edition made smaller."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recsys_utils.data import MovieLens
from recsys_utils.features.profiles import genre_flags


def split_ratings(ratings: pd.DataFrame, test_share: float = 0.2, seed: int = 4) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut ratings at random into those that are known and those to be predicted.

    All rows of one (user, movie) pair go to the same side, so a rating that is written twice cannot be on both.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id` and any others.
    test_share : float
        Share of the pairs to hold out, between 0 and 1.
    seed : int
        The same seed gives the same cut.

    Returns
    -------
    known, held_out : DataFrame
        Rows of `ratings`, in their order.

    Raises
    ------
    ValueError
        If `test_share` is not between 0 and 1.
    """
    if not 0 < test_share < 1:
        raise ValueError(f"split_ratings: test_share must lie between 0 and 1, got {test_share}.")
    pair = ratings.groupby(["user_id", "movie_id"], sort=True).ngroup().to_numpy()
    pairs = int(pair.max()) + 1 if len(pair) else 0
    chosen = np.zeros(pairs, dtype=bool)
    chosen[np.random.default_rng(seed).permutation(pairs)[: round(test_share * pairs)]] = True
    out = chosen[pair]
    return ratings[~out].reset_index(drop=True), ratings[out].reset_index(drop=True)


def repeat_rare_genres(flags: np.ndarray, times: float = 2.0, seed: int = 1) -> np.ndarray:
    """Positions that repeat rows of rare genres, until there are `times` as many rows.

    Parameters
    ----------
    flags : ndarray of float, shape (n, genres)
        The genres of each row's movie.
    times : float
        Rows wanted for each there is, 1 or more.
    seed : int
        Draws which rows are repeated; the chance of a row is one over the number of rows of its rarest genre.

    Returns
    -------
    ndarray of int
        Each position once, in order, then the repetitions.
    """
    count = np.maximum(flags.sum(axis=0), 1)
    weight = np.where(flags > 0, 1 / count, 0).max(axis=1, initial=0)
    weight = np.maximum(weight, 1 / len(flags))
    more = round((times - 1) * len(flags))
    drawn = np.random.default_rng(seed).choice(len(flags), more, p=weight / weight.sum())
    return np.concatenate([np.arange(len(flags)), drawn])


def since_2000(ml: MovieLens, movie_ratings: int = 10, user_ratings: int = 5) -> MovieLens:
    """A small, dense part of an edition: movies of the years since 2000 in at least one of the 14 genres.

    Parameters
    ----------
    movie_ratings, user_ratings : int
        Movies with fewer ratings are left out, and then users with fewer.
    """
    movies = ml.movies[(ml.movies["year"] >= 2000).fillna(False) & (genre_flags(ml.movies).sum(axis=1) > 0)]
    ratings = ml.ratings[ml.ratings["movie_id"].isin(movies["movie_id"])]
    for column, least in (("movie_id", movie_ratings), ("user_id", user_ratings)):
        ratings = ratings[ratings.groupby(column)["rating"].transform("size") >= least]
    movies = movies[movies["movie_id"].isin(ratings["movie_id"])]
    return MovieLens(f"{ml.name} since 2000", ratings.reset_index(drop=True), movies.reset_index(drop=True), ml.users)
