"""The executor that `labs grade` uses on one machine: worker processes that outlive their jobs, and jobs that outlive
their worker.

`concurrent.futures.ProcessPoolExecutor` will not do: one dead process breaks it for all jobs, it cannot end a job that
takes too long, and its processes are in reach of the terminal's Ctrl-C.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from grader.running.worker import Worker, WorkerDied


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _places(workers: int, spread: bool) -> list[int | None]:
    """The processor that each worker keeps to, if each has one to itself."""
    if spread and workers >= cores() and hasattr(os, "sched_getaffinity"):
        own = sorted(os.sched_getaffinity(0))
        return [own[number % len(own)] for number in range(workers)]
    return [None] * workers


class WorkerPool(Executor):
    """Runs functions of modules in processes of their own, which are started when there is something for them to do.

    A job whose process dies is given to a fresh one, once; then its future has `WorkerDied`. A job that takes longer
    than `timeout` has its process ended, and its future `WorkerTimeout`.

    Parameters
    ----------
    workers : int
        Processes at most.
    folder : Path
        Where their output goes, a file for each.
    timeout : float or None
        Seconds for a job.
    spread : bool
        Whether there is work for all workers, done in one thread each: then, if there are as many workers as processors,
        each keeps to one. A notebook's process writes to thousands of pages that it shares with its parent; with its
        sleeping threads on several processors, each such page has all of them interrupted.
    """

    def __init__(self, workers: int, folder: Path, timeout: float | None = None, spread: bool = False) -> None:
        self.workers, self.timeout = workers, timeout
        self._places = _places(workers, spread)
        self._folder = folder
        self._jobs: queue.SimpleQueue[tuple[Future, Callable, tuple] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(0)
        self._closed = False
        self._hands: list[tuple[threading.Thread, Worker]] = []

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future:
        """See `concurrent.futures.Executor`; the function is found by its name in the worker."""
        if named:
            raise TypeError("a worker takes arguments by position only")
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            future: Future = Future()
            self._jobs.put((future, function, arguments))
            if len(self._hands) < self.workers and not self._free.acquire(blocking=False):
                number = len(self._hands)
                worker = Worker(self._folder / f"worker-{number + 1}.log", self._places[number])
                thread = threading.Thread(target=self._work, args=(worker,), name="labs-worker", daemon=True)
                self._hands.append((thread, worker))
                thread.start()
        return future

    def warm(self, workers: int, function: Callable[[], Any]) -> None:
        """Have as many workers started as will be needed, and a function of no arguments run in each."""
        for _ in range(min(workers, self.workers)):
            self.submit(function)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False, stop: bool = False) -> None:
        """See `concurrent.futures.Executor`; `stop` ends what is going on as well."""
        with self._lock:
            self._closed = True
            if cancel_futures or stop:
                while not self._jobs.empty():
                    if (entry := self._jobs.get()) is not None and entry[0].cancel():
                        entry[0].set_running_or_notify_cancel()  # whoever waits for it waits no longer
            for _ in self._hands:
                self._jobs.put(None)
            for _, worker in self._hands if stop else []:
                worker.stop()
        for thread, _ in self._hands if wait else []:
            thread.join()

    def _work(self, worker: Worker) -> None:
        try:
            while (entry := self._jobs.get()) is not None:
                future, function, arguments = entry
                if future.set_running_or_notify_cancel():
                    try:
                        future.set_result(self._call(worker, self.timeout, function, arguments))
                    except BaseException as error:
                        future.set_exception(error)
                self._free.release()
        finally:
            worker.close()

    @staticmethod
    def _call(worker: Worker, timeout: float | None, function: Callable[..., Any], arguments: tuple) -> Any:
        try:
            return worker.call(function, *arguments, timeout=timeout)
        except WorkerDied:
            if worker.stopped:
                raise
            return worker.call(function, *arguments, timeout=timeout)
