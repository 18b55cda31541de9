"""A class of 500 that hands in what a class hands in, and worse: one run marks it, and nobody is lost in it.

`FUZZ_SEED=7 FUZZ_COUNT=60` marks another and a smaller class, `FUZZ_ONLY=137` a class of one mutant (and the honest).
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import stat
import traceback
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli.show import Silent
from grader.course import Course
from grader.intake import reading, repair
from grader.records import gradebook
from grader.records.outcome import Outcome, Status
from grader.running.run import How, Run, grade
from tests import courses, mutations
from tests.mutations import QUESTIONS, SQUARES, TINY, Mutant, mutant

SEED = int(os.environ.get("FUZZ_SEED", "20260301"))
COUNT = int(os.environ.get("FUZZ_COUNT", "500"))
ONLY = os.environ.get("FUZZ_ONLY")
HONEST = 20  # of the class hand in what they should
QUICK = 3_000  # mutants that are only read and repaired
LABS = (TINY, QUESTIONS, SQUARES)
FULL = {TINY: 10.0, QUESTIONS: 8.0, SQUARES: 3.0}  # of nbgrader's example, what is marked without a person
BY_HAND = {SQUARES: {"sum_of_squares_equation", "sum_of_squares_application", "cell-938593c4a215c6cc"}}
QUESTIONS_OF = {
    lab: [cell.metadata.nbgrader.grade_id for cell in mutations.sources()[lab].cells
          if cell.metadata.get("nbgrader", {}).get("grade") or cell.metadata.get("nbgrader", {}).get("task")]
    for lab in LABS
}  # fmt: skip

CONFIG = courses.CONFIG + "c.Execute.timeout = 20\nc.OracleExecute.call_timeout = 20\n"

the_class = pytest.mark.slow


def test_the_same_number_is_the_same_mutant() -> None:
    first = [mutant(SEED, number) for number in range(60)]
    assert first == [mutant(SEED, number) for number in range(60)]
    assert len({one.data for one in first}) > 50
    assert {one.lab for one in first} == set(LABS)


def test_the_mutants_are_of_every_kind() -> None:
    done = Counter(what for number in range(500) for what in mutant(SEED, number).what)
    wanted = {function.__name__ for function, _ in mutations.STRUCTURAL} | set(mutations.TEXTUAL) | {"another name"}
    assert wanted == set(done), "some mutation is never tried"
    assert sum(mutant(SEED, number).right for number in range(500)) > 80


# ---- Without a kernel: any file is read as a notebook and made fit, or refused in a sentence ---------------------------


def read_and_repair(data: bytes, lab: str, folder: Path) -> None:
    """What happens to a file before it runs."""
    path = folder / "handed in.ipynb"
    path.write_bytes(data)
    try:
        notebook = reading.read(path, 20)
    except reading.Unreadable as refused:
        assert str(refused).strip() and "\n" not in str(refused)
        return
    original = copy.deepcopy(mutations.released(lab))
    repair.kinship(notebook, original)
    repair.repair(notebook, original)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells), "cells that share an id"
    nbformat.validate(notebook)
    held = repair.marked_cells(notebook)
    for name, cell in repair.marked_cells(original).items():
        if cell.metadata.nbgrader.locked or cell.metadata.nbgrader.grade:
            assert held[name].metadata == cell.metadata
        if cell.metadata.nbgrader.locked:
            assert (held[name].cell_type, held[name].source) == (cell.cell_type, cell.source)
    nbformat.write(notebook, folder / "fit.ipynb")


def test_any_mutant_is_made_fit_or_refused(tmp_path: Path) -> None:
    failed = {}
    for number in range(QUICK):
        one = mutant(SEED, number)
        try:
            read_and_repair(one.data, one.lab, tmp_path)
        except Exception as error:  # all are collected: one kind of fault must not hide another
            ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "grader" in frame.filename][-1:]
            where = f"{Path(ours[0].filename).name}, line {ours[0].lineno}" if ours else "this test"
            kind = f"{type(error).__name__} in {where}"
            failed.setdefault(kind, []).append(f"{one}: {str(error).splitlines()[0][:200]}")
    assert not failed, "\n".join(f"{len(those)} times {what}: first {those[0]}" for what, those in failed.items())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
a_mark = st.fixed_dictionaries(
    {}, optional={key: anything for key in ("grade", "solution", "locked", "task", "points", "checksum", "schema_version")}
    | {"grade_id": st.sampled_from(["double", "test_double", "add", "test_add", "bonus"]) | anything},
)  # fmt: skip
a_cell = st.fixed_dictionaries({}, optional={
    "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | anything,
    "source": st.text() | st.lists(st.text(), max_size=3) | anything,
    "metadata": st.fixed_dictionaries({"nbgrader": a_mark | anything}, optional={"tags": anything}) | anything,
    "id": st.sampled_from(["double", "same"]) | anything,
    "attachments": st.dictionaries(st.text(max_size=5), anything, max_size=2) | anything,
    "outputs": anything,
})  # fmt: skip
a_notebook = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([4, 4, 4, 5, 3, 2]) | anything, "cells": st.lists(a_cell | anything, max_size=6) | anything},
    optional={"metadata": anything, "nbformat_minor": anything, "worksheets": st.lists(a_cell | anything, max_size=2)},
)  # fmt: skip


@given(a_notebook | anything)
def test_any_json_is_made_fit_or_refused(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    read_and_repair(json.dumps(content).encode(), TINY, tmp_path_factory.getbasetemp())


@given(st.binary(max_size=300))
def test_any_bytes_are_made_fit_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    read_and_repair(content, TINY, tmp_path_factory.getbasetemp())


# ---- The class --------------------------------------------------------------------------------------------------------


def hand_in(course: Course, one: Mutant, student: str) -> None:
    path = course.submitted / student / one.lab / one.place
    path.parent.mkdir(parents=True)
    path.write_bytes(one.data)


def oddities(course: Course) -> None:
    """Submissions that are no file, or not only one; for each the notebook is the honest one's or none."""
    for student in ("folder", "pipe", "loop", "nowhere", "theirs", "timestamps", "neighbours"):
        (course.submitted / f"odd {student}" / TINY).mkdir(parents=True)
    place = {
        student: course.submitted / f"odd {student}" / TINY
        for student in ("folder", "pipe", "loop", "nowhere", "theirs")
    }
    (place["folder"] / f"{TINY}.ipynb").mkdir()
    os.mkfifo(place["pipe"] / f"{TINY}.ipynb")
    (place["loop"] / f"{TINY}.ipynb").symlink_to(f"{TINY}.ipynb")
    (place["nowhere"] / f"{TINY}.ipynb").symlink_to("/nowhere/at/all.ipynb")
    (place["theirs"] / f"{TINY}.ipynb").symlink_to(course.submitted / "honest-000" / TINY / f"{TINY}.ipynb")
    for student in ("timestamps", "neighbours"):
        courses.hand_in(course, f"odd {student}", mutations.solved(TINY))
    (course.submitted / "odd timestamps" / TINY / "timestamp.txt").write_bytes(
        b"\xff\xfe last\x00 Tuesday 99:99 +9999\n"
    )
    for name in (
        "\udcff.txt",
        "a\nb",
        "json.py",
        "x" * 250,
        "nbgrader_config.py",
        "gradebook.db",
        ".hidden",
        "%2e%2e",
        "con",
    ):
        (course.submitted / "odd neighbours" / TINY / name).write_bytes(b"\x00\xff")


