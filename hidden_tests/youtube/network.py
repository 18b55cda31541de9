"""Oracle of the network.

The network is judged by what it computes: it is given random weights, and its output is worked out here with numpy. Where
that does not agree, its bags are those of the student's own two layers: their mistakes cost their own points only.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable

import numpy as np

from grader.oracle import Mismatch, oracle
from hidden_tests.following import asked_first

CLOSE = {"rtol": 2e-3, "atol": 1e-6}  # probabilities of a few hundredths
TRAINED = {"rtol": 1e-2, "atol": 2e-5}  # divided by the spread of a small batch, which may be small itself
EPSILON = 0.001  # what BatchNormalization adds to the variance
HOLD_IDS = ("int32", "int64", "uint32", "uint64", "float32", "float64")  # ids go up to 193,609
MOMENTUM = 0.99  # how much of its mean and variance it keeps in a step of training


def plain_unit(x: np.ndarray) -> np.ndarray:
    rows = []
    for vector in x.reshape(-1, x.shape[-1]).tolist():
        length = math.sqrt(sum(v * v for v in vector))
        rows.append([v / length if length else 0.0 for v in vector])
    return np.array(rows).reshape(x.shape)


def plain_mean(x: np.ndarray, mask: np.ndarray) -> np.ndarray:
    rows = []
    for vectors, real in zip(x.tolist(), mask.tolist(), strict=True):
        kept = [vector for vector, is_real in zip(vectors, real, strict=True) if is_real]
        rows.append([sum(column) / len(kept) for column in zip(*kept, strict=True)] if kept else [0.0] * x.shape[2])
    return np.array(rows)


def random_bags(rng: np.random.Generator, movies: int, genres: int, batch: int, lengths: list[int]) -> list[np.ndarray]:
    """Ids with zeros in front, some rows all zeros."""
    bags = []
    for place, length in enumerate(lengths):
        ids = rng.integers(1, (genres if place == 3 else movies) + 1, (batch, length))
        real = rng.integers(0, length + 1, batch)
        real[int(rng.integers(batch))] = 0
        bags.append(np.where(np.arange(length) >= length - real[:, None], ids, 0).astype("int32"))
    return bags


def parts_of(arrays: list, movies: int, genres: int, dims: int, units: tuple) -> dict | None:
    """The weights by their part, or None if they are not those of the network that was described."""
    sizes = (4 * dims, *units, movies + 1)
    wanted = Counter({(movies + 1, dims): 1, (genres + 1, dims): 1, (movies + 1,): 1, **{(size,): 5 for size in units}})
    wanted.update(itertools.pairwise(sizes))
    if not isinstance(arrays, list) or not all(isinstance(array, np.ndarray) for array in arrays):
        return None
    if Counter(array.shape for array in arrays) != wanted:
        return None
    by_shape: dict[tuple, list] = {}
    for array in arrays:
        by_shape.setdefault(array.shape, []).append(array.astype(float))
    return {
        "movies": by_shape[(movies + 1, dims)][0],
        "genres": by_shape[(genres + 1, dims)][0],
        "kernels": [by_shape[pair][0] for pair in itertools.pairwise(sizes)],
        "vectors": [by_shape[(size,)] for size in sizes[1:]],
    }


def random_weights(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Numbers that keep sums of about 1, so that no softmax is sure; vectors positive, since some are variances."""
    numbers = np.abs(rng.normal(size=shape)) + 0.5 if len(shape) == 1 else rng.normal(size=shape) / np.sqrt(shape[0])
    return numbers.astype("float32")


def plain_bag(rows: np.ndarray, ids: np.ndarray) -> np.ndarray:
    return plain_mean(plain_unit(rows), ids > 0)


