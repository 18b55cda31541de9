"""The machine around a marking run, prepared so that whatever a submission reads, writes or reaches is seen."""

from __future__ import annotations

import hashlib
import os
import secrets
import select
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("labs", "source", "hidden tests", "other submissions", "gradebook", "environment", "home", "outside")
ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = 5_000_000  # bytes; of a larger file (some claim a terabyte) the size and the time stand for the content
READABLE = ("/etc/passwd", "/etc/shadow", "/etc/hostname")  # the host's own: their hashes are canaries too


class Host:
    """Canaries, a home, and sockets that listen.

    Parameters
    ----------
    folder : Path
        Empty; everything is made in it.

    Attributes
    ----------
    token : str
        Part of every name that attacks leave anywhere, so that each trace is found and can be swept.
    canaries : dict of str to str
        A secret text for each place.
    heard : list of str
        Who knocked at a socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = secrets.token_hex(6)
        self.canaries = {place: f"canary-{secrets.token_hex(10)}" for place in PLACES}
        self.home = folder / "home"
        (self.home / ".ssh").mkdir(parents=True)
        (self.home / ".ssh" / "id_secret").write_text(self.canaries["home"])
        (self.home / "canary.txt").write_text(self.canaries["home"])
        (folder / "outside.txt").write_text(self.canaries["outside"])
        self.heard: list[str] = []

    def facts(self, course: Path) -> dict[str, str]:
        """What attack texts may name as `@KEY@`."""
        return {
            "COURSE": str(course),
            "HOME": str(self.home),
            "HOST": str(self.folder),
            "PROJECT": str(ROOT),
            "TCP": str(self._tcp.getsockname()[1]),
            "UDP": str(self._udp.getsockname()[1]),
            "UNIX": str(self.folder / "socket"),
            "ABSTRACT": f"listener-{self.token}",
        }

    @contextmanager
    def listening(self) -> Iterator[Host]:
        """Listen on loopback (TCP and UDP) and on unix sockets (in a folder and abstract); set home and environment."""
        kinds = [
            ("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("a unix socket", socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "socket")),
            ("an abstract unix socket", socket.AF_UNIX, socket.SOCK_STREAM, f"\0listener-{self.token}"),
        ]
        sockets = {}
        for name, family, kind, address in kinds:
            sockets[name] = made = socket.socket(family, kind)
            made.bind(address)
            if kind == socket.SOCK_STREAM:
                made.listen(64)
        self._tcp, self._udp = sockets["TCP"], sockets["UDP"]
        stop = threading.Event()
        thread = threading.Thread(target=self._listen, args=(sockets, stop), daemon=True)
        thread.start()
        before = dict(os.environ)
        os.environ.update(HOME=str(self.home), GRADER_SECRET=self.canaries["environment"], ATTACK_TOKEN=self.token)
        try:
            yield self
        finally:
            os.environ.clear()
            os.environ.update(before)
            stop.set()
            thread.join()
            for made in sockets.values():
                made.close()

    def _listen(self, sockets: dict[str, socket.socket], stop: threading.Event) -> None:
        while not stop.is_set():
            for ready in select.select(list(sockets.values()), [], [], 0.2)[0]:
                name = next(name for name, made in sockets.items() if made is ready)
                if ready.type == socket.SOCK_DGRAM:
                    said = ready.recv(200)
                else:
                    connection, _ = ready.accept()
                    connection.settimeout(0.5)
                    try:
                        said = connection.recv(200)
                    except OSError:
                        said = b""
                    connection.close()
                self.heard.append(f"{name}: {said.decode('utf-8', 'replace')}")

    def secrets(self) -> dict[str, bytes]:
        """What must be in nothing that a submission puts out, by the place it would come from."""
        found = {place: canary.encode() for place, canary in self.canaries.items()}
        for name in READABLE:
            path = Path(name)
            if path.is_file() and path.stat().st_size:
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest().encode()
        return found

    def traces(self, course: Path) -> list[Path]:
        """Files outside the places of marking that carry the token in their name."""
        import sysconfig
        import tempfile

        site = Path(sysconfig.get_path("purelib"))
        flat = {
            Path("/"), Path("/usr"), Path("/usr/local"), Path("/etc"), Path("/dev/shm"), Path("/var/tmp"), Path("/opt"),
            Path(tempfile.gettempdir()), Path.home(), site, site / "numpy", ROOT, ROOT / "public_tests", ROOT / "tests",
            *ROOT.glob("recsys_utils"), Path("/run"), Path("/var/lib"), Path("/boot"), course.parent, Path(sys.prefix),
            Path(sys.base_prefix), Path(os.environ.get("RECSYS_DATA") or course.parent),
        }  # fmt: skip
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            if name in os.environ:
                flat.add(Path(os.environ[name]))
        places = [path for folder in flat if folder.is_dir() for path in folder.iterdir()]
        places += [path for folder in (self.home, course) for path in folder.rglob("*")]
        return sorted({path for path in places if self.token in path.name})

    def processes(self) -> list[str]:
        """Processes that carry the token in their name, arguments or environment and are not this one's helpers."""
        import psutil

        found, own = [], os.getpid()
        for process in psutil.process_iter():
            try:
                if process.pid == own or process.status() == psutil.STATUS_ZOMBIE:
                    continue
                line = " ".join(process.cmdline())
                if "resource_tracker" in line:
                    continue
                named = self.token[:8] in process.name() or self.token in line
                if named or process.environ().get("ATTACK_TOKEN") == self.token:
                    found.append(f"{process.pid} {line[:200] or process.name()}")
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def snapshot(folder: Path, leave_out: tuple[str, ...]) -> dict[str, str]:
    """Hashes of a folder's files, links and modes, but for these top-level names."""
    state = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in leave_out or "__pycache__" in name:
            continue
        found = path.lstat()
        mode = found.st_mode
        if path.is_symlink():
            state[name] = f"{mode} {os.readlink(path)}"
        elif found.st_size > WHOLE:
            state[name] = f"{mode} {found.st_size} {found.st_mtime_ns}"
        elif path.is_file():
            state[name] = f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        else:
            state[name] = str(mode)
    return state
