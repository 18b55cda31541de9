"""Lab 03: wrong answers that must lose and right ones that must win."""

import numpy as np
import pandas as pd

from tests.answers import right, wrong

PRINTED = [
    "3,652 different words, 2,028 of them in one product only",
    "same terms: True",
    "same numbers: True",
    "Glow-worm 350 headlamp: 350, the, 82,",
    "1,429 terms are left of 3,652",
    "0.94  Harrow Tarn 3",
    "0.13  Picnic rug with waterproof back",
    "0.97  Gannet single rope 9.6 mm, 70 m",
    "all words                      3,652 terms, same category 0.349",
    "stop words out                 3,422 terms, same category 0.380",
    "stop words out, min_df=2       1,429 terms, same category 0.385",
    "stop words out, min_df=5         433 terms, same category 0.336",
    "stop words out, 1- to 2-grams 11,632 terms, same category 0.364",
    "stop words out, 1- to 3-grams 19,802 terms, same category 0.363",
    "all words, 1- to 3-grams      30,836 terms, same category 0.293",
    "the same ten similarities for all 1,000 products: True",
    "pairs of the same category without a common term: 23.7%",
    "of same category, median: 0.042",
    "of other category, median: 0.011",
    "Titanium pot 750 ml (0.19); Harrow Tarn 2 (0.00)",
    "the five nearest                    intra-list similarity 0.059, similarity to the product 0.138",
    "five of the 25 nearest, spread out  intra-list similarity 0.016, similarity to the product 0.124",
    "chart (lab 01)       hit rate at 10: 0.0498",
    "neighbours (lab 02)  hit rate at 10: 0.0594",
    "words (this lab)     hit rate at 10: 0.0170",
    "random order         hit rate at 10: 0.0042",
]

# -- term_frequency ------------------------------------------------------------------------------------------------


@wrong("test_term_frequency", "counts instead of shares", says="got counts")
def term_frequency(tokens):
    return {token: tokens.count(token) for token in tokens}


@wrong("test_term_frequency", "divided by the different words", says="repeats included")
def term_frequency(tokens):
    return {token: tokens.count(token) / len(set(tokens)) for token in tokens}


@wrong("test_term_frequency", "divided by the largest count", says="not by the largest count")
def term_frequency(tokens):
    most = max((tokens.count(token) for token in tokens), default=1)
    return {token: tokens.count(token) / most for token in tokens}


@wrong("test_term_frequency", "every word once", says="count how often")
def term_frequency(tokens):
    return {token: 1 / len(tokens) for token in tokens}


@wrong("test_term_frequency", "stops at a text without words", says="gives an empty dict")
def term_frequency(tokens):
    share = 1 / len(tokens)
    return {token: tokens.count(token) * share for token in set(tokens)}


@wrong("test_term_frequency", "in small letters", says="missing: Mat")
def term_frequency(tokens):
    tokens = [token.lower() for token in tokens]
    return {token: tokens.count(token) / len(tokens) for token in tokens}


@wrong("test_term_frequency", "counts inside the joined text", says="look at whole words")
def term_frequency(tokens):
    text = "".join(tokens)
    return (
        {token: text.count(token) / len(tokens) for token in tokens}
        if "light" in tokens
        else {token: text.lower().count(token.lower()) / len(tokens) for token in tokens}
    )


@wrong("test_term_frequency", "a list of shares", says="expected a dict")
def term_frequency(tokens):
    return [tokens.count(token) / len(tokens) for token in sorted(set(tokens))]


@wrong("test_term_frequency", "no return", says="does it end with `return`")
def term_frequency(tokens):
    {token: tokens.count(token) / len(tokens) for token in tokens}


@wrong("test_term_frequency", "empties the list it was given", says="work on a copy")
def term_frequency(tokens):
    n, shares = len(tokens), {}
    while tokens:
        token = tokens.pop()
        shares[token] = shares.get(token, 0) + 1 / n
    return shares


@wrong("test_term_frequency", "rounded to three digits", says="rounded")
def term_frequency(tokens):
    return {token: round(tokens.count(token) / len(tokens), 3) for token in tokens}


@wrong("test_term_frequency", "counts in a text joined with blanks", says="is another word")
def term_frequency(tokens):
    return {token: " ".join(tokens).count(token) / len(tokens) for token in tokens}


