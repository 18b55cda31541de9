"""The `labs grade` and `labs feedback` commands: what they refuse, print and remember, and how they stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typer
from typer.testing import CliRunner

from grader.cli import feedback as feedback_command
from grader.cli import grade as grade_command
from grader.cli.show import Silent
from grader.course import Course
from grader.errors import UserError
from grader.marking.mark import mark
from grader.records import gradebook
from grader.records.outcome import Outcomes, Status
from grader.reporting.feedback import render
from grader.running import refresh, sorting
from grader.running import run as runs
from grader.running.asked import locked
from grader.running.run import How, Run, grade
from grader.running.worker import WorkerDied, WorkerTimeout
from tests.courses import CONFIG, GOOD, LAB, answered, hand_in, make_course, source_notebook
from tests.test_intake import nested

# As in a terminal, also where the tests themselves run in the background, with Ctrl-C switched off for all they start.
AT_A_TERMINAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
LABS = [sys.executable, "-c", f"{AT_A_TERMINAL}; from grader.cli import main; main()"]


class Inline(Executor):
    """Stands in for the worker processes, which saves each test the start of one."""

    def submit(self, function: Callable, /, *arguments: Any) -> Future:
        future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def warm(self, workers: int, function: Callable) -> None:
        assert workers

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False, stop: bool = False) -> None:
        """Nothing to shut down."""


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (runs, refresh):
        monkeypatch.setattr(module, "WorkerPool", lambda *_: Inline())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def command(*arguments: str) -> tuple[int, str, str]:
    """The commands of this file's subject alone, in this process."""
    app = typer.Typer()
    grade_command.register(app)
    feedback_command.register(app)
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def marked(course: Course, *students: str) -> Run:
    for student in students:
        hand_in(course, student, answered())
    return grade(course, [], None, False, Silent())


def test_a_student_whom_nobody_knows_leaves_the_course_as_it_was(course: Course) -> None:
    hand_in(course, "ada", answered())
    before = sorted(course.root.rglob("*"))
    with pytest.raises(UserError, match="There is no student 'adda'"):
        grade(course, [], "adda", False, Silent())
    assert sorted(course.root.rglob("*")) == before


def test_what_cannot_be_graded_is_refused_in_a_sentence(course: Course) -> None:
    hand_in(course, "ada", answered())
    for arguments, words in [
        (["01"], f"There is no lab '01' (did you mean {LAB}?); the labs are {LAB}."),
        (["01_sumss"], f"There is no lab '01_sumss' (did you mean {LAB}?); the labs are {LAB}."),
        (["--student", "adda"], "There is no student 'adda' (did you mean ada?)"),
    ]:
        with pytest.raises(UserError) as refused:
            command("grade", *arguments, "--course", str(course.root))
        assert words in str(refused.value)
    assert not (course.root / "gradebook.db").exists()
    with pytest.raises(UserError, match="Nothing is marked yet"):
        command("feedback", "--course", str(course.root))


def test_a_lab_nobody_handed_in_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", labs=(LAB, "02_more"))
    hand_in(course, "ada", answered())
    with pytest.raises(UserError, match="Nobody has handed in 02_more"):
        grade(course, ["02_more"], None, False, Silent())


def test_a_setting_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", config=CONFIG + "c.Grading.max_notebok_mb = 3\n")
    with pytest.raises(UserError, match=r"c\.Grading\.max_notebok_mb, which does not exist"):
        marked(course, "ada")


def test_two_runs_at_once_are_refused(course: Course) -> None:
    hand_in(course, "ada", answered())
    with locked(course), pytest.raises(UserError, match="another run"):
        grade(course, [], None, False, Silent())


def test_a_damaged_gradebook_is_refused(course: Course) -> None:
    (course.root / "gradebook.db").write_text("this is no database, it only has its name" * 100)
    with pytest.raises(UserError, match="cannot be used"):
        marked(course, "ada")


def test_commands_print_json_or_a_table(course: Course, inline: None) -> None:
    hand_in(course, "[bold]ada[red]", answered())
    hand_in(course, "ben", "nothing like JSON")
    code, out, err = command("grade", "--json", "--course", str(course.root))
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert {o["student"]: (o["status"], o["score"]) for o in data["outcomes"]} == {
        "[bold]ada[red]": ("graded", 10.0),
        "ben": ("unreadable", None),
    }
    assert Path(data["report"]).is_file()
    code, out, err = command("grade", LAB, "--course", str(course.root))
    assert code == 0
    assert "[bold]ada[red]" in out and "10 / 10" in out and "– / 10" in out
    assert "2 submissions: 1 graded, 1 unreadable. Marked now: 0" in out
    assert "\x1b" not in out
    code, out, err = command("feedback", "--course", str(course.root), "--student", "ben")
    assert code == 0
    assert out.startswith("1 feedback pages in")


