"""A place where a stranger's code can run: what it sees, what it may do, and how much of everything it gets."""

from grader.sandbox.policy import Limits, View
from grader.sandbox.probe import SandboxUnavailable, check

__all__ = ["Limits", "SandboxUnavailable", "View", "check"]
