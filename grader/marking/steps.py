"""nbgrader's lists of preprocessors, divided: what needs the gradebook stays with the writer, the rest may run anywhere."""

from __future__ import annotations

import logging
import pickle
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    Execute,
    GetGrades,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from grader.errors import UserError
from grader.marking.execute import OracleExecute
from grader.marking.scores import OracleSaveAutoGrades

BOOKKEEPERS = (AssignLatePenalties, GetGrades, OverwriteCells, OverwriteKernelspec, SaveAutoGrades, SaveCells)
# nbgrader's own would run a submission without a sandbox; without an oracle these two give the same marks.
OURS = {Execute: OracleExecute, SaveAutoGrades: OracleSaveAutoGrades}


@dataclass(frozen=True)
class Steps:
    """The full names of preprocessors, in order.

    Parameters
    ----------
    running : tuple of str
        From the submitted notebook to the executed one; they need no gradebook.
    recording : tuple of str
        From there to the marks; the gradebook's writer runs them.
    fetching : tuple of str
        From the autograded notebook to one with its marks and comments; they read the gradebook.
    showing : tuple of str
        From there to a feedback page.
    """

    running: tuple[str, ...]
    recording: tuple[str, ...]
    fetching: tuple[str, ...]
    showing: tuple[str, ...]


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _classes(listed: list[Any]) -> list[type]:
    kinds = [import_item(entry) if isinstance(entry, str) else entry for entry in listed]
    return [OURS.get(kind, kind) for kind in kinds]


def _keeps_books(kind: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, BOOKKEEPERS)


def steps_of(config: Config) -> Steps:
    """Divide a course's preprocessors.

    Raises
    ------
    UserError
        If a notebook would be run after its marks are saved.
    """
    coursedir = CourseDirectory(config=config)
    autograde = Autograde(coursedir=coursedir, config=config)
    feedback = GenerateFeedback(coursedir=coursedir, config=config)
    # `grader.intake.repair` has put back what those of the sanitizing steps would that look into the gradebook.
    sanitizing = [kind for kind in _classes(autograde.sanitize_preprocessors) if not _keeps_books(kind)]
    marking, shown = _classes(autograde.autograde_preprocessors), _classes(feedback.preprocessors)
    first = next((i for i, kind in enumerate(marking) if _keeps_books(kind)), len(marking))
    late = [_name(kind) for kind in marking[first:] if isinstance(kind, type) and issubclass(kind, Execute)]
    if late or first == len(marking):
        raise UserError(
            "c.Autograde.autograde_preprocessors in nbgrader_config.py must name a preprocessor that saves the marks, "
            "such as grader.scores.OracleSaveAutoGrades, after the one that runs the notebook."
        )
    last = max((i + 1 for i, kind in enumerate(shown) if _keeps_books(kind)), default=0)
    parts = (sanitizing + marking[:first], marking[first:], shown[:last], shown[last:])
    return Steps(*(tuple(_name(kind) for kind in part) for part in parts))


def exporter(names: tuple[str, ...], config: Config, log: logging.Logger, kind: type = NotebookExporter) -> Exporter:
    """What takes a notebook through preprocessors, exactly as nbgrader's converters do."""
    settings = deepcopy(config)
    settings.Exporter.default_preprocessors = []
    made = kind(config=settings, log=log)
    for name in names:
        made.register_preprocessor(import_item(name))
    return made


def portable(config: Config) -> tuple[Config, list[str]]:
    """A configuration that may travel to another process, and the names of what had to stay: functions, mostly."""
    kept, stayed = Config(), []
    for section, values in config.items():
        for name, value in values.items():
            try:
                pickle.dumps(value)
            except (pickle.PicklingError, TypeError, AttributeError):
                stayed.append(f"c.{section}.{name}")
            else:
                kept[section][name] = value
    return kept, stayed
