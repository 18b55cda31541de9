"""Feedback pages: nbgrader's page of the marked notebook with a summary on top, or a notice where nothing could be marked."""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import stat
from pathlib import Path
from urllib.parse import quote

from grader.course import Course
from grader.outcome import Outcome, Status, write_atomically
from grader.pages import environment

WHAT_TO_DO = {
    Status.GRADED: "",
    Status.TIMEOUT: "Something ran longer than it may. Look for a loop that never ends, or for work done one element at a "
    "time; everything else was marked as usual.",
    Status.OUT_OF_MEMORY: "Something asked for more memory than there is. Look for an array that is far too large; "
    "everything else was marked as usual.",
    Status.CRASHED: "Marking stopped before its end. Restart the kernel, run all cells, and ask your instructor if all is "
    "well there.",
    Status.TAMPERED: "Cells that must stay as they are had been changed, copied or deleted. They were put back before "
    "marking, and this is how the marks came out.",
    Status.UNREADABLE: "What was handed in could not be read as this lab's notebook. Open your notebook in JupyterLab, save "
    "it, and hand that file in again.",
    Status.MISSING: "Nothing was handed in for this lab. If you did hand it in, ask your instructor which file arrived.",
}


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


def write_pages(course: Course, outcome: Outcome, log: logging.Logger) -> None:
    """Make the feedback pages of a marked submission with nbgrader and put the summary on top of each."""
    from grader.converters import FeedbackOne, converter

    converter(FeedbackOne, course, log, outcome.lab, outcome.student).start()
    folder = course.feedback / outcome.student / outcome.lab
    for copied in folder.glob("*.ipynb"):
        copied.unlink()  # nbgrader takes the notebook along where the path has brackets
    for path in sorted(folder.glob("*.html")):
        if not (course.autograded / outcome.student / outcome.lab / f"{path.stem}.ipynb").is_file():
            continue  # a page that the student handed in along with the notebook
        head, body, rest = path.read_text("utf-8").partition("<body>")
        write_atomically(path, _guarded(head) + body + _render("summary.html.j2", outcome) + rest)
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def _guarded(head: str) -> str:
    """The head of nbgrader's page, changed so that nothing a student wrote runs in the reader's browser.

    Only scripts with a fresh nonce run: MathJax from the address nbconvert gives it, configured without its `eval`.
    """
    address = re.search(r'<script src="([^"]+/)[^"/]+\.js(\?[^"]*)?"', head)
    head = re.sub(r"<script\b.*?</script>", "", head, flags=re.DOTALL).replace("<html>", '<html lang="en">', 1)
    guard = environment().get_template("guard.html.j2")
    source = {"base": address[1], "options": address[2] or ""} if address else None
    return head.replace("<head>", "<head>\n" + guard.render(math=source, nonce=secrets.token_urlsafe(16)), 1)


def write_notice(course: Course, outcome: Outcome) -> None:
    """Make the page of a submission that could not be marked, in the place where the feedback would be."""
    folder = course.feedback / outcome.student / outcome.lab
    if folder.exists():
        shutil.rmtree(folder)  # pages of an earlier submission would contradict this one
    write_atomically(folder / f"{outcome.lab}.html", _render("notice.html.j2", outcome))


def _render(template: str, outcome: Outcome) -> str:
    return environment().get_template(template).render(outcome=outcome, advice=WHAT_TO_DO[outcome.status])