def test_marks_and_comments_given_by_hand_are_kept(course: Course, inline: None) -> None:
    marked(course, "ada")
    with gradebook.opened(course) as book:
        book.find_grade("test_add", LAB, LAB, "ada").manual_score = 1.5
        book.find_comment("add", LAB, LAB, "ada").manual_comment = "Nicely put."
        book.db.commit()
    again = grade(course, [], None, False, Silent())
    assert (again.marked, again.outcomes[0].score) == (0, 7.5)
    page = course.feedback / "ada" / LAB / f"{LAB}.html"
    assert "7.5 of 10" in page.read_text("utf-8"), "the page says what the table says"
    assert Outcomes(course.report / "outcomes").get(LAB, "ada").score == 7.5
    command("feedback", "--course", str(course.root))
    assert "Nicely put." in page.read_text("utf-8")

    notebook = source_notebook()
    notebook.cells = notebook.cells[:4]
    nbformat.write(notebook, course.source / LAB / f"{LAB}.ipynb")
    with pytest.raises(UserError, match=r"but ada hold marks or comments given by hand"):
        grade(course, [LAB], None, False, Silent())


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_a_page_lists_its_questions_once_and_links_to_what_a_person_wrote(course: Course, inline: None) -> None:
    from playwright.sync_api import sync_playwright

    marked(course, "ada")
    with gradebook.opened(course) as book:
        book.find_comment("add", LAB, LAB, "ada").manual_comment = "Nicely put."
        book.db.commit()
    command("feedback", "--course", str(course.root))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((course.feedback / "ada" / LAB / f"{LAB}.html").as_uri())
        assert page.locator("tbody th[scope=row]").count() == len(GOOD)
        listed = [item.inner_text() for item in page.locator("#toc li").all() if item.is_visible()]
        browser.close()
    assert listed == ["Comment"], "nbgrader's own list says nothing but where comments are"


def test_a_mark_given_by_hand_to_what_has_changed_since_is_named(course: Course, inline: None) -> None:
    marked(course, "ada")
    with gradebook.opened(course) as book:
        book.find_grade("test_add", LAB, LAB, "ada").manual_score = 1.5
        book.db.commit()
    assert grade(course, [], None, False, Silent()).outcomes[0].again == ()
    hand_in(course, "ada", answered({**GOOD, "double": "def double(x):\n    return x + x  # better"}))
    (outcome,) = grade(course, [], None, False, Silent()).outcomes
    assert outcome.score == 7.5, "what a person gave stands"
    (said,) = outcome.again
    assert said == "test_add: marked by hand before (1.5), which stands, and marked again since: look once more."
    assert grade(course, [], None, False, Silent()).outcomes[0].again == (said,)
    assert said in command("grade", "--course", str(course.root))[1]
    with gradebook.opened(course) as book:  # as the formgrader does when somebody has looked
        book.find_grade("test_add", LAB, LAB, "ada").needs_manual_grade = False
        book.db.commit()
    assert grade(course, [], None, False, Silent()).outcomes[0].again == ()


def test_a_gradebook_that_somebody_holds_is_no_reason_to_move_it_away(course: Course, inline: None) -> None:
    marked(course, "ada")
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(UserError, match="held by another program") as refused:
            grade(course, [], None, False, Silent())
    finally:
        holder.close()
    assert "move it away" not in str(refused.value)
    assert grade(course, [], None, False, Silent()).outcomes[0].score == 10


def test_a_file_where_the_report_belongs_is_named(course: Course) -> None:
    hand_in(course, "ada", answered())
    course.report.write_text("x")
    with pytest.raises(UserError, match="is a file where the folder of the report belongs"):
        grade(course, [], None, False, Silent())


def test_a_changed_lab_is_marked_anew(course: Course, inline: None) -> None:
    assert marked(course, "ada").outcomes[0].max_score == 10
    notebook = source_notebook()
    notebook.cells[3].metadata["nbgrader"]["points"] = 8
    nbformat.write(notebook, course.source / LAB / f"{LAB}.ipynb")
    assert grade(course, [], None, False, Silent()).outcomes[0].max_score == 12, "other points, same cells"
    notebook.cells = notebook.cells[:4]
    nbformat.write(notebook, course.source / LAB / f"{LAB}.ipynb")
    outcome = grade(course, [], None, False, Silent()).outcomes[0]
    assert (outcome.score, outcome.max_score) == (8, 8)
    assert list(course.report.glob("gradebook-before-*.db")), "what was dropped is kept in a copy"


