"""The checks that students see and run: `from public_tests import test_weighted_rating`."""

from public_tests.choices import *
from public_tests.choices import __all__ as _choices
from public_tests.popularity import *
from public_tests.popularity import __all__ as _popularity

__all__ = [*_choices, *_popularity]
