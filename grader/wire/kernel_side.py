"""What runs in the student's kernel: calls a function by name and sends back plain data.

Nothing here knows an expected value or decides anything, and nothing it sends is believed: a student's code shares
this process and may replace every line of it, which can only lose marks. Its source, with `grader.wire.wire` and
what that imports, is sent to the kernel over the kernel's own connection, so the kernel needs no grader installed and a
file of the student's called `grader.py` is not in the way.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys

from . import wire

MIME = "application/x-plain-answer"
KEPT_CALLS = 16  # of so many calls the arguments are kept, to say later whether they were changed, and the results


class _Nowhere(io.TextIOBase):
    """What the student's function prints; not kept, so that a loop that prints does not fill the memory."""

    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        return len(text)


class Answer:
    """A reply on its way out: Jupyter's display machinery asks for its text under a type of its own."""

    def __init__(self, text):
        self.text = text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: self.text}

    def __repr__(self):
        return "an answer"


class Responder:
    """Answers requests about one namespace.

    Parameters
    ----------
    namespace : dict
        The notebook's variables.
    """

    def __init__(self, namespace):
        self.namespace = namespace
        self.calls = {}
        self.results = {}

    def reply(self, text):
        """One request as text to one reply as text."""
        with (
            contextlib.redirect_stdout(_Nowhere()),
            contextlib.redirect_stderr(_Nowhere()),
            _stdin(io.StringIO("")),  # input() fails at once with EOFError instead of waiting for a keyboard
        ):
            try:
                return wire.dumps(self._reply(wire.loads(text)))
            except wire.WireError as error:
                return wire.dumps({"state": "unsendable", "says": str(error)[:300]})
            except (Exception, SystemExit) as error:  # the student's own: what it was is the answer
                kinds = [kind.__name__[:60] for kind in type(error).__mro__ if kind is not object][:10]
                return wire.dumps({"state": "raised", "kinds": kinds, "says": _says(error)})

    def _reply(self, request):
        if request["do"] == "arguments":
            if request["number"] not in self.calls:
                return {"state": "forgotten"}
            args, kwargs = self.calls[request["number"]]
            return {"state": "value", "value": fingerprints(args, kwargs)}
        if request["do"] == "then":
            if request["of"] not in self.results:
                return {"state": "forgotten"}
            found, rest = self.results[request["of"]], request["name"].split(".")
        else:
            first, *rest = request["name"].split(".")
            if first not in self.namespace:
                return {"state": "missing", "says": first}
            found = self.namespace[first]
        for part in rest:
            found = getattr(found, part)
        if request["do"] != "value":
            if not callable(found):
                return {"state": "not callable", "says": type(found).__name__[:60]}
            args, kwargs = request["args"], request["kwargs"]
            keep(self.calls, request["number"], (args, kwargs))
            found = network(found, args, **kwargs) if request["do"] == "network" else found(*args, **kwargs)
        keep(self.results, request["number"], found)
        if found is ...:
            return {"state": "blank"}  # the dots that a question's stub holds
        return {"state": "value", "value": found}


def keep(kept, number, value):
    """Put a value among those that are kept, and let go of the oldest; each oracle counts its calls from 1 again."""
    kept.pop(number, None)
    kept[number] = value
    while len(kept) > KEPT_CALLS:
        del kept[next(iter(kept))]


def network(function, shapes, learns):
    """The Keras model of what a function, or a layer of this class, makes of symbolic inputs, shaped so without the batch.

    So that there is something to learn, each input may go through a dense layer first, which begins as the identity; positions
    of zeros are masked on the way.
    """
    import keras  # only where an oracle asks for it

    def learned(x):
        x = keras.layers.Masking()(x) if len(x.shape) > 2 else x
        return keras.layers.Dense(x.shape[-1], use_bias=False, kernel_initializer="identity")(x)

    if isinstance(function, type):
        function = function()
    inputs = [keras.Input(shape=tuple(shape)) for shape in shapes]
    return keras.Model(inputs, function(*map(learned, inputs) if learns else inputs))


def fingerprints(args, kwargs):
    """One hash an argument, by position or name: equal data, equal hash."""
    named = {**{str(i): value for i, value in enumerate(args)}, **kwargs}
    return {name: hashlib.sha256(wire.dumps(value).encode()).hexdigest() for name, value in named.items()}


@contextlib.contextmanager
def _stdin(stream):
    before, sys.stdin = sys.stdin, stream
    try:
        yield
    finally:
        sys.stdin = before


def _says(error):
    try:
        text = str(error)
    except Exception:  # a message that cannot even be written: then there is none
        return ""
    return " ".join(text.split())[:300]