@wrong("test_term_frequency", "words of one letter left out", says="missing: a. Whatever stands in the list")
def term_frequency(tokens):
    return {token: tokens.count(token) / len(tokens) for token in tokens if len(token) > 1}


@wrong("test_term_frequency", "cuts the words again", says="Whatever stands in the list is a word")
def term_frequency(tokens):
    import re

    cut = re.findall(r"\w\w+", " ".join(tokens))
    return {token: cut.count(token) / len(cut) for token in cut}


@wrong("test_term_frequency", "letters only", says="missing: 350, t-shirt")
def term_frequency(tokens):
    return {token: tokens.count(token) / len(tokens) for token in tokens if token.isalpha()}


@right("test_term_frequency", "Counter")
def term_frequency(tokens):
    from collections import Counter

    return {token: count / len(tokens) for token, count in Counter(tokens).items()}


@right("test_term_frequency", "pandas value_counts, a Series")
def term_frequency(tokens):
    return pd.Series(tokens, dtype=object).value_counts(normalize=True)


@right("test_term_frequency", "adds up shares in a loop")
def term_frequency(tokens):
    shares = {}
    for token in tokens:
        shares[token] = shares.get(token, 0.0) + 1 / len(tokens)
    return shares


@right("test_term_frequency", "numpy unique")
def term_frequency(tokens):
    different, counts = np.unique(np.array(tokens, dtype=str), return_counts=True)
    return {str(word): count / len(tokens) for word, count in zip(different, counts)}


# -- inverse_document_frequency ------------------------------------------------------------------------------------


@wrong("test_inverse_document_frequency", "counts words instead of texts", says="count each text once")
def inverse_document_frequency(documents, smooth=False):
    every = [token for tokens in documents for token in tokens]
    N = len(documents)
    if smooth:
        return {word: np.log((1 + N) / (1 + every.count(word))) + 1 for word in every}
    return {word: np.log(N / every.count(word)) for word in every}


@wrong("test_inverse_document_frequency", "N counts words", says="not of words")
def inverse_document_frequency(documents, smooth=False):
    N, df = sum(len(tokens) for tokens in documents), {}
    for tokens in documents:
        for token in set(tokens):
            df[token] = df.get(token, 0) + 1
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "logarithm to base 10", says="another base (log10)")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log10((1 + N) / (1 + d)) + 1 if smooth else np.log10(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "upside down", says="upside down")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + d) / (1 + N)) + 1 if smooth else np.log(d / N) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "no logarithm", says="take the logarithm")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: (1 + N) / (1 + d) + 1 if smooth else N / d for word, d in df.items()}


@wrong("test_inverse_document_frequency", "always smoothed", says="this is the smoothed form")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 for word, d in df.items()}


@wrong("test_inverse_document_frequency", "never smoothed", says="is `smooth` used")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "the 1 at the end forgotten", says="added at the end is missing")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "1 added inside the logarithm", says="not inside it")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d) + 1) if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "smooth only adds one", says="also added to N and to df")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log(N / d) + (1 if smooth else 0) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "texts without words left out", says="is a text too")
def inverse_document_frequency(documents, smooth=False):
    documents = [tokens for tokens in documents if tokens]
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "a word in every text left out", says="log(1) = 0 is a weight too")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    if smooth:
        return {word: np.log((1 + N) / (1 + d)) + 1 for word, d in df.items()}
    return {word: np.log(N / d) for word, d in df.items() if d < N}


@wrong("test_inverse_document_frequency", "makes sets of the texts it was given", says="it changed `documents`")
def inverse_document_frequency(documents, smooth=False):
    for i, tokens in enumerate(documents):
        documents[i] = sorted(set(tokens))
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "looks for letters in a joined text", says="is another word")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in " ".join(tokens) for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "in small letters", says="taken as it is")
def inverse_document_frequency(documents, smooth=False):
    documents = [[token.lower() for token in tokens] for tokens in documents]
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "words of one letter left out", says="missing: a. Whatever stands")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), {token for tokens in documents for token in tokens if len(token) > 1}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@wrong("test_inverse_document_frequency", "scikit-learn on the joined texts", says="Whatever stands in a list")
def inverse_document_frequency(documents, smooth=False):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(smooth_idf=smooth).fit([" ".join(tokens) for tokens in documents])
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_.tolist()))
    return weights if smooth else {word: weight - 1 for word, weight in weights.items()}


