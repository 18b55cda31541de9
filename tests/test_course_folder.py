"""What a course's folder keeps from one run to the next: the class's seed, and which labs are in the gradebook."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from grader.bookkeeping import prepare
from grader.errors import UserError
from grader.records import class_seed
from tests.courses import make_course


def _all_at_once(report: Path, times: int) -> set[int]:
    """The seeds that so many runs see."""
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(class_seed.class_seed(report))) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == times
    return set(seen)


def test_a_folder_without_hard_links_holds_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    seed = class_seed.class_seed(tmp_path / "report")
    assert class_seed.class_seed(tmp_path / "report") == seed


def test_runs_at_once_draw_one_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def slowly(handle: int, data: bytes) -> int:
        threading.Event().wait(0.2)  # so that the others find a file that is still empty
        return write(handle, data)

    monkeypatch.setattr(os, "write", slowly)
    assert len(_all_at_once(tmp_path / "report", 8)) == 1


def test_a_seed_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            class_seed.class_seed(tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []
    assert class_seed.class_seed(tmp_path / "report") >= 0


def test_an_empty_seed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_seed, "_PATIENCE", 0.05)
    (tmp_path / class_seed.NAME).touch()
    with pytest.raises(UserError, match="delete it"):
        class_seed.class_seed(tmp_path)


def test_labs_that_differ_behind_a_dot_are_each_prepared_once(tmp_path: Path) -> None:
    labs, log = ("sums.1", "sums.2"), logging.getLogger("test")
    course = make_course(tmp_path / "course", labs)
    (course.source / "sums.2" / "more.txt").write_text("the two are not the same")
    for lab in labs:
        prepare.prepare(course, lab, log)
    assert [prepare.ready(course, lab) is not None for lab in labs] == [True, True]
