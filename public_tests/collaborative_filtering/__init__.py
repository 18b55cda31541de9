"""Checks for lab 02, neighbours."""

from public_tests.collaborative_filtering.items import test_predict_item_based
from public_tests.collaborative_filtering.newcomer import test_recommend_for_new_user
from public_tests.collaborative_filtering.pearson import test_pearson_similarity
from public_tests.collaborative_filtering.prediction import test_predict_user_based
from public_tests.collaborative_filtering.ratings import test_interaction_matrix
from public_tests.collaborative_filtering.similarity import (
    test_cosine_similarity_matrix,
    test_top_k_neighbours,
)

__all__ = [
    "test_cosine_similarity_matrix",
    "test_interaction_matrix",
    "test_pearson_similarity",
    "test_predict_item_based",
    "test_predict_user_based",
    "test_recommend_for_new_user",
    "test_top_k_neighbours",
]
