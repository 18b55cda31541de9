"""`labs grade`: mark what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
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
    workers: Annotated[
        int | None, typer.Option(min=1, help="Submissions at once; default: as many as there are processors.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the hidden inputs, to have a mark again; default: fresh ones.")
    ] = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Without a sandbox: what is handed in may do whatever you may.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Mark on a dask cluster, such as tcp://scheduler:8786; see the docs."),
    ] = None,
) -> None:
    """Mark what was handed in: submitted/STUDENT/LAB/LAB.ipynb.

    Submissions that have not changed since they were marked are not marked again. Without any submissions, an invented
    class is marked, in a course of its own under demo/run.
    """
    import json

    from rich.console import Console

    from grader.cli.show import Silent, Terminal, show
    from grader.course import Course
    from grader.intake import submissions
    from grader.reporting import export
    from grader.running import run as runs
    from grader.running.asked import pick_labs

    here = Course.find(course)
    err, out = Console(stderr=True), Console()
    if demo or not submissions.scan(here).students:
        from grader.running import demo as demos

        pick_labs(here, labs or [])
        demos.students(here)  # whether there is such a class, before it is announced
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
        with _workers(scheduler) as (executor, found), Silent() if as_json else Terminal(err) as watcher:
            how = runs.How(workers or found, seed, unsafe, executor, remote=executor is not None)
            runs.grade(here, labs or [], student, force, watcher, run, how)
    except KeyboardInterrupt:
        on = "--force would begin anew, without it the rest goes on" if force else "the same command goes on"
        err.print(f"Stopped. {run.marked} marked and kept; {on} from here.", highlight=False, soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print(json.dumps(export.as_json(here, run.outcomes), indent=1))
    else:
        show(run, out)
    if run.refused:
        raise typer.Exit(1)


@contextmanager
def _workers(scheduler: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """The cluster's executor and how many workers it has; nothing if there is no cluster."""
    if scheduler is None:
        yield None, None
        return
    from grader.running import cluster

    with cluster.connected(scheduler) as found:
        yield found
