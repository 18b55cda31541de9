"""Checks of the hybrids that work on lists: switching and mixed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from public_tests._check import Check
from public_tests.hybrid.films import each_once, movie_list


def test_switching_hybrid(target: Callable) -> None:
    """Check `switching_hybrid`: the switch at exactly at_least, known left out, filled up from the other list."""
    check = Check("switching_hybrid", target, ["known", "first", "then", "at_least", "n"])

    def ask(*args, when: str = "") -> list:
        got = movie_list(check, check.reads(*args, when=when))
        each_once(check, got)
        return got

    first, then = [1, 5, 3, 6], [4, 2, 5]
    got = ask([1, 2], first, then, 2, 2)
    check.reject(
        got, [5, 3], "with two known ratings and at_least = 2 it must switch to `then`: is it > in place of >=?"
    )
    if 2 in got or 1 in got:
        check.fail(f"movies 1 and 2 are known, and are offered again in {got}: leave out what is in `known`.")
    if got == [4]:
        check.fail("expected 4 and 5, got only 4: leave out the known movies first, then take the first n.")
    check.same(got, [4, 5], "two known ratings are enough for `then`; movie 2 of it is known.")
    got = ask([1, 2], [5, 6, 1], [2, 4, 7], 2, 2)
    check.reject(
        got,
        [4, 5],
        "expected 4 and 7, both from `then`, got 5 of `first`: leave out the known movies before you cut to n.",
    )
    check.same(got, [4, 7], "movie 2 of `then` is known, and 4 and 7 are enough.")
    got = ask([1, 2], first, then, 3, 3)
    check.reject(
        got, [4, 5, 3], "with two known ratings and at_least = 3 the list comes from `first`, got one from `then`."
    )
    check.same(got, [5, 3, 6], "two known ratings are too few for `then`; movie 1 of `first` is known.")
    got = ask([1, 2], first, then, 2, 4)
    if len(got) < 4:
        check.fail(f"expected 4, 5, 3, 6, got {got}: `then` has only two to offer, so fill up from `first`.")
    check.same(got, [4, 5, 3, 6], "4 and 5 from `then`, and 3 and 6 from `first`, where 1 is known and 5 is taken.")
    got = ask([8, 9], [5, 6], [2, 4, 7], 2, 2)
    check.reject(
        got, [5, 6], "two ratings are enough for `then`, also of movies that neither list holds: count all of `known`."
    )
    check.same(got, [2, 4], "two known ratings are enough for `then`.")
    got = ask([], [1, 5], [4, 2], 0, 2, when="nothing was known and at_least was 0")
    check.same(got, [4, 2], "nothing known is at least 0 ratings, so `then` is chosen.")
    got = ask([1, 2], [1, 2, 5, 3, 4], [5], 2, 2)
    check.reject(
        got,
        [5],
        "expected 5 and 3, got 5 alone: the list that fills up, `first`, was cut to n while the known movies 1 and 2 still stood in it; cut at the very end.",
    )
    check.same(got, [5, 3], "5 from `then`, and 3 from `first`, where 1 and 2 are known and 5 is taken.")
    got = ask([1, 2], [5], [1, 2, 5, 3, 4], 3, 2)
    check.reject(
        got,
        [5],
        "expected 5 and 3, got 5 alone: the list that fills up, `then`, was cut to n while the known movies 1 and 2 still stood in it; cut at the very end.",
    )
    check.same(got, [5, 3], "5 from `first`, and 3 from `then`, where 1 and 2 are known and 5 is taken.")
    got = ask([], first, [], 0, 3, when="`then` was empty")
    check.same(got, [1, 5, 3], "an empty `then` is filled up from `first`, also when at_least is 0.")
    got = ask([9], [], then, 2, 5, when="`first` was empty and n was more than there is")
    check.same(got, [4, 2, 5], "three movies are all there is.")
    got = ask(np.array([4, 2]), np.array(first), np.array(then), 5, 4, when="the lists were arrays")
    check.same(got, [1, 5, 3, 6], "the same for arrays.")
    check.passed()


def test_mixed_hybrid(target: Callable) -> None:
    """Check `mixed_hybrid`: in turn, no movie twice, a turn is not lost, lists of any length."""
    check = Check("mixed_hybrid", target, ["lists", "n"])

    def ask(lists: list, n: int, when: str = "") -> list:
        got = movie_list(check, check.reads(lists, n, when=when))
        each_once(check, got)
        if len(got) > n:
            check.fail(
                f"expected n = {n} movies at most, got {len(got)}: stop as soon as there are n, also in the middle of a round."
            )
        return got

    lists = [[1, 2, 3], [2, 4], [5]]
    got = ask(lists, 4)
    check.reject(got, [1, 2, 3, 4], "this is one list behind the other; take one movie from each list in turn.")
    check.reject(
        got,
        [1, 2, 5, 4],
        "in the second round the first list's next is movie 2, which is taken; it then gives its next one, 3, and does not lose its turn.",
    )
    check.same(got, [1, 2, 5, 3], "first round 1, 2, 5; in the second round the first list gives 3.")
    got = ask(lists, 6)
    check.reject(got, [1, 2, 5], "expected five movies, got three: a list that is used up does not end the others.")
    check.same(got, [1, 2, 5, 3, 4], "all five movies, in turn; a list that is used up drops out.")
    got = ask([[1, 2, 3, 4], [2, 5], [3]], 5)
    check.reject(
        got,
        [1, 2, 3, 5, 4],
        "in the second round the first list's next two, 2 and 3, are both taken; it goes on to 4: `while` in place of `if`?",
    )
    check.same(got, [1, 2, 3, 4, 5], "in the second round the first list passes over 2 and 3 and gives 4.")
    twelve = [[5], [1, 2, 3], [6, 7], [8, 1], *([movie] for movie in range(11, 19))]
    got = ask(twelve, 24)
    check.reject(
        got,
        [5, 1, 6, 8, 2, 7, 3],
        "expected movies from all twelve lists, got only what the first four hold: go over all of `lists`.",
    )
    check.same(
        got,
        [5, 1, 6, 8, *range(11, 19), 2, 7, 3],
        "twelve lists, in the order in which they are given, whatever their lengths.",
    )
    one = [4, 9, 1, 7, 3, 8]
    got = ask([[], one, [4]], 6, when="one list was empty")
    if got == one[: len(got)] and len(got) < 6:
        check.fail(
            f"expected six movies, got {len(got)}: the third list's only movie is the second's first, so each round gives one movie and it "
            "takes six rounds; go on as long as a list has something left, not for a number of rounds that is fixed before."
        )
    check.same(got, one, "the other lists have nothing of their own, so the order of this one remains.")
    got = ask([[7, 8, 9], [9, 8, 7]], 3)
    check.reject(
        got,
        [7, 9],
        "expected three movies, got two: movie 8 was offered by both in the same round, and is left for the first.",
    )
    check.same(got, [7, 9, 8], "7 from the first, 9 from the second, then 8.")
    check.same(ask(lists, 2), [1, 2], "n = 2: stop in the middle of a round.")
    check.same(ask([[], [3, 1]], 5, when="one list was empty"), [3, 1], "an empty list has nothing to give.")
    check.same(ask([[], []], 5, when="all lists were empty"), [], "from empty lists comes an empty list.")
    check.same(
        ask([np.array([4, 6]), (6, 5)], 3, when="lists were arrays and tuples"),
        [4, 6, 5],
        "the same for arrays and tuples.",
    )
    check.passed()
