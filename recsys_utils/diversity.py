"""How varied and how new lists of recommendations are, for all users at once.

Diversity within a list after C.-N. Ziegler and others, Improving Recommendation Lists Through Topic Diversification, 2005;
novelty as self-information after T. Zhou and others, Solving the apparent diversity-accuracy dilemma, 2010.
"""

from __future__ import annotations

import numpy as np


def list_diversity(lists: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """One minus the mean cosine of all pairs in each list.

    The squared length of the sum of k unit vectors holds every pair twice and each vector with itself once, so the mean
    over pairs needs no table of pairs.

    Parameters
    ----------
    lists : ndarray of int, shape (n_users, k)
        Positions of movies, two or more a list.
    vectors : ndarray of float, shape (n_items, d)
        What is compared. A vector of zeros is at a right angle to everything.

    Returns
    -------
    ndarray of float, shape (n_users,)
        0 (all alike) to 1, or more where movies are opposite.

    Raises
    ------
    ValueError
        If the lists have fewer than two movies.
    """
    table = np.asarray(lists)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError(
            f"list_diversity: expected lists of two movies or more, one row a user, got shape {table.shape}."
        )
    lengths = np.sqrt(np.einsum("id,id->i", vectors, vectors, dtype=float))
    directions = np.asarray(vectors, dtype=float) / np.where(lengths == 0, 1.0, lengths)[:, None]
    together = np.zeros((len(table), directions.shape[1]))
    for column in table.T:  # k small additions: a table of shape (users, k, d) would be k times as large
        together += directions[column]
    itself = (lengths > 0)[table].sum(axis=1)
    pairs_twice = table.shape[1] * (table.shape[1] - 1)
    return 1 - (np.einsum("ud,ud->u", together, together) - itself) / pairs_twice


def list_novelty(lists: np.ndarray, counts: np.ndarray, n_users: int) -> np.ndarray:
    """Mean self-information of each list's movies, in bits.

    Parameters
    ----------
    lists : ndarray of int, shape (n_users, k)
        Positions of movies.
    counts : ndarray of int, shape (n_items,)
        How many users rated each movie; a movie that nobody rated counts as rated by one.
    n_users : int
        All users there are.

    Returns
    -------
    ndarray of float, shape (n_users,)
        0 if everybody knows all of them; one more each time the audience halves.
    """
    bits = np.log2(n_users) - np.log2(np.maximum(np.asarray(counts, dtype=float), 1.0))
    return bits[np.asarray(lists)].mean(axis=1)


def list_means(lists: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """Mean rating of each list's movies, NaN left out.

    Parameters
    ----------
    lists : ndarray of int, shape (n_users, k)
        Positions of movies.
    ratings : ndarray of float, shape (n_items,)
        Mean rating of each movie, in stars, NaN where it has none.

    Returns
    -------
    ndarray of float, shape (n_users,)
        In stars; NaN for a list without any rated movie.
    """
    values = np.asarray(ratings, dtype=float)[np.asarray(lists)]
    known = ~np.isnan(values)
    sums, sizes = np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1)
    return np.divide(sums, sizes, out=np.full(len(values), np.nan), where=sizes > 0)