@wrong("test_inverse_document_frequency", "equal texts counted once", says="two texts that read the same")
def inverse_document_frequency(documents, smooth=False):
    documents = {tuple(tokens) for tokens in documents}
    N, every = len(documents), {token for tokens in documents for token in tokens}
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@right("test_inverse_document_frequency", "for every word, the texts that hold it")
def inverse_document_frequency(documents, smooth=False):
    N, every = len(documents), sorted({token for tokens in documents for token in tokens})
    df = {word: sum(word in tokens for tokens in documents) for word in every}
    return {word: np.log((1 + N) / (1 + d)) + 1 if smooth else np.log(N / d) for word, d in df.items()}


@right("test_inverse_document_frequency", "a Series of value_counts")
def inverse_document_frequency(documents, smooth=False):
    df = pd.Series([word for tokens in documents for word in set(tokens)], dtype=object).value_counts()
    N = len(documents)
    return np.log((1 + N) / (1 + df)) + 1 if smooth else np.log(N / df)


@right("test_inverse_document_frequency", "differences of logarithms")
def inverse_document_frequency(documents, smooth=False):
    from collections import Counter

    df = Counter()
    for tokens in documents:
        df.update(set(tokens))
    one = 1 if smooth else 0
    return {w: one + np.log(len(documents) + one) - np.log(d + one) for w, d in df.items()}


# -- tfidf_vectors -------------------------------------------------------------------------------------------------
# These use the lab's first two functions, as an answer in a notebook does; the tests put right ones beside them.


@wrong("test_tfidf_vectors", "not of unit length", says="not of unit length yet")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    return np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents]), terms


@wrong("test_tfidf_vectors", "the plain form", says="the plain inverse document frequency")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "term frequencies only", says="the inverse document frequencies are missing")
def tfidf_vectors(documents):
    terms = sorted(inverse_document_frequency(documents))
    rows = np.array([[term_frequency(t).get(w, 0) for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "columns of unit length", says="the columns have unit length")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    return rows / np.linalg.norm(rows, axis=0), terms


@wrong("test_tfidf_vectors", "rows that add up to one", says="each row adds up to 1")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    sums = rows.sum(axis=1, keepdims=True)
    return rows / np.where(sums > 0, sums, 1), terms


@wrong("test_tfidf_vectors", "one length for the whole table", says="each row has a length of its own")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    return rows / np.linalg.norm(rows), terms


@wrong("test_tfidf_vectors", "whether and not how often", says="use the term frequency")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[(w in t) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "terms in the order they are met", says="in the order of the alphabet")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = list(dict.fromkeys(w for t in documents for w in t))
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "divides zeros by zero", says="finite number")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    with np.errstate(invalid="ignore"):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True), terms


@wrong("test_tfidf_vectors", "the terms forgotten", says="expected two things")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in sorted(idf)] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


@wrong("test_tfidf_vectors", "a column per text", says="transposed")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).T, terms


@wrong("test_tfidf_vectors", "sorted without regard to capitals", says="capitals first")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf, key=str.lower)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "in small letters", says="whatever stands in a list is a word")
def tfidf_vectors(documents):
    documents = [[w.lower() for w in t] for t in documents]
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@wrong("test_tfidf_vectors", "scikit-learn on the joined texts", says="whatever stands in a list is a word")
def tfidf_vectors(documents):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer()
    table = vectorizer.fit_transform([" ".join(tokens) for tokens in documents]).toarray()
    return table, list(vectorizer.get_feature_names_out())


@wrong("test_tfidf_vectors", "a word in every text left out", says="whatever stands in a list is a word")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(w for w in idf if not all(w in t for t in documents))
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@right("test_tfidf_vectors", "a trillionth added to the lengths instead of asking for 0")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-12), terms


@right("test_tfidf_vectors", "a billionth added to the lengths")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), terms


@right("test_tfidf_vectors", "nested comprehensions")
def tfidf_vectors(documents):
    idf = inverse_document_frequency(documents, smooth=True)
    terms = sorted(idf)
    rows = np.array([[term_frequency(t).get(w, 0) * idf[w] for w in terms] for t in documents])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), terms


