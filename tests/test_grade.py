"""One class of everything that students hand in, marked in one run: each gets one status, and nobody suffers for another."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from grader.course import Course
from grader.records import gradebook
from grader.records.outcome import Outcome, Status
from grader.running.run import Run, grade
from tests.courses import GOOD, LAB, answered, cell_of, hand_in, make_course, solution

SPACES = "José Núñez [7] & co"


class Listener:
    """Keeps what a run says."""

    def __init__(self) -> None:
        self.said, self.total, self.outcomes = [], 0, []

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def start(self, total: int) -> None:
        self.total = total

    def marking(self, student: str, lab: str) -> None:
        assert lab

    def marked(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


def without(grade_id: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") != grade_id]

    return change


def doubled(notebook: NotebookNode) -> None:
    for name in ("add", "test_add"):
        notebook.cells.append(json.loads(json.dumps(cell_of(notebook, name))))


def retyped(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, "test_add")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def richer(notebook: NotebookNode) -> None:
    cell_of(notebook, "test_add").metadata["nbgrader"]["points"] = 400


def weakened(notebook: NotebookNode) -> None:
    cell_of(notebook, "test_add").source = "assert True"


def foreign(notebook: NotebookNode) -> None:
    cell = solution("bonus", "print('a hundred points, please')")
    cell.metadata["nbgrader"] |= {"grade": True, "solution": False, "locked": True, "points": 100}
    notebook.cells.append(cell)


def stripped(notebook: NotebookNode) -> None:
    """As an editor leaves it that knows nothing of nbgrader and gives new ids."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell["id"] = {}, f"other-{number}"


def kernel(name: str | None) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        notebook.metadata = {} if name is None else {"kernelspec": {"name": name, "display_name": name}}

    return change


def forged(notebook: NotebookNode) -> None:
    notebook.metadata["grading"] = {"cells": {"test_add": {"earned": 4, "points": 4, "by": "oracle", "message": ""}}}


def old_format() -> str:
    return nbformat.writes(nbformat.convert(answered(), 3), version=3)


def other_course() -> NotebookNode:
    cell = solution("integrate", "def integrate(f):\n    return 0")
    return v4.new_notebook(cells=[v4.new_markdown_cell("# Calculus"), cell])


def wrong(**answers: str) -> NotebookNode:
    return answered({**GOOD, **answers})


EXIT = "import os\nos._exit(3)\ndef add(a, b):\n    return a + b"
NOISY = "import sys\ndef add(a, b):\n    print('a library warns', file=sys.stderr)\n    return a + b"
HELPED = "from helper import plus\ndef add(a, b):\n    import numpy\n    return plus(a, b) + 0 * len(numpy.__version__)"
LOOP = "def double(x):\n    while True:\n        pass"

