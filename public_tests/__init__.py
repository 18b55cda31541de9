"""The checks that students see and run: `from public_tests import test_weighted_rating`.

A lab's module is imported when one of its checks is asked for, so that a lab of plain tables does not wait for Keras.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_CHECKS = {
    "choices": ("test_choice",),
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
}
_MODULE_OF = {name: module for module, names in _CHECKS.items() for name in names}
__all__ = [*_MODULE_OF]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"public_tests.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"there is no check called {name}; is it spelt as in the notebook?")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
