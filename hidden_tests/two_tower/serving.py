"""Oracle of lab 04: the list for a new user."""

from __future__ import annotations

from collections import Counter

import numpy as np

from grader.oracle import oracle


@oracle("test_rating_for_new_user")
def _(student, rng):
    def judge_list(low: float, high: float, n: int | None) -> None:
        d, movies = int(rng.integers(2, 40)), int(rng.integers(15, 60))
        vectors = rng.normal(size=(movies + 1, d))
        vectors /= np.sqrt((vectors**2).sum(axis=1, keepdims=True))
        user, rest = vectors[0], vectors[1:]
        rest[4:6], rest[9] = rest[3], user  # three movies with one vector, and some near each other
        slope = np.roll(user, 1) - (np.roll(user, 1) @ user) * user
        for place in (10, 11, 12):
            near = user + slope / np.sqrt((slope**2).sum() + 1e-12) * (0.04 - 0.002 * (place - 10))
            rest[place] = near / np.sqrt((near**2).sum())
        titles = [f"Movie {number}" for number in rng.integers(0, movies, movies)]  # some titles twice
        titles[4] = titles[3]
        pairs = []
        for title, vector in zip(titles, rest.tolist(), strict=True):
            agreement = sum(a * b for a, b in zip(user.tolist(), vector, strict=True))
            pairs.append((low + (agreement + 1) / 2 * (high - low), title))
        pairs.sort(key=lambda pair: -pair[0])
        more = {} if n is None else {"low": low, "high": high, "n": n}
        answer = student.call("rating_for_new_user", user, rest, titles, **more)
        expected = pairs[: 10 if n is None else n]
        got = answer.value
        well = isinstance(got, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in got)
        student.expect(well, "a list of (title, stars) pairs", "expected pairs")
        student.expect(len(got) == len(expected), "n movies, fewer if there are fewer", "the wrong number of movies")
        # movies with equal ratings may come in any order: each title must be one of those with that rating, none too often
        groups = [[title for other, title in pairs if abs(other - value) < 1e-9] for value, _ in expected]
        named = [p[0] for p in got if isinstance(p[0], str)]
        alike = [[name for name, (other, _) in zip(named, expected, strict=False) if abs(other - value) < 1e-9]
                 for value, _ in expected]  # fmt: skip
        right = len(named) == len(got) and all(not Counter(a) - Counter(g) for a, g in zip(alike, groups, strict=True))
        student.expect(right, "the titles, highest rating first, each movie once")
        stars = [float(p[1]) if isinstance(p[1], (int, float)) or np.shape(p[1]) == () else np.nan for p in got]
        # right to a millionth of a star, also where the vectors are worked on as float32
        student.expect(
            bool(np.allclose(stars, [value for value, _ in expected], rtol=0, atol=3e-6 * (high - low))),
            "the ratings in stars",
        )
        answer.leaves_arguments("the arrays and titles it was given stay as they were")

    judge_list(1.0, 5.0, None)
    low = float(rng.uniform(-2, 2))
    judge_list(low, low + float(rng.uniform(1, 9)), int(rng.integers(1, 9)))
    judge_list(0.5, 5.0, int(rng.integers(1, 9)))
    judge_list(1.0, 10.0, 1_000)
