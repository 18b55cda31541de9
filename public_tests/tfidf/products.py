"""Four short descriptions one can reckon with by hand, and how to read an answer that holds a number per word."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown


def documents() -> list[list[str]]:
    """The four descriptions of the text, as words."""
    return [
        ["light", "tent", "for", "light", "packs"],
        ["tent", "pegs", "for", "sand"],
        ["light", "jacket", "for", "rain"],
        ["whistle"],
    ]


def numbers_by_word(check: Check, got: Any, words: list[str], why: str = "") -> dict[str, float]:
    """Expect a dict (a Series will do) with exactly these words and a finite number for each.

    `why` is said where a word is missing or there is one too many.
    """
    why = f" {why}" if why else ""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, dict) and hasattr(got, "to_dict") and np.ndim(got) == 1:
        got = got.to_dict()
    if not isinstance(got, dict):
        check.fail(f"expected a dict with a number for each word, got {kind(got)}.")
    extra = [word for word in got if word not in words]
    if extra:
        check.fail(f"expected the words {', '.join(words) or '(none)'}; {shown(extra[0])} is not one of them.{why}")
    missing = [word for word in words if word not in got]
    if missing:
        check.fail(f"expected the words {', '.join(words)}; missing: {', '.join(missing)}.{why}")
    return {word: check.number(got[word], f'for "{word}"') for word in words}


def unit(weights: list[float]) -> list[float]:
    """A list of numbers divided by its length."""
    length = math.sqrt(sum(weight * weight for weight in weights))
    return [weight / length for weight in weights]
