"""`labs build`: from labs/*.py to the notebooks that instructors and students open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `labs build` to the command."""

    @app.command()
    def build(
        labs: Annotated[list[str] | None, typer.Argument(help="Labs to build; all of them if none is named.")] = None,
        check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a file differs.")] = False,
        course: Annotated[Path | None, typer.Option(help="The course's folder (default: the current one).")] = None,
    ) -> None:
        """Make source/ and release/ from labs/*.py, and check that no answer is left in a release."""
        from rich.console import Console

        from grader.building.build import build as run
        from grader.course import Course

        console = Console(soft_wrap=True, highlight=False)
        run(Course.find(course), labs or None, check=check, say=console.print)
