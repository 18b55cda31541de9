"""Checks of the similarities and of the choice of neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from public_tests._check import shown
from public_tests.collaborative_filtering.five import USERS, MatrixCheck, five


def _pair(a: int, b: int) -> str:
    return f"{USERS[a]} and {USERS[b]}" if a != b else f"{USERS[a]} with herself or himself"


def test_cosine_similarity_matrix(target: Callable) -> None:
    """Check `cosine_similarity_matrix`: rows not columns, unit length, not a distance, empty rows, negative values."""
    check = MatrixCheck("cosine_similarity_matrix", target, ["R"])
    what = "a row without ratings has length 0, and its similarities should be 0"
    raw = check.call(five(), when=what)
    if np.shape(raw) == (6, 6):
        check.fail("expected shape (5, 5), one row per user, got (6, 6): that compares the columns of R, not its rows.")
    if not sparse.issparse(raw) and np.shape(raw) == (5, 5) and np.isnan(np.asarray(raw, float)).any():
        check.fail(f"got NaN for Eve: {what}, with herself too; divide by 1 where the length is 0.")
    got = check.dense(raw, shape=(5, 5), each="pair of users")
    right = np.array(
        [
            [1, 42 / 46, 17 / 46, 26 / 2300**0.5, 0],
            [42 / 46, 1, 22 / 46, 20 / 2300**0.5, 0],
            [17 / 46, 22 / 46, 1, 23 / 2300**0.5, 0],
            [26 / 2300**0.5, 20 / 2300**0.5, 23 / 2300**0.5, 1, 0],
            [0, 0, 0, 0, 0],
        ]
    )
    check.reject(
        got[0, 1],
        1 - right[0, 1],
        "Ann and Ben are alike (0.913), got 0.087: that is the distance, 1 - cosine; the most alike must have the largest number.",
    )
    check.reject(
        got[0, 1], 42.0, "Ann and Ben: expected 42 / (√46 · √46) = 0.913, got 42: divide by the lengths of both rows."
    )
    check.reject(
        got[0, 1],
        0.6,
        "Ann and Ben: expected 0.913, got 0.6: the means are taken off; here nothing is centred, R is used as it is.",
    )
    check.reject(
        got[0, 1], 42 / 144, "a row's length is the root of the sum of its *squares*, not the sum of its ratings."
    )
    if np.allclose(np.diag(got), 0) and np.allclose(got[0, 1:], right[0, 1:]):
        check.fail(
            "the diagonal is 0: here everybody is compared with everybody, themselves too (1); `top_k_neighbours` will take care of it."
        )
    if np.allclose(got[4], [0, 0, 0, 0, 1]):
        check.fail("Eve, who has no ratings, has similarity 1 with herself: a row without ratings gets 0 everywhere.")
    check.cells(got, right, _pair, "the products of the rows, divided by the lengths of both.")
    check.unchanged()
    # deviations, as `centred` gives them: the rows add up to 0; the last is shorter than 1
    rows = np.array([[1.0, -1.0, 0.0], [-2.0, 2.0, 0.0], [0.25, 0.25, -0.5]])
    raw = check.call(sparse.csr_array(rows), when="rows of deviations, some below 0, that add up to 0")
    signed = check.dense(raw, (3, 3), "pair of rows")
    if not signed[0].any():
        check.fail(
            "rows (1, -1, 0) and (-2, 2, 0): expected -1, got 0: a row whose numbers *add up* to 0 is not empty; its length is not 0."
        )
    if np.isclose(signed[2, 2], 0.375):
        check.fail(
            "row (0.25, 0.25, -0.5) with itself: expected 1, got 0.375: its length is 0.612; only a length of 0 is to be replaced by 1, not every length below 1."
        )
    check.cells(
        signed,
        [[1, -1, 0], [-1, 1, 0], [0, 0, 1]],
        "rows {} and {}".format,
        "rows that point in opposite directions have similarity -1, at right angles 0.",
    )
    check.passed()


def test_top_k_neighbours(target: Callable) -> None:
    """Check `top_k_neighbours`: k a row, the largest, never the row itself, negative ones too, S untouched."""
    check = MatrixCheck("top_k_neighbours", target, ["S", "k"])
    S = np.array([[1.0, 0.2, 0.9, -0.3], [0.2, 1.0, 0.5, 0.4], [0.9, 0.5, 1.0, 0.1], [-0.3, 0.4, 0.1, 1.0]])
    given = check.call(S, 2)
    got = check.dense(given, shape=(4, 4), each="pair (0 where it is not kept)")
    if np.diag(got).any():
        check.fail(
            f"the diagonal of the answer should be 0, got {shown(np.diag(got))}: nobody is their own neighbour, so take the row itself out before you choose."
        )
    right = np.array([[0, 0.2, 0.9, 0], [0, 0, 0.5, 0.4], [0.9, 0.5, 0, 0], [0, 0.4, 0.1, 0]])
    if np.array_equal(got[0], [0, 0.2, 0, -0.3]):
        check.fail("row 0 keeps 0.2 and -0.3: those are the smallest; keep the k largest.")
    if np.array_equal(got[0], [0, 0, 0.9, -0.3]):
        check.fail("row 0 keeps 0.9 and -0.3: by size without the sign; -0.3 is smaller than 0.2.")
    if np.array_equal(got, right.T):
        check.fail("the k largest of each *column* are kept; choose in each row (axis=1).")
    kept = (got != 0).sum(axis=1)
    if (kept == 1).all():
        check.fail("each row keeps 1 neighbour for k = 2: is a place given to the row itself? Take it out first.")
    check.close(
        got, right, "for k = 2 each row keeps its 2 largest similarities to others, where they stood; the rest is 0."
    )
    check.unchanged()
    got = check.dense(check.call(S, 3), (4, 4), "pair")
    if not got[0, 3]:
        check.fail(
            "for k = 3 row 0 has exactly three others, -0.3 among them: it is kept, negative or not. (Is the diagonal set to 0? Then it beats -0.3: use -inf.)"
        )
    off = S - np.eye(4)
    check.close(got, off, "for k = 3 every row keeps its three others.")
    got = check.dense(check.call(S, 50, when="k may be more than there are others: keep all"), (4, 4), "pair")
    check.close(got, off, "for k = 50 every row keeps all its three others.")
    twins = np.array([[1.0, 0.3, 1.0], [0.3, 1.0, 0.3], [1.0, 0.3, 1.0]])
    got = check.dense(check.call(twins, 1), (3, 3), "pair")
    if np.diag(got).any() or not got[2, 0] or not got[0, 2]:
        check.fail(
            "users 0 and 2 rate alike, so each is the other's nearest neighbour (1.0): find the row itself by its place, not by its having the largest value."
        )
    if (got[1] != 0).sum() != 1:
        check.fail(
            f"row 1 has two equally similar others (0.3); for k = 1 keep exactly one of them, either, got {shown(got[1])}."
        )
    got = check.dense(check.call(twins, 2), (3, 3), "pair")
    if (got[1] != 0).sum() != 2:
        check.fail(
            f"row 1 has two others, both 0.3; for k = 2 keep both, got {shown(got[1])}: do equal values get lost, in a dict or a set?"
        )
    far = np.array([[0.0, 0.8, 0.3], [0.8, 0.0, 0.6], [0.3, 0.6, 0.0]])
    got = check.dense(check.call(far, 1, when="here the diagonal is 0, the smallest"), (3, 3), "pair")
    if (got != 0).sum() > 3:
        check.fail(
            "for k = 1 and a table whose diagonal is 0 a row keeps 2 neighbours: the diagonal is not always the largest of its row (Eve's is 0), so take it out before you choose, not afterwards."
        )
    check.close(got, [[0, 0.8, 0], [0.8, 0, 0], [0, 0.6, 0]], "for k = 1 each row keeps its largest.")
    check.unchanged()
    opposite = np.array([[1.0, -1.0], [-1.0, 1.0]])
    got = check.dense(check.call(opposite, 1), (2, 2), "pair")
    check.close(
        got,
        [[0, -1], [-1, 0]],
        "two users who are opposites: each has only the other. (Is the diagonal set to -1? Others can be -1 too: use -inf.)",
    )
    check.passed()
