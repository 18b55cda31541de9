"""What the report and the feedback pages are made with: templates, and how a status looks in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from grader.records.outcome import Status

if TYPE_CHECKING:
    from jinja2 import Environment

# Shape and word say what the colour says: nobody needs to tell the colours apart.
SIGNS = {
    Status.GRADED: "✓",
    Status.TIMEOUT: "∞",
    Status.OUT_OF_MEMORY: "■",
    Status.CRASHED: "×",
    Status.TAMPERED: "✎",
    Status.UNREADABLE: "?",
    Status.MISSING: "–",
}
MEANINGS = {
    Status.GRADED: "ran and was marked",
    Status.TIMEOUT: "something ran too long; what could be was marked",
    Status.OUT_OF_MEMORY: "something wanted too much memory; what could be was marked",
    Status.CRASHED: "stopped before its end",
    Status.TAMPERED: "cells that must not change had changed; put back, then marked",
    Status.UNREADABLE: "not this lab's notebook, or none at all; not marked",
    Status.MISSING: "nothing handed in; not marked",
}


@cache
def environment() -> Environment:
    """The templates; everything put into them is escaped, for students choose folder names and error messages."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("grader.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = lambda value: "–" if value is None else points(value)
    made.filters["percent"] = lambda value: "–" if value is None else f"{100 * value:.0f} %"
    made.filters["duration"] = _duration
    made.globals.update(SIGNS=SIGNS, MEANINGS=MEANINGS, Status=Status)
    return made


def points(value: float) -> str:
    """Points as people write them: two places after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{seconds:.1f} s"
