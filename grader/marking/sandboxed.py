"""Where a notebook's kernel runs: forked in the sandbox, or, if that is switched off, as any other kernel.

What a run may see and use is set here, as traits, in `nbgrader_config.py`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async, run_sync
from nbgrader.preprocessors import Execute
from traitlets import Dict, Enum, Float, Integer, List, Unicode

from grader.sandbox import mounts
from grader.sandbox.launch import PRIVATE
from grader.sandbox.policy import MB, Limits, View
from grader.warm import pool
from grader.warm.parent import Kind, Parent
from grader.warm.preload import needed

_THREADS = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS",
)  # fmt: skip
_SCRATCH = f"{PRIVATE}/tmp"
_PLACES = {
    "HOME": f"{PRIVATE}/home", "TMPDIR": _SCRATCH, "MPLCONFIGDIR": f"{_SCRATCH}/.matplotlib",
    "IPYTHONDIR": f"{_SCRATCH}/.ipython", "JUPYTER_RUNTIME_DIR": f"{_SCRATCH}/.jupyter",
    "JUPYTER_CONFIG_DIR": f"{_SCRATCH}/.jupyter", "JUPYTER_DATA_DIR": f"{_SCRATCH}/.jupyter",
    "XDG_CACHE_HOME": f"{_SCRATCH}/.cache",
}  # fmt: skip


class SandboxedExecute(Execute):
    """nbgrader's `Execute` with its kernel in the sandbox."""

    sandbox = Enum(["required", "off"], "required", help="Whether notebooks run in the sandbox.").tag(config=True)
    packages = List(Unicode(), help="The course's own packages that notebooks import.").tag(config=True)
    data = List(Unicode(), help="Folders with data that notebooks read; those that do not exist are left out.").tag(
        config=True
    )
    environment = Dict(
        key_trait=Unicode(), value_trait=Unicode(), help="Variables set for notebooks in the sandbox."
    ).tag(config=True)
    preload = List(Unicode(), help="Modules imported once for all notebooks of a lab that needs them.").tag(config=True)
    threads = Integer(1, min=1, help="Threads that a notebook's numerical libraries may use.").tag(config=True)
    # With less than these minima not even an empty notebook runs, and the whole class would get nothing.
    memory = Integer(4096 * MB, min=256 * MB, help="Bytes resident, of all processes of a notebook together.").tag(
        config=True
    )
    processes = Integer(64, min=1, help="Processes of a notebook.").tag(config=True)
    disk = Integer(256 * MB, min=MB, help="Bytes that a notebook may write; they are held in memory.").tag(config=True)
    notebook_timeout = Float(540, min=1, help="Seconds for a whole notebook.").tag(config=True)
    notebook_cpu = Float(900, min=1, help="Seconds of processor time for a whole notebook.").tag(config=True)

    _parent: Parent | None = None

    @property
    def limits(self) -> Limits:
        """What a notebook may use."""
        return Limits(self.memory, self.processes, self.disk, self.notebook_cpu, self.notebook_timeout)

    def choose_kernel(self, resources: Any) -> None:
        """Get the parent for this notebook's kernel, if it is to run in the sandbox.

        Raises
        ------
        SandboxUnavailable
            If there is no sandbox here.
        KernelParentDied
            If the parent does not come up.
        """
        self._parent = None
        if self.sandbox == "off":
            return
        self.shutdown_kernel = "immediate"  # nothing in there is worth a goodbye
        root = Path(self.config.get("CourseDirectory", {}).get("root") or Path.cwd()).resolve()
        folders = mounts.package_folders(self.packages, root)
        view = View(
            packages=tuple(folders),
            data=tuple(Path(path).resolve() for path in self.data),
            hidden=(root,),
            path=tuple(dict.fromkeys(map(str, [*mounts.libraries(), *(folder.parent for folder in folders)]))),
            environment=tuple(sorted(self._environment().items())),
        )
        names = resources.get("nbgrader", {}) if resources else {}
        source = self.config.get("CourseDirectory", {}).get("source_directory", "source")
        notebook = root / source / str(names.get("assignment")) / f"{names.get('notebook')}.ipynb"
        preload = needed(notebook, self.preload, folders)
        if "numpy" in self.preload:
            preload = tuple(dict.fromkeys(["numpy", *preload]))  # the oracles' calls need it
        self._parent = pool.take(Kind(view, self.limits, preload))

    def _settings(self) -> dict[str, str]:
        """Few threads, so that notebooks marked side by side do not slow each other down, and the same hashes each time."""
        return {**dict.fromkeys(_THREADS, str(self.threads)), "PYTHONHASHSEED": "0"}

    def _environment(self) -> dict[str, str]:
        zone = {"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}
        return {
            **_PLACES, **self._settings(), **zone, **self.environment,
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "USER": "student", "LOGNAME": "student", "TF_CPP_MIN_LOG_LEVEL": "3",
        }  # fmt: skip

    def create_kernel_manager(self) -> Any:
        """A kernel manager for the sandbox, whatever kernel the notebook names."""
        if self._parent is None:
            return super().create_kernel_manager()
        from grader.warm.provisioner import SandboxKernelManager, folder_files

        folder = (self.resources or {}).get("metadata", {}).get("path")
        files = folder_files(Path(folder), self.disk // 2) if folder else []
        self.km = SandboxKernelManager(source=self._parent, files=files, config=self.config)
        return self.km

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start the kernel with the environment it is to have."""
        given = {} if self._parent is not None else {**os.environ, **self._settings()}
        super().start_new_kernel(env=given, **kwargs)

    def limit_hit(self) -> dict[str, str] | None:
        """The limit that ended the kernel, as it goes into the record; None if none did."""
        if self._parent is None:
            return None
        self._parent.look()
        name = (self._parent.exited or {}).get("limit")
        return {"name": name, "sentence": self.limits.sentence(name)} if name else None

    def parent_died(self) -> bool:
        """Whether it was not the notebook's kernel that ended but the parent it came from."""
        if self._parent is None:
            return False
        self._parent.look()
        return not self._parent.alive

    @staticmethod
    def _blocking(function: Callable[[], Any]) -> Callable[[], Any]:
        """A kernel manager's method, which may be a coroutine, as a plain call."""

        async def run() -> Any:
            return await ensure_async(function())

        return run_sync(run)


async def drop_leftovers() -> None:
    """End what nbclient left running when a cell broke off: its watch over the kernel would outlive the kernel."""
    leftovers = [task for task in asyncio.all_tasks() if task.get_coro().__qualname__.startswith("NotebookClient.")]
    for task in leftovers:
        task.cancel()
    await asyncio.gather(*leftovers, return_exceptions=True)
