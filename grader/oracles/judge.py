"""What an oracle decides of a notebook: it is run, and its verdict is points and a sentence."""

from __future__ import annotations

import logging
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.oracles.answer import Caller, Mismatch
from grader.oracles.registry import Oracle
from grader.oracles.student import Student
from grader.wire import kernel_side

# What a student reads where an oracle stumbled.
UNCHECKED = "the answer could not be checked; your instructor has been told"


@dataclass(frozen=True)
class Part:
    """A part of a verdict: its share of the points as declared, and how it went."""

    what: str
    points: float
    passed: bool
    message: str


@dataclass(frozen=True)
class Verdict:
    """What an oracle decided.

    Parameters
    ----------
    earned : float
        Share of the points, from 0 to 1.
    parts : list of Part
        One for each declared part, in order; empty for an oracle without parts.
    message : str
        What was wrong, for the student; empty if nothing was.
    seed : int
        What the inputs were drawn from: the same seed asks the same questions.
    review : bool
        Whether a person should look: the oracle's own code stumbled over the answer.
    scores : dict of str to float
        Figures by which the class is ranked; see `Student.score`.
    """

    earned: float
    parts: list[Part] = field(default_factory=list)
    message: str = ""
    seed: int = 0
    review: bool = False
    scores: dict[str, float] = field(default_factory=dict)


class OracleError(Exception):
    """A mistake in an oracle, which is the instructor's to mend: names the oracle, the file and the line.

    Parameters
    ----------
    message : str
        What failed, and where.
    asked : bool
        Whether the notebook had been asked anything by then: what came of that may be what the oracle failed on.
    """

    def __init__(self, message: str, asked: bool) -> None:
        super().__init__(message)
        self.asked = asked


def judge(oracle: Oracle, caller: Caller, seed: int, class_seed: Callable[[], int] | None = None) -> Verdict:
    """Run an oracle against a student's notebook.

    Parameters
    ----------
    oracle : Oracle
        What decides.
    caller : Caller
        Where the student's functions are.
    seed : int
        The generator is seeded with it and the grade id, so that a verdict can be had again and does not depend on
        the oracles before it.
    class_seed : callable, optional
        Gives the seed of what must be the same for the whole class; `seed` if not given.

    Raises
    ------
    OracleError
        If the oracle itself is wrong. When its code fails on data it took out of an answer, it is not known whose
        mistake that is: the question is then lost, and the verdict marked for review.
    """
    name = zlib.crc32(oracle.grade_id.encode())
    rng, message, review = np.random.default_rng([seed, name]), "", False
    student = Student(caller, oracle.parts, lambda: [class_seed() if class_seed else seed, name])
    try:
        oracle.function(student, rng)
        student.settle()
    except Mismatch as mismatch:
        message = str(mismatch)
    except (Exception, SystemExit) as error:
        failed = OracleError(_blame(oracle, error), student.asked)
        if not student.looked:
            raise failed from error
        message, review = UNCHECKED, True
        _report(failed, error)
    unentered = [name for name in oracle.parts if name not in student.done]
    if not message and (unentered or not student.checks):
        missing = f"never entered the parts {unentered}" if unentered else "expected nothing of the answer"
        raise OracleError(f"Oracle {oracle.grade_id!r} ({oracle.file}:{oracle.line}) {missing}.", student.asked)
    if not oracle.parts:
        return Verdict(0.0 if message else 1.0, [], message, seed, review, student.scores)
    outcome = {name: student.done.get(name, f"not reached ({message})") for name in oracle.parts}
    parts = [Part(name, points, not outcome[name], outcome[name]) for name, points in oracle.parts.items()]
    earned = sum(part.points for part in parts if part.passed) / sum(oracle.parts.values())
    return Verdict(earned, parts, message or "; ".join(filter(None, outcome.values())), seed, review, student.scores)


def _blame(oracle: Oracle, error: BaseException) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == oracle.file]
    where = f"{oracle.file}:{lines[-1] if lines else oracle.line}"
    return f"Oracle {oracle.grade_id!r} ({where}) failed: {type(error).__name__}: {error}"


def _report(failed: OracleError, error: BaseException) -> None:
    logging.getLogger("grader").error("%s", failed, exc_info=error)


class InProcess:
    """A caller whose notebook is a dict of functions in this process; for testing oracles.

    Everything crosses `grader.wire.wire` both ways, just as with a kernel.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._responder = kernel_side.Responder(namespace)

    def ask(self, text: str) -> str:
        """See `Caller`."""
        return self._responder.reply(text)
