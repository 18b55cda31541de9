"""Oracles of the rankings: similar items, the list a customer sees, a user's profile.

Rankings are compared position by position. Where two scores are equal they are equal in floating point too, however the
dot product was added up: either nothing is shared (0) or all weights are halves. Elsewhere the weights are random real
numbers, and scores that differ do so by far more than rounding: by a millionth at least.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from grader.oracle import Mismatch, oracle
from hidden_tests.following import asked_first, right_or_following


def random_rows(rng: np.random.Generator, n: int | None = None, n_terms: int = 30) -> np.ndarray:
    """Sparse rows of unit length with random weights, one of them zeros; no two have only one word in common with all."""
    n = int(n or rng.integers(12, 60))
    rows = rng.uniform(0.2, 1, (n, n_terms)) * (rng.random((n, n_terms)) < 0.2)
    rows[np.arange(n), rng.integers(0, n_terms, n)] += rng.uniform(0.2, 1, n)
    rows[int(rng.integers(0, n))] = 0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


def halves(rng: np.random.Generator, n: int) -> np.ndarray:
    """Rows of four halves among ten terms: unit length, exact dot products, many ties and twins."""
    rows = np.zeros((n, 10))
    for row in rows:
        row[rng.choice(10, 4, replace=False)] = 0.5
    return rows


def by_a_hair(rng: np.random.Generator) -> np.ndarray:
    """Rows in a plane; row 0 is its first axis, and the others' scores with it come in pairs two millionths apart."""
    scores = np.repeat(rng.choice(np.arange(10, 95), 8, replace=False) / 100, 2)
    scores[1::2] += 2e-6
    scores = np.concatenate([[1.0], rng.permutation(scores)])
    return np.column_stack([scores, np.sqrt(1 - scores**2)])


def plain_order(scores: list[float], left_out: set[int]) -> list[int]:
    # rounding to 9 digits keeps ties ties, and what differs apart
    places = [i for i in range(len(scores)) if i not in left_out]
    return sorted(places, key=lambda i: (-round(scores[i], 9), i))


def plain_scores(rows: np.ndarray, vector: np.ndarray) -> list[float]:
    return [float(sum(a * b for a, b in zip(row, vector, strict=True))) for row in rows]


@oracle("test_similar_items")
def _(student, rng):
    def judge_similar(rows: np.ndarray, item: int, n: int, what: str) -> None:
        scores = plain_scores(rows, rows[item])
        order = plain_order(scores, {item})[:n]
        answer = student.call("similar_items", rows, item, n)
        answer.satisfies(lambda v: len(v) == 2, what, "expected two things, the positions and the scores")
        answer.satisfies(lambda v: len(v[0]) == len(order) and [float(p) for p in v[0]] == order, what)
        answer.satisfies(
            lambda v: np.allclose(np.asarray(v[1], dtype=float), [scores[i] for i in order], rtol=1e-7, atol=1e-9),
            "the score of each position",
        )
        answer.leaves_arguments("the vectors it was given stay as they were")

    rows = random_rows(rng)
    zeros = int(np.flatnonzero(~rows.any(axis=1))[0])
    for item in {0, len(rows) - 1, int(rng.integers(0, len(rows)))} - {zeros}:
        judge_similar(rows, item, int(rng.integers(1, 8)), "the n most similar, best first, without the item itself")
    judge_similar(rows, zeros, 4, "an item without words has score 0 with all others")
    judge_similar(rows, int(rng.integers(0, len(rows))), 500, "all others where n is larger")
    twins = halves(rng, int(rng.integers(25, 50)))
    twins[-1] = twins[3]
    for item in (len(twins) - 1, int(rng.integers(0, len(twins)))):
        for n in (1, 3, 8, 14, 20):
            judge_similar(twins, item, n, "equal scores: the smaller position first, the item itself never")
    lonely = np.eye(int(rng.integers(30, 50)))
    judge_similar(lonely, 20, int(rng.integers(5, 25)), "where all scores are 0: by position")
    judge_similar(by_a_hair(rng), 0, 16, "scores as they are, not rounded")


