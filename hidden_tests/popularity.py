"""Oracles of lab 01: fresh random films and ratings, answered slowly and plainly, compared outside the notebook.

An answer that is right but built on an earlier function that is wrong is not marked down twice: where the plain answer
does not match, the same steps are taken with the student's own earlier functions, and that is accepted too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from grader.oracle import choice, oracle
from hidden_tests.following import asked_first, right_or_following

GENRES = ("Action", "Comedy", "Drama", "Live Action", "Melodrama", "Music", "Music Video", "Musical", "Sci-Fi")


def random_films(rng: np.random.Generator, n: int | None = None) -> pd.DataFrame:
    """Films with the long tail of real votes, one decimal in the rating, up to three genres, and an odd index."""
    n = int(n or rng.integers(30, 200))
    return pd.DataFrame(
        {
            "title": [f"Film {number:04d}" for number in rng.permutation(10 * n)[:n]],
            "year": rng.integers(1920, 2006, n),
            "rating": rng.integers(10, 101, n) / 10,
            "votes": np.floor(np.exp(rng.normal(4, 2, n))).astype(int) + 1,
            "genres": ["|".join(rng.choice(GENRES, rng.integers(0, 4), replace=False)) for _ in range(n)],
        },
        index=rng.permutation(10 * n)[:n],
    )


def plain_mean(movies: pd.DataFrame) -> float:
    ratings = [r for r in movies["rating"] if r == r]
    return sum(ratings) / len(ratings)


def plain_quantile(movies: pd.DataFrame, q: float) -> float:
    votes = sorted(v for v in movies["votes"] if v == v)
    place = q * (len(votes) - 1)
    below = int(place)
    above = min(below + 1, len(votes) - 1)
    return votes[below] + (place - below) * (votes[above] - votes[below])


def plain_score(votes: list, rating: list, m: float, C: float) -> list:
    return [(v * R + m * C) / (v + m) for v, R in zip(votes, rating, strict=True)]


def plain_chart(
    movies: pd.DataFrame,
    n: int,
    q: float,
    mean: Callable = plain_mean,
    quantile: Callable = plain_quantile,
    score: Callable = plain_score,
) -> pd.DataFrame:
    """The chart, film by film; with other parts, the chart those parts lead to."""
    C, m = mean(movies), quantile(movies, q)
    kept = [film for film in movies.to_dict("records") if film["votes"] >= m]
    for film, value in zip(kept, score([f["votes"] for f in kept], [f["rating"] for f in kept], m, C), strict=True):
        film["score"] = round(float(value), 9)  # equal scores stay equal, whichever way they were reckoned
    kept.sort(key=lambda film: (-film["score"], -film["votes"], film["title"]))
    return pd.DataFrame(kept, columns=[*movies.columns, "score"]).head(n)


def chart_is(answer, expected: pd.DataFrame, what: str) -> None:
    answer.frame_is(expected[["title", "votes", "score"]], what, columns=["title", "votes", "score"])


@oracle("test_mean_vote")
def _(student, rng):
    for missing in (False, True):
        films = random_films(rng)
        if missing:
            films = films.astype({"year": float})
            for column in ("rating", "year"):
                films.iloc[rng.permutation(len(films))[:7], films.columns.get_loc(column)] = np.nan
        what = "films without a rating are left out" if missing else "the mean over films"
        answer = student.call("mean_vote", films)
        answer.is_close(plain_mean(films), what)
        answer.leaves_arguments("the table it was given stays as it was")


@oracle("test_vote_threshold")
def _(student, rng):
    films = random_films(rng)
    twice = films.assign(votes=rng.choice(films["votes"], len(films)))  # a third of the counts stand there again
    for table, qs in ((films, (0.0, 1.0, *rng.uniform(0.05, 0.95, 4))), (twice, rng.uniform(0.05, 0.95, 4))):
        for q in qs:
            answer = student.call("vote_threshold", table, q=float(q))
            answer.is_close(plain_quantile(table, q), "the quantile of the votes for any q")
            answer.leaves_arguments("the table it was given stays as it was")
    student.call("vote_threshold", films).is_close(plain_quantile(films, 0.90), "without q it takes 0.90")
    some = films.assign(votes=films["votes"].where(rng.permutation(len(films)) >= 5))
    # A film without a rating still has votes; here those have the most, so that leaving them out lowers every quantile.
    some["rating"] = some["rating"].where(films["votes"] < films["votes"].quantile(0.7))
    for q in (0.5, 0.9):
        student.call("vote_threshold", some, q=q).is_close(
            plain_quantile(some, q), "films without a vote count are left out"
        )


@oracle("test_weighted_rating")
def _(student, rng):
    n, m, C = int(rng.integers(5, 200)), float(rng.uniform(1, 500)), float(rng.uniform(1, 9))
    votes, rating = rng.integers(0, 5_000, n), rng.uniform(1, 10, n)
    answer = student.call("weighted_rating", votes, rating, m=m, C=C)
    answer.is_close(plain_score(votes, rating, m, C), "random films")
    answer.leaves_arguments("the arrays it was given stay as they were")
    student.call("weighted_rating", [0], [1.0], m=m, C=C).is_close([C], "a film without votes gets C")
    whole = rng.integers(1, 11, n)
    student.call("weighted_rating", list(map(int, votes)), list(map(int, whole)), m=7, C=6).is_close(
        plain_score(votes, whole, 7, 6), "whole numbers and lists"
    )


def given(what: str, **values: float) -> dict:
    """These values but for the one that is left out, to see what is taken then."""
    return {name: value for name, value in values.items() if f"without {name} " not in what}


def a_chart_to_follow(chart: pd.DataFrame, films: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame | None:
    """What counts in a chart of the student's own, or None: films of this table, not none where there should be some."""
    rows = chart[["title", "votes", "score"]].astype({"title": str, "votes": float, "score": float})
    finite = np.isfinite(rows[["votes", "score"]]).all(axis=None)
    return rows if finite and {*rows["title"]} <= {*films["title"]} and (len(rows) or not len(expected)) else None


