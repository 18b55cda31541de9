"""The six invented films of lab 07, and lists of movie ids as an answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown

COUNTS = {1: 90, 2: 80, 3: 50, 4: 40, 5: 40}


def films() -> pd.DataFrame:
    """The films of the lab, in no order and with an index of no meaning."""
    table = pd.DataFrame(
        {
            "movie_id": [5, 1, 6, 3, 2, 4],
            "title": ["Estuary", "Alpine", "Fjord", "Comet", "Barcarole", "Dune Road"],
            "genres": ["Comedy|Romance", "Drama", "Documentary", "Comedy", "Drama", "Action|Sci-Fi"],
        }
    )
    return table.set_index(pd.Index([7, 3, 9, 4, 8, 1]))


#: Ratings of the twelve, of which 21 has none; movie 99 is in no table.
MANY_COUNTS = {11: 95, 12: 90, 13: 80, 14: 70, 20: 60, 15: 50, 16: 40, 17: 30, 18: 20, 19: 10, 22: 1, 99: 500}


def twelve() -> pd.DataFrame:
    """More films: one without genres, genres that are parts of others' names, and the more rated with the larger id."""
    genres = {
        11: "Film-Noir", 12: "", 13: "Film-Noir", 14: "Film", 20: "Comedy", 15: "Comedy|Film", 16: "Film-Noir|Comedy",
        17: "Drama", 18: "Crime|Drama|Film|War|Western", 19: "Crime|Romance|Thriller", 21: "Mystery", 22: "Mystery",
    }  # fmt: skip
    order = [15, 22, 12, 18, 20, 11, 17, 14, 21, 19, 16, 13]
    return pd.DataFrame({"movie_id": order, "genres": [genres[movie] for movie in order]}, index=range(30, 42))


#: Six hundred films, by their ratings 1 to 600; as many as a large site counts, but none of the last.
CROWD = 600
CROWD_COUNTS = {movie: (CROWD - movie) * 1_000_000 for movie in range(1, CROWD)}
#: Two of these thirteen genres are among the fourteen of the last film; all others are dramas.
CROWD_LIKED = ["Drama", "Action", "Adventure", "Animation", "Children", "Comedy", "Crime"]
CROWD_LIKED += ["Documentary", "Fantasy", "War", "Family", "History", "Sport"]


def crowd() -> pd.DataFrame:
    """Dramas in no order, and the last of the chart, which is none."""
    order = [7 * place % (CROWD + 1) for place in range(1, CROWD + 1)]  # 601 is a prime, so each comes once
    last = "Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|Film-Noir|Western|IMAX|Biography|News|Music|Action|Adventure"
    return pd.DataFrame({"movie_id": order, "genres": [last if movie == CROWD else "Drama" for movie in order]})


def movie_list(check: Check, got: Any, whose: str = "") -> list:
    """The answer as a list of ids, or a sentence; `whose` begins it."""
    where = f"{whose}: " if whose else ""
    if got is None:
        check.fail(f"{where}it gave back nothing (None): does it end with `return`?")
    if isinstance(got, (str, dict, set, pd.DataFrame)) or np.ndim(got) != 1:
        check.fail(f"{where}expected a list of movie ids, got {kind(got)}.")
    values = list(got)
    for value in values:
        if isinstance(value, (str, bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
            check.fail(f"{where}expected a list of movie ids, got one that holds {shown(value)}.")
        if not float(value).is_integer():
            check.fail(f"{where}expected movie ids, which are whole numbers, got {shown(value)}: is it a score?")
    return [int(value) for value in values]


def each_once(check: Check, got: list) -> None:
    """Expect no movie twice."""
    twice = [movie for movie in got if got.count(movie) > 1]
    if twice:
        check.fail(f"movie {twice[0]} comes more than once in {got}; a list holds each movie once.")
