"""`kill -9` at any moment of a run costs nothing but time: the next run ends as if there had been no kill."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.course import Course
from tests.courses import GOOD, LAB, answered, hand_in, make_course
from tests.test_grade import doubled, weakened

SEED = int(os.environ.get("KILL_SEED", "20260301"))
KILLS = int(os.environ.get("KILL_KILLS", "20"))  # in all; the test's name of a course says which
CLASS = 6  # submissions
COURSES = 4  # each is killed several times, the later ones while it resumes
PATIENCE = 120  # seconds for an undisturbed run on a machine with other work
GONE_WITHIN = 15  # seconds until nothing of a killed run is left
MARKER = "LABS_TEST_OF_KILLING"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")]


def make_class(root: Path) -> Course:
    """A submission of every kind of outcome that a run has."""
    course = make_course(root)
    hand_in(course, "zoe", answered())
    hand_in(course, "half", answered({"double": GOOD["double"]}))
    hand_in(course, "only-for-show", answered({**GOOD, "double": "def double(x):\n    return 4"}))
    hand_in(course, "doubled", answered(change=doubled))
    hand_in(course, "weakened", answered({**GOOD, "add": "add = None"}, weakened))
    hand_in(course, "not-json", "PK\x03\x04 no notebook")
    hand_in(course, "zoe", "2026-03-02 10:00:00 UTC", name="timestamp.txt")
    return course


def start(course: Course, mark: str) -> subprocess.Popen:
    command = "from grader.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", command, "grade", "--course", str(course.root), "--seed", "7", "--workers", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, MARKER: mark},
    )  # fmt: skip


def finish(course: Course, mark: str) -> float:
    """A run from its start to its end; the seconds it took."""
    began = time.monotonic()
    process = start(course, mark)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    return time.monotonic() - began


def still_there(mark: str, known: list[psutil.Process], halves: bool = True) -> list[str]:
    """Processes of a run: those seen below it, and any that inherited its mark; halves of a sandbox only if asked for."""
    found = {process.pid: process for process in known if process.is_running()}
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARKER) == mark:
                found[process.pid] = process
        except psutil.Error:  # it ended while we looked, or is another user's
            continue
    alive = []
    for process in found.values():
        try:
            if (halves or not never_began(process)) and process.status() != psutil.STATUS_ZOMBIE:
                alive.append(f"{process.pid} {' '.join(process.cmdline())[:200]}")
        except (psutil.NoSuchProcess, FileNotFoundError):  # it ended while we looked
            continue
    return alive


def never_began(process: psutil.Process) -> bool:
    """Half a sandbox, with nothing in it and nobody to start it.

    bubblewrap's second process is bound to the life of the first only after it was told that its namespaces are ready. If
    the first is killed in these milliseconds, the second waits: 0.2 MB that no submission can reach, until the next run.
    """
    return (
        process.name() == "bwrap"
        and process.ppid() == 1
        and not process.children()
        and any(os.readlink(link) == "anon_inode:[eventfd]" for link in Path(f"/proc/{process.pid}/fd").iterdir())
    )


def is_killed(course: Course, moment: float, whole_group: bool, mark: str) -> bool:
    """Kill a run after so many seconds, all of it or its first process only; False if it had ended before."""
    process = start(course, mark)
    try:
        process.communicate(timeout=moment)
        return False
    except subprocess.TimeoutExpired:
        below = psutil.Process(process.pid).children(recursive=True)
        if whole_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        process.stderr.close()
    deadline = time.monotonic() + GONE_WITHIN
    while left := still_there(mark, below, halves=False):
        assert time.monotonic() < deadline, f"killed after {moment:.2f} s (group: {whole_group}), still there: {left}"
        time.sleep(0.1)
    return True


# ---- What a run leaves behind -----------------------------------------------------------------------------------------


def gradebook_rows(file: Path) -> Counter:
    """Every row of every table, with the names of what a row refers to in place of its random id."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    known: dict[str, tuple[str, dict]] = {}
    for name in sorted(tables, key=lambda name: name != "base_cell"):  # whose ids the tables of its kinds share
        for row in tables[name]:
            known.setdefault(row.get("id"), (name, row))

    def natural(table: str, row: dict[str, Any]) -> tuple:
        told = []
        for column, value in sorted(row.items()):
            if column == "id" and table not in ("student", "course"):
                value = natural(*known[value]) if known[value][0] != table else None
            elif column.endswith("_id") and value in known:
                value = natural(*known[value])
            told.append((column, value))
        return (table, *told)

    return Counter(natural(name, row) for name, rows in tables.items() for row in rows)


