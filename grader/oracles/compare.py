"""Comparing an answer, which is plain data from `grader.wire`, with what was expected.

Each function returns what kind of mismatch there is, in words a student may read, or None if there is none. The words
never hold an expected value or a hidden input; shapes, lengths and types are no secret.
"""

from __future__ import annotations

import numpy as np

WRONG = "wrong values"
REORDERED = "the right values in the wrong order"


def describe(value) -> str:
    """What a value is, without saying what it holds: "an array of shape (3,)", "a list of 2 values"."""
    shape = getattr(value, "shape", None)
    kind = type(value).__name__
    if kind == "DataFrame":
        return f"a DataFrame with {_count(shape[0], 'row')} and {_count(shape[1], 'column')}"
    if kind in ("Series", "Index", "RangeIndex", "MultiIndex", "DatetimeIndex"):
        return f"{'an' if kind[0] == 'I' else 'a'} {kind} of {_count(len(value), 'value')}"
    if shape == ():
        return "a single value"
    if shape is not None:
        return f"{'a sparse matrix' if hasattr(value, 'nnz') else 'an array'} of shape {tuple(shape)}"
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return f"a {kind} of {_count(len(value), 'value')}"
    names = {"NoneType": "None", "bool": "True or False", "int": "a single number", "float": "a single number"}
    return names.get(kind) or {"str": "a string", "bytes": "bytes"}.get(kind, f"a {kind}")


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def close(got, expected, *, rtol: float = 1e-6, atol: float = 1e-8, equal_nan: bool = True) -> str | None:
    """Numbers within a tolerance: arrays and anything like them, tuples and dicts of those.

    A list, tuple, array, Series, Index or frame of one column will do for a one-dimensional expectation. True and
    False are not numbers unless bools are expected; strings never are.
    """
    options = {"rtol": rtol, "atol": atol, "equal_nan": equal_nan}
    if isinstance(expected, dict):
        return _dicts(got, expected, lambda g, e: close(g, e, **options))
    if isinstance(expected, tuple):
        if not is_sequence(got):
            return f"expected {_count(len(expected), 'value')}, got {describe(got)}"
        if len(got) != len(expected):
            return f"expected {_count(len(expected), 'value')}, got {len(got):,}"
        kinds = (close(g, e, **options) for g, e in zip(items(got), expected, strict=True))
        return next((kind for kind in kinds if kind), None)
    want = _array(dense(expected))
    if want.dtype.kind not in "biuf":
        want = want.astype(float)
    given, kind = _numbers(got, want)
    if kind:
        return kind
    given, want = given.astype(float), want.astype(float)
    right = np.isclose(given, want, rtol=rtol, atol=atol, equal_nan=equal_nan)
    if right.all():
        return None
    if (~np.isfinite(given) & np.isfinite(want)).any():
        return "NaN or infinity among the values"
    if want.ndim == 1 and np.allclose(np.sort(given), np.sort(want), rtol=rtol, atol=atol, equal_nan=equal_nan):
        return REORDERED
    return WRONG


def _numbers(got, want: np.ndarray) -> tuple[np.ndarray, str | None]:
    """The answer as an array of the expected shape, or what is wrong with it."""
    wanted = "a single number" if want.shape == () else f"an array of shape {want.shape}"
    if got is None or isinstance(got, (str, bytes, dict, set, frozenset)):
        return want, f"expected {wanted}, got {describe(got)}"
    if type(got).__name__ == "DataFrame" and want.ndim == 1 and got.shape[1] == 1:
        got = got.iloc[:, 0]
    # The shape first: making a sparse matrix of any shape dense may take more memory than there is.
    if hasattr(got, "nnz") and tuple(got.shape) != want.shape:
        return want, f"expected {wanted}, got {describe(got)}"
    try:
        array = _array(dense(got))
    except (ValueError, TypeError, OverflowError):
        return want, f"expected {wanted}, got rows of different lengths or values that are not numbers"
    if array.shape != want.shape:
        got_words = "a single number" if array.shape == () else f"shape {array.shape}"
        return want, f"expected {wanted}, got {got_words}"
    if array.dtype.kind == "O":
        if any(isinstance(v, str) for v in array.flat):
            return want, "expected numbers, got strings"
        if any(v is None or isinstance(v, bool) for v in array.flat):
            return want, "expected numbers, got other values among them"
        try:
            array = array.astype(float)
        except (ValueError, TypeError, OverflowError):
            return want, "expected numbers, got other values among them"
    if array.dtype.kind == "b" and want.dtype.kind != "b":
        return want, "expected numbers, got True and False"
    if array.dtype.kind not in "biuf":
        return want, f"expected numbers, got {'dates' if array.dtype.kind in 'Mm' else 'strings'}"
    return array, None


def _array(value) -> np.ndarray:
    masked = type(getattr(value, "dtype", None)).__module__.startswith("pandas") and value.dtype.kind in "iufb"
    return np.asarray(value.to_numpy(dtype=float, na_value=np.nan) if masked else value)


def dense(value):
    """A sparse matrix as an array; anything else as it is."""
    return value.toarray() if hasattr(value, "nnz") else value


def is_sequence(value) -> bool:
    """Whether the value is a list or like one: tuple, array, Series or Index, but no string."""
    if type(value).__name__ == "DataFrame" or hasattr(value, "nnz"):
        return False
    return isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) >= 1


