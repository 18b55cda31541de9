"""The `labs` command: one module a subcommand, imported when it is needed."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

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


def main() -> None:
    """Run the command; a user's mistake ends in one sentence on stderr and exit code 2."""
    _register_all()
    try:
        app()
    except UserError as error:
        from rich.console import Console
        from rich.markup import escape

        Console(stderr=True, soft_wrap=True).print(f"[bold red]labs:[/] {escape(str(error))}", highlight=False)
        sys.exit(2)
