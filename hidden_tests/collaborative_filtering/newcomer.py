"""Oracle of the newcomer's list."""

from __future__ import annotations

import math
from collections.abc import Container

import numpy as np
from scipy import sparse

from grader.oracle import oracle
from hidden_tests.collaborative_filtering.tables import NEAR, UNTOUCHED, mean_or, random_table


def plain_newcomer(
    table: np.ndarray, answers: dict[int, float], k: int, out: Container[int] | None = None, least: float = 0.0
) -> tuple[dict[int, float], bool]:
    """Scores above 0 of all movies not answered (or not `out`), and whether the choice of the k nearest is clear.

    Users with a similarity of `least` or less have no say: 0 is right, more is a mistake.
    """
    out = answers if out is None else out
    overall = mean_or([r for r in table.ravel() if r > 0], 0.0)
    likes = {item: stars - overall for item, stars in answers.items()}
    length = math.sqrt(sum(x * x for x in likes.values()))
    rows = []
    for row in table:
        mean = mean_or([r for r in row if r > 0], overall)
        deviations = {i: r - mean for i, r in enumerate(row) if r > 0}
        size = math.sqrt(sum(d * d for d in deviations.values())) * length
        product = sum(x * deviations.get(item, 0.0) for item, x in likes.items())
        rows.append((product / size if size else 0.0, deviations))
    rows.sort(key=lambda pair: -pair[0])
    clear = k >= len(rows) or rows[k - 1][0] - rows[k][0] > 1e-6 or rows[k - 1][0] <= 1e-9
    scores: dict[int, float] = {}
    for weight, deviations in rows[:k]:
        for item, d in deviations.items():
            if weight > least and item not in out:
                scores[item] = scores.get(item, 0.0) + weight * d
    return {item: score for item, score in scores.items() if score > 1e-9}, clear


def is_the_list(got, scores: dict[int, float], n: int) -> bool:
    """Whether these pairs are the n best, equal scores in any order; scores that are 0 but for rounding do not count."""
    if len(got) > 1_000:  # more than any table here has movies; what came may be a million pairs
        return False
    pairs = [(int(item), float(score)) for item, score in np.asarray(got, dtype=float).reshape(-1, 2)]
    pairs = [pair for pair in pairs if abs(pair[1]) > 1e-9]
    best = sorted(scores.values(), reverse=True)[:n]
    if len(pairs) != len(best) or len({item for item, _ in pairs}) != len(pairs):
        return False
    near = [
        math.isclose(score, wanted, rel_tol=1e-6, abs_tol=NEAR) for (_, score), wanted in zip(pairs, best, strict=True)
    ]
    own = [math.isclose(score, scores.get(item, -1.0), rel_tol=1e-6, abs_tol=NEAR) for item, score in pairs]
    return all(near) and all(own)


def with_mean_3(rng: np.random.Generator, users: int, items: int) -> np.ndarray:
    """Whole stars whose mean is 3 exactly: each user's row is a balanced one, 3 plus and minus the same."""
    table = np.zeros((users, items))
    for row in table:
        pairs = int(rng.integers(2, items // 2 + 1))
        up = rng.integers(1, 3, pairs)
        row[rng.permutation(items)[: 2 * pairs]] = np.concatenate([3 + up, 3 - up])
    return table


@oracle("test_recommend_for_new_user")
def _(student, rng):
    for case in ("some", "the same rating", "one answer", "few", "all", "the mean", "all but the mean"):
        clear, scores, known, matters = False, {}, {}, False
        while not clear or len(scores) < 3 or ("mean" in case and not known) or not matters:
            users, movies = int(rng.integers(15, 40)), int(rng.integers(12, 30))
            table = with_mean_3(rng, users, movies) if "mean" in case else random_table(rng, users, movies)
            k = {"few": 2, "all": 1_000}.get(case, int(rng.integers(3, 9)))
            items = rng.permutation(table.shape[1])[: 1 if case == "one answer" else int(rng.integers(2, 7))]
            stars = np.full(len(items), 5.0) if case == "the same rating" else rng.integers(1, 6, len(items))
            answers = {int(item): float(value) for item, value in zip(items, stars, strict=True)}
            scores, clear = plain_newcomer(table, answers, k)
            if "mean" in case:
                # one more answer, of just the mean or a dislike, for a movie that would be offered otherwise
                best, value = max(scores, key=scores.__getitem__, default=0), 3.0 if case == "the mean" else 2.0
                known = {best: value} if best in plain_newcomer(table, answers | {best: value}, k, [])[0] else {}
                answers |= known
                scores, clear = plain_newcomer(table, answers, k)
            # where all count, also those who are hardly alike have to make a difference
            few, _ = plain_newcomer(table, answers, k, least=0.1)
            matters = case != "all" or sum(scores.values()) - sum(few.values()) > 1e-3
        for n in (1, 3, 1_000):
            answer = student.call("recommend_for_new_user", sparse.csr_array(table), answers, k, n)
            what = f"the best movies with their scores, for a newcomer with {len(answers)} rated"
            answer.satisfies(lambda got, s=scores, n=n: is_the_list(got, s, n), what)
            answer.leaves_arguments(UNTOUCHED)
    nobody = student.call("recommend_for_new_user", sparse.csr_array(table), {}, 3, 5)
    nobody.satisfies(lambda got: len(got) == 0, "no answers, no list")
