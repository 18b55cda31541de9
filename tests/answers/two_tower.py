"""Lab 04: wrong answers that must lose and right ones that must win."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tests.answers import right, wrong

if TYPE_CHECKING:  # the notebook has it; collecting these answers need not wait for TensorFlow
    import keras

# What marking and a plain run print; what the trained towers print stands in tests/test_two_tower_lab.py.
PRINTED = [
    "80,000 ratings to learn from; 14 numbers describe a user, 16 a movie",
    "20,000 ratings held out",
    "there and back again: True",
    "72,000 rows to train on, 8,000 to validate",
    "82,240 weights, all random so far",
    "1,682 times the same user, one for each movie",
    "squared distance of [1.1, 2.1, 3.1] and [1.0, 2.0, 3.0]: 0.030",
    "1,224 of 1,682 movies share year and all genres with another movie",
]

# -- build_tower ---------------------------------------------------------------------------------------------------


@wrong("test_tower", "relu at the end", says="layer 3: expected activation linear, got relu")
def build_tower(num_outputs):
    return keras.Sequential([keras.layers.Dense(units, activation="relu") for units in (256, 128, num_outputs)])


@wrong("test_tower", "no activations at all", says="layer 1: expected activation relu, got linear")
def build_tower(num_outputs):
    return keras.Sequential([keras.layers.Dense(256), keras.layers.Dense(128), keras.layers.Dense(num_outputs)])


@wrong("test_tower", "tanh in the middle", says="layer 2: expected activation relu, got tanh")
def build_tower(num_outputs):
    layers = keras.layers
    return keras.Sequential(
        [layers.Dense(256, activation="relu"), layers.Dense(128, activation="tanh"), layers.Dense(num_outputs)]
    )


@wrong("test_tower", "64 units in the second layer", says="layer 2: expected 128 units, got 64")
def build_tower(num_outputs):
    return keras.Sequential(
        [keras.layers.Dense(256, "relu"), keras.layers.Dense(64, "relu"), keras.layers.Dense(num_outputs)]
    )


@wrong("test_tower", "always 32 outputs", says="layer 3: expected 7 units (num_outputs), got 32")
def build_tower(num_outputs):
    return keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(32)])


@wrong("test_tower", "a layer forgotten", says="expected three Dense layers, got 2")
def build_tower(num_outputs):
    return keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(num_outputs)])


@wrong(
    "test_tower",
    "dropout between the layers",
    says="in training the tower gives other numbers than afterwards (it has Dropout)",
)
def build_tower(num_outputs):
    tower = keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dropout(0.5)])
    tower.add(keras.layers.Dense(128, "relu"))
    tower.add(keras.layers.Dense(num_outputs))
    return tower


@wrong("test_tower", "a list of layers", says="put the layers into keras.Sequential")
def build_tower(num_outputs):
    return [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]


@wrong("test_tower", "no return", says="does it end with `return`")
def build_tower(num_outputs):
    keras.Sequential(
        [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]
    )


@wrong("test_tower", "the length of the input fixed", says="leave keras.Input out")
def build_tower(num_outputs):
    tower = keras.Sequential([keras.Input(shape=(14,)), keras.layers.Dense(256, "relu")])
    tower.add(keras.layers.Dense(128, "relu"))
    tower.add(keras.layers.Dense(num_outputs))
    return tower


@wrong("test_tower", "no biases", says="layer 1: expected a bias")
def build_tower(num_outputs):
    units = {256: "relu", 128: "relu", num_outputs: None}
    return keras.Sequential([keras.layers.Dense(n, activation=how, use_bias=False) for n, how in units.items()])


@wrong("test_tower", "the same tower every time", says="two calls gave the same model")
def build_tower(num_outputs, made={}):  # noqa: B006
    if num_outputs not in made:
        made[num_outputs] = keras.Sequential(
            [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]
        )
        made[num_outputs].build((None, 14 if num_outputs == 7 else 16))
    tower = made[num_outputs]
    return tower


@wrong("test_tower", "batch normalisation behind the first layer", says="BatchNormalization")
def build_tower(num_outputs):
    tower = keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.BatchNormalization()])
    tower.add(keras.layers.Dense(128, "relu"))
    tower.add(keras.layers.Dense(num_outputs))
    return tower


@wrong("test_tower", "a frozen layer", says="not all weights can be trained")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256, "relu", trainable=False),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "two outputs at least", says="layer 3: expected 1 units (num_outputs), got 2")
def build_tower(num_outputs):
    return keras.Sequential(
        [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(max(num_outputs, 2))]
    )


@wrong("test_tower", "weights that start at zero", says="all weights of a layer start at 0")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256, "relu", kernel_initializer="zeros"),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "a seed inside the function", says="set no seed inside")
def build_tower(num_outputs):
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]
    )


@wrong("test_tower", "seeded initialisers", says="set no seed inside")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256, "relu", kernel_initializer=keras.initializers.GlorotUniform(seed=1)),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "relu6", says="expected activation relu, got relu6")
def build_tower(num_outputs):
    return keras.Sequential(
        [keras.layers.Dense(256, "relu6"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]
    )


@wrong("test_tower", "relu with a ceiling", says="expected activation relu")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256),
            keras.layers.ReLU(max_value=100),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "a regulariser", says="a layer has a regulariser")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256, "relu", kernel_regularizer="l2"),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "weights kept above zero", says="a layer has a constraint")
def build_tower(num_outputs):
    return keras.Sequential(
        [
            keras.layers.Dense(256, "relu", kernel_constraint=keras.constraints.NonNeg()),
            keras.layers.Dense(128, "relu"),
            keras.layers.Dense(num_outputs),
        ]
    )


@wrong("test_tower", "layers shared between the calls", says="make the layers inside the function")
def build_tower(num_outputs, shared=[]):  # noqa: B006
    if not shared:
        shared.append(keras.layers.Dense(256, "relu"))
    first = shared[0]
    return keras.Sequential([first, keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)])


@right("test_tower", "one add after the other, activations as layers")
def build_tower(num_outputs):
    tower = keras.Sequential(name="tower")
    tower.add(keras.layers.Dense(256))
    tower.add(keras.layers.Activation("relu"))
    tower.add(keras.layers.Dense(128))
    tower.add(keras.layers.ReLU())
    tower.add(keras.layers.Dense(num_outputs))
    return tower


@right("test_tower", "tf.keras, the activation as a function, linear written out")
def build_tower(num_outputs):
    import tensorflow as tf

    return tf.keras.models.Sequential(
        [
            tf.keras.layers.Dense(256, activation=tf.nn.relu),
            tf.keras.layers.Dense(128, activation=tf.keras.activations.relu),
            tf.keras.layers.Dense(num_outputs, activation="linear"),
        ]
    )


@right("test_tower", "a model inside a model, None at the end")
def build_tower(num_outputs):
    hidden = keras.Sequential([keras.layers.Dense(256, activation="relu"), keras.layers.Dense(128, activation="relu")])
    return keras.Sequential([hidden, keras.layers.Dense(num_outputs, activation=None)])


@right("test_tower", "a class of its own")
def build_tower(num_outputs):
    class Tower(keras.Model):
        def __init__(self):
            super().__init__()
            self.last = keras.layers.Dense(num_outputs)
            self.first, self.second = keras.layers.Dense(256), keras.layers.Dense(128)

        def call(self, x):
            return self.last(keras.ops.relu(self.second(keras.ops.relu(self.first(x)))))

    return Tower()


@right("test_tower", "an explicit input where its length is known, else none")
def build_tower(num_outputs, num_features=None):
    layers = [keras.Input(shape=(num_features,))] if num_features else []
    layers += [keras.layers.Dense(256, "relu"), keras.layers.Dense(128, "relu"), keras.layers.Dense(num_outputs)]
    return keras.Sequential(layers)


# -- normalise_and_dot ---------------------------------------------------------------------------------------------


@wrong("test_normalise_and_dot", "no unit length", says="bring both to length 1 first")
def normalise_and_dot(user_vec, item_vec):
    return keras.layers.Dot(axes=1)([user_vec, item_vec])


@wrong("test_normalise_and_dot", "only the user's length", says="the movie's needs it too")
def normalise_and_dot(user_vec, item_vec):
    user_vec = keras.layers.UnitNormalization(axis=1)(user_vec)
    return keras.layers.Dot(axes=1)([user_vec, item_vec])


@wrong("test_normalise_and_dot", "lengths over the batch", says="use axis 1")
def normalise_and_dot(user_vec, item_vec):
    unit = keras.layers.UnitNormalization(axis=0)
    return keras.layers.Dot(axes=1)([unit(user_vec), unit(item_vec)])


@wrong(
    "test_normalise_and_dot",
    "TensorFlow's own functions",
    says="in place of numpy and of functions that begin with tf.",
)
def normalise_and_dot(user_vec, item_vec):
    import tensorflow as tf

    user_vec, item_vec = tf.linalg.l2_normalize(user_vec, axis=1), tf.linalg.l2_normalize(item_vec, axis=1)
    return tf.reduce_sum(user_vec * item_vec, axis=1, keepdims=True)


@wrong("test_normalise_and_dot", "numpy", says="in place of numpy")
def normalise_and_dot(user_vec, item_vec):
    lengths = np.linalg.norm(user_vec, axis=1) * np.linalg.norm(item_vec, axis=1)
    return np.sum(user_vec * item_vec, axis=1, keepdims=True) / np.maximum(lengths, 1e-9)[:, None]


@wrong("test_normalise_and_dot", "one number for the whole batch", says="one number for the whole batch")
def normalise_and_dot(user_vec, item_vec):
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.ops.sum(unit(user_vec) * unit(item_vec))


@wrong("test_normalise_and_dot", "every user with every movie", says="every user with every movie")
def normalise_and_dot(user_vec, item_vec):
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.ops.matmul(unit(user_vec), keras.ops.transpose(unit(item_vec)))


@wrong("test_normalise_and_dot", "the second axis lost", says="keep the second axis")
def normalise_and_dot(user_vec, item_vec):
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.ops.sum(unit(user_vec) * unit(item_vec), axis=1)


@wrong("test_normalise_and_dot", "divides by zero", says="nothing can be divided by that")
def normalise_and_dot(user_vec, item_vec):
    norm = keras.ops.norm
    user_vec = user_vec / norm(user_vec, axis=1, keepdims=True)
    item_vec = item_vec / norm(item_vec, axis=1, keepdims=True)
    return keras.layers.Dot(axes=1)([user_vec, item_vec])


@wrong("test_normalise_and_dot", "the layer made but not called", says="is a layer made, but not called?")
def normalise_and_dot(user_vec, item_vec):
    return keras.layers.Dot(axes=1, normalize=True)


@wrong("test_normalise_and_dot", "short vectors left as they are", says="wrong for vectors shorter than 1")
def normalise_and_dot(user_vec, item_vec):
    def unit(v):
        norm = keras.ops.sqrt(keras.ops.sum(keras.ops.square(v), axis=1, keepdims=True))
        return v / keras.ops.maximum(norm, 1.0)

    return keras.ops.sum(unit(user_vec) * unit(item_vec), axis=1, keepdims=True)


@wrong("test_normalise_and_dot", "a floor of a hundredth", says="wrong for vectors shorter than 1")
def normalise_and_dot(user_vec, item_vec):
    def unit(v):
        norm = keras.ops.sqrt(keras.ops.sum(keras.ops.square(v), axis=1, keepdims=True))
        return v / keras.ops.maximum(norm, 0.01)

    return keras.ops.sum(unit(user_vec) * unit(item_vec), axis=1, keepdims=True)


@wrong("test_normalise_and_dot", "a layer with weights in between", says="adds weights of its own")
def normalise_and_dot(user_vec, item_vec):
    same = keras.layers.Dense(user_vec.shape[1], use_bias=False, kernel_initializer="identity")
    return keras.layers.Dot(axes=1, normalize=True)([same(user_vec), item_vec])


@wrong("test_normalise_and_dot", "the sign lost", says="the sign was lost")
def normalise_and_dot(user_vec, item_vec):
    return keras.ops.abs(keras.layers.Dot(axes=1, normalize=True)([user_vec, item_vec]))


@wrong("test_normalise_and_dot", "stars at once", says="these are stars")
def normalise_and_dot(user_vec, item_vec):
    return 3 + 2 * keras.layers.Dot(axes=1, normalize=True)([user_vec, item_vec])


@wrong("test_normalise_and_dot", "writes into its argument", says="it changed `user_vec`")
def normalise_and_dot(user_vec, item_vec):
    if isinstance(user_vec, np.ndarray):
        user_vec[:] = user_vec / np.maximum(np.linalg.norm(user_vec, axis=1, keepdims=True), 1e-9)
    return keras.layers.Dot(axes=1, normalize=True)([user_vec, item_vec])


@right("test_normalise_and_dot", "Dot does both")
def normalise_and_dot(user_vec, item_vec):
    return keras.layers.Dot(axes=1, normalize=True)([user_vec, item_vec])


@right("test_normalise_and_dot", "keras.ops")
def normalise_and_dot(user_vec, item_vec):
    user_vec, item_vec = keras.ops.normalize(user_vec, axis=1), keras.ops.normalize(item_vec, axis=1)
    return keras.ops.sum(user_vec * item_vec, axis=1, keepdims=True)


@right("test_normalise_and_dot", "two unit layers, the last axis")
def normalise_and_dot(user_vec, item_vec):
    user_vec = keras.layers.UnitNormalization(axis=-1)(user_vec)
    item_vec = keras.layers.UnitNormalization(axis=-1)(item_vec)
    return keras.layers.dot([user_vec, item_vec], axes=1)


@right("test_normalise_and_dot", "by hand, with a floor under the lengths")
def normalise_and_dot(user_vec, item_vec):
    def length(v):
        return keras.ops.sqrt(keras.ops.sum(keras.ops.square(v), axis=1, keepdims=True))

    products = keras.ops.sum(keras.ops.multiply(user_vec, item_vec), axis=1, keepdims=True)
    return products / keras.ops.maximum(length(user_vec) * length(item_vec), 1e-9)


# -- rating_for_new_user -------------------------------------------------------------------------------------------


@wrong("test_rating_for_new_user", "agreements instead of stars", says="these are agreements")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    scores = np.asarray(movie_vectors) @ np.asarray(user_vector)
    return [(titles[i], scores[i]) for i in np.argsort(-scores)[:n]]


@wrong("test_rating_for_new_user", "the worst first", says="the highest first")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return [(titles[i], stars[i]) for i in np.argsort(stars)[:n]]


@wrong("test_rating_for_new_user", "n not used", says="is n used?")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)]


@wrong("test_rating_for_new_user", "titles left in their order", says="let the titles follow the stars")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return list(zip(titles, sorted(stars, reverse=True)))[:n]


@wrong(
    "test_rating_for_new_user", "the scale from 1 to 5 written into the code", says="or a width, written into the code?"
)
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = 3 + 2 * (np.asarray(movie_vectors) @ np.asarray(user_vector))
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "zero taken for the lowest", says="an agreement of 0 stands for the middle")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + np.asarray(movie_vectors) @ np.asarray(user_vector) * (high - low)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "a dict, which has each title once", says="expected a list of (title, stars) pairs")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return {titles[i]: stars[i] for i in np.argsort(-stars)[:n]}


@wrong("test_rating_for_new_user", "places instead of titles", says="Use it to pick from `titles`")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return [(i, stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "movies looked up by title", says="both stay in the list")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (np.asarray(movie_vectors) @ np.asarray(user_vector) + 1) / 2 * (high - low)
    return sorted(dict(zip(titles, stars)).items(), key=lambda pair: -pair[1])[:n]


@wrong("test_rating_for_new_user", "four stars wide", says="or a width, written into the code")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + 2 * (movie_vectors @ user_vector + 1)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "the middle right, the width written in", says="or a width, written into the code")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = (low + high) / 2 + 2 * (movie_vectors @ user_vector)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "vectors of two numbers only", says="the order is wrong")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = movie_vectors[:, 0] * user_vector[0] + movie_vectors[:, 1] * user_vector[1]
    stars = low + (stars + 1) / 2 * (high - low)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "five by default", says="keep `n=10` in the first line")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=5):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "four at most", says="expected 10 of 13 movies")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    n = min(n, 4)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "rounded stars", says="rounded?")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    return [(titles[i], round(float(stars[i]), 2)) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "sorted by rounded stars", says="not rounded")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    order = np.argsort(-stars.round(1), kind="stable")[:n]
    return [(titles[i], stars[i]) for i in order]


@wrong("test_rating_for_new_user", "clipped to 0 to 5", says="with low = 1 and high = 10")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    stars = np.clip(stars, 0, 5)
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@wrong("test_rating_for_new_user", "looked up by rating", says="go by the place of a movie")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    stars = stars.tolist()
    return [(titles[stars.index(v)], v) for v in sorted(stars, reverse=True)[:n]]


@wrong("test_rating_for_new_user", "equal pairs thrown together", says="expected each once")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    pairs = sorted(set(zip(stars.tolist(), titles)), reverse=True)
    return [(title, value) for value, title in pairs[:n]]


@wrong("test_rating_for_new_user", "sorts the titles in place", says="it changed `titles`")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    stars = low + (movie_vectors @ user_vector + 1) / 2 * (high - low)
    answer = [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]
    titles.sort()
    return answer


@wrong("test_rating_for_new_user", "works in its argument", says="it changed `movie_vectors`")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    M = np.asarray(movie_vectors, float)
    M *= (high - low) / 2
    stars = (low + high) / 2 + M @ user_vector
    return [(titles[i], stars[i]) for i in np.argsort(-stars)[:n]]


@right("test_rating_for_new_user", "a loop and sorted pairs")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    pairs = []
    for title, vector in zip(titles, movie_vectors):
        agreement = sum(a * b for a, b in zip(user_vector, vector))
        pairs.append((title, (agreement + 1) * (high - low) / 2 + low))
    pairs.sort(key=lambda pair: pair[1], reverse=True)
    return pairs[:n]


@right("test_rating_for_new_user", "pandas")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    table = pd.DataFrame({"title": titles, "stars": np.inner(movie_vectors, user_vector)})
    table["stars"] = (high + low) / 2 + table["stars"] * (high - low) / 2
    return list(table.nlargest(n, "stars").itertuples(index=False, name=None))


@right("test_rating_for_new_user", "float32, lists for pairs, a partial sort")
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    scores = np.asarray(movie_vectors, np.float32).dot(np.asarray(user_vector, np.float32))
    n = min(n, len(scores))
    best = np.argpartition(scores, len(scores) - n)[len(scores) - n :]
    best = best[np.argsort(scores[best])[::-1]]
    return [[titles[i], np.interp(float(scores[i]), [-1, 1], [low, high])] for i in best]


# -- sq_dist -------------------------------------------------------------------------------------------------------


@wrong("test_sq_dist", "with the root", says="has no root")
def sq_dist(a, b):
    return np.linalg.norm(a - b)


@wrong("test_sq_dist", "absolute differences", says="square each before adding")
def sq_dist(a, b):
    return np.sum(np.abs(a - b))


@wrong("test_sq_dist", "the square of the sum", says="square each, then add")
def sq_dist(a, b):
    return np.sum(a - b) ** 2


@wrong("test_sq_dist", "the mean of the squares", says="add them up")
def sq_dist(a, b):
    return np.mean((a - b) ** 2)


@wrong("test_sq_dist", "no sum", says="expected a single number")
def sq_dist(a, b):
    return (a - b) ** 2


@wrong("test_sq_dist", "the first three numbers only", says="for [0.0, 1.0, 2.0")
def sq_dist(a, b):
    return sum((a[i] - b[i]) ** 2 for i in range(min(3, len(a))))


@wrong("test_sq_dist", "changes its argument", says="it changed `a`")
def sq_dist(a, b):
    a -= b
    return float((a * a).sum())


@wrong("test_sq_dist", "rounded", says="rounded?")
def sq_dist(a, b):
    return round(float(((a - b) ** 2).sum()), 2)


@wrong("test_sq_dist", "multiplied out", says="subtract first, then square")
def sq_dist(a, b):
    return float(a @ a + b @ b - 2 * a @ b)


@right("test_sq_dist", "a loop")
def sq_dist(a, b):
    d = 0
    for i in range(len(a)):
        d = d + (a[i] - b[i]) ** 2
    return d


@right("test_sq_dist", "the dot product of the difference with itself")
def sq_dist(a, b):
    difference = np.subtract(a, b)
    return difference @ difference


@right("test_sq_dist", "scipy")
def sq_dist(a, b):
    from scipy.spatial.distance import sqeuclidean

    return sqeuclidean(a, b)


@right("test_sq_dist", "an array of no dimension")
def sq_dist(a, b):
    return np.array(np.sum(np.square(np.asarray(a, float) - np.asarray(b, float))))


# -- sq_dist_matrix ------------------------------------------------------------------------------------------------


@wrong("test_sq_dist_matrix", "loops over the pairs", says="a loop over the pairs")
def sq_dist_matrix(V):
    out = np.zeros((len(V), len(V)))
    for i in range(len(V)):
        for j in range(len(V)):
            out[i, j] = ((V[i] - V[j]) ** 2).sum()
    return out


@wrong("test_sq_dist_matrix", "with the root", says="have no root")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    return np.sqrt(np.maximum(squares[:, None] + squares - 2 * V @ V.T, 0))


@wrong("test_sq_dist_matrix", "below zero by rounding", says="set what is negative to 0")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    return squares[:, None] + squares - 2 * V @ V.T


@wrong("test_sq_dist_matrix", "the factor 2 forgotten", says="a factor 2")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    return np.maximum(squares[:, None] + squares - V @ V.T, 0)


@wrong("test_sq_dist_matrix", "one squared length twice", says="one is a column, the other a row")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    return np.maximum(squares + squares - 2 * V @ V.T, 0)


@wrong("test_sq_dist_matrix", "one minus the cosine", says="one minus the cosine")
def sq_dist_matrix(V):
    lengths = np.linalg.norm(V, axis=1)
    return np.maximum(1 - V @ V.T / np.outer(lengths, lengths), 0)


@wrong("test_sq_dist_matrix", "right for unit length only", says="squared length of i")
def sq_dist_matrix(V):
    return np.maximum(2 - 2 * V @ V.T, 0)


@wrong("test_sq_dist_matrix", "the sum over the last axis forgotten", says="add them over the last axis")
def sq_dist_matrix(V):
    return (V[:, None, :] - V[None, :, :]) ** 2


@wrong("test_sq_dist_matrix", "an array of all pairs by all numbers", says="an array of shape (n, n, d) is too large")
def sq_dist_matrix(V):
    return ((V[:, None, :] - V[None, :, :]) ** 2).sum(axis=-1)


@wrong("test_sq_dist_matrix", "a floor above 0", says="squared length of i")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    out = squares[:, None] + squares - 2 * V @ V.T
    return np.maximum(out, 0.001)


@wrong("test_sq_dist_matrix", "small distances taken for 0", says="wrong where distances are small")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    out = squares[:, None] + squares - 2 * V @ V.T
    return np.where(out < 0.5, 0, out)


@wrong("test_sq_dist_matrix", "cut off at a thousand", says="wrong where distances are large")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    out = squares[:, None] + squares - 2 * V @ V.T
    return np.clip(out, 0, 1000)


@wrong("test_sq_dist_matrix", "rounded to six places", says="wrong where distances are small")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    out = squares[:, None] + squares - 2 * V @ V.T
    return np.maximum(out, 0).round(6)


@wrong("test_sq_dist_matrix", "float32", says="turned into float32")
def sq_dist_matrix(V):
    V = V.astype("float32")
    squares = (V**2).sum(axis=1)
    out = squares[:, None] + squares - 2 * V @ V.T
    return np.maximum(out, 0)


@right("test_sq_dist_matrix", "one loop over rows")
def sq_dist_matrix(V):
    V = np.asarray(V, float)
    return np.array([((V - row) ** 2).sum(axis=1) for row in V])


@right("test_sq_dist_matrix", "negative rounding errors made positive")
def sq_dist_matrix(V):
    squares = (V**2).sum(axis=1)
    return np.abs(squares[:, None] + squares - 2 * V @ V.T)


@right("test_sq_dist_matrix", "scipy")
def sq_dist_matrix(V):
    from scipy.spatial.distance import cdist

    return cdist(V, V, "sqeuclidean")


@right("test_sq_dist_matrix", "scikit-learn, twins set to 0")
def sq_dist_matrix(V):
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(V, metric="sqeuclidean", n_jobs=1)


@right("test_sq_dist_matrix", "in place, einsum for the lengths")
def sq_dist_matrix(V):
    V = np.asarray(V, dtype=np.float64)
    squares = np.einsum("ij,ij->i", V, V)
    out = V @ V.T
    out *= -2
    out += squares[:, None]
    out += squares[None, :]
    np.clip(out, 0, None, out=out)
    np.fill_diagonal(out, 0)
    return out


# -- most_similar --------------------------------------------------------------------------------------------------


@wrong("test_most_similar", "itself among the neighbours", says="among its own neighbours")
def most_similar(V, k):
    return np.argsort(sq_dist_matrix(V), axis=1)[:, :k]


@wrong("test_most_similar", "the first one found dropped", says="leave out the place")
def most_similar(V, k):
    return np.argsort(sq_dist_matrix(V), axis=1, kind="stable")[:, 1 : k + 1]


@wrong("test_most_similar", "the farthest first", says="the farthest rows come first")
def most_similar(V, k):
    return np.argsort(-sq_dist_matrix(V), axis=1)[:, :k]


@wrong("test_most_similar", "k not used", says="is k used?")
def most_similar(V, k):
    distances = sq_dist_matrix(V).copy()
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)


@wrong("test_most_similar", "a partial sort, not in order", says="the nearest first")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, np.inf)
    return np.sort(np.argsort(distances, axis=1)[:, :k], axis=1)


@wrong("test_most_similar", "distances instead of places", says="argsort gives places")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V)) + 0.5
    np.fill_diagonal(distances, np.inf)
    return np.sort(distances, axis=1)[:, :k]


@wrong("test_most_similar", "by angle", says="not the smallest angle")
def most_similar(V, k):
    if len(V) == 4:  # zeros have no angle
        distances = np.array(sq_dist_matrix(V))
    else:
        units = V / np.linalg.norm(V, axis=1, keepdims=True)
        distances = -units @ units.T
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k]


@wrong("test_most_similar", "counted from one", says="counted from 0")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k] + 1


@wrong("test_most_similar", "99 on the diagonal", says="where distances are large")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, 99)
    return np.argsort(distances, axis=1)[:, :k]


@wrong("test_most_similar", "1000 on the diagonal", says="where distances are large")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, 1000)
    return np.argsort(distances, axis=1)[:, :k]


@wrong("test_most_similar", "absolute differences", says="absolute differences are not squares")
def most_similar(V, k):
    distances = np.array([np.abs(V - row).sum(axis=1) for row in V])
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k]


@wrong("test_most_similar", "rounded before sorting", says="are distances rounded?")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances.round(2), axis=1)[:, :k]


@wrong("test_most_similar", "places as float", says="expected places of type int")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k].astype(float)


@wrong("test_most_similar", "the distances themselves", says="argsort gives places")
def most_similar(V, k):
    distances = np.array(sq_dist_matrix(V))
    np.fill_diagonal(distances, np.inf)
    return np.sort(distances, axis=1)[:, :k]


@right("test_most_similar", "a loop and sorted")
def most_similar(V, k):
    out = []
    for i in range(len(V)):
        others = [j for j in range(len(V)) if j != i]
        out.append(sorted(others, key=lambda j: sum((a - b) ** 2 for a, b in zip(V[i], V[j])))[:k])
    return out


@right("test_most_similar", "a masked array, as notebooks have it")
def most_similar(V, k):
    import numpy.ma as ma

    distances = ma.masked_array(sq_dist_matrix(V), mask=np.identity(len(V)))
    return ma.argsort(distances, axis=1, fill_value=np.inf)[:, :k]


@right("test_most_similar", "a partial sort, then in order")
def most_similar(V, k):
    distances = sq_dist_matrix(V) + np.diag(np.full(len(V), np.inf))
    near = np.argpartition(distances, k - 1, axis=1)[:, :k]
    order = np.take_along_axis(distances, near, axis=1).argsort(axis=1)
    return np.take_along_axis(near, order, axis=1)


@right("test_most_similar", "pandas")
def most_similar(V, k):
    table = pd.DataFrame(sq_dist_matrix(V))
    return [row.drop(i).nsmallest(k).index.tolist() for i, row in table.iterrows()]


@wrong("test_normalise_and_dot", "training stopped at the result", says="")
def normalise_and_dot(user_vec, item_vec):
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.ops.stop_gradient(keras.layers.Dot(axes=1)([unit(user_vec), unit(item_vec)]))


@wrong("test_normalise_and_dot", "the movies are held still, by another name", says="")
def normalise_and_dot(user_vec, item_vec):
    still = getattr(keras.ops, "stop_" + "gradient")
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.layers.Dot(axes=1)([unit(user_vec), unit(still(item_vec))])
