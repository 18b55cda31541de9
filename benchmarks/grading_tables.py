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

    @property
    def started(self) -> float:
        """Submissions a minute with all workers, once they have started."""
        most = self.rows[-1]
        return 60 * (most.submissions - self.few.submissions) / (most.seconds - self.few.seconds)

    def share(self, per_minute: float, workers: int) -> float:
        """Of what the bound allows so many workers."""
        return per_minute * self.bound / 60 / workers


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
    lines = [
        f"One submission's own cells take {found.bound:.2f} s of one processor in a plain kernel when {workers} run at once. With {workers} "
        f"workers the submissions after the first {few.submissions} are marked at {found.share(found.started, workers):.0%} of what that bound allows, records "
        f"and feedback included; with the start of the workers, who import TensorFlow first, the whole run of {most.submissions} is at "
        f"{found.share(most.per_minute, workers):.0%}. After the start that is {found.started:.0f} a minute, "
        f"{found.started / base.per_minute:.1f} times `nbgrader autograde`."
    ]
    if workers > 1:
        lines.append(f"Each further worker takes {(most.peak_mb - found.rows[1].peak_mb) / (workers - 1):,.0f} MB.")
    return lines


def by_length(kinds: list[Compared], workers: int) -> list[str]:
    """How much faster, against what the submissions' own cells take: the shorter they are, the more is start-up."""
    lines = [
        "The less a submission's own cells do, the more of the time without this grader is start-up. The same for cells that train "
        "longer, and for some that train nothing:",
        "",
        f"| own cells, seconds | `nbgrader autograde`, a minute | {workers} workers after their start, a minute | times | of the bound |",
        "|--:|--:|--:|--:|--:|",
    ]
    for found in sorted(kinds, key=lambda found: found.bound):
        base = found.rows[0].per_minute
        lines.append(
            f"| {found.bound:.2f} | {base:.1f} | {found.started:.0f} | {found.started / base:.1f} | "
            f"{found.share(found.started, workers):.0%} |"
        )
    return lines


def machine() -> str:
    """What it was measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "tensorflow-cpu", "jupyter-client"))
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{datetime.date.today():%d %B %Y}; {os.cpu_count()} cores, {memory:.0f} GiB; Linux {platform.release()}; "
        f"Python {platform.python_version()}; {packages}"
    )
