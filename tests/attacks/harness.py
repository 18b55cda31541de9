"""Marks attacks between honest submissions, and looks at what came of them.

An attack has failed when it gained no points, none of the canaries is in anything it put out, nobody knocked at the
host's sockets, nothing was written outside, its submission ended with one status that it may end with, every honest
submission got what it deserves and found its surroundings as the first one did, and none of its processes is left.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from grader.cli.show import Silent
from grader.records.outcome import Outcome, Status
from grader.running.run import How, Run, grade
from tests.attacks import lab
from tests.attacks.host import Host, snapshot
from tests.attacks.model import Attack
from tests.attacks.witness import differences, honest, testimony

WRITTEN = ("autograded", "feedback", "report", "gradebook.db", "gradebook.db-wal", "gradebook.db-shm")
GRACE = 3.0  # seconds for processes to vanish after a run


@dataclass
class Result:
    """What came of one attack.

    Parameters
    ----------
    attack : Attack
        Which.
    points : float or None
        What it got; of several copies, the most.
    status : str
        How its submission ended; of several copies, the last.
    breaches : list of str
        Everything it managed; empty: the attack has failed.
    seconds : float
        How long marking it took.
    """

    attack: Attack
    points: float | None = None
    status: str = ""
    breaches: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Report:
    """What came of a run of attacks.

    Parameters
    ----------
    results : list of Result
        One for each attack.
    general : list of str
        What went wrong that cannot be put down to one of them.
    seconds : float
        Wall time.
    honest : int
        How many honest submissions were among them.
    """

    results: list[Result]
    general: list[str] = field(default_factory=list)
    seconds: float = 0.0
    honest: int = 0


class Arena:
    """One course, its host, and a row of submissions.

    Parameters
    ----------
    folder : Path
        Empty; everything is made in it.
    attacks : sequence of Attack
        In the order they are marked in.
    spacing : int
        After so many attacks comes an honest submission; the first and the last submission are honest too.
    """

    def __init__(self, folder: Path, attacks: Sequence[Attack], spacing: int = 1, patient: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.host = Host(folder)
        self.course = lab.make_course(folder / "course", self.host.canaries)
        if patient:
            with (self.course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
                config.write(lab.PATIENT)
        self.attacks = list(attacks)
        self.spacing = spacing
        self.students: dict[str, Attack] = {}
        self.expected: dict[str, float] = {}
        self._number = 0

    def who(self, text: str) -> str:
        """The student whose attack is named in a text by its token; empty if none is."""
        found = re.search(rf"{self.host.token}(\d{{3}})", text)
        if not found:
            return ""
        attack = self.attacks[int(found[1])]
        return next(student for student, made in self.students.items() if made is attack)

    def fill(self) -> None:
        """Hand everything in; the sockets must listen already, as attacks name their ports."""
        self._facts = self.host.facts(self.course.root)
        self._honest(self.host.canaries["gradebook"])
        for number, attack in enumerate(self.attacks, 1):
            for _ in range(attack.copies):
                self.hand_in(attack)
            if number % self.spacing == 0 or number == len(self.attacks):
                self._honest()

    def hand_in(self, attack: Attack) -> str:
        """Hand in one attack; returns the student's id."""
        student = self._student(attack.name)
        self.students[student] = attack
        folder = self._folder(student)
        content = attack.raw() if attack.raw else self._filled(json.dumps(notebook_of(attack)), attack).encode()
        (folder / f"{lab.LAB}.ipynb").write_bytes(content)
        if attack.files is not None:
            attack.files(folder, self.host)
        return student

    def _honest(self, more: str = "") -> None:
        notebook, points = honest(len(self.expected))
        student = self._student(f"honest-{more}".rstrip("-"))
        self.expected[student] = points
        folder = self._folder(student)
        (folder / f"{lab.LAB}.ipynb").write_text(json.dumps(notebook))
        (folder / "notes.txt").write_text("the same for all")
        # Beside the lab's folder, so that no honest notebook sees it either.
        (folder.parent / "private.txt").write_text(self.host.canaries["other submissions"])

    def _student(self, name: str) -> str:
        self._number += 1
        return f"{self._number:04d}-{name}"

    def _folder(self, student: str) -> Path:
        folder = self.course.submitted / student / lab.LAB
        folder.mkdir(parents=True)
        return folder

    def _filled(self, text: str, attack: Attack) -> str:
        # Each attack has its number in its token, so that what it leaves is put down to it.
        text = text.replace("@TOKEN@", f"{self.host.token}{self.attacks.index(attack):03d}")
        for name, value in self._facts.items():
            text = text.replace(f"@{name}@", value)
        return text


