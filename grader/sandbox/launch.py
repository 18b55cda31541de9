"""Starting a program in the sandbox.

Who runs inside: an ordinary user's grader has its own user id inside as well, there is no other to have. A grader that is
root gives the program the id 0 of the sandbox with a few powers over it, and leaves to the program to run submissions
under `STUDENT`, which outside is an id that owns nothing on the machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path

from grader.sandbox import mounts, orphans, seccomp
from grader.sandbox.policy import Limits, View

PRIVATE = "/private"  # the one folder a submission may write to, besides /dev/shm
STUDENT = 1000  # its user id inside
_NOBODY = 1_879_048_192  # and outside, where nobody has it
_POWERS = ("SETUID", "SETGID", "KILL", "DAC_OVERRIDE", "CHOWN", "FOWNER", "SYS_PTRACE")
_PATIENCE = 10.0

_FILES = {
    "/etc/passwd": f"root:x:0:0::/:/bin/false\nstudent:x:{STUDENT}:{STUDENT}::{PRIVATE}/home:/bin/sh\n",
    "/etc/group": f"root:x:0:\nstudent:x:{STUDENT}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


class Box:
    """A program in a sandbox of its own, its process id 1.

    Parameters
    ----------
    path : str
        The bubblewrap to use.
    separate : bool
        Whether the program is to have an id other than its submissions'.
    command : sequence of str
        The program.
    view : View
        What it sees.
    limits : Limits
        Bounds the private directory.
    program : sequence of Path
        Folders the program needs, besides.
    descriptors : sequence of int
        Open files it inherits, under the same numbers.

    Raises
    ------
    OSError
        If the sandbox cannot be made; the message is bubblewrap's.
    """

    def __init__(
        self,
        path: str,
        separate: bool,
        command: Sequence[str],
        view: View,
        limits: Limits,
        program: Sequence[tuple[Path, str]] = (),
        descriptors: Sequence[int] = (),
    ) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `kill`)
        with contextlib.ExitStack() as stack:
            info, info_in = _pipe(stack)
            block, block_in = _pipe(stack)
            files = {name: stack.enter_context(_file(text.encode())) for name, text in _FILES.items()}
            filter_ = stack.enter_context(_file(_filter()))
            said = [path, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--as-pid-1"]
            said += ["--hostname", "labs", "--info-fd", str(info_in.fileno()), "--cap-drop", "ALL"]
            if separate:
                said += ["--userns-block-fd", str(block.fileno()), "--uid", "0", "--gid", "0"]
                said += [word for power in _POWERS for word in ("--cap-add", f"CAP_{power}")]
            else:
                said += ["--disable-userns", "--uid", str(STUDENT), "--gid", str(STUDENT)]
            said += ["--seccomp", str(filter_)]
            said += mounts.arguments(view)
            for folder, place in program:
                said += ["--ro-bind", str(folder), place]
            for name, descriptor in files.items():
                said += ["--perms", "0644", "--ro-bind-data", str(descriptor), name]
            size = str(limits.disk + limits.disk // 8 + 2**20)  # somewhat more, so that being over the limit shows
            # Read-only, as the machine's settings lie in /proc/sys.
            said += ["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"]
            said += ["--perms", "1777", "--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
            said += ["--perms", "0755", "--size", size, "--tmpfs", PRIVATE, "--perms", "0755", "--dir", "/var"]
            for name in ("/tmp", "/var/tmp"):
                if name not in said:  # else something that is shown lies in it
                    said += ["--symlink", f"{PRIVATE}/tmp", name]
            said += ["--remount-ro", "/", "--chdir", "/", "--clearenv"]
            for name, value in view.environment:
                said += ["--setenv", name, value]
            passed = [info_in.fileno(), block.fileno(), filter_, *files.values(), *descriptors]
            self.process = subprocess.Popen(
                [*said, "--", *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors,
                pass_fds=passed, start_new_session=True, cwd="/", env={**os.environ, **orphans.mark()},
            )  # fmt: skip
            self._inner: int | None = None
            info_in.close()
            try:
                self.pid = self._told(info.fileno())
                self._inner = os.pidfd_open(self.pid)
                if separate:
                    _map_ids(self.pid)
                    os.write(block_in.fileno(), b"1")
            except BaseException:
                self.kill()
                raise

    def _told(self, info: int) -> int:
        """The program's process id outside."""
        text, deadline = b"", time.monotonic() + _PATIENCE
        os.set_blocking(info, False)
        while not text.rstrip().endswith(b"}"):
            with contextlib.suppress(BlockingIOError):
                more = os.read(info, 4096)
                if not more:
                    self.process.wait(_PATIENCE)
                    raise OSError(self.errors() or "it ended at once")
                text += more
            if time.monotonic() > deadline:
                raise OSError(self.errors() or "it did not start in time")
            time.sleep(0.001)
        return json.loads(text)["child-pid"]

    def errors(self) -> str:
        """The end of what it wrote to its standard error."""
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), 4000, max(0, size - 4000)).decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """End it and everything inside."""
        if self._inner is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._inner, signal.SIGKILL)
            os.close(self._inner)
            self._inner = None
        self.process.kill()
        self.process.wait()
        self._errors.close()


def _filter() -> bytes:
    content = seccomp.program()
    if content is None:
        raise OSError("which system calls to refuse is not known for this processor")
    return content


def _pipe(stack: contextlib.ExitStack) -> tuple[FileIO, FileIO]:
    reading, writing = os.pipe()
    return stack.enter_context(FileIO(reading, "r")), stack.enter_context(FileIO(writing, "w"))


@contextlib.contextmanager
def _file(content: bytes) -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()


def _map_ids(pid: int) -> None:
    for kind in ("uid", "gid"):
        Path(f"/proc/{pid}/{kind}_map").write_text(f"0 0 1\n{STUDENT} {_NOBODY} 1\n")


def try_out(path: str, separate: bool) -> str:
    """What is in the way of a sandbox; empty if one could be made."""
    drop = f"import os; os.setgroups([]); os.setresgid(*[{STUDENT}] * 3); os.setresuid(*[{STUDENT}] * 3)"
    command = [sys.executable, "-I", "-S", "-c", drop if separate else "pass"]
    try:
        box = Box(path, separate, command, View(), Limits(disk=2**20))
    except OSError as error:
        return str(error) or type(error).__name__
    try:
        box.process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return "it did not end in time"
    else:
        return "" if box.process.returncode == 0 else box.errors() or f"it ended with {box.process.returncode}"
    finally:
        box.kill()
