"""Check of the ratings predicted from similar users."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from public_tests._check import shown
from public_tests.collaborative_filtering.five import FIVE, USERS, MatrixCheck, five, five_similarities, predicted


def _cell(u: int, i: int) -> str:
    return f"{USERS[u]} for movie {i}"


def test_predict_user_based(target: Callable) -> None:
    """Check `predict_user_based`: the user's mean, deviations, weights of raters only and without sign, fallbacks."""
    check = MatrixCheck("predict_user_based", target, ["R", "S"])
    S = five_similarities()
    right = predicted(FIVE, S)
    raw = check.call(five(), S, when="where no neighbour has rated the movie, the user's mean is the answer")
    if not sparse.issparse(raw) and np.shape(raw) == (5, 6) and np.isnan(np.asarray(raw, float)).any():
        check.fail(
            "NaN among the predictions: where no neighbour has rated the movie (the weights add up to 0) expected the user's mean; "
            "for Eve, who has rated nothing, the mean of all ratings, 3.2."
        )
    got = check.dense(raw, (5, 6), "user and movie")
    ann = got[0, 5]
    check.reject(
        ann,
        -2.0,
        "Ann for movie 5: expected 1, got -2: that is how far below her mean she will be; add her mean, 3.",
    )
    if np.isclose(ann, 3 - 0.6 * 2 / np.abs(S[0]).sum()):
        check.fail(
            "Ann for movie 5: only Ben has rated it, so only his weight belongs below the line: expected 3 + 0.6 · (-2) / 0.6 = 1, "
            f"got {ann:.3f}: the weights of all users are added up there."
        )
    check.reject(
        ann,
        1.8,
        "Ann for movie 5: expected 1, got 1.8: divide by the weights of the users who rated it.",
    )
    _ann_for_movie_2(check, got[0, 2], S)
    check.reject(
        got[2, 1],
        3 + (S[2, 0] * 1 + S[2, 1] * 2) / (abs(S[2, 0]) + abs(S[2, 1])),
        "Cleo for movie 1: Dan rated it with exactly his mean; his deviation is 0, but he *has* rated it, so his weight counts: look in R, not in the deviations, who rated what.",
    )
    if np.allclose(got[FIVE > 0], FIVE[FIVE > 0]):
        check.fail(
            "Ann for movie 0: expected 4.544, got 5, her rating: the cells whose rating is known are predicted from the neighbours like the rest."
        )
    if np.allclose(got[0], predicted(FIVE, S + np.diag([1.0, 1, 1, 1, 0]))[0]):
        check.fail(
            f"Ann for movie 0: expected 4.544, got {got[0, 0]:.3f}: Ann counts among her own neighbours; the diagonal of S is 0, leave it so."
        )
    if np.allclose(got[:4], right[:4]) and not np.allclose(got[4], 3.2):
        check.fail(
            f"Eve has rated nothing: expected the mean of all ratings, 3.2, for every movie, got {shown(got[4])}."
        )
    check.cells(got, right, _cell, "the user's mean + Σ s · deviation / Σ |s|, over the users who rated the movie.")
    check.unchanged()
    _one_sided(check)
    check.passed()


def _ann_for_movie_2(check: MatrixCheck, got: float, S: np.ndarray) -> None:
    """The mistakes that show where Cleo (-0.7) and Dan (-0.224) have the say."""
    cleo, dan = S[0, 2], S[0, 3]
    size = abs(cleo) + abs(dan)
    check.reject(
        got,
        3 + (cleo * 2 + dan * -1) / (cleo + dan),
        "Ann for movie 2: expected 1.726, got 4.274: above the line the weights keep their sign, below it stand their *sizes*, without their sign.",
    )
    check.reject(
        got,
        (cleo * 5 + dan * 3) / size,
        "Ann for movie 2: expected 1.726, got a negative rating: average the others' deviations from *their* means and add them to hers.",
    )
    check.reject(
        got,
        2 + (cleo * 3 + dan * 1) / size,
        "Ann for movie 2: expected 1.726, got -0.516: a user's mean is over the movies they rated; missing ratings are counted as 0 there.",
    )
    check.reject(
        got,
        3.0,
        "Ann for movie 2: expected 1.726, got 3, her mean: Cleo (-0.7) and Dan (-0.224) have rated it, and those with a negative similarity have a say too.",
    )


def _one_sided(check: MatrixCheck) -> None:
    """Similarities as `top_k_neighbours` leaves them, S[u, v] and S[v, u] differ; small ones; half a star; no clipping."""
    table = np.array([[5, 4, 0, 0], [1, 0, 5, 0], [0, 4.5, 0.5, 0], [0, 0, 0, 0]])
    S = np.array([[0, 0.8, 0.2, 0], [0.05, 0, 0, 0], [-0.4, 0.3, 0, 0], [0, 0, 0, 0]])
    right = predicted(table, S)
    got = check.dense(
        check.call(sparse.csr_array(table), S, when="here S[u, v] and S[v, u] differ"), (4, 4), "user and movie"
    )
    swapped, half = S.T, (S + S.T) / 2
    for above, below in ((swapped, swapped), (swapped, S), (S, swapped), (half, half), (S, half), (half, S)):
        if np.allclose(got, predicted(table, above, below)):
            check.fail(
                f"user 0 for movie 0: expected {right[0, 0]:.4g}, got {got[0, 0]:.4g}, and more: S is used the wrong way round. Row u of S holds the neighbours of user u; "
                "S[u, v] and S[v, u] differ, for v may be near u and yet have nearer ones. Take S as it is, neither S.T nor a mean of both."
            )
    check.reject(
        got[0, 2],
        5.0,
        "user 0 (mean 4.5) for movie 2: expected 5.7, got 5: predictions are not cut off at the ends of the scale here.",
    )
    check.reject(
        got[0, 2],
        6.0,
        "user 0 for movie 2: expected 5.7, got 6: user 2 gave it half a star, which is a rating: every number above 0 is.",
    )
    check.reject(
        got[1, 1],
        3.0,
        "user 1 for movie 1: expected 2.5, got 3: the only weight, 0.05, is small, but it counts: divide wherever the sum below the line is above 0.",
    )
    if np.allclose(got[:3], right[:3]):
        check.reject(
            got[3],
            np.full(4, 3.2),
            "user 3 has rated nothing: expected the mean of all ratings, which is 3.333 here, got 3.2, the mean of another table.",
        )
    check.cells(got, right, "user {} for movie {}".format, "where S[u, v] and S[v, u] differ, row u is user u's.")
