"""tools/: set-up on any Python, without a network, after a kill; and the commands of the Makefile."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def old_pythons() -> list[str]:
    """Pythons on this machine that are too old for the labs."""
    return [path for minor in range(6, 11) if (path := shutil.which(f"python3.{minor}"))]


def test_set_up_starts_on_pythons_that_are_too_old():
    source = (ROOT / "tools" / "setup_env.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))  # before annotations of variables, f-strings and all that came later
    assert not re.search(r'\bf"|:=|->', source)


def run_setup(tmp_path: Path, python: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Set-up in a folder of its own, with nothing but `python` to be found."""
    for name in ("tools", "pyproject.toml", "requirements.lock"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        if not (tmp_path / name).exists():
            copy(ROOT / name, tmp_path / name)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "VIRTUAL_ENV", "RECSYS_"))}
    clean |= {"HOME": str(tmp_path), "PATH": "/nonexistent", **environment}
    command = [python, str(tmp_path / "tools" / "setup_env.py"), *arguments]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=clean, timeout=300)


def test_too_old_a_python_is_told_in_one_sentence(tmp_path):
    answered = 0
    for python in old_pythons():
        done = run_setup(tmp_path, python)
        if "needs Python" not in done.stderr:
            continue  # a shim that starts nothing
        answered += 1
        assert done.returncode == 2
        assert re.fullmatch(
            r"recsys-labs needs Python 3\.11 to 3\.13, this is 3\.\d+ \(.+\): install .+\n", done.stderr
        )
        assert not (tmp_path / ".venv").exists()
    # Where no old Python is installed, ours stands in for one by an upper bound that it does not meet.
    script = tmp_path / "tools" / "setup_env.py"
    if not script.exists():
        run_setup(tmp_path, sys.executable, "--help")
    script.write_text(
        script.read_text(encoding="utf-8").replace("(3, 11), (3, 13)", "(3, 97), (3, 99)"), encoding="utf-8"
    )
    done = run_setup(tmp_path, sys.executable)
    assert done.returncode == 2
    assert done.stderr.startswith("recsys-labs needs Python 3.97 to 3.99, this is ")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_without_an_index_set_up_says_so(tmp_path):
    home = tmp_path / "a place with spaces and an é"
    (home / ".venv" / "bin").mkdir(parents=True)
    (home / ".venv.incomplete").touch()  # as a killed set-up leaves it
    done = run_setup(home, sys.executable, PIP_INDEX_URL="http://someone:secret@127.0.0.1:9/simple")
    assert done.returncode == 2
    assert done.stdout.startswith("The last set-up did not finish: starting again\n")
    assert "secret" not in done.stdout + done.stderr
    assert re.fullmatch(
        r"set-up: the package index 127\.0\.0\.1 could not be reached, .+ `make setup` again\n", done.stderr
    )
    assert (home / ".venv.incomplete").exists(), "the next run would take this environment for a whole one"


def test_a_folder_of_ones_own_named_venv_is_left_alone(tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "mine").write_text("precious", encoding="utf-8")
    done = run_setup(tmp_path, sys.executable)
    assert done.returncode == 2
    assert "is no virtual environment of this project: move it away" in done.stderr
    assert (tmp_path / ".venv" / "mine").read_text(encoding="utf-8") == "precious"


STAND_INS = """
import sys
sys.path.insert(0, "tools")
import install
def create(version, lock):
    print("created")
    (install.VENV / "bin").mkdir(parents=True)
    (install.VENV / "pyvenv.cfg").touch()
    install.PYTHON.symlink_to(sys.executable)
install.create_environment = create
install.install_all = lambda lock, update: print("updated" if update else "installed")
sys.exit(install.main(exactly=False))
"""


def test_set_up_does_what_is_needed_and_no_more(tmp_path):
    """The decisions alone: nothing is installed here."""
    first = tmp_path / "first place"
    (first / "tools").mkdir(parents=True)

    def steps(folder: Path) -> list[str]:
        done = subprocess.run([sys.executable, "-c", STAND_INS], cwd=folder, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert not (folder / ".venv.incomplete").exists()
        return [line.split(":")[0] for line in done.stdout.splitlines() if not line.startswith("Ready")]

    for name in ("install.py", "state.py", "indexes.py", "setup_env.py"):
        shutil.copy(ROOT / "tools" / name, first / "tools")
    (first / "requirements.lock").write_text("uv==1\n", encoding="utf-8")
    (first / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    assert steps(first) == ["created", "installed"]
    assert steps(first) == []
    (first / "requirements.lock").write_text("uv==2\n", encoding="utf-8")
    assert steps(first) == ["updated"]
    (first / ".venv.incomplete").touch()
    assert steps(first) == ["The last set-up did not finish", "created", "installed"]
    (first / ".venv" / "bin" / "python").unlink()
    assert steps(first) == ["The Python of .venv is gone", "created", "installed"]
    second = first.rename(tmp_path / "second place")
    assert steps(second)[1:] == ["created", "installed"]
    assert steps(second) == []


def settings_for_uv(monkeypatch, settings: dict[str, str], **options) -> dict[str, str]:
    monkeypatch.syspath_prepend(ROOT / "tools")
    import indexes

    return indexes.uv_variables(settings, **options)


def test_what_pip_is_told_uv_is_told_too(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("UV_") or name in {"SSL_CERT_FILE", "ALL_PROXY"}]:
        monkeypatch.delenv(name)
    pip = {
        "index-url": "https://mirror.example/simple",
        "extra-index-url": f"https://more.example/simple file://{tmp_path} file://{tmp_path}/gone",
        "find-links": f"{tmp_path} {tmp_path}/gone",
        "cert": "/ca.pem",
        "timeout": "60",
    }
    told = settings_for_uv(monkeypatch, pip)
    assert told == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": f"https://more.example/simple file://{tmp_path}",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(tmp_path),
        "SSL_CERT_FILE": "/ca.pem",
        "UV_HTTP_TIMEOUT": "60",
    }
    assert "UV_INDEX" not in settings_for_uv(monkeypatch, pip, mirror_only=True)
    monkeypatch.setenv("UV_INDEX_URL", "https://chosen.example/simple")
    assert settings_for_uv(monkeypatch, pip) == {"SSL_CERT_FILE": "/ca.pem", "UV_HTTP_TIMEOUT": "60"}


def test_make_lists_every_target_with_a_sentence():
    made = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    listed = {words[1]: words[2:] for line in made.splitlines() if (words := line.split())[0] == "make"}
    assert sorted(listed) == sorted(targets)
    assert all(len(sentence) >= 3 for sentence in listed.values())
