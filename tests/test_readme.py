"""What README.md says of the labs is what the labs are."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \[?(\d\d_\w+)\]?(?:\(([^)]+)\))? \| (.+?) \| *(\d*) *\| *(\d*) *\| (\w+) \|$", re.MULTILINE)
ROWS = {row[0]: row for row in ROW.findall(README)}
WRITTEN = sorted(path.stem for path in (ROOT / "labs").glob("[0-9]*.py"))
ALL = [
    "00_data",
    "01_popularity",
    "02_collaborative_filtering",
    "03_tfidf",
    "04_two_tower",
    "05_matrix_factorization",
    "06_youtube",
    "07_hybrid",
]


def test_the_table_has_all_eight_labs_in_order() -> None:
    assert list(ROWS) == ALL


@pytest.mark.parametrize("lab", ALL)
def test_a_row_says_what_the_lab_says(lab: str) -> None:
    _, link, _, points, minutes, state = ROWS[lab]
    if lab not in WRITTEN:
        assert (link, points, minutes, state) == ("", "", "", "planned")
        return
    head = jupytext.read(ROOT / "labs" / f"{lab}.py").cells[0].source
    stated = re.search(r"^(\d+) points · (\d+) minutes$", head, re.MULTILINE)
    assert stated is not None
    assert (points, minutes, state) == (*stated.groups(), "ready")
    assert (ROOT / link).is_file()
