"""labs/*.py read as notebooks: the same bytes in, the same bytes out, on every machine."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.course import Course
from grader.errors import UserError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# Without the versions a kernel would add: they are the machine's.
LANGUAGE_INFO = {"name": "python", "pygments_lexer": "ipython3"}
# What jupytext notes for a way back that this course never takes.
_JUPYTEXT_ONLY = {"cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker", "title"}
_CELL_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def find_truths(course: Course) -> dict[str, Path]:
    """Every lab's file in `labs/`, by the lab's name, in order."""
    if not course.truth.is_dir():
        raise UserError(f"{course.root} has no labs/ folder: put each lab there as labs/NN_name.py.")
    return {path.stem: path for path in sorted(course.truth.glob("*.py")) if not path.name.startswith("_")}


def companions(course: Course, lab: str) -> dict[str, Path]:
    """The files that go with a lab's notebook, by their path beside it.

    Raises
    ------
    UserError
        If one of them is Python or a notebook, which would reach students unchecked, or lies outside the course.
    """
    folder = course.truth / lab
    found = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        relative = path.relative_to(folder)
        if any(part.startswith(".") or part == "__pycache__" for part in relative.parts):
            continue
        if path.is_symlink():
            raise UserError(f"labs/{lab}/{relative.as_posix()} is a link; put the file itself there.")
        if path.is_dir():
            continue
        if path.suffix in {".py", ".ipynb"}:
            raise UserError(
                f"labs/{lab}/{relative.as_posix()} would be handed out unchecked: only pictures and data may lie there."
            )
        found[relative.as_posix()] = path
    return found


def read_truth(path: Path) -> NotebookNode:
    """The instructor's notebook of one `labs/NN_name.py`.

    Raises
    ------
    UserError
        If the file is not text, or a cell's options cannot be read.
    """
    import jupytext

    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"labs/{path.name} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
    # A header of the author's editor (its kernel, its jupytext) is not the course's.
    text = re.sub(r"\A# ---\n(?:#.*\n)*?# ---\n", "", text).lstrip("\n")
    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO})

    taken: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        _clean(cell, path, number)
        cell.id = _cell_id(path.stem, cell, taken)
    return notebook


def _clean(cell: NotebookNode, path: Path, number: int) -> None:
    broken = cell.metadata.get("incorrectly_encoded_metadata")
    if broken is not None:
        raise UserError(f"labs/{path.name}, cell {number}: its options cannot be read as JSON: {broken}")
    # A title after `# %%` comes out as options without a value: it is a note to the author.
    for key in [key for key, value in cell.metadata.items() if key in _JUPYTEXT_ONLY or value is None]:
        del cell.metadata[key]
    cell.source = cell.source.strip("\n")
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None


def _cell_id(lab: str, cell: NotebookNode, taken: set[str]) -> str:
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    if not _CELL_ID.match(name):
        name = hashlib.sha256(f"{lab}\n{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name}-{count}"
    taken.add(unique)
    return unique


def to_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as it is written: UTF-8, keys sorted, one newline at the end."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
