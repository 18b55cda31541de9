"""How far a run is: what is done, what is left, and how long that will take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from grader.records.outcome import Outcome, Status

# The time to the first result holds the start of the workers, seconds that come once; from so many on it is left out.
ENOUGH = 4


class Progress:
    """Counts submissions.

    Parameters
    ----------
    clock : callable
        Gives seconds; for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.total = 0
        self.statuses: Counter[Status] = Counter()
        self._began = self._first = clock()

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(self.statuses.values())

    def start(self, total: int) -> None:
        """So many are to be marked, from now on."""
        self.total = total
        self._began = self._clock()

    def add(self, outcome: Outcome) -> None:
        """One more is done."""
        if not self.done:
            self._first = self._clock()
        self.statuses[outcome.status] += 1

    @property
    def left(self) -> float | None:
        """Seconds until all is done at the pace so far; None as long as it is anybody's guess."""
        if not self.done:
            return None
        now = self._clock()
        pace = (now - self._first) / (self.done - 1) if self.done >= ENOUGH else (now - self._began) / self.done
        return pace * (self.total - self.done)

    def counts(self) -> str:
        """How many of each status so far, like `12 graded, 1 timeout`."""
        return ", ".join(f"{count} {status.value}" for status in Status if (count := self.statuses[status]))

    def remaining(self) -> str:
        """The time left in words; empty as long as it is anybody's guess, and at the end."""
        if (left := self.left) is None or self.done >= self.total:
            return ""
        return f"{'about' if self.done >= ENOUGH else 'up to'} {duration(left)} left"


def duration(seconds: float) -> str:
    """A time to come, no more exact than a guess is: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds < 55:
        return f"{max(1, round(seconds, -1 if seconds > 15 else None)):.0f} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"
