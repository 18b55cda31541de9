"""The oracles of a course: how they are registered, and how a package of them is read."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import UserError
from grader.oracles.student import Student


@dataclass(frozen=True)
class Oracle:
    """One oracle and where it was written."""

    grade_id: str
    function: Callable[[Student, np.random.Generator], None]
    parts: dict[str, float]
    file: str
    line: int


_registry: dict[str, list[Oracle]] = {}
_loaded: dict[tuple[str, str], tuple[Any, dict[str, Oracle]]] = {}


def oracle(grade_id: str, *, parts: dict[str, float] | None = None) -> Callable:
    """Register the decorated function as the oracle of a test cell.

    Parameters
    ----------
    grade_id : str
        The nbgrader grade id of the test cell.
    parts : dict of str to float, optional
        Points of parts that are earned one by one; see `Student.part`. They share out the cell's points.
    """
    if parts is not None and (not parts or min(parts.values()) < 0 or sum(parts.values()) <= 0):
        raise UserError(
            f"The parts of oracle {grade_id!r} are {parts}; give each one points, 0 or more, and at least one more than 0."
        )

    def register(function: Callable) -> Callable:
        code = function.__code__
        made = Oracle(grade_id, function, dict(parts or {}), code.co_filename, code.co_firstlineno)
        _registry.setdefault(function.__module__, []).append(made)
        return function

    return register


def choice(grade_id: str, letter: str, why: str) -> None:
    """Register the oracle of a multiple-choice question, whose answer is a variable of the notebook.

    Parameters
    ----------
    grade_id : str
        `test_` and the variable's name: `test_question_mask` looks at `question_mask`.
    letter : str
        The right one.
    why : str
        The sentence for those who chose another: it leads to the answer and does not name it.
    """
    place = sys._getframe(1)  # where the question stands, as a decorated function would know of itself
    module, file, line = place.f_globals["__name__"], place.f_code.co_filename, place.f_lineno

    def decide(student: Student, rng: np.random.Generator) -> None:
        chosen = student.value(grade_id.removeprefix("test_"))
        chosen.satisfies(lambda value: isinstance(value, str) and value == letter, "", why)

    _registry.setdefault(module, []).append(Oracle(grade_id, decide, {}, file, line))


def load_oracles(package: str, root: Path | str | None = None) -> dict[str, Oracle]:
    """Import every module of a package and return its oracles by grade id.

    Parameters
    ----------
    package : str
        Name of the package, like `hidden_tests`.
    root : Path, optional
        Folder that holds the package; it goes before every other place modules are found in. The package is read
        again when a file of it changed.

    Raises
    ------
    UserError
        If there is no such package, one of its modules fails to import, or two oracles share a grade id.
    """
    folder = Path(root).resolve() / package if root is not None else None
    if folder is None or not folder.is_dir():
        return _collect(package)
    stamp = sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*.py"))
    key = (package, str(folder))
    if key not in _loaded or _loaded[key][0] != stamp:
        # Another course's package of the same name, or an older state of this one, must not answer for it.
        for name in [name for name in sys.modules if name == package or name.startswith(package + ".")]:
            del sys.modules[name]
        sys.path.insert(0, str(folder.parent))
        importlib.invalidate_caches()
        try:
            _loaded[key] = (stamp, _collect(package))
        finally:
            sys.path.remove(str(folder.parent))
    return _loaded[key][1]


def _collect(package: str) -> dict[str, Oracle]:
    found: dict[str, Oracle] = {}
    top = _import(package)
    names = (
        [module.name for module in pkgutil.walk_packages(top.__path__, package + ".")]
        if hasattr(top, "__path__")
        else []
    )
    for name in [package, *sorted(names)]:
        _import(name)
        for made in _registry.get(name, []):
            if made.grade_id in found:
                other = found[made.grade_id]
                raise UserError(
                    f"Two oracles decide {made.grade_id!r}: {other.file}:{other.line} and {made.file}:{made.line}; remove one."
                )
            found[made.grade_id] = made
    return found


def _import(name: str) -> Any:
    if name not in sys.modules:
        _registry.pop(name, None)
    try:
        return importlib.import_module(name)
    except (
        Exception,
        SystemExit,
    ) as error:  # an instructor's module may fail in any way; all of them stop the marking here
        sys.modules.pop(name, None)
        if isinstance(error, SyntaxError):
            where = f"{error.filename}:{error.lineno}"
        else:
            frames = [
                f
                for f in traceback.extract_tb(error.__traceback__)
                if "importlib" not in f.filename and f.filename != __file__
            ]
            where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "no such file"
        raise UserError(
            f"The oracles in {name} could not be imported: {type(error).__name__}: {error} ({where}); mend that before grading."
        ) from error
