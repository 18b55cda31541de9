"""Lab 00: wrong answers that must lose and right ones that must win."""

import numpy as np
import pandas as pd

from tests.answers import right, wrong

PRINTED = [
    "1,682 lines, 1,682 movies, 0 lines left out",
    "100,000 lines, 100,000 ratings, 0 lines left out",
    "of the hostile lines, 4 of 7 are kept",
    "movies without a year: 1; years from 1922 to 1998",
    "0.9370 of the matrix is empty",
    "rated once: 141 movies; five times or less: 23% of all movies",
    "943 users, 18 genres, 16.2% of the cells unknown",
    "90,570 ratings to learn from, 9,430 held out",
    "for the median test rating, 39% of the training ratings are later",
    "users whose first and last rating are less than a day apart: 68%",
    "the user's mean: honest 1.1695, leaky 1.0912",
    "the movie's mean: honest 1.0804, leaky 1.0536",
    "the user's mean in the movie's genres: honest 1.1698, leaky 0.9870",
    "18 of the held-out ratings are of movies that nobody has rated in the training part",
    "users for whom the genres guess better than their plain mean: 50.5%",
]

# -- parse_double_colon --------------------------------------------------------------------------------------------


@wrong("test_parse_double_colon", "reads UTF-8", says="which encoding does `decode` use?")
def parse_double_colon(lines, columns):
    rows = [line.decode().strip().split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "drops the letters it cannot read", says="which encoding does `decode` use?")
def parse_double_colon(lines, columns):
    rows = [line.decode("utf-8", errors="ignore").strip().split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "a reader of fixed widths", says="your code stopped with ValueError")
def parse_double_colon(lines, columns):
    import io

    table = pd.read_fwf(io.BytesIO(b"".join(lines)), encoding="latin-1", names=list(columns))
    return table.astype(columns)


@wrong("test_parse_double_colon", "writes the bytes down", says="`str(line)` writes the bytes down")
def parse_double_colon(lines, columns):
    import re

    rows = [[p if i else re.sub(r"\D", "", p) for i, p in enumerate(str(line).split("::"))] for line in lines]
    rows = [[row[0], "b'" + row[1], *row[2:]] for row in rows if len(row) == len(columns)]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "keeps the line end", says="the line end is still in the last column")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "keeps the carriage return of Windows", says="ends as on Windows")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").rstrip("\n").split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "cuts off the last letter", says="the last letter of its genres was cut off")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").replace("\r", "")[:-1].split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "all columns are texts", says="the column `movie_id` should be int64")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").strip().split("::") for line in lines]
    return pd.DataFrame([row for row in rows if len(row) == len(columns)], columns=list(columns))


@wrong("test_parse_double_colon", "leaves `::` in titles out", says="lines with `::` in the title were left out")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").strip().split("::") for line in lines]
    rows = [row for row in rows if len(row) == len(columns)]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "cuts the surplus away", says="the title is Face::Off (1997)")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").strip().split("::")[: len(columns)] for line in lines]
    rows = [row for row in rows if len(row) == len(columns)]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "cuts at the first places only", says="the title is Face::Off (1997)")
def parse_double_colon(lines, columns):
    rows = [line.decode("latin-1").strip().split("::", len(columns) - 1) for line in lines]
    rows = [row for row in rows if len(row) == len(columns)]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


@wrong("test_parse_double_colon", "puts the title together without colons", says="with `::` between them again")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        if len(parts) > len(names) and "title" in names:
            parts = [parts[0], " ".join(parts[1:-1]), parts[-1]]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "mends one surplus part only", says="however many there are")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        if len(parts) == len(names) + 1 and "title" in names:
            at = names.index("title")
            parts[at : at + 2] = ["::".join(parts[at : at + 2])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "stops at a line with a missing field", says="some lines have too few parts")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        text = line.decode("latin-1").strip()
        if "title" in names:
            movie, rest = text.split("::", 1)
            title, genres = rest.rsplit("::", 1)
            rows.append([movie, title, genres])
        else:
            rows.append(text.split("::"))
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "a movie without genres is left out", says="a text may be empty")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            parts[1 : 2 + extra] = ["::".join(parts[1 : 2 + extra])]
        if len(parts) == len(names) and all(parts):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "stops at a missing number", says="a number is missing in the first line")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            parts[1 : 2 + extra] = ["::".join(parts[1 : 2 + extra])]
        if len(parts) == len(names):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "drops surplus parts of ratings", says="has a part too many")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            parts[1 : 2 + extra] = ["::".join(parts[1 : 2 + extra])]
        parts = parts[: len(names)]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "takes the second column for the title", says="wherever it stands")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            parts[1 : 2 + extra] = ["::".join(parts[1 : 2 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "no dtypes for an empty file", says="the table has no rows here")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    if not rows:
        return pd.DataFrame(columns=names)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "a list of lists", says="expected a table (DataFrame)")
def parse_double_colon(lines, columns):
    return [line.decode("latin-1").strip().split("::") for line in lines]


@wrong("test_parse_double_colon", "returns inside the loop", says="does `return` stand inside the loop")
def parse_double_colon(lines, columns):
    for line in lines:
        return pd.DataFrame([line.decode("latin-1").strip().split("::")], columns=list(columns)).astype(columns)


@wrong(
    "test_parse_double_colon", "only whole numbers may not be missing", says="a missing float64 is a missing number too"
)
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k != "int64" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    table = pd.DataFrame(rows, columns=names)
    for name, kind in columns.items():
        table[name] = pd.to_numeric(table[name]) if kind != "str" else table[name]
    return table.astype(columns)


@wrong("test_parse_double_colon", "only whole numbers are looked at", says="these are ratings, of four columns")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k != "int64" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "sorted by the first column", says="keep the order of the file")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns).sort_values(names[0])