def test_marks_outlive_their_submission_and_nobody_is_forgotten(course: Course, inline: None) -> None:
    marked(course, "ada", "ben")
    for path in (course.submitted / "ada" / LAB).iterdir():
        path.unlink()
    (course.submitted / "ada" / LAB).rmdir()
    with gradebook.opened(course) as book:
        book.add_student("cy")
    found = {o.student: o for o in grade(course, [], None, False, Silent()).outcomes}
    assert (found["ada"].score, found["ada"].notes) == (10, (sorting.GONE,))
    assert found["cy"].status is Status.MISSING
    hand_in(course, "ben", b"")
    found = {o.student: o for o in grade(course, [], "ben", False, Silent()).outcomes}
    assert set(found) == {"ben"}
    assert "still holds the marks of what was handed in before" in " ".join(found["ben"].notes)


def test_that_a_submission_is_gone_is_said_while_it_is(course: Course, inline: None) -> None:
    marked(course, "ada", "ben")
    kept = Outcomes(course.report / "outcomes")
    folder, aside = course.submitted / "ada" / LAB, course.root / "aside"
    folder.rename(aside)
    grade(course, [], None, False, Silent())
    assert kept.get(LAB, "ada").notes == (sorting.GONE,)
    command("feedback", "--course", str(course.root))
    page = course.feedback / "ada" / LAB / f"{LAB}.html"
    assert "no longer in" in page.read_text("utf-8")
    written = kept.path(LAB, "ada").stat().st_mtime_ns
    grade(course, [], None, False, Silent())
    assert kept.path(LAB, "ada").stat().st_mtime_ns == written, "nothing new is known of it"
    aside.rename(folder)
    for _ in range(2):
        again = grade(course, [], None, False, Silent())
        assert (again.marked, again.outcomes[0].score, again.outcomes[0].notes) == (0, 10, ())
        assert kept.get(LAB, "ada").notes == ()
        assert "no longer in" not in page.read_text("utf-8")


def test_odd_folders_cost_nobody_a_mark(course: Course, inline: None) -> None:
    folder = hand_in(course, "ada", answered(), name="homework.ipynb")
    (course.source / LAB / "picture.svg").write_text("<svg/>")
    for name in (f"{LAB}.ipynb", "picture.svg"):
        (folder / name).mkdir()
        (folder / name / "readme.txt").write_text("?")
    deep = hand_in(course, "deep", answered())
    hand_in(course, "no\nname", answered())
    with nested(deep, 1_500):
        found = {o.student: o for o in grade(course, [], None, False, Silent()).outcomes}
        assert grade(course, [], None, False, Silent()).marked == 0
    assert {student: o.score for student, o in found.items()} == {"ada": 10, "deep": 10}
    assert "picture.svg/readme.txt lies in a folder with the name of this lab's file" in " ".join(found["ada"].notes)
    assert "Folders that lie too deep" in found["deep"].notes[0]
    assert "no\\nname has a control character" in (course.report / "index.html").read_text("utf-8")


def test_what_a_system_leaves_behind_is_no_reason_to_mark_again(course: Course, inline: None) -> None:
    marked(course, "ada")
    hand_in(course, "ada", "?", name=".DS_Store")
    assert grade(course, [], None, False, Silent()).marked == 0
    hand_in(course, "ada", "x = 1", name="helper.py")
    assert grade(course, [], None, False, Silent()).marked == 1


