"""Checks for lab 04, the two towers. They import Keras only when they are called."""

from public_tests.two_tower.distances import test_sq_dist, test_sq_dist_matrix
from public_tests.two_tower.joining import test_normalise_and_dot
from public_tests.two_tower.neighbours import test_most_similar
from public_tests.two_tower.serving import test_rating_for_new_user
from public_tests.two_tower.tower import test_tower

__all__ = [
    "test_most_similar",
    "test_normalise_and_dot",
    "test_rating_for_new_user",
    "test_sq_dist",
    "test_sq_dist_matrix",
    "test_tower",
]
