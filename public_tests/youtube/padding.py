"""Check of the padding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, CheckFailed, kind

LISTS = [[7], [3, 9, 1], [], [4, 6], [5, 8, 2, 6]]
LARGE = [[1682, 5, 1682], [193_609, 40_000], [8, 8], [300]]  # MovieLens' newer editions have ids up to 193,609


def _front(items: list[int], n: int) -> list[int]:
    """The end of a list, zeros in front."""
    return ([0] * n + items)[-n:]


def _behind(items: list[int], n: int) -> list[int]:
    return (items + [0] * n)[:n]


MISTAKES: tuple[tuple[Callable[[list[int], int], list[int]], str], ...] = (
    (
        lambda items, n: _behind(items[-n:], n),
        "the zeros stand behind; put them in front, so that the newest is last: 0, 7.",
    ),
    (_behind, "the zeros stand behind, and the newest ids were cut off; both the other way round."),
    (
        lambda items, n: _front(items[:n], n),
        "3, 9, 1 became 3, 9: the newest was cut off; keep the end of the list, 9, 1.",
    ),
    (
        lambda items, n: _front(items[-n:][::-1], n),
        "the ids stand in reverse order; expected them as they came: 9, 1.",
    ),
    (
        lambda items, n: _front(sorted(items), n),
        "the ids were sorted by size, and so the largest were kept; expected the newest in the order they came: 5, 8, 2, 6 becomes 2, 6.",
    ),
    (
        lambda items, n: _front(sorted(items[-n:]), n),
        "the ids of a row were sorted by size; expected them as they came: 9, 1.",
    ),
    (lambda items, n: ([-1] * n + items)[-n:], "padding is 0, not -1."),
)


def test_pad_histories(target: Callable) -> None:
    """Check `pad_histories`: shape, zeros in front, the newest kept, empty lists, no lists, arguments untouched."""
    check = Check("pad_histories", target, ["lists", "length"])
    got = _ids(check, _first(check), (5, 2))
    for mistake, sentence in MISTAKES:
        check.reject(got, [mistake(items, 2) for items in LISTS], sentence)
    check.same(got.tolist(), [_front(items, 2) for items in LISTS], "zeros in front, the newest ids at the end.")
    longer = _ids(check, check.reads(LISTS, length=4, when="with length = 4"), (5, 4))
    check.same(
        longer.tolist(),
        [_front(items, 4) for items in LISTS],
        "with length = 4 every list but the last has zeros in front; an empty one is all zeros.",
    )
    one = _ids(check, check.reads([[5, 8], []], length=1, when="with length = 1"), (2, 1))
    check.same(one.tolist(), [[8], [0]], "with length = 1 only the newest id is left.")
    _large(check)
    long = _ids(
        check, check.reads(LISTS, length=400, when="with length = 400: has every row the zeros it needs?"), (5, 400)
    )
    check.same(long[:, -4:].tolist(), [_front(items, 4) for items in LISTS], "with length = 400.")
    if long[:, :-4].any():
        check.fail("with length = 400 all but the last few columns should be zeros.")
    _ids(check, check.reads([], length=3, when="with no lists at all"), (0, 3))
    check.passed()


def _first(check: Check) -> Any:
    """The first call, in which an empty list is what most often goes wrong."""
    try:
        return check.reads(LISTS, length=2)
    except CheckFailed as stopped:
        said = str(stopped).removeprefix(f"{check.name}: ").rstrip(".")
    if "shape (0,)" in said:
        said += ". That is the empty list: [-0:] is the whole row, so write to [length - len(kept):]"
    check.fail(f"{said}.")


def _large(check: Check) -> None:
    """Ids that no small type of numpy's holds, some of them twice."""
    when = "with ids up to 193609, which small types such as int8 or uint16 cannot hold: say dtype=int"
    got = _ids(check, check.reads(LARGE, length=3, when=when), (4, 3))
    wanted = np.array([_front(items, 3) for items in LARGE])
    if ((got > 0).sum(axis=1) < (wanted > 0).sum(axis=1)).any() and got[2, 1] != 8:
        check.fail("8, 8 became 8: an id that comes twice stays twice (a genre often does); is there a set?")
    for bits in (16, 8):
        if (got != wanted).any() and ((got - wanted) % 2**bits == 0).all():
            row, column = np.argwhere(got != wanted)[0]
            check.fail(
                f"the id {wanted[row, column]} became {got[row, column]}: the array's type has only {bits} bits; say dtype=int."
            )
    check.same(got.tolist(), wanted.tolist(), "large ids, and ids that come twice, stay as they are.")


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
    if isinstance(got, (list, tuple)) and array.shape != (0,):
        check.fail(f"expected an array, got a {type(got).__name__} of rows, not an array: np.array(rows) makes one.")
    if array.shape != shape:
        aside = ""
        if array.ndim == 2 and array.shape[0] == shape[0]:
            aside = ": is `length` used, and are longer lists cut?"
        elif shape[0] == 0:
            aside = ": with no lists there are no rows, but still `length` columns; np.zeros((len(lists), length), dtype=int) has them."
        check.fail(f"expected shape {shape} = (lists, length), got {array.shape}{aside or '.'}")
    if array.size and array.dtype.kind == "f":
        check.fail(
            f"the ids have decimal points (an array of {array.dtype}); expected whole numbers: np.zeros makes floats unless dtype=int is said."
        )
    return array.astype(int)
