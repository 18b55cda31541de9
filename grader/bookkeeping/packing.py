"""From a submission on disk, and a lab in the gradebook, to a job that needs neither."""

from __future__ import annotations

import secrets
import traceback
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from grader.bookkeeping.prepare import Prepared
from grader.course import Course
from grader.intake.files import Handed, load, look
from grader.intake.submissions import Submission
from grader.marking.jobs import HandedFile, MarkJob
from grader.marking.steps import Steps, portable, steps_of
from grader.oracles import bundle
from grader.records.class_seed import class_seed
from grader.records.gradebook import DueDates, due_dates, source_cells
from grader.records.staging import files_beside
from grader.settings import Settings

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Lab:
    """What all submissions of a lab have in common.

    Parameters
    ----------
    prepared : Prepared
        The lab, as it is in the gradebook.
    released : dict of str to NotebookNode
        Its student versions by name.
    texts : dict of str to str
        The same as text.
    kept : dict
        See `MarkJob`.
    sources : dict of str to bytes
        Its files that go over those of a submission.
    due : DueDates
        When it is due.
    """

    prepared: Prepared
    released: dict[str, NotebookNode]
    texts: dict[str, str]
    kept: dict[str, dict[str, tuple[str | None, str]]]
    sources: dict[str, bytes]
    due: DueDates

    @classmethod
    def of(cls, course: Course, prepared: Prepared) -> Lab:
        """Read what there is to read, once."""
        coursedir = CourseDirectory(config=course.config)
        excluded = Autograde(coursedir=coursedir, config=course.config).exclude_overwriting.get(prepared.lab, [])
        folder = course.source / prepared.lab
        files = [path for path in files_beside(folder, coursedir.ignore) if str(path) not in excluded]
        sources = {str(path): (folder / path).read_bytes() for path in files}
        texts = {path.stem: path.read_text("utf-8") for path in sorted(prepared.folder.glob("*.ipynb"))}
        return cls(
            prepared,
            prepared.notebooks(),
            texts,
            source_cells(course, prepared.lab),
            sources,
            due_dates(course, prepared.lab),
        )


class Packer:
    """Makes the jobs of a run.

    Parameters
    ----------
    course : Course
        Whose.
    seed : int or None
        Of the oracles' inputs; each submission gets a fresh one if there is none, nor one in the configuration.
    unsafe : bool
        Without a sandbox.
    travelling : bool
        To workers that do not have the course's folder.
    """

    def __init__(self, course: Course, seed: int | None, unsafe: bool, travelling: bool) -> None:
        self.course = course
        self.settings = Settings.of(course)
        self.steps: Steps = steps_of(course.config)
        self.config, self.stayed = portable(course.config)
        if unsafe:
            self.config.OracleExecute.sandbox = "off"
        self.unsafe = unsafe
        self.seed = seed if seed is not None else self.config.OracleExecute.get("seed")
        package = self.config.OracleExecute.get("oracle_package", "")
        self.oracles = bundle.packed(course.root, package) if travelling else None
        if package and self.config.OracleExecute.get("class_seed") is None:
            self.config.OracleExecute.class_seed = class_seed(course.report)

    def job(self, submission: Submission, lab: Lab) -> tuple[MarkJob, Handed, str]:
        """One submission's job, what was found on disk, and what stood in the way of finding more."""
        handed, companions, notebooks, trouble = Handed(), {}, (), ""
        try:
            handed = look(submission, self.settings, lab.released)
            companions = load(submission, handed, {*lab.sources, *(f"{name}.ipynb" for name in lab.released)})
            notebooks = tuple(self._file(path, submission) for path in handed.notebooks)
        except (OSError, RecursionError):  # a folder that may not be opened, a file that has just gone
            trouble = traceback.format_exc()
        config = deepcopy(self.config)
        # Drawn here, not where it runs: a submission that is run twice, because its worker died, is asked the same.
        config.OracleExecute.seed = self.seed if self.seed is not None else secrets.randbits(63)
        job = MarkJob(
            student=submission.student,
            lab=submission.lab,
            root=str(self.course.root),
            config=config,
            steps=self.steps.running,
            released=lab.texts,
            kept=lab.kept,
            notebooks=notebooks,
            companions=companions,
            sources=lab.sources,
            max_notebook_mb=self.settings.max_notebook_mb,
            max_record_mb=self.settings.max_record_mb,
            oracles=self.oracles,
        )
        return job, handed, trouble

    def _file(self, path: Path, submission: Submission) -> HandedFile:
        shown, size = str(path.relative_to(submission.folder)), path.stat().st_size
        if size > self.settings.max_notebook_mb * 1e6:
            return HandedFile(shown, size, None)
        try:
            content = path.read_bytes()
        except OSError as error:
            return HandedFile(shown, 0, None, f"{path.name} cannot be read ({error.strerror}).")
        return HandedFile(shown, len(content), content)
