"""A course's oracles as one piece of bytes, for workers that do not have the course."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path


def packed(root: Path, package: str) -> bytes:
    """The Python files of a package in a course's folder, as a zip file; equal files give equal bytes.

    A package that lies elsewhere is left out: it is installed, here and with the workers.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        folder = root / package
        for path in sorted(folder.rglob("*.py")) if package else []:
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix())  # with the same date each time
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)  # an entry does not take after its archive
    return out.getvalue()


def unpacked(content: bytes) -> Path:
    """A folder that holds what `packed` was given; the same folder each time."""
    # By user: a folder in a shared temporary place must not be one that somebody else has put there.
    home = Path(tempfile.gettempdir()) / f"labs-oracles-{os.getuid() if hasattr(os, 'getuid') else ''}"
    home.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and (
        home.is_symlink() or home.stat().st_uid != os.getuid() or home.stat().st_mode & 0o077
    ):
        raise PermissionError(f"{home} is not this user's alone")
    folder = home / hashlib.sha256(content).hexdigest()[:32]
    if not folder.is_dir():
        new = Path(tempfile.mkdtemp(dir=home))
        zipfile.ZipFile(io.BytesIO(content)).extractall(new)
        try:
            new.rename(folder)
        except OSError:  # somebody else was faster
            shutil.rmtree(new)
    return folder