def plain_network(
    parts: dict, bags: list[np.ndarray], bag: Callable = plain_bag, batches: list | None = None
) -> np.ndarray:
    """Probabilities, layer by layer; `bag` makes the mean of the vectors of each input.

    With a list `batches` it is a step of training: normalised by this batch's means and variances, which go into the list.
    """
    tables = [parts["movies"]] * 3 + [parts["genres"]]
    x = np.concatenate([bag(table[ids], ids) for table, ids in zip(tables, bags, strict=True)], axis=1)
    for kernel, vectors in zip(parts["kernels"][:-1], parts["vectors"][:-1], strict=True):
        bias, gamma, beta, mean, variance = vectors
        x = x @ kernel + bias
        x = np.where(x > 0, x, 0.0)
        if batches is not None:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            batches.append((mean, variance))
        x = gamma * (x - mean) / np.sqrt(variance + EPSILON) + beta
    x = x @ parts["kernels"][-1] + parts["vectors"][-1][0]
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def remembers(parts: dict, after: dict | None, batches: list) -> bool:
    """Whether each normalisation has moved its mean and variance towards the batch's by Keras' own share."""
    if after is None:
        return False
    for old, new, batch in zip(parts["vectors"], after["vectors"], batches, strict=False):
        for was, now, seen in zip(old[3:], new[3:], batch, strict=True):
            if not np.allclose(now, MOMENTUM * was + (1 - MOMENTUM) * seen, rtol=1e-3, atol=1e-4):
                return False
    return True


def starts_as_usual(arrays: list, dims: int) -> bool:
    """Tables up to 0.05, dense layers up to the root of 6 / (inputs + outputs), biases 0."""
    seen: set[int] = set()
    for array in arrays:
        if array.ndim == 1:
            if array.size not in seen and array.any():  # of each size the biases come first
                return False
            seen.add(array.size)
            continue
        limit = 0.05 if array.shape[1] == dims else math.sqrt(6 / sum(array.shape))
        if not 0.7 * limit < np.abs(array).max() <= 1.001 * limit:  # there are 39 numbers or more
            return False
    return True


def stops_openly(student, *names: str) -> bool:
    """Whether one of these functions names what stops training; which of several does cannot be seen from outside."""
    for name in names:
        try:
            if "stop_gradient" in student.value(f"{name}.__code__.co_names").value:
                return True
        except (Mismatch, TypeError):
            continue  # no such function, or one without names
    return False


def learns(student, model, sizes: tuple, bags: list[np.ndarray], labels: np.ndarray) -> None:
    """Expect a step of training to move whatever can learn; tables need not where the student's own layers stop it."""
    told = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "run_eagerly": True}
    model.then("compile", **told).equals(None, "it can be compiled")
    before = parts_of(model.then("get_weights").value, *sizes)
    model.then("train_on_batch", bags, labels).satisfies(lambda loss: True, "a step of training")
    after = parts_of(model.then("get_weights").value, *sizes)
    spared = stops_openly(student, "UnitLength.call", "MaskedMean.call")
    # A bias in front of a normalisation may have no say; whatever is a matrix has.
    matrices = [
        [*part["kernels"], *([] if spared else [part["movies"], part["genres"]])] for part in (before, after) if part
    ]
    moved = len(matrices) == 2 and not any(np.array_equal(old, new) for old, new in zip(*matrices, strict=True))
    student.expect(moved, "a step of training moves tables and layers", "something in it learns nothing")


