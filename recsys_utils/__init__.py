"""What the labs import: data, splits, features, evaluation and figures.

The helpers of the two-tower lab can be imported from here too: `from recsys_utils import load_data, pprint_train`.
"""

from __future__ import annotations

from typing import Any

_TWO_TOWER = (
    "gen_user_vecs",
    "get_user_vecs",
    "load_data",
    "pprint_train",
    "print_existing_user",
    "print_pred_movies",
)
__all__ = [*_TWO_TOWER]


def __getattr__(name: str) -> Any:
    if name in _TWO_TOWER:  # only for those who ask: the other labs need none of it
        from recsys_utils import two_tower

        return getattr(two_tower, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
