"""Oracles of the predicted ratings.

Both functions are given their similarities, so that an earlier mistake does no harm. `predict_item_based` may be built on
`predict_user_based`: there, what follows from the student's own function is accepted too.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from grader.oracle import oracle
from hidden_tests.collaborative_filtering.tables import NEAR, UNTOUCHED, mean_or, random_table
from hidden_tests.following import asked_first, right_or_following


def random_similarities(rng: np.random.Generator, rows: np.ndarray, scale: float) -> np.ndarray:
    """Similarities of rows after a choice of neighbours.

    Zero diagonal, negative ones, many zeros, a row that keeps nobody; not symmetric, as `top_k_neighbours` leaves them;
    an empty row has similarity 0 with all, as `cosine_similarity_matrix` says.
    """
    n = len(rows)
    S = np.round(rng.uniform(-1, 1, (n, n)), 3) * (rng.random((n, n)) < 0.5) * scale
    np.fill_diagonal(S, 0)
    S[rng.integers(n)] = 0
    empty = ~rows.any(axis=1)
    S[empty] = S[:, empty] = 0
    return S


def plain_prediction(table: np.ndarray, S: np.ndarray, least: float = 0.5) -> np.ndarray:
    """By rows: each row's mean, moved by the deviations of the rows that have a rating in the column.

    Below the line stand the weights of those who gave `least` or more: half a star, the smallest there is, is right.
    """
    n, m = table.shape
    overall = mean_or([r for r in table.ravel() if r > 0], 0.0)
    means = [mean_or([r for r in row if r > 0], overall) for row in table]
    out = np.empty((n, m))
    for u in range(n):
        for i in range(m):
            raters = [v for v in range(n) if v != u and table[v, i] > 0 and S[u, v] != 0]
            size = sum(abs(S[u, v]) for v in raters if table[v, i] >= least)
            shift = sum(S[u, v] * (table[v, i] - means[v]) for v in raters)
            out[u, i] = means[u] + (shift / size if size else 0.0)
    return out


def cases(rng: np.random.Generator, by_columns: bool):
    """Ratings, as users by movies, and similarities of the users (or of the movies), drawn so that the corners matter."""
    for halves, scale in ((True, 1.0), (False, 1.0), (True, 0.04)):  # small similarities count like large ones
        while True:
            table = random_table(rng, int(rng.integers(8, 20)), int(rng.integers(6, 20)), halves=halves)
            rows = table.T if by_columns else table
            S = random_similarities(rng, rows, scale)
            right = plain_prediction(rows, S)
            half_stars_matter = not np.allclose(right, plain_prediction(rows, S, 1.0), atol=1e-3)
            if not rows.any(axis=1).all() and (half_stars_matter or not halves):
                yield table, S, right.T if by_columns else right
                break


@oracle("test_predict_user_based")
def _(student, rng):
    what = "the user's mean, moved by the deviations of those who rated it"
    for table, S, right in cases(rng, by_columns=False):
        answer = student.call("predict_user_based", sparse.csr_array(table), S)
        answer.is_close(right, what, atol=NEAR)
        answer.leaves_arguments(UNTOUCHED)


@oracle("test_predict_item_based")
def _(student, rng):
    what = "the movie's mean, moved by what the user thought of similar movies"

    def follow(table: np.ndarray, S: np.ndarray, right: np.ndarray) -> np.ndarray | None:
        own = np.asarray(student.call("predict_user_based", sparse.csr_array(table.T), S).value, dtype=float).T
        says_something = own.shape == right.shape and np.isfinite(own).all() and np.ptp(own) > 0 < np.ptp(right)
        return own if says_something else None

    drawn = list(cases(rng, by_columns=True))
    for (table, S, right), followed in zip(drawn, asked_first(follow, drawn), strict=True):
        answer = student.call("predict_item_based", sparse.csr_array(table), S)
        right_or_following(lambda wanted, got=answer: got.is_close(wanted, what, atol=NEAR), right, followed)
        answer.leaves_arguments(UNTOUCHED)
