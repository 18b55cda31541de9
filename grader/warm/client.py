"""The client's end of a kernel in the sandbox: quick to be ready, and wary of the other side."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient

LONGEST = 64 * 2**20  # bytes of one message; a longer one ends the connection instead of filling the grader's memory
_BACKLOG = 200  # messages that may wait here
_NEVER = 2**30  # milliseconds; -1, which means never, makes closing wait for a second
_AGAIN = 0.2  # seconds until another try


def guard(context: zmq.Context) -> None:
    """Make the sockets of a context careful.

    The kernel's sockets are there before anything connects to them. Later, what lies in their place is the student's,
    perhaps a link to somebody else's socket: so nothing connects a second time (in twelve days).
    """
    context.setsockopt(zmq.RECONNECT_IVL, _NEVER)
    context.setsockopt(zmq.MAXMSGSIZE, LONGEST)
    context.setsockopt(zmq.RCVHWM, _BACKLOG)


class SandboxClient(AsyncKernelClient):
    """A client that does without heartbeat, which the sandbox's parent replaces: it knows when a kernel ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard(self.context)

    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = True, hb: bool = True, control: bool = True
    ) -> None:
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=False, control=control)

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers, and what it publishes arrives here."""
        deadline = time.monotonic() + (60.0 if timeout is None else timeout)
        while time.monotonic() < deadline and await self._async_is_alive():
            request = self.kernel_info()
            try:
                while reply := await self._async_get_shell_msg(timeout=_AGAIN):
                    if reply["parent_header"].get("msg_id") == request:
                        break
                self._handle_kernel_info_reply(reply)
                while said := await self._async_get_iopub_msg(timeout=_AGAIN):
                    if (
                        said["parent_header"].get("msg_id") == request
                        and said["content"].get("execution_state") == "idle"
                    ):
                        return
            except Empty:
                continue
        raise RuntimeError("The kernel ended, or did not answer, before it was ready.")

    wait_for_ready = _async_wait_for_ready
