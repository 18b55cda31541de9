"""What is handed to whoever does the work, and what comes back: plain data that may travel to another machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from traitlets.config import Config

from grader.records.outcome import Outcome, Status


@dataclass(frozen=True)
class HandedFile:
    """A file that may be one of the lab's notebooks.

    Parameters
    ----------
    path : str
        Where it is in the submission.
    size : int
        Its bytes.
    content : bytes or None
        None if it is too large to be looked at, or cannot be read.
    fault : str
        Why it cannot be read, as a sentence.
    """

    path: str
    size: int
    content: bytes | None
    fault: str = ""


@dataclass(frozen=True)
class MarkJob:
    """One submission, with everything that is needed to run it.

    Parameters
    ----------
    student, lab : str
        Whose, and of what.
    root : str
        The course's folder, where its oracles are; not looked at if `oracles` holds them.
    config : Config
        The course's configuration, the seed of the oracles' inputs in it.
    steps : tuple of str
        nbgrader preprocessors, by their full names, that the notebooks go through one after another.
    released : dict of str to str
        The lab's student versions by name, as text.
    kept : dict of str to dict
        What the gradebook has of each notebook's cells: the text if they are locked, else None, and the checksum. With
        nbgrader's hidden tests, that is more than the student version has.
    notebooks : tuple of HandedFile
        What may be a notebook of the lab, the likelier first.
    companions : dict of str to bytes
        The files beside them.
    sources : dict of str to bytes
        The lab's own files, which go over the submission's.
    max_notebook_mb, max_record_mb : float
        See `grader.settings`.
    oracles : bytes or None
        The oracles' package as a zip file, for a worker that does not have the course.
    """

    student: str
    lab: str
    root: str
    config: Config
    steps: tuple[str, ...]
    released: dict[str, str]
    kept: dict[str, dict[str, tuple[str | None, str]]]
    notebooks: tuple[HandedFile, ...]
    companions: dict[str, bytes]
    sources: dict[str, bytes]
    max_notebook_mb: float
    max_record_mb: float
    oracles: bytes | None = None


@dataclass(frozen=True)
class Ran:
    """A notebook after its run.

    Parameters
    ----------
    text : str
        The notebook.
    grading : dict or None
        What `grader.marking.execute.OracleExecute` recorded; None if something else ran the notebook.
    """

    text: str
    grading: dict[str, Any] | None


@dataclass
class MarkResult:
    """What a worker found out about a submission; the gradebook has not heard of it yet.

    Parameters
    ----------
    notebooks : dict of str to Ran
        By the name they have in the lab.
    seen : set of Status
        What was found before the run.
    notes : list of str
        Sentences for the student and the instructor.
    failed : bool
        The grader itself stumbled; the log says over what.
    log : str
        What happened, line by line.
    seconds : float
        Wall time.
    """

    notebooks: dict[str, Ran] = field(default_factory=dict)
    seen: set[Status] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    failed: bool = False
    log: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class PageJob:
    """The feedback pages of one submission that is in the gradebook.

    Parameters
    ----------
    outcome : Outcome
        Goes on top of each page.
    config : Config
        The course's configuration.
    steps : tuple of str
        nbconvert preprocessors, by their full names, that need no gradebook.
    notebooks : dict of str to str
        By name, as text, with scores and comments in them.
    resources : dict of str to dict
        What nbgrader's template wants to know, by the same names.
    """

    outcome: Outcome
    config: Config
    steps: tuple[str, ...]
    notebooks: dict[str, str]
    resources: dict[str, dict[str, Any]]
