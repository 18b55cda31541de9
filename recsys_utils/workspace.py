"""`labs open`: a student's own copy of the labs in `my_labs/`, and JupyterLab on it.

What a student wrote is never overwritten: a lab that changed after it was handed out replaces a copy that nobody touched,
and is put beside one that somebody did.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn
from urllib.parse import quote

import typer

from recsys_utils.errors import DataError
from recsys_utils.files import write_whole

FOLDER = "my_labs"
STATE = ".handed_out.json"


def open_labs(
    lab: Annotated[str | None, typer.Argument(help="The lab to open: its name, or enough of it to know which.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    port: Annotated[
        int | None, typer.Option(help="The port to serve on (default: the first free one from 8888).")
    ] = None,
    no_start: Annotated[bool, typer.Option("--no-start", help="Only make my_labs/ ready.")] = False,
) -> None:
    """Open the labs in JupyterLab, each in your own copy in my_labs/."""
    try:
        root = find_root(Path.cwd())
        chosen = find_lab(root, lab) if lab else None
        for line in hand_out(root):
            typer.echo(line)
    except (DataError, OSError) as error:
        typer.echo(f"labs: {error}", err=True)
        raise typer.Exit(2) from error
    if no_start:
        typer.echo(f"The labs are ready in {root / FOLDER}.")
        return
    typer.echo(f"The labs are in {root / FOLDER}; Ctrl-C here ends JupyterLab.")
    start_jupyterlab(root / FOLDER, chosen, browser=not no_browser, port=port)


def find_root(start: Path) -> Path:
    """The folder that holds `release/`: looked for from `start` upwards, then beside this package.

    Raises
    ------
    DataError
        If there is none.
    """
    for folder in (start, *start.parents, Path(__file__).resolve().parent.parent):
        if released_labs(folder):
            return folder
    raise DataError(f"No labs in {start} or above: go to the folder that holds release/ and try again.")


def released_labs(root: Path) -> list[str]:
    """Names of the labs in `root/release`, in order."""
    return sorted(path.parent.name for path in root.glob("release/*/*.ipynb") if path.stem == path.parent.name)


def find_lab(root: Path, wanted: str) -> str:
    """The one lab whose name is, or contains, `wanted`.

    Raises
    ------
    DataError
        If none does, or several do.
    """
    labs = released_labs(root)
    name = Path(wanted).stem
    fitting = [lab for lab in labs if lab == name] or [lab for lab in labs if name and name in lab]
    if len(fitting) != 1:
        kind = "Several labs are" if fitting else "No lab is"
        raise DataError(f"{kind} called {wanted!r}; choose one of: {', '.join(fitting or labs)}.")
    return fitting[0]


def hand_out(root: Path) -> list[str]:
    """Bring `my_labs/` up to date with `release/`, without touching anybody's work.

    Parameters
    ----------
    root : Path
        The folder that holds `release/`.

    Returns
    -------
    list of str
        One line for each lab that was handed out, updated, or put beside the student's own copy.
    """
    mine = root / FOLDER
    state = _read_state(mine)
    said = []
    for lab in released_labs(root):
        outcomes = {}
        for path in sorted((root / "release" / lab).rglob("*")):
            relative = path.relative_to(root / "release")
            if path.is_file() and not any(part.startswith(".") for part in relative.parts):
                outcomes[relative.as_posix()] = _hand_out_file(path, mine, relative, state)
        write_whole(mine / STATE, json.dumps(state, indent=1, sort_keys=True).encode())
        said += _lines(lab, outcomes)
    return said


def _hand_out_file(path: Path, mine: Path, relative: Path, state: dict[str, dict[str, str]]) -> str | Path:
    """Hand out one file; what happened as a word, or the file that was put beside the student's own."""
    name, target = relative.as_posix(), mine / relative
    data = path.read_bytes()
    new, given = _digest(data), state["given"].get(name)
    current = _digest(target.read_bytes()) if target.exists() else None
    if current is None or (current == given and given != new):
        write_whole(target, data)
        state["given"][name] = new
        return "new" if current is None else "updated"
    if current == new:
        state["given"][name] = new
        return "same"
    if new in (given, state["offered"].get(name)):
        return "same"
    beside = _free_name(target)
    write_whole(beside, data)
    state["offered"][name] = new
    return beside


def _lines(lab: str, outcomes: dict[str, str | Path]) -> list[str]:
    beside = [path for path in outcomes.values() if isinstance(path, Path)]
    words = set(outcomes.values()) - set(beside)
    if beside:
        names = " and ".join(path.name for path in beside)
        return [
            f"{lab} has changed since you began: your work stays as it is, the new version lies beside it as {names}."
        ]
    if words == {"new"}:
        return [f"{lab} is in {FOLDER}/{lab}/."]
    if "updated" in words or "new" in words:
        return [f"{lab} was brought up to date."]
    return []


def _free_name(target: Path) -> Path:
    beside, count = target.with_name(f"{target.stem}.new{target.suffix}"), 1
    while beside.exists():
        count += 1
        beside = target.with_name(f"{target.stem}.new-{count}{target.suffix}")
    return beside


def _read_state(mine: Path) -> dict[str, dict[str, str]]:
    state: dict[str, dict[str, str]] = {"given": {}, "offered": {}}
    try:
        kept = json.loads((mine / STATE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return state  # without it every copy counts as touched, which loses nothing
    for key in state:
        entries = kept.get(key) if isinstance(kept, dict) else None
        if isinstance(entries, dict):
            state[key] = {str(name): str(digest) for name, digest in entries.items()}
    return state


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def start_jupyterlab(folder: Path, lab: str | None, *, browser: bool, port: int | None) -> NoReturn:
    """Become JupyterLab on `folder`, with the interpreter that runs this and its packages.

    The process is replaced, not wrapped: signals reach JupyterLab itself, and nothing is left behind when it ends.
    """
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    if lab:
        command.append(f"--LabApp.default_url=/lab/tree/{quote(lab)}/{quote(lab)}.ipynb")
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--ServerApp.port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # who is root already, as in a container, has decided that
    # The kernel named python3 must be this environment's, whatever else is installed for the user.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    mine = [str(Path(__file__).resolve().parent / "jupyter"), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(mine)
    sys.stdout.flush()
    os.execv(sys.executable, command)
