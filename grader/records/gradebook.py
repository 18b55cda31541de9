"""The course's gradebook: nbgrader's own, opened, and read for the report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course
from grader.errors import UserError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment


def url(course: Course) -> str:
    """The gradebook's address, as nbgrader finds it."""
    from nbgrader.coursedir import CourseDirectory

    return CourseDirectory(config=course.config).db_url


def file_of(course: Course) -> Path | None:
    """The gradebook's file; None if it is kept by a database server."""
    address = url(course)
    return course.root / address.removeprefix("sqlite:///") if address.startswith("sqlite:///") else None


@contextmanager
def _version_read_here() -> Iterator[None]:
    """nbgrader starts the command `alembic` to ask which version a new gradebook has; the answer lies in a folder."""
    from alembic.script import ScriptDirectory
    from nbgrader import api

    asks = api.get_alembic_version
    scripts = ScriptDirectory(str(Path(api.__file__).parent / "alembic"))
    api.get_alembic_version = scripts.get_current_head
    try:
        yield
    finally:
        api.get_alembic_version = asks


def _course_id(course: Course) -> str:
    return course.config.CourseDirectory.get("course_id", "") or "default_course"


def _make(course: Course, file: Path) -> None:
    """Make a new gradebook whole or not at all: nbgrader takes one that it was stopped in making for an old one."""
    from nbgrader.api import Gradebook

    with tempfile.TemporaryDirectory(prefix=".gradebook-", dir=file.parent) as folder, _version_read_here():
        new = Path(folder) / file.name
        Gradebook(f"sqlite:///{new}", _course_id(course)).close()
        os.replace(new, file)


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """The gradebook, made if it is not there.

    Raises
    ------
    UserError
        If the database cannot be used: damaged, held by somebody else, or of an older nbgrader.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DatabaseError

    try:
        if (file := file_of(course)) is not None and not file.exists():
            _make(course, file)
        with Gradebook(url(course), _course_id(course)) as gradebook:
            yield gradebook
    except DatabaseError as error:
        if "locked" in str(error.orig):
            raise UserError(
                f"The gradebook {url(course)} is held by another program, the formgrader perhaps: let it finish or close it, then "
                "run this again; nothing is lost."
            ) from error
        if "disk is full" in str(error.orig):
            raise UserError(
                f"The disk with the gradebook {url(course)} is full: free some space there, then run this again; what is "
                "marked is kept."
            ) from error
        raise UserError(
            f"The gradebook {url(course)} cannot be used ({error.orig}): keep a copy of it, then try `nbgrader db upgrade`, "
            "or move it away and grade again."
        ) from error


def roster(course: Course) -> set[str]:
    """Ids of the students that the gradebook knows; it is not made for this question."""
    file = file_of(course)
    if file is not None and not file.exists():
        return set()
    with opened(course) as gradebook:
        return {student.id for student in gradebook.students}


@dataclass(frozen=True)
class DueDates:
    """When a lab is due.

    Parameters
    ----------
    everyone : datetime or None
        UTC, without a zone; None if the gradebook says nothing.
    own : dict of str to datetime or None
        Of each student of whom something was marked already: an extension counts.
    """

    everyone: datetime | None
    own: dict[str, datetime | None]

    def are_past(self, student: str, moment: datetime | None) -> bool:
        """Whether something that a student handed in at that moment is late."""
        due = self.own.get(student, self.everyone)
        return bool(due and moment and moment > due)


def due_dates(course: Course, lab: str) -> DueDates:
    """When a lab is due for everyone."""
    from nbgrader.api import MissingEntry

    with opened(course) as gradebook, suppress(MissingEntry):
        own = {submission.student.id: submission.duedate for submission in gradebook.assignment_submissions(lab)}
        return DueDates(gradebook.find_assignment(lab).duedate, own)
    return DueDates(None, {})


def source_cells(course: Course, lab: str) -> dict[str, dict[str, tuple[str | None, str]]]:
    """By notebook and grade id, the text of a lab's locked cells (of others None) and the checksum of each cell."""
    with opened(course) as gradebook:
        return {
            notebook.name: {
                cell.name: (cell.source if cell.locked else None, cell.checksum) for cell in notebook.source_cells
            }
            for notebook in gradebook.find_assignment(lab).notebooks
        }


@dataclass(frozen=True)
class Marks:
    """What the gradebook holds of one submission."""

    score: float
    max_score: float
    late: bool
    by_question: dict[tuple[str, str], float | None]  # (notebook, grade_id) -> points; None: waits for a person
    again: tuple[str, ...] = ()  # a sentence for each mark that a person gave before the submission was marked again


def marks_of(submission: SubmittedAssignment) -> Marks:
    """The marks of a submission that is at hand, manual ones and late penalties included."""
    earned, penalty, again = {}, 0.0, []
    several = len(submission.assignment.notebooks) > 1
    for notebook in submission.notebooks:
        penalty += notebook.late_submission_penalty or 0.0
        for grade in notebook.grades:
            known = grade.auto_score is not None or grade.manual_score is not None
            earned[notebook.name, grade.name] = float(grade.score) if known else None
            if grade.manual_score is not None and grade.needs_manual_grade:
                where = f"{notebook.name}, {grade.name}" if several else grade.name
                again.append(
                    f"{where}: marked by hand before ({grade.manual_score:g}), which stands, and marked again since: look once more."
                )
    late = submission.total_seconds_late > 0
    return Marks(float(submission.score) - penalty, float(submission.max_score), late, earned, tuple(again))


def marks(course: Course, lab: str, student: str) -> Marks | None:
    """The same of one student; None if the gradebook has no such submission."""
    from nbgrader.api import MissingEntry

    with opened(course) as gradebook, suppress(MissingEntry):
        return marks_of(gradebook.find_submission(lab, student))
    return None


def marks_of_lab(course: Course, lab: str) -> dict[str, Marks]:
    """The same for everyone who has a submission of a lab in the gradebook."""
    with opened(course) as gradebook:
        return {submission.student.id: marks_of(submission) for submission in gradebook.assignment_submissions(lab)}
