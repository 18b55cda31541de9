"""Tiny nbgrader courses for tests of marking: two exercises without imports, so that a submission takes a second or two."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from grader.course import Course

LAB = "01_sums"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}

# What makes the release and marks it: of the real course's list what a test needs.
STEPS = """\
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "grader.stubs.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "grader.execute.OracleExecute",
    "nbgrader.preprocessors.LimitOutput",
    "grader.scores.OracleSaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]"""

CONFIG = f"""\
c = get_config()
c.CourseDirectory.course_id = "tiny"
{STEPS}
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 4
c.OracleExecute.call_timeout = 4
c.OracleExecute.oracle_package = "tiny_oracles"
c.OracleSaveAutoGrades.ignore_stderr = True
c.Grading.max_notebook_mb = 1
c.Grading.max_file_mb = 0.5
"""

ORACLES = """\
from grader.oracle import oracle


@oracle("test_double")
def _(student, rng):
    secret = float(rng.uniform(1000, 2000))
    student.call("double", secret).is_close(2 * secret, "twice a random number")
"""


def solution(grade_id: str, source: str) -> NotebookNode:
    """An answer cell."""
    meta = {"grade": False, "grade_id": grade_id, "locked": False, "schema_version": 3, "solution": True, "task": False}
    return v4.new_code_cell(source, id=grade_id, metadata={"nbgrader": meta})


def check(grade_id: str, points: int, source: str) -> NotebookNode:
    """A test cell."""
    meta = {
        "grade": True, "grade_id": grade_id, "locked": True, "points": points, "schema_version": 3, "solution": False,
        "task": False,
    }  # fmt: skip
    return v4.new_code_cell(source, id=grade_id, metadata={"nbgrader": meta})


def source_notebook() -> NotebookNode:
    """Exercise 1 is decided by an oracle, exercise 2 by its test cell."""
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Sums", id="head"),
            v4.new_markdown_cell("### Exercise 1 · Twice as much (6 points, 2 minutes)", id="exercise-1"),
            solution("double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
            check("test_double", 6, 'assert double(2) == 4, "double: expected 4, twice 2"'),
            v4.new_markdown_cell("### Exercise 2 · The sum (4 points)", id="exercise-2"),
            solution("add", "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"),
            check("test_add", 4, 'assert add(2, 3) == 5, "add: expected 5, the sum of 2 and 3"'),
        ],
        metadata=KERNEL,
    )


def make_course(root: Path, labs: tuple[str, ...] = (LAB,), config: str = CONFIG) -> Course:
    """A course in `root` that has instructor notebooks and nothing else."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    (root / "tiny_oracles").mkdir()
    (root / "tiny_oracles" / "__init__.py").write_text(ORACLES, encoding="utf-8")
    for lab in labs:
        (root / "source" / lab).mkdir(parents=True)
        nbformat.write(source_notebook(), root / "source" / lab / f"{lab}.ipynb")
    (root / "submitted").mkdir()
    return Course(root)


GOOD = {"double": "def double(x):\n    return x + x", "add": "def add(a, b):\n    return b + a"}
STUBS = {  # as `grader.building.stubs` makes them
    name: f'def {head}:\n    # YOUR CODE HERE\n    raise NotImplementedError("{name}: not written yet; replace these two lines.")'
    for name, head in (("double", "double(x)"), ("add", "add(a, b)"))
}


def answered(
    answers: dict[str, str] | None = None, change: Callable[[NotebookNode], None] | None = None
) -> NotebookNode:
    """A student's notebook: the release with these answers (default: the right ones), then changed.

    Parameters
    ----------
    answers : dict of str to str, optional
        Text of answer cells by grade id; one that is not named stays a stub.
    change : callable, optional
        Is given the notebook.
    """
    from nbgrader.utils import compute_checksum

    answers = GOOD if answers is None else answers
    notebook = source_notebook()
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if meta is None:
            continue
        if meta["solution"]:
            cell.source = STUBS[meta["grade_id"]]
        meta["checksum"] = compute_checksum(cell)
        meta["cell_type"] = cell.cell_type
        cell.source = answers.get(meta["grade_id"], cell.source)
    if change is not None:
        change(notebook)
    return notebook


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell of that name."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def hand_in(
    course: Course, student: str, notebook: NotebookNode | str | bytes, name: str | None = None, lab: str = LAB
) -> Path:
    """Put a notebook (or any text or bytes) into `submitted/`; returns the submission's folder."""
    folder = course.submitted / student / lab
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{lab}.ipynb")
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")
    return folder
