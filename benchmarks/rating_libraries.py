"""Five folds by scikit-surprise's SVD and implicit's ALS; run by benchmarks/matrix_factorization.py with another Python.

    PYTHON benchmarks/rating_libraries.py FOLDS.npz

Needs numpy, pandas and one or both of the libraries, and nothing of the course. Prints one line of JSON.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from importlib.metadata import version

import numpy as np


def surprise_svd(users: np.ndarray, items: np.ndarray, stars: np.ndarray, fit: np.ndarray, test: np.ndarray) -> tuple:
    """Predictions and seconds of scikit-surprise's SVD with its own defaults."""
    import pandas as pd
    from surprise import SVD, Dataset, Reader

    table = pd.DataFrame({"user": users[fit], "item": items[fit], "rating": stars[fit]})
    rows = Dataset.load_from_df(table, Reader(rating_scale=(1, 5))).build_full_trainset()
    started = time.perf_counter()
    model = SVD(random_state=0).fit(rows)
    seconds = time.perf_counter() - started
    return np.array([model.predict(u, i).est for u, i in zip(users[test], items[test], strict=True)]), seconds


def implicit_als(users: np.ndarray, items: np.ndarray, stars: np.ndarray, fit: np.ndarray, test: np.ndarray) -> tuple:
    """Predictions and seconds of implicit's ALS, ratings as confidence, its scores put on a line to stars."""
    from implicit.als import AlternatingLeastSquares
    from scipy import sparse

    drawn = np.random.default_rng(1).permutation(fit)
    line, learn = drawn[: len(drawn) // 10], drawn[len(drawn) // 10 :]
    shape = int(users.max()) + 1, int(items.max()) + 1
    table = sparse.csr_matrix((stars[learn].astype(np.float32), (users[learn], items[learn])), shape=shape)
    started = time.perf_counter()
    model = AlternatingLeastSquares(factors=32, random_state=0, num_threads=1)
    model.fit(table, show_progress=False)
    seconds = time.perf_counter() - started

    def scores(rows: np.ndarray) -> np.ndarray:
        return np.einsum("nd,nd->n", model.user_factors[users[rows]], model.item_factors[items[rows]])

    slope, start = np.polyfit(scores(line), stars[line], 1)
    return np.clip(start + slope * scores(test), 1, 5), seconds


def main() -> None:
    """Run what is installed on each fold."""
    data = np.load(sys.argv[1])
    users, items, stars, fold = (data[name] for name in ("users", "items", "stars", "fold"))
    ways = {}
    if importlib.util.find_spec("surprise"):
        ways[f"SVD (scikit-surprise {version('scikit-surprise')})"] = surprise_svd
    if importlib.util.find_spec("implicit"):
        ways[f"ALS (implicit {version('implicit')})"] = implicit_als
    results: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for name, run in ways.items():
        for number in range(fold.max() + 1):
            test = np.flatnonzero(fold == number)
            predicted, seconds = run(users, items, stars, np.flatnonzero(fold != number), test)
            missed = predicted - stars[test]
            row = {
                "rmse": float(np.sqrt(np.mean(missed**2))),
                "mae": float(np.mean(np.abs(missed))),
                "seconds": seconds,
            }
            results[name].append(row)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