def state(folder: Path) -> dict[str, tuple]:
    """Everything that can be told of a folder without opening pipes or following links."""
    found = {}
    for path in sorted(folder.rglob("*"), key=os.fsencode):
        told = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(told.st_mode) else ""
        found[os.fspath(path)] = (told.st_mode, told.st_size, told.st_mtime_ns, content)
    return found


@pytest.fixture(scope="module")
def mutants() -> dict[str, Mutant]:
    """By student; sorted among the honest ones by name."""
    numbers = [int(ONLY)] if ONLY else range(COUNT - HONEST)
    return {f"{'h' if number % 2 else 'm'}{number:03}": mutant(SEED, number) for number in numbers}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, mutants: dict[str, Mutant]) -> Course:
    made = courses.make_course(tmp_path_factory.mktemp("fuzz") / "course", labs=(), config=CONFIG)
    for lab in LABS:
        (made.source / lab).mkdir(parents=True)
        nbformat.write(mutations.sources()[lab], made.source / lab / f"{lab}.ipynb")
    for number in range(HONEST):
        lab = LABS[number % len(LABS)]
        courses.hand_in(made, f"honest-{number:03}", mutations.solved(lab), lab=lab)
    for student, one in mutants.items():
        hand_in(made, one, student)
    oddities(made)
    return made


@pytest.fixture(scope="module")
def before(course: Course) -> dict[str, tuple]:
    return state(course.submitted)


@pytest.fixture(scope="module")
def run(course: Course, before: dict[str, tuple]) -> Run:
    return grade(course, [], None, False, Silent(), how=How(workers=2))


@pytest.fixture(scope="module")
def outcomes(run: Run) -> dict[tuple[str, str], Outcome]:
    return {(o.student, o.lab): o for o in run.outcomes}


def log_of(course: Course, outcome: Outcome) -> str:
    path = course.report / "logs" / outcome.lab / f"{outcome.student}.log"
    return path.read_text("utf-8", "replace")[-3_000:] if path.is_file() else ""


