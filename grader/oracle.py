"""Oracles: functions that decide the mark of a test cell, outside the student's process.

    from grader.oracle import oracle

    @oracle("test_square")
    def _(student, rng):
        x = rng.normal(size=7)
        student.call("square", x).is_close([v * v for v in x], "squares of random numbers")

An oracle draws fresh inputs, has the student's function work on them where the notebook runs, and compares what comes
back, which is plain data, here. See `grader.oracles.answer` for what can be expected of an answer.

This is the name that courses' oracles use; the grader's own modules import from `grader.oracles`.
"""

from grader.oracles.answer import Answer, Caller, Mismatch, Unanswered
from grader.oracles.judge import InProcess, OracleError, Part, Verdict, judge
from grader.oracles.registry import Oracle, choice, load_oracles, oracle
from grader.oracles.student import Student

__all__ = [
    "Answer",
    "Caller",
    "InProcess",
    "Mismatch",
    "Oracle",
    "OracleError",
    "Part",
    "Student",
    "Unanswered",
    "Verdict",
    "choice",
    "judge",
    "load_oracles",
    "oracle",
]
