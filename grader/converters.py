"""nbgrader's converters, held to one submission and to paths as they are.

nbgrader finds submissions with `glob`, so a student id with brackets, or a course in a folder with brackets, finds nothing
or finds someone else. Here the folder is named and nothing is searched. Everything else is nbgrader's own.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets import Unicode
from traitlets.config import Config

from grader.course import Course

__all__ = ["AutogradeOne", "FeedbackOne", "NbGraderException", "ReleaseOne", "converter"]


class _OneFolder:
    """Converts the notebooks of one folder, named by `student` and `lab`."""

    def init_notebooks(self) -> None:
        folder = self._format_source(self.lab, self.student)  # as text: nbgrader matches it, with `/./` for a release
        found = sorted(os.path.join(folder, path.name) for path in Path(folder).glob("*.ipynb"))
        if not found:
            raise NbGraderException(f"{folder} holds no notebook")
        self.notebooks = []
        self.assignments = {folder: found}


class AutogradeOne(_OneFolder, Autograde):
    """Marks one staged submission."""

    student = Unicode()
    lab = Unicode()


class FeedbackOne(_OneFolder, GenerateFeedback):
    """Makes the feedback pages of one marked submission."""

    student = Unicode()
    lab = Unicode()


class ReleaseOne(_OneFolder, GenerateAssignment):
    """Puts one lab into the gradebook and makes its student version."""

    student = Unicode(".")
    lab = Unicode()


def converter(kind: type, course: Course, log: logging.Logger, lab: str, student: str = ".", **folders: str):
    """One of the converters above for a course.

    Parameters
    ----------
    kind : type
        `AutogradeOne`, `FeedbackOne` or `ReleaseOne`.
    course : Course
        Whose configuration, folders and gradebook are used.
    log : logging.Logger
        Where nbgrader writes what it does.
    lab, student : str
        The one submission.
    **folders : str
        nbgrader folders other than the course's, such as `submitted_directory="report/staging-x"`, relative to its root.
    """
    config = Config()
    config.merge(course.config)
    config.CourseDirectory.merge(Config(folders))
    config.CourseDirectory.assignment_id = lab
    coursedir = CourseDirectory(config=config, log=log)
    return kind(coursedir=coursedir, config=config, log=log, lab=lab, student=student, force=True)
