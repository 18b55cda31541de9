"""Check of the four answers to a newcomer."""

from __future__ import annotations

from collections.abc import Callable

from public_tests._check import Check
from public_tests.hybrid.draws import draws_of_many, draws_of_six, draws_of_twelve
from public_tests.hybrid.films import (
    COUNTS,
    CROWD,
    CROWD_COUNTS,
    CROWD_LIKED,
    MANY_COUNTS,
    crowd,
    each_once,
    films,
    movie_list,
    twelve,
)

PARAMETERS = ["strategy", "movies", "counts", "n", "liked=()", "seed=0"]


def test_cold_start(target: Callable) -> None:
    """Check `cold_start`: the chart and its ties, the varied list, likes, random draws, an unknown strategy."""
    check = Check("cold_start", target, PARAMETERS)

    def ask(strategy: str, n: int, counts: dict = COUNTS, movies=films, **more) -> list:
        got = movie_list(check, check.reads(strategy, movies(), counts, n, **more), f'"{strategy}"')
        each_once(check, got)
        return got

    _popular(check, ask)
    _exploratory(check, ask)
    _content(check, ask)
    draws_of_six(check, ask)
    _more_films(check, lambda strategy, n=12, **more: ask(strategy, n, MANY_COUNTS, twelve, **more))
    _many_films(check, lambda strategy, n=2, **more: ask(strategy, n, CROWD_COUNTS, crowd, **more))
    for strategy in ("oracle", "recent", "pop", "expl", "contents"):
        _unknown(check, strategy)
    check.passed()


def _unknown(check: Check, strategy: str) -> None:
    _, error = check.attempt(strategy, films(), dict(COUNTS), 3)
    if isinstance(error, ValueError):
        return
    if error is not None:
        check.fail(f'for the strategy "{strategy}" expected a ValueError, got {type(error).__name__}: {error}.')
    check.fail(
        f'for a strategy that does not exist, "{strategy}", expected a ValueError, got an answer: raise one for all but the four '
        "names, and compare whole names."
    )


def _popular(check: Check, ask: Callable) -> None:
    got = ask("popular", 4)
    check.reject(
        got, [6, 5, 4, 3], '"popular": these have the fewest ratings; expected the most rated first: 1, 2, 3, 4.'
    )
    check.reject(
        got, [6, 4, 5, 3], '"popular": these have the fewest ratings; expected the most rated first: 1, 2, 3, 4.'
    )
    check.reject(
        got, [1, 2, 3, 5], '"popular": movies 4 and 5 have 40 ratings each; of equals the smaller id goes first.'
    )
    check.same(got, [1, 2, 3, 4], '"popular": the most rated first.')
    got = ask("popular", 10)
    if 6 not in got:
        check.fail(
            '"popular": with n = 10 of six movies expected all six, but movie 6 is missing: it is not in `counts`, so it has 0 ratings.'
        )
    check.same(got, [1, 2, 3, 4, 5, 6], '"popular": with n = 10 all six, the one without ratings last.')


def _exploratory(check: Check, ask: Callable) -> None:
    got = ask("exploratory", 4)
    check.reject(
        got, [1, 2, 3, 4], '"exploratory": this is the chart; movie 2 has no genre that movie 1 has not: pass over it.'
    )
    check.reject(
        got,
        [1, 3, 4, 6],
        '"exploratory": expected 1, 3, 4, 5, but 5 is missing: Comedy is in the list already, Romance is not, and one new genre is enough.',
    )
    check.same(
        got, [1, 3, 4, 5], '"exploratory": 1 brings Drama, 2 nothing new, 3 Comedy, 4 Action and Sci-Fi, 5 Romance.'
    )
    got = ask("exploratory", 6)
    if len(got) == 5:
        check.fail(
            '"exploratory": expected six movies, got five: at the end of the chart, fill up with those passed over.'
        )
    check.reject(
        got, [1, 2, 3, 4, 5, 6], '"exploratory": movies that were passed over come at the end, not at their old place.'
    )
    check.same(got, [1, 3, 4, 5, 6, 2], '"exploratory": five bring a new genre, then 2, which was passed over.')


