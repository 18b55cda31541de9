"""Marking on a dask cluster: two worker processes without the course's folder, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.cli.show import Silent
from grader.errors import UserError
from grader.oracles import bundle
from grader.records.outcome import Outcome, Status
from grader.running import cluster
from grader.running.run import How, grade
from tests.courses import GOOD, ORACLES, answered, hand_in, make_course

HOST = "127.0.0.1"
PATIENCE = 40  # seconds for the whole cluster
SLOW = "import time\ntime.sleep(1)\ndef add(a, b):\n    return a + b"
QUIET = {"DASK_DISTRIBUTED__DASHBOARD__LINK": "", "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}


def started(*arguments: str, folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:], "--no-dashboard"],
        cwd=folder,
        env={**os.environ, **QUIET},
        stdout=subprocess.DEVNULL,
        stderr=(folder / f"{arguments[0]}.log").open("a"),
        start_new_session=True,
    )


@contextmanager
def running(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and workers, on this machine alone."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    address, processes = f"tcp://{HOST}:{port}", []
    try:
        processes.append(started("dask_scheduler", "--host", HOST, "--port", str(port), folder=folder))
        workers_ = [
            started(
                "dask_worker", address, "--host", HOST, "--nthreads", "1", "--no-nanny", "--name", f"w{number}",
                "--memory-limit", "0", "--local-directory", str(folder / f"w{number}"), folder=folder,
            )
            for number in range(workers)
        ]  # fmt: skip
        processes += workers_
        yield address, workers_
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def connected(address: str, workers: int) -> Iterator[tuple]:
    """As `cluster.connected`, as soon as all workers are there."""
    from distributed import Client

    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=PATIENCE)
    with cluster.connected(address) as found:
        yield found


class Killer(Silent):
    """Kills a worker once the first submission is marked."""

    def __init__(self, worker: subprocess.Popen) -> None:
        self.worker, self.marked_after = worker, 0

    def marked(self, outcome: Outcome) -> None:
        if self.worker.poll() is None:
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()
        else:
            self.marked_after += 1


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_marks_everyone(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    answers = {f"s{number}": {**GOOD, "add": SLOW} if number % 2 else {"double": GOOD["double"]} for number in range(6)}
    for student, given in answers.items():
        hand_in(course, student, answered(given))
    away = tmp_path / "away"
    away.mkdir()
    with running(away, 2) as (address, workers), connected(address, 2) as (executor, found):
        assert found == 2
        killer = Killer(workers[0])
        run = grade(course, [], None, False, killer, how=How(found, seed=3, executor=executor, remote=True))
        assert workers[0].returncode == -signal.SIGKILL
        assert killer.marked_after >= 3
    expected = {student: 10 if "add" in given else 6 for student, given in answers.items()}
    assert {o.student: (o.status, o.score) for o in run.outcomes} == {
        student: (Status.GRADED, score) for student, score in expected.items()
    }
    assert {o.seed for o in run.outcomes} == {3}


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    for address in (f"tcp://{HOST}:{port}", "nonsense://x"):
        with pytest.raises(UserError, match="No dask scheduler answers at"), cluster.connected(address):
            pass


def test_without_dask_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="needs the package distributed"), cluster.connected("tcp://x:1"):
        pass


def test_workers_of_another_version_or_none_are_refused() -> None:
    class Client:
        def __init__(self, **versions: str) -> None:
            self.versions = versions

        def scheduler_info(self, n_workers: int) -> dict:
            return {"workers": {name: {"nthreads": 2} for name in self.versions}}

        def run(self, function) -> dict:
            if "gone" in self.versions:
                raise ModuleNotFoundError("No module named 'grader'")
            return self.versions

    now = cluster.version()
    assert cluster._look_at(Client(a=now, b=now), "x") == 4
    for client, words in [
        (Client(), "has no workers"),
        (Client(a=now, b="other"), "b has another version"),
        (Client(gone=now), "cannot import the grader"),
    ]:
        with pytest.raises(UserError, match=words):
            cluster._look_at(client, "x")


def test_oracles_travel_in_equal_bytes(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    (course.root / "tiny_oracles" / "long.py").write_text("x = 1\n" * 10_000)
    content = bundle.packed(course.root, "tiny_oracles")
    assert len(content) < 2000, "compressed"
    assert bundle.packed(course.root, "tiny_oracles") == content
    folder = bundle.unpacked(content)
    assert bundle.unpacked(content) == folder
    assert (folder / "tiny_oracles" / "__init__.py").read_text() == ORACLES
    assert [path.name for path in folder.iterdir()] == ["tiny_oracles"]
    assert folder.parent.stat().st_mode & 0o077 == 0
    found: list[Path] = []
    other = bundle.packed(course.root, "")
    threads = [threading.Thread(target=lambda: found.append(bundle.unpacked(other))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found) == 8