@wrong("test_parse_double_colon", "doubled lines dropped", says="a line that stands twice gives two rows")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns).drop_duplicates()


@wrong("test_parse_double_colon", "int32", says="the column `movie_id` should be int64")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return (
        pd.DataFrame(rows, columns=names).astype(columns).astype({n: "int32" for n in names if columns[n] == "int64"})
    )


@wrong("test_parse_double_colon", "blanks of the line taken off", says="blanks stay")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").strip().split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "blanks of every part taken off", says="blanks stay")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        parts = [part.strip() for part in parts]
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "Windows' encoding", says="in Latin-1 the byte 133")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("cp1252", errors="replace").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "splitlines", says="`splitlines` ends the line there")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").splitlines()[0].split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "put together again for read_csv", says="quotation marks stay")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    import io

    text = "\n".join("\x01".join(row) for row in rows)
    return pd.read_csv(io.StringIO(text), sep="\x01", names=names, dtype=columns, keep_default_na=False)


@wrong("test_parse_double_colon", "put together again for read_csv, NA and all", says="holds a missing value (NaN)")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    import csv
    import io

    text = "\n".join("\x01".join(row) for row in rows)
    options = {"sep": "\x01", "names": names, "dtype": columns, "quoting": csv.QUOTE_NONE}
    return pd.read_csv(io.StringIO(text), **options)


@wrong(
    "test_parse_double_colon",
    "missing numbers looked for before the title is mended",
    says="before you look for missing numbers",
)
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        if any(not p and k != "str" for p, k in zip(parts, columns.values(), strict=False)):
            continue
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "the title never first", says="here `title` is the first column")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra, at = len(parts) - len(names), names.index("title") if "title" in names else 0
        if extra > 0 and at:
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "empty genres become NaN", says="holds a missing value (NaN)")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    table = pd.DataFrame(rows, columns=names).replace("", np.nan)
    return table.astype({name: kind for name, kind in columns.items() if kind != "str"})


@wrong("test_parse_double_colon", "the bytes written down and cut to size", says="`str(line)` writes the bytes down")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = str(line)[2:-1].split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "bytes made text by str", says="`line.decode(...)` makes text")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = str(line).split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)


@wrong("test_parse_double_colon", "empties the columns it was given", says="it changed `columns`")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    table = pd.DataFrame(rows, columns=names).astype(columns)
    columns.clear()
    return table


@right("test_parse_double_colon", "texts in a dtype of objects")
def parse_double_colon(lines, columns):
    names, rows = list(columns), []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        extra = len(parts) - len(names)
        if extra > 0 and "title" in names:
            at = names.index("title")
            parts[at : at + 1 + extra] = ["::".join(parts[at : at + 1 + extra])]
        if len(parts) == len(names) and all(p or k == "str" for p, k in zip(parts, columns.values(), strict=True)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns).astype({n: "object" for n in names if columns[n] == "str"})


@right("test_parse_double_colon", "cut from both ends")
def parse_double_colon(lines, columns):
    names, kept = list(columns), []
    for raw in lines:
        text = raw.decode("latin-1").strip("\r\n")
        if "title" in names and text.count("::") >= len(names) - 1:
            before = names.index("title")
            after = len(names) - before - 1
            head = text.split("::", before)
            tail = head.pop().rsplit("::", after) if after else [head.pop()]
            fields = head + tail
        else:
            fields = text.split("::")
        if len(fields) != len(names):
            continue
        if any(field == "" and columns[name] != "str" for name, field in zip(names, fields, strict=True)):
            continue
        kept.append(dict(zip(names, fields, strict=True)))
    return pd.DataFrame(kept, columns=names).astype(columns)


