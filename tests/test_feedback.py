"""Feedback pages: what of a notebook acts on the page around it, what they say, and how they are made anew."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from grader.cli.show import Silent
from grader.course import Course
from grader.errors import UserError
from grader.records import gradebook
from grader.records.outcome import Outcome, Outcomes, Status
from grader.reporting import export, report
from grader.reporting.feedback import advice
from grader.reporting.harmless import harmless
from grader.running import refresh
from grader.running.run import How, Run, grade
from tests.courses import GOOD, LAB, answered, hand_in, make_course, source_notebook

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
AWAY = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">'
OVER = "top:0;left:0;width:100%;height:100%;background:white"


class Held(Executor):
    """Stands in for the worker processes: does a job when somebody waits for it, and counts the jobs that wait."""

    def __init__(self) -> None:
        self.waiting, self.most = set(), 0

    def submit(self, function: Callable, /, *arguments: Any) -> Future:
        held = self

        class Job(Future):
            def result(self, timeout: float | None = None) -> Any:
                held.waiting.discard(self)
                return function(*arguments)

        job = Job()
        self.waiting.add(job)
        self.most = max(self.most, len(self.waiting))
        return job

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False, stop: bool = False) -> None:
        """Nothing to shut down."""


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    pool = Held()
    monkeypatch.setattr(refresh, "WorkerPool", lambda *_: pool)
    return pool


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def marked(course: Course, threads: Executor) -> Run:
    return grade(course, [], None, False, Silent(), how=How(workers=1, executor=threads, remote=True))


# ---- What notebooks put into a page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        AWAY,
        "<META/http-equiv=refresh content='0;url=x'>",
        f"<!-- x --!> {AWAY} -->",
        f"<![CDATA[ > {AWAY} ]]>",
        f"<textarea></textarea x>{AWAY}",
        f'<b title="a > {AWAY}',
        "<me<meta>ta http-equiv=refresh>",
        "<meta <b>",
        "<sty<base>le>body{display:none}",
        "<style>body{display:none}",
        "<style\n>body{display:none}</style\n>",
        "<svg><style>*{display:none}</style></svg>",
        "<iframe src=x></iframe><object data=x></object><embed src=x><frame src=x><form action=x></form><link href=x>",
        "<body style='display:none'><html hidden>",
    ],
)
def test_no_tag_is_left_that_acts_on_the_whole_page(text: str) -> None:
    left = harmless(f"<p>{text}</p>").lower()
    names = ("meta", "style", "base", "iframe", "object", "embed", "frame", "form", "link", "body", "html")
    assert not [name for name in names if f"<{name}" in left]


@pytest.mark.parametrize(
    "attribute",
    [
        'style="position:fixed"',
        "STYLE = 'Position : absolute'",
        "style=position:sticky",
        'style="color:red;pos&#105;tion:fixed"',
        r'style="p\6fsition:fixed"',
        'style="posi&#x74;ion/**/:fixed"',
        'style="margin:-99em;z-index:9"',
        "style\n=\n'position:fixed'",
        "style=\x0b;position:fixed",
        "style" + " " * 5000 + "='position:fixed'",
        "title='>'style='position:fixed'",
        'title=" style=" style="position:fixed"',
        f'style="{"color:red;" * 500}position:fixed"',
    ],
)
def test_no_style_is_left_that_puts_something_over_the_rest(attribute: str) -> None:
    left = harmless(f"<div {attribute}>x</div>")
    assert "data-style" in left.lower()
    assert "position" not in left.lower().split("data-style")[0]


def test_everything_else_is_left_as_it_is() -> None:
    kept = [
        '<table class="dataframe"><tr><td style="text-align: right;">1 &lt; 2</td></tr></table>',
        '<svg viewBox="0 0 9 9"><path style="fill: none; stroke: #000" d="M 0 0"/><metadata/><a href="#x">y</a></svg>',
        '<img alt="a figure" src="data:image/png;base64,AAAA" style="max-width:100%">',
        '<pre>&lt;meta http-equiv="refresh"&gt; <span class="n">style</span> <span class="o">=</span> 3</pre>',
        '<div style="background-position: 0 0; object-position: 1px">x < y <b>bold</b> <basefont> <formula></div>',
        "</body>\n</html>",
    ]
    assert harmless("\n".join(kept)) == "\n".join(kept)
    table = "<div>\n<style scoped>\n  .dataframe th { text-align: right; }\n</style>\n<table></table></div>"
    assert harmless(table) == "<div>\n\n<table></table></div>"


def test_a_large_page_takes_little_time() -> None:
    row = '<tr style="text-align: right"><td><span class="n">x</span> &lt; 3</td></tr>\n'
    page = row * 50_000 + '<img src="data:image/png;base64,' + "A" * 4_000_000 + '">' + "<meta 'x" * 10_000
    began = time.process_time()
    harmless(page)
    assert time.process_time() - began < 2, f"{len(page) / 1e6:.0f} MB"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_a_page_stays_where_it_is_and_its_summary_in_view(course: Course, threads: Executor) -> None:
    from playwright.sync_api import sync_playwright

    tricks = [
        AWAY,
        "<style>body, section { display: none !important }</style>",
        "<svg><style>section { visibility: hidden }</style></svg>",
        f"<div style='position:fixed;z-index:2147483647;{OVER}'>over it</div>",
        f"<div style='display:flex'><div style='z-index:2147483647;margin-top:-200em;{OVER}'>over it</div></div>",
        f"<div class='navbar-fixed-top' style='{OVER}'>over it</div>",
        "<body style='display:none'>",
        "<base href='http://127.0.0.1:9/'><link rel=stylesheet href='x.css'><iframe srcdoc='x'></iframe>",
    ]
    notebook = answered()
    code = (
        f"from IPython.display import HTML, Markdown, display\nfor x in {tricks!r}:\n    display(HTML(x), Markdown(x))"
    )
    notebook.cells += [*map(v4.new_markdown_cell, tricks), v4.new_code_cell(code)]
    hand_in(course, "eve", notebook)
    (outcome,) = marked(course, threads).outcomes
    assert outcome.score == 10
    address = (course.feedback / "eve" / LAB / f"{LAB}.html").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        page.wait_for_timeout(1000)
        assert page.url == address
        # In view, and what a click on it would hit.
        page.locator("h1").first.click(trial=True, timeout=3000)
        assert page.locator("section[aria-label=Summary] tbody tr").count() == len(GOOD)
        style = "e => (s => [s.display, s.visibility])(getComputedStyle(e))"
        assert page.locator("body").evaluate(style) == ["block", "visible"]
        places = page.locator("body *").evaluate_all("all => all.map(e => getComputedStyle(e).position)")
        assert "fixed" not in places and "sticky" not in places
        browser.close()


# ---- What a page says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.OUT_OF_MEMORY])
def test_a_page_says_what_was_marked_where_marking_was_stopped(status: Status) -> None:
    outcome = Outcome("ada", LAB, status, score=4, max_score=10)
    assert advice(outcome).endswith("; everything else was marked as usual.")
    assert advice(replace(outcome, limits=("output",))).endswith("; everything else was marked as usual.")
    for name in ("memory", "cpu", "notebook time"):
        stopped = replace(outcome, limits=("output", name))
        assert advice(stopped).endswith("; marking ended there, and what was decided before counts.")
    assert advice(replace(outcome, score=None)).endswith("; it was not marked.")


# ---- Two notebooks in one lab -----------------------------------------------------------------------------------------


def test_two_notebooks_may_use_a_name_twice(course: Course, threads: Executor, held: Held) -> None:
    nbformat.write(source_notebook(), course.source / LAB / "more.ipynb")
    hand_in(course, "ada", answered())
    hand_in(course, "ada", answered({"double": GOOD["double"]}), name="more.ipynb")

    def earned(outcomes: list[Outcome]) -> dict[tuple[str, str], float | None]:
        return {(q.notebook, q.grade_id): q.earned for q in outcomes[0].questions}

    (outcome,) = marked(course, threads).outcomes
    right = {(LAB, "test_double"): 6, (LAB, "test_add"): 4, ("more", "test_double"): 6, ("more", "test_add"): 0}
    assert earned([outcome]) == right
    assert earned(marked(course, threads).outcomes) == right, "the second run reads them from the gradebook"
    refresh.feedback(course, [], None)
    kept = Outcomes(course.report / "outcomes").all([LAB])
    assert earned(kept) == right

    heading, row = export.csv_path(course).read_text("utf-8").splitlines()
    marks = dict(zip(heading.split(","), row.split(","), strict=True))
    assert marks[f"{LAB}:{LAB}:test_add"] == "4" and marks[f"{LAB}:more:test_add"] == "0"
    rows = {(row.notebook, row.grade_id): row for row in report.question_rows(LAB, kept)}
    assert {key: row.answers for key, row in rows.items()} == dict.fromkeys(right, 1)
    assert (rows[LAB, "test_add"].share, rows["more", "test_add"].share) == (1, 0)
    page = (course.feedback / "ada" / LAB / f"{LAB}.html").read_text("utf-8")
    assert 'href="#test_add"' in page and 'href="more.html#test_add"' in page

    with gradebook.opened(course) as book:
        book.find_grade("test_add", "more", LAB, "ada").manual_score = 1.5
        book.db.commit()
    hand_in(course, "ada", answered({"double": "def double(x):\n    return 2 * x"}), name="more.ipynb")
    (outcome,) = marked(course, threads).outcomes
    assert outcome.again[0].startswith("more, test_add: marked by hand before (1.5)")


def test_marks_kept_by_an_earlier_version_name_no_notebook(course: Course, threads: Executor) -> None:
    hand_in(course, "ada", answered())
    (outcome,) = marked(course, threads).outcomes
    old = replace(outcome, questions=tuple(replace(q, notebook="", earned=0) for q in outcome.questions))
    fresh = refresh.refreshed(old, gradebook.marks_of_lab(course, LAB)["ada"])
    assert [q.earned for q in fresh.questions] == [6, 4]
    assert len(report.question_rows(LAB, [fresh, outcome])) == 2


# ---- Pages made anew --------------------------------------------------------------------------------------------------


def test_a_page_that_cannot_be_made_is_kept_and_named(course: Course, threads: Executor, held: Held) -> None:
    hand_in(course, "ada", answered())
    marked(course, threads)
    page = course.feedback / "ada" / LAB / f"{LAB}.html"
    before = page.read_bytes()
    shutil.rmtree(course.autograded)
    with pytest.raises(
        UserError, match=rf"page of ada for {LAB} cannot be made \(there is no marked notebook in autog"
    ):
        refresh.feedback(course, [], None)
    assert page.read_bytes() == before


def test_an_error_without_a_text_is_named_by_its_kind(
    course: Course, threads: Executor, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", answered())
    marked(course, threads)

    def stumble(*_: Any) -> None:
        raise NotImplementedError

    monkeypatch.setattr("grader.reporting.feedback.install", stumble)
    with pytest.raises(UserError, match=r"cannot be made \(NotImplementedError\)"):
        refresh.feedback(course, [], None)


def test_every_worker_makes_pages_and_none_says_that_there_is_no_page(
    course: Course, threads: Executor, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = [f"s{number}" for number in range(5)]
    for student in students:
        hand_in(course, student, answered())
    marked(course, threads)
    kept = Outcomes(course.report / "outcomes")
    for student in students:
        kept.save(kept.get(LAB, student).with_notes(f"{refresh.PAGELESS}; see report/logs.", "Another note."))
    shutil.rmtree(course.feedback)
    monkeypatch.setattr(refresh, "cores", lambda: 2)
    assert refresh.feedback(course, [], None) == 5
    assert 2 <= held.most <= 3, "work for both, and no more pages at once than that takes"
    for student in students:
        page = (course.feedback / student / LAB / f"{LAB}.html").read_text("utf-8")
        assert "10 of 10" in page and "Another note." in page and refresh.PAGELESS not in page
        assert kept.get(LAB, student).notes == ("Another note.",)


def test_the_note_that_there_is_no_page_is_the_one_a_run_leaves(
    course: Course, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: Any) -> None:
        raise ValueError("no page today")

    hand_in(course, "ada", answered())
    monkeypatch.setattr("grader.running.flow.install", stumble)
    (outcome,) = marked(course, threads).outcomes
    assert [note.startswith(refresh.PAGELESS) for note in outcome.notes] == [True]