def notebook_of(attack: Attack) -> NotebookNode:
    """The notebook that an attack hands in, with `@NAME@` still in it."""
    notebook = lab.student_notebook({**lab.WRONG, **attack.answers}, attack.code, attack.after)
    if attack.change is not None:
        attack.change(notebook)
    return notebook


class _Watch(Silent):
    """Looks around after each submission, so that a breach is put down to who did it."""

    def __init__(self, arena: Arena, results: dict[str, Result], general: list[str]) -> None:
        self.arena, self.results, self.general = arena, results, general
        self.tree = snapshot(arena.course.root, WRITTEN)
        self.heard, self.seen = 0, set(arena.host.traces(arena.course.root))
        self.last, self.given = "", []

    def marking(self, student: str, lab: str) -> None:
        """One more is given to a worker."""
        self.given.append(student)

    def marked(self, outcome: Outcome) -> None:
        """Note what is new."""
        self.last = self.given[0] if self.given else outcome.student
        self.look()
        if outcome.student in self.given:
            self.given.remove(outcome.student)

    def look(self) -> None:
        """Put whatever is new down to whoever is named in it, or else to the submission that is being marked."""
        host, root = self.arena.host, self.arena.course.root
        for text in host.heard[self.heard :]:
            self.blame([f"knocked at {text[:80]}"], self.arena.who(text))
        self.heard = len(host.heard)
        tree = snapshot(root, WRITTEN)
        for name in sorted(tree.keys() | self.tree.keys()):
            if tree.get(name) != self.tree.get(name):
                self.blame([f"changed {name}"], self.arena.who(name))
        self.tree = tree
        for path in host.traces(root):
            if path not in self.seen and not any(part in WRITTEN for part in path.parts):
                self.seen.add(path)
                self.blame([f"left {path.parent.name}/{path.name}"], self.arena.who(path.name))

    def blame(self, said: list[str], student: str = "") -> None:
        """Note breaches of a student, or of whoever was marked last."""
        if not said:
            return
        attack = self.arena.students.get(student or self.last)
        if attack is not None:
            self.results[attack.name].breaches += said
        else:
            self.general += [f"{text} (after {student or self.last or 'nobody'})" for text in said]


def attack_course(
    folder: Path,
    attacks: Sequence[Attack],
    *,
    spacing: int = 1,
    workers: int = 1,
    unsafe: bool = False,
    patient: bool = False,
) -> Report:
    """Mark attacks between honest submissions.

    Parameters
    ----------
    folder : Path
        Empty; everything is made in it.
    attacks : sequence of Attack
        What to mark.
    spacing : int
        How many attacks between two honest submissions.
    workers : int
        How many are marked at once.
    unsafe : bool
        Without the sandbox: then many succeed, and the dangerous ones are refused.
    patient : bool
        With longer limits on time, where the machine is worn out on purpose.

    Returns
    -------
    Report
    """
    if unsafe and (refused := [attack.name for attack in attacks if attack.dangerous]):
        raise ValueError(f"not without a sandbox: {', '.join(refused)}")
    arena = Arena(folder, attacks, spacing, patient)
    results = {attack.name: Result(attack) for attack in arena.attacks}
    report, began = Report(list(results.values())), time.monotonic()
    with arena.host.listening():
        arena.fill()
        report.honest = len(arena.expected)
        watch = _Watch(arena, results, report.general)
        run = Run(arena.course, [])
        try:
            grade(arena.course, [], None, False, watch, run, How(workers, unsafe=unsafe))
        except Exception as error:  # whatever it was, it is what the attacks managed
            report.general.append(f"the whole run stopped: {type(error).__name__}: {error}")
        watch.look()
        if left := vanishing(arena.host):
            for line in left:
                watch.blame([f"a process is left: {line}"], arena.who(line))
        _read_outcomes(arena, run.outcomes, watch)
        sweep(arena)
    report.seconds = time.monotonic() - began
    return report


