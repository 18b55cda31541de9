"""nbgrader's own release of a lab, made in a folder apart and without a gradebook."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
)
from traitlets.config import Config

from grader.building.stubs import ClearSolutions
from grader.course import Course
from grader.errors import UserError

# nbgrader's list, with this course's stubs; without the step that writes tests by running the lab, and without the one
# that notes the cells in a gradebook (marking does that), which leaves the notebook as it is.
PREPROCESSORS = [
    IncludeHeaderFooter,
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]


class _Messages(logging.Handler):
    """Keeps what nbgrader logs as an error, to say it in one sentence."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage().strip()
        if message.startswith("Traceback"):
            self.said.append(message.splitlines()[-1])


def generate(course: Course, workspace: Path, lab: str) -> None:
    """Make `workspace/release/LAB` from `workspace/source/LAB` as `nbgrader generate_assignment` does.

    Parameters
    ----------
    course : Course
        Whose configuration applies.
    workspace : Path
        A folder apart from the course.
    lab : str
        The lab's name.

    Raises
    ------
    UserError
        If nbgrader refuses the notebook.
    """
    config = Config(course.config)
    # Headers are named relative to the course, which the workspace is not.
    for kind in ("header", "footer"):
        named = config.IncludeHeaderFooter.get(kind)
        if named:
            config.IncludeHeaderFooter[kind] = str(course.root / named)
    config.CourseDirectory.root = str(workspace)
    config.CourseDirectory.source_directory = "source"
    config.CourseDirectory.release_directory = "release"
    config.CourseDirectory.assignment_id = lab
    config.GenerateAssignment.preprocessors = PREPROCESSORS
    config.GenerateAssignment.no_database = True

    messages = _Messages()
    log = logging.Logger("labs.build")
    log.addHandler(messages)
    coursedir = CourseDirectory(config=config, log=log)
    shutil.rmtree(workspace / "release" / lab, ignore_errors=True)
    try:
        GenerateAssignment(coursedir=coursedir, config=config, log=log).start()
    except NbGraderException as error:
        why = messages.said[0] if messages.said else str(error)
        raise UserError(f"labs/{lab}.py: nbgrader cannot release it: {why}") from error
