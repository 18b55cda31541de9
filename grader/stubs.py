"""`grader.stubs.ClearSolutions` is the name that configurations use; see `grader.building.stubs`."""

from grader.building.stubs import ClearSolutions

__all__ = ["ClearSolutions"]
