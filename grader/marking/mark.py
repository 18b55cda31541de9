"""One submission, from what was handed in to notebooks that have run. Nothing a submission does leaves this module.

It runs in a worker, which may be on another machine: it sees the job and what is installed, neither the gradebook nor
anybody else's submission.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import UserError
from grader.intake import repair
from grader.intake.choice import choose
from grader.intake.files import Handed
from grader.marking.jobs import MarkJob, MarkResult, Ran
from grader.marking.steps import exporter
from grader.oracles import bundle
from grader.records.logs import remembered
from grader.records.outcome import Status

if TYPE_CHECKING:
    from nbformat import NotebookNode


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder of its own for the time of the block, removed with whatever is in it."""
    folder = Path(tempfile.mkdtemp(prefix="labs-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, onerror=_unlock)


def _unlock(remove: Any, path: str, _: object) -> None:
    """A submission may have taken its own rights away; what still cannot be removed is left to the system."""
    try:
        os.chmod(os.path.dirname(path), 0o700)
        os.chmod(path, 0o700)
        remove(path) if os.path.islink(path) or not os.path.isdir(path) else shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        logging.getLogger("grader").info("%s is left behind: %s", path, error)


def mark(job: MarkJob) -> MarkResult:
    """Repair and run one submission.

    Returns
    -------
    MarkResult
        Always, whatever a submission is or does.

    Raises
    ------
    UserError
        If the course itself stands in the way: oracles that cannot be imported, no working sandbox.
    """
    began, result = time.monotonic(), MarkResult()
    with remembered(f"grader.{job.lab}.{job.student}") as (log, text):
        try:
            # nbgrader works from the course's folder too: the oracles are found there.
            os.chdir(bundle.unpacked(job.oracles) if job.oracles is not None else job.root)
            with workplace() as home:
                _mark(job, home, result, log)
        except UserError:
            raise
        except Exception:  # whatever it was, the next submission must not suffer from it
            log.error("%s", traceback.format_exc())
            result.failed = True
    result.log, result.seconds = text.getvalue(), time.monotonic() - began
    return result


def _mark(job: MarkJob, home: Path, result: MarkResult, log: logging.Logger) -> None:
    import nbformat

    handed, faults = Handed(), [file.fault for file in job.notebooks if file.fault]
    for file in [file for file in job.notebooks if not file.fault]:
        path = home / "handed" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content or b"")
        os.truncate(path, file.size)  # what is too large was not brought along: its size says so here too
        handed.notebooks.append(path)
    released = {name: nbformat.reads(text, as_version=4) for name, text in job.released.items()}
    choice = choose(handed, home / "handed", released, job.max_notebook_mb)
    result.notes += [*choice.notes, *faults]
    if not choice.notebooks:
        result.seen.add(Status.UNREADABLE if choice.unreadable or faults else Status.MISSING)
        return
    for name in sorted(set(released) - set(choice.notebooks)):
        result.notes.append(f"{name}.ipynb was not handed in: its questions get no points.")
    folder = home / job.lab
    folder.mkdir()
    for path, content in (job.companions | job.sources).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for name, notebook in sorted(choice.notebooks.items()):
        repaired = repair.repair(notebook, released[name])
        result.notes += repaired.tampered + repaired.notes
        if repaired.tampered:
            result.seen.add(Status.TAMPERED)
        _complete(notebook, job.kept.get(name, {}))
    for name, notebook in sorted(choice.notebooks.items()):
        nbformat.write(notebook, folder / f"{name}.ipynb")  # as with nbgrader: a notebook can read itself
    for name, notebook in sorted(choice.notebooks.items()):
        log.info("Autograding %s of %s", name, job.student)
        result.notebooks[name] = _run(job, name, notebook, folder, log)


def _complete(notebook: NotebookNode, kept: dict[str, tuple[str | None, str]]) -> None:
    """Give locked cells the text they have in the gradebook, as nbgrader does: with the hidden tests in it."""
    for name, cell in repair.marked_cells(notebook).items():
        if name in kept:
            source, cell.metadata[repair.MARK]["checksum"] = kept[name]
            cell.source = cell.source if source is None else source


def _run(job: MarkJob, name: str, notebook: NotebookNode, folder: Path, log: logging.Logger) -> Ran:
    """Take one notebook through the preprocessors that need no gradebook."""
    resources = {
        "metadata": {"name": name, "path": str(folder)},
        "unique_key": name,
        "output_files_dir": f"{name}_files",
        "nbgrader": {"student": job.student, "assignment": job.lab, "notebook": name, "db_url": ""},
    }
    through = exporter(job.steps, job.config, log)
    through.register_preprocessor(lambda nb, known: (_slim(nb, job.max_record_mb * 1e6), known))
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # what nbgrader tells the notebooks it runs
    text, known = through.from_notebook_node(notebook, resources)
    # Half a character, as a kernel may send it, can be written to no file.
    return Ran(text.encode("utf-8", "replace").decode("utf-8"), known.get("grading"))


def _slim(notebook: NotebookNode, most: float) -> NotebookNode:
    """Drop outputs that decide no mark once there are too many of them: the writer has to read them all."""
    from grader.marking import outputs

    size = 0
    for cell in notebook.cells:
        size += len(str(cell.get("outputs", "")))
        if size > most:
            deciding = [out for out in cell.outputs if out.output_type in ("error", "execute_result")]
            size -= len(str(cell.outputs)) - len(str(deciding))
            cell.outputs = [*deciding, outputs.notice("... too much output in this notebook; the rest was not kept.")]
    return notebook
