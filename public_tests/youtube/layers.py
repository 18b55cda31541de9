"""Checks of the two layers: what they compute on small numbers, with and without a mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from public_tests.youtube.layer_check import LayerCheck

BATCH = np.array([[[3.0, 4.0], [0.0, 2.0], [0.0, 0.0]], [[1.0, 0.0], [-6.0, 8.0], [5.0, 5.0]]], dtype="float32")
ROOT = 0.5**0.5
UNIT = np.array([[[0.6, 0.8], [0.0, 1.0], [0.0, 0.0]], [[1.0, 0.0], [-0.6, 0.8], [ROOT, ROOT]]])


SHORT = np.array([[[6e-6, 8e-6], [0.0, 2e-4], [0.0, 0.0]]], dtype="float32")
SHORT_UNIT = np.array([[[0.6, 0.8], [0.0, 1.0], [0.0, 0.0]]])


def test_unit_length(target: Any) -> None:
    """Check `UnitLength`: the last axis, the root, zeros, any number of axes, inside a model, the mask goes on."""
    import keras

    check = LayerCheck(
        "UnitLength", target, "did the sum lose its axis? keepdims=True keeps it, so that one can divide by it"
    )
    got = check.numbers(
        check.reads(BATCH), BATCH.shape, "a vector of zeros became nan; it must stay zeros: never divide by 0."
    )
    squares = np.sum(BATCH**2, axis=-1, keepdims=True)
    safe = np.where(squares > 0, squares, 1)
    along_1 = np.sqrt(np.sum(BATCH**2, axis=1, keepdims=True))
    for mistake, sentence in (
        (
            BATCH / safe,
            "(3, 4) became (0.12, 0.16): divided by 25, the sum of the squares; the root of it, 5, is the length.",
        ),
        (
            BATCH / np.where(squares > 0, np.abs(BATCH).sum(-1, keepdims=True), 1),
            "divided by the sum of the sizes, 3 + 4 = 7; the length of (3, 4) is 5.",
        ),
        (
            BATCH / np.where(squares > 0, np.abs(BATCH).max(-1, keepdims=True), 1),
            "divided by the largest number, 4; the length of (3, 4) is 5.",
        ),
        (BATCH / along_1, "summed along axis 1, over the positions; each vector lies along the last axis, -1."),
        (
            BATCH / np.sqrt((BATCH**2).sum()),
            "divided by one number for the whole batch; every vector has its own length.",
        ),
        (
            BATCH / np.sqrt(squares + 1),
            "1 was added to the squares; that changes every length. Only guard against 0, with a tiny number.",
        ),
        (BATCH, "nothing was changed; (3, 4) should become (0.6, 0.8)."),
    ):
        check.reject(got, mistake, sentence)
    short = check.numbers(check.reads(SHORT, when="with short vectors"), SHORT.shape, "a vector of zeros became nan.")
    # A guard may change a vector of this length a little: by 3 in 100.
    if check.near(got, UNIT, 0.01) and not check.near(short, SHORT_UNIT, 0.03):
        check.fail(
            f"(0.000006, 0.000008) became ({short[0, 0, 0]:.3g}, {short[0, 0, 1]:.3g}), expected (0.6, 0.8): what guards against 0 is too large. "
            "Take a number such as 1e-12."
        )
    check.close(got, UNIT, "(3, 4) should become (0.6, 0.8), (-6, 8) become (-0.6, 0.8) and (0, 0) stay (0, 0).")
    flat = check.numbers(check.reads(BATCH[0], when="with one axis fewer"), (3, 2), "a vector of zeros became nan.")
    check.close(flat, UNIT[0], "with one axis fewer the vectors lie along the last axis too: axis=-1, not axis=2.")
    deep = check.numbers(
        check.reads(BATCH[:, None], when="with one axis more"), (2, 1, 3, 2), "a vector of zeros became nan."
    )
    check.close(
        deep, UNIT[:, None], "with one axis more, four in all, the vectors lie along the last axis too: axis=-1."
    )
    check.in_a_model(lambda layer, x: layer(x), keras.Input(shape=(3, 2)), BATCH, UNIT)
    _turns(check)
    table = keras.layers.Embedding(4, 2, mask_zero=True)
    if getattr(check.call(table(np.array([[0, 1]]))), "_keras_mask", None) is None:
        check.fail("the mask of the input is lost; keep the line `self.supports_masking = True`.")
    check.passed()


def _turns(check: LayerCheck) -> None:
    """Expect the slope of a vector's unit length: its numbers can learn, and only across the vector, for the length stays 1."""
    import tensorflow as tf

    vectors, weight = tf.Variable([[3.0, 4.0], [-6.0, 8.0]]), np.array([[1.0, 0.0], [2.0, 1.0]], dtype="float32")
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(check.target(vectors) * weight)
    slope = tape.gradient(total, vectors)
    if slope is None or not np.asarray(slope).any():
        check.fail(
            "the values are right, but training cannot go through: the result does not change with the input for Keras. Leave out ops.stop_gradient and numpy."
        )
    wanted = [[0.128, -0.096], [0.176, 0.132]]  # (w - u (u·w)) / length, where u is the unit vector
    if not check.near(np.asarray(slope), wanted, 1e-3):
        check.fail(
            "the values are right, but their slope, by which training goes, is not: the length is a function of the same numbers. Leave out ops.stop_gradient."
        )