def _content(check: Check, ask: Callable) -> None:
    got = ask("content", 4, liked=["Comedy", "Romance"])
    check.reject(got, [1, 2, 3, 4], '"content": this is the chart; is `liked` used?')
    check.reject(
        got, [5, 3, 2, 1], '"content": movies 1 and 2 are equally unlike; of equals the more rated goes first.'
    )
    check.reject(
        got,
        [3, 5, 1, 2],
        '"content": movie 3 has 1 of the 2 genres that it or the likes have; divide by those, and not by the movie\'s own alone.',
    )
    check.same(
        got,
        [5, 3, 1, 2],
        '"content": 5 has 2 of 2 genres in common, 3 has 1 of 2, the others none, the most rated first.',
    )
    got = ask("content", 3, counts=COUNTS | {5: 70}, liked=["Comedy"])
    check.reject(
        got,
        [5, 3, 1],
        '"content": for Comedy expected movie 3 (1 of 1) before 5 (1 of 2), though 5 now has more ratings: divide by the genres that either of them has.',
    )
    check.same(got, [3, 5, 1], '"content": for Comedy 3 has 1 of 1, 5 has 1 of 2, the others none.')
    got = ask("content", 3, liked=["Rom"])
    check.reject(
        got, [5, 1, 2], '"content": "Rom" is no genre here, but was found inside "Romance": compare whole names.'
    )
    check.same(got, [1, 2, 3], '"content": a genre that no movie has leaves all equal, so the most rated come first.')
    got = ask("content", 2)
    check.same(got, [1, 2], '"content": without likes all are equal, so the most rated come first.')


def _more_films(check: Check, ask: Callable) -> None:
    """Twelve films, for what six are too few to show."""
    chart = [11, 12, 13, 14, 20, 15, 16, 17, 18, 19, 22, 21]
    got = ask("popular")
    if 99 in got:
        check.fail(
            '"popular": movie 99 is in `counts` but not in `movies`, and only what is in `movies` can be offered.'
        )
    check.reject(
        got,
        [*chart[:-2], 21, 22],
        '"popular": movie 22 has one rating and movie 21 none, so 22 goes first: who is not in `counts` has 0 ratings, not 1.',
    )
    check.same(got, chart, '"popular": twelve films, by their ratings, and then by id.')
    got = ask("exploratory")
    place = {movie: number for number, movie in enumerate(got)}
    if place.get(14, 0) > 6:
        check.fail('"exploratory": Film is a new genre after Film-Noir: compare whole names, not parts of a text.')
    if place.get(12, 12) < 7:
        check.fail('"exploratory": movie 12 has no genres, so it brings none: `"".split("|")` holds one empty name.')
    taken = [11, 14, 20, 17, 18, 19, 22]
    for rounds in ([12, 16], [16, 12]):
        check.reject(
            got,
            [*taken, 13, 15, 21, *rounds],
            '"exploratory": those passed over follow in the order of the chart, without a second round of new genres.',
        )
    check.same(got, [*taken, 12, 13, 15, 16, 21], '"exploratory": seven films bring a new genre, then the others.')
    got = ask("content")
    if got[0] == 12:
        check.fail('"content": movie 12 has no genres and nothing was ticked: then the likeness is 0, not 1.')
    check.reject(got, sorted(chart), '"content": of equals the smaller id goes first here; it is the more rated.')
    check.same(got, chart, '"content": without likes all are equal, so they stand as in the chart.')
    got = ask("content", 3, liked=["Crime", "Drama", "Musical", "Sci-Fi", "Children"])
    check.reject(
        got,
        [17, 18, 19],
        '"content": movie 18 has 2 of 8 genres in common and movie 17 has 1 of 5, which is less: divide by the genres '
        "of either, without a root, and do not round.",
    )
    check.same(got, [18, 17, 19], '"content": 18 has 2 of 8 genres in common, 17 has 1 of 5, 19 has 1 of 7.')
    got = ask("content", 2, liked=["Western"])
    check.reject(
        got,
        [11, 12],
        '"content": movie 18 is a Western, though that stands last of its five genres: look at all of them.',
    )
    check.same(got, [18, 11], '"content": 18 is the only Western.')
    draws_of_twelve(check, ask, chart)


def _many_films(check: Check, ask: Callable) -> None:
    """Six hundred films, of which the last differs: the whole chart counts, and likeness before popularity."""
    got = ask("exploratory")
    check.reject(
        got,
        [1, 2],
        f'"exploratory": of {CROWD} movies all but the last are dramas, so expected 1 and {CROWD}, got 1 and 2: walk down the '
        "whole chart before those that were passed over follow.",
    )
    check.same(got, [1, CROWD], f'"exploratory": movie 1 is a drama, and the next that is something else is {CROWD}.')
    got = ask("content", liked=CROWD_LIKED)
    check.reject(
        got,
        [1, 2],
        f'"content": movie {CROWD} has 2 of 25 genres in common, the others 1 of 13, which is less, so expected {CROWD} and 1, '
        "got 1 and 2: go through all movies, do not round, and let only the likeness decide; ratings or places that are "
        "added to it may outweigh it.",
    )
    check.same(got, [CROWD, 1], f'"content": {CROWD} has 2 of 25 genres in common, the others 1 of 13.')
    draws_of_many(check, ask, CROWD)