def left_behind(course: Course) -> dict[str, Any]:
    """All that a run writes, without its times."""
    found: dict[str, Any] = {"gradebook": gradebook_rows(course.root / "gradebook.db")}
    for path in sorted((course.report / "outcomes").rglob("*")):
        if path.is_file():
            found[str(path.relative_to(course.root))] = {**json.loads(path.read_text("utf-8")), "seconds": None}
    found["marks.csv"] = (course.report / "marks.csv").read_text("utf-8")
    for folder in (course.autograded, course.feedback):
        found[folder.name] = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    for path in sorted(course.autograded.rglob("*.ipynb")):
        record = json.loads(path.read_text("utf-8"))["metadata"]["grading"]
        found[str(path.relative_to(course.root))] = {**record, "seconds": None}
    found["submitted"] = {str(path.relative_to(course.submitted)): path.read_bytes()
                          for path in course.submitted.rglob("*") if path.is_file()}  # fmt: skip
    return found


def strays(course: Course) -> list[str]:
    """What should not outlive a run: staging folders, half-written files, a lock that is held, journals."""
    patterns = ("report/staging-*", "**/.writing-*", "**/*.partial", "gradebook.db-journal")
    return sorted(str(path.relative_to(course.root)) for pattern in patterns for path in course.root.glob(pattern))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], float]]:
    """What a run leaves that nobody killed, and the seconds it takes."""
    course = make_class(tmp_path_factory.mktemp("undisturbed") / "course")
    mark = uuid.uuid4().hex
    seconds = finish(course, mark)
    assert still_there(mark, []) == []
    assert strays(course) == []
    yield left_behind(course), seconds


def test_the_class_is_marked_as_it_should_be(undisturbed: tuple[dict[str, Any], float]) -> None:
    """Else equal would mean equally wrong."""
    found, _ = undisturbed
    outcomes = {path.split("/")[-1].removesuffix(".json"): told for path, told in found.items() if "outcomes" in path}
    assert {student: (told["status"], told["score"]) for student, told in outcomes.items()} == {
        "zoe": ("graded", 10), "half": ("graded", 6),
        "only-for-show": ("graded", 4), "doubled": ("tampered", 10), "weakened": ("tampered", 6), "not-json": ("unreadable", None),
    }  # fmt: skip
    assert sum(row[0] == "grade" for row in found["gradebook"].elements()) == 10
    assert {told["seed"] for told in outcomes.values()} - {None}


@pytest.mark.parametrize("number", range(COURSES))
def test_a_killed_run_is_as_if_it_had_not_been(
    number: int, undisturbed: tuple[dict[str, Any], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    rng = random.Random(f"{SEED}/{number}")
    course = make_class(tmp_path / "course")
    kills, marks, done = [], [], 0
    while len(kills) < KILLS // COURSES:
        share = 1 - done / CLASS  # of the work that is left
        moment = rng.uniform(0.05, 0.35 + 0.6 * share) * seconds
        whole_group = rng.random() < 0.5
        marks.append(uuid.uuid4().hex)
        if is_killed(course, moment, whole_group, marks[-1]):
            done = len(list((course.report / "outcomes" / LAB).glob("*.json")))
            kills.append(f"{moment:.2f} s, {done} marked, {'the group' if whole_group else 'the first process'}")
        else:  # it was quicker than measured: begin anew, so that there is something to kill
            assert left_behind(course) == expected, f"after {kills}"
            shutil.rmtree(course.root)
            course, done = make_class(tmp_path / "course"), 0
    marks.append(uuid.uuid4().hex)
    finish(course, marks[-1])
    found = left_behind(course)
    differ = [name for name in expected | found if expected.get(name) != found.get(name)]
    assert not differ, (
        f"seed {SEED}, course {number}, killed after {kills}: {[(n, found.get(n), expected.get(n)) for n in differ][:3]}"
    )
    assert strays(course) == []
    assert [left for mark in marks for left in still_there(mark, [])] == []
