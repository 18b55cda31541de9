"""A later function is judged by the student's own earlier one too: by an honest mistake, and by nothing made for the purpose."""

from __future__ import annotations

import textwrap

import pytest

from grader.oracle import InProcess, judge, load_oracles
from tests.lab_cells import ANSWERS, fresh, notebook_with

# Earlier functions that would make any answer right, always or from the moment that the later one is called.
EMPTY_CHART = """
    def vote_threshold(movies, q=0.9):
        return float("inf")

    def top_chart(movies, n=250, q=0.9):
        return movies.iloc[:0].assign(score=[])

    genre_chart = lambda movies, genre, n=250, q=0.9: top_chart(movies, n, q)
"""
NO_NUMBER = """
    mean_vote = lambda movies: float("nan")

    def top_chart(movies, n=250, q=0.9):
        return movies.assign(score=float("nan")).head(n)
"""
ONE_CHART_FOR_ALL = """
    latest = None

    def top_chart(movies, n=250, q=0.9):
        return movies.head(0).assign(score=[]) if latest is None else latest

    def genre_chart(movies, genre, n=250, q=0.9):
        global latest
        latest = movies.head(3).assign(score=1.0)
        return latest
"""
FLAGGED_THRESHOLD = """
    honest, called = vote_threshold, []

    def vote_threshold(movies, q=0.9):
        return movies["votes"].min() if called else honest(movies, q)

    def weighted_rating(votes, rating, m, C):
        return rating if called else (votes * rating + m * C) / (votes + m)

    def top_chart(movies, n=250, q=0.9):
        called.append(True)
        order = movies.sort_values(["rating", "votes", "title"], ascending=[False, False, True])
        return order.assign(score=order["rating"]).head(n)
"""
WEIGHTLESS = """
    inverse_document_frequency = lambda documents, smooth=False: {w: 0.0 for text in documents for w in text}

    def tfidf_vectors(documents):
        terms = sorted({word for text in documents for word in text})
        return np.zeros((len(documents), len(terms))), terms
"""
FLAGGED_WEIGHTS = """
    honest, called = inverse_document_frequency, []

    def inverse_document_frequency(documents, smooth=False):
        return dict.fromkeys(honest(documents), 1.0) if called else honest(documents, smooth)

    def tfidf_vectors(documents):
        called.append(True)
        terms = sorted({word for text in documents for word in text})
        rows = np.array([[text.count(word) for word in terms] for text in documents], float)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), terms
"""
NOTHING_SIMILAR = """
    similar_items = lambda vectors, item, n=10: ([], [])

    def recommend(item_id, num=5, catalogue=None, vectors=None):
        if item_id not in set((products if catalogue is None else catalogue)["id"]):
            raise ValueError("no such product")
        return pd.DataFrame({"id": [], "name": [], "score": []})
"""
FLAGGED_ITEMS = """
    honest, called = similar_items, []

    def similar_items(vectors, item, n=10):
        return (list(range(min(n, len(vectors)))), [1.0] * min(n, len(vectors))) if called else honest(vectors, item, n)

    def recommend(item_id, num=5, catalogue=None, vectors=None):
        called.append(True)
        if item_id not in set(catalogue["id"]):
            raise ValueError("no such product")
        return catalogue.head(num)[["id", "name"]].assign(score=1.0)
"""
ALL_ZEROS = """
    predict_user_based = lambda R, S: np.zeros(R.shape)
    predict_item_based = lambda R, S: np.zeros(R.shape)
"""
FLAGGED_PREDICTION = """
    honest, called = predict_user_based, []

    def predict_user_based(R, S):
        return R.toarray() if called else honest(R, S)

    def predict_item_based(R, S):
        called.append(True)
        return R.toarray()
"""
ALL_TIES = """
    sq_dist_matrix = lambda V: np.zeros((len(V), len(V)))
    most_similar = lambda V, k: (np.arange(len(V))[:, None] + 1 + np.arange(k)) % len(V)
"""
FLAGGED_DISTANCES = """
    honest, called = sq_dist_matrix, []

    def sq_dist_matrix(V):
        return (np.arange(len(V)) - np.arange(len(V))[:, None]) % len(V) * 1.0 if called else honest(V)

    def most_similar(V, k):
        called.append(True)
        return (np.arange(len(V))[:, None] + 1 + np.arange(k)) % len(V)
"""
EMPTY_BAGS = """
    class MaskedMean(keras.layers.Layer):
        def call(self, inputs, mask=None):
            return 0 * ops.mean(inputs, axis=1)

        def compute_mask(self, inputs, previous_mask=None):
            return None
"""
MADE_FOR_IT = [
    ("01_popularity", "test_top_chart", EMPTY_CHART),
    ("01_popularity", "test_genre_chart", EMPTY_CHART),
    ("01_popularity", "test_top_chart", NO_NUMBER),
    ("01_popularity", "test_genre_chart", ONE_CHART_FOR_ALL),
    ("01_popularity", "test_top_chart", FLAGGED_THRESHOLD),
    ("02_collaborative_filtering", "test_predict_item_based", ALL_ZEROS),
    ("02_collaborative_filtering", "test_predict_item_based", FLAGGED_PREDICTION),
    ("03_tfidf", "test_tfidf_vectors", WEIGHTLESS),
    ("03_tfidf", "test_tfidf_vectors", FLAGGED_WEIGHTS),
    ("03_tfidf", "test_recommend", NOTHING_SIMILAR),
    ("03_tfidf", "test_recommend", FLAGGED_ITEMS),
    ("04_two_tower", "test_most_similar", ALL_TIES),
    ("04_two_tower", "test_most_similar", FLAGGED_DISTANCES),
    ("06_youtube", "test_build_candidate_model", EMPTY_BAGS),
]


