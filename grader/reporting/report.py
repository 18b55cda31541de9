"""One page for the instructor: how the class did, and where it struggled."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from grader.bookkeeping.questions import NOT_ATTEMPTED
from grader.course import Course
from grader.files import write_whole
from grader.records.outcome import Outcome, Outcomes, Question, Status, in_several
from grader.reporting import export, feedback
from grader.reporting.pages import environment
from grader.reporting.ranking import Ranking, rankings

MESSAGES = 3  # the commonest sentences shown for a question
HARDEST = 5


@dataclass(frozen=True)
class QuestionRow:
    """How a class did on one question; the notebook is named where the lab has several."""

    lab: str
    notebook: str
    grade_id: str
    title: str
    points: float
    answers: int
    full: int
    partial: int
    none: int
    untried: int  # of those with none: the answer is as it was released
    waiting: int
    share: float | None  # of the points there were, over all answers
    messages: list[tuple[str, int]]


@dataclass(frozen=True)
class LabRow:
    """How a class did on one lab."""

    name: str
    submissions: int
    marked: int
    max_score: float
    mean: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    late: int
    statuses: list[tuple[Status, int]]
    questions: list[QuestionRow]
    rankings: list[Ranking]


def path(course: Course) -> Path:
    """Where the report is."""
    return course.report / "index.html"


def question_rows(lab: str, outcomes: Sequence[Outcome]) -> list[QuestionRow]:
    """The questions of a lab over all submissions that were marked."""
    several = lab in in_several(outcomes)
    found: dict[tuple[str, str], list[Question]] = {}
    for outcome in outcomes:
        for q in outcome.questions:
            found.setdefault((q.notebook if several else "", q.grade_id), []).append(q)
    rows = []
    for (notebook, grade_id), answers in found.items():
        known = [q for q in answers if q.earned is not None]
        there = sum(q.points for q in known)
        full = sum(q.earned >= q.points for q in known)
        none = sum(q.earned <= 0 < q.points for q in known)
        said = Counter(q.message for q in known if q.message and q.earned < q.points)
        untried = said.pop(NOT_ATTEMPTED, 0)
        rows.append(
            QuestionRow(
                lab=lab,
                notebook=notebook,
                grade_id=grade_id,
                title=answers[0].title,
                points=answers[0].points,
                answers=len(answers),
                full=full,
                partial=len(known) - full - none,
                none=none,
                untried=untried,
                waiting=len(answers) - len(known),
                share=sum(q.earned for q in known) / there if there else None,
                messages=said.most_common(MESSAGES),
            )
        )
    return rows


def lab_row(lab: str, outcomes: Sequence[Outcome]) -> LabRow:
    """The summary of a lab; a submission without marks counts in no average."""
    scores = [o.score for o in outcomes if o.score is not None]
    statuses = Counter(o.status for o in outcomes)
    return LabRow(
        name=lab,
        submissions=len(outcomes),
        marked=len(scores),
        max_score=max((o.max_score for o in outcomes), default=0.0),
        mean=mean(scores) if scores else None,
        median=median(scores) if scores else None,
        lowest=min(scores, default=None),
        highest=max(scores, default=None),
        late=sum(o.late for o in outcomes),
        statuses=[(s, statuses[s]) for s in Status if statuses[s]],
        questions=question_rows(lab, outcomes),
        rankings=rankings(outcomes),
    )


def write(course: Course, outcomes: Sequence[Outcome], left_out: Sequence[str] = ()) -> Path:
    """Write `report/index.html`: one file, nothing loaded from anywhere.

    Parameters
    ----------
    course : Course
        Whose report.
    outcomes : sequence of Outcome
        Everything there is to report on.
    left_out : sequence of str
        One sentence for each thing among the submissions that is none.

    Returns
    -------
    Path
        The page.
    """
    labs = [lab_row(lab, [o for o in outcomes if o.lab == lab]) for lab in sorted({o.lab for o in outcomes})]
    answered = [q for lab in labs for q in lab.questions if q.share is not None and q.share < 1]
    by_student: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        by_student.setdefault(outcome.student, {})[outcome.lab] = outcome
    text = (
        environment()
        .get_template("report.html.j2")
        .render(
            course=course.config.CourseDirectory.get("course_id", "") or course.root.name,
            made=time.strftime("%d %B %Y, %H:%M"),
            labs=labs,
            hardest=sorted(answered, key=lambda q: (q.share, q.lab))[:HARDEST],
            students=sorted(by_student.items()),
            outcomes=outcomes,
            links={(o.student, o.lab): feedback.link(course, o, course.report) for o in outcomes},
            seconds=sum(o.seconds for o in outcomes),
            slowest=sorted((o for o in outcomes if o.seconds), key=lambda o: -o.seconds)[:3],
            unsafe=sum(o.unsafe for o in outcomes),
            statuses=[(s, n) for s in Status if (n := sum(o.status is s for o in outcomes))],
            attention=[o for o in outcomes if o.status is not Status.GRADED or o.notes or o.to_look_at or o.waiting],
            left_out=left_out,
        )
    )
    write_whole(path(course), text)
    return path(course)


def publish(course: Course, left_out: Sequence[str]) -> None:
    """Write the report and the table of marks from all outcomes there are; see `write`."""
    outcomes = Outcomes(course.report / "outcomes").all(course.labs())
    export.write_csv(course, outcomes)
    write(course, outcomes, left_out)