def test_masked_mean(target: Any) -> None:
    """Check `MaskedMean`: which positions count, what is divided by, nothing real, no mask, the mask ends."""
    import keras

    check = LayerCheck(
        "MaskedMean",
        target,
        "do the mask's numbers have a last axis, and the count one to divide by? ops.expand_dims(…, -1)",
    )
    x = np.array([[[9, 9], [0.6, 0.8], [1, 0]], [[2, 4], [0, 0], [7, 7]], [[1, 1], [2, 2], [3, 3]]], dtype="float32")
    mask = np.array([[False, True, True], [True, True, False], [True, True, True]])
    wanted = np.array([[0.8, 0.4], [1.0, 2.0], [2.0, 2.0]])
    nan = "nan among the values: a row without any real position must give zeros; divide by at least 1."
    got = check.numbers(check.reads(x, mask=mask), (3, 2), nan)
    weight = mask[..., None].astype(float)
    nonzero = (x != 0).any(axis=-1, keepdims=True) * weight
    for mistake, sentence in (
        (x.mean(axis=1), "the mask changes nothing: padded positions count as well."),
        (
            (x * weight).mean(axis=1),
            "divided by the length, 3; divide by the number of real positions, which is 2 in the first row.",
        ),
        ((x * weight).sum(axis=1), "that is the sum of the real positions; divide by how many there are."),
        (
            (x * (1 - weight)).sum(1) / np.maximum((1 - weight).sum(1), 1),
            "the mask is the wrong way round: True means real.",
        ),
        (
            (x * nonzero).sum(1) / nonzero.sum(1),
            "a real vector of zeros was left out; the mask says what is real, not the numbers.",
        ),
        (
            (x * weight).sum(1) / weight.sum(),
            "divided by the real positions of the whole batch; each row has its own count.",
        ),
    ):
        check.reject(got, mistake, sentence)
    if check.near(got, wanted, 0.01) and not check.near(got, wanted, 1e-5):
        check.fail(
            f"the mean of (0.6, 0.8) and (1, 0) is (0.8, 0.4), got ({got[0, 0]:.6f}, {got[0, 1]:.6f}): was something added to the count? "
            "ops.maximum(count, 1) guards against 0 / 0 and changes nothing else."
        )
    check.close(got, wanted, "the mean of (0.6, 0.8) and (1, 0) is (0.8, 0.4); the first position is not real.")
    none = np.zeros((3, 3), dtype=bool)
    none[2, 1] = True
    got = check.numbers(check.reads(x, mask=none, when="with rows where nothing is real"), (3, 2), nan)
    check.close(got, [[0, 0], [0, 0], [2, 2]], "rows without any real position should be zeros.")
    _gradient(check, x, none)
    got = check.numbers(check.reads(x, when="without a mask"), (3, 2), nan)
    check.close(got, x.mean(axis=1), "without a mask (None) every position is real: the plain mean.")
    table = keras.layers.Embedding(4, 2, mask_zero=True)
    ids = np.array([[0, 0, 2], [0, 0, 0]])
    rows = np.asarray(table(ids))
    out = check.call(table(ids), when="behind an Embedding with mask_zero=True")
    got = check.numbers(out, (2, 2), nan)
    check.close(
        got, [rows[0, 2], [0, 0]], "behind Embedding(mask_zero=True) the mask comes by itself, as the argument `mask`."
    )
    if getattr(out, "_keras_mask", None) is not None:
        check.fail(
            "the output still carries a mask, though it has no positions any more: compute_mask must return None."
        )
    model_table = keras.layers.Embedding(4, 2, mask_zero=True)
    model_table.build((None, None))
    rows = np.asarray(model_table.embeddings)
    check.in_a_model(
        lambda layer, x: layer(model_table(x)),
        keras.Input(shape=(None,), dtype="int32"),
        ids,
        [rows[2], [0, 0]],
    )
    check.passed()


def _gradient(check: LayerCheck, x: np.ndarray, mask: np.ndarray) -> None:
    """Expect numbers for how the output changes with the input, also where nothing is real: training needs them."""
    import tensorflow as tf

    vectors = tf.Variable(x)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(check.target(vectors, mask=mask))
    slope = tape.gradient(total, vectors)
    if slope is None or not np.asarray(slope).any():
        check.fail(
            "the values are right, but training cannot go through: the mean does not change with the input for Keras. Leave out ops.stop_gradient and numpy."
        )
    if not np.isfinite(np.asarray(slope)).all():
        check.fail(
            "a row with nothing real gives zeros, but its gradient, which training needs, is nan, and so would be the loss: 0 / 0 was computed and "
            "then replaced. Guard before you divide: ops.maximum(count, 1)."
        )
