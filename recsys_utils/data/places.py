"""Where data lies on this machine: `$RECSYS_DATA`, then the cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from recsys_utils.data.datasets import describe
from recsys_utils.data.description import DataSet
from recsys_utils.errors import DataError


@dataclass(frozen=True)
class Place:
    """A folder where a data set may lie, and what is wrong with it ("" if all needed files are there)."""

    folder: Path
    own: bool  # the user's own ($RECSYS_DATA), which is never written to
    lacking: str = ""


def own_data() -> Path | None:
    """Return the folder named by `$RECSYS_DATA`, or None if the variable is not set."""
    value = os.environ.get("RECSYS_DATA", "").strip()
    return Path(value).expanduser().absolute() if value else None


def cache() -> Path:
    """Return the cache: `$RECSYS_CACHE`, or the usual folder for caches on this system. It need not exist yet."""
    value = os.environ.get("RECSYS_CACHE", "").strip()
    if value:
        return Path(value).expanduser().absolute()
    import platformdirs

    return platformdirs.user_cache_path("recsys-labs")


def writable_cache() -> Path:
    """Return the cache, after making sure that data will not land in the course's repository.

    Raises
    ------
    DataError
        If the cache lies inside the repository, from where MovieLens data could be published against its licence.
    """
    folder = cache()
    repository = Path(__file__).resolve().parents[2]
    if (repository / "pyproject.toml").is_file() and folder.resolve().is_relative_to(repository):
        raise DataError(
            f"The cache {folder} lies inside the course's repository, where data under a no-redistribution licence "
            "must not be written: set RECSYS_CACHE to a folder outside it."
        )
    return folder


def lacking(dataset: DataSet, folder: Path) -> str:
    """Say what a folder lacks of a data set, "" if it has all that the loaders need."""
    if not folder.is_dir():
        return f"{folder} is not a folder" if folder.exists() else "not there"
    stand_ins = {file.stands_for: file.name for file in dataset.files if file.stands_for}
    needed = [file.name for file in dataset.files if file.needed and not file.stands_for]
    missing = [
        name
        for name in needed
        if not (folder / name).is_file() and not (name in stand_ins and (folder / stand_ins[name]).is_file())
    ]
    return f"has no {' and no '.join(missing)}" if missing else ""


def places(name: str) -> list[Place]:
    """Return the places of a data set in the order they are looked at, each with what it lacks."""
    dataset = describe(name)
    folders = [(cache() / name, False)]
    if (own := own_data()) is not None:
        folders.insert(0, (own / name, True))
    return [Place(folder, is_own, lacking(dataset, folder)) for folder, is_own in folders]


def locate(name: str) -> Path | None:
    """Find a data set on this machine, without fetching it.

    Parameters
    ----------
    name : str
        A name of the registry.

    Returns
    -------
    Path or None
        The folder that holds all the files its loader needs; None if there is none.

    Raises
    ------
    DataError
        If the registry has no such name.
    """
    return next((place.folder for place in places(name) if not place.lacking), None)
