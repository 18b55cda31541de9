"""Oracles of lab 04: the towers, their joint, and the questions.

A tower is judged by what it computes: its weights come over, the layers are worked out here with numpy, and the tower's
own output on random vectors must agree. No oracle needs the trained model, so none depends on the training.
"""

from __future__ import annotations

import numpy as np

from grader.oracle import choice, oracle
from hidden_tests.trained import training_goes_through

UNITS = (256, 128)


def plain_tower(weights: list, x: np.ndarray, num_outputs: int) -> np.ndarray | None:
    """Three dense layers worked out by hand, or None if the weights are not those of such layers."""
    sizes = (x.shape[1], *UNITS, num_outputs)
    wanted = [shape for layer in range(3) for shape in ((sizes[layer], sizes[layer + 1]), (sizes[layer + 1],))]
    if not isinstance(weights, list) or not all(isinstance(array, np.ndarray) for array in weights):
        return None
    by_shape = {array.shape: array.astype(float) for array in weights}
    if len(weights) != len(wanted) or set(by_shape) != set(wanted):
        return None
    for layer in range(3):
        x = x @ by_shape[wanted[2 * layer]] + by_shape[wanted[2 * layer + 1]]
        if layer < 2:
            x = np.where(x > 0, x, 0.0)
    return x


@oracle("test_tower")
def _(student, rng):
    for num_outputs in (int(rng.integers(2, 60)), 1):
        inputs = int(rng.integers(3, 60))
        x = rng.normal(size=(int(rng.integers(2, 9)), inputs))
        tower = student.call("build_tower", num_outputs)
        near = {"rtol": 1e-3, "atol": 1e-4}  # float32 in the tower, float64 here: five digits agree
        output = tower.then("__call__", x)
        output.has_shape((len(x), num_outputs), "the tower writes num_outputs numbers for each row")
        weights = tower.then("get_weights").value
        expected = plain_tower(weights, x, num_outputs)
        student.expect(
            expected is not None, "the tower has the weights of three dense layers with 256, 128 and num_outputs units"
        )
        # Biases start at 0, where a layer with and one without them look alike, so they are moved.
        moved = [array + rng.normal(size=array.shape) / 10 for array in weights]
        tower.then("set_weights", moved).equals(None, "the tower takes weights")
        tower.then("__call__", x).is_close(
            plain_tower(moved, x, num_outputs), "relu, relu, linear, one after the other", **near
        )
        tower.then("__call__", x, training=True).is_close(
            plain_tower(moved, x, num_outputs), "the same in training: dense layers only", **near
        )
        far = x * float(rng.uniform(500, 2000))
        tower.then("__call__", far).is_close(
            plain_tower(moved, far, num_outputs), "relu has no ceiling", rtol=1e-3, atol=0.1
        )
        other = student.call("build_tower", num_outputs)
        other.then("__call__", x).has_shape((len(x), num_outputs), "each call makes a tower")
        fresh = other.then("get_weights").value
        same = isinstance(fresh, list) and len(fresh) == 6 and np.array_equal(fresh[1], moved[1])
        student.expect(not same, "each call makes a new tower, with weights of its own")
        kernels = [(a, b) for a, b in zip(weights, fresh, strict=False) if a.ndim == 2 and np.shape(a) == np.shape(b)]
        drawn = len(kernels) == 3 and all(np.ptp(a) > 0 or a.size == 1 for a, _ in kernels)
        student.expect(drawn, "the weights start at random")
        alike = any(np.array_equal(a, b) for a, b in kernels)
        student.expect(not alike, "two towers start with different weights")
    trains_freely(student, tower, moved, x)


