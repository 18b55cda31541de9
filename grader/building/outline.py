"""The plan that a lab's text announces: exercises, questions, points, minutes, hints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from grader.errors import UserError

_MARKER = re.compile(r"^#{1,6}\s+(?:Exercise|Question)\b")
_HEADING = re.compile(
    r"^### (?P<kind>Exercise|Question) (?P<number>\d+) · (?P<title>.+?) "
    r"\((?P<points>\d+(?:\.\d+)?) points?(?:, (?P<minutes>\d+) minutes?)?\)\s*$"
)
_MINUTES = re.compile(r"^#{2,6}\s.*\((?:.*, )?(\d+) minutes?\)\s*$")
_TOTALS = re.compile(r"(\d+(?:\.\d+)?) points? · (\d+) minutes?")
_HINT = re.compile(r"<details>\s*<summary>\s*Hint (\d+)")
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass
class Task:
    """One exercise or question: its heading, and the cells up to the next one."""

    kind: str
    number: int
    title: str
    points: float
    minutes: int
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def label(self) -> str:
        """As people call it: `Exercise 3`."""
        return f"{self.kind} {self.number}"

    @property
    def graded(self) -> list[NotebookNode]:
        """The cells that carry its points."""
        return [cell for cell in self.cells if utils.is_grade(cell)]


@dataclass
class Outline:
    """What a lab says it holds."""

    tasks: list[Task]
    points: float
    minutes: int

    def __str__(self) -> str:
        exercises = sum(task.kind == "Exercise" for task in self.tasks)
        questions = len(self.tasks) - exercises
        counts = [(self.points, "point"), (self.minutes, "minute"), (exercises, "exercise"), (questions, "question")]
        return ", ".join(f"{count:g} {noun}{'' if count == 1 else 's'}" for count, noun in counts)


def read_outline(where: str, notebook: NotebookNode) -> Outline:
    """The lab's outline, checked against its cells.

    Parameters
    ----------
    where : str
        The lab as messages name it.
    notebook : NotebookNode
        The instructor's notebook, whose cells' nbgrader metadata are valid.

    Raises
    ------
    UserError
        If headings, numbers, points, minutes or hints do not agree with one another.
    """
    tasks, minutes = _collect(where, notebook)
    for task in tasks:
        _check_task(where, task)
    for kind in ("Exercise", "Question"):
        numbers = [task.number for task in tasks if task.kind == kind]
        if numbers != list(range(1, len(numbers) + 1)):
            raise UserError(f"{where}: its {kind.lower()}s are numbered {numbers}; number them 1, 2, 3 in order.")
    outline = Outline(tasks, sum(task.points for task in tasks), minutes)
    _check_totals(where, notebook, outline)
    return outline


def _text_lines(cell: NotebookNode) -> list[str]:
    """The lines of a markdown cell that are not inside a fenced block."""
    if cell.cell_type != "markdown":
        return []
    lines, fenced = [], False
    for line in cell.source.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            lines.append(line)
    return lines


def _collect(where: str, notebook: NotebookNode) -> tuple[list[Task], int]:
    tasks: list[Task] = []
    minutes = 0
    for cell in notebook.cells:
        for line in _text_lines(cell):
            match = _HEADING.match(line)
            if match:
                task = Task(
                    match["kind"],
                    int(match["number"]),
                    match["title"],
                    float(match["points"]),
                    int(match["minutes"] or 0),
                )
                tasks.append(task)
            elif _MARKER.match(line):
                raise UserError(
                    f"{where}: the heading `{line.strip()}` must read "
                    "`### Exercise 1 · Title (10 points, 8 minutes)` or `### Question 1 · Title (2 points)`."
                )
            stated = _MINUTES.match(line)
            minutes += int(stated[1]) if stated else 0
        if tasks:
            tasks[-1].cells.append(cell)
        elif utils.is_grade(cell):
            raise UserError(
                f"{where}, cell {cell.metadata.nbgrader['grade_id']}: it is graded but stands under no "
                "`### Exercise` or `### Question` heading; give it one."
            )
    return tasks, minutes


def _check_task(where: str, task: Task) -> None:
    if not task.graded:
        raise UserError(f"{where}: {task.label} has no graded cell; add its test cell, or make it plain text.")
    ids = ", ".join(cell.metadata.nbgrader["grade_id"] for cell in task.graded)
    carried = sum(float(cell.metadata.nbgrader["points"]) for cell in task.graded)
    if carried != task.points:
        raise UserError(
            f"{where}, cell {ids}: {task.label} announces {task.points:g} points, its test carries {carried:g}; make them agree."
        )
    if not any(utils.is_solution(cell) for cell in task.cells):
        raise UserError(f"{where}, cell {ids}: {task.label} has no solution cell; add the one that students write in.")
    if task.kind == "Exercise":
        if not task.minutes:
            raise UserError(
                f"{where}, cell {ids}: {task.label} says no minutes; end its heading in `(10 points, 8 minutes)`."
            )
        _check_hints(where, ids, task)


def _check_hints(where: str, ids: str, task: Task) -> None:
    numbers = [int(n) for cell in task.cells if cell.cell_type == "markdown" for n in _HINT.findall(cell.source)]
    if len(numbers) < 2:
        raise UserError(
            f"{where}, cell {ids}: {task.label} has {len(numbers)} hints and needs two or more, "
            "each `<details><summary>Hint 1: the idea</summary>…</details>`."
        )
    if numbers != list(range(1, len(numbers) + 1)):
        raise UserError(f"{where}, cell {ids}: the hints of {task.label} are numbered {numbers}; number them 1, 2, 3.")
    for cell in task.cells:
        if cell.cell_type == "markdown" and cell.source.count("<details") != cell.source.count("</details>"):
            raise UserError(
                f"{where}, cell {ids}: a `<details>` of {task.label} is not closed; the rest of the text would hide in it."
            )


def _check_totals(where: str, notebook: NotebookNode, outline: Outline) -> None:
    first = notebook.cells[0] if notebook.cells else None
    stated = _TOTALS.search(first.source) if first is not None and first.cell_type == "markdown" else None
    if stated is None:
        raise UserError(
            f"{where}: its first cell must say the totals: `{outline.points:g} points · {outline.minutes} minutes`."
        )
    if (float(stated[1]), int(stated[2])) != (outline.points, outline.minutes):
        raise UserError(
            f"{where}: its first cell says `{stated[0]}`, its headings add up to "
            f"`{outline.points:g} points · {outline.minutes} minutes`; make them agree "
            "(the heading of a section may state its minutes too: `## The films (5 minutes)`)."
        )
