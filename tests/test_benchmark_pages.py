"""Benchmarks write their own part of a page and leave the rest as it was."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from benchmarks.page import BENCHMARKS, Part, measured, part_of, when

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [
    path.stem
    for path in sorted((ROOT / "benchmarks").glob("*.py"))
    if "part_of(" in path.read_text("utf-8") and path.stem != "page"
]
PART = part_of("benchmarks/some.py", "## Some")


@pytest.mark.parametrize("script", [*SCRIPTS, "attacks"])
def test_the_same_words_written_again_change_no_page(script: str, tmp_path: Path) -> None:
    real: Part = importlib.import_module(f"benchmarks.{script}").PART
    copy = Part(real.begin, real.end, real.heading, tmp_path / real.page.name)
    copy.page.write_bytes(real.page.read_bytes())
    if real.begin not in copy.page.read_text("utf-8"):  # not measured yet
        copy.write("\n| a | table |\n")
    text = copy.page.read_text("utf-8")
    assert text.count(real.begin) == text.count(real.end) == 1
    between = text.partition(real.begin + "\n")[2].partition("\n" + real.end)[0]
    assert between.strip("\n") == copy.read() != ""
    copy.write(between)
    assert copy.page.read_text("utf-8") == text
    copy.write("other words")
    assert copy.read() == "other words"
    assert copy.page.read_text("utf-8").replace("other words", between) == text
    assert sorted(tmp_path.iterdir()) == [copy.page], "nothing half-written is left"


def test_every_part_of_the_page_is_some_script_s() -> None:
    parts = {importlib.import_module(f"benchmarks.{script}").PART for script in SCRIPTS}
    text = BENCHMARKS.read_text("utf-8")
    here = [part for part in parts if part.page == BENCHMARKS and part.begin in text]
    assert text.count("<!-- begin: ") == len(here) >= 5
    assert all(text.count(f"\n{part.heading}\n") == 1 for part in here)


def test_a_part_that_is_not_there_is_added_at_the_end(tmp_path: Path) -> None:
    page = PART.put("", "old")
    assert page.startswith("# ") and PART.put(page, "new") == page.replace("old", "new")
    other = "# Page\n\n## Other\n\nwords\n"
    added = PART.put(other, r"\1 new")
    assert added == f"{other}\n## Some\n\n{PART.begin}\n\\1 new\n{PART.end}\n"
    missing = Part(PART.begin, PART.end, PART.heading, tmp_path / "page.md")
    missing.write("old")
    assert missing.page.read_text("utf-8") == page and missing.read() == "old"
    assert PART.held(other) == ""


def test_the_line_that_says_when_and_on_what() -> None:
    line = measured("python -m benchmarks.some", "two cores")
    assert line.startswith(f"{when('python -m benchmarks.some')}, Python 3.")
    assert line.endswith(", two cores.") and line.startswith("Measured 2")
