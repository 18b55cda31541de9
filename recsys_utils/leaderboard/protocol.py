"""What is held out: one split by time for the table, and newcomers who are known by their first few ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recsys_utils.errors import DataError
from recsys_utils.leaderboard.measures import Catalogue, K, Wanted, hits_of, interval
from recsys_utils.splits import hold_out_last

if TYPE_CHECKING:
    import pandas as pd

    from recsys_utils.recommenders import Recommender

HELD_OUT = 10  # of every user who has more
MOST_JUDGED = 10_000  # users whose lists are made; of more, so many are drawn, in the largest data sets only
KNOWN = (0, 1, 3, 5, 10, 20)  # ratings by which a newcomer is known
LEAST, SHARE, NEWCOMER_SEED = 30, 0.2, 11  # ratings a newcomer has at least; newcomers among all users; who they are


@dataclass(frozen=True, eq=False)
class Split:
    """The table's split: every user's last ten ratings by time are held out."""

    train: pd.DataFrame
    test: pd.DataFrame
    wanted: Wanted
    catalogue: Catalogue

    @classmethod
    def of(cls, ratings: pd.DataFrame, movies: pd.DataFrame) -> Split:
        """Cut ratings.

        Raises
        ------
        DataError
            If no user has more than ten ratings.
        """
        train, test = hold_out_last(ratings, HELD_OUT)
        if not len(test):
            raise DataError(f"No user has more than {HELD_OUT} ratings, so nothing can be held out: take more ratings.")
        users = test["user_id"].unique()
        if len(users) > MOST_JUDGED:
            chosen = np.random.default_rng(NEWCOMER_SEED).permutation(users)[:MOST_JUDGED]
            test = test[test["user_id"].isin(chosen)].reset_index(drop=True)
        return cls(train, test, Wanted.of(test), Catalogue.of(train, movies))


@dataclass(frozen=True, eq=False)
class Newcomers:
    """Users who are new to a recommender that has learned from all others.

    Attributes
    ----------
    train : DataFrame
        The others' ratings.
    first : DataFrame
        The newcomers' first ratings by time, as many as the largest of `KNOWN`, with the column `place` counted from 0.
    wanted : Wanted
        What they rated after those: the same for every number of known ratings. Of somebody known by three ratings the
        fourth to the twentieth are neither known nor held out; who offers one of them has spent a place of the list.
    catalogue : Catalogue
        The movies that may be offered.
    """

    train: pd.DataFrame
    first: pd.DataFrame
    wanted: Wanted
    catalogue: Catalogue

    @classmethod
    def of(cls, ratings: pd.DataFrame, movies: pd.DataFrame, seed: int = NEWCOMER_SEED) -> Newcomers:
        """Choose newcomers: a fifth of all users (no more than `MOST_JUDGED`), among those with at least thirty ratings.

        Raises
        ------
        DataError
            If nobody has that many.
        """
        ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"], kind="stable")
        counts = ordered.groupby("user_id").size()
        able = counts.index[counts >= LEAST].to_numpy()
        n = min(round(SHARE * len(counts)), len(able), len(counts) - 1, MOST_JUDGED)
        if n < 1:
            raise DataError(f"No user has {LEAST} ratings, so there are no newcomers to try: take more ratings.")
        chosen = np.sort(np.random.default_rng(seed).permutation(able)[:n])
        new = ordered["user_id"].isin(chosen)
        train, theirs = ordered[~new].reset_index(drop=True), ordered[new]
        place = theirs.groupby("user_id").cumcount()
        first = theirs.assign(place=place)[place < max(KNOWN)].reset_index(drop=True)
        return cls(train, first, Wanted.of(theirs[place >= max(KNOWN)]), Catalogue.of(train, movies))

    def known_by(self, count: int) -> pd.DataFrame:
        """The first `count` ratings of each newcomer."""
        return self.first[self.first["place"] < count].drop(columns="place")


def cold_start(
    recommender: Recommender, newcomers: Newcomers, known: Sequence[int] = KNOWN, k: int = K
) -> list[dict[str, float]]:
    """Recall@k against the number of known ratings, of a recommender that was fitted on `newcomers.train`.

    Returns
    -------
    list of dict
        For each number `known`: `recall`, `recall_low`, `recall_high` (95 % interval), `users`. Whoever is offered nothing
        has a recall of 0.
    """
    among, rows = np.isin(recommender.items, newcomers.catalogue.items), []
    for count in known:
        met = recommender.meet(newcomers.known_by(count))
        recall, _ = hits_of(met.lists(newcomers.wanted.users, k, among), newcomers.wanted, k)
        mean, low, high = interval(recall)
        rows.append({"known": count, "recall": mean, "recall_low": low, "recall_high": high, "users": len(recall)})
    return rows
