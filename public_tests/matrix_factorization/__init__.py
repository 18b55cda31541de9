"""Checks for lab 05, matrix factorization."""

from public_tests.matrix_factorization.broken import (
    test_batch_gap,
    test_honest_report,
    test_network_inputs,
    test_row_dot,
    test_rows_reached,
)
from public_tests.matrix_factorization.errors import test_build_index, test_mape, test_rmse
from public_tests.matrix_factorization.factors import test_predict_mf, test_sgd_step
from public_tests.matrix_factorization.lists import test_diversity, test_novelty, test_top_n
from public_tests.matrix_factorization.network import test_recommender_net
from public_tests.matrix_factorization.shifts import test_bias_baseline

__all__ = [
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
]
