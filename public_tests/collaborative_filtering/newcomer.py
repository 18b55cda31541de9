"""Check of the newcomer's list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from public_tests._check import kind, shown
from public_tests.collaborative_filtering.five import FIVE, MatrixCheck, five


def _pairs(check: MatrixCheck, got: Any) -> list[tuple[int, float]]:
    """The answer as pairs of item and score."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    try:
        table = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        table = np.empty(0)
        check.fail(f"expected a list of pairs (item, score), got {kind(got)}.")
    if table.size == 0:
        return []
    if table.ndim != 2 or table.shape[1] != 2:
        check.fail(f"expected a list of pairs (item, score), got {kind(got)}: {shown(got)}.")
    return [(int(item), float(score)) for item, score in table]


def _scores(table: np.ndarray, answers: dict[int, float], k: int, middle: float | None = None) -> dict[int, float]:
    """The scores above 0, movie by movie, of those not answered; `middle` is what is taken off the answers."""
    middle = table[table > 0].mean() if middle is None else middle
    likes = np.zeros(table.shape[1])
    for item, stars in answers.items():
        likes[item] = stars - middle
    people = []
    for row in table:
        d = np.where(row > 0, row - row[row > 0].mean(), 0.0) if row.any() else row
        size = np.linalg.norm(d) * np.linalg.norm(likes)
        people.append((float(d @ likes / size) if size else 0.0, d))
    people.sort(key=lambda pair: -pair[0])
    total = sum(max(s, 0.0) * d for s, d in people[:k])
    return {i: float(total[i]) for i in np.argsort(-total) if total[i] > 0 and i not in answers}


def _not_news(check: MatrixCheck, items: list[int], answers: dict[int, float], why: str = "") -> None:
    known = [item for item in items if item in answers]
    if known:
        check.fail(
            f"movies {', '.join(map(str, answers))} are the ones the newcomer has rated, so they are not news; got the movies {items}{why}."
        )


def test_recommend_for_new_user(target: Callable) -> None:
    """Check `recommend_for_new_user`: who is alike, sums and not averages, nothing known, n, empty answers."""
    check = MatrixCheck("recommend_for_new_user", target, ["R", "answers", "k", "n"])
    # likes movie 0, dislikes movie 3: Ann 0.89, Ben 0.445, Dan 0, Cleo -0.645
    length = (1.8**2 + 2.2**2) ** 0.5
    ann, ben = 8.0 / (10**0.5 * length), 4.0 / (10**0.5 * length)
    got = _pairs(check, check.call(five(), {0: 5, 3: 1}, 2, 10))
    items = [item for item, _ in got]
    _not_news(check, items, {0: 5, 3: 1})
    if items and items != [1] and items[0] == 1 and min(score for _, score in got) <= 0:
        check.fail(
            f"only movie 1 has a score above 0; the others are not offered, even if the list stays shorter than n; got {shown(got)}."
        )
    check.same(
        items, [1], "Ann and Ben are the two most alike, and of the movies that are left they liked movie 1 only."
    )
    _known_mistakes(check, got[0][1], ann, ben, length)
    check.close(got[0][1], ann * 1 + ben * 2, "movie 1 is 0.89 · 1 + 0.445 · 2, similarity times deviation.")
    check.unchanged()
    got = _pairs(check, check.call(five(), {0: 5, 3: 1}, 1, 10))
    if not got:
        check.fail("for k = 1 only Ann counts: expected movie 1 with 0.89, got an empty list.")
    check.close(got[0][1], ann, "for k = 1 only Ann counts, 0.89 · 1: is k used?")
    got = _pairs(check, check.call(five(), {0: 5, 3: 1}, 5, 10))
    check.same(
        [item for item, _ in got],
        [1],
        "for k = 5 Cleo (-0.645) is among the five, but a user who is not alike has no say: weights below 0 count as 0.",
    )
    check.close(got[0][1], ann * 1 + ben * 2, "weights below 0 count as 0.")
    _flat(check)
    _answered(check)
    check.same(
        _pairs(check, check.call(five(), {}, 2, 10, when="a newcomer may have rated nothing yet")),
        [],
        "without answers nobody is alike, and the list is empty.",
    )
    check.passed()


