"""Which of the files handed in is which notebook of the lab: students rename, copy and nest them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader.intake import reading
from grader.intake.files import Handed
from grader.intake.repair import kinship

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass
class Choice:
    """Which of a submission's files are the lab's notebooks.

    Parameters
    ----------
    notebooks : dict of str to NotebookNode
        By the name they have in the lab; those that were not handed in are not there.
    notes : list of str
        What was renamed, left out or could not be read.
    unreadable : bool
        Something that should be a notebook of the lab is none.
    """

    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unreadable: bool = False


def choose(handed: Handed, folder: Path, released: dict[str, NotebookNode], max_mb: float) -> Choice:
    """Find the lab's notebooks: by name where the name is right, else by what is in them.

    Parameters
    ----------
    handed : Handed
        The files.
    folder : Path
        The submission's folder.
    released : dict of str to NotebookNode
        The lab's student versions by name.
    max_mb : float
        Larger files are not opened.
    """
    readable, faults = {}, []
    for path in handed.notebooks:
        try:
            readable[path] = reading.read(path, max_mb)
        except reading.Unreadable as fault:
            if path.name.endswith(".ipynb") or path.stem.removesuffix(".ipynb") in released:
                faults.append(f"{fault}.")
        except OSError as fault:
            faults.append(f"{path.name} cannot be read ({fault.strerror}).")
    choice = Choice()
    for name, original in released.items():
        related = {path: kin for path, nb in readable.items() if (kin := kinship(nb, original))}
        if not related:
            continue
        best = min(related, key=lambda p: (p.name != f"{name}.ipynb", len(p.parts), -related[p], p.name))
        choice.notebooks[name] = readable.pop(best)
        shown = best.relative_to(folder)
        if str(shown) != f"{name}.ipynb":
            choice.notes.append(f"The notebook {shown} was taken for {name}.ipynb.")
        if lost := choice.notebooks[name].metadata.pop(reading.LOST, 0):
            cells = "One cell" if lost == 1 else f"{lost} cells"
            choice.notes.append(f"{cells} of {shown} had no readable type or text and could not be marked.")
        others = [str(p.relative_to(folder)) for p in related if p in readable]
        if others and len(released) == 1:
            choice.notes.append(
                f"More than one notebook of this lab was handed in: {shown} was marked, not {', '.join(others)}."
            )
            for path in [p for p in related if p in readable]:
                del readable[path]
    strangers = [path.name for path in readable if path.name.endswith(".ipynb")]
    if strangers and not choice.notebooks:
        faults.append(f"{', '.join(strangers)} holds none of this lab's cells: is it another notebook?")
    elif strangers:
        choice.notes.append(f"Not a notebook of this lab, so not marked: {', '.join(strangers)}.")
    choice.notes += faults
    choice.unreadable = bool(faults)
    return choice
