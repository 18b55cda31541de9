"""User and item arrays for the two towers, from any MovieLens edition.

>>> known, held_out = split_ratings(ml.ratings)
>>> profiles = Profiles(known, ml.movies, users=ml.ratings["user_id"])
>>> training, test = profiles.rows_of_known(folds=10), profiles.rows(held_out)
"""

from recsys_utils.features.profiles import GENRES, ITEM_COLUMNS, USER_COLUMNS, Profiles, Rows, genre_flags
from recsys_utils.features.selection import repeat_rare_genres, since_2000, split_ratings

__all__ = [
    "GENRES",
    "ITEM_COLUMNS",
    "USER_COLUMNS",
    "Profiles",
    "Rows",
    "genre_flags",
    "repeat_rare_genres",
    "since_2000",
    "split_ratings",
]