def _known_mistakes(check: MatrixCheck, score: float, ann: float, ben: float, length: float) -> None:
    """What the usual mistakes make of movie 1, whose score is 0.89 · 1 + 0.445 · 2 = 1.77998."""

    def centred_at(middle: float) -> float:
        return _scores(FIVE, {0: 5, 3: 1}, 2, middle)[1]

    root = 10**0.5  # the length of Ann's deviations, and of Ben's
    own = "centre the newcomer's ratings at the mean of all ratings (3.2), not at their own mean."
    users = "the middle is the mean of all 15 ratings, 48 / 15 = 3.2, not the mean of the users' means."
    for value, cause in (
        (ann * 4 + ben * 5, "add up the neighbours' deviations from their means, not their ratings."),
        ((ann + 2 * ben) / (ann + ben), "that is the average; for a list, add up and do not divide."),
        (centred_at(3), own),
        (
            (8 / 8**0.5 + 2 * 4 / 2**0.5) / length,
            "a user's length is taken over whole rows, not only over the movies that the newcomer has rated.",
        ),
        (16, "those are sums of products; for the cosine divide them by both lengths, the user's and the newcomer's."),
        (16 / root, "divide by the newcomer's own length too, √(1.8² + 2.2²) = 2.84."),
        (16 / length, "divide by the users' lengths too, √10 for Ann and for Ben."),
        (centred_at(3.25), users),
        (centred_at(3.24), users),
        (centred_at(FIVE.mean()), "the mean is over the 15 ratings only (3.2); empty cells are counted as 0 there."),
        (ann, "Ben has no say: are the nearest chosen by size without the sign? Then Cleo (-0.645) takes his place."),
    ):
        if np.isclose(score, value, rtol=0, atol=1e-4):
            check.fail(f"movie 1: expected 0.89 · 1 + 0.445 · 2 = 1.780, got {value:.4g}: {cause}")
    if any(score == round(ann + 2 * ben, digits) for digits in range(1, 9)):
        check.fail(f"movie 1: expected 1.779979..., got {score}: rounded? Give the scores as they are.")


def _flat(check: MatrixCheck) -> None:
    """A newcomer who gives 5 stars to everything; small similarities, dislikes among the neighbours, n, the order."""
    table = np.array(
        [
            [5, 5, 1, 4.5, 0, 4, 0, 5],
            [4, 5, 1, 0, 0, 5, 4, 1],
            [3, 3.5, 5, 1, 5, 2, 0, 3],
            [1, 1, 5, 2, 4, 1, 5, 0],
        ]
    )
    R, both = sparse.csr_array(table), {0: 5, 1: 5}
    got = _pairs(check, check.call(R, both, 3, 10, when="the newcomer gave every movie the same rating"))
    if not got:
        check.fail(
            "for a newcomer with 5 stars for both movies expected a list, got none: at their *own* mean (5) both answers become 0; centre them at the mean of all ratings."
        )
    items, right = [item for item, _ in got], _scores(table, both, 3)
    if items == [4, 3, 6, 5]:
        check.fail("expected the highest score first, [5, 6, 3, 4], got [4, 3, 6, 5]: sorted the wrong way round?")
    if items == [3, 4, 5, 6]:
        check.fail(
            "expected the highest score first, [5, 6, 3, 4], got [3, 4, 5, 6]: that is the order of the movies' places."
        )
    if 7 in items:
        check.fail(
            "movie 7: user 0 gave it more than usual, user 1 much less: the sum is -0.588, so it is not offered: deviations below 0 are added too, only *similarities* below 0 count as 0."
        )
    if items == [5, 6, 3]:
        check.fail(
            "expected the movies [5, 6, 3, 4], got [5, 6, 3]: user 2 has similarity 0.014, little, but above 0, and liked movie 4."
        )
    check.same(items, list(right), "the highest score first, all with a score above 0.")
    for item, score in got:
        check.close(score, right[item], f"the score of movie {item}, for k = 3.")
    for n in (2, 1):
        items = [item for item, _ in _pairs(check, check.call(R, both, 3, n))]
        check.same(items, [5, 6][:n], f"for n = {n} the list has {n} of the four, the best.")


def _answered(check: MatrixCheck) -> None:
    """What was answered is not offered, be it liked, disliked or just the mean; the mean of these ratings is 3."""
    table = np.array([[5.0, 1, 4, 2, 0], [4, 2, 0, 1, 5]])
    R = sparse.csr_array(table)
    for answers, why in (
        ({0: 5, 1: 1, 2: 2}, " (disliked ones are known, too)"),
        ({0: 5, 2: 3}, " (3 stars are exactly the mean of all ratings here; that is an answer, too)"),
    ):
        got = _pairs(check, check.call(R, answers, 2, 10))
        _not_news(check, [item for item, _ in got], answers, why)
        check.same([item for item, _ in got], [4], "only movie 4 is left that the neighbours liked.")
        right = _scores(table, answers, 2)[4]
        check.reject(
            got[0][1],
            _scores(table, answers, 2, 3.2)[4],
            "the mean of all ratings is 3 here, not 3.2 as among the five: take it from R.",
        )
        check.close(got[0][1], right, "the score of movie 4.")
