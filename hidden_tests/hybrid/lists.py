"""Oracles of the hybrids that work on lists, and of the one that works on scores."""

from __future__ import annotations

import math

import numpy as np

from grader.oracle import oracle


def plain_switch(known: list, first: list, then: list, at_least: int, n: int) -> list:
    chosen, other = (then, first) if len(known) >= at_least else (first, then)
    found: list = []
    for movie in [*chosen, *other]:
        if movie not in known and movie not in found and len(found) < n:
            found.append(movie)
    return found


@oracle("test_switching_hybrid")
def _(student, rng):
    for case in range(12):
        movies = (rng.permutation(300) + 1).tolist()
        count = int(rng.integers(3, 12))
        known = movies[:count]
        first = rng.permutation([*known[:2], *movies[20:32]]).tolist()
        then = rng.permutation([*known[1:3], *movies[28:36]]).tolist()
        at_least = count + (0, 1, -1, 0)[case % 4]
        n = (3, 6, 14, 60)[case // 3]
        if case == 4:
            known, at_least = [], 0
        if case == 5:
            known, at_least = [], 1
        if case == 8:
            known, at_least = movies[100 : 100 + count], count  # of movies that neither list holds
        if case == 0:
            then = [*known[:2], *movies[40:44]]  # what is known stands first, and n is small
        if case == 6:
            then = []
        if case == 7:
            first = []
        if case in (6, 7):
            at_least = count - (case == 6) + (case == 7)  # the list that is chosen is the empty one
        given = [np.array(own, int) for own in (known, first, then)] if case % 3 == 2 else [known, first, then]
        answer = student.call("switching_hybrid", *given, at_least, n)
        answer.equals(
            plain_switch(known, first, then, at_least, n),
            "the chosen list without what is known, filled up from the other one",
        )
        answer.leaves_arguments("the lists it was given stay as they were")
    # What fills up begins with movies that are forbidden, more of them than n.
    then = movies[40:43]
    first = [*rng.permutation([*known, *then]).tolist(), *movies[50:60]]
    for n in (5, 6, 8):
        for one, other, at_least in ((first, then, len(known)), (then, first, len(known) + 1)):
            student.call("switching_hybrid", known, one, other, at_least, n).equals(
                plain_switch(known, one, other, at_least, n),
                "filled up from what the other list holds behind the known ones",
            )


def plain_mix(lists: list, n: int) -> list:
    left = [list(own) for own in lists]
    found: list = []
    while any(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@oracle("test_mixed_hybrid")
def _(student, rng):
    for case in range(12):
        pool = (rng.permutation(500) + 1)[:14].tolist()
        lists = [rng.permutation(pool)[: int(rng.integers(4, 13))].tolist() for _ in range(2 + case % 4)]
        if case == 3:
            lists.insert(1, [])
        if case == 4:
            lists = [lists[0][:1], *lists]
        if case == 6:
            lists = [pool, pool[1:3], [pool[2], pool[1]]]  # the first list's next two are taken
        given = (
            [np.array(own, int) for own in lists] if case == 5 else [tuple(o) for o in lists] if case == 7 else lists
        )
        for n in (3, 8, 40):
            answer = student.call("mixed_hybrid", given, n)
            answer.equals(plain_mix(lists, n), "one from each list in turn, no movie twice, n at most")
            answer.leaves_arguments("the lists it was given stay as they were")
    movies = (rng.permutation(500) + 1).tolist()
    many = [movies[place : place + int(rng.integers(3, 9))] for place in range(0, 3 * int(rng.integers(20, 60)), 3)]
    for n in (9, 400):
        student.call("mixed_hybrid", many, n).equals(plain_mix(many, n), "all of the lists, however many")
    alone = [[], movies[: int(rng.integers(120, 200))], []]
    for n in (int(rng.integers(60, 100)), 400):
        student.call("mixed_hybrid", alone, n).equals(
            plain_mix(alone, n), "as many rounds as it takes, also where one list has all the movies"
        )
    student.call("mixed_hybrid", [[], []], 4).equals([], "from empty lists comes an empty list")
    student.call("mixed_hybrid", [pool], 5).equals(pool[:5], "a single list stays as it is")


def plain_weighted(scores: list, weights: list) -> list:
    """Each score's rank is how many known ones it beats, and half of those it equals."""
    total = [0.0] * len(scores[0])
    for own, weight in zip(scores, weights, strict=True):
        known = [score for score in own if not math.isnan(score)]
        for place, score in enumerate(own):
            rank = 0.5
            if not math.isnan(score) and len(known) > 1:
                beaten = sum(other < score for other in known) + (sum(other == score for other in known) - 1) / 2
                rank = beaten / (len(known) - 1)
            total[place] += weight * rank
    return total


@oracle("test_weighted_hybrid")
def _(student, rng):
    for case in range(9):
        n, systems = int(rng.integers(6, 40)), int(rng.integers(2, 5))
        scale = 10.0 ** rng.uniform(-2, 4, (systems, 1))
        scores = rng.normal(rng.uniform(-3, 3, (systems, 1)), 1, (systems, n)) * scale
        weights = rng.uniform(0.2, 3, systems) * np.where(rng.random(systems) < 0.3, -1, 1)
        what = "weight times rank, from 0 for the lowest score to 1 for the highest, added up"
        if case in (2, 3):
            scores[rng.random((systems, n)) < 0.3] = np.nan
            scores[:, 0], scores[:, 1:4] = np.nan, rng.normal(size=(systems, 3))  # some missing, some known in each
            what = "a missing score gets 0.5; the known ones are ranked among themselves"
        if case in (4, 5):
            scores[1] = rng.normal()
            what = "a system that scores all movies alike gives each 0.5"
        if case == 6:
            scores[0] = np.nan
            scores[1] = [*[np.nan] * (n - 1), 2.5]
            what = "a system that knows no movie, or a single one, gives each 0.5"
        if case == 1:
            scores[:, :2], scores[0, 2] = [-np.inf, np.inf], np.nan
            what = "infinite scores are the lowest and the highest, only NaN is unknown"
        if case in (7, 8):
            scores = rng.integers(-3, 3, (systems, n)).astype(float)
            scores[0, :3] = [1.0, 1.0, 9.0]
            what = "equals share the mean of their ranks"
        as_lists = [own.tolist() for own in scores]
        given = (as_lists, weights.tolist()) if case % 2 else (scores, weights)
        if case == 8:
            given = (scores.astype(int), [2] * systems)
            weights = np.full(systems, 2.0)
        answer = student.call("weighted_hybrid", *given)
        answer.is_close(plain_weighted(as_lists, weights.tolist()), what)
        answer.leaves_arguments("the scores and weights stay as they were")
    n = int(rng.integers(6, 40))
    near = [(0.3 + 1e-10 * rng.permutation(n)).tolist(), (700.0 - 1e-7 * rng.permutation(n)).tolist()]
    student.call("weighted_hybrid", near, [2.0, 1.0]).is_close(
        plain_weighted(near, [2.0, 1.0]), "scores that differ in a late digit only are not equal"
    )
    two = [rng.permutation([*rng.normal(size=2), np.nan, np.nan]).tolist()]
    student.call("weighted_hybrid", two, [2.0]).is_close(
        plain_weighted(two, [2.0]), "of two known scores the lower has 0 and the higher 1"
    )
    single = rng.normal(size=(2, 1)).tolist()
    student.call("weighted_hybrid", single, [2.0, 1.0]).is_close([1.5], "a single movie has 0.5 with each system")
