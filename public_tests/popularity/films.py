"""Six films one can reckon with by hand."""

from __future__ import annotations

import pandas as pd


def films() -> pd.DataFrame:
    """Six films one can reckon with by hand: C = 7, and m = 170 at q = 0.5."""
    return pd.DataFrame(
        {
            "title": ["Alpine", "Barcarole", "Comet", "Dune Road", "Estuary", "Fjord"],
            "year": [1999.0, 1962.0, 1978.0, 2003.0, 1984.0, 2004.0],
            "rating": [9.0, 9.0, 6.0, 3.0, 5.0, 10.0],
            "votes": [10, 10_000, 300, 40, 1_200, 5],
            "genres": ["Drama", "Drama|Music", "Comedy", "Musical|Music Video", "Comedy|Music", "Short"],
        },
        index=[11, 5, 8, 2, 23, 4],  # odd on purpose: answers must not lean on 0, 1, 2, …
    )
