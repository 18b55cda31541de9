"""`grader.execute.OracleExecute` is the name that configurations use; see `grader.marking.execute`."""

from grader.marking.execute import OracleExecute

__all__ = ["OracleExecute"]
