"""Checks of the two factors: how often a word stands in a text, and in how many texts."""

from __future__ import annotations

from collections.abc import Callable
from math import log

from public_tests._check import Check
from public_tests.tfidf.products import documents, numbers_by_word


def test_term_frequency(target: Callable) -> None:
    """Check `term_frequency`: shares and not counts, of all words, words as they are, an empty text."""
    check, words = Check("term_frequency", target, ["tokens"]), ["light", "tent", "for", "packs"]
    got = list(numbers_by_word(check, check.call(documents()[0]), words).values())
    check.reject(
        got, [2, 1, 1, 1], "expected shares (2 of 5 words are light: 0.4), got counts: divide by the number of words."
    )
    check.reject(
        got,
        [0.5, 0.25, 0.25, 0.25],
        "expected 2 / 5 = 0.4 for light, got 0.5: divide by all five words, repeats included, not by the four different ones.",
    )
    check.reject(
        got,
        [1.0, 0.5, 0.5, 0.5],
        "expected 2 / 5 = 0.4 for light, got 1: divide by the number of words, not by the largest count.",
    )
    check.reject(
        got, [0.2] * 4, "expected 0.4 for light, which stands there twice; got 0.2: count how often, not whether."
    )
    check.close(got, [0.4, 0.2, 0.2, 0.2], "light 2 / 5, tent 1 / 5, for 1 / 5, packs 1 / 5.")
    check.unchanged()
    got = numbers_by_word(check, check.call(["Mat", "mat", "ab", "mat"]), ["Mat", "mat", "ab"])
    check.close(
        list(got.values()),
        [0.25, 0.5, 0.25],
        'of "Mat", "mat", "ab", "mat": each different spelling is a word of its own, 1, 2 and 1 of four; look at whole words, not at letters.',
    )
    odd = ["tent", "tents", "a", "350", "tent", "t-shirt", "Tent"]
    got = numbers_by_word(check, check.call(odd), list(dict.fromkeys(odd)), "Whatever stands in the list is a word.")
    if abs(got["tent"] - 2 / 7) > 1e-3 and abs(got["t-shirt"] - 1 / 7) < 1e-3:
        check.fail(
            f"of {odd} tent stands there twice in seven, 0.2857, got {got['tent']:.4g}: "
            "`tents` holds the letters of `tent`, but is another word. Count in the list, not in a joined text."
        )
    check.close(list(got.values()), [2 / 7] + [1 / 7] * 5, f"of {odd}: 2 / 7 for tent, 1 / 7 for each other.")
    numbers_by_word(check, check.call([], when="a text without words gives an empty dict"), [])
    check.passed()


def test_inverse_document_frequency(target: Callable) -> None:
    """Check `inverse_document_frequency`: documents counted and not words, natural logarithm, both forms, edges."""
    check = Check("inverse_document_frequency", target, ["documents", "smooth=False"])
    words = ["light", "tent", "for", "packs", "pegs", "sand", "jacket", "rain", "whistle"]
    texts = documents()
    of = {word: sum(word in text for text in texts) for word in words}

    def values(formula: Callable) -> list[float]:
        return [formula(of[word]) for word in words]

    got = list(numbers_by_word(check, check.call(texts), words).values())
    check.reject(got, values(lambda df: float(df)), "these are the document frequencies; the formula is log(N / df).")
    check.reject(got, values(lambda df: 4 / df), "these are N / df; take the logarithm of that.")
    check.reject(
        got, values(lambda df: log(df / 4)), "the fraction is upside down: log(N / df), so that rare words get more."
    )
    for base, name in ((log(10), "log10"), (log(2), "log2")):
        check.reject(
            got,
            values(lambda df, base=base: log(4 / df) / base),
            f"the logarithm has another base ({name}): use the natural one, `math.log` or `np.log`.",
        )
    check.reject(
        got,
        [log(4 / (3 if word == "light" else of[word])) for word in words],
        "light stands in two of the four texts, twice in the first: count each text once (`set(tokens)`).",
    )
    check.reject(
        got,
        [log(14 / (3 if word == "light" else of[word])) for word in words],
        "N is the number of texts (4), and df how many texts hold the word; you counted words (14 in all).",
    )
    check.reject(got, values(lambda df: log(14 / df)), "N is the number of texts (4), not of words (14).")
    smooth = values(lambda df: log(5 / (1 + df)) + 1)
    check.reject(got, smooth, "this is the smoothed form; called without `smooth` it is the plain log(N / df).")
    check.reject(got, values(lambda df: log(4 / (1 + df))), "the plain form is log(N / df), without a 1 anywhere.")
    check.close(
        got,
        values(lambda df: log(4 / df)),
        "log(4 / 2) for light and tent, log(4 / 3) for `for`, log(4 / 1) for the others.",
    )
    check.unchanged()
    got = list(numbers_by_word(check, check.call(documents(), smooth=True), words).values())
    check.reject(got, values(lambda df: log(4 / df)), "with smooth=True it gives the plain form: is `smooth` used?")
    check.reject(
        got, values(lambda df: log(5 / (1 + df))), "with smooth=True the 1 that is added at the end is missing."
    )
    check.reject(
        got,
        values(lambda df: log(4 / df) + 1),
        "with smooth=True, 1 is also added to N and to df, before the division.",
    )
    check.reject(got, values(lambda df: log(4 / (1 + df)) + 1), "with smooth=True, 1 is added to N as well as to df.")
    check.reject(
        got,
        values(lambda df: log(5 / (1 + df) + 1)),
        "with smooth=True the last 1 is added to the logarithm, not inside it.",
    )
    check.close(got, smooth, "log((1 + N) / (1 + df)) + 1.")
    gap = [["mat", "red"], [], ["mat", "ab"]]
    got = numbers_by_word(check, check.call(gap, when="one text has no words"), ["mat", "red", "ab"])
    check.close(list(got.values()), [log(3 / 2), log(3), log(3)], "a text without words is a text too: N is 3 here.")
    alike = [["mat"], ["mat"], ["red"]]
    got = numbers_by_word(check, check.call(alike), ["mat", "red"])
    check.close(list(got.values()), [log(3 / 2), log(3)], "two texts that read the same are two texts: N is 3 here.")
    got = numbers_by_word(check, check.call([["mat"], ["mat", "red"]]), ["mat", "red"], "log(1) = 0 is a weight too.")
    check.close(list(got.values()), [0.0, log(2)], "a word in every text gets log(1) = 0, and stays in the dict.")
    odd = [["tent", "a"], ["tents", "350"], ["Tent", "t-shirt"]]
    names = [word for text in odd for word in text]
    got = numbers_by_word(check, check.call(odd), names, "Whatever stands in a list is a word, taken as it is.")
    check.close(
        list(got.values()),
        [log(3)] * 6,
        f"each word of {odd} stands in one text of three: `tents` holds the letters of `tent`, but is another word.",
    )
    check.passed()
