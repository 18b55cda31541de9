"""Oracles of the training examples and the padding."""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.oracle import oracle


def random_ratings(rng: np.random.Generator, half_stars: bool) -> pd.DataFrame:
    """Rows in no order, an odd index, many ratings of the same second, users with one rating only."""
    rows = []
    for user in rng.permutation(60)[: int(rng.integers(4, 9))] + 3:
        movies = rng.permutation(40)[: int(rng.integers(1, 16))] + 1
        seconds = np.sort(rng.integers(0, 12, len(movies))) * 30 + 800_000_000
        for movie, second in zip(movies, seconds, strict=True):
            stars = rng.integers(1, 11) / 2 if half_stars else float(rng.integers(1, 6))
            rows.append((int(user), int(movie), float(stars), int(second)))
    table = pd.DataFrame(rows, columns=["user_id", "movie_id", "rating", "timestamp"])
    table.index = rng.permutation(10 * len(table))[: len(table)]
    return table.iloc[rng.permutation(len(table))]


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


@oracle("test_training_examples")
def _(student, rng):
    sentences = {
        "label": "every movie but a user's first is a label once, in the order of time",
        "user_id": "one user per example, users in rising order",
        "watched": "the newest movies before the label, oldest first",
        "liked": "4 stars or more, among the movies in watched",
        "disliked": "2 stars or less, among the movies in watched",
    }
    for max_history in (int(rng.integers(2, 5)), 1, 1_000):
        ratings = random_ratings(rng, half_stars=bool(rng.integers(2)))
        expected = plain_examples(ratings, max_history)
        answer = student.call("training_examples", ratings, max_history=max_history)
        got = answer.value
        student.expect(isinstance(got, dict) and set(expected) <= set(got), "a dict with five lists", "other keys")
        for name, sentence in sentences.items():
            answer.satisfies(lambda found, name=name, right=expected[name]: _ids(found[name]) == right, sentence)
        answer.leaves_arguments("the table it was given stays as it was")


def _ids(entries: object) -> list:
    """Numbers or lists of numbers as Python's own."""
    return [[int(v) for v in e] if np.ndim(e) or isinstance(e, (list, tuple)) else int(e) for e in entries]


@oracle("test_pad_histories")
def _(student, rng):
    for length in (int(rng.integers(3, 8)), 1, 20):
        lists = [
            (rng.permutation(90)[: int(rng.integers(0, 11))] + 1).tolist() for _ in range(int(rng.integers(4, 12)))
        ]
        lists[int(rng.integers(len(lists)))] = []
        expected = []
        for items in lists:
            row = [0] * length + items
            expected.append(row[len(row) - length :])
        answer = student.call("pad_histories", lists, length=length)
        answer.has_shape((len(lists), length), "one row per list, `length` columns")
        answer.is_close(np.array(expected), "zeros in front, the newest ids at the end")
        answer.leaves_arguments("the lists it was given stay as they were")
    student.call("pad_histories", [], length=4).satisfies(
        lambda got: np.shape(got) == (0, 4), "no lists give no rows, and `length` columns"
    )
