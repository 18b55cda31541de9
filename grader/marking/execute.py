"""Running a notebook, and asking its oracles right after each test cell.

What happened is left in the notebook's metadata and, for the preprocessors after this one, in
`resources["grading"]` (a notebook can be forged, the resources cannot)::

    nb.metadata["grading"] = {
        "seed": int,                      # what the oracles drew their inputs from
        "timed_out": [label, ...],        # cells that ran out of time, and test cells whose oracle's calls did;
                                          # the label is the grade id, or "cell 3" (counted from 1) without one
        "crashed": None | sentence,       # why the notebook did not run to its end
        "seconds": float,
        "limit": None | {"name": str, "sentence": str},  # memory, processes, disk, cpu, notebook time: the kernel was
                                          # ended (then `crashed` says so too); output: the rest was not kept
        "out_of_memory": bool,            # only if a limit ended the kernel
        "parent_died": int,               # how often the sandbox's parent process ended, which is not the notebook's fault
        "cells": {grade_id: {
            "earned": float, "points": float,
            "by": "oracle" | "nbgrader",  # nbgrader: no oracle, or the oracle itself failed (then the message says so)
            "message": str,               # empty if all is right
            "parts": [{"what": str, "points": float, "passed": bool, "message": str}],
            "review": bool,               # a person should look: an oracle stumbled
            "scores": {name: float},      # by which the class is ranked, if the oracle noted any
        }},
    }

`cells` has one entry for each test cell that is marked automatically; those without an oracle are filled in by
`grader.marking.scores.OracleSaveAutoGrades`.
"""

from __future__ import annotations

import copy
import secrets
import time
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_solution
from traitlets import Float, Integer, Unicode

from grader.marking import outputs
from grader.marking.remote import KernelCaller
from grader.marking.sandboxed import SandboxedExecute, drop_leftovers
from grader.marking.scores import nbgrader_score
from grader.oracles.judge import OracleError, Verdict, judge
from grader.oracles.registry import Oracle, load_oracles
from grader.records.class_seed import class_seed
from grader.warm.parent import KernelParentDied


