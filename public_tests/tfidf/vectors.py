"""Check of the TF-IDF vectors."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np

from public_tests._check import Check, kind
from public_tests.tfidf.products import documents, unit


def _table(check: Check, got: Any, terms: list[str], n_texts: int) -> np.ndarray:
    """Expect the pair (vectors, terms) and give the vectors."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, (tuple, list)) or len(got) != 2:
        check.fail(f"expected two things, `return vectors, terms`, got {kind(got)}.")
    vectors, found = got
    if hasattr(vectors, "toarray"):
        check.fail("expected the vectors as an array, got a sparse matrix: `.toarray()` makes an array of it.")
    if np.ndim(vectors) != 2 and np.ndim(found) == 2:
        check.fail("expected first the vectors and then the terms, got them the other way round.")
    if np.ndim(found) != 1 or not all(isinstance(term, str) for term in list(found)):
        check.fail(f"expected the terms as a list of words, got {kind(found)}.")
    found = [str(term) for term in found]
    if len(found) > len(set(found)):
        check.fail("a term is listed twice: every different word has one column.")
    if found != terms and found == sorted(terms, key=str.lower):
        check.fail(
            f"the columns must be in the order of `sorted`, as it is: capitals first ({', '.join(terms[:3])}, …); got {', '.join(found[:3])}, …."
        )
    if sorted(found) == terms and found != terms:
        check.fail(
            f"the columns must be in the order of the alphabet ({', '.join(terms[:3])}, …): `sorted` does it; got {', '.join(found[:3])}, …."
        )
    check.same(
        found, terms, "the different words of all texts in the order of `sorted`; whatever stands in a list is a word."
    )
    return check.array(vectors, shape=(n_texts, len(terms)), each="text and term")


def test_tfidf_vectors(target: Callable) -> None:
    """Check `tfidf_vectors`: shape and order of the terms, smoothed weights, unit length per row, empty texts."""
    check = Check("tfidf_vectors", target, ["documents"])
    texts = documents()
    terms = ["for", "jacket", "light", "packs", "pegs", "rain", "sand", "tent", "whistle"]
    df = np.array([sum(term in text for text in texts) for term in terms])
    counts = np.array([[text.count(term) for term in terms] for text in texts], dtype=float)
    share = counts / counts.sum(axis=1, keepdims=True)
    smooth, plain = np.log(5 / (1 + df)) + 1, np.log(4 / df)
    right = np.array([unit(row) for row in counts * smooth])
    got = _table(check, check.call(texts), terms, 4)
    check.reject(
        got,
        share * smooth,
        "the rows are not of unit length yet: divide each row by the root of the sum of its squares.",
    )
    check.reject(
        got,
        counts * smooth,
        "the rows are not of unit length yet: divide each row by the root of the sum of its squares.",
    )
    check.reject(
        got,
        np.array([unit(row) for row in share * plain]),
        "the plain inverse document frequency is in there; take the smoothed form, `smooth=True`.",
    )
    check.reject(
        got,
        np.array([unit(row) for row in share]),
        "the inverse document frequencies are missing: each share is multiplied by its word's.",
    )
    check.reject(
        got,
        share * smooth / np.linalg.norm(share * smooth, axis=0),
        "the columns have unit length; it is the rows, one per text, that must have it.",
    )
    weighted = share * smooth
    check.reject(
        got,
        weighted / weighted.sum(axis=1, keepdims=True),
        "each row adds up to 1; what must be 1 is the sum of the squares of a row.",
    )
    check.reject(
        got,
        weighted / np.linalg.norm(weighted),
        "all rows were divided by one length, that of the whole table; each row has a length of its own.",
    )
    once = np.array([unit(row) for row in (counts > 0) * smooth])
    check.reject(
        got, once, "light stands twice in the first text and weighs as if it stood there once: use the term frequency."
    )
    check.close(
        got,
        right,
        "in the first text light 0.742, tent 0.371, packs 0.471, for 0.300; do the two functions before pass their checks?",
    )
    check.unchanged()
    more = [["red", "mat"], [], ["mat", "mat", "mat"]]
    got = _table(
        check, check.call(more, when="the second text has no words, so all of its row is 0"), ["mat", "red"], 3
    )
    if got[1].any():
        check.fail("a text without words has a row of zeros.")
    check.close(
        got,
        [unit([1 + log(4 / 3), 1 + log(2)]), [0, 0], [1, 0]],
        "for the texts `red mat`, nothing at all, and `mat mat mat`.",
    )
    odd = [["mat", "a", "tent"], ["tents", "mat", "350"], ["Zip", "mat"]]
    got = _table(check, check.call(odd), ["350", "Zip", "a", "mat", "tent", "tents"], 3)
    rare = 1 + log(2)
    first, second, third = unit([rare, 1, rare]), unit([rare, 1, rare]), unit([rare, 1])
    right = np.zeros((3, 6))
    right[0, [2, 3, 4]], right[1, [0, 3, 5]], right[2, [1, 3]] = first, second, third
    check.close(got, right, f"for the texts {odd}; mat stands in all of them, and its smoothed weight is 1.")
    check.passed()
