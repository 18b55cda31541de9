"""What a person sees while data is fetched: a progress bar, then the licence and whom to cite."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from recsys_utils.data.description import DataSet


class Bar:
    """One progress bar for both downloaders, as pooch and as pypi-simple expect it.

    Drawn on a terminal or in a notebook only; elsewhere (a log, the autograder) nothing is drawn.

    Parameters
    ----------
    label : str
        What is being fetched.
    size : int
        Expected bytes, for servers that do not say.
    """

    def __init__(self, label: str, size: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=sys.stderr)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not (console.is_terminal or console.is_jupyter),
        )
        self._task = self._progress.add_task(label, total=size or None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._progress.stop()

    # pooch sets `total`, then calls these three.
    @property
    def total(self) -> int | None:
        """Bytes to come."""
        return self._progress.tasks[0].total

    @total.setter
    def total(self, value: int) -> None:
        if value:
            self._progress.update(self._task, total=value)

    def update(self, increment: int) -> None:
        """Move on by so many bytes."""
        self._progress.advance(self._task, increment)

    def reset(self) -> None:
        """Go back to the start: pooch calls this at the end, to draw the last state from a full count."""
        self._progress.reset(self._task)

    def close(self) -> None:
        """Nothing to do: leaving the context stops the bar."""


def megabytes(size: int) -> str:
    """Write a number of bytes for people: ``2.1 MB``, ``90 kB``."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1e3))} kB"


def show_licence(dataset: DataSet, source: str, folder: object) -> None:
    """Say what was fetched, who may use it and whom to cite. Called once, when a data set arrives."""
    print(f"{dataset.title}: fetched from {source} into {folder}")
    print(f"  Licence: {dataset.licence}")
    print(f"  Please cite: {dataset.citation}")
    print(f"  More: {dataset.homepage}", flush=True)
