"""Checks of recall@k and nDCG@k."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind

LIST = [4, 3, 8, 6, 1]
SECOND = 1 / np.log2(3)  # the gain of a hit at place 2


def test_recall_at_k(target: Callable) -> None:
    """Check `recall_at_k`: the right share, k, short and empty lists, nothing relevant, arguments untouched."""
    check = Check("recall_at_k", target, ["recommended", "relevant", "k"])
    got = check.number(check.call(list(LIST), [3, 5, 8, 7], k=3), "a share, 0 to 1")
    check.reject(got, 2 / 3, "2 hits among 3 is the share of the *list*; recall is the share of the 4 relevant: 0.5.")
    check.reject(got, 2, "that is the number of hits; divide by the number of relevant movies, 4.")
    check.reject(got, 2 / 5, "divided by the length of the list; divide by the number of relevant movies, 4.")
    check.reject(got, 1.0, "a hit or not is asked for one relevant movie; here are 4, of which 2 were found: 0.5.")
    check.close(got, 0.5, "2 of the 4 relevant movies are among the first 3.")
    check.unchanged()
    got = check.number(check.call(list(LIST), {6, 4}, k=2, when="with a set"), "a share, 0 to 1")
    check.reject(got, 1.0, "movie 6 stands at place 4, behind k = 2: look at the first k only.")
    check.close(got, 0.5, "only movie 4 is among the first 2.")
    got = check.number(
        check.call(np.array(LIST), np.array([3, 5, 8, 7, 9]), k=1, when="with arrays"), "a share, 0 to 1"
    )
    check.close(got, 0.0, "nothing relevant is at place 1.")
    _edges(check)
    check.passed()


def test_ndcg_at_k(target: Callable) -> None:
    """Check `ndcg_at_k`: discount, places from 1, the best possible list, edges, arguments untouched."""
    check = Check("ndcg_at_k", target, ["recommended", "relevant", "k"])
    got = check.number(check.call(list(LIST), [3, 5], k=2), "0 to 1")
    best = 1 + SECOND
    for mistake, sentence in (
        (0.5, "that is recall; nDCG counts a hit less the further down it stands."),
        (SECOND, "that is the DCG alone, 0.631; divide by the DCG of the best possible list, 1.631."),
        (
            1.0,
            "places count from 1: the hit stands at place 2 and gains 1 / log2(2 + 1) = 0.631. Or is the best list made of the hits found only?",
        ),
        (0.5 / (SECOND + 0.5), "places count from 1, and the gain is 1 / log2(place + 1): the first place gains 1."),
        (0.5 / best, "the hit stands at place 2 and gains 1 / log2(2 + 1) = 0.631; is there 1 too much?"),
        (1 / best, "places count from 1: the hit stands at place 2 and gains 1 / log2(2 + 1) = 0.631."),
        (0.5 / 1.5, "the gain of place p is 1 / log2(p + 1), not 1 / p."),
    ):
        check.reject(got, mistake, sentence)
    check.close(got, SECOND / best, "0.631 / 1.631: one hit at place 2, and the best possible list has two.")
    check.unchanged()
    got = check.number(check.call(list(LIST), {8}, k=3, when="with one relevant movie, as a set"), "0 to 1")
    check.reject(
        got,
        0.5 / (best + 0.5),
        "one movie is relevant, so the best possible list has one hit, not k = 3: min(k, len(relevant)).",
    )
    check.close(got, 0.5, "a hit at place 3 gains 1 / log2(4) = 0.5, the best possible list 1.")
    got = check.number(check.call(list(LIST), [4, 3, 8], k=2, when="with more relevant movies than k"), "0 to 1")
    check.reject(
        got, best / (best + 0.5), "the best possible list has no more than k = 2 places; this one is perfect: 1."
    )
    check.close(got, 1.0, "both places are hits; a list of 2 cannot be better.")
    got = check.number(check.call([7, 4], [4, 9, 2], k=5, when="with a list shorter than k"), "0 to 1")
    check.close(
        got,
        SECOND / (1 + SECOND + 0.5),
        "the list is shorter than k, but the best possible one has 3 hits: 0.631 / 2.131.",
    )
    got = check.number(check.call(np.array(LIST), np.array([1, 4]), k=5, when="with arrays"), "0 to 1")
    check.close(got, (1 + 1 / np.log2(6)) / best, "hits at the places 1 and 5.")
    _edges(check)
    check.passed()


def _edges(check: Check) -> None:
    """What both measures do with empty lists."""
    got = check.number(check.call([], [3, 5], k=4, when="with an empty list of recommendations"), "0 to 1")
    check.close(got, 0.0, "an empty list finds nothing: 0.")
    got = check.number(check.call([4], [4], k=10, when="with a list shorter than k"), "0 to 1")
    check.close(got, 1.0, "the only relevant movie comes first, in a list shorter than k: 1.")
    for nothing in ([], set(), np.array([], dtype=int)):
        _is_nan(check, check.call(list(LIST), nothing, k=3, when=f"with nothing relevant, given as {kind(nothing)}"))


def _is_nan(check: Check, got: Any) -> None:
    if got is None:
        check.fail('with nothing relevant it gave back nothing (None); expected float("nan").')
    if np.ndim(got) != 0 or isinstance(got, (str, bool)) or not np.isnan(float(got)):
        check.fail(f'with nothing relevant expected float("nan"), got {got!r}: 0 / 0 is neither good nor bad.')
