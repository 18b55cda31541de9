"""What an attack is: a submission whose answers are all wrong, and which tries something instead."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from tests.attacks.host import Host


@dataclass(frozen=True)
class Attack:
    """One attack.

    Every text may hold `@NAME@` for what an attacker could find out by looking around: see `tests.attacks.host.Host.facts`.

    Parameters
    ----------
    name : str
        Short name, part of the student's id.
    family : str
        Heading in the table.
    tries : str
        What it tries, completing "This submission ...".
    code : str
        A cell above everything else.
    answers : dict of str to str
        Answers other than the plain wrong ones, by grade id.
    after : str
        A cell below everything else.
    change : callable, optional
        Is given the whole notebook.
    raw : callable, optional
        Makes the bytes that are handed in instead of a notebook.
    files : callable, optional
        Puts more into the submission's folder; is given it and the host.
    copies : int
        Handed in by so many students, one after another: the first leaves something for the next.
    ends : tuple of str
        The statuses it may end with.
    dangerous : bool
        Run only where the sandbox is on: without one it could harm the machine, or whoever runs it.
    slow : bool
        Takes seconds by its nature.
    """

    name: str
    family: str
    tries: str
    code: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    after: str = ""
    change: Callable[[NotebookNode], None] | None = None
    raw: Callable[[], bytes] | None = None
    files: Callable[[Path, Host], None] | None = None
    copies: int = 1
    ends: tuple[str, ...] = ("graded",)
    dangerous: bool = False
    slow: bool = False


class Family:
    """Collects the attacks of one heading.

    Parameters
    ----------
    title : str
        The heading.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.attacks: list[Attack] = []

    def add(self, name: str, tries: str, code: str = "", /, **more) -> None:
        """Add one attack; its texts are dedented."""
        more["answers"] = {key: text(value) for key, value in more.get("answers", {}).items()}
        more["after"] = text(more.get("after", ""))
        self.attacks.append(Attack(name, self.title, tries, text(code), **more))


def text(code: str) -> str:
    """Code as a cell holds it."""
    return textwrap.dedent(code).strip("\n")