def vanishing(host: Host) -> list[str]:
    """Processes that are still there after a while; ended, so that nothing outlives the tests."""
    end = time.monotonic() + GRACE
    while (left := host.processes()) and time.monotonic() < end:
        time.sleep(0.2)
    for line in left:
        try:
            os.kill(int(line.split()[0]), 9)
        except ProcessLookupError:
            continue
    return left


def _read_outcomes(arena: Arena, outcomes: list[Outcome], watch: _Watch) -> None:
    """Points, statuses, canaries, and what the honest submissions got and saw."""
    by_student: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_student.setdefault(outcome.student, []).append(outcome)
    first, before = None, ""
    for student in sorted(arena.students.keys() | arena.expected.keys()):
        found = by_student.get(student, [])
        if student in arena.students:
            _judge(arena, student, found, watch)
            before = student
            continue
        if len(found) != 1 or found[0].status is not Status.GRADED or found[0].score != arena.expected[student]:
            got = [(outcome.status.value, outcome.score, outcome.notes) for outcome in found]
            watch.blame([f"the honest submission after it got {got}, not {arena.expected[student]}"], before or student)
        seen = testimony(arena.course.autograded, student)
        if "umask" not in seen:
            watch.blame([f"the witness after it says nothing: {seen}"], before or student)
        first = first if first is not None else seen
        watch.blame([f"the next student finds {text}" for text in differences(first, seen)], before or student)


def _judge(arena: Arena, student: str, found: list[Outcome], watch: _Watch) -> None:
    attack = arena.students[student]
    result, said = watch.results[attack.name], []
    if len(found) != 1:
        said.append(f"{len(found)} outcomes")
    for outcome in found:
        result.status, result.seconds = outcome.status.value, result.seconds + outcome.seconds
        result.points = max(result.points or 0.0, outcome.score or 0.0)
        if outcome.score:
            gained = [question.grade_id for question in outcome.questions if question.earned]
            said.append(f"gained {outcome.score:g} points ({', '.join(gained)})")
        if outcome.status.value not in attack.ends:
            said.append(
                f"ended as {outcome.status.value}, not as {' or '.join(attack.ends)}: {' '.join(outcome.notes)[:200]}"
            )
    said += leaks(arena.host, [arena.course.root / name for name in ("autograded", "feedback", "report")], student)
    watch.blame(said, student)


def leaks(host: Host, folders: Sequence[Path], student: str) -> list[str]:
    """Canaries, and the attack's own word that it managed something, in what a submission put out."""
    found, claim = [], f"BREACH:{host.token}".encode()
    for folder in folders:
        for path in folder.rglob("*"):
            if student not in path.relative_to(folder).as_posix() or path.is_symlink() or not path.is_file():
                continue
            content = path.read_bytes()
            found += [f"read a secret: {place}" for place, canary in host.secrets().items() if canary in content]
            for piece in (piece[3:] for piece in content.split(claim)[1:]):
                found.append(
                    "managed " + piece[:80].split(b"\\n")[0].split(b"\n")[0].decode("utf-8", "replace").strip()
                )
    return sorted(set(found))


def sweep(arena: Arena) -> None:
    """Remove what attacks left on the machine itself."""
    for path in arena.host.traces(arena.course.root):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
