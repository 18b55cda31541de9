"""A process of its own for marking: what a submission does to it stops at its edge, and Ctrl-C ends it cleanly.

nbclient takes over SIGINT while a notebook runs and turns it into a dead kernel, which would pass for the student's fault.
The worker therefore lives in a session of its own, where the terminal's Ctrl-C does not reach it, and the parent decides.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from grader.errors import UserError

GRACE = 5.0  # seconds a worker gets to end its kernel


class WorkerDied(Exception):
    """The worker ended before it answered."""


class WorkerTimeout(Exception):
    """The worker did not answer in time and was ended."""


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)  # by way of every `finally`, so that a kernel is shut down and a staging folder removed


def _serve(pipe: Connection, log: Path) -> None:
    """Answer calls until the parent hangs up; runs in the worker."""
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(
        out, 1
    )  # kernels inherit these: whatever they print belongs in the log, not between the progress bar's lines
    os.dup2(out, 2)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    warnings.simplefilter("ignore")
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        signal.signal(signal.SIGTERM, _leave)  # each time: nbclient resets it after a notebook
        try:
            answer = ("value", function(*arguments))
        except UserError as error:
            answer = ("user error", str(error))
        except Exception:
            answer = ("error", traceback.format_exc())
        pipe.send(answer)


class Worker:
    """One worker process, started at the first call and again after it died.

    Parameters
    ----------
    log : Path
        Where its output goes.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Any:
        """Run a module's function in the worker and return what it returns.

        Raises
        ------
        UserError
            As the function raised it.
        WorkerDied
            If the process ended, or the function raised anything else.
        WorkerTimeout
            If there is no answer after `timeout` seconds.
        """
        if self._process is None or not self._process.is_alive():
            self._start()
        self._pipe.send((function, arguments))
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                self.close()
                raise WorkerTimeout(f"no answer after {timeout:g} s")
            # In slices, so that a KeyboardInterrupt is served at once on every platform.
            if wait([self._pipe, self._process.sentinel], min(left, 1.0) if left is not None else 1.0):
                break
        try:
            kind, value = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            code = self._process.exitcode
            self.close()
            raise WorkerDied(f"the marking process ended on its own (exit code {code})") from None
        if kind == "user error":
            raise UserError(value)
        if kind == "error":
            raise WorkerDied(value)
        return value

    def close(self) -> None:
        """End the worker and, with it, any kernel it still has."""
        process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if process is None:
            return
        process.join(0.5)  # idle: the closed pipe is its signal to go
        if process.is_alive():
            process.terminate()
            process.join(GRACE)
        if process.is_alive():
            process.kill()
            process.join()

    def _start(self) -> None:
        self.close()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        context = multiprocessing.get_context("spawn")  # a fork would carry the progress bar's thread along
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.log), daemon=False, name="labs-marking")
        self._process.start()
        theirs.close()
