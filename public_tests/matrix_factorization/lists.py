"""Checks of the lists, and of how varied and how new they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check

VECTORS = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [3.0, 4.0], [0.0, 0.0], [-2.0, 0.0]])
MANY = 943  # users, for the time it takes


def test_top_n(target: Callable) -> None:
    """Check `top_n`: shape, never a seen one, the best first, negative scores, arguments untouched, speed."""
    check = Check("top_n", target, ["scores", "seen", "n"])
    scores = np.array([[3.0, 5.0, 4.0, 1.0], [2.0, 1.0, 9.0, 8.0]])
    seen = np.array([[False, True, False, False], [False, False, True, False]])
    got = check.array(check.reads(scores, seen, n=2), shape=(2, 2), each="place of each list")
    check.reject(
        got,
        [[1, 2], [2, 3]],
        "seen movies are offered again: movie 1 to user 0, movie 2 to user 1; leave out what is seen.",
    )
    check.reject(got, [[1, 1], [2, 2]], "the lists hold only seen movies: is the mask the wrong way round?")
    check.reject(got, [[4.0, 3.0], [8.0, 2.0]], "these are scores; wanted are the positions of the movies.")
    check.reject(got, [[0, 2], [0, 3]], "the right movies in the wrong order: the best must be first.")
    check.reject(got, [[3, 0], [1, 0]], "these are the two worst: the highest scores are the best.")
    check.reject(got, [[3, 1], [2, 1]], "positions are counted from 0.")
    _same(check, got, [[2, 0], [3, 0]], "user 0: movies 2 (4 points) and 0 (3); user 1: movies 3 (8) and 0 (2).")
    below = np.array([[-1.0, -2.0, -3.0, -4.0, -5.0], [-5.0, -4.0, -3.0, -2.0, -1.0]])
    mask = np.zeros((2, 5), dtype=bool)
    mask[0, 0] = mask[1, 4] = True
    got = check.array(check.reads(below, mask, n=3), shape=(2, 3), each="place of each list")
    if got[0, 0] == 0 or got[1, 0] == 4:
        check.fail(
            "with negative scores a seen movie leads the list: a score of 0 is above them all; use -np.inf for what is seen."
        )
    _same(check, got, [[1, 2, 3], [3, 2, 1]], "with negative scores: still the highest unseen ones, the best first.")
    got = check.array(check.reads(below, mask, n=4), shape=(2, 4), each="place of each list")
    _same(check, got, [[1, 2, 3, 4], [3, 2, 1, 0]], "n = 4 takes all that is unseen.")
    got = check.array(check.reads(below, mask, n=1), shape=(2, 1), each="place of each list")
    _same(check, got, [[1], [3]], "n = 1: lists of one, still a table of one column.")
    got = check.array(
        check.reads(below, np.zeros((2, 5), dtype=bool), n=5, when="n was the number of movies, and nothing was seen"),
        shape=(2, 5),
        each="place of each list",
    )
    _same(check, got, [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]], "n = 5 of five movies, nothing seen: all of them in order.")
    got = check.array(check.reads(below * 1e12, mask, n=3), shape=(2, 3), each="place of each list")
    if got[0, 0] == 0 or got[1, 0] == 4:
        check.fail(
            "with very low scores (-1e12 and less) a seen movie leads the list: any fixed number may be too high, "
            "and so may a score from which one is taken away; use -np.inf for what is seen."
        )
    _same(check, got, [[1, 2, 3], [3, 2, 1]], "with very low scores: still the highest unseen ones, the best first.")
    close = np.array([[0.2, 0.41, 0.43, 0.7], [3.1416, 3.1419, 3.1418, 3.1415]])
    got = check.array(check.reads(close, np.zeros((2, 4), dtype=bool), n=3), shape=(2, 3), each="place of each list")
    _same(
        check,
        got,
        [[3, 2, 1], [1, 2, 0]],
        "scores that lie close together: were they rounded, or cut to whole numbers?",
    )
    rng = np.random.default_rng(0)
    wide = rng.permutation(3000).reshape(2, 1500).astype(float)
    got = check.array(
        check.reads(wide, np.zeros(wide.shape, dtype=bool), n=700), shape=(2, 700), each="place of each list"
    )
    _same(
        check,
        got,
        np.argsort(-wide, axis=1)[:, :700],
        "two users and 1,500 movies: np.argpartition leaves the n best in no order, so sort them afterwards.",
    )
    check.passed()


def _same(check: Check, got: np.ndarray, right: Any, why: str) -> None:
    """Expect these lists; the sentence shows one user's first difference, in whole numbers."""
    right = np.asarray(right)
    if np.array_equal(got, right):
        return
    user = int(np.flatnonzero((got != right).any(axis=1))[0])
    place = int(np.flatnonzero(got[user] != right[user])[0])
    start = max(0, place - 2)
    wanted, given = ([f"{v:g}" for v in row[user, start : place + 4].tolist()] for row in (right, got))
    where = f"from place {start + 1} of their list on " if start else ""
    check.fail(f"for user {user} {where}expected the movies {', '.join(wanted)}, got {', '.join(given)}: {why}")


