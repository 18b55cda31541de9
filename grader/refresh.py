"""Outcomes and pages brought up to date with a gradebook that a person has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader import gradebook, intake, report
from grader.asked import locked, pick_labs, pick_student
from grader.course import Course
from grader.errors import UserError
from grader.feedback import write_notice, write_pages
from grader.gradebook import Marks
from grader.marking import logged
from grader.outcome import Outcome, Outcomes
from grader.worker import Worker, WorkerDied


def refreshed(outcome: Outcome, marks: Marks | None) -> Outcome:
    """An outcome with the marks that the gradebook holds now: a person may have changed them there."""
    if outcome.score is None or marks is None:
        return outcome
    by_name = {name: earned for (_, name), earned in marks.by_question.items()}
    questions = tuple(replace(q, earned=by_name.get(q.grade_id, q.earned)) for q in outcome.questions)
    return replace(outcome, score=marks.score, max_score=marks.max_score, late=marks.late, questions=questions)


def page_in_worker(root: Path, outcome: Outcome) -> Outcome:
    """Make one submission's feedback page; the outcome with the gradebook's marks of today."""
    course = Course(root)
    fresh = refreshed(outcome, gradebook.marks(course, outcome.lab, outcome.student))
    with logged(course, outcome.lab, f"{outcome.student}.feedback") as log:
        if fresh.score is None:
            write_notice(course, fresh)
        else:
            write_pages(course, fresh, log)
    return fresh


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
        known = gradebook.roster(course) | set(intake.scan(course).students) | {o.student for o in everything}
        pick_student(student, known, course)
    wanted = [o for o in everything if student in (None, o.student)]
    if not wanted:
        raise UserError(f"Nothing is marked yet of {', '.join(asked) or 'any lab'}; run `labs grade` first.")
    with locked(course), Worker(course.report / "logs" / "worker.log") as worker:
        for outcome in wanted:
            try:
                store.save(worker.call(page_in_worker, course.root, outcome))
            except WorkerDied as error:
                raise UserError(
                    f"The feedback page of {outcome.student} for {outcome.lab} cannot be made "
                    f"({str(error).strip().splitlines()[-1]}); mark it again with `labs grade {outcome.lab} --student "
                    f"'{outcome.student}' --force`."
                ) from error
        report.publish(course)
    return len(wanted)