@oracle("test_top_chart")
def _(student, rng):
    def ask(name: str, *args, **kwargs):
        return student.call(name, *args, **kwargs).value

    names = {"mean": "mean_vote", "quantile": "vote_threshold", "score": "weighted_rating"}
    own = {part: partial(ask, name) for part, name in names.items()}

    def follow(films: pd.DataFrame, n: int, q: float, *_) -> pd.DataFrame | None:
        return a_chart_to_follow(plain_chart(films, n, q, **own), films, plain_chart(films, n, q))

    films = random_films(rng)
    twins = films.assign(rating=6.0, votes=rng.choice([8, 24, 56], len(films)))  # only the title can order them
    many = random_films(rng, 300).assign(rating=rng.uniform(1, 10, 300))  # no two scores are nearly equal
    cases = [
        (films, 10_000, float(rng.uniform(0.3, 0.8)), "who qualifies, the score and the order"),
        (random_films(rng, 120), int(rng.integers(1, 9)), 0.5, "no more than n rows"),
        (twins, 10_000, 0.0, "equal scores: more votes first, then the title from A to Z"),
        (many, 10_000, 0.90, "without q it takes 0.90"),
        (many, 250, 0.05, "without n it takes 250"),
    ]
    for (table, n, q, what), followed in zip(cases, asked_first(follow, cases), strict=True):
        answer = student.call("top_chart", table, **given(what, n=n, q=q))
        right_or_following(partial(chart_is, answer, what=what), plain_chart(table, n, q), followed)
        answer.leaves_arguments("the table it was given stays as it was")


