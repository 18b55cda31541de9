"""Imports between our packages go one way, and never in a circle."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from tests.tree import PACKAGES, ROOT, modules, named, text_of

# What a package may import of the others; the oracles know one module of the grader, whose interface is theirs.
ARROWS = {
    "grader": (),
    "recsys_utils": (),
    "public_tests": ("recsys_utils",),
    "hidden_tests": ("grader.oracle", "recsys_utils"),
}
# Within the grader: what each of its packages may import of the others, the lower ones first.
WITHIN = {
    "wire": (),
    "oracles": ("wire",),
    "sandbox": (),
    "warm": ("sandbox",),
    "intake": (),
    "records": (),
    "marking": ("wire", "oracles", "sandbox", "warm", "intake", "records"),
    "bookkeeping": ("oracles", "intake", "records", "marking"),
    "reporting": ("records", "marking", "bookkeeping"),
    "running": ("sandbox", "intake", "records", "marking", "bookkeeping", "reporting"),
    "building": (),
    "cli": ("intake", "records", "reporting", "running", "building"),
}
EVERYONES = {"grader", "grader.course", "grader.errors", "grader.files", "grader.settings"}


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, everywhere: bool) -> set[str]:
    """Full names of what a module imports: everywhere in it, or only as it is loaded itself."""
    tree = ast.parse(text_of(path))
    nodes = list(ast.walk(tree)) if everywhere else at_load(tree.body)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def at_load(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements that run when a module is imported: not inside functions, nor under TYPE_CHECKING."""
    found: list[ast.stmt] = []
    for node in body:
        found.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            found += at_load(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for field in ("body", "orelse", "finalbody", "handlers"):
                for inner in getattr(node, field, []):
                    found += at_load(inner.body) if isinstance(inner, ast.ExceptHandler) else at_load([inner])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_between_packages_go_one_way(package):
    others = {*PACKAGES, "tests", "tools"} - {package}
    wrong = []
    for path in modules(package):
        names = {name for name in imports(path, everywhere=True) if name.split(".")[0] in others}
        allowed = {name for name in names for arrow in ARROWS[package] if name == arrow or name.startswith(f"{arrow}.")}
        # `from grader import oracle` names grader as well; what counts is the module that is meant.
        allowed |= {name for name in names if any(meant.startswith(f"{name}.") for meant in allowed)}
        wrong += [f"{named(path)} imports {name}" for name in sorted(names - allowed)]
    assert not wrong, "\n".join(wrong)


def test_imports_within_the_grader_go_one_way():
    paths = {dotted(path): path for path in modules("grader")}
    assert {
        path.parent.name for name, path in paths.items() if name.count(".") == 1 and path.name == "__init__.py"
    } == {*WITHIN}
    wrong, unused = [], {(package, other) for package, others in WITHIN.items() for other in others}
    for name, path in paths.items():
        package = name.removeprefix("grader").split(".")[1] if "." in name else ""
        for meant in sorted(imports(path, everywhere=True) & paths.keys() - EVERYONES):
            other = meant.split(".")[1]
            unused.discard((package, other))
            if package in WITHIN and other not in (package, *WITHIN[package]):
                wrong.append(f"{named(path)} imports {meant}")
    assert not wrong, "\n".join(wrong)
    assert not unused, f"nobody imports so any more: {sorted(unused)}"


@pytest.mark.parametrize(
    "name", ["execute.OracleExecute", "scores.OracleSaveAutoGrades", "stubs.ClearSolutions", "oracle.oracle"]
)
def test_names_that_courses_use_stay(name):
    module, _, what = name.partition(".")
    assert hasattr(importlib.import_module(f"grader.{module}"), what)


def test_no_module_imports_itself_in_a_circle():
    paths = {dotted(path): path for package in PACKAGES for path in modules(package)}
    graph = {
        name: {n for n in imports(path, everywhere=False) if n in paths and n != name} for name, path in paths.items()
    }

    def circle(name: str, way: tuple[str, ...]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        return next(
            (found for after in sorted(graph[name]) if after not in done and (found := circle(after, (*way, name)))), []
        )

    done: set[str] = set()
    for name in sorted(graph):
        found = circle(name, ())
        assert not found, " imports ".join(found)
        done.add(name)
