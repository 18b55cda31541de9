"""The three ways MovieLens editions are written on disk, each read to the same three tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from recsys_utils.data.reading import (
    HALF_STARS,
    RATING_COLUMNS,
    WHOLE_STARS,
    Format,
    Scale,
    check_header,
    check_ratings,
    line_number,
    read_numbers,
    text,
)
from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

RATING_TYPES = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}
TABBED = Format("\t", names=tuple(RATING_COLUMNS))
_DOUBLE_COLON = Format("::", names=tuple(RATING_COLUMNS))
_CSV = Format(",", header={"userId": "user_id", "movieId": "movie_id", "rating": "rating", "timestamp": "timestamp"})

_USER_COLUMNS = ["user_id", "age", "gender", "occupation", "zip_code"]
_USER_TYPES = {"user_id": "int64", "age": "int64", "gender": "str", "occupation": "str", "zip_code": "str"}

# The genre columns of u.item after its first five, in their order (u.genre).
ML_100K_GENRES = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
]

# ML-1M writes occupations as numbers; these are its README's words, shortened to ML-100K's where both mean the same.
ML_1M_OCCUPATIONS = [
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
]

# How editions write that a movie has no genre.
_NO_GENRE = {"(no genres listed)", "unknown"}

# The last four digits in brackets: "Seven (a.k.a. Se7en) (1995)", "… (1995) (V)"; of "(2006-2007)" the first year.
_YEAR = r".*\((\d{4})(?:[-\u2013]\d{0,4})?\)"

Tables = tuple["pd.DataFrame", "pd.DataFrame", "pd.DataFrame | None"]


def _movies(path: Path, ids: pd.Series, titles: pd.Series, genres: pd.Series, header: bool) -> pd.DataFrame:
    """Build the movies table that every edition shares; blanks around a title mean nothing and are taken off."""
    import pandas as pd

    titles = titles.str.strip()
    numbers = pd.to_numeric(ids, errors="coerce")
    if (bad := numbers.isna() | (numbers % 1 != 0)).any():
        row = int(bad.to_numpy().argmax())
        raise DataError(
            f"{path}, line {line_number(path, row, header)}: the movie's id is {ids.iloc[row]!r}, not a whole number; "
            "correct the line or delete it."
        )
    if (twice := numbers.duplicated()).any():
        row = int(twice.to_numpy().argmax())
        line = line_number(path, row, header)
        raise DataError(f"{path}, line {line}: movie {ids.iloc[row]} is there twice; keep one of the two lines.")
    years = pd.to_numeric(titles.str.extract(_YEAR, expand=False), errors="coerce")
    return pd.DataFrame(
        {
            "movie_id": numbers.astype("int64"),
            "title": titles.astype("str"),
            "year": years.astype("Int64"),
            "genres": genres.astype("str").where(~genres.isin(_NO_GENRE), ""),
        }
    )


def genres_of_flags(flags: pd.DataFrame) -> list[str]:
    """Return "Action|Comedy" for each row of 0/1 columns, one column a genre, in the columns' order."""
    import numpy as np

    names = list(flags.columns)
    codes = flags.to_numpy(dtype="int64") @ (1 << np.arange(len(names)))
    different, which = np.unique(codes, return_inverse=True)
    written = ["|".join(name for bit, name in enumerate(names) if code >> bit & 1) for code in different.tolist()]
    return np.array(written, dtype=object)[which].tolist()


def _ratings(path: Path, form: Format, scale: Scale) -> pd.DataFrame:
    ratings = read_numbers(path, form, RATING_TYPES)
    check_ratings(path, ratings, scale, header=form.header is not None)
    return ratings