# student: notebook (or None), status, marks, words that a note must have
CLASS: dict[str, tuple] = {
    "000-first": (answered, Status.GRADED, 10, None),
    SPACES: (answered, Status.GRADED, 10, None),
    "blank": (lambda: answered({}), Status.GRADED, 0, None),
    "changed-points": (lambda: answered(change=richer), Status.TAMPERED, 10, "points"),
    "changed-test": (lambda: wrong(add="def add(a, b):\n    return a"), Status.GRADED, 6, None),
    "deleted-test": (lambda: answered(change=without("test_double")), Status.TAMPERED, 10, "deleted"),
    "doubled-cell": (lambda: answered(change=doubled), Status.TAMPERED, 10, "more than once"),
    "empty-file": (lambda: b"", Status.UNREADABLE, None, "empty"),
    "endless-loop": (lambda: wrong(double=LOOP), Status.TIMEOUT, 4, "too long"),
    "exit": (lambda: wrong(add=EXIT), Status.CRASHED, 6, None),
    "foreign-cell": (lambda: answered(change=foreign), Status.TAMPERED, 10, "bonus"),
    "forged-record": (lambda: answered({"double": GOOD["double"]}, change=forged), Status.GRADED, 6, None),
    "helper": (lambda: wrong(add=HELPED), Status.GRADED, 10, "numpy.py"),
    "huge-file": (lambda: b" " * 1_200_000, Status.UNREADABLE, None, "more than the 1 MB"),
    "late": (answered, Status.GRADED, 10, None),
    "lost-metadata": (lambda: answered(change=stripped), Status.GRADED, 10, "lost their nbgrader names"),
    "no-kernelspec": (lambda: answered(change=kernel(None)), Status.GRADED, 10, None),
    "noisy": (lambda: wrong(add=NOISY), Status.GRADED, 10, None),
    "not-json": (lambda: "PK\x03\x04 this is a zip file", Status.UNREADABLE, None, "not JSON"),
    "nothing": (lambda: None, Status.MISSING, None, "handed in"),
    "old-format": (old_format, Status.GRADED, 10, None),
    "only-for-show": (lambda: wrong(double="def double(x):\n    return 4"), Status.GRADED, 4, None),
    "other-course": (other_course, Status.UNREADABLE, None, "none of this lab's cells"),
    "renamed": (answered, Status.GRADED, 10, "was taken for"),
    "retyped": (lambda: answered(change=retyped), Status.TAMPERED, 10, "markdown cell"),
    "strange-kernel": (lambda: answered(change=kernel("conda-my-env")), Status.GRADED, 10, None),
    "syntax-error": (lambda: wrong(double="def double(x)\n    return 2"), Status.GRADED, 4, None),
    "two-notebooks": (answered, Status.GRADED, 10, "More than one notebook"),
    "weakened-test": (
        lambda: answered({"double": GOOD["double"], "add": "add = None"}, weakened), Status.TAMPERED, 6, "test_add",
    ),
    "zz-last": (answered, Status.GRADED, 10, None),
}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = make_course(tmp_path_factory.mktemp("course [1]"), labs=(LAB, "02_more"))
    for student, (notebook, *_) in CLASS.items():
        content = notebook()
        if content is None:
            (made.submitted / student).mkdir()
            continue
        hand_in(made, student, content, name="my homework (1).ipynb" if student == "renamed" else None)
    hand_in(made, "two-notebooks", answered({}), name="first try.ipynb")
    hand_in(made, "helper", "def plus(a, b):\n    return a + b\n", name="helper.py")
    hand_in(made, "helper", "raise SystemExit('shadowed')\n", name="numpy.py")
    hand_in(made, "late", "2026-03-02 10:00:00 UTC", name="timestamp.txt")
    hand_in(made, "zz-last", "2026-02-28 10:00:00 UTC", name="timestamp.txt")
    hand_in(made, "zz-last", answered(), lab="1_sums")
    with gradebook.opened(made) as book:
        book.add_assignment(LAB, duedate="2026-03-01 10:00:00 UTC")
    return made


@pytest.fixture(scope="module")
def heard() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def before(course: Course) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in course.submitted.rglob("*")}


@pytest.fixture(scope="module")
def run(course: Course, before: dict, heard: Listener) -> Run:
    return grade(course, [], None, False, heard)


@pytest.fixture(scope="module")
def by_student(run: Run) -> dict[str, Outcome]:
    return {outcome.student: outcome for outcome in run.outcomes}


def test_everyone_has_exactly_one_outcome(run: Run, heard: Listener) -> None:
    assert sorted(o.student for o in run.outcomes) == sorted(CLASS)
    assert {o.lab for o in run.outcomes} == {LAB}, "02_more was handed in by nobody: nobody misses it"
    assert heard.total == len(heard.outcomes) == len(CLASS) - 1


@pytest.mark.parametrize("student", CLASS)
def test_status_and_marks(student: str, by_student: dict[str, Outcome]) -> None:
    _, status, marks, words = CLASS[student]
    outcome = by_student[student]
    assert (outcome.status, outcome.score) == (status, marks), outcome
    assert outcome.max_score == 10
    assert words is None or words in " ".join(outcome.notes), outcome.notes


def test_questions_say_why(by_student: dict[str, Outcome]) -> None:
    first, second = by_student["changed-test"].questions
    assert (first.title, first.earned, first.message) == ("Exercise 1 · Twice as much", 6, "")
    assert (second.earned, second.message) == (0, "add: expected 5, the sum of 2 and 3")
    caught = by_student["only-for-show"].questions[0]
    assert caught.earned == 0
    assert "twice a random number" in caught.message
    assert [q.message for q in by_student["blank"].questions] == ["not attempted"] * 2


