"""The student's notebook, as far as an oracle may see it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from grader.oracles import compare
from grader.oracles.answer import Answer, Caller, Mismatch, Unanswered
from grader.wire import kernel_side, wire


class Part:
    """One part of an oracle's points; entered with `with student.part(name):`."""

    def __init__(self, student: Student, name: str) -> None:
        self.student, self.name = student, name

    def __enter__(self) -> Part:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> bool:
        done = self.student.done
        if error is None:
            try:
                self.student.settle()
            except Mismatch as mismatch:
                error = mismatch
        if error is None:
            done.setdefault(self.name, "")
            return False
        lost = next(filter(None, done.values()), "")
        if isinstance(error, UnboundLocalError) and lost:
            # An earlier part failed before it set what this one uses.
            done[self.name] = f"not reached ({lost})"
            return True
        if isinstance(error, Mismatch):
            done[self.name] = done.get(self.name) or str(error)
            return True
        return False


class Student:
    """The student's notebook, as far as an oracle may see it.

    Parameters
    ----------
    caller : Caller
        Carries requests to the notebook.
    parts : iterable of str
        Names of the parts that the oracle declared.
    class_seed : callable
        Gives what `class_rng` is seeded with; asked only by oracles that use it.
    """

    def __init__(self, caller: Caller, parts: Any = (), class_seed: Callable[[], Any] = lambda: 0) -> None:
        self._caller, self._parts, self._class_seed = caller, tuple(parts), class_seed
        self._calls = 0
        self._unsettled: list[Answer] = []
        self.done: dict[str, str] = {}
        self.scores: dict[str, float] = {}
        self.checks = 0
        self.asked = self.looked = False

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Answer:
        """Call a function of the notebook (or `object.method`) with plain data."""
        self._calls += 1
        request = {"do": "call", "name": name, "args": list(args), "kwargs": kwargs, "number": self._calls}
        return self.request(request, f"`{name}`")

    def network(self, name: str, shapes: list[tuple[int | None, ...]], learns: bool = False) -> Answer:
        """The Keras model that a function, or a layer of a class, makes of symbolic inputs; see `Answer.then`.

        Shapes are without the batch, None where a size is not known before there are numbers. If it `learns`, each input
        goes through a dense layer that begins as the identity, and positions of zeros are masked.
        """
        self._calls += 1
        request = {"do": "network", "name": name, "args": shapes, "kwargs": {"learns": learns}, "number": self._calls}
        return self.request(request, f"`{name}`")

    def then(self, of: int, method: str, args: tuple, kwargs: dict[str, Any], name: str) -> Answer:
        """Call a method of what an earlier call returned; for use by `Answer`."""
        self._calls += 1
        request = {"do": "then", "of": of, "name": method, "args": list(args), "kwargs": kwargs, "number": self._calls}
        return self.request(request, name)

    def value(self, name: str) -> Answer:
        """A variable of the notebook (or `object.attribute`)."""
        self._calls += 1
        return self.request({"do": "value", "name": name, "number": self._calls}, f"`{name}`")

    def expect(self, passed: bool, what: str, kind: str = compare.WRONG) -> None:
        """Expect something the oracle worked out by itself."""
        self.checks += 1
        if not passed:
            raise Mismatch(what, kind)

    @cached_property
    def class_rng(self) -> np.random.Generator:
        """Draws the same for every student of this class, and other things for every class: for what is ranked.

        `rng`, which an oracle is given, draws afresh for every submission; take that wherever nobody is compared.
        """
        return np.random.default_rng(self._class_seed())

    def score(self, name: str, value: float) -> None:
        """Note a figure by which the report ranks the class, the higher the better; it decides no points by itself.

        Raises
        ------
        ValueError
            If it is not finite, or this oracle has noted another figure: one task has one ranking.
        """
        if not math.isfinite(value) or (self.scores and name not in self.scores):
            raise ValueError(f"score({name!r}, {value}): expected one finite figure for a task, has {self.scores}")
        self.scores[name] = float(value)

    def part(self, name: str) -> Part:
        """Points of their own: an expectation that fails inside costs this part and lets the oracle go on."""
        if name not in self._parts:
            raise ValueError(f"part {name!r} is not among the declared parts {list(self._parts)}")
        return Part(self, name)

    def request(self, request: dict, name: str) -> Answer:
        """Send one request and take its reply apart; for use by `Answer`."""
        text = wire.dumps(request)
        value, failure, kinds, kept = None, "", [], False
        self.asked = True
        try:
            reply = wire.loads(self._caller.ask(text))
            self._remembered(request, reply)
            value, failure, kinds = _outcome(reply, name)
            kept = _state(reply) in ("value", "unsendable")
        except wire.WireError as error:
            failure = f"{name} returned {_clean(error)}"
        except Unanswered as error:
            failure = f"{name} {error}"
        answer = Answer(self, request["number"], text, value, failure, kinds, kept, name)
        if failure:
            self._unsettled.append(answer)
        return answer

    def _remembered(self, request: dict, reply: Any) -> None:
        """Raise `ValueError` where the oracle asks about a call so long ago that nothing is kept of it."""
        about = request.get("of", request["number"])
        if _state(reply) == "forgotten" and self._calls - about >= kernel_side.KEPT_CALLS:
            raise ValueError(f"more than {kernel_side.KEPT_CALLS} calls lie between a call and a question about it")

    def settled(self, answer: Answer) -> None:
        """Note that an answer was put to an expectation."""
        self.checks += 1
        self._unsettled = [other for other in self._unsettled if other is not answer]

    def settle(self) -> None:
        """Raise for a call that failed and was never put to an expectation."""
        if self._unsettled:
            self._unsettled[0]._arrived("")


def _outcome(reply: Any, name: str) -> tuple[Any, str, list[str]]:
    """Value, failure and kinds of exception of a reply, which may be anything."""
    state = _state(reply)
    if state == "value" and "value" in reply:
        return reply["value"], "", []
    says = _clean(reply.get("says")) if state else ""
    if state == "raised" and isinstance(reply.get("kinds"), list) and reply["kinds"]:
        kinds = [_clean(kind) for kind in reply["kinds"]]
        if kinds[0] == "NotImplementedError" and "not written yet" in says:  # the stub's own words
            return None, says.partition(";")[0], kinds
        return None, f"{name} raised {kinds[0]}{': ' if says else ''}{says}", kinds
    words = {
        "missing": f"`{says}` is not defined",
        "blank": f"{name} is not answered yet",
        "not callable": f"{name} is a {says}, not a function",
        "unsendable": f"{name} returned {says}",
    }
    return None, words.get(state, f"{name} gave no answer that can be read"), []


def _state(reply: Any) -> str:
    """What a reply says it is; empty where it says nothing that can be understood, such as an array."""
    state = reply.get("state") if isinstance(reply, dict) else None
    return state if isinstance(state, str) else ""


def _clean(text: Any) -> str:
    """Text from a student's kernel for one line of a message."""
    shown = "".join(c if c.isprintable() else " " for c in str(text)[:300])
    return " ".join(shown.split())
