"""The questions of a lab: where they are in a notebook, what they are worth, and what came of them."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader.intake import repair
from grader.records.gradebook import Marks
from grader.records.outcome import Question

if TYPE_CHECKING:
    from nbformat import NotebookNode


NOT_ATTEMPTED = "not attempted"


def total_points(notebooks: dict[str, NotebookNode]) -> float:
    """Points there are in a lab's notebooks."""
    cells = [cell.metadata[repair.MARK] for nb in notebooks.values() for cell in repair.marked_cells(nb).values()]
    return float(sum(meta.get("points", 0) for meta in cells if meta.get("grade") or meta.get("task")))


def questions(
    notebook: str, original: NotebookNode, record: NotebookNode | None, cells: dict[str, Any], marks: Marks
) -> Iterator[Question]:
    """The graded cells of one notebook in the order of the release.

    Parameters
    ----------
    notebook : str
        Its name.
    original : NotebookNode
        The student version.
    record : NotebookNode or None
        As it ran; None if it was not handed in.
    cells : dict
        What the oracles said, by grade id.
    marks : Marks
        What the gradebook holds.

    Yields
    ------
    Question
    """
    title, untouched = "", False
    ran = repair.marked_cells(record) if record is not None else {}
    for cell in original.cells:
        if cell.cell_type == "markdown":
            title = _heading(cell.source) or title
        name = repair.grade_id(cell)
        meta = cell.metadata.get(repair.MARK, {})
        if meta.get("solution"):
            untouched = name in ran and ran[name].source == cell.source
        if name is None or not (meta.get("grade") or meta.get("task")):
            continue
        earned, points = marks.by_question.get((notebook, name)), float(meta.get("points", 0))
        # The visible check names the mistake; the oracle, which decides, must not say more than that there is one.
        said = cells.get(name, {})
        message = _error_in(ran.get(name)) or ("" if said.get("review") else said.get("message", ""))
        message = NOT_ATTEMPTED if untouched else message
        full = earned is not None and earned >= points
        scores = dict(said.get("scores", {}))
        yield Question(name, title or name, earned, points, "" if full else message, scores, notebook)


def _heading(markdown: str) -> str:
    """The last heading in a markdown cell, without what it says in brackets about points and minutes."""
    found = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", markdown, flags=re.MULTILINE)
    return re.sub(r"\s*\([^)]*\b(points?|minutes?|min)\b[^)]*\)$", "", found[-1]).strip() if found else ""


def _error_in(cell: NotebookNode | None) -> str:
    """The error a test cell ended with, as one line; a check's own kind of error speaks for itself."""
    for output in cell.get("outputs", []) if cell is not None else []:
        if output.output_type == "error":
            said = re.sub(r"\x1b\[[0-9;]*m", "", str(output.evalue)).strip()
            first = said.splitlines()[0][:300] if said else ""
            if output.ename == "CellTimeoutError":
                return "ran too long and was stopped"
            says_it_itself = first and (output.ename == "AssertionError" or not hasattr(builtins, output.ename))
            return first if says_it_itself else f"{output.ename}: {first}".rstrip(": ")
    return ""
