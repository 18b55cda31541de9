"""Oracles of coverage and of recall against the number of known ratings."""

from __future__ import annotations

import numpy as np

from grader.oracle import oracle


@oracle("test_coverage")
def _(student, rng):
    for case in range(6):
        catalogue = rng.permutation(9_000)[: int(rng.integers(60, 200) if case < 4 else rng.integers(400, 700))] + 1
        popular = catalogue[: len(catalogue) // 2]  # only half of the catalogue is ever offered
        lists = [rng.permutation(popular)[: int(rng.integers(1, 9))].tolist() for _ in range(int(rng.integers(20, 60)))]
        if case == 1:
            lists = [[], *lists, []]
        if case == 2:
            lists = [np.array(own) for own in lists]
        if case == 3:
            lists = [tuple(own) for own in lists]
        if case == 4:  # one of the lists holds nearly all that is offered
            lists = [rng.permutation(popular[:8])[:3].tolist() for _ in lists]
            lists.insert(int(rng.integers(len(lists))), popular.tolist())
        if case == 5:  # what is new comes with the last lists
            lists = [*([int(popular[0])] for _ in range(int(rng.integers(250, 400)))), *lists]
        offered = {int(movie) for own in lists for movie in own}
        answer = student.call("coverage", lists, len(catalogue))
        answer.is_close(len(offered) / len(catalogue), "the share of the catalogue that is offered to anybody")
        answer.leaves_arguments("the lists it was given stay as they were")
    for nothing in ([], [[], [], []]):
        student.call("coverage", nothing, int(rng.integers(1, 50))).is_close(0.0, "nothing offered covers nothing")


def plain_curve(offers: dict, histories: dict, held_out: dict, n: int) -> dict:
    curve = {}
    for count, by_user in offers.items():
        recalls = []
        for user, wanted in held_out.items():
            known = histories[user][:count]
            shown = [movie for movie in by_user[user] if movie not in known][:n]
            hits = sum(movie in wanted for movie in shown)
            recalls.append(hits / min(n, len(wanted)))
        curve[count] = sum(recalls) / len(recalls)
    return curve


def _trial(rng: np.random.Generator, users: int, length: int) -> tuple[dict, dict, dict]:
    """Newcomers, and lists for them that hold movies of the history, held-out ones, and others.

    The first users have few movies held out, fewer than any n asked for; the others have many.
    """
    offers: dict = {count: {} for count in [25, 9, *rng.permutation(8)[:3].tolist()]}  # the most comes first
    histories, held_out = {}, {}
    for number, user in enumerate(rng.permutation(5_000)[:users].tolist()):
        movies = (rng.permutation(400) + 1).tolist()
        histories[user] = movies[:12]
        held_out[user] = movies[12:14] if number % 2 else movies[12:40]
        for count in offers:
            mixed = [*movies[2:12], *held_out[user][:5], *movies[60:66]]
            own = [movies[0], movies[1], *rng.permutation(mixed).tolist()][:length]
            offers[count][user] = own if number % 5 else own[:1]
    # Nothing is known of two of them, whatever the count, and of two a lot.
    early = [*histories][:4]
    for place, user in enumerate(early):
        movies = (rng.permutation(400) + 1).tolist()
        histories[user] = [] if place < 2 else movies[:25]
        held_out[user] = movies[30:32]
        for count in offers:
            offers[count][user] = [*histories[user], movies[29], *held_out[user]]
    return offers, histories, held_out


@oracle("test_cold_start_curve")
def _(student, rng):
    for n in (4, int(rng.integers(5, 9)), 60):
        offers, histories, held_out = _trial(rng, int(rng.integers(12, 25)), length=16)
        for stranger in (6_001, 6_002, 6_003):  # who is not in held_out is not asked
            histories[stranger] = histories[next(iter(held_out))]
            for by_user in offers.values():
                by_user[stranger] = []
        answer = student.call("cold_start_curve", offers, histories, held_out, n=n)
        expected = plain_curve(offers, histories, held_out, n)
        answer.satisfies(
            lambda got, expected=expected: {int(count) for count in dict(got)} == set(expected),
            "one mean for each number of known ratings",
        )
        answer.satisfies(
            lambda got, expected=expected: all(abs(float(dict(got)[c]) - v) < 1e-9 for c, v in expected.items()),
            "the mean over users of hits among the first n that are not known, divided by what was possible",
        )
        answer.leaves_arguments("what it was given stays as it was")
    # Nothing is ever offered to some: they count as 0.
    offers = {3: {user: [] for user in held_out}}
    user = next(iter(held_out))
    offers[3][user] = held_out[user][:1]
    expected = plain_curve(offers, histories, held_out, 1)[3]
    student.call("cold_start_curve", offers, histories, held_out, n=1).satisfies(
        lambda got: abs(float(dict(got)[3]) - expected) < 1e-9, "a user who is offered nothing counts as 0"
    )