@the_class
def test_everyone_has_exactly_one_status(run: Run, mutants: dict[str, Mutant], course: Course) -> None:
    handed = Counter((path.parent.name, path.name) for path in course.submitted.glob("*/*"))
    got = Counter((o.student, o.lab) for o in run.outcomes if o.status is not Status.MISSING)
    absent = Counter((o.student, o.lab) for o in run.outcomes if o.status is Status.MISSING)
    everyone = {path.name for path in course.submitted.iterdir()}
    assert set((got + absent).values()) == {1}
    assert set(got + absent) == {(student, lab) for student in everyone for lab in LABS}
    assert run.marked == len(handed)
    assert all(isinstance(o.status, Status) for o in run.outcomes)
    unread = {key for key in handed if key in absent} - {
        (f"odd {name}", TINY) for name in ("pipe", "loop", "nowhere", "theirs", "folder")
    }
    assert not [str(mutants[student]) for student, _ in unread], "handed in, but taken for missing"


def faults(one: Mutant, outcome: Outcome, course: Course) -> list[str]:
    """What is wrong with a mutant's outcome; empty if nothing is."""
    found = []

    def expect(holds: bool, what: str) -> None:
        if not holds:
            found.append(what)

    if outcome.score is None:
        expect(outcome.status is Status.UNREADABLE, f"no marks, and the status is {outcome.status}")
        expect(len(outcome.notes) > 1, "no marks, and no reason")
        expect(not one.right, "a whole notebook with right answers gets no marks")
        return found
    expect(outcome.status in (Status.GRADED, Status.TAMPERED, Status.TIMEOUT), f"the status is {outcome.status}")
    expect([q.grade_id for q in outcome.questions] == QUESTIONS_OF[one.lab], "not every question is accounted for")
    waiting = {q.grade_id for q in outcome.questions if q.earned is None}
    expect(waiting <= BY_HAND.get(one.lab, set()), f"questions wait for a person: {waiting}")
    earned = sum(q.earned or 0 for q in outcome.questions)
    expect(abs(earned - outcome.score) < 1e-9, f"{outcome.score} is not the sum of {earned}")
    silent = [q.grade_id for q in outcome.questions if q.earned is not None and q.earned < q.points and not q.message]
    expect(set(silent) <= BY_HAND.get(one.lab, set()), f"points lost without a word: {silent}")
    expect(not outcome.review, f"the grader's own checks stumbled: {outcome.review}")
    if one.right:
        expect(outcome.score >= FULL[one.lab], f"right answers get {outcome.score} of {FULL[one.lab]}")
    return found


@the_class
def test_no_mutant_is_lost_and_none_gets_a_silent_zero(
    outcomes: dict[tuple[str, str], Outcome], mutants: dict[str, Mutant], course: Course
) -> None:
    failed = []
    for student, one in mutants.items():
        outcome = outcomes[student, one.lab]
        page = course.feedback / student / one.lab
        found = faults(one, outcome, course) + ([] if list(page.glob("*.html")) else ["there is no feedback page"])
        if found:
            notes = " ".join(outcome.notes)
            failed.append(f"{one}\n  {'; '.join(found)}\n  notes: {notes[:600]}\n  {log_of(course, outcome)}")
    assert not failed, f"{len(failed)} of {len(mutants)}:\n" + "\n".join(failed[:12])


@the_class
def test_the_honest_keep_their_marks(outcomes: dict[tuple[str, str], Outcome]) -> None:
    for number in range(HONEST):
        lab = LABS[number % len(LABS)]
        outcome = outcomes[f"honest-{number:03}", lab]
        assert (outcome.status, outcome.score, outcome.notes) == (Status.GRADED, FULL[lab], ()), outcome


@the_class
def test_what_is_no_file_is_said(outcomes: dict[tuple[str, str], Outcome]) -> None:
    expected = {
        "folder": Status.MISSING, "pipe": Status.MISSING, "loop": Status.MISSING, "nowhere": Status.MISSING,
        "theirs": Status.MISSING, "timestamps": Status.GRADED, "neighbours": Status.GRADED,
    }  # fmt: skip
    for student, status in expected.items():
        outcome = outcomes[f"odd {student}", TINY]
        assert outcome.status is status and outcome.notes, outcome
        assert outcome.score == (10 if status is Status.GRADED else None)


@the_class
def test_the_gradebook_holds_marks_and_nothing_else(run: Run, course: Course) -> None:
    for lab in LABS:
        held = {student: marks.score for student, marks in gradebook.marks_of_lab(course, lab).items()}
        assert held == {o.student: o.score for o in run.outcomes if o.lab == lab and o.score is not None}


@the_class
def test_what_was_handed_in_is_as_it_was(run: Run, course: Course, before: dict[str, tuple]) -> None:
    assert state(course.submitted) == before
    assert not list(course.report.glob("staging-*"))
