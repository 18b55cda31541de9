"""The fork that becomes a submission's kernel: gives up every power it inherited, then starts IPython's kernel."""

import ctypes
import gc
import importlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
import types

_DUMPABLE = 4  # prctl's PR_SET_DUMPABLE
# What IPython's kernel imports while it starts, so that no notebook waits for it.
_KERNELS = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "tornado.platform.asyncio", "sqlite3",
    "IPython.core.completer", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "IPython.extensions.storemagic",
)  # fmt: skip
_OURS = ("frames", "watch", "sweep", "kernel", "zygote")


def load(names):
    """Import modules, and what a kernel itself needs; returns a sentence for each that is missing here.

    What is missing here is missing for the notebook too, and there it is the notebook's to say.
    """
    missing = []
    gc.disable()  # it finds nothing to collect in modules, and looking takes a third of the time that TensorFlow's import does
    # ipykernel imports a debugger into every kernel, two thirds of the time it takes to start; marking needs none.
    sys.modules["debugpy"] = None
    for name in (*names, *_KERNELS):
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name}: {error}")
    del sys.modules["debugpy"]  # a notebook may still import it
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
        resource.RLIMIT_NPROC: limits["tasks"], resource.RLIMIT_NOFILE: 4096, resource.RLIMIT_CORE: 0,
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
    _serve(order["connection"], home, keep)


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


def _serve(connection, home, keep):
    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    path = os.path.join(home, os.pardir, "sockets", "connection.json")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(connection, file)
    config = Config()
    config.HistoryManager.enabled = False  # no database: a session's own history is kept without one
    config.HistoryManager.hist_file = ":memory:"
    config.IPKernelApp.log_level = 50
    app = IPKernelApp.instance(config=config)
    # It notes the file of every module for its debugger, which marking does without: with TensorFlow that copies some 4,000 pages.
    ipkernel.sys = types.SimpleNamespace(**{**vars(sys), "modules": {}})
    app.initialize(["-f", path])
    ipkernel.sys = sys
    os.write(keep, b"1")
    os.close(keep)
    app.start()
