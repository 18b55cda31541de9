"""`labs publish`: the student edition, a folder that holds all a student needs and no answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `labs publish` to the command."""

    @app.command()
    def publish(
        folder: Annotated[Path, typer.Argument(help="Where to write it: a new folder, or an earlier edition.")],
        force: Annotated[bool, typer.Option("--force", help="Replace files that were changed in the edition.")] = False,
        course: Annotated[Path | None, typer.Option(help="The course's folder (default: the current one).")] = None,
    ) -> None:
        """Write the student edition: releases, helpers and checks, without answers, oracles or instructor's material."""
        from rich.console import Console

        from grader.building.publish import publish as run
        from grader.course import Course

        console = Console(soft_wrap=True, highlight=False)
        run(Course.find(course), folder, force=force, say=console.print)
