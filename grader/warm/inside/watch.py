"""What a submission's processes use, as their parent sees it: everything in this sandbox but the parent itself."""

import contextlib
import os
import re
import time

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PRIVATE_PATHS = ("/private", "/dev/shm")
_SOCKETS = re.compile(rb"^(?:sockets: used|TCP6?: inuse) (\d+)", re.MULTILINE)
_TABLES = re.compile(rb"\nVmPTE:\s*(\d+) kB")


class Process:
    """One process, as the machine's kernel tells of it; raises OSError if it has ended.

    Parameters
    ----------
    pid : str
        Its number.
    """

    def __init__(self, pid):
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        with open(f"/proc/{pid}/status", "rb") as file:
            tables = _TABLES.search(file.read())  # none of one that is about to end
        own, reaped = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
        self.pid, self.key = int(pid), (pid, fields[19])  # with when it began, as numbers come again
        self.own, self.seconds = own / _TICKS, (own + reaped) / _TICKS
        self.threads, self.resident = int(fields[17]), int(fields[21]) * _PAGE
        self.tables = int(tables[1]) * 1024 if tables else 0  # to read where nothing is costs no other memory


def others():
    """Each process but this one."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            with contextlib.suppress(OSError):  # it ended just now
                found.append(Process(name))
    return found


def proportional(pid, resident):
    """Bytes of a process with what it shares divided among those who share it; `resident` if that cannot be read."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        return resident
    return resident


def used(path):
    """Bytes and files in a file system."""
    state = os.statvfs(path)
    return (state.f_blocks - state.f_bfree) * state.f_frsize, state.f_files - state.f_ffree


def sockets():
    """How many there are in this sandbox's network, and how many of TCP; they need not be open in any process."""
    said = b""
    for name in ("sockstat", "sockstat6"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/net/{name}", "rb") as file:  # the second takes IPv6
            said += file.read()
    every, *tcp = map(int, _SOCKETS.findall(said))
    return every, sum(tcp)


class Watch:
    """Compares what a submission uses with what it may use.

    Parameters
    ----------
    limits : dict
        As `grader.sandbox.policy.Limits.plain` makes it.
    """

    def __init__(self, limits):
        self.limits = limits
        self.began = time.monotonic()
        self.spent = 0.0  # processor seconds of processes that were waited for here
        self.own, self.ended = {}, 0.0  # each one's own when last seen, and the sum of those that are gone
        self.most = {"memory": 0, "processes": 0, "cpu": 0.0, "disk": 0, "sockets": 0}

    def over(self):
        """The name of a limit that is exceeded; None if none is."""
        limits, processes = self.limits, others()
        memory = sum(process.resident for process in processes)
        tables = sum(process.tables for process in processes)
        if memory + tables > limits["memory"]:
            memory = sum(proportional(process.pid, process.resident) for process in processes)
        memory, cpu = memory + tables, self.processor(processes)
        room = [used(path) for path in _PRIVATE_PATHS]
        disk, files = (sum(numbers) for numbers in zip(*room, strict=True))
        every, tcp = sockets()
        now = {"memory": memory, "processes": len(processes), "cpu": cpu, "disk": disk, "sockets": every}
        self.most = {name: max(value, self.most[name]) for name, value in now.items()}
        for name, value in now.items():
            if value > limits[name]:
                return name
        if sum(process.threads for process in processes) > limits["tasks"]:
            return "processes"
        if files > limits["files"]:
            return "disk"
        if tcp > limits["tcp"]:
            return "sockets"
        if time.monotonic() - self.began > limits["seconds"]:
            return "notebook time"
        return None

    def processor(self, processes):
        """Processor seconds so far, also of processes that nobody waited for: what those used is added to no other's."""
        own = {process.key: process.own for process in processes}
        self.ended += sum(seconds for key, seconds in self.own.items() if key not in own)
        self.own = own
        waited = self.spent + sum(process.seconds for process in processes)
        return max(waited, self.ended + sum(own.values()))
