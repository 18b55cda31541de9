"""Reducing a value to the tree that `grader.wire.wire` describes."""

from __future__ import annotations

import base64
from collections.abc import ItemsView, Iterator, KeysView, ValuesView

import numpy as np

from . import tables
from .limits import SMALL, Walker, WireError


class Encoder(Walker):
    """Encodes one value; counts against its limits."""

    def node(self, x, depth):
        self.step(depth)
        if x is None or type(x) is bool:
            return x
        if isinstance(x, (np.datetime64, np.timedelta64)):  # before the numbers: numpy counts durations among them
            return ["n", *self.array(np.asarray(x), depth + 1)[1:]]
        if isinstance(x, (float, np.floating)):
            return float.__float__(x) if isinstance(x, float) else float(np.float64(x))
        if isinstance(x, (int, np.integer)):
            return self.whole(int.__int__(x) if isinstance(x, int) else int(x))
        if isinstance(x, str):
            return self.text(str.__str__(x))
        if isinstance(x, (bytes, bytearray, memoryview)):
            return ["b", base64.b64encode(memoryview(x)).decode("ascii")]
        if isinstance(x, np.bool_):
            return bool(x)
        return self.container(x, depth + 1)

    @staticmethod
    def whole(x):
        if -SMALL <= x < SMALL:
            return x
        if x.bit_length() > 4096:
            raise WireError("a whole number of more than 1,200 digits")
        return ["i", hex(x)]

    def container(self, x, depth):
        for base in (list, tuple, dict, set, frozenset):
            if isinstance(x, base):
                self.room(base.__len__(x))
        if isinstance(x, list):
            return ["l", [self.node(v, depth) for v in list.__iter__(x)]]
        if isinstance(x, tuple):
            return ["t", [self.node(v, depth) for v in tuple.__iter__(x)]]
        if isinstance(x, dict):
            return ["d", [self.node(v, depth) for pair in dict.items(x) for v in pair]]
        if isinstance(x, (set, frozenset)):
            base = set if isinstance(x, set) else frozenset
            # Sorted, so that equal sets have equal text.
            return ["s" if base is set else "z", sorted((self.node(v, depth) for v in base.__iter__(x)), key=repr)]
        if isinstance(x, (range, KeysView, ValuesView, ItemsView)):
            return ["l", [self.node(v, depth) for v in x]]
        if isinstance(x, np.ndarray):
            return self.array(np.asarray(x), depth)
        return self.other(x, depth)

    def other(self, x, depth):
        name = type(x).__name__
        if name in ("NAType", "NaTType"):
            return None if name == "NAType" else self.node(np.datetime64("NaT", "ns"), depth)
        if name == "Timestamp" and getattr(x, "tzinfo", None) is None:
            return self.node(x.to_datetime64(), depth)
        if name == "Timedelta":
            return self.node(x.to_timedelta64(), depth)
        try:
            reduced = tables.reduce(x)
        except tables.TableError as error:
            raise WireError(str(error)) from error
        if reduced is not None:
            return ["p", reduced[0], self.node(reduced[1], depth)]
        if hasattr(type(x), "__array__"):  # a tensor of another library
            try:
                array = np.asarray(x)
            except Exception as error:  # whatever that library, or the student's own class, raises
                raise WireError(f"a value of type {name:.60} that numpy cannot read; return an array") from error
            return self.array(array, depth)
        if isinstance(x, Iterator):
            raise WireError(f"a {name:.60}, which gives its values only once; return a list")
        if callable(x):
            raise WireError(
                f"a function or class ({name:.60}) where a value is expected; are the brackets of a call missing?"
            )
        raise WireError(f"a value of type {name:.60}; return numbers, strings, lists, dicts, arrays or tables")

    def array(self, x, depth):
        if type(x) is not np.ndarray:
            raise WireError(f"an array of type {type(x).__name__:.60}")
        if x.dtype.kind == "O":
            self.room(x.size)
            flat = [self.node(v, depth) for v in x.ravel().tolist()]
            if any(type(v) is list and v[0] not in "i" for v in flat):
                raise WireError("an array of objects; return an array of numbers or strings")
            return ["o", list(x.shape), flat]
        if x.dtype.kind not in "biufSUMm":
            raise WireError(f"an array of dtype {x.dtype}; return numbers or strings")
        if x.dtype.kind == "f" and x.dtype.itemsize > 8:
            x = x.astype(np.float64)
        if x.dtype.itemsize == 0:
            x = x.astype(f"{x.dtype.kind}1")
        if x.dtype.byteorder != "|":
            x = x.astype(x.dtype.newbyteorder("<"), copy=False)
        if x.nbytes > self.limits.text:
            raise WireError(f"more than {self.limits.text // 2**20} MB of data")
        dtype = x.dtype.str.replace(">", "<")
        return ["a", dtype, list(x.shape), base64.b64encode(x.tobytes()).decode("ascii")]
