"""Who did best where a task measures how well: the class in the order of a figure that its oracle noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.records.outcome import Outcome, in_several


@dataclass(frozen=True)
class Place:
    """A student's place; equal figures share one, and the next place is then left out."""

    place: int
    student: str
    value: float
    earned: float | None


@dataclass(frozen=True)
class Ranking:
    """The class in one task, best first."""

    grade_id: str
    title: str
    name: str
    points: float
    places: list[Place]


def rankings(outcomes: Sequence[Outcome]) -> list[Ranking]:
    """The rankings of a lab, one for each task whose oracle noted a figure; in the order of the notebook.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Those of one lab.
    """
    several = in_several(outcomes)
    found: dict[tuple[str, str, str], list] = {}
    for outcome in outcomes:
        for question in outcome.questions:
            for name, value in question.scores.items():
                notebook = question.notebook if outcome.lab in several else ""
                found.setdefault((notebook, question.grade_id, name), []).append((value, outcome.student, question))
    made = []
    for (_, grade_id, name), rows in found.items():
        values = [value for value, _, _ in rows]
        places = [
            Place(1 + sum(other > value for other in values), student, value, question.earned)
            for value, student, question in sorted(rows, key=lambda row: (-row[0], row[1]))
        ]
        made.append(Ranking(grade_id, rows[0][2].title, name, rows[0][2].points, places))
    return made
