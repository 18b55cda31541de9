"""Is a file the one the registry means? SHA-256 on the first use of each file in a process, and on request."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recsys_utils.data.datasets import registry
from recsys_utils.data.description import DataSet
from recsys_utils.data.places import Place, places
from recsys_utils.errors import DataError, DataWarning

# Written beside fetched files: the hashes of what came out of an archive that was itself checked.
SUMS = "SHA256SUMS"

_seen_good: set[tuple[str, int, int]] = set()
_warned: set[Path] = set()


@dataclass(frozen=True)
class FileReport:
    """What `verify` found out about one file.

    `status` is ``ok``, ``wrong`` (not the registered file), ``missing`` (needed, but not there) or ``unknown`` (nobody
    publishes its hash, so nothing can be said). `file` is "" where the folder itself is meant.
    """

    dataset: str
    folder: Path
    file: str
    status: str
    detail: str = ""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def expected(dataset: DataSet, path: Path, own: bool) -> str | None:
    """Return the hash a file should have: the registry's, else for fetched files the one noted when it came."""
    known = dataset.file(path.name)
    if known and known.sha256:
        return known.sha256
    sums = path.parent / SUMS
    if own or not sums.is_file():
        return None
    noted = (line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines() if line.strip())
    return next((digest for digest, name in noted if name == path.name), None)


def is_good(dataset: DataSet, path: Path, own: bool) -> bool:
    """Say whether a file is the registered one; hashes it once in a process (again if it changed since)."""
    state = path.stat()
    mark = (str(path), state.st_size, state.st_mtime_ns)
    if mark in _seen_good:
        return True
    wanted = expected(dataset, path, own)
    if wanted is not None and sha256(path) != wanted:
        return False
    _seen_good.add(mark)
    return True


def files_in(dataset: DataSet, folder: Path) -> list[Path]:
    """Return the registered files that are in a folder, in the registry's order."""
    return [folder / file.name for file in dataset.files if (folder / file.name).is_file()]


def needed_files(dataset: DataSet, folder: Path) -> list[Path]:
    """Return the files in a folder that the loaders read."""
    return [path for path in files_in(dataset, folder) if dataset.file(path.name).needed]


def damaged(dataset: DataSet, place: Place) -> list[Path]:
    """Return the needed files of a place that are not the registered ones."""
    return [path for path in needed_files(dataset, place.folder) if not is_good(dataset, path, place.own)]


def warn_if_other_edition(dataset: DataSet, place: Place) -> None:
    """Warn, once in a process, when the user's own copy under a registered name is not the registered edition."""
    if place.folder in _warned:
        return
    if other := damaged(dataset, place):
        _warned.add(place.folder)
        warnings.warn(
            f"{', '.join(path.name for path in other)} in {place.folder} is not the {dataset.name} that the labs were "
            "written for, so numbers may differ from the ones in the text.",
            DataWarning,
            stacklevel=4,
        )


def warn_if_passed_over(dataset: DataSet, place: Place) -> None:
    """Warn, once in a process, when the user named a folder for data and this data set cannot be taken from it.

    A folder that holds other data sets but not this one is as it should be: nobody needs all of them.
    """
    root, folder = place.folder.parent, place.folder
    if not root.is_dir():
        wrong, why = root, f"RECSYS_DATA names {root}, which is {'no folder' if root.exists() else 'not there'}"
    elif folder.is_dir():
        wrong, why = folder, f"{folder} {place.lacking}"
    else:
        return
    if wrong not in _warned:
        _warned.add(wrong)
        warnings.warn(f"{why}, so {dataset.name} is taken from the cache.", DataWarning, stacklevel=4)


def _report(dataset: DataSet, place: Place) -> list[FileReport]:
    reports = [FileReport(dataset.name, place.folder, "", "missing", place.lacking)] if place.lacking else []
    for path in files_in(dataset, place.folder):
        wanted = expected(dataset, path, place.own)
        status, detail = "ok", ""
        if wanted is None:
            status, detail = "unknown", "no hash of this file is published"
        elif (found := sha256(path)) != wanted:
            mend = "another edition, or altered" if place.own else "damaged: delete its folder and it is fetched again"
            status, detail = "wrong", f"{mend} (sha256 {found[:12]}…, not {wanted[:12]}…)"
        reports.append(FileReport(dataset.name, path.parent, path.name, status, detail))
    return reports


def verify(names: Iterable[str] | None = None) -> list[FileReport]:
    """Hash every file of the data sets that are on this machine, wherever they are found.

    Parameters
    ----------
    names : iterable of str, optional
        Data sets to look at; without it, all that are there.

    Returns
    -------
    list of FileReport
        One entry a file, and one with status ``missing`` for a folder that lacks a needed file.

    Raises
    ------
    DataError
        If a name is unknown, or a data set asked for by name is nowhere on this machine.
    """
    reports = []
    for name in registry if names is None else names:
        found = [place for place in places(name) if place.folder.exists()]
        if not found and names is not None:
            looked = " and ".join(str(place.folder) for place in places(name))
            raise DataError(f"{name} is not on this machine (looked at {looked}): `labs data get {name}` fetches it.")
        for place in found:
            reports.extend(_report(registry[name], place))
    return reports
