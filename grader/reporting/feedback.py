"""Feedback pages: nbgrader's page of the marked notebook with a summary on top, or a notice where nothing could be marked."""

from __future__ import annotations

import logging
import os
import pickle
import re
import secrets
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from grader.course import Course
from grader.files import write_whole
from grader.marking.jobs import PageJob
from grader.records.logs import remembered
from grader.records.outcome import Outcome, Status, in_several
from grader.records.staging import STAGING, files_beside, put
from grader.reporting.harmless import harmless
from grader.reporting.pages import environment

if TYPE_CHECKING:
    from nbconvert.exporters import Exporter

WHAT_TO_DO = {
    Status.GRADED: "",
    Status.TIMEOUT: "Something ran longer than it may. Look for a loop that never ends, or for work done one element at a "
    "time; {rest}.",
    Status.OUT_OF_MEMORY: "Something asked for more memory than there is. Look for an array that is far too large; "
    "{rest}.",
    Status.CRASHED: "Marking stopped before its end. Restart the kernel, run all cells, and ask your instructor if all is "
    "well there.",
    Status.TAMPERED: "Cells that must stay as they are had been changed, copied or deleted. They were put back before "
    "marking, and this is how the marks came out.",
    Status.UNREADABLE: "What was handed in could not be read as this lab's notebook. Open your notebook in JupyterLab, save "
    "it, and hand that file in again.",
    Status.MISSING: "Nothing was handed in for this lab. If you did hand it in, ask your instructor which file arrived.",
}


def advice(outcome: Outcome) -> str:
    """What a student is told to do about the status; where marking was stopped, what that did to the marks."""
    if outcome.score is None:
        rest = "it was not marked"
    elif set(outcome.limits) - {"output"}:  # every other limit ends the notebook's kernel
        rest = "marking ended there, and what was decided before counts"
    else:
        rest = "everything else was marked as usual"
    return WHAT_TO_DO[outcome.status].format(rest=rest)


def page(course: Course, outcome: Outcome) -> Path:
    """Where the feedback page of a submission is: of its first notebook, if the lab has several."""
    folder = course.feedback / outcome.student / outcome.lab
    expected = folder / f"{outcome.lab}.html"
    if expected.exists():
        return expected
    return next(iter(sorted(folder.glob("*.html"))), expected)


def link(course: Course, outcome: Outcome, start: Path) -> str | None:
    """A relative link from a folder to the feedback page; None if there is no page."""
    path = page(course, outcome)
    if not path.is_file():
        return None
    return quote(Path(os.path.relpath(path, start)).as_posix(), errors="surrogateescape")


def render(job: PageJob) -> tuple[dict[str, str], str]:
    """Make the feedback pages of a submission: nbgrader's, with a summary on top; needs nothing but the job.

    Returns
    -------
    dict of str to str, str
        The pages by notebook, and what there is to log.
    """
    import nbformat

    pages, outcome = {}, job.outcome
    with remembered("grader.feedback") as (log, text):
        for name, notebook in job.notebooks.items():
            resources = {
                "metadata": {"name": name, "path": ""},
                "unique_key": name,
                "output_files_dir": f"{name}_files",
                "nbgrader": job.resources[name],
            }
            page, _ = _exporter(pickle.dumps((job.config, job.steps))).from_notebook_node(
                nbformat.reads(notebook, as_version=4), resources
            )
            head, body, rest = page.partition("<body>")
            page = _guarded(head) + body + _summary(outcome, name) + harmless(rest)
            pages[name] = page.encode("utf-8", "replace").decode("utf-8")
            log.info("Made the feedback page of %s", name)
    return pages, text.getvalue()


@lru_cache(maxsize=1)
def _exporter(pickled: bytes) -> Exporter:
    """What turns notebooks into pages; kept, because reading its templates takes longer than using them."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    from grader.marking.steps import exporter

    config, steps = pickle.loads(pickled)
    generator = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    return exporter(steps, generator.config, logging.getLogger("grader"), generator.exporter_class)


def install(course: Course, outcome: Outcome, pages: dict[str, str]) -> None:
    """Put a submission's pages, and the files that they may show, where its feedback is."""
    from nbgrader.coursedir import CourseDirectory

    marked = course.autograded / outcome.student / outcome.lab
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=course.report, ignore_cleanup_errors=True) as staging:
        new = Path(staging) / outcome.lab
        new.mkdir()
        for path in files_beside(marked, CourseDirectory(config=course.config).ignore):
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(marked / path, target)
        for name, page in pages.items():
            (new / f"{name}.html").unlink(missing_ok=True)  # a page that was handed in along with the notebook
            (new / f"{name}.html").write_text(page, encoding="utf-8")
        put(new, course.feedback / outcome.student / outcome.lab)


def _guarded(head: str) -> str:
    """The head of nbgrader's page, changed so that nothing a student wrote runs in the reader's browser.

    Only scripts with a fresh nonce run: MathJax from the address nbconvert gives it, configured without its `eval`.
    """
    address = re.search(r'<script src="([^"]+/)[^"/]+\.js(\?[^"]*)?"', head)
    head = re.sub(r"<script\b.*?</script>", "", head, flags=re.DOTALL).replace("<html>", '<html lang="en">', 1)
    guard = environment().get_template("guard.html.j2")
    source = {"base": address[1], "options": address[2] or ""} if address else None
    head = head.replace("<head>", "<head>\n" + guard.render(math=source, nonce=secrets.token_urlsafe(16)), 1)
    return head.replace(
        "</head>", f"<style>\n{environment().get_template('feedback.css').render()}</style>\n</head>", 1
    )


def write_notice(course: Course, outcome: Outcome) -> None:
    """Make the page of a submission that could not be marked, in the place where the feedback would be."""
    folder = course.feedback / outcome.student / outcome.lab
    if folder.exists():
        shutil.rmtree(folder)  # pages of an earlier submission would contradict this one
    write_whole(
        folder / f"{outcome.lab}.html",
        environment().get_template("notice.html.j2").render(outcome=outcome, advice=advice(outcome)),
    )


def _summary(outcome: Outcome, notebook: str) -> str:
    return (
        environment()
        .get_template("summary.html.j2")
        .render(
            outcome=outcome, advice=advice(outcome), notebook=notebook, several=outcome.lab in in_several([outcome])
        )
    )
