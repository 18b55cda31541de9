"""A student's first minutes in a real Chromium: open a lab, read what is wrong, write the answer, read that it is right."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from grader.building.stubs import find_regions
from tests.answers import load

ROOT = Path(__file__).resolve().parent.parent
LAB = "01_popularity"
EXERCISE, TEST = "mean_vote", "test_mean_vote"
WRONG = next(answer for answer in load("popularity") if answer.test == TEST and answer.kind == "wrong")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 30_000  # milliseconds

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")]


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """Where JupyterLab serves a fresh copy of the labs, started by the command behind `make lab`."""
    shutil.copytree(ROOT / "release" / LAB, tmp_path / "release" / LAB)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("labs"), "open", LAB, "--no-browser", "--port", str(port)],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "JUPYTER_TOKEN"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    overdue = threading.Timer(120, process.kill)
    overdue.start()
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if f"http://127.0.0.1:{port}/" in line:
                break
        else:
            pytest.fail(f"JupyterLab did not start: {''.join(said)}")
        drain = threading.Thread(target=lambda: said.extend(process.stdout), daemon=True)
        drain.start()
        yield said[-1].split()[-1]
    finally:
        overdue.cancel()
        process.send_signal(signal.SIGTERM)  # JupyterLab ends its kernels too
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def page(tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def solution_of(grade_id: str) -> str:
    """The instructor's cell as a student would write it: without the marks of the region and without the stub."""
    notebook = nbformat.read(ROOT / "source" / LAB / f"{LAB}.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == grade_id)
    lines = cell.source.split("\n")
    for region in reversed(find_regions(cell.source)):
        lines[region.first : region.last + 1] = region.solution
    return "\n".join(lines)


def show(output) -> None:
    """Bring an output to the middle of the window, once the notebook has come to rest there."""
    output.wait_for()
    previous = None
    for _ in range(30):
        output.evaluate("output => output.scrollIntoView({block: 'center'})")
        box = output.bounding_box()
        if box == previous and 0 < box["y"] < 900 - box["height"]:
            return
        previous = box
        output.page.wait_for_timeout(300)
    pytest.fail(f"cannot be brought into view: {output.inner_text()}")


def test_a_student_reads_what_is_wrong_writes_the_answer_and_reads_that_it_is_right(address, page, tmp_path):
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address)
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    notebook.wait_for()
    notebook.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
    image = notebook.locator("img[src*='.svg']").first
    image.wait_for()
    assert image.evaluate("picture => picture.complete && picture.naturalWidth > 0"), "the lab's picture is not shown"

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    stopped = notebook.locator(".jp-OutputArea-output", has_text="not written yet").first
    show(stopped)
    page.screenshot(path=pictures / "unsolved.png")
    sentence = stopped.inner_text()
    assert EXERCISE in sentence
    assert "Traceback" not in sentence, "the check shows a traceback instead of a sentence"

    def answer(text: str) -> None:
        exercise = notebook.locator(".jp-CodeCell", has_text=f"def {EXERCISE}(").first
        exercise.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")

    answer(WRONG.source)
    told = notebook.locator(".jp-OutputArea-output", has_text=WRONG.says).first
    show(told)
    page.screenshot(path=pictures / "wrong.png")
    answer(solution_of(EXERCISE))
    passed = notebook.locator(".jp-OutputArea-output", has_text="All tests passed!").first
    show(passed)
    page.screenshot(path=pictures / "solved.png")

    assert page.locator(".jp-Dialog, .jp-toast-button").count() == 0, "JupyterLab asks something on the first start"
    page.keyboard.press("Control+S")
    saved = tmp_path / "my_labs" / LAB / f"{LAB}.ipynb"
    page.wait_for_function("() => document.querySelectorAll('.jp-mod-dirty').length === 0")
    cells = {cell.id: cell for cell in nbformat.read(saved, as_version=4).cells}
    assert cells[EXERCISE].source == solution_of(EXERCISE)
    assert "All tests passed!" in str(cells[TEST].outputs)
    elsewhere = [url for url in requested if not url.startswith((address.split("/lab")[0], "data:", "blob:"))]
    assert not elsewhere, "JupyterLab asks somebody else's machine"