def read_ml_100k(folder: Path) -> Tables:
    """Read u.data, u.item (or movies.tsv, see `recsys_utils.data.unpack`) and u.user."""
    import pandas as pd

    ratings = _ratings(folder / "u.data", TABBED, WHOLE_STARS)
    path = folder / "u.item"
    if path.is_file() or not (folder / "movies.tsv").is_file():
        names = ["movie_id", "title", "released", "video", "url", *ML_100K_GENRES]
        table = _small_table(path, "|", names)
        try:
            genres = pd.Series(genres_of_flags(table[ML_100K_GENRES]), dtype="str")
        except ValueError as error:
            raise DataError(f"{path} does not have 19 columns of 0 and 1 after the fifth: copy it again.") from error
    else:
        path = folder / "movies.tsv"
        table = _small_table(path, "\t", None)
        check_header(path, list(table.columns), ["movie_id", "title", "genres"])
        genres = table["genres"]
    movies = _movies(path, table["movie_id"], table["title"], genres, header=path.name == "movies.tsv")
    users = read_numbers(folder / "u.user", Format("|", names=tuple(_USER_COLUMNS)), _USER_TYPES)
    return ratings, movies, users


def read_double_colon(folder: Path) -> Tables:
    """Read ratings.dat, movies.dat and, where the edition has them, users.dat (ML-1M; ML-10M has no users)."""
    import pandas as pd

    with_users = (folder / "users.dat").is_file()
    ratings = _ratings(folder / "ratings.dat", _DOUBLE_COLON, WHOLE_STARS if with_users else HALF_STARS)
    path = folder / "movies.dat"
    lines = pd.Series([line for line in text(path).split("\n") if line.strip()], dtype="str").str.rstrip("\r")
    # The first and the last "::" delimit, so that one inside a title stays in the title.
    parts = lines.str.extract(r"^(.*?)::(.*)::(.*)$")
    if (bad := parts[0].isna()).any():
        line = line_number(path, int(bad.to_numpy().argmax()), header=False)
        raise DataError(f"{path}, line {line}: not of the form id::title::genres; correct the line or delete it.")
    movies = _movies(path, parts[0], parts[1], parts[2], header=False)
    if not with_users:
        return ratings, movies, None
    form = Format("::", names=("user_id", "gender", "age", "occupation", "zip_code"))
    users = read_numbers(folder / "users.dat", form, _USER_TYPES | {"occupation": "int64"})
    if not (known := users["occupation"].between(0, len(ML_1M_OCCUPATIONS) - 1)).all():
        line = line_number(folder / "users.dat", int((~known).to_numpy().argmax()), header=False)
        raise DataError(f"{folder / 'users.dat'}, line {line}: the occupation is not one of 0 to 20; correct it.")
    words = pd.Series(ML_1M_OCCUPATIONS, dtype="str")
    users["occupation"] = words.take(users["occupation"].to_numpy()).to_numpy()
    return ratings, movies, users.astype(_USER_TYPES)


def read_csv_edition(folder: Path) -> Tables:
    """Read ratings.csv and movies.csv, as every edition since 2013 is written."""
    ratings = _ratings(folder / "ratings.csv", _CSV, HALF_STARS)
    path = folder / "movies.csv"
    table = _small_table(path, ",", None)
    check_header(path, list(table.columns), ["movieId", "title", "genres"])
    return (ratings, _movies(path, table["movieId"], table["title"], table["genres"], header=True), None)


def _small_table(path: Path, delimiter: str, names: list[str] | None) -> pd.DataFrame:
    """Read a table of strings as they are: an empty cell is "", and a movie called "NA" keeps its title."""
    import csv

    import pandas as pd

    options = {"header": None, "names": names} if names else {}
    quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    try:
        return pd.read_csv(
            io.StringIO(text(path)),
            sep=delimiter,
            dtype="str",
            na_filter=False,
            quoting=quoting,
            index_col=False,
            **options,
        )
    except ValueError as error:
        raise DataError(f"{path} cannot be read as a table ({error}): copy it again.") from error


# The ratings file tells the layout; the order matters only for a folder that holds two of them.
LAYOUTS: dict[str, Callable[[Path], Tables]] = {
    "u.data": read_ml_100k,
    "ratings.dat": read_double_colon,
    "ratings.csv": read_csv_edition,
}
