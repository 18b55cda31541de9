"""The one parent of this process: started when it is first needed, kept for the next notebook, ended with the process."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading

from grader.warm.parent import KernelParentDied, Kind, Parent

_lock = threading.RLock()
_kept: list[tuple[int, Parent]] = []  # at most one, with the id of the process that started it


def take(kind: Kind) -> Parent:
    """A clean parent of this kind that runs no child.

    Parameters
    ----------
    kind : Kind
        What it has to be; one of another kind is ended.

    Raises
    ------
    SandboxUnavailable
        If there is no sandbox here.
    KernelParentDied
        If a new one does not come up.
    """
    with _lock:
        if _kept and _kept[0][0] != os.getpid():
            _kept.clear()  # of the process that this one was forked from: not ours to use or to end
        if _kept:
            parent = _kept[0][1]
            if parent.kind == kind:
                with contextlib.suppress(KernelParentDied):
                    parent.rest()
                    return parent
            close()
        parent = Parent(kind)
        _kept[:] = [(os.getpid(), parent)]
        return parent


def close() -> None:
    """End the parent, if there is one; the next notebook starts another."""
    with _lock:
        for owner, parent in _kept:
            if owner == os.getpid():
                parent.close()
        _kept.clear()


atexit.register(close)
