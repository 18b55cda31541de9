"""Measures lab 05's network of factors on five folds of ML-100K, beside the biases, scikit-surprise's SVD and implicit's ALS.

    python -m benchmarks.matrix_factorization
    python -m benchmarks.matrix_factorization --others PYTHON

scikit-surprise and implicit are no part of the course: to see them too, make an environment of its own with
`python -m venv others && others/bin/pip install scikit-surprise implicit` and give its `others/bin/python` as PYTHON.

All see the same folds. The network chooses its epochs on a tenth of each fold's training rows, then trains on all of
them; its seconds hold both trainings. The table goes into docs/benchmarks.md between its markers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.page import ROOT, measured, part_of

PART = part_of("benchmarks/matrix_factorization.py", "## Predicting ratings: factors on five folds")


def biases(users: np.ndarray, items: np.ndarray, stars: np.ndarray, fit: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Predictions of mean + shrunk movie bias + shrunk user bias, as in lab 05, with 5 pseudo-ratings each."""
    mean = stars[fit].mean()
    n_users, n_items = users.max() + 1, items.max() + 1
    left = stars[fit] - mean
    of_item = np.bincount(items[fit], left, n_items) / (np.bincount(items[fit], minlength=n_items) + 5)
    left = left - of_item[items[fit]]
    of_user = np.bincount(users[fit], left, n_users) / (np.bincount(users[fit], minlength=n_users) + 5)
    return np.clip(mean + of_user[users[test]] + of_item[items[test]], 1, 5)


def errors(predicted: np.ndarray, real: np.ndarray, seconds: float) -> dict[str, float]:
    """RMSE and MAE in stars, and seconds."""
    missed = predicted - real
    return {"rmse": float(np.sqrt(np.mean(missed**2))), "mae": float(np.mean(np.abs(missed))), "seconds": seconds}


def by_others(
    python: str, users: np.ndarray, items: np.ndarray, stars: np.ndarray
) -> dict[str, list[dict[str, float]]]:
    """The same folds by the libraries that another Python has; none where that fails, and a sentence about it."""
    from recsys_utils.factors_folds import folds

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "folds.npz"
        tests = np.empty(len(stars), dtype=np.int64)
        for number, (_, test) in enumerate(folds(len(stars))):
            tests[test] = number
        np.savez(path, users=users, items=items, stars=stars, fold=tests)
        script = ROOT / "benchmarks" / "rating_libraries.py"
        done = subprocess.run([python, str(script), str(path)], capture_output=True, text=True)
    if done.returncode:
        print(f"{python} could not run the libraries: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure everything, write the page."""
    parser = argparse.ArgumentParser(description="Five folds of ML-100K by lab 05's network and by others.")
    parser.add_argument("--others", metavar="PYTHON", help="a Python that has scikit-surprise and implicit")
    asked = parser.parse_args()
    from recsys_utils.data import load_movielens
    from recsys_utils.factors_folds import folds, run_fold

    ratings = load_movielens("ml-100k").ratings
    users = np.unique(ratings["user_id"], return_inverse=True)[1]
    items = np.unique(ratings["movie_id"], return_inverse=True)[1]
    stars, epochs = ratings["rating"].to_numpy(), []
    import keras  # before any clock runs

    results: dict[str, list[dict[str, float]]] = {
        "biases (lab 05)": [],
        f"factors (lab 05, Keras {keras.__version__})": [],
    }
    by_bias, by_network = results.values()
    for fit, test in folds(len(stars)):
        started = time.perf_counter()
        predicted = biases(users, items, stars, fit, test)
        by_bias.append(errors(predicted, stars[test], time.perf_counter() - started))
        fold = run_fold(users, items, stars, fit, test)
        by_network.append({"rmse": fold.rmse, "mae": fold.mae, "seconds": fold.seconds})
        epochs.append(fold.epochs)
        print(f"fold {len(epochs)}: {fold}", file=sys.stderr)
    if asked.others:
        results |= by_others(asked.others, users, items, stars)
    else:
        print(
            "scikit-surprise and implicit were left out; the first lines of this script say how to add them.",
            file=sys.stderr,
        )
    lines = [
        f"| {name} | {np.mean([f['rmse'] for f in of_all]):.4f} | {min(f['rmse'] for f in of_all):.4f} to "
        f"{max(f['rmse'] for f in of_all):.4f} | {np.mean([f['mae'] for f in of_all]):.4f} | "
        f"{np.mean([f['seconds'] for f in of_all]):.2f} | {max(f['seconds'] for f in of_all):.2f} |"
        for name, of_all in results.items()
    ]
    command = "python -m benchmarks.matrix_factorization" + (" --others PYTHON" if asked.others else "")
    table = "\n".join(
        [
            "ML-100K, five random folds, the same for all; ratings in stars, predictions cut off at 1 and 5. The network chose "
            f"{min(epochs)} to {max(epochs)} epochs on a tenth of each fold's training rows; its seconds hold that training and the one on all rows.",
            "implicit's ALS learns *whether* somebody rates, not how well: its scores were turned into stars by the best straight line on "
            "a tenth of the training rows. Published for five folds, for comparison: SVD 0.934, SVD++ 0.919 (scikit-surprise).",
            measured(command),
            "",
            "| model | RMSE, mean | RMSE, folds | MAE, mean | seconds a fold, mean | slowest |",
            "|:--|--:|:-:|--:|--:|--:|",
            *lines,
        ]
    )
    PART.write(table)
    print(table)


if __name__ == "__main__":
    main()
