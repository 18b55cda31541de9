"""The checks that students see and run: `from public_tests import test_weighted_rating`.

A module is imported when one of its checks is asked for, so that a lab of plain tables does not wait for Keras.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Where each check is written. The one place where a check is made known: the labs import them from here.
_CHECKS = {
    "choices": ("test_choice",),
    "collaborative_filtering.items": ("test_predict_item_based",),
    "collaborative_filtering.newcomer": ("test_recommend_for_new_user",),
    "collaborative_filtering.pearson": ("test_pearson_similarity",),
    "collaborative_filtering.prediction": ("test_predict_user_based",),
    "collaborative_filtering.ratings": ("test_interaction_matrix",),
    "collaborative_filtering.similarity": (
        "test_cosine_similarity_matrix",
        "test_top_k_neighbours",
    ),
    "data.lines": ("test_parse_double_colon",),
    "data.matrix": (
        "test_leave_last_out",
        "test_sparsity",
    ),
    "data.titles": ("test_split_title_year",),
    "data.vectors": (
        "test_genre_profile",
        "test_item_features",
    ),
    "hybrid.lists": (
        "test_mixed_hybrid",
        "test_switching_hybrid",
    ),
    "hybrid.measures": (
        "test_cold_start_curve",
        "test_coverage",
    ),
    "hybrid.newcomers": ("test_cold_start",),
    "hybrid.project": ("test_my_hybrid",),
    "hybrid.scores": ("test_weighted_hybrid",),
    "matrix_factorization.broken": (
        "test_batch_gap",
        "test_honest_report",
        "test_network_inputs",
        "test_row_dot",
        "test_rows_reached",
    ),
    "matrix_factorization.errors": (
        "test_build_index",
        "test_mape",
        "test_rmse",
    ),
    "matrix_factorization.factors": (
        "test_predict_mf",
        "test_sgd_step",
    ),
    "matrix_factorization.lists": (
        "test_diversity",
        "test_novelty",
        "test_top_n",
    ),
    "matrix_factorization.network": ("test_recommender_net",),
    "matrix_factorization.shifts": ("test_bias_baseline",),
    "popularity.charts": (
        "test_genre_chart",
        "test_top_chart",
    ),
    "popularity.hits": ("test_hit_rate_of_popular",),
    "popularity.rating": (
        "test_mean_vote",
        "test_vote_threshold",
        "test_weighted_rating",
    ),
    "tfidf.page": ("test_recommend",),
    "tfidf.profile": ("test_user_profile",),
    "tfidf.similar": ("test_similar_items",),
    "tfidf.vectors": ("test_tfidf_vectors",),
    "tfidf.weights": (
        "test_inverse_document_frequency",
        "test_term_frequency",
    ),
    "two_tower.distances": (
        "test_sq_dist",
        "test_sq_dist_matrix",
    ),
    "two_tower.joining": ("test_normalise_and_dot",),
    "two_tower.neighbours": ("test_most_similar",),
    "two_tower.serving": ("test_rating_for_new_user",),
    "two_tower.tower": ("test_tower",),
    "youtube.examples": ("test_training_examples",),
    "youtube.layers": (
        "test_masked_mean",
        "test_unit_length",
    ),
    "youtube.lists": ("test_top_k",),
    "youtube.measures": (
        "test_ndcg_at_k",
        "test_recall_at_k",
    ),
    "youtube.network": ("test_build_candidate_model",),
    "youtube.padding": ("test_pad_histories",),
}
_MODULE_OF = {name: module for module, names in _CHECKS.items() for name in names}
__all__ = [*_MODULE_OF]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"public_tests.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"there is no check called {name}; is it spelt as in the notebook?")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