@oracle("test_recommend")
def _(student, rng):
    def follow(shop: pd.DataFrame, rows: np.ndarray, place: int, num: int, _: str) -> tuple[list, dict] | None:
        positions, own = student.call("similar_items", rows, place, num).value
        if not 0 < len(positions) <= len(shop) and num > 1:
            return None  # of one item, its own position may have been taken out
        order = [int(p) for p in positions]
        by_place = {p: float(s) for p, s in zip(order, own, strict=True)}
        return (order, by_place) if len(by_place) == len(order) and set(order) <= set(range(len(shop))) else None

    def judge_list(case: tuple, followed: tuple[list, dict] | None) -> None:
        shop, rows, place, num, what = case
        scores = plain_scores(rows, rows[place])
        number = shop["id"].iloc[place]
        answer = student.call("recommend", number if isinstance(number, str) else int(number), num, shop, rows)
        right = plain_order(scores, {place})[:num], scores
        right_or_following(lambda wanted: _table_is(answer, shop, *wanted, what), right, followed)
        answer.leaves_arguments("catalogue and vectors stay as they were")

    n = int(rng.integers(12, 40))
    rows = random_rows(rng, n)
    names = [f"Product {i:03d}" for i in rng.permutation(n)]
    # ids that are other rows' positions: an id taken for a position, or for a label of the index, gives another product
    shop = pd.DataFrame(
        {"id": rng.permutation(n + 5)[:n], "name": names, "description": [f"{name} - x" for name in names]},
        index=rng.permutation(n),
    )
    places = [i for i in range(n) if shop["id"].iloc[i] != i and shop.index[i] != i and rows[i].any()]
    lettered = shop.assign(id=[f"{'ABC'[i % 3]}-{number}" for i, number in enumerate(shop["id"])])
    cases = [
        *(
            (shop, rows, place, int(rng.integers(1, 6)), "the products most like the one with this id")
            for place in places[:3]
        ),
        (shop, rows, places[-1], 500, "all the others where num is larger"),
        (shop, halves(rng, n), places[0], n // 2, "equal scores in the order of `similar_items`"),
        (lettered, rows, places[1], int(rng.integers(6, 11)), "ids may be texts"),
    ]
    for case, followed in zip(cases, asked_first(follow, cases), strict=True):
        judge_list(case, followed)
    judge_default(student, "the notebook's own catalogue where none is passed")
    unknown = next(i for i in range(n + 6) if i not in set(shop["id"]))
    for number in (unknown, 10_000):
        student.call("recommend", number, 3, shop, rows).raises(ValueError, "an id that no product has is a ValueError")


def judge_default(student, what: str) -> None:
    """Expect the list without a catalogue to be the list with the notebook's own, if the notebook has them."""
    try:
        shop, rows = student.value("products").value, student.value("product_vectors").value
        number, num = shop["id"].iloc[len(shop) // 2], 4
        number = number if isinstance(number, str) else int(number)
        named = student.call("recommend", number, num, shop, rows).value[["id", "name", "score"]]
    except (Mismatch, TypeError, KeyError, IndexError, AttributeError):
        return  # they were changed, or never made: no catalogue to ask for
    student.call("recommend", number, num).frame_is(named, what, columns=["id", "name", "score"])


def _table_is(answer, shop: pd.DataFrame, order: list[int], scores, what: str) -> None:
    expected = shop.iloc[order][["id", "name"]].assign(score=[scores[i] for i in order])
    answer.frame_is(expected, what, columns=["id", "name", "score"])


@oracle("test_user_profile")
def _(student, rng):
    def judge_profile(rows: np.ndarray, liked: list[int], disliked: list[int], what: str) -> None:
        profile = np.zeros(rows.shape[1])
        for places, sign in ((liked, 1), (disliked, -1)):
            for place in places:
                profile = profile + sign * rows[place] / len(places)
        length = math.sqrt(sum(value * value for value in profile))
        if length > 0:
            profile = profile / length
        order = plain_order(plain_scores(rows, profile), {*liked, *disliked})
        answer = student.call("user_profile", rows, liked, disliked)
        answer.satisfies(lambda v: len(v) == 2, what, "expected two things, the profile and the positions")
        answer.satisfies(
            lambda v: (
                np.shape(v[0]) == profile.shape
                and np.allclose(np.asarray(v[0], dtype=float), profile, rtol=1e-7, atol=1e-10)
            ),
            what,
        )
        answer.satisfies(
            lambda v: len(v[1]) == len(order) and [float(p) for p in v[1]] == order,
            "the other products, best first, equal scores by position",
        )
        answer.leaves_arguments("what it was given stays as it was")

    for likes, dislikes in ((3, 2), (1, 4), (5, 1)):
        rows = random_rows(rng)
        used = np.flatnonzero(rows.any(axis=1))
        judged = [int(i) for i in rng.choice(used, likes + dislikes, replace=False)]
        judge_profile(rows, judged[:likes], judged[likes:], "the mean of the liked minus the mean of the disliked")
    rows = random_rows(rng)
    judged = [int(i) for i in rng.choice(np.flatnonzero(rows.any(axis=1)), 3, replace=False)]
    judge_profile(rows, judged, [], "only likes")
    judge_profile(rows, [], judged, "only dislikes")
    judge_profile(rows, [], [], "nothing is known: a profile of zeros, and the order of the positions")
    rows[judged[1]] = rows[judged[0]]
    judge_profile(rows, judged, [], "two liked items with equal rows are two")
    judge_profile(by_a_hair(rng), [0], [], "scores as they are, not rounded")
    turn = rng.permutation(np.linspace(0, 1.2, int(rng.integers(30, 50))))
    alike = [int(i) for i in np.argsort(turn)[:2]]  # neighbours on the circle: a short difference
    fan = np.column_stack([np.cos(turn), np.sin(turn)])
    judge_profile(fan, alike[:1], alike[1:], "a short difference is brought to length 1 too")
