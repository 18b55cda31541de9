"""Results that are kept: found again as long as the data, the code, the parameters and the packages are the same."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recsys_utils.data.places import cache as cache_folder
from recsys_utils.files import write_whole
from recsys_utils.leaderboard.systems import recipe

if TYPE_CHECKING:
    import pandas as pd

    from recsys_utils.leaderboard.systems import System

ALWAYS = ("numpy", "scipy", "pandas", "scikit-learn")
JUDGES = ("recsys_utils.leaderboard.protocol", "recsys_utils.leaderboard.measuring")
BESIDE = ("recsys_utils.data", "recsys_utils.leaderboard.systems")  # the contents and the recipe are in the key already
PACKAGE_OF = {"tensorflow": ("tensorflow", "tensorflow-cpu")}


def folder() -> Path:
    """Where results are kept: in the cache of the data sets."""
    return cache_folder() / "leaderboard"


def digest_of_data(ratings: pd.DataFrame, movies: pd.DataFrame) -> str:
    """A number for the contents of a data set: another one if a single rating differs."""
    import pandas as pd

    digest = hashlib.sha256()
    for table, columns in (
        (ratings, ["user_id", "movie_id", "rating", "timestamp"]),
        (movies, ["movie_id", "title", "genres"]),
    ):
        digest.update(pd.util.hash_pandas_object(table[columns], index=False).to_numpy().tobytes())
    return digest.hexdigest()


def key_of(system: System, data: str, movies: pd.DataFrame) -> str:
    """A number for everything that a system's result depends on."""
    made = system.make(movies)
    classes = {type(made).__module__, *_modules_of_parts(made)}
    code = sorted({name for module in (*classes, *JUDGES) for name in sources(module)})
    held = [data, recipe(made), *(f"{name} {_digest_of_source(name)}" for name in code)]
    held += [f"{name} {_version(name)}" for name in (*ALWAYS, *system.packages)]
    return hashlib.sha256("\n".join(held).encode()).hexdigest()[:20]


def load(system: System, key: str) -> dict[str, Any] | None:
    """A result that was kept, None if there is none, or none that can be read."""
    try:
        found = json.loads(_path(system, key).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"table", "cold"} <= found.keys() else None


def keep(system: System, key: str, result: dict[str, Any]) -> None:
    """Keep a result, whole or not at all."""
    write_whole(_path(system, key), json.dumps(result, indent=1).encode())


@cache
def sources(module: str) -> frozenset[str]:
    """A module of the course and those of the course that it imports, at any place, and so on.

    What reads data sets and what lists the systems is left out.
    """
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or not name.startswith("recsys_utils.") or name.startswith(BESIDE):
            continue
        path = _file_of(name)
        if path is None:
            continue
        found.add(name)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return frozenset(found)


@cache
def _file_of(module: str) -> Path | None:
    root = Path(__file__).resolve().parents[2] / Path(*module.split("."))
    return next((path for path in (root.with_suffix(".py"), root / "__init__.py") if path.is_file()), None)


def _digest_of_source(module: str) -> str:
    path = _file_of(module)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""


def _modules_of_parts(recommender: Any) -> set[str]:
    found: set[str] = set()
    for part in getattr(recommender, "parts", []):
        found |= {type(part).__module__, *_modules_of_parts(part)}
    return found


def _path(system: System, key: str) -> Path:
    return folder() / f"{system.key}-{key}.json"


@cache
def _version(package: str) -> str:
    for name in PACKAGE_OF.get(package, (package,)):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "not installed" if importlib.util.find_spec(package) is None else "unknown"
