"""Check of the network: its tables, its arithmetic, its penalty, and that the cut of the batch does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, CheckFailed, kind
from public_tests.matrix_factorization.clipping import cut_off

USERS, MOVIES, SIZE = 5, 7, 3
PAIRS = np.array([[0, 6], [4, 0], [2, 3], [0, 0], [4, 6], [1, 5]])


def test_recommender_net(target: Callable) -> None:
    """Check `RecommenderNet`: a model, four tables, the start, the sum, row by row, the penalty."""
    check = Check("RecommenderNet", target, ["num_users", "num_movies", "embedding_size"])
    net = _built(check)
    tables = _tables(check, net)
    if not all(np.any(tables[name] != 0) for name in ("P", "Q")):
        check.fail(
            "the factors start at zero: then their gradients are zero too, and they never move; leave out the initializer there."
        )
    if any(np.any(tables[name] != 0) for name in ("bu", "bi")):
        check.fail('the biases should start at zero: embeddings_initializer="zeros".')
    if any(np.ptp(tables[name]) == 0 for name in ("P", "Q")):
        check.fail(
            "all factors of a table start at the same number: then they all move alike, and stay one factor; leave out the initializer there."
        )
    if any(np.abs(tables[name]).max() > 0.0501 for name in ("P", "Q")):
        check.fail(
            "the factors should start as Keras starts an embedding by itself, between -0.05 and 0.05; leave out the initializer there."
        )
    rng = np.random.default_rng(3)
    tables = {name: rng.normal(size=table.shape).astype("float32") for name, table in tables.items()}
    net.set_weights(_in_order(net, tables))
    got = _output(check, net, PAIRS)
    u, i = PAIRS.T
    taste = (tables["P"][u] * tables["Q"][i]).sum(axis=1, keepdims=True)
    shifts = tables["bu"][u] + tables["bi"][i]
    for mistake, sentence in (
        (
            shifts + taste.sum(),
            "the products of the whole batch were added into one number: add up each row alone (axis=1).",
        ),
        (taste, "the biases are missing."),
        (shifts, "the dot product is missing."),
        (1 / (1 + np.exp(-(taste + shifts))), "the result went through a sigmoid; here it stays as it is."),
        (taste / SIZE + shifts, "the products were averaged; a dot product adds them up."),
    ):
        if np.allclose(got, mistake, rtol=0, atol=1e-4):
            check.fail(sentence)
    # float32 holds seven digits
    if not np.allclose(got, taste + shifts, rtol=0, atol=1e-4):
        if cut_off(got, taste + shifts):
            check.fail(f"the result is cut off at {got.min():.3g} or {got.max():.3g}; give it as it is, without clip.")
        worst = int(np.argmax(np.abs(got - taste - shifts)))
        check.fail(
            f"with random numbers in its tables expected {(taste + shifts)[worst, 0]:.4f} for the pair {PAIRS[worst].tolist()}, "
            f"got {got[worst, 0]:.4f}: the dot product of the user's and the movie's factors plus the two biases. Is column 0 the users and column 1 the movies?"
        )
    one_by_one = np.concatenate([_output(check, net, PAIRS[k : k + 1]) for k in range(len(PAIRS))])
    if not np.allclose(got, one_by_one, rtol=0, atol=1e-4):
        check.fail("a row's prediction depends on the other rows of the batch; each row must be worked out alone.")
    if not np.allclose(got, _output(check, net, PAIRS, training=True), rtol=0, atol=1e-4):
        check.fail("in training it gives something else than in use: is there a Dropout? Four tables and nothing more.")
    _penalty(check, net, tables)
    check.passed()


def _built(check: Check) -> Any:
    import keras

    net = check.call(USERS, MOVIES, SIZE)
    if not isinstance(net, keras.Model):
        check.fail(f"expected a Keras model, got {kind(net)}: keep the line `class RecommenderNet(keras.Model):`.")
    _output(check, net, PAIRS)
    return net


def _runs(net: Any, pairs: np.ndarray) -> bool:
    try:
        net(pairs)
    except Exception:  # whatever the student's code makes of them
        return False
    return True


def _output(check: Check, net: Any, pairs: np.ndarray, **options: Any) -> np.ndarray:
    said, unwritten = "", False
    try:
        got = net(pairs, **options)
    except NotImplementedError:
        unwritten = True
    except Exception as error:
        text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # Keras colours its messages
        lines = [line for line in text.strip().split("\n") if line.strip()]
        said = f"{type(error).__name__}: {' '.join(lines[:2])[:200]}"
    if unwritten:
        raise CheckFailed(
            "RecommenderNet: `call` is not written yet. Replace its line `raise NotImplementedError(...)`, run the cell, then this one again."
        )
    if said and _runs(net, pairs[:, ::-1]):
        check.fail(
            "a position lies outside its table, and with the two columns exchanged it does not: column 0 is the user's position, "
            "column 1 the movie's. Are users looked up in the movies' tables?"
        )
    if said:
        check.fail(f"the model cannot work on a batch of pairs of shape {pairs.shape}: {said}")
    if got is None:
        check.fail("`call` gave back nothing (None): does it end with `return`?")
    try:
        values = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        check.fail(f"`call` should give a tensor of shape (batch, 1), got {kind(got)}.")
    n = len(pairs)
    causes = {
        (): ": one number for the whole batch; work row by row.",
        (n,): ": keep the second axis, with keepdims=True.",
        (n, SIZE): ": the products are there; add up each row with axis=1 and keepdims=True.",
        (
            n,
            n,
        ): ": that is every row with every row; is keepdims=True missing, or is @ used where rows should be multiplied?",
    }
    if values.shape != (n, 1):
        check.fail(
            f"expected shape ({n}, 1), one number for each row, got {values.shape}{causes.get(values.shape, '.')}"
        )
    return values


def _tables(check: Check, net: Any) -> dict[str, np.ndarray]:
    by_shape = {array.shape: array for array in net.get_weights()}
    wanted = {"P": (USERS, SIZE), "Q": (MOVIES, SIZE), "bu": (USERS, 1), "bi": (MOVIES, 1)}
    words = {"P": "factors of the users", "Q": "factors of the movies", "bu": "user biases", "bi": "movie biases"}
    for name, shape in wanted.items():
        if shape not in by_shape:
            found = ", ".join(map(str, by_shape)) or "none"
            check.fail(
                f"expected a table of shape {shape} for the {words[name]} (of a net for {USERS} users, {MOVIES} movies, size {SIZE}); the tables found are {found}."
            )
    if len(net.get_weights()) != 4:
        shapes = [array.shape for array in net.get_weights()]
        check.fail(f"expected four tables and nothing else that is trained, got {len(shapes)}: {shapes}.")
    return {name: by_shape[shape] for name, shape in wanted.items()}


def _in_order(net: Any, tables: dict[str, np.ndarray]) -> list[np.ndarray]:
    by_shape = {table.shape: table for table in tables.values()}
    return [by_shape[array.shape] for array in net.get_weights()]


def _penalty(check: Check, net: Any, tables: dict[str, np.ndarray]) -> None:
    got = float(sum(np.asarray(loss) for loss in net.losses))
    squares = {name: 1e-4 * float((table.astype(float) ** 2).sum()) for name, table in tables.items()}
    wanted = squares["P"] + squares["Q"]
    for mistake, sentence in (
        (
            0.0,
            "there is no penalty: give embeddings_regularizer=keras.regularizers.L2(1e-4) to the two tables of factors.",
        ),
        (squares["P"], "only the users' factors have a penalty; the movies' need it too."),
        (squares["Q"], "only the movies' factors have a penalty; the users' need it too."),
        (sum(squares.values()), "the biases have a penalty too; here only the factors have one."),
    ):
        if np.isclose(got, mistake, rtol=1e-4, atol=1e-9):
            check.fail(sentence)
    # float32 holds seven digits
    if not np.isclose(got, wanted, rtol=1e-4):
        check.fail(
            f"the penalty should be 1e-4 times the sum of all squared factors, {wanted:.6f} here, got {got:.6f}."
        )
