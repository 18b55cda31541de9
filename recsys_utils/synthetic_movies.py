"""Invented movies: genres that go with their group, and titles made of words that go with it too."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: For each group its genre, and nouns for titles; the circles of a group share the nouns out among them.
GROUPS = {
    "Drama": "letter winter father river promise silence summer orchard widow teacher trial homecoming",
    "Comedy": "wedding neighbour holiday dentist butler parrot roommate mayor uncle taxi diet reunion",
    "Action": "bullet pursuit convoy hostage sniper ambush harbour siege rescue engine fugitive blast",
    "Thriller": "witness alibi stairwell telegram suspect blackmail midnight corridor cipher stranger vault verdict",
    "Romance": "kiss ballroom balcony violin blossom lover valentine dance bouquet meadow serenade heart",
    "Sci-Fi": "comet android orbit planet signal clone galaxy robot probe colony nebula machine",
    "Horror": "grave attic scream cellar coven curse crypt fog mask swamp ritual asylum",
    "Children": "puppy dragon castle balloon circus bear treehouse kite wizard pirate hamster rainbow",
}
ADJECTIVES = (
    "last first silent lost crimson broken golden secret little long cold hidden forgotten burning hollow distant brave "
    "velvet quiet wild second empty bitter northern endless paper iron gentle dark bright"
)
OTHER_GENRES = ("Adventure", "Animation", "Crime", "Documentary", "Fantasy", "Musical", "Mystery", "War", "Western")


def invented_movies(rng: np.random.Generator, group: np.ndarray, circle: np.ndarray) -> pd.DataFrame:
    """A table of movies.

    Parameters
    ----------
    rng : numpy.random.Generator
    group, circle : ndarray of int, shape (movies,)
        The place of each movie's group in `GROUPS`, and its circle, counted over all groups.

    Returns
    -------
    DataFrame
        `movie_id` from 1, `title`, `year`, `genres`. Nineteen in twenty have their group's genre, one in four another one too.
        Four in five titles have a noun of their circle, the others one of any. Titles may repeat, as they do in MovieLens.
    """
    n = len(group)
    names, nouns = [*GROUPS], np.array([words.split() for words in GROUPS.values()])
    circles = max(1, int(circle.max()) // len(names) + 1) if n else 1
    of_circle = (circle % circles + circles * rng.integers(0, max(1, nouns.shape[1] // circles), n)) % nouns.shape[1]
    noun = nouns[group, of_circle]
    anything = rng.random(n) > 0.8
    noun = np.where(anything, rng.choice(nouns.ravel(), n), noun)
    adjective = rng.choice(np.array(ADJECTIVES.split()), n)
    year = 2000 - np.minimum(rng.exponential(12.0, n), 75).astype(int)
    own = rng.random(n) < 0.95
    more = np.where(rng.random(n) < 0.25, rng.choice(np.array([*names, *OTHER_GENRES]), n), "")
    genres = [
        "|".join(sorted({name for name, there in ((names[g], keep), (other, bool(other))) if there}))
        for g, keep, other in zip(group, own, more, strict=True)
    ]
    titles = [f"The {a.title()} {b.title()} ({y})" for a, b, y in zip(adjective, noun, year, strict=True)]
    return pd.DataFrame(
        {
            "movie_id": np.arange(1, n + 1, dtype=np.int64),
            "title": titles,
            "year": pd.array(year, dtype="Int64"),
            "genres": genres,
        }
    )
