"""Ratings of people who do not exist: any number of them, with the long tails of MovieLens, and tastes one knows.

How a world is drawn. Movies belong to groups (say, horror), and within a group to circles (say, its haunted houses).
Everybody has a favourite group, a second one, and two favourite circles in the first. A user picks a source (a favourite
circle, the group, the second group, or what everybody watches), then a movie of it by popularity, never one twice.
Stars are the mean, plus the user's and the movie's bias, plus taste, plus noise, rounded. Times come in sessions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys_utils.synthetic_draws import LARGEST_SHARE, activity, distinct_draws, times
from recsys_utils.synthetic_movies import GROUPS, invented_movies

#: Ratings, users and rated movies of MovieLens' editions (the first line goes on below the smallest of them).
EDITIONS = (
    (1_000, 30, 150),
    (100_000, 943, 1_682),
    (1_000_209, 6_040, 3_706),
    (10_000_054, 69_878, 10_677),
    (25_000_095, 162_541, 59_047),
)
CIRCLES = 6  # in each group
MAINSTREAM, FAVOURITES, GROUP, SECOND = 0.30, 0.36, 0.16, 0.10  # where a user's movies come from; the rest: anything


@dataclass(frozen=True, eq=False)
class SyntheticRatings:
    """A world, with what was planted in it.

    Attributes
    ----------
    name : str
        Says how many ratings, and the seed.
    ratings : DataFrame
        `user_id`, `movie_id` (int64, from 1), `rating` (float64, stars), `timestamp` (int64, seconds since 1970 UTC), by
        user and in the order of time; no user rates a movie twice.
    movies : DataFrame
        `movie_id`, `title` (with its year in brackets), `year` (Int64), `genres`, as in `recsys_utils.data.MovieLens`.
        A movie need not have a rating.
    user_groups, movie_groups, movie_circles : Series of int
        The planted truth, by user id and by movie id: favourite group, group, and circle (counted over all groups).
    users : None
        Nothing is known of the people.
    """

    name: str
    ratings: pd.DataFrame
    movies: pd.DataFrame
    user_groups: pd.Series
    movie_groups: pd.Series
    movie_circles: pd.Series
    users: None = None


def sizes_like_movielens(n_ratings: int) -> tuple[int, int]:
    """Users and movies of a MovieLens of so many ratings, between its editions on logarithmic scales."""
    known = np.log(np.array(EDITIONS, dtype=float))
    users, movies = (np.exp(np.interp(np.log(max(n_ratings, 1)), known[:, 0], column)) for column in known.T[1:])
    return max(2, round(float(users))), max(20, round(float(movies)))


def synthetic_ratings(
    n_ratings: int = 100_000,
    seed: int = 0,
    n_users: int | None = None,
    n_movies: int | None = None,
    half_stars: bool = False,
    noise: float = 0.8,
) -> SyntheticRatings:
    """Draw a world.

    Parameters
    ----------
    n_ratings : int
        Exactly so many.
    seed : int
        The same arguments draw the same world.
    n_users, n_movies : int, optional
        As many as MovieLens has with so many ratings, if not given.
    half_stars : bool
        0.5 to 5 in half stars instead of 1 to 5 in whole ones.
    noise : float
        Standard deviation of what cannot be explained in a rating, in stars.

    Raises
    ------
    ValueError
        If so many ratings do not fit between so many users and movies.
    """
    like_users, like_movies = sizes_like_movielens(n_ratings)
    n_users, n_movies = n_users or like_users, n_movies or like_movies
    if not 1 <= n_users <= n_ratings <= 0.9 * LARGEST_SHARE * n_users * n_movies or n_movies < 20:
        raise ValueError(
            f"synthetic_ratings: {n_ratings:,} ratings do not fit {n_users:,} users and {n_movies:,} movies: take 20 movies or "
            "more, a rating or more for each user, and no more than two fifths of all pairs."
        )
    rng = np.random.default_rng(seed)
    groups = len(GROUPS)
    circle = rng.permutation(np.arange(n_movies) % (groups * CIRCLES))
    place = rng.permutation(n_movies) / n_movies
    weight = (1 - place) ** 1.5 / (place + 0.06)  # Zipf's law with a blunt head and a thin tail, as MovieLens has it
    sources = _sources(circle, weight)
    group, mixture = _tastes(rng, n_users)
    counts = activity(rng, n_ratings, n_users, n_movies)
    user, movie = distinct_draws(rng, counts, mixture, sources)
    taste = _taste_for(user, movie, mixture, circle)
    stars = _stars(rng, user, movie, taste, weight, noise, half_stars)
    ratings = pd.DataFrame(
        {"user_id": user + 1, "movie_id": movie + 1, "rating": stars, "timestamp": times(rng, counts)}
    )
    ids, people = pd.RangeIndex(1, n_movies + 1, name="movie_id"), pd.RangeIndex(1, n_users + 1, name="user_id")
    return SyntheticRatings(
        f"synthetic, {n_ratings:,} ratings, seed {seed}",
        ratings.sort_values(["user_id", "timestamp"], kind="stable").reset_index(drop=True),
        invented_movies(rng, circle // CIRCLES, circle),
        pd.Series(group, index=people, name="group"),
        pd.Series(circle // CIRCLES, index=ids, name="group"),
        pd.Series(circle, index=ids, name="circle"),
    )


def _sources(circle: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Cumulative shares of the movies in each source, shape (sources, movies): all movies, each group, each circle."""
    groups = len(GROUPS)
    inside = [np.ones(len(circle), dtype=bool)]
    inside += [circle // CIRCLES == group for group in range(groups)]
    inside += [circle == number for number in range(groups * CIRCLES)]
    shares = np.array(inside) * weight
    total = shares.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, shares / np.where(total > 0, total, 1.0), weight / weight.sum())
    return np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)


