"""What no grader can beat: the time that a submission's own cells take."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.classes import Kind

_IN_A_KERNEL = """\
import sys
import tempfile
from nbclient import NotebookClient
from nbformat import v4
from traitlets.config import Config
imports, work = sys.argv[1:]
timed = f"import time\\nbegan = time.process_time()\\n{work}\\nprint(time.process_time() - began)"
notebook = v4.new_notebook(cells=[v4.new_code_cell(imports), v4.new_code_cell(timed)])
with tempfile.TemporaryDirectory() as folder:  # no ports: they are chosen before they are taken, so two may choose the same
    config = Config({"ConnectionFileMixin": {"transport": "ipc", "ip": folder + "/kernel"}})
    NotebookClient(notebook, kernel_name="python3", config=config).execute()
print(notebook.cells[1].outputs[-1].text)
"""


def processor_seconds(kind: Kind, at_once: int, rounds: int = 4) -> float:
    """What one submission's own cells cost in a plain Jupyter kernel, imports not counted.

    It is the mean, as the time of a class is a sum: the best of a few would compare the machine's best moments with all
    of them.

    Parameters
    ----------
    kind : Kind
        Of submission.
    at_once : int
        So many run side by side, as there are workers, since processors that share a core or its caches are slower together.
    rounds : int
        How often.

    Raises
    ------
    SystemExit
        If the cells do not run.
    """
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    taken: list[float] = []
    for _ in range(rounds):
        command = [sys.executable, "-c", _IN_A_KERNEL, kind.imports, kind.work]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment}
        beside = [subprocess.Popen(command, **piped) for _ in range(at_once)]
        for out, error in [process.communicate() for process in beside]:
            if not out:
                raise SystemExit(f"The cells of {kind.lab} did not run in a plain kernel:\n{error.decode()[-3000:]}")
            taken.append(float(out.split()[-1]))
    return sum(taken) / len(taken)
