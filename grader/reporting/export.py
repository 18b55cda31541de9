"""The marks as a table for a spreadsheet, and as JSON for a program."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.files import write_whole
from grader.records.outcome import Outcome, Question, Status, in_several
from grader.reporting.pages import points

COLUMNS = ("student", "lab", "status", "late", "unsafe", "score", "max_score", "waiting", "notes")
# What a spreadsheet may take for a formula: at the start of a text, or of what it takes for a cell of its own.
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+@＝＋－＠-])")


def csv_path(course: Course) -> Path:
    """Where the table is."""
    return course.report / "marks.csv"


def _text(value: str) -> str:
    """A text of which a spreadsheet takes no part for a formula: a student chooses folder names."""
    value = value.encode("utf-8", "replace").decode("utf-8")
    return _FORMULA.sub(r"\1\2'", value)


def _number(value: float | None) -> str:
    return "" if value is None else points(value)


def write_csv(course: Course, outcomes: Sequence[Outcome]) -> Path:
    """Write `report/marks.csv`: a row a submission, a column a question (`LAB:GRADE_ID`).

    Where a lab has several notebooks, a question's column is `LAB:NOTEBOOK:GRADE_ID`.
    An empty mark is no zero: there is none (yet); the column `status` says why.
    """
    several = in_several(outcomes)

    def column_of(o: Outcome, q: Question) -> str:
        return ":".join((o.lab, *([q.notebook] if o.lab in several else []), q.grade_id))

    columns = list(dict.fromkeys(column_of(o, q) for o in outcomes for q in o.questions))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*COLUMNS, *columns])
    for o in outcomes:
        marks = {column_of(o, q): _number(q.earned) for q in o.questions}
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