def test_late_is_a_flag(by_student: dict[str, Outcome]) -> None:
    assert [student for student, outcome in sorted(by_student.items()) if outcome.late] == ["late"]


def test_submissions_are_left_as_they_were(course: Course, run: Run, before: dict) -> None:
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in course.submitted.rglob("*")} == before
    assert not list(course.report.glob("staging-*"))


def test_a_folder_of_no_lab_is_said_not_marked(course: Course, heard: Listener, run: Run) -> None:
    said = "submitted/zz-last/1_sums names no lab of the course (did you mean 01_sums?): left out."
    assert heard.said == [said]
    assert said in (course.report / "index.html").read_text("utf-8"), (
        "who reads the report was not there when it was said"
    )


def test_gradebook_has_the_marks_and_no_zero_for_the_unmarked(course: Course, run: Run) -> None:
    held = gradebook.marks_of_lab(course, LAB)
    assert {s: m.score for s, m in held.items()} == {s: c[2] for s, c in CLASS.items() if c[2] is not None}


def test_table_of_marks(course: Course, run: Run) -> None:
    rows = {row["student"]: row for row in csv.DictReader((course.report / "marks.csv").open(encoding="utf-8"))}
    assert set(rows) == set(CLASS)
    assert rows["blank"]["score"] == "0"
    assert rows["nothing"]["score"] == rows["not-json"]["score"] == "", "no mark is not a zero"
    assert rows["late"]["late"] == "yes"
    assert rows["exit"]["status"] == "crashed"
    assert rows[SPACES][f"{LAB}:test_double"] == "6"
    assert rows["syntax-error"][f"{LAB}:test_double"] == "0"


def test_everyone_has_a_feedback_page(course: Course, run: Run) -> None:
    for outcome in run.outcomes:
        page = (course.feedback / outcome.student / LAB / f"{LAB}.html").read_text("utf-8")
        assert '<html lang="en">' in page
        assert outcome.status.value in page
        assert all(note.split("'")[0].split("&")[0] in page for note in outcome.notes)
        assert not list((course.feedback / outcome.student / LAB).glob("*.ipynb"))


def test_feedback_hides_what_is_hidden(course: Course, run: Run) -> None:
    page = (course.feedback / "only-for-show" / LAB / f"{LAB}.html").read_text("utf-8")
    assert "twice a random number" in page
    assert "rng" not in page
    assert "uniform" not in page
    assert "BEGIN SOLUTION" not in page


def test_report_is_one_page_that_links_the_feedback(course: Course, run: Run) -> None:
    page = (course.report / "index.html").read_text("utf-8")
    assert "../feedback/Jos%C3%A9%20N%C3%BA%C3%B1ez%20%5B7%5D%20%26%20co/01_sums/01_sums.html" in page
    assert "José Núñez [7] &amp; co" in page
    assert "src=" not in page and "http" not in page and "<link" not in page


def test_the_log_is_kept_and_the_console_quiet(
    course: Course, run: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    again = grade(course, [LAB], "000-first", True, Listener())
    assert again.marked == 1
    assert capfd.readouterr() == ("", "")
    assert "Autograding" in (course.report / "logs" / LAB / "000-first.log").read_text("utf-8")
    assert Path.cwd() == course.root


def test_unchanged_submissions_are_not_marked_again(course: Course, run: Run) -> None:
    heard = Listener()
    again = grade(course, [], None, False, heard)
    expected = sum(o.status is Status.CRASHED and o.score is None for o in run.outcomes)
    assert heard.total == expected, [o.student for o in heard.outcomes]
    assert len(again.outcomes) == len(CLASS)
    os.utime(course.submitted / "blank" / LAB / f"{LAB}.ipynb")
    hand_in(course, "nothing", answered())
    changed = Listener()
    grade(course, [], None, False, changed)
    assert [o.student for o in changed.outcomes] == ["nothing"], "a new time alone is no change"
    assert changed.outcomes[0].score == 10
