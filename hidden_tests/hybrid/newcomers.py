"""Oracle of the four answers to a newcomer."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from grader.oracle import oracle

GENRES = ("Action", "Adventure", "Comedy", "Crime", "Drama", "Film", "Film-Noir", "Horror", "Romance", "War", "Western")


def random_catalogue(rng: np.random.Generator, n: int) -> tuple[pd.DataFrame, dict]:
    """Movies with up to four genres, in no order, and counts with ties; some movies have none.

    The first of the chart have no genres, Film-Noir and Film: nothing, a genre, and a genre whose name is part of another's.
    """
    ids = (rng.permutation(10 * n)[:n] + 1).tolist()
    genres = ["|".join(rng.choice(GENRES, int(rng.integers(0, 5)), replace=False)) for _ in ids]
    genres[:5] = ["", "Film-Noir", "Film-Noir", "Film", "Film"]
    movies = pd.DataFrame(
        {"movie_id": ids, "genres": genres, "title": [f"Film {movie}" for movie in ids]},
        index=rng.permutation(3 * n)[:n],
    )
    # Many have the same number; some one rating, and some none.
    counts = {movie: int(rng.choice([1, 10, 20, 30, 40, 50, 60])) for movie in ids if rng.random() < 0.85}
    counts |= {movie: 200 - place for place, movie in enumerate(ids[:5])}
    counts[10 * n + 7] = 500  # a movie that is not offered here
    return movies, counts


def late_catalogue(rng: np.random.Generator) -> tuple[pd.DataFrame, dict, list[int], list[str]]:
    """Hundreds of movies of one genre, and among the last of the chart a few of others; their ids, and genres to like.

    Those few are hardly more like the genres than the rest is, and the rest has far more ratings.
    """
    n, few = int(rng.integers(600, 800)), int(rng.integers(2, 5))
    ids = (rng.permutation(9 * n)[:n] + 1).tolist()
    names = [f"Genre {number}" for number in rng.permutation(60).tolist()]
    liked = names[:13]  # the rest has one of these, 1/13; the few have two of them, named last, and twelve others, 2/25
    late = sorted(rng.permutation(np.arange(n - 60, n))[:few].tolist())
    genres = {place: "|".join([*names[13:24], names[24 + place % 36], *liked[1:3]]) for place in late}
    rows = [(movie, genres.get(place, liked[0])) for place, movie in enumerate(ids)]
    counts = {movie: (n - place) * int(rng.integers(1_000_000, 1_000_900)) for place, movie in enumerate(ids)}
    movies = pd.DataFrame([rows[place] for place in rng.permutation(n)], columns=["movie_id", "genres"])
    return movies, counts, [ids[place] for place in late], liked


def chart(movies: pd.DataFrame, counts: dict) -> list[tuple[int, set]]:
    """Every movie and its genres, the most rated first."""
    pairs = [
        (int(movie), set(filter(None, text.split("|"))))
        for movie, text in zip(movies["movie_id"], movies["genres"], strict=True)
    ]
    return sorted(pairs, key=lambda pair: (-counts.get(pair[0], 0), pair[0]))


def exploratory(ordered: list[tuple[int, set]]) -> list[int]:
    seen: set = set()
    taken, passed = [], []
    for movie, genres in ordered:
        (taken if genres - seen else passed).append(movie)
        seen |= genres
    return taken + passed


def by_likes(ordered: list[tuple[int, set]], liked: list[str]) -> list[int]:
    def likeness(genres: set) -> float:
        either = genres | set(liked)
        return len(genres & set(liked)) / len(either) if either else 0.0

    return [movie for movie, genres in sorted(ordered, key=lambda pair: -likeness(pair[1]))]


@oracle("test_cold_start")
def _(student, rng):
    for case in range(3):
        n = int(rng.integers(40, 90) if case < 2 else rng.integers(250, 350))
        movies, counts = random_catalogue(rng, n)
        ordered = chart(movies, counts)
        others = rng.permutation([genre for genre in GENRES if genre not in ("Film", "Film-Noir")]).tolist()
        liked = [*others[: (3, 1, 2)[case]], "Film"]  # a part of another genre's name
        if case == 0:  # one of four in common is less than two of seven, but more if one takes roots
            movies.iloc[[5, 6], movies.columns.get_loc("genres")] = [liked[0], "|".join(others[1:6])]
            ordered = chart(movies, counts)
        for strategy, whole, more, what in (
            ("popular", [movie for movie, _ in ordered], {}, "the most rated first, of equals the smaller id"),
            (
                "exploratory",
                exploratory(ordered),
                {},
                "down the chart, only what brings a new genre, then what was passed over",
            ),
            (
                "content",
                by_likes(ordered, liked),
                {"liked": liked},
                "by the share of genres in common, then as in the chart",
            ),
            ("content", by_likes(ordered, []), {}, "without likes it is the chart"),
        ):
            for length in (int(rng.integers(3, 9)), n + int(rng.integers(0, 20))):
                answer = student.call("cold_start", strategy, movies, counts, length, **more)
                answer.equals(whole[:length], f'"{strategy}": {what}')
                answer.leaves_arguments("the table and the counts stay as they were")
    _late(student, rng)
    _random_draws(student, rng, movies, counts)
    for name in ("clairvoyant", "recent", "pop", "expl", "contents"):
        student.call("cold_start", name, movies, counts, 3).raises(ValueError, "a strategy that does not exist")


def _late(student, rng: np.random.Generator) -> None:
    movies, counts, few, liked = late_catalogue(rng)
    ordered = chart(movies, counts)
    student.call("cold_start", "exploratory", movies, counts, len(few)).equals(
        exploratory(ordered)[: len(few)], '"exploratory": down the whole chart for what brings a new genre'
    )
    student.call("cold_start", "content", movies, counts, len(few) + 2, liked=liked).equals(
        by_likes(ordered, liked)[: len(few) + 2], '"content": the likeness decides, the chart only among equals'
    )


def _random_draws(student, rng: np.random.Generator, movies: pd.DataFrame, counts: dict) -> None:
    """Lists of half of the movies: after 30 draws each has come, but for one chance in a million."""
    ids, half = set(movies["movie_id"].tolist()), len(movies) // 2
    seeds, drawn = rng.permutation(100_000)[:30].tolist(), []
    for seed in seeds:
        answer = student.call("cold_start", "random", movies, counts, half, seed=seed)
        answer.satisfies(
            lambda got: len(got) == half == len({int(m) for m in got}) and {int(m) for m in got} <= ids,
            '"random": n different movies of the catalogue',
        )
        drawn.append([int(movie) for movie in answer.value])
    answer.leaves_arguments("the table and the counts stay as they were")
    student.call("cold_start", "random", movies, counts, half, seed=seeds[0]).equals(
        drawn[0], '"random": the same seed gives the same list'
    )
    student.expect(len({tuple(own) for own in drawn}) == len(seeds), '"random": another seed gives another list')
    far = student.call("cold_start", "random", movies, counts, half, seed=seeds[0] + 720_720_000)
    student.expect([*map(int, far.value)] != drawn[0], '"random": another seed gives another list, however large')
    zero = student.call("cold_start", "random", movies, counts, half, seed=0)
    for again in ({}, {"seed": 0}):
        student.call("cold_start", "random", movies, counts, half, **again).equals(
            zero.value, '"random": 0 is a seed like others, and the one that is taken when none is given'
        )
    student.expect({movie for own in drawn for movie in own} == ids, '"random": every movie has its chance')
    firsts = {own[0] for own in drawn}
    student.expect(len(firsts) > 8, '"random": any movie can come first')
    # Of N movies in one fixed circle there are N pairs of neighbours; 30 fair draws have more than three times as many.
    neighbours = {pair for own in drawn for pair in itertools.pairwise(own)}
    student.expect(len(neighbours) > 2 * len(ids), '"random": any movie can follow any other')
    few: set = set()
    for seed in seeds:
        few |= set(map(int, student.call("cold_start", "random", movies, counts, len(ids) // 6, seed=seed).value))
    student.expect(len(few) > 0.7 * len(ids), '"random": any movie can be in a short list')
    whole = [student.call("cold_start", "random", movies, counts, len(ids) + 5, seed=seed) for seed in seeds[:12]]
    for answer in whole:
        answer.satisfies(lambda got: sorted(map(int, got)) == sorted(ids), '"random": all movies where n is more')
    firsts = {int(answer.value[0]) for answer in whole}
    student.expect(len(firsts) > 4, '"random": a random order too, where all are drawn')
