"""A process of its own for marking: what a submission does to it stops at its edge, and Ctrl-C ends it cleanly.

nbclient takes over SIGINT while a notebook runs and turns it into a dead kernel, which would pass for the student's fault.
The worker therefore lives in a session of its own, where the terminal's Ctrl-C does not reach it, and the parent decides. If
the parent is killed the worker ends too, and its temporary folder goes with whoever ends last.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from grader.errors import UserError
from grader.running.startup import spare

GRACE = 5.0  # seconds a worker gets to end its kernel
IDLE = 3.0  # seconds one with nothing to do gets to leave


class WorkerDied(Exception):
    """The worker ended before it answered."""


class WorkerFailed(Exception):
    """What the worker was to do raised an error there."""


class WorkerTimeout(Exception):
    """The worker did not answer in time and was ended."""


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)  # by way of every `finally`, so that a kernel is shut down and a staging folder removed


def _outlive_no_parent(home: str) -> None:
    """End this process when its parent has ended, however that ended; runs in a thread."""
    wait([multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)  # for the main thread, which may be in the middle of a notebook
    shutil.rmtree(home, ignore_errors=True)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _behave(core: int | None) -> None:
    """Have the scheduler treat this process and all it starts as work for which nobody waits at a keyboard."""
    # A thread that is woken waits for its turn instead of pushing aside the one that woke it. TensorFlow's threads wake each
    # other at every step; and at the end of an epoch one is woken to see that it should stop, before the other, pushed aside,
    # has said so, and sleeps for another 40 ms while everybody waits.
    with suppress(OSError, AttributeError):  # not allowed here, or not Linux: then only slower
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if core is not None:
        with suppress(OSError):  # taken away in the meantime: then it runs where it may
            os.sched_setaffinity(0, {core})


def _serve(pipe: Connection, log: Path, home: str, core: int | None) -> None:
    """Answer calls until the parent hangs up; runs in the worker."""
    os.setsid()
    _behave(core)
    threading.Thread(target=_outlive_no_parent, args=(home,), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)  # first in, so last out, after what ends the kernels
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(
        out, 1
    )  # kernels inherit these: whatever they print belongs in the log, not between the progress bar's lines
    os.dup2(out, 2)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    warnings.simplefilter("ignore")
    spare()
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        except Exception:  # a job that cannot be rebuilt here: its functions are imported as it is received
            pipe.send(("error", traceback.format_exc()))
            continue
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
    core : int or None
        The processor that it keeps to, with all that it starts; None: wherever there is room.
    """

    def __init__(self, log: Path, core: int | None = None) -> None:
        self.log, self.core = log, core
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._home: str | None = None
        self._stopped, self._stopper = multiprocessing.Pipe(duplex=False)

    def call(self, function: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Any:
        """Run a module's function in the worker and return what it returns.

        Raises
        ------
        UserError
            As the function raised it.
        WorkerFailed
            If the function raised anything else; the message is the traceback.
        WorkerDied
            If the process ended.
        WorkerTimeout
            If there is no answer after `timeout` seconds.
        """
        if self.stopped:
            raise WorkerDied("the marking process was stopped")
        if self._process is None or not self._process.is_alive():
            self._start()
        with suppress(OSError):  # it died before it had listened to the end: what follows will say so
            self._pipe.send((function, arguments))
        ready = wait([self._pipe, self._process.sentinel, self._stopped], timeout)
        if self._stopped in ready:
            self.close()
            raise WorkerDied("the marking process was stopped")
        if not ready:
            self.close()
            raise WorkerTimeout(f"no answer after {timeout:g} s")
        try:
            kind, value = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            process = self._process
            self.close()
            raise WorkerDied(f"the marking process ended on its own (exit code {process.exitcode})") from None
        if kind == "user error":
            raise UserError(value)
        if kind == "error":
            raise WorkerFailed(value)
        return value

    def stop(self) -> None:
        """End the call that is going on, and every one after it; may be called from another thread."""
        self._stopper.close()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.poll()

    def close(self) -> None:
        """End the worker and, with it, any kernel it still has."""
        process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if process is None:
            return
        process.join(0 if self.stopped else IDLE)  # idle: the closed pipe is its signal to go
        if process.is_alive():
            process.terminate()
            process.join(GRACE)
        if process.is_alive():
            process.kill()
            process.join()
        shutil.rmtree(self._home, ignore_errors=True)

    def _start(self) -> None:
        self.close()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._home = tempfile.mkdtemp(prefix="labs-")
        context = multiprocessing.get_context("spawn")  # a fork would carry the progress bar's thread along
        self._pipe, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self.log, self._home, self.core), daemon=False, name="labs-marking"
        )
        process.start()
        self._process = process
        theirs.close()
