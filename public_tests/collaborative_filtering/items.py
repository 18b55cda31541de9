"""Check of the ratings predicted from similar movies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from public_tests._check import shown
from public_tests.collaborative_filtering.five import MatrixCheck, predicted

# Means of the movies: 3, 4, 3.5, and for movie 3, which nobody has rated, that of all ratings, 28.5 / 8.
TABLE = np.array([[5.0, 4, 0, 0], [1, 3, 2, 0], [0, 5, 5, 0], [0, 0, 0, 0], [0, 0, 3.5, 0]])
# As `top_k_neighbours` leaves them: movie 0 is a neighbour of movie 2, and not the other way round.
SIMILAR = np.array([[0, 0.5, 0, 0], [0.5, 0, 1.0, 0], [-0.25, 1.0, 0, 0], [0, 0, 0, 0]])


def test_predict_item_based(target: Callable) -> None:
    """Check `predict_item_based`: the movie's mean, the user's other ratings as deviations, users still the rows."""
    check = MatrixCheck("predict_item_based", target, ["R", "S"])
    S, why = SIMILAR, "similarities are between movies here: S is (items, items), 4 × 4, and R has 5 users"
    raw = check.call(sparse.csr_array(TABLE), S, when=why)
    if np.shape(raw) == (4, 5):
        check.fail("expected shape (5, 4) = (users, items), got (4, 5): transposed? The users are the rows.")
    if not sparse.issparse(raw) and np.shape(raw) == (5, 4) and np.isnan(np.asarray(raw, float)).any():
        check.fail("NaN among the predictions: a user who has rated none of the neighbours gets the movie's mean.")
    got = check.dense(raw, (5, 4), "user and movie")
    right = predicted(TABLE.T, S).T
    user_0 = got[0, 2]
    says = "user 0 for movie 2: expected 3.1, got {}: {}"
    for mistake, cause in (
        ((-0.25 * 5 + 1.0 * 4) / 1.25, "average deviations from the *movies'* means, and add the mean of movie 2."),
        (
            4.5 + (-0.25 * 0.5 + 1.0 * -0.5) / 1.25,
            "the ratings are centred by user; here each is taken against the mean of its *movie*.",
        ),
        (
            3.5 + (-0.25 * 2) / 0.25,
            "the user rated movie 1 with exactly that movie's mean, which is a rating too: its weight counts.",
        ),
        (3.5 + (-0.25 * 2) / (1.0 - 0.25), "below the line stand the *sizes* of the weights, without their sign."),
        (3.5 - 0.5 / 1.25 - 3.5, "add the movie's mean to it."),
        (3.5 - 0.5, "divide by the sizes of the weights of the movies that the user has rated."),
        (3.5 + (0.25 * 2) / 1.25, "above the line the weights keep their sign; only below it they lose it."),
    ):
        check.reject(user_0, mistake, says.format(f"{mistake:.4g}", cause))
    swapped, half = S.T, (S + S.T) / 2
    for above, below in ((swapped, swapped), (swapped, S), (S, swapped), (half, half), (S, half), (half, S)):
        if np.allclose(got, predicted(TABLE.T, above, below).T):
            check.fail(
                says.format(
                    f"{user_0:.4g}",
                    "S is used the wrong way round. Row i of S holds the neighbours of movie i; S[i, j] and S[j, i] differ. ",
                )
                + "(Ratings @ S takes its columns, ratings @ S.T its rows.)"
            )
    if np.allclose(got[TABLE > 0], TABLE[TABLE > 0]):
        check.fail("user 0 for movie 0: expected 3, got 5, the rating: known ratings are predicted like the rest.")
    if np.allclose(got, predicted(TABLE.T, np.maximum(S, 0)).T):
        check.fail(says.format(f"{user_0:.4g}", "movies with a negative similarity have a say too."))
    if np.allclose(got[:, :3], right[:, :3]) and not np.allclose(got[:, 3], right[:, 3]):
        check.fail(
            f"nobody has rated movie 3: expected the mean of all ratings, 3.562, for everybody, got {shown(got[:, 3])}."
        )
    if not np.allclose(got[3], right[3]):
        check.fail(
            f"user 3 has rated nothing: expected the means of the movies, [3, 4, 3.5, 3.562], got {shown(got[3])}."
        )
    why = "the mean of the movie + Σ s · deviation / Σ |s|, over the movies that the user rated."
    check.cells(got, right, "user {} for movie {}".format, why)
    check.unchanged()
    check.passed()
