"""A lab put into the gradebook, and kept in step with its instructor notebooks."""

from __future__ import annotations

import logging
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course
from grader.errors import LabError
from grader.files import write_whole
from grader.records.fingerprint import of_lab
from grader.records.gradebook import file_of, opened
from grader.records.logs import log_path

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Assignment, Gradebook, SubmittedAssignment

LOG = ".release"  # in place of a student's name
PREPARED = "report/prepared"  # student versions as the gradebook has them, relative to the course's root


@dataclass(frozen=True)
class Prepared:
    """A lab that is in the gradebook.

    Parameters
    ----------
    lab : str
        Its name.
    folder : Path
        Its student version, as nbgrader made it.
    said : list of str
        What the instructor should know about what was done.
    """

    lab: str
    folder: Path
    said: list[str]

    def notebooks(self) -> dict[str, NotebookNode]:
        """The lab's notebooks by name (without the ending)."""
        import nbformat

        return {path.stem: nbformat.read(path, as_version=4) for path in sorted(self.folder.glob("*.ipynb"))}


def ready(course: Course, lab: str) -> Prepared | None:
    """The lab as it is in the gradebook; None if it is not there yet or has changed since."""
    from nbgrader.api import MissingEntry

    folder, file = course.root / PREPARED / lab, file_of(course)
    stamp = _stamp(folder)
    if not stamp.is_file() or stamp.read_text("utf-8") != of_lab(course, lab) or not folder.is_dir():
        return None
    if file is not None and not file.exists():
        return None
    with opened(course) as gradebook, suppress(MissingEntry):
        return Prepared(lab, folder, []) if gradebook.find_assignment(lab).notebooks else None
    return None


def _stamp(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.stamp")  # beside it, whatever dots are in its name


def prepare(course: Course, lab: str, log: logging.Logger) -> Prepared:
    """Put a lab into the gradebook, or what changed of it, and make its student version.

    Raises
    ------
    LabError
        If nbgrader refuses it, or its cells were added or removed while the gradebook holds marks or comments that a
        person gave.
    """
    from nbgrader.api import MissingEntry

    from grader.bookkeeping.converters import NbGraderException, ReleaseOne, converter

    folder, stamp, said = course.root / PREPARED / lab, of_lab(course, lab), []
    with opened(course) as gradebook, suppress(MissingEntry):
        assignment = gradebook.find_assignment(lab)
        if assignment.notebooks and assignment.submissions and (difference := _cells_changed(course, assignment)):
            said += _make_room(course, gradebook, assignment, difference)
    try:
        converter(ReleaseOne, course, log, lab, release_directory=PREPARED).start()
    except NbGraderException as error:
        file = log_path(course, lab, LOG)
        raise LabError(
            f"The lab {lab} cannot be put into the gradebook from {course.source.name}/{lab}: {_cause(file) or error}; "
            f"see {file.relative_to(course.root)}, and check it with `nbgrader generate_assignment {lab}`."
        ) from error
    write_whole(_stamp(folder), stamp)
    return Prepared(lab, folder, said)


def _cause(log: Path) -> str:
    """What nbgrader stumbled over first; its own last word is only that it has."""
    found = re.search(r"^(?:\w+\.)*\w*(?:Error|Exception): (.+)$", log.read_text("utf-8"), flags=re.MULTILINE)
    return found[1].rstrip(".") if found else ""


def _cells_changed(course: Course, assignment: Assignment) -> str:
    """How the cells in source/ differ from those in the gradebook by name or kind; empty if they do not."""
    import nbformat
    from nbgrader.utils import is_grade, is_locked, is_solution, is_task

    kept = {
        (notebook.name, cell.name, kind)
        for notebook in assignment.notebooks
        for kind in ("grade_cells", "solution_cells", "task_cells", "source_cells")
        for cell in getattr(notebook, kind)
    }
    now = set()
    checks = {"grade_cells": is_grade, "solution_cells": is_solution, "task_cells": is_task}
    for path in (course.source / assignment.name).glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            kinds = [kind for kind, check in checks.items() if check(cell)]
            if kinds or is_locked(cell):
                now |= {(path.stem, cell.metadata.nbgrader.grade_id, kind) for kind in (*kinds, "source_cells")}
    names = sorted({name for _, name, _ in kept ^ now})
    return ", ".join(names)


def _given_by_hand(submission: SubmittedAssignment) -> bool:
    return any(
        any(grade.manual_score is not None or grade.extra_credit for grade in notebook.grades)
        or any(comment.manual_comment for comment in notebook.comments)
        for notebook in submission.notebooks
    )


def _make_room(course: Course, gradebook: Gradebook, assignment: Assignment, difference: str) -> list[str]:
    """Drop automatic marks of a lab whose cells changed: nbgrader cannot hold them, and they are all given anew."""
    by_hand = sorted(s.student.id for s in assignment.submissions if _given_by_hand(s))
    if by_hand:
        raise LabError(
            f"Cells of {assignment.name} were added or removed ({difference}) but {', '.join(by_hand)} hold marks or "
            "comments given by hand: put the cells back, or copy those marks and run "
            f"`nbgrader db assignment remove {assignment.name} --force`, which drops the lab's due date as well, then grade again."
        )
    kept, names = "", [submission.student.id for submission in assignment.submissions]
    if (file := file_of(course)) is not None:
        backup = course.report / f"{file.stem}-before-{assignment.name}-{time.strftime('%Y%m%d-%H%M%S')}{file.suffix}"
        backup.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, backup)
        kept = f"; the gradebook as it was: {backup.relative_to(course.root)}"
    for student in names:
        gradebook.remove_submission(assignment.name, student)
    return [f"{assignment.name} has other cells now ({difference}): {len(names)} submission(s) are marked anew{kept}."]
