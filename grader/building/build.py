"""`labs build`: labs/*.py to source/ and release/, one way, the same bytes every time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.building.checks import check_release, check_source, graded_ids
from grader.building.imports import refuse_missing_imports
from grader.building.leaks import answers_in_lab, oracle_ids, plain
from grader.building.outline import Outline
from grader.building.truth import companions, find_truths, read_truth, to_bytes
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole

# What editors and systems leave in a folder; it is not the lab's.
_LITTER = {".ipynb_checkpoints", "__pycache__", ".DS_Store"}


@dataclass(frozen=True)
class Built:
    """A lab as it was built, before it is put in place."""

    lab: str
    source: NotebookNode
    outline: Outline
    files: dict[Path, bytes]


def build(
    course: Course,
    labs: Iterable[str] | None = None,
    *,
    check: bool = False,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Make the notebooks of a course from `labs/*.py`.

    Everything is made and checked in a temporary folder first: if any lab fails, nothing in the course changes.

    Parameters
    ----------
    course : Course
        The course; `labs/` holds the truth, `source/` and `release/` are written.
    labs : iterable of str, optional
        Names of the labs to build; all of them by default.
    check : bool
        Write nothing, and fail if a file would change.
    say : callable
        Gets one line a lab, and one for each warning.

    Returns
    -------
    list of str
        The labs whose files were written, or would be.

    Raises
    ------
    UserError
        If a lab is unknown, a lab breaks a rule, a folder has no truth, or `check` finds a difference.
    """
    truths = find_truths(course)
    names = list(dict.fromkeys(labs or truths))
    for name in names:
        if name not in truths:
            raise UserError(f"There is no labs/{name}.py; the labs are: {', '.join(truths) or 'none yet'}.")
    _refuse_orphans(course, truths)

    built = []
    with tempfile.TemporaryDirectory(prefix="labs-build-") as workspace:
        for name in names:
            built.append(_build_one(course, Path(workspace).resolve(), name, truths[name]))

    _refuse_shared_ids(course, built)

    changed, differing = [], []
    for one in built:
        _refuse_strays(course, one)
        different = [path for path, data in one.files.items() if not path.is_file() or path.read_bytes() != data]
        differing += different
        if different:
            changed.append(one.lab)
        state = "unchanged" if not different else "differs" if check else "written"
        say(f"{one.lab}: {one.outline}: {state}")
        if not check:
            for path in different:
                write_whole(path, one.files[path])
    _warn_of_oracles(course, built, everything=names == list(truths), say=say)
    if check and differing:
        names_of = ", ".join(_relative(course, path) for path in differing)
        raise UserError(f"Not what labs/ makes: {names_of}; run `labs build` and keep what it writes.")
    return changed


def _build_one(course: Course, workspace: Path, lab: str, truth: Path) -> Built:
    from grader.building.release import generate

    source = read_truth(truth)
    where = f"labs/{lab}.py"
    outline = check_source(where, source)
    refuse_missing_imports(where, source, course.root, course.config.OracleExecute.get("packages", []))
    folder = workspace / "source" / lab
    folder.mkdir(parents=True)
    (folder / f"{lab}.ipynb").write_bytes(to_bytes(source))
    for name, path in companions(course, lab).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    generate(course, workspace, lab)

    released = workspace / "release" / lab
    release = nbformat.read(released / f"{lab}.ipynb", as_version=4)
    check_release(f"release/{lab}", release, {"grader.oracle", _oracle_package(course)})
    _refuse_leaks(where, source, release, released)
    files = {}
    for made, final in ((folder, course.source / lab), (released, course.release / lab)):
        for path in sorted(p for p in made.rglob("*") if p.is_file()):
            files[final / path.relative_to(made)] = path.read_bytes()
    return Built(lab, source, outline, files)


def _refuse_leaks(where: str, source: NotebookNode, release: NotebookNode, folder: Path) -> None:
    text = [plain(line) for cell in release.cells for line in cell.source.split("\n")]
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".ipynb"):
        text += [plain(line) for line in path.read_bytes().decode("utf-8", errors="replace").split("\n")]
    for answer in answers_in_lab(where, source):
        line = answer.given_away_by(text)
        if line:
            raise UserError(
                f"{answer.place}: the student's version would hold the solution's line `{line}`; "
                "change the stub, or move the line out of the region if it is given."
            )


def _refuse_orphans(course: Course, truths: dict[str, Path]) -> None:
    orphans = []
    for folder in (course.source, course.release):
        if folder.is_dir():
            orphans += [p for p in sorted(folder.iterdir()) if p.name not in truths and p.name not in _LITTER]
    orphans += [
        p for p in sorted(course.truth.iterdir()) if p.is_dir() and p.name not in truths and p.name not in _LITTER
    ]
    if orphans:
        listed = ", ".join(_relative(course, path) for path in orphans)
        raise UserError(f"No file in labs/ makes {listed}; delete it, or add the lab it belongs to.")


def _refuse_strays(course: Course, built: Built) -> None:
    strays = []
    for folder in (course.source / built.lab, course.release / built.lab):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and path not in built.files and not _LITTER & set(path.parts):
                strays.append(path)
    if strays:
        listed = ", ".join(_relative(course, path) for path in strays)
        raise UserError(
            f"{listed} does not come from labs/{built.lab}.py; delete it, or put it into labs/{built.lab}/."
        )


def _refuse_shared_ids(course: Course, built: list[Built]) -> None:
    """An oracle is found by its cell's grade_id, so no two labs may use the same."""
    notebooks = [(one.lab, one.source) for one in built]
    new = {one.lab for one in built}
    notebooks += [
        (path.parent.name, nbformat.read(path, as_version=4))
        for path in sorted(course.source.glob("*/*.ipynb"))
        if path.parent.name not in new
    ]
    owners: dict[str, str] = {}
    for lab, notebook in notebooks:
        for grade_id in graded_ids(notebook):
            if owners.setdefault(grade_id, lab) != lab:
                raise UserError(
                    f"The grade_id {grade_id} is used in {owners[grade_id]} and in {lab}: oracles are found by it, so rename one."
                )


def _warn_of_oracles(course: Course, built: list[Built], *, everything: bool, say: Callable[[str], None]) -> None:
    package = _oracle_package(course)
    folder = course.root.joinpath(*package.split("."))
    if not package or not folder.is_dir():
        return
    known = oracle_ids(folder)
    graded = {grade_id: one.lab for one in built for grade_id in graded_ids(one.source)}
    for grade_id, lab in graded.items():
        if grade_id not in known:
            say(f"warning: {lab}, cell {grade_id}: no oracle in {package}, so its own test decides the mark")
    for grade_id in sorted(known - set(graded)) if everything else []:
        say(f"warning: {package} has an oracle for {grade_id}, which is the grade_id of no cell")


def _oracle_package(course: Course) -> str:
    return str(course.config.OracleExecute.get("oracle_package", ""))


def _relative(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()
