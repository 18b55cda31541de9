"""Oracles of the second half: broken models, lists, diversity, novelty, and the questions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd

from grader.oracle import choice, oracle
from hidden_tests.trained import training_goes_through


@oracle("test_rows_reached")
def _(student, rng):
    for inputs, what in (
        (rng.uniform(0, int(rng.integers(2, 40)), 60), "decimals are cut off"),
        (rng.integers(0, 1000, 40) / 1000, "numbers below 1 all reach one row"),
        (rng.integers(0, 5000, 80), "whole numbers stay as they are"),
        (np.array([], dtype=float), "no inputs reach no rows"),
    ):
        expected = len({math.floor(value) for value in inputs.tolist()})
        answer = student.call("rows_reached", inputs)
        answer.equals(expected, what)
        answer.leaves_arguments("the inputs stay as they were")
        student.call("rows_reached", inputs.tolist()).equals(expected, f"{what}, in a list")
    scaled = rng.permutation(300) / 299
    column = pd.Series(scaled, index=rng.integers(0, 9, 300))
    student.call("rows_reached", column).equals(2, "a column scaled to 0 … 1 reaches two rows")


@oracle("test_network_inputs")
def _(student, rng):
    for n in (1, int(rng.integers(3, 200))):
        users, movies = rng.integers(0, 300_000, n), rng.integers(0, 300_000, n)
        expected = [[int(u), int(i)] for u, i in zip(users, movies, strict=True)]
        answer = student.call("network_inputs", users, movies)
        answer.is_close(expected, "a pair in each row, as it is")
        answer.satisfies(lambda got: isinstance(got, np.ndarray), "an array", "expected an array (ndarray)")
        answer.satisfies(lambda got: np.asarray(got).dtype.kind in "iu", "whole numbers", "expected whole numbers")
        answer.leaves_arguments("the positions stay as they were")
        student.call("network_inputs", users.tolist(), movies.tolist()).is_close(expected, "the same for lists")
    columns = pd.Series(users, index=rng.permutation(n)), pd.Series(movies, index=rng.permutation(n) + 2)
    student.call("network_inputs", *columns).is_close(expected, "columns whose indexes differ, row by row")


@oracle("test_batch_gap")
def _(student, rng):
    for times, rows in ((int(rng.integers(3, 7)), int(rng.integers(5, 60))), (2, 1), (1, 4), (5, 3)):
        base = rng.uniform(1, 5, rows)
        cuts = [base + rng.normal(0, rng.uniform(0.001, 0.5), rows) for _ in range(times)]
        if times > 2:  # the first and the last cut lie between two others: neither takes part in the largest gap
            cuts[1:3] = [cuts[1] + 2, cuts[2] - 2]
        gaps = [
            abs(a[row] - b[row]) for row in range(rows) for a, b in itertools.product(cuts, repeat=2)
        ]  # every pair of cuts, every row
        answer = student.call("batch_gap", cuts)
        answer.is_close(max(gaps), "the largest difference between two predictions of one row")
        answer.leaves_arguments("the predictions stay as they were")
    student.call("batch_gap", [[float(x) for x in cut] for cut in cuts]).is_close(max(gaps), "the same for lists")


@oracle("test_row_dot")
def _(student, rng):
    for batch, d in ((int(rng.integers(2, 40)), int(rng.integers(2, 12))), (1, 5), (6, 6)):
        users, movies = rng.normal(size=(2, batch, d)).astype("float32")
        expected = [
            [sum(float(a) * float(b) for a, b in zip(u, m, strict=True))] for u, m in zip(users, movies, strict=True)
        ]
        # float32 holds seven digits, and a dozen products are added
        close = {"rtol": 1e-4, "atol": 1e-5}
        student.call("row_dot", users, movies).is_close(expected, "one dot product for each row", **close)
        network = student.network("row_dot", [(d,), (d,)])
        network.then("__call__", [users, movies]).is_close(expected, "the same inside a Keras model", **close)

    def plain(users: np.ndarray, movies: np.ndarray) -> np.ndarray:
        return (users * movies).sum(axis=1, keepdims=True)

    pair = [rng.normal(size=(6, 4)).astype("float32") for _ in range(2)]
    training_goes_through(student, "row_dot", plain, pair, np.zeros((6, 1)))


@oracle("test_honest_report")
def _(student, rng):
    for n, ties in ((int(rng.integers(4, 30)), False), (6, True), (1, False)):
        validation, test = rng.uniform(0.8, 1.2, n).round(3), rng.uniform(0.8, 1.2, n).round(4)
        if ties:
            validation[[4, 2]] = validation.min() - 0.01
        best = 0
        for place in range(n):
            if validation[place] < validation[best]:
                best = place
        expected = (best + 1, float(validation[best]), float(test[best]))
        what = "the first of equal epochs" if ties else "epoch, validation error and test error at that epoch"
        answer = student.call("honest_report", validation, test)
        answer.is_close(expected, what)
        answer.leaves_arguments("the errors stay as they were")
        student.call("honest_report", validation.tolist(), test.tolist()).is_close(expected, f"{what}, from lists")
        columns = [pd.Series(errors, index=np.arange(1, n + 1)) for errors in (validation, test)]
        student.call("honest_report", *columns).is_close(expected, f"{what}, from columns that count from 1")
    falling = np.sort(rng.uniform(0.8, 1.2, 7))[::-1]
    falling[[2, 3]] = falling[[3, 2]]  # rises once on the way, and is lowest at the end
    test = [*rng.uniform(0.3, 0.5, 6).tolist(), 1.2]  # and the test rows would choose another
    student.call("honest_report", falling.tolist(), test).is_close(
        (7, float(falling[6]), 1.2), "the lowest is after the last epoch, behind a rise"
    )


@oracle("test_top_n")
def _(student, rng):
    for n_users, n_items, n, shift in ((7, 40, 5, -50.0), (4, 9, 9, 0.0), (2, 3000, 700, -1.0), (12, 30, 1, 3.0)):
        scores = rng.permutation(n_users * n_items).reshape(n_users, n_items) / n_items + shift
        seen = rng.random((n_users, n_items)) < (0.0 if n == n_items else 0.5)
        for user in range(n_users):  # at least n unseen movies for everybody
            seen[user, rng.permutation(n_items)[:n]] = False
        if n == 5:
            scores = 1e10 * (scores - 50)  # as low as scores may be
        expected = [
            sorted((item for item in range(n_items) if not seen[user, item]), key=lambda item: -scores[user, item])[:n]
            for user in range(n_users)
        ]
        answer = student.call("top_n", scores, seen, n)
        answer.is_close(np.array(expected), "the n best unseen movies of every user, the best first")
        answer.leaves_arguments("the tables it was given stay as they were")


def plain_diversity(lists: np.ndarray, vectors: np.ndarray) -> float:
    """User by user, pair by pair."""

    def cosine(a, b) -> float:
        lengths = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
        return sum(x * y for x, y in zip(a, b, strict=True)) / lengths if lengths else 0.0

    per_user = []
    for movies in lists.tolist():
        cosines = [cosine(vectors[i].tolist(), vectors[j].tolist()) for i, j in itertools.combinations(movies, 2)]
        per_user.append(1 - sum(cosines) / len(cosines))
    return sum(per_user) / len(per_user)


def random_lists(rng: np.random.Generator, n_users: int, n_items: int, n: int) -> np.ndarray:
    return np.argsort(rng.random((n_users, n_items)), axis=1)[:, :n]


@oracle("test_diversity")
def _(student, rng):
    for n_users, n, d in (
        (int(rng.integers(2, 20)), int(rng.integers(3, 8)), int(rng.integers(2, 9))),
        (5, 2, 4),
        (1, 4, 1),
    ):
        n_items = int(rng.integers(10, 30))
        lists = random_lists(rng, n_users, n_items, n)
        lengths = rng.uniform(0.05, 3, (n_items, 1))
        genres = (rng.random((n_items, d)) < 0.35).astype(float)
        for vectors, what in (
            (rng.normal(size=(n_items, d)) * lengths, "vectors of any length and direction"),
            (genres, "genres, with movies that have none"),
        ):
            answer = student.call("diversity", lists, vectors)
            answer.is_close(plain_diversity(lists, vectors), what)
            answer.leaves_arguments("the arrays it was given stay as they were")


@oracle("test_novelty")
def _(student, rng):
    for n_users, n in ((int(rng.integers(10, 80)), int(rng.integers(2, 9))), (1, 3), (30, 1)):
        n_items = int(rng.integers(10, 50))
        lists = random_lists(rng, n_users, n_items, n)
        counts = rng.integers(0, n_users // 2 + 1, n_items)  # nobody's movie is known to all users
        counts[rng.permutation(n_items)[:4]] = 0
        bits = [-math.log2(max(int(counts[item]), 1) / n_users) for movies in lists for item in movies]
        answer = student.call("novelty", lists, counts)
        answer.is_close(sum(bits) / len(bits), "minus log2 of the share of users, mean over all places", atol=1e-9)
        answer.leaves_arguments("the arrays it was given stay as they were")


# The questions: the letter, and the sentence for those who chose another.


choice(
    "test_question_biases",
    "C",
    "the user's bias is added to all of their predictions alike; what does that do to the order of the movies?",
)
choice(
    "test_question_factors",
    "A",
    "write down a dot product of three factors, change the signs and the places in both lists, and add up again",
)
choice(
    "test_question_argmax",
    "B",
    "argmax gives the place of the largest value in each row; how many places has a row with one value?",
)
choice(
    "test_question_new_movie",
    "A",
    "put the new row into the formula: which of the four summands are 0, and which know anything about the movie?",
)
