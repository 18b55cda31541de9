"""nbgrader's own ways of marking, the formgrader's button and the plain command, mark by our oracles and in our sandbox."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import nbformat
import psutil
import pytest

from grader.course import Course
from grader.records import gradebook
from tests.courses import GOOD, LAB, answered, hand_in, make_course
from tests.test_browser import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120  # seconds for a start or for one submission, on a machine with other work

# The course's own configuration, with the tiny course's folders and oracles.
CONFIG = f"""\
c = get_config()
load_subconfig("nbgrader_config.py", path={str(ROOT)!r})
c.CourseDirectory.root = {{root!r}}
c.CourseDirectory.course_id = "tiny"
c.OracleExecute.oracle_package = "tiny_oracles"
c.ClearSolutions.code_stub = {{{{"python": "# YOUR CODE HERE"}}}}
"""
ONLY_FOR_SHOW = "def double(x):\n    return 4"
# What a submission sees of the machine it is marked on, printed by an answer cell.
LOOK = """\
import json, os
def namespace(kind):
    try:
        return os.readlink(f"/proc/self/ns/{{kind}}")
    except OSError as error:
        return repr(error)
found = [path for path in {paths!r} if os.path.exists(path)]
print(json.dumps({{"found": found, "namespaces": [namespace(kind) for kind in {kinds!r}]}}))
"""
KINDS = ("pid", "net", "user", "mnt", "ipc")
# student: answers, marks of the two questions
CLASS: dict[str, tuple[dict[str, str], float, float]] = {
    "ada": (GOOD, 6, 4),
    "eve": ({**GOOD, "double": ONLY_FOR_SHOW}, 0, 4),
    "blank": ({}, 0, 0),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = make_course(tmp_path / "course", config=CONFIG.format(root=str(tmp_path / "course")))
    for student, (answers, *_) in CLASS.items():
        hand_in(made, student, answered(answers))
    nosy = LOOK.format(paths=forbidden(made), kinds=KINDS) + GOOD["add"]
    hand_in(made, "nosy", answered({**GOOD, "add": nosy}))
    return made


def forbidden(course: Course) -> list[str]:
    """What no submission may see: the original it was copied from, another's, the solutions, the oracles, the marks."""
    inside = ("source", "tiny_oracles", "nbgrader_config.py", "gradebook.db", "submitted/ada", "submitted/nosy")
    return [*(str(course.root / name) for name in inside), str(ROOT / "hidden_tests"), str(ROOT / "source")]


def assert_marked_by_us(course: Course, student: str) -> None:
    """The gradebook has the marks, the notebook says that an oracle gave them."""
    _, double, add = CLASS.get(student, (None, 6, 4))
    found = gradebook.marks(course, LAB, student)
    assert found.by_question == {(LAB, "test_double"): double, (LAB, "test_add"): add}
    record = nbformat.read(course.autograded / student / LAB / f"{LAB}.ipynb", as_version=4).metadata["grading"]
    cells = record["cells"]
    assert (cells["test_double"]["by"], cells["test_add"]["by"]) == ("oracle", "nbgrader")
    assert (cells["test_double"]["earned"], cells["test_add"]["earned"]) == (double, add)
    if student == "eve":
        assert "twice a random number" in cells["test_double"]["message"]


def assert_ran_in_the_sandbox(course: Course) -> None:
    """The nosy one found nothing of the course, and shares no namespace with us."""
    notebook = nbformat.read(course.autograded / "nosy" / LAB / f"{LAB}.ipynb", as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    (said,) = [out.text for out in outputs if out.get("name") == "stdout" and "namespaces" in out.text]
    looked = json.loads(said)
    assert looked["found"] == []
    ours = [os.readlink(f"/proc/self/ns/{kind}") for kind in KINDS]
    assert [kind for kind, mine, its in zip(KINDS, ours, looked["namespaces"], strict=True) if mine == its] == []


def environment() -> dict[str, str]:
    """With the environment's commands on the path, as an activated environment has it; without a token of ours."""
    own = {name: value for name, value in os.environ.items() if name != "JUPYTER_TOKEN"}
    return own | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}


def nbgrader(course: Course, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root, env=environment(), capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def released(course: Course) -> Course:
    nbgrader(course, "generate_assignment", "--assignment", LAB)
    return course


@pytest.mark.slow
def test_plain_nbgrader_autograde_marks_by_our_oracles(released: Course) -> None:
    nbgrader(released, "autograde", LAB, "--create")
    for student in (*CLASS, "nosy"):
        assert_marked_by_us(released, student)
    assert_ran_in_the_sandbox(released)


@pytest.fixture(params=["course", "."], ids=["in the course's folder", "in a folder above it"])
def server(course: Course, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a JupyterLab with nbgrader's extensions, as they are after installation, was started; it ends cleanly."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, folder = secrets.token_hex(16), course.root.parent / request.param
    log = course.root.parent / "server.log"
    root = ["--allow-root"] if os.geteuid() == 0 else []
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--port-retries=0", *root],
            cwd=folder, env=environment() | {"JUPYTER_TOKEN": token}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={token}", process, log)
        yield f"{address}/{'lab' if request.param == 'course' else 'formgrader'}?token={token}"
    finally:
        below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _, left = psutil.wait_procs(below, timeout=10)
        for one in left:
            one.kill()
    assert not left, f"processes outlive the server: {left}"


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.3)


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE * 1000)
        yield page
        browser.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_the_formgraders_button_marks_by_our_oracles(course: Course, server: str, page, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    page.goto(server if "/lab" in server else f"{server}&path=course")
    formgrader = page
    if "/lab" in server:
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_text("Formgrader", exact=True).click()
        formgrader = page.frame_locator("iframe[src*='formgrader']")

    def press(row: str, button: str, picture: str) -> str:
        """Press a button in the table's row, and return what the formgrader then says."""
        formgrader.locator("#main-table tr", has_text=row).locator(f"td.{button} a").click()
        said = formgrader.locator("#success-modal, #error-modal")
        said.locator(".modal-footer button").wait_for()
        page.wait_for_timeout(400)  # the window slides in
        page.screenshot(path=pictures / f"formgrader-{picture}.png")
        text = said.inner_text()
        said.locator(".modal-footer button").click()
        said.wait_for(state="detached")
        return text

    assert "Successfully created the student version" in press(LAB, "assign", "assign")
    formgrader.locator("td.num-submissions a").click()
    for student in ("ada", "eve", "nosy"):
        assert f"Successfully autograded '{LAB}' for student '{student}'" in press(student, "autograde", student)
    scores = formgrader.locator("#main-table td.score").all_inner_texts()
    page.screenshot(path=pictures / "formgrader-submissions.png")
    assert sorted(scores) == ["", "10 / 10", "10 / 10", "4 / 10"]
    for student in ("ada", "eve", "nosy"):
        assert_marked_by_us(course, student)
    assert_ran_in_the_sandbox(course)
