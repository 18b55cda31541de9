"""Oracle of the final project: lists for a world that nobody has seen, the same for the whole class, judged here.

The world is drawn from the class's own seed, so that the scores of a class can be compared and those of last year's class
do not help. Form, and quality beside the chart and beside item neighbours with a chart for newcomers, have points of their
own: a list with a slip in its form is judged by what is left of it.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pandas as pd

from grader.oracle import oracle
from recsys_utils.leaderboard.measures import interval
from recsys_utils.recommenders import ItemNeighbours, Popular, Switching
from recsys_utils.synthetic import synthetic_ratings
from recsys_utils.trials import Trial, make_trial, ndcg_by_user, with_hermit, with_seen, with_well_known

N = 10
FORM, CHART = "the form of the lists", "better than the chart"
LEVEL = "level with item neighbours and a chart for newcomers, or better"
AHEAD = "better than item neighbours and a chart for newcomers"


@functools.lru_cache(maxsize=4)
def class_world(seed: int) -> tuple[Trial, pd.DataFrame, np.ndarray, np.ndarray]:
    """The world of a class, and what the chart and the switch to item neighbours reach in it, user by user.

    Every draw comes from a seed of 60 bits, and the world's own seeds have as many: nobody finds it by trying seeds.
    """
    rng = np.random.default_rng(seed)
    world = synthetic_ratings(
        int(rng.integers(34_000, 38_000)),
        seed=int(rng.integers(2**60)),
        n_users=int(rng.integers(680, 740)),
        n_movies=int(rng.integers(660, 720)),
        half_stars=bool(rng.integers(2)),
    )
    # Ids say nothing: neither who is popular nor who came first.
    users, movies = (
        pd.Series(rng.permutation(9 * n)[:n] + 1, index=range(1, n + 1))
        for n in (int(world.ratings["user_id"].max()), len(world.movies))
    )
    ratings = world.ratings.assign(
        user_id=world.ratings["user_id"].map(users), movie_id=world.ratings["movie_id"].map(movies)
    )
    table = world.movies.assign(movie_id=world.movies["movie_id"].map(movies))
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    trial = with_hermit(make_trial(ratings, seed=int(rng.integers(2**60)), share=0.25))
    reached = []
    for system in (Popular(), Switching(Popular(), ItemNeighbours(), 1)):
        lists = dict(zip(trial.users, system.fit(trial.train).lists(trial.users, N), strict=True))
        reached.append(ndcg_by_user(lists, trial.held_out, N))
    return trial, table, reached[0], reached[1]


def other_ratings(
    train: pd.DataFrame, user: int, offered: dict[int, list[int]], rng: np.random.Generator
) -> pd.DataFrame:
    """The same ratings with half stars among them; one user has seen the best known fifth, and all what they were offered.

    Whoever counts whole stars only, or keeps the ratings of an earlier call, offers the same again.
    """
    stars = train["rating"].to_numpy() - 0.5 * (rng.random(len(train)) < 0.5)
    changed = train.assign(rating=np.maximum(stars, 0.5))
    return with_seen(with_well_known(changed, user, changed["movie_id"].nunique() // 5), offered)


def usable(
    value: Any, train: pd.DataFrame, movies: pd.DataFrame, users: list[int], n: int
) -> tuple[dict[int, list[int]], str]:
    """What can be judged of an answer, which may be anything, and the first thing that is wrong with its form."""
    known = set(movies["movie_id"].tolist())
    rated = {user: set(own.tolist()) for user, own in train.groupby("user_id")["movie_id"]}
    if not isinstance(value, dict):
        return {}, "expected a dict, user to list of movie ids"
    lists, wrong = {}, ""
    for user in users:
        seen, found = rated.get(user, set()), []
        own = value.get(user, ())
        items = own.tolist() if isinstance(own, np.ndarray | pd.Series) else own
        if not isinstance(items, list | tuple) or user not in value:
            wrong = wrong or "every user in `users` needs a list of movie ids"
            continue
        for movie in items:
            if isinstance(movie, bool) or not isinstance(movie, int | float) or movie not in known:
                wrong = wrong or "a list holds something that is no movie_id of `movies`"
            elif movie in seen:
                wrong = wrong or "a user is offered a movie that they have rated"
            elif movie in found:
                wrong = wrong or "a movie stands more than once in a list"
            else:
                found.append(int(movie))
        if len(items) != n:
            wrong = wrong or "a list has not n movies"
        lists[user] = found[:n]
    return lists, wrong


@oracle("test_my_hybrid", parts={FORM: 4, CHART: 4, LEVEL: 4, AHEAD: 4})
def _(student, rng):
    trial, movies, chart, switch = class_world(int(student.class_rng.integers(2**60)))
    answer = student.call("my_hybrid", trial.train, movies, trial.users, N)
    reached = functools.cache(lambda: _reached(answer, trial, movies))  # once; without an answer each part says so
    with student.part(FORM):
        lists, wrong = usable(answer.value, trial.train, movies, trial.users, N)
        student.expect(not wrong, "lists for all users", wrong)
        answer.leaves_arguments("the tables it was given stay as they were")
        again = student.call("my_hybrid", trial.train, movies, trial.users, N)
        same = usable(again.value, trial.train, movies, trial.users, N)[0] == lists
        student.expect(same, "the same answer twice", "two different answers")
        some, shorter = trial.users[:: int(rng.integers(5, 20))], int(rng.integers(3, 8))
        busy = next(user for user in some if user not in trial.newcomers)
        offered = {user: lists.get(user, []) for user in some if user not in trial.newcomers}
        train = other_ratings(trial.train, busy, offered, rng)
        fewer = student.call("my_hybrid", train, movies, some, shorter)
        wrong = usable(fewer.value, train, movies, some, shorter)[1]
        student.expect(not wrong, "for any users, any n, half stars, and who has seen all that is well known", wrong)
    with student.part(CHART):
        student.expect(
            interval(reached() - chart)[1] > 0,
            "better than the chart of the most rated",
            "the interval of the difference reaches 0",
        )
    with student.part(LEVEL):
        student.score("nDCG@10", float(reached().mean()))
        student.expect(
            interval(reached() - switch)[2] >= 0,
            "as good as item neighbours with a chart for newcomers",
            "the interval of the difference lies below 0",
        )
    with student.part(AHEAD):
        student.expect(
            interval(reached() - switch)[1] > 0,
            "better than item neighbours with a chart for newcomers",
            "the interval of the difference reaches 0",
        )


def _reached(answer: Any, trial: Trial, movies: pd.DataFrame) -> np.ndarray:
    return ndcg_by_user(usable(answer.value, trial.train, movies, trial.users, N)[0], trial.held_out, N)
