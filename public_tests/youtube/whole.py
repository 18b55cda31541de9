"""Ids are whole numbers: whether a value is one."""

from __future__ import annotations

from typing import Any

import numpy as np


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number of Python's or numpy's; 7.0 and True are none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))
