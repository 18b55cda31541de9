"""One submission, from the folder it was handed in as to its outcome. Nothing a submission does leaves this module."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import gradebook, intake, repair
from grader.choice import choose
from grader.course import Course
from grader.feedback import write_notice, write_pages
from grader.gradebook import Prepared
from grader.outcome import Outcome, Status, safe_name, settle
from grader.questions import questions, total_points
from grader.settings import Settings

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOT_MARKED = "It was not marked: nothing here is a zero."


@dataclass(frozen=True)
class MarkJob:
    """What `mark_one` needs to know; plain data, so that it may travel to another process.

    Parameters
    ----------
    root : Path
        The course's folder.
    submission : intake.Submission
        What to mark.
    prepared : Prepared
        Its lab, as it is in the gradebook.
    fingerprint : str
        Goes into the outcome.
    """

    root: Path
    submission: intake.Submission
    prepared: Prepared
    fingerprint: str


@dataclass
class _Case:
    """What is known about a submission so far."""

    course: Course
    job: MarkJob
    log: logging.Logger
    seen: set[Status] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    late: bool = False


@contextmanager
def logged(course: Course, lab: str, student: str) -> Iterator[logging.Logger]:
    """A logger that writes to `report/logs/LAB/STUDENT.log` and nowhere else."""
    path = log_path(course, lab, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    log = logging.Logger(f"grader.{lab}.{student}", logging.INFO)  # not registered: no handler of anyone else's
    handler = logging.FileHandler(path, mode="w", encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    try:
        yield log
    finally:
        handler.close()


def log_path(course: Course, lab: str, student: str) -> Path:
    """Where the log of a submission's marking is."""
    return course.report / "logs" / lab / f"{safe_name(student)}.log"


def mark_one(job: MarkJob) -> Outcome:
    """Mark one submission.

    Returns
    -------
    Outcome
        Always: whatever goes wrong becomes its status and a note.
    """
    began = time.monotonic()
    course, submission = Course(job.root), job.submission
    with logged(course, submission.lab, submission.student) as log:
        case = _Case(course, job, log)
        try:
            outcome = _mark(case)
        except Exception:  # whatever it was, the next submission must not suffer from it
            log.error("%s", traceback.format_exc())
            outcome = crashed(job, case.notes, case.late)
        outcome = replace(outcome, seconds=round(time.monotonic() - began, 2), fingerprint=job.fingerprint)
        try:
            if outcome.score is None:
                write_notice(course, outcome)
            else:
                write_pages(course, outcome, log)
        except Exception:
            log.error("%s", traceback.format_exc())
            where = log_path(course, submission.lab, submission.student).relative_to(course.root)
            outcome = outcome.with_notes(f"The feedback page could not be made; see {where}.")
    return outcome


def crashed(job: MarkJob, notes: list[str], late: bool = False, status: Status = Status.CRASHED) -> Outcome:
    """The outcome of a submission that the grader could not cope with."""
    course, submission = Course(job.root), job.submission
    where = log_path(course, submission.lab, submission.student).relative_to(course.root)
    sentence = f"Marking stopped on an error of the grader's own; see {where}."
    said = (*notes, *([sentence] if status is Status.CRASHED else []), NOT_MARKED)
    points = total_points(job.prepared.notebooks())
    return Outcome(
        submission.student, submission.lab, status, late, max_score=points, notes=said, fingerprint=job.fingerprint
    )


