"""House rules that a machine can hold: lint, spelling, length, and what must not be in any file."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import PACKAGES, ROOT, modules, named, text_of, tracked

LONGEST_MODULE = 250
# In two parts, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "registry" + ".yarn",
    "conda" + ".anaconda.org",
]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/" + "opt/", ".py" + "env/versions", "/" + "Users/", "/" + "tmp/"]
MARKS_OF_WORK = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the project's folder."""
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    assert program, f"{command[0]} is not installed: run `make setup`"
    return subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize(
    "arguments",
    [("check", "--output-format", "concise"), ("format", "--check", "--output-format", "concise")],
    ids=lambda a: a[0],
)
def test_ruff(arguments):
    done = tool("ruff", *arguments, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_spelling():
    done = tool(
        "codespell",
        *[named(path) for path in tracked() if path.suffix in {".md", ".py", ".toml", ".yml", ".j2", ".html", ".css"}],
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", [*PACKAGES, "tools"])
def test_a_module_has_one_subject_and_a_readable_length(package):
    lengths = {named(path): len(text_of(path).splitlines()) for path in modules(package)}
    assert lengths
    long = [f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_MODULE]
    assert not long, "\n".join(long)


def test_every_module_says_what_it_is():
    mute = [
        named(path)
        for package in (*PACKAGES, "tools")
        for path in modules(package)
        if not ast.get_docstring(ast.parse(text_of(path)))
    ]
    assert not mute, "\n".join(mute)


# ---- what must not be in any file


@pytest.mark.parametrize(
    "words", [REGISTRIES, MACHINE_PATHS, MARKS_OF_WORK], ids=["registries", "paths", "marks of work"]
)
def test_no_file_names(words):
    held = [f"{named(path)}: {word}" for path in tracked() for word in words if word in text_of(path)]
    assert not held, "\n".join(held)


def test_text_files_are_clean():
    dirty = []
    for path in tracked():
        text = text_of(path)
        if "\r" in text:
            dirty.append(f"{named(path)}: line ends of another system")
        if text and not text.endswith("\n"):
            dirty.append(f"{named(path)}: no line end at the end")
        if path.suffix in {".py", ".md", ".toml", ".yml"} and re.search(r"[ \t]+$", text, re.MULTILINE):
            dirty.append(f"{named(path)}: blanks at a line's end")
    assert not dirty, "\n".join(dirty)


def notebooks() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".ipynb" and path.relative_to(ROOT).parts[0] in {"source", "release"}
    ]


def test_committed_notebooks_hold_no_output():
    assert notebooks(), "no notebook in source/ and release/: run `make build`"
    for path in notebooks():
        for cell in json.loads(text_of(path))["cells"]:
            assert not cell.get("outputs"), f"{named(path)}: cell {cell.get('id')} holds output"
            assert cell.get("execution_count") is None, f"{named(path)}: cell {cell.get('id')} was run"


def test_no_script_lies_where_nbgrader_would_hand_it_out():
    loose = [
        named(path)
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"source", "release"}
    ]
    loose += [
        named(path)
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == "labs" and path.parent != ROOT / "labs"
    ]
    assert not loose, "\n".join(loose)
