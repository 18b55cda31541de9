"""Data for the labs: found on this machine, or fetched once, checked and kept.

>>> from recsys_utils.data import load_movielens
>>> ml = load_movielens("ml-100k")
>>> ml.ratings.columns.tolist()
['user_id', 'movie_id', 'rating', 'timestamp']
"""

from __future__ import annotations

from recsys_utils.data.check import FileReport, verify
from recsys_utils.data.datasets import registry
from recsys_utils.data.description import DataSet
from recsys_utils.data.fetching import fetch
from recsys_utils.data.movielens import MovieLens, load_movielens, load_movielens_split
from recsys_utils.data.movies import load_imdb, load_movies_metadata
from recsys_utils.data.places import locate
from recsys_utils.errors import DataError, DataWarning

__all__ = [
    "DataError",
    "DataSet",
    "DataWarning",
    "FileReport",
    "MovieLens",
    "fetch",
    "load_imdb",
    "load_movielens",
    "load_movielens_split",
    "load_movies_metadata",
    "locate",
    "registry",
    "verify",
]
