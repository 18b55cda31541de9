"""Many submissions at once: the same marks however many workers, in whatever order, and whoever dies on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from grader.cli import grade as grade_command
from grader.cli.show import Silent, Terminal
from grader.course import Course
from grader.errors import UserError
from grader.records import gradebook
from grader.records.logs import log_path
from grader.records.outcome import Outcome, Outcomes, Status
from grader.reporting import export, report
from grader.reporting.progress import Progress, duration
from grader.running.pool import WorkerPool, cores
from grader.running.run import How, Run, grade
from grader.running.worker import WorkerDied, WorkerFailed, WorkerTimeout
from tests.courses import GOOD, LAB, answered, hand_in, make_course

RANDOM = "import random\ndef double(x):\n    return 2 * x if random.random() < 2 else 0"
# An answer that is right for half of all inputs: its mark depends on what the oracle asks, and on nothing else.
SOMETIMES = "def double(x):\n    return 2 * x if x == 2 or x < 1500 else 0"
CLASS: dict[str, dict[str, str]] = {
    "ada": GOOD,
    "ben": {"double": GOOD["double"]},
    "cy": {},
    "dee": {**GOOD, "double": RANDOM},
    "eve": {**GOOD, "add": "raise SystemExit"},
    **{f"half-{number}": {**GOOD, "double": SOMETIMES} for number in range(4)},
}


def everyone_in(course: Course) -> Course:
    for student, answers in CLASS.items():
        hand_in(course, student, answered(answers))
    hand_in(course, "zoe", "no notebook")
    hand_in(course, "late", answered())
    hand_in(course, "late", "2026-03-02 10:00:00 UTC", name="timestamp.txt")
    with gradebook.opened(course) as book:
        book.add_assignment(LAB, duedate="2026-03-01 10:00:00 UTC")
    return course


def contents(course: Course) -> dict[str, list[str]]:
    """Everything in a gradebook, its random keys replaced by what they stand for."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        book.row_factory = sqlite3.Row
        tables = [name for (name,) in book.execute("select name from sqlite_master where type = 'table'")]
        found = {table: [dict(row) for row in book.execute(f'select * from "{table}"')] for table in sorted(tables)}
    assert len(found["grade"]) == 2 * (len(CLASS) + 1)
    names: dict[Any, str] = {
        row["id"]: f"{table} {row.get('name')}" for table in found for row in found[table] if "id" in row
    }
    # A submission is known by its student.
    names |= {row["id"]: f"submission of {row['student_id']}" for row in found["submitted_assignment"]}
    names |= {row["id"]: f"notebook of {names[row['assignment_id']]}" for row in found["submitted_notebook"]}
    names |= {row["id"]: "a grade or comment" for table in ("grade", "comment") for row in found[table]}
    for student in [row["id"] for row in found["student"]]:
        names[student] = student
    return {
        table: sorted(str({column: names.get(value, value) for column, value in row.items()}) for row in rows)
        for table, rows in found.items()
    }


def marks(run: Run) -> dict[str, tuple]:
    return {o.student: (o.status, o.score, o.late, tuple(q.earned for q in o.questions), o.notes) for o in run.outcomes}


@contextmanager
def load() -> Iterator[None]:
    """Two processes that keep the processors busy."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


class Shuffled(WorkerPool):
    """Hands jobs on in another order than they came in."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.held: list[tuple[Future, Callable, tuple]] = []
        self.order: list[str] = []

    def submit(self, function: Callable, /, *arguments: Any) -> Future:
        future: Future = Future()
        self.held.append((future, function, arguments))
        threading.Timer(0.3, self._pass_on).start()
        return future

    def _pass_on(self) -> None:
        future, function, arguments = self.held.pop(random.Random(7).randrange(len(self.held)))
        if hasattr(arguments[0], "student"):
            self.order.append(arguments[0].student)
        inner = super().submit(function, *arguments)
        inner.add_done_callback(
            lambda done: (
                future.set_exception(done.exception()) if done.exception() else future.set_result(done.result())
            )
        )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Run]:
    """The class, marked by one worker."""
    course = everyone_in(make_course(tmp_path_factory.mktemp("alone") / "course"))
    return course, grade(course, [], None, False, Silent(), how=How(workers=1, seed=5))


