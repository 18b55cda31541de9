"""Telling numbers that were cut off at a limit."""

from __future__ import annotations

import numpy as np


def cut_off(got: np.ndarray, right: np.ndarray) -> bool:
    """Whether `got` is `right` with everything above or below some limit cut off."""
    return bool(np.allclose(got, np.clip(right, got.min(), got.max()), rtol=0, atol=1e-6))
