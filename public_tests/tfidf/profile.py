"""Check of the profile made from likes and dislikes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind


def _pair(check: Check, got: Any, n_terms: int) -> tuple[np.ndarray, list[int]]:
    """Expect the pair (profile, positions)."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if isinstance(got, (tuple, list)) and len(got) == 2 and np.ndim(got[0]) == 0 and np.ndim(got[1]) == 1:
        check.fail(f"the profile is a single number and must be a row, one number per term: {MEAN}.")
    if not isinstance(got, (tuple, list)) or len(got) != 2 or any(np.ndim(part) == 0 for part in got):
        check.fail(f"expected two things, `return profile, positions`, got {kind(got)}.")
    profile = check.array(got[0], shape=(n_terms,), each="term")
    positions = list(got[1])
    if any(np.ndim(p) or isinstance(p, str) or float(p) != int(p) for p in positions):
        check.fail("expected positions, whole numbers from 0, as the second thing.")
    return profile, [int(p) for p in positions]


MEAN = "`.mean(axis=0)` is the mean of the rows, `.mean()` one number, the mean of everything"
# three liked, two disliked; row 7 holds no words
ROWS = np.array(
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0.8, 0.6, 0], [0.6, 0, 0.8, 0], [0, 0, 0, 1], [0.8, 0.6, 0, 0],
     [0, 0, 0, 0], [0, 0, 0.6, 0.8]]
)  # fmt: skip
LIKED, DISLIKED = [0, 1, 6], [2, 5]


def _unit(row: Any) -> np.ndarray:
    return np.asarray(row, dtype=float) / np.linalg.norm(row)


def test_user_profile(target: Callable) -> None:
    """Check `user_profile`: means, likes minus dislikes, unit length, who is left, the order, nothing known."""
    check = Check("user_profile", target, ["vectors", "liked", "disliked"])
    when = f"the profile must be a row, one number per term: {MEAN}"
    profile, positions = _pair(check, check.call(ROWS, LIKED, DISLIKED, when=when), 4)
    _known_mistakes(check, profile)
    good, bad = ROWS[LIKED].mean(axis=0), ROWS[DISLIKED].mean(axis=0)
    check.close(profile, _unit(good - bad), "mean of rows 0, 1, 6 minus mean of rows 2, 5, brought to unit length.")
    judged = [p for p in positions if p in (*LIKED, *DISLIKED)]
    if judged:
        check.fail(f"position {judged[0]} was liked or disliked already: the list holds only the others.")
    if sorted(positions) == [3, 4, 8]:
        check.fail("row 7 is all zeros and is missing; it is a product like any other, with score 0.")
    check.same(
        sorted(positions),
        [3, 4, 7, 8],
        "every product that was neither liked nor disliked, also those with a score of 0 or below.",
    )
    if positions == [3, 4, 7, 8]:
        check.fail("the positions are in the order of the table: the highest score first.")
    if positions == [8, 4, 7, 3]:
        check.fail("expected the highest score first, got the lowest first: sorted the wrong way round?")
    check.same(positions, [3, 7, 4, 8], "the scores (row · profile) of 3, 4, 7 and 8 are 0.12, -0.04, 0 and -0.65.")
    check.unchanged()
    _one_side(check)
    _many(check)
    check.passed()


def _known_mistakes(check: Check, profile: np.ndarray) -> None:
    """Refuse the usual wrong profiles by name."""
    good, bad = ROWS[LIKED].mean(axis=0), ROWS[DISLIKED].mean(axis=0)
    plus, minus = ROWS[LIKED].sum(axis=0), ROWS[DISLIKED].sum(axis=0)
    if np.ptp(profile) < 1e-9 and np.any(profile):
        check.fail(f"all numbers of the profile are equal: {MEAN}.")
    length = "the profile is not of unit length: divide it by the root of the sum of its squares."
    check.reject(profile, good - bad, length)
    sums = "take the mean of the liked rows and the mean of the disliked rows, not their sums."
    check.reject(profile, _unit(plus - minus), sums)
    check.reject(profile, plus - minus, "take means, not sums, and then bring the profile to unit length.")
    check.reject(profile, _unit(good - bad / 2), "the disliked rows count half; they count as much as the liked ones.")
    shares = "the profile was divided by the sum of its numbers without their signs; its length is the root of the sum of the squares."
    check.reject(profile, (good - bad) / np.abs(good - bad).sum(), shares)
    check.reject(
        profile, _unit(_unit(good) - _unit(bad)), "each mean was brought to unit length; only the difference is."
    )
    check.reject(profile, _unit(good), "the disliked rows must be taken away: where do they come in?")
    check.reject(profile, _unit(good + bad), "the disliked rows were added: take them away.")
    check.reject(profile, _unit(bad - good), "the signs are the wrong way round: liked minus disliked.")


def _one_side(check: Check) -> None:
    """Expect the right thing where nothing is liked, nothing disliked, or both."""
    profile, positions = _pair(check, check.call(ROWS, [2], [], when="nothing was disliked"), 4)
    check.close(profile, ROWS[2], "with one liked row and nothing disliked, the profile is that row.")
    why = "0.8, 0.6 twice, and 0 five times; of equal scores the smaller position goes first."
    check.same(positions, [4, 3, 8, 0, 1, 5, 6, 7], why)
    profile, positions = _pair(check, check.call(ROWS, [], [1], when="nothing was liked"), 4)
    check.close(profile, -ROWS[1], "with nothing liked, what was disliked is taken away from zeros.")
    check.same(positions, [0, 2, 4, 5, 7, 8, 6, 3], "what is least like the disliked row comes first.")
    when = "nothing is known of the user; the profile must still be a row, of zeros (`np.zeros(vectors.shape[1])`), not the number 0"
    profile, positions = _pair(check, check.call(ROWS, [], [], when=when), 4)
    check.close(profile, np.zeros(4), "of a user without likes and dislikes nothing is known: a profile of zeros.")
    check.same(positions, list(range(9)), "all scores are 0, so the order is that of the positions.")


def _many(check: Check) -> None:
    """Expect a mean with twins in it, a short difference made long, all items of a longer list, scores unrounded."""
    twins = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6]])
    profile, _ = _pair(check, check.call(twins, [0, 1, 2], [], when="two liked rows are equal"), 2)
    check.close(profile, _unit([2, 1]), "rows 0 and 1 are equal and both were liked: both count in the mean.")
    # rows 0 and 1 point nearly the same way, and the others turn away from them step by step, row 9 by a hair less than row 3
    turn = np.array([0, 0.04, 0.9, 0.300001, 1.2, 0.2, 1.0, 0.7, 0.5, 0.3, 0.6, 0.8, 1.1, 0.1, 0.4])
    rows = np.column_stack([np.cos(turn), np.sin(turn)])
    profile, positions = _pair(check, check.call(rows, [0], [1], when="liked and disliked are much alike"), 2)
    right = _unit(rows[0] - rows[1])
    check.reject(profile, rows[0] - rows[1], "a short profile (0.04 here) is brought to length 1 too; only zeros stay.")
    check.close(profile, right, "row 0 minus row 1 has length 0.04 and is brought to length 1.")
    order = sorted(range(2, len(rows)), key=lambda i: -(rows[i] @ right))
    if positions == order[: len(positions)] and len(positions) < len(order):
        check.fail(f"expected all {len(order)} products that were not judged, got the first {len(positions)}.")
    if sorted(positions) == sorted(order) and positions.index(3) < positions.index(9):
        check.fail("row 9 fits a hair better than row 3: compare the scores as they are, not rounded.")
    check.same(positions, order, "the other rows, the highest score first.")