def test_the_class_has_marks_that_depend_on_the_seed(alone: tuple[Course, Run]) -> None:
    found = marks(alone[1])
    assert {found[student][1] for student in ("ada", "ben", "cy", "dee", "eve")} == {0, 6, 10}
    assert len({found[f"half-{number}"][1] for number in range(4)}) == 1, "with one seed, everyone is asked the same"
    assert found["late"][2] is True
    assert found["zoe"][:2] == (Status.UNREADABLE, None)
    assert {o.seed for o in alone[1].outcomes if o.score is not None} == {5}


def test_two_workers_under_load_give_the_same_gradebook(alone: tuple[Course, Run], tmp_path: Path) -> None:
    course = everyone_in(make_course(tmp_path / "course"))
    with load():
        run = grade(course, [], None, False, Silent(), how=How(workers=2, seed=5))
    assert marks(run) == marks(alone[1])
    assert contents(course) == contents(alone[0])
    for student in CLASS:
        one, other = (
            nbformat.read(c.autograded / student / LAB / f"{LAB}.ipynb", as_version=4) for c in (course, alone[0])
        )
        assert [c.source for c in one.cells] == [c.source for c in other.cells]
        assert one.metadata["grading"]["cells"] == other.metadata["grading"]["cells"]


def test_another_order_gives_the_same_gradebook(alone: tuple[Course, Run], tmp_path: Path) -> None:
    course = everyone_in(make_course(tmp_path / "course"))
    pool = Shuffled(2, tmp_path / "logs")
    try:
        run = grade(course, [], None, False, Silent(), how=How(workers=3, seed=5, executor=pool))
    finally:
        pool.shutdown(stop=True)
    assert pool.order != sorted(pool.order)
    assert marks(run) == marks(alone[1])
    assert contents(course) == contents(alone[0])


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def test_threads_of_somebody_elses_executor_do_as_well(
    alone: tuple[Course, Run], threads: Executor, tmp_path: Path
) -> None:
    course, here = everyone_in(make_course(tmp_path / "course")), Path.cwd()
    run = grade(course, [], None, False, Silent(), how=How(workers=1, seed=5, executor=threads, remote=True))
    assert threads.submit(abs, -1).result() == 1, "it is not shut down"
    assert Path.cwd() == here
    assert marks(run) == marks(alone[1])
    assert contents(course) == contents(alone[0])


def test_a_seed_gives_a_mark_again_and_none_a_fresh_one(alone: tuple[Course, Run], threads: Executor) -> None:
    course, _ = alone
    before = Outcomes(course.report / "outcomes").get(LAB, "half-0")
    seen: dict[int | None, list] = {}
    for seed in (None, None, 6, 5):
        run = grade(course, [], "half-0", True, Silent(), how=How(workers=1, seed=seed, executor=threads))
        seen.setdefault(seed, []).append((run.outcomes[0].seed, run.outcomes[0].score))
    assert seen[None][0][0] != seen[None][1][0]
    assert seen[6][0][0] == 6
    assert seen[5] == [(5, before.score)]


class Killer(Silent):
    """Ends a worker while it marks."""

    def __init__(self, times: int) -> None:
        self.times, self.killed = times, []

    def start(self, total: int) -> None:
        threading.Thread(target=self._kill, daemon=True).start()

    def _kill(self) -> None:
        deadline = time.monotonic() + 20
        while len(self.killed) < self.times and time.monotonic() < deadline:
            for child in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):
                    if (
                        child.pid not in self.killed
                        and "spawn_main" in " ".join(child.cmdline())
                        and len(child.children(recursive=True)) >= 3  # the sandbox, its first process, a notebook
                    ):
                        os.kill(child.pid, signal.SIGKILL)
                        self.killed.append(child.pid)
                        break
            time.sleep(0.05)