def trains_freely(student, tower, weights: list, x: np.ndarray) -> None:
    """One step of plain gradient descent must do to the weights what it does by hand: nothing frozen, added or forced."""
    order = [next(i for i, a in enumerate(weights) if a.shape == shape)
             for n, m in zip((x.shape[1], *UNITS), (*UNITS, 1), strict=True) for shape in ((n, m), (m,))]  # fmt: skip
    layers = [weights[place].astype(float) for place in order]
    inputs, sums = [x], []
    for matrix, bias in zip(layers[::2], layers[1::2], strict=True):
        sums.append(inputs[-1] @ matrix + bias)
        inputs.append(np.maximum(sums[-1], 0))
    loss, slope = np.mean(sums[-1] ** 2), 2 * sums[-1] / sums[-1].size
    after = [None] * 6
    for layer in (2, 1, 0):
        after[order[2 * layer]] = layers[2 * layer] - 0.01 * inputs[layer].T @ slope
        after[order[2 * layer + 1]] = layers[2 * layer + 1] - 0.01 * slope.sum(axis=0)
        slope = (slope @ layers[2 * layer].T) * (sums[layer - 1] > 0) if layer else slope
    tower.then("compile", optimizer="sgd", loss="mse", run_eagerly=True).equals(None, "the tower can be trained")
    got = tower.then("train_on_batch", x, np.zeros((len(x), 1))).value
    first = float(np.ravel(got)[0])
    student.expect(bool(np.isclose(first, loss, rtol=1e-3)), "nothing is added to the loss in training")
    trained = tower.then("get_weights").value
    # float32, and a step of 0.01 times gradients of about 1: a frozen or a forced weight is off by far more
    free = all(np.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in zip(trained, after, strict=True))
    moved = all(not np.array_equal(a, b.astype("float32")) for a, b in zip(trained, weights, strict=True))
    student.expect(free and moved, "one step of training moves all weights, each as plain layers' would")


def plain_agreement(users: np.ndarray, movies: np.ndarray) -> list:
    """Cosine of each pair of rows, 0 where one is all zeros."""
    rows = []
    for u, m in zip(users.tolist(), movies.tolist(), strict=True):
        lengths = sum(v * v for v in u) ** 0.5 * sum(v * v for v in m) ** 0.5
        rows.append([sum(a * b for a, b in zip(u, m, strict=True)) / lengths if lengths else 0.0])
    return rows


@oracle("test_normalise_and_dot")
def _(student, rng):
    near = {"rtol": 0, "atol": 1e-5}  # float32
    d = int(rng.integers(3, 40))
    for scale in (1.0, 30.0):
        users, movies = (rng.normal(size=(int(4 + scale), d)) * scale for _ in range(2))
        answer = student.call("normalise_and_dot", users.astype("float32"), movies.astype("float32"))
        answer.is_close(
            plain_agreement(users, movies), "the cosine of each user's vector and the movie's beside it", **near
        )
        answer.leaves_arguments("the arrays it was given stay as they were")
    for size, within in ((0.1, 1e-4), (0.002, 5e-3)):  # what keeps 0 / 0 away may show a little where vectors are tiny
        short = [v / np.sqrt((v**2).sum(axis=1, keepdims=True)) * size for v in (users, movies)]
        answer = student.call("normalise_and_dot", *(v.astype("float32") for v in short))
        answer.is_close(plain_agreement(*short), "vectors much shorter than 1", rtol=0, atol=within)
    users[1], movies[2] = 0, 0
    student.call("normalise_and_dot", users.astype("float32"), movies.astype("float32")).is_close(
        plain_agreement(users, movies), "a vector of zeros gives 0", **near
    )
    joined = student.network("normalise_and_dot", [(d,), (d,)])
    joined.then("__call__", [users.astype("float32"), movies.astype("float32")]).is_close(
        plain_agreement(users, movies), "the same inside a Keras model", **near
    )
    joined.then("count_params").equals(0, "no weights of its own")
    pair = [rng.normal(size=(6, 4)).astype("float32") for _ in range(2)]
    training_goes_through(student, "normalise_and_dot", plain_agreement, pair, np.zeros((6, 1)))


# The questions: the letter, and the sentence for those who chose another.


choice(
    "test_question_no_leak",
    "C",
    "ask of each whether a held-out rating, or a copy of its row, takes part in anything before the test",
)
choice("test_question_length", "D", "think of what unit length does to a vector and to ten times the vector")
choice(
    "test_question_serving", "A", "the towers meet only at the end, and the products have not changed since yesterday"
)
choice("test_question_blind", "B", "write down what the movie tower reads of the two movies, number by number")
