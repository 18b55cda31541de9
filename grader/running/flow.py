"""Submissions on their way through the workers: handed out, written down as they come back, in whatever order.

Workers run notebooks and make pages; everything that is kept is written here, in one process and one after another, so
that neither the number of workers nor their order can have a say in a mark.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import replace

from grader.bookkeeping.packing import Lab, Packer
from grader.bookkeeping.writer import Case, Writer
from grader.course import Course
from grader.errors import UserError
from grader.marking.mark import mark
from grader.records.ledger import Ledger
from grader.records.logs import log_path, logged
from grader.records.outcome import Outcome, Outcomes, Status
from grader.reporting.feedback import install, render, write_notice
from grader.running.refresh import PAGELESS
from grader.running.sorting import Task, fingerprint_of
from grader.running.worker import WorkerTimeout


class Flow:
    """Takes submissions through an executor.

    Parameters
    ----------
    course : Course
        Whose.
    executor : Executor
        Who does the work.
    packer : Packer
        Makes the jobs.
    ledger : Ledger
        The gradebook.
    ahead : int
        How many jobs the executor is given at once.
    patience : float or None
        Seconds to wait for the next sign of life.
    """

    def __init__(
        self, course: Course, executor: Executor, packer: Packer, ledger: Ledger, ahead: int, patience: float | None
    ) -> None:
        self.course, self.executor, self.packer = course, executor, packer
        self.ahead, self.patience = ahead, patience
        self.writer = Writer(course, ledger)
        self.store = Outcomes(course.report / "outcomes")
        self._labs: dict[str, Lab] = {}
        self._pending: dict[Future, Case | Outcome] = {}

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome | Task]:
        """Mark them all.

        Yields
        ------
        Task
            Each time one is handed out.
        Outcome
            Each time one is done, and written.

        Raises
        ------
        UserError
            If the course or the workers stand in the way.
        """
        waiting = deque(tasks)
        try:
            while waiting or self._pending:
                while waiting and len(self._pending) < self.ahead:
                    task = waiting.popleft()
                    yield task
                    yield from self._begin(task)
                yield from self._next()
        finally:
            for future in self._pending:
                future.cancel()

    def _next(self) -> Iterator[Outcome]:
        """Wait for what is done next, and write it down."""
        if not self._pending:
            return
        done, _ = wait(self._pending, timeout=self.patience, return_when=FIRST_COMPLETED)
        if not done:
            raise UserError(
                f"No worker has answered for {self.patience:g} s: look after the workers, then grade again; what is marked is kept."
            )
        for future in done:
            case = self._pending.pop(future)
            yield from self._marked(future, case) if isinstance(case, Case) else self._paged(future, case)

    def _submit(self, function, job, case: Case | Outcome) -> None:
        try:
            self._pending[self.executor.submit(function, job)] = case
        except BrokenExecutor as error:
            raise UserError(f"The workers are gone ({error}): grade again; what is marked is kept.") from error

    def _begin(self, task: Task) -> Iterator[Outcome]:
        submission, name = task.submission, task.submission.lab
        # If this run is killed now, the next one knows that it is not marked.
        self.store.discard(name, submission.student)
        if name not in self._labs:
            self._labs[name] = Lab.of(self.course, task.prepared)
        lab = self._labs[name]
        job, handed, trouble = self.packer.job(submission, lab)
        late = lab.due.are_past(submission.student, handed.timestamp)
        case = Case(job, lab, late, self._still(task, lab), handed.notes, self.packer.unsafe)
        if trouble:
            self._log(case, trouble)
            yield self._unmarked(self.writer.lost(case))
        else:
            self._submit(mark, job, case)

    def _still(self, task: Task, lab: Lab) -> str:
        """The submission's fingerprint; empty if it has changed since it was taken, so that the next run looks again."""
        try:
            now = fingerprint_of(task.marking, task.submission, self.packer.settings, lab.released.keys())
        except (OSError, RecursionError):
            return ""
        return now if now == task.fingerprint else ""

    def _marked(self, future: Future, case: Case) -> Iterator[Outcome]:
        """A submission has been run: write its marks, and have its pages made."""
        began, seconds = time.monotonic(), 0.0
        try:
            result = future.result()
            seconds = result.seconds
            outcome = self.writer.record(case, result)
        except (UserError, CancelledError) as error:
            raise self._stopped(error) from error
        except WorkerTimeout:
            limit = self.packer.settings.submission_timeout
            case.notes.append(f"The whole submission took more than {limit:g} s and was stopped.")
            outcome, seconds = self.writer.lost(case, Status.TIMEOUT), limit
        except Exception:  # whatever it was, the next submission must not suffer from it
            self._log(case, traceback.format_exc())
            outcome = self.writer.lost(case)
        outcome = replace(outcome, seconds=round(seconds + time.monotonic() - began, 2))
        if outcome.score is None:
            yield self._unmarked(outcome)
            return
        try:
            job = self.writer.page_job(outcome)
        except Exception:
            yield self._pageless(outcome, traceback.format_exc())
        else:
            self._submit(render, job, outcome)

    def _paged(self, future: Future, outcome: Outcome) -> Iterator[Outcome]:
        """A submission's pages are made: put them in their place, and its outcome in the books."""
        try:
            pages, said = future.result()
            install(self.course, outcome, pages)
        except CancelledError as error:
            raise self._stopped(error) from error
        except Exception:
            yield self._pageless(outcome, traceback.format_exc())
            return
        with logged(self.course, outcome.lab, outcome.student, None) as log:
            log.info("%s", said)
        self.store.save(outcome)
        yield outcome

    @staticmethod
    def _stopped(error: Exception) -> UserError:
        if isinstance(error, UserError):
            return error
        return UserError("The scheduler gave up the work that it had: grade again; what is marked is kept.")

    def _unmarked(self, outcome: Outcome) -> Outcome:
        write_notice(self.course, outcome)
        self.store.save(outcome)
        return outcome

    def _pageless(self, outcome: Outcome, trouble: str) -> Outcome:
        with logged(self.course, outcome.lab, outcome.student, None) as log:
            log.error("%s", trouble)
        where = log_path(self.course, outcome.lab, outcome.student).relative_to(self.course.root)
        outcome = outcome.with_notes(f"{PAGELESS}; see {where}.")
        self.store.save(outcome)
        return outcome

    def _log(self, case: Case, trouble: str) -> None:
        with logged(self.course, case.job.lab, case.job.student, None) as log:
            log.log(logging.ERROR, "%s", trouble)
