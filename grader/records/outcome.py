"""What became of a submission: one status, the marks of each question, and what there is to say about it.

Several things can happen to one submission (a cell was changed *and* another ran for ever). It still gets exactly one
status. What says most about how far the marks can be trusted wins:

1. `missing`        nothing was handed in, so there are no marks;
2. `unreadable`     something was handed in, but it cannot be read as this lab's notebook: no marks;
3. `crashed`        the kernel or the grader stopped on it: marks may be partial or absent;
4. `out of memory`  the notebook wanted more memory than there is: the questions it touched lost their marks;
5. `timeout`        a cell or a call ran too long: the questions it touched lost their marks;
6. `tampered`       cells that must not change had changed and were put back before marking: the marks are complete;
7. `graded`         none of these.

Whatever does not become the status stays in the notes. Being late is a flag beside the status, never a status.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.files import write_whole


class Status(StrEnum):
    """How a submission ended; the module's docstring says what each means."""

    GRADED = "graded"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    MISSING = "missing"


PRECEDENCE = (
    Status.MISSING,
    Status.UNREADABLE,
    Status.CRASHED,
    Status.OUT_OF_MEMORY,
    Status.TIMEOUT,
    Status.TAMPERED,
    Status.GRADED,
)


def settle(seen: Iterable[Status]) -> Status:
    """The one status of a submission to which all of `seen` happened; `graded` if nothing did."""
    return min((*seen, Status.GRADED), key=PRECEDENCE.index)


@dataclass(frozen=True)
class Question:
    """One graded cell.

    Parameters
    ----------
    grade_id : str
        nbgrader's name of the graded cell.
    title : str
        The heading above it.
    earned : float or None
        Points given; None while the question waits for a person to mark it.
    points : float
        Points there are.
    message : str
        Why points were lost, in one sentence that the student may read; empty if none were.
    scores : dict of str to float
        Figures by which the class is ranked, the higher the better; mostly none.
    notebook : str
        Where it is: notebooks of one lab may use a name twice. Empty in what an earlier version wrote.
    """

    grade_id: str
    title: str
    earned: float | None
    points: float
    message: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    notebook: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one student's submission of one lab.

    Parameters
    ----------
    student, lab : str
        Whose, and of what.
    status : Status
        Exactly one; see the module's docstring.
    late : bool
        Handed in after the due date.
    score : float or None
        Points after any late penalty; None if nothing could be marked: that is not a zero.
    max_score : float
        Points there are.
    questions : tuple of Question
        In the notebook's order; empty if nothing could be marked.
    notes : tuple of str
        Sentences for the student and the instructor.
    review : tuple of str
        Sentences for the instructor alone: where the course's own checks stumbled.
    again : tuple of str
        Sentences for the instructor alone: marks that a person gave before the submission was marked again.
    seconds : float
        Wall time that marking took.
    seed : int or None
        What the oracles' random inputs were drawn with.
    unsafe : bool
        Marked without a sandbox.
    limits : tuple of str
        Names of the limits that the submission ran into; the notes say what that means.
    fingerprint : str
        Of everything the marks depend on; see `grader.records.fingerprint`.
    """

    student: str
    lab: str
    status: Status
    late: bool = False
    score: float | None = None
    max_score: float = 0.0
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    seconds: float = 0.0
    seed: int | None = None
    unsafe: bool = False
    limits: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def to_look_at(self) -> tuple[str, ...]:
        """All sentences for the instructor alone."""
        return (*self.review, *self.again)

    @property
    def waiting(self) -> int:
        """How many questions wait to be marked by a person."""
        return sum(question.earned is None for question in self.questions)

    def with_notes(self, *sentences: str) -> Outcome:
        """The same outcome with more notes; a note it has already is not repeated."""
        return replace(self, notes=(*self.notes, *(s for s in sentences if s not in self.notes)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return asdict(self) | {"status": self.status.value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Outcome:
        """The inverse of `to_dict`."""
        questions = tuple(Question(**question) for question in data["questions"])
        sentences = {name: tuple(data[name]) for name in ("notes", "review", "again", "limits")}
        return cls(**data | sentences | {"status": Status(data["status"]), "questions": questions})


def in_several(outcomes: Iterable[Outcome]) -> set[str]:
    """Labs whose questions are in more than one notebook: there a question is known by its notebook as well."""
    found: dict[str, set[str]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.lab, set()).update(q.notebook for q in outcome.questions if q.notebook)
    return {lab for lab, notebooks in found.items() if len(notebooks) > 1}


def safe_name(student: str) -> str:
    """A file name for a student's id: the id itself, or its beginning and a hash if it is too long for a file name."""
    raw = student.encode("utf-8", "surrogateescape")
    if len(raw) <= 180:
        return student
    return raw[:120].decode("utf-8", "ignore") + "-" + hashlib.sha256(raw).hexdigest()[:12]


class Outcomes:
    """The outcomes on disk: `report/outcomes/LAB/STUDENT.json`, one file a submission.

    Parameters
    ----------
    folder : Path
        `report/outcomes` of a course.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, lab: str, student: str) -> Path:
        """Where an outcome is kept."""
        return self.folder / lab / f"{safe_name(student)}.json"

    def save(self, outcome: Outcome) -> None:
        """Write one outcome, atomically."""
        text = json.dumps(outcome.to_dict(), indent=1, ensure_ascii=True)
        write_whole(self.path(outcome.lab, outcome.student), text + "\n")

    def get(self, lab: str, student: str) -> Outcome | None:
        """One outcome; None if there is none, or if what is there was not written by this version."""
        return self._read(self.path(lab, student))

    def discard(self, lab: str, student: str) -> None:
        """Forget an outcome: its submission is about to be marked anew."""
        self.path(lab, student).unlink(missing_ok=True)

    def all(self, labs: Iterable[str]) -> list[Outcome]:
        """Every outcome of these labs, by lab and student."""
        found = [self._read(path) for lab in labs for path in sorted((self.folder / lab).glob("*.json"))]
        return [outcome for outcome in found if outcome is not None]

    @staticmethod
    def _read(path: Path) -> Outcome | None:
        try:
            return Outcome.from_dict(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return None  # another version's file: the submission counts as not marked yet