@right("test_parse_double_colon", "column by column, with Python's own types")
def parse_double_colon(lines, columns):
    make = {"int64": int, "float64": float, "str": str}
    values = {name: [] for name in columns}
    for line in lines:
        parts = str(line, encoding="iso-8859-1").replace("\r", "").replace("\n", "").split("::")
        while len(parts) > len(columns) and "title" in columns:
            at = list(columns).index("title")
            parts[at : at + 2] = [parts[at] + "::" + parts[at + 1]]
        if len(parts) == len(columns):
            try:
                row = [make[kind](part) for part, kind in zip(parts, columns.values(), strict=True)]
            except ValueError:
                continue
            for name, value in zip(columns, row, strict=True):
                values[name].append(value)
    return pd.DataFrame({name: pd.Series(values[name], dtype=kind) for name, kind in columns.items()})


@right("test_parse_double_colon", "numbers made by pandas, bad rows dropped at the end")
def parse_double_colon(lines, columns):
    names = list(columns)
    text = pd.Series([line.decode("iso-8859-1").rstrip("\r\n") for line in lines], dtype="object")
    pattern = "::".join("(.*)" if name == "title" else "((?:(?!::).)*)" for name in names)
    table = text.str.extract(f"^{pattern}$") if len(text) else pd.DataFrame(columns=range(len(names)))
    table.columns = names
    for name, kind in columns.items():
        if kind != "str":
            table[name] = pd.to_numeric(table[name], errors="coerce")
    return table.dropna().astype(columns)


# -- split_title_year ----------------------------------------------------------------------------------------------


@wrong("test_split_title_year", "the last six letters", says="has no year")
def split_title_year(title):
    return title[:-7], int(title[-5:-1]) if title[-5:-1].isdigit() else None


@wrong("test_split_title_year", "stops without a year", says="has no year")
def split_title_year(title):
    name, year = title.rsplit(" (", 1)
    return name, int(year.rstrip(")"))


@wrong("test_split_title_year", "the year as a text", says="`int(...)` makes a number")
def split_title_year(title):
    import re

    places = list(re.finditer(r"\((\d{4})\)", title))
    if not places:
        return title.strip(), None
    return title[: places[-1].start()].strip(), places[-1].group(1)


@wrong("test_split_title_year", "the title only", says="expected two values")
def split_title_year(title):
    import re

    return re.sub(r"\s*\(\d{4}\).*", "", title)


@wrong("test_split_title_year", "only at the end of the text", says="what stands behind the year is dropped")
def split_title_year(title):
    import re

    found = re.search(r"\((\d{4})\)\s*$", title)
    if found is None:
        return title.strip(), None
    return title[: found.start()].strip(), int(found.group(1))


@wrong("test_split_title_year", "cut at the first bracket", says="only the brackets of the year end the title")
def split_title_year(title):
    import re

    years = re.findall(r"\((\d{4})\)", title)
    return title.split("(")[0].strip(), int(years[-1]) if years else None


@wrong("test_split_title_year", "the first of two years", says="the last one counts")
def split_title_year(title):
    import re

    found = re.search(r"\((\d{4})\)", title)
    if found is None:
        return title.strip(), None
    return title[: found.start()].strip(), int(found.group(1))


@wrong("test_split_title_year", "four digits without brackets", says="four digits without brackets are no year")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\(?(\d{4})\)?", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "no closing bracket asked for", says="exactly four digits make a year, five do not")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "the blank stays", says="without the blank before it")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title, None
    return title[: found[-1].start()], int(found[-1].group(1))


@wrong("test_split_title_year", "blanks stay where there is no year", says="also without a year")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title, None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "0 for a missing year", says="expected None")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), 0
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "NaN for a missing year", says="expected None")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), np.nan
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong(
    "test_split_title_year", "a blank before the bracket asked for", says="the blank before the bracket may be missing"
)
def split_title_year(title):
    import re

    found = list(re.finditer(r" \((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "blanks inside the bracket", says="nothing but its four digits")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\(\s*(\d{4})\s*\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "the last two centuries only", says="any four digits in brackets are a year")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\(((?:19|20)\d{2})\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "only years that can be true", says="any four digits in brackets are a year")
def split_title_year(title):
    import re

    found = [place for place in re.finditer(r"\((\d{4})\)", title) if 1900 <= int(place.group(1)) <= 2030]
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "0 taken for nothing", says="None says that there are none")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1)) or None


