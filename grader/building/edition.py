"""What the student edition holds: files of the course, files of its own, and no answer."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from grader.building.leaks import Answer, answers_in_lab, answers_in_module, plain
from grader.building.outline import read_outline
from grader.building.truth import find_truths, read_truth
from grader.course import Course
from grader.errors import UserError

TEMPLATES = Path(__file__).resolve().parent / "student_edition"
_CACHES = {"__pycache__", "node_modules"}


def edition_files(course: Course) -> dict[str, bytes]:
    """Every file of the student edition, by its path in it.

    Raises
    ------
    UserError
        If the course lacks a file that the edition needs.
    """
    plan = tomllib.loads((TEMPLATES / "edition.toml").read_text(encoding="utf-8"))
    files = {}
    for named in plan["copy"]:
        for path in _below(course, named):
            files[path.relative_to(course.root).as_posix()] = path.read_bytes()
    for named in plan["tools"]:
        for path in _with_its_imports(_existing(course, named)):
            files[path.relative_to(course.root).as_posix()] = path.read_bytes()
    for path in sorted((TEMPLATES / "tests").glob("*.py")):
        files[f"tests/{path.name}"] = path.read_bytes()
    files["Makefile"] = (TEMPLATES / "Makefile").read_bytes()
    files[".gitignore"] = (TEMPLATES / "gitignore").read_bytes()
    files["README.md"] = _readme(course).encode()
    files["pyproject.toml"] = _pyproject(course, plan).encode()
    return dict(sorted(files.items()))


def _existing(course: Course, named: str) -> Path:
    path = course.root / named
    if not path.exists():
        raise UserError(f"The student edition needs {named}, which {course.root} does not have.")
    return path


def _below(course: Course, named: str) -> Iterator[Path]:
    path = _existing(course, named)
    if path.is_file():
        yield path
        return
    for found in sorted(path.rglob("*")):
        inside = found.relative_to(path).parts
        if found.is_file() and not any(part.startswith(".") or part in _CACHES for part in inside):
            yield found


def _with_its_imports(path: Path) -> list[Path]:
    """A script and the modules beside it that it imports, and that they import."""
    found, waiting = [], [path]
    while waiting:
        script = waiting.pop()
        if script in found:
            continue
        found.append(script)
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            waiting += [beside for name in names if (beside := script.with_name(f"{name}.py")).is_file()]
    return found


def _readme(course: Course) -> str:
    rows = []
    for lab, path in find_truths(course).items():
        notebook = read_truth(path)
        outline = read_outline(f"labs/{lab}.py", notebook)
        title = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)
        link = f"[{lab}](release/{lab}/{lab}.ipynb)"
        rows.append(f"| {link} | {title[1] if title else ''} | {outline.points:g} | {outline.minutes} |")
    return (TEMPLATES / "README.md").read_text(encoding="utf-8").replace("@LABS@", "\n".join(rows))


def _pyproject(course: Course, plan: dict[str, Any]) -> str:
    """The edition's pyproject.toml; packages keep the course's own lines, with the reasons in them."""
    text = _existing(course, "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    dependencies = re.search(r"^dependencies = \[\n.*?^\]", text, re.MULTILINE | re.DOTALL)
    dev = re.search(r"^dev = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    if not dependencies or not dev:
        raise UserError(
            "pyproject.toml: `dependencies = [` and `dev = [` must each begin a line, one package a line below."
        )
    kept = [line for line in dev[1].splitlines() if re.split(r"[<>=~!\[; ]", line.strip(' "'))[0] in plan["dev"]]
    filled = (TEMPLATES / "pyproject.toml.in").read_text(encoding="utf-8")
    for mark, value in {
        "NAME": f"{project['name']}-student",
        "VERSION": project["version"],
        "PYTHON": project["requires-python"],
        "LICENSE": project["license"],
        "DEPENDENCIES": dependencies[0],
        "DEV": "\n".join(kept),
        "COMMAND": plan["command"],
        "PACKAGES": ", ".join(f'"{name}"' for name in plan["packages"]),
    }.items():
        filled = filled.replace(f"@{mark}@", value)
    return filled


def refuse_answers(course: Course, files: dict[str, bytes]) -> None:
    """Refuse an edition that gives an answer away or holds what is the instructor's.

    Raises
    ------
    UserError
        At the first such file, with where the answer stands.
    """
    package = str(course.config.OracleExecute.get("oracle_package", ""))
    instructors = [re.escape(word) for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", package) if word]
    forbidden = re.compile("|".join([*instructors, r"^\s*(?:from|import)\s+grader\b"]), re.MULTILINE)
    labs, others = _answers(course)
    for name, data in files.items():
        text = _text(name, data)
        match = forbidden.search(text)
        if match:
            raise UserError(f"{name} holds `{match[0].strip()}`, which is the instructor's; nothing was published.")
        lines = {plain(line) for line in text.split("\n")}
        for answer in labs:
            line = answer.mostly_in(lines) if name.endswith(".py") else answer.given_away_by(lines)
            if line:
                raise UserError(
                    f"{name} holds the line `{line}` of the solution in {answer.place}; nothing was published."
                )
        for answer in others:
            line = answer.mostly_in(lines)
            if line:
                raise UserError(f"{name} holds the line `{line}` of {answer.place}; nothing was published.")


def _answers(course: Course) -> tuple[list[Answer], list[Answer]]:
    labs = [
        answer
        for lab, path in find_truths(course).items()
        for answer in answers_in_lab(f"labs/{lab}.py", read_truth(path))
    ]
    others = []
    package = str(course.config.OracleExecute.get("oracle_package", ""))
    for folder, decorators in ((package.replace(".", "/"), {"oracle"}), ("tests/answers", {"right"})):
        for path in sorted((course.root / folder).rglob("*.py")) if folder else []:
            where = path.relative_to(course.root).as_posix()
            others += answers_in_module(where, path, decorators)
    return labs, others


def _text(name: str, data: bytes) -> str:
    text = data.decode("utf-8", errors="replace")
    if name.endswith(".ipynb"):
        return "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    return text


def marker(files: dict[str, str]) -> bytes:
    """The text of the edition's list of what was written: paths with their sha256."""
    return (json.dumps({"format": 1, "files": files}, indent=1, sort_keys=True) + "\n").encode()
