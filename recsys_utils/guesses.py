"""The plainest ways to guess a rating, and how far off they are."""

from __future__ import annotations

import numpy as np
import pandas as pd


def guess_ratings(
    known: pd.DataFrame, pairs: pd.DataFrame, profile: pd.DataFrame, features: pd.DataFrame
) -> pd.DataFrame:
    """Guess the ratings of pairs of user and movie in four ways that need no model.

    Parameters
    ----------
    known : DataFrame
        Columns `user_id` and `rating` (stars): where the mean of all ratings and each user's mean come from.
    pairs : DataFrame
        Columns `user_id` and `movie_id`: whose rating of what is to be guessed, n rows.
    profile : DataFrame
        One row a user (index), one column a genre: the mean rating in stars, NaN where there is none.
    features : DataFrame
        One row a movie (index); `mean_rating` in stars, NaN where there is none, and 0 or 1 for each genre.

    Returns
    -------
    DataFrame, shape (n, 4)
        In stars, a column a way. Where a way knows nothing of the user or the movie, the user's mean stands in, and
        without one the mean of all ratings.
    """
    everybody = float(known["rating"].mean())
    users = pairs["user_id"].map(known.groupby("user_id")["rating"].mean()).fillna(everybody).to_numpy()
    movies = pairs["movie_id"].map(features["mean_rating"]).to_numpy(dtype=float)
    genres = [genre for genre in profile.columns if genre in features.columns]
    liked = profile[genres].reindex(pairs["user_id"]).to_numpy()
    has = features[genres].reindex(pairs["movie_id"]).to_numpy() == 1
    counts = has & ~np.isnan(liked)
    count = counts.sum(axis=1)
    total = np.where(counts, liked, 0).sum(axis=1)
    return pd.DataFrame(
        {
            "one number for all": np.full(len(pairs), everybody),
            "the user's mean": users,
            "the movie's mean": np.where(np.isnan(movies), users, movies),
            "the user's mean in the movie's genres": np.where(count > 0, total / np.maximum(count, 1), users),
        },
        index=pairs.index,
    )


def errors_in_stars(guesses: pd.DataFrame, ratings: pd.Series) -> pd.Series:
    """How far off each way of guessing is: the root of the mean squared error (RMSE), in stars.

    Parameters
    ----------
    guesses : DataFrame, shape (n, ways)
        As from `guess_ratings`.
    ratings : Series, shape (n,)
        The real ratings in stars, with the same index.
    """
    return guesses.sub(ratings, axis=0).pow(2).mean().pow(0.5)
