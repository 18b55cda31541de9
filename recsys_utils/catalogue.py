"""Product catalogues: any csv with the columns `id` and `description`."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from recsys_utils.data.reading import check_header, content
from recsys_utils.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

LONGEST_NAME = 60  # characters; of a description without " - " the beginning serves as name


def load_catalogue(path: str | Path = "catalogue.csv") -> pd.DataFrame:
    """Load a catalogue of products.

    Parameters
    ----------
    path : str or Path
        A csv file in UTF-8 whose first line names at least the columns `id` and `description`. A description that
        begins `Name - …` gives the product its name.

    Returns
    -------
    pandas.DataFrame
        One row a product, in the file's order: `id` (int64 if every id is a whole number, else str), `name` (str) and
        `description` (str, the name in it; HTML tags are taken out and white space is made single blanks).

    Raises
    ------
    DataError
        If the file is missing, empty, not UTF-8 or not a table, lacks a column, or a row has no id, an id that another
        row has, or no words (with the line).
    """
    import pandas as pd

    path = Path(path).absolute()
    rows = _rows(path, _text(path))
    seen: dict[str, int] = {}
    for line, number, text in rows:
        if not number:
            raise DataError(f"{path}, line {line}: the product has no id; give it one or delete the line.")
        if number in seen:
            raise DataError(
                f"{path}, line {line}: id {number} was used in line {seen[number]} already; every id must be its own."
            )
        if not re.search(r"\w", text):
            raise DataError(f"{path}, line {line}: product {number} has no description; write one or delete the line.")
        seen[number] = line
    ids: list = list(seen)
    if all(re.fullmatch(r"0|[1-9]\d{0,17}", number) for number in ids):
        ids = [int(number) for number in ids]
    texts = [text for _, _, text in rows]
    return pd.DataFrame({"id": ids, "name": [_name(text) for text in texts], "description": texts})


def _text(path: Path) -> str:
    data = content(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None


def _rows(path: Path, text: str) -> list[tuple[int, str, str]]:
    """Line, id and plain description of every product."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, str, str]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        check_header(path, header, ["id", "description"])
        place, words = header.index("id"), header.index("description")
        begins = reader.line_num + 1
        for values in reader:
            if any(value.strip() for value in values):  # a blank line is no product
                if len(values) != len(header):
                    raise DataError(
                        f"{path}, line {begins}: expected {len(header)} values, found {len(values)}; "
                        "a description with a comma in it must stand in double quotes."
                    )
                found.append((begins, values[place].strip(), _plain(values[words])))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: {error}; correct the line or delete it.") from None
    if not found:
        raise DataError(f"{path} has a header and no products: copy it again.")
    return found


def _plain(text: str) -> str:
    """Text without HTML: shops keep their descriptions as pieces of web pages."""
    return " ".join(html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", " ", text)).split())


def _name(text: str) -> str:
    name, dash, _ = text.partition(" - ")
    if dash and len(name) <= LONGEST_NAME:
        return name
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"