def items(value) -> list:
    """The values of a sequence, as Python's own; dates as numpy's."""
    kind = getattr(value, "dtype", None)
    if not isinstance(kind, np.dtype) or kind.kind not in "biufSUMm":
        return list(value)
    return list(np.asarray(value)) if kind.kind in "Mm" else np.asarray(value).tolist()


def equal(got, expected) -> str | None:
    """Exactly the same values: strings, numbers, lists and dicts of them, sets, arrays.

    List, tuple, array, Series and Index count as the same thing; 3 and 3.0 are equal, 1 and True are not.
    """
    if type(expected).__name__ == "DataFrame":
        return frame(got, expected, exact=True, rtol=0, atol=0)
    if isinstance(expected, dict):
        return _dicts(got, expected, equal)
    if isinstance(expected, (set, frozenset)):
        if not isinstance(got, (set, frozenset)):
            return f"expected a set, got {describe(got)}"
        return None if got == expected else WRONG
    if hasattr(expected, "nnz"):
        expected = expected.toarray()
    if hasattr(got, "nnz") and tuple(got.shape) == np.shape(expected):
        got = got.toarray()
    if is_sequence(expected):
        return _sequences(got, expected)
    return _scalars(got, expected)


def _scalars(got, expected) -> str | None:
    expected, got = _own(expected), _own(got)
    for kinds, words in (((bool,), "True or False"), ((int, float), "a single number"), ((str,), "a string")):
        if isinstance(expected, kinds):
            if type(got) not in kinds:
                return f"expected {words}, got {describe(got)}"
            both_nan = got != got and expected != expected
            return None if got == expected or both_nan else WRONG
    if isinstance(expected, (np.datetime64, np.timedelta64)):
        if type(got) is not type(expected):
            return f"expected a date, got {describe(got)}"
        return None if got == expected or (np.isnat(got) and np.isnat(expected)) else WRONG
    if type(got) is not type(expected):
        return f"expected {describe(expected)}, got {describe(got)}"
    return None if got == expected else WRONG


def _own(value):
    """A scalar of numpy or pandas as Python's own; a date as numpy's."""
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    if isinstance(value, np.generic) and value.dtype.kind not in "Mm":
        return value.item()
    for name in ("to_datetime64", "to_timedelta64"):
        value = getattr(value, name, lambda value=value: value)()
    return value


def _sequences(got, expected) -> str | None:
    if not is_sequence(got):
        return f"expected {_count(len(expected), 'value')}, got {describe(got)}"
    if len(got) != len(expected):
        return f"expected {_count(len(expected), 'value')}, got {len(got):,}"
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray):
        if got.shape != expected.shape:
            return f"expected an array of shape {expected.shape}, got shape {got.shape}"
        kinds = {expected.dtype.kind, got.dtype.kind}
        if kinds <= set("iuf") or kinds in ({"b"}, {"U"}, {"S"}):
            same = np.array_equal(got, expected, equal_nan=kinds <= set("iuf"))
            return None if same else WRONG
    mine, theirs = items(expected), items(got)
    kind = next(filter(None, map(equal, theirs, mine)), None)
    if kind == WRONG and len(mine) < 100_000 and sorted(map(repr, mine)) == sorted(map(repr, theirs)):
        return REORDERED
    return kind


def _dicts(got, expected: dict, compare) -> str | None:
    if not isinstance(got, dict):
        return f"expected a dict, got {describe(got)}"
    if got.keys() != expected.keys():
        return (
            f"expected {_count(len(expected), 'key')}, got {len(got):,}" if len(got) != len(expected) else "wrong keys"
        )
    return next((kind for kind in (compare(got[key], expected[key]) for key in expected) if kind), None)


def frame(
    got, expected, *, columns=None, index: bool = False, exact: bool = False, rtol: float = 1e-6, atol: float = 1e-8
) -> str | None:
    """A DataFrame (or Series) with the expected columns, in the expected order of rows."""
    wanted = "a Series" if type(expected).__name__ == "Series" else "a DataFrame"
    if type(got).__name__ != wanted[2:]:
        return f"expected {wanted}, got {describe(got)}"
    if wanted == "a Series":
        got, expected = got.to_frame("values"), expected.to_frame("values")
    columns = list(expected.columns) if columns is None else list(columns)
    mine = list(got.columns)
    missing = [column for column in columns if column not in mine]
    if missing:
        return f"column `{missing[0]}` is missing"
    twice = [column for column in columns if mine.count(column) > 1]
    if twice:
        return f"there is more than one column `{twice[0]}`"
    if exact and mine != columns:
        extra = [column for column in mine if column not in columns]
        return f"a column too many: `{extra[0]!s:.60}`" if extra else "the columns are in the wrong order"
    if len(got) != len(expected):
        return f"expected {_count(len(expected), 'row')}, got {len(got):,}"
    for column in columns:
        want, given = expected[column], got[column]
        numeric = getattr(want.dtype, "kind", "O") in "biuf"
        kind = (
            close(given, want, rtol=rtol, atol=atol)
            if numeric
            else equal(_missing_as_none(given), _missing_as_none(want))
        )
        if kind:
            return f"column `{column}`: {kind}" if wanted == "a DataFrame" else kind
    if index:
        kind = equal(_missing_as_none(got.index), _missing_as_none(expected.index))
        return kind and f"index: {kind}"
    return None


def _missing_as_none(column) -> list:
    """Values of a Series or Index with one way to say "missing": pandas has four."""
    missing = [False] * len(column) if getattr(column, "nlevels", 1) > 1 else column.isna()
    return [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]
