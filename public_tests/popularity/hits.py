"""Check of the hit rate."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from public_tests._check import Check


def _five() -> pd.DataFrame:
    """The training ratings of the text's 5 × 6 table; the much rated movies are not the well rated ones."""
    rated, points = (
        {5: [1, 5], 1: [1, 2], 2: [1, 2, 3], 3: [1, 4], 4: [1, 2, 3]},
        {1: 1.0, 2: 3.0, 3: 5.0, 4: 4.0, 5: 5.0},
    )
    rows = [(user, movie, points[movie]) for user, movies in rated.items() for movie in movies]
    return pd.DataFrame(rows, columns=["user_id", "movie_id", "rating"])


def test_hit_rate_of_popular(target: Callable) -> None:
    """Check `hit_rate_of_popular`: what a user has rated is skipped, ties, k, a share and not a count."""
    check, share = Check("hit_rate_of_popular", target, ["train", "test", "k"]), "a share of users, 0 to 1"
    test = pd.DataFrame({"user_id": [1, 2, 3, 4, 5], "movie_id": [3, 4, 2, 6, 2], "rating": [2.0, 4.0, 5.0, 3.0, 4.0]})
    got = check.number(check.call(_five(), test, k=1), share)
    check.reject(
        got, 4.0, "expected the share of users (0.8), got 4: divide the number of hits by the number of users."
    )
    check.reject(got, 80.0, "expected 0.8, got 80: a share between 0 and 1, not percent.")
    check.reject(
        got,
        0.0,
        "expected 0.8, got 0: no hit at all. Movie 1 leads the chart, but everybody has rated it: first leave out what the user has rated in `train`, and only that, then take k.",
    )
    check.reject(
        got,
        0.2,
        "expected 0.8, got 0.2: popularity is the number of ratings, whatever the ratings are; or does `return` stand inside the loop?",
    )
    check.reject(
        got,
        0.4,
        "expected 0.8, got 0.4: first leave out what the user has rated, then take the first k of the rest; and count every rating, whatever its points.",
    )
    check.reject(
        got,
        0.6,
        "expected 0.8, got 0.6: movies 4 and 5 have one rating each; of two equally popular movies the one with the smaller id comes first.",
    )
    check.close(
        got,
        0.8,
        "the first unrated movies of users 1 to 5 are 3, 4, 2, 4, 2, and movies 3, 4, 2, 6, 2 were held out: four hits of five.",
    )
    got = check.number(check.call(_five(), test, k=2), share)
    check.reject(got, 0.4, "with k = 2 expected 0.8, got 0.4: divide by the number of users only, not by k.")
    check.close(
        got,
        0.8,
        "with k = 2 user 4 gets movies 4 and 5; movie 6 is in nobody's training ratings, so it is not in the chart.",
    )
    got = check.number(check.call(_five(), test, k=100), share)
    check.close(got, 0.8, "with k = 100 every user is offered all that is left, fewer than k, and that counts too.")
    test = test.assign(movie_id=[3, 5, 3, 5, 3])
    got = check.number(check.call(_five(), test, k=1), share)
    check.reject(
        got,
        1.0,
        "expected 0.2 for k = 1, got 1: is k used, and does popularity know only `train`? Counting the held-out ratings is knowing the answers.",
    )
    check.close(got, 0.2, "now movies 3, 5, 3, 5, 3 were held out: with k = 1 only user 1 is hit.")
    check.unchanged()
    got = check.number(check.call(_five(), test.head(3), k=1), share)
    check.close(got, 1 / 3, "the first three users alone: one hit of three. Divide by the rows of `test`.")
    stranger = pd.DataFrame({"user_id": [9], "movie_id": [1], "rating": [4.0]})
    got = check.number(
        check.call(_five(), stranger, k=1, when="user 9 is not in `train`, which means: has rated nothing"), share
    )
    check.close(
        got,
        1.0,
        "user 9 has no ratings in train, so nothing is left out: movie 1 is offered, and movie 1 was held out.",
    )
    check.passed()
