"""Notebooks as a class hands them in and as nobody would write them: real ones, broken at random and reproducibly.

Each mutant follows from a seed and its number alone. To see one, and to get the file it is handed in as::

    python -m tests.mutations SEED NUMBER > mutant.ipynb
"""

from __future__ import annotations

import copy
import gzip
import json
import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, ComputeChecksums, LockCells

from grader.stubs import ClearSolutions
from tests import courses

ROOT = Path(__file__).resolve().parents[1]
TINY, QUESTIONS, SQUARES = "01_sums", "02_popularity", "03_squares"
EXAMPLE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1" / "problem1.ipynb"

Notebook = dict[str, Any]
Cell = dict[str, Any]


def copied(value: Any) -> Any:
    """A copy; `copy.deepcopy` needs a deeper stack than what is copied here."""
    return json.loads(json.dumps(value))


# ---- Real notebooks ---------------------------------------------------------------------------------------------------


@cache
def sources() -> dict[str, NotebookNode]:
    """The instructor's notebooks: a tiny one, the first lab's text and questions, and nbgrader's example."""
    squares = nbformat.read(EXAMPLE, as_version=4)  # in a format without cell ids
    squares.metadata = courses.KERNEL
    return {TINY: courses.source_notebook(), QUESTIONS: _questions(), SQUARES: squares}


def _questions() -> NotebookNode:
    """`01_popularity` with all its text, and of its code only the questions, checked without an import."""
    notebook = nbformat.read(ROOT / "source" / "01_popularity" / "01_popularity.ipynb", as_version=4)
    cells = []
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith("test_question_"):
            asked = name.removeprefix("test_")
            right = next(line for line in cells[-1].source.splitlines() if line.startswith(f"{asked} ="))
            cell.source = f'"""The answer is right."""\nassert {asked} == {right.partition("=")[2].strip()}'
        if cell.cell_type == "markdown" or name.startswith(("question_", "test_question_")):
            cells.append(cell)
    notebook.cells = cells
    return notebook


@cache
def released(lab: str) -> NotebookNode:
    """The student's version."""
    notebook = copy.deepcopy(sources()[lab])
    for step in (LockCells(), ClearSolutions(), ClearOutput(), ComputeChecksums()):
        notebook, _ = step.preprocess(notebook, {})
    return notebook


@cache
def solved(lab: str) -> NotebookNode:
    """The student's version with every answer right."""
    notebook = copy.deepcopy(released(lab))
    for cell, original in zip(notebook.cells, sources()[lab].cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            kept = [line for line in original.source.split("\n") if not line.strip().startswith(("### ", "#: "))]
            cell.source = "\n".join(kept)
    return notebook


# ---- Mutations of a notebook's cells and fields -----------------------------------------------------------------------

ODD = (
    "\u202eevil\u202c", "a\u0301\u0327" * 40, "\U0001f9d1\u200d\U0001f3eb", "\ufeff", "\u2028\u2029\x85", "\x0b\x0c", "\uffff",
    "\u200b" * 50, "\x1b[31mred\x1b[0m", "</script><script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", "\r", "%s%n\\x00",
    "ｄｅｆ", "\U0010ffff", "$" * 30, "<details>" * 20, "]]>", "../../../etc",
)  # fmt: skip
UNPRINTABLE = ("\x00", "\ud800", "\udfff\ud800", "\x01\x02\x07\x08", "\x7f", "\x1a")
JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, 1.5, 1e308, "", "text", "\x00", [], [None], [[]], [1, "a"], {}, {"": {}}, {"a": [None]},
    ["# a\n", None, 3], [{}], "\ud800", float("nan"), float("-inf"),
)  # fmt: skip

STRUCTURAL: list[tuple[Callable[[Notebook, random.Random], bool], float]] = []


def mutation(weight: float = 1.0):
    """Register a function that changes a notebook and tells whether a right answer must still be marked right."""

    def register(function: Callable[[Notebook, random.Random], bool]):
        STRUCTURAL.append((function, weight))
        return function

    return register


def _cells(notebook: Notebook) -> list[Cell]:
    """The cells that are still cells; another mutation may have been here before."""
    cells = notebook.get("cells")
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _mark(cell: Cell) -> Notebook:
    meta = cell.get("metadata")
    mark = meta.get("nbgrader") if isinstance(meta, dict) else None
    return mark if isinstance(mark, dict) else {}


