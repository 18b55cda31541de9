"""The check of a multiple-choice question: it looks at the form of the answer, never at which one is right."""

from __future__ import annotations

from typing import Any

from public_tests._check import CheckFailed, shown

__all__ = ["test_choice"]


def test_choice(name: str, answer: Any, choices: str = "ABCD") -> None:
    """Check that a question has an answer that can be marked.

    Parameters
    ----------
    name : str
        The question's variable, for the message.
    answer : str
        What the student chose.
    choices : str
        The letters there are.
    """
    letters = ", ".join(f'"{letter}"' for letter in choices)
    if answer is ...:
        raise CheckFailed(
            f"{name}: not answered yet. Put one of {letters} in place of the dots in the cell above and run it again."
        )
    if not isinstance(answer, str) or len(answer) != 1 or answer not in choices:
        raise CheckFailed(f"{name}: expected one of {letters}, as a capital letter in quotes, got {shown(answer)}.")
    print(f"Your answer {answer} is noted. Whether it is right, and why, comes with the marks.")
