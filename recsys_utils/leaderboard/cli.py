"""`labs leaderboard`: every recommender of the course on one split."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recsys_utils.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

    from recsys_utils.leaderboard.running import Run
    from recsys_utils.leaderboard.systems import System

DEFAULT = "ml-100k"
NARROW_WITHOUT = ("divers.", "novelty")  # columns that a terminal of 80 characters has no room for


def leaderboard(
    dataset: Annotated[
        str, typer.Option(help="The data: an edition such as ml-1m or ml-25m, or a MovieLens folder.")
    ] = DEFAULT,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Measure and show only this system; may be given several times.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Measure anew what is kept already.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Measure nothing; say whether the written table is what is kept.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(help="Write the page, the figures and the csv files into this folder.", show_default=False),
    ] = None,
) -> None:
    """Judge every recommender of the course on one split, and write the table.

    Each result is kept as soon as it is there: after Ctrl-C the same command goes on.
    For ml-100k, in the course's repository, the table goes into docs/ and labs/07_hybrid/.
    Elsewhere it is printed; --output FOLDER writes it.
    """
    from rich.console import Console

    try:
        _run(dataset, only or [], force, check, output)
    except (DataError, OSError) as error:
        console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        console.print("labs:", style="bold red", end=" ")
        console.print(str(error), markup=False)
        raise typer.Exit(2) from None


def _run(dataset: str, only: list[str], force: bool, check: bool, output: Path | None) -> None:
    from recsys_utils.data import load_movielens
    from recsys_utils.leaderboard import writing
    from recsys_utils.leaderboard.running import Run, chosen_systems

    systems = chosen_systems(only)
    if check and only:
        raise DataError("--check looks at the whole table: leave out --only.")
    run = Run.of(load_movielens(dataset), systems)
    places = writing.inside(output) if output else writing.home() if run.ml.name == DEFAULT else None
    if check:
        _check(run, places)
        return
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    began = time.perf_counter()
    results = _measured(run, force, began)
    _print(console, run, results)
    if only:
        console.print("Shown, but not written: a table needs all systems. Their results are kept.")
    elif places:
        writing.write(run, results, places)
        for place in places.values():
            console.print(f"written: {place}", soft_wrap=True, markup=False)
    console.print(f"{_duration(time.perf_counter() - began)}.")


def _measured(run: Run, force: bool, began: float) -> dict[str, dict]:
    """All results, with a line of progress; Ctrl-C ends in one sentence."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    quiet = Console(file=sys.stderr, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=quiet, transient=True) as progress:
        task = progress.add_task("starting", total=len(run.systems))

        def tell(system: System, what: str) -> None:
            if what in ("kept", "done") or what.endswith("."):
                progress.advance(task)
                note = {"kept": "kept from before", "done": "measured"}.get(what, what)
                progress.console.print(f"{system.name}: {note}", markup=False)
            progress.update(task, description=f"{system.name}: {what}"[:60])

        try:
            return run.results(force=force, tell=tell)
        except KeyboardInterrupt:
            progress.stop()
            there = len(run.kept())
            quiet.print(
                f"Stopped after {_duration(time.perf_counter() - began)}: {there} of {len(run.systems)} results are kept; the same "
                "command goes on from there.",
                soft_wrap=True,
            )
            raise typer.Exit(130) from None


def _check(run: Run, places: dict[str, Path] | None) -> None:
    """Say whether what is written is what is kept; exit code 1 if not."""
    from recsys_utils.leaderboard import writing

    if places is None:
        raise DataError("There is no written table to check here: name its folder with --output.")
    kept = run.unavailable() | run.kept()
    missing = [system.name for system in run.systems if system.key not in kept]
    if missing:
        said = [
            f"{len(missing)} of {len(run.systems)} results are not kept for this code and data: {', '.join(missing)}."
        ]
    else:
        said = writing.differences(run, kept, places)
    for line in said or [f"The written table is what the {len(kept)} kept results say."]:
        typer.echo(line)
    if said:
        raise typer.Exit(1)


def _print(console: Console, run: Run, results: dict[str, dict]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from recsys_utils.leaderboard.page import notes
    from recsys_utils.leaderboard.table import leaderboard_table
    from recsys_utils.leaderboard.writing import shown

    heading, *rows = shown(leaderboard_table(run.systems, results))
    wide = [True] * len(heading) if console.width >= 100 else [name not in NARROW_WITHOUT for name in heading]
    view = Table(
        title=f"{run.ml.name}: each user's last ten ratings, lists of ten", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for i, name in enumerate(heading):
        if wide[i]:
            view.add_column(name, justify="left" if i == 0 else "right", no_wrap=True)
    for row in rows:
        view.add_row(*(text for text, there in zip(row, wide, strict=True) if there))
    console.print(view)
    for name, note in notes(run.systems, results):
        console.print(f"{name}: {note}", soft_wrap=True, markup=False)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} minutes"