@wrong(
    "test_split_title_year", "cut at the first place that looks like the year", says="cut at the place of the last one"
)
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return title.split(f"({found[-1].group(1)})")[0].strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "cut at the digits of the year", says="cut at the place of the last one")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return title[: title.index(found[-1].group(1))].rstrip("( ").strip(), int(found[-1].group(1))


@wrong("test_split_title_year", "a year with a point", says="with a point; a whole number is wanted")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), float(found[-1].group(1))


@wrong("test_split_title_year", "blanks inside the title collapsed", says="those inside stay")
def split_title_year(title):
    import re

    found = list(re.finditer(r"\((\d{4})\)", title))
    if not found:
        return title.strip(), None
    return " ".join(title[: found[-1].start()].split()), int(found[-1].group(1))


@right("test_split_title_year", "a greedy match")
def split_title_year(title):
    import re

    found = re.match(r"(.*)\((\d{4})\)", title)
    return (found[1].strip(), int(found[2])) if found else (title.strip(), None)


@right("test_split_title_year", "from the end, without a pattern")
def split_title_year(title):
    for at in range(len(title) - 6, -1, -1):
        piece = title[at : at + 6]
        if piece[0] == "(" and piece[-1] == ")" and piece[1:-1].isdigit():
            return [title[:at].strip(), np.int64(piece[1:-1])]
    return [title.strip(), None]


@right("test_split_title_year", "findall and rpartition")
def split_title_year(title):
    import re

    years = re.findall(r"\((\d\d\d\d)\)", title)
    if years:
        year = years[-1]
        name, _, _ = title.rpartition(f"({year})")
        return name.strip(), int(year)
    return title.strip(), None


# -- sparsity ------------------------------------------------------------------------------------------------------


@wrong("test_sparsity", "the share of filled cells", says="that is the share of filled cells")
def sparsity(ratings):
    return len(ratings) / (ratings["user_id"].nunique() * ratings["movie_id"].nunique())


@wrong("test_sparsity", "in percent", says="not percent")
def sparsity(ratings):
    return 100 * (1 - len(ratings) / (ratings["user_id"].nunique() * ratings["movie_id"].nunique()))


@wrong("test_sparsity", "the number of empty cells", says="that is the number of empty cells")
def sparsity(ratings):
    return ratings["user_id"].nunique() * ratings["movie_id"].nunique() - len(ratings)


@wrong("test_sparsity", "the largest ids", says="ids have gaps")
def sparsity(ratings):
    return 1 - len(ratings) / (ratings["user_id"].max() * ratings["movie_id"].max())


@wrong("test_sparsity", "rows instead of users and movies", says="each counted once")
def sparsity(ratings):
    return 1 - len(ratings) / (ratings["user_id"].count() * ratings["movie_id"].count())


@wrong("test_sparsity", "nothing returned", says="does it end with `return`?")
def sparsity(ratings):
    1 - len(ratings) / (ratings["user_id"].nunique() * ratings["movie_id"].nunique())


@wrong("test_sparsity", "rounded", says="rounded?")
def sparsity(ratings):
    return round(1 - len(ratings) / (ratings["user_id"].nunique() * ratings["movie_id"].nunique()), 3)


@wrong("test_sparsity", "rounded to two places", says="rounded?")
def sparsity(ratings):
    return round(1 - len(ratings) / (ratings["user_id"].nunique() * ratings["movie_id"].nunique()), 2)


@wrong("test_sparsity", "different values of the index", says="count rows with `len(ratings)`")
def sparsity(ratings):
    return 1 - ratings.index.nunique() / (ratings["user_id"].nunique() * ratings["movie_id"].nunique())


@wrong("test_sparsity", "the span of the ids", says="no id and no span of ids is a number of users")
def sparsity(ratings):
    users = ratings["user_id"].max() - ratings["user_id"].min() + 1
    movies = ratings["movie_id"].max() - ratings["movie_id"].min() + 1
    return 1 - len(ratings) / (users * movies)


@right("test_sparsity", "counts the stars")
def sparsity(ratings):
    return 1 - ratings["rating"].count() / (ratings["user_id"].nunique() * ratings["movie_id"].nunique())


@right("test_sparsity", "the matrix itself")
def sparsity(ratings):
    return ratings.pivot(index="user_id", columns="movie_id", values="rating").isna().to_numpy().mean()


@right("test_sparsity", "sets")
def sparsity(ratings):
    cells = len(set(ratings["user_id"])) * len(set(ratings["movie_id"]))
    return (cells - len(ratings)) / cells


@right("test_sparsity", "numpy's unique")
def sparsity(ratings):
    cells = np.unique(ratings["user_id"]).size * np.unique(ratings["movie_id"]).size
    return np.float64(1 - ratings.shape[0] / cells)


