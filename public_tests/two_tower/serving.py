"""Check of the list for a new user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown

USER = np.array([0.6, 0.8])
MOVIES = np.array([[1.0, 0.0], [0.0, 1.0], [-0.6, -0.8], [0.8, -0.6]])
TITLES = ["Alba", "Brume", "Cendre", "Dune"]


def test_rating_for_new_user(target: Callable) -> None:
    """Check `rating_for_new_user`: form, length, order, titles and stars that belong together, the scale, arguments."""
    check = Check(
        "rating_for_new_user", target, ["user_vector", "movie_vectors", "titles", "low=1.0", "high=5.0", "n=10"]
    )
    titles, stars = _pairs(check, check.call(USER, MOVIES, TITLES, n=2))
    if len(titles) != 2:
        check.fail(f"expected a list of n = 2 movies, got {len(titles)}: is n used?")
    if titles == ["Cendre", "Dune"]:
        check.fail("Cendre and Dune have the lowest ratings; expected the highest first, Brume and Alba.")
    if titles == TITLES[:2] or set(titles) != {"Brume", "Alba"}:
        check.fail(
            f"expected Brume and Alba, got {' and '.join(titles)}: sort by agreement, and let the titles follow the stars."
        )
    known = {
        (0.8, 0.6): "these are agreements, -1 to 1; bring them to the scale from low to high.",
        (0.9, 0.8): "these go from 0 to 1; multiply by the width high - low and add low.",
        (3.6, 3.2): "-1 became 0, but it stands for low: add low.",
        (4.5, 4.0): "-1 became 0 and 1 became 5, but -1 stands for low = 1: the width is high - low.",
        (4.0, 3.0): "multiplied by high; the scale from low to high has its 0 in the middle.",
        (4.2, 3.4): "0 became 1 star and 1 became 5; an agreement of 0 stands for the middle, 3.",
        (4.2, 4.6): "the stars are right but in the movies' order; title and stars must belong together.",
    }
    for mistake, sentence in known.items():
        check.reject(stars, mistake, sentence)
    if titles == ["Alba", "Brume"]:
        check.fail("expected Brume (4.6 stars) before Alba (4.2): the highest first.")
    check.close(stars, [4.6, 4.2], "Brume: 0.6·0 + 0.8·1 = 0.8, in stars 3 + 2·0.8.")
    check.unchanged()
    titles, stars = _pairs(check, check.call(USER, MOVIES, TITLES))
    check.same(titles, ["Brume", "Alba", "Dune", "Cendre"], "all four, since n = 10 and there are only four.")
    _other_scales(check)
    _many(check)
    _twice(check)
    check.passed()


def _other_scales(check: Check) -> None:
    """Another low and high, also of another width."""
    for low, high, wanted in (
        (0.5, 4.5, [4.1, 3.7, 2.5, 0.5]),
        (0.5, 5.0, [4.55, 4.1, 2.75, 0.5]),
        (1.0, 10.0, [9.1, 8.2, 5.5, 1.0]),
        (-3.0, 3.0, [2.4, 1.8, 0.0, -3.0]),
    ):
        _, stars = _pairs(check, check.call(USER, MOVIES, TITLES, low=low, high=high, n=4))
        if len(stars) != 4:
            check.fail(f"expected a list of n = 4 movies, got {len(stars)}: is n used?")
        check.close(
            stars, wanted, f"with low = {low:g} and high = {high:g}: are 1 and 5, or a width, written into the code?"
        )
        check.unchanged()


def _many(check: Check) -> None:
    """Thirteen movies, vectors of three numbers, ratings with many decimals and near each other, titles in no order."""
    user = np.array([2.0, 1.0, 2.0]) / 3
    angles = np.arange(13) * 0.003 + 0.4
    movies = np.column_stack([np.cos(angles), np.zeros(13), np.sin(angles)])
    titles = [f"{'MCXAJKZBQTEHL'[place]}{place}" for place in range(13)]
    exact = 3 + 2 * (movies @ user)
    order = np.argsort(-exact)
    for n, more in ((10, {}), (11, {"n": 11})):
        got, stars = _pairs(check, check.call(user, movies, titles, **more))
        if len(got) != n:
            said = f"with n = {n}" if more else "when n is not given, so n = 10,"
            check.fail(f"expected {n} of 13 movies {said} got {len(got)}: keep `n=10` in the first line, and use n.")
        if got != [titles[place] for place in order[:n]]:
            check.fail(
                "the order is wrong where ratings differ by thousandths of a star: sort by the ratings as they are, not rounded."
            )
        check.close(stars, exact[order[:n]], "with vectors of three numbers.")
        check.unchanged()


def _twice(check: Check) -> None:
    """The same title twice, the same vector twice, both twice."""
    titles, stars = _pairs(check, check.call(USER, MOVIES, ["Alba", "Brume", "Cendre", "Brume"], n=3))
    check.same(titles, ["Brume", "Alba", "Brume"], "two movies may have the same title; both stay in the list.")
    check.close(stars, [4.6, 4.2, 3.0], "two movies with the same title keep their own stars.")
    alike = MOVIES[[0, 1, 1, 1]]
    titles, stars = _pairs(check, check.call(USER, alike, ["Alba", "Brume", "Cendre", "Brume"], n=4))
    if sorted(titles[:3]) != ["Brume", "Brume", "Cendre"] or titles[3:] != ["Alba"]:
        check.fail(
            f"three movies have the same vector, two of them the same title; expected each once, got {', '.join(titles)}: "
            "go by the place of a movie, not by its rating or title."
        )
    check.close(stars, [4.6, 4.6, 4.6, 4.2], "three movies with the same vector.")


def _pairs(check: Check, got: Any) -> tuple[list[str], list[float]]:
    """Titles and stars, or a sentence about what came instead."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if isinstance(got, (dict, zip)) or not isinstance(got, (list, tuple)):
        aside = ": put list(...) around it" if isinstance(got, zip) else ""
        check.fail(f"expected a list of (title, stars) pairs, got {kind(got)}{aside}.")
    titles, stars = [], []
    for pair in got:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            check.fail(f"expected (title, stars) pairs in the list, got {shown(pair)}.")
        title, value = pair
        if not isinstance(title, str):
            aside = ": a number in place of the title? Use it to pick from `titles`." if np.ndim(title) == 0 else "."
            check.fail(f"expected a title first in each pair, got {shown(title)}{aside}")
        if np.ndim(value) != 0 or isinstance(value, (str, bool)):
            check.fail(f"expected one number of stars in each pair, got {kind(value)}.")
        titles.append(title)
        stars.append(float(value))
    return titles, stars
