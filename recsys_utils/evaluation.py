"""Judging recommenders on held-out ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd


def hit_rates(train: pd.DataFrame, test: pd.DataFrame, order: Sequence[int], ks: Iterable[int]) -> dict[int, float]:
    """Hit rate at several lengths for a recommender that offers everybody the same order.

    Each user is offered the movies of `order` from the top, without those they rated in `train`; a held-out movie at
    place p of what remains is a hit for every k >= p. A movie that `order` does not hold is never a hit.

    Parameters
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`: what each user had rated.
    test : DataFrame
        Columns `user_id`, `movie_id`: one held-out movie a row.
    order : sequence of int
        Movie ids, the first to be offered first.
    ks : iterable of int
        Lengths of the list.

    Returns
    -------
    dict of int to float
        For each k, the share of rows of `test` that are hits, 0 to 1.
    """
    position = pd.Series(np.arange(len(order)), index=np.asarray(order))
    wanted = position.reindex(test["movie_id"]).to_numpy()
    rated = (
        train.assign(position=position.reindex(train["movie_id"]).to_numpy())
        .groupby("user_id")["position"]
        .agg(np.array)
    )
    skipped = np.array(
        [np.sum(rated[u] < w) if u in rated.index else 0 for u, w in zip(test["user_id"], wanted, strict=True)]
    )
    place = np.where(np.isnan(wanted), np.inf, wanted - skipped)
    return {int(k): float(np.mean(place < k)) for k in ks}


def offered_lists(train: pd.DataFrame, users: Iterable[int], order: Sequence[int], k: int) -> dict[int, list[int]]:
    """The k movies each user is offered by a recommender that offers everybody the same order.

    Parameters
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`: what each user had rated, which is not offered again.
    users : iterable of int
        User ids.
    order : sequence of int
        Movie ids, the first to be offered first.
    k : int
        Length of the lists.

    Returns
    -------
    dict of int to list of int
        For each user the movie ids, best first; fewer than k where `order` is used up.
    """
    movies = np.asarray(order)
    history = {user: group.to_numpy() for user, group in train.groupby("user_id")["movie_id"]}
    nothing = np.array([], dtype=movies.dtype)
    return {user: movies[~np.isin(movies, history.get(user, nothing))][:k].tolist() for user in users}
