"""What the tests of the data sets share: a clean machine, a small server, and a tiny data set to fetch from it."""

from __future__ import annotations

import contextlib
import http.server
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recsys_utils.data import datasets
from recsys_utils.data.unpack import UNPACKERS
from tests.data_tiny import NO_NETWORK, PACKAGE, Answer, Server, archive, forget_checks, tiny_dataset, unpack_tiny


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without data and without a network: an empty cache (returned), no settings of pip or uv."""
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_", "RECSYS_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECSYS_MOVIELENS_URL", NO_NETWORK)
    monkeypatch.setenv("PIP_INDEX_URL", NO_NETWORK)
    forget_checks()
    return tmp_path / "cache"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine with no pages yet."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            page = state.pages.get(self.path, Answer(b"not here", 404))
            time.sleep(page.delay)
            # Who asked may not have waited, and this thread's complaint would reach another test.
            with contextlib.suppress(ConnectionError):
                self.send_response(page.status)
                self.send_header("Content-Type", page.kind)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body[: len(page.body) // 2] if page.cut else page.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the test's output is the test's."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        state = Server(f"http://127.0.0.1:{listener.server_address[1]}")
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield state
        listener.shutdown()
        thread.join()


@pytest.fixture
def tiny(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clean machine with the tiny data set in its registry; the cache folder is returned."""
    monkeypatch.setitem(datasets._entries, "tiny", tiny_dataset())
    monkeypatch.setitem(UNPACKERS, "unpack_tiny", unpack_tiny)
    return machine


@pytest.fixture
def publisher(tiny: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server as the publisher of the tiny data set."""
    server.pages["/tiny.zip"] = Answer(archive())
    monkeypatch.setenv("RECSYS_MOVIELENS_URL", server.url)
    return server


@pytest.fixture
def index(tiny: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server as a package index that has the package carrying the tiny data set."""
    page = f'<!doctype html><html><body><a href="/files/{PACKAGE}">{PACKAGE}</a></body></html>'
    server.pages["/simple/tinydata/"] = Answer(page.encode(), kind="text/html")
    server.pages[f"/files/{PACKAGE}"] = Answer(archive(folder="data/"))
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    return server
