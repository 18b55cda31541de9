"""What the course's own settings, gradebook, disk and terminal may be like: a sentence says so, and nothing is lost."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from grader.cli.show import Silent, notes
from grader.course import Course
from grader.errors import UserError
from grader.records import gradebook
from grader.records.outcome import Outcome, Status
from grader.running.asked import pick_labs, refuse_bad_traits
from grader.running.run import How, Run, grade
from grader.sandbox import probe
from grader.settings import Settings
from tests.courses import CONFIG, LAB, answered, hand_in, make_course
from tests.test_grade_runs import Inline

LABS = [sys.executable, "-c", "from grader.cli import main; main()"]


class Hearing(Silent):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = make_course(tmp_path / "course")
    hand_in(made, "ada", answered())
    return made


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = = 1", "nbgrader_config.py, line 2: SyntaxError: invalid syntax"),
        ("\nimport nosuch_module", "nbgrader_config.py, line 3: ModuleNotFoundError: No module named 'nosuch_module'"),
        ("raise RuntimeError('boo')", "nbgrader_config.py, line 2: RuntimeError: boo"),
        ("c.Grading = 5", "nbgrader_config.py, line 2: ValueError: values whose keys begin with an uppercase"),
        ("c.Grading.watch = 5", "c.Grading.watch to 5: it must be a list of names of packages"),
        ("c.Grading.watch = 'public_tests'", "c.Grading.watch to 'public_tests': it must be a list"),
        ("c.Grading.watch = ['a.b']", "must be a list of names"),
        ("c.Grading.max_notebook_mb = '20'", "c.Grading.max_notebook_mb to '20': it must be a number greater than 0"),
        ("c.Grading.submission_timeout = 0", "c.Grading.submission_timeout to 0: it must be a number greater than 0"),
        ("c.CourseDirectory.submitted_directory = 5", "c.CourseDirectory.submitted_directory to 5: it must be a text"),
        ("c.CourseDirectory.feedback_directory = 'submitted'", "lies in c.CourseDirectory.feedback_directory"),
        ("c.CourseDirectory.autograded_directory = 'source/a'", "lies in c.CourseDirectory.source_directory"),
        ("c.CourseDirectory.feedback_directory = 'report'", "lies in the report's folder"),
        ("c.OracleExecute.mem = 5", "c.OracleExecute.mem, which does not exist (did you mean memory?)"),
        ("c.OracleExecute.memory = '4GB'", "sets something to what it cannot be: The 'memory' trait of"),
        ("c.OracleExecute.sandbox = 'maybe'", "The 'sandbox' trait of"),
        ("c.Execute.timeout = '30'", "sets something to what it cannot be: The 'timeout' trait of"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence(course: Course, line: str, said: str) -> None:
    (course.root / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n", encoding="utf-8")
    before = files(course.root)
    again = Course(course.root)  # which has not read its settings yet
    with pytest.raises(UserError) as refused:
        Settings.of(again)
        refuse_bad_traits(again)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert files(course.root) == before


def test_a_run_refuses_a_bad_setting_before_anything_is_marked(course: Course) -> None:
    (course.root / "nbgrader_config.py").write_text(CONFIG + "c.OracleExecute.memory = '4GB'\n", encoding="utf-8")
    with pytest.raises(UserError, match="what it cannot be"):
        grade(Course(course.root), [], None, False, Silent(), how=How(executor=Inline()))
    assert not course.autograded.exists()


@pytest.mark.parametrize(
    "student", ["../source", "../submitted/ada", "../../elsewhere", "", ".", "..", "x" * 300, "a/b"]
)
def test_an_id_in_the_gradebook_that_is_no_folders_name_is_left_out(course: Course, student: str) -> None:
    with gradebook.opened(course) as book:
        book.add_student(student)
        book.add_student("zoe")
    before = {
        name: text for name, text in files(course.root.parent).items() if "/source/" in name or "/submitted/" in name
    }
    hearing = Hearing()
    run = grade(course, [], None, False, hearing, how=How(executor=Inline()))
    assert [(o.student, o.status) for o in run.outcomes] == [("ada", Status.GRADED), ("zoe", Status.MISSING)]
    assert [s for s in hearing.said if "which no folder can be called: left out" in s]
    after = files(course.root.parent)
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name.split("/")[0] != "course"]


def test_a_submission_that_was_away_while_it_was_marked_is_marked_by_the_next_run(course: Course) -> None:
    """As when an archive is unpacked once more during a run."""
    hand_in(course, "ben", answered())
    home = course.submitted / "ben"

    class Unpacking(Hearing):
        def start(self, total: int) -> None:
            home.rename(course.root / "away")

    first = grade(course, [], None, False, Unpacking(), how=How(executor=Inline()))
    assert [(o.student, o.score) for o in first.outcomes] == [("ada", 10), ("ben", None)]
    (course.root / "away").rename(home)
    again = grade(course, [], None, False, Silent(), how=How(executor=Inline()))
    assert [(o.student, o.score) for o in again.outcomes] == [("ada", 10), ("ben", 10)]
    assert again.marked == 1


def test_a_lab_that_cannot_be_used_does_not_keep_the_others_from_being_marked(course: Course) -> None:
    lab = course.source / "00_bad"
    lab.mkdir()
    notebook = nbformat.read(course.source / LAB / f"{LAB}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.points = -2
    nbformat.write(notebook, lab / "00_bad.ipynb")
    hand_in(course, "ada", answered(), lab="00_bad")
    hearing, run = Hearing(), Run(course, [])
    grade(course, [], None, False, hearing, run, How(executor=Inline()))
    assert [(o.lab, o.score) for o in run.outcomes] == [(LAB, 10)]
    (said,) = hearing.said
    assert said.startswith("Nothing of 00_bad is marked. The lab 00_bad cannot be put into the gradebook")
    assert "-2 is less than the minimum of 0; see report/logs/00_bad/.release.log" in said
    assert run.refused == ["00_bad"]
    with pytest.raises(UserError, match="-2 is less than the minimum"):
        grade(course, ["00_bad"], None, False, Silent(), how=How(executor=Inline()))


def test_a_terminal_that_lacks_a_letter_does_not_end_the_run(course: Course) -> None:
    (course.submitted / "Zoë" / LAB).mkdir(parents=True)
    done = subprocess.run(
        [*LABS, "grade", "--course", str(course.root)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(course.root), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert b"Zo?" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "free some space there"), (errno.EROFS, "use a copy in a folder that can")]
)
def test_what_a_disk_refuses_is_one_sentence(
    course: Course, number: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from grader import cli

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "it says no", str(course.report))

    monkeypatch.setattr("grader.running.run.locked", refuse)
    monkeypatch.setattr(sys, "argv", ["labs", "grade", "--course", str(course.root)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert f"{course.report}: it says no" in err
    assert said in err
    assert "Traceback" not in err


def test_a_full_disk_is_not_taken_for_a_damaged_gradebook(course: Course) -> None:
    from sqlalchemy.exc import OperationalError

    with pytest.raises(UserError, match="is full: free some space there"), gradebook.opened(course):
        raise OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))


def test_a_full_place_for_temporary_files_is_no_lack_of_a_sandbox() -> None:
    said = probe._why("bwrap: Can't create file: No space left on device\n")
    assert said == f"No sandbox for submissions can be made: {tempfile.gettempdir()} is full; free some space there."


def test_a_course_without_labs_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"holds no labs; put each lab into source/LAB/LAB\.ipynb\."):
        pick_labs(Course(tmp_path), [])
    (tmp_path / "labs").mkdir()
    with pytest.raises(UserError, match=r"holds no labs; run `labs build` first\."):
        pick_labs(Course(tmp_path), [])


def test_a_note_steers_no_terminal() -> None:
    outcome = Outcome("ada", LAB, Status.GRADED, notes=("a\x1b[2Jb.txt is a link that leads out: left out.",))
    assert [line.plain for line in notes([outcome])] == [
        f"{LAB} ada: a\\x1b[2Jb.txt is a link that leads out: left out."
    ]
