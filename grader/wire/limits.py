"""How much may cross the border between the grader and a student's kernel, and what is raised for what may not."""

from __future__ import annotations

from dataclasses import dataclass

SMALL = 2**63  # beyond it an int crosses as hexadecimal, which has no quadratic parse


class WireError(ValueError):
    """A value that cannot cross; the message is a phrase that completes "returned …"."""


@dataclass(frozen=True)
class Limits:
    """How much may cross at once.

    Parameters
    ----------
    text : int
        Bytes of the encoded text.
    depth : int
        Levels of nesting.
    items : int
        Values counted one by one (an array of numbers counts as one).
    string : int
        Characters of one string.
    """

    text: int = 64 * 2**20
    depth: int = 32
    items: int = 5_000_000
    string: int = 4 * 2**20


LIMITS = Limits()


class Walker:
    """Counts what it passes, and stops where the limits are reached."""

    def __init__(self, limits):
        self.limits = limits
        self.left = limits.items

    def step(self, depth):
        self.left -= 1
        self.room(0)
        if depth > self.limits.depth:
            raise WireError(f"data nested more than {self.limits.depth} levels deep (does it contain itself?)")

    def room(self, more):
        if more > self.left:
            raise WireError(f"more than {self.limits.items:,} values one by one; return an array")

    def text(self, string):
        if len(string) > self.limits.string:
            raise WireError(f"a string of more than {self.limits.string:,} characters")
        return string
