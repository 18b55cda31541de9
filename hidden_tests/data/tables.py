"""Oracles of the tables: sparsity, the vectors of users and movies, the split by time."""

from __future__ import annotations

import pandas as pd

from grader.oracle import oracle
from hidden_tests.data.made import random_movies, random_ratings, with_repeated_index

# -- sparsity ------------------------------------------------------------------------------------------------------


@oracle("test_sparsity")
def _(student, rng):
    for share in (0.05, 0.4, 1.0):
        ratings = random_ratings(rng, int(rng.integers(4, 30)), int(rng.integers(31, 60)), share)
        users, movies = set(ratings["user_id"]), set(ratings["movie_id"])
        for table, index in ((ratings, ""), (with_repeated_index(ratings, rng), ", with an index that repeats")):
            answer = student.call("sparsity", table)
            answer.is_close(1 - len(ratings) / (len(users) * len(movies)), f"the share of empty cells{index}")
            answer.leaves_arguments("the table it was given stays as it was")


# -- genre_profile and item_features -------------------------------------------------------------------------------


def names_of(movies: pd.DataFrame) -> list[str]:
    return sorted({name for text in movies["genres"] for name in text.split("|") if name})


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def plain_profile(ratings: pd.DataFrame, movies: pd.DataFrame) -> pd.DataFrame:
    genres = {movie: text.split("|") for movie, text in zip(movies["movie_id"], movies["genres"], strict=True)}
    names, users = names_of(movies), sorted(set(ratings["user_id"]))
    given = list(zip(ratings["user_id"], ratings["movie_id"], ratings["rating"], strict=True))
    rows = [[mean([r for u, m, r in given if u == user and name in genres[m]]) for name in names] for user in users]
    return pd.DataFrame(rows, index=users, columns=names, dtype=float)


def plain_features(movies: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    names = names_of(movies)
    rows = []
    for movie, year, text in zip(movies["movie_id"], movies["year"], movies["genres"], strict=True):
        stars = [r for m, r in zip(ratings["movie_id"], ratings["rating"], strict=True) if m == movie]
        rows.append([year, mean(stars), *(float(name in text.split("|")) for name in names)])
    return pd.DataFrame(rows, index=list(movies["movie_id"]), columns=["year", "mean_rating", *names], dtype=float)


def vectors_are(answer, expected: pd.DataFrame, what: str) -> None:
    answer.frame_is(expected, what, exact=True, index=True)
    answer.satisfies(
        lambda table: all(pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes),
        "all columns hold numbers",
        "another dtype",
    )
    answer.leaves_arguments("the tables it was given stay as they were")


@oracle("test_genre_profile")
def _(student, rng):
    for share in (0.15, 0.9):  # many ratings a genre too, where a median is no mean and a mean has many decimals
        ratings = random_ratings(rng, int(rng.integers(10, 20)), int(rng.integers(20, 40)), share)
        movies = random_movies(rng, set(ratings["movie_id"]))
        alone = ratings["user_id"].iloc[0]  # rated a single movie, which has no genre
        kept = ratings[(ratings["user_id"] != alone) | ~ratings["user_id"].duplicated()]
        movies.loc[movies["movie_id"] == kept.loc[kept["user_id"] == alone, "movie_id"].iloc[0], "genres"] = ""
        expected = plain_profile(kept, movies)
        vectors_are(
            student.call("genre_profile", kept, movies), expected, "the mean rating in each genre, user by user"
        )


@oracle("test_item_features")
def _(student, rng):
    for share in (0.1, 0.5):
        ratings = random_ratings(rng, int(rng.integers(8, 20)), int(rng.integers(12, 30)), share)
        movies = random_movies(rng, set(ratings["movie_id"]))
        for table in (movies, movies.astype({"year": "Int64"})):
            answer = student.call("item_features", table, ratings)
            vectors_are(answer, plain_features(movies, ratings), "year, mean rating and genres, each at its movie")
            answer.satisfies(
                lambda value: all(pd.api.types.is_float_dtype(value[name].dtype) for name in ("year", "mean_rating")),
                "year and mean rating are columns of float64",
                "another dtype",
            )


# -- leave_last_out ------------------------------------------------------------------------------------------------


@oracle("test_leave_last_out")
def _(student, rng):
    columns = ["user_id", "movie_id", "rating", "timestamp", "device"]
    for n in (1, int(rng.integers(2, 4)), int(rng.integers(4, 7))):
        ratings = random_ratings(rng, int(rng.integers(15, 30)), int(rng.integers(15, 25)), 0.35)
        ratings = ratings[rng.random(len(ratings)) < rng.uniform(0.2, 1.0, 700)[ratings["user_id"]]]
        ratings = ratings.assign(device=rng.choice(["phone", "television"], len(ratings)))
        parts: tuple[list, list] = ([], [])
        for user in sorted(set(ratings["user_id"])):
            own = [row for row in ratings[columns].itertuples(index=False, name=None) if row[0] == user]
            own.sort(key=lambda row: (row[3], row[1]))
            cut = len(own) - n if len(own) > n else len(own)
            parts[0].extend(own[:cut])
            parts[1].extend(own[cut:])
        expected = [sorted(part) for part in parts]
        given = ratings if n == 1 else with_repeated_index(ratings, rng)
        answer = student.call("leave_last_out", given, n)

        def right(value, expected=expected) -> bool:
            train, test = value
            if not set(train.columns) == set(test.columns) == set(columns):
                return False
            if [len(train), len(test)] != [len(part) for part in expected]:
                return False
            return [sorted(part[columns].itertuples(index=False, name=None)) for part in (train, test)] == expected

        answer.satisfies(
            right, "each user's last n by time are the test, everything else is training; rows and columns as they were"
        )
        answer.leaves_arguments("the table it was given stays as it was")