class OracleExecute(SandboxedExecute):
    """Runs notebooks in the sandbox, with oracles, and with a run that goes on after whatever a cell does."""

    oracle_package = Unicode("", help="Package that holds the course's oracles; none if empty.").tag(config=True)
    call_timeout = Float(10, min=0.1, help="Seconds for one call of a student's function by an oracle.").tag(
        config=True
    )
    oracle_timeout = Float(60, min=0.1, help="Seconds for all calls of one oracle.").tag(config=True)
    seed = Integer(None, allow_none=True, help="Seed of the oracles' inputs; fresh if not set.").tag(config=True)
    class_seed = Integer(
        None, allow_none=True, help="Seed of what is the same for the whole class; in `report/class_seed` if not set."
    ).tag(config=True)
    max_output = Integer(10_000_000, min=1000, help="Characters of output kept of one cell.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run the notebook and judge its test cells.

        Raises
        ------
        UserError
            If the oracles cannot be imported.
        SandboxUnavailable
            If there is no sandbox here.
        KernelParentDied
            If the sandbox's parent process ended twice: that says nothing of the notebook, which must get no mark for it.
        """
        # nbgrader works from the course's folder, which is on no search path.
        self._oracles: dict[str, Oracle] = load_oracles(self.oracle_package, Path.cwd()) if self.oracle_package else {}
        seed = self.seed if self.seed is not None else secrets.randbits(63)
        nb.metadata.pop("grading", None)
        start = time.monotonic()
        for died in range(2):
            self._record: dict[str, Any] = {"seed": seed, "timed_out": [], "crashed": None, "seconds": 0.0, "cells": {}}
            self._record |= {"limit": None, "parent_died": died}
            try:
                ran, said = self._attempt(copy.deepcopy(nb), copy.deepcopy(resources), km)
                break
            except KernelParentDied as error:
                self.log.error("The notebook could not be run: %s.", error)
                if died:
                    raise
        self._record["seconds"] = round(time.monotonic() - start, 3)
        ran.metadata["grading"] = nbformat.from_dict(self._record)
        said["grading"] = self._record
        return ran, said

    def _attempt(self, nb: NotebookNode, resources: Any, km: Any) -> tuple[NotebookNode, Any]:
        self._caller: KernelCaller | None = None
        self._began = False
        self.choose_kernel(resources)
        try:
            nb, resources = super().preprocess(nb, resources, km)
        except Exception as error:
            self._check_parent(error)
            if self._began or not isinstance(error, RuntimeError):
                raise
            self.log.error("The kernel did not start: %s", error)
            self._record["crashed"] = "The notebook's kernel did not start."
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
        finally:
            if self._caller is not None:
                self._caller.close()
        self._check_parent()
        return nb, resources

    def _check_parent(self, error: Exception | None = None) -> None:
        """Raise if the kernel's parent failed, unless a limit had ended the kernel before: that is the notebook's doing."""
        limited = "out_of_memory" in self._record or self.limit_hit()
        if not limited and (isinstance(error, KernelParentDied) or self.parent_died()):
            raise KernelParentDied(f"its kernel's parent in the sandbox failed ({error or 'it ended'})") from error

    def start_new_kernel_client(self, **kwargs: Any) -> Any:
        """Connect to the kernel, also for the oracles' calls, before anything of the student's runs there."""
        client = super().start_new_kernel_client(**kwargs)
        if self._oracles:
            self._caller = KernelCaller(
                self.km.get_connection_info(),
                alive=self._blocking(lambda: self.km.is_alive()),
                interrupt=self._blocking(lambda: self.km.interrupt_kernel()),
                kill=self._blocking(lambda: self.km.shutdown_kernel(now=True)),
                call_timeout=self.call_timeout,
                oracle_timeout=self.oracle_timeout,
            )
            self._caller.greet()
        return client

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell and judge it; a cell that comes after the kernel's end is not run and earns nothing."""
        self._began = True
        label = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {index + 1}"
        test = cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
        if test and self.skip_cells_with_tag in cell.metadata.get("tags", []):
            # Nothing printed means full marks to nbgrader: a test cell is not the student's to skip.
            cell.metadata.tags = [tag for tag in cell.metadata.tags if tag != self.skip_cells_with_tag]
        if self._record["crashed"] is None:
            self._run(cell, resources, index, label)
        elif cell.cell_type == "code":
            cell.outputs = [outputs.failure("NotRun", self._record["crashed"])]
        if test and label in self._oracles:
            self._judge(cell, self._oracles[label])
        return cell, resources

    def _run(self, cell: NotebookNode, resources: Any, index: int, label: str) -> None:
        self._late, self._size, self._cut = False, 0, False
        problem = None
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            problem = "KernelStopped", self._ended(f"The notebook's kernel stopped while `{label}` ran.")
        except CellTimeoutError:
            # Interrupted, and still not idle: nothing after it would be heard.
            stubborn = f"`{label}` could not be interrupted, so the notebook's kernel was ended."
            problem = "CellTimeoutError", self._ended(stubborn)
            self._late = True
            self._blocking(lambda: self.km.shutdown_kernel(now=True))()
        except Exception as error:  # nbclient believes what a kernel sends: a malformed message must cost one cell only
            self.log.error("A message from the kernel broke the run of %s", label, exc_info=error)
            problem = "UnreadableOutput", "The notebook's kernel sent a message that is not one."
        if problem:
            run_sync(drop_leftovers)()
        if self._late:
            self._record["timed_out"].append(label)
        if cell.cell_type == "code":
            outputs.keep_valid(cell)
            if problem:
                cell.outputs.append(outputs.failure(*problem))

    def _judge(self, cell: NotebookNode, oracle: Oracle) -> None:
        points = float(cell.metadata.nbgrader.points)
        try:
            if self._record["crashed"] is not None:
                verdict = Verdict(0.0, message=f"not reached. {self._record['crashed']}", seed=self._record["seed"])
            else:
                verdict = self._verdict(oracle)
        except OracleError as error:
            self.log.error("%s", error, exc_info=error.__cause__)
            message = f"the oracle itself failed: {error}"
            # Once the notebook has answered, it may be its answer that the oracle failed on. Then the test in the notebook,
            # which a student can forge, must not decide either: there are no points until a person has looked.
            by, earned = ("oracle", 0.0) if error.asked else ("nbgrader", nbgrader_score(cell, False, self.log))
            entry = {"earned": earned, "points": points, "by": by, "message": message, "parts": [], "review": True}
        else:
            whole = sum(part.points for part in verdict.parts)
            parts = [
                {"what": p.what, "points": p.points / whole * points, "passed": p.passed, "message": p.message}
                for p in verdict.parts
            ]
            earned = round(verdict.earned * points, 6)
            entry = {"earned": earned, "points": points, "by": "oracle", "message": verdict.message, "parts": parts}
            entry |= {"review": verdict.review} | ({"scores": verdict.scores} if verdict.scores else {})
        self._record["cells"][oracle.grade_id] = entry
        cell.outputs.append(outputs.marked(entry))

    def _verdict(self, oracle: Oracle) -> Verdict:
        self._caller.begin()
        try:
            return judge(oracle, self._caller, self._record["seed"], self._class_seed)
        finally:
            if self._caller.timed_out and oracle.grade_id not in self._record["timed_out"]:
                self._record["timed_out"].append(oracle.grade_id)
            if self._caller.lost:
                ended = "stopped" if not self._caller.timed_out else "could not be interrupted and was ended"
                self._ended(f"The notebook's kernel {ended} while `{oracle.grade_id}` was marked.")

    def _class_seed(self) -> int:
        return self.class_seed if self.class_seed is not None else class_seed(Path.cwd() / "report")

    def _ended(self, sentence: str) -> str:
        """Record why the kernel ended: the limit it hit, or what `sentence` says; returns that."""
        if limit := self.limit_hit():
            sentence = limit["sentence"]
            self._record["limit"] = limit
            self._record["out_of_memory"] = limit["name"] == "memory"
        self._record["crashed"] = f"{sentence} Later cells were not run."
        return sentence

    def _printed(self) -> str:
        return f"More than {self.max_output:,} characters of output; the rest was not kept."

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        self._late = True
        return await super()._async_handle_timeout(timeout, cell)

    def output(self, outs: list, msg: dict[str, Any], display_id: str | None, cell_index: int) -> NotebookNode | None:
        """Keep an output unless the cell has had its fill; errors and results, which decide marks, are kept."""
        length = outputs.size(msg)
        self._size += length
        decides = msg["msg_type"] in ("error", "execute_result") and length <= self.max_output
        if self._size > self.max_output and not decides:
            if not self._cut:
                self._record["limit"] = self._record["limit"] or {"name": "output", "sentence": self._printed()}
                outs.append(outputs.notice(f"... {self._printed()}"))
            self._cut = True
            return None
        return super().output(outs, msg, display_id, cell_index)