# -- genre_profile -------------------------------------------------------------------------------------------------


@wrong("test_genre_profile", "0 where nothing was rated", says="expected NaN, nothing known")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    stars = pd.DataFrame(np.where(flags == 1, ratings[["rating"]], np.nan), columns=names)
    return stars.groupby(ratings["user_id"].to_numpy()).mean().fillna(0)


@wrong("test_genre_profile", "the user's mean where nothing was rated", says="a gap stays NaN")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    stars = pd.DataFrame(np.where(flags == 1, ratings[["rating"]], np.nan), columns=names)
    means = stars.groupby(ratings["user_id"].to_numpy()).mean()
    return means.T.fillna(means.mean(axis=1)).T


@wrong("test_genre_profile", "sums", says="that is the sum of 5 and 3")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    stars = pd.DataFrame(np.where(flags == 1, ratings[["rating"]], np.nan), columns=names)
    return stars.groupby(ratings["user_id"].to_numpy()).sum(min_count=1)


@wrong("test_genre_profile", "numbers of ratings", says="these are numbers of ratings")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    counts = pd.DataFrame(flags, columns=names).groupby(ratings["user_id"].to_numpy()).sum()
    return counts.where(counts > 0)


@wrong("test_genre_profile", "zeros counted as ratings", says="0 stars: expected NaN")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    stars = pd.DataFrame(flags * ratings[["rating"]].to_numpy(), columns=names)
    return stars.groupby(ratings["user_id"].to_numpy()).mean()


@wrong("test_genre_profile", "loses users and genres without ratings", says="the genre Musical is missing")
def genre_profile(ratings, movies):
    table = ratings.merge(movies.assign(genre=movies["genres"].str.split("|")).explode("genre"), on="movie_id")
    return table[table["genre"] != ""].pivot_table(index="user_id", columns="genre", values="rating")


@wrong("test_genre_profile", "loses users without a genre", says="user 12 is lost")
def genre_profile(ratings, movies):
    table = ratings.merge(movies.assign(genre=movies["genres"].str.split("|")).explode("genre"), on="movie_id")
    means = table[table["genre"] != ""].pivot_table(index="user_id", columns="genre", values="rating")
    return means.reindex(columns=movies["genres"].str.get_dummies("|").columns)


@wrong("test_genre_profile", "a genre without a name", says="there is a column without a name")
def genre_profile(ratings, movies):
    table = ratings.merge(movies.assign(genre=movies["genres"].str.split("|")).explode("genre"), on="movie_id")
    return table.pivot_table(index="user_id", columns="genre", values="rating")


@wrong("test_genre_profile", "the whole text of genres", says="take `genres` apart")
def genre_profile(ratings, movies):
    return ratings.merge(movies, on="movie_id").pivot_table(index="user_id", columns="genres", values="rating")


@wrong("test_genre_profile", "transposed", says="transposed?")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[ratings["movie_id"]].to_numpy()
    names = movies["genres"].str.get_dummies("|").columns
    stars = pd.DataFrame(np.where(flags == 1, ratings[["rating"]], np.nan), columns=names)
    return stars.groupby(ratings["user_id"].to_numpy()).mean().T


@wrong("test_genre_profile", "part of a longer name", says="compare whole names")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name.startswith(other) for other in movies["genres"].str.split("|").str[-1]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile


@wrong("test_genre_profile", "the first genre only", says="so its 5 stars count for Drama and for Music")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[movies["genres"].str.split("|").str[0] == name]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile


@wrong("test_genre_profile", "by place instead of id", says="Are movies found by `movie_id`?")
def genre_profile(ratings, movies):
    flags = movies["genres"].str.get_dummies("|").reset_index(drop=True)
    has = flags.reindex(ratings["movie_id"] % len(flags)).to_numpy() == 1
    stars = pd.DataFrame(np.where(has, ratings[["rating"]], np.nan), columns=flags.columns)
    return stars.groupby(ratings["user_id"].to_numpy()).mean()


@wrong("test_genre_profile", "changes the movies", says="work on a copy")
def genre_profile(ratings, movies):
    movies["genres"] = movies["genres"].str.split("|")
    table = ratings.merge(movies.explode("genres"), on="movie_id")
    names = sorted(set(movies["genres"].explode()) - {""})
    means = table.pivot_table(index="user_id", columns="genres", values="rating")
    return means.reindex(index=sorted(ratings["user_id"].unique()), columns=names)


@wrong("test_genre_profile", "str.contains", says="they count in Music as well")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[movies["genres"].str.contains(name)]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile


