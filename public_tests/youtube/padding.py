"""Check of the padding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind

LISTS = [[7], [3, 9, 1], [], [4, 6]]


def test_pad_histories(target: Callable) -> None:
    """Check `pad_histories`: shape, zeros in front, the newest kept, empty lists, no lists, arguments untouched."""
    check = Check("pad_histories", target, ["lists", "length"])
    given = [list(items) for items in LISTS]
    got = _ids(check, check.call(given, length=2), (4, 2))
    wanted = [[0, 7], [9, 1], [0, 0], [4, 6]]
    for mistake, sentence in (
        (
            [[7, 0], [9, 1], [0, 0], [4, 6]],
            "the zeros stand behind; put them in front, so that the newest is last: 0, 7.",
        ),
        (
            [[7, 0], [3, 9], [0, 0], [4, 6]],
            "the zeros stand behind, and the newest ids were cut off; both the other way round.",
        ),
        (
            [[0, 7], [3, 9], [0, 0], [4, 6]],
            "3, 9, 1 became 3, 9: the newest was cut off; keep the end of the list, 9, 1.",
        ),
        ([[0, 7], [1, 9], [0, 0], [6, 4]], "the ids stand in reverse order; expected them as they came: 9, 1."),
        ([[-1, 7], [9, 1], [-1, -1], [4, 6]], "padding is 0, not -1."),
    ):
        check.reject(got, mistake, sentence)
    check.same(got.tolist(), wanted, "zeros in front, the newest ids at the end.")
    if given != LISTS:
        check.fail("it changed `lists`, which it was only given to read: work on a copy.")
    longer = _ids(check, check.call([list(items) for items in LISTS], length=4, when="with length = 4"), (4, 4))
    check.same(
        longer.tolist(),
        [[0, 0, 0, 7], [0, 3, 9, 1], [0, 0, 0, 0], [0, 0, 4, 6]],
        "with length = 4 every list has zeros in front; an empty one is all zeros.",
    )
    one = _ids(check, check.call([[5, 8], []], length=1, when="with length = 1"), (2, 1))
    check.same(one.tolist(), [[8], [0]], "with length = 1 only the newest id is left.")
    _ids(check, check.call([], length=3, when="with no lists at all"), (0, 3))
    check.passed()


def _ids(check: Check, got: Any, shape: tuple[int, int]) -> np.ndarray:
    """An array of whole numbers of this shape, or a sentence."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    try:
        array = np.asarray(got)
    except ValueError:
        check.fail("the rows have different lengths; every row needs `length` columns.")
    if array.dtype.kind not in "iuf":
        check.fail(f"expected an array of numbers of shape {shape}, got {kind(got)} that holds something else.")
    if array.shape != shape:
        aside = ""
        if array.ndim == 2 and array.shape[0] == shape[0]:
            aside = ": is `length` used, and are longer lists cut?"
        elif shape[0] == 0:
            aside = ": with no lists there are no rows, but still `length` columns."
        check.fail(f"expected shape {shape} = (lists, length), got {array.shape}{aside or '.'}")
    return array
