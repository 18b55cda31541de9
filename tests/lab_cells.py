"""The labs' own cells and answers, as the tests use them: their imports, their solutions, who answers what."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import jupytext

from tests.answers import Answer, load

ROOT = Path(__file__).resolve().parent.parent


def lab_modules() -> dict[str, str]:
    """Module name of each lab: `01_popularity` is `popularity`."""
    return {path.stem: path.stem.split("_", 1)[1] for path in sorted((ROOT / "labs").glob("[0-9]*.py"))}


@functools.cache
def cells(lab: str) -> list:
    """All cells of a lab's truth."""
    return jupytext.read(ROOT / "labs" / f"{lab}.py").cells


def grade_info(cell) -> dict:
    """nbgrader's metadata of a cell."""
    return cell.metadata.get("nbgrader", {})


def import_lines(source: str) -> str:
    """What a cell imports, and nothing else of it."""
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(map(ast.unparse, nodes))


@functools.cache
def imports(lab: str) -> str:
    """What the lab's first code cell imports: all that an answer may rely on besides the solutions."""
    first = next(cell.source for cell in cells(lab) if cell.cell_type == "code")
    return "\n".join(["import numpy as np", "import pandas as pd", import_lines(first)])


@functools.cache
def solution_sources(lab: str) -> dict[str, str]:
    """The text of each solution cell by its grade id, as a student would have written it."""
    return {
        grade_info(cell)["grade_id"]: re.sub(
            r"^\s*(#: .*|### (BEGIN|END) SOLUTION)$", "", cell.source, flags=re.MULTILINE
        )
        for cell in cells(lab)
        if grade_info(cell).get("solution") and cell.cell_type == "code"
    }


def fresh(lab: str) -> dict:
    """A solved notebook's names, made anew: what is defined in there later, its own functions see too."""
    namespace: dict = {}
    exec(imports(lab), namespace)
    for name, source in solution_sources(lab).items():
        exec(compile(source, f"{lab}:{name}", "exec"), namespace)
    return namespace


@functools.cache
def solutions(lab: str) -> dict:
    """What the lab's own solution cells define, for those who only read it."""
    return fresh(lab)


def notebook_with(lab: str, answer: Answer) -> dict:
    """The lab's names with one function answered otherwise, as if the answer were written in its cell."""
    namespace = fresh(lab)
    exec(compile(answer.source, f"{answer.test}: {answer.title}", "exec"), namespace)
    return namespace


ANSWERS: list[tuple[str, Answer]] = [(lab, answer) for lab, module in lab_modules().items() for answer in load(module)]
# Lab and grade id of every test cell.
TESTS: list[tuple[str, str]] = [
    (lab, grade_info(cell)["grade_id"])
    for lab in lab_modules()
    for cell in cells(lab)
    if grade_info(cell).get("grade") and not grade_info(cell).get("solution")
]
EXERCISES = [(lab, test) for lab, test in TESTS if "question" not in test]
QUESTIONS = [(lab, test) for lab, test in TESTS if "question" in test]
