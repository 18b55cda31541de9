"""What a submission's processes use, as their parent sees it: everything in this sandbox but the parent itself."""

import os
import time

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PRIVATE_PATHS = ("/private", "/dev/shm")


def others():
    """`(pid, bytes resident, seconds of processor time, threads)` of each process but this one."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or name == "1":
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue  # it ended just now
        found.append((int(name), int(fields[21]) * _PAGE, sum(map(int, fields[11:15])) / _TICKS, int(fields[17])))
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
        self.most = {"memory": 0, "processes": 0, "cpu": 0.0, "disk": 0}

    def over(self):
        """The name of a limit that is exceeded; None if none is."""
        limits, processes = self.limits, others()
        memory = sum(resident for _, resident, _, _ in processes)
        if memory > limits["memory"]:
            memory = sum(proportional(pid, resident) for pid, resident, _, _ in processes)
        cpu = self.spent + sum(seconds for _, _, seconds, _ in processes)
        room = [used(path) for path in _PRIVATE_PATHS]
        disk, files = (sum(numbers) for numbers in zip(*room, strict=True))
        now = {"memory": memory, "processes": len(processes), "cpu": cpu, "disk": disk}
        self.most = {name: max(value, self.most[name]) for name, value in now.items()}
        for name, value in now.items():
            if value > limits[name]:
                return name
        if sum(threads for *_, threads in processes) > limits["tasks"]:
            return "processes"
        if files > limits["files"]:
            return "disk"
        if time.monotonic() - self.began > limits["seconds"]:
            return "notebook time"
        return None
