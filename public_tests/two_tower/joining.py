"""Check of the joint of the towers: unit length, then a dot product, row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind
from public_tests._networks import model_of

USERS = np.array([[3.0, 4.0], [1.0, 0.0], [2.0, -1.0]], dtype="float32")
MOVIES = np.array([[0.0, 2.0], [-5.0, 0.0], [1.0, 3.0]], dtype="float32")
RIGHT = np.array([[0.8], [-1.0], [-1 / 50**0.5]])


def _length(vectors: np.ndarray, axis: int) -> np.ndarray:
    return np.sqrt((vectors**2).sum(axis=axis, keepdims=True))


def _agree(users: np.ndarray, movies: np.ndarray) -> np.ndarray:
    return (users * movies).sum(axis=1, keepdims=True)


def test_normalise_and_dot(target: Callable) -> None:
    """Check `normalise_and_dot`: shape, forgotten lengths, the wrong axis, values, zeros, inside a model."""
    import keras

    check = Check("normalise_and_dot", target, ["user_vec", "item_vec"])
    got = _numbers(check, check.call(USERS, MOVIES))
    by_user, by_movie = USERS / _length(USERS, 1), MOVIES / _length(MOVIES, 1)
    known = (
        (_agree(USERS, MOVIES), "these are dot products of the vectors as they are: bring both to length 1 first."),
        (_agree(by_user, MOVIES), "only the user's vector was brought to length 1; the movie's needs it too."),
        (_agree(USERS, by_movie), "only the movie's vector was brought to length 1; the user's needs it too."),
        (
            _agree(USERS / _length(USERS, 0), MOVIES / _length(MOVIES, 0)),
            "lengths were taken over the batch (axis 0); each row is a vector, so use axis 1.",
        ),
        (_length(by_user - by_movie, 1), "this is the distance of the two vectors; wanted is their dot product."),
        (_length(by_user - by_movie, 1) ** 2, "this is the squared distance; wanted is the dot product."),
        (_agree(by_user, by_movie) / 2, "the products were averaged; a dot product adds them up."),
        (np.abs(RIGHT), "the sign was lost; vectors that point in opposite directions give -1."),
        (RIGHT**2, "the sign was lost by squaring; wanted is the dot product itself."),
        (3 + 2 * RIGHT, "these are stars; wanted is the agreement itself, from -1 to 1."),
        ((RIGHT + 1) / 2, "these go from 0 to 1; wanted is the agreement itself, from -1 to 1."),
    )
    for mistake, sentence in known:
        if np.allclose(got, mistake, atol=1e-3):
            check.fail(sentence)
    _close(check, got, RIGHT, "(3, 4)/5 · (0, 2)/2 = 0.6·0 + 0.8·1 = 0.8, and so on, row by row.")
    check.unchanged()
    zeros = _numbers(check, check.call(np.zeros((1, 2), "float32"), MOVIES[:1], when="one vector is all zeros"), rows=1)
    _close(check, zeros, np.zeros((1, 1)), "a vector of zeros stays zeros, so the dot product is 0.")
    for size, within in ((0.1, 1e-4), (0.001, 5e-3)):  # the smaller, the more a floor against 0 / 0 may show
        short = _numbers(check, check.call(USERS * np.float32(size), MOVIES * np.float32(size)))
        if not np.allclose(short, RIGHT, rtol=0, atol=within):
            check.fail(
                f"wrong for vectors shorter than 1 (lengths about {3 * size:g}): they too are brought to length 1; only a vector of "
                "zeros stays as it is."
            )
    model = model_of(check, target, [keras.Input(shape=(2,)), keras.Input(shape=(2,))])
    if model.weights:
        check.fail("inside a model it adds weights of its own: here is nothing to learn, so no Dense layer.")
    inside = _numbers(check, model([USERS.copy(), MOVIES.copy()]))
    _close(check, inside, RIGHT, "inside a model it must give the same as outside.")
    check.passed()


def _numbers(check: Check, got: Any, rows: int = 3) -> np.ndarray:
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    try:
        values = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        check.fail(f"expected a tensor of shape ({rows}, 1), got {kind(got)}: is a layer made, but not called?")
    causes = {
        (): ": that is one number for the whole batch; multiply row by row.",
        (rows,): ": keep the second axis, as keras.layers.Dot does.",
        (rows, rows): ": that is every user with every movie; wanted is each row with the row beside it.",
        (rows, 2): ": the products are there, now add them up in each row.",
    }
    if values.shape != (rows, 1):
        cause = causes.get(values.shape, ".")
        check.fail(f"expected shape ({rows}, 1), one number per row, got shape {values.shape}{cause}")
    if not np.isfinite(values).all():
        check.fail(
            "expected finite numbers, got NaN: a vector of zeros has length 0, and nothing can be divided by that."
        )
    return values


def _close(check: Check, got: np.ndarray, expected: np.ndarray, why: str) -> None:
    # float32 holds seven digits
    if not np.allclose(got, expected, rtol=0, atol=1e-5):
        shown = ["[" + ", ".join(f"{v:.3f}" for v in values.ravel()) + "]" for values in (expected, got)]
        check.fail(f"expected {shown[0]}, got {shown[1]}: {why}")
