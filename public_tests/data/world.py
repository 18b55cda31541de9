"""Four users and six movies one can reckon with by hand."""

from __future__ import annotations

import pandas as pd


def movies() -> pd.DataFrame:
    """The six movies of the text; one without year and genre, one whose genre holds another's name."""
    return pd.DataFrame(
        {
            "movie_id": [1, 2, 3, 4, 5, 6],
            "title": ["Alpine", "Barcarole", "Comet", "Dune Road", "Estuary", "Fjord"],
            "year": pd.array([1962, 1962, 1978, 1971, 1984, None], dtype="Int64"),
            "genres": ["Drama", "Drama|Music", "Comedy", "Musical", "Comedy|Music", ""],
        },
        index=[11, 5, 8, 2, 23, 4],  # odd on purpose: answers must not lean on 0, 1, 2, …
    )


def ratings() -> pd.DataFrame:
    """The ten ratings of the text, not in time order; movie 4 has none, user 12 rated only the movie without genre."""
    rows = [
        (7, 1, 5.0, 10),
        (7, 2, 2.0, 30),
        (7, 3, 5.0, 20),
        (3, 5, 3.0, 50),
        (3, 2, 5.0, 50),
        (3, 6, 4.0, 40),
        (5, 3, 1.0, 15),
        (5, 5, 2.0, 25),
        (5, 1, 3.0, 5),
        (12, 6, 2.0, 60),
    ]
    return pd.DataFrame(
        rows, columns=["user_id", "movie_id", "rating", "timestamp"], index=[30, 7, 12, 90, 3, 41, 8, 66, 2, 15]
    )


def grown() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same world with a third drama and three more ratings: means that are no medians, and somebody rated a Musical."""
    glacier = pd.DataFrame({"movie_id": [8], "title": ["Glacier"], "year": [1990], "genres": ["Drama"]}, index=[99])
    more = pd.DataFrame([(7, 8, 1.0, 40), (5, 4, 5.0, 40), (12, 1, 2.0, 70)], columns=ratings().columns)
    return pd.concat([movies(), glacier.astype({"year": "Int64"})]), pd.concat([ratings(), more.set_axis([50, 1, 77])])