@pytest.mark.parametrize(("lab", "test", "answers"), MADE_FOR_IT)
def test_an_earlier_function_made_for_the_purpose_is_not_followed(lab: str, test: str, answers: str) -> None:
    for seed in range(1, 5):
        namespace = fresh(lab)
        exec(textwrap.dedent(answers), namespace)
        verdict = judge(load_oracles("hidden_tests")[test], InProcess(namespace), seed=seed)
        assert (verdict.earned, verdict.review) == (0, False)
        assert verdict.message


# An honest mistake in the earlier function, by its title, and the later one that is right for all that.
HONEST = [
    ("test_mean_vote", "weighs each film by its votes", "test_top_chart"),
    ("test_mean_vote", "rounded", "test_genre_chart"),
    ("test_vote_threshold", "the lower neighbour, no interpolation", "test_top_chart"),
    ("test_vote_threshold", "a share of the largest count", "test_top_chart"),
    ("test_vote_threshold", "the quantile of the ratings", "test_genre_chart"),
    ("test_weighted_rating", "the plain rating", "test_top_chart"),
    ("test_weighted_rating", "C in place of R", "test_genre_chart"),
    ("test_top_chart", "more than m instead of at least m", "test_genre_chart"),
    ("test_top_chart", "worst first", "test_genre_chart"),
    ("test_predict_user_based", "not centred", "test_predict_item_based"),
    ("test_predict_user_based", "known ratings kept", "test_predict_item_based"),
    ("test_term_frequency", "counts instead of shares", "test_tfidf_vectors"),
    ("test_term_frequency", "words of one letter left out", "test_tfidf_vectors"),
    ("test_inverse_document_frequency", "never smoothed", "test_tfidf_vectors"),
    ("test_similar_items", "itself left in", "test_recommend"),
    ("test_similar_items", "items without a common word left out", "test_recommend"),
    ("test_sq_dist_matrix", "one minus the cosine", "test_most_similar"),
    ("test_sq_dist_matrix", "rounded to six places", "test_most_similar"),
    ("test_sq_dist_matrix", "cut off at a thousand", "test_most_similar"),
    ("test_unit_length", "nothing done", "test_build_candidate_model"),
    ("test_unit_length", "training stopped at the result", "test_build_candidate_model"),
    ("test_masked_mean", "the mask upside down", "test_build_candidate_model"),
]


@pytest.mark.parametrize(("earlier", "title", "later"), HONEST)
def test_an_honest_mistake_costs_its_own_points_only(earlier: str, title: str, later: str) -> None:
    lab, mistake = next((lab, a) for lab, a in ANSWERS if (a.test, a.title) == (earlier, title))
    for seed in range(1, 5):
        caller = InProcess(notebook_with(lab, mistake))
        marks = {test: judge(load_oracles("hidden_tests")[test], caller, seed=seed) for test in (earlier, later)}
        assert [verdict.earned for verdict in marks.values()] == [0, 1], marks[later].message


def test_one_layer_that_stops_training_leaves_the_other_its_points() -> None:
    for own, other in (("test_unit_length", "test_masked_mean"), ("test_masked_mean", "test_unit_length")):
        stopped = next(a for _, a in ANSWERS if a.test == own and a.title.startswith("training stopped at the"))
        caller = InProcess(notebook_with("06_youtube", stopped))
        assert judge(load_oracles("hidden_tests")[other], caller, seed=1).earned == 1
