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
    check.unchanged()
    _index(check, pd.Series(["tt9", "tt10", "tt9"], index=[4, 4, 1]), ["tt10", "tt9"])
    check.unchanged()
    check.passed()


def _index(check: Check, ids: object, wanted: list) -> None:
    got = check.call(ids, when=f"the ids were {shown(list(ids))}")
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
    got = check.number(check.call(actual, predicted), unit)
    check.reject(got, 2 / 3, "expected 0.8165, got 0.6667: that is the mean of the squares; the root is missing.")
    check.reject(got, 2**0.5, "expected 0.8165, got 1.414: that is the root of the sum; take the mean of the squares.")
    check.reject(got, 0.0, "expected 0.8165, got 0: misses of 1 and -1 cancel; square them before the mean.")
    check.reject(got, 1.0, "expected 0.8165, got 1: divide by the number of rows, 3, not by one less.")
    check.close(got, (2 / 3) ** 0.5, "the squares are 1, 1, 0; their mean is 2/3; the root of that is 0.8165.")
    check.unchanged()
    got = check.number(check.call([1, 5], [4, 1]), unit)
    check.reject(got, 3.5, "expected 3.536, got 3.5: that is the mean of the misses without sign; square them first.")
    check.close(got, 12.5**0.5, "for lists too: the misses are -3 and 4, the mean of their squares is 12.5.")
    got = check.number(check.call(pd.Series([4.0, 2.0], index=[7, 8]), pd.Series([3.0, 2.0], index=[8, 7])), unit)
    check.close(got, 0.5**0.5, "two columns whose indexes differ: row k belongs to row k (np.asarray drops the index).")
    check.passed()


def test_mape(target: Callable) -> None:
    """Check `mape`: a share, divided by the real rating, row by row."""
    check, unit = Check("mape", target, ["actual", "predicted"]), "a share, 0.25 for 25 %"
    actual, predicted = np.array([4.0, 2.0, 5.0]), np.array([3.0, 3.0, 5.0])
    got = check.number(check.call(actual, predicted), unit)
    check.reject(got, 25.0, "expected 0.25, got 25: a share, not percent.")
    check.reject(got, 2 / 9, "expected 0.25, got 0.2222: divide by the real rating, not by the predicted one.")
    check.reject(got, -1 / 12, "expected 0.25, got -0.08333: misses of both signs cancel; take np.abs of each first.")
    check.reject(got, 1 / 12, "expected 0.25, got 0.08333: take np.abs of each miss, not of their mean.")
    check.reject(got, 2 / 11, "expected 0.25, got 0.1818: divide row by row, then take the mean of the quotients.")
    check.reject(got, 0.75, "expected 0.25, got 0.75: that is the sum; divide by the number of rows.")
    check.reject(got, 2 / 3, "expected 0.25, got 0.6667: these are stars; relate each miss to its real rating.")
    check.close(got, 0.25, "the quotients are 1/4, 1/2 and 0; their mean is 0.25.")
    check.unchanged()
    got = check.number(check.call([1, 2], [2, 2]), unit)
    check.close(got, 0.5, "for lists too: a miss of 1 beside a real rating of 1, and none.")
    columns = pd.Series([4.0, 2.0], index=[7, 8]), pd.Series([3.0, 2.0], index=[8, 7])
    got = check.number(check.call(*columns), unit)
    check.close(got, 0.125, "two columns whose indexes differ: row k belongs to row k (np.asarray drops the index).")
    check.passed()
