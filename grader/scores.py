"""`grader.scores.OracleSaveAutoGrades` is the name that configurations use; see `grader.marking.scores`."""

from grader.marking.scores import OracleSaveAutoGrades

__all__ = ["OracleSaveAutoGrades"]
