"""Warm kernels: one after another from the same parent, and nothing of one reaches the next or the parent."""

from __future__ import annotations

import os
import random
import sys
import threading
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.execute import OracleExecute
from grader.sandbox import probe
from grader.warm import pool
from grader.warm.inside import frames, sweep
from grader.warm.parent import KernelParentDied, Parent
from grader.warm.preload import needed
from tests.sandboxes import run

linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")


@pytest.fixture(scope="module", autouse=True)
def ended():
    yield
    pool.close()


@pytest.fixture(scope="module", params=["separate user", "same user"])
def users(request):
    """Both ways to run: as root, and as anyone."""
    bwrap = probe.check()
    separate = request.param == "separate user"
    if separate and not bwrap.separate:
        pytest.skip("only root can give submissions a user id of their own")
    pool.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.warm.parent.check", lambda: probe.Bwrap(bwrap.path, separate))
        yield request.param
    pool.close()


def parent():
    """The parent that is kept."""
    return pool._kept[0][1]


# ---- One after another ---------------------------------------------------------------------------------------------
LITTER = """
import os, sys, signal, subprocess, time, random, resource
secret = "mine"
open("left.txt", "w").write("x"); os.makedirs("a/b/c"); os.chmod("a/b", 0); os.mkdir("/private/home/more")
open("/dev/shm/left", "w").write("x"); open(os.path.join(os.environ["TMPDIR"], "left"), "w").write("x"); os.mkfifo("/private/sockets/pipe")
os.symlink("/etc", "link"); os.umask(0o777); os.chdir("/"); os.environ["LEFT"] = "1"; random.seed(1); sys.left = 1
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True:
            open("/private/home/back.txt", "w").write("x"); time.sleep(0.01)
    os._exit(0)
subprocess.Popen(["sleep", "1000"], start_new_session=True)
"""
LOOK = """
import os, sys
print([n for n in os.listdir("/proc") if n.isdigit() and n not in ("1", str(os.getpid()))], os.listdir("."),
      sorted(os.listdir("/private/sockets")), os.listdir("/dev/shm"), [n for n in os.listdir("/private/tmp") if n == "left"],
      oct(os.umask(0o22)), os.getcwd(), "LEFT" in os.environ, hasattr(sys, "left"), "secret" in globals())
"""
CLEAN = ("[] [] ['connection.json', 'k-1', 'k-2', 'k-3', 'k-4', 'k-5'] [] [] 0o22 /private/home False False False")  # fmt: skip


@linux
def test_nothing_is_left_for_the_next(users):
    assert run(LOOK).text == CLEAN
    first = parent().pid
    assert run(LITTER).record["crashed"] is None
    assert run(LOOK).text == CLEAN
    assert parent().pid == first, "the same parent, so this shows what it swept"


@linux
def test_the_order_makes_no_difference(users):
    cells = [LITTER, LOOK, "import random; random.seed(3); print(random.random())", "x = 1; import json; json.loads = None",
             "import json; print(json.loads('[1]'))", "print('x' in globals())"]  # fmt: skip
    alone = {cell: run(cell).text for cell in cells}
    for seed in range(2):
        order = random.Random(seed).sample(cells, len(cells))
        assert {cell: run(cell).text for cell in order} == alone


@linux
def test_each_draws_its_own_random_numbers(users):
    code = "import random, numpy as np; print(random.random(), np.random.rand(), np.random.default_rng().random())"
    draws = [run(code, preload=["numpy"]).text.split() for _ in range(3)]
    assert all(len(set(column)) == 3 for column in zip(*draws, strict=True))
    hashes = {run("print(hash('a'))").text for _ in range(2)}
    assert len(hashes) == 1, "hashes are the same each time"


@linux
def test_no_history_and_no_open_files_are_left_behind(users):
    run("1")
    before = len(os.listdir("/proc/self/fd")), parent().pid
    for _ in range(4):
        assert run("print(len(In), get_ipython().history_manager.hist_file)").text == "2 :memory:"
    assert (len(os.listdir("/proc/self/fd")), parent().pid) == before


@linux
def test_a_kernel_made_before_the_fork_is_a_whole_one():
    """The application is made in the parent, and what it does not need to look at is kept from it for a moment."""
    look = """
import sys
from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
app, shell = IPKernelApp.instance(), get_ipython()
print(app.shell is shell, "parse_command_line" in vars(app), ipkernel.sys is shellapp.sys is sys, app.session.key != b"")
print(shell._sys_modules_keys - set(sys.modules))
"""
    mine = "import types; sys.modules['mine'] = types.ModuleType('mine'); shell.reset(aggressive=True)"
    said = run(look, mine, "import sys; print('mine' in sys.modules, 'numpy' in sys.modules)", preload=["numpy"]).texts
    assert said[0] == "True False True True\nset()"
    assert said[2] == "False True"


