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
    kin = {(name, path): kinship(nb, original) for name, original in released.items() for path, nb in readable.items()}
    choice, matched = Choice(), _match(kin)
    for name in [name for name in released if name in matched]:
        best, related = matched[name], [path for path in readable if kin[name, path]]
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


def _match(kin: dict[tuple[str, Path], int]) -> dict[str, Path]:
    """Which file is which notebook: first those that have its name, then those that hold most of its cells.

    Parameters
    ----------
    kin : dict of tuple of str and Path to int
        How many cells of a notebook a file holds.
    """
    own = {(name, path) for name, path in kin if path.name == f"{name}.ipynb" and kin[name, path]}
    named = {path for _, path in own}  # none of these is another notebook of the lab, even if that one is missing
    pairs = [pair for pair in kin if pair in own or (kin[pair] and pair[1] not in named)]

    def rank(pair: tuple[str, Path]) -> tuple:
        depth, strange = len(pair[1].parts), -kin[pair]
        return (0, depth, strange, str(pair[1])) if pair in own else (1, strange, depth, str(pair[1]))

    found: dict[str, Path] = {}
    for name, path in sorted(pairs, key=rank):
        if name not in found and path not in found.values():
            found[name] = path
    return found
