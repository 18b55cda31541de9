"""Check of taking the year off a title."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown


def test_split_title_year(target: Callable) -> None:
    """Check `split_title_year`: a pair, the year a number, brackets that are no years, no year at all, blanks."""
    check = Check("split_title_year", target, ["title"])

    def split(text: str, when: str = "") -> tuple[str, Any]:
        got = check.call(text, when=when)
        check._something(got)
        if isinstance(got, str) or not isinstance(got, (tuple, list)) or len(got) != 2:
            check.fail(f"expected two values, a title and a year, got {kind(got)}: `return name, year`.")
        name, year = got
        if not isinstance(name, str):
            check.fail(f"the first value is the title, a text; got {kind(name)} for {text!r}.")
        if isinstance(year, str):
            check.fail(f"the year of {text!r} came out as the text {year!r}: `int(...)` makes a number of it.")
        if isinstance(year, (float, np.floating)) and year == year:
            check.fail(
                f"the year of {text!r} came out as {year!r}, with a point; a whole number is wanted: `int(...)`."
            )
        if year is not None and (isinstance(year, bool) or not isinstance(year, (int, float, np.number))):
            check.fail(f"the second value is the year, a number or None; got {kind(year)} for {text!r}.")
        return name, year

    def expect(text: str, right: tuple[str, int | None], why: str, when: str = "") -> None:
        if split(text, when) != right:
            check.fail(f"for {text!r} expected {right}, got {shown(split(text, when))}: {why}")

    expect("Toy Story (1995)", ("Toy Story", 1995), "the title without the year and without the blank before it.")
    expect("Blade Runner (1982)", ("Blade Runner", 1982), "is something written into the code?")
    for text in ("Babylon 5", "unknown"):
        name, year = split(text, when=f"{text!r} has no year")
        if year is not None:
            check.fail(f"{text!r} has no year: expected None, got {shown(year)}.")
        if name != text:
            check.fail(f"{text!r} has no year, so the title is the whole text; got {name!r}.")
    behind = "Land Before Time III (1995) (V)"
    expect(
        behind,
        ("Land Before Time III", 1995),
        "(V) is no year; what stands behind the year is dropped.",
        when="something stands behind the year",
    )
    expect(
        "Seven (a.k.a. Se7en) (1995)", ("Seven (a.k.a. Se7en)", 1995), "only the brackets of the year end the title."
    )
    expect(
        "2001: A Space Odyssey (1968)",
        ("2001: A Space Odyssey", 1968),
        "a year stands in brackets; the 2001 here is a part of the title.",
    )
    expect("Blade Runner 2049", ("Blade Runner 2049", None), "four digits without brackets are no year.")
    expect("(500) Days of Summer (2009)", ("(500) Days of Summer", 2009), "(500) has three digits; a year has four.")
    expect("1900 (Novecento) (1976)", ("1900 (Novecento)", 1976), "only digits in the brackets make a year.")
    expect("Fahrenheit (451)", ("Fahrenheit (451)", None), "exactly four digits make a year, three do not.")
    expect("Heat ( 1995 )", ("Heat ( 1995 )", None), "a year has nothing but its four digits between the brackets.")
    expect("Serial (12345)", ("Serial (12345)", None), "exactly four digits make a year, five do not.")
    expect(
        "Death Note (2006-2007)", ("Death Note (2006-2007)", None), "a span of years is not four digits in brackets."
    )
    expect(
        "King Kong (1933) (1976)",
        ("King Kong (1933)", 1976),
        "with two years, the last one counts, and the first stays in the title.",
    )
    expect("Heat(1995)", ("Heat", 1995), "the blank before the bracket may be missing.")
    again = "a year may stand in the text twice; cut at the place of the last one, not at the first that looks like it."
    expect("1984 (1984)", ("1984", 1984), again)
    expect("Twins (1988) (1988)", ("Twins (1988)", 1988), again)
    expect(
        "Garden Scene (1888)", ("Garden Scene", 1888), "any four digits in brackets are a year, not only 19.. and 20..."
    )
    expect(
        "Test Film (0000)", ("Test Film", 0), "any four digits in brackets are a year; None says that there are none."
    )
    expect("Toy  Story (1995)", ("Toy  Story", 1995), "only the blanks at the ends are taken off; those inside stay.")
    expect("  Heat (1995) ", ("Heat", 1995), "blanks at the ends of the title are taken off.")
    expect(" Moonlight ", ("Moonlight", None), "blanks at the ends of the title are taken off, also without a year.")
    check.passed()
