"""What the oracles of lab 00 draw: titles, genres, ratings, movies."""

from __future__ import annotations

import numpy as np
import pandas as pd

GENRES = ("Action", "Comedy", "Drama", "Live Action", "Music", "Musical", "Sci-Fi", "War", "noir")
WORDS = ("Crème", "Señor", "Über", "Moon", "River", "1984", "Brazil", "A.I.", "City", "Night", "50%", "Père", "Ålesund")


def some_genres(rng: np.random.Generator) -> str:
    return "|".join(rng.choice(GENRES, int(rng.integers(0, 4)), replace=False))


def some_title(rng: np.random.Generator) -> str:
    return " ".join(rng.choice(WORDS, int(rng.integers(1, 4))))


def random_ratings(rng: np.random.Generator, users: int, movies: int, share: float) -> pd.DataFrame:
    """Ratings with ids that have gaps, in random order, some in the same second, an odd index."""
    people = rng.permutation(20 * users)[:users] + 3
    things = rng.permutation(20 * movies)[:movies] + 3
    pairs = [(int(u), int(m)) for u in people for m in things if rng.random() < share] or [(int(people[0]), 3)]
    table = pd.DataFrame([pairs[i] for i in rng.permutation(len(pairs))], columns=["user_id", "movie_id"])
    table["rating"] = rng.integers(1, 11, len(table)) / 2
    table["timestamp"] = rng.integers(10**9, 10**9 + 8, len(table))
    return table.set_axis(rng.permutation(10 * len(table))[: len(table)])


def with_repeated_index(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same rows with an index that holds values several times, as after `pd.concat`."""
    return table.set_axis(rng.permutation(np.arange(len(table)) // 3))


def random_movies(rng: np.random.Generator, ids: set[int]) -> pd.DataFrame:
    """Movies with these ids and some that nobody rated, in random order; a genre of an unrated one alone."""
    everything = sorted(ids) + [max(ids) + 1 + i for i in range(4)]
    table = pd.DataFrame(
        {
            "movie_id": everything,
            "title": [some_title(rng) for _ in everything],  # titles collide
            "year": [float(rng.integers(1920, 2001)) if rng.random() < 0.8 else np.nan for _ in everything],
            "genres": [*(some_genres(rng) for _ in everything[:-1]), "Western|Drama"],
        }
    )
    order = rng.permutation(len(table))
    return table.iloc[order].set_axis(rng.permutation(10 * len(table))[: len(table)])
