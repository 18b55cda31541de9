"""References from outside the labs: EASE, and the alternating least squares of the package `implicit`."""

from __future__ import annotations

import importlib.util

import numpy as np

from recsys_utils.errors import DataError
from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History


class Ease(Recommender):
    """EASE: the linear model of items that predicts best what else a user has; in closed form.

    H. Steck, Embarrassingly Shallow Autoencoders for Sparse Data, 2019.

    Parameters
    ----------
    penalty : float
        More than 0; the larger, the more pairs of movies it takes to say something.
    """

    name = "EASE (reference)"

    def __init__(self, penalty: float = 350.0) -> None:
        self.penalty = penalty

    def _learn(self, history: History) -> None:
        from recsys_utils.ease import ease_weights

        self._refuse_many_items()
        self._weights = ease_weights(history.rated(), self.penalty)

    def _judge(self, users: np.ndarray) -> np.ndarray:
        rated = self.history.rated(users)
        scores = rated @ self._weights
        scores[np.diff(rated.indptr) == 0] = np.nan
        return scores


class ImplicitAls(Recommender):
    """Factors of who has rated what, from the package `implicit`: a reference made by others.

    Y. Hu, Y. Koren and C. Volinsky, Collaborative Filtering for Implicit Feedback Datasets, 2008.

    Parameters
    ----------
    factors, regularization, alpha, iterations, seed
        As `implicit.als.AlternatingLeastSquares` takes them.
    """

    name = "ALS of implicit (reference)"

    def __init__(
        self,
        factors: int = 32,
        regularization: float = 10.0,
        alpha: float = 2.0,
        iterations: int = 15,
        seed: int = 0,
    ) -> None:
        self.factors, self.regularization, self.alpha = factors, regularization, alpha
        self.iterations, self.seed = iterations, seed

    def _learn(self, history: History) -> None:
        if importlib.util.find_spec("implicit") is None:
            raise DataError("The package implicit is not installed: pip install implicit brings it.")
        from implicit.cpu.als import AlternatingLeastSquares
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):  # implicit has threads of its own, and warns of BLAS's
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularization,
                alpha=self.alpha,
                iterations=self.iterations,
                random_state=self.seed,
            )
            model.fit(_matrix(history.rated()), show_progress=False)
        self._model, self._users = model, history.users

    def _judge(self, users: np.ndarray) -> np.ndarray:
        place = np.minimum(np.searchsorted(self._users, users), len(self._users) - 1)
        learned = (self._users[place] == users) & ~np.isin(users, self._met)
        vectors = np.zeros((len(users), self._model.user_factors.shape[1]))
        vectors[learned] = self._model.user_factors[place[learned]]
        strange = np.flatnonzero(~learned)
        if len(strange):
            rows = _matrix(self.history.rated(users[strange]))
            vectors[strange] = self._model.recalculate_user(np.arange(len(strange)), rows)
        scores = vectors @ np.asarray(self._model.item_factors, dtype=float).T
        scores[self.history.counts(users) == 0] = np.nan
        return scores


def _matrix(rated: object) -> object:
    from scipy import sparse

    return sparse.csr_matrix(rated, dtype=np.float32)  # implicit asks for the older kind
