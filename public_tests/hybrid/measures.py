"""Checks of the two measures of lab 07: coverage, and recall against the number of known ratings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown

HISTORIES = {1: [10, 11, 12], 2: [20, 21, 22]}
HELD_OUT = {1: [13, 14], 2: [23, 10, 24]}
OFFERS = {
    0: {1: [10, 13, 99], 2: [10, 13, 99]},
    2: {1: [10, 11, 14, 13], 2: [24, 20, 12]},
}


def test_coverage(target: Callable) -> None:
    """Check `coverage`: each movie once, of the whole catalogue, empty lists, arrays, arguments untouched."""
    check, unit = Check("coverage", target, ["lists", "n_items"]), "share of the catalogue"
    lists = [[1, 2], [2, 3], [], [2]]
    got = check.number(check.reads(lists, 6), unit)
    check.reject(
        got,
        5 / 6,
        "expected 3 / 6 = 0.5, got 5 / 6: movie 2 was counted three times; a movie counts once for all lists.",
    )
    check.reject(got, 1.0, "expected 3 / 6 = 0.5, got 1: divide by `n_items`, the size of the catalogue.")
    check.reject(got, 50.0, "expected a share, 0.5, got 50: that is in percent.")
    check.reject(got, 3.0, "expected 3 / 6 = 0.5, got 3: that is how many movies are offered; which share is it?")
    check.reject(
        got,
        5 / 24,
        "expected 3 / 6 = 0.5, got 0.2083: that is the mean of the lists' own shares; join the lists first, then count.",
    )
    check.reject(got, 3 / 4, "expected 3 / 6 = 0.5, got 3 / 4: that counts users; coverage counts movies.")
    check.close(got, 0.5, "movies 1, 2 and 3 are offered, three of six.")
    got = check.number(check.reads([[1_682, 4], [4, 9, 77]], 8), unit)
    check.close(got, 0.5, "ids say nothing about how many movies there are: 4, 9, 77 and 1682 are four of eight.")
    got = check.number(check.reads([[1], [2], [1], [3], [2], [4], [5]], 7), unit)
    check.close(got, 5 / 7, "seven lists hold the movies 1 to 5, five of seven.")
    long = [list(range(1, 121)), *([movie] for movie in range(121, 241))]
    got = check.number(check.reads(long, 480), unit)
    check.close(
        got,
        0.5,
        "a list of 120 movies and 120 lists of one hold the movies 1 to 240, half of 480: is every list read, and to its end?",
    )
    got = check.number(check.reads([[], []], 5, when="all lists were empty"), unit)
    check.close(got, 0.0, "nothing is offered to anybody, so the share is 0.")
    got = check.number(check.reads([], 5, when="there were no users"), unit)
    check.close(got, 0.0, "nobody is offered anything, so the share is 0.")
    got = check.number(check.reads([np.array([3, 1]), (1, 2), [2, 3, 4]], 5, when="lists were arrays and tuples"), unit)
    check.close(got, 0.8, "lists may be arrays or tuples too, of different lengths: 1, 2, 3 and 4 are four of five.")
    check.passed()


def test_cold_start_curve(target: Callable) -> None:
    """Check `cold_start_curve`: known movies left out first, hits of n, divided by what was possible, means over users."""
    check = Check("cold_start_curve", target, ["offers", "histories", "held_out", "n"])
    got = _curve(check, check.reads(OFFERS, HISTORIES, HELD_OUT, n=2), [0, 2])
    right = {0: 0.5, 2: 0.75}
    for mistake, sentence in (
        (
            {0: 0.5, 2: 0.25},
            "expected 0.75 for 2 known ratings, got 0.25: user 1 is offered movies 10 and 11, which they had rated; take those out before you take the first n.",
        ),
        (
            {0: (1 / 2 + 1 / 3) / 2, 2: (1 + 1 / 3) / 2},
            "user 2 has three held-out movies, and a list of n = 2 can hold two of them: divide by the smaller of n and the number held out.",
        ),
        ({0: 1.0, 2: 1.5}, "these are the sums over two users; wanted are the means."),
        ({0: 1.0, 2: 1.0}, "got 1 for both: was only looked whether there is a hit? Count the hits."),
    ):
        if all(abs(got[c] - mistake[c]) < 1e-6 for c in mistake):
            check.fail(sentence)
    _close(check, got, right, "user 1 has 1 and 2 hits of 2, user 2 has 1 and 1 of 2: means 0.5 and 0.75.")
    got = _curve(check, check.reads(OFFERS, HISTORIES, HELD_OUT, n=10), [0, 2])
    if abs(got[0] - 0.1) < 1e-6:
        check.fail("with n = 10 and two or three held-out movies divide by those, not by 10: the smaller of the two.")
    if abs(got[0] - 0.4) < 1e-6:
        check.fail(
            "these are all hits over all that was possible; wanted is each user's own recall, and then the mean over users."
        )
    _close(
        check,
        got,
        {0: (1 / 2 + 1 / 3) / 2, 2: (2 / 2 + 1 / 3) / 2},
        "with n = 10: user 1 has 1 and 2 hits of 2 held out, user 2 has 1 and 1 of 3.",
    )
    got = _curve(
        check,
        check.reads({1: {7: [], 8: [4, 5]}}, {7: [1], 8: [2]}, {7: [3], 8: [5]}, n=5, when="one list was empty"),
        [1],
    )
    if abs(got[1] - 1.0) < 1e-6:
        check.fail("user 7 was offered nothing, which is no hit, and counts in the mean as 0: expected 0.5, got 1.")
    _close(check, got, {1: 0.5}, "user 7 was offered nothing and counts as 0, user 8 has their movie.")
    one = {7: [3], 8: [4], 9: [6, 5]}
    given = {2: one, 0: one | {4: [1]}}
    got = _curve(check, check.reads(given, {4: [2], 7: [1], 8: [4, 2], 9: [6]}, {7: [3], 8: [5], 9: [9]}, n=1), [2, 0])
    if abs(got[0]) < 1e-6:
        check.fail("these are the medians; wanted are the means over the users.")
    for c in (2, 0):
        if abs(got[c] - 1 / 4) < 1e-6:
            check.fail("the mean goes over the three users in `held_out`, not over all in `histories` or `offers`.")
        check.close(got[c], 1 / 3, f"({c} known) of the three users in `held_out` one has a hit.")
    later = _curve(check, check.reads({1: {1: [11, 13]}}, {1: [10, 11, 12]}, {1: [13]}, n=1), [1])
    if abs(later[1] - 1.0) < 1e-6:
        check.fail(
            "with one known rating the list 11, 13 of length n = 1 is movie 11, no hit; got one: movie 11 is rated later, "
            "and who knows the first movie only cannot take it out."
        )
    _close(check, later, {1: 0.0}, "with one known rating, only movie 10 may be taken out.")
    got = _curve(
        check,
        check.reads(
            {12: {1: [12, 5, 13], 2: [15, 14]}},
            {1: [*range(1, 13)], 2: []},
            {1: [13], 2: [14]},
            n=1,
            when="a history was empty",
        ),
        [12],
    )
    if abs(got[12] - 1.0) < 1e-6:
        check.fail(
            "user 2 has an empty history, is offered 15 and has no hit, and counts in the mean as 0: expected 0.5, got 1."
        )
    if abs(got[12]) < 1e-6:
        check.fail(
            "user 1 is known by twelve ratings, the last of movie 12, so 12 goes out and 13 is a hit: expected 0.5, got 0; "
            "take out all of the first c, however many."
        )
    _close(check, got, {12: 0.5}, "user 1 is offered 13, a hit; user 2, of whom nothing is known, 15.")
    falling = _curve(check, check.reads({1: {1: [10, 13]}, 0: {1: [10, 13]}}, {1: [10]}, {1: [13]}, n=1), [1, 0])
    if abs(falling[0] - 1.0) < 1e-6:
        check.fail(
            "with nothing known movie 10 was taken out, as for 1 known before: begin with an empty set for each c."
        )
    _close(check, falling, {1: 1.0, 0: 0.0}, "the counts may come in any order, and each stands for itself.")
    check.passed()


def _curve(check: Check, got: Any, counts: list[int]) -> dict[int, float]:
    """The answer as numbers by count, or a sentence."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if isinstance(got, pd.Series):
        got = got.to_dict()
    if not isinstance(got, dict):
        check.fail(f"expected a dict, the number of known ratings to the mean recall, got {kind(got)}.")
    if set(got) != set(counts):
        check.fail(f"expected one entry for each count in `offers`, {counts}, got {shown(sorted(got, key=str))}.")
    return {c: check.number(value, "mean recall, 0 to 1") for c, value in got.items()}


def _close(check: Check, got: dict[int, float], right: dict[int, float], why: str) -> None:
    for c, value in right.items():
        check.close(got[c], value, f"({c} known) {why}")
