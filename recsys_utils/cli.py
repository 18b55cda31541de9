"""What the course adds to the `labs` command: `open`, `data` and `leaderboard`; in the student edition, all of it."""

from __future__ import annotations

import sys

import typer


def register(app: typer.Typer) -> None:
    """Add the course's own commands to the `labs` command."""
    from recsys_utils.data.cli import app as data
    from recsys_utils.leaderboard.cli import leaderboard
    from recsys_utils.workspace import open_labs

    app.add_typer(data, name="data")
    app.command("open")(open_labs)
    app.command("leaderboard")(leaderboard)


def main() -> None:
    """Run the `labs` command of the student edition; a mistake ends in one sentence on stderr and exit code 2."""
    from recsys_utils.errors import DataError

    app = typer.Typer(
        name="labs",
        help="Open the labs and fetch their data.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    register(app)
    try:
        app()
    except DataError as error:
        typer.echo(f"labs: {error}", err=True)
        sys.exit(2)