@oracle("test_genre_chart")
def _(student, rng):
    def inside(films: pd.DataFrame, genre: str) -> pd.DataFrame:
        return films[[genre in text.split("|") for text in films["genres"]]]

    def follow(films: pd.DataFrame, genre: str, n: int, q: float, *_) -> pd.DataFrame | None:
        own = inside(films, genre)
        return a_chart_to_follow(student.call("top_chart", own, n=n, q=q).value, own, plain_chart(own, n, q))

    films = random_films(rng, int(rng.integers(80, 200)))
    alike = random_films(rng, 300).assign(genres="Drama", rating=rng.uniform(1, 10, 300))
    cases = [
        (films, genre, int(rng.integers(3, 50)), float(rng.uniform(0.2, 0.8)), "the chart inside a genre")
        for genre in ("Action", "Music", "Sci-Fi")
    ]
    cases += [
        (films, "Comedy", int(rng.integers(1, 5)), 0.0, "no more than n rows"),
        (alike, "Drama", 10_000, 0.90, "without q it takes 0.90"),
        (alike, "Drama", 250, 0.05, "without n it takes 250"),
    ]
    for (table, genre, n, q, what), followed in zip(cases, asked_first(follow, cases), strict=True):
        answer = student.call("genre_chart", table, genre, **given(what, n=n, q=q))
        right_or_following(partial(chart_is, answer, what=what), plain_chart(inside(table, genre), n, q), followed)
        answer.leaves_arguments("the table it was given stays as it was")
    answer = student.call("genre_chart", films, "Western", n=5, q=0.5)
    nobody = films.iloc[:0].assign(score=[])
    answer.frame_is(
        nobody[["title", "score"]], "a genre that nobody has gives an empty chart", columns=["title", "score"]
    )


def random_ratings(rng: np.random.Generator, tail: float) -> pd.DataFrame:
    """Ratings in which the much rated movies are the badly rated ones: counting is not adding up.

    `tail` is the exponent of the popularity: 1 is a long tail, 0 makes all movies alike, with many ties.
    """
    users, movies = int(rng.integers(40, 60)), int(rng.integers(25, 50))
    weight = np.arange(1, movies + 1) ** -tail
    ids = rng.permutation(10 * movies)[:movies] + 1  # popularity and id have nothing to do with each other
    rows = []
    for user in rng.permutation(5 * users)[:users] + 10:
        for movie in rng.choice(movies, int(rng.integers(3, 15)), replace=False, p=weight / weight.sum()):
            rows.append((int(user), int(ids[movie]), 1.0 if movie < 8 else 5.0))
    return pd.DataFrame(rows, columns=["user_id", "movie_id", "rating"])


@oracle("test_hit_rate_of_popular")
def _(student, rng):
    for tail in (1.0, 0.3, 0.0):
        ratings = random_ratings(rng, tail)
        held_out = ratings.groupby("user_id").tail(1)
        train = ratings.drop(held_out.index)
        counts = train["movie_id"].value_counts()
        order = sorted(counts.index, key=lambda movie: (-counts[movie], movie))
        stranger = pd.DataFrame({"user_id": [7], "movie_id": [order[0]], "rating": [3.0]})
        test = pd.concat([held_out, stranger], ignore_index=True)
        test = test.sample(frac=1, random_state=int(rng.integers(1 << 30)))
        for k in (1, 2, 3, 5, 8, 1_000):
            hits = 0
            for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
                seen = set(train.loc[train["user_id"] == user, "movie_id"])
                hits += movie in [candidate for candidate in order if candidate not in seen][:k]
            answer = student.call("hit_rate_of_popular", train, test, k=k)
            answer.is_close(hits / len(test), "the share of users whose held-out movie is among their k")
            answer.leaves_arguments("the tables it was given stay as they were")


# The questions: the letter, and the sentence for those who chose another.


choice(
    "test_question_first_vote",
    "C",
    "one vote against m = 592 votes of C = 5.93 moves the score by less than a hundredth; work it out with the formula",
)
choice(
    "test_question_quantile",
    "B",
    "m plays two parts: it is the bar that films must pass, and the number of average votes that every film starts with",
)
choice(
    "test_question_evaluation",
    "D",
    "think of what the user could see on the page, and when: a rated movie cannot be the held-out one",
)
choice(
    "test_question_limits",
    "A",
    "the list depends on which movies a user has rated, because those are left out, and never on how they were liked",
)
