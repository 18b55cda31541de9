"""Honest submissions: what they get is known, and they say what they find around them.

The last cell prints the state of its process. It has to be the same in every honest submission of a run, whatever was
marked before it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat

from tests.attacks.lab import LAB, RIGHT, WRONG, student_notebook

MARK = "witness:"
PART = {**RIGHT, "double": WRONG["double"]}

CODE = (
    '''
import builtins, hashlib, json, os, re, resource, signal, socket, sys, tempfile, threading, time
import IPython.core.interactiveshell as core

def names(module):
    found = sorted((n, str(getattr(v, "__module__", "")), str(getattr(v, "__qualname__", "")), type(v).__name__)
                   for n, v in vars(module).items() if not n.startswith("_"))
    return hashlib.sha256(repr(found).encode()).hexdigest()[:12]

def left(folder):
    try:
        return sorted(n for n in os.listdir(folder) if "atk" in n or n.endswith((".pth", ".py")) or "remember" in n)
    except OSError as error:
        return type(error).__name__

def plain(text):
    return re.sub(r"[0-9a-f]{6,}|[0-9]+|tmp[a-z0-9_]{8}", "#", text)

def read(path):
    try:
        return open(path).read()
    except OSError as error:
        return type(error).__name__

umask = os.umask(0o22)
os.umask(umask)
# A test of the seconds that a call of the next cells may take is no state; everything below is.
state = {
    "umask": umask,
    "limits": {n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT_")},
    "host": socket.gethostname(),
    "nice": os.getpriority(os.PRIO_PROCESS, 0),
    "processors": len(os.sched_getaffinity(0)),  # which one is the worker's affair
    "policy": os.sched_getscheduler(0),
    "signals": {int(n): getattr(signal.getsignal(n), "__name__", str(signal.getsignal(n))) for n in signal.valid_signals()},
    "blocked": sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, []))),
    "environment": {k: plain(v) for k, v in sorted(os.environ.items())},
    "path": [plain(p) for p in sys.path],
    "folder": sorted(os.listdir(".")),
    "left": {"folder": left("."), "above": left(".."), "home": left(os.path.expanduser("~")), "shm": left("/dev/shm"),
             "temporary": left(tempfile.gettempdir()), "system": left("/var/tmp")},
    "threads": threading.active_count(),
    "modules": {m.__name__: names(m) for m in (builtins, np, np.testing, pd, core, core.InteractiveShell)},
    "numpy": [np.pi, np.geterr(), np.ndarray.__doc__[:20], len(pd.DataFrame({"a": [1, 2]}))],
    "options": [pd.get_option("display.max_rows"), np.get_printoptions()["precision"]],
    "numbers": [2 + 2, int("4") + int("5"), 996 + 1],
    "time": time.tzname,
    "recursion": sys.getrecursionlimit(),
    "hooks": [type(h).__name__ for h in sys.meta_path] + [len(get_ipython().ast_transformers)],
    "transformers": len(get_ipython().input_transformers_post) + len(get_ipython().input_transformers_cleanup),
    "oom": read("/proc/self/oom_score_adj"),
    "shared memory": read("/proc/sysvipc/shm").splitlines()[1:],
}
print("'''
    + MARK.replace(":", '" + ":')
    + """", json.dumps(state))
"""
)


def honest(number: int) -> tuple[nbformat.NotebookNode, float]:
    """An honest notebook and its marks: by turns all right and two of three."""
    right = number % 2 == 0
    return student_notebook(RIGHT if right else PART, after=CODE.strip()), 15.0 if right else 10.0


def testimony(autograded: Path, student: str) -> dict[str, Any]:
    """What an honest submission found around it."""
    path = autograded / student / LAB / f"{LAB}.ipynb"
    if not path.is_file():
        return {"notebook": "none"}
    for cell in reversed(nbformat.read(path, as_version=4).cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stdout" and (found := re.search(rf"^{MARK} (.*)$", output.text, re.MULTILINE)):
                return json.loads(found[1])
    return {"witness": "silent"}


def differences(first: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What one found otherwise than the first."""
    return [
        f"{key}: {str(first.get(key))[:120]} became {str(other.get(key))[:120]}"
        for key in sorted(first.keys() | other.keys())
        if first.get(key) != other.get(key)
    ]
