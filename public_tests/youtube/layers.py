"""Checks of the two layers: what they compute on small numbers, with and without a mask."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from public_tests._check import Check, CheckFailed, kind

BATCH = np.array([[[3.0, 4.0], [0.0, 2.0], [0.0, 0.0]], [[1.0, 0.0], [-6.0, 8.0], [5.0, 5.0]]], dtype="float32")
ROOT = 0.5**0.5
UNIT = np.array([[[0.6, 0.8], [0.0, 1.0], [0.0, 0.0]], [[1.0, 0.0], [-0.6, 0.8], [ROOT, ROOT]]])


class LayerCheck(Check):
    """A check whose target is a class of layers.

    Parameters
    ----------
    name : str
        The class's name.
    target : type
        The student's class.
    """

    def __init__(self, name: str, target: Any) -> None:
        import keras

        self.name, self._given = name, []
        if isinstance(target, keras.Layer):
            self.fail(f"expected the class, got a layer made of it: write {name}, without brackets.")
        if not callable(target):
            self.fail(f"expected a class, got {kind(target)}: run the cell that defines it again, then this one.")
        self.layer: Any = None
        self.target = target
        self.layer = self.call()
        if not isinstance(self.layer, keras.Layer):
            self.fail("expected a class of keras.layers.Layer: keep the first line as it was.")
        self.target = self._on_numbers

    def _on_numbers(self, *args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a layer without compute_mask Keras warns; the values tell the rest
            return self.layer(*args, **kwargs)

    def numbers(self, got: Any, shape: tuple[int, ...], finite: str) -> np.ndarray:
        """The output as an array of this shape without NaN, or a sentence; `finite` says where a NaN comes from."""
        if got is None:
            self.fail("call gave back nothing (None): does it end with `return`?")
        try:
            array = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            self.fail(f"expected a tensor of shape {shape}, got {kind(got)}.")
        if array.shape != shape:
            self.fail(f"expected shape {shape}, got {array.shape}{_why(array.shape, shape)}")
        if not np.isfinite(array).all():
            self.fail(finite)
        return array

    def close(self, got: Any, expected: Any, why: str) -> None:
        """Expect these numbers; float32 and the guard against zero leave four digits."""
        if not np.allclose(got, expected, rtol=1e-3, atol=1e-4):
            self.fail(why)


def _why(got: tuple, wanted: tuple) -> str:
    if len(got) == len(wanted) + 1:
        return ": an axis too many; was keepdims=True meant, or the sum forgotten?"
    if len(got) == len(wanted) - 1:
        return (
            ": an axis is gone; use keepdims=True where you divide by the result, and take the mean along axis 1 only."
        )
    return ": along which axis did you sum?"


def test_unit_length(target: Any) -> None:
    """Check `UnitLength`: the last axis, the root, zeros, any number of axes, inside a model, the mask goes on."""
    import keras

    check = LayerCheck("UnitLength", target)
    got = check.numbers(
        check.call(BATCH.copy()), BATCH.shape, "a vector of zeros became nan; it must stay zeros: never divide by 0."
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
    check.close(got, UNIT, "(3, 4) should become (0.6, 0.8), (-6, 8) become (-0.6, 0.8) and (0, 0) stay (0, 0).")
    flat = check.numbers(
        check.call(BATCH[0].copy(), when="with one axis fewer"), (3, 2), "a vector of zeros became nan."
    )
    check.close(flat, UNIT[0], "with one axis fewer the vectors lie along the last axis too: axis=-1, not axis=2.")
    _in_a_model(check, target, lambda layer, x: layer(x), keras.Input(shape=(3, 2)), BATCH, UNIT)
    table = keras.layers.Embedding(4, 2, mask_zero=True)
    if getattr(check.call(table(np.array([[0, 1]]))), "_keras_mask", None) is None:
        check.fail("the mask of the input is lost; keep the line `self.supports_masking = True`.")
    check.passed()


def test_masked_mean(target: Any) -> None:
    """Check `MaskedMean`: which positions count, what is divided by, nothing real, no mask, the mask ends."""
    import keras

    check = LayerCheck("MaskedMean", target)
    x = np.array([[[9, 9], [0.6, 0.8], [1, 0]], [[2, 4], [0, 0], [7, 7]], [[1, 1], [2, 2], [3, 3]]], dtype="float32")
    mask = np.array([[False, True, True], [True, True, False], [True, True, True]])
    wanted = np.array([[0.8, 0.4], [1.0, 2.0], [2.0, 2.0]])
    nan = "nan among the values: a row without any real position must give zeros; divide by at least 1."
    got = check.numbers(check.call(x.copy(), mask=mask.copy()), (3, 2), nan)
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
    check.close(got, wanted, "the mean of (0.6, 0.8) and (1, 0) is (0.8, 0.4); the first position is not real.")
    none = np.zeros((3, 3), dtype=bool)
    none[2, 1] = True
    got = check.numbers(check.call(x.copy(), mask=none, when="with rows where nothing is real"), (3, 2), nan)
    check.close(got, [[0, 0], [0, 0], [2, 2]], "rows without any real position should be zeros.")
    got = check.numbers(check.call(x.copy(), when="without a mask"), (3, 2), nan)
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
    _in_a_model(
        check,
        target,
        lambda layer, x: layer(model_table(x)),
        keras.Input(shape=(None,), dtype="int32"),
        ids,
        [rows[2], [0, 0]],
    )
    check.passed()


def _in_a_model(check: LayerCheck, target: Any, use: Any, ids: Any, x: np.ndarray, wanted: Any) -> None:
    """Expect the same of the layer inside a model, where tensors have no numbers yet."""
    import keras

    said = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            got = np.asarray(keras.Model(ids, use(target(), ids))(x), dtype=float)
    except CheckFailed:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"[:160]
    if said:
        check.fail(f"it works on numbers but not inside a model ({said}): use ops.… in place of numpy.")
    if got.shape != np.shape(wanted):
        check.fail(f"inside a model expected shape {np.shape(wanted)}, got {got.shape}.")
    check.close(got, wanted, "inside a model it gives other numbers than outside.")
