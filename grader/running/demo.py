"""A class of invented students, so that a whole run can be seen before anyone has handed anything in.

The class is marked in a course of its own, `demo/run/`: the real gradebook never holds an invented student. Who is in it and
which marks each must get is written in `demo/class.toml`.
"""

from __future__ import annotations

import importlib
import re
import shutil
import sys
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bookkeeping import prepare
from grader.course import CONFIG_NAME, Course
from grader.errors import UserError
from grader.files import write_whole
from grader.intake.repair import MARK, grade_id, marked_cells
from grader.records.logs import logged
from grader.records.outcome import Status

if TYPE_CHECKING:
    from nbformat import NotebookNode

CONFIG = '''\
"""The demo class's course; written by `labs grade --demo`, so change demo/class.toml instead."""

import sys
from pathlib import Path

c = get_config()
load_subconfig("nbgrader_config.py", path={real!r})
sys.path.append({real!r})
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "demo class"
c.CourseDirectory.db_url = "sqlite:///" + str(Path(__file__).resolve().parent / "gradebook.db")
for step in ("source", "release", "submitted", "autograded", "feedback"):
    c.CourseDirectory[step + "_directory"] = step
c.Execute.timeout = 20  # seconds: the class has an endless loop on purpose
c.OracleExecute.call_timeout = 5
'''


@dataclass(frozen=True)
class Student:
    """One invented student.

    Parameters
    ----------
    id : str
        The folder's name.
    kind : str
        One of `KINDS`.
    at : tuple of str
        Answer cells that the kind's mishap strikes, one of them in each lab; in a lab with none of them, the first function.
    answers : dict of str to str
        Answers to take from `tests/answers/`: title by the grade id of the test cell.
    expects : dict
        By lab: `status`, and `marks` where there are any. Only these labs are handed in.
    """

    id: str
    kind: str
    at: tuple[str, ...]
    answers: dict[str, str]
    expects: dict[str, dict[str, Any]]


def folder(course: Course) -> Path:
    """Where the demo class's course is."""
    return course.root / "demo" / "run"


def students(course: Course) -> list[Student]:
    """The class, from `demo/class.toml`.

    Raises
    ------
    UserError
        If the file is missing or says something that cannot be done.
    """
    path = course.root / "demo" / "class.toml"
    try:
        listed = tomllib.loads(path.read_text("utf-8")).get("student", [])
        known = [
            Student(s["id"], s["kind"], tuple(s.get("at", ())), s.get("answers", {}), s.get("expects", {}))
            for s in listed
        ]
    except FileNotFoundError:
        raise UserError(
            f"There is no demo class: {path} is missing; put submissions into {course.submitted} instead."
        ) from None
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise UserError(f"{path} cannot be used ({error!r}); each [[student]] needs an id and a kind.") from None
    for student in known:
        if student.kind not in KINDS:
            raise UserError(
                f"{path}: {student.id} is of the kind {student.kind!r}; use one of {', '.join(sorted(KINDS))}."
            )
        for lab, expected in student.expects.items():
            if expected.get("status") not in set(Status):
                raise UserError(
                    f"{path}: {student.id} expects the status {expected.get('status')!r} in {lab}; no such status."
                )
    return known


def build(course: Course) -> Course:
    """Make the demo class's course and everyone's submissions; what is marked there already stays.

    Returns
    -------
    Course
        Ready to be graded.
    """
    everyone, run = students(course), folder(course)
    write_whole(run / CONFIG_NAME, CONFIG.format(real=str(course.root)))
    for name in ("source", "submitted"):
        if (run / name).exists():
            shutil.rmtree(run / name)
    shutil.copytree(course.source, run / "source")
    demo = Course(run)
    for lab in demo.labs():
        with logged(demo, lab, ".release") as log:
            prepared = prepare.ready(demo, lab) or prepare.prepare(demo, lab, log)
        released = prepared.notebooks()[lab]
        solved = _solutions(demo.source / lab / f"{lab}.ipynb")
        for student in [student for student in everyone if lab in student.expects]:
            _hand_in(course, demo, lab, student, released, solved)
    return demo


