"""The results as tables: the leaderboard, the cold start, and both as csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from recsys_utils.leaderboard.systems import System

COLUMNS = [
    "system", "lab", "recall", "recall_low", "recall_high", "ndcg", "ndcg_low", "ndcg_high", "rmse", "coverage",
    "diversity", "novelty", "fit_seconds", "ms_per_list", "new_user", "new_movie",
]  # fmt: skip
COLD_COLUMNS = ["system", "known", "recall", "recall_low", "recall_high", "users"]


def leaderboard_table(systems: Sequence[System], results: Mapping[str, dict[str, Any]]) -> pd.DataFrame:
    """One row a system, the highest recall first; a system that could not be measured comes last and is empty.

    Parameters
    ----------
    systems : sequence of System
    results : mapping of str to dict
        By the systems' keys: as from `measuring.measure`, or `{"note": sentence}`.

    Returns
    -------
    DataFrame
        With the columns `COLUMNS`; what does not apply is None.
    """
    rows = [
        {"system": system.name, "lab": system.lab} | results[system.key].get("table", {})
        for system in systems
        if system.key in results
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in ("system", "lab", "new_user", "new_movie")]
    table[numbers] = table[numbers].astype(float)
    return table.sort_values(["recall", "system"], ascending=[False, True], kind="stable").reset_index(drop=True)


def cold_start_table(systems: Sequence[System], results: Mapping[str, dict[str, Any]]) -> pd.DataFrame:
    """One row for each system and number of known ratings, in the order of the systems, with the columns `COLD_COLUMNS`."""
    rows = [
        {"system": system.name} | one
        for system in systems
        if system.key in results
        for one in results[system.key].get("cold", [])
    ]
    return pd.DataFrame(rows, columns=COLD_COLUMNS)


def as_csv(table: pd.DataFrame) -> str:
    """A table as csv, the same text for the same numbers."""
    return table.to_csv(index=False, lineterminator="\n")
