"""Oracles of the words: term frequency, inverse document frequency, and the vectors made of both."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from grader.oracle import oracle
from hidden_tests.following import asked_first, right_or_following

LETTERS = list("abcdefghijklmnoprstuw")


def random_words(rng: np.random.Generator, n: int) -> list[str]:
    """Different words: some alike but for a capital letter or an ending, some of one letter, some with digits or a hyphen."""
    words: dict[str, None] = {}
    while len(words) < n:
        word = "".join(rng.choice(LETTERS, int(rng.integers(2, 8))))
        words[word] = None
        other = (word.capitalize(), f"{word}s", word[0], f"{int(rng.integers(0, 500))}", f"{word[0]}-{word}")
        if rng.random() < 0.4:
            words[other[int(rng.integers(0, len(other)))]] = None
    return [str(word) for word in rng.permutation(list(words)[:n])]


def random_documents(rng: np.random.Generator, n: int | None = None) -> list[list[str]]:
    """Texts in which a few words are common and most are rare; the last has words of its own, and one of them again."""
    n = int(n or rng.integers(8, 40))
    words = random_words(rng, int(rng.integers(15, 60)))
    weight = 1 / np.arange(1, len(words) + 1)
    texts = [
        [str(word) for word in rng.choice(words, int(rng.integers(1, 30)), p=weight / weight.sum())] for _ in range(n)
    ]
    # whatever else was drawn: a word inside another, a single letter, digits, a capital
    return [*texts, ["zzz", words[0], "zzz", "zzzz", "z", "2090", "Zzz"]]


def plain_tf(tokens: list[str]) -> dict[str, float]:
    return {word: tokens.count(word) / len(tokens) for word in dict.fromkeys(tokens)}


def plain_idf(documents: list[list[str]], smooth: bool = False) -> dict[str, float]:
    N, weights = len(documents), {}
    for word in dict.fromkeys(word for text in documents for word in text):
        df = sum(word in text for text in documents)
        weights[word] = math.log((1 + N) / (1 + df)) + 1 if smooth else math.log(N / df)
    return weights


def plain_vectors(documents: list[list[str]], tf=plain_tf, idf=plain_idf) -> tuple[np.ndarray, list[str]]:
    """Row by row and word by word; with other parts, what those parts lead to."""
    terms = sorted({word for text in documents for word in text})
    weight, rows = idf(documents, smooth=True), np.zeros((len(documents), len(terms)))
    for i, text in enumerate(documents):
        share = tf(text)
        for j, term in enumerate(terms):
            rows[i, j] = share.get(term, 0.0) * weight[term]
        length = math.sqrt(sum(value * value for value in rows[i]))
        if length > 0:
            rows[i] /= length
    return rows, terms


def as_dict(value):
    """A Series by word is as good as a dict."""
    return value.to_dict() if type(value).__name__ == "Series" else value


def dict_is(answer, expected: dict[str, float], what: str) -> None:
    """Expect a number for each of these words and for no other."""
    value = as_dict(answer.value)
    kind = "expected a dict with a number for each word"
    answer.satisfies(lambda _: isinstance(value, dict), what, kind)
    answer.satisfies(lambda _: set(value) == set(expected), what, "not the right words")
    numbers = [value[word] for word in expected]
    answer.satisfies(lambda _: all(type(v) in (int, float) for v in numbers), what, kind)
    # sums and logarithms of small numbers: rounding is far below 1e-9, any mistake far above
    answer.satisfies(lambda _: np.allclose(numbers, list(expected.values()), rtol=1e-9, atol=1e-12), what)


@oracle("test_term_frequency")
def _(student, rng):
    for _ in range(4):
        tokens = random_documents(rng)[int(rng.integers(0, 5))] * int(rng.integers(1, 3))
        answer = student.call("term_frequency", tokens)
        dict_is(answer, plain_tf(tokens), "each word's share of the text")
        answer.leaves_arguments("the list it was given stays as it was")
    dict_is(student.call("term_frequency", ["Mat", "mat", "mat"]), {"Mat": 1 / 3, "mat": 2 / 3}, "words as they are")
    tokens = random_documents(rng)[-1] * int(rng.integers(1, 4))
    what = "whole words, as they are: also of one letter, of digits, with a capital"
    dict_is(student.call("term_frequency", tokens), plain_tf(tokens), what)
    dict_is(student.call("term_frequency", []), {}, "a text without words gives an empty dict")


@oracle("test_inverse_document_frequency")
def _(student, rng):
    for smooth in (False, True):
        texts = random_documents(rng)
        answer = student.call("inverse_document_frequency", texts, smooth=smooth)
        dict_is(answer, plain_idf(texts, smooth), f"the {'smoothed' if smooth else 'plain'} form")
        answer.leaves_arguments("the texts it was given stay as they were")
    gaps = [[], *random_documents(rng), [], []]
    everywhere = [[*text, "everywhere"] for text in random_documents(rng)]
    again = random_documents(rng)
    again += again[:3]
    dict_is(
        student.call("inverse_document_frequency", again), plain_idf(again), "texts that read the same are texts too"
    )
    dict_is(student.call("inverse_document_frequency", gaps), plain_idf(gaps), "texts without words are texts too")
    dict_is(
        student.call("inverse_document_frequency", everywhere), plain_idf(everywhere), "a word in every text weighs 0"
    )


@oracle("test_tfidf_vectors")
def _(student, rng):
    def own_tf(tokens):
        return as_dict(student.call("term_frequency", tokens).value)

    def own_idf(documents, smooth):
        return as_dict(student.call("inverse_document_frequency", documents, smooth=smooth).value)

    def follow(texts: list[list[str]], _: str) -> tuple[np.ndarray, list[str]] | None:
        rows, terms = plain_vectors(texts, own_tf, own_idf)
        # where hardly a word weighs anything, rows of zeros would be right
        says_something = 2 * rows.any(axis=1).sum() > sum(map(bool, texts))
        return (rows, terms) if np.isfinite(rows).all() and says_something else None

    # Of each text the notebook is asked for its term frequencies first, so they are no more than needed.
    few = int(rng.integers(8, 16))
    everywhere = [[*text, "everywhere", "z"] for text in random_documents(rng, 6)]
    gap = random_documents(rng, int(rng.integers(8, 16)))
    gap[int(rng.integers(0, len(gap) - 1))] = []
    cases = [
        (random_documents(rng, few), "a row of unit length per text, a column per word"),
        (random_documents(rng, 3), "a row of unit length per text, a column per word"),
        (everywhere, "a word that stands in every text has a column too"),
        (gap, "a text without words has a row of zeros"),
    ]
    for (texts, what), followed in zip(cases, asked_first(follow, cases), strict=True):
        answer = student.call("tfidf_vectors", texts)
        answer.leaves_arguments("the texts it was given stay as they were")
        right_or_following(partial(_vectors_are, answer, what=what), plain_vectors(texts), followed)


def _vectors_are(answer, expected: tuple[np.ndarray, list[str]], what: str) -> None:
    def rows(value) -> np.ndarray:
        vectors = value[0]
        if hasattr(vectors, "toarray") and vectors.shape == expected[0].shape:
            vectors = vectors.toarray()
        return np.asarray(vectors, dtype=float)

    answer.satisfies(lambda v: len(v) == 2, what, "expected two things, the vectors and the terms")
    answer.satisfies(lambda v: [str(term) for term in v[1]] == expected[1], what, "not the terms from A to Z")
    shape = "expected a row per text and a column per word"
    answer.satisfies(lambda v: rows(v).shape == expected[0].shape, what, shape)
    # a few dozen products and one square root a row
    answer.satisfies(lambda v: np.allclose(rows(v), expected[0], rtol=1e-7, atol=1e-10), what)
