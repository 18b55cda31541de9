"""Tables of movies with votes: IMDb's and The Movies Dataset's."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from recsys_utils.data.fetching import obtain
from recsys_utils.data.reading import Format, check_header, content, line_number, read_numbers
from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

IMDB_GENRES = ("Action", "Animation", "Comedy", "Drama", "Documentary", "Romance", "Short")


def _file(name: str, file: str, path: str | Path | None) -> Path:
    """Return the file to read: the registry's, or the one the caller names (itself or its folder)."""
    if path is None:
        return obtain(name) / file
    path = Path(path).expanduser()
    return path / file if path.is_dir() else path


def load_imdb(path: str | Path | None = None) -> pd.DataFrame:
    """Load the IMDb table: movies up to 2005 with their mean rating and number of votes.

    Parameters
    ----------
    path : str or Path, optional
        A copy of ``movies.csv`` or its folder; without it the data set ``imdb`` is found or fetched.

    Returns
    -------
    pandas.DataFrame
        ``title`` (str), ``year`` (int64), ``rating`` (float64, 1 to 10), ``votes`` (int64), ``genres`` (str,
        ``Action|Drama``, "" if none); 58,788 rows in the file's order.

    Raises
    ------
    DataError
        If it cannot be found or fetched, lacks a column, or holds an impossible value (with the line).

    Notes
    -----
    The file is plain ASCII: movies whose titles have accents (Amélie, Léon) are not in it at all.
    """
    from recsys_utils.data.layouts import genres_of_flags

    path = _file("imdb", "movies.csv", path)
    types = {"title": "str", "year": "int64", "rating": "float64", "votes": "int64"}
    types |= dict.fromkeys(IMDB_GENRES, "int64")
    table = read_numbers(path, Format(",", header={name: name for name in types}), types)
    _check_votes(path, table)
    table["genres"] = genres_of_flags(table[list(IMDB_GENRES)])
    return table[["title", "year", "rating", "votes", "genres"]].astype({"title": "str", "genres": "str"})


def load_movies_metadata(path: str | Path | None = None) -> pd.DataFrame:
    """Load ``movies_metadata.csv`` of The Movies Dataset.

    Parameters
    ----------
    path : str or Path, optional
        The file or its folder; without it the data set ``the-movies-dataset`` is looked for (it cannot be fetched).

    Returns
    -------
    pandas.DataFrame
        ``id`` (int64), ``title`` (str), ``year`` (Int64, of the release, <NA> if unknown), ``rating`` (float64, the
        mean vote, 0 to 10), ``votes`` (int64), ``genres`` (str, ``Animation|Comedy``, "" if none); in the file's order.

    Raises
    ------
    DataError
        If it is not there or is not that file.

    Notes
    -----
    Three of the file's 45,466 records are torn in two by a line break, so six rows have no vote. They are left out:
    45,460 remain, and the mean vote (5.618207215133889), the 0.90 quantile of the votes (160) and the 4,555 movies with
    at least that many are what they are with the six, which count for nothing in a mean.
    """
    import pandas as pd

    path = _file("the-movies-dataset", "movies_metadata.csv", path)
    content(path)
    wanted = ["id", "title", "release_date", "vote_average", "vote_count", "genres"]
    try:
        check_header(path, pd.read_csv(path, nrows=0).columns.tolist(), wanted)
        table = pd.read_csv(path, usecols=wanted, dtype="str", na_filter=False)
    except ValueError as error:
        raise DataError(f"{path} cannot be read as a table ({error}): download it again.") from error
    numbers = table[["id", "vote_average", "vote_count"]].apply(pd.to_numeric, errors="coerce")
    whole = numbers.notna().all(axis=1)
    if (~whole).sum() > max(6, len(table) // 100):
        raise DataError(
            f"{path} has {(~whole).sum():,} rows of {len(table):,} without an id or a vote, so it is not the published "
            "file (where six are torn): download it again."
        )
    table, numbers = table[whole], numbers[whole]
    genres = {cell: _names(path, cell) for cell in table["genres"].unique()}
    result = pd.DataFrame(
        {
            "id": numbers["id"].astype("int64"),
            "title": table["title"].astype("str"),
            "year": pd.to_numeric(table["release_date"].str.slice(0, 4), errors="coerce").astype("Int64"),
            "rating": numbers["vote_average"].astype("float64"),
            "votes": numbers["vote_count"].astype("int64"),
            "genres": table["genres"].map(genres).astype("str"),
        }
    ).reset_index(drop=True)
    if not result["rating"].between(0, 10).all() or (result["votes"] < 0).any():
        raise DataError(f"{path} holds a mean vote outside 0 to 10 or a negative vote count: download it again.")
    return result


def _names(path: Path, cell: str) -> str:
    """Return "Animation|Comedy" for "[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]"."""
    try:
        return "|".join(genre["name"] for genre in ast.literal_eval(cell)) if cell.strip() else ""
    except (ValueError, SyntaxError, TypeError, KeyError) as error:
        raise DataError(
            f"{path} has a genres cell that is not a list of names ({cell[:60]!r}): download it again."
        ) from error


def _check_votes(path: Path, table: pd.DataFrame) -> None:
    """Refuse a mean rating outside 1 to 10 and a negative number of votes."""
    bad = ~(table["rating"].between(1, 10) & (table["votes"] >= 0))
    if bad.any():
        row = int(bad.to_numpy().argmax())
        rating, votes = table["rating"].iloc[row], table["votes"].iloc[row]
        line = line_number(path, row, header=True)
        raise DataError(
            f"{path}, line {line}: a rating of {rating:g} with {votes} votes is impossible (1 to 10, and 0 or more); "
            "correct the line or delete it."
        )