@wrong("test_genre_profile", "medians", says="2 is the median")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name in text.split("|") for text in movies["genres"]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].median()
    return profile


@wrong("test_genre_profile", "rounded to one place", says="rounded?")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name in text.split("|") for text in movies["genres"]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile.round(1)


@wrong("test_genre_profile", "rounded to two places", says="rounded?")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name in text.split("|") for text in movies["genres"]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile.round(2)


@wrong("test_genre_profile", "capitals and small letters mixed", says="")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name}, key=str.lower)
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name in text.split("|") for text in movies["genres"]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile


@wrong("test_genre_profile", "objects instead of numbers", says="numbers are wanted, with NaN")
def genre_profile(ratings, movies):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    profile = pd.DataFrame(index=sorted(ratings["user_id"].unique()))
    for name in names:
        inside = movies[[name in text.split("|") for text in movies["genres"]]]["movie_id"]
        profile[name] = ratings[ratings["movie_id"].isin(inside)].groupby("user_id")["rating"].mean()
    return profile.astype(object).where(profile.notna(), None)


@right("test_genre_profile", "rated is what has more than 0 stars")
def genre_profile(ratings, movies):
    stars = ratings.pivot(index="user_id", columns="movie_id", values="rating").fillna(0)
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[stars.columns]
    number = (stars > 0).astype(int).dot(flags)
    return stars.dot(flags) / number.where(number > 0)


@right("test_genre_profile", "genre by genre, as the hints say")
def genre_profile(ratings, movies):
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|")
    users = sorted(ratings["user_id"].unique())
    profile = pd.DataFrame(index=users)
    for genre in flags.columns:
        part = ratings[ratings["movie_id"].isin(flags.index[flags[genre] == 1])]
        profile[genre] = part.groupby("user_id")["rating"].mean().reindex(users)
    return profile


@right("test_genre_profile", "explode, pivot and reindex")
def genre_profile(ratings, movies):
    long = movies[["movie_id", "genres"]].assign(genre=movies["genres"].str.split("|")).explode("genre")
    long = long[long["genre"] != ""]
    means = ratings.merge(long, on="movie_id").pivot_table(index="user_id", columns="genre", values="rating")
    return means.reindex(index=np.sort(ratings["user_id"].unique()), columns=sorted(set(long["genre"])))


@right("test_genre_profile", "dicts and loops")
def genre_profile(ratings, movies):
    of = {m: [g for g in text.split("|") if g] for m, text in zip(movies["movie_id"], movies["genres"], strict=True)}
    given = {user: {} for user in sorted(set(ratings["user_id"]))}
    for user, movie, stars in zip(ratings["user_id"], ratings["movie_id"], ratings["rating"], strict=True):
        for genre in of[movie]:
            given[user].setdefault(genre, []).append(stars)
    names = sorted({genre for genres in of.values() for genre in genres})
    rows = [[np.mean(own[g]) if g in own else None for g in names] for own in given.values()]
    return pd.DataFrame(rows, index=list(given), columns=names).astype(float)


@right("test_genre_profile", "two products of matrices")
def genre_profile(ratings, movies):
    stars = ratings.pivot(index="user_id", columns="movie_id", values="rating")
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|").loc[stars.columns]
    total, number = stars.fillna(0).dot(flags), stars.notna().astype(int).dot(flags)
    return total / number.where(number > 0)


# -- item_features -------------------------------------------------------------------------------------------------


@wrong("test_item_features", "loses movies without a rating", says="movie 4 is lost")
def item_features(movies, ratings):
    means = ratings.groupby("movie_id")["rating"].mean().rename("mean_rating")
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|")
    return movies.set_index("movie_id")[["year"]].astype(float).join(means, how="inner").join(flags)


@wrong("test_item_features", "0 without a rating", says="expected NaN, nothing known")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    features["mean_rating"] = features["mean_rating"].fillna(0)
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "the mean of all without a rating", says="is the mean of all ratings")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    features["mean_rating"] = features["mean_rating"].fillna(ratings["rating"].mean())
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "means by the table's own index", says="pandas puts columns together by the index")
def item_features(movies, ratings):
    features = movies[["movie_id", "year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    features = features.join(movies["genres"].str.get_dummies("|"))
    return features.astype({"movie_id": int}).set_index("movie_id")


@wrong("test_item_features", "means by place", says="each value belongs to its movie's id")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    means = ratings.groupby("movie_id")["rating"].mean().reindex(sorted(movies["movie_id"]))
    features["mean_rating"] = means.to_numpy()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "sorted by id", says="one row for each `movie_id`, in this order")
def item_features(movies, ratings):
    table = movies.set_index("movie_id").sort_index()
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "sums", says="`mean_rating` holds sums")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].sum()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "numbers of ratings", says="holds numbers of ratings")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].count()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "movie_id as a column", says="belongs into the index")
def item_features(movies, ratings):
    features = movies[["movie_id", "year"]].astype({"year": float})
    features["mean_rating"] = features["movie_id"].map(ratings.groupby("movie_id")["rating"].mean())
    return features.join(movies["genres"].str.get_dummies("|"))