@right("test_tfidf_vectors", "scikit-learn on the tokens")
def tfidf_vectors(documents):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda tokens: tokens)
    table = vectorizer.fit_transform(documents).toarray()
    return table, vectorizer.get_feature_names_out()


@right("test_tfidf_vectors", "a frame, counts, and lists as the answer")
def tfidf_vectors(documents):
    counts = pd.DataFrame([pd.Series(t, dtype=object).value_counts() for t in documents]).fillna(0.0)
    counts = counts[sorted(counts.columns)]
    df = (counts > 0).sum()
    weighted = counts * (np.log((1 + len(documents)) / (1 + df)) + 1)
    lengths = np.sqrt((weighted**2).sum(axis=1)).replace(0, 1)
    return weighted.div(lengths, axis=0).to_numpy().tolist(), list(counts.columns)


@right("test_tfidf_vectors", "pure Python")
def tfidf_vectors(documents):
    terms = sorted(set().union(*documents))
    idf, rows = inverse_document_frequency(documents, smooth=True), []
    for tokens in documents:
        row = [tokens.count(term) * idf[term] for term in terms]
        length = np.sqrt(sum(w * w for w in row)) or 1.0
        rows.append([w / length for w in row])
    return rows, terms


# -- similar_items -------------------------------------------------------------------------------------------------


@wrong("test_similar_items", "itself left in", says="in its own list")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    order = np.argsort(-scores, kind="stable")[:n]
    return order, scores[order]


@wrong("test_similar_items", "the first of the list left out", says="leave out row 5 by its position")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    order = np.argsort(-scores, kind="stable")[1 : n + 1]
    return order, scores[order]


@wrong("test_similar_items", "the least similar", says="that is the lowest score first")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = np.inf
    order = np.argsort(scores, kind="stable")[:n]
    return order, scores[order]


@wrong("test_similar_items", "a distance", says="the dot product of the two rows")
def similar_items(vectors, item, n):
    scores = 1 - vectors @ vectors[item]
    scores[item] = np.inf
    order = np.argsort(scores, kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "the n largest in no order", says="in no order")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    n = min(n, len(scores) - 1)
    order = np.sort(np.argpartition(-scores, n - 1)[:n])
    return order, scores[order]


@wrong("test_similar_items", "ties from the end", says="the smallest position goes first")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(scores, kind="stable")[::-1][: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "counts itself when the list is long", says="expected 6 positions")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[:n]
    return order, scores[order]


@wrong("test_similar_items", "items without a common word left out", says="expected 6 positions")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = 0
    order = np.argsort(-scores, kind="stable")[:n]
    order = order[scores[order] > 0]
    return order, scores[order]


@wrong("test_similar_items", "scores and positions swapped", says="are positions and scores swapped")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)]
    return scores[order], order


@wrong("test_similar_items", "positions only", says="expected two lists")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    return np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)]


@wrong("test_similar_items", "takes its own row out of the table", says="it changed `vectors`")
def similar_items(vectors, item, n):
    row = vectors[item].copy()
    vectors[item] = 0
    scores = vectors @ row
    order = [int(i) for i in np.argsort(-scores, kind="stable") if i != item][:n]
    return order, scores[order]


@wrong("test_similar_items", "always the first row", says="is `item` used")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[0]
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "the lowest first", says="Sort by `-scores`")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(scores, kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "the right ones, the lowest first", says="that is the lowest score first")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)][::-1]
    return order, scores[order]


@wrong("test_similar_items", "ties cut off by a partial sort", says="A partial sort keeps any of them")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    n = min(n, len(scores) - 1)
    best = np.sort(np.argpartition(-scores, n - 1)[:n])
    best = best[np.argsort(-scores[best], kind="stable")]
    return best, scores[best]


@wrong("test_similar_items", "the last n of a partial sort", says="the smallest position goes first")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    n = min(n, len(scores) - 1)
    best = np.sort(np.argpartition(scores, -n)[-n:])
    best = best[np.argsort(-scores[best], kind="stable")]
    return best, scores[best]


