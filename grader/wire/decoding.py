"""Rebuilding a value from a tree that may come from anywhere: the side of `grader.wire.wire` that trusts nobody."""

from __future__ import annotations

import binascii
import math
import re

import numpy as np

from . import tables
from .limits import SMALL, Walker, WireError

_DTYPE = re.compile(
    r"\|b1|\|[iu]1|<[iu][248]|<f[248]|\|S[1-9]\d{0,6}|<U[1-9]\d{0,6}|<[Mm]8(\[\d{0,4}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)


class Decoder(Walker):
    """Decodes one tree; counts against its limits."""

    def __init__(self, limits):
        super().__init__(limits)
        self.rows = tables.Rows()

    def node(self, t, depth):
        self.step(depth)
        kind = type(t)
        if t is None or kind is bool or kind is float:
            return t
        if kind is int:
            if not -SMALL <= t < SMALL:
                raise WireError("a number that is too long")
            return t
        if kind is str:
            return self.text(t)
        if kind is not list or not t or type(t[0]) is not str:
            raise WireError("a text that is not the agreed form")
        builder = _BUILDERS.get((t[0], len(t)))
        if builder is None:
            raise WireError("a text that is not the agreed form")
        return builder(self, *t[1:], depth=depth + 1)

    def many(self, ts, depth):
        if type(ts) is not list:
            raise WireError("a text that is not the agreed form")
        return [self.node(t, depth) for t in ts]

    def dict(self, ts, depth):
        flat = self.many(ts, depth)
        if len(flat) % 2:
            raise WireError("a dict with a key that has no value")
        self.keys(flat[::2])
        return dict(zip(flat[::2], flat[1::2], strict=True))

    def set(self, ts, depth):
        return set(self.keys(self.many(ts, depth)))

    def keys(self, keys):
        if not all(_hashable(key) for key in keys):
            raise WireError("a key that is neither a string, a number nor a tuple of them")
        # Counting hashes is linear even where a dict of these keys would be quadratic: keys made to collide stop here.
        if len(keys) - len(set(map(hash, keys))) > 1000:
            raise WireError("a collection whose keys collide")
        return keys

    def whole(self, digits, depth):
        if type(digits) is not str or not re.fullmatch(r"-?0x[0-9a-f]{16,1024}", digits):
            raise WireError("a number that is too long")
        return int(digits, 16)

    def bytes(self, data, depth):
        return _unbase(data, None)

    def array(self, dtype, shape, data, depth):
        if type(dtype) is not str or not _DTYPE.fullmatch(dtype):
            raise WireError("an array of a dtype that cannot be handed over")
        dtype = np.dtype(dtype)
        raw = _unbase(data, _size(shape) * dtype.itemsize)
        flat = np.frombuffer(raw, dtype)
        # Bytes that are no value of their dtype would break numpy itself later, far from here.
        if dtype.kind == "b" and len(raw) and np.frombuffer(raw, np.uint8).max() > 1:
            raise WireError("an array of bools that holds something else")
        if dtype.kind == "U" and len(raw) and np.frombuffer(raw, "<u4").max() > 0x10FFFF:
            raise WireError("an array of strings that holds something else")
        return flat.reshape(shape).copy()

    def scalar(self, dtype, shape, data, depth):
        array = self.array(dtype, shape, data, depth)
        if array.shape != () or array.dtype.kind not in "Mm":
            raise WireError("a date that is not one")
        return array[()]

    def objects(self, shape, items, depth):
        size, flat = _size(shape), self.many(items, depth)
        if len(flat) != size or any(isinstance(v, (list, tuple, dict, set, frozenset, np.ndarray)) for v in flat):
            raise WireError("an array of objects")
        if any(type(v) not in (type(None), bool, int, float, str) for v in flat):
            raise WireError("an array of objects")
        array = np.empty(size, dtype=object)
        array[:] = flat
        return array.reshape(shape)

    def table(self, kind, parts, depth):
        if type(kind) is not str:
            raise WireError("a text that is not the agreed form")
        parts = self.node(parts, depth)
        if type(parts) is not list:
            raise WireError("a table without parts")
        try:
            return tables.rebuild(kind, parts, self.rows)
        except tables.TableError as error:
            raise WireError(str(error)) from error


_BUILDERS = {
    ("l", 2): Decoder.many,
    ("t", 2): lambda self, ts, depth: tuple(self.many(ts, depth)),
    ("d", 2): Decoder.dict,
    ("s", 2): Decoder.set,
    ("z", 2): lambda self, ts, depth: frozenset(self.set(ts, depth)),
    ("i", 2): Decoder.whole,
    ("b", 2): Decoder.bytes,
    ("a", 4): Decoder.array,
    ("n", 4): Decoder.scalar,
    ("o", 3): Decoder.objects,
    ("p", 3): Decoder.table,
}


def _hashable(key):
    if type(key) in (tuple, frozenset):
        return all(map(_hashable, key))
    return type(key) in (type(None), bool, int, float, str, bytes, np.datetime64, np.timedelta64)


def _size(shape):
    if type(shape) is not list or len(shape) > 16 or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise WireError("an array of an impossible shape")
    return math.prod(shape)


def _unbase(data, size):
    """Bytes of base64 text, whose length is checked against `size` before they are made."""
    if type(data) is not str or (size is not None and len(data) != 4 * ((size + 2) // 3)):
        raise WireError("an array whose data do not fit its shape")
    try:
        raw = binascii.a2b_base64(data, strict_mode=True)
    except ValueError as error:
        raise WireError("data that are not base64") from error
    if size is not None and len(raw) != size:
        raise WireError("an array whose data do not fit its shape")
    return raw
