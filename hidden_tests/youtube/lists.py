"""Oracles of the k best movies and of the two measures of a list."""

from __future__ import annotations

import math

import numpy as np

from grader.oracle import oracle


@oracle("test_top_k")
def _(student, rng):
    for case in range(6):
        n, k = int(rng.integers(30, 80)), int(rng.integers(1, 12))
        scores = rng.permutation(n) / n + 0.01 if case % 2 else rng.permutation(n) * -0.7  # all different
        scores = scores + 0.0
        if case < 3:
            scores[0] = scores.max() + 1  # the padding, however probable
        watched = rng.permutation(np.arange(1, n))[: int(rng.integers(0, 20))]
        if case in (2, 5):
            k, watched = int(rng.integers(12, 200)), rng.permutation(np.arange(1, n))[: n - 10]  # nine are left
        given = [watched.tolist(), watched, np.concatenate([[0, 0], watched]).astype(int)][case % 3]
        banned = {0, *watched.tolist()}
        left = sorted((movie for movie in range(n) if movie not in banned), key=lambda movie: -scores[movie])
        answer = student.call("top_k", scores, given, k=k)
        length = min(k, len(left))
        are_whole(answer)
        answer.satisfies(
            lambda got, length=length: len(got) == length,
            "k movies, fewer if fewer are left",
            "another number of movies",
        )
        answer.is_close(left[:k], "the best that were not watched, the best first, never the padding")
        answer.leaves_arguments("what it was given stays as it was")
    answer = student.call("top_k", scores, list(range(1, n)), k=3)
    answer.satisfies(lambda got: len(got) == 0, "an empty list when everything was watched")
    judge_odd_scores(student, rng)
    judge_many_scores(student, rng)


def judge_many_scores(student, rng) -> None:
    """As many scores as a real edition has: a long list, and a user who watched far more of the best than k."""
    n, k = int(rng.integers(1683, 2500)), int(rng.integers(300, 500))
    scores = rng.permutation(n) / n
    best = [movie for movie in np.argsort(-scores).tolist() if movie]
    answer = student.call("top_k", scores, [], k=k)
    answer.is_close(best[:k], "many movies, the best first")
    gone = int(rng.integers(800, 1200))
    answer = student.call("top_k", scores, best[:gone], k=10)
    answer.is_close(best[gone : gone + 10], "the best that are left, however many of the best were watched")


def are_whole(answer) -> None:
    """Expect ids without decimal points."""
    answer.satisfies(
        lambda got: len(got) == 0 or np.asarray(got).dtype.kind in "iu",
        "movie ids, which are whole numbers",
        "expected whole numbers",
    )


def judge_odd_scores(student, rng) -> None:
    """Scores far below zero, nearly equal ones, and equal ones, zeros among them."""
    n = int(rng.integers(24, 40))
    low = -5e307 * (1 + rng.permutation(n) / n)
    answer = student.call("top_k", low, [2, 5], k=n)
    left = [movie for movie in np.argsort(-low).tolist() if movie not in (0, 2, 5)]
    answer.is_close(left, "the best first, however low the scores are")
    near = 0.3 + 1e-12 * rng.permutation(n)
    near[[1, 2, 3]] = 0.3 + 1e-12 * np.array([n + 1, n + 3, n + 2])  # neither the order of ids nor the reverse
    answer = student.call("top_k", near, [], k=n - 1)
    answer.is_close([movie for movie in np.argsort(-near).tolist() if movie], "scores that are nearly equal in order")
    last = rng.permutation(n) / n
    last[-1] = 2.0  # the last movie is the best, and a zero in what was watched is not place -1
    answer = student.call("top_k", last, [0, 3, 0], k=n)
    answer.is_close(
        [movie for movie in np.argsort(-last).tolist() if movie not in (0, 3)], "zeros in watched are padding"
    )
    levels = rng.integers(0, 4, n) / 4  # many equal ones, which may come in any order
    levels[[3, 4]] = 0.0
    k = n if rng.integers(2) else n - 3
    answer = student.call("top_k", levels, [1], k=k)
    best = sorted(levels[2:].tolist(), reverse=True)[:k]
    answer.satisfies(
        lambda got: (
            len({int(m) for m in got}) == len(got)
            and not {0, 1} & {int(m) for m in got}
            and [levels[int(m)] for m in got] == best
        ),
        "equal probabilities in any order, each movie once",
    )


def plain_measures(recommended: list, relevant: list, k: int) -> tuple[float, float]:
    if not relevant:
        return math.nan, math.nan
    gained = hits = 0.0
    for place, movie in enumerate(recommended, start=1):
        if place <= k and movie in relevant:
            hits += 1
            gained += 1 / math.log2(place + 1)
    best = sum(1 / math.log2(place + 1) for place in range(1, k + 1) if place <= len(relevant))
    return hits / len(relevant), gained / best


def judge_measure(student, rng, name: str, which: int) -> None:
    """Random lists, shorter and longer than k; nothing relevant; lists, arrays and sets."""
    for case in range(12):
        movies = (rng.permutation(60) + 1).tolist()
        recommended = movies[: int(rng.integers(0, 25))] if case else []
        count = 0 if case == 5 else int(rng.integers(1, 20))
        relevant = rng.permutation(movies[:30])[:count].tolist()
        k = int(rng.integers(1, 30))
        if case == 1:  # more is relevant than the list has places
            k, relevant = 3, [movies[0], *movies[30:40]]
            recommended = movies[:20]
        if case == 3:  # hits further down, shares that no two digits hold
            k, recommended, relevant = 6, movies[:20], [movies[9], *movies[40:45], movies[1], movies[3], movies[4]]
        if case == 4:  # more places than relevant movies
            k, recommended, relevant = 9, movies[:20], [movies[2], movies[5], movies[50]]
        if case == 2:  # the list is shorter than k
            k, relevant, recommended = 20, movies[3:15], movies[:5]
        expected = plain_measures(recommended, relevant, k)[which]
        pairs = [
            (recommended, relevant),
            (np.array(recommended, int), np.array(relevant, int)),
            (recommended, set(relevant)),
        ]
        given = pairs[case % 3]
        what = (
            "random lists"
            if relevant and recommended
            else "nan when nothing is relevant"
            if not relevant
            else "an empty list finds nothing"
        )
        answer = student.call(name, *given, k=k)
        answer.is_close(expected, what, rtol=1e-8, atol=1e-12)  # 16 digits are usual; this finds rounding
        answer.leaves_arguments("the lists it was given stay as they were")
    student.call(name, [], [], k=5).satisfies(
        lambda got: math.isnan(float(got)), "nan when nothing is relevant, and nothing recommended either"
    )


@oracle("test_recall_at_k")
def _(student, rng):
    judge_measure(student, rng, "recall_at_k", 0)


@oracle("test_ndcg_at_k")
def _(student, rng):
    judge_measure(student, rng, "ndcg_at_k", 1)
