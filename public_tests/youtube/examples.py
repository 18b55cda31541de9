"""Check of the training examples: order, windows, and above all that nothing comes from after the label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown
from public_tests.youtube.seconds import many_of_one_second
from public_tests.youtube.whole import is_whole

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
    given = check.reads(NORA, max_history=2)
    got = _plain(check, given)
    _own_lists(check, given)
    _labels(check, got["label"])
    _watched(check, got["watched"])
    _stars(check, got)
    if got["user_id"] != [1, 1, 1]:
        check.fail(f"user_id: expected [1, 1, 1], one entry per example, got {shown(got['user_id'])}.")
    _all_kept(check)
    _one_kept(check)
    many_of_one_second(check, lambda given: _plain(check, given))
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
    more = [key for key in got if key not in KEYS]
    if more:
        check.fail(f"the dict has a key {more[0]!r} as well; expected these five and no other: {', '.join(KEYS)}.")
    found: dict[str, list] = {}
    for key in KEYS:
        column = got[key]
        if not isinstance(column, (list, tuple, pd.Series)) and np.ndim(column) == 0:
            check.fail(f"{key}: expected a list with one entry per example, got {kind(column)}.")
        try:
            found[key] = [
                [_id(check, key, movie) for movie in entry] if key in KEYS[1:4] else entry for entry in column
            ]
        except TypeError:
            check.fail(f"{key}: expected a list of movie ids for each example, got {repr(list(column))[:80]}.")
        if key not in KEYS[1:4]:
            found[key] = [_id(check, key, entry) for entry in column]
    lengths = {key: len(column) for key, column in found.items()}
    if len(set(lengths.values())) > 1:
        check.fail(f"expected five lists of the same length, got {', '.join(f'{k} {n}' for k, n in lengths.items())}.")
    return found


def _own_lists(check: Check, given: dict) -> None:
    """A history of each example's own: one list that grows afterwards changes all examples it stands in."""
    for name in ("watched", "liked", "disliked"):
        entries = list(given[name])
        if len(entries) > 1 and isinstance(entries[0], list) and all(entry is entries[0] for entry in entries):
            check.fail(
                f"{name}: all {len(entries)} entries are one and the same list, so what is appended later changes the earlier ones too: append a copy, such as `list(past)`."
            )


def _id(check: Check, key: str, value: Any) -> int:
    if is_whole(value):
        return int(value)
    if isinstance(value, (float, np.floating)):
        check.fail(
            f"{key} holds {float(value)}, with a decimal point, but ids are whole numbers: did they go through one array or row with the stars? int(...) makes them whole."
        )
    check.fail(f"{key}: expected the id of a movie or user, a whole number, got {kind(value)}: {shown(value)}.")


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


def _four_users() -> pd.DataFrame:
    """Rows mixed, columns in another order, an odd index; users with one and two ratings, half stars.

    Movies 9 and 10 of user 8 have the same second: neither the stars nor the ids as text put them in the right order.

    User 8 comes first among the rows, user 9 first in time.
    """
    eight = pd.DataFrame(
        {
            "user_id": 8,
            "movie_id": [5, 7, 10, 9, 4, 6, 2],
            "rating": [1.5, 4.5, 3.0, 4.0, 3.5, 3.0, 2.5],
            "timestamp": [30, 5, 60, 60, 40, 50, 45],
        },
        index=[14, 90, 3, 17, 33, 21, 8],
    )
    few = pd.DataFrame(
        {"user_id": [3, 9, 9], "movie_id": [6, 8, 2], "rating": [5.0, 5.0, 2.0], "timestamp": [12, 70, 3]},
        index=[40, 41, 42],
    )
    rows = pd.concat([eight.iloc[:2], NORA, few, eight.iloc[2:]])
    return rows[["movie_id", "user_id", "timestamp", "rating"]]


