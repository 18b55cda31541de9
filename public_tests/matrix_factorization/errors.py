"""Checks of the index and of the two errors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown


def test_build_index(target: Callable) -> None:
    """Check `build_index`: a dict and a list, positions in the order of the ids, no gaps, words as ids."""
    check = Check("build_index", target, ["ids"])
    _index(check, [50, 7, 50, 193609, 7], [7, 50, 193609])
    _index(check, np.array([3, 1, 2, 1, 10]), [1, 2, 3, 10])
    _index(check, pd.Series(["tt9", "tt10", "tt9"], index=[4, 4, 1]), ["tt10", "tt9"])
    check.passed()


def _index(check: Check, ids: object, wanted: list) -> None:
    got = check.reads(ids, when=f"the ids were {shown(list(ids))}")
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, tuple) or len(got) != 2:
        check.fail(f"expected two things, the dict and the list (`return position, id_at`), got {kind(got)}.")
    position, id_at = got
    if not isinstance(position, dict):
        swapped = ": the other way round?" if isinstance(id_at, dict) else "."
        check.fail(f"expected a dict first, id to position, got {kind(position)}{swapped}")
    if isinstance(id_at, dict) and dict(id_at) == dict(enumerate(wanted)):
        check.fail("expected a list or an array as the second, got a dict: position 0 is simply its first element.")
    if np.ndim(id_at) != 1:
        check.fail(f"expected a list of ids as the second, got {kind(id_at)}.")
    back = list(id_at)
    if len(position) and set(position) == set(range(len(wanted))) and set(position) != set(wanted):
        check.fail("the dict leads from positions to ids; it must lead from an id to its position.")
    if len(back) > len(wanted):
        check.fail(f"expected {len(wanted)} different ids, got {len(back)}: an id that comes twice has one position.")
    first = sorted(position.values()) if all(isinstance(v, (int, np.integer)) for v in position.values()) else []
    if first == list(range(1, len(wanted) + 1)):
        check.fail("the positions begin at 1; they must begin at 0.")
    seen = list(dict.fromkeys(ids))
    if [position.get(name) for name in seen] == list(range(len(seen))) and seen != wanted:
        check.fail("the ids are numbered as they first appear; they must be numbered from the smallest to the largest.")
    if any(isinstance(v, (float, np.floating)) for v in position.values()):
        check.fail(f"the positions must be whole numbers (int), as rows are counted; got {shown(position)}.")
    if position != {name: place for place, name in enumerate(wanted)}:
        check.fail(
            f"for the ids {shown(list(ids))} expected { ({n: p for p, n in enumerate(wanted)}) }, got {shown(position)}."
        )
    if back != wanted:
        check.fail(f"the way back: expected {wanted}, got {shown(back)}: the id at position 0 first.")


def test_rmse(target: Callable) -> None:
    """Check `rmse`: the order of square, mean and root, lists, columns with odd indexes, arguments untouched."""
    check, unit = Check("rmse", target, ["actual", "predicted"]), "stars"
    actual, predicted = np.array([4.0, 2.0, 5.0]), np.array([3.0, 3.0, 5.0])
    got = check.number(check.reads(actual, predicted), unit)
    check.reject(got, 2 / 3, "expected 0.8165, got 0.6667: that is the mean of the squares; the root is missing.")
    check.reject(got, 2**0.5, "expected 0.8165, got 1.414: that is the root of the sum; take the mean of the squares.")
    check.reject(got, 0.0, "expected 0.8165, got 0: misses of 1 and -1 cancel; square them before the mean.")
    check.reject(got, 1.0, "expected 0.8165, got 1: divide by the number of rows, 3, not by one less.")
    check.close(got, (2 / 3) ** 0.5, "the squares are 1, 1, 0; their mean is 2/3; the root of that is 0.8165.")
    got = check.number(check.reads([1, 5, 2], [4, 1, 1]), unit)
    check.reject(
        got, 8 / 3, "expected 2.944, got 2.667: that is the mean of the misses without sign; square them first."
    )
    check.reject(
        got,
        (26 / 3 - 4 / 9) ** 0.5,
        "expected 2.944, got 2.867: that is the standard deviation (np.std), which takes the mean miss away before it squares.",
    )
    check.close(got, (26 / 3) ** 0.5, "for lists too: the misses are -3, 4 and 1, the mean of their squares is 26/3.")
    got = check.number(check.reads(np.array([3.5, 0.5]), np.array([6.0, -1.0])), unit)
    check.reject(got, 5**0.5, "for the ratings 3.5 and 0.5 expected 2.062, got 2.236: keep the half stars; no int().")
    for low in (0.5, 1.0):
        cut = ((1.5**2 + (0.5 - low) ** 2) / 2) ** 0.5
        check.reject(
            got,
            cut,
            "the predictions 6 and -1 were cut off at the ends of the scale; the error takes them as they are.",
        )
    check.close(got, 4.25**0.5, "the misses are -2.5 and 1.5, the mean of their squares is 4.25.")
    got = check.number(check.reads(pd.Series([4.0, 2.0], index=[7, 8]), pd.Series([3.0, 2.0], index=[8, 7])), unit)
    check.close(got, 0.5**0.5, "two columns whose indexes differ: row k belongs to row k (np.asarray drops the index).")
    check.passed()


def test_mape(target: Callable) -> None:
    """Check `mape`: a share, divided by the real rating, row by row."""
    check, unit = Check("mape", target, ["actual", "predicted"]), "a share, 0.25 for 25 %"
    actual, predicted = np.array([4.0, 2.0, 5.0]), np.array([3.0, 3.0, 5.0])
    got = check.number(check.reads(actual, predicted), unit)
    check.reject(got, 25.0, "expected 0.25, got 25: a share, not percent.")
    check.reject(got, 2 / 9, "expected 0.25, got 0.2222: divide by the real rating, not by the predicted one.")
    check.reject(got, -1 / 12, "expected 0.25, got -0.08333: misses of both signs cancel; take np.abs of each first.")
    check.reject(got, 1 / 12, "expected 0.25, got 0.08333: take np.abs of each miss, not of their mean.")
    check.reject(got, 2 / 11, "expected 0.25, got 0.1818: divide row by row, then take the mean of the quotients.")
    check.reject(got, 0.75, "expected 0.25, got 0.75: that is the sum; divide by the number of rows.")
    check.reject(got, 2 / 3, "expected 0.25, got 0.6667: these are stars; relate each miss to its real rating.")
    check.close(got, 0.25, "the quotients are 1/4, 1/2 and 0; their mean is 0.25.")
    got = check.number(check.reads([1, 2], [2, 2]), unit)
    check.close(got, 0.5, "for lists too: a miss of 1 beside a real rating of 1, and none.")
    got = check.number(check.reads(np.array([0.5, 1.0]), np.array([1.0, 4.0])), unit)
    check.reject(got, 1.75, "expected 2, got 1.75: a rating of 0.5 stars is divided by as it is, 0.5, not by 1.")
    check.reject(got, 1.0, "expected 2, got 1: a share may be above 1 (to predict 4 for a 1 is a miss of 300 %).")
    check.close(got, 2.0, "for the ratings 0.5 and 1 and the predictions 1 and 4 the quotients are 1 and 3.")
    columns = pd.Series([4.0, 2.0], index=[7, 8]), pd.Series([3.0, 2.0], index=[8, 7])
    got = check.number(check.reads(*columns), unit)
    check.close(got, 0.125, "two columns whose indexes differ: row k belongs to row k (np.asarray drops the index).")
    check.passed()