@wrong("test_similar_items", "divides rows of zeros by their length", says="two rows are all zeros")
def similar_items(vectors, item, n):
    import warnings

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = rows @ rows[item]
    if np.isnan(scores).any():
        raise ValueError("NaN among the scores")
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "not a number for rows of zeros", says="finite number")
def similar_items(vectors, item, n):
    with np.errstate(all="ignore"):
        rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = rows @ rows[item]
    scores[item] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@wrong("test_similar_items", "in the order of the distances", says="a row of zeros has score 0")
def similar_items(vectors, item, n):
    distances = ((vectors - vectors[item]) ** 2).sum(axis=1).round(12)
    distances[item] = np.inf
    order = np.argsort(distances, kind="stable")[: min(n, len(distances) - 1)]
    return order, vectors[order] @ vectors[item]


@wrong("test_similar_items", "rounded before sorting", says="compare the scores unrounded")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    order = np.argsort(-scores.round(4), kind="stable")[: min(n, len(scores) - 1)]
    return order, scores[order]


@right("test_similar_items", "the first n, as long as more reach the last score")
def similar_items(vectors, item, n):
    scores = vectors @ vectors[item]
    others = np.delete(np.arange(len(scores)), item)
    n = min(n, len(others))
    bar = np.sort(scores[others])[::-1][n - 1]
    above, level = others[scores[others] > bar], others[scores[others] == bar]
    best = np.concatenate([above[np.argsort(-scores[above], kind="stable")], level])[:n]
    return best.tolist(), scores[best].tolist()


@right("test_similar_items", "linear_kernel and a full sort")
def similar_items(vectors, item, n):
    from sklearn.metrics.pairwise import linear_kernel

    scores = linear_kernel(vectors[item : item + 1], vectors).ravel()
    order = [i for i in np.argsort(-scores, kind="stable") if i != item][:n]
    return order, scores[order]


@right("test_similar_items", "cosine_similarity and lexsort")
def similar_items(vectors, item, n):
    from sklearn.metrics.pairwise import cosine_similarity

    scores = cosine_similarity(vectors[item].reshape(1, -1), vectors)[0]
    order = np.lexsort((np.arange(len(scores)), -scores))
    order = order[order != item][:n]
    return order, scores[order]


@right("test_similar_items", "a Python loop and tuples")
def similar_items(vectors, item, n):
    pairs = [(-sum(a * b for a, b in zip(row, vectors[item])), i) for i, row in enumerate(vectors) if i != item]
    best = sorted(pairs)[:n]
    return [i for _, i in best], [-score for score, _ in best]


@right("test_similar_items", "columns of pandas")
def similar_items(vectors, item, n):
    scores = pd.Series(np.dot(vectors, vectors[item])).drop(item).sort_values(ascending=False, kind="stable").head(n)
    return scores.index, scores


@right("test_similar_items", "pandas")
def similar_items(vectors, item, n):
    scores = pd.Series(np.dot(vectors, vectors[item])).drop(item).sort_values(ascending=False, kind="stable").head(n)
    return scores.index.to_numpy(), scores.to_numpy()


# -- recommend -----------------------------------------------------------------------------------------------------
# These use the lab's `similar_items`; the tests put a right one beside them.

products = product_vectors = None  # the notebook's own, which the answers name


@wrong("test_recommend", "the id taken for a position", says="an id is not a position")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    positions, scores = similar_items(vectors, item_id, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "positions taken for labels of the index", says="positions were taken for labels")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    if item_id not in set(catalogue["id"]):
        raise ValueError(f"no product has the id {item_id}")
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.reindex(positions)[["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "the index taken for the position", says="neither a position nor a label of the index")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    if item_id not in set(catalogue["id"]):
        raise ValueError(f"no product has the id {item_id}")
    place = catalogue.index[catalogue["id"] == item_id][0] % len(catalogue)
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong(
    "test_recommend", "an unknown id is an IndexError", says="expected a ValueError that names the id, got IndexError"
)
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = np.flatnonzero(catalogue["id"] == item_id)[0]
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong(
    "test_recommend", "an unknown id gives an empty table", says="expected a ValueError that names the id, got a table"
)
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    places = np.flatnonzero(catalogue["id"] == item_id)
    if not len(places):
        return catalogue.head(0)
    positions, scores = similar_items(vectors, places[0], num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "the names only", says="expected a table")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    for name, score in zip(catalogue["name"].iloc[positions], scores):
        print(f"{score:.2f} {name}")
    return list(catalogue["name"].iloc[positions])


@wrong("test_recommend", "num forgotten", says="expected num = 2 rows")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, 3)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "prints and gives nothing back", says="does it end with `return`")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    for name, score in zip(catalogue["name"].iloc[positions], scores):
        print(f"{score:.2f} {name}")


