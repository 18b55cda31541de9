"""Reading tables fast, and saying which line of which file is wrong when one is."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

RATING_COLUMNS = ["user_id", "movie_id", "rating", "timestamp"]


@dataclass(frozen=True)
class Scale:
    """The ratings that an edition allows: from `low` to `high` in steps of 1 / `per_star`."""

    low: float
    high: float
    per_star: int

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} in {'whole' if self.per_star == 1 else 'half'} stars"


WHOLE_STARS = Scale(1, 5, 1)
HALF_STARS = Scale(0.5, 5, 2)


@dataclass(frozen=True)
class Format:
    """How a file of numbers is written: its delimiter, its header (None: the columns are `names` in order)."""

    delimiter: str
    header: dict[str, str] | None = None  # the file's column names -> ours
    names: tuple[str, ...] = ()


def content(path: Path) -> bytes:
    """Return a file's bytes; DataError if it is missing, unreadable or empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing in {path.parent}: put it there or choose another folder.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
    if not data.strip():
        raise DataError(f"{path} is empty: copy it again or delete it.")
    return data


def text(path: Path) -> str:
    """Return a file's text: UTF-8 where it is valid UTF-8, else Latin-1, as the editions before 2009 are written."""
    data = content(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def line_number(path: Path, row: int, header: bool) -> int:
    """Return the 1-based line of a file's n-th row (0-based), blank lines counted as the readers skip them."""
    left = row + header
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                if left == 0:
                    return number
                left -= 1
    raise ValueError(f"{path} has no row {row}")


def check_header(path: Path, found: list[str], wanted: list[str]) -> None:
    """Refuse a csv without the columns that are needed."""
    if missing := [name for name in wanted if name not in found]:
        raise DataError(
            f"{path} has no column {' and no column '.join(missing)}: its first line must name "
            f"{', '.join(wanted)}, and it names {', '.join(map(str, found)) or 'nothing'}."
        )


def read_numbers(path: Path, form: Format, types: dict[str, str]) -> pd.DataFrame:
    """Read a file of numbers with pandas' C reader.

    Parameters
    ----------
    path : Path
    form : Format
        ``::`` is allowed as a delimiter.
    types : dict
        Our column names, in the order wanted, to dtypes (``int64``, ``float64``, ``str``).

    Raises
    ------
    DataError
        If the file is missing or empty, lacks a column, or a value is not what its column holds (with the line).
    """
    import pandas as pd

    if form.delimiter == "::":
        # A delimiter of two characters would fall back to pandas' Python reader, thirty times slower.
        source: Any = io.BytesIO(content(path).replace(b"::", b"\t"))
        delimiter = "\t"
    else:
        _not_empty(path)
        source, delimiter = path, form.delimiter
    theirs = {ours: name for name, ours in form.header.items()} if form.header else {name: name for name in types}
    # No `usecols`: with it pandas reads a line of too many values without a word. An empty number is refused as "",
    # and a film may be called "NA", so nothing is taken for a missing value.
    options: dict[str, Any] = {"sep": delimiter, "index_col": False, "na_filter": False}
    if form.header:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            found = [name.strip().strip('"') for name in stream.readline().split(delimiter)]
        check_header(path, found, [theirs[name] for name in types])
    else:
        options |= {"header": None, "names": list(form.names)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # values lost at the end of the first line
            frame = pd.read_csv(source, dtype={theirs[name]: kind for name, kind in types.items()}, **options)
    except pd.errors.ParserWarning as error:
        raise _too_many(path, line_number(path, 0, bool(form.header))) from error
    except (ValueError, OverflowError) as error:  # pandas' own errors are ValueErrors
        if ragged := re.search(r"in line (\d+)", str(error)):
            raise _too_many(path, int(ragged[1])) from error
        if not isinstance(source, Path):
            source.seek(0)
        raise _wrong_value(path, source, form, types, theirs, options, error) from error
    frame = frame[[theirs[name] for name in types]].set_axis(list(types), axis=1)
    if frame.empty:
        raise DataError(f"{path} has a header and no rows: copy it again.")
    return frame


def _not_empty(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            if stream.read(4096).strip():
                return
    except FileNotFoundError:
        pass
    content(path)  # says what is wrong


def _too_many(path: Path, line: int) -> DataError:
    return DataError(f"{path}, line {line}: too many values; correct the line or delete it.")


def _wrong_value(
    path: Path,
    source: Any,
    form: Format,
    types: dict[str, str],
    theirs: dict[str, str],
    options: dict[str, Any],
    error: Exception,
) -> DataError:
    """Find the first value that made the fast reader give up. Slow, and only run when there is one."""
    import numpy as np
    import pandas as pd

    try:
        frame = pd.read_csv(source, dtype="str", **options)
    except ValueError as again:
        return DataError(f"{path} cannot be read as a table ({again}): copy it again.")
    worst: tuple[int, str] | None = None
    for name, kind in types.items():
        if kind == "str":
            continue
        values = pd.to_numeric(frame[theirs[name]].str.strip(), errors="coerce")
        bad = ~np.isfinite(values) if kind == "float64" else ~np.isfinite(values) | (values % 1 != 0)
        if bad.any() and (worst is None or int(bad.argmax()) < worst[0]):
            worst = (int(bad.argmax()), name)
    if worst is None:
        return DataError(f"{path} cannot be read as a table ({error}): copy it again.")
    row, name = worst
    value = frame[theirs[name]].iloc[row]
    kind = "number" if types[name] == "float64" else "whole number"
    where = f"{path}, line {line_number(path, row, bool(form.header))}"
    return DataError(f"{where}: {name} is {value!r}, not a {kind}; correct the line or delete it.")


def check_ratings(path: Path, ratings: pd.DataFrame, scale: Scale, header: bool) -> None:
    """Refuse ratings outside the scale and a movie rated twice by one user.

    Raises
    ------
    DataError
        With file and line.
    """
    import numpy as np

    values = ratings["rating"].to_numpy()
    steps = values * scale.per_star
    bad = ~((values >= scale.low) & (values <= scale.high) & (steps == np.floor(steps)))  # NaN compares false
    if bad.any():
        row = int(bad.argmax())
        raise DataError(
            f"{path}, line {line_number(path, row, header)}: the rating is {values[row]:g}, and this edition's ratings "
            f"run from {scale}; correct the line or delete it."
        )
    first, second = _repeated(ratings["user_id"].to_numpy(), ratings["movie_id"].to_numpy())
    if second:
        lines = f"{line_number(path, first, header)} and {line_number(path, second, header)}"
        user, movie = ratings["user_id"].iloc[second], ratings["movie_id"].iloc[second]
        raise DataError(f"{path}, lines {lines}: user {user} rates movie {movie} twice; keep one of the two lines.")


def _repeated(users: np.ndarray, movies: np.ndarray) -> tuple[int, int]:
    """Return the rows of the first pair that occurs twice, (0, 0) if none does."""
    import numpy as np
    import pandas as pd

    # One number a pair. The larger editions are sorted by it, which shows in milliseconds that no pair repeats.
    movie_span = int(movies.max()) - int(movies.min()) + 1
    pairs = (users - users.min()) * movie_span + (movies - movies.min())
    if np.all(pairs[1:] > pairs[:-1]):
        return 0, 0
    repeated = pd.Series(pairs).duplicated().to_numpy()
    if not repeated.any():
        return 0, 0
    second = int(repeated.argmax())
    return int(np.flatnonzero(pairs == pairs[second])[0]), second
