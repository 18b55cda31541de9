"""Checks of the chart, of everything and inside a genre."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from public_tests._check import Check, kind
from public_tests.popularity.films import films


def test_top_chart(target: Callable) -> None:
    """Check `top_chart`: who qualifies, the score, the order, ties, the length, the table untouched."""
    check = Check("top_chart", target, ["movies", "n=250", "q=0.90"])
    chart = check.frame(check.call(films(), n=10, q=0.5), ["title", "rating", "votes", "score"])
    titles = list(chart["title"])
    if "Fjord" in titles or "Alpine" in titles:
        check.fail(
            f"Fjord has 5 votes and Alpine 10, fewer than m = 170: keep only films with votes >= m; got {titles}."
        )
    if titles == ["Barcarole"]:
        check.fail(
            "for q = 0.5 expected three films, got Barcarole alone, which is right for q = 0.9: is q passed on to `vote_threshold`?"
        )
    check.same(sorted(titles), ["Barcarole", "Comet", "Estuary"], "the films with at least m = 170 votes.")
    by_title = dict(zip(titles, check.array(chart["score"], shape=(3,), each="film"), strict=True))
    score = [by_title[title] for title in ("Barcarole", "Comet", "Estuary")]
    check.reject(
        score,
        [8.9610, 6.2411, 5.2068],
        "the scores are shrunk toward the wrong mean: C = 7 is the mean over all films, also those that do not qualify.",
    )
    right = [(10_000 * 9 + 170 * 7) / 10_170, (300 * 6 + 170 * 7) / 470, (1_200 * 5 + 170 * 7) / 1_370]
    check.close(
        score,
        right,
        "the scores of Barcarole, Comet and Estuary with C = 7 and m = 170: are the arguments of `weighted_rating` in their order (votes, rating, m, C), and does it pass its own check?",
    )
    if titles == ["Estuary", "Comet", "Barcarole"]:
        check.fail(f"expected the best film first, got {titles}: sorted the wrong way round?")
    # given neither in the order of the score nor of the rating: m = 100 and C = 7.1
    mixed = pd.DataFrame(
        {
            "title": ["Mid", "Few", "Many", "Low", "Sole"],
            "rating": [7.0, 8.5, 8.0, 2.0, 10.0],
            "votes": [1_000, 100, 5_000, 50, 1],
        }
    )
    titles = list(check.frame(check.call(mixed, n=10, q=0.5), ["title"])["title"])
    if titles == ["Mid", "Few", "Many"]:
        check.fail(
            "the films come in the order they had in the table: `sort_values` gives a new table, did you keep it?"
        )
    if titles == ["Few", "Many", "Mid"]:
        check.fail(
            "Many (5,000 votes of 8, score 7.98) belongs before Few (100 votes of 8.5, score 7.80): sort by `score`, not by `rating`."
        )
    if "Few" not in titles:
        check.fail("Few has 100 votes and m is 100, so it belongs in the chart: at least m means votes >= m.")
    check.same(titles, ["Many", "Few", "Mid"], "the highest score first.")
    check.same(
        check.frame(check.call(mixed, n=2, q=0.5), ["title"])["title"],
        ["Many", "Few"],
        "with n = 2 the chart has two rows.",
    )
    # m = 100 and C = 6, both exact in floating point, so that equal scores really are equal
    tied = pd.DataFrame(
        {
            "title": ["Low", "Birch", "Aspen", "Cedar", "High"],
            "rating": [5.0, 6.0, 6.0, 6.0, 7.0],
            "votes": [1, 100, 100, 300, 1],
        }
    )
    got = list(check.frame(check.call(tied, n=10, q=0.5), ["title"])["title"])
    check.same(
        got,
        ["Cedar", "Aspen", "Birch"],
        "three films with the same score: more votes first, then the title from A to Z.",
    )
    check.unchanged()
    check.passed()


def test_genre_chart(target: Callable) -> None:
    """Check `genre_chart`: exact genre, threshold and mean inside the genre, an unknown genre."""
    check = Check("genre_chart", target, ["movies", "genre", "n=250", "q=0.90"])
    chart = check.frame(check.call(films(), "Music", n=10, q=0.0), ["title", "votes", "score"])
    titles = list(chart["title"])
    if len(titles) == 6:
        check.fail(
            "every film is in the Music chart: is the filtered table the one that you pass on? (And `str.contains` reads | as 'or', unless it is told `regex=False`.)"
        )
    if titles == ["Barcarole"]:
        check.fail("for q = 0 expected Estuary too: is q passed on to `top_chart`?")
    if "Dune Road" in titles:
        check.fail(
            'Dune Road is "Musical|Music Video", and neither is "Music": a genre must match as a whole, so take `genres` apart at "|" first.'
        )
    if "Barcarole" not in titles:
        check.fail(
            f'Barcarole is "Drama|Music", so it belongs in the Music chart; got {titles}: compare with each of the names, not with the whole text or the first.'
        )
    check.same(titles, ["Barcarole", "Estuary"], "the two films with Music among their genres, the higher score first.")
    first = check.frame(check.call(films(), "Music", n=1, q=0.0), ["title"])["title"]
    check.same(first, ["Barcarole"], "with n = 1 the chart has one row: is n passed on to `top_chart`?")
    titles = sorted(check.frame(check.call(films(), "Drama", n=10, q=0.0), ["title"])["title"])
    if titles == ["Alpine"]:
        check.fail(
            'Barcarole is "Drama|Music", so it belongs in the Drama chart too: compare with each of the names, not with the whole text or the last.'
        )
    check.same(titles, ["Alpine", "Barcarole"], "with q = 0 every drama qualifies, and there are two.")
    chart = check.frame(check.call(films(), "Comedy", n=10, q=0.5), ["title", "votes", "score"])
    titles = list(chart["title"])
    if sorted(titles) == ["Comet", "Estuary"]:
        check.fail(
            "for Comedy expected Estuary alone, got Comet too: the threshold must come from the comedies (m = 750), not from all films (m = 170)."
        )
    check.same(titles, ["Estuary"], "of the comedies only Estuary has at least m = 750 votes.")
    score = check.array(chart["score"], shape=(1,), each="film")
    check.reject(
        score,
        [5.7692],
        "Estuary's score is shrunk toward the mean of all films (7): inside the comedies it is C = 5.5.",
    )
    check.close(score, [(1_200 * 5 + 750 * 5.5) / 1_950], "1200 / 1950 · 5 + 750 / 1950 · 5.5.")
    check.unchanged()
    wanted = "no film here is a Western, and that should give an empty table with the columns of a chart"
    nobody = check.call(films(), "Western", n=10, q=0.9, when=wanted)
    if not isinstance(nobody, pd.DataFrame) or len(nobody) or not {"title", "score"} <= set(nobody.columns):
        check.fail(f"{wanted}, got {kind(nobody)}.")
    check.passed()
