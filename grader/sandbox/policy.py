"""What a submission may see and how much it may use: plain data, made from `nbgrader_config.py`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

MB = 2**20

# What a limit is called in a record, and what is said of a notebook that hit it.
SENTENCES = {
    "memory": "used more than {memory_mb:,.0f} MB of memory",
    "processes": "had more than {processes} processes or {tasks:,} threads",
    "disk": "wrote more than {disk_mb:,.0f} MB or {files:,} files",
    "sockets": "had more than {sockets} sockets or {tcp} of TCP",
    "cpu": "used more than {cpu:g} s of processor time",
    "notebook time": "took more than {seconds:g} s as a whole",
}


@dataclass(frozen=True)
class Limits:
    """How much one submission gets, all its processes together.

    Parameters
    ----------
    memory : int
        Bytes resident.
    processes : int
        Processes; `tasks` counts their threads too.
    disk : int
        Bytes in its private directory, which is held in memory.
    cpu, seconds : float
        Processor time and wall time of the whole notebook.
    files : int
        Files and folders in the private directory.
    tasks : int
        Processes and threads that the kernel of the machine allows at the very most.
    sockets, tcp : int
        Sockets, whose content counts as no process's memory, and those of TCP among them, which hold some MB each;
        Jupyter's kernel has some twenty, and none of TCP.
    """

    memory: int = 4096 * MB
    processes: int = 64
    disk: int = 256 * MB
    cpu: float = 900.0
    seconds: float = 540.0
    files: int = 50_000
    tasks: int = 1000
    sockets: int = 256
    tcp: int = 64

    def plain(self) -> dict[str, float]:
        """As a dict, ready for JSON."""
        return asdict(self)

    def sentence(self, name: str) -> str:
        """What is said of a notebook that hit the limit of that name."""
        numbers = {**asdict(self), "memory_mb": self.memory / MB, "disk_mb": self.disk / MB}
        return f"The notebook {SENTENCES[name].format(**numbers)} and was ended."


@dataclass(frozen=True)
class View:
    """What of this machine a submission sees besides the interpreter and the system's libraries; all read-only.

    Parameters
    ----------
    packages : tuple of Path
        Folders (or single modules) of the course's own packages.
    data : tuple of Path
        Data sets.
    hidden : tuple of Path
        Folders that must not be seen even where they lie inside something that is.
    path : tuple of str
        Folders to search for modules, after the interpreter's own.
    environment : tuple of (str, str)
        Variables to set; nothing else of the grader's environment is passed on.
    """

    packages: tuple[Path, ...] = ()
    data: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    path: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
