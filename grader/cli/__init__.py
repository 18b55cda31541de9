"""The `labs` command: one module a subcommand, imported when it is needed."""

from __future__ import annotations

import errno
import io
import sys
from importlib.metadata import entry_points
from typing import NoReturn

import typer

from grader.errors import UserError

app = typer.Typer(
    name="labs",
    help="Build, open, grade and publish the labs of an nbgrader course.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _register_all() -> None:
    from grader.cli import build, feedback, grade, publish

    for module in (build, grade, feedback, publish):
        module.register(app)
    # A course's own packages add commands of theirs (here: `labs open`, `labs data`) without the grader knowing them.
    for point in sorted(entry_points(group="labs.commands"), key=lambda p: p.name):
        point.load()(app)


# What a disk or a folder refuses, and what to do about it.
_REFUSED = {
    errno.ENOSPC: "free some space there, then run this again",
    errno.EDQUOT: "free some space there, then run this again",
    errno.EROFS: "it cannot be written to: use a copy in a folder that can",
    errno.EACCES: "you may not write there: change its rights, or use another folder",
    errno.EPERM: "you may not write there: change its rights, or use another folder",
    errno.ENOTDIR: "a file stands where a folder belongs: move it away",
    errno.EISDIR: "a folder stands where a file belongs: move it away",
    errno.ENAMETOOLONG: "give it a shorter name",
}


def main() -> None:
    """Run the command; a user's mistake ends in one sentence on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that this terminal cannot show must not end a run
    _register_all()
    try:
        app()
    except UserError as error:
        _refuse(str(error))
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        where = error.filename or "what is written"
        _refuse(f"{where}: {error.strerror}; {_REFUSED[error.errno]}. What was done before is kept.")


def _refuse(sentence: str) -> NoReturn:
    from rich.console import Console
    from rich.markup import escape

    Console(stderr=True, soft_wrap=True).print(f"[bold red]labs:[/] {escape(sentence)}", highlight=False)
    sys.exit(2)
