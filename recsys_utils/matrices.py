"""Ratings as a matrix: positions counted from 0, a split of ten ratings a user, deviations from a row's mean, RMSE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from recsys_utils.errors import DataError

if TYPE_CHECKING:
    from scipy import sparse

    from recsys_utils.data import MovieLens


def with_positions(ratings: pd.DataFrame, users: pd.Index, items: pd.Index) -> pd.DataFrame:
    """Add the place of each rating in a matrix: `user` and `item`, counted from 0.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id` and `movie_id`, and any others.
    users, items : Index
        All user ids and all movie ids, each once; row 0 of the matrix is `users[0]`, column 0 is `items[0]`.

    Returns
    -------
    DataFrame
        A copy with the columns `user` and `item` (int64) in front.

    Raises
    ------
    DataError
        If a rating's user or movie is not among them.
    """
    table = ratings.reset_index(drop=True)
    for name, known in (("user", users), ("item", items)):
        column = "user_id" if name == "user" else "movie_id"
        places = known.get_indexer(table[column])
        if (places < 0).any():
            stranger = table[column].iloc[int(np.argmax(places < 0))]
            raise DataError(
                f"The ratings hold the {column} {stranger}, which is not among the {len(known):,} known ones: "
                "number the rows and columns from the whole data set, before it is split."
            )
        table[name] = places.astype(np.int64)
    return table[["user", "item", *(c for c in table.columns if c not in ("user", "item"))]]


def hold_out_per_user(ratings: pd.DataFrame, n: int = 10, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold out n ratings of every user, drawn at random: the rule of MovieLens' `ua` and `ub` splits.

    Parameters
    ----------
    ratings : DataFrame
        A column `user` or `user_id`, and any others.
    n : int
        Ratings to hold out per user, 1 or more.
    seed : int
        The same seed draws the same ratings.

    Returns
    -------
    train, test : DataFrame
        Rows of `ratings`, in their order. A user with n ratings or fewer stays in `train` whole.

    Raises
    ------
    ValueError
        If `n` is less than 1.
    """
    if n < 1:
        raise ValueError(f"hold_out_per_user: n must be 1 or more, got {n}.")
    user = ratings["user" if "user" in ratings.columns else "user_id"].to_numpy()
    shuffled = np.random.default_rng(seed).permutation(len(user))
    drawn = pd.Series(user[shuffled]).groupby(user[shuffled]).cumcount().to_numpy() < n
    held_out = np.zeros(len(user), dtype=bool)
    held_out[shuffled] = drawn
    held_out &= pd.Series(user).groupby(user).transform("size").to_numpy() > n
    return ratings[~held_out].reset_index(drop=True), ratings[held_out].reset_index(drop=True)


def ten_each(ml: MovieLens, split: str = "seeded") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and test ratings with ten test ratings a user, as positions.

    Parameters
    ----------
    ml : MovieLens
        The edition. Row u of a matrix is the u-th smallest user id, column i the i-th row of `ml.movies`.
    split : str
        "seeded" draws the ten here, for any edition; "ua" and "ub" are the ones that are published with ML-100K.

    Returns
    -------
    train, test : DataFrame
        As from `with_positions`.

    Raises
    ------
    DataError
        If a published split is asked for and this copy of the data came without it.
    """
    users, items = pd.Index(np.unique(ml.ratings["user_id"])), pd.Index(ml.movies["movie_id"])
    if split == "seeded":
        return hold_out_per_user(with_positions(ml.ratings, users, items))
    from recsys_utils.data import load_movielens_split

    published = load_movielens_split(split, ml.name)
    if published is None:
        raise DataError(
            f'This copy of {ml.name} came without its published splits: write SPLIT = "seeded", '
            "or put the original ml-100k folder where `labs data` says."
        )
    train, test = published
    return with_positions(train, users, items), with_positions(test, users, items)


def centred(R: sparse.sparray) -> tuple[sparse.csr_array, np.ndarray]:
    """Each rating as a deviation from the mean of its row.

    Parameters
    ----------
    R : sparse array, shape (n, m)
        Ratings, at least one; a cell that is not stored is no rating.

    Returns
    -------
    deviations : csr_array, shape (n, m)
        The same cells are stored as in R, also where the deviation is 0.
    means : ndarray, shape (n,)
        Mean of each row's ratings, in stars; the mean of all ratings for a row without any.
    """
    from scipy import sparse

    table = sparse.csr_array(R, dtype=float, copy=True)
    counts = np.diff(table.indptr)
    row = np.repeat(np.arange(len(counts)), counts)
    totals = np.bincount(row, weights=table.data, minlength=len(counts))
    means = np.where(counts > 0, totals / np.maximum(counts, 1), table.data.mean())
    table.data -= means[row]
    return table, means


def rmse_at(predictions: np.ndarray, ratings: pd.DataFrame, lowest: float = 1.0, highest: float = 5.0) -> float:
    """Root mean squared error over some cells, in stars.

    Parameters
    ----------
    predictions : ndarray, shape (n_users, n_items)
        Predicted ratings, in stars; cut off at the ends of the scale here.
    ratings : DataFrame
        Columns `user`, `item` (positions) and `rating` (stars): the cells that count.
    lowest, highest : float
        Ends of the rating scale.
    """
    guessed = np.clip(np.asarray(predictions)[ratings["user"], ratings["item"]], lowest, highest)
    return float(np.sqrt(np.mean((guessed - ratings["rating"].to_numpy()) ** 2)))


def pearson_between_users(R: sparse.csr_array, min_common: int = 1) -> np.ndarray:
    """Pearson correlation of all pairs of users, each over the movies that both have rated.

    Parameters
    ----------
    R : csr_array, shape (n_users, n_items)
        Ratings.
    min_common : int
        Pairs with fewer movies in common get 0.

    Returns
    -------
    ndarray, shape (n_users, n_users)
        -1 to 1; 0 where it is not defined.
    """
    rated, squares = R.copy(), R.copy()
    rated.data, squares.data = np.ones_like(R.data), R.data**2
    common = (rated @ rated.T).toarray()
    sums = (R @ rated.T).toarray()
    spread = common * (squares @ rated.T).toarray() - sums**2
    together = common * (R @ R.T).toarray() - sums * sums.T
    scale = np.sqrt(np.maximum(spread * spread.T, 0))
    usable = (scale > 0) & (common >= min_common)
    return np.divide(together, scale, out=np.zeros_like(scale), where=usable)


def hit_rate_of_scores(scores: np.ndarray, R: sparse.csr_array, test: pd.DataFrame, k: int) -> float:
    """Share of held-out ratings whose movie is among the k best scores of its user.

    Parameters
    ----------
    scores : ndarray, shape (n_users, n_items)
        Higher is offered first; of equal scores, the smaller place.
    R : csr_array, shape (n_users, n_items)
        What each user had rated, which is not offered.
    test : DataFrame
        Columns `user` and `item` (places).
    k : int
        Length of the list.

    Returns
    -------
    float
        0 to 1.
    """
    hits = 0
    for user, item in zip(test["user"], test["item"], strict=True):
        own = np.array(scores[user], dtype=float)
        own[R.indices[R.indptr[user] : R.indptr[user + 1]]] = -np.inf
        better = np.count_nonzero(own > own[item]) + np.count_nonzero(own[:item] == own[item])
        hits += bool(better < k and own[item] > -np.inf)
    return hits / len(test)
