"""`labs publish`: write the student edition, or bring an earlier one up to date without touching what was changed there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.building.build import build
from grader.building.edition import edition_files, marker, refuse_answers
from grader.course import Course
from grader.errors import UserError

MARKER = ".student-edition.json"
# What may lie in a folder that counts as empty.
_NOT_OURS = {".git"}


@dataclass
class Published:
    """What a run of `labs publish` did, by path in the edition."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def publish(course: Course, folder: Path, *, force: bool = False, say: Callable[[str], None] = print) -> Published:
    """Write the student edition of a course.

    Parameters
    ----------
    course : Course
        The course; its releases must be what `labs/` makes.
    folder : Path
        A folder that does not exist or is empty but for `.git`, or an earlier edition.
    force : bool
        Replace also what was changed in the edition.
    say : callable
        Gets the lines to show.

    Returns
    -------
    Published
        What was written, removed and kept.

    Raises
    ------
    UserError
        If the releases are out of date, a file would give an answer away, or `folder` is something else.
    """
    folder = folder.expanduser().absolute()
    earlier = _look_at(course, folder)
    build(course, check=True, say=lambda line: None)
    files = edition_files(course)
    refuse_answers(course, files)

    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-publishing-"))
    try:
        for name, data in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(data)
        if folder.exists():
            done = _move_in(folder, beside, files, earlier, force=force)
        else:
            (beside / MARKER).write_bytes(marker({name: _digest(data) for name, data in files.items()}))
            beside.chmod(0o755)
            beside.rename(folder)
            done = Published(written=list(files))
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # it is gone where it became the edition
    _tell(done, folder, len(files), say)
    return done


def _look_at(course: Course, folder: Path) -> dict[str, str]:
    """The hashes of the edition that lies in `folder`; empty if there is none yet."""
    inside = folder.resolve()
    if inside.is_relative_to(course.root) or course.root.is_relative_to(inside):
        raise UserError(
            f"{folder} lies in the course or around it; name a folder beside it, such as ../student-edition."
        )
    if folder.is_file():
        raise UserError(f"{folder} is a file; name a folder.")
    if not folder.exists() or not {path.name for path in folder.iterdir()} - _NOT_OURS:
        return {}
    try:
        listed = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return {str(name): str(digest) for name, digest in listed["files"].items()}
    except FileNotFoundError as error:
        raise UserError(
            f"{folder} is not empty and no earlier edition (it has no {MARKER}); name a new folder, "
            "or empty this one (its .git may stay)."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{folder / MARKER} is damaged; restore it (git checkout {MARKER}), or publish to a new folder."
        ) from error


def _move_in(folder: Path, beside: Path, files: dict[str, bytes], earlier: dict[str, str], *, force: bool) -> Published:
    done = Published()
    listed: dict[str, str] = {}
    if not (folder / MARKER).exists():
        (folder / MARKER).write_bytes(marker({}))  # an interrupted run can then be repeated
    for name, data in files.items():
        target = _inside(folder, name)
        new, given = _digest(data), earlier.get(name)
        current = _digest(target.read_bytes()) if target.is_file() else None
        # A file that was deleted there, or lay there before, counts as changed: somebody wanted it so.
        touched = current not in (new, given) and not (current is None and given is None)
        if touched and not force:
            done.kept.append(name)
            if given:
                listed[name] = given
            continue
        listed[name] = new
        if current != new:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, target)
            done.written.append(name)
    for name in sorted(set(earlier) - set(files)):
        target = _inside(folder, name)
        if target.is_file():
            if _digest(target.read_bytes()) == earlier[name] or force:
                target.unlink()
                _remove_empty(target.parent, folder)
                done.removed.append(name)
            else:
                done.kept.append(name)
    (beside / MARKER).write_bytes(marker(listed))
    os.replace(beside / MARKER, folder / MARKER)
    return done


def _inside(folder: Path, name: str) -> Path:
    target = folder / name
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise UserError(f"{target} would be written outside {folder}, through a link; replace the link by a folder.")
    return target


def _remove_empty(path: Path, stop: Path) -> None:
    while path != stop and not any(path.iterdir()):
        path.rmdir()
        path = path.parent


def _tell(done: Published, folder: Path, count: int, say: Callable[[str], None]) -> None:
    for name in done.kept:
        say(f"kept: {name} was changed there (--force replaces it)")
    parts = [f"{len(done.written)} of {count} files written"]
    if done.removed:
        parts.append(f"{len(done.removed)} removed")
    say(f"The student edition is in {folder.resolve()}: {', '.join(parts)}; no answer found in it.")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
