"""A small MovieLens of the tests' own: tastes by genre and noise, so that there is something to learn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recsys_utils.data import MovieLens
from recsys_utils.features import GENRES


def small_movielens(users: int = 60, movies: int = 80, each: int = 30, seed: int = 0) -> MovieLens:
    """An edition with `each` ratings of every user, half stars, one movie without a year, one without a genre."""
    rng = np.random.default_rng(seed)
    flags = rng.random((movies, len(GENRES))) < 0.15
    flags[np.arange(movies), rng.integers(0, len(GENRES), movies)] = True
    flags[-1] = False
    ids = np.sort(rng.choice(np.arange(1, 10 * movies), movies, replace=False))
    table = pd.DataFrame(
        {
            "movie_id": ids,
            "title": [f"Movie {i} (19{50 + i % 50})" for i in ids],
            "year": pd.array([1950 + i % 50 for i in ids], dtype="Int64"),
            "genres": ["|".join(g for g, has in zip(GENRES, row, strict=True) if has) for row in flags],
        }
    )
    table.loc[3, "year"] = pd.NA
    taste = rng.normal(0, 0.8, (users, len(GENRES)))
    rows = []
    for user in range(users):
        for movie in rng.choice(movies, each, replace=False):
            own = taste[user][flags[movie]].mean() if flags[movie].any() else 0.0
            stars = np.clip(np.round(2 * (3.4 + own + rng.normal(0, 0.5))) / 2, 0.5, 5)
            rows.append((user + 1, int(ids[movie]), float(stars), 1_000_000 + len(rows)))
    return MovieLens("small", pd.DataFrame(rows, columns=["user_id", "movie_id", "rating", "timestamp"]), table, None)
