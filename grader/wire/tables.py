"""Series, DataFrames, indexes and sparse matrices as plain parts (arrays, lists, strings), and back.

`grader.wire.wire` carries the parts. This module imports neither it nor anything else of the grader, because both also
run inside the student's kernel; pandas and scipy are only touched where a value of theirs is at hand.
"""

from __future__ import annotations

import sys

import numpy as np

MASKED = {
    name: name.lower()
    for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64")
} | {"boolean": "bool"}
MOST_ROWS = 5_000_000  # of all ranges in a message: three numbers say how long one is, so that nothing else bounds it


class TableError(ValueError):
    """A table that cannot be taken apart or put together; the message completes "returned …"."""


class Rows:
    """Counts the rows that the ranges of one message have together."""

    def __init__(self):
        self.left = MOST_ROWS

    def take(self, bounds):
        """Count this range; raises `TableError` if there are too many rows by now."""
        self.left -= len(bounds)
        if self.left < 0:
            raise TableError(f"tables of more than {MOST_ROWS:,} rows together")
        return bounds


def reduce(value):
    """Take a table apart.

    Returns
    -------
    tuple of (str, list) or None
        What it was and its plain parts; None for anything that is not a table.

    Raises
    ------
    TableError
        For a dtype that has no plain form here (time zones, intervals, periods).
    """
    pd, sparse = sys.modules.get("pandas"), sys.modules.get("scipy.sparse")
    if pd is not None:
        if isinstance(value, pd.DataFrame):
            columns = [_column_parts(pd, value.iloc[:, i].array) for i in range(value.shape[1])]
            return "frame", [_index_parts(pd, value.index), _index_parts(pd, value.columns), columns]
        if isinstance(value, pd.Series):
            return "series", [_index_parts(pd, value.index), _column_parts(pd, value.array), _name(value.name)]
        if isinstance(value, pd.Index):
            return "index", _index_parts(pd, value)
        if isinstance(value, pd.api.extensions.ExtensionArray):
            return "column", _column_parts(pd, value)
    if sparse is not None and sparse.issparse(value):
        kept = value if value.format in ("csr", "csc") else value.tocsr()
        flavour = "array" if isinstance(value, sparse.sparray) else "matrix"
        shape = [int(n) for n in kept.shape]
        return "sparse", [kept.format, flavour, shape, kept.data, kept.indices, kept.indptr]
    return None


def rebuild(kind, parts, rows):
    """Put together what `reduce` took apart.

    Parameters
    ----------
    kind : str
        What it was.
    parts : list
        Its plain parts.
    rows : Rows
        Of the message that they came in.

    Raises
    ------
    TableError
        If the parts do not fit together.
    """
    builders = {"frame": _frame, "series": _series, "index": _index, "column": _column, "sparse": _sparse}
    counted = [rows] if kind in ("frame", "series", "index") else []
    if kind not in builders:
        raise TableError(f"a table of unknown kind {kind!r:.40}")
    try:
        return builders[kind](*counted, *parts)
    except TableError:
        raise
    except Exception as error:  # the parts are whatever a student's kernel sent: any failure to fit them is their fault
        raise TableError(f"a {kind} whose parts do not fit together ({type(error).__name__})") from error


def _name(name):
    """A label as it crosses: a scalar, or a tuple of scalars."""
    if isinstance(name, tuple):
        return tuple(_name(part) for part in name)
    if name is None or isinstance(name, (str, bool, int, float, np.generic)):
        return name
    raise TableError(f"a table with a column or name of type {type(name).__name__}; use strings or numbers as names")