@linux
def test_whatever_the_notebook_calls_its_kernel():
    assert run("print(1)", kernel="bash; rm -rf").text == "1"


@linux
def test_interrupts_and_later_cells():
    ran = run("import time\ntry: time.sleep(60)\nexcept KeyboardInterrupt: print('stopped')", "print(2)", timeout=1)
    assert ran.texts[0].startswith("stopped") and ran.text == "2"
    assert ran.record["crashed"] is None


@linux
def test_a_kernel_that_ends_is_seen_at_once():
    began = time.monotonic()
    ran = run("import os; os._exit(3)", "print(2)")
    assert "kernel stopped while `cell 1` ran" in ran.record["crashed"] and ran.text.startswith("NotRun")
    assert time.monotonic() - began < 8


# ---- The parent ----------------------------------------------------------------------------------------------------
ATTACKS = """
import ctypes, os, resource, signal
libc = ctypes.CDLL(None, use_errno=True)
for number in range(1, 65):
    try: os.kill(1, number)
    except OSError: pass
worked = []
for name in ("mem", "environ", "maps", "auxv", "fd/3", "root/etc", "cwd", "map_files", "io", "syscall", "stack"):
    try: (os.listdir if name in ("root/etc", "cwd", "map_files") else lambda p: open(p, "rb").read(1))(f"/proc/1/{name}")
    except OSError: continue
    worked.append(name)
try: resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0)); worked.append("prlimit")
except OSError: pass
if libc.ptrace(16, 1, 0, 0) == 0: worked.append("ptrace")
try: os.pidfd_open(1) and worked.extend(["pidfd_getfd"] if libc.syscall(438, os.pidfd_open(1), 3, 0) >= 0 else [])
except OSError: pass
for call in (lambda: os.sched_setaffinity(1, {0}), lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
             lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)), lambda: os.setpgid(1, 0)):
    try: call()
    except OSError: continue
    worked.append(str(call))
for fd in range(3, 1024):
    try: where = os.readlink(f"/proc/self/fd/{fd}")
    except OSError: continue
    if where.startswith("/") and not where.startswith(("/private", "/dev")): worked.append(where)
print(worked)
"""


@linux
def test_the_parent_cannot_be_touched(users):
    run("1")
    before = parent().pid, parent().ready["caught"]
    ran = run(ATTACKS)
    assert ran.text == "[]" and ran.record["parent_died"] == 0
    assert run("print(1)").text == "1"
    assert (parent().pid, 0) == before, "it lives, and had no signal handler that could be reached"


@linux
def test_killing_everything_kills_only_oneself(users):
    ran = run("import os; os.kill(-1, 9)", "print(1)")
    assert ran.record["parent_died"] == 0
    run("import os, signal; os.kill(-1, signal.SIGSTOP); print(1)", "print(2)")
    assert run("print(3)").text == "3"


@linux
def test_sockets_that_were_replaced_lead_nowhere():
    code = """
    import os
    for name in os.listdir("/private/sockets"):
        os.unlink(f"/private/sockets/{name}")
        os.symlink("/etc/passwd", f"/private/sockets/{name}")
    print(1)
    """
    ran = run(code, "print(2)")
    assert ran.texts == ["1", "2"]
    assert run("print(3)").text == "3"


def _kill_parent(times):
    """End the parent of the notebook that runs, so many times, each time another."""

    def work():
        seen = None
        for _ in range(times):
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline:
                if pool._kept and parent().running and parent().pid != seen:
                    break
                time.sleep(0.02)
            seen = parent().pid
            time.sleep(0.5)
            os.kill(seen, 9)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@linux
@pytest.mark.parametrize("times", [1, 2])
def test_a_parent_that_dies_is_not_the_notebooks_fault(times):
    pool.close()
    killer = _kill_parent(times)
    cells = ["import time; time.sleep(2); print('done')", "print(2)"]
    if times == 1:
        ran = run(*cells)
        assert ran.texts == ["done", "2"] and ran.record["crashed"] is None and ran.record["parent_died"] == 1
    else:
        with pytest.raises(KernelParentDied, match=r"parent in the sandbox failed \(it ended\)"):
            run(*cells)
    killer.join()
    assert run("print(3)").text == "3"


