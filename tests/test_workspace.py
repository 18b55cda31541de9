"""`labs open`: a student's copies are made, kept up to date, and never overwritten."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from recsys_utils.errors import DataError
from recsys_utils.workspace import find_lab, find_root, hand_out, open_labs

OPEN = "import typer; from recsys_utils.workspace import open_labs; typer.run(open_labs)"


@pytest.fixture
def root(tmp_path):
    for lab in ("00_data", "01_popularity"):
        folder = tmp_path / "release" / lab
        folder.mkdir(parents=True)
        (folder / f"{lab}.ipynb").write_text(f'{{"lab": "{lab}", "edition": 1}}', encoding="utf-8")
    (tmp_path / "release" / "01_popularity" / "idea.svg").write_text("<svg/>", encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str, monkeypatch) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(open_labs)
    monkeypatch.chdir(root)
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_labs_are_handed_out_once(root):
    assert hand_out(root) == ["00_data is in my_labs/00_data/.", "01_popularity is in my_labs/01_popularity/."]
    mine = root / "my_labs" / "01_popularity"
    assert text(mine / "01_popularity.ipynb") == '{"lab": "01_popularity", "edition": 1}'
    assert text(mine / "idea.svg") == "<svg/>"
    assert os.access(mine / "01_popularity.ipynb", os.W_OK)
    assert hand_out(root) == []
    assert sorted(p.name for p in mine.iterdir()) == ["01_popularity.ipynb", "idea.svg"]


def test_work_is_kept_and_a_changed_lab_is_put_beside_it_once(root):
    hand_out(root)
    mine = root / "my_labs" / "01_popularity"
    (mine / "01_popularity.ipynb").write_text("my work", encoding="utf-8")
    assert hand_out(root) == []
    (root / "release" / "01_popularity" / "01_popularity.ipynb").write_text("second edition", encoding="utf-8")
    (line,) = hand_out(root)
    assert line.startswith("01_popularity has changed since you began: your work stays as it is")
    assert line.endswith("01_popularity.new.ipynb.")
    assert text(mine / "01_popularity.ipynb") == "my work"
    assert text(mine / "01_popularity.new.ipynb") == "second edition"
    assert hand_out(root) == []

    (root / "release" / "01_popularity" / "01_popularity.ipynb").write_text("third edition", encoding="utf-8")
    (line,) = hand_out(root)
    assert "01_popularity.new-2.ipynb" in line
    assert text(mine / "01_popularity.new.ipynb") == "second edition"
    assert text(mine / "01_popularity.new-2.ipynb") == "third edition"


def test_an_untouched_copy_is_brought_up_to_date(root):
    hand_out(root)
    (root / "release" / "01_popularity" / "01_popularity.ipynb").write_text("second edition", encoding="utf-8")
    (root / "release" / "01_popularity" / "idea.svg").write_text("<svg>2</svg>", encoding="utf-8")
    assert hand_out(root) == ["01_popularity was brought up to date."]
    assert text(root / "my_labs" / "01_popularity" / "01_popularity.ipynb") == "second edition"
    assert text(root / "my_labs" / "01_popularity" / "idea.svg") == "<svg>2</svg>"
    assert hand_out(root) == []


def test_a_student_who_took_over_the_new_version_is_up_to_date_again(root):
    hand_out(root)
    mine, given = root / "my_labs" / "00_data" / "00_data.ipynb", root / "release" / "00_data" / "00_data.ipynb"
    mine.write_text("my work", encoding="utf-8")
    given.write_text("second edition", encoding="utf-8")
    hand_out(root)
    mine.write_text("second edition", encoding="utf-8")
    assert hand_out(root) == []
    given.write_text("third edition", encoding="utf-8")
    assert hand_out(root) == ["00_data was brought up to date."]
    assert text(mine) == "third edition"


def test_a_deleted_copy_is_handed_out_again(root):
    hand_out(root)
    (root / "my_labs" / "00_data" / "00_data.ipynb").unlink()
    assert hand_out(root) == ["00_data is in my_labs/00_data/."]


@pytest.mark.parametrize("state", ["", "[]", '{"given": []}', "\x00", None])
def test_without_its_notes_it_still_overwrites_nothing(root, state):
    hand_out(root)
    notes, mine = root / "my_labs" / ".handed_out.json", root / "my_labs" / "00_data" / "00_data.ipynb"
    notes.unlink()
    if state is not None:
        notes.write_text(state, encoding="utf-8")
    mine.write_text("my work", encoding="utf-8")
    (line,) = hand_out(root)
    assert "00_data.new.ipynb" in line
    assert text(mine) == "my work"
    assert json.loads(text(notes))["given"]


def test_a_full_disk_leaves_the_old_copy(root, monkeypatch):
    hand_out(root)
    (root / "release" / "00_data" / "00_data.ipynb").write_text("second edition", encoding="utf-8")

    def no_space(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(OSError, match="No space"):
        hand_out(root)
    assert "edition" in text(root / "my_labs" / "00_data" / "00_data.ipynb")
    assert [p.name for p in (root / "my_labs" / "00_data").iterdir()] == ["00_data.ipynb"]


@pytest.mark.parametrize("wanted", ["01_popularity", "01", "popul", "release/01_popularity/01_popularity.ipynb"])
def test_a_lab_is_found_by_enough_of_its_name(root, wanted):
    assert find_lab(root, wanted) == "01_popularity"


def test_a_lab_that_is_not_there_or_not_the_only_one_is_said(root):
    with pytest.raises(DataError, match=r"No lab is called '07'; choose one of: 00_data, 01_popularity\."):
        find_lab(root, "07")
    with pytest.raises(DataError, match=r"Several labs are called '0'"):
        find_lab(root, "0")


def test_the_course_is_found_from_inside_it(root):
    hand_out(root)
    assert find_root(root / "my_labs" / "00_data") == root


def test_the_command_prepares_without_starting(root, monkeypatch):
    code, output = run(root, "--no-start", monkeypatch=monkeypatch)
    assert code == 0
    assert f"The labs are ready in {root / 'my_labs'}" in output
    code, output = run(root, "nothing", "--no-start", monkeypatch=monkeypatch)
    assert code == 2
    assert "labs: No lab is called 'nothing'" in output
    assert "Traceback" not in output


def test_a_file_in_the_way_is_said(root, monkeypatch):
    (root / "my_labs").write_text("mine", encoding="utf-8")
    code, output = run(root, "--no-start", monkeypatch=monkeypatch)
    assert code == 2
    assert "my_labs" in output
    assert "Traceback" not in output


def test_jupyterlab_starts_with_this_interpreters_kernel_and_ends_with_ctrl_c(root, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A kernel of the same name that somebody installed for himself must not be the one that runs the labs.
    foreign = tmp_path / "home" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text('{"argv": ["/nowhere"], "display_name": "Theirs"}', encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTER_DATA_DIR": str(tmp_path / "home"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
    }
    keyboard, terminal = pty.openpty()  # Ctrl-C is asked for at a terminal, and JupyterLab looks whether there is one
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, "00_data", "--no-browser", "--port", str(port)],
        cwd=root,
        env=environment,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    overdue = threading.Timer(40, process.kill)
    overdue.start()
    try:
        address = f"http://127.0.0.1:{port}"
        wanted = f"{address}/lab/tree/00_data/00_data.ipynb?token="
        line = next((line for line in process.stdout if wanted in line), None)
        assert line, "JupyterLab did not say where it is"
        token = line.split("token=")[1].strip()
        specs = _get(f"{address}/api/kernelspecs?token={token}")
        assert specs["kernelspecs"]["python3"]["spec"]["display_name"] != "Theirs"
        contents = _get(f"{address}/api/contents?token={token}")
        assert [entry["name"] for entry in contents["content"]] == ["00_data", "01_popularity"]
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    finally:
        overdue.cancel()
        process.kill()
        process.wait()
        os.close(keyboard)
        os.close(terminal)
    assert process.returncode == 0, output
    assert "Traceback" not in output


def _get(url: str) -> dict:
    # JupyterLab says its address a moment before it answers there.
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
