"""Checks for lab 00, know your data."""

from public_tests.data.lines import test_parse_double_colon
from public_tests.data.matrix import test_leave_last_out, test_sparsity
from public_tests.data.titles import test_split_title_year
from public_tests.data.vectors import test_genre_profile, test_item_features

__all__ = [
    "test_genre_profile",
    "test_item_features",
    "test_leave_last_out",
    "test_parse_double_colon",
    "test_sparsity",
    "test_split_title_year",
]
