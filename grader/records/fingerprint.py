"""What marks depend on, in one hash: a submission whose fingerprint is unchanged need not be marked again."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterable, Set
from pathlib import Path

from grader.course import CONFIG_NAME, Course
from grader.settings import Settings

GRADER = Path(__file__).parent.parent
# What of it has no say in a mark; anything else, and anything new, counts.
NOT_MARKING = {
    *("cli", "errors", "reporting", "oracles/bundle", "records/fingerprint", "records/logs", "records/staging"),
    *(
        f"building/{name}"  # not stubs: they make the release that a submission is held against
        for name in ("build", "checks", "edition", "leaks", "outline", "publish", "release", "student_edition", "truth")
    ),
    *(
        f"running/{name}"  # not sorting: it says what an earlier mark is still good for
        for name in ("asked", "cluster", "demo", "flow", "pool", "refresh", "run", "startup", "worker")
    ),
}
WHOLE = 50_000_000  # bytes; of a larger file the size and the time stand for the content


def _add_file(digest: hashlib._Hash, name: str, path: Path) -> None:
    state = path.lstat()
    digest.update(f"{name}\0{state.st_mode}\0{state.st_size}\0".encode("utf-8", "surrogateescape"))
    if path.is_symlink():
        digest.update(os.fsencode(os.readlink(path)))
    elif path.is_file() and state.st_size <= WHOLE:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    elif path.is_file():
        digest.update(str(state.st_mtime_ns).encode())


def of_folder(folder: Path, endings: tuple[str, ...] = ("",), leave_out: Set[str] = frozenset()) -> str:
    """Hash of the names and contents of a folder's files; links are not followed, pipes and devices not opened."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        within = {str(relative).removesuffix(".py"), *map(str, relative.parents)}
        if not within.isdisjoint(leave_out) or "__pycache__" in relative.parts:
            continue
        if path.name.endswith(endings) and not path.is_dir():
            _add_file(digest, str(relative), path)
    return digest.hexdigest()


def of_package(name: str, root: Path) -> str:
    """Hash of a package's Python files, found without importing it, first in `root`; empty if there is none."""
    if name and (root / name).is_dir():
        return of_folder(root / name, (".py",))
    spec = importlib.util.find_spec(name) if name else None
    if spec is None:
        return ""
    folders = list(spec.submodule_search_locations or [])
    if not folders:
        return hashlib.sha256(Path(spec.origin).read_bytes()).hexdigest() if spec.origin else ""
    return "".join(of_folder(Path(folder), (".py",)) for folder in folders)


def _joined(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def of_lab(course: Course, lab: str) -> str:
    """Of what the gradebook's idea of a lab comes from: the instructor notebook and the configuration."""
    return _joined(
        [of_folder(course.source / lab), hashlib.sha256((course.root / CONFIG_NAME).read_bytes()).hexdigest()]
    )


def of_marking(course: Course, lab: str) -> str:
    """Of everything but the submission: the lab, the oracles, the grader, and the packages the notebooks import."""
    oracles = course.config.get("OracleExecute", {}).get("oracle_package", "")
    packages = (oracles, *Settings.of(course).watch)
    own = of_folder(GRADER, (".py",), NOT_MARKING)
    return _joined([of_lab(course, lab), own, *(of_package(name, course.root) for name in packages)])


def of_submission(marking: str, folder: Path, taken: Iterable[Path], said: Iterable[str], most_mb: float) -> str:
    """Of what is taken of a submission and of what decides its marks; what lies beside that has no say.

    Parameters
    ----------
    marking : str
        What `of_marking` gave for its lab.
    folder : Path
        The submission.
    taken : iterable of Path
        Its files that marking gets, relative to the folder.
    said : iterable of str
        What else was found, such as what was left out.
    most_mb : float
        A larger file is not opened in marking either: its name and size stand for it.
    """
    parts = [marking, *said]
    for path in taken:
        size = (folder / path).stat().st_size
        content = (folder / path).read_bytes() if size <= most_mb * 1e6 else b""
        parts += ["", str(path), str(size), hashlib.sha256(content).hexdigest()]
    return _joined(parts)
