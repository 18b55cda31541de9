"""Putting marks into nbgrader's gradebook: the oracle's where there is a verdict, nbgrader's own everywhere else."""

from __future__ import annotations

import copy
import re
from logging import Logger
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import SaveAutoGrades
from traitlets import Bool

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def nbgrader_score(cell: NotebookNode, ignore_stderr: bool, log: Logger | None = None) -> float | None:
    """What nbgrader gives a graded cell; None if a person has to mark it.

    A test whose value is more than the cell's points, or no value at all, stops nbgrader; here it earns nothing.
    """
    try:
        return utils.determine_grade(_bare(cell, ignore_stderr), log)[0]
    except (ValueError, KeyError):
        return 0


def _bare(cell: NotebookNode, ignore_stderr: bool) -> NotebookNode:
    """A copy of a cell with only those outputs that nbgrader shall judge it by."""
    bare = copy.deepcopy(cell)
    if cell.cell_type == "code" and ignore_stderr:
        bare.outputs = [o for o in cell.outputs if not (o.output_type == "stream" and o.name == "stderr")]
    return bare


class OracleSaveAutoGrades(SaveAutoGrades):
    """nbgrader's `SaveAutoGrades`, which believes the verdicts of `grader.marking.execute.OracleExecute`."""

    ignore_stderr = Bool(False, help="Whether a test cell may write to stderr without losing its points.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the marks, and complete the notebook's `grading` metadata with those that nbgrader decided."""
        # From the resources, never from the notebook: its metadata may be what the student handed in.
        self._record = resources.get("grading") or {"cells": {}}
        nb, resources = super().preprocess(nb, resources)
        if "grading" in resources:
            nb.metadata["grading"] = nbformat.from_dict(self._record)
        return nb, resources

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        entry = self._record["cells"].get(grade_id)
        score = (
            entry["earned"] if entry and entry["by"] == "oracle" else nbgrader_score(cell, self.ignore_stderr, self.log)
        )
        # nbgrader's own way through the gradebook first. It reads the outputs, which may not bear reading (a value
        # above the points raises), so it gets the cell without them and the score is put right afterwards.
        plain = copy.deepcopy(cell)
        if cell.cell_type == "code":
            plain.outputs = []
        super()._add_score(plain, resources)
        if score is None or cell.cell_type != "code" or utils.is_solution(cell):
            return
        if entry is None:
            points = float(cell.metadata["nbgrader"]["points"])
            message = "" if score >= points else _error_in(cell)
            entry = {
                "earned": float(score),
                "points": points,
                "by": "nbgrader",
                "message": message,
                "parts": [],
                "review": False,
            }
            self._record["cells"][grade_id] = entry
        entry["earned"] = float(score)
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = score
        grade.needs_manual_grade = grade.manual_score is not None or entry["review"]
        self.gradebook.db.commit()


def _error_in(cell: NotebookNode) -> str:
    """The last line of the error a test cell ended with."""
    errors = [o for o in cell.outputs if o.output_type == "error"]
    if not errors:
        return "the test did not pass"
    said = _COLOUR.sub("", str(errors[0].evalue)).strip().splitlines()
    first = said[0][:300] if said else ""
    return first if errors[0].ename == "AssertionError" and first else f"{errors[0].ename}: {first}".rstrip(": ")
