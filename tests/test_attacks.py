"""One attack of each kind fails, and the harness would notice if it did not.

The whole catalogue takes a quarter of an hour, too long for every run of the tests: `python -m benchmarks.attacks --ours`
marks all of it and keeps what came out. That this was done since an attack was last changed, and that none succeeded, is
tested here.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks import attacks as measured
from tests.attacks.catalogue import ATTACKS, DIGESTS, QUICK, named
from tests.attacks.harness import Report, attack_course
from tests.attacks.model import Attack

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PAGES = ("script-in-page", "page-of-html", "attachments", "lying-exception", "forged-verdict", "pages")
MARKED = [*QUICK, *(attack for attack in named(*PAGES) if attack not in QUICK)]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a sandbox")


def found(report: Report, attack: Attack):
    return next(result for result in report.results if result.attack is attack)


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quick") / "arena"


@pytest.fixture(scope="module")
def quick(arena: Path) -> Report:
    """One of each way, marked in one run by one worker, an honest submission after every few."""
    return attack_course(arena, MARKED, spacing=6)


@pytest.mark.parametrize("attack", MARKED, ids=lambda attack: attack.name)
def test_an_attack_fails(quick: Report, attack: Attack) -> None:
    assert not found(quick, attack).breaches


def test_nobody_else_feels_the_quick_ones(quick: Report) -> None:
    assert not quick.general
    assert quick.honest > len(MARKED) / 6


def test_every_attack_was_measured_as_it_is_and_failed() -> None:
    kept = measured.read()
    assert {attack.name for attack in ATTACKS} == set(kept["alone"]) == set(kept["ours"])
    changed = [title for title, digest in DIGESTS.items() if kept["digests"].get(title) != digest]
    assert changed == [], "measure these anew: python -m benchmarks.attacks --ours"
    assert {name: said for name, said in kept["ours"].items() if not said[0].startswith("0, ") or len(said) > 1} == {}


def test_the_page_holds_the_table_of_what_was_measured() -> None:
    assert measured.PART.read() == measured.table(measured.read()), "run `python -m benchmarks.attacks --table`"


@pytest.mark.slow
def test_whoever_is_marked_beside_an_attack_gets_the_same(tmp_path: Path) -> None:
    attacks = named(
        "memory-in-child", "fork-bomb", "loop-in-cell", "output-stdout", "disk-file", "kill-all", "written-memory"
    )
    report = attack_course(tmp_path / "arena", attacks, workers=2, patient=True)
    assert not report.general
    assert {result.attack.name: result.breaches for result in report.results if result.breaches} == {}


def test_without_a_sandbox_the_harness_sees_what_succeeds(tmp_path: Path) -> None:
    expected = {
        "input-transformer": (),
        "read-source": ("gained 15 points", "read a secret: source"),
        "read-environment": ("read a secret: environment",),
        "tcp-loopback": ("knocked at TCP",),
        "write-course": ("left ",),
        "daemon": ("a process is left",),
    }
    report = attack_course(tmp_path / "arena", named(*expected), spacing=3, unsafe=True)
    for result in report.results:
        said = "\n".join(result.breaches)
        assert all(words in said for words in expected[result.attack.name]), (result.attack.name, said)
        assert expected[result.attack.name] or not said


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_no_script_of_a_student_runs_in_the_feedback_page(quick: Report, arena: Path) -> None:
    from playwright.sync_api import sync_playwright

    handed_out = sorted((arena / "course" / "feedback").rglob("*.html"))
    pages = [path for name in PAGES for path in handed_out if f"-{name}/" in path.as_posix()]
    pages.append(arena / "course" / "report" / "index.html")
    assert len(pages) > len(PAGES)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for path in pages:
            assert tried(browser, path) == [], path
        browser.close()


def tried(browser, path: Path) -> list[str]:
    """What a page did that it must not do: other titles, dialogs, requests, moves to other pages."""
    page, done = browser.new_page(), []

    def refuse(dialog) -> None:
        done.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def went(request) -> bool:
        return "127.0.0.1" in request.url and request.failure != "csp"  # the policy's own refusals never left

    page.on("dialog", refuse)
    page.on("requestfinished", lambda request: done.append(request.url) if went(request) else None)
    page.on("requestfailed", lambda request: done.append(request.url) if went(request) else None)
    page.goto(path.as_uri(), wait_until="load")
    page.wait_for_timeout(300)
    if "atk" in page.title() or page.url != path.as_uri():
        done.append(f"{page.title()} at {page.url}")
    page.close()
    return done
