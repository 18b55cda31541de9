"""Checks for lab 01, the popularity chart."""

from public_tests.popularity.charts import test_genre_chart, test_top_chart
from public_tests.popularity.hits import test_hit_rate_of_popular
from public_tests.popularity.rating import test_mean_vote, test_vote_threshold, test_weighted_rating

__all__ = [
    "test_genre_chart",
    "test_hit_rate_of_popular",
    "test_mean_vote",
    "test_top_chart",
    "test_vote_threshold",
    "test_weighted_rating",
]
