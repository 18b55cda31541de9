"""Oracles of the matrix, the similarities and the choice of neighbours."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import sparse

from grader.oracle import oracle
from hidden_tests.collaborative_filtering.tables import NEAR, UNTOUCHED, random_table


@oracle("test_interaction_matrix")
def _(student, rng):
    for halves in (True, False):
        table = random_table(rng, int(rng.integers(6, 30)), int(rng.integers(5, 25)), halves=halves)
        users, items = table.shape
        user, item = np.nonzero(table)
        order = rng.permutation(len(user))
        ratings = pd.DataFrame(
            {
                "timestamp": order + 880_000_000,
                "item": item[order],
                "user": user[order],
                # whole stars come as whole numbers, as in MovieLens' own files
                "rating": table[user, item][order] if halves else table[user, item][order].astype(int),
            },
            index=rng.permutation(10 * len(order))[: len(order)],
        )
        answer = student.call("interaction_matrix", ratings, users, items)
        answer.satisfies(lambda got: hasattr(got, "nnz"), "a sparse matrix is given back", "it is not sparse")
        answer.has_shape((users, items), "users as rows, of the size asked for")
        stored = np.count_nonzero(table)
        answer.satisfies(lambda got, n=stored: got.nnz == n, "only ratings are stored", "other cells are stored too")
        answer.satisfies(lambda got: got.dtype.kind == "f", "the ratings are floats", "they are whole numbers")
        answer.is_close(table, "the rating of user u for item i at [u, i]")
        answer.leaves_arguments(UNTOUCHED)


@oracle("test_cosine_similarity_matrix")
def _(student, rng):
    for signed in (False, True, "sums of 0"):
        table = random_table(rng, int(rng.integers(6, 25)), int(rng.integers(5, 30)))
        if signed:
            table = np.where(table > 0, table - 2.75, 0)
        if signed == "sums of 0":
            table = np.hstack([table, -table]) / 32  # rows that are not empty and add up to 0; some shorter than 1
        n = len(table)
        expected = np.zeros((n, n))
        for a in range(n):
            for b in range(n):
                lengths = [math.sqrt(sum(x * x for x in table[row])) for row in (a, b)]
                if lengths[0] and lengths[1]:
                    expected[a, b] = sum(table[a] * table[b]) / (lengths[0] * lengths[1])
        what = "cosines of rows with negative numbers" if signed else "cosines of all pairs of rows, 0 for empty rows"
        answer = student.call("cosine_similarity_matrix", sparse.csr_array(table))
        # a few sums of products, in any order: nearer than rounded to six digits, as the text asks
        answer.is_close(expected, what, rtol=1e-9, atol=1e-9)
        answer.leaves_arguments(UNTOUCHED)


def plain_pearson(table: np.ndarray, item: int, other: int, min_common: int) -> float:
    pairs = [(row[item], row[other]) for row in table if row[item] > 0 and row[other] > 0]
    if len(pairs) < min_common or not pairs:
        return float("nan")
    xs, ys = zip(*pairs, strict=True)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        return float("nan")
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((x - mx) * (y - my) for x, y in pairs)
    return top / math.sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys))


@oracle("test_pearson_similarity")
def _(student, rng):
    for case in ("no minimum", "exactly the minimum", "a minimum", "too few", "many raters, few common ones"):
        table = random_table(rng, int(rng.integers(15, 40)), int(rng.integers(6, 25)))
        flat, item = rng.permutation(np.flatnonzero(table.any(axis=0)))[:2]
        table[table[:, flat] > 0, flat] = 3.5
        known = [j for j in range(table.shape[1]) if not math.isnan(plain_pearson(table, item, j, 2))]
        common = int(((table[:, item] > 0) & (table[:, rng.choice(known or [item])] > 0)).sum())
        min_common = {"no minimum": 1, "exactly the minimum": max(common, 1)}.get(case, int(rng.integers(3, 9)))
        if case == "too few":
            min_common = np.count_nonzero(table[:, item]) + 1
        if case == "many raters, few common ones":
            min_common = 3
            table[:, item] = 0
            table[2:7, item] = rng.permutation(5) + 0.5  # half a star is a rating
            table[2:5, flat], table[5:9, flat] = (0.5, 2.0, 3.0), 0
            other = next(j for j in range(table.shape[1]) if j not in (item, flat))
            table[:, other] = 0
            table[5:12, other] = rng.permutation(7) / 2 + 0.5
        expected = [plain_pearson(table, item, other, min_common) for other in range(table.shape[1])]
        answer = student.call("pearson_similarity", sparse.csr_array(table), int(item), min_common)
        answer.is_close(expected, "correlation over common raters, NaN where it is not known", atol=NEAR)
        answer.leaves_arguments(UNTOUCHED)


def keeps_the_largest(got, S: np.ndarray, k: int) -> bool:
    """Whether each row holds k values of S in their places, none smaller than one left out; ties may fall either way."""
    n = len(S)
    if np.shape(got) != S.shape:  # before a sparse matrix, of any shape, is made dense
        return False
    got = np.asarray(got.toarray() if hasattr(got, "nnz") else got, dtype=float)
    for row in range(n):
        others = [j for j in range(n) if j != row]
        kept = [j for j in others if got[row, j] != 0]
        if got[row, row] != 0 or len(kept) != min(k, n - 1):
            return False
        if any(abs(got[row, j] - S[row, j]) > 1e-12 for j in kept):
            return False
        left = [S[row, j] for j in others if j not in kept]
        if left and max(left) > min(S[row, j] for j in kept):
            return False
    return True


@oracle("test_top_k_neighbours")
def _(student, rng):
    what = "the k largest of each row, never its own, where they stood"
    for case in ("distinct", "ties", "twins", "negative", "distances", "opposites"):
        n = 2 if case == "opposites" else int(rng.integers(4, 25))
        S = rng.uniform(-0.5, 1, (n, n))
        if case == "ties":
            S = rng.choice([-0.25, 0.25, 0.5, 0.75], (n, n))
        if case == "negative":
            S = -rng.uniform(0.1, 1, (n, n))
        np.fill_diagonal(S, 1)
        if case == "distances":
            S = 1 - S  # the diagonal is the smallest now
        if case == "opposites":
            S[0, 1] = S[1, 0] = -1.0
        if case == "twins":
            S[0, -1] = S[-1, 0] = 1.0
        for k in (1, int(rng.integers(1, n)), n - 1, n + int(rng.integers(0, 50))):
            answer = student.call("top_k_neighbours", S, k)
            answer.satisfies(lambda got, S=S, k=k: keeps_the_largest(got, S, k), what)
            answer.leaves_arguments(UNTOUCHED)
