"""The checks that students see and run: `from public_tests import test_weighted_rating`.

A lab's module is imported when one of its checks is asked for, so that a lab of plain tables does not wait for Keras.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_CHECKS = {
    "choices": ("test_choice",),
    "collaborative_filtering": (
        "test_cosine_similarity_matrix",
        "test_interaction_matrix",
        "test_pearson_similarity",
        "test_predict_item_based",
        "test_predict_user_based",
        "test_recommend_for_new_user",
        "test_top_k_neighbours",
    ),
    "data": (
        "test_genre_profile",
        "test_item_features",
        "test_leave_last_out",
        "test_parse_double_colon",
        "test_sparsity",
        "test_split_title_year",
    ),
    "matrix_factorization": (
        "test_batch_gap",
        "test_bias_baseline",
        "test_build_index",
        "test_diversity",
        "test_honest_report",
        "test_mape",
        "test_network_inputs",
        "test_novelty",
        "test_predict_mf",
        "test_recommender_net",
        "test_rmse",
        "test_row_dot",
        "test_rows_reached",
        "test_sgd_step",
        "test_top_n",
    ),
    "popularity": (
        "test_genre_chart",
        "test_hit_rate_of_popular",
        "test_mean_vote",
        "test_top_chart",
        "test_vote_threshold",
        "test_weighted_rating",
    ),
    "tfidf": (
        "test_inverse_document_frequency",
        "test_recommend",
        "test_similar_items",
        "test_term_frequency",
        "test_tfidf_vectors",
        "test_user_profile",
    ),
    "two_tower": (
        "test_most_similar",
        "test_normalise_and_dot",
        "test_rating_for_new_user",
        "test_sq_dist",
        "test_sq_dist_matrix",
        "test_tower",
    ),
    "youtube": (
        "test_build_candidate_model",
        "test_masked_mean",
        "test_ndcg_at_k",
        "test_pad_histories",
        "test_recall_at_k",
        "test_top_k",
        "test_training_examples",
        "test_unit_length",
    ),
}
_MODULE_OF = {name: module for module, names in _CHECKS.items() for name in names}
__all__ = [*_MODULE_OF]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"public_tests.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"there is no check called {name}; is it spelt as in the notebook?")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
