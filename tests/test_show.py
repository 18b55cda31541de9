"""What the terminal says after a run, from invented outcomes."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from grader.cli.show import NAMED, show
from grader.course import Course
from grader.records.outcome import Outcome, Status
from grader.running.run import Run
from tests.courses import make_course

NOTHING = "Nothing was handed in."


def said(course: Course, outcomes: list[Outcome]) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    show(Run(course, ["01_a", "02_b"], outcomes, marked=1, seconds=2.0), console)
    return console.export_text()


def missing(student: str, lab: str, *notes: str) -> Outcome:
    return Outcome(student, lab, Status.MISSING, max_score=10, notes=notes or (NOTHING,))


def test_who_has_not_handed_in_is_said_in_a_line_a_lab(tmp_path: Path) -> None:
    absent = [missing(f"student-{n:02d}", "02_b") for n in range(NAMED + 3)]
    text = said(
        make_course(tmp_path / "course"),
        [Outcome("ada", "01_a", Status.GRADED, score=8, max_score=10), missing("[bold]ben", "01_a"), *absent],
    )
    assert "01_a: nothing was handed in by [bold]ben." in text
    assert f"student-{NAMED - 1:02d} and 3 more." in text
    assert text.count("handed in") == 2
    assert f"{NAMED + 5} submissions: 1 graded, {NAMED + 4} missing" in text


def test_a_missing_one_with_more_to_say_keeps_its_row(tmp_path: Path) -> None:
    text = said(make_course(tmp_path / "course"), [missing("cleo", "01_a", NOTHING, "n.ipynb is a link.")])
    assert "01_a cleo: Nothing was handed in. n.ipynb is a link." in text
    assert "nothing was handed in by" not in text
