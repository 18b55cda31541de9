"""IPython's kernel: made as far as it can be before a notebook is there, finished in the fork that is the notebook's."""

import importlib
import itertools
import json
import os
import sys
import types

# What it imports while it starts, so that no notebook waits for it.
MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "tornado.platform.asyncio", "sqlite3",
    "IPython.core.completer", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "IPython.core.shellapp", "IPython.extensions.storemagic",
)  # fmt: skip
# These two look at every module there is, the one for its debugger, the other for a magic's sake: with TensorFlow that
# copies some 5,000 of the pages that a fork shares with its parent.
_CURIOUS = ("ipykernel.ipkernel", "IPython.core.shellapp")


def make():
    """The kernel's application, with no socket, no thread and no file yet: for `serve`, in a fork."""
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False  # no database: a session's own history is kept without one
    config.HistoryManager.hist_file = ":memory:"
    config.IPKernelApp.log_level = 50
    app = IPKernelApp.instance(config=config)
    app.parse_command_line = lambda argv=None: None  # there is none, and to find that out takes 10 ms
    return app


def serve(app, known, connection, home, keep):
    """Open the sockets, say so, and serve until the kernel ends.

    Parameters
    ----------
    app : IPKernelApp
        From `make`.
    known : set of str
        The modules that were there before the fork; the kernel's own to keep.
    connection : dict
        Jupyter's connection info.
    home : str
        The notebook's folder.
    keep : int
        The pipe on which to say that the sockets are open; closed then.
    """
    app.connection_file = os.path.join(home, os.pardir, "sockets", "connection.json")
    with open(os.open(app.connection_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(connection, file)
    curious = [importlib.import_module(name) for name in _CURIOUS]
    for module in curious:
        module.sys = types.SimpleNamespace(**{**vars(sys), "modules": {}})
    app.initialize()
    for module in curious:
        module.sys = sys
    # What `%reset -s aggressive` keeps. Added to in place, newest first: a copy would count a reference to every old name.
    known.update(itertools.takewhile(lambda name: name not in known, reversed(sys.modules)))
    app.shell._sys_modules_keys = known
    del app.parse_command_line
    os.write(keep, b"1")
    os.close(keep)
    app.start()
