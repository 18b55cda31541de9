"""The neighbours of lab 02, by users and by movies.

Lists and stars are made by different sums, as the lab teaches. A list adds up plain cosines and ignores the stars: what
people choose to watch shows in who has rated what. A predicted rating is a mean, moved by the neighbours' deviations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recsys_utils.recommenders.base import BLOCK, Recommender
from recsys_utils.recommenders.history import History
from recsys_utils.recommenders.lists import best_places, most_similar

if TYPE_CHECKING:
    from scipy import sparse


def unit_rows(table: sparse.csr_array) -> sparse.csr_array:
    """Each row divided by its length; an empty row stays empty."""
    from scipy import sparse

    lengths = np.sqrt(table.multiply(table).sum(axis=1))
    return sparse.diags_array(1 / np.where(lengths > 0, lengths, 1.0)).tocsr() @ table


def deviations(table: sparse.csr_array, otherwise: float) -> tuple[sparse.csr_array, np.ndarray]:
    """Each rating minus its row's mean, and the means; `otherwise` for a row without ratings."""
    counts = np.diff(table.indptr)
    row = np.repeat(np.arange(len(counts)), counts)
    totals = np.bincount(row, weights=table.data, minlength=len(counts))
    means = np.where(counts > 0, totals / np.maximum(counts, 1), otherwise)
    moved = table.copy()
    moved.data = table.data - means[row]
    return moved, means


class UserNeighbours(Recommender):
    """Users who rated the same movies alike.

    A movie's score is the sum of the cosines of those of the k nearest users who have rated it.

    Parameters
    ----------
    k : int
        Neighbours for a list.
    k_stars : int
        Neighbours for a predicted rating: mean-centred cosines, as in lab 02.
    """

    name = "user neighbours (lab 02)"
    new_movie = "never offered"

    def __init__(self, k: int = 50, k_stars: int = 300) -> None:
        self.k, self.k_stars = k, k_stars

    def _learn(self, history: History) -> None:
        # Newcomers are compared with these, not with each other, so meeting somebody changes nobody else's list.
        self._users, self._rated = history.users, history.rated()
        self._unit = unit_rows(history.rows()).T.tocsr()
        moved, _ = deviations(history.rows(), self.mean)
        self._moved, self._unit_moved = moved, unit_rows(moved).T.tocsr()

    def _likeness(self, users: np.ndarray, rows: sparse.csr_array, others: sparse.csr_array, own: float) -> np.ndarray:
        """Cosines with all known users, shape (users, known users); with oneself, `own`."""
        likeness = (unit_rows(rows) @ others).toarray()
        place = np.minimum(np.searchsorted(self._users, users), len(self._users) - 1)
        themselves = np.flatnonzero(self._users[place] == users)
        likeness[themselves, place[themselves]] = own
        return likeness

    def _judge(self, users: np.ndarray) -> np.ndarray:
        from scipy import sparse

        likeness = self._likeness(users, self.history.rows(users), self._unit, np.nan)
        near = sparse.csr_array(most_similar(likeness, self.k))
        scores = (near @ self._rated).toarray()
        scores[scores <= 0] = np.nan  # no neighbour has rated it
        return scores

    def _stars_of(self, users: np.ndarray) -> np.ndarray:
        from scipy import sparse

        moved, means = deviations(self.history.rows(users), self.mean)
        near = sparse.csr_array(most_similar(self._likeness(users, moved, self._unit_moved, np.nan), self.k_stars))
        return means[:, None] + _ratio((near @ self._moved).toarray(), (abs(near) @ self._rated).toarray())


class ItemNeighbours(Recommender):
    """Movies that the same users have rated alike.

    A movie's score is the sum of its cosines with those of its k nearest movies that the user has rated. Only the k nearest
    of each movie are kept, found a block at a time, so any number of movies fits into memory.

    Parameters
    ----------
    k : int
        Neighbours of a movie, for a list.
    k_stars : int
        For a predicted rating: mean-centred cosines, as in lab 02. This needs a full table of movies by movies, made when
        ratings are first asked for.
    """

    name = "item neighbours (lab 02)"

    def __init__(self, k: int = 50, k_stars: int = 900) -> None:
        self.k, self.k_stars = k, k_stars

    def _learn(self, history: History) -> None:
        from scipy import sparse

        self._trained, self._for_stars = history, None
        unit = unit_rows(history.rows().T.tocsr())
        across = unit.T.tocsr()
        kept = []
        for start in range(0, len(history.items), BLOCK):
            likeness = (unit[start : start + BLOCK] @ across).toarray()
            here = np.arange(len(likeness))
            likeness[here, start + here] = np.nan
            likeness[likeness <= 0] = np.nan
            places = best_places(likeness, self.k)
            rows = np.repeat(here, [len(row) for row in places])
            columns = np.concatenate(places)
            kept.append(sparse.csr_array((likeness[rows, columns], (rows, columns)), shape=likeness.shape))
        self._near = sparse.vstack(kept, format="csr").T.tocsr()  # column i: the neighbours of movie i

    def _judge(self, users: np.ndarray) -> np.ndarray:
        scores = (self.history.rated(users) @ self._near).toarray()
        scores[scores <= 0] = np.nan  # none of its neighbours was rated
        return scores

    def _stars_of(self, users: np.ndarray) -> np.ndarray:
        if self._for_stars is None:
            self._refuse_many_items()
            moved, means = deviations(self._trained.rows().T.tocsr(), self.mean)
            unit = unit_rows(moved)
            likeness = (unit @ unit.T).toarray()
            np.fill_diagonal(likeness, np.nan)
            near = most_similar(likeness, self.k_stars).T
            self._for_stars = (near, np.abs(near), means)
        near, sizes, means = self._for_stars
        rows = self.history.rows(users)
        moved = rows.copy()
        moved.data = rows.data - means[rows.indices]
        return means + _ratio(moved @ near, self.history.rated(users) @ sizes)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)
