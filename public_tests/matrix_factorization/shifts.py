"""Check of the two biases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind


def _three() -> pd.DataFrame:
    """The three ratings of the text, with an odd index: Ada is 1, Bo is 2, X is 10, Y is 20."""
    return pd.DataFrame({"user_id": [1, 1, 2], "movie_id": [10, 20, 10], "rating": [5.0, 3.0, 4.0]}, index=[8, 2, 5])


def _taken_apart(check: Check, got: Any) -> tuple[float, dict, dict]:
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, (tuple, list)) or len(got) != 3:
        check.fail(f"expected three things (`return mu, bu, bi`), got {kind(got)}.")
    mu, *biases = got
    mu = check.number(mu, "mu, in stars")
    tables = []
    for name, table in zip(("bu", "bi"), biases, strict=True):
        if isinstance(table, dict):
            table = pd.Series(table, dtype=float)
        if not isinstance(table, pd.Series):
            check.fail(f"expected `{name}` as a column (Series) with the ids in its index, got {kind(table)}.")
        if not table.index.is_unique:
            check.fail(f"`{name}` has an id twice: one bias for each id, not one for each rating.")
        if not np.isfinite(table.to_numpy(dtype=float)).all():
            check.fail(
                f"`{name}` has values that are missing (NaN) or infinite: were columns with different indexes put together?"
            )
        tables.append(table.to_dict())
    return mu, *tables


def test_bias_baseline(target: Callable) -> None:
    """Check `bias_baseline`: mean, movies before users, what is left, the regs in their places, the table untouched."""
    check = Check("bias_baseline", target, ["train", "reg_user", "reg_item"])
    mu, bu, bi = _taken_apart(check, check.reads(_three(), reg_user=1, reg_item=1))
    check.close(mu, 4.0, "mu is the mean of the three ratings 5, 3 and 4.")
    if set(bu) == {10, 20} and set(bi) == {1, 2}:
        check.fail("the biases come in the wrong order: expected mu, then the users', then the movies'.")
    for name, table, ids in (("bu", bu, [1, 2]), ("bi", bi, [10, 20])):
        if set(table) != set(ids):
            check.fail(f"the index of `{name}` should hold the ids {ids}, got {sorted(map(str, table))}.")
    items, users = [bi[10], bi[20]], [bu[1], bu[2]]
    check.reject(
        items,
        [0.5, -1.0],
        "the movies' biases are not shrunk: expected 1/3 and -1/2 for reg_item = 1, got 1/2 and -1; reg_item belongs into the denominator.",
    )
    check.reject(
        items,
        [3.0, 1.5],
        "the movies' biases were taken from the ratings; a bias is what lies above mu: take mu away first.",
    )
    check.reject(
        items, [1.5, 0.0], "the reg was added to the quotient; it belongs into the denominator: sum / (count + reg)."
    )
    check.close(items, [1 / 3, -1 / 2], "X: (1 + 0) / (1 + 2) = 1/3; Y: -1 / (1 + 1) = -1/2.")
    check.reject(
        users,
        [0.0, 0.0],
        "expected the users' biases 1/18 and -1/6, got 0 and 0: movies come first, and users get what is left when mu and the movies' biases are gone, not r - mu.",
    )
    check.reject(
        users,
        [1 / 12, -1 / 3],
        "the users' biases are not shrunk: expected 1/18 and -1/6 for reg_user = 1, got 1/12 and -1/3; reg_user belongs into the denominator.",
    )
    check.close(users, [1 / 18, -1 / 6], "Ada: (2/3 - 1/2) / (1 + 2) = 1/18; Bo: (-1/3) / (1 + 1) = -1/6.")
    # four ratings in which it shows who comes first and which reg is whose
    four = pd.DataFrame(
        {"user_id": [7, 7, 9, 9], "movie_id": [3, 4, 3, 5], "rating": [5.0, 4.0, 2.0, 1.0]}, index=[0, 0, 1, 1]
    )
    mu, bu, bi = _taken_apart(
        check, check.reads(four, reg_user=2, reg_item=0, when="an index may hold the same label twice")
    )
    items, users = [bi[3], bi[4], bi[5]], [bu[7], bu[9]]
    both = np.allclose(users, [29 / 48, -31 / 48])  # users shrunk by reg_user as they should be, movies too
    cause = "reg_user was used for the movies too; they have reg_item" if both else "the two regs are swapped"
    check.reject(
        items,
        [0.25, 1 / 3, -2 / 3],
        f"with reg_user = 2 and reg_item = 0 the movies' biases should be 0.5, 1, -2: {cause}.",
    )
    check.reject(users, [0.75, -0.75], "the users' biases were shrunk by reg_item, 0 here; they have reg_user, 2.")
    check.reject(
        items, [0.5, 0.25, -1.25], "the users were taken first; here movies come first, users from what is left."
    )
    check.close(items, [0.5, 1.0, -2.0], "movies first, with mu = 3 and reg_item = 0: (2 - 1)/2, 1/1, -2/1.")
    check.close(
        users,
        [1.5 / 4, -1.5 / 4],
        "users from what is left, 1.5, 0, -1.5, 0, with reg_user = 2: 1.5 / (2 + 2) and -1.5 / (2 + 2).",
    )
    check.passed()
