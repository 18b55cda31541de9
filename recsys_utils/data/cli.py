"""`labs data`: what data there is, where it lies, fetching it, checking it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from recsys_utils.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    help="""Show, fetch and check the data sets the labs use.

    Without a subcommand: every data set, its rows and size, where it lies, its licence.

    Data is looked for in $RECSYS_DATA, then in the cache ($RECSYS_CACHE), and otherwise fetched.""",
    invoke_without_command=True,
    add_completion=False,
)

_COLOURS = {"unknown": "yellow", "missing": "yellow", "wrong": "bold red"}
_WORDS = {"ok": "as registered", "unknown": "without a known hash", "missing": "missing", "wrong": "wrong"}


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)


@contextmanager
def _readable() -> Iterator[None]:
    """End a command with the error's own sentence and exit code 2."""
    try:
        yield
    except DataError as error:
        from rich.console import Console

        console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        console.print("labs:", style="bold red", end=" ")
        console.print(str(error), markup=False)
        raise typer.Exit(2) from None


@app.callback()
def table(context: typer.Context) -> None:
    """Show every data set: what it is, where it lies, its size and its licence."""
    if context.invoked_subcommand is not None:
        return
    from rich.table import Table
    from rich.text import Text

    from recsys_utils.data.datasets import registry
    from recsys_utils.data.places import cache, own_data, places
    from recsys_utils.data.progress import megabytes

    console = _console()
    view = Table(show_lines=True)
    view.add_column("data set", no_wrap=True)
    view.add_column("what it is, where it lies, who may use it", overflow="fold")
    for name, dataset in registry.items():
        size = sum(file.size or 0 for file in dataset.files if file.needed and not file.stands_for)
        found = places(name)
        here = next((place.folder for place in found if not place.lacking), None)
        partly = [f"{place.folder} {place.lacking}" for place in found if place.folder.is_dir() and place.lacking]
        where = Text(str(here), "green") if here else Text("; ".join(["not here", *partly]), "yellow")
        facts = Text.assemble((name, "bold"), f"\n{dataset.rows:,} rows", f"\n{megabytes(size)}" if size else "")
        view.add_row(facts, Text("\n").join([Text(dataset.what), where, Text(dataset.licence_short, "dim")]))
    console.print(view)
    own = own_data()
    there = "" if own is None or own.is_dir() else ", which is not a folder"
    console.print(f"RECSYS_DATA: {own or 'not set'}{there}", soft_wrap=True, markup=False)
    console.print(f"cache: {cache()}", soft_wrap=True, markup=False)
    console.print("Fetch one with `labs data get NAME`; check what is here with `labs data verify`.", soft_wrap=True)


@app.command()
def get(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...", help="Data sets to fetch; without a name: ml-100k and imdb.", show_default=False
        ),
    ] = None,
) -> None:
    """Fetch data sets, so that the labs run without a network afterwards.

    What is already on this machine is not fetched again.
    """
    with _readable():
        from recsys_utils.data.datasets import DEFAULT, describe
        from recsys_utils.data.fetching import obtain
        from recsys_utils.data.places import locate

        console = _console()
        wanted = list(dict.fromkeys(names or DEFAULT))
        for name in wanted:
            describe(name)  # a misspelt name is refused before anything is fetched
        for name in wanted:
            there = locate(name)
            folder = obtain(name)
            if folder == there:
                console.print(f"{name}: already here, in {folder}", soft_wrap=True, markup=False)


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...", help="Data sets to check; without a name: all that are here.", show_default=False
        ),
    ] = None,
) -> None:
    """Hash every file found and compare it with the registry.

    Ends with exit code 1 if a file is wrong, or if a data set asked for by name is incomplete.
    """
    with _readable():
        from rich.table import Table
        from rich.text import Text

        from recsys_utils.data.check import verify as verify_files

        console = _console()
        reports = verify_files(names or None)
        if not reports:
            console.print(
                "No data set is on this machine yet: `labs data get` fetches what the labs use.", soft_wrap=True
            )
            return
        view = Table(show_lines=True)
        view.add_column("data set", no_wrap=True)
        view.add_column("where, and what is in it", overflow="fold")
        folders = groupby(reports, key=lambda report: (report.dataset, report.folder))
        for (dataset, folder), group in folders:
            lines = [Text(str(folder))]
            told = list(group)
            if good := [report.file for report in told if report.status == "ok"]:
                lines.append(Text(f"as registered: {', '.join(good)}", "green"))
            for report in told:
                if report.status != "ok":
                    named = f"{report.file}: " if report.file else ""
                    lines.append(Text(f"{report.status}: {named}{report.detail}", _COLOURS[report.status]))
            view.add_row(Text(dataset, "bold"), Text("\n").join(lines))
        console.print(view)
        count = Counter(report.status for report in reports)
        summary = ", ".join(f"{count[status]} {word}" for status, word in _WORDS.items() if count[status])
        bad = count["wrong"] or (names and count["missing"])
        console.print(f"{summary}.", style="bold red" if bad else "green")
        if bad:
            raise typer.Exit(1)
