"""EASE: the best linear item-to-item recommender that does not look at the item itself, in closed form.

From: H. Steck, Embarrassingly Shallow Autoencoders for Sparse Data, The Web Conference 2019, equation 8.
"""

from __future__ import annotations

import numpy as np


def ease_weights(X: np.ndarray, penalty: float) -> np.ndarray:
    """How much each item speaks for each other item.

    Of all matrices B with zeros on the diagonal, the one that makes ``|X - X B|² + penalty · |B|²`` smallest. With
    P the inverse of ``X' X + penalty · I``, it is ``B[i, j] = -P[i, j] / P[j, j]`` beside the diagonal.

    Parameters
    ----------
    X : ndarray or sparse array, shape (users, items)
        1 where the user has the item, else 0.
    penalty : float
        More than 0. The larger, the smaller the weights.

    Returns
    -------
    ndarray of float, shape (items, items)
        Row i holds what item i adds to the score of each item; the diagonal is 0.

    Raises
    ------
    ValueError
        If the penalty is not more than 0: the matrix could then have no inverse.
    """
    if not penalty > 0:
        raise ValueError(f"ease_weights: the penalty must be more than 0, got {penalty}.")
    from scipy.linalg import cho_factor, lapack

    together = X.T @ X
    gram = np.array(together.toarray() if hasattr(together, "toarray") else together, dtype=float)
    gram[np.diag_indices_from(gram)] += penalty
    # The matrix is symmetric and positive: half the work of a general inverse. Only the lower half comes out.
    inverse, _ = lapack.dpotri(cho_factor(gram, lower=True, overwrite_a=True)[0], lower=True)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights
