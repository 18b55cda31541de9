"""Oracles of the training examples and the padding."""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.oracle import oracle

LEVELS = np.arange(1, 11) / 2  # half a star to five


def random_ratings(rng: np.random.Generator, columns: list[str]) -> pd.DataFrame:
    """Rows in no order, an odd index, many ratings of the same second, users with one and two ratings only.

    The first user has each number of stars more than once. The last one comes first among the rows, and first in time.
    """
    users = np.sort(rng.permutation(60)[: int(rng.integers(5, 10))] + 3)
    rows = []
    for place, user in enumerate(users):
        count = {0: 24, 1: 2, 2: 1}.get(place, int(rng.integers(4, 16)))
        movies = rng.permutation(40)[:count] + 1
        stars = rng.permutation(np.resize(LEVELS, count)) if place == 0 else rng.choice(LEVELS, count)
        begin = 800_000_000 - (5_000 if place == len(users) - 1 else 0)
        seconds = np.sort(rng.integers(0, 12, count)) * 30 + begin
        rows += [(int(user), int(m), float(s), int(t)) for m, s, t in zip(movies, stars, seconds, strict=True)]
    table = pd.DataFrame(rows, columns=["user_id", "movie_id", "rating", "timestamp"])
    table.index = rng.permutation(10 * len(table))[: len(table)]
    order = rng.permutation(len(table) - 1)  # the last row, which is the last user's, goes first
    return table.iloc[[len(table) - 1, *order]][columns]


def plain_examples(ratings: pd.DataFrame, max_history: int) -> dict[str, list]:
    found: dict[str, list] = {name: [] for name in ("user_id", "watched", "liked", "disliked", "label")}
    for user in sorted(set(ratings["user_id"].tolist())):
        own = [row for row in ratings.to_dict("records") if row["user_id"] == user]
        own.sort(key=lambda row: (row["timestamp"], row["movie_id"]))
        for place, row in enumerate(own):
            past = own[:place][-max_history:]
            if past:
                found["user_id"].append(user)
                found["watched"].append([r["movie_id"] for r in past])
                found["liked"].append([r["movie_id"] for r in past if r["rating"] >= 4])
                found["disliked"].append([r["movie_id"] for r in past if r["rating"] <= 2])
                found["label"].append(row["movie_id"])
    return found


def crowded_ratings(rng: np.random.Generator) -> pd.DataFrame:
    """Two users with many ratings in each of a few seconds that follow one another, ids as large as newer editions have."""
    tables = []
    for user in rng.permutation(50)[:2] + 1:
        count = int(rng.integers(60, 90))
        movies = np.sort(rng.permutation(193_609)[:count] + 1)[rng.permutation(count)]
        seconds = 880_000_000 + rng.permutation(count) % int(rng.integers(4, 7))
        tables.append(
            pd.DataFrame(
                {"user_id": user, "movie_id": movies, "rating": rng.choice(LEVELS, count), "timestamp": seconds}
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.iloc[rng.permutation(len(table))]


@oracle("test_training_examples")
def _(student, rng):
    columns = ["user_id", "movie_id", "rating", "timestamp"]
    sentences = {
        "label": "every movie but a user's first is a label once, in the order of time",
        "user_id": "one user per example, users in rising order",
        "watched": "the newest movies before the label, oldest first",
        "liked": "4 stars or more, among the movies in watched",
        "disliked": "2 stars or less, among the movies in watched",
    }
    for max_history, ratings in (
        (int(rng.integers(2, 5)), random_ratings(rng, columns)),
        (1, random_ratings(rng, ["movie_id", "user_id", "timestamp", "rating"])),
        (1_000, random_ratings(rng, columns[::-1])),
        (1_000, crowded_ratings(rng)),
    ):
        expected = plain_examples(ratings, max_history)
        answer = student.call("training_examples", ratings, max_history=max_history)
        got = answer.value
        student.expect(isinstance(got, dict) and set(expected) == set(got), "a dict with five lists", "other keys")
        for name, sentence in sentences.items():
            answer.satisfies(lambda found, name=name, right=expected[name]: _ids(found[name]) == right, sentence)
        answer.leaves_arguments("the table it was given stays as it was")


def _ids(entries: object) -> list:
    """Numbers or lists of numbers as Python's own; a number with a decimal point is no id."""
    return [[_id(v) for v in e] if np.ndim(e) or isinstance(e, (list, tuple)) else _id(e) for e in entries]


def _id(value: object) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError("not a whole number")
    return int(value)


@oracle("test_pad_histories")
def _(student, rng):
    for length in (int(rng.integers(3, 8)), 1, int(rng.integers(150, 600))):
        # Ids that no type of 8 or 16 bits holds, and the same one twice or more at the end of a list.
        lists = [rng.integers(1, 90, int(rng.integers(0, 11))).tolist() for _ in range(int(rng.integers(4, 12)))]
        lists[int(rng.integers(len(lists)))] = []
        lists += [[int(rng.integers(1, 90))] * 4, rng.integers(130, 250, 5).tolist(), [300, 70_000, 1_000, 200_001]]
        lists.append(sorted(rng.permutation(90)[:9].tolist(), reverse=True)[:-1])
        expected = []
        for items in lists:
            row = [0] * length + items
            expected.append(row[len(row) - length :])
        answer = student.call("pad_histories", lists, length=length)
        answer.has_shape((len(lists), length), "one row per list, `length` columns")
        answer.satisfies(lambda got: np.asarray(got).dtype.kind in "iu", "whole numbers", "expected whole numbers")
        answer.is_close(np.array(expected), "zeros in front, the newest ids at the end")
        answer.leaves_arguments("the lists it was given stay as they were")
    student.call("pad_histories", [], length=4).satisfies(
        lambda got: np.shape(got) == (0, 4), "no lists give no rows, and `length` columns"
    )
