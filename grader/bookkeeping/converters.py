"""nbgrader's converters, held to one submission and to paths as they are.

nbgrader finds submissions with `glob`, so a student id with brackets, or a course in a folder with brackets, finds nothing
or finds someone else. Here the folder is named and nothing is searched. Everything else is nbgrader's own.
"""

from __future__ import annotations

import logging
import os
from copy import deepcopy
from pathlib import Path

from nbconvert.writers import FilesWriter
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets import Dict, Unicode
from traitlets.config import Config

from grader.course import Course
from grader.marking.steps import exporter, steps_of

__all__ = ["NbGraderException", "RecordOne", "ReleaseOne", "converter"]


class _OneFolder:
    """Converts the notebooks of one folder, named by `student` and `lab`."""

    def init_notebooks(self) -> None:
        folder = self._format_source(self.lab, self.student)  # as text: nbgrader matches it, with `/./` for a release
        found = sorted(os.path.join(folder, path.name) for path in Path(folder).glob("*.ipynb"))
        if not found:
            raise NbGraderException(f"{folder} holds no notebook")
        self.notebooks = []
        self.assignments = {folder: found}


class RecordOne(_OneFolder, Autograde):
    """Takes one submission that has been run into the gradebook and to its place among the autograded ones.

    `submitted_directory` is where its notebooks lie, executed. Whatever goes wrong is raised as it is.
    """

    student = Unicode()
    lab = Unicode()
    records = Dict(help="What the notebooks' runs recorded, by notebook.")

    def start(self) -> None:
        """Do it."""
        self.init_notebooks()
        self.notebooks = next(iter(self.assignments.values()))
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = exporter(steps_of(self.config).recording, self.config, self.log)
        before = Path.cwd()
        os.chdir(self.coursedir.root)
        try:
            self.run_pre_convert_hook()
            self.init_assignment(self.lab, self.student)
            for path in Path(self._format_dest(self.lab, self.student)).glob("*.ipynb"):
                path.unlink()  # the instructor's: nbgrader copies them where the path has brackets
            for path in self.notebooks:
                BaseConverter.convert_single_notebook(self, path)
            self.set_permissions(self.lab, self.student)
            self.run_post_convert_hook()
        finally:
            os.chdir(before)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict:
        """nbgrader's, and what the run recorded: for that, no notebook's own metadata is believed."""
        resources = super().init_single_notebook_resources(notebook_filename)
        if record := self.records.get(resources["unique_key"]):
            resources["grading"] = record
        return resources


class ReleaseOne(_OneFolder, GenerateAssignment):
    """Puts one lab into the gradebook and makes its student version."""

    student = Unicode(".")
    lab = Unicode()


def converter(
    kind: type,
    course: Course,
    log: logging.Logger,
    lab: str,
    student: str = ".",
    records: dict | None = None,
    **folders: str,
):
    """One of the converters above for a course.

    Parameters
    ----------
    kind : type
        `RecordOne` or `ReleaseOne`.
    course : Course
        Whose configuration, folders and gradebook are used.
    log : logging.Logger
        Where nbgrader writes what it does.
    lab, student : str
        The one submission.
    records : dict or None
        For `RecordOne`.
    **folders : str
        nbgrader folders other than the course's, such as `submitted_directory="report/staging-x"`, relative to its root.
    """
    config = deepcopy(course.config)  # merging would leave this submission's folders in the course
    config.CourseDirectory.merge(Config(folders))
    config.CourseDirectory.assignment_id = lab
    coursedir = CourseDirectory(config=config, log=log)
    more = {} if records is None else {"records": records}
    return kind(coursedir=coursedir, config=config, log=log, lab=lab, student=student, force=True, **more)
