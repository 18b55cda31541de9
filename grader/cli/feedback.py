"""`labs feedback`: make the feedback pages anew, after marks or comments were changed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feedback")(feedback)


def feedback(
    lab: Annotated[str | None, typer.Argument(metavar="[LAB]", help="The lab; all if none is named.")] = None,
    course: Annotated[Path | None, typer.Option(help="The course's folder; default: the one you are in.")] = None,
    student: Annotated[str | None, typer.Option(help="Only this student's page.")] = None,
) -> None:
    """Make the feedback pages and the report anew from what is marked, with marks and comments given by hand."""
    from grader.course import Course
    from grader.reporting import report
    from grader.running import refresh

    here = Course.find(course)
    made = refresh.feedback(here, [lab] if lab else [], student)
    typer.echo(f"{made} feedback pages in {here.feedback}; the report is {report.path(here)}.")