def _is_answer(cell: Cell) -> bool:
    return bool(_mark(cell).get("solution"))


def _is_not_needed(cell: Cell) -> bool:
    """A cell that is put back, or that holds no answer; code without a name may be an answer that lost it."""
    return not _is_answer(cell) and (bool(_mark(cell)) or cell.get("cell_type") == "markdown")


def _pick(notebook: Notebook, rng: random.Random, where: Callable[[Cell], bool] = lambda cell: True) -> Cell:
    """Some cell; a stray one if there is none of that kind left."""
    return rng.choice([cell for cell in _cells(notebook) if where(cell)] or [{}])


@mutation()
def duplicated_cell(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng)
    if cell:
        notebook["cells"].insert(rng.randint(0, len(notebook["cells"])), copied(cell))
    return True


@mutation()
def duplicated_notebook(notebook: Notebook, rng: random.Random) -> bool:
    if isinstance(notebook.get("cells"), list):
        notebook["cells"] += copied(notebook["cells"])
    return True


@mutation(2)
def deleted_cell(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng)
    if cell:
        notebook["cells"] = [other for other in notebook["cells"] if other is not cell]
    return _is_not_needed(cell)


@mutation()
def deleted_cells(notebook: Notebook, rng: random.Random) -> bool:
    if isinstance(notebook.get("cells"), list):
        notebook["cells"] = rng.sample(notebook["cells"], k=len(notebook["cells"]) // rng.choice((2, 3, 100)))
    return False


@mutation(2)
def retyped_cell(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng)
    kinds = {"code", "markdown", "raw"} - {str(cell.get("cell_type"))}
    cell["cell_type"] = rng.choice(sorted(kinds))
    if rng.random() < 0.5:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    return "nbgrader" in str(cell.get("metadata")) or cell["cell_type"] != "code"


@mutation()
def reordered_cells(notebook: Notebook, rng: random.Random) -> bool:
    if isinstance(notebook.get("cells"), list):
        rng.shuffle(notebook["cells"])
    return False


@mutation()
def merged_cells(notebook: Notebook, rng: random.Random) -> bool:
    cells = _cells(notebook)
    if len(cells) > 1:
        place = rng.randrange(len(cells) - 1)
        first, second = cells[place : place + 2]
        first["source"] = f"{first.get('source')}\n\n{second.get('source')}"
        notebook["cells"] = [cell for cell in notebook["cells"] if cell is not second]
    return False


@mutation()
def split_cell(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, lambda cell: isinstance(cell.get("source"), str))
    if cell:
        text, twin = cell["source"], copied(cell)
        cut = rng.randint(0, len(text))
        cell["source"], twin["source"] = text[:cut], text[cut:]
        if rng.random() < 0.7:
            twin["metadata"] = {}
        place = next(index for index, other in enumerate(notebook["cells"]) if other is cell)
        notebook["cells"].insert(place + 1, twin)
    return False


@mutation()
def foreign_cell(notebook: Notebook, rng: random.Random) -> bool:
    source = rng.choice(
        ["1 / 0", "def f(:", "# Notes", "print('" + rng.choice(ODD)[:1] + "')", "%%bash\nls", "!ls", "?x"]
    )
    kind = rng.choice(["code", "markdown", "raw", "heading", "", None, 7, [], {"code": 1}])
    cell = {"cell_type": kind, "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "new"}
    if isinstance(notebook.get("cells"), list):
        notebook["cells"].insert(rng.randint(0, len(notebook["cells"])), rng.choice([cell, cell, cell, *JUNK]))
    return True


@mutation(2)
def odd_text(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, lambda cell: cell.get("cell_type") != "code")
    cell["source"] = rng.choice(ODD + UNPRINTABLE) + str(cell.get("source")) + rng.choice(ODD)
    return not _is_answer(cell)


@mutation(2)
def odd_text_in_an_answer(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, _is_answer)
    cell["source"] = f"{cell.get('source')}\n# {rng.choice(ODD + UNPRINTABLE)}"
    return False


@mutation()
def long_line(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, lambda cell: isinstance(cell.get("source"), str))
    comment = "\n# " if cell.get("cell_type") == "code" else "\n"
    cell["source"] = f"{cell.get('source')}{comment}{rng.choice(['x', '# ', '<b>', '𝒙']) * rng.choice([2_000, 60_000])}"
    return True


@mutation(4)
def field_of_the_wrong_type(notebook: Notebook, rng: random.Random) -> bool:
    cell, key = _pick(notebook, rng), rng.choice(["source", "metadata", "cell_type", "source", "metadata"])
    spare = _is_not_needed(cell)
    cell[key] = copied(rng.choice(JUNK))
    if rng.random() < 0.3:
        del cell[key]
    return spare


@mutation(2)
def unimportant_field_of_the_wrong_type(notebook: Notebook, rng: random.Random) -> bool:
    key = rng.choice(["outputs", "execution_count", "id", "attachments", "prompt_number", "collapsed"])
    some = rng.choice([0.1, 1.0])
    for cell in _cells(notebook):
        if rng.random() < some:
            cell[key] = copied(rng.choice(JUNK))
    return True


@mutation(2)
def notebook_field_of_the_wrong_type(notebook: Notebook, rng: random.Random) -> bool:
    key = rng.choice(["metadata", "nbformat_minor", "signature", "worksheets", "cells", "nbformat"])
    notebook[key] = copied(rng.choice(JUNK))
    if rng.random() < 0.3:
        del notebook[key]
    return key not in ("cells", "nbformat") and "cells" in notebook


@mutation(2)
def another_format(notebook: Notebook, rng: random.Random) -> bool:
    notebook["nbformat"] = rng.choice([0, 1, 2, 3, 4, 4, 4, 5, 5, 6, 99, -4, 10**40, "4", 4.0, True])
    notebook["nbformat_minor"] = rng.choice([0, 1, 4, 5, 6, 99, -1, "5", None])
    return notebook["nbformat"] in (4, 5) and type(notebook["nbformat"]) is int and "cells" in notebook


@mutation(2)
def old_format(notebook: Notebook, rng: random.Random) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the ids that it may lack
            old = nbformat.convert(nbformat.from_dict(copied(notebook)), 3)
    except Exception:  # broken before: only a notebook that is one can be converted
        return False
    whole = all(isinstance(cell.get("source"), str) for cell in _cells(notebook))
    notebook.clear()
    notebook.update(copied(old))
    return whole


@mutation(4)
def nbgrader_field(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, lambda cell: bool(_mark(cell)))
    mark, answer = _mark(cell), _is_answer(cell)
    key = rng.choice([*sorted(mark, key=str), "points", "checksum", "cell_type", "schema_version", "grade", "solution"])
    mark[key] = copied(rng.choice([*JUNK, 1e400, "100", 2, "a/b", "x" * 9_000, not mark.get(key)]))
    if rng.random() < 0.3:
        mark.pop(key)
    return not answer or key != "grade_id"


@mutation(2)
def nbgrader_names_mixed(notebook: Notebook, rng: random.Random) -> bool:
    marks = [_mark(cell) for cell in _cells(notebook) if _mark(cell)]
    for mark in rng.sample(marks, k=min(len(marks), rng.choice([1, 2, 9]))):
        mark["grade_id"] = rng.choice(["bonus", "", "test_double", "double", *(m.get("grade_id") for m in marks)])
    return False


@mutation(2)
def nbgrader_metadata_lost(notebook: Notebook, rng: random.Random) -> bool:
    for cell in _cells(notebook):
        if isinstance(cell.get("metadata"), dict):
            cell["metadata"].pop("nbgrader", None)
    return True


@mutation(2)
def nbgrader_metadata_junk(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng)
    cell["metadata"] = {"nbgrader": copied(rng.choice(JUNK)), "tags": rng.choice(JUNK)}
    return not _is_answer(cell)


@mutation()
def a_cell_claims_to_be_graded(notebook: Notebook, rng: random.Random) -> bool:
    cell = _pick(notebook, rng, lambda cell: not _mark(cell))
    claim = {"grade": True, "solution": False, "locked": True, "task": False, "points": 1000, "schema_version": 3}
    cell["metadata"] = {"nbgrader": {**claim, "grade_id": rng.choice(["bonus", "test", "cell-1", "../x"])}}
    return True


@mutation(2)
def ids(notebook: Notebook, rng: random.Random) -> bool:
    kind = rng.choice(["none", "equal", "odd", "mixed"])
    names = [cell.get("id") for cell in _cells(notebook)]
    rng.shuffle(names)
    for cell, name in zip(_cells(notebook), names, strict=True):
        if kind == "none":
            cell.pop("id", None)
        else:
            cell["id"] = {"equal": "same", "odd": rng.choice(["", " ", "ä", "x" * 99, "a/b", None, 3]), "mixed": name}[
                kind
            ]
    return True


@mutation()
def tags(notebook: Notebook, rng: random.Random) -> bool:
    for cell in _cells(notebook):
        if isinstance(cell.get("metadata"), dict):
            cell["metadata"]["tags"] = rng.choice(
                [["skip-execution"], ["raises-exception"], ["remove-cell"], "tag", None]
            )
            cell["metadata"] |= {"deletable": False, "editable": False, "jupyter": {"source_hidden": True}}
    return True


@mutation(2)
def notebook_metadata(notebook: Notebook, rng: random.Random) -> bool:
    kernel = rng.choice([{"name": "ir"}, {"name": "../../bin/sh"}, {"name": None}, {"name": "x" * 9_000}, *JUNK])
    forged = {"cells": {"test_add": {"earned": 1000, "points": 4, "by": "oracle", "message": "", "parts": []}}}
    language = rng.choice([{"name": "R", "file_extension": ".r"}, *JUNK])
    notebook["metadata"] = {
        "kernelspec": kernel, "language_info": language, "grading": forged, "widgets": rng.choice(JUNK), "title": "x" * 9
    }  # fmt: skip
    return True


@mutation()
def deep_metadata(notebook: Notebook, rng: random.Random) -> bool:
    deep: Any = "bottom"
    for _ in range(rng.choice([40, 200, 800])):
        deep = {"a": deep} if rng.random() < 0.5 else [deep]
    rng.choice([notebook, *_cells(notebook)])["metadata"] = {"deep": deep}
    return False


# ---- Mutations of the file's text -------------------------------------------------------------------------------------


def _cut(text: bytes, rng: random.Random) -> bytes:
    return text[: rng.randrange(len(text))]


def _flipped(text: bytes, rng: random.Random) -> bytes:
    broken = bytearray(text)
    for _ in range(rng.choice([1, 1, 3, 20])):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return bytes(broken)


def _extra(text: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(text))
    added = rng.choice([b",", b",,", b"}", b"]", b"\x00", b"NaN", b"//", b"\n<<<<<<< HEAD\n", b"\xed\xa0\x80", b'"'])
    return text[:place] + added + text[place:]


def _number(text: bytes, rng: random.Random) -> bytes:
    return text.replace(b"null", rng.choice([b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"-0"]))


def _duplicate_keys(text: bytes, rng: random.Random) -> bytes:
    key, value = rng.choice([("cells", []), ("cells", None), ("metadata", 1), ("nbformat", 3), ("nbformat_minor", 4)])
    added = f'"{key}": {json.dumps(value)}'.encode()
    return b"{" + added + b"," + text[1:] if rng.random() < 0.5 else text.rstrip()[:-1] + b"," + added + b"}"


def _nested(text: bytes, rng: random.Random) -> bytes:
    depth = rng.choice([900, 5_000, 100_000])
    return rng.choice([b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth])


def _other(text: bytes, rng: random.Random) -> bytes:
    return rng.choice([
        b"", b" ", b"\n", b"null", b"[]", b"{}", b"0", b'"cells"', b"true", b"\xff\xfe", rng.randbytes(3_000), text * 2,
        b"<!doctype html><title>Sign in</title>", b"def double(x):\n    return 2 * x\n", b"PK\x03\x04" + rng.randbytes(99),
        b'{"cells": []}', b'{"nbformat": 4}', b'{"nbformat": 4, "cells": {}}', b'{"nbformat": 3, "worksheets": 3}',
        b'{"nbformat": 4, "cells": [[]]}', b'{"nbformat": 2}', b'{"nbformat": 3, "worksheets": [{"cells": [{}]}]}',
        b'{"nbformat": 1, "cells": [{"cell_type": "code"}]}', json.dumps(text.decode("utf-8", "replace")).encode(),
        text.replace(b'"', b"'"), b"%PDF-1.7", b"version https://git-lfs.github.com/spec/v1\n", b"\x00" * 500,
    ])  # fmt: skip


# name: change, whether the notebook in it is still whole, weight
TEXTUAL: dict[str, tuple[Callable[[bytes, random.Random], bytes], bool, float]] = {
    "cut": (_cut, False, 6),
    "bits flipped": (_flipped, False, 6),
    "something inserted": (_extra, False, 6),
    "numbers JSON does not have": (_number, False, 2),
    "duplicate keys": (_duplicate_keys, False, 3),
    "nested without end": (_nested, False, 2),
    "something else": (_other, False, 8),
    "compressed": (lambda text, rng: gzip.compress(text, mtime=0), False, 2),
    "UTF-16": (lambda text, rng: text.decode("utf-8", "replace").encode("utf-16"), False, 2),
    "byte order mark": (lambda text, rng: b"\xef\xbb\xbf" + text, True, 1),
    "CRLF": (lambda text, rng: text.replace(b"\n", b"\r\n"), True, 1),
    "blanks around": (lambda text, rng: b" \n\t" * 9 + text + b"\n" * 999, True, 1),
    "too large": (lambda text, rng: text + b" " * 1_100_000, False, 1),
}
PLACES = (
    "{lab} (1).ipynb", "{lab}-copy.ipynb", "my/own/folder/{lab}.ipynb", "{lab}.ipynb.txt", "{lab}.ipynb.json",
    "Homework.ipynb", "é {{x}} [1] *.ipynb", "line\nbreak.ipynb", "-f.ipynb", "$(x);&.ipynb", "x" * 200 + ".ipynb",
    "\udcff\udcfe.ipynb", "ä\u202e.ipynb", " .ipynb", "'\".ipynb",
)  # fmt: skip


# ---- A mutant ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """What one student hands in.

    Parameters
    ----------
    seed, number : int
        What it follows from.
    lab : str
        For which lab.
    what : tuple of str
        What was done to it.
    data : bytes
        The file.
    place : str
        Its path in the submission's folder.
    right : bool
        Nothing that was done to it may cost a mark, and all its answers are right.
    """

    seed: int
    number: int
    lab: str
    what: tuple[str, ...]
    data: bytes
    place: str
    right: bool

    def __str__(self) -> str:
        return (
            f"mutant {self.number} of seed {self.seed} ({self.lab}: {', '.join(self.what)}; handed in as {self.place!r}); "
            f"see it with `python -m tests.mutations {self.seed} {self.number}`"
        )


def dumped(notebook: Notebook, rng: random.Random) -> bytes:
    """As JSON, in one of the ways that programs write it; lone surrogates stay escapes."""
    try:
        return json.dumps(notebook, indent=rng.choice([1, None]), ensure_ascii=rng.random() < 0.5).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(notebook).encode("ascii")


def mutant(seed: int, number: int) -> Mutant:
    """The mutant of that number: a real notebook, changed in up to four ways."""
    rng = random.Random(f"{seed}/{number}")
    lab = rng.choices([TINY, QUESTIONS, SQUARES], [4, 1, 2])[0]
    right = rng.random() < 0.75
    notebook = json.loads(json.dumps(solved(lab) if right else released(lab)))
    what, textual = [], rng.random() < 0.5
    for _ in range(rng.choice([0, 0, 1]) if textual else rng.choice([1, 1, 1, 2, 3])):
        functions, weights = zip(*STRUCTURAL, strict=True)
        function = rng.choices(functions, weights)[0]
        keeps = function(notebook, rng)
        right = right and keeps
        what.append(function.__name__)
    data, place = dumped(notebook, rng), f"{lab}.ipynb"
    if textual:
        name = rng.choices(list(TEXTUAL), [weight for *_, weight in TEXTUAL.values()])[0]
        change, whole, _ = TEXTUAL[name]
        data, right = change(data, rng), right and whole
        what.append(name)
    if rng.random() < 0.1:
        place = rng.choice(PLACES).format(lab=lab)
        what.append("another name")
    return Mutant(seed, number, lab, tuple(what), data, place, right)


if __name__ == "__main__":
    shown = mutant(int(sys.argv[1]), int(sys.argv[2]))
    print(shown, file=sys.stderr)
    sys.stdout.buffer.write(shown.data)
