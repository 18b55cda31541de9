"""Check of the training examples: order, windows, and above all that nothing comes from after the label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown

KEYS = ("user_id", "watched", "liked", "disliked", "label")
NORA = pd.DataFrame(
    {"user_id": 1, "movie_id": [9, 1, 7, 3], "rating": [4.0, 3.0, 5.0, 2.0], "timestamp": [20, 50, 10, 20]}
)
NORA_2 = {
    "user_id": [1, 1, 1],
    "watched": [[7], [7, 3], [3, 9]],
    "liked": [[7], [7], [9]],
    "disliked": [[], [3], [3]],
    "label": [3, 9, 1],
}


def test_training_examples(target: Callable) -> None:
    """Check `training_examples`: form, order, the newest kept, the label outside, likes and dislikes, users apart."""
    check = Check("training_examples", target, ["ratings", "max_history"])
    got = _plain(check, check.call(NORA.copy(), max_history=2))
    check.unchanged()
    _labels(check, got["label"])
    _watched(check, got["watched"])
    _stars(check, got)
    if got["user_id"] != [1, 1, 1]:
        check.fail(f"user_id: expected [1, 1, 1], one entry per example, got {shown(got['user_id'])}.")
    _more_cases(check)
    check.passed()


def _plain(check: Check, got: Any) -> dict[str, list]:
    """The answer as lists of Python's own numbers, or a sentence about what came instead."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, dict):
        check.fail(f"expected a dict with the keys {', '.join(KEYS)}, got {kind(got)}.")
    missing = [key for key in KEYS if key not in got]
    if missing:
        check.fail(f"the dict has no key {missing[0]!r}; expected the keys {', '.join(KEYS)}.")
    found: dict[str, list] = {}
    for key in KEYS:
        column = got[key]
        if not isinstance(column, (list, tuple, pd.Series)) and np.ndim(column) == 0:
            check.fail(f"{key}: expected a list with one entry per example, got {kind(column)}.")
        try:
            found[key] = [[int(movie) for movie in entry] if key in KEYS[1:4] else int(entry) for entry in list(column)]
        except (TypeError, ValueError):
            what = "a list of movie ids" if key in KEYS[1:4] else "a number"
            check.fail(f"{key}: expected {what} for each example, got {repr(list(column))[:80]}.")
    lengths = {key: len(column) for key, column in found.items()}
    if len(set(lengths.values())) > 1:
        check.fail(f"expected five lists of the same length, got {', '.join(f'{k} {n}' for k, n in lengths.items())}.")
    return found


def _labels(check: Check, labels: list) -> None:
    if labels == [7, 3, 9, 1]:
        check.fail(
            "the first example has the label 7, Nora's first movie: before it there was nothing, so leave it out."
        )
    if labels == [1]:
        check.fail("only one example came back; every movie but the first is a label once, three for Nora.")
    if labels == [9, 3, 1]:
        check.fail("movies 3 and 9 have the same second; expected the smaller id first, labels 3, 9, 1.")
    if labels in ([1, 7, 3], [7, 1, 3]):
        check.fail(f"the labels are {labels}, in the order of the rows; sort by `timestamp` first, expected 3, 9, 1.")
    if len(labels) != 3:
        check.fail(f"Nora has 4 ratings, so 3 examples are expected, got {len(labels)}.")
    check.same(labels, [3, 9, 1], "the label is the movie that came next, in the order of time.")


def _watched(check: Check, watched: list) -> None:
    if any(label in past for label, past in zip(NORA_2["label"], watched, strict=True)):
        check.fail(
            f"watched is {watched}, labels are 3, 9, 1: a label stands in its own history; the past ends before it."
        )
    if watched == [[7], [7, 3], [7, 3]]:
        check.fail("the third history is [7, 3], the two oldest; keep the two newest, [3, 9].")
    if watched == [[7], [7, 3], [7, 3, 9]]:
        check.fail("the third history has 3 movies, but max_history is 2: keep the newest 2.")
    if watched == [[7], [3, 7], [9, 3]]:
        check.fail("the histories have the newest movie first; expected the oldest first: [7], [7, 3], [3, 9].")
    if watched == [[7], [3], [9]]:
        check.fail("each history holds one movie only; expected up to max_history = 2: [7], [7, 3], [3, 9].")
    later = {0: {9, 1}, 1: {1}}
    if any(set(watched[place]) & movies for place, movies in later.items()):
        check.fail(
            f"watched is {watched}: it holds movies from after the label; only what came before may stand there."
        )
    check.same(watched, NORA_2["watched"], "the newest max_history = 2 movies before the label, oldest first.")


def _stars(check: Check, got: dict[str, list]) -> None:
    liked, disliked = got["liked"], got["disliked"]
    if liked == [[7], [7], []]:
        check.fail("movie 9 has 4 stars, which counts as liked (4 or more): is it > in place of >=?")
    if disliked == [[], [], []]:
        check.fail("movie 3 has 2 stars, which counts as disliked (2 or less): is it < in place of <=?")
    if liked == [[7], [7], [7, 9]]:
        check.fail(
            "liked of the third example is [7, 9], but 7 is no longer in watched: take both from the same movies."
        )
    if any(
        label in past
        for label, past in zip(got["label"], [a + b for a, b in zip(liked, disliked, strict=True)], strict=True)
    ):
        check.fail(f"liked is {liked}, disliked {disliked}: the label's own stars must not be known yet.")
    if disliked == [[], [3], [3, 1]] or liked == [[7], [7], [9, 1]]:
        check.fail("movie 1 has 3 stars, which is neither liked nor disliked.")
    check.same(liked, NORA_2["liked"], "liked holds the movies of `watched` with 4 stars or more.")
    check.same(disliked, NORA_2["disliked"], "disliked holds the movies of `watched` with 2 stars or less.")


def _more_cases(check: Check) -> None:
    """Two users whose rows are mixed, a user with a single rating, an odd index, a longer window."""
    other = pd.DataFrame(
        {"user_id": 8, "movie_id": [5, 7, 2], "rating": [1.0, 4.5, 4.0], "timestamp": [30, 15, 60]}, index=[4, 90, 7]
    )
    alone = pd.DataFrame({"user_id": [3], "movie_id": [6], "rating": [5.0], "timestamp": [12]})
    mixed = pd.concat([other.iloc[:2], NORA, alone, other.iloc[2:]])
    got = _plain(check, check.call(mixed, max_history=10, when="with three users whose rows are mixed"))
    check.unchanged()
    if got["user_id"] == [8, 8, 1, 1, 1]:
        check.fail("expected the users in rising order of their id: 1, 1, 1, 8, 8.")
    if got["user_id"] != [1, 1, 1, 8, 8]:
        check.fail(
            f"users 1, 3 and 8 have 4, 1 and 3 ratings, so user_id should be [1, 1, 1, 8, 8], got {shown(got['user_id'])}."
        )
    wanted = [[7], [7, 3], [7, 3, 9], [7], [7, 5]]
    if got["watched"] != wanted and any(set(past) - {5, 7, 2} for past in got["watched"][3:]):
        check.fail(f"user 8 never watched what stands in {got['watched'][3:]}: keep the users apart.")
    check.same(got["watched"], wanted, "with max_history = 10 nobody's history is cut.")
    check.same(got["label"], [3, 9, 1, 5, 2], "the next movie of the same user.")
    check.same(got["liked"], [[7], [7], [7, 9], [7], [7]], "user 8 gave movie 7 four and a half stars.")
    check.same(got["disliked"], [[], [3], [3], [], [5]], "user 8 gave movie 5 one star.")