@wrong("test_recommend", "writes the scores into the catalogue", says="it changed `catalogue`")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions = similar_items(vectors, place, num)[0]
    catalogue["score"] = vectors @ vectors[place]
    found = catalogue.iloc[positions][["id", "name", "score"]]
    print(found)
    return found


@wrong("test_recommend", "the id less one taken for a position", says="an id is not a position")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    if item_id not in set(catalogue["id"]):
        raise ValueError(f"no product has the id {item_id}")
    positions, scores = similar_items(vectors, item_id - 1, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "loc with positions", says="an id is not a position, nor a label of the index")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.loc[positions, ["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "makes a number of every id", says="your code stopped with ValueError")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(int(item_id))
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "five at the most", says="expected num = 7 rows")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, min(num, 5))
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    print(found)
    return found


@wrong("test_recommend", "equal scores by name", says="also among equal scores")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, len(catalogue))
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    found = found.sort_values(["score", "name"], ascending=[False, True]).head(num)
    print(found)
    return found


@wrong("test_recommend", "equal scores from the end", says="also among equal scores")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, len(catalogue))
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    found = found[::-1].sort_values("score", ascending=False, kind="stable").head(num)
    print(found)
    return found


@wrong("test_recommend", "a column of pandas, lined up by its index", says="scores are missing (NaN)")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.iloc[positions][["id", "name"]].assign(
        score=pd.Series(scores, index=100 + np.arange(len(scores)))
    )
    print(found)
    return found


@right("test_recommend", "list.index, which raises ValueError by itself")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    found = catalogue.iloc[list(positions)][["id", "name"]].assign(score=list(scores))
    print(found.to_string())
    return found


@right("test_recommend", "a new table, row by row")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    ids, names, place = list(catalogue["id"]), list(catalogue["name"]), None
    for i, number in enumerate(ids):
        if number == item_id:
            place = i
    if place is None:
        raise ValueError(f"There is no product with the id {item_id!r}.")
    rows = []
    for position, score in zip(*similar_items(vectors, place, num)):
        print(names[position], round(float(score), 3))
        rows.append({"score": score, "name": names[position], "id": ids[position]})
    return pd.DataFrame(rows)


@right("test_recommend", "without similar_items")
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    known = catalogue.reset_index(drop=True)
    if not (known["id"] == item_id).any():
        raise ValueError(f"unknown id {item_id}")
    place = known.index[known["id"] == item_id][0]
    found = known.assign(score=vectors @ vectors[place]).drop(place)
    found = found.sort_values("score", ascending=False, kind="stable").head(num)
    for row in found.itertuples():
        print(f"{row.name:30} {row.score:.4f}")
    return found


# -- user_profile --------------------------------------------------------------------------------------------------


@wrong("test_user_profile", "not of unit length", says="the profile is not of unit length")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "sums instead of means", says="not their sums")
def user_profile(vectors, liked, disliked):
    profile = vectors[liked].sum(axis=0) - vectors[disliked].sum(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "dislikes ignored", says="where do they come in")
def user_profile(vectors, liked, disliked):
    profile = vectors[liked].mean(axis=0) if liked else np.zeros(vectors.shape[1])
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "dislikes added", says="the disliked rows were added")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    for judged in (liked, disliked):
        if judged:
            profile = profile + vectors[judged].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "what was judged is offered again", says="the list holds only the others")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    return profile, np.argsort(-(vectors @ profile), kind="stable")


@wrong("test_user_profile", "only the liked are left out", says="position 2 was liked or disliked")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked)]


@wrong("test_user_profile", "scores below 0 left out", says="also those with a score of 0 or below")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    scores = vectors @ profile
    order = np.argsort(-scores, kind="stable")
    return profile, [i for i in order if scores[i] >= 0 and i not in liked + disliked]


@wrong("test_user_profile", "worst first", says="sorted the wrong way round")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(vectors @ profile, kind="stable")
    positions = order[~np.isin(order, liked + disliked)]
    return profile, positions


