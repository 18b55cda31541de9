"""What checks of functions that Keras differentiates have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from public_tests._check import Check


def model_of(check: Check, target: Callable, inputs: Sequence[Any]) -> Any:
    """The Keras model that a function makes of symbolic inputs, or a sentence for what works on numbers alone.

    Parameters
    ----------
    check : Check
        Of the exercise.
    target : callable
        The student's function, which is right on numbers.
    inputs : sequence of keras.Input
        What it is given.
    """
    import keras

    try:
        return keras.Model(inputs, target(*inputs))
    except Exception as error:  # whatever Keras or the student's code makes of a tensor without numbers
        said = str(error).strip().split("\n")[0].split(". ")[0]
    check.fail(
        "right on numbers, but Keras cannot build a model with it, because then the tensors have no numbers yet "
        f"({said[:120]}): use keras.layers or keras.ops in place of numpy and of functions that begin with tf."
    )
