"""Checks of the vectors of users and movies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from public_tests._check import Check, shown
from public_tests.data.world import grown, movies, ratings

_NAN = float("nan")


def _table(check: Check, got: object, columns: list[str], rows: list[int], of: str) -> pd.DataFrame:
    """Expect a table with exactly these columns, in this order, and these ids as its index."""
    table = check.frame(got, [])
    if of in table.columns and of not in columns:
        check.fail(f'`{of}` belongs into the index, not into a column: `set_index("{of}")`.')
    if list(table.index) == columns or set(table.columns) == set(rows):
        check.fail(
            f"users or movies are rows and features are columns: transposed? The index is {shown(list(table.index))}."
        )
    if list(table.columns) != columns:
        found = list(table.columns)
        if isinstance(table.columns, pd.MultiIndex):
            check.fail(
                f"expected the columns {columns}, got two levels of names, {found[:2]} …: choose the column `rating` before you take means."
            )
        if any("|" in str(name) for name in found):
            check.fail(f'got the columns {shown(found)}: a movie may have several genres; take `genres` apart at "|".')
        if "" in found:
            check.fail('there is a column without a name: a movie without genres has none, not a genre called "".')
        missing, extra = [c for c in columns if c not in found], [c for c in found if c not in columns]
        if missing == ["Musical"]:
            check.fail("the genre Musical is missing: nobody rated a movie of it, and it is a column all the same.")
        hint = "in this order (alphabetically)" if not missing and not extra else f"missing {missing}, too many {extra}"
        check.fail(f"expected the columns {columns}, got {found}: {hint}.")
    if list(table.index) != rows:
        if set(rows) - set(table.index) == {12}:
            check.fail("user 12 is lost: who rated no movie with a genre keeps a row of NaN.")
        if set(rows) - set(table.index) == {4}:
            check.fail("movie 4 is lost: a movie that nobody rated keeps its row, with NaN as `mean_rating`.")
        if set(rows) - set(table.index) == {6}:
            check.fail("movie 6 is lost: a movie without genres and year keeps its row.")
        check.fail(
            f"expected the index {rows}, got {shown(list(table.index))}: one row for each `{of}`, in this order."
        )
    return table


def _numbers(check: Check, table: pd.DataFrame) -> np.ndarray:
    for column in table.columns:
        if table[column].dtype == bool:
            check.fail(f"the column `{column}` holds True and False; numbers are wanted, 1 and 0: `.astype(int)`.")
        if not pd.api.types.is_numeric_dtype(table[column].dtype) and any(isinstance(v, str) for v in table[column]):
            check.fail(f"the column `{column}` holds texts; numbers are wanted.")
        if not pd.api.types.is_numeric_dtype(table[column].dtype):
            check.fail(
                f"the column `{column}` has the dtype {table[column].dtype}, numbers are wanted, with NaN where nothing is known: `.astype(float)`."
            )
    try:
        return table.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        check.fail("expected numbers, with NaN where nothing is known, and got other values among them.")


def _row(check: Check, got: Sequence[float], right: Sequence[float], whose: str, why: str) -> None:
    if not np.allclose(got, right, rtol=1e-6, atol=1e-9, equal_nan=True):
        for digits in (0, 1, 2, 3):
            if np.allclose(got, np.round(right, digits), rtol=0, atol=1e-9, equal_nan=True):
                check.fail(f"{whose}: got {shown(list(got))}: rounded? Give the numbers as they are.")
        check.fail(f"{whose}: expected {shown(list(right))}, got {shown(list(got))}: {why}")


def test_genre_profile(target: Callable) -> None:
    """Check `genre_profile`: all users and genres, means and not sums, NaN and not 0, whole names, tables untouched."""
    check = Check("genre_profile", target, ["ratings", "movies"])
    genres, users = ["Comedy", "Drama", "Music", "Musical"], [3, 5, 7, 12]
    table = _table(check, check.call(ratings(), movies()), genres, users, "user_id")
    values = dict(zip(users, _numbers(check, table), strict=True))
    check.unchanged()
    if (values[3][3], values[5][3]) == (0, 0):
        check.fail("nobody rated a Musical, and the profile says 0 stars: expected NaN, nothing known.")
    if values[3][3] == 4 or values[3][3] == 3.5:
        check.fail(
            "nobody rated a Musical, and user 3 has a mean there: a gap stays NaN; and `Music` is not `Musical`: compare whole names."
        )
    if np.allclose(values[3], [3, 5, 8, np.nan], equal_nan=True):
        check.fail("user 3's Music is 8: that is the sum of 5 and 3, the mean is 4.")
    if np.allclose(values[3][:3], [1, 1, 2]):
        check.fail("these are numbers of ratings; mean ratings in stars are wanted.")
    of_one = ([3, 5, _NAN, _NAN], [_NAN, _NAN, 4, _NAN])  # only the first genre of a movie counts, or only the last
    if any(np.allclose(values[3], row, equal_nan=True) for row in of_one):
        check.fail(
            'Barcarole is "Drama|Music", so its 5 stars count for Drama and for Music: take `genres` apart at "|".'
        )
    order = "Comedy, Drama, Music, Musical"
    _row(
        check,
        values[3],
        [3, 5, 4, _NAN],
        f"user 3 ({order})",
        "rated Barcarole (Drama, Music) 5, Estuary (Comedy, Music) 3, Fjord 4; Fjord has no genre and counts nowhere. Are movies found by `movie_id`?",
    )
    _row(
        check,
        values[5],
        [1.5, 3, 2, _NAN],
        f"user 5 ({order})",
        "rated Comet (Comedy) 1, Alpine (Drama) 3, Estuary (Comedy, Music) 2.",
    )
    _row(
        check,
        values[7],
        [5, 3.5, 2, _NAN],
        f"user 7 ({order})",
        "rated Alpine (Drama) 5, Barcarole (Drama, Music) 2, Comet (Comedy) 5.",
    )
    _row(
        check,
        values[12],
        [_NAN] * 4,
        f"user 12 ({order})",
        "rated only a movie without genre: NaN everywhere, not 0 and not the user's mean.",
    )
    # movies in another order, so that places and ids have nothing to do with each other; whole stars as integers
    turned = movies().iloc[::-1].assign(genres=["Comedy", "Drama", "War", "", "War|Drama", "Sci-Fi"])
    whole = ratings().astype({"rating": int})
    table = _table(
        check,
        check.call(whole, turned, when="the movies come in another order"),
        ["Comedy", "Drama", "Sci-Fi", "War"],
        users,
        "user_id",
    )
    values = _numbers(check, table)
    _row(
        check,
        values[0],
        [4, 4, _NAN, 5],
        "with the movies in another order, user 3 (Comedy, Drama, Sci-Fi, War)",
        "find each movie by its `movie_id`, not by its place in the table.",
    )
    _row(
        check,
        values[3],
        [2, _NAN, _NAN, _NAN],
        "with the movies in another order, user 12 (Comedy, Drama, Sci-Fi, War)",
        "rated movie 6, now a Comedy, with 2 stars.",
    )
    # three dramas, and user 5 rated the Musical
    more_movies, more_ratings = grown()
    values = _numbers(check, _table(check, check.call(more_ratings, more_movies), genres, users, "user_id"))
    if np.isclose(values[1][2], 3.5):
        check.fail("user 5 gave the Musical 5 stars, and they count in Music as well: compare whole names.")
    if np.isclose(values[2][1], 2):
        check.fail("user 7 rated three dramas with 5, 2 and 1 stars; 2 is the median, the mean is 2.667.")
    why = "the small world with three more ratings: of Glacier (8, Drama), of Dune Road (4, Musical) and of Alpine."
    by_hand = [[3, 5, 4, _NAN], [1.5, 3, 2, 5], [5, 8 / 3, 2, _NAN], [_NAN, 2, _NAN, _NAN]]
    for user, row, right in zip(users, values, by_hand, strict=True):
        _row(check, row, right, f"user {user} ({order})", why)
    check.passed()


def test_item_features(target: Callable) -> None:
    """Check `item_features`: all movies in their order, found by id, NaN where not known, indicators, tables untouched."""
    check = Check("item_features", target, ["movies", "ratings"])
    names, ids = ["year", "mean_rating", "Comedy", "Drama", "Music", "Musical"], [1, 2, 3, 4, 5, 6]
    table = _table(check, check.call(movies(), ratings()), names, ids, "movie_id")
    values = _numbers(check, table)
    check.unchanged()
    for column in names[:2]:
        if not pd.api.types.is_float_dtype(table[column].dtype):
            check.fail(
                f'the column `{column}` has the dtype {table[column].dtype}: `.astype("float64")` makes numbers of it that any model can reckon with, NaN where nothing is known.'
            )
    mean = values[:, 1]
    if mean[3] == 0:
        check.fail("movie 4 has no rating, and its `mean_rating` says 0: expected NaN, nothing known.")
    if np.isclose(mean[3], 3.2):
        check.fail(
            "movie 4 has no rating, and its `mean_rating` is the mean of all ratings: expected NaN, nothing known."
        )
    if np.isnan(mean).sum() > 1 or (len(mean) and np.allclose(mean[:3], [3.5, 3, 2.5])):
        check.fail(
            f"the means are at the wrong movies, {shown(mean)}: pandas puts columns together by the index, so give all pieces `movie_id` as index."
        )
    if np.allclose(mean[[0, 1, 2, 4, 5]], [8, 7, 6, 5, 6]):
        check.fail("`mean_rating` holds sums; Alpine's 5 and 3 have the mean 4.")
    if np.allclose(mean[[0, 1, 2, 4, 5]], 2):
        check.fail("`mean_rating` holds numbers of ratings; the mean in stars is wanted.")
    if np.nanmax(values[:, 2:]) > 1 or np.isnan(values[:, 2:]).any():
        check.fail("an indicator is 1 if the movie has the genre and 0 if not, nothing else.")
    if values[3, 4] == 1:
        check.fail("Dune Road is a Musical and got a 1 in Music: compare whole names.")
    if values[5, 0] == 0 or (not np.isnan(values[5, 0])):
        check.fail(f"Fjord's year is not known: expected NaN, got {shown(values[5, 0])}.")
    by_hand = [
        [1962, 4, 0, 1, 0, 0],
        [1962, 3.5, 0, 1, 1, 0],
        [1978, 3, 1, 0, 0, 0],
        [1971, _NAN, 0, 0, 0, 1],
        [1984, 2.5, 1, 0, 1, 0],
        [_NAN, 3, 0, 0, 0, 0],
    ]
    for row, right, title in zip(values, by_hand, movies()["title"], strict=True):
        _row(check, row, right, f"{title} ({', '.join(names)})", "see the table in the text.")
    # another order and other ids: a place is no id, and the order of the movies is kept
    turned = movies().iloc[[4, 1, 5, 0, 3, 2]].assign(year=[1984.0, 1962.0, np.nan, 1962.0, 1971.0, 1978.0])
    table = _table(
        check,
        check.call(turned, ratings(), when="the movies come in another order"),
        names,
        [5, 2, 6, 1, 4, 3],
        "movie_id",
    )
    for row, place, title in zip(_numbers(check, table), [4, 1, 5, 0, 3, 2], turned["title"], strict=True):
        _row(
            check,
            row,
            by_hand[place],
            f"with the movies in another order, {title} ({', '.join(names)})",
            "each value belongs to its movie's id, not to its place.",
        )
    # other ratings: three of Alpine, one of Dune Road
    more_movies, more_ratings = grown()
    table = _table(check, check.call(more_movies, more_ratings), names, [*ids, 8], "movie_id")
    values = _numbers(check, table)
    if np.isnan(values[3, 1]):
        check.fail(
            "with other ratings, Dune Road still has no mean: does the function use a table of the notebook instead of its argument `ratings`?"
        )
    if np.isclose(values[0, 1], 3):
        check.fail("Alpine has three ratings here, 5, 3 and 2 stars; 3 is the median, the mean is 3.333.")
    by_hand[0][1], by_hand[3][1] = 10 / 3, 5
    for row, right, title in zip(values, [*by_hand, [1990, 1, 0, 1, 0, 0]], more_movies["title"], strict=True):
        _row(
            check,
            row,
            right,
            f"with three more ratings, {title} ({', '.join(names)})",
            "each mean is of its movie's ratings.",
        )
    check.passed()
