"""`labs grade`: mark what was handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130  # what a shell reports for Ctrl-C


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("grade")(grade)


def grade(
    labs: Annotated[
        list[str] | None, typer.Argument(metavar="[LAB]...", help="Labs to mark; all if none is named.")
    ] = None,
    course: Annotated[Path | None, typer.Option(help="The course's folder; default: the one you are in.")] = None,
    student: Annotated[str | None, typer.Option(help="Mark only this student's submissions.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Mark again what has not changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON and nothing else.")] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Mark the invented class of demo/ in a course of its own.")
    ] = False,
) -> None:
    """Mark what was handed in: submitted/STUDENT/LAB/LAB.ipynb.

    Submissions that have not changed since they were marked are not marked again. Without any submissions, an invented
    class is marked, in a course of its own under demo/run.
    """
    import json

    from rich.console import Console

    from grader import export, intake
    from grader import run as runs
    from grader.asked import pick_labs
    from grader.cli.show import Silent, Terminal, show
    from grader.course import Course

    here = Course.find(course)
    err, out = Console(stderr=True), Console()
    if demo or not intake.scan(here).students:
        from grader import demo as demos

        pick_labs(here, labs or [])
        if not as_json:
            why = "As asked" if demo else f"Nobody has handed anything in ({here.submitted})"
            err.print(
                f"{why}: marking the demo class, in {demos.folder(here)}.",
                soft_wrap=True,
                markup=False,
                highlight=False,
            )
        here = demos.build(here)
    run = runs.Run(here, [])
    try:
        if as_json:
            runs.grade(here, labs or [], student, force, Silent(), run)
        else:
            with Terminal(err) as terminal:
                runs.grade(here, labs or [], student, force, terminal, run)
    except KeyboardInterrupt:
        err.print(f"Stopped. {run.marked} marked and kept; the same command goes on from here.", highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print(json.dumps(export.as_json(here, run.outcomes), indent=1))
    else:
        show(run, out)
