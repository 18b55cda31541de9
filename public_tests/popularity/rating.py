"""Checks of the weighted rating and its two numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from public_tests._check import Check
from public_tests.popularity.films import films


def test_mean_vote(target: Callable) -> None:
    """Check `mean_vote`: a plain mean over films, not over votes; missing ratings left out; the table untouched."""
    check = Check("mean_vote", target, ["movies"])
    got = check.number(check.call(films()), "rating points, 1 to 10")
    check.reject(
        got,
        8.4864,
        "expected 7 = the mean over films, got 8.486: that weighs each film by its votes; here each film counts once.",
    )
    check.reject(got, 7.5, "expected 7, got 7.5: that is the median; C is the mean.")
    check.reject(
        got,
        1925.8333,
        "expected 7 rating points, got 1926: that is the mean of the column `votes`; C is the mean of `rating`.",
    )
    check.close(got, 7.0, "(9 + 9 + 6 + 3 + 5 + 10) / 6 = 7.")
    check.unchanged()
    gaps = films()
    gaps.loc[[8, 2, 4], "rating"] = np.nan
    gaps.loc[11, "year"] = np.nan
    got = check.number(check.call(gaps), "rating points, 1 to 10")
    check.reject(
        got,
        7.0,
        "expected 23 / 3 = 7.667, got 7: Alpine has a rating, only its year is missing. Leave a film out when its `rating` is missing, and take the answer from `movies`.",
    )
    check.close(got, 23 / 3, "Comet, Dune Road and Fjord have no rating now and must be left out: (9 + 9 + 5) / 3.")
    check.unchanged()
    check.passed()


def test_vote_threshold(target: Callable) -> None:
    """Check `vote_threshold`: the quantile of the votes, at the q that is asked for, 0.90 if none is."""
    check = Check("vote_threshold", target, ["movies", "q=0.90"])
    got = check.number(check.call(films(), q=0.5), "votes")
    check.reject(
        got, 7.5, "expected 170 votes, got 7.5: that is the quantile of `rating`; the threshold is on `votes`."
    )
    check.reject(
        got, 5600.0, "expected 170 votes for q = 0.5, got 5600, which is right for q = 0.9: is q written into the code?"
    )
    check.close(
        got,
        170.0,
        "the votes in order are 5, 10, 40, 300, 1200, 10000; half way between the third and the fourth is 170.",
    )
    got = check.number(check.call(films(), q=0.2), "votes")
    check.reject(
        got,
        1200.0,
        "for q = 0.2 expected 10 votes, the second smallest of six; got 1200, which is q = 0.8: counted from the top?",
    )
    check.close(got, 10.0, "for q = 0.2: place 0.2 · 5 = 1, the second smallest of six.")
    got = check.number(check.call(films(), q=0.25), "votes")
    check.close(
        got,
        17.5,
        "for q = 0.25: place 1.25, a quarter of the way from 10 to 40 votes, which need not be a whole number.",
    )
    got = check.number(check.call(films()), "votes")
    check.close(got, 5600.0, "called without q it uses 0.90: half way between 1200 and 10000.")
    check.unchanged()
    unknown = films().assign(votes=[np.nan, 10_000, 300, 300, 1_200, np.nan])
    unknown.loc[8, "rating"] = np.nan
    got = check.number(check.call(unknown, q=0.5), "votes")
    middle = "the middle of 300, 300, 1200, 10000 is 750."
    check.reject(
        got, 300.0, f"two films have no vote count (NaN) now; leave them out, do not count them as 0: {middle}"
    )
    check.reject(
        got, 1200.0, f"a film with as many votes as another counts too, and so does one without a rating: {middle}"
    )
    check.close(got, 750.0, f"two films have no vote count (NaN) and must be left out: {middle}")
    check.passed()


def test_weighted_rating(target: Callable) -> None:
    """Check `weighted_rating`: type, shape, the swap of v and m, values, no votes, lists, arguments untouched."""
    check, formula = (
        Check("weighted_rating", target, ["votes", "rating", "m", "C"]),
        "v / (v + m) · R + m / (v + m) · C; mind the brackets.",
    )
    votes, rating = np.array([10, 10_000]), np.array([9.0, 9.0])
    got = check.array(check.call(votes, rating, m=100, C=6.0), shape=(2,), each="film")
    check.reject(
        got, [8.7273, 6.0297], "a film with 10 votes of 9 should end near C = 6 (6.27), got 8.73: are v and m swapped?"
    )
    check.reject(
        got,
        [9.0, 9.0],
        "these are the plain ratings: a film with 10 votes of 9 should end near C = 6 (6.27), got 9. Where do m and C come in, or is C overwritten?",
    )
    check.reject(got, [0.8182, 8.9109], "the part of the average film is missing: add m / (v + m) · C.")
    check.close(got, [(10 * 9 + 100 * 6) / 110, (10_000 * 9 + 100 * 6) / 10_100], formula)
    check.unchanged()
    got = check.array(check.call([10, 10_000], [9.0, 3.0], m=30, C=7.0), shape=(2,), each="film")
    check.reject(
        got,
        [(10_000 * 3 + 30 * 7) / 10_030, 7.5],
        "these are the right numbers in the wrong order: each film's rating stays at that film's place; sort nothing.",
    )
    check.close(
        got,
        [(10 * 9 + 30 * 7) / 40, (10_000 * 3 + 30 * 7) / 10_030],
        "the same for lists, with m = 30 and C = 7: are m and C written into the code?",
    )
    got = check.array(
        check.call(np.array([0, 1]), np.array([1.0, 1.0]), m=1, C=6.0, when="one film has no votes"),
        shape=(2,),
        each="film",
    )
    check.close(got, [6.0, 3.5], "a film without votes gets C.")
    check.passed()
