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
