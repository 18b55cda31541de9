"""Which of a submission's files marking may have.

A submission is taken as found on disk, which is to say as hostile: links are not followed out of its folder, devices and
pipes are not opened, large files are left out, and a file that would hide a library at import is not copied.
"""

from __future__ import annotations

import importlib.util
import os
import re
import stat
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.intake.notes import few
from grader.intake.submissions import Submission, visible
from grader.settings import Settings

NOTEBOOK_ENDINGS = (".ipynb", ".ipynb.txt")  # browsers add the other to a download, or make it `.json`
ALWAYS_SHADOWING = {"sitecustomize", "usercustomize", "ipython_config", "ipython_kernel_config", "jupyter_config"}
MOST_NOTEBOOKS = 20  # looked into, of one submission
DEEPEST = 50  # folders in each other that are looked into
LONGEST = 1000  # bytes of a path in a submission: it must also fit below the folder where it is marked
IMPORTABLE_ENDINGS = (".py", ".pyc", ".so", ".pyd")


@dataclass
class Handed:
    """A submission's files, looked at but not read.

    Parameters
    ----------
    notebooks : list of Path
        What may be a notebook, the likelier first.
    companions : list of Path
        Other files that may be copied, relative to the folder.
    notes : list of str
        What was left out, and why.
    timestamp : datetime or None
        When it was handed in (UTC, without a zone, as nbgrader keeps it), if `timestamp.txt` says so.
    """

    notebooks: list[Path] = field(default_factory=list)
    companions: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    timestamp: datetime | None = None


def _walk(folder: Path, said: dict[str, list[str]]) -> Iterator[Path]:
    """Everything below a folder that is not ignored, parents first, never through a link to a directory.

    Parameters
    ----------
    folder : Path
        Where.
    said : dict of str to list of str
        What cannot be walked into is noted here.
    """
    ahead = visible(folder)[::-1]
    while ahead:  # not by calling itself: folders may be nested deeper than Python goes
        path = ahead.pop()
        yield path
        if os.path.islink(path) or not os.path.isdir(path):
            continue
        relative = path.relative_to(folder)
        if len(relative.parts) >= DEEPEST or len(os.fsencode(relative)) > LONGEST:
            said["deep"] = said["deep"] or [
                f"Folders that lie too deep, such as one in {relative.parts[0]} (more than {DEEPEST} in each other, or a path "
                f"of more than {LONGEST} bytes), are left out."
            ]
            continue
        try:
            ahead += visible(path)[::-1]
        except OSError as error:
            said["unreadable"].append(f"{relative} cannot be read ({error.strerror}): left out.")


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle
        return False


def _shadows(relative: Path) -> str | None:
    """The importable module that this file of a submission would hide, as the kernel starts in the file's folder."""
    if not relative.name.endswith(IMPORTABLE_ENDINGS):
        return None
    name = relative.parts[0].split(".")[0]
    if name in ALWAYS_SHADOWING or name in sys.stdlib_module_names:
        return name
    if not name.isidentifier():
        return None
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # a module without a spec, such as __main__: it is there
        return name
    return name if found is not None and found.origin is not None else None


def read_timestamp(path: Path) -> datetime | None:
    """The moment in a `timestamp.txt` as nbgrader writes it.

    Raises
    ------
    ValueError
        If the file does not hold a date and a time.
    """
    from nbgrader.utils import parse_utc

    with path.open("rb") as file:
        text = file.read(200).decode("utf-8", "replace").strip()
    if not text:
        return None
    # nbgrader takes an offset that stands apart, `+0200`, for seconds.
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        return parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        raise ValueError(text) from error


def _regular(folder: Path, said: dict[str, list[str]]) -> dict[Path, int]:
    """Size of each file that may be opened, by its path in the folder; what may not is noted by kind."""
    sizes = {}
    for path in _walk(folder, said):
        relative = path.relative_to(folder)
        if path.is_symlink() and not _is_inside(path, folder):
            said["link"].append(f"{relative} is a link that leads out of the submission: left out.")
            continue
        try:
            state = path.stat()
        except OSError as error:
            said["unreadable"].append(f"{relative} cannot be read ({error.strerror}): left out.")
            continue
        if stat.S_ISREG(state.st_mode):
            sizes[relative] = state.st_size
        elif not stat.S_ISDIR(state.st_mode):
            said["pipe"].append(f"{relative} is not a file but a pipe or a device: left out.")
    return sizes


