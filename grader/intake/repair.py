"""A submitted notebook made fit for marking: what must not change is put back, and what was found is said.

The notebook is rebuilt cell by cell instead of being patched, so that nothing of a submission's metadata, outputs or
format survives that nbgrader or Jupyter could trip over. The student's own cells keep their text and their place.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.intake.notes import few
from grader.intake.reading import SKIP

if TYPE_CHECKING:
    from nbformat import NotebookNode

MARK = "nbgrader"


@dataclass
class Repair:
    """A repaired notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Valid, without outputs, every cell that must not change as it was released.
    tampered : list of str
        What had been changed and was put back.
    notes : list of str
        What was noticed and is nobody's fault.
    """

    notebook: NotebookNode
    tampered: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def grade_id(cell: NotebookNode) -> str | None:
    """nbgrader's name of a cell, if it has a usable one."""
    meta = cell.metadata.get(MARK)
    found = meta.get("grade_id") if isinstance(meta, dict) else None
    return found if isinstance(found, str) and found else None


def marked_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Cells that nbgrader knows by name, in order."""
    return {name: cell for cell in notebook.cells if (name := grade_id(cell)) is not None}


def kinship(notebook: NotebookNode, released: NotebookNode) -> int:
    """How many cells of the release a notebook still holds, by name or by text; 0: it is another notebook."""
    names, texts = set(marked_cells(notebook)), {cell.source.strip() for cell in notebook.cells}
    return sum(name in names or cell.source.strip() in texts for name, cell in marked_cells(released).items())


def repair(submitted: NotebookNode, released: NotebookNode) -> Repair:
    """Put back what must not change.

    Parameters
    ----------
    submitted : NotebookNode
        As `read` gives it; it is changed in place.
    released : NotebookNode
        The student's version of the lab.

    Returns
    -------
    Repair
    """
    result = Repair(submitted)
    originals = marked_cells(released)
    _reattach(result, originals)
    _drop_foreign_and_doubled(result, originals)
    optional = [cell for cell in released.cells if SKIP in cell.metadata.get("tags", [])]
    ids, texts = {cell.get("id") for cell in optional} - {None}, {cell.source.strip() for cell in optional}
    for cell in submitted.cells:
        if (name := grade_id(cell)) is not None:
            _restore(result, cell, originals[name], name)
        else:  # what the lab says is not needed for marking is not run
            tagged = SKIP in cell.metadata.get("tags", []) and cell.get("id") in ids
            cell.metadata = {"tags": [SKIP]} if tagged or cell.source.strip() in texts else {}
    _put_back_missing(result, originals)
    _make_ids_unique(submitted)
    submitted.metadata = {
        key: released.metadata[key] for key in ("kernelspec", "language_info") if key in released.metadata
    }
    return result


def _is_locked(cell: NotebookNode) -> bool:
    from nbgrader.utils import is_grade, is_locked, is_solution, is_task

    return is_locked(cell) or is_task(cell) or (is_grade(cell) and not is_solution(cell))


def _definition(source: str) -> str | None:
    """What a solution cell defines first: that survives when an editor drops a cell's metadata."""
    found = re.search(r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", source, flags=re.MULTILINE)
    return (found[1] or found[2]) if found else None


def _reattach(result: Repair, originals: dict[str, NotebookNode]) -> None:
    """Find cells that lost their name (some editors drop metadata) by id, by text, or by what they define."""
    there = marked_cells(result.notebook)
    lost = [name for name in originals if name not in there]
    free = [cell for cell in result.notebook.cells if grade_id(cell) is None] if lost else []
    definitions = {id(cell): _definition(cell.source) for cell in free}
    found = []
    for name in lost:
        original = originals[name]
        defines = None if _is_locked(original) else _definition(original.source)

        def is_it(cell: NotebookNode, original=original, defines=defines) -> bool:
            if cell.cell_type != original.cell_type:
                return False
            if cell.id == original.get("id") or cell.source.strip() == original.source.strip():
                return True
            return defines is not None and definitions[id(cell)] == defines

        match = next((cell for cell in free if is_it(cell)), None)
        if match is not None:
            match.metadata = {MARK: dict(original.metadata[MARK])}
            free = [cell for cell in free if cell is not match]
            found.append(name)
    if found:
        result.notes.append(f"Cells had lost their nbgrader names and got them back: {', '.join(found)}.")


def _drop_foreign_and_doubled(result: Repair, originals: dict[str, NotebookNode]) -> None:
    seen: set[str] = set()
    foreign, doubled = [], []
    for cell in reversed(result.notebook.cells):  # of copies the last one stays: it ran last
        name = grade_id(cell)
        if name is None:
            continue
        meta = cell.metadata[MARK]
        if name not in originals:
            if meta.get("grade") or meta.get("locked") or meta.get("solution") or meta.get("task"):
                foreign.append(
                    f"A cell claimed to be {name[:80]!r}, which this lab does not have: it counts for nothing."
                )
            cell.metadata = {}
        elif name in seen:
            doubled.append(f"The cell {name!r} was there more than once: the last one counts.")
            cell.metadata = {}
        seen.add(name)
    result.tampered += few(foreign) + few(doubled)


def _restore(result: Repair, cell: NotebookNode, original: NotebookNode, name: str) -> None:
    """Give a cell the type, the metadata and, if it is locked, the text it was released with."""
    meta, ours = cell.metadata[MARK], original.metadata[MARK]
    changed = [key for key in ("grade", "solution", "locked", "task", "points") if meta.get(key) != ours.get(key)]
    if not _is_pristine(cell):  # an untouched cell of an earlier release may differ: that is no tampering
        result.tampered += [f"{key!r} of the cell {name!r} had been changed and was put back." for key in changed]
    if cell.cell_type != original.cell_type:
        result.tampered.append(
            f"The cell {name!r} had become a {cell.cell_type} cell and was made a {original.cell_type} cell again."
        )
    if _is_locked(original) and cell.source != original.source:
        if _is_pristine(cell):
            result.notes.append(f"The cell {name!r} came from an earlier release: today's was used.")
        else:
            result.tampered.append(f"The locked cell {name!r} had been changed and was put back.")
        cell.source = original.source
    _retype(cell, original.cell_type)
    cell.metadata = deepcopy(original.metadata)


def _is_pristine(cell: NotebookNode) -> bool:
    """The cell still has the checksum that nbgrader gave it when it was released."""
    from nbgrader.utils import compute_checksum

    try:
        return cell.metadata[MARK].get("checksum") == compute_checksum(cell)
    except (TypeError, ValueError, KeyError):  # points that are no number: not as released
        return False


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _put_back_missing(result: Repair, originals: dict[str, NotebookNode]) -> None:
    """Insert each deleted locked or graded cell after the nearest one before it that is there."""
    from nbgrader.utils import is_grade

    names = list(originals)
    for position, name in enumerate(names):
        cells = result.notebook.cells
        present = {grade_id(cell): index for index, cell in enumerate(cells)}
        if name in present:
            continue
        original = originals[name]
        if not _is_locked(original) and not is_grade(original):
            # A stub would undo what the student may have defined elsewhere, so nothing is put in its place.
            result.notes.append(f"The answer cell {name!r} is gone: what the notebook defines elsewhere counts.")
            continue
        before = [present[earlier] for earlier in names[:position] if earlier in present]
        cells.insert(max(before) + 1 if before else 0, deepcopy(original))
        result.tampered.append(f"The cell {name!r} had been deleted and was put back.")


def _make_ids_unique(notebook: NotebookNode) -> None:
    """A cell that was put back keeps its id; one of the student's that had taken it gets another."""
    taken: set[str] = set()
    for cell in sorted(notebook.cells, key=lambda cell: grade_id(cell) is None):
        wanted, number = cell.setdefault("id", "cell"), 1  # the release's own cells may have none
        while cell["id"] in taken:
            number += 1
            cell["id"] = f"{wanted[:50]}-{number}"
        taken.add(cell["id"])
