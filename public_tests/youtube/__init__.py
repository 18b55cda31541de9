"""Checks for lab 06, candidate generation. They import Keras only when they are called."""

from public_tests.youtube.examples import test_training_examples
from public_tests.youtube.layers import test_masked_mean, test_unit_length
from public_tests.youtube.lists import test_top_k
from public_tests.youtube.measures import test_ndcg_at_k, test_recall_at_k
from public_tests.youtube.network import test_build_candidate_model
from public_tests.youtube.padding import test_pad_histories

__all__ = [
    "test_build_candidate_model",
    "test_masked_mean",
    "test_ndcg_at_k",
    "test_pad_histories",
    "test_recall_at_k",
    "test_top_k",
    "test_training_examples",
    "test_unit_length",
]
