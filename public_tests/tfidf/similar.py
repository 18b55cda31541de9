"""Check of the similar items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown


def _pair(check: Check, got: Any, length: int) -> tuple[list[int], np.ndarray]:
    """Expect the pair (positions, scores), both of this length."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, (tuple, list)) or len(got) != 2 or any(np.ndim(part) == 0 for part in got):
        check.fail(f"expected two lists, `return positions, scores`, got {kind(got)}.")
    positions, scores = (list(part) for part in got)
    if len(positions) != length or len(scores) != length:
        check.fail(f"expected {length} positions and {length} scores, got {len(positions)} and {len(scores)}.")
    if any(np.ndim(part) for part in (*positions, *scores)):
        check.fail("expected plain numbers in both lists, got lists or arrays in them: `.ravel()` makes one row flat.")
    if any(isinstance(p, (str, bool)) or float(p) != int(p) for p in positions):
        check.fail(
            f"expected positions, whole numbers from 0, got {shown(positions)}: are positions and scores swapped?"
        )
    values = np.array([float(score) for score in scores])
    if np.isneginf(values).any() and not np.isnan(values).any():
        check.fail("-inf is among the scores: did the lowest come first, or the item itself? Sort by `-scores`.")
    return [int(p) for p in positions], check.array(scores, shape=(length,), each="position")


def test_similar_items(target: Callable) -> None:
    """Check `similar_items`: itself left out, best first, scores, any item, twins, ties, rows of zeros, a large n."""
    check = Check("similar_items", target, ["vectors", "item", "n"])
    rows = np.array([[0.6, 0.8, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0.6, 0.8, 0]])
    positions, scores = _pair(check, check.call(rows, 0, 3), 3)
    if positions in ([0, 3, 4], [3, 4, 2], [2, 1, 5]):
        check.fail(f"expected [5, 1, 2], got {positions}: that is the lowest score first. Sort by `-scores`.")
    if 0 in positions:
        check.fail(f"the item itself (position 0) is in its own list {positions}: leave it out.")
    check.same(
        sorted(positions),
        [1, 2, 5],
        "the three rows most like row 0; similarities to 0 … 5 are 1, 0.96, 0.8, 0, 0.6, 1.",
    )
    if positions == [1, 2, 5]:
        check.fail(
            "the best must come first: expected [5, 1, 2], got [1, 2, 5]. A partial sort finds the n largest, but in no order."
        )
    check.same(positions, [5, 1, 2], "the best first.")
    check.close(
        scores, [1.0, 0.96, 0.8], "each score is the dot product of the two rows, in the order of the positions."
    )
    check.unchanged()
    positions, scores = _pair(check, check.call(rows, 4, 3), 3)
    if positions in ([0, 5, 1], [0, 5, 2], [5, 1, 2]):
        check.fail(f"for row 4 expected [1, 0, 5], got {positions}, which is most like row 0: is `item` used?")
    check.same(
        positions,
        [1, 0, 5],
        "similarities of row 4 to 0 … 5 are 0.6, 0.8, 0, 0, 1, 0.6; of equal ones the smallest position goes first.",
    )
    check.close(scores, [0.8, 0.6, 0.6], "the dot products with row 4.")
    positions, scores = _pair(check, check.call(rows, 5, 2), 2)
    if 5 in positions:
        check.fail(
            "row 5 has a twin (row 0), equally similar to it: leave out row 5 by its position, not whatever sorts first."
        )
    check.same(positions, [0, 1], "row 0 is the twin of row 5, then row 1.")
    _ties(check)
    _edges(check)
    check.passed()


def _ties(check: Check) -> None:
    """Expect the smaller position first where scores are equal, and only there."""
    # four halves a row: every dot product is exact, so that ties really are ties
    tied = np.array([[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 1, 1, 0, 0], [1, 0, 0, 0, 1, 1, 1, 0], [1, 1, 0, 0, 0, 0, 1, 1],
                     [0, 1, 1, 0, 0, 1, 1, 0], [0, 1, 1, 1, 0, 0, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1]]) / 2  # fmt: skip
    positions, _ = _pair(check, check.call(tied, 0, 2), 2)
    if positions == [5, 4] or positions == [5, 3]:
        check.fail(
            f"rows 1, 3 and 4 are equally similar to row 0 (0.5): the smallest position goes first, so expected [5, 1], got {positions}."
        )
    check.same(
        positions, [5, 1], "row 5 (0.75), then of rows 1, 3 and 4 (0.5 each) the one with the smallest position."
    )
    positions, _ = _pair(check, check.call(tied, 0, 5), 5)
    check.same(positions, [5, 1, 3, 4, 2], "0.75, then 0.5 three times in the order of their positions, then 0.25.")
    positions, scores = _pair(check, check.call(tied, 0, 50, when="n is larger than what there is"), 6)
    check.same(positions, [5, 1, 3, 4, 2, 6], "all the others, also row 6, which has nothing in common with row 0.")
    check.close(scores, [0.75, 0.5, 0.5, 0.5, 0.25, 0], "a row with no word in common has score 0.")
    # more rows, three scores only, in an order that no partial sort leaves alone
    many = np.tile(tied, (6, 1))[np.random.default_rng(0).permutation(42)]
    for item in (0, 17):
        likeness = many @ many[item]
        order = [i for i in sorted(range(42), key=lambda i: (-likeness[i], i)) if i != item]
        for n in (3, 8, 15, 30):
            positions, _ = _pair(check, check.call(many, item, n), n)
            if positions != order[:n]:
                check.fail(
                    f"of 42 rows with many equal scores the first {n} are wrong: where the list is cut among equal scores, "
                    "the smaller positions stay. A partial sort keeps any of them; keep all that reach the n-th score, sort, then cut."
                )
    close = np.array([[1, 0], [0.6, 0.8], [0.600001, np.sqrt(1 - 0.600001**2)], [0, 1.0]])
    positions, _ = _pair(check, check.call(close, 0, 2), 2)
    check.same(positions, [2, 1], "row 2 (0.600001) is more similar than row 1 (0.6): compare the scores unrounded.")


def _edges(check: Check) -> None:
    """Expect a row of zeros to have score 0 with all others, and to count."""
    rows = np.array([[1.0, 0, 0], [0, 0, 0], [0.28, 0.96, 0], [0, 0, 0], [0, 0, 1]])
    positions, scores = _pair(check, check.call(rows, 0, 4, when="two rows are all zeros"), 4)
    check.close(scores[0], 0.28, "row 2 has 0.28; a row of zeros has score 0, and is not divided by its length.")
    check.same(positions, [2, 1, 3, 4], "row 2 (0.28), then rows 1, 3 and 4 (0 each), of which two are all zeros.")
    check.close(scores, [0.28, 0, 0, 0], "a row of zeros has score 0.")
    positions, scores = _pair(check, check.call(rows, 3, 2, when="the item's own row is all zeros"), 2)
    check.same(positions, [0, 1], "of an item whose row is all zeros every score is 0.")
    check.close(scores, [0, 0], "of an item whose row is all zeros every score is 0.")
