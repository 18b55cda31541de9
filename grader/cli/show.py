"""What a run looks like in a terminal: a progress bar with the time left, then the table of marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from grader.intake.notes import shown
from grader.records.outcome import Outcome, Status
from grader.reporting import export, report
from grader.reporting.progress import Progress
from grader.running.run import Run

NAMED = 8  # students without a submission who are named in the terminal; the report names them all
STYLES = {Status.GRADED: "green", Status.TAMPERED: "yellow", Status.TIMEOUT: "yellow", Status.MISSING: "dim"}


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _status(outcome: Outcome) -> Text:
    status = Text(outcome.status.value, style=STYLES.get(outcome.status, "red"))
    return Text.assemble(status, (" (unsafe)", "red")) if outcome.unsafe else status


class Terminal:
    """Tells a person how a run goes; on stderr, so that stdout holds the result alone.

    Parameters
    ----------
    console : Console
        Where to.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        # Where there is no terminal to redraw, one line a submission is the progress.
        self.live = console.is_terminal
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[told]}", markup=False),
        )
        self.bar = Bar(*columns, console=console, transient=True, disable=not self.live)
        self.task = self.bar.add_task("getting ready", total=None, told="")
        self.progress = Progress()

    def __enter__(self) -> Terminal:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def say(self, sentence: str) -> None:
        """Print one line above the bar."""
        self.console.print(Text(sentence), soft_wrap=True)

    def start(self, total: int) -> None:
        """Set the length of the bar."""
        self.progress.start(total)
        self.bar.update(self.task, total=total)

    def marking(self, student: str, lab: str) -> None:
        """Say what was given to a worker last."""
        self.bar.update(self.task, description=f"{lab} {student}")

    def marked(self, outcome: Outcome) -> None:
        """Move the bar on."""
        self.progress.add(outcome)
        told = [part for part in (self.progress.remaining(), self.progress.counts()) if part]
        self.bar.update(self.task, advance=1, told=" · ".join(told))
        if not self.live:
            marks = f"{_points(outcome.score)} of {_points(outcome.max_score)}"
            line = (
                f"[{self.progress.done}/{self.progress.total}] {outcome.lab} {outcome.student}: {outcome.status.value}"
            )
            self.say("; ".join([f"{line}, {marks}, {outcome.seconds:.1f} s", *told]))


class Silent:
    """Tells nobody anything."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, sentence: str) -> None:
        """Keep it."""

    def start(self, total: int) -> None:
        """Keep it."""

    def marking(self, student: str, lab: str) -> None:
        """Keep it."""

    def marked(self, outcome: Outcome) -> None:
        """Keep it."""


def table(outcomes: Sequence[Outcome]) -> Table:
    """The table of marks: a row a submission."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lab", "student", "status", "late"):
        made.add_column(name, no_wrap=name != "student", overflow="fold")
    made.add_column("marks", justify="right", no_wrap=True)
    for o in outcomes:
        late = Text("late" if o.late else "", style="yellow")
        marks = f"{_points(o.score)} / {_points(o.max_score)}"
        made.add_row(Text(o.lab), Text(o.student), _status(o), late, marks)
    return made


def notes(outcomes: Sequence[Outcome]) -> Iterator[Text]:
    """A line for each submission there is something to say about; the instructor's own matters first."""
    for o in outcomes:
        waiting = [f"{o.waiting} question(s) to be marked by a person: `nbgrader formgrader`."] if o.waiting else []
        if said := [*o.to_look_at, *waiting, *o.notes]:
            yield Text.assemble((f"{o.lab} {o.student}: ", "bold"), shown(" ".join(said)))


def not_handed_in(outcomes: Sequence[Outcome]) -> Iterator[Text]:
    """A line for each lab that somebody did not hand in, with the first names: most of a class has not begun yet."""
    by_lab: dict[str, list[str]] = {}
    for o in outcomes:
        by_lab.setdefault(o.lab, []).append(o.student)
    for lab, students in by_lab.items():
        named = ", ".join(students[:NAMED]) + (f" and {len(students) - NAMED} more" if len(students) > NAMED else "")
        yield Text.assemble((f"{lab}: ", "bold"), f"nothing was handed in by {named}.")


def show(run: Run, out: Console) -> None:
    """Print the table, the counts by status and where everything is."""
    missing, there = [], []
    for o in run.outcomes:
        nothing = o.status is Status.MISSING and len(o.notes) < 2 and not o.to_look_at
        (missing if nothing else there).append(o)
    out.print(table(there))
    out.print()
    for line in (*notes(there), *not_handed_in(missing)):
        out.print(line, soft_wrap=not out.is_terminal)
    found = {status: count for status, count in export.counts(run.outcomes).items() if count}
    late, unsafe = sum(o.late for o in run.outcomes), sum(o.unsafe for o in run.outcomes)
    counted = ", ".join(f"{count} {status}" for status, count in found.items()) + (f"; {late} late" if late else "")
    counted += f"; {unsafe} without a sandbox" if unsafe else ""
    out.print()
    total = f"{len(run.outcomes)} submission{'s' if len(run.outcomes) != 1 else ''}"
    out.print(Text(f"{total}: {counted}. Marked now: {run.marked}, in {run.seconds:.0f} s."), soft_wrap=True)
    for what, where in (
        ("Report", report.path(run.course)),
        ("Marks", export.csv_path(run.course)),
        ("Feedback", run.course.feedback),
    ):
        out.print(Text(f"{what + ':':<10}{where}"), soft_wrap=True)
