"""The recommender of lab 04: a user's tastes and a movie's features, each through a tower, and the product of the two."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History

if TYPE_CHECKING:
    import pandas as pd

# Before TensorFlow is imported: no notes about the processor, and sums in the same order on every processor.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

UNITS = (256, 128, 32)


class TwoTower(Recommender):
    """Stars predicted from what a user gives to each genre, and from a movie's year, genres and mean rating.

    Features and training are those of lab 04: averages are made of training ratings only, and a rating never helps to
    predict itself. A newcomer's features are made of the newcomer's own ratings.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id`, `year`, `genres`.
    epochs, batch_size, seed : int
        The course of the training.
    """

    name = "two towers (lab 04)"
    in_stars = True
    new_user = "movies for somebody without tastes"
    new_movie = "offered at once"

    def __init__(self, movies: pd.DataFrame, epochs: int = 8, batch_size: int = 1024, seed: int = 1) -> None:
        self.movies, self.epochs, self.batch_size, self.seed = movies, epochs, batch_size, seed
        self._more_items = movies["movie_id"].to_numpy(np.int64)

    def fit(self, train: pd.DataFrame) -> TwoTower:
        """See `Recommender.fit`."""
        self._table = train
        super().fit(train)
        del self._table
        return self

    def _learn(self, history: History) -> None:
        import keras
        from sklearn.preprocessing import StandardScaler

        from recsys_utils.features import Profiles, genre_flags
        from recsys_utils.two_tower_training import falling_rate, tower_vectors

        table = self.movies.drop_duplicates("movie_id").set_index("movie_id").reindex(history.items)
        known_movies = table.assign(genres=table["genres"].fillna("")).reset_index(names="movie_id")
        self._flags = genre_flags(known_movies)
        profiles = Profiles(self._table, known_movies)
        rows = profiles.rows_of_known(folds=10)
        self._by_user, by_item = StandardScaler().fit(rows.user[:, 3:]), StandardScaler().fit(rows.item[:, 1:])
        low, high = self.scale
        self._middle, self._half = (low + high) / 2, max((high - low) / 2, 1e-9)
        keras.utils.set_random_seed(self.seed)
        user_tower, item_tower, model = _network(rows.user.shape[1] - 3, rows.item.shape[1] - 1)
        rate = falling_rate(len(rows), self.epochs, self.batch_size)
        model.compile(keras.optimizers.Adam(rate), loss="mse", steps_per_execution=8, jit_compile=False)
        features = [self._by_user.transform(rows.user[:, 3:]), by_item.transform(rows.item[:, 1:])]
        target = (rows.y - self._middle) / self._half
        model.fit(
            [part.astype(np.float32) for part in features],
            target.astype(np.float32)[:, None],
            batch_size=self.batch_size,
            epochs=self.epochs,
            verbose=0,
        )
        self._user_tower = user_tower
        self._item_vectors = tower_vectors(item_tower, by_item.transform(profiles.tables()[1][:, 1:]))

    def _judge(self, users: np.ndarray) -> np.ndarray:
        features = self._by_user.transform(self._tastes(users)).astype(np.float32)
        vectors = np.asarray(self._user_tower(features))
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return self._middle + self._half * (vectors @ self._item_vectors.T).astype(float)

    def _tastes(self, users: np.ndarray) -> np.ndarray:
        """Each user's mean rating in each genre, 0 where there is none: the columns that the tower is trained on."""
        return _ratio(self.history.rows(users) @ self._flags, self.history.rated(users) @ self._flags)


def _ratio(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    return np.where(count > 0, total / np.maximum(count, 1.0), 0.0)


def _network(user_features: int, item_features: int) -> tuple[Any, Any, Any]:
    """Two towers of three dense layers, and the model that multiplies their vectors at unit length."""
    import keras
    from keras import layers

    towers, inputs, ends = [], [], []
    for width in (user_features, item_features):
        given = keras.Input(shape=(width,))
        x = given
        for units in UNITS:
            x = layers.Dense(units, activation="relu" if units != UNITS[-1] else None)(x)
        towers.append(keras.Model(given, x))
        inputs.append(given)
        ends.append(layers.UnitNormalization(axis=1)(x))
    return towers[0], towers[1], keras.Model(inputs, layers.Dot(axes=1)(ends))
