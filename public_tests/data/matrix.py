"""Checks of the sparsity and of the split by time."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from public_tests._check import Check, kind
from public_tests.data.world import ratings


def test_sparsity(target: Callable) -> None:
    """Check `sparsity`: a share of empty cells, users and movies counted once, ids with gaps."""
    check, share = Check("sparsity", target, ["ratings"]), "a share of cells, 0 to 1"
    # 3 users, 4 movies, 6 ratings: filled and empty differ only here
    six = ratings()[ratings()["user_id"].isin([3, 7])]
    got = check.number(check.call(six), share)
    check.reject(
        got, 0.6, "expected 0.4, got 0.6: that is the share of filled cells; sparsity is the share of empty ones."
    )
    check.reject(got, 40.0, "expected 0.4, got 40: a share between 0 and 1, not percent.")
    check.reject(got, 4.0, "expected 0.4, got 4: that is the number of empty cells; divide by the number of cells.")
    check.reject(
        got,
        1 - 6 / 42,
        "expected 0.4, got 0.857: ids have gaps; the largest id is not the number of users or movies. Count different ids with `nunique()`.",
    )
    check.reject(
        got, 5 / 6, "expected 0.4, got 0.833: users × movies, each counted once: `nunique()`, not `len` or `count`."
    )
    if got > 0.4 + 1e-9:
        check.fail(
            f"expected 0.4, got {got:.3g}: that is more cells than 2 users × 5 movies. Ids have gaps, so no id and no span of ids is a number of users; count different ones with `nunique()`."
        )
    check.close(got, 0.4, "2 users × 5 movies = 10 cells, 6 of them filled.")
    check.unchanged()
    got = check.number(check.call(ratings()), share)
    check.reject(
        got,
        1 - 10 / 24,
        "expected 0.5, got 0.583: movie 4 has no rating, so the matrix has five columns; only movies that occur in `ratings` count.",
    )
    check.close(got, 0.5, "the text's example: 1 - 10 / (4 · 5).")
    three = ratings()[ratings()["user_id"] != 3].set_axis([0, 1, 2, 3, 0, 1, 2])
    got = check.number(check.call(three, when="the index holds some values twice"), share)
    check.reject(
        got,
        1 - 4 / 15,
        "expected 0.5333, got 0.7333: the index holds some values twice, as after `pd.concat`; count rows with `len(ratings)`.",
    )
    check.close(got, 1 - 7 / 15, "3 users × 5 movies = 15 cells, 7 of them filled.")
    full = pd.DataFrame({"user_id": [4, 4, 9, 9], "movie_id": [80, 10, 10, 80], "rating": [3.0, 1.0, 1.0, 5.0]})
    got = check.number(check.call(full), share)
    check.close(got, 0.0, "two users who both rated both movies leave no cell empty.")
    check.passed()


def _pairs(table: pd.DataFrame) -> list[tuple[int, int]]:
    return sorted(zip(table["user_id"].tolist(), table["movie_id"].tolist(), strict=True))


def _rows(table: pd.DataFrame, columns: list[str]) -> list[tuple]:
    return sorted(table[columns].itertuples(index=False, name=None))


def test_leave_last_out(target: Callable) -> None:
    """Check `leave_last_out`: two tables, every row once, the last n by time, ties, short histories, all columns."""
    check = Check("leave_last_out", target, ["ratings", "n"])

    def split(table: pd.DataFrame, n: int, when: str = "") -> tuple[list, list]:
        got = check.call(table, n, when=when)
        check._something(got)
        if not isinstance(got, (tuple, list)) or len(got) != 2 or not all(isinstance(t, pd.DataFrame) for t in got):
            check.fail(f"expected two tables, `return train, test`, got {kind(got)}.")
        check.unchanged()
        for name, part in zip(("train", "test"), got, strict=True):
            if missing := [column for column in table.columns if column not in part.columns]:
                check.fail(f"`{name}` lost the column {missing[0]}: all columns of `ratings` are kept.")
            if extra := [column for column in part.columns if column not in table.columns]:
                check.fail(f"`{name}` has a column too many, {extra[0]!r}: the columns of `ratings` and no other.")
        if len(got[0]) + len(got[1]) != len(table):
            check.fail(
                f"{len(table)} ratings went in, and {len(got[0])} + {len(got[1])} came out: every row belongs to exactly one part{f'; {when}' if when else ''}."
            )
        train, test = map(_pairs, got)
        if sorted(train + test) != _pairs(table):
            check.fail("every rating belongs to exactly one of the two parts; some are in both.")
        columns = list(table.columns)
        if sorted(_rows(got[0], columns) + _rows(got[1], columns)) != _rows(table, columns):
            check.fail("some values came out changed: the rows go into the two parts as they are.")
        return train, test

    # users 7 and 5 only: nobody has too few ratings, and no two ratings fall into the same second
    two = ratings()[ratings()["user_id"].isin([5, 7])]
    train, test = split(two, 1)
    right = [(5, 5), (7, 2)]
    if train == right:
        check.fail("the two parts are swapped: the training part comes first, `return train, test`.")
    if test == [(5, 1), (7, 1)]:
        check.fail(
            "these are the first ratings of each user; the test holds the last ones. Sorted or numbered the wrong way round?"
        )
    if test == [(5, 1), (7, 3)]:
        check.fail("these are the last rows of each user as the table has them; sort by `timestamp` first.")
    if test == [(7, 2)]:
        check.fail("this is the latest rating of the whole table; hold out the latest of each user.")
    if test == [(5, 5), (7, 3)]:
        check.fail(
            "these are the ratings with the largest movie id or the most stars; the last by `timestamp` is wanted."
        )
    check.same(test, right, "as (user_id, movie_id): user 5's latest rating is of movie 5, user 7's of movie 2.")
    train, test = split(two, 2)
    if len(test) == 2:
        check.fail("with n = 2 each user's last two ratings are the test, got one each: is n written into the code?")
    check.same(test, [(5, 3), (5, 5), (7, 2), (7, 3)], "with n = 2 the last two ratings of each user.")

    for table in (ratings(), ratings().iloc[::-1]):  # movie 5 before movie 2, and after it
        train, test = split(table, 1, when="user 12 has one rating, and user 3 two in the same second")
        if (12, 6) in test:
            check.fail("user 12 has only one rating: a user with n ratings or fewer stays in training whole.")
        if (3, 2) in test:
            check.fail(
                "user 3 rated movies 5 and 2 in the same second: the one with the larger `movie_id`, 5, counts as the later, whichever row comes first."
            )
        check.same(test, [(3, 5), (5, 5), (7, 2)], "as (user_id, movie_id), for n = 1.")
    twice = ratings().assign(device=[*"abcdefghij"]).set_axis([0, 1, 2, 3, 4] * 2)
    train, test = split(
        twice,
        1,
        when="here the index holds each value twice, so a row cannot be told by its index: `reset_index(drop=True)`",
    )
    check.same(test, [(3, 5), (5, 5), (7, 2)], "as (user_id, movie_id), with an index that holds each value twice.")
    train, test = split(ratings(), 3, when="nobody has more than 3 ratings")
    check.same(test, [], "with n = 3 nobody has more than n ratings, so nothing is held out.")
    check.passed()
