"""The recommender of lab 06: the ten latest movies in, a probability for each next movie out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from recsys_utils.candidates import DISLIKED, LIKED, number_genres
from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History

if TYPE_CHECKING:
    import pandas as pd

MAX_HISTORY, DIMS, UNITS = 10, 32, (128, 64, 64)  # as in lab 06


class CandidateNetwork(Recommender):
    """The candidate network of lab 06.

    It reads a user's latest movies, those of them that were liked and disliked, and their genres, each as a bag: the mean of
    the entries' vectors at unit length. It is trained to name the movie that came next. The score is a logarithm of a
    probability, but for a constant.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id`, `genres`.
    epochs, batch_size, seed : int
    learning_rate : float
        The course of the training; the rate falls along half a cosine wave.
    """

    name = "candidate network (lab 06)"

    def __init__(
        self, movies: pd.DataFrame, epochs: int = 5, batch_size: int = 1024, learning_rate: float = 0.006, seed: int = 1
    ) -> None:
        self.movies, self.epochs, self.batch_size = movies, epochs, batch_size
        self.learning_rate, self.seed = learning_rate, seed

    def _learn(self, history: History) -> None:
        import keras

        genres = number_genres(self.movies)
        names = [genres.of_movie.get(int(movie), []) for movie in history.items]
        self._genres = np.zeros((len(names) + 1, max([1, *map(len, names)])), dtype=np.int32)  # row 0: padding
        for row, own in enumerate(names, 1):
            self._genres[row, : len(own)] = own
        inputs, labels = self._examples(history)
        keras.utils.set_random_seed(self.seed)
        self._model = _network(len(history.items), len(genres.names) - 1)
        steps = max(1, self.epochs * -(-len(labels) // self.batch_size))
        rate = keras.optimizers.schedules.CosineDecay(self.learning_rate, steps, alpha=0.01)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self._model.compile(keras.optimizers.Adam(rate), loss=loss, steps_per_execution=8, jit_compile=False)
        if len(labels):
            self._model.fit(inputs, labels, batch_size=self.batch_size, epochs=self.epochs, verbose=0)

    def _examples(self, history: History) -> tuple[list[np.ndarray], np.ndarray]:
        """Every movie but a user's first as label, and before it the user's latest movies."""
        who = np.repeat(np.arange(len(history.users)), np.diff(history.indptr))
        order = np.lexsort((history.columns, history.when, who))  # of the same second, the smaller id first
        movies, stars = history.columns[order] + 1, history.stars[order]
        start = np.repeat(history.indptr[:-1], np.diff(history.indptr))
        label = np.flatnonzero(np.arange(len(movies)) > start)
        return self._bags(movies, stars, label, start[label]), (movies[label] - 1).astype(np.int32)

    def _bags(self, movies: np.ndarray, stars: np.ndarray, end: np.ndarray, start: np.ndarray) -> list[np.ndarray]:
        """Watched, liked, disliked and genres of the latest movies before each `end`, none from before `start`."""
        places = end[:, None] - np.arange(MAX_HISTORY, 0, -1)
        real = places >= start[:, None]
        watched = np.where(real, movies[np.maximum(places, 0)], 0).astype(np.int32)
        given = np.where(real, stars[np.maximum(places, 0)], np.nan)
        liked, disliked = np.where(given >= LIKED, watched, 0), np.where(given <= DISLIKED, watched, 0)
        return [watched, liked, disliked, self._genres[watched].reshape(len(end), -1)]

    def _judge(self, users: np.ndarray) -> np.ndarray:
        indptr, cells = self.history.cells_of(users)
        who = np.repeat(np.arange(len(users)), np.diff(indptr))
        columns = self.history.columns[cells]
        order = np.lexsort((columns, self.history.when[cells], who))
        if not len(order):
            return np.full((len(users), len(self.items)), np.nan)
        inputs = self._bags(columns[order] + 1, self.history.stars[cells][order], indptr[1:], indptr[:-1])
        scores = np.array(self._model(inputs), dtype=float)
        scores[np.diff(indptr) == 0] = np.nan
        return scores

    def _unknown(self, judged: np.ndarray) -> np.ndarray:
        known = ~np.isnan(judged)
        lowest = np.where(known, judged, np.inf).min(axis=1, keepdims=True)
        return np.where(known.any(axis=1, keepdims=True), lowest, 0.0)


def _network(movies: int, genres: int) -> Any:
    """From four bags of ids to a number for each movie, whose softmax is its probability."""
    import keras
    from keras import layers, ops

    class MeanOfBag(layers.Layer):
        """The mean vector of a bag's entries, at unit length each; 0 is padding and an empty bag gives zeros.

        The table is brought to unit length before the look-up: it has fewer rows than a batch has entries.
        """

        def __init__(self, entries: int) -> None:
            super().__init__()
            self.table = self.add_weight(shape=(entries + 1, DIMS), initializer="uniform", name="table")

        def call(self, ids: Any) -> Any:
            lengths = ops.sqrt(ops.maximum(ops.sum(ops.square(self.table), axis=1, keepdims=True), 1e-12))
            real = ops.cast(ids > 0, "float32")[:, :, None]
            vectors = ops.take(self.table / lengths, ids, axis=0)
            return ops.sum(vectors * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1.0)

    inputs = [keras.Input(shape=(None,), dtype="int32", name=name) for name in ("seen", "good", "bad", "kinds")]
    of_movies, of_genres = MeanOfBag(movies), MeanOfBag(genres)
    x = layers.Concatenate()([*(of_movies(part) for part in inputs[:3]), of_genres(inputs[3])])
    for units in UNITS:
        x = layers.BatchNormalization()(layers.Dense(units, activation="relu")(x))
    return keras.Model(inputs, layers.Dense(movies)(x))
