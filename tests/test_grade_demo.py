"""The demo class gets the marks that `demo/class.toml` promises, in a course of its own.

One lab is marked with everybody in it, and every lab with who has all right. What the others get in the other labs is
reckoned from what they hand in, by the same oracles in this process: each of their mistakes is marked in the sandbox by
`tests/test_answers_sandboxed.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.cli.show import Silent
from grader.course import Course
from grader.errors import UserError
from grader.oracle import InProcess, judge, load_oracles
from grader.records.outcome import Outcome
from grader.running import demo
from grader.running.run import grade
from tests.lab_cells import ANSWERS, grade_info, import_lines

HERE = Course(Path(__file__).resolve().parents[1])
EVERYBODY = "01_popularity"
CLASS = [(s, lab, wanted) for s in demo.students(HERE) for lab, wanted in s.expects.items()]
RECKONED = [
    (student.id, lab, wanted)
    for student, lab, wanted in CLASS
    if lab != EVERYBODY
    and (student.kind in ("half done", "blank") or (student.kind == "all right" and student.answers))
]
EXPECTED = [(student.id, lab, wanted) for student, lab, wanted in CLASS]
MARKED = [row for row in EXPECTED if row not in RECKONED]


def named(rows: list[tuple]) -> dict:
    return {"argvalues": rows, "ids": [f"{student}-{lab}" for student, lab, _ in rows]}


def copy_of_the_course(root: Path) -> Course:
    """The course's own parts that the demo class is made from, where a run may write."""
    for name in ("source", "hidden_tests", "public_tests", "recsys_utils", "tests/answers", "demo"):
        shutil.copytree(HERE.root / name, root / name, ignore=shutil.ignore_patterns("run", "__pycache__"))
    shutil.copy(HERE.root / "nbgrader_config.py", root)
    return Course(root)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return copy_of_the_course(tmp_path_factory.mktemp("demo") / "course")


@pytest.fixture(scope="module")
def handed_in(course: Course) -> dict[tuple[str, str], NotebookNode]:
    """The notebooks of those whose marks are reckoned."""
    place = demo.build(course).submitted
    return {(s, lab): nbformat.read(place / s / lab / f"{lab}.ipynb", as_version=4) for s, lab, _ in RECKONED}


def built(course: Course) -> Course:
    """The demo class's course with what is marked here."""
    made = demo.build(course)
    with (made.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.Execute.timeout = 12  # somebody hands in an endless loop\n")
    for student, lab, _ in RECKONED:
        shutil.rmtree(made.submitted / student / lab)
    return made


@pytest.fixture(scope="module")
def marked(course: Course) -> dict[tuple[str, str], Outcome]:
    made = built(course)
    run = grade(made, [], None, False, Silent())
    assert not (course.root / "gradebook.db").exists(), "the real gradebook holds no invented student"
    assert not (course.root / "submitted").exists()
    assert (made.report / "index.html").is_file()
    again = grade(built(course), [], None, False, Silent())
    assert again.marked == 0, "built again, the class hands in the same"
    return {(o.student, o.lab): o for o in run.outcomes}


@pytest.mark.slow
@pytest.mark.parametrize(("student", "lab", "wanted"), **named(MARKED))
def test_everyone_gets_what_the_class_list_says(student: str, lab: str, wanted: dict, marked: dict) -> None:
    outcome = marked[student, lab]
    assert (outcome.status.value, outcome.score) == (wanted["status"], wanted.get("marks")), outcome


@pytest.mark.parametrize(("student", "lab", "wanted"), **named(RECKONED))
def test_what_they_hand_in_is_worth_what_the_class_list_says(
    student: str, lab: str, wanted: dict, handed_in: dict
) -> None:
    namespace, marks, oracles = {}, 0, load_oracles("hidden_tests")
    cells = [cell for cell in handed_in[student, lab].cells if cell.cell_type == "code"]
    for cell in cells:  # of what is no answer, the imports only
        source = cell.source if grade_info(cell).get("solution") else import_lines(cell.source)
        exec(compile(source, grade_info(cell).get("grade_id", "imports"), "exec"), namespace)
    for info in map(grade_info, cells):
        if info.get("grade"):
            marks += info["points"] * judge(oracles[info["grade_id"]], InProcess(namespace), seed=1).earned
    assert (wanted["status"], wanted["marks"]) == ("graded", pytest.approx(marks))


@pytest.mark.slow
def test_everyone_has_one_status_in_every_lab(marked: dict) -> None:
    assert set(marked) == {(s.id, lab) for s in demo.students(HERE) for lab in HERE.labs()}
    handed_in = {(student, lab) for student, lab, _ in MARKED}
    assert {who for who, outcome in marked.items() if outcome.status != "missing"} == handed_in
    assert {o.status.value for o in marked.values()} >= {"graded", "timeout", "tampered", "unreadable"}


def test_every_lab_is_in_the_class_list() -> None:
    """Somebody solves it, and somebody makes its typical mistakes; half done and blank are there in the first labs."""
    named = {lab for student in demo.students(HERE) for lab in student.expects}
    assert named == set(HERE.labs()) != set()
    for lab in HERE.labs():
        mine = [student for student in demo.students(HERE) if lab in student.expects]
        assert "all right" in {student.kind for student in mine}, lab
        tests = {answer.test for where, answer in ANSWERS if where == lab}
        assert any(tests & set(student.answers) for student in mine), f"nobody makes a typical mistake in {lab}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[student]]\nid = 'a'", "each [[student]] needs an id and a kind"),
        ("[[student]]\nid = 'a'\nkind = 'lazy'", "of the kind 'lazy'; use one of all right, blank"),
        ("[[student]]\nid = 'a'\nkind = 'blank'\nexpects.x.status = 'fine'", "expects the status 'fine'"),
        ("not toml", "cannot be used"),
    ],
)
def test_a_faulty_class_list_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "class.toml").write_text(text)
    with pytest.raises(UserError) as refused:
        demo.students(Course(tmp_path))
    assert words in str(refused.value)


def test_no_class_list(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(UserError, match="There is no demo class"):
        demo.students(Course(tmp_path))