def test_an_error_of_the_graders_own_costs_one_submission(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ada", "ben", "cy", "dee"):
        hand_in(course, student, answered())

    class Losing(Inline):
        def submit(self, function: Callable, /, job: Any) -> Future:
            if function is mark and job.student == "ben":
                return self.fail(WorkerDied("the marking process ended on its own (exit code -9)"))
            if function is render and job.outcome.student == "cy":
                return self.fail(WorkerDied("nobody printed a page"))
            if function is mark and job.student == "dee":
                return self.fail(WorkerTimeout("no answer"))
            return super().submit(function, job)

        def fail(self, error: Exception) -> Future:
            future = Future()
            future.set_exception(error)
            return future

    how = How(executor=Losing())
    found = {o.student: o for o in grade(course, [], None, False, Silent(), how=how).outcomes}
    assert [found[s].score for s in ("ada", "ben", "cy", "dee")] == [10, None, 10, None]
    assert [found[s].status.value for s in ("ada", "ben", "cy", "dee")] == ["graded", "crashed", "graded", "timeout"]
    assert f"report/logs/{LAB}/ben.log" in found["ben"].notes[-2]
    assert "exit code -9" in (course.report / "logs" / LAB / "ben.log").read_text("utf-8")
    assert found["cy"].notes == (f"The feedback page could not be made; see report/logs/{LAB}/cy.log.",)
    assert "nobody printed a page" in (course.report / "logs" / LAB / "cy.log").read_text("utf-8")
    assert "more than 600 s" in found["dee"].notes[0]
    assert "Marking stopped" in (course.feedback / "ben" / LAB / f"{LAB}.html").read_text("utf-8")


def test_a_submission_that_holds_its_worker_is_ended(tmp_path: Path) -> None:
    course = make_course(
        tmp_path / "course", config=CONFIG + "c.Grading.submission_timeout = 6\nc.Execute.timeout = 60\n"
    )
    hand_in(course, "ada", answered({**GOOD, "double": "while True:\n    pass"}))
    hand_in(course, "ben", answered({}))
    found = {o.student: o for o in grade(course, [], None, False, Silent()).outcomes}
    assert (found["ada"].status, found["ada"].score) == (Status.TIMEOUT, None)
    assert "more than 6 s" in found["ada"].notes[0]
    assert (found["ben"].status, found["ben"].score) == (Status.GRADED, 0)


def test_a_faulty_oracle_is_the_instructors_matter(course: Course, inline: None) -> None:
    faulty = 'from grader.oracle import oracle\n\n\n@oracle("test_double")\ndef _(student, rng):\n    raise KeyError("mine")\n'
    (course.root / "tiny_oracles" / "__init__.py").write_text(faulty, encoding="utf-8")
    outcome = marked(course, "ada").outcomes[0]
    assert outcome.score == 10, "the visible test decides instead"
    assert "test_double: look at it by hand" in outcome.review[0]
    assert outcome.review[0] not in (course.feedback / "ada" / LAB / f"{LAB}.html").read_text("utf-8")
    assert "KeyError" in (course.report / "index.html").read_text("utf-8")


def _children(pid: int) -> list[int]:
    """Processes below one, as /proc tells."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = stat.read_text().split(" (", 1)
        except OSError:  # it ended while we looked
            continue
        parents[int(number)] = int(rest.rsplit(") ", 1)[1].split()[1])
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        below = [child for child, parent in parents.items() if parent == one]
        found += below
        todo += below
    return found


def test_ctrl_c_says_that_force_would_begin_anew(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", answered())

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "grade", interrupted)
    code, _, err = command("grade", "--course", str(course.root), "--force")
    assert (code, err) == (
        130,
        "Stopped. 0 marked and kept; --force would begin anew, without it the rest goes on from here.\n",
    )


def test_a_course_without_a_demo_class_does_not_announce_one(course: Course, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(UserError, match="There is no demo class"):
        command("grade", "--course", str(course.root))
    assert "marking the demo class" not in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
def test_ctrl_c_keeps_what_is_marked_and_leaves_no_kernel(course: Course) -> None:
    hand_in(course, "ada", answered())
    hand_in(course, "ben", answered({**GOOD, "double": "import time\ntime.sleep(300)"}))
    (course.root / "nbgrader_config.py").write_text(CONFIG + "c.Execute.timeout = 400\n", encoding="utf-8")
    process = subprocess.Popen(
        [*LABS, "grade", "--course", str(course.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    store, deadline = Outcomes(course.report / "outcomes"), time.monotonic() + 60
    while store.get(LAB, "ada") is None:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    time.sleep(1)
    below = _children(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "1 marked and kept; the same command goes on from here." in err
    assert "Traceback" not in err
    assert len(below) >= 2, "a worker and a kernel"
    deadline = time.monotonic() + 10
    while left := [pid for pid in below if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.2)
    assert store.get(LAB, "ada").score == 10
    assert store.get(LAB, "ben") is None
    hand_in(course, "ben", answered())
    again = grade(course, [], None, False, Silent())
    assert again.marked >= 1
    assert [o.score for o in again.outcomes] == [10, 10]
    assert os.listdir(course.report / "outcomes" / LAB) and not list(course.report.glob("staging-*"))
