"""What can be expected of random lists: part of the check of the four answers to a newcomer."""

from __future__ import annotations

from collections.abc import Callable

from public_tests._check import Check


def draws_of_six(check: Check, ask: Callable) -> None:
    """Six films: n of them, the same for a seed, others for another seed, all of them some time."""
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


def draws_of_twelve(check: Check, ask: Callable, chart: list[int]) -> None:
    """Twelve films: seeds of all kinds, the little known, the order."""
    if not ask("random") == ask("random", seed=0) == ask("random", seed=0):
        check.fail(
            '"random": asked again with seed 0, which it also has when none is given, it drew another list; 0 is a seed like '
            "any other (but `if seed` takes it for none)."
        )
    pairs = [tuple(ask("random", 2, seed=seed)) for seed in range(60)]
    if len(set(pairs)) <= 12:
        check.fail(
            f'"random": 60 seeds gave only {len(set(pairs))} different lists of two of twelve movies: is it a piece of one fixed order, '
            "or is the seed cut off?"
        )
    missing = sorted(set(chart) - {movie for pair in pairs for movie in pair})
    if missing:
        check.fail(f'"random": in 60 draws movie {missing[0]} never came; also the little known have the same chance.')
    if len({ask("random", seed=seed)[0] for seed in range(40)}) < 4:
        check.fail(
            '"random": of 40 lists of all twelve movies nearly all begin alike; the order is random too, also where all '
            "movies are drawn (`shuffle=False` keeps the old order)."
        )
    if ask("random", seed=5) == ask("random", seed=720_720_005):
        check.fail(
            '"random": the seeds 5 and 720720005 drew the same list of twelve; is the seed cut off, as by `seed % 60`?'
        )


def draws_of_many(check: Check, ask: Callable, n: int) -> None:
    """All movies can come, also where there are n, numbered from 1."""
    left = set(range(1, n + 1))
    for seed in range(30):  # of a fair draw one is left in fewer than one of a million runs
        left -= set(ask("random", n // 2, seed=seed))
    if left:
        check.fail(
            f'"random": in 30 lists of half of {n} movies movie {min(left)} never came; draw from all movies, also where '
            "there are many."
        )
