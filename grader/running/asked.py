"""What the user asked for: which labs, which student, and that nobody else is at it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from grader.course import Course
from grader.errors import UserError


def pick_labs(course: Course, asked: Sequence[str]) -> list[str]:
    """The labs named, or all.

    Raises
    ------
    UserError
        If the course has no labs or not those.
    """
    known = course.labs()
    if not known:
        todo = (
            "run `labs build` first"
            if course.truth.is_dir()
            else f"put each lab into {course.source.name}/LAB/LAB.ipynb"
        )
        raise UserError(f"{course.source} holds no labs; {todo}.")
    for lab in asked:
        if lab not in known:
            near = [name for name in known if name.startswith(lab)] or get_close_matches(lab, known, n=1, cutoff=0.4)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise UserError(f"There is no lab {lab!r}{hint}; the labs are {', '.join(known)}.")
    return [lab for lab in known if lab in asked] if asked else known


def pick_student(student: str, known: set[str], course: Course) -> None:
    """Refuse a student that nobody has heard of.

    Raises
    ------
    UserError
        If `known` has none of that name.
    """
    if student not in known:
        near = get_close_matches(student, sorted(known), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise UserError(
            f"There is no student {student!r}{hint}: neither {course.submitted.name}/ nor the gradebook has one of that name."
        )


def foldable(students: set[str], say: Callable[[str], None]) -> set[str]:
    """Those ids whose pages have a place: an id such as `../source` would lead out of the folder that is theirs."""
    fine = {s for s in students if s == Path(s).name and s not in ("", "..") and len(os.fsencode(s)) <= 255}
    for student in sorted(students - fine):
        say(
            f"The gradebook has a student {student[:60]!r}, which no folder can be called: left out; "
            "`nbgrader db student remove` takes it away."
        )
    return fine


def refuse_bad_traits(course: Course) -> None:
    """Refuse what `nbgrader_config.py` sets for the running of notebooks, where it is of no use there.

    Raises
    ------
    UserError
        If a setting does not exist, or not with such a value.
    """
    from traitlets import TraitError

    from grader.marking.execute import OracleExecute

    known = OracleExecute.class_trait_names(config=True)
    for name in course.config.get("OracleExecute", {}):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise UserError(f"nbgrader_config.py sets c.OracleExecute.{name}, which does not exist{hint}.")
    try:
        OracleExecute(config=course.config)
    except TraitError as error:
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise UserError(f"nbgrader_config.py sets something to what it cannot be: {said}.") from error


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Keep a second run out of the same course.

    Raises
    ------
    UserError
        If one is going on, or there is no place for its report.
    """
    from filelock import FileLock, Timeout

    try:
        course.report.mkdir(exist_ok=True)
    except FileExistsError:
        raise UserError(f"{course.report} is a file where the folder of the report belongs: move it away.") from None
    lock = FileLock(course.report / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError(f"{course.root} is being graded by another run; wait for it or stop it.") from None
    try:
        yield
    finally:
        lock.release()
