"""Checks for lab 03, content from words."""

from public_tests.tfidf.page import test_recommend
from public_tests.tfidf.profile import test_user_profile
from public_tests.tfidf.similar import test_similar_items
from public_tests.tfidf.vectors import test_tfidf_vectors
from public_tests.tfidf.weights import test_inverse_document_frequency, test_term_frequency

__all__ = [
    "test_inverse_document_frequency",
    "test_recommend",
    "test_similar_items",
    "test_term_frequency",
    "test_tfidf_vectors",
    "test_user_profile",
]
