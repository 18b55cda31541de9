"""The project's files, as the tests of style look at them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("grader", "recsys_utils", "public_tests", "hidden_tests")


@cache
def tracked() -> list[Path]:
    """Every file of the project: what git has, and what it does not ignore; without git, what a fresh copy holds."""
    if (ROOT / ".git").exists():
        # A checkout may belong to another user than the one who tests it; git would not even list it then.
        git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        paths = {ROOT / name for name in listed if name}
    else:
        ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line]
        paths = {
            path
            for top in ROOT.iterdir()
            if top.name not in ignored
            for path in ([top] if top.is_file() else top.rglob("*"))
            if not any(part in ignored for part in path.relative_to(ROOT).parts)
            and not path.is_relative_to(ROOT / "demo" / "run")
        }
    return sorted(path for path in paths if path.is_file())


@cache
def text_of(path: Path) -> str:
    """The file as text; "" for pictures and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(package: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == package]