def _solutions(path: Path) -> dict[str, str]:
    """Text of the answer cells as the instructor solved them, without the marks around a solution."""
    import nbformat

    marks = re.compile(r"^\s*### (BEGIN|END) SOLUTION\s*$|^\s*#: ")
    cells = marked_cells(nbformat.read(path, as_version=4))
    return {
        name: "\n".join(line for line in cell.source.splitlines() if not marks.match(line))
        for name, cell in cells.items()
        if cell.metadata[MARK].get("solution")
    }


def _hand_in(
    course: Course, demo: Course, lab: str, student: Student, released: NotebookNode, solved: dict[str, str]
) -> None:
    import nbformat

    notebook = deepcopy(released)
    tests = _tests_of(released)
    texts = KINDS[student.kind](notebook, solved, _strike(student, solved))
    for test, title in student.answers.items():
        if test in tests:
            texts[tests[test]] = _answer(course, lab, test, title)
    for cell in notebook.cells:
        if (name := grade_id(cell)) in texts:
            cell.source = texts[name]
    target = demo.submitted / student.id / lab
    target.mkdir(parents=True)
    if student.kind == "not json":
        (target / f"{lab}.ipynb").write_text("This was meant to be a notebook.\n", encoding="utf-8")
        return
    nbformat.write(notebook, target / (f"{lab} (copy).ipynb" if student.kind == "renamed" else f"{lab}.ipynb"))


def _tests_of(released: NotebookNode) -> dict[str, str]:
    """By test cell, the answer cell before it."""
    found, answer = {}, ""
    for name, cell in marked_cells(released).items():
        if cell.metadata[MARK].get("solution"):
            answer = name
        elif cell.metadata[MARK].get("grade"):
            found[name] = answer
    return found


def _strike(student: Student, solved: dict[str, str]) -> str:
    here = [name for name in student.at if name in solved]
    functions = [name for name, text in solved.items() if text.lstrip().startswith("def ")]
    return (here or functions or list(solved))[0]


def _answer(course: Course, lab: str, test: str, title: str) -> str:
    """The text of a named answer in `tests/answers/`."""
    module = re.sub(r"^\d+_", "", lab)
    sys.path.insert(0, str(course.root))
    try:
        listed = importlib.import_module("tests.answers").load(module)
    except ModuleNotFoundError as error:
        raise UserError(
            f"demo/class.toml wants the answer {title!r} to {test}, but there is no {error.name}."
        ) from error
    finally:
        sys.path.remove(str(course.root))
    for answer in listed:
        if (answer.test, answer.title) == (test, title):
            return answer.source
    titles = ", ".join(repr(answer.title) for answer in listed if answer.test == test)
    raise UserError(
        f"demo/class.toml wants the answer {title!r} to {test}; tests/answers/{module}.py has {titles or 'none'}."
    )


def _right(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    return dict(solved)


def _half_done(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    names = [name for name in marked_cells(notebook) if name in solved]
    return {name: solved[name] for name in names[: (len(names) + 1) // 2]}


def _blank(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    return {}


def _syntax_error(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    return solved | {at: re.sub(r":(\s*)$", r"\1", solved[at].split("\n")[0]) + "\n" + solved[at].partition("\n")[2]}


def _endless_loop(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    return solved | {at: f"def {at}(*args, **kwargs):\n    while True:\n        pass"}


def _deleted_test(notebook: NotebookNode, solved: dict[str, str], at: str) -> dict[str, str]:
    test = next(test for test, answer in _tests_of(notebook).items() if answer == at)
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != test]
    return dict(solved)


KINDS: dict[str, Callable[[NotebookNode, dict[str, str], str], dict[str, str]]] = {
    "all right": _right,
    "half done": _half_done,
    "blank": _blank,
    "syntax error": _syntax_error,
    "endless loop": _endless_loop,
    "deleted test": _deleted_test,
    "renamed": _right,
    "not json": _right,
}
