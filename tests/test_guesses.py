"""The plain guesses of lab 00 against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recsys_utils.guesses import errors_in_stars, guess_ratings

NAN = float("nan")
TRAIN = pd.DataFrame({"user_id": [1, 1, 2], "rating": [5.0, 3.0, 1.0]})
PROFILE = pd.DataFrame({"Drama": [5.0, NAN], "War": [3.0, 1.0]}, index=[1, 2])
FEATURES = pd.DataFrame({"mean_rating": [4.5, NAN, 2.0], "Drama": [1, 1, 0], "War": [1, 0, 0]}, index=[10, 20, 30])


def guess(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=["user_id", "movie_id"], index=range(7, 7 + len(pairs)))
    return guess_ratings(TRAIN, table, PROFILE, FEATURES)


def test_the_four_ways_by_hand() -> None:
    table = guess([(1, 10), (2, 10), (2, 20), (1, 30)])
    assert table.index.tolist() == [7, 8, 9, 10]
    assert table.iloc[:, 0].tolist() == [3.0] * 4
    assert table.iloc[:, 1].tolist() == [4.0, 1.0, 1.0, 4.0]
    assert table.iloc[:, 2].tolist() == [4.5, 4.5, 1.0, 2.0]  # movie 20 has no mean: the user's
    assert table.iloc[:, 3].tolist() == [4.0, 1.0, 1.0, 4.0]  # no known genre in common: the user's mean


def test_strangers_get_the_mean_of_all() -> None:
    assert guess([(99, 98)]).iloc[0].tolist() == [3.0] * 4
    assert guess([(99, 10)]).iloc[0].tolist() == [3.0, 3.0, 4.5, 3.0]


def test_means_that_have_seen_the_answers_leak_into_the_user_s_mean() -> None:
    test = pd.DataFrame({"user_id": [2], "movie_id": [20], "rating": [5.0]})
    leaky = guess_ratings(pd.concat([TRAIN, test]), test, PROFILE, FEATURES)
    assert leaky.iloc[0, 1] == 3.0  # the training part alone says 1


def test_errors_are_root_mean_squares() -> None:
    guesses = pd.DataFrame({"a": [1.0, 5.0], "b": [3.0, 3.0]}, index=[4, 9])
    errors = errors_in_stars(guesses, pd.Series([3.0, 3.0], index=[9, 4]))
    assert np.allclose(errors, [2.0, 0.0])