def _mark(case: _Case) -> Outcome:
    course, submission = case.course, case.job.submission
    settings = Settings.of(course)
    handed = intake.look(submission, settings)
    case.notes += handed.notes
    due = gradebook.due_date(course, submission.lab, submission.student)
    case.late = bool(due and handed.timestamp and handed.timestamp > due)
    released = case.job.prepared.notebooks()
    choice = choose(handed, submission.folder, released, settings.max_notebook_mb)
    case.notes += choice.notes
    fit = choice.notebooks
    if not fit:
        case.seen.add(Status.UNREADABLE if choice.unreadable else Status.MISSING)
        return _unmarkable(case)
    for name in sorted(set(released) - set(fit)):
        case.notes.append(f"{name}.ipynb was not handed in: its questions get no points.")

    staging = Path(tempfile.mkdtemp(prefix="staging-", dir=course.report))
    try:
        destination = staging / submission.student / submission.lab
        intake.stage(submission, handed, destination, [f"{name}.ipynb" for name in released])
        for name, notebook in fit.items():
            result = repair.repair(notebook, released[name])
            case.notes += result.tampered + result.notes
            if result.tampered:
                case.seen.add(Status.TAMPERED)
            _write_notebook(notebook, destination / f"{name}.ipynb")
        return _run(case, staging, released)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write_notebook(notebook: NotebookNode, path: Path) -> None:
    import nbformat

    nbformat.write(notebook, path)


def _unmarkable(case: _Case) -> Outcome:
    submission = case.job.submission
    if Status.MISSING in case.seen:
        case.notes.append("No notebook was handed in.")
    case.notes.append(NOT_MARKED)
    if gradebook.marks(case.course, submission.lab, submission.student) is not None:
        case.notes.append("The gradebook still holds the marks of what was handed in before.")
    points = total_points(case.job.prepared.notebooks())
    return Outcome(
        submission.student, submission.lab, settle(case.seen), case.late, max_score=points, notes=tuple(case.notes)
    )


def _run(case: _Case, staging: Path, released: dict[str, NotebookNode]) -> Outcome:
    """Let nbgrader run and mark the staged copy, then read what came of it."""
    import nbformat

    from grader.converters import AutogradeOne, converter

    course, submission = case.course, case.job.submission
    lab, student = submission.lab, submission.student
    folder = str(staging.relative_to(course.root))
    converter(AutogradeOne, course, case.log, lab, student, submitted_directory=folder).start()

    ran = {name: course.autograded / student / lab / f"{name}.ipynb" for name in released}
    records = {name: nbformat.read(path, as_version=4) for name, path in ran.items() if path.is_file()}
    marks = gradebook.marks(course, lab, student)
    rows, review, seed = [], [], None
    for name, original in released.items():
        record = records.get(name)
        said = record.metadata.get("grading", {}) if record is not None else {}
        seed = said.get("seed", seed)
        if record is not None:
            _judge_run(case, said, record)
        cells = said.get("cells", {})
        rows += list(questions(name, original, record, cells, marks))
        review += [
            f"{test}: look at it by hand, {cells[test]['message']}" for test in cells if cells[test].get("review")
        ]
    return Outcome(
        student=student,
        lab=lab,
        status=settle(case.seen),
        late=case.late or marks.late,
        score=marks.score,
        max_score=marks.max_score,
        questions=tuple(rows),
        notes=tuple(case.notes),
        review=tuple(review),
        seed=seed,
    )


def _judge_run(case: _Case, said: dict[str, Any], record: NotebookNode) -> None:
    """Add what happened while a notebook ran to what was seen of the submission."""
    errors = [(index, out.ename) for index, cell in enumerate(record.cells) for out in cell.get("outputs", [])
              if out.output_type == "error"]  # fmt: skip
    timed_out = list(said.get("timed_out", []))
    if not said:  # run by nbgrader's own preprocessor: its outputs are all there is to know
        timed_out = [f"cell {index + 1}" for index, name in errors if name == "CellTimeoutError"]
    if timed_out:
        case.seen.add(Status.TIMEOUT)
        case.notes.append(f"Took too long and was stopped: {', '.join(timed_out)}.")
    if said.get("crashed"):
        case.seen.add(Status.CRASHED)
        case.notes.append(str(said["crashed"]))
    if any(name == "MemoryError" for _, name in errors) or said.get("out_of_memory"):
        case.seen.add(Status.OUT_OF_MEMORY)
        case.notes.append("A cell asked for more memory than there is.")
