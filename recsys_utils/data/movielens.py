"""MovieLens, any edition, as the same three tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recsys_utils.data.check import is_good
from recsys_utils.data.datasets import registry
from recsys_utils.data.fetching import obtain
from recsys_utils.data.places import own_data
from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class MovieLens:
    """One edition of MovieLens.

    Attributes
    ----------
    name : str
        The edition, or the name of the folder it was read from.
    ratings : pandas.DataFrame
        ``user_id``, ``movie_id`` (int64), ``rating`` (float64, stars), ``timestamp`` (int64, seconds since 1970 UTC);
        rows in the file's order.
    movies : pandas.DataFrame
        ``movie_id`` (int64), ``title`` (str, with its year in brackets), ``year`` (Int64, the year in the title, <NA>
        where there is none), ``genres`` (str, ``Action|Comedy``, "" where the edition names none).
    users : pandas.DataFrame or None
        ``user_id``, ``age`` (int64; in ML-1M the lower end of an age group), ``gender`` (``F`` or ``M``),
        ``occupation``, ``zip_code`` (str); None where the edition tells nothing about users.
    """

    name: str
    ratings: pd.DataFrame
    movies: pd.DataFrame
    users: pd.DataFrame | None

    def __repr__(self) -> str:
        people = self.ratings["user_id"].nunique()
        counts = f"{len(self.ratings):,} ratings of {len(self.movies):,} movies by {people:,} users"
        return f"MovieLens({self.name!r}: {counts})"


def load_movielens(name_or_folder: str | Path = "ml-100k") -> MovieLens:
    """Load an edition of MovieLens, or a folder that is written as one.

    Parameters
    ----------
    name_or_folder : str or Path
        ``ml-100k``, ``ml-1m``, ``ml-latest-small``, ``ml-latest-small-2016`` or ``ml-25m``: found in `$RECSYS_DATA` or
        the cache, else fetched. Or a folder that holds ``u.data``, ``ratings.dat`` or ``ratings.csv`` and the movies
        beside it; a folder inside `$RECSYS_DATA` may be given by its name alone.

    Returns
    -------
    MovieLens
        With the same columns and dtypes whatever the edition.

    Raises
    ------
    DataError
        If it cannot be found or fetched, or a file in it is wrong (with file and line).
    """
    from recsys_utils.data.layouts import LAYOUTS

    entry = registry.get(name_or_folder) if isinstance(name_or_folder, str) else None
    if entry is not None and entry.kind == "movielens":
        name, folder = entry.name, obtain(entry.name)
    else:
        folder = _own_folder(name_or_folder)
        name = folder.name
    read = next((reader for file, reader in LAYOUTS.items() if (folder / file).is_file()), None)
    if read is None:
        raise DataError(
            f"{folder} holds none of {', '.join(LAYOUTS)}, so it is not a MovieLens folder: choose another."
        )
    return MovieLens(name, *read(folder))


def load_movielens_split(split: str = "ua", name: str = "ml-100k") -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Load one of the splits that GroupLens publishes with ML-100K.

    Parameters
    ----------
    split : str
        ``ua`` or ``ub`` (ten test ratings a user), or ``u1`` to ``u5`` (five folds).
    name : str
        The edition; only ``ml-100k`` has splits.

    Returns
    -------
    tuple of two pandas.DataFrame, or None
        Training and test ratings, with the columns of `MovieLens.ratings`. None if this copy came without the splits
        (the package that carries ML-100K does not hold them).

    Raises
    ------
    DataError
        If the split is unknown or a file is damaged.
    """
    from recsys_utils.data.layouts import RATING_TYPES, TABBED
    from recsys_utils.data.reading import read_numbers

    splits = ("ua", "ub", "u1", "u2", "u3", "u4", "u5")
    if name != "ml-100k" or split not in splits:
        raise DataError(f"There is no split {split!r} of {name}: ml-100k has {', '.join(splits)}.")
    folder = obtain(name)
    paths = [folder / f"{split}.{part}" for part in ("base", "test")]
    if not all(path.is_file() for path in paths):
        return None
    for path in paths:
        if not is_good(registry[name], path, own=False):
            raise DataError(f"{path} is not the published file (altered or damaged): delete it or copy it again.")
    train, test = (read_numbers(path, TABBED, RATING_TYPES) for path in paths)
    return train, test


def _own_folder(name_or_folder: str | Path) -> Path:
    folder = Path(name_or_folder).expanduser()
    own = own_data()
    for candidate in (folder, own / folder if own else None):
        if candidate is not None and candidate.is_dir():
            return candidate.absolute()
    known = ", ".join(name for name, entry in registry.items() if entry.kind == "movielens")
    raise DataError(
        f"{str(name_or_folder)!r} is neither an edition of MovieLens that the labs know ({known}) nor a folder."
    )
