"""A script's own part of a page in docs/: what stands between its two marks, and nothing else of the page.

Only what comes with Python is imported here: a script may be run by a Python that has nothing of the course.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "docs" / "benchmarks.md"
NEW = "# Benchmarks\n\nWhat was measured, by scripts in `benchmarks/` that anybody can run again.\n"


@dataclass(frozen=True)
class Part:
    """Where a script writes.

    Parameters
    ----------
    begin, end : str
        The marks, comments that nobody sees.
    heading : str
        Stands above the part where a page has none yet.
    page : Path
        The page.
    """

    begin: str
    end: str
    heading: str = ""
    page: Path = BENCHMARKS

    def held(self, text: str) -> str:
        """What the part holds in a page of that text; nothing if it is not there."""
        return text.partition(self.begin)[2].partition(self.end)[0].strip("\n")

    def read(self) -> str:
        """What the part holds now."""
        return self.held(self.page.read_text("utf-8"))

    def put(self, text: str, part: str) -> str:
        """A page of that text with the part replaced, or added at its end."""
        part = f"{self.begin}\n{part}\n{self.end}"
        if self.begin in text and self.end in text:
            return text[: text.index(self.begin)] + part + text[text.index(self.end) + len(self.end) :]
        return f"{(text or NEW).rstrip()}\n\n{self.heading}\n\n{part}\n"

    def write(self, part: str) -> None:
        """Replace the part on disk; a reader sees the old page or the new one, never half of it."""
        text = self.put(self.page.read_text("utf-8") if self.page.exists() else "", part)
        written = self.page.with_name(f".writing-{os.getpid()}-{self.page.name}")
        written.write_text(text, "utf-8")
        written.replace(self.page)


def part_of(script: str, heading: str = "", page: Path = BENCHMARKS) -> Part:
    """The part of a script, between marks with its name."""
    return Part(f"<!-- begin: {script} -->", f"<!-- end: {script} -->", heading, page)


def when(command: str) -> str:
    """How the line begins that says when it was measured, and with which command."""
    return f"Measured {date.today().isoformat()} with `{command}`"


def measured(command: str, *more: str) -> str:
    """That line as a whole: when, with which command, and on what."""
    on = (f"Python {platform.python_version()}", f"{platform.system()} on {platform.machine()}")
    return ", ".join([when(command), *on, *more]) + "."
