"""Whether a text gives an answer away: lines of a solution, found where students can read them."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.building.stubs import find_regions

# A line this short, or one of these kinds, says nothing: `else:`, `return x`, an import.
_SHORTEST = 9
_SAYS_NOTHING = re.compile(r"^(import |from \S+ import |raise |#|\"\"\"|'''|return \w+$|def |class |@)")


def plain(line: str) -> str:
    """A line as lines are compared: without comment and white space."""
    return re.sub(r"\s+", "", _without_comment(line.strip()) if "#" in line else line)


def _without_comment(line: str) -> str:
    # A line alone may be half a statement: the tokens before the point where that shows are good.
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(line).readline):
            if token.type == tokenize.COMMENT:
                return line[: token.start[1]]
    return line


def telling(lines: Iterable[str]) -> list[str]:
    """The lines, made plain, that would give something away."""
    kept = []
    for line in lines:
        bare = plain(line)
        if len(bare) >= _SHORTEST and not _SAYS_NOTHING.match(line.strip()) and re.search(r"\w{2}", bare):
            kept.append(bare)
    return kept


@dataclass(frozen=True)
class Answer:
    """The lines of one answer, and what to call it.

    Attributes
    ----------
    place : str
        Where the answer stands, as messages name it.
    lines : tuple of str
        Its telling lines, made plain.
    """

    place: str
    lines: tuple[str, ...]

    def given_away_by(self, text: Iterable[str]) -> str | None:
        """The first line of the answer that `text` (plain lines) holds."""
        held = set(text)
        return next((line for line in self.lines if line in held), None)

    def mostly_in(self, text: Iterable[str]) -> str | None:
        """As `given_away_by`, but only if `text` holds at least half of the answer.

        For code that was written for another purpose, where one equal line is chance.
        """
        held = set(text)
        found = [line for line in self.lines if line in held]
        return found[0] if found and 2 * len(found) >= len(self.lines) else None


def answers_in_lab(where: str, notebook: NotebookNode) -> Iterator[Answer]:
    """The solutions of an instructor's notebook, without the lines that its open parts hold as well."""
    outside: set[str] = set()
    regions = []
    for cell in notebook.cells:
        lines = cell.source.split("\n")
        for region in reversed(find_regions(cell.source)):
            regions.append((cell, region))
            del lines[region.first : region.last + 1]
        outside.update(plain(line) for line in lines)
    for cell, region in regions:
        own = tuple(line for line in telling(region.solution) if line not in outside)
        if own:
            yield Answer(f"{where}, cell {cell.metadata.nbgrader['grade_id']}", own)


def answers_in_module(where: str, path: Path, decorators: set[str]) -> Iterator[Answer]:
    """The bodies of a module's functions that carry one of `decorators`: oracles, right answers."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and decorators & {_name(d) for d in node.decorator_list}:
            body = tuple(telling(lines[node.body[0].lineno - 1 : node.end_lineno]))
            if body:
                yield Answer(f"{where}, line {node.lineno}", body)


def oracle_ids(package: Path) -> set[str]:
    """The grade_ids that a package's `@oracle("…")` and `choice("…", …)` lines name, read without running them."""
    found: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in ("oracle", "choice") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def _name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