def _column_parts(pd, array):
    """Dtype family, values and mask of one column."""
    dtype = array.dtype
    if isinstance(dtype, pd.StringDtype):
        return ["str", [None if missing else str(x) for x, missing in zip(array, pd.isna(array), strict=True)], None]
    if isinstance(dtype, np.dtype) or isinstance(array, pd.arrays.NumpyExtensionArray):
        values = np.asarray(array)
        return ["object" if values.dtype.kind in "OUS" else "numpy", values, None]
    if dtype.name in MASKED:
        mask = np.asarray(pd.isna(array))
        return [dtype.name, array.to_numpy(dtype=MASKED[dtype.name], na_value=0), mask]
    if isinstance(dtype, pd.CategoricalDtype):
        # Reduced to its values: the order of categories is seldom what an exercise is about.
        if isinstance(dtype.categories.dtype, pd.StringDtype):
            return _column_parts(pd, array.astype("str"))
        return _column_parts(pd, pd.Series(np.asarray(array)).array)
    if isinstance(dtype, pd.SparseDtype):
        return _column_parts(pd, pd.Series(np.asarray(array)).array)
    raise TableError(f"a table whose dtype {dtype} cannot be handed over; convert the column to numbers or strings")


def _index_parts(pd, index):
    if isinstance(index, pd.RangeIndex):
        return ["range", [int(index.start), int(index.stop), int(index.step)], [_name(index.name)]]
    if isinstance(index, pd.MultiIndex):
        levels = [_column_parts(pd, index.get_level_values(i).array) for i in range(index.nlevels)]
        return ["multi", levels, [_name(name) for name in index.names]]
    return ["flat", _column_parts(pd, index.array), [_name(index.name)]]


def _column(family, values, mask):
    import pandas as pd

    if family == "str":
        if type(values) is not list or not all(x is None or type(x) is str for x in values):
            raise TableError("a column of strings that holds something else")
        return pd.array(values, dtype="str")
    if type(values) is not np.ndarray or values.ndim != 1:
        raise TableError("a column that is not a one-dimensional array")
    if family == "numpy" and values.dtype.kind in "biufMm":
        return pd.Series(values).array
    if family == "object" and values.dtype.kind in "OUS":
        return pd.Series(values.astype(object), dtype=object).array
    if family in MASKED and values.dtype == MASKED[family] and type(mask) is np.ndarray and mask.dtype == bool:
        kind = pd.arrays.BooleanArray if family == "boolean" else pd.arrays.IntegerArray
        if family.startswith("Float"):
            kind = pd.arrays.FloatingArray
        return kind(values, mask)
    raise TableError(f"a column of unknown family {family!r:.40}")


def _index(rows, kind, parts, names):
    import pandas as pd

    if kind == "range":
        start, stop, step = parts
        return pd.RangeIndex(rows.take(range(start, stop, step)), name=names[0])
    if kind == "multi":
        return pd.MultiIndex.from_arrays([_column(*level) for level in parts], names=names)
    if kind == "flat":
        column = _column(*parts)
        return pd.Index(column, name=names[0], dtype=column.dtype)
    raise TableError("a table with an index of unknown kind")


def _series(rows, index, column, name):
    import pandas as pd

    column = _column(*column)
    return pd.Series(column, index=_index(rows, *index), name=name, dtype=column.dtype)


def _frame(rows, index, labels, columns):
    import pandas as pd

    index, labels, built = _index(rows, *index), _index(rows, *labels), [_column(*column) for column in columns]
    if len(labels) != len(built) or any(len(column) != len(index) for column in built):
        raise TableError("a table whose columns differ in length")
    # Numbers as keys first: two columns may have the same label. Series with their dtype: pandas would guess again.
    keyed = {i: pd.Series(column, index=index, dtype=column.dtype) for i, column in enumerate(built)}
    frame = pd.DataFrame(keyed, index=index)
    frame.columns = labels
    return frame


def _sparse(layout, flavour, shape, data, indices, indptr):
    from scipy import sparse

    if layout not in ("csr", "csc") or flavour not in ("array", "matrix"):
        raise TableError("a sparse matrix of unknown layout")
    if any(type(part) is not np.ndarray or part.ndim != 1 for part in (data, indices, indptr)):
        raise TableError("a sparse matrix whose parts are not arrays")
    if data.dtype.kind not in "biuf" or indices.dtype.kind != "i" or indptr.dtype.kind != "i":
        raise TableError("a sparse matrix whose parts are not numbers")
    built = getattr(sparse, f"{layout}_{flavour}")((data, indices, indptr), shape=tuple(shape))
    built.check_format(full_check=True)  # every index inside the shape: sparse routines trust it without looking
    return built
