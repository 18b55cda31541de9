"""What a lab must be before students get it, checked without running any of it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from jsonschema import ValidationError
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import SchemaMismatchError

from grader.building.outline import Outline, read_outline
from grader.building.stubs import BEGIN, END, find_regions
from grader.errors import UserError

# Hidden tests are oracles here, and a test that nbgrader writes itself would be run to be written.
_REFUSED = {
    "BEGIN HIDDEN TESTS": "put hidden tests into an oracle",
    "AUTOTEST": "write the test out",
}
_SENTENCE_INSIDE = re.compile(r"(?<!e\.g)(?<!i\.e)[.!?]\s+[A-Z]")


def check_source(where: str, notebook: NotebookNode) -> Outline:
    """Check an instructor's notebook and give its outline.

    Parameters
    ----------
    where : str
        The lab as messages name it, such as `labs/01_popularity.py`.
    notebook : NotebookNode
        What `read_truth` made of it.

    Raises
    ------
    UserError
        At the first thing that is wrong, with the lab and the cell's grade_id.
    """
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        place = f"{where}, cell {cell.metadata.get('nbgrader', {}).get('grade_id') or number}"
        _check_metadata(place, cell, seen)
        _check_regions(place, cell)
        if utils.is_grade(cell):
            _check_graded(place, cell)
        if cell.cell_type == "code":
            cell_tree(place, cell.source)
    return read_outline(where, notebook)


def check_release(where: str, notebook: NotebookNode, forbidden: set[str]) -> None:
    """Check a student's notebook: no outputs, no answers' marks, stubs that are Python.

    Parameters
    ----------
    forbidden : set of str
        Words that no release may hold, such as the name of the oracles' package.
    """
    words = {BEGIN, END, *_REFUSED, *forbidden} - {""}
    for number, cell in enumerate(notebook.cells, start=1):
        place = f"{where}, cell {cell.metadata.get('nbgrader', {}).get('grade_id') or number}"
        held = sorted(word for word in words if word in cell.source)
        if held:
            raise UserError(f"{place}: the student's notebook would hold `{held[0]}`; take it out of the lab.")
        if cell.cell_type == "code":
            if cell.outputs or cell.execution_count is not None:
                raise UserError(f"{place}: the student's notebook would hold an output; it must be empty.")
            cell_tree(place, cell.source, "its stub")


def _check_metadata(place: str, cell: NotebookNode, seen: set[str]) -> None:
    meta = cell.metadata.get("nbgrader")
    if meta is None:
        return
    if not isinstance(meta, dict):
        raise UserError(f"{place}: its nbgrader options are {meta!r}; they must be a dict.")
    if meta.get("grade") and not meta.get("points"):
        raise UserError(f'{place}: it is graded but carries no points; add "points": 10 to its nbgrader options.')
    try:
        MetadataValidator().validate_cell(cell)
    except SchemaMismatchError as error:
        raise UserError(f'{place}: its nbgrader options need "schema_version": 3.') from error
    except ValidationError as error:
        raise UserError(f"{place}: its nbgrader options are not valid: {error.message.splitlines()[0]}.") from error
    grade_id = meta.get("grade_id", "")
    if grade_id in seen:
        raise UserError(f"{place}: another cell has the same grade_id; every grade_id must be its own.")
    if grade_id:
        seen.add(grade_id)


def _check_regions(place: str, cell: NotebookNode) -> None:
    for mark, instead in _REFUSED.items():
        if mark in cell.source:
            raise UserError(f"{place}: it holds `{mark}`; {instead}.")
    try:
        regions = find_regions(cell.source)
    except ValueError as error:
        raise UserError(f"{place}: {error}; mend its BEGIN SOLUTION and END SOLUTION lines.") from error
    if utils.is_solution(cell) and not regions:
        raise UserError(
            f"{place}: it is a solution cell without a `### BEGIN SOLUTION` region; mark what students must write."
        )
    if regions and not utils.is_solution(cell):
        raise UserError(
            f'{place}: it holds a solution but is no solution cell; set "solution": true in its nbgrader options.'
        )
    for region in regions:
        if not any(line.strip() for line in region.solution):
            raise UserError(f"{place}: its solution region is empty; write the solution in it.")


def _check_graded(place: str, cell: NotebookNode) -> None:
    if utils.is_solution(cell):
        return  # marked by hand: there is no test to describe
    if not cell.metadata.nbgrader.get("locked"):
        raise UserError(f'{place}: its test can be edited by students; set "locked": true in its nbgrader options.')
    docstring = ast.get_docstring(cell_tree(place, cell.source))
    if not docstring:
        raise UserError(
            f"{place}: a test cell begins with a docstring that says in one sentence what is tested; add it."
        )
    if "\n" in docstring or docstring[-1] not in ".!?" or _SENTENCE_INSIDE.search(docstring):
        raise UserError(f"{place}: its docstring must be one sentence on one line, got: {docstring.splitlines()[0]!r}")


def cell_tree(place: str, source: str, what: str = "it") -> ast.Module:
    """The syntax tree of a code cell; `%magic` lines become calls. Not valid Python is a `UserError`."""
    from IPython.core.inputtransformer2 import TransformerManager

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which warnings there are depends on the Python version
        try:
            tree = ast.parse(TransformerManager().transform_cell(source))
            compile(tree, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError as error:
            raise UserError(
                f"{place}: {what} is not valid Python: {error.msg} (line {error.lineno} of the cell)."
            ) from error
    return tree


def graded_ids(notebook: NotebookNode) -> Iterator[str]:
    """The grade_ids of the cells that are marked by their tests."""
    for cell in notebook.cells:
        if utils.is_grade(cell) and not utils.is_solution(cell):
            yield cell.metadata.nbgrader["grade_id"]
