"""Plain data across the border between the grader and a student's kernel.

A value is reduced to a tree that JSON can hold and rebuilt on the other side from exact built-in types: what arrives
is a `float`, never a subclass of it with opinions of its own about equality. There is no pickle, no `eval`, and
nothing is looked up by a name the sender chose. An array crosses as its dtype, its shape and its bytes in base64; the
three must agree before anything is allocated.

Kept: None, bool, int, float, str, bytes, list, tuple, dict, set, frozenset, `ndarray` (bool, numbers, fixed-width
strings and bytes, dates; object arrays of scalars), Series, DataFrame, Index, sparse matrices. Numpy scalars become
Python's own, subclasses their base. Refused: everything else, with a phrase that completes "returned …".

This module and those it imports (`limits`, `encoding`, `decoding`, `tables`) also run in the kernel; they
import nothing else of the grader, and from outside only numpy.
"""

from __future__ import annotations

import json

from .decoding import Decoder
from .encoding import Encoder
from .limits import LIMITS, Limits, WireError

__all__ = ["LIMITS", "Limits", "WireError", "decode", "dumps", "encode", "loads"]


def dumps(value, limits=LIMITS):
    """The value as ASCII text; raises `WireError` for what cannot cross."""
    text = json.dumps(encode(value, limits), separators=(",", ":"))
    _check_text(text, limits)
    return text


def loads(text, limits=LIMITS):
    """The value that `dumps` wrote; raises `WireError` for any other text, whatever it holds."""
    if type(text) is not str:
        raise WireError("something that is not text")
    _check_text(text, limits)
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("a text that is not the agreed form") from error
    return decode(tree, limits)


def _check_text(text, limits):
    if len(text) > limits.text:
        raise WireError(f"more than {limits.text // 2**20} MB of data")
    # Before parsing: an empty list costs three characters as text and twenty times that in memory.
    if sum(map(text.count, ",[{")) > 3 * limits.items:
        raise WireError(f"more than {limits.items:,} values one by one; return an array")


def encode(value, limits=LIMITS):
    """The value as a tree of lists, strings and numbers; raises `WireError` for what cannot cross."""
    return Encoder(limits).node(value, 0)


def decode(tree, limits=LIMITS):
    """The value of a tree that may come from anywhere; raises `WireError` if it is not one of ours."""
    try:
        return Decoder(limits).node(tree, 0)
    except WireError:
        raise
    except Exception as error:  # numpy's own refusals, of shapes and hashes: the tree is whatever was sent
        raise WireError("data that do not fit together") from error
