"""A longer table for the training examples: many ratings of the same second, ids as large as newer editions have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check

BEGIN, STEP = 880_000_000, 977  # a second of 1997; ids up to 58,621
MANY = 60  # movies of each of two users, ten in each second: so many that a sort which is not stable shows


def _two_users() -> pd.DataFrame:
    rng = np.random.default_rng(16)
    tables = [
        pd.DataFrame(
            {
                "user_id": user,
                "movie_id": 1 + STEP * (1 + rng.permutation(MANY)),
                "rating": 3.0,
                "timestamp": BEGIN + rng.permutation(MANY) % 6,
            }
        )
        for user in (4, 2)
    ]
    return pd.concat(tables).sample(frac=1, random_state=16)


def many_of_one_second(check: Check, plain: Callable[[Any], dict]) -> None:
    """Expect time first, then the id, and nothing cut where max_history is larger than any history.

    Parameters
    ----------
    check : Check
        Of `training_examples`.
    plain : callable
        Makes lists of Python's own numbers of an answer, or fails with a sentence.
    """
    table = _two_users()
    got = plain(check.reads(table, max_history=100, when=f"with {MANY} ratings a user, ten of them in each second"))
    ordered = table.sort_values(["user_id", "timestamp", "movie_id"])
    second = {(row.user_id, row.movie_id): row.timestamp for row in ordered.itertuples()}
    wanted = [movie for _, own in ordered.groupby("user_id") for movie in own["movie_id"].tolist()[1:]]
    labels = got["label"]
    if labels != wanted:
        pairs = zip(got["user_id"], labels, strict=True)
        times = [(user, second.get((user, movie), 0)) for user, movie in pairs]
        if times == sorted(times):
            check.fail(
                f"with {MANY} ratings a user, ten of them in each second, those of one second are not in the order of their ids: did you sort twice? A second sort keeps "
                'the order of the first only with kind="stable"; sort once, by a list of columns.'
            )
        check.fail(
            f"with ids up to {1 + STEP * MANY:,} movies of an earlier second come after those of a later one: were time and id made one number? A large id "
            "then counts as a second; sort by a list of columns instead."
        )
    longest = max(map(len, got["watched"]))
    if longest != MANY - 1:
        check.fail(
            f"with max_history = 100 the history before a user's last movie holds all {MANY - 1} movies, got {longest} at most: cut to a number other than max_history?"
        )
    past = [movies for _, own in ordered.groupby("user_id") for movies in _pasts(own["movie_id"].tolist())]
    if got["watched"] != past:
        check.fail(f"with {MANY} ratings a user and max_history = 100 each history holds all movies before the label.")


def _pasts(movies: list[int]) -> list[list[int]]:
    return [movies[:place] for place in range(1, len(movies))]
