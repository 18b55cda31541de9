"""A limit on the time that a student's function gets in a check, so that a loop that never ends does end, in a sentence."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class OutOfTime(BaseException):
    """Raised where the function is; not an `Exception`, which a student's own `except Exception` would keep."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in the block once it has taken this many seconds.

    Where there is no such alarm (on Windows, in a thread) there is no limit, and JupyterLab's stop button does it.

    Parameters
    ----------
    seconds : float
        Of wall time: a loop that only sleeps is to end as well.

    Raises
    ------
    OutOfTime
        In the block; every second anew, for code that catches whatever comes.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)
