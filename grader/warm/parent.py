"""The grader's end of a parent in the sandbox; see `grader.warm.inside.zygote` for the other."""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.sandbox.launch import PRIVATE, STUDENT, Box
from grader.sandbox.policy import Limits, View
from grader.sandbox.probe import check
from grader.warm.inside import frames

_INSIDE = Path(__file__).parent / "inside"
_SHOWN_AS = "/labs"
_IMPORTING = 180.0  # seconds for its imports
_STARTING = 30.0  # and for a kernel
_CLEANING = 60.0


class KernelParentDied(RuntimeError):
    """The parent ended, or does not answer: nothing the submission could be blamed for, so it is marked anew."""


@dataclass(frozen=True)
class Kind:
    """What makes two parents interchangeable.

    Parameters
    ----------
    view : View
        What is seen inside.
    limits : Limits
        Of each child.
    preload : tuple of str
        Modules imported once.
    separate : bool or None
        Whether children get a user id of their own; None: if that is possible.
    """

    view: View
    limits: Limits = field(default_factory=Limits)
    preload: tuple[str, ...] = ()
    separate: bool | None = None


class Parent:
    """A parent, started at once.

    Raises
    ------
    SandboxUnavailable
        If there is no sandbox here.
    KernelParentDied
        If it does not come up.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        bwrap = check()
        separate = bwrap.separate if kind.separate is None else kind.separate
        self._reader = frames.Reader()
        self._socket, theirs = socket.socketpair()
        self.exited: dict[str, Any] | None = {}  # what is known of the last child; None while one runs
        self.odd: list[str] = []
        self._busy, self._started = False, False
        self.folder: int | None = None
        command = [sys.executable, "-s", "-B", f"{_SHOWN_AS}/zygote.py", str(theirs.fileno())]
        try:
            with theirs:
                self._box = Box(
                    bwrap.path, separate, command, kind.view, kind.limits,
                    [(_INSIDE, _SHOWN_AS)], [theirs.fileno()],
                )  # fmt: skip
        except OSError as error:
            self._socket.close()
            raise KernelParentDied(f"the sandbox could not be started: {error}") from error
        self.pid = self._box.pid
        student = STUDENT if separate else None
        self._send({"preload": kind.preload, "path": kind.view.path, "student": student})
        self.ready = self._first()

    def _first(self) -> dict[str, Any]:
        """Its first message, which brings the folder that children's sockets will be in."""
        self._socket.settimeout(_IMPORTING)
        try:
            data, descriptors, _, _ = socket.recv_fds(self._socket, 2**16, 1)
        except TimeoutError:
            self.close()
            raise KernelParentDied("its imports took too long") from None
        except OSError:
            descriptors = []
        if not descriptors:
            said = self._box.errors().splitlines()
            self.close()
            raise KernelParentDied(
                f"the sandbox's parent process ended at once: {said[-1] if said else 'no reason given'}"
            )
        self.folder = descriptors[0]
        os.set_inheritable(self.folder, False)
        self._socket.setblocking(False)
        self._reader.feed(data)
        return self._reader.take()[0]

    @property
    def alive(self) -> bool:
        """Whether it can be asked for anything."""
        return self._socket.fileno() != -1

    @property
    def running(self) -> bool:
        """Whether a child runs, as far as is known without asking."""
        return self.exited is None

    def look(self) -> None:
        """Take in what it has said."""
        while self.alive:
            try:
                data = self._socket.recv(2**16)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._lost()
                return
            self._reader.feed(data)
            try:
                while (found := self._reader.take()) is not None:
                    self._hear(found[0])
            except frames.Broken:
                self._lost()

    def _hear(self, said: dict[str, Any]) -> None:
        event = said.pop("event")
        if event == "started":
            self._started = True
        elif event == "exited":
            self.exited = said
        elif event == "swept":
            self._busy, self.odd = False, said["odd"]

    def _lost(self) -> None:
        if self.exited is None or self._busy:
            self.exited = {"status": None, "limit": None, "parent": "died"}
        self.close()

    def start(self, connection: dict[str, Any], files: Iterable[tuple[str, bytes]], environment: dict[str, str]) -> str:
        """Fork a kernel and wait until it can be connected to.

        Parameters
        ----------
        connection : dict
            Jupyter's connection info; the kernel opens its sockets in its own folder, whatever `ip` says.
        files : iterable of (str, bytes)
            Put into its folder; names relative, with `/`.
        environment : dict of str to str
            Variables to set.

        Returns
        -------
        str
            The `ip` that a client here has to use.
        """
        self.rest()
        for name, content in files:
            self._send({"do": "file", "name": name}, content)
        inside = {**connection, "transport": "ipc", "ip": f"{PRIVATE}/sockets/k"}
        self.exited, self._busy, self._started = None, True, False
        order = {"do": "start", "connection": inside, "limits": self.kind.limits.plain(), "environment": environment}
        self._send(order)
        self._wait(lambda: self._started or self.exited is not None, _STARTING)
        if not self._started and self.alive:
            raise KernelParentDied(f"a kernel could not be started: {self.exited} {self._box.errors()}")
        if not self.alive:
            raise KernelParentDied("the sandbox's parent process ended")
        return f"/proc/self/fd/{self.folder}/sockets/k"

    def signal(self, number: int) -> None:
        """Send the child a signal."""
        if self.running:
            self._send({"do": "signal", "number": number})

    def end(self) -> None:
        """End the child and all it started; returns when it is gone."""
        if self.running:
            self._send({"do": "kill"})
            self._wait(lambda: not self.running, _CLEANING)

    def rest(self) -> None:
        """Wait until it is clean again after a child.

        Raises
        ------
        KernelParentDied
            If it is gone, or not clean.
        """
        self.end()
        self._wait(lambda: not self._busy, _CLEANING)
        if not self.alive or self.odd:
            reason = self.odd[0] if self.odd else "it ended"
            self.close()
            raise KernelParentDied(f"the sandbox's parent process cannot be used again: {reason}")

    def close(self) -> None:
        """End it, and everything in its sandbox."""
        self._socket.close()
        if self.folder is not None:
            os.close(self.folder)
            self.folder = None
        self._box.kill()

    def _send(self, message: dict[str, Any], payload: bytes = b"") -> None:
        if not self.alive:
            return
        self._socket.setblocking(True)
        self._socket.settimeout(_STARTING)
        try:
            self._socket.sendall(frames.pack(message, payload))
        except OSError:
            self._lost()
        else:
            self._socket.setblocking(False)

    def _wait(self, done: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.alive and not done():
            left = deadline - time.monotonic()
            if left <= 0:
                self._lost()
                return
            select.select([self._socket], [], [], left)
            self.look()
