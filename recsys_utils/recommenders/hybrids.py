"""The hybrids of lab 07: recommenders made of recommenders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History
from recsys_utils.recommenders.lists import ranks, z_scores

if TYPE_CHECKING:
    import pandas as pd


class Hybrid(Recommender):
    """What the hybrids share: parts that learn and meet together, and know the movies that any of them knows."""

    parts: Sequence[Recommender]

    def fit(self, train: pd.DataFrame) -> Self:
        """Fit every part, in place, then this."""
        for part in self.parts:
            part.fit(train)
        self._more_items = np.unique(np.concatenate([part.items for part in self.parts]))
        return super().fit(train)

    def meet(self, ratings: pd.DataFrame) -> Self:
        """See `Recommender.meet`: every part meets them."""
        other = super().meet(ratings)
        other.parts = [part.meet(ratings) for part in self.parts]
        return other

    def _learn(self, history: History) -> None:
        self._columns = [np.searchsorted(history.items, part.items) for part in self.parts]

    def _part(self, number: int, users: np.ndarray) -> np.ndarray:
        """What a part says of all items; NaN where it has nothing to say."""
        judged = self.parts[number]._judge(users)
        if len(self._columns[number]) == len(self.items):
            return judged
        table = np.full((len(users), len(self.items)), np.nan)
        table[:, self._columns[number]] = judged
        return table

    def _named(self, word: str) -> str:
        return f"{word} of " + " and ".join(part.name.split(" (")[0] for part in self.parts)


class Switching(Hybrid):
    """One recommender until a user has rated enough, then another; what the one cannot judge is ordered by the other, below.

    Parameters
    ----------
    first, then : Recommender
        For users with fewer than `at_least` ratings, and for the others.
    at_least : int
        Ratings from which on `then` is asked.
    """

    def __init__(self, first: Recommender, then: Recommender, at_least: int) -> None:
        self.parts, self.at_least = [first, then], at_least
        self.name = f"switching: {first.name.split(' (')[0]}, then {then.name.split(' (')[0]} (lab 07)"
        self.in_stars = first.in_stars and then.in_stars
        self.new_user, self.new_movie = first.new_user, then.new_movie

    def _judge(self, users: np.ndarray) -> np.ndarray:
        enough = (self.history.counts(users) >= self.at_least)[:, None]
        first, then = self._part(0, users), self._part(1, users)
        chosen, other = np.where(enough, then, first), np.where(enough, first, then)
        return np.where(np.isnan(chosen), _below(other, chosen), chosen)


class Weighted(Hybrid):
    """The weighted sum of several recommenders' scores, brought to one scale first.

    What a part cannot judge stands in the middle of that part's scale; what none of them can judge is not offered.

    Parameters
    ----------
    parts : sequence of Recommender
        At least one.
    weights : sequence of float
        One for each part.
    normalise : str
        "rank": from 0 for the lowest score to 1 for the highest at even distances, equals in the middle of their ranks; the
        middle is 0.5. "z": minus the mean, divided by the standard deviation; the middle is 0. Both for each user, over the
        movies that the part can judge.

    Raises
    ------
    ValueError
        If there are not as many weights as parts, or `normalise` is neither of the two.
    """

    def __init__(self, parts: Sequence[Recommender], weights: Sequence[float], normalise: str = "rank") -> None:
        if not parts or len(parts) != len(weights):
            raise ValueError(
                f"Weighted: expected a weight for each part, got {len(parts)} parts, {len(weights)} weights."
            )
        if normalise not in ("rank", "z"):
            raise ValueError(f'Weighted: normalise must be "rank" or "z", got {normalise!r}.')
        self.parts, self.weights, self.normalise = list(parts), list(weights), normalise
        self.name = f"{self._named('weighted sum')} (lab 07)"
        self.new_user, self.new_movie = _first_help(parts)

    def _judge(self, users: np.ndarray) -> np.ndarray:
        total = np.zeros((len(users), len(self.items)))
        silent = np.ones_like(total, dtype=bool)
        for number, weight in enumerate(self.weights):
            judged = self._part(number, users)
            unknown = np.isnan(judged)
            silent &= unknown
            total += weight * (z_scores(judged) if self.normalise == "z" else ranks(judged))
        total[silent] = np.nan
        return total

    def _unknown(self, judged: np.ndarray) -> np.ndarray:
        return _lowest(judged) - 1.0


class Mixed(Hybrid):
    """The lists of several recommenders, interleaved: one movie of each in turn.

    A part whose next movie is in the list already gives the one after it; a part that has no more drops out. The score is
    minus the place in the whole list.

    Parameters
    ----------
    parts : sequence of Recommender
        At least one; of each round, the first part's movie comes first.

    Raises
    ------
    ValueError
        If there is no part.
    """

    def __init__(self, parts: Sequence[Recommender]) -> None:
        if not parts:
            raise ValueError("Mixed: expected at least one part.")
        self.parts = list(parts)
        self.name = f"{self._named('mixed lists')} (lab 07)"
        self.new_user, self.new_movie = _first_help(parts)

    def lists(self, users: Iterable[int], n: int = 10, among: np.ndarray | None = None) -> list[list[int]]:
        """See `Recommender.lists`. The first n of each part are enough: of more than n, n would be in the list already."""
        wanted, n = np.asarray(list(users), dtype=np.int64), min(n, len(self.items))
        offers = [
            part.lists(wanted, n, None if among is None else among[columns])
            for part, columns in zip(self.parts, self._columns, strict=True)
        ]
        return [in_turn(own, n) for own in zip(*offers, strict=True)]

    def _judge(self, users: np.ndarray) -> np.ndarray:
        table = np.full((len(users), len(self.items)), np.nan)
        for row, own in enumerate(self.lists(users, len(self.items))):
            table[row, self.history.columns_of(np.array(own, dtype=np.int64))] = -np.arange(1.0, len(own) + 1)
        return table

    def _unknown(self, judged: np.ndarray) -> np.ndarray:
        return _lowest(judged) - 1.0


def in_turn(lists: Sequence[Sequence[int]], n: int) -> list[int]:
    """The first n of several lists, one of each in turn, none twice."""
    found: dict[int, None] = {}
    waiting = [iter(own) for own in lists]
    while waiting and len(found) < n:
        still = []
        for own in waiting:
            movie = next((m for m in own if m not in found), None)
            if movie is not None:
                found[movie] = None
                still.append(own)
        waiting = still
    return [*found][:n]


def _first_help(parts: Sequence[Recommender]) -> tuple[str, str]:
    """What a hybrid does for a new user and a new movie: what the first part does that does something."""
    users, movies = [part.new_user for part in parts], [part.new_movie for part in parts]
    return (
        next((text for text in users if not text.startswith("nothing")), users[0]),
        next((text for text in movies if not text.startswith("never")), movies[0]),
    )


def _lowest(judged: np.ndarray) -> np.ndarray:
    """The lowest score of each row, 0 where there is none, shape (users, 1)."""
    lowest = np.where(np.isnan(judged), np.inf, judged).min(axis=1, keepdims=True)
    return np.where(np.isinf(lowest), 0.0, lowest)


def _below(judged: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Scores moved so that the highest is one below the lowest of the others, row by row."""
    return judged - -_lowest(-judged) + _lowest(others) - 1.0
