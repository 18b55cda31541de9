"""Solution regions: what the student gets in place of one, and what must not be left of it.

A region may say itself what the student starts from, in lines that begin with `#: `::

    ### BEGIN SOLUTION
    #: # 1. the share of the film's own votes
    #: share = ...
    #: raise NotImplementedError("weighted_rating: not written yet")
    share = votes / (votes + m)
    return share * rating + (1 - share) * C
    ### END SOLUTION

A region without such lines becomes the usual two lines, with a sentence in the error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions as NbgraderClearSolutions

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"

# `#:` alone is an empty line of the stub; `#:x` is a comment like any other.
_STUB_LINE = re.compile(r"^(?P<indent>\s*)#:(?: (?P<text>.*))?$")
_DEFINITION = re.compile(r"^(?P<indent>\s*)(?:async\s+def|def|class)\s+(?P<name>\w+)")


@dataclass(frozen=True)
class Region:
    """One solution region of a cell.

    Attributes
    ----------
    first, last : int
        Positions of the two delimiters among the cell's lines.
    indent : str
        What stands before the opening delimiter.
    stub : tuple of str
        The lines the student gets, indentation included; empty if the region names none.
    solution : tuple of str
        The lines that must not reach the student.
    name : str or None
        The innermost function or class that holds the region.
    """

    first: int
    last: int
    indent: str
    stub: tuple[str, ...]
    solution: tuple[str, ...]
    name: str | None


def find_regions(source: str, begin: str = BEGIN, end: str = END) -> list[Region]:
    """Solution regions of a cell's source, in order.

    Raises
    ------
    ValueError
        If a region is opened inside another, never closed, or closed without having been opened.
    """
    regions: list[Region] = []
    lines = source.split("\n")
    opened: int | None = None
    for position, line in enumerate(lines):
        if begin in line:
            if opened is not None:
                raise ValueError("a solution region begins inside another one")
            opened = position
        elif end in line:
            if opened is None:
                raise ValueError("a solution region ends that never began")
            regions.append(_region(lines, opened, position))
            opened = None
    if opened is not None:
        raise ValueError("a solution region is never closed")
    return regions


def _region(lines: list[str], first: int, last: int) -> Region:
    indent = re.match(r"\s*", lines[first]).group(0)
    stub, solution = [], []
    for line in lines[first + 1 : last]:
        match = _STUB_LINE.match(line)
        if match is None:
            solution.append(line)
        else:
            stub.append((match["indent"] + match["text"]).rstrip() if match["text"] else "")
    return Region(first, last, indent, tuple(stub), tuple(solution), _enclosing_name(lines[:first], indent))


def _enclosing_name(before: list[str], indent: str) -> str | None:
    width = len(indent.expandtabs())
    for line in reversed(before):
        match = _DEFINITION.match(line)
        if match and len(match["indent"].expandtabs()) < width:
            return match["name"]
    return None


def default_stub(name: str) -> list[str]:
    """The two lines that stand for a solution that names no stub of its own."""
    return ["# YOUR CODE HERE", f'raise NotImplementedError("{name}: not written yet; replace these two lines.")']


class ClearSolutions(NbgraderClearSolutions):
    """nbgrader's ClearSolutions, with stubs written where their solution is."""

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        if cell.cell_type != "code" or language != "python":
            return super()._replace_solution_region(cell, language)
        try:
            regions = find_regions(cell.source, self.begin_solution_delimeter, self.end_solution_delimeter)
        except ValueError as error:
            raise RuntimeError(f"{error}: {cell.source}") from error

        lines = cell.source.split("\n")
        for region in reversed(regions):
            name = region.name or cell.metadata.get("nbgrader", {}).get("grade_id", "this cell")
            stub = region.stub or [region.indent + line for line in default_stub(name)]
            lines[region.first : region.last + 1] = stub
        cell.source = "\n".join(lines)
        return bool(regions)
