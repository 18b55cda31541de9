"""Nothing but the oracles may change a mark: elsewhere `labs grade` gives what plain `nbgrader autograde` gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook

from grader.course import Course
from grader.running import demo
from tests.courses import KERNEL, check, solution

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconds for one command
# Where the commands `labs`, `nbgrader` and `alembic` lie, whether the environment is activated or not.
ENVIRONMENT = {**os.environ, "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}

# What a course sets to be marked by the grader's preprocessors; it names no oracles.
OURS = """
c.Autograde.autograde_preprocessors = [
    "grader.execute.OracleExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "grader.scores.OracleSaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""

pytestmark = pytest.mark.slow


def command(folder: Path, *arguments: str) -> str:
    """Run one of the environment's commands in a folder and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, f"{arguments} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def nbgrader(folder: Path, *arguments: str) -> str:
    return command(folder, "-m", "nbgrader", *arguments)


def labs_grade(folder: Path, *labs: str) -> list[dict]:
    """Mark a course from outside of it, as `labs grade --course DIR` does."""
    said = command(
        folder.parent, "-c", "from grader.cli import main; main()", "grade", *labs, "--course", str(folder), "--json"
    )
    return json.loads(said)["outcomes"]


def rows(folder: Path, labs: tuple[str, ...]) -> dict[tuple[str, ...], tuple]:
    """Everything the gradebook says of these labs' submissions, cell by cell."""
    course, found = Course(folder), {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", course.config.CourseDirectory.course_id) as book:
        for submission in (s for lab in labs for s in book.assignment_submissions(lab)):
            who = (submission.student.id, submission.assignment.name)
            found[who] = (submission.score, submission.max_score, submission.needs_manual_grade)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    found[(*who, notebook.name, grade.name)] = (
                        grade.auto_score, grade.manual_score, grade.max_score, grade.needs_manual_grade,
                        grade.failed_tests,
                    )  # fmt: skip
                for comment in notebook.comments:
                    found[(*who, notebook.name, comment.name, "comment")] = (comment.comment,)
    return found


# ---- A course without oracles: nbgrader's own example, and a lab with every kind of graded cell -----------------------

PARTIAL = """\
earned = 0.0
for n in range(6):
    earned += 0.5 * (is_even(n) == (n % 2 == 0))
earned"""
HIDDEN = """\
assert largest([1, 3, 2]) == 3
### BEGIN HIDDEN TESTS
assert largest([-1, -3]) == -1
### END HIDDEN TESTS"""
STUB = "    ### BEGIN SOLUTION\n    {}\n    ### END SOLUTION"


def by_hand(cell: NotebookNode, grade_id: str, points: float, **kind: bool) -> NotebookNode:
    """Make a cell one that a person marks."""
    flags = {"grade": True, "solution": True, "locked": False, "task": False}
    meta = {**flags, **kind, "grade_id": grade_id, "points": points, "schema_version": 3}
    cell.metadata, cell["id"] = {"nbgrader": meta}, grade_id
    return cell


def exam() -> NotebookNode:
    """One exercise of each kind that nbgrader marks differently."""
    function = "def {}:\n" + STUB
    return v4.new_notebook(
        cells=[
            solution("is-even", function.format("is_even(n)", "return n % 2 == 0")),
            check("partial", 3, PARTIAL),
            check("partial-int", 2, "int(is_even(4)) + int(not is_even(5))"),
            check("text", 1, "assert is_even(2)\n'a value that is no number'"),
            check("negative", 1, "is_even(3)\n-1.5"),
            solution("largest", function.format("largest(values)", "return max(values)")),
            check("hidden", 2, HIDDEN),
            solution("shout", function.format("shout(text)", "return text.upper()")),
            check("warned", 2, "assert shout('a') == 'A'"),
            check("printed", 0.5, "print(shout('b'))\nassert shout('b') == 'B'"),
            by_hand(v4.new_code_cell("import math  # show what it can do"), "application", 2),
            by_hand(v4.new_markdown_cell("Explain here."), "explanation", 1.5),
            by_hand(v4.new_markdown_cell("Draw a figure."), "figure", 4, grade=False, solution=False, locked=True, task=True),
            check("nothing", 0, "assert is_even(0)"),
        ],
        metadata=KERNEL,
    )  # fmt: skip


FIBONACCI = "It computes Fibonacci numbers; it never ends for a number below zero."
NOISY = "import sys\ndef shout(text):\n    print('deprecated', file=sys.stderr)\n    return text.upper()"
SOLVED = "Zoë O'Neill [2] (late)"
# Answers by grade id; what is not named is left as it was handed out. `None` for a class's own solution. nbgrader starts a
# kernel for every notebook, two seconds each: few students, each of several kinds.
ANSWERS: dict[str, dict[str, str] | None] = {
    SOLVED: None,
    "blank": {},
    "careless": {
        "is-even": "def is_even(n):\n    return n in (0, 2)",
        "largest": "def largest(values):\n    return 3",
        "shout": NOISY,
        "application": "print('see above')",
        "explanation": "Because.",
        "squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]",
        "sum_of_squares": "def sum_of_squares(n):\n    return sum(i ** 2 for i in range(n + 1))",
        "part-a": FIBONACCI,
    },
    "broken": {
        "is-even": "def is_even(n)\n    return True",
        "largest": "import os\ndef largest(values):\n    os.nosuch()",
        "squares": "squares = 5",
        "sum_of_squares_equation": "$x$",
    },
    "too-slow": {"largest": "def largest(values):\n    while True:\n        pass"},
}
ONLY_THE_EXAM = {"blank", "too-slow"}
# No test takes the machine's power away: nbgrader's commit after every cell need not wait for the disk.
IN_A_HURRY = """
from sqlalchemy import Engine, event
event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
"""


def answer(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Write answers into the cells of a student's version."""
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """The instructor's answers; what a person marks is changed by a word, so that it counts as an answer."""
    found = {}
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            kept = [line for line in cell.source.split("\n") if "### " not in line]
            found[meta["grade_id"]] = "\n".join(kept) + ("\n# mine" if meta["grade"] else "")
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as nbgrader makes it, handed in and marked by nbgrader alone."""
    folder = tmp_path_factory.mktemp("plain")
    nbgrader(folder, "quickstart", "course101")
    course = folder / "course101"
    (course / "source" / "exam").mkdir()
    nbformat.write(exam(), course / "source" / "exam" / "exam.ipynb")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Execute.timeout = 6  # one of the class hands in an endless loop\n" + IN_A_HURRY)
    nbgrader(course, "generate_assignment", "--assignment", "ps1")
    nbgrader(course, "generate_assignment", "--assignment", "exam")
    for released in sorted((course / "release").glob("*/*.ipynb")):
        lab = released.parent.name
        solved = solutions(nbformat.read(course / "source" / lab / released.name, as_version=4))
        for student, answers in ANSWERS.items():
            if lab != "exam" and student in ONLY_THE_EXAM:
                continue
            target = course / "submitted" / student / lab
            target.mkdir(parents=True, exist_ok=True)
            notebook = answer(nbformat.read(released, as_version=4), solved if answers is None else answers)
            nbformat.write(notebook, target / released.name)
    shutil.copytree(course, folder / "ours", ignore=shutil.ignore_patterns("gradebook.db", "release"))
    # nbgrader looks for submissions with `glob`, which takes brackets for a pattern.
    for student in ANSWERS:
        if "[" in student:
            (course / "submitted" / student).rename(course / "submitted" / student.replace("[", "").replace("]", ""))
    for lab in ("ps1", "exam"):
        nbgrader(course, "autograde", "--assignment", lab, "--create")
    return course


@pytest.fixture(scope="module")
def expected(plain: Path) -> dict[tuple[str, ...], tuple]:
    found = rows(plain, ("ps1", "exam"))
    called = {student.replace("[", "").replace("]", ""): student for student in ANSWERS}
    return {(called[key[0]], *key[1:]): row for key, row in found.items()}


def test_the_class_has_every_kind_of_mark(expected: dict[tuple[str, ...], tuple]) -> None:
    """Else the comparison would hold for a grader that knows fewer."""

    def auto(student: str, grade: str) -> float | None:
        return expected[student, "exam", "exam", grade][0]

    assert {student for student, *_ in expected} == set(ANSWERS)
    assert auto(SOLVED, "partial") == 3 and auto("careless", "partial") == 2.5
    assert (auto(SOLVED, "partial-int"), auto("careless", "partial-int")) == (2, 1)
    assert (auto(SOLVED, "text"), auto(SOLVED, "negative")) == (1, 1)
    assert (auto(SOLVED, "hidden"), auto("careless", "hidden"), auto("too-slow", "hidden")) == (2, 0, 0)
    assert (auto(SOLVED, "warned"), auto("careless", "warned"), auto("careless", "printed")) == (2, 0, 0)
    assert (auto(SOLVED, "application"), auto("blank", "application")) == (None, 0)
    assert expected[SOLVED, "exam", "exam", "figure"][3] and expected[SOLVED, "exam", "exam", "explanation"][3]
    assert expected[SOLVED, "ps1", "problem1", "correct_squares"][0] == 1
    assert expected["careless", "ps1", "problem1", "sum_of_squares_uses_squares"][0] == 0


@pytest.mark.parametrize("config", ["", OURS], ids=["as nbgrader configures it", "with the grader's preprocessors"])
def test_a_course_without_oracles_gets_nbgraders_marks(
    config: str, plain: Path, expected: dict[tuple[str, ...], tuple], tmp_path: Path
) -> None:
    course = tmp_path / "a course"
    shutil.copytree(plain.parent / "ours", course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as text:
        text.write(config)
    outcomes = [outcome for outcome in labs_grade(course) if outcome["status"] != "missing"]
    found = rows(course, ("ps1", "exam"))
    assert set(found) == set(expected)
    assert {key: (found[key], row) for key, row in expected.items() if found[key] != row} == {}
    assert {(o["student"], o["lab"]) for o in outcomes} == {key[:2] for key in expected}
    for outcome in outcomes:
        assert outcome["score"] == expected[outcome["student"], outcome["lab"]][0]
        assert outcome["status"] == (
            "timeout" if outcome["student"] == "too-slow" and outcome["lab"] == "exam" else "graded"
        )


# ---- A course with oracles: the command, the button and `labs grade` are one -------------------------------------------

HONEST = {"ben-half-done", "dan-typically-wrong"}


@pytest.fixture(scope="module")
def popularity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with one lab, handed in by two of the demo class: right, wrong in several ways, and not written."""
    folder = tmp_path_factory.mktemp("popularity") / "course"
    for name in ("source", "hidden_tests", "public_tests", "recsys_utils", "tests/answers", "demo"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("run", "__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for lab in (folder / "source").iterdir():
        if lab.name != "01_popularity":
            shutil.rmtree(lab)
    made = demo.build(Course(folder))
    for student in HONEST:
        shutil.copytree(made.submitted / student, folder / "submitted" / student)
    shutil.rmtree(made.root)
    return folder


def test_plain_nbgrader_autograde_gives_the_same_marks_in_our_course(popularity: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(popularity, other)
    with (other / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(IN_A_HURRY)
    nbgrader(other, "generate_assignment", "--assignment", "01_popularity")
    nbgrader(other, "autograde", "01_popularity", "--create")
    outcomes = labs_grade(popularity, "01_popularity")
    labs = ("01_popularity",)
    found, expected = rows(popularity, labs), rows(other, labs)
    assert {key[0] for key in expected} == HONEST
    assert {key: (found.get(key), row) for key, row in expected.items() if found.get(key) != row} == {}
    assert set(found) == set(expected)
    assert {o["student"]: o["score"] for o in outcomes} == {s: expected[s, "01_popularity"][0] for s in HONEST}
    assert len({o["score"] for o in outcomes}) == len(HONEST), "submissions that differ in their marks"
    for student in HONEST:
        path = other / "autograded" / student / "01_popularity" / "01_popularity.ipynb"
        cells = nbformat.read(path, as_version=4).metadata["grading"]["cells"]
        assert "oracle" in {cell["by"] for cell in cells.values()}
