"""After a submission: end whatever it started, and empty whatever it could write to."""

import contextlib
import os
import select
import signal
import time

_PATIENCE = 5.0


def end_all():
    """Kill and reap every other process here.

    Returns
    -------
    dict of int to (int, float)
        Exit status and processor seconds of each process that was reaped.
    bool
        Whether none is left.
    """
    ended, deadline = {}, time.monotonic() + _PATIENCE
    while True:
        with contextlib.suppress(ProcessLookupError):  # there may be none
            os.kill(-1, signal.SIGKILL)  # all at once, also those that are being made
        try:
            while True:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                ended[pid] = status, usage.ru_utime + usage.ru_stime
        except ChildProcessError:
            return ended, not [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        if time.monotonic() > deadline:
            return ended, False
        select.select([], [], [], 0.002)


def empty(path):
    """Remove everything in a folder, however deep and whatever its modes; returns whether it is empty."""
    top = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        number = 0
        while names := os.listdir(top):
            before = number
            for name in names:
                number += _remove(top, name, number)
            if number == before:
                return False  # nothing could be removed
        return True
    finally:
        os.close(top)


def _remove(top, name, number):
    """Remove one entry, after moving the folders in it one level up: no depth is too much that way."""
    try:
        os.unlink(name, dir_fd=top)
        return 1
    except (IsADirectoryError, PermissionError):
        pass  # a folder
    moved = 0
    try:
        os.chmod(name, 0o700, dir_fd=top)
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    except OSError:
        return 0
    try:
        for inner in os.listdir(folder):
            try:
                os.unlink(inner, dir_fd=folder)
            except (IsADirectoryError, PermissionError):
                os.chmod(inner, 0o700, dir_fd=folder)  # renaming a folder takes the right to write in it
                os.rename(inner, f".swept-{number + moved}", src_dir_fd=folder, dst_dir_fd=top)
            moved += 1
        os.rmdir(name, dir_fd=top)
        return moved + 1
    except OSError:
        return moved
    finally:
        os.close(folder)