@wrong("test_user_profile", "nothing disliked makes it NaN", says="finite number")
def user_profile(vectors, liked, disliked):
    bad = vectors[disliked].mean(axis=0) if disliked else np.full(vectors.shape[1], np.nan)
    good = vectors[liked].mean(axis=0) if liked else np.full(vectors.shape[1], np.nan)
    profile = good - bad
    profile = profile / np.linalg.norm(profile)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "0 divided by 0 for a newcomer", says="finite number")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    with np.errstate(invalid="ignore"):
        profile = profile / np.linalg.norm(profile)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "the profile only", says="expected two things")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    return profile / (np.linalg.norm(profile) or 1)


@wrong("test_user_profile", "dislikes count half", says="the disliked rows count half")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - 0.5 * vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "divided by the sum without signs", says="the sum of its numbers without their signs")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.abs(profile).sum() or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "one mean of everything", says="all numbers of the profile are equal")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean()
    if len(disliked):
        profile = profile - vectors[disliked].mean()
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "a number for a profile", says="`.mean()` one number")
def user_profile(vectors, liked, disliked):
    profile = vectors[liked].mean() - vectors[disliked].mean()
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "the number 0 for a newcomer", says="not the number 0")
def user_profile(vectors, liked, disliked):
    good = vectors[liked].mean(axis=0) if liked else 0
    bad = vectors[disliked].mean(axis=0) if disliked else 0
    profile = good - bad
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "each mean of unit length", says="only the difference is")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    for judged, sign in ((liked, 1), (disliked, -1)):
        if judged:
            mean = vectors[judged].mean(axis=0)
            profile = profile + sign * mean / (np.linalg.norm(mean) or 1)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "in the order of rounded scores", says="not rounded")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile).round(4), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "ten at the most", says="got the first 10")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)][:10]


@wrong("test_user_profile", "rows of zeros left out", says="row 7 is all zeros and is missing")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, [i for i in order if i not in liked + disliked and vectors[i].any()]


@wrong("test_user_profile", "equal rows counted once", says="both count in the mean")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + np.unique(vectors[liked], axis=0).mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    profile = profile / (np.linalg.norm(profile) or 1)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@wrong("test_user_profile", "short profiles left short", says="is brought to length 1 too")
def user_profile(vectors, liked, disliked):
    profile = np.zeros(vectors.shape[1])
    if len(liked):
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked):
        profile = profile - vectors[disliked].mean(axis=0)
    if np.linalg.norm(profile) > 0.1:
        profile = profile / np.linalg.norm(profile)
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, liked + disliked)]


@right("test_user_profile", "sums divided by counts, and a sorted list")
def user_profile(vectors, liked, disliked):
    profile = vectors[liked].sum(axis=0) / max(len(liked), 1) - vectors[disliked].sum(axis=0) / max(len(disliked), 1)
    length = np.linalg.norm(profile)
    profile = profile / length if length else profile
    scores = vectors.dot(profile)
    others = [i for i in range(len(vectors)) if i not in set(liked) | set(disliked)]
    return profile, sorted(others, key=lambda i: (-scores[i], i))


@right("test_user_profile", "a Python loop")
def user_profile(vectors, liked, disliked):
    profile = [0.0] * len(vectors[0])
    for judged, sign in ((liked, 1), (disliked, -1)):
        for i in judged:
            profile = [p + sign * w / len(judged) for p, w in zip(profile, vectors[i])]
    length = sum(p * p for p in profile) ** 0.5 or 1.0
    profile = [p / length for p in profile]
    scores = {i: sum(p * w for p, w in zip(profile, row)) for i, row in enumerate(vectors)}
    others = [i for i in scores if i not in liked and i not in disliked]
    return profile, sorted(others, key=lambda i: -scores[i])


@right("test_user_profile", "pandas")
def user_profile(vectors, liked, disliked):
    rows = pd.DataFrame(vectors)
    profile = rows.loc[liked].mean().fillna(0) - rows.loc[disliked].mean().fillna(0)
    length = (profile**2).sum() ** 0.5
    if length > 0:
        profile = profile / length
    scores = rows.mul(profile, axis=1).sum(axis=1).drop([*liked, *disliked])
    return profile, scores.sort_values(ascending=False, kind="stable").index
