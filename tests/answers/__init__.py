"""Wrong answers that students give and right answers written differently, as plain functions.

A module here has the name of the lab's module in `public_tests` and `hidden_tests`. Every wrong answer must lose its
points and every right one must get them all; the demo class hands some of the wrong ones in. `PRINTED` holds the lines
that the solved lab prints, word for word, because its text quotes them.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_collected: dict[str, list[Answer]] = {}


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise.

    Attributes
    ----------
    test : str
        The grade id of the test cell it is judged by.
    title : str
        What is special about it, a few words.
    kind : str
        "right" or "wrong".
    function : callable
        The answer, a function or a class; its `__name__` is the exercise's.
    says : str
        For a wrong answer, a part of the sentence that the public check must give; "" if only the hidden check tells.
    """

    test: str
    title: str
    kind: str
    function: Callable
    says: str = ""

    @property
    def source(self) -> str:
        """The function's text without its decorator, ready to be put into a notebook's cell."""
        text = _class_text(self.function) if isinstance(self.function, type) else inspect.getsource(self.function)
        lines = textwrap.dedent(text).split("\n")
        start = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class ")))
        return "\n".join(lines[start:]).rstrip() + "\n"


def _class_text(made: type) -> str:
    """The text of a class. Several answers have the same name, so it is found by the line of one of its methods."""
    path = Path(inspect.getfile(made))
    method = next(value for value in vars(made).values() if inspect.isfunction(value))
    line, text = method.__code__.co_firstlineno, path.read_text(encoding="utf-8")
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    found = next(node for node in classes if node.lineno <= line <= (node.end_lineno or line))
    return "\n".join(text.split("\n")[found.lineno - 1 : found.end_lineno])


def _collect(kind: str, test: str, title: str, says: str) -> Callable[[Callable], Callable]:
    def keep(function: Callable) -> Callable:
        answers = _collected.setdefault(function.__module__, [])
        if any(a.test == test and a.title == title for a in answers):
            raise ValueError(f"{function.__module__}: two answers to {test} are called {title!r}.")
        answers.append(Answer(test, title, kind, function, says))
        return function

    return keep


def right(test: str, title: str) -> Callable[[Callable], Callable]:
    """Mark a function as a right answer, written differently."""
    return _collect("right", test, title, "")


def wrong(test: str, title: str, says: str) -> Callable[[Callable], Callable]:
    """Mark a function as a wrong answer; `says` is a part of what the public check must say of it."""
    return _collect("wrong", test, title, says)


def load(module: str) -> list[Answer]:
    """All answers of one lab's module, in the order they are written; none where there is no such module yet."""
    name = f"tests.answers.{module}"
    if importlib.util.find_spec(name) is None:
        return []
    importlib.import_module(name)
    return list(_collected.get(name, ()))