def _all_kept(check: Check) -> None:
    when = "with four users whose rows are mixed, and with the columns in another order"
    got = _plain(check, check.reads(_four_users(), max_history=10, when=when))
    users = [1, 1, 1, 8, 8, 8, 8, 8, 8, 9]
    if {movie for past in got["watched"] for movie in past} <= {1, 3, 8, 9}:
        check.fail("watched holds users, not movies: columns may come in any order, so take them by their names.")
    if sorted(got["user_id"]) == users[:-1]:
        check.fail("user 9 has two ratings, which make one example, but has none: is somebody with few left out?")
    if got["user_id"] != users and sorted(got["user_id"]) == users:
        check.fail(f"expected the users in rising order of their id, 1, 8, 9; got {got['user_id']}.")
    if got["user_id"] != users:
        check.fail(
            f"users 1, 3, 8 and 9 have 4, 1, 7 and 2 ratings, so user_id should be {users}, got {repr(got['user_id'])[:80]}."
        )
    wanted = [[7], [7, 3], [7, 3, 9], [7], [7, 5], [7, 5, 4], [7, 5, 4, 2], [7, 5, 4, 2, 6]]
    wanted += [[7, 5, 4, 2, 6, 9], [2]]
    if any(set(past) - {5, 7, 4, 2, 6, 9, 10} for past in got["watched"][3:9]):
        check.fail(f"user 8 never watched what stands in {got['watched'][3:9]}: keep the users apart.")
    if got["label"][3:9] == [5, 4, 2, 6, 10, 9]:
        check.fail(
            "user 8 rated the movies 9 and 10 in the same second; the smaller id, 9, goes first, but 10 did: are such movies ordered by their stars, "
            "by their ids as text, or left in the order of the rows?"
        )
    if got["label"][3:9] != [5, 4, 2, 6, 9, 10]:
        check.fail(
            f"the labels of user 8 are {got['label'][3:9]}, expected [5, 4, 2, 6, 9, 10], in the order of time: sort by timestamp, and within a second by movie id."
        )
    check.same(got["watched"], wanted, "with max_history = 10 nobody's history is cut.")
    check.same(got["label"], [3, 9, 1, 5, 4, 2, 6, 9, 10, 8], "the next movie of the same user.")
    for name, limit in (("liked", "4 stars or more"), ("disliked", "2 stars or less")):
        for movie, stars in ((4, 3.5), (2, 2.5), (6, 3)):
            if any(movie in past for past in got[name][3:9]):
                check.fail(f"user 8 gave movie {movie} {stars} stars, and it stands in {name}, which takes {limit}.")
    for name, movie, stars, limit in (("liked", 7, 4.5, "4 stars or more"), ("disliked", 5, 1.5, "2 stars or less")):
        if not any(movie in past for past in got[name][3:9]):
            check.fail(
                f"user 8 gave movie {movie} {stars} stars, and it is missing in {name}, which takes {limit}, half stars too."
            )
    check.same(
        got["liked"],
        [[7], [7], [7, 9], *[[7]] * 5, [7, 9], []],
        "liked holds the movies of `watched` with 4 stars or more.",
    )
    check.same(
        got["disliked"],
        [[], [3], [3], [], *[[5]] * 5, [2]],
        "disliked holds the movies of `watched` with 2 stars or less.",
    )


def _one_kept(check: Check) -> None:
    got = _plain(check, check.reads(_four_users(), max_history=1, when="with max_history = 1"))
    wanted = [[7], [3], [9], [7], [5], [4], [2], [6], [9], [2]]
    check.same(got["watched"], wanted, "with max_history = 1 a history is the movie before the label.")
    for name in ("liked", "disliked"):
        for past, some in zip(wanted, got[name], strict=True):
            if set(some) - set(past):
                check.fail(
                    f"with max_history = 1, where watched is {past}, {name} is {some}: take it from the movies in watched only."
                )
    check.same(got["liked"], [[7], [], [9], [7], [], [], [], [], [9], []], "with max_history = 1, of 4 stars or more.")
    check.same(
        got["disliked"], [[], [3], [], [], [5], [], [], [], [], [2]], "with max_history = 1, of 2 stars or less."
    )
