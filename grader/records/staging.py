"""Folders made aside and then put into their places."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from grader.course import Course

STAGING = "staging-"  # how the names of folders in `report/` begin that are being made


def sweep(course: Course) -> None:
    """Remove what a killed run left behind."""
    for folder in course.report.glob(f"{STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def put(new: Path, place: Path) -> None:
    """Put a folder where another may be; for a moment there is none, never half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        with tempfile.TemporaryDirectory(dir=new.parent, prefix="old-", ignore_cleanup_errors=True) as aside:
            shutil.move(place, aside)
            shutil.move(new, place)
    else:
        shutil.move(new, place)


def files_beside(folder: Path, ignore: Sequence[str]) -> list[Path]:
    """The files of a folder that are no notebooks, relative to it.

    nbgrader's own search takes brackets in the folder's name for a pattern, and then finds the notebooks too.

    Parameters
    ----------
    folder : Path
        Where.
    ignore : sequence of str
        Patterns of names to leave out with all that is in them: nbgrader's `CourseDirectory.ignore`.
    """
    found = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    patterns = (*ignore, "*.ipynb")
    return [path for path in found if not any(fnmatch(part, pattern) for part in path.parts for pattern in patterns)]
