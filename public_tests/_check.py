"""The ladder that every public check climbs: defined, signature, type, shape, finite, known mistakes, values, arguments.

A check stops at the first rung that fails, with one sentence: what was expected, what came, and what usually causes it.
"""

from __future__ import annotations

import copy
import inspect
import linecache
import textwrap
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from public_tests._alike import alike
from public_tests._time import OutOfTime, limited

# A check's data are so few that a right answer takes milliseconds, with Keras a second or two.
SECONDS = 20


class CheckFailed(AssertionError):
    """A check that did not pass; in a notebook only its sentence is shown, not the check's own lines."""

    def _render_traceback_(self) -> list[str]:
        # JupyterLab breaks a long line in the middle of a word, so it is broken here, between words.
        return textwrap.wrap(f"✗ {self}", width=100, subsequent_indent="  ", break_long_words=False)


def shown(value: Any) -> str:
    """A value as a short text for a sentence."""
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.4g}"
    if isinstance(value, (np.ndarray, list, tuple, pd.Series)) and np.size(value) <= 6:
        return "[" + ", ".join(shown(v) for v in list(value)) + "]"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def kind(value: Any) -> str:
    """What a value is, in words a reader of the lab knows."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else "a single number"
    if isinstance(value, pd.DataFrame):
        return f"a table of {len(value)} rows and {value.shape[1]} columns"
    if isinstance(value, pd.Series):
        return f"a column of {len(value)} values"
    if isinstance(value, (bool, np.bool_)):
        return f"the truth value {value}"
    if isinstance(value, (int, float, np.number)):
        return "a single number"
    if isinstance(value, (list, tuple, set, dict, str)):
        return f"a {type(value).__name__} of length {len(value)}"
    return f"a {type(value).__name__}"


def _copied(value: Any, name: str) -> str:
    """How to copy an argument, for a sentence; nothing where one line does not do it."""
    if isinstance(value, (list, tuple)):
        return "" if any(isinstance(inner, (list, dict)) for inner in value) else f" (`list({name})`)"
    return f" (`{name}.copy()`)" if hasattr(value, "copy") else ""


class Check:
    """One exercise's check.

    Parameters
    ----------
    name : str
        The exercise's function, which begins every sentence.
    target : callable
        The student's function.
    parameters : sequence of str
        Names its arguments must have, in order, with their defaults as in the first line: `"q=0.9"`.
    """

    def __init__(self, name: str, target: Callable, parameters: Sequence[str]) -> None:
        self.name, self.target = name, target
        self._given: list[tuple[str, Any, Any]] = []
        if not callable(target):
            self.fail(f"expected a function, got {kind(target)}: run the cell that defines it again, then this one.")
        try:
            found = list(inspect.signature(target).parameters.values())[: len(parameters)]
        except (TypeError, ValueError):
            return  # a built-in that hides its signature; calling it will tell
        if [p.name for p in found] != [p.split("=")[0] for p in parameters]:
            got = ", ".join(p.name for p in found)
            self.fail(f"expected the arguments ({', '.join(parameters)}), got ({got}): keep the first line as it was.")
        for wanted, parameter in zip(parameters, found, strict=True):
            if "=" in wanted and parameter.default is parameter.empty:
                self.fail(f"the first line lost its `{wanted}`, the value taken when nobody says: put it back.")

    def fail(self, sentence: str) -> NoReturn:
        """Stop here with one sentence."""
        raise CheckFailed(f"{self.name}: {sentence}")

    def call(self, *args: Any, when: str = "", **kwargs: Any) -> Any:
        """Call the function with copies of these arguments; what goes wrong becomes a sentence with the student's own line.

        `when` says what is special about this call, for that sentence.
        """
        # The function gets copies: what a wrong one changes must not be what the next call is judged by.
        given_args, given_kwargs = copy.deepcopy((args, kwargs))
        before = self._named(args, kwargs)
        self._given = [(name, value, before[name]) for name, value in self._named(given_args, given_kwargs).items()]
        got, error = self.attempt(*given_args, **given_kwargs)
        if error is not None:
            self.stopped(error, when)
        return got

    def attempt(self, *args: Any, **kwargs: Any) -> tuple[Any, Exception | None]:
        """What the function gives for these very arguments, and what it raised instead; a loop without end fails here."""
        try:
            with limited(SECONDS):
                return self.target(*args, **kwargs), None
        except Exception as error:
            return None, error
        except OutOfTime as late:
            where = self._line_of(late)
        # Outside the handlers: the student's own mistake is in the sentence, a chained traceback would bury it.
        self.fail(f"your code was stopped after {SECONDS} seconds{where}: is there a loop that never ends?")

    def stopped(self, error: Exception, when: str = "") -> NoReturn:
        """Stop with what the function raised, as a sentence; see `call`."""
        if isinstance(error, NotImplementedError):
            self.fail(
                "not written yet. Replace the line `raise NotImplementedError(...)` in the cell above by your code, "
                "run that cell, then run this one again."
            )
        said = str(error).strip().split("\n")[0]
        if type(error) is KeyError and " " not in said:  # all that Python says of a missing key is the key
            said = f"{said} is not among the keys (or columns)"
        self.fail(
            f"your code stopped with {type(error).__name__}: {said}{self._line_of(error)}{f'; {when}' if when else ''}"
        )

    def _named(self, args: tuple, kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            return dict(inspect.signature(self.target).bind(*args, **kwargs).arguments)
        except (TypeError, ValueError):  # the call that follows reports a wrong signature, with the student's line
            return {f"argument {i + 1}": value for i, value in enumerate(args)} | kwargs

    def _line_of(self, error: BaseException) -> str:
        code = getattr(self.target, "__code__", None)
        frames = [f for f in traceback.extract_tb(error.__traceback__) if code and f.filename == code.co_filename]
        if not frames:
            return ""
        frame = frames[-1]
        text = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
        return f" (line {frame.lineno} of its cell: `{text}`)" if text else ""

    # -- type and shape --------------------------------------------------------------------------------------------

    def _something(self, got: Any) -> None:
        if got is None:
            self.fail("it gave back nothing (None): does it end with `return`?")

    def number(self, got: Any, unit: str) -> float:
        """Expect a single finite number, `unit` says of what."""
        self._something(got)
        if (
            isinstance(got, (bool, np.bool_, str))
            or np.ndim(got) != 0
            or not isinstance(got, (int, float, np.number, np.ndarray))
        ):
            self.fail(f"expected a single number ({unit}), got {kind(got)}.")
        value = float(got)
        if not np.isfinite(value):
            self.fail(
                f"expected a number ({unit}), got {value}: is something divided by zero, or are missing values (NaN) counted in?"
            )
        return value

    def array(self, got: Any, shape: tuple[int, ...], each: str) -> np.ndarray:
        """Expect finite numbers of a shape; a list, an array or a column are all right."""
        self._something(got)
        if np.ndim(got) == 0:
            self.fail(
                f"expected an array of shape {shape}, one value per {each}, got {kind(got)}: did you use sum() or mean(), or does `return` stand inside a loop?"
            )
        try:
            values = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            self.fail(f"expected numbers, one per {each}, got {kind(got)} that holds something else: {shown(got)}.")
        if values.shape != shape:
            hint = ": transposed?" if values.shape == shape[::-1] and len(shape) > 1 else "."
            self.fail(f"expected an array of shape {shape}, one value per {each}, got shape {values.shape}{hint}")
        if not np.isfinite(values).all():
            self.fail(
                f"expected a finite number for each {each}, got {shown(values)}: is something divided by zero, or were tables with different indexes put together?"
            )
        return values

    def frame(self, got: Any, columns: Sequence[str]) -> pd.DataFrame:
        """Expect a table that has at least these columns."""
        self._something(got)
        if not isinstance(got, pd.DataFrame):
            self.fail(f"expected a table (DataFrame), got {kind(got)}.")
        missing = [c for c in columns if c not in got.columns]
        if missing:
            self.fail(f"expected the columns {', '.join(columns)}; missing: {', '.join(missing)}.")
        return got

    # -- values ----------------------------------------------------------------------------------------------------

    def reject(self, got: Any, mistake: Any, sentence: str) -> None:
        """Fail with `sentence` if the answer is a known mistake's answer."""
        if np.shape(got) == np.shape(mistake) and np.allclose(got, mistake, rtol=1e-4, atol=1e-4):
            self.fail(sentence)

    def close(self, got: Any, expected: Any, why: str) -> None:
        """Expect these numbers, to one part in a million: far more than rounding errors, far less than a mistake."""
        if np.allclose(got, expected, rtol=1e-6, atol=1e-9):
            return
        for digits in (1, 2, 3, 4):
            if np.allclose(got, np.round(expected, digits), rtol=0, atol=1e-12):
                self.fail(
                    f"expected {shown(expected)}, got {shown(got)}: rounded? Give the number as it is; rounding is for showing it."
                )
        self.fail(f"expected {shown(expected)}, got {shown(got)}: {why}")

    def same(self, got: Any, expected: Any, why: str) -> None:
        """Expect exactly these values, in this order."""
        if list(got) != list(expected):
            self.fail(f"expected {list(expected)}, got {list(got)}: {why}")

    def unchanged(self) -> None:
        """Expect the arguments of the last call to be as they were."""
        for name, value, before in self._given:
            if not alike(value, before):
                self.fail(
                    f"it changed `{name}`, which it was only given to read: work on a copy{_copied(value, name)}."
                )

    def reads(self, *args: Any, when: str = "", **kwargs: Any) -> Any:
        """Call, and expect before anything else that the arguments were only read."""
        got = self.call(*args, when=when, **kwargs)
        self.unchanged()
        return got

    def passed(self) -> None:
        """Say so."""
        print("All tests passed!")
