"""What is known about `.venv` between two runs: complete, under way, or somebody else's.

A stamp inside `.venv`, written last, says what it was made from. A note beside it says that a set-up is under way; one
found at the start means that the last set-up was killed. A lock on the project's folder keeps two set-ups apart.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "recsys-labs-stamp.json"
UNDER_WAY = ROOT / ".venv.incomplete"
LOCK = ROOT / "requirements.lock"


class SetupError(Exception):
    """What went wrong, in one sentence for the person at the keyboard."""


def short(version: tuple[int, ...]) -> str:
    """`(3, 11)` as `3.11`."""
    return ".".join(map(str, version))


def version_of(python: Path) -> tuple[int, ...] | None:
    """Major and minor version of an interpreter, None if it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        told = subprocess.run([python, "-Ic", code], capture_output=True, text=True)
    except OSError:
        return None
    return tuple(map(int, told.stdout.split())) if told.returncode == 0 else None


def fingerprint(version: tuple[int, ...]) -> str:
    """What the environment depends on: the lock, the project's metadata, the installing code, the Python, the place."""
    digest = hashlib.sha256()
    for path in (LOCK, ROOT / "pyproject.toml", ROOT / "tools" / "install.py"):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(short(version).encode())
    return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}  # not made here, or not finished


def stamped() -> str | None:
    """What the environment was made from, None if it was not made here or not finished."""
    return _read_stamp().get("fingerprint")


def made_elsewhere() -> bool:
    """Whether the folder was moved since: commands in `.venv/bin` name their interpreter by its full path."""
    return _read_stamp().get("folder", str(ROOT)) != str(ROOT)


def stamp(version: tuple[int, ...]) -> None:
    """Say that the environment is complete: the last step, and atomic."""
    text = json.dumps({"fingerprint": fingerprint(version), "python": short(version), "folder": str(ROOT)}, indent=1)
    new = STAMP.with_name(f"{STAMP.name}.{os.getpid()}")
    new.write_text(text + "\n", encoding="utf-8")
    os.replace(new, STAMP)
    UNDER_WAY.unlink(missing_ok=True)


def remove_environment() -> None:
    """Delete `.venv`, if it is one: a folder of somebody's own is never touched."""
    if not os.path.lexists(VENV):
        return
    if VENV.is_symlink() or not (UNDER_WAY.exists() or (VENV / "pyvenv.cfg").is_file()):
        raise SetupError(f"{VENV} is no virtual environment of this project: move it away and run `make setup` again")
    UNDER_WAY.touch()
    shutil.rmtree(VENV)


def installed() -> set[str]:
    """Names and versions of everything in the environment; tells whether a step that failed had begun to change it."""
    return {path.name for path in VENV.glob("lib/python*/site-packages/*.dist-info")}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[int]:
    """Wait for another set-up of this folder to end, then keep others out.

    Yields
    ------
    int
        The lock's file descriptor. A step that inherits it holds the lock too, so that a uv whose parent was killed
        and that is still writing keeps the next set-up waiting.
    """
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is under way in this folder: waiting for it to end", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)
