"""The fork that becomes a submission's kernel: gives up every power it inherited, then starts IPython's kernel."""

import contextlib
import ctypes
import gc
import importlib
import os
import random
import resource
import signal
import sys
import tempfile

import ipython_kernel

_DUMPABLE = 4  # prctl's PR_SET_DUMPABLE
_OPEN = 512  # files a process may have open: the kernel of the machine keeps up to some KB for each
_OURS = ("frames", "watch", "sweep", "kernel", "ipython_kernel", "zygote")
_ready = []  # the kernel's application and the names of all modules, from before the fork


def load(names):
    """Import modules, and what a kernel itself needs; returns a sentence for each that is missing here.

    What is missing here is missing for the notebook too, and there it is the notebook's to say.
    """
    missing = []
    gc.disable()  # it finds nothing to collect in modules, and looking takes a third of the time that TensorFlow's import does
    # ipykernel imports a debugger into every kernel, two thirds of the time it takes to start; marking needs none.
    sys.modules["debugpy"] = None
    for name in (*names, *ipython_kernel.MODULES):
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name}: {error}")
    del sys.modules["debugpy"]  # a notebook may still import it
    with contextlib.suppress(ImportError):  # named above; a notebook's start fails with it once more
        _ready[:] = ipython_kernel.make(), set(sys.modules) - set(_OURS)
    gc.enable()
    return missing


def dumpable(allowed):
    """Set whether processes of the same user may look into this one."""
    if ctypes.CDLL(None, use_errno=True).prctl(_DUMPABLE, int(allowed), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def become(order, home, student, keep):
    """Turn this process into the kernel; returns when it ends.

    Parameters
    ----------
    order : dict
        The grader's: `connection`, `limits`, `environment`.
    home : str
        Its folder.
    student : int or None
        The user id to take on; None if there is only one.
    keep : int
        The one open file to keep, a pipe on which to say that the sockets are open.
    """
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, keep)
    os.closerange(keep + 1, 2**30)
    limits = order["limits"]
    bounds = {
        resource.RLIMIT_NPROC: limits["tasks"], resource.RLIMIT_NOFILE: _OPEN, resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: limits["disk"] + 2**20, resource.RLIMIT_MEMLOCK: 2**16, resource.RLIMIT_MSGQUEUE: 0,
    }  # fmt: skip
    for kind, value in bounds.items():
        most = resource.getrlimit(kind)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (value, value))
    if student is not None:
        os.setgroups([])
        os.setresgid(student, student, student)
        os.setresuid(student, student, student)
    dumpable(True)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(0o022)
    os.environ.update(order["environment"])
    os.chdir(home)
    _fresh()
    app, known = _ready or (ipython_kernel.make(), set())
    ipython_kernel.serve(app, known, order["connection"], home, keep)


def _fresh():
    """Let nothing that the parent drew or opened be drawn or seen again."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    tempfile.tempdir = None
    tempfile._name_sequence = None
    for name in _OURS:
        sys.modules.pop(name, None)
    sys.argv[:] = [""]
    # What the parent froze stays frozen: to collect it would copy every page it lies on, a tenth of a second a notebook.
