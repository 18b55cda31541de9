"""Check of the matrix of ratings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import sparse

from public_tests._check import kind
from public_tests.collaborative_filtering.five import FIVE, MatrixCheck


def _rows() -> pd.DataFrame:
    """The ratings of the five as a table, in no order, with an odd index and a column more."""
    user, item = np.nonzero(FIVE)
    table = pd.DataFrame({"user": user, "item": item, "rating": FIVE[user, item].astype(int), "timestamp": 881_250_949})
    return table.sample(frac=1, random_state=2).set_index(np.arange(len(table)) * 7 + 3)


def _why(error: Exception | None) -> str:
    """What usually stops the student's code, told from the kind of error."""
    if isinstance(error, KeyError):
        return (
            "the columns are `user`, `item` and `rating`, and the index of the table may be any numbers, so take rows "
            "by their place (`.iloc`, `.itertuples()`, `.to_numpy()`) and not by `.loc`"
        )
    if error is not None:
        return (
            "there are 5 users and 7 movies: are users and movies swapped? Users are the rows, so `user` stands before `item`. "
            "Positions count from 0 already, so nothing is added or taken away"
        )
    return ""


def test_interaction_matrix(target: Callable) -> None:
    """Check `interaction_matrix`: sparse, CSR, users as rows, the shape asked for, the ratings themselves."""
    check = MatrixCheck("interaction_matrix", target, ["ratings", "n_users", "n_items"])
    got = check.call(_rows(), 5, 7, when=_why(check.attempt(_rows(), 5, 7)[1]))
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not sparse.issparse(got):
        check.fail(
            f"expected a sparse matrix, got {kind(got)}: full tables are mostly empty cells (94 % on MovieLens); use `sparse.csr_array`."
        )
    if got.shape == (7, 5):
        check.fail("expected shape (5, 7) = (users, items), got (7, 5): transposed? The users are the rows.")
    if got.shape != (5, 7):
        check.fail(
            f"expected shape (5, 7) = (n_users, n_items), got {got.shape}: the last user and the last movie have no ratings, "
            "so give the size: `shape=(n_users, n_items)`."
        )
    if got.format != "csr":
        check.fail(
            f"expected the CSR format, whose rows are quick to take out, got {got.format.upper()}: end with `.tocsr()`."
        )
    if not isinstance(got, sparse.sparray):
        check.fail(
            "expected a `sparse.csr_array`, got the older `csr_matrix`, in which * means a matrix product: write csr_array."
        )
    values, right = got.toarray(), np.hstack([FIVE, np.zeros((5, 1))])
    check.reject(values, right > 0, "each rated cell holds 1, and should hold the rating itself, in stars.")
    if got.nnz == right.size:
        check.fail("all 35 cells are stored; store only the 15 that have a rating.")
    if np.array_equal(values[:, :5], right[:, :5].T):
        check.fail("movie i of user u stands at [i, u]: rows and columns are swapped; the users are the rows.")
    if got.dtype.kind != "f":
        check.fail(
            f"expected numbers of kind float, got {got.dtype}: the ratings of this table are whole numbers, so turn them into floats (`.astype(float)`): "
            "tables of whole numbers made from the matrix later would cut off half stars and means."
        )
    check.close(values, right, "the rating of user u for item i stands at [u, i].")
    check.unchanged()
    halves = pd.DataFrame({"user": [1, 0], "item": [0, 2], "rating": [3.5, 0.5]})
    values = check.call(halves, 2, 3).toarray()
    check.reject(
        values,
        [[0, 0, 0], [3, 0, 0]],
        "a rating of 3.5 became 3: half stars are lost when ratings are made whole numbers.",
    )
    check.close(values, [[0, 0, 0.5], [3.5, 0, 0]], "ratings may be half stars.")
    check.passed()
