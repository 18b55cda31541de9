"""Notes on a submission kept short: whoever hands in 20,000 links gets no 20,000 sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MOST_NOTES = 10  # of one kind


def few(sentences: Sequence[str]) -> list[str]:
    """The first sentences of one kind, and one that says how many more there are."""
    more = len(sentences) - MOST_NOTES
    return [*sentences[:MOST_NOTES], *([f"… and {more:,} more of this kind."] if more > 0 else [])]


def has_control(name: str) -> bool:
    """Whether a name holds a line break or another character that steers a terminal."""
    return any(unicodedata.category(letter) == "Cc" for letter in name)


def shown(name: str) -> str:
    r"""A name that can stand in a sentence: a line break is written `\n`."""
    return "".join(repr(letter)[1:-1] if has_control(letter) else letter for letter in name)
