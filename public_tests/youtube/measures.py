"""Checks of recall@k and nDCG@k: a few lists, each mistake worked out for all of them, so that none is taken for another."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from public_tests._check import Check, kind

LIST = [4, 3, 8, 6, 1]
EXACT = 1e-8  # a share: Python's numbers have 16 digits
SECOND = 1 / math.log2(3)  # the gain of a hit at place 2
# For arrays: `if not relevant` is the usual stumbling block.
ARRAYS = "with arrays, of which only `len(relevant) == 0` tells whether they are empty"
Case = tuple[Any, Any, int, str, str]  # list, relevant, k, what is special, why the value is what it is

RECALL: tuple[Case, ...] = (
    (LIST, [3, 5, 8, 7], 3, "", "2 of the 4 relevant movies are among the first 3."),
    (LIST, {6, 4}, 2, "with a set", "only movie 4 is among the first 2."),
    (LIST, [8, 9], 3, "", "1 of the 2 relevant movies is among the first 3."),
    (LIST, [4, 5, 9], 2, "", "1 of the 3 relevant movies is among the first 2."),
    (LIST, [5, 7, 9, 3], 2, "", "movie 3 is among the first 2 and relevant: 1 of 4."),
    (np.array(LIST), np.array([3, 5, 8, 7, 9]), 1, ARRAYS, "nothing relevant is at place 1."),
)
NDCG: tuple[Case, ...] = (
    (LIST, [3, 5], 2, "", "0.631 / 1.631: one hit at place 2, and the best possible list has two."),
    (LIST, {8}, 3, "with one relevant movie, as a set", "a hit at place 3 gains 0.5, the best possible list 1."),
    (LIST, [4, 3, 8], 2, "with more relevant movies than k", "both places are hits; a list of 2 cannot be better: 1."),
    (
        [7, 4],
        [4, 9, 2],
        5,
        "with a list shorter than k",
        "the list is shorter than k, but the best possible one has 3 hits: 0.631 / 2.131.",
    ),
    (LIST, [3, 6, 5], 4, "", "hits at the places 2 and 4 gain 0.631 + 0.431, the best possible list 2.131."),
    (LIST, [5, 7, 3], 2, "", "one hit, movie 3 at place 2, gains 0.631, the best possible list 1.631."),
    (np.array(LIST), np.array([1, 4]), 5, ARRAYS, "hits at the places 1 and 5."),
)


def _places(recommended: Any, relevant: Collection, k: int) -> list[int]:
    """Where the hits stand, from 1."""
    return [place for place, movie in enumerate(list(recommended)[:k], start=1) if movie in relevant]


def _recall(recommended: Any, relevant: Collection, k: int) -> float:
    return len(_places(recommended, relevant, k)) / len(relevant)


RECALL_MISTAKES: tuple[tuple[Callable[[Any, Collection, int], float], str], ...] = (
    (lambda r, w, k: len(_places(r, w, k)), "that is the number of hits; divide by the number of relevant movies."),
    (
        lambda r, w, k: len(_places(r, w, k)) / k,
        "divided by k, it is the share of the *list*; recall is the share of the relevant: 2 of 4 are 0.5.",
    ),
    (
        lambda r, w, k: len(_places(r, w, k)) / min(k, len(w)),
        "divided by min(k, len(relevant)), which belongs to nDCG; recall is divided by all that is relevant: 2 of 4 are 0.5.",
    ),
    (
        lambda r, w, k: len(_places(r, w, k)) / len(r),
        "divided by the length of the whole list; divide by the number of relevant movies.",
    ),
    (
        lambda r, w, k: float(bool(_places(r, w, k))),
        "a hit or not is asked for one relevant movie; here are 4, of which 2 were found: 0.5.",
    ),
    (
        lambda r, w, k: len(_places(r, w, len(r))) / len(w),
        "the whole list was searched; movie 6 stands at place 4, behind k = 2: look at the first k only.",
    ),
)
CUT = "`relevant` was cut to its first k as well; only the list is cut, and all that is relevant counts"
RECALL_MISTAKES += ((lambda r, w, k: len(_places(r, list(w)[:k], k)) / len(w), f"{CUT}."),)
# What a hit at place p gains, and how many hits the best possible list has, each with what is wrong about it.
GAINS: tuple[tuple[Callable[[int], float], str], ...] = (
    (lambda p: 1 / math.log2(p + 1), ""),
    (
        lambda p: 1 / math.log2(p + 2),
        "places count from 1, and the gain is 1 / log2(place + 1): the first place gains 1",
    ),
    (
        lambda p: 1 / math.log2(max(p, 2)),
        "the gain was 1 / log2(p), and 1 at place 1, which is another DCG; here place 2 gains 1 / log2(2 + 1) = 0.631",
    ),
    (lambda p: 1 / p, "the gain of place p is 1 / log2(p + 1), not 1 / p"),
    (lambda p: 1.0, "every hit gained 1; it counts less the further down it stands"),
)
BESTS: tuple[tuple[Callable[[Any, Collection, int], int], str], ...] = (
    (lambda r, w, k: min(k, len(w)), ""),
    (
        lambda r, w, k: len(_places(r, w, k)),
        "the best possible list was made of the hits found; it is made of all that is relevant, min(k, len(relevant)) hits",
    ),
    (lambda r, w, k: k, "the best possible list got k hits; no more than are relevant can be: min(k, len(relevant))"),
    (lambda r, w, k: len(w), "the best possible list has no more than k places: min(k, len(relevant)) hits"),
    (
        lambda r, w, k: min(k, len(w), len(r)),
        "the best possible list was cut to the length of the given one; where 3 are relevant and k = 5, the best possible one has 3 hits",
    ),
    (lambda r, w, k: 0, "that is the DCG alone; divide by the DCG of the best possible list"),
)


def _ndcg(gain: Callable, best: Callable) -> Callable[[Any, Collection, int], float]:
    def measure(r: Any, w: Collection, k: int) -> float:
        top = sum(gain(place) for place in range(1, best(r, w, k) + 1))
        return sum(map(gain, _places(r, w, k))) / (top or 1)

    return measure


def test_recall_at_k(target: Callable) -> None:
    """Check `recall_at_k`: the right share, k, short and empty lists, nothing relevant, arguments untouched."""
    check = Check("recall_at_k", target, ["recommended", "relevant", "k"])
    _cases(check, RECALL, _recall, RECALL_MISTAKES, "0 to 1")
    _edges(check)
    check.passed()


def test_ndcg_at_k(target: Callable) -> None:
    """Check `ndcg_at_k`: discount, places from 1, the best possible list, edges, arguments untouched."""
    check = Check("ndcg_at_k", target, ["recommended", "relevant", "k"])
    right = _ndcg(GAINS[0][0], BESTS[0][0])
    mistakes = [
        (lambda r, w, k: right(r, list(w)[:k], k), f"{CUT}."),
        (_recall, "that is recall; nDCG counts a hit less the further down it stands, and knows a best possible list."),
        (
            lambda r, w, k: float(bool(_places(r, w, k))),
            "every list with a hit got 1: was the best possible list made of the hits found, and were they moved to its front? A hit at place 2 gains 0.631, and the best possible list has min(k, len(relevant)) hits.",
        ),
    ]
    for gain, slip in GAINS:
        for best, other in BESTS:
            if said := "; and ".join(filter(None, (slip, other))):
                mistakes.append((_ndcg(gain, best), f"{said}."))
    _cases(check, NDCG, right, mistakes, "0 to 1; places count from 1")
    _edges(check)
    check.passed()


def _cases(check: Check, cases: tuple[Case, ...], right: Callable, mistakes: Any, unit: str) -> None:
    """Ask about all cases, then look which mistake gives just these numbers."""
    got = [
        check.number(check.reads(recommended, relevant, k=k, when=when), unit)
        for recommended, relevant, k, when, _ in cases
    ]
    expected = [right(*case[:3]) for case in cases]
    off = np.abs(np.subtract(got, expected))
    if (off > EXACT * np.array(expected)).any():
        worst = int(off.argmax())
        if (np.float32(expected) == np.array(got)).all():
            check.fail(
                f"expected {expected[worst]:.12f}, got {got[worst]:.12f}: that is float32, which has seven digits; Python's own float has sixteen."
            )
        for digits in range(1, 8):
            if np.allclose(got, np.round(expected, digits), rtol=0, atol=1e-12):
                check.fail(
                    f"expected {expected[worst]:.9f}, got {got[worst]:.9f}: rounded? Give the number as it is; rounding is for showing it."
                )
        for mistake, sentence in mistakes:
            check.reject(got, [mistake(*case[:3]) for case in cases], sentence)
    for value, wanted, case in zip(got, expected, cases, strict=True):
        about = f"for the list {list(case[0])}, relevant {sorted(case[1])} and k = {case[2]}: "
        if abs(value - wanted) > EXACT * wanted:
            check.fail(f"expected {wanted:.6f}, got {value:.6f}: {about}{case[4]}")


def _edges(check: Check) -> None:
    """What both measures do with empty lists."""
    got = check.reads([], [3, 5], k=4, when="with an empty list of recommendations")
    if np.ndim(got) == 0 and isinstance(got, (float, np.floating)) and np.isnan(got):
        check.fail(
            "an empty list of recommendations gave nan; it finds nothing of what is relevant: 0. Only where nothing is *relevant* the answer is nan."
        )
    check.close(check.number(got, "0 to 1"), 0.0, "an empty list of recommendations finds nothing: 0.")
    got = check.number(check.reads([4], [4], k=10, when="with a list shorter than k"), "0 to 1")
    check.close(got, 1.0, "the only relevant movie comes first, in a list shorter than k: 1.")
    for nothing in ([], set(), np.array([], dtype=int)):
        _is_nan(check, check.reads(LIST, nothing, k=3, when=f"with nothing relevant, given as {kind(nothing)}"))
    got = check.reads([], [], k=3, when="with nothing recommended and nothing relevant")
    if got is not None and np.ndim(got) == 0 and got == 0:
        check.fail("with nothing recommended and nothing relevant expected nan, got 0: what is relevant decides first.")
    _is_nan(check, got)


def _is_nan(check: Check, got: Any) -> None:
    if got is None:
        check.fail('with nothing relevant it gave back nothing (None); expected float("nan").')
    if np.ndim(got) != 0 or isinstance(got, (str, bool)) or not np.isnan(float(got)):
        check.fail(f'with nothing relevant expected float("nan"), got {got!r}: 0 / 0 is neither good nor bad.')