SLOW = "import time\ntime.sleep(1.5)\ndef add(a, b):\n    return a + b"


def test_a_worker_that_is_killed_costs_nobody_a_mark(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    for number in range(3):
        hand_in(course, f"s{number}", answered({**GOOD, "add": SLOW}))
    killer = Killer(1)
    run = grade(course, [], None, False, killer, how=How(workers=1))
    assert len(killer.killed) == 1
    assert {o.student: (o.status, o.score) for o in run.outcomes} == {f"s{n}": (Status.GRADED, 10) for n in range(3)}


def kill_yourself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def process() -> int:
    return os.getpid()


def test_the_pool_gives_a_job_to_two_workers_at_most(tmp_path: Path) -> None:
    pool = WorkerPool(2, tmp_path, timeout=4)
    try:
        dying, late, broken = pool.submit(kill_yourself), pool.submit(sleep, 60), pool.submit(divmod, 1, 0)
        fine = [pool.submit(abs, -n) for n in range(4)]
        assert isinstance(dying.exception(timeout=30), WorkerDied)
        assert isinstance(late.exception(timeout=30), WorkerTimeout)
        assert isinstance(broken.exception(timeout=30), WorkerFailed)
        assert "ZeroDivisionError" in str(broken.exception())
        assert [future.result(timeout=30) for future in fine] == [0, 1, 2, 3]
        assert process() not in {pool.submit(process).result(timeout=30) for _ in range(3)}
        assert len(list(tmp_path.glob("worker-*.log"))) == 2
    finally:
        pool.shutdown()
    with pytest.raises(RuntimeError):
        pool.submit(abs, 1)


def test_the_pool_starts_no_worker_that_nobody_needs_and_stops_at_once(tmp_path: Path) -> None:
    pool = WorkerPool(8, tmp_path)
    assert pool.submit(abs, -1).result(timeout=30) == 1
    assert pool.submit(abs, -2).result(timeout=30) == 2
    assert len(list(tmp_path.glob("worker-*.log"))) == 1
    running = pool.submit(sleep, 100)
    waiting = [pool.submit(sleep, 100) for _ in range(12)]
    began = time.monotonic()
    pool.shutdown(stop=True)
    assert time.monotonic() - began < 20
    assert isinstance(running.exception(), WorkerDied)
    assert wait(waiting, timeout=5).not_done == set()
    assert sum(future.cancelled() for future in waiting) >= 4


def place() -> tuple[int, frozenset[int]]:
    time.sleep(1)  # long enough for every worker to get one
    return os.sched_getscheduler(0), frozenset(os.sched_getaffinity(0))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux lets a process keep to a processor")
@pytest.mark.parametrize("spread", [True, False])
def test_workers_that_fill_the_machine_keep_to_a_processor_each(tmp_path: Path, spread: bool) -> None:
    mine = os.sched_getaffinity(0)
    pool = WorkerPool(cores(), tmp_path, spread=spread)
    try:
        found = [future.result(timeout=60) for future in [pool.submit(place) for _ in range(cores())]]
    finally:
        pool.shutdown()
    assert {policy for policy, _ in found} == {os.SCHED_BATCH}
    assert {where for _, where in found} == ({frozenset([core]) for core in mine} if spread else {frozenset(mine)})


class Broken(Executor):
    """As `concurrent.futures` leaves it when a process died."""

    def submit(self, function: Callable, /, *arguments: Any) -> Future:
        raise BrokenExecutor("a process died")


class Mute(Executor):
    """Never answers."""

    def submit(self, function: Callable, /, *arguments: Any) -> Future:
        return Future()


@pytest.mark.parametrize(("executor", "words"), [(Broken(), "a process died"), (Mute(), "No worker has answered for")])
def test_workers_that_are_gone_are_said_in_a_sentence(executor: Executor, words: str, tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Grading.submission_timeout = 0.1\n")
    hand_in(course, "ada", answered())
    with pytest.raises(UserError, match=words):
        grade(course, [], None, False, Silent(), how=How(executor=executor))
    assert Outcomes(course.report / "outcomes").get(LAB, "ada") is None, "not marked, and marked by the next run"
    assert (course.report / "index.html").is_file()


def test_oracles_that_cannot_be_imported_stop_the_run(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    (course.root / "tiny_oracles" / "__init__.py").write_text("import nosuch\n")
    hand_in(course, "ada", answered())
    with pytest.raises(UserError, match=r"could not be imported: ModuleNotFoundError"):
        grade(course, [], None, False, Silent(), how=How(workers=1))


def test_unsafe_is_asked_for_said_everywhere_and_not_good_enough_later(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", answered())
    app = typer.Typer()
    grade_command.register(app)
    done = CliRunner().invoke(app, ["--unsafe", "--json", "--workers", "1", "--course", str(course.root)])
    data = json.loads(done.stdout)
    assert data["unsafe"] == 1
    assert data["outcomes"][0]["unsafe"] is True
    assert "without a sandbox" in " ".join(data["outcomes"][0]["notes"])
    assert ",yes," in export.csv_path(course).read_text("utf-8").splitlines()[1]
    assert "no sandbox" in report.path(course).read_text("utf-8")
    assert "without a sandbox" in (course.feedback / "ada" / LAB / f"{LAB}.html").read_text("utf-8")
    assert grade(course, [], None, False, Silent(), how=How(unsafe=True)).marked == 0
    again = grade(course, [], None, False, Silent(), how=How(workers=1))
    assert (again.marked, again.outcomes[0].unsafe, again.outcomes[0].score) == (1, False, 10)


def test_time_left_and_counts() -> None:
    now = [100.0]
    progress = Progress(lambda: now[0])
    progress.start(11)
    assert (progress.left, progress.remaining(), progress.counts()) == (None, "", "")
    now[0] += 30
    progress.add(Outcome("a", LAB, Status.GRADED))
    assert progress.remaining() == "up to 5 min left"  # the workers' start is in it
    for status in (Status.GRADED, Status.TIMEOUT, Status.GRADED):
        now[0] += 2
        progress.add(Outcome("a", LAB, status))
    assert progress.left == pytest.approx(6 / 3 * 7)
    assert progress.remaining() == "about 14 s left"
    assert progress.counts() == "3 graded, 1 timeout"
    for _ in range(7):
        progress.add(Outcome("a", LAB, Status.CRASHED))
    assert progress.remaining() == ""
    assert [duration(s) for s in (0.2, 4, 42, 59, 400, 4000)] == ["1 s", "4 s", "40 s", "1 min", "7 min", "1 h 07 min"]


def test_a_terminal_shows_time_left_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal(Console(width=200)) as terminal:
        terminal.start(2)
        terminal.marking("ada", LAB)
        terminal.marked(Outcome("ada", LAB, Status.GRADED, score=6, max_score=10, seconds=1.2))
        terminal.marked(Outcome("ben", LAB, Status.TIMEOUT, score=0, max_score=10))
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("[1/2] 01_sums ada: graded, 6 of 10, 1.2 s; up to 1 s left; 1 graded")
    assert second == "[2/2] 01_sums ben: timeout, 0 of 10, 0.0 s; 1 graded, 1 timeout"


def test_the_log_of_a_submission_is_complete(alone: tuple[Course, Run]) -> None:
    text = log_path(alone[0], LAB, "ben").read_text("utf-8")
    assert text.index("Autograding") < text.index("Creating/updating student") < text.index("feedback page")
