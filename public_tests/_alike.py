"""Whether an argument is as it was before a call, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse


def alike(value: Any, before: Any) -> bool:
    """Whether two values are the same: same numbers (NaN where NaN was), same order, same names.

    Parameters
    ----------
    value, before : object
        Arrays, tables, columns, sparse matrices, dicts, lists and tuples are compared part by part, anything that knows
        how to compare itself by `==`. What cannot be compared (a function, a model) counts as the same.
    """
    if isinstance(before, pd.DataFrame):
        return isinstance(value, pd.DataFrame) and list(value.columns) == list(before.columns) and value.equals(before)
    if isinstance(before, pd.Series):
        return isinstance(value, pd.Series) and value.equals(before) and value.index.equals(before.index)
    if sparse.issparse(before):
        return value.shape == before.shape and alike(value.toarray(), before.toarray())
    if isinstance(before, np.ndarray):
        numbers = before.dtype.kind in "fc" and value.dtype.kind in "fc"
        return value.shape == before.shape and bool(np.array_equal(value, before, equal_nan=numbers))
    if isinstance(before, Mapping):
        return list(value) == list(before) and all(alike(value[key], before[key]) for key in before)
    if isinstance(before, (list, tuple)):
        return len(value) == len(before) and all(map(alike, value, before))
    if isinstance(before, (str, bytes, bool, int, float, set, np.generic)):
        return bool(value == before or value != value)
    return True
