"""Every recommender of the course as a small class with one interface: fit, score, recommend, meet.

>>> from recsys_utils.recommenders import ItemNeighbours
>>> ItemNeighbours().fit(ratings).recommend(user=7, n=10)

Each class is imported when it is asked for; Keras and `implicit` only when they are fitted.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = {
    "base": ("Recommender",),
    "popularity": ("Popular", "RandomOrder", "WeightedChart"),
    "neighbours": ("ItemNeighbours", "UserNeighbours"),
    "content": ("ContentTfidf",),
    "two_towers": ("TwoTower",),
    "matrix_factors": ("Biases", "MatrixFactors"),
    "candidate_network": ("CandidateNetwork",),
    "references": ("Ease", "ImplicitAls"),
    "hybrids": ("Mixed", "Switching", "Weighted"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
