"""Oracles of reading: lines of a file, titles with a year; and the questions."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from grader.oracle import choice, oracle
from hidden_tests.data.made import WORDS, some_genres, some_title

MOVIES = {"movie_id": "int64", "title": "str", "genres": "str"}
RATINGS = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}
USERS = {"user_id": "int64", "gender": "str", "age": "int64", "occupation": "int64", "zip_code": "str"}
AS_THEY_ARE = (" Moon ", '"Moon" River', "'Night'", "NA", "null", "Night  Owl", "Wait\x85 City", "")
OTHER_BRACKETS = (
    "( 1995 )",
    "(1995 )",
    "(500)",
    "(Novecento)",
    "(a.k.a. Se7en)",
    "(12345)",
    "(2001-02)",
    "(451)",
    "(19x5)",
)


# -- parse_double_colon --------------------------------------------------------------------------------------------


def fits(dtype: object, wanted: str) -> bool:
    """Numbers exactly as asked for; pandas keeps texts in dtypes of several names."""
    return not pd.api.types.is_numeric_dtype(dtype) if wanted == "str" else str(dtype) == wanted


def table_is(student, lines: list[bytes], columns: dict[str, str], rows: list[tuple], what: str) -> None:
    """Expect these rows, exactly these columns, and a dtype of the right kind for each."""
    answer = student.call("parse_double_colon", lines, columns)
    answer.frame_is(pd.DataFrame(rows, columns=list(columns)).astype(columns), what, exact=True)
    answer.satisfies(
        lambda table: all(fits(table[name].dtype, kind) for name, kind in columns.items()),
        "each column has the dtype that `columns` asks for",
        "another dtype",
    )
    answer.leaves_arguments("the lines and columns it was given stay as they were")


@oracle("test_parse_double_colon")
def _(student, rng):
    def line(*parts: object) -> bytes:
        end = (b"\n", b"\r\n")[int(rng.integers(2))]
        return "::".join(map(str, parts)).encode("latin-1") + end

    def random_id() -> int:
        return int(rng.integers(1, 10_000))

    lines, rows = [], []
    for case in rng.permutation(np.repeat(np.arange(8), rng.integers(2, 7, 8))):
        movie, title, genres = random_id(), f"{some_title(rng)} ({rng.integers(1920, 2001)})", some_genres(rng)
        if case == 0:  # `::` in the title
            title = "::".join([*rng.choice(WORDS, int(rng.integers(1, 4))), title])
        if case == 1:
            lines.append(line(movie, title))
        elif case == 2:
            lines.append(line("", title, genres or "Drama"))
        elif case == 3:
            lines.append([b"\n", b"\r\n", line(movie)][int(rng.integers(3))])
        else:
            lines.append(line(movie, title, genres))
            rows.append((movie, title, genres))
    # What no rule speaks of stays: a line that stands twice, blanks, quotation marks, NA, every byte of Latin-1.
    for title in rng.permutation(AS_THEY_ARE):
        row = (random_id(), str(title), ("Drama ", " War", "NA", "")[int(rng.integers(4))])
        twice = int(rng.integers(1, 3))
        lines += [line(*row)] * twice
        rows += [row] * twice
    movie, title = random_id(), some_title(rng)
    lines += [line(movie, title, "Drama  ")] * 2
    rows += [(movie, title, "Drama  ")] * 2
    last = (random_id(), some_title(rng), "Drama")
    lines.append("::".join(map(str, last)).encode("latin-1"))
    table_is(student, lines, MOVIES, [*rows, last], "movies with accents, `::` in titles and missing fields")
    rows = [(random_id(), "Drama", "::".join(rng.choice(WORDS, int(rng.integers(2, 5))))) for _ in range(3)]
    swapped = {"movie_id": "int64", "genres": "str", "title": "str"}
    table_is(student, [line(*row) for row in rows], swapped, rows, "the column `title` in another place")

    lines, rows = [], []
    for case in rng.permutation(np.repeat(np.arange(3), rng.integers(2, 5, 3))):
        row = ("::".join(rng.choice(WORDS, int(rng.integers(1, 4)))), int(rng.integers(1900, 2001)), "Drama")
        if case == 0:  # an empty part of the title, no number missing
            row = (f"{row[0]}::::{rng.choice(WORDS)}", *row[1:])
        if case == 1:
            lines.append(line(f"{row[0]}::{row[0]}", "", row[2]))
        else:
            lines.append(line(*row))
            rows.append(row)
    first = {"title": "str", "year": "int64", "genres": "str"}
    table_is(student, lines, first, rows, "the column `title` first, and a number behind it that may be missing")

    lines, rows, empty = [], [], 0
    for case in rng.permutation(np.repeat(np.arange(6), rng.integers(4, 9, 6))):
        row = (random_id(), random_id(), float(rng.integers(1, 11)) / 2, int(rng.integers(8e8, 1e9)))
        parts = [row[0], row[1], f"{row[2]:g}", row[3]]
        if case == 0:
            parts[empty % 4] = ""  # each of the four in turn
            empty += 1
        elif case == 1:
            parts = parts[: int(rng.integers(1, 4))]
        elif case == 2:
            parts += ["5", "7"][: int(rng.integers(1, 3))]
        else:
            rows.append(row)
        lines.append(line(*parts))
    table_is(student, lines, RATINGS, rows, "ratings: lines with too few or too many parts are left out")

    rows = [
        (random_id(), "FM"[int(rng.integers(2))], 25, int(rng.integers(21)), f"{rng.integers(99_999):05d}")
        for _ in range(5)
    ]
    rows.append((random_id(), "", 18, 3, ""))
    table_is(student, [line(*row) for row in rows], USERS, rows, "users: a zip code is a text and keeps its zeros")
    for columns in (MOVIES, RATINGS):
        table_is(student, [], columns, [], "an empty file gives a table without rows, of the same dtypes")


# -- split_title_year ----------------------------------------------------------------------------------------------


@oracle("test_split_title_year")
def _(student, rng):
    shuffled = itertools.cycle(rng.permutation(OTHER_BRACKETS).tolist())  # fifteen are asked for, so each comes up

    def bracket() -> str:
        return next(shuffled)

    def blanks() -> str:
        return " " * int(rng.integers(0, 3))

    def any_year() -> str:
        return f"{rng.integers(10_000):04d}"

    for year in ("0000", f"{rng.integers(1, 1900):04d}", any_year(), str(rng.integers(1900, 2030)), any_year()):
        name, first = some_title(rng), any_year()
        with_bracket = f"{name} {bracket()}"
        cases = {
            f"{name} ({year})": (name, year, "a plain title with its year"),
            f"{blanks()}{name} ({year}){blanks()}": (name, year, "blanks at the ends"),
            f"{with_bracket} ({year})": (with_bracket, year, "other brackets before the year"),
            f"{name} ({year}) (V)": (name, year, "something behind the year"),
            f"{name} ({year}) {bracket()}": (name, year, "another bracket behind the year"),
            f"{name} ({first}) ({year})": (f"{name} ({first})", year, "two years: the last one counts"),
            f"{name} ({year}) ({year})": (f"{name} ({year})", year, "the same year twice: cut at the last one"),
            f"{year} ({year})": (year, year, "a title of the same four digits"),
            f"{name}({year})": (name, year, "no blank before the bracket"),
            f"{name}   {name} ({year})": (f"{name}   {name}", year, "blanks inside the title stay"),
            f"{first} {name}": (f"{first} {name}", None, "digits without brackets are no year"),
            f"{blanks()}{with_bracket}{blanks()}": (with_bracket, None, "brackets that hold no year"),
            name: (name, None, "no year at all"),
        }
        for text, (title, number, what) in cases.items():
            answer = student.call("split_title_year", text)
            answer.equals((title, None if number is None else int(number)), what)
            answer.satisfies(
                lambda pair: pair[1] is None or type(pair[1]) is int, what, "the year should be a whole number"
            )


# The questions: the letter, and the sentence for those who chose another.


choice(
    "test_question_map",
    "C",
    "in its first minute nobody has read the article, so only what it is about can speak for it",
)
choice("test_question_empty", "D", "ask what the 0 would say about a user who has never heard of the movie")
choice("test_question_few", "B", "look at the left edge of the figure: there the means reach both ends of the scale")
choice(
    "test_question_leak",
    "A",
    "the means were made with the ratings that the test asks for; compare the two bars of the figure",
)
