"""The ladder for a class of layers: made, called on numbers, used inside a model; what Keras says, cut to one sentence."""

from __future__ import annotations

import inspect
import re
import traceback
import warnings
from typing import Any

import numpy as np

from public_tests._check import Check, CheckFailed, kind

SHAPES = ("broadcastable", "Incompatible shapes", "must be equal", "could not be broadcast", "not compatible")


class LayerCheck(Check):
    """A check whose target is a class of layers.

    Parameters
    ----------
    name : str
        The class's name.
    target : type
        The student's class.
    shapes : str
        What usually causes shapes that do not fit together in this layer.
    """

    def __init__(self, name: str, target: Any, shapes: str) -> None:
        import keras

        self.name, self._given, self.shapes = name, [], shapes
        if isinstance(target, keras.Layer):
            self.fail(f"expected the class, got a layer made of it: write {name}, without brackets.")
        if not callable(target):
            self.fail(f"expected a class, got {kind(target)}: run the cell that defines it again, then this one.")
        self.layer: Any = None
        self.target = self.made_of = target
        self.layer = self.call()
        if not isinstance(self.layer, keras.Layer):
            self.fail("expected a class of keras.layers.Layer: keep the first line as it was.")
        self.target = self._on_numbers

    def _on_numbers(self, *args: Any, **kwargs: Any) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a layer without compute_mask Keras warns; the values tell the rest
                return self.layer(*args, **kwargs)
        except NotImplementedError:
            raise
        except Exception as error:
            # The same error, but only with what a student can use: Keras puts several lines around it.
            plain = type(type(error).__name__, (Exception,), {})(self.said(error))
            raise plain.with_traceback(error.__traceback__) from None

    def said(self, error: Exception) -> str:
        """What an error says, in one line, and what usually causes it."""
        text = re.sub(r"\x1b\[[0-9;]*m|\{\{.*?\}\}|\[Op:.*", "", str(error))  # colours and names of operations
        text = text.partition("Arguments received by")[0]
        lines = [line.strip() for line in text.split("\n")]
        lines = [line for line in lines if line and not line.startswith("Exception encountered when calling")]
        said = (lines or [""])[0][:160].rstrip(" .:")
        if any(words in text for words in SHAPES):
            return f"{said}: {self.shapes}"
        return said

    def _line_of(self, error: BaseException) -> str:
        """The line of the student's class, not of the check that calls it."""
        own = {value.__code__.co_filename for value in vars(self.made_of).values() if inspect.isfunction(value)}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        text = frames[-1].line if frames else ""
        return f" (line {frames[-1].lineno} of its cell: `{text}`)" if text else ""

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

    def near(self, got: Any, expected: Any, within: float) -> bool:
        """Whether these are the numbers but for a share `within`."""
        return np.allclose(got, expected, rtol=within, atol=within / 10)

    def close(self, got: Any, expected: Any, why: str) -> None:
        """Expect these numbers; float32 has seven digits, and sums lose one or two."""
        if not self.near(got, expected, 1e-5):
            self.fail(why)

    def in_a_model(self, use: Any, ids: Any, x: np.ndarray, wanted: Any) -> None:
        """Expect the same of a new layer inside a model, where tensors have no numbers yet."""
        import keras

        said, hint = "", "use ops.… in place of numpy."
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                got = np.asarray(keras.Model(ids, use(self.made_of(), ids))(x), dtype=float)
        except CheckFailed:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {self.said(error)}{self._line_of(error)}"
            if "automatically infer" in str(error):  # Keras' way of saying that numpy met a tensor without numbers
                said = f"tensors have no numbers there yet{self._line_of(error)}"
            if "'NoneType' object" in str(error):
                said = f"inputs.shape holds None there{self._line_of(error)}"
                hint = (
                    "how many histories come and how long they are is not known yet. In place of a loop over positions take a "
                    "function along axis 1, such as ops.sum(..., axis=1)."
                )
        if said:
            self.fail(f"it works on numbers but not inside a model ({said}): {hint}")
        if got.shape != np.shape(wanted):
            self.fail(f"inside a model expected shape {np.shape(wanted)}, got {got.shape}.")
        self.close(got, wanted, "inside a model it gives other numbers than outside.")


def _why(got: tuple, wanted: tuple) -> str:
    if len(got) == len(wanted) + 1:
        return ": an axis too many; was keepdims=True meant, or the sum forgotten?"
    if len(got) == len(wanted) - 1:
        return (
            ": an axis is gone; use keepdims=True where you divide by the result, and take the mean along axis 1 only."
        )
    return ": along which axis did you sum?"
