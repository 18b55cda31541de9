"""One system measured: on the split, on newcomers, and by the clock."""

from __future__ import annotations

import importlib
import os
import platform
import statistics
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from recsys_utils.leaderboard.measures import K, list_measures, rmse_of
from recsys_utils.leaderboard.protocol import Newcomers, Split, cold_start

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from recsys_utils.leaderboard.systems import System

ASKED = 100  # users whose lists are timed one by one
QUALITIES = ("recall", "recall_low", "recall_high", "ndcg", "ndcg_low", "ndcg_high", "rmse", "coverage", "diversity", "novelty")  # fmt: skip
DIGITS = 5  # of a quality, as written


def measure(
    system: System,
    movies: pd.DataFrame,
    split: Split,
    newcomers: Newcomers,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Everything the table says of a system.

    Parameters
    ----------
    system : System
    movies : DataFrame
    split, newcomers
        As from `Split.of` and `Newcomers.of`.
    say : callable
        Told what is being done.

    Returns
    -------
    dict
        `table`: the row's numbers; `cold`: one dict for each number of known ratings; `machine` and `measured`.

    Raises
    ------
    DataError
        If the system cannot be fitted here.
    """
    for package in system.packages:
        importlib.import_module(package)  # what an import takes is no time of fitting
    say("learning")
    recommender = system.make(movies)
    began = time.perf_counter()
    recommender.fit(split.train)
    row: dict[str, Any] = {"fit_seconds": round(time.perf_counter() - began, 2)}
    say("making lists")
    found = list_measures(recommender, split.wanted, split.catalogue) | {"rmse": rmse_of(recommender, split.test)}
    row |= {name: None if np.isnan(found[name]) else round(found[name], DIGITS) for name in QUALITIES}
    row["ms_per_list"] = round(_milliseconds(recommender, split.wanted.users), 2)
    row["new_user"], row["new_movie"] = recommender.new_user, recommender.new_movie
    say("learning without the newcomers")
    recommender = system.make(movies).fit(newcomers.train)
    say("meeting newcomers")
    cold = [{name: round(value, DIGITS) for name, value in one.items()} for one in cold_start(recommender, newcomers)]
    return {"table": row, "cold": cold, "machine": machine(), "measured": date.today().isoformat()}


def _milliseconds(recommender: Any, users: np.ndarray) -> float:
    """The median time of one list, asked for one user after the other."""
    chosen = np.random.default_rng(0).permutation(users)[:ASKED].tolist()
    recommender.recommend(chosen[0], K)
    taken = []
    for user in chosen:
        began = time.perf_counter()
        recommender.recommend(user, K)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def machine() -> str:
    """What it is measured on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}"
    )
