"""Asking a notebook's kernel to run a function, and waiting for the answer no longer than is fair.

A request travels as an expression that the kernel evaluates beside an empty cell (Jupyter's `user_expressions`): it
is not history, it does not count, it goes through no input transformer the notebook may have installed, and the answer
comes back to this client alone. Whatever arrives is only text for `grader.wire.wire`.
"""

from __future__ import annotations

import inspect
import marshal
import time
from binascii import b2a_base64
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER
from queue import Empty
from types import ModuleType
from typing import Any

from grader.oracles.answer import Unanswered
from grader.wire import decoding, encoding, kernel_side, limits, tables, wire

_NAME = "_plain_answers"
_SLICE = 0.25  # seconds between looks at whether the kernel is still there

_MODULES = (limits, tables, encoding, decoding, wire, kernel_side)  # each needs only those before it


def _part(module: ModuleType) -> tuple[str, str, bytes]:
    """A module's name, source and, since compiling them all takes a kernel 8 ms, its code."""
    name, source = module.__name__.rpartition(".")[2], inspect.getsource(module)
    return name, source, b2a_base64(marshal.dumps(compile(source, f"<{_NAME}.{name}>", "exec", dont_inherit=True)))


# Runs once in the kernel: these modules become a package of their own, whatever is or is not installed there.
_BOOT = """
import binascii, importlib.util, marshal, sys, types
same = importlib.util.MAGIC_NUMBER == magic
package = types.ModuleType(name)
package.__path__ = []
sys.modules[name] = package
for part, source, ready in parts:
    module = types.ModuleType(name + "." + part)
    module.__package__ = name
    sys.modules[module.__name__] = module
    setattr(package, part, module)
    code = marshal.loads(binascii.a2b_base64(ready)) if same else compile(source, "<" + module.__name__ + ">", "exec")
    exec(code, module.__dict__)
responder = package.kernel_side.Responder(namespace)
package.reply = lambda text: package.kernel_side.Answer(responder.reply(text))
"""

# Read once, at import: a file edited during a run must not reach some notebooks and not others.
_START = (
    f"__import__('builtins').exec({_BOOT!r}, {{'name': {_NAME!r}, 'parts': {[_part(module) for module in _MODULES]!r}, "
    f"'magic': {MAGIC_NUMBER!r}, 'namespace': globals()}})"
)


class KernelCaller:
    """Calls functions in a running kernel; see `grader.oracles.answer.Caller`.

    Parameters
    ----------
    connection : dict
        The kernel's connection info.
    alive, interrupt, kill : callable
        Whether the kernel's process lives; ask it to stop what it does; end it.
    call_timeout : float
        Seconds for one call.
    oracle_timeout : float
        Seconds for all calls of one oracle; see `begin`.
    grace : float
        Seconds a kernel has to obey an interrupt before it is ended.

    Attributes
    ----------
    lost : str
        Why no further call is possible; empty as long as calls are.
    timed_out : bool
        Whether a call ran out of time since `begin`.
    """

    def __init__(
        self,
        connection: dict[str, Any],
        *,
        alive: Callable[[], bool],
        interrupt: Callable[[], Any],
        kill: Callable[[], Any],
        call_timeout: float = 10,
        oracle_timeout: float = 60,
        grace: float = 3,
    ) -> None:
        import zmq
        from jupyter_client.blocking.client import BlockingKernelClient

        self._alive, self._interrupt, self._kill = alive, interrupt, kill
        self.call_timeout, self.oracle_timeout, self._grace = call_timeout, oracle_timeout, grace
        self._client = BlockingKernelClient()
        # A kernel may send what it likes; beyond this the connection drops instead of filling the grader's memory.
        self._client.context.setsockopt(zmq.MAXMSGSIZE, 2 * wire.LIMITS.text + 2**20)
        if connection["transport"] == "ipc":  # what lies at a socket's path later may be the student's work
            self._client.context.setsockopt(zmq.RECONNECT_IVL, 2**30)
        self._client.load_connection_info(connection)
        self._client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
        self._booted = False
        self.lost = ""
        self.begin()

    def greet(self) -> None:
        """Wait until the kernel answers: from then on the connection stands."""
        request = self._client.kernel_info()
        if self._receive(request, time.monotonic() + self.call_timeout) is None:
            self.lost = "the notebook's kernel did not answer"

    def begin(self) -> None:
        """Start the clock of the next oracle."""
        self.timed_out = False
        self._left = self.oracle_timeout

    def ask(self, text: str) -> str:
        """The reply to a request.

        Raises
        ------
        Unanswered
            If none came in time, the kernel ended, or what came is no reply.
        """
        if self.lost:
            raise Unanswered(f"could not be called: {self.lost}")
        if self.timed_out:
            raise Unanswered("was not called again after it had run out of time")
        limit = max(0.0, min(self.call_timeout, self._left))
        self._late = f"ran for more than {self.call_timeout:.3g} s"
        if limit < self.call_timeout:
            self._late = f"was still running when this question's calls had taken {self.oracle_timeout:.3g} s together"
        began = time.monotonic()
        try:
            if not self._booted:
                self._evaluate(_START, began + limit)
                self._booted = True
            bundle = self._evaluate(f"__import__('sys').modules[{_NAME!r}].reply({text!r})", began + limit)
        finally:
            self._left -= time.monotonic() - began
        answer = bundle.get(kernel_side.MIME) if isinstance(bundle, dict) else None
        if not isinstance(answer, str):
            raise Unanswered("gave no answer")
        return answer

    def close(self) -> None:
        """Close the connection; the kernel runs on."""
        self._client.stop_channels()

    def _evaluate(self, expression: str, deadline: float) -> Any:
        """What the kernel shows for the value of an expression."""
        request = self._client.execute(
            "", silent=True, store_history=False, user_expressions={"answer": expression}, stop_on_error=False
        )
        content = self._receive(request, deadline)
        if content is None:
            self._stop(request)
        try:
            shown = content["user_expressions"]["answer"]
            if shown["status"] == "ok":
                return shown["data"]
            raise Unanswered(f"gave no answer ({str(shown['ename'])[:60]})")
        except (KeyError, TypeError) as error:
            raise Unanswered("gave no answer") from error

    def _receive(self, request: str, deadline: float) -> Any:
        """The content of the reply to a request; None once it is too late."""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            try:
                message = self._client.shell_channel.get_msg(timeout=min(_SLICE, left))
                if message["parent_header"].get("msg_id") == request:
                    return message["content"]
            except Empty:
                if not self._alive():
                    self.lost = "the notebook's kernel had stopped"
                    raise Unanswered("made the notebook's kernel stop") from None
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                # Unsigned, no JSON, nested without end: the kernel, not Jupyter, wrote that.
                raise Unanswered("gave an answer that cannot be read") from error

    def _stop(self, request: str) -> None:
        """Interrupt a call that ran out of time; end the kernel if that does not help."""
        self.timed_out = True
        self._interrupt()
        if self._receive(request, time.monotonic() + self._grace) is None:
            self.lost = "a call before it could not be stopped"
            self._kill()
            raise Unanswered(f"{self._late} and could not be stopped")
        raise Unanswered(self._late)
