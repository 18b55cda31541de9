"""Outcomes and pages brought up to date with a gradebook that a person has changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace

from grader.course import Course
from grader.errors import UserError
from grader.intake import submissions
from grader.records import gradebook
from grader.records.gradebook import Marks
from grader.records.outcome import Outcome, Outcomes
from grader.reporting import report
from grader.running.asked import locked, pick_labs, pick_student
from grader.running.pool import WorkerPool, cores
from grader.running.startup import spare
from grader.settings import Settings

PAGELESS = "The feedback page could not be made"  # how the note of a run begins that could not make it


def refreshed(outcome: Outcome, marks: Marks | None) -> Outcome:
    """An outcome with the marks that the gradebook holds now: a person may have changed them there."""
    if outcome.score is None or marks is None:
        return outcome
    # What an earlier version wrote names no notebook.
    held = {("", name): earned for (_, name), earned in marks.by_question.items()} | marks.by_question
    questions = tuple(replace(q, earned=held.get((q.notebook, q.grade_id), q.earned)) for q in outcome.questions)
    changed = {name: getattr(marks, name) for name in ("score", "max_score", "late", "again")}
    return replace(outcome, questions=questions, **changed)


def feedback(course: Course, asked: Sequence[str], student: str | None) -> int:
    """Make feedback pages and the report anew from what is marked; returns how many pages.

    Raises
    ------
    UserError
        If a lab or the student does not exist, nothing of theirs is marked, or a page cannot be made.
    """
    labs = pick_labs(course, asked)
    store = Outcomes(course.report / "outcomes")
    everything = store.all(labs)
    if student is not None:
        known = gradebook.roster(course) | set(submissions.scan(course).students) | {o.student for o in everything}
        pick_student(student, known, course)
    wanted = [o for o in everything if student in (None, o.student)]
    if not wanted:
        raise UserError(f"Nothing is marked yet of {', '.join(asked) or 'any lab'}; run `labs grade` first.")
    with locked(course):
        make_pages(course, wanted)
        report.publish(course, submissions.scan(course).strays)
    return len(wanted)


def make_pages(course: Course, outcomes: Sequence[Outcome]) -> None:
    """Make the pages of submissions that are marked, with the marks that the gradebook holds now, and keep those.

    Raises
    ------
    UserError
        If a page cannot be made.
    """
    spare()
    from grader.bookkeeping.writer import Writer
    from grader.records.ledger import Ledger
    from grader.reporting.feedback import install, render, write_notice

    store = Outcomes(course.report / "outcomes")
    known = {lab: gradebook.marks_of_lab(course, lab) for lab in {o.lab for o in outcomes if o.score is not None}}
    fresh = [_to_show(refreshed(o, known.get(o.lab, {}).get(o.student))) for o in outcomes]
    workers = min(cores(), len(fresh))
    pool = WorkerPool(workers, course.report / "logs", Settings.of(course).submission_timeout)
    under_way: deque[tuple[Outcome, Future]] = deque()

    def keep() -> None:
        outcome, future = under_way.popleft()
        with _told(outcome):
            pages, _ = future.result()
            install(course, outcome, pages)
        store.save(outcome)

    try:
        with Ledger(course) as ledger:
            writer = Writer(course, ledger)
            for outcome in fresh:
                if outcome.score is None:
                    with _told(outcome):
                        write_notice(course, outcome)
                    store.save(outcome)
                    continue
                with _told(outcome):
                    under_way.append((outcome, pool.submit(render, writer.page_job(outcome))))
                if len(under_way) > workers:  # no worker waits, and no more pages are held than that takes
                    keep()
            while under_way:
                keep()
    finally:
        pool.shutdown(cancel_futures=True, stop=True)


def _to_show(outcome: Outcome) -> Outcome:
    """The outcome without the note that there is no page: it goes on one, or is not kept."""
    return replace(outcome, notes=tuple(note for note in outcome.notes if not note.startswith(PAGELESS)))


@contextmanager
def _told(outcome: Outcome) -> Iterator[None]:
    """Have whatever goes wrong with a page told as one sentence."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        why = (str(error).strip() or type(error).__name__).splitlines()[-1]
        raise UserError(
            f"The feedback page of {outcome.student} for {outcome.lab} cannot be made ({why}); mark it again with "
            f"`labs grade {outcome.lab} --student '{outcome.student}' --force`."
        ) from error
