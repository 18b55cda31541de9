"""The class's own seed: for a task in which all students must be asked exactly the same, and none may know what."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from grader.errors import UserError

NAME = "class_seed"


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
        report.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=report, prefix=".writing-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(f"{secrets.randbits(63)}\n")
            os.link(name, path)  # fails where another run has just written one: then that one holds for both
        except FileExistsError:
            return class_seed(report)
        finally:
            Path(name).unlink(missing_ok=True)
    text = path.read_text("ascii", "replace").strip()
    if not text.isdecimal():
        raise UserError(
            f"{path} holds {text[:40]!r}, which is no seed: delete it, and the class's tasks are drawn anew."
        )
    return int(text)
