"""The class's own seed: for a task in which all students must be asked exactly the same, and none may know what."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from grader.errors import UserError

NAME = "class_seed"
_PATIENCE = 2.0  # seconds for another run to write what it has drawn


def class_seed(report: Path) -> int:
    """The seed in this folder; drawn and written there if there is none yet.

    Parameters
    ----------
    report : Path
        The course's `report` folder, which no submission is shown.

    Raises
    ------
    UserError
        If what is written there is no number.
    """
    path = report / NAME
    if not path.exists():
        with suppress(FileExistsError):  # another run was faster: then its seed holds for both
            _draw(path)
    deadline = time.monotonic() + _PATIENCE
    while not (text := path.read_text("ascii", "replace").strip()) and time.monotonic() < deadline:
        time.sleep(0.01)
    if not text.isdecimal():
        raise UserError(
            f"{path} holds {text[:40]!r}, which is no seed: delete it, and the class's tasks are drawn anew."
        )
    return int(text)


def _draw(path: Path) -> None:
    """Write a new seed; whoever makes the file first, writes it: that takes no hard links, which not every folder has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, f"{secrets.randbits(63)}\n".encode())
    except BaseException:
        path.unlink(missing_ok=True)  # an empty one would be no seed
        raise
    finally:
        os.close(handle)
