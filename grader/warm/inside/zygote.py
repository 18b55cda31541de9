"""The parent in the sandbox: imports what notebooks need, then forks a kernel each time the grader asks.

It is process 1 of its namespace, so signals from inside do not reach it, and it holds nothing worth having: no key, no
file of the grader's, only the one socket to the grader, which every child closes before anything of a student's runs.
It runs one child at a time, watches what that uses, and afterwards ends and removes all that is left of it. What it cannot
clean it reports; the grader then throws it away with its whole sandbox.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys

import frames
import kernel
import sweep
import watch

PRIVATE = "/private"
_TICK = 0.05  # seconds between looks at what the child uses
_GROWTH = 64 * 2**20  # more than this and something of a child is left in here


class Child:
    """The kernel that is running."""

    def __init__(self, pid, ready, limits):
        self.pid, self.ready = pid, ready
        self.ends = os.pidfd_open(pid)
        self.watch = watch.Watch(limits)
        self.limit, self.problem = None, ""

    def close(self):
        for descriptor in (self.ends, self.ready):
            if descriptor is not None:
                os.close(descriptor)


class Zygote:
    """Serves one grader.

    Parameters
    ----------
    control : socket.socket
        To the grader.
    """

    def __init__(self, control):
        self.control, self.reader = control, frames.Reader()
        self.child = None
        self.files = []

    def say(self, event, descriptors=(), **facts):
        packed = frames.pack({"event": event, **facts})
        if descriptors:
            socket.send_fds(self.control, [packed], descriptors)
        else:
            self.control.sendall(packed)

    def message(self):
        """The next message, waited for."""
        while (found := self.reader.take()) is None:
            data = self.control.recv(2**16)
            if not data:
                raise frames.Broken("the grader is gone")
            self.reader.feed(data)
        return found

    def prepare(self):
        """Import what the grader names."""
        setup, _ = self.message()
        self.student = setup["student"]
        self.make_places()
        sys.path += [path for path in setup["path"] if path not in sys.path]
        missing = kernel.load(setup["preload"])
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would be reached from inside
        sweep.empty(PRIVATE)
        # Pages with old objects stay shared with the children. They are not searched for garbage first: imports leave next to
        # none, and with TensorFlow the search takes 0.3 s.
        gc.freeze()
        self.usual = self.state()
        place = os.open(PRIVATE, os.O_RDONLY | os.O_DIRECTORY)
        self.say("ready", [place], missing=missing, **self.usual)
        os.close(place)

    def make_places(self):
        for name in ("home", "tmp", "sockets"):
            path = os.path.join(PRIVATE, name)
            os.mkdir(path, 0o700)
            if self.student is not None:
                os.chown(path, self.student, self.student)
        os.chmod(os.path.join(PRIVATE, "sockets"), 0o711)

    def state(self):
        """What must be the same after each child."""
        with open("/proc/self/statm") as file:
            resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        with open("/proc/self/status") as file:
            caught = next(line.split()[1] for line in file if line.startswith("SigCgt"))
        return {
            "open": len(os.listdir("/proc/self/fd")), "memory": resident, "caught": int(caught, 16) & 0x7FFFFFFF,
            "threads": len(os.listdir("/proc/self/task")),
            "schedule": [os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0), *sorted(os.sched_getaffinity(0))],
        }  # fmt: skip

    def serve(self):
        """Until the grader hangs up."""
        while True:
            waiting = [self.control]
            if self.child is not None:
                waiting += [d for d in (self.child.ends, self.child.ready) if d is not None]
            ready, _, _ = select.select(waiting, [], [], None if self.child is None else _TICK)
            if self.child is not None:
                self.look(ready)
            if self.control in ready:
                self.reader.feed(self.control.recv(2**16) or self.gone())
            while (found := self.reader.take()) is not None:
                self.obey(*found)

    @staticmethod
    def gone():
        raise frames.Broken("the grader is gone")

    def obey(self, message, payload):
        """Do as the grader asks."""
        do = message["do"]
        if do == "file":
            self.files.append((message["name"], payload))
        elif do == "start":
            self.start(message)
        elif self.child is not None:
            if do == "signal":
                try:
                    os.killpg(self.child.pid, message["number"])
                except ProcessLookupError:
                    signal.pidfd_send_signal(self.child.ends, message["number"])
            elif do == "kill":
                self.finish()

    def start(self, order):
        self.make_places()
        home = os.path.join(PRIVATE, "home")
        for name, content in self.files:
            self.write(home, name, content)
        self.files = []
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self.control.close()
                kernel.become(order, home, self.student, writing)
                status = 0
            except BaseException as error:
                with contextlib.suppress(OSError):  # the kernel had started, and the pipe is closed
                    os.write(writing, f"{type(error).__name__}: {error}".encode()[:500])
            finally:
                os._exit(status)
        os.close(writing)
        self.child = Child(pid, reading, order["limits"])

    def write(self, home, name, content):
        path = os.path.join(home, name)
        folder = home
        for part in name.split("/")[:-1]:
            folder = os.path.join(folder, part)
            if not os.path.isdir(folder):
                os.mkdir(folder, 0o755)
                self.give(folder)
        with open(path, "xb") as file:
            file.write(content)
        self.give(path)

    def give(self, path):
        if self.student is not None:
            os.chown(path, self.student, self.student)

    def look(self, ready):
        """See whether the child has started, has ended, or uses too much."""
        child = self.child
        if child.ready in ready:
            said = os.read(child.ready, 500)
            if said == b"1":
                self.say("started")
            child.problem = said.decode("utf-8", "replace")
            os.close(child.ready)
            child.ready = None
        self.reap()
        if child.ends in ready:
            self.finish()
        elif (limit := child.watch.over()) is not None:
            child.limit = limit
            self.finish()

    def reap(self):
        """Collect orphans; the child itself stays until it is looked at, so that its number is not given away."""
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None or found.si_pid == self.child.pid:
                return
            _, _, usage = os.wait4(found.si_pid, 0)
            self.child.watch.spent += usage.ru_utime + usage.ru_stime

    def finish(self):
        """End the child and all it left, tell the grader, and make room for the next."""
        child, odd = self.child, []
        ended, all_gone = sweep.end_all()
        status = os.waitstatus_to_exitcode(ended[child.pid][0]) if child.pid in ended else None
        cpu = child.watch.spent + sum(seconds for _, seconds in ended.values())
        most = {**child.watch.most, "cpu": max(cpu, child.watch.most["cpu"])}
        self.say("exited", status=status, limit=child.limit, problem=child.problem, most=most)
        child.close()
        self.child = None
        if not all_gone:
            odd.append("a process that cannot be ended")
        odd += [f"{path} cannot be emptied" for path in (PRIVATE, "/dev/shm") if not sweep.empty(path)]
        now = self.state()
        odd += [f"{name} changed" for name in ("open", "caught", "schedule") if now[name] != self.usual[name]]
        if now["threads"] > self.usual["threads"]:
            odd.append("threads were added")
        if now["memory"] > self.usual["memory"] + _GROWTH:
            odd.append("memory grew")
        self.say("swept", odd=odd, **now)


def main():
    sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
    kernel.dumpable(False)
    zygote = Zygote(socket.socket(fileno=int(sys.argv[1])))
    try:
        zygote.prepare()
        zygote.serve()
    except frames.Broken:
        return  # and with process 1 everything in here ends


if __name__ == "__main__":
    main()
