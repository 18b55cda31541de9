"""The outcome of a call in a student's notebook, and what an oracle can expect of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from grader.oracles import compare
from grader.wire import kernel_side, wire

if TYPE_CHECKING:
    from grader.oracles.student import Student


BLANK = " yet"  # how the failure of an answer that was left blank ends: not written yet, not answered yet


class Mismatch(Exception):
    """An expectation that was not met. Its text reaches the student."""

    def __init__(self, what: str, kind: str = compare.WRONG) -> None:
        super().__init__(f"{what}: {kind}" if what else kind)


class Unanswered(Exception):
    """A request that got no answer; the message completes "`f` …"."""


class Caller(Protocol):
    """Carries a request, as text, to where the student's functions live, and the reply back."""

    def ask(self, text: str) -> str:
        """The reply; raises `Unanswered` if none came."""


class Answer:
    """The outcome of one call, or the value of one variable.

    A call that raised, or gave nothing that can be compared, fails at the first expectation put to it.
    """

    def __init__(
        self,
        student: Student,
        number: int,
        sent: str,
        value: Any,
        failure: str,
        kinds: list[str],
        kept: bool = False,
        name: str = "",
    ) -> None:
        self._student, self._number, self._sent = student, number, sent
        self._value, self._failure, self._kinds = value, failure, kinds
        self._kept, self._name = kept, name

    @property
    def value(self) -> Any:
        """The plain data itself. Code that works on it should expect anything: it is what the student returned."""
        self._arrived("")
        self._student.looked = True
        return self._value

    def then(self, method: str = "__call__", /, *args: Any, **kwargs: Any) -> Answer:
        """Call a method of what was returned, which stays in the notebook's kernel: it may be what cannot be sent.

        `student.call("build_tower", 7).then("get_weights")` asks a Keras model for its arrays. The last 16 results
        and values are kept. A call that raised fails here.
        """
        if not self._kept:
            self._arrived("")
        self._student.settled(self)
        return self._student.then(self._number, method, args, kwargs, f"what {self._name} returned")

    def is_close(
        self, expected: Any, what: str, *, rtol: float = 1e-6, atol: float = 1e-8, equal_nan: bool = True
    ) -> None:
        """Expect numbers: of the same shape, each within `atol + rtol * |expected|`.

        Any array-like will do for an array (list, tuple, Series, a frame of one column for one dimension); a number
        for a number. For a tuple or dict, each of its members is compared so.
        """
        self._compare(compare.close, expected, what, rtol=rtol, atol=atol, equal_nan=equal_nan)

    def equals(self, expected: Any, what: str) -> None:
        """Expect exactly these strings, numbers, lists, dicts or sets; list, tuple, array and Series count alike."""
        self._compare(compare.equal, expected, what)

    def frame_is(
        self,
        expected: Any,
        what: str,
        *,
        columns: list | None = None,
        index: bool = False,
        exact: bool = False,
        rtol: float = 1e-6,
        atol: float = 1e-8,
    ) -> None:
        """Expect a DataFrame (or Series) with these rows in this order.

        Parameters
        ----------
        expected : DataFrame or Series
            What is right.
        what : str
            Names the expectation to the student.
        columns : list, optional
            The columns that count; all of `expected` otherwise.
        index : bool
            Compare the index too.
        exact : bool
            Refuse further columns and another order of columns.
        rtol, atol : float
            Tolerance for columns of numbers.
        """
        options = {"columns": columns, "index": index, "exact": exact, "rtol": rtol, "atol": atol}
        self._compare(compare.frame, expected, what, **options)

    def has_shape(self, shape: tuple[int, ...], what: str) -> None:
        """Expect an array, sparse matrix or frame of this shape; a list counts by its length."""
        self._arrived(what)
        got = getattr(self._value, "shape", None)
        if got is None and isinstance(self._value, (list, tuple)):
            got = (len(self._value),)
        if got is None or tuple(got) != tuple(shape):
            wanted = f"shape {tuple(shape)}" if shape else "a single number"
            raise Mismatch(what, f"expected {wanted}, got {compare.describe(self._value)}")

    def satisfies(self, check: Callable[[Any], Any], what: str, kind: str = compare.WRONG) -> None:
        """Expect `check(value)` to be true. A check that stumbles over a strange answer counts as false."""
        self._arrived(what)
        try:
            passed = bool(check(self._value))
        except Exception as error:  # the answer may be anything; right answers in the tests prove the check itself
            raise Mismatch(what, f"expected another kind of value, got {compare.describe(self._value)}") from error
        if not passed:
            raise Mismatch(what, kind)

    def raises(self, kind: type[Exception] | str, what: str) -> None:
        """Expect the call to have raised this exception or one derived from it."""
        self._student.settled(self)
        name = kind if isinstance(kind, str) else kind.__name__
        if name not in self._kinds:
            raise Mismatch(what, self._failure or f"expected {name}, got {compare.describe(self._value)}")

    def leaves_arguments(self, what: str) -> None:
        """Expect everything the function was given to be unchanged now; soon, as of the last 16 calls only it is known."""
        self._arrived(what)
        sent = wire.loads(self._sent)
        before = kernel_side.fingerprints(sent["args"], sent["kwargs"])
        after = self._student.request({"do": "arguments", "number": self._number}, "")
        after._arrived(what)
        fresh = after._value if isinstance(after._value, dict) else {}
        # What came may be anything, such as an array that is neither equal nor unequal.
        changed = [
            name for name, mark in before.items() if not (isinstance(fresh.get(name), str) and fresh[name] == mark)
        ]
        if changed:
            which = f"argument {int(changed[0]) + 1}" if changed[0].isdigit() else f"`{changed[0]}`"
            raise Mismatch(what, f"{which} was changed; work on a copy")

    def _arrived(self, what: str) -> None:
        self._student.settled(self)
        if self._failure:
            # Of a blank answer there is nothing more to say, and `what` would only give a hint away.
            raise Mismatch("" if self._failure.endswith(BLANK) else what, self._failure)

    def _compare(self, how: Callable[..., str | None], expected: Any, what: str, **options: Any) -> None:
        self._arrived(what)
        try:
            kind = how(self._value, expected, **options)
        except Exception as error:
            # Whose fault? If what was expected cannot even be compared with itself, the oracle's; else the answer's.
            how(wire.loads(wire.dumps(expected)), expected, **options)
            kind = f"expected {compare.describe(expected)}, got {compare.describe(self._value)} of another kind"
            raise Mismatch(what, kind) from error
        if kind:
            raise Mismatch(what, kind)