def _tastes(rng: np.random.Generator, n_users: int) -> tuple[np.ndarray, np.ndarray]:
    """Everybody's favourite group, and the share of each source, shape (users, sources)."""
    groups = len(GROUPS)
    size = np.arange(groups, 0, -1.0) + groups  # the first group has twice as many friends as the last
    group = rng.choice(groups, n_users, p=size / size.sum())
    second = (group + rng.integers(1, groups, n_users)) % groups
    first = rng.integers(0, CIRCLES, n_users)
    other = (first + rng.integers(1, CIRCLES, n_users)) % CIRCLES
    mixture = np.full((n_users, 1 + groups + groups * CIRCLES), 0.0)
    everybody = np.arange(n_users)
    mixture[:, 0] = MAINSTREAM
    mixture[:, 1 : 1 + groups] = (1 - MAINSTREAM - FAVOURITES - GROUP - SECOND) / groups
    mixture[everybody, 1 + group] += GROUP
    mixture[everybody, 1 + second] += SECOND
    for favourite, share in ((first, 0.6), (other, 0.4)):
        mixture[everybody, 1 + groups + group * CIRCLES + favourite] += share * FAVOURITES
    # Some live by the charts, some by their favourites.
    mixture[:, 0] *= np.exp(rng.normal(0, 0.5, n_users))
    return group, mixture / mixture.sum(axis=1, keepdims=True)


def _taste_for(user: np.ndarray, movie: np.ndarray, mixture: np.ndarray, circle: np.ndarray) -> np.ndarray:
    """How much a movie is to a user's taste: 0 for a strange group, about 1 for a favourite circle."""
    groups = len(GROUPS)
    of_group = np.repeat(mixture[:, 1 : 1 + groups], CIRCLES, axis=1)
    liking = np.minimum(2.0 * of_group + 2.5 * mixture[:, 1 + groups :], 1.0)
    return liking[user, circle[movie]]


def _stars(
    rng: np.random.Generator,
    user: np.ndarray,
    movie: np.ndarray,
    taste: np.ndarray,
    weight: np.ndarray,
    noise: float,
    half_stars: bool,
) -> np.ndarray:
    """Ratings, in stars."""
    known = np.log(weight)
    quality = rng.normal(0, 0.4, len(weight)) + 0.2 * (known - known.mean()) / known.std()  # what many watch is better
    generosity = rng.normal(0, 0.4, int(user.max()) + 1)
    stars = 2.95 + quality[movie] + generosity[user] + 1.4 * taste + rng.normal(0, noise, len(user))
    step, low = (0.5, 0.5) if half_stars else (1.0, 1.0)
    return np.clip(np.round(stars / step) * step, low, 5.0)
