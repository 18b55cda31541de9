"""What was handed in: who, and for which lab. Nothing here writes into `submitted/`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

from grader.course import Course
from grader.intake.notes import few, has_control, shown

IGNORED = (".*", "__pycache__", "*.pyc", "feedback", "Thumbs.db", "desktop.ini", "__MACOSX")


@dataclass(frozen=True)
class Submission:
    """One student's folder for one lab."""

    student: str
    lab: str
    folder: Path


@dataclass(frozen=True)
class Intake:
    """What `submitted/` holds.

    Parameters
    ----------
    submissions : list of Submission
        By lab, then by student.
    students : list of str
        Everyone with a folder, whatever is in it.
    strays : list of str
        One sentence for each thing that is no submission.
    """

    submissions: list[Submission]
    students: list[str]
    strays: list[str]


def visible(folder: Path) -> list[Path]:
    """What is in a folder, without what systems and tools leave behind."""
    return sorted(p for p in folder.iterdir() if not any(fnmatch(p.name, pattern) for pattern in IGNORED))


def scan(course: Course) -> Intake:
    """Read the folder names of `submitted/`; no file is opened."""
    labs = course.labs()
    submissions, students, strays = [], [], []
    for home in visible(course.submitted) if course.submitted.is_dir() else []:
        place = f"{course.submitted.name}/{shown(home.name)}"
        if not home.is_dir():
            if not home.name.startswith("README"):
                strays.append(f"{place} is not in a student's folder: left out.")
            continue
        if has_control(home.name):  # nbgrader cannot tell whose such a path is
            strays.append(f"{place} has a control character in its name: left out; rename the folder.")
            continue
        students.append(home.name)
        try:
            folders = visible(home)
        except OSError as error:
            strays.append(f"{place} cannot be read ({error.strerror}): left out.")
            continue
        submissions += [Submission(home.name, folder.name, folder) for folder in folders if folder.name in labs]
        strays += few([_stray(folder, place, labs) for folder in folders if folder.name not in labs])
    submissions.sort(key=lambda s: (s.lab, s.student))
    return Intake(submissions, students, strays)


def _stray(path: Path, place: str, labs: list[str]) -> str:
    """Why something in a student's folder, which is shown as `place`, is no submission."""
    if path.suffix == ".ipynb" and path.stem in labs:
        return f"{place}/{path.name} is left out: move it into a folder {place}/{path.stem}/."
    near = get_close_matches(path.name, labs, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"{place}/{shown(path.name)} names no lab of the course{hint}: left out."
