"""Calls that a function cannot spoil for the next one: every call has copies of its own, and must leave them as they are."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from public_tests._check import Check


def call(check: Check, *args: Any, when: str = "", **kwargs: Any) -> Any:
    """Call with copies and say first of all if they were changed.

    Parameters
    ----------
    check : Check
        Of the exercise.
    *args, **kwargs
        What its function is given; the originals are never touched.
    when : str
        What is special about this call, for the sentence.

    Returns
    -------
    object
        What the function gave back.
    """
    got = check.call(*copy.deepcopy(args), when=when, **copy.deepcopy(kwargs))
    check.unchanged()
    return got


def cut_off(got: np.ndarray, right: np.ndarray) -> bool:
    """Whether `got` is `right` with everything above or below some limit cut off."""
    return bool(np.allclose(got, np.clip(right, got.min(), got.max()), rtol=0, atol=1e-6))
