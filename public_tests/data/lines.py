"""Check of the reader for double colons."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from public_tests._check import Check, kind, shown

_MOVIES = {"movie_id": "int64", "title": "str", "genres": "str"}
_RATINGS = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}


def test_parse_double_colon(target: Callable) -> None:
    """Check `parse_double_colon`: rows, dtypes, line ends, accents, `::` in a title, missing fields, what stays."""
    check = Check("parse_double_colon", target, ["lines", "columns"])

    def read(lines: list[bytes], columns: dict[str, str], when: str = "") -> list[tuple]:
        table = check.call(lines, dict(columns), when=when)
        check._something(table)
        if not isinstance(table, pd.DataFrame):
            check.fail(
                f"expected a table (DataFrame), got {kind(table)}: `pd.DataFrame(rows, columns=names)` makes one."
            )
        check.unchanged()
        if list(table.columns) != list(columns):
            check.fail(f"expected exactly the columns {list(columns)}, in this order, got {list(table.columns)}.")
        _refuse_dtypes(check, table, columns)
        return list(table.itertuples(index=False, name=None))

    # No column is in order, so that a sorted table shows.
    plain = [b"20::Toy Story (1995)::Animation|Comedy\n", b"1::Heat (1995)::Action\n"]
    got = read(plain, _MOVIES, when="the lines are bytes; `line.decode(...)` makes text of them")
    right = [(20, "Toy Story (1995)", "Animation|Comedy"), (1, "Heat (1995)", "Action")]
    if got == right[::-1]:
        check.fail("the rows are in another order than the lines: keep the order of the file.")
    if len(got) == 1:
        check.fail(
            "two good lines gave one row: does `return` stand inside the loop, or is the first line taken for names?"
        )
    for value in got[0] if got else ():
        if str(value).startswith(("b'", 'b"')) or "\\" in str(value):
            check.fail(
                f"got the text {shown(value)}: `str(line)` writes the bytes down, `line.decode(...)` reads them."
            )
    if got and str(got[0][2]).endswith("\n"):
        check.fail("the line end is still in the last column: take it off before you cut the line.")
    check.same(got, right, "two good lines, a row each, in the order of the file.")

    got = read([b"1::Toy Story (1995)::Comedy\r\n", b"20::Heat (1995)::Action"], _MOVIES)
    if got and str(got[0][2]).endswith("\r"):
        check.fail(
            'the first line ends as on Windows, in `\\r\\n`, and the `\\r` is still in the genres: `rstrip("\\r\\n")` takes off both.'
        )
    if len(got) == 2 and got[1][2] == "Actio":
        check.fail(
            "the last line has no line end, and the last letter of its genres was cut off: `rstrip` takes off only what is there."
        )
    check.same(
        got,
        [(1, "Toy Story (1995)", "Comedy"), (20, "Heat (1995)", "Action")],
        "line ends of Windows, and no line end on the last line.",
    )

    accent = "the title holds é as Latin-1 writes it, the byte 233: which encoding does `decode` use?"
    got = read([b"9::Am\xe9lie (2001)::Comedy\n"], _MOVIES, when=accent)
    check.same(got, [(9, "Amélie (2001)", "Comedy")], accent)

    got = read(
        [b"3::Face::Off (1997)::Action\n", b"4::M::A::S::H (1970)::War\n", b"5::Jaws (1975)::Horror\n"],
        _MOVIES,
        when="two titles hold `::`",
    )
    if got == [(5, "Jaws (1975)", "Horror")]:
        check.fail("lines with `::` in the title were left out: rule 3 puts the surplus parts back into the title.")
    if got and got[0][1:] in {("Face", "Off (1997)"), ("Face", "Off (1997)::Action"), ("Face", "Action")}:
        check.fail(
            f"`3::Face::Off (1997)::Action` became {got[0]}: the title is Face::Off (1997), the genres come last."
        )
    check.same(
        got,
        [(3, "Face::Off (1997)", "Action"), (4, "M::A::S::H (1970)", "War"), (5, "Jaws (1975)", "Horror")],
        "the surplus parts belong to the title, with `::` between them again, however many there are.",
    )

    got = read(
        [b"4::Comet (1978)\n", b"\n", b"5::Jaws (1975)::Horror\n", b"6\n"],
        _MOVIES,
        when="some lines have too few parts",
    )
    check.same(
        got,
        [(5, "Jaws (1975)", "Horror")],
        "only one line has as many parts as there are columns; the others are left out (rule 2).",
    )

    got = read(
        [b"::Dune Road (1971)::Drama\n", b"7::Fjord::\n", b"8::::Comedy\n"],
        _MOVIES,
        when="a number is missing in the first line, a text in the others",
    )
    if got == []:
        check.fail("a line without genres was left out: rule 4 is about numbers; a text may be empty.")
    check.same(
        got,
        [(7, "Fjord", ""), (8, "", "Comedy")],
        "a line without its number is left out, a text may be empty (rule 4).",
    )

    lines = [
        b"1::1193::5::978300760\n",
        b"1::661::3.5::978302109\n",
        b"1::::4::978301968\n",
        b"2::914::3::978301968::9\n",
        b"2::3408::4::\n",
        b"3::590::::978302268\n",
    ]
    got = read(lines, _RATINGS, when="these are ratings, of four columns, none of them a title")
    if any(row[:2] == (3, 590) for row in got):
        check.fail("`3::590::::978302268` has no rating: a missing float64 is a missing number too (rule 4).")
    if (2, 914, 3.0, 978301968) in got:
        check.fail(
            "`2::914::3::978301968::9` has a part too many and no column is named `title`: the line is left out (rule 3)."
        )
    check.same(got, [(1, 1193, 5.0, 978300760), (1, 661, 3.5, 978302109)], "of six lines of ratings two are good.")

    got = read(
        [b"7::Fjord::Drama::F\n"],
        {"movie_id": "int64", "genres": "str", "title": "str"},
        when="here `title` is the third column",
    )
    check.same(
        got,
        [(7, "Fjord", "Drama::F")],
        "here the columns are movie_id, genres, title: the surplus belongs to the column named `title`, wherever it stands.",
    )

    first = "here `title` is the first column and `year` a number: mend the title (rule 3) before you look for missing numbers (rule 4)"
    got = read(
        [b"Face::Off::1997::Action\n", b"M::A::S::H::::War\n", b"M::::H::1970::War\n"],
        {"title": "str", "year": "int64", "genres": "str"},
        when=first,
    )
    check.same(got, [("Face::Off", 1997, "Action"), ("M::::H", 1970, "War")], f"{first}.")
    _expect_faithful(check, read)

    got = read([], _MOVIES, when="an empty file has no lines")
    check.same(got, [], "an empty file gives a table without rows.")
    check.passed()


def _expect_faithful(check: Check, read: Callable) -> None:
    """Rule 5: what no other rule speaks of stays as it is."""
    cases = (
        ([b"5::Jaws (1975)::Horror\n"] * 2, (5, "Jaws (1975)", "Horror"), "a line that stands twice gives two rows"),
        (
            [b'8::"M" (1931)::Crime\n'],
            (8, '"M" (1931)', "Crime"),
            "quotation marks stay; `read_csv` takes them for its own",
        ),
        ([b"9::NA::\n"], (9, "NA", ""), "NA is a title like any other; `read_csv` takes it for a missing value"),
        (
            [b"6:: Moon ::Drama \n"],
            (6, " Moon ", "Drama "),
            'blanks stay; take off the line end only, `rstrip("\\r\\n")`, not `strip()`',
        ),
        (
            [b"7::Wait\x85 (1999)::Drama\n"],
            (7, "Wait\x85 (1999)", "Drama"),
            "in Latin-1 the byte 133 is the character \\x85: another encoding reads it otherwise, and `splitlines` ends the line there",
        ),
    )
    for lines, row, why in cases:
        check.same(read(lines, _MOVIES, when=why), [row] * len(lines), f"{why} (rule 5).")


def _refuse_dtypes(check: Check, table: pd.DataFrame, columns: dict[str, str]) -> None:
    rows = "" if len(table) else " (the table has no rows here, and the dtypes must be right all the same)"
    for name, wanted in columns.items():
        found = table[name].dtype
        if wanted != "str" and str(found) != wanted:
            check.fail(
                f"the column `{name}` should be {wanted}, got {found}: `.astype(columns)` sets the dtypes{rows}."
            )
        if wanted == "str" and any(isinstance(value, bytes) for value in table[name]):
            check.fail(f"the column `{name}` holds bytes: make text of the line first, with `decode`.")
        if wanted == "str" and table[name].isna().any():
            check.fail(
                f'the column `{name}` holds a missing value (NaN) where the file has a text: an empty text stays "" and NA stays "NA". `read_csv` changes both.'
            )
        if wanted == "str" and (
            pd.api.types.is_numeric_dtype(found) or not all(isinstance(v, str) for v in table[name])
        ):
            check.fail(f"the column `{name}` should hold texts, got {found}{rows}.")