@oracle("test_build_candidate_model")
def _(student, rng):
    def own_bag(table: np.ndarray, ids: np.ndarray) -> np.ndarray | None:
        rows = table[ids]
        unit = np.asarray(student.call("UnitLength").then("__call__", rows.astype("float32")).value)
        mean = student.call("MaskedMean").then("__call__", unit.astype("float32"), mask=ids > 0)
        bag = np.asarray(mean.value, dtype=float)
        return bag if bag.shape == (len(ids), rows.shape[-1]) and np.isfinite(bag).all() else None

    def said(_: np.ndarray, ids: np.ndarray) -> np.ndarray:
        return own[ids.tobytes()]

    # All different, and none a product of another part: shapes say which weights are which.
    movies, genres, dims = int(rng.integers(40, 60)), int(rng.integers(12, 20)), int(rng.integers(3, 7))
    units = tuple(int(n) for n in rng.permutation([9, 11, 29, 31, 37])[:3])
    bags = random_bags(rng, movies, genres, int(rng.integers(8, 12)), [5, 4, 3, 9])
    padding = int(rng.integers(1, 6))
    longer = [np.pad(part, ((0, 0), (padding, 0))) for part in bags]
    tables = [random_weights(rng, (count + 1, dims)) for count in (movies, movies, movies, genres)]
    tables[:3] = tables[:1] * 3
    # The layers are asked before there is a network: only the last few results are kept in the notebook.
    asked = [(table, ids) for inputs in (bags, longer) for table, ids in zip(tables, inputs, strict=True)]
    means = asked_first(own_bag, asked)
    # Where all bags are equal, the rest of the network has nothing to get right.
    follows = all(mean is not None for mean in means) and any(np.ptp(mean, axis=0).any() for mean in means[: len(bags)])
    own = {ids.tobytes(): mean for (_, ids), mean in zip(asked, means, strict=True)}
    model = student.call("build_candidate_model", movies, genres, dims, units)
    output = model.then("__call__", bags)
    output.has_shape((len(bags[0]), movies + 1), "probabilities of shape (batch, num_movies + 1)")
    model.then("inputs.__len__").equals(4, "a functional model, keras.Model(inputs, output), with four inputs")
    arrays = model.then("get_weights").value
    student.expect(
        parts_of(arrays, movies, genres, dims, units) is not None,
        "the weights are those of two tables, three dense layers with BatchNormalization, and a softmax layer",
        "expected weights of other shapes",
    )
    student.expect(
        all(np.ptp(array) > 0 for array in arrays if array.ndim == 2), "tables and dense layers start at random"
    )
    model.then("losses.__len__").equals(0, "layers as they come, none of which adds to the loss")
    student.expect(starts_as_usual(arrays, dims), "weights start as Keras has it", "another start")
    compiled = model.then("get_compile_config")
    compiled.satisfies(lambda got: not got, "a model that is not compiled yet", "it is compiled")
    model.then("trainable_weights.__len__").equals(4 + 4 * len(units), "all of the network can be trained")
    # Fresh, a BatchNormalization changes next to nothing and biases are 0; numbers that tell the steps apart:
    drawn = {table.shape: table for table in tables}
    moved = [drawn.get(array.shape, random_weights(rng, array.shape)) for array in arrays]
    for size in units:  # the first vector of a layer holds its biases: one so large that a relu with a ceiling shows
        next(vector for vector in moved if vector.shape == (size,))[0] += 8
    model.then("set_weights", moved).equals(None, "the model takes weights")
    parts = parts_of(moved, movies, genres, dims, units)
    answers = [
        ("bags, layers and softmax as described", model.then("__call__", bags), bags, CLOSE, False),
        ("more padding changes nothing", model.then("__call__", longer), longer, CLOSE, False),
        ("in training the same, nothing dropped", model.then("__call__", bags, training=True), bags, TRAINED, True),
    ]
    after = parts_of(model.then("get_weights").value, movies, genres, dims, units)
    bag: Callable = plain_bag
    for sentence, answer, asked, near, training in answers:
        try:
            answer.is_close(plain_network(parts, asked, bag, [] if training else None), sentence, **near)
        except Mismatch:
            if not follows:
                raise  # there are no layers of the student's own to follow
            bag = said
            answer.is_close(plain_network(parts, asked, bag, [] if training else None), sentence, **near)
    batches: list = []
    plain_network(parts, bags, bag, batches)
    student.expect(remembers(parts, after, batches), "BatchNormalization as it comes, with Keras' own momentum")
    learns(student, model, (movies, genres, dims, units), bags, rng.integers(1, movies + 1, len(bags[0])))
    again = student.call("build_candidate_model", movies, genres, dims, units)
    fresh = again.then("get_weights").value
    is_new = isinstance(fresh, list) and len(fresh) == len(moved) and not np.array_equal(fresh[0], moved[0])
    student.expect(is_new, "each call makes a new model")
    for place in range(4):
        held = again.then("inputs.__getitem__", place).then("dtype.__str__")
        held.satisfies(
            lambda name: name in HOLD_IDS, "inputs of a type that holds every id", "a type too small for ids"
        )
