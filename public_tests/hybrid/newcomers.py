"""Check of the four answers to a newcomer."""

from __future__ import annotations

from collections.abc import Callable

from public_tests._check import Check
from public_tests.hybrid.films import COUNTS, MANY_COUNTS, each_once, films, movie_list, twelve

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
    _random(check, ask)
    _more_films(check, lambda strategy, n=12, **more: ask(strategy, n, MANY_COUNTS, twelve, **more))
    try:
        target("oracle", films(), dict(COUNTS), 3)
    except ValueError:
        check.passed()
        return
    except Exception as error:
        check.fail(f'for the strategy "oracle" expected a ValueError, got {type(error).__name__}: {error}.')
    check.fail('for a strategy that does not exist, "oracle", expected a ValueError, got an answer: raise one.')


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


def _random(check: Check, ask: Callable) -> None:
    drawn = [ask("random", 3, seed=seed) for seed in range(40)]
    for got in drawn:
        if len(got) != 3 or not set(got) <= set(range(1, 7)):
            check.fail(f'"random": expected three of the ids 1 to 6, got {got}.')
    if drawn[5] != ask("random", 3, seed=5):
        check.fail('"random": the same seed must give the same list: draw with `np.random.default_rng(seed)`.')
    if len({tuple(got) for got in drawn}) == 1:
        check.fail('"random": 40 seeds gave the same list; is `seed` used?')
    missing = sorted(set(range(1, 7)) - {movie for got in drawn for movie in got})
    if missing:
        check.fail(
            f'"random": in 40 draws movie {missing[0]} never came; all movies have the same chance, rated or not.'
        )
    if all(got == sorted(got) for got in drawn):
        check.fail('"random": every list is sorted by id; a random list has a random order too.')
    if len(ask("random", 10)) != 6:
        check.fail('"random": with n = 10 of six movies expected all six.')


def _more_films(check: Check, ask: Callable) -> None:
    """Twelve films, for what six are too few to show."""
    chart = [11, 12, 13, 14, 20, 15, 16, 17, 18, 19, 21, 22]
    got = ask("popular")
    if 99 in got:
        check.fail(
            '"popular": movie 99 is in `counts` but not in `movies`, and only what is in `movies` can be offered.'
        )
    check.same(got, chart, '"popular": twelve films, by their ratings, and then by id.')
    got = ask("exploratory")
    if got.index(14) > 6:
        check.fail('"exploratory": Film is a new genre after Film-Noir: compare whole names, not parts of a text.')
    if got.index(12) < 7:
        check.fail('"exploratory": movie 12 has no genres, so it brings none: `"".split("|")` holds one empty name.')
    taken = [11, 14, 20, 17, 18, 19, 21]
    for rounds in ([12, 16], [16, 12]):
        check.reject(
            got,
            [*taken, 13, 15, 22, *rounds],
            '"exploratory": those passed over follow in the order of the chart, without a second round of new genres.',
        )
    check.same(got, [*taken, 12, 13, 15, 16, 22], '"exploratory": seven films bring a new genre, then the others.')
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
    pairs = [tuple(ask("random", 2, seed=seed)) for seed in range(60)]
    if len(set(pairs)) <= 12:
        check.fail(
            f'"random": 60 seeds gave only {len(set(pairs))} different lists of two of twelve movies: is it a piece of one fixed order, '
            "or is the seed cut off?"
        )
    missing = sorted(set(chart) - {movie for pair in pairs for movie in pair})
    if missing:
        check.fail(f'"random": in 60 draws movie {missing[0]} never came; also the little known have the same chance.')
