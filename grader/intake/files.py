"""Which of a submission's files marking may have.

A submission is taken as found on disk, which is to say as hostile: links are not followed out of its folder, devices and
pipes are not opened, large files are left out, and a file that would hide a library at import is not copied.
"""

from __future__ import annotations

import importlib.util
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.intake.submissions import Submission, visible
from grader.settings import Settings

NOTEBOOK_ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")  # browsers add the others to a download
ALWAYS_SHADOWING = {"sitecustomize", "usercustomize", "ipython_config", "ipython_kernel_config", "jupyter_config"}
MOST_NOTEBOOKS = 20  # looked into, of one submission
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


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not ignored, parents first, never through a link to a directory."""
    for path in visible(folder):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)


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

    text = path.read_bytes()[:200].decode("utf-8", "replace").strip()
    if not text:
        return None
    # nbgrader takes an offset that stands apart, `+0200`, for seconds.
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        return parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        raise ValueError(text) from error


def look(submission: Submission, settings: Settings) -> Handed:
    """List a submission's files and decide which may be copied."""
    handed, folder = Handed(), submission.folder
    if not folder.is_dir() or (folder.is_symlink() and not _is_inside(folder, folder.parent)):
        handed.notes.append(f"{folder.name} is not a folder of the submission's own: it was not opened.")
        return handed
    hidden: set[str] = set()
    together = 0
    for path in _walk(folder):
        relative = path.relative_to(folder)
        if path.is_symlink() and not _is_inside(path, folder):
            handed.notes.append(f"{relative} is a link that leads out of the submission: left out.")
            continue
        try:
            mode, size = path.stat().st_mode, path.stat().st_size
        except OSError as error:
            handed.notes.append(f"{relative} cannot be read ({error.strerror}): left out.")
            continue
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode):
            handed.notes.append(f"{relative} is not a file but a pipe or a device: left out.")
        elif relative.name == "timestamp.txt" and len(relative.parts) == 1:
            try:
                handed.timestamp = read_timestamp(path)
            except ValueError as error:
                handed.notes.append(f"timestamp.txt holds no date and time ({str(error)[:40]!r}): taken as not late.")
        elif relative.name.endswith(NOTEBOOK_ENDINGS):
            handed.notebooks.append(path)
        elif size > settings.max_file_mb * 1e6:
            handed.notes.append(
                f"{relative} has {size / 1e6:.0f} MB, more than the {settings.max_file_mb:g} MB a file may have: left out."
            )
        elif (module := _shadows(relative)) is not None:
            if module not in hidden:
                handed.notes.append(
                    f"{relative.parts[0]} would hide the module {module!r} from the notebook: left out."
                )
            hidden.add(module)
        elif len(handed.companions) >= settings.max_files:
            handed.notes.append(f"More than {settings.max_files} files: the rest, from {relative} on, left out.")
            break
        elif together + size > settings.max_submission_mb * 1e6:
            handed.notes.append(
                f"More than {settings.max_submission_mb:g} MB of files: the rest, from {relative} on, left out."
            )
            break
        else:
            handed.companions.append(relative)
            together += size
    handed.notebooks.sort(key=lambda p: (not p.name.endswith(".ipynb"), len(p.relative_to(folder).parts), p.name))
    for path in handed.notebooks[MOST_NOTEBOOKS:]:
        handed.notes.append(f"More than {MOST_NOTEBOOKS} notebooks: {path.relative_to(folder)} left out.")
    del handed.notebooks[MOST_NOTEBOOKS:]
    return handed


def load(submission: Submission, handed: Handed, leave_out: Sequence[str]) -> dict[str, bytes]:
    """The contents of what goes beside the notebooks, by path in the submission, with nbgrader's `timestamp.txt`.

    Parameters
    ----------
    submission, handed
        The submission and what `look` said of it; a file that cannot be read is noted there.
    leave_out : sequence of str
        File names of the lab's notebooks: `grader.intake.repair` writes those anew.
    """
    found = {}
    for relative in handed.companions:
        if relative.name in leave_out:
            continue
        try:
            found[str(relative)] = (submission.folder / relative).read_bytes()
        except OSError as error:
            handed.notes.append(f"{relative} cannot be read ({error.strerror}): left out.")
    if handed.timestamp is not None:
        found["timestamp.txt"] = f"{handed.timestamp.isoformat(' ')} UTC".encode()
    return found
