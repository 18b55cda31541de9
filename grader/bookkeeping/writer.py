"""The one who writes: marks into the gradebook, notebooks into `autograded/`, pages into `feedback/`, and outcomes.

What belongs to a submission is written in this order: its old outcome goes, its marks go into the gradebook in one
transaction, then its notebooks and its pages into their places, and last its new outcome. Whenever a run is killed, what
has no outcome is marked again by the next one, with the same result.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bookkeeping.converters import RecordOne, converter
from grader.bookkeeping.packing import Lab
from grader.bookkeeping.questions import questions, total_points
from grader.course import Course
from grader.marking.jobs import MarkJob, MarkResult, PageJob, Ran
from grader.marking.steps import exporter, portable, steps_of
from grader.records import gradebook
from grader.records.ledger import Ledger
from grader.records.logs import log_path, logged
from grader.records.outcome import Outcome, Status, settle
from grader.records.staging import STAGING, put

if TYPE_CHECKING:
    from logging import Logger

    from nbformat import NotebookNode

NOT_MARKED = "It was not marked: nothing here is a zero."
UNSAFE = "It ran without a sandbox, so that its marks may be its own invention."
LIMITS = {"memory": Status.OUT_OF_MEMORY, "cpu": Status.TIMEOUT, "notebook time": Status.TIMEOUT}


@dataclass
class Case:
    """A submission on its way.

    Parameters
    ----------
    job : MarkJob
        What is done with it.
    lab : Lab
        Of its lab.
    late : bool
        Handed in after the due date.
    fingerprint : str
        Goes into the outcome.
    notes : list of str
        What was said of it so far.
    unsafe : bool
        It runs without a sandbox.
    """

    job: MarkJob
    lab: Lab
    late: bool
    fingerprint: str
    notes: list[str]
    unsafe: bool = False

    def outcome(self, status: Status, **more: Any) -> Outcome:
        """An outcome with what is known of the submission filled in; by default one without marks."""
        notes = (*self.notes, *([UNSAFE] if self.unsafe and more.get("score") is not None else []))
        known = {"late": self.late, "max_score": total_points(self.lab.released), "notes": notes, "unsafe": self.unsafe}
        return Outcome(self.job.student, self.job.lab, status, **(known | more), fingerprint=self.fingerprint)


class Writer:
    """Writes what becomes of submissions.

    Parameters
    ----------
    course : Course
        Where.
    ledger : Ledger
        The course's gradebook.
    """

    def __init__(self, course: Course, ledger: Ledger) -> None:
        self.course, self.ledger, self.steps = course, ledger, steps_of(course.config)
        self.config, _ = portable(course.config)

    def record(self, case: Case, result: MarkResult) -> Outcome:
        """Write the marks and notebooks of a submission that has been run."""
        case.notes += result.notes
        job = case.job
        with logged(self.course, job.lab, job.student, result.log) as log:
            if result.failed:
                return self.lost(case)
            if not result.notebooks:
                return self._unmarkable(case, result.seen)
            folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=self.course.report))
            try:
                return self._record(case, result, folder, log)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def lost(self, case: Case, status: Status = Status.CRASHED) -> Outcome:
        """The outcome of a submission that the grader could not cope with."""
        where = log_path(self.course, case.job.lab, case.job.student).relative_to(self.course.root)
        if status is Status.CRASHED:
            case.notes.append(f"Marking stopped on an error of the grader's own; see {where}.")
        case.notes.append(NOT_MARKED)
        return case.outcome(status)

    def _unmarkable(self, case: Case, seen: set[Status]) -> Outcome:
        if Status.MISSING in seen:
            case.notes.append("No notebook was handed in.")
        case.notes.append(NOT_MARKED)
        if gradebook.marks(self.course, case.job.lab, case.job.student) is not None:
            case.notes.append("The gradebook still holds the marks of what was handed in before.")
        return case.outcome(settle(seen))

    def _record(self, case: Case, result: MarkResult, folder: Path, log: Logger) -> Outcome:
        import nbformat

        job, ran = case.job, folder / "ran" / case.job.student / case.job.lab
        _write(ran, job.companions, result.notebooks)
        within = folder.relative_to(self.course.root)
        records = {name: done.grading for name, done in result.notebooks.items() if done.grading}
        with self.ledger.transaction() as book:
            converter(
                RecordOne, self.course, log, job.lab, job.student, records,
                submitted_directory=str(within / "ran"), autograded_directory=str(within / "done"),
            ).start()  # fmt: skip
            marks = gradebook.marks_of(book.find_submission(job.lab, job.student))
        done = folder / "done" / job.student / job.lab
        notebooks = {name: nbformat.read(done / f"{name}.ipynb", as_version=4) for name in result.notebooks}
        put(done, self.course.autograded / job.student / job.lab)
        rows, review, seen, limits = [], [], set(result.seen), []
        for name, original in case.lab.released.items():
            notebook = notebooks.get(name)
            said = notebook.metadata.get("grading", {}) if notebook is not None and name in records else {}
            if notebook is not None:
                limits += _judge_run(said, notebook, seen, case.notes)
            cells = said.get("cells", {})
            rows += list(questions(name, original, notebook, cells, marks))
            where = f"{name}, " if len(case.lab.released) > 1 else ""
            review += [
                f"{where}{test}: look at it by hand, {cells[test]['message']}"
                for test in cells
                if cells[test].get("review")
            ]
        return case.outcome(
            settle(seen),
            late=case.late or marks.late,
            score=marks.score,
            max_score=marks.max_score,
            questions=tuple(rows),
            review=tuple(review),
            again=marks.again,
            limits=tuple(dict.fromkeys(limits)),
            seed=next((record["seed"] for record in reversed(records.values())), None),
        )

    def page_job(self, outcome: Outcome) -> PageJob:
        """What a worker needs to make the feedback pages of a submission that is recorded.

        Raises
        ------
        FileNotFoundError
            If its marked notebooks are gone.
        """
        import nbformat

        folder, texts, wanted = self.course.autograded / outcome.student / outcome.lab, {}, {}
        config = self.course.config
        with logged(self.course, outcome.lab, outcome.student, None) as log, self.ledger.transaction():
            for path in sorted(folder.glob("*.ipynb")):
                resources = {
                    "metadata": {"name": path.stem, "path": str(folder)},
                    "unique_key": path.stem,
                    "output_files_dir": f"{path.stem}_files",
                    "nbgrader": {
                        "student": outcome.student, "assignment": outcome.lab, "notebook": path.stem,
                        "db_url": self.ledger.url,
                    },
                }  # fmt: skip
                through = exporter(self.steps.fetching, config, log)
                texts[path.stem], known = through.from_notebook_node(nbformat.read(path, as_version=4), resources)
                wanted[path.stem] = dict(known["nbgrader"])
        if not texts:
            raise FileNotFoundError(f"there is no marked notebook in {folder.relative_to(self.course.root)}")
        return PageJob(outcome, self.config, self.steps.showing, texts, wanted)


def _write(folder: Path, companions: dict[str, bytes], notebooks: dict[str, Ran]) -> None:
    folder.mkdir(parents=True)
    for name, content in companions.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for name, done in notebooks.items():
        (folder / f"{name}.ipynb").write_text(done.text, encoding="utf-8")


def _judge_run(said: dict[str, Any], record: NotebookNode, seen: set[Status], notes: list[str]) -> list[str]:
    """Add what happened while a notebook ran to what was seen of the submission; names of the limits it ran into."""
    errors = [(index, out.ename) for index, cell in enumerate(record.cells) for out in cell.get("outputs", [])
              if out.output_type == "error"]  # fmt: skip
    timed_out = list(said.get("timed_out", []))
    if not said:  # run by nbgrader's own preprocessor: its outputs are all there is to know
        timed_out = [f"cell {index + 1}" for index, name in errors if name == "CellTimeoutError"]
    if timed_out:
        seen.add(Status.TIMEOUT)
        notes.append(f"Took too long and was stopped: {', '.join(timed_out)}.")
    limit = said.get("limit") or {}
    status = LIMITS.get(limit.get("name"))  # of other limits the record says whether they ended the run
    if status:
        seen.add(status)
    if said.get("crashed"):
        if not status:  # a limit that ended the kernel is named as what it is
            seen.add(Status.CRASHED)
        notes.append(str(said["crashed"]))
    if any(name == "MemoryError" for _, name in errors):
        seen.add(Status.OUT_OF_MEMORY)
        notes.append("A cell asked for more memory than there is.")
    elif said.get("out_of_memory"):
        seen.add(Status.OUT_OF_MEMORY)
    if not limit:
        return []
    if not any(limit["sentence"] in note for note in notes):
        notes.append(limit["sentence"])
    return [limit["name"]]