@wrong("test_item_features", "True and False", says="numbers are wanted, 1 and 0")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|").astype(bool))


@wrong("test_item_features", "part of a longer name", says="compare whole names")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    for name in sorted({name for text in movies["genres"] for name in text.split("|") if name}):
        features[name] = table["genres"].str.contains(name, regex=False).astype(int)
    return features


@wrong("test_item_features", "0 for a missing year", says="Fjord's year is not known")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float).fillna(0)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "changes the movies", says="work on a copy")
def item_features(movies, ratings):
    movies["mean_rating"] = movies["movie_id"].map(ratings.groupby("movie_id")["rating"].mean())
    table = movies.set_index("movie_id")
    return table[["year", "mean_rating"]].astype(float).join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "the arguments swapped", says="expected the arguments (movies, ratings)")
def item_features(ratings, movies):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong(
    "test_item_features", "a table of the notebook instead of the argument", says="instead of its argument `ratings`?"
)
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = pd.Series({1: 4.0, 2: 3.5, 3: 3.0, 5: 2.5, 6: 3.0})
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "medians", says="3 is the median")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].median()
    return features.join(table["genres"].str.get_dummies("|"))


@wrong("test_item_features", "rounded", says="rounded?")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].astype(float)
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|")).round(2)


@wrong("test_item_features", "the year as whole numbers", says="the column `year` has the dtype Int64")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = table[["year"]].copy()
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|"))


@right("test_item_features", "a left merge")
def item_features(movies, ratings):
    means = ratings.groupby("movie_id", as_index=False)["rating"].mean()
    table = (
        movies[["movie_id", "year"]].merge(means, on="movie_id", how="left").rename(columns={"rating": "mean_rating"})
    ).astype({"year": "float64"})
    flags = movies["genres"].str.get_dummies("|").reset_index(drop=True)
    return pd.concat([table, flags], axis=1).set_index("movie_id")


@right("test_item_features", "row by row")
def item_features(movies, ratings):
    names = sorted({name for text in movies["genres"] for name in text.split("|") if name})
    rows = {}
    for movie in movies.itertuples():
        stars = ratings.loc[ratings["movie_id"] == movie.movie_id, "rating"]
        year = np.nan if pd.isna(movie.year) else float(movie.year)
        flags = [int(name in movie.genres.split("|")) for name in names]
        rows[movie.movie_id] = [year, stars.mean() if len(stars) else np.nan, *flags]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["year", "mean_rating", *names])


@right("test_item_features", "as the hints say")
def item_features(movies, ratings):
    table = movies.set_index("movie_id")
    features = pd.DataFrame(index=table.index)
    features["year"] = table["year"].astype("float64")
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(table["genres"].str.get_dummies("|").astype(float))


# -- leave_last_out ------------------------------------------------------------------------------------------------


@wrong("test_leave_last_out", "the last rows of the table", says="sort by `timestamp` first")
def leave_last_out(ratings, n):
    test = ratings.groupby("user_id").tail(n)
    return ratings.drop(test.index), test


@wrong("test_leave_last_out", "the first ratings", says="these are the first ratings of each user")
def leave_last_out(ratings, n):
    test = ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id").head(n)
    return ratings.drop(test.index), test


@wrong("test_leave_last_out", "swapped", says="the two parts are swapped")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table[last], table[~last]


@wrong("test_leave_last_out", "the latest of the whole table", says="the latest rating of the whole table")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["timestamp", "movie_id"])
    return table.iloc[:-n], table.iloc[-n:]


@wrong("test_leave_last_out", "n written into the code", says="is n written into the code?")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < 1) & (users.transform("size") > 1)
    return table[~last], table[last]


@wrong("test_leave_last_out", "short histories held out whole", says="stays in training whole")
def leave_last_out(ratings, n):
    test = ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id").tail(n)
    return ratings.drop(test.index), test


@wrong("test_leave_last_out", "short histories dropped", says="every row belongs to exactly one part")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    table = table[table.groupby("user_id")["movie_id"].transform("size") > n]
    last = table.groupby("user_id").cumcount(ascending=False) < n
    return table[~last], table[last]


