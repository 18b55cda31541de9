"""The report, the table of marks and the outcomes on disk, from invented outcomes."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.course import Course
from grader.records.outcome import Outcome, Outcomes, Question, Status, safe_name, settle
from grader.reporting import export, report
from tests.courses import LAB, make_course

HOSTILE = "<script>alert(1)</script>"


def question(name: str, earned: float | None, message: str = "") -> Question:
    return Question(name, f"Exercise {name}", earned, 4, message)


OUTCOMES = [
    Outcome("ada", LAB, Status.GRADED, False, 8, 8, (question("a", 4), question("b", 4)), seconds=2, seed=7),
    Outcome(
        "ben", LAB, Status.TIMEOUT, True, 2, 8, (question("a", 2, "swapped?"), question("b", 0, HOSTILE)), seconds=9
    ),
    Outcome(
        "cy",
        LAB,
        Status.TAMPERED,
        False,
        4,
        8,
        (question("a", 4), question("b", 0, "not attempted")),
        ("Was changed.",),
    ),
    Outcome("dee", LAB, Status.GRADED, False, 4, 8, (question("a", 4), question("b", None)), seconds=1),
    Outcome("=HYPERLINK(1)", LAB, Status.UNREADABLE, max_score=8, notes=("n.ipynb is an empty file.",)),
    Outcome(HOSTILE, LAB, Status.MISSING, max_score=8),
]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


class Page(HTMLParser):
    """Collects what a page loads and whether its table headers say what they head."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads, self.headers, self.scripts, self.language, self.ids = [], [], 0, None, []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.loads += [given[name] for name in ("src", "data", "poster") if name in given]
        self.loads += [given.get("href")] if tag == "link" else []
        self.scripts += tag == "script"
        self.headers += [given.get("scope")] if tag == "th" else []
        self.language = given["lang"] if tag == "html" else self.language
        self.ids += [given["id"]] if "id" in given else []


def test_the_page_stands_alone_and_can_be_read_aloud(course: Course) -> None:
    page = Page(report.write(course, OUTCOMES).read_text("utf-8"))
    assert page.loads == []
    assert page.scripts == 0, "a folder's name is no script"
    assert page.language == "en"
    assert set(page.headers) == {"row", "col"}
    assert len(page.ids) == len(set(page.ids))


def test_where_the_class_struggled_comes_hardest_first() -> None:
    a, b = report.question_rows(LAB, OUTCOMES)
    assert (a.full, a.partial, a.none, a.waiting, a.answers) == (3, 1, 0, 0, 4)
    assert a.share == pytest.approx(14 / 16)
    assert (b.full, b.partial, b.none, b.waiting) == (1, 0, 2, 1)
    assert b.share == pytest.approx(4 / 12), "what waits for a person is no zero"
    assert b.messages == [(HOSTILE, 1)]
    assert (a.untried, b.untried) == (0, 1)


def test_averages_leave_out_what_was_not_marked() -> None:
    row = report.lab_row(LAB, OUTCOMES)
    assert (row.submissions, row.marked, row.late) == (6, 4, 1)
    assert (row.mean, row.median, row.lowest, row.highest) == (4.5, 4, 2, 8)
    assert dict(row.statuses)[Status.GRADED] == 2


def test_the_hardest_question_is_named_first(course: Course) -> None:
    text = report.write(course, OUTCOMES).read_text("utf-8")
    section = text[text.index("Where the class struggled") :]
    assert section.index("Exercise b") < section.index("Exercise a")


def test_a_report_of_nothing(course: Course) -> None:
    assert "Nothing has been marked yet" in report.write(course, []).read_text("utf-8")


def test_marks_are_linked_to_pages_that_exist(course: Course) -> None:
    page = course.feedback / "ada" / LAB / f"{LAB}.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html></html>")
    text = report.write(course, OUTCOMES).read_text("utf-8")
    assert f'href="../feedback/ada/{LAB}/{LAB}.html"' in text
    assert "../feedback/ben" not in text


def test_table_of_marks(course: Course) -> None:
    rows = list(csv.DictReader(export.write_csv(course, OUTCOMES).open(encoding="utf-8", newline="")))
    by_student = {row["student"]: row for row in rows}
    assert by_student["ben"][f"{LAB}:a"] == "2"
    assert by_student["dee"][f"{LAB}:b"] == "" and by_student["dee"]["waiting"] == "1"
    assert by_student["'=HYPERLINK(1)"]["score"] == "", "a spreadsheet would take the name for a formula"
    assert [row["status"] for row in rows] == [o.status.value for o in OUTCOMES]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "  '=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ('a;=HYPERLINK("http:x","y")', 'a;\'=HYPERLINK("http:x","y")'),
        ("a\t@x", "a\t'@x"),
        ("a\n -1", "a\n '-1"),
        ("ada-b.c+1@uni.example; cell 3", "ada-b.c+1@uni.example; cell 3"),
        ("b = 3 - 1 was expected.", "b = 3 - 1 was expected."),
    ],
)
def test_no_part_of_a_text_is_a_formula(course: Course, text: str, kept: str) -> None:
    outcome = Outcome(text, LAB, Status.MISSING, notes=(text,))
    (row,) = csv.DictReader(export.write_csv(course, [outcome]).open(encoding="utf-8", newline=""))
    assert (row["student"], row["notes"]) == (kept, kept)


def test_marks_are_written_as_on_the_pages(course: Course) -> None:
    outcome = Outcome("ada", LAB, Status.GRADED, False, 1234567.25, 2000000, (question("a", 2 / 3),))
    (row,) = csv.DictReader(export.write_csv(course, [outcome]).open(encoding="utf-8", newline=""))
    assert (row["score"], row["max_score"], row[f"{LAB}:a"]) == ("1234567.25", "2000000", "0.67")


def test_json_is_plain_and_complete(course: Course) -> None:
    data = json.loads(json.dumps(export.as_json(course, OUTCOMES)))
    assert data["counts"]["graded"] == 2
    assert data["counts"]["crashed"] == 0
    assert [Outcome.from_dict({k: v for k, v in o.items() if k != "waiting"}) for o in data["outcomes"]] == OUTCOMES


def test_outcomes_survive_the_disk(tmp_path: Path) -> None:
    store = Outcomes(tmp_path)
    for outcome in OUTCOMES[:4]:
        store.save(outcome)
    assert store.all([LAB]) == OUTCOMES[:4]
    store.discard(LAB, "ada")
    assert store.get(LAB, "ada") is None
    store.path(LAB, "ben").write_text('{"student": "ben"}')
    assert store.get(LAB, "ben") is None, "half a file is no outcome"
    assert not list(tmp_path.rglob(".writing-*"))


def test_a_name_too_long_for_a_file(tmp_path: Path) -> None:
    long = "ä" * 120
    assert len((safe_name(long) + ".json").encode()) < 255
    assert safe_name(long) != safe_name(long + "b")
    Outcomes(tmp_path).save(Outcome(long, LAB, Status.MISSING))
    assert Outcomes(tmp_path).get(LAB, long).student == long


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ([], Status.GRADED),
        ([Status.TAMPERED, Status.TIMEOUT], Status.TIMEOUT),
        ([Status.TIMEOUT, Status.OUT_OF_MEMORY, Status.TAMPERED], Status.OUT_OF_MEMORY),
        ([Status.CRASHED, Status.TIMEOUT], Status.CRASHED),
        ([Status.UNREADABLE], Status.UNREADABLE),
    ],
)
def test_one_status_wins(seen: list[Status], status: Status) -> None:
    assert settle(seen) is status
    assert settle(reversed(seen)) is status
