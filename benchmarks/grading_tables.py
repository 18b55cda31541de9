"""What `benchmarks/grading.py` measured, and how it is shown."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version

import psutil


@dataclass(frozen=True)
class Measured:
    """One way of marking one class."""

    way: str
    submissions: int
    seconds: float
    peak_mb: float
    marks: dict[str, float]

    @property
    def per_minute(self) -> float:
        return 60 * self.submissions / self.seconds


@dataclass(frozen=True)
class Compared:
    """All ways of marking one class.

    Parameters
    ----------
    rows : list of Measured
        nbgrader, this grader with one worker and, if there are more, with all.
    few : Measured
        All workers on no more than two submissions each: mostly their start.
    bound : float
        Processor seconds of one submission's own cells; see `processor_seconds`.
    """

    rows: list[Measured]
    few: Measured
    bound: float


def together(one: Measured, other: Measured) -> Measured:
    """The same way of marking two parts of a class, one after the other."""
    seconds, peak = one.seconds + other.seconds, max(one.peak_mb, other.peak_mb)
    return Measured(one.way, one.submissions + other.submissions, seconds, peak, one.marks | other.marks)


def table(rows: list[Measured]) -> list[str]:
    """Markdown rows; the first is what the others are compared with."""
    base = rows[0]
    lines = [
        "| | submissions | seconds | per minute | times the first | peak memory, MB |",
        "|:--|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        ratio = row.per_minute / base.per_minute
        lines.append(
            f"| `{row.way}` | {row.submissions} | {row.seconds:.1f} | {row.per_minute:.1f} | {ratio:.1f} | {row.peak_mb:,.0f} |"
        )
    return lines


def against_the_bound(found: Compared, workers: int) -> list[str]:
    """How near the run with all workers comes to what the cells' own processor time allows, and what a worker costs."""
    most, few, base = found.rows[-1], found.few, found.rows[0]
    further, seconds = most.submissions - few.submissions, most.seconds - few.seconds
    rate = 60 * further / seconds
    once_started = found.bound * further / workers / seconds
    whole = found.bound * most.submissions / workers / most.seconds
    lines = [
        f"One submission's own cells take {found.bound:.2f} s of one processor in a plain kernel when {workers} run at once. With {workers} "
        f"workers the submissions after the first {few.submissions} are marked at {once_started:.0%} of what that bound allows, records "
        f"and feedback included; with the start of the workers, who import TensorFlow first, the whole run of {most.submissions} is at "
        f"{whole:.0%}. After the start that is {rate:.0f} a minute, {rate / base.per_minute:.1f} times `nbgrader autograde`."
    ]
    if workers > 1:
        lines.append(f"Each further worker takes {(most.peak_mb - found.rows[1].peak_mb) / (workers - 1):,.0f} MB.")
    return lines


def machine() -> str:
    """What it was measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "tensorflow-cpu", "jupyter-client"))
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{datetime.date.today():%d %B %Y}; {os.cpu_count()} cores, {memory:.0f} GiB; Linux {platform.release()}; "
        f"Python {platform.python_version()}; {packages}"
    )