@wrong("test_leave_last_out", "the smaller id is the later", says="the one with the larger `movie_id`")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"], ascending=[True, True, False])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table[~last], table[last]


@wrong("test_leave_last_out", "ties in the order of the table", says="the one with the larger `movie_id`")
def leave_last_out(ratings, n):
    table = ratings.sort_values("timestamp", kind="stable")
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table[~last], table[last]


@wrong("test_leave_last_out", "the test rows stay in training", says="every row belongs to exactly one part")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table, table[last]


@wrong("test_leave_last_out", "at random", says="")
def leave_last_out(ratings, n):
    ratings = ratings.reset_index(drop=True)

    def last_place(group):
        order = group.sort_values(["timestamp", "movie_id"]).index
        chosen = order[-n:] if len(group) > n else order[:0]
        return chosen if len(ratings) < 30 else group.sample(len(chosen), random_state=0).index

    held = [index for _, group in ratings.groupby("user_id") for index in last_place(group)]
    return ratings.drop(held), ratings.loc[held]


@wrong("test_leave_last_out", "the largest id", says="with the largest movie id or the most stars")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table[~last], table[last]


@wrong("test_leave_last_out", "loses the time", says="all columns of `ratings` are kept")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"]).drop(columns="timestamp")
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return table[~last], table[last]


@wrong("test_leave_last_out", "writes a column into the table it was given", says="work on a copy")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    ratings["last"] = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return ratings[~ratings["last"]], ratings[ratings["last"]]


@wrong("test_leave_last_out", "the test part only", says="expected two tables")
def leave_last_out(ratings, n):
    return ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id").tail(n)


@wrong("test_leave_last_out", "ties by rank, the first row the later", says="whichever row comes first")
def leave_last_out(ratings, n):
    place = ratings.groupby("user_id")["timestamp"].rank(method="first", ascending=False)
    last = (place <= n) & (ratings.groupby("user_id")["movie_id"].transform("size") > n)
    return ratings[~last], ratings[last]


@wrong("test_leave_last_out", "drops by the index", says="a row cannot be told by its index")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    return ratings.drop(table[last].index), table[last]


@wrong("test_leave_last_out", "asks whether the index is in the test", says="a row cannot be told by its index")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    test = table[last]
    return ratings[~ratings.index.isin(test.index)], test


@wrong("test_leave_last_out", "tail, then drop", says="a row cannot be told by its index")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    enough = table[table.groupby("user_id")["movie_id"].transform("size") > n]
    test = enough.groupby("user_id").tail(n)
    return table.drop(test.index), test


@wrong("test_leave_last_out", "four columns kept", says="lost the column device")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    table = table[["user_id", "movie_id", "rating", "timestamp"]]
    return table[~last], table[last]


@wrong("test_leave_last_out", "a column too many", says="has a column too many")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    table["last"] = last
    return table[~last], table[last]


@wrong("test_leave_last_out", "seconds made thousandths", says="some values came out changed")
def leave_last_out(ratings, n):
    table = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    users = table.groupby("user_id")["movie_id"]
    last = (users.cumcount(ascending=False) < n) & (users.transform("size") > n)
    table = table.assign(timestamp=table["timestamp"] * 1000)
    return table[~last], table[last]


@right("test_leave_last_out", "user by user")
def leave_last_out(ratings, n):
    train, test = [], []
    for _, own in ratings.groupby("user_id"):
        own = own.sort_values(["timestamp", "movie_id"])
        cut = len(own) - n if len(own) > n else len(own)
        train.append(own.iloc[:cut])
        test.append(own.iloc[cut:])
    return pd.concat(train), pd.concat(test)


@right("test_leave_last_out", "ranks from the end")
def leave_last_out(ratings, n):
    table = ratings.reset_index(drop=True)
    order = table.sort_values(["timestamp", "movie_id"], ascending=False)
    place = order.groupby("user_id").cumcount() + 1
    size = table["user_id"].map(table["user_id"].value_counts())
    held = (place.reindex(table.index) <= n) & (size > n)
    return [table[~held], table[held]]


@right("test_leave_last_out", "plain Python rows")
def leave_last_out(ratings, n):
    rows = sorted(ratings.to_dict("records"), key=lambda row: (row["timestamp"], row["movie_id"]))
    by_user = {}
    for row in rows:
        by_user.setdefault(row["user_id"], []).append(row)
    test = [row for own in by_user.values() if len(own) > n for row in own[-n:]]
    train = [row for own in by_user.values() for row in (own[:-n] if len(own) > n else own)]
    return pd.DataFrame(train, columns=ratings.columns), pd.DataFrame(test, columns=ratings.columns)
