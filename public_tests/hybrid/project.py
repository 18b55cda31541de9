"""Check of the final project: the form of the lists, never how good they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd

from public_tests._check import Check, kind, shown
from public_tests.hybrid.films import movie_list

BUSY = 100  # movies that the busiest user has rated, of 150


def test_my_hybrid(target: Callable) -> None:
    """Check `my_hybrid`: a list of n for every user, known movies, none rated, none twice, the same answer twice."""
    from recsys_utils.synthetic import synthetic_ratings
    from recsys_utils.trials import make_trial, with_hermit, with_well_known

    check = Check("my_hybrid", target, ["train", "movies", "users", "n"])
    world = synthetic_ratings(4_000, seed=5, n_users=120, n_movies=150, half_stars=True)
    trial = with_hermit(make_trial(world.ratings, seed=5))  # for one user, neighbours have nothing to offer
    busiest = int(trial.train["user_id"].value_counts().idxmax())
    trial = dataclasses.replace(trial, train=with_well_known(trial.train, busiest, BUSY))
    movies = world.movies.sample(frac=1, random_state=1)
    for n in (10, 4):
        lists = _lists(check, check.reads(trial.train, movies, trial.users, n), trial.users)
        _judge(check, lists, trial.train, movies, n)
        again = _lists(check, check.reads(trial.train, movies, trial.users, n), trial.users)
        for user in trial.users:
            if lists[user] != again[user]:
                check.fail(
                    f"asked the same twice, it offered user {user} {shown(lists[user][:4])} and then {shown(again[user][:4])}, …: "
                    "give every random generator a fixed seed."
                )
    few = trial.users[::9]
    lists = _lists(check, check.reads(trial.train, movies, few, 10, when="only some users were asked for"), few)
    _judge(check, lists, trial.train, movies, 10)
    check.passed()


def _lists(check: Check, got: Any, users: list[int]) -> dict[int, list[int]]:
    """The answer as lists by user, or a sentence."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if isinstance(got, (pd.Series, pd.DataFrame)):
        check.fail(
            f"expected a dict, user to list of movie ids, got {kind(got)}; a column of lists that has the users as its index "
            "becomes one with `.to_dict()`."
        )
    if not isinstance(got, dict):
        check.fail(f"expected a dict, user to list of movie ids, got {kind(got)}.")
    missing = [user for user in users if user not in got]
    if missing:
        check.fail(
            f"{len(missing)} of {len(users)} users have no list, the first of them user {missing[0]}: "
            "everybody in `users` needs one, also who has no rating in `train`."
        )
    strange = [user for user in got if user not in set(users)]
    if strange:
        check.fail(
            f"it made lists for users who were not asked for, such as {shown(strange[0])}: only those in `users`."
        )
    return {user: movie_list(check, got[user], f"user {user}") for user in users}


def _judge(check: Check, lists: dict[int, list[int]], train: pd.DataFrame, movies: pd.DataFrame, n: int) -> None:
    known = set(movies["movie_id"])
    rated = {user: set(own) for user, own in train.groupby("user_id")["movie_id"]}
    offered_again = {(user, movie) for user, own in lists.items() for movie in rated.get(user, set()).intersection(own)}
    halves = train[train["rating"] % 1 > 0]
    only_halves = offered_again <= set(zip(halves["user_id"], halves["movie_id"], strict=True))
    for user, offered in lists.items():
        seen = rated.get(user, set())
        past = f"user {user}, who has {len(seen) or 'no'} rating{'' if len(seen) == 1 else 's'} in `train`,"
        again = [movie for movie in offered if movie in seen]
        if again:
            if only_halves:
                check.fail(
                    f"{past} is offered movie {again[0]}, which they have rated, and rated with a half star, as all that is "
                    "offered again: are only whole stars counted? Keep every row of `train`."
                )
            check.fail(
                f"{past} is offered movie {again[0]}, which they have rated: leave those out, by the `train` that it is given."
            )
        twice = [movie for movie in offered if offered.count(movie) > 1]
        if twice:
            check.fail(f"{past} is offered movie {twice[0]} more than once.")
        strange = [movie for movie in offered if movie not in known]
        if strange:
            check.fail(
                f"{past} is offered {strange[0]}, which is no movie_id of `movies`: is it a position, or is a table of the notebook used in place of its arguments?"
            )
        if len(offered) != n:
            if len(offered) > n:
                hint = "is n used? Cut each list to n"
            elif len(seen) > 20:
                hint = "is only a part of the movies looked at, such as the best known? Who has seen most of those needs others"
            elif seen:
                hint = "neighbours find nothing for who has rated only what nobody else has; fill up with the chart"
            else:
                hint = "fill up with the chart"
            check.fail(f"{past} is offered {len(offered)} movies, expected n = {n}: {hint}.")
