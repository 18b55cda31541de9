"""The marks as a table for a spreadsheet, and as JSON for a program."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.files import write_whole
from grader.records.outcome import Outcome, Status

COLUMNS = ("student", "lab", "status", "late", "unsafe", "score", "max_score", "waiting", "notes")


def csv_path(course: Course) -> Path:
    """Where the table is."""
    return course.report / "marks.csv"


def _text(value: str) -> str:
    """A text that a spreadsheet will not take for a formula: a student chooses folder names."""
    value = value.encode("utf-8", "replace").decode("utf-8")
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def write_csv(course: Course, outcomes: Sequence[Outcome]) -> Path:
    """Write `report/marks.csv`: a row a submission, a column a question (`LAB:GRADE_ID`).

    An empty mark is no zero: there is none (yet); the column `status` says why.
    """
    columns = list(dict.fromkeys(f"{o.lab}:{q.grade_id}" for o in outcomes for q in o.questions))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*COLUMNS, *columns])
    for o in outcomes:
        marks = {f"{o.lab}:{q.grade_id}": _number(q.earned) for q in o.questions}
        flags, notes = ["yes" if flag else "no" for flag in (o.late, o.unsafe)], _text(" ".join(o.notes))
        row = [
            _text(o.student),
            o.lab,
            o.status.value,
            *flags,
            _number(o.score),
            _number(o.max_score),
            o.waiting,
            notes,
        ]
        table.writerow([*row, *(marks.get(column, "") for column in columns)])
    write_whole(csv_path(course), out.getvalue())
    return csv_path(course)


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many submissions ended with each status, every status named."""
    found = Counter(outcome.status for outcome in outcomes)
    return {status.value: found[status] for status in Status}


def as_json(course: Course, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A run for a program: plain data."""
    return {
        "course": str(course.root),
        "counts": counts(outcomes),
        "late": sum(outcome.late for outcome in outcomes),
        "unsafe": sum(outcome.unsafe for outcome in outcomes),
        "report": str(course.report / "index.html"),
        "marks": str(csv_path(course)),
        "feedback": str(course.feedback),
        "outcomes": [outcome.to_dict() | {"waiting": outcome.waiting} for outcome in outcomes],
    }