def _notebooks(files: Collection[Path], names: Collection[str]) -> set[Path]:
    """What may be a notebook; a `.json` file of another name is one only if nothing else is: else a notebook reads it."""
    likely = {
        path
        for path in files
        if path.name.endswith(NOTEBOOK_ENDINGS)
        or (path.suffix == ".json" and path.stem.removesuffix(".ipynb") in names)
    }
    return likely or {path for path in files if path.name.endswith(".json")}


def look(submission: Submission, settings: Settings, names: Collection[str]) -> Handed:
    """List a submission's files and decide which may be copied.

    Parameters
    ----------
    submission : Submission
        Whose files.
    settings : Settings
        How large they may be, and how many.
    names : collection of str
        The lab's notebooks, without the ending.
    """
    handed, folder = Handed(), submission.folder
    if not folder.is_dir() or (folder.is_symlink() and not _is_inside(folder, folder.parent)):
        handed.notes.append(f"{folder.name} is not a folder of the submission's own: it was not opened.")
        return handed
    said: dict[str, list[str]] = defaultdict(list)
    files = _regular(folder, said)
    notebooks = _notebooks(files, names)
    hidden: set[str] = set()
    together = 0
    for relative, size in files.items():
        if str(relative) == "timestamp.txt":
            try:
                handed.timestamp = read_timestamp(folder / relative)
            except ValueError as error:
                said["time"].append(f"timestamp.txt holds no date and time ({str(error)[:40]!r}): taken as not late.")
        elif relative in notebooks:
            handed.notebooks.append(folder / relative)
        elif said["rest"]:
            continue
        elif size > settings.max_file_mb * 1e6:
            said["large"].append(
                f"{relative} has {size / 1e6:.0f} MB, more than the {settings.max_file_mb:g} MB a file may have: left out."
            )
        elif (module := _shadows(relative)) is not None:
            if module not in hidden:
                said["hiding"].append(
                    f"{relative.parts[0]} would hide the module {module!r} from the notebook: left out."
                )
            hidden.add(module)
        elif len(handed.companions) >= settings.max_files:
            said["rest"].append(f"More than {settings.max_files} files: the rest, from {relative} on, left out.")
        elif together + size > settings.max_submission_mb * 1e6:
            said["rest"].append(
                f"More than {settings.max_submission_mb:g} MB of files: the rest, from {relative} on, left out."
            )
        else:
            handed.companions.append(relative)
            together += size
    handed.notebooks.sort(key=lambda p: (not p.name.endswith(".ipynb"), len(p.relative_to(folder).parts), p.name))
    for path in handed.notebooks[MOST_NOTEBOOKS:]:
        said["notebooks"].append(f"More than {MOST_NOTEBOOKS} notebooks: {path.relative_to(folder)} left out.")
    del handed.notebooks[MOST_NOTEBOOKS:]
    handed.notes += [sentence for kind in said.values() for sentence in few(kind)]
    return handed


def load(submission: Submission, handed: Handed, labs_own: Collection[str]) -> dict[str, bytes]:
    """The contents of what goes beside the notebooks, by path in the submission, with nbgrader's `timestamp.txt`.

    Parameters
    ----------
    submission, handed
        The submission and what `look` said of it; a file that cannot be had is noted there.
    labs_own : collection of str
        Paths of the lab's notebooks and files, which are put there after these: what would stand in their way is left out.
    """
    found, clashes, faults = {}, [], []
    above = {str(folder) for path in labs_own for folder in Path(path).parents}
    for relative in handed.companions:
        if str(relative) in above:
            clashes.append(f"{relative} has the name of a folder of this lab: left out.")
        elif file := next((str(folder) for folder in relative.parents if str(folder) in labs_own), None):
            clashes.append(f"{relative} lies in a folder with the name of this lab's file {file}: left out.")
        else:
            try:
                found[str(relative)] = (submission.folder / relative).read_bytes()
            except OSError as error:
                faults.append(f"{relative} cannot be read ({error.strerror}): left out.")
    handed.notes += few(clashes) + few(faults)
    if handed.timestamp is not None:
        found["timestamp.txt"] = f"{handed.timestamp.isoformat(' ')} UTC".encode()
    return found