@linux
@pytest.mark.parametrize("times", [1, 2])
def test_a_parent_that_does_not_come_up_is_not_the_notebooks_fault(times, monkeypatch):
    pool.close()
    whole, left = Parent._first, [times]

    def first(self):
        if left[0]:
            left[0] -= 1
            os.kill(self.pid, 9)
        return whole(self)

    monkeypatch.setattr(Parent, "_first", first)
    if times == 1:
        ran = run("print(1)")
        assert ran.text == "1" and ran.record["crashed"] is None and ran.record["parent_died"] == 1
    else:
        with pytest.raises(KernelParentDied, match="ended at once"):
            run("print(1)")
    assert run("print(2)").text == "2"


@linux
def test_a_kernel_that_a_limit_ended_is_the_notebooks_fault_whatever_becomes_of_the_parent(monkeypatch):
    pool.close()
    told = OracleExecute.limit_hit

    def dies(self):
        limit = told(self)
        if limit:
            os.kill(parent().pid, 9)
        return limit

    monkeypatch.setattr(OracleExecute, "limit_hit", dies)
    ran = run("x = bytearray(10**9)", "print(2)", memory=300 * 2**20)
    assert ran.record["limit"]["name"] == "memory" and ran.record["crashed"] and ran.text.startswith("NotRun")


@linux
def test_a_parent_that_is_not_clean_is_thrown_away():
    run("1")
    first = parent()
    first.odd = ["something is left"]
    assert run("print(1)").text == "1"
    assert parent() is not first and not first.alive


@linux
@pytest.mark.slow
def test_tensorflow_in_a_child(users):
    code = """
    import numpy as np, tensorflow as tf
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).normal(size=(256, 4))
    losses = model.fit(x, x.sum(axis=1), epochs=3, verbose=0).history["loss"]
    print(losses[-1] < losses[0])
    """
    for _ in range(2):
        ran = run(code)
        assert ran.text == "True", ran.texts


# ---- The parts -----------------------------------------------------------------------------------------------------
def test_what_a_notebook_needs(tmp_path):
    package = tmp_path / "course"
    (package / "deep").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "plain.py").write_text("import numpy\n")
    (package / "deep" / "__init__.py").write_text("from .nets import tower\n")
    (package / "deep" / "nets.py").write_text("def tower():\n    import tensorflow as tf\n")
    offered = ["numpy", "pandas", "matplotlib.pyplot", "tensorflow"]

    def of(*cells):
        nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), tmp_path / "lab.ipynb")
        return needed(tmp_path / "lab.ipynb", offered, [package])

    assert of("x = 1") == ()
    assert of("%matplotlib inline\nimport pandas as pd", "from matplotlib import cm") == ("pandas", "matplotlib.pyplot")
    assert of("from course.plain import x") == ("numpy",)
    assert of("from course import deep") == ("tensorflow",)
    assert of("import course.deep.nets as n") == ("tensorflow",)
    assert of("this is not Python", "import numpy") == ("numpy",)
    assert needed(tmp_path / "none.ipynb", offered, [package]) == ()


def test_frames_in_pieces():
    packed = frames.pack({"a": 1}, b"xyz") + frames.pack({"b": 2})
    reader, seen = frames.Reader(), []
    for byte in packed:
        reader.feed(bytes([byte]))
        if (found := reader.take()) is not None:
            seen.append(found)
    assert seen == [({"a": 1}, b"xyz"), ({"b": 2}, b"")]
    reader.feed(b"\xff" * 8)
    with pytest.raises(frames.Broken):
        reader.take()


@linux
def test_emptying_a_folder_of_any_depth(tmp_path):
    place, deep = tmp_path / "place", os.open(tmp_path, os.O_RDONLY)
    os.mkdir("place", dir_fd=deep)
    for name in ["place", *["d" * 200] * 60]:
        if name != "place":
            os.mkdir(name, dir_fd=deep)
        inner = os.open(name, os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = inner
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=deep))
    os.close(deep)
    (tmp_path / "kept").write_text("x")
    (place / "link").symlink_to(tmp_path)
    assert sweep.empty(place) and os.listdir(place) == [] and (tmp_path / "kept").exists()


@linux
def test_a_folder_of_many_small_files_does_not_end_the_parent(tmp_path):
    for number in range(3000):
        (tmp_path / f"{number:04}.txt").write_text("x" if number % 2 else "")
    ran = run("import os; print(len(os.listdir('.')))", folder=tmp_path, disk=4 * 2**20)
    assert int(ran.text) == 2 * 2**20 // os.sysconf("SC_PAGE_SIZE") and ran.record["parent_died"] == 0
