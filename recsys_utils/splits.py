"""Cutting ratings into a part to learn from and a part to be judged on."""

from __future__ import annotations

import pandas as pd


def hold_out_last(ratings: pd.DataFrame, n: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold out the n latest ratings of every user.

    A recommender is asked what comes next, so what comes next is what it should be judged on; a random split would
    let it learn from the future of the very user it is asked about.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `timestamp` (seconds) and any others.
    n : int
        Ratings to hold out per user, 1 or more.

    Returns
    -------
    train, test : DataFrame
        Rows of `ratings` in time order within each user. Ratings of the same second are ordered by movie id, so that
        the split is the same every time. A user with n ratings or fewer is left out of `test` and stays in `train`.

    Raises
    ------
    ValueError
        If `n` is less than 1.
    """
    if n < 1:
        raise ValueError(f"hold_out_last: n must be 1 or more, got {n}.")
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"], kind="stable")
    per_user = ordered.groupby("user_id", sort=False)
    from_the_end = per_user.cumcount(ascending=False)
    enough = per_user["movie_id"].transform("size") > n
    held_out = (from_the_end < n) & enough
    return ordered[~held_out].reset_index(drop=True), ordered[held_out].reset_index(drop=True)
