"""What was done with each submission, line by line: `report/logs/LAB/STUDENT.log`."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.course import Course
from grader.records.outcome import safe_name

LINES = logging.Formatter("%(asctime)s %(levelname)s %(message)s")


def log_path(course: Course, lab: str, student: str) -> Path:
    """Where the log of a submission's marking is."""
    return course.report / "logs" / lab / f"{safe_name(student)}.log"


@contextmanager
def logged(course: Course, lab: str, student: str, before: str | None = "") -> Iterator[logging.Logger]:
    """A logger that writes to `report/logs/LAB/STUDENT.log` and nowhere else.

    Parameters
    ----------
    course, lab, student
        Whose log.
    before : str or None
        What a worker logged already: the file begins with it. None: the file goes on where it ended.
    """
    path = log_path(course, lab, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    log = logging.Logger(f"grader.{lab}.{student}", logging.INFO)  # not registered: no handler of anyone else's
    mode = "a" if before is None else "w"
    handler = logging.FileHandler(path, mode=mode, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(LINES)
    handler.stream.write(before or "")
    log.addHandler(handler)
    try:
        yield log
    finally:
        handler.close()


@contextmanager
def remembered(name: str) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger and the text of what it was told."""
    text = io.StringIO()
    log = logging.Logger(name, logging.INFO)  # not registered: no handler of anyone else's
    handler = logging.StreamHandler(text)
    handler.setFormatter(LINES)
    log.addHandler(handler)
    yield log, text
