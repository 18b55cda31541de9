"""Install exactly what `requirements.lock` says into `.venv`, whole or not at all.

As long as the stamp fits there is nothing to do and no network is asked. After a killed set-up the environment is made
anew, from uv's cache of what was fetched already: a half-installed package looks whole to pip and to uv.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path

import indexes
import state
from setup_env import NEWEST, OLDEST
from state import LOCK, PYTHON, ROOT, UNDER_WAY, VENV, SetupError, short

NO_NETWORK = re.compile(
    r"error sending request|dns error|client error \(Connect\)|tcp connect error|timed out"
    r"|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Connection (refused|reset)"
    r"|Network is unreachable|Temporary failure in name resolution",
    re.IGNORECASE,
)
# One line a package, 150 of them, and remarks about markers: nobody reads those. Errors are shown at the end, whole.
NOISE = re.compile(
    r"^ [+~-] |^Ignoring |^Looking in |^Using Python |^\s*$|^error|^ERROR|^WARNING: (Retrying|Location)|^  cause"
)
SMALL = re.compile(r"Downloading \S+ \((\d\.\d ?MiB|[\d.]+ ?KiB)\)|Downloaded ")


def say(text: str) -> None:
    """Print now, also where output is collected."""
    print(text, flush=True)


def run(command: list[str], environment: dict[str, str], lock: int) -> tuple[int, str]:
    """Run a step, show its progress without the noise, and return its exit code and its last lines."""
    last: deque[str] = deque(maxlen=30)
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=(lock,),
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            last.append(line)
            if not NOISE.match(line) and not SMALL.search(line):
                say(f"  {line.strip()}")
            if line.startswith("Installed ") and "--compile-bytecode" in command:
                say("  Compiling them (half a minute now, and every start is quicker for it)")
    except BaseException:
        process.terminate()
        process.wait()
        raise
    return process.wait(), "".join(last)


def create_environment(version: tuple[int, ...], lock: int) -> None:
    """Make an empty `.venv` with pip in it, from the base of the Python that runs this (not from a .venv that goes)."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    say(f"Creating .venv with Python {short(version)} ({base})")
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        command = [base, "-m", "venv", str(VENV)]
        code = subprocess.call(command, env=clean, stdout=output, stderr=subprocess.STDOUT, pass_fds=(lock,))
        output.seek(0)
        told = output.read().strip()
    if not code:
        return
    if "ensurepip" in told or "No module named venv" in told:
        raise SetupError(
            f"Python {short(version)} ({base}) cannot make virtual environments: install its venv module (Debian and "
            f"Ubuntu: apt-get install python{short(version)}-venv) and run `make setup` again"
        )
    raise SetupError(f"{told}\n`{' '.join(command)}` failed: see above")


def uv_requirement() -> str:
    """The lock's own lines about uv: its version, and the hashes its file may have."""
    match = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if not match:
        raise SetupError(f"{LOCK.name} has no line for uv: get the file anew (git checkout {LOCK.name})")
    return match[0]


def install_all(lock: int, *, update: bool) -> None:
    """Three steps: uv by pip, all packages by uv, the project by uv; a failed one raises SetupError.

    Parameters
    ----------
    lock : int
        File descriptor that every step inherits.
    update : bool
        There is an environment that works already; it is tried without the network first.
    """
    so = "so .venv is not up to date" if update else "so .venv is not complete"
    settings = indexes.pip_settings(str(PYTHON))
    hide = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    for_pip = {name: value for name, value in os.environ.items() if name not in hide}
    for_uv = {**for_pip, **indexes.uv_variables(settings), "UV_NO_PROGRESS": "1"}

    def step(title: str, command: list[str], environment: dict[str, str]) -> None:
        say(title)
        code, told = run(command, environment, lock)
        if not code:
            return
        if NO_NETWORK.search(told):
            raise SetupError(
                f"the package index {indexes.index_name(str(PYTHON), settings)} could not be reached, {so}: check "
                "the connection (or the index that pip or uv is configured for) and run `make setup` again"
            )
        sys.stderr.write(told)
        raise SetupError(f"{Path(command[0]).name} could not finish, {so}: its message is above")

    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(uv_requirement(), encoding="utf-8")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "3"]
        step("Installing uv", [*pip, "--require-hashes", "--no-deps", "-r", str(only_uv)], for_pip)
    uv = [str(VENV / "bin" / "uv"), "pip"]
    into = ["--python", str(PYTHON)]
    sync = [*uv, "sync", *into, "--require-hashes", "--compile-bytecode", str(LOCK)]
    # After an edit of pyproject.toml nothing is missing, and uv would ask the index all the same.
    if not update or run([*sync, "--offline"], for_uv, lock)[0]:
        step("Installing what requirements.lock names (fetches some 550 MB where nothing is cached)", sync, for_uv)
    # What builds the project is in the lock, so this needs no network, and says so.
    project = [*uv, "install", *into, "--no-deps", "--no-build-isolation", "--offline", "--editable", str(ROOT)]
    step("Installing the labs themselves", project, for_uv)


def prepare(exactly: bool, lock: int) -> bool:
    """Make `.venv` as it should be; return whether there was anything to do.

    Parameters
    ----------
    exactly : bool
        The Python that runs this was asked for: an environment with another version is made anew. Otherwise any
        version that suits is kept.
    lock : int
        File descriptor that every step inherits, see `state.one_at_a_time`.
    """
    wanted = tuple(sys.version_info[:2])
    existing = state.version_of(PYTHON)
    killed = UNDER_WAY.exists()
    moved = state.made_elsewhere()
    suits = existing is not None and OLDEST <= existing <= NEWEST and (existing == wanted or not exactly)
    keep = suits and not killed and not moved
    if keep:
        if state.stamped() == state.fingerprint(existing):
            return False
        version = existing
        UNDER_WAY.touch()
    else:
        if killed:
            say("The last set-up did not finish: starting again")
        elif moved:
            say("This folder was moved, and commands in .venv have its old name in them: making .venv anew")
        elif existing:
            say(f".venv has Python {short(existing)}: making it anew with {short(wanted)}")
        elif (VENV / "pyvenv.cfg").is_file():
            say("The Python of .venv is gone: making .venv anew")
        version = wanted
        state.remove_environment()
        UNDER_WAY.touch()
        create_environment(version, lock)
    before = state.installed()
    try:
        install_all(lock, update=keep)
    except SetupError:
        if keep and state.installed() == before:
            UNDER_WAY.unlink()  # nothing was changed: what worked before goes on working
        raise
    state.stamp(version)
    return True


def main(*, exactly: bool) -> int:
    """Prepare the environment; exit code 0 when it is complete, 2 with one sentence when it is not."""
    try:
        with state.one_at_a_time() as lock:
            if prepare(exactly, lock):
                say("Ready: `make lab` opens the labs, `make help` lists everything else.")
        return 0
    except SetupError as error:
        sys.stderr.write(f"set-up: {error}\n")
    except OSError as error:
        what = f"{error.filename or VENV}: {error.strerror or error}"
        sys.stderr.write(f"set-up: {what}, so .venv is not complete: mend that and run `make setup` again\n")
    return 2
