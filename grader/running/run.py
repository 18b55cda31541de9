"""A whole run: what there is to mark, many submissions at once, one who writes, and a report whatever happens."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from grader.bookkeeping import prepare
from grader.bookkeeping.prepare import Prepared
from grader.course import Course
from grader.errors import LabError, UserError
from grader.intake import submissions
from grader.records import gradebook
from grader.records.logs import logged
from grader.records.outcome import Outcome
from grader.records.staging import sweep
from grader.reporting import report
from grader.running.asked import foldable, locked, pick_labs, pick_student, refuse_bad_traits
from grader.running.pool import WorkerPool, cores
from grader.running.refresh import make_pages
from grader.running.sorting import Task, absent, sort_out, unheard_of
from grader.running.startup import load, warm
from grader.sandbox import orphans
from grader.settings import Settings


class Watcher(Protocol):
    """Who is told how a run goes."""

    def say(self, sentence: str) -> None:
        """Something the instructor should know."""

    def start(self, total: int) -> None:
        """So many submissions are to be marked."""

    def marking(self, student: str, lab: str) -> None:
        """This one was given to a worker."""

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
    refused : list of str
        Labs of which nothing could be marked; the watcher was told why.
    seconds : float
        Wall time.
    """

    course: Course
    labs: list[str]
    outcomes: list[Outcome] = field(default_factory=list)
    marked: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class How:
    """How a run marks.

    Parameters
    ----------
    workers : int or None
        Submissions at once; as many as there are processors if not said.
    seed : int or None
        Of the oracles' inputs, the same for every submission; fresh ones for each if not said.
    unsafe : bool
        Without a sandbox.
    executor : Executor or None
        Who does the work; worker processes on this machine if not said. It is not shut down.
    remote : bool
        The executor's workers do not have the course's folder: each job brings what it needs of it.
    """

    workers: int | None = None
    seed: int | None = None
    unsafe: bool = False
    executor: Executor | None = None
    remote: bool = False


def grade(
    course: Course,
    asked: Sequence[str],
    student: str | None,
    force: bool,
    watcher: Watcher,
    run: Run | None = None,
    how: How | None = None,
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
    how : How or None
        With how many workers, which seed, and so on.

    Raises
    ------
    UserError
        If the course, a lab or the student does not exist, a named lab was not handed in by anyone, or the course cannot be
        marked: faulty oracles, no sandbox, a gradebook that cannot be written.
    """
    began = time.monotonic()
    run, how = run if run is not None else Run(course, []), how or How()
    run.labs = pick_labs(course, asked)
    Settings.of(course)
    taken = submissions.scan(course)
    if student is not None and student not in taken.students:
        pick_student(student, gradebook.roster(course) | set(taken.students), course)
    handed = {s.lab for s in taken.submissions}
    for lab in asked:
        if lab not in handed:
            raise UserError(
                f"Nobody has handed in {lab}: submissions belong in {course.submitted.name}/STUDENT/{lab}/."
            )
    pool = None
    with locked(course), _staying():
        sweep(course)
        orphans.sweep()
        for sentence in taken.strays:
            watcher.say(sentence)
        try:
            if how.executor is None and (fresh := unheard_of(course, taken, run.labs, student, force)):
                pool = _pool(course, how, fresh)
                pool.warm(fresh, warm)  # while this process reads the gradebook
            load("nbgrader.api")
            everyone = set(taken.students) | foldable(gradebook.roster(course), watcher.say)
            work, changed = [], []
            for lab in [lab for lab in run.labs if lab in handed]:
                try:
                    prepared = _ready(course, lab)
                except LabError as error:
                    if asked:
                        raise
                    watcher.say(f"Nothing of {lab} is marked. {error}")
                    run.refused.append(lab)
                    continue
                for sentence in prepared.said:
                    watcher.say(sentence)
                mine = [s for s in taken.submissions if s.lab == lab and student in (None, s.student)]
                tasks, done, other = sort_out(course, prepared, mine, force, _is_unsafe(course, how))
                without = (everyone if student is None else {student}) - {
                    s.student for s in taken.submissions if s.lab == lab
                }
                work += tasks
                changed += other
                run.outcomes += done + [absent(course, prepared, who) for who in sorted(without)]
            watcher.start(len(work))
            if work:
                if how.executor is None and pool is None:
                    pool = _pool(course, how, len(work))
                _mark(course, work, how.executor or pool, watcher, run, how)
            if changed:
                make_pages(course, changed)
        finally:
            if pool is not None:
                pool.shutdown(stop=sys.exc_info()[0] is not None)
            run.outcomes.sort(key=lambda o: (o.lab, o.student))
            run.seconds = time.monotonic() - began
            report.publish(course, taken.strays)
    return run


@contextmanager
def _staying() -> Iterator[None]:
    """Come back to the current folder at the end: nbgrader works from the course's."""
    before = Path.cwd()
    try:
        yield
    finally:
        os.chdir(before)


def _is_unsafe(course: Course, how: How) -> bool:
    return how.unsafe or course.config.get("OracleExecute", {}).get("sandbox") == "off"


def _pool(course: Course, how: How, jobs: int) -> WorkerPool:
    timeout, workers = Settings.of(course).submission_timeout, how.workers or cores()
    spread = jobs > workers and course.config.get("OracleExecute", {}).get("threads", 1) == 1
    return WorkerPool(workers, course.report / "logs", timeout, spread)


def _mark(course: Course, work: list[Task], executor: Executor, watcher: Watcher, run: Run, how: How) -> None:
    """Have everything marked, and listen."""
    load("grader.running.flow")
    from grader.bookkeeping.packing import Packer
    from grader.records.ledger import Ledger
    from grader.running.flow import Flow

    refuse_bad_traits(course)
    packer = Packer(course, how.seed, _is_unsafe(course, how), how.remote)
    for name in packer.stayed:
        watcher.say(f"{name} is a function: it stays here, and the workers do without.")
    own = how.executor is None
    # More than there are workers, so that none waits while a result is written down and its pages are still to be made.
    ahead = 2 * (how.workers or cores()) + 1
    patience = None if own else 3 * packer.settings.submission_timeout
    with Ledger(course) as ledger, closing(Flow(course, executor, packer, ledger, ahead, patience).run(work)) as flow:
        for event in flow:
            if isinstance(event, Outcome):
                run.outcomes.append(event)
                run.marked += 1
                watcher.marked(event)
            else:
                watcher.marking(event.submission.student, event.submission.lab)


def _ready(course: Course, lab: str) -> Prepared:
    """A lab in the gradebook, put there if it is not or has changed."""
    if (prepared := prepare.ready(course, lab)) is not None:
        return prepared
    with logged(course, lab, prepare.LOG) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's, of what it does with its database
        return prepare.prepare(course, lab, log)