def test_diversity(target: Callable) -> None:
    """Check `diversity`: pairs without the movie itself, lengths, zeros, opposite vectors, all users in 2 seconds."""
    check, unit = Check("diversity", target, ["top_n", "vectors"]), "1 minus a mean cosine"
    lists = np.array([[0, 1, 2], [0, 2, 3]])
    pairs = check.number(check.reads(np.array([[0, 3], [2, 3]]), VECTORS), unit)
    check.reject(
        pairs,
        0.7,
        "for lists of two with cosines 0.6 and 0.8 expected 0.3, got 0.7: that is the mean cosine; diversity is 1 minus it.",
    )
    check.reject(
        pairs,
        0.15,
        "for lists of two with cosines 0.6 and 0.8 expected 0.3, got 0.15: each movie was compared with itself too; leave the diagonal out, of the sum and of the count.",
    )
    got = check.number(check.reads(lists, VECTORS), unit)
    check.reject(
        got,
        1 - (2 / 9 + 2.8 / 9) / 2,
        "expected 0.6, got 0.7333: the diagonal is out of the sum but still in the count; a list of n has n·(n - 1) places off the diagonal.",
    )
    check.reject(
        got,
        1 - (1 / 6 + 1.4 / 6) / 2,
        "expected 0.6, got 0.8: each pair was counted once but divided by n·(n - 1), which counts each twice.",
    )
    check.reject(
        got, 1 - (1 + 7) / 6, "expected 0.6, got -0.3333: these are dot products; bring the vectors to length 1 first."
    )
    check.reject(got, 1.2, "expected 0.6, got 1.2: the sum over users; take the mean.")
    check.close(got, 0.6, "the list 0, 1, 2 has diversity 2/3 and the list 0, 2, 3 has 1.6/3; their mean is 0.6.")
    short = np.array([[0.3, 0.4], [0.0, 0.2], [1.0, 0.0]])
    got = check.number(check.reads(np.array([[0, 1], [0, 2], [1, 2]]), short), unit)
    check.reject(
        got, 1 - 0.38 / 3, "vectors shorter than 1 must be brought to length 1 too; only zeros stay as they are."
    )
    check.reject(
        got, 0.4, "expected 0.5333, got 0.4: that is the median of the three lists, 0.2, 0.4 and 1; take the mean."
    )
    check.close(got, 1.6 / 3, "three lists with cosines 0.8, 0.6 and 0, of vectors shorter than 1.")
    got = check.number(check.reads(np.array([[0, 5], [2, 3]]), VECTORS), unit)
    check.close(got, 1.1, "opposite vectors have cosine -1, so that list has diversity 2; the other, 0.2.")
    got = check.number(check.reads(np.array([[0, 4], [0, 1]]), VECTORS, when="movie 4 has a vector of zeros"), unit)
    check.close(got, 0.5, "a vector of zeros has cosine 0 with the others: diversities 1 and 0.")
    got = check.number(check.reads(np.array([[4, 0, 1]]), VECTORS), unit)
    check.close(got, 2 / 3, "a vector of zeros in a list of three: the cosines are 0, 0 and 1, of three pairs.")
    vectors = np.random.default_rng(1).normal(size=(300, 20))
    _all_users(check, vectors, unit, "bring the vectors to length 1 once, before the lists, and work on arrays.")
    check.passed()


def test_novelty(target: Callable) -> None:
    """Check `novelty`: the base, the sign, the share of users, nobody's movies, all users in 2 seconds."""
    check, unit = Check("novelty", target, ["top_n", "counts"]), "bits"
    lists, counts = np.array([[0, 1], [1, 2], [0, 2], [2, 1]]), np.array([4, 2, 1])
    got = check.number(check.reads(lists, counts), unit)
    right = 1.125
    share = counts / 4
    check.reject(
        got, -right, "expected 1.125 bits, got -1.125: the logarithm of a share is negative; put a minus in front."
    )
    check.reject(got, right * np.log(2), "expected 1.125 bits, got 0.7798: that is the natural logarithm; use np.log2.")
    check.reject(
        got, right * np.log10(2), "expected 1.125 bits, got 0.3387: that is the logarithm to base 10; use np.log2."
    )
    check.reject(
        got,
        -np.log2(counts / 7)[lists].mean(),
        "expected 1.125: the share is of users (4, the number of lists), not of all ratings (7).",
    )
    check.reject(
        got,
        -np.log2(counts / 3)[lists].mean(),
        "expected 1.125: divide by the number of users (4 lists), not by the number of movies (3).",
    )
    check.reject(
        got,
        -np.log2(share[lists].mean()),
        "expected 1.125: take the logarithm of each movie's share first, then the mean.",
    )
    check.reject(got, 2 * right, "expected 1.125, got 2.25: the mean over the places of a list, not their sum.")
    check.reject(
        got, -np.log2(share).mean(), "expected 1.125, got 1: the mean over what is offered, not over the catalogue."
    )
    check.close(got, right, "the bits are 0, 1, 2 for movies 0, 1, 2; the lists' means are 0.5, 1.5, 1 and 1.5.")
    got = check.number(check.reads(np.concatenate([lists, lists]), counts), unit)
    check.reject(
        got,
        right,
        "expected 2.125 bits for eight users, got 1.125: divide by the number of users, which is the number of lists, not by the largest count.",
    )
    check.close(
        got, right + 1, "the same lists for eight users: every share is halved, so every movie has one bit more."
    )
    nobody = "a movie that nobody has rated is treated as rated by one user"
    got = check.number(check.reads(np.array([[0], [1]]), np.array([2, 0]), when=nobody), unit)
    check.close(got, 0.5, f"{nobody}: of two users that is 1 bit.")
    seen = np.random.default_rng(1).integers(0, MANY, 300)
    _all_users(check, seen, unit, "work out the bits once for each movie.")
    check.passed()


def _all_users(check: Check, of_movies: np.ndarray, unit: str, how: str) -> None:
    """Lists of ten for many users, with a limit on the processor time that only loops over users come near."""
    lists = np.argsort(np.random.default_rng(1).random((MANY, 300)), axis=1)[:, :10]
    started = time.process_time()
    check.number(check.reads(lists, of_movies), unit)
    seconds = time.process_time() - started
    if seconds > 2:
        check.fail(f"right, but lists of ten for {MANY} users took {seconds:.1f} s; 2 s are allowed: {how}")
