"""A whole run: what there is to mark, one submission after another, and a report whatever happens."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from grader import fingerprint, gradebook, intake, report
from grader.asked import locked, pick_labs, pick_student
from grader.course import Course
from grader.errors import UserError
from grader.feedback import write_notice
from grader.gradebook import Marks, Prepared
from grader.marking import MarkJob, crashed, log_path, logged, mark_one
from grader.outcome import Outcome, Outcomes, Status
from grader.questions import total_points
from grader.refresh import refreshed
from grader.settings import Settings
from grader.worker import Worker, WorkerDied, WorkerTimeout

GONE = "The submission is no longer in the submissions' folder; these are the marks it got."


class Watcher(Protocol):
    """Who is told how a run goes."""

    def say(self, sentence: str) -> None:
        """Something the instructor should know."""

    def start(self, total: int) -> None:
        """So many submissions are to be marked."""

    def marking(self, student: str, lab: str) -> None:
        """This one is being marked now."""

    def marked(self, outcome: Outcome) -> None:
        """This is what became of it."""


@dataclass
class Run:
    """What a run asked for and what came of it.

    Parameters
    ----------
    course : Course
        The course.
    labs : list of str
        Labs of this run.
    outcomes : list of Outcome
        Of everyone asked for, by lab and student, marked now or before.
    marked : int
        How many were marked now.
    seconds : float
        Wall time.
    """

    course: Course
    labs: list[str]
    outcomes: list[Outcome] = field(default_factory=list)
    marked: int = 0
    seconds: float = 0.0


def prepare_in_worker(root: Path, lab: str) -> Prepared:
    """`gradebook.prepare` with its log in `report/logs/`."""
    course = Course(root)
    with logged(course, lab, ".release") as log:
        return gradebook.prepare(course, lab, log)


def grade(
    course: Course, asked: Sequence[str], student: str | None, force: bool, watcher: Watcher, run: Run | None = None
) -> Run:
    """Mark what was handed in and is not marked yet, then write the report and the table of marks.

    Parameters
    ----------
    course : Course
        Where.
    asked : sequence of str
        Labs; none means all.
    student : str or None
        Only this one's.
    force : bool
        Mark again what is unchanged.
    watcher : Watcher
        Is told how it goes.
    run : Run or None
        Filled in as the run goes, for who wants to know how far it came when it is interrupted.

    Raises
    ------
    UserError
        If the course, a lab or the student does not exist, or a named lab was not handed in by anyone.
    """
    began = time.monotonic()
    run = run if run is not None else Run(course, [])
    run.labs = pick_labs(course, asked)
    taken = intake.scan(course)
    everyone = gradebook.roster(course) | set(taken.students)
    if student is not None:
        pick_student(student, everyone, course)
    handed = {s.lab for s in taken.submissions}
    for lab in asked:
        if lab not in handed:
            raise UserError(
                f"Nobody has handed in {lab}: submissions belong in {course.submitted.name}/STUDENT/{lab}/."
            )
    with locked(course), Worker(course.report / "logs" / "worker.log") as worker:
        _sweep(course)
        for sentence in taken.strays:
            watcher.say(sentence)
        try:
            work = []
            for lab in [lab for lab in run.labs if lab in handed]:
                prepared = gradebook.ready(course, lab) or worker.call(prepare_in_worker, course.root, lab)
                for sentence in prepared.said:
                    watcher.say(sentence)
                jobs = [s for s in taken.submissions if s.lab == lab and student in (None, s.student)]
                work += _sort_out(course, prepared, jobs, force, run)
                absent = (everyone if student is None else {student}) - {
                    s.student for s in taken.submissions if s.lab == lab
                }
                run.outcomes += [_absent(course, prepared, who) for who in sorted(absent)]
            watcher.start(len(work))
            for job in work:
                watcher.marking(job.submission.student, job.submission.lab)
                outcome = _mark(course, worker, job)
                run.outcomes.append(outcome)
                run.marked += 1
                watcher.marked(outcome)
        finally:
            run.outcomes.sort(key=lambda o: (o.lab, o.student))
            run.seconds = time.monotonic() - began
            report.publish(course)
    return run


def _sweep(course: Course) -> None:
    """Remove what a killed run left behind."""
    for folder in course.report.glob("staging-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _sort_out(
    course: Course, prepared: Prepared, submissions: list[intake.Submission], force: bool, run: Run
) -> list[MarkJob]:
    """What of a lab is to be marked; what is marked already goes into the run as it is."""
    store, known = Outcomes(course.report / "outcomes"), gradebook.marks_of_lab(course, prepared.lab)
    marking, work = fingerprint.of_marking(course, prepared.lab), []
    for submission in submissions:
        try:
            print_ = fingerprint.of_submission(marking, submission.folder)
        except OSError:
            print_ = ""  # unreadable in part: marking will say what
        kept = store.get(submission.lab, submission.student)
        if kept is None or force or not print_ or kept.fingerprint != print_ or not _stands(course, kept, known):
            work.append(MarkJob(course.root, submission, prepared, print_))
            continue
        fresh = refreshed(kept, known.get(submission.student))
        if fresh != kept:
            store.save(fresh)
        run.outcomes.append(fresh)
    return work


def _stands(course: Course, outcome: Outcome, known: dict[str, Marks]) -> bool:
    """Whether what an outcome speaks of is still there; an error of the grader's own is worth another try."""
    if outcome.score is None:
        return outcome.status is not Status.CRASHED
    return outcome.student in known and (course.autograded / outcome.student / outcome.lab).is_dir()


def _absent(course: Course, prepared: Prepared, student: str) -> Outcome:
    """The outcome of someone who handed in nothing for a lab that others handed in."""
    store = Outcomes(course.report / "outcomes")
    kept = store.get(prepared.lab, student)
    if kept is not None and kept.status is not Status.MISSING:
        kept = kept.with_notes(GONE)
        store.save(kept)
        return kept
    points = total_points(prepared.notebooks())
    outcome = Outcome(student, prepared.lab, Status.MISSING, max_score=points, notes=("Nothing was handed in.",))
    if outcome != kept:
        store.save(outcome)
        write_notice(course, outcome)
    return outcome


def _mark(course: Course, worker: Worker, job: MarkJob) -> Outcome:
    """Mark one submission in the worker; if the worker is lost, that is the submission's outcome."""
    store, limit = Outcomes(course.report / "outcomes"), Settings.of(course).submission_timeout
    lab, student = job.submission.lab, job.submission.student
    store.discard(lab, student)  # if this run is killed now, the next one knows that it is not marked
    try:
        outcome = worker.call(mark_one, job, timeout=limit)
    except WorkerTimeout:
        outcome = crashed(
            job, [f"The whole submission took more than {limit:g} s and was stopped."], status=Status.TIMEOUT
        )
        write_notice(course, outcome)
    except WorkerDied as error:
        path = log_path(course, lab, student)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{logging.getLevelName(logging.ERROR)} {error}\n")
        outcome = crashed(job, [])
        write_notice(course, outcome)
    store.save(outcome)
    return outcome
