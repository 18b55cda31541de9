"""How nbclient gets at a warm kernel: a kernel manager that always asks the pool, whatever a notebook calls its kernel."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase, KernelProvisionerFactory
from traitlets import Any as AnyTrait
from traitlets import List

from grader.warm.client import SandboxClient, guard
from grader.warm.parent import Parent

NAME = "labs-sandbox"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")


class SandboxProvisioner(KernelProvisionerBase):
    """A kernel forked by the parent in the sandbox."""

    _taken: Parent | None = None
    _status: int | None = None

    @property
    def has_process(self) -> bool:
        return self._taken is not None

    async def poll(self) -> int | None:
        if self._taken is None:
            return self._status if self._status is not None else -signal.SIGKILL
        self._taken.look()
        if self._taken.running:
            return None
        self._ended()
        return self._status

    def _ended(self) -> None:
        status = (self._taken.exited or {}).get("status")
        self._status = -signal.SIGKILL if status is None else status
        self._taken = None

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.01)
        return status

    async def send_signal(self, signum: int) -> None:
        if self._taken is not None:
            if signum in (signal.SIGKILL, signal.SIGTERM):
                await self.kill()
            else:
                self._taken.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self._taken is not None:
            self._taken.end()
            self._ended()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill()

    async def cleanup(self, restart: bool = False) -> None:
        await self.kill()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        manager = self.parent
        manager.transport = "ipc"
        for number, port in enumerate(_PORTS, 1):
            setattr(manager, port, number)
        manager.ip = "-"
        info = manager.get_connection_info()
        info["key"] = info["key"].decode("ascii")
        wanted = {name: info[name] for name in (*_PORTS, "key", "signature_scheme")}
        self._status = None
        manager.ip = manager.source.start(wanted, manager.files, dict(kwargs.get("env") or {}))
        self._taken = manager.source
        self.connection_info = manager.get_connection_info()
        return self.connection_info


class SandboxKernelManager(AsyncKernelManager):
    """Starts every kernel in the sandbox; the name of a kernel in a notebook is not looked up."""

    source = AnyTrait(help="The parent that forks the kernel.")
    files = List(help="(name, bytes) of what lies in the kernel's folder.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kernel_spec = KernelSpec(
            argv=[], display_name="sandbox", language="python", interrupt_mode="signal",
            metadata={"kernel_provisioner": {"provisioner_name": NAME}},
        )  # fmt: skip
        self.client_factory = SandboxClient
        guard(self.context)

    @property
    def kernel_spec(self) -> KernelSpec:
        return self._kernel_spec

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        factory = KernelProvisionerFactory.instance(parent=self.parent)
        entry = EntryPoint(NAME, "grader.warm.provisioner:SandboxProvisioner", KernelProvisionerFactory.GROUP_NAME)
        factory.provisioners[NAME] = entry
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel

    def cleanup_ipc_files(self) -> None:
        """Nothing: the sockets' folder goes with the kernel."""


def folder_files(folder: Path, most: int) -> list[tuple[str, bytes]]:
    """What lies in a folder, except notebooks.

    Parameters
    ----------
    folder : Path
        A submission's.
    most : int
        Bytes together, in whole pages of memory; what would be more is left out.
    """
    found, size = [], 0
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(base) / name
            if path.suffix == ".ipynb" or path.is_symlink() or not path.is_file():
                continue
            # What it takes where it is put, which is in memory.
            size += max(1, math.ceil(path.stat().st_size / _PAGE)) * _PAGE
            if size > most:
                return found
            found.append((path.relative_to(folder).as_posix(), path.read_bytes()))
    return found
