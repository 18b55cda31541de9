"""Lab 04: its training against the recipe of notebooks of this kind, and all pairs of movies against two loops.

    .venv/bin/python benchmarks/two_tower.py            # two to four minutes; writes its tables into docs/benchmarks.md
    .venv/bin/python benchmarks/two_tower.py --whole    # the known recipe on all of ml-latest-small too: many minutes
    .venv/bin/python benchmarks/two_tower.py --pairs    # the pairs only, seconds; the trainings' table stays as it was
    .venv/bin/python benchmarks/two_tower.py --dry-run  # only prints them

Both recipes get the same rows, the same towers, the same seed and the same two threads. Needs ml-100k and
ml-latest-small; the index is measured where usearch is installed.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import time
import tracemalloc
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.page import part_of, when
from recsys_utils.two_tower import load_data, load_held_out

PART = part_of("benchmarks/two_tower.py", "## Two towers: training, and all pairs of movies")
PAIRS = "All pairs and an index, measured with a load of"
Rows = tuple[np.ndarray, np.ndarray, np.ndarray]  # items, users, ratings, as from load_data


@dataclass(frozen=True)
class Recipe:
    """A way to train."""

    name: str
    batch_size: int
    epochs: int
    rate: float
    falling: bool
    steps: int  # run in one go, between which Keras does its bookkeeping


LAB = Recipe("this lab: batch 1,024, 8 epochs, falling rate", 1024, 8, 0.003, True, 8)
KNOWN = Recipe("known: batch 32, 30 epochs, rate 0.01", 32, 30, 0.01, False, 1)


def train(recipe: Recipe, fit: Rows, test: Rows) -> tuple[float, float]:
    """Seconds of training, and mean squared error on the test rows (ratings scaled to -1 to 1)."""
    import keras
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    items, users = StandardScaler().fit(fit[0]), StandardScaler().fit(fit[1])
    target = MinMaxScaler((-1, 1)).fit(fit[2].reshape(-1, 1))

    def scaled(rows: Rows) -> tuple[list, Any]:
        features = [users.transform(rows[1])[:, 3:], items.transform(rows[0])[:, 1:]]
        return [f.astype("float32") for f in features], target.transform(rows[2].reshape(-1, 1)).astype("float32")

    keras.utils.set_random_seed(1)
    inputs = [keras.Input(shape=(fit[1].shape[1] - 3,)), keras.Input(shape=(fit[0].shape[1] - 1,))]
    vectors = []
    for given in inputs:
        for units, activation in ((256, "relu"), (128, "relu"), (32, None)):
            given = keras.layers.Dense(units, activation=activation)(given)
        vectors.append(given)
    model = keras.Model(inputs, keras.layers.Dot(axes=1, normalize=True)(vectors))
    rate: Any = recipe.rate
    if recipe.falling:
        steps = recipe.epochs * math.ceil(len(fit[2]) / recipe.batch_size)
        rate = keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.01)
    model.compile(keras.optimizers.Adam(rate), loss="mse", steps_per_execution=recipe.steps)
    features, stars = scaled(fit)
    began = time.perf_counter()
    model.fit(features, stars, batch_size=recipe.batch_size, epochs=recipe.epochs, verbose=0)
    seconds = time.perf_counter() - began
    features, stars = scaled(test)
    return seconds, float(np.mean((model.predict(features, batch_size=8192, verbose=0) - stars) ** 2))


def leaky_rows(whole: bool) -> tuple[Rows, Rows]:
    """Rows built as in notebooks of this kind, then cut at random, 80 to 20."""
    from sklearn.model_selection import train_test_split

    parts = load_data("ml-latest-small", leaky=True, whole=whole)[:3]
    cut = [train_test_split(part, train_size=0.80, shuffle=True, random_state=1) for part in parts]
    return tuple(part[0] for part in cut), tuple(part[1] for part in cut)


def trainings(whole: bool) -> list[str]:
    """The table of recipes."""
    from recsys_utils.data import load_movielens
    from recsys_utils.features import split_ratings
    from recsys_utils.two_tower_baselines import biases_only

    rows = []

    def add(data: str, fit: Rows, test: Rows, *recipes: Recipe) -> None:
        half = (fit[2].max() - fit[2].min()) / 2
        for recipe in recipes:
            seconds, error = train(recipe, fit, test)
            print(f"{data}; {recipe.name}: {seconds:.1f} s, {error:.4f}", flush=True)
            rows.append(f"| {data} | {recipe.name} | {seconds:.1f} | {error:.4f} | {half * error**0.5:.3f} |")

    for dataset, size in (("ml-100k", "ML-100K"), ("ml-latest-small", "ml-latest-small, whole")):
        known, held_out = split_ratings(load_movielens(dataset).ratings)
        honest: Rows = load_data(dataset, whole=True)[:3]
        add(f"{size}, no leak", honest, load_held_out(dataset, whole=True), LAB)
        stars, half = held_out["rating"].to_numpy(), (known["rating"].max() - known["rating"].min()) / 2
        error = float(np.mean((biases_only(known, held_out) - stars) ** 2))
        rows.append(f"| {size}, no leak | biases only | | {error / half**2:.4f} | {error**0.5:.3f} |")
    recent: Rows = load_data("ml-latest-small")[:3]
    add("ml-latest-small since 2000, no leak", recent, load_held_out("ml-latest-small"), LAB, KNOWN)
    add("ml-latest-small since 2000, leaky", *leaky_rows(whole=False), LAB, KNOWN)
    add("ml-latest-small, whole, leaky", *leaky_rows(whole=True), LAB, *([KNOWN] if whole else []))
    return ["| data | recipe | seconds | test error | in stars |", "|:--|:--|--:|--:|--:|", *rows]


def all_pairs(n: int = 9_742, d: int = 32, slice_of: int = 200) -> list[str]:
    """Squared distances of all pairs: two loops over a slice and reckoned from there, and at once."""
    V = np.random.default_rng(0).normal(size=(n, d)).astype("float32")
    V /= np.linalg.norm(V, axis=1, keepdims=True)
    began = time.perf_counter()
    for a in V[:slice_of]:
        for b in V[:slice_of]:
            ((a - b) ** 2).sum()
    loops = (time.perf_counter() - began) * (n / slice_of) ** 2

    def at_once() -> tuple[float, np.ndarray]:
        began = time.perf_counter()
        lengths = np.einsum("ij,ij->i", V, V)
        table = np.maximum(lengths[:, None] + lengths - 2 * V @ V.T, 0)
        return time.perf_counter() - began, table

    took = [at_once()[0] for _ in range(3)]
    tracemalloc.start()
    table, peak = at_once()[1], tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert table.min() >= 0
    return [
        f"| | seconds for all pairs of {n:,} vectors of {d} | peak memory (MB) |",
        "|:--|--:|--:|",
        f"| two loops, reckoned from {slice_of} × {slice_of} | {loops:,.0f} | {4e-6 * n * n:,.0f} |",
        f"| at once, the first time | {took[0]:.2f} | {peak / 1e6:,.0f} |",
        f"| at once, again | {min(took[1:]):.2f} | {peak / 1e6:,.0f} |",
    ]


def index(n: int = 60_000, d: int = 32, queries: int = 1_000, k: int = 10) -> list[str]:
    """Building and asking an approximate index, and its recall."""
    try:
        from usearch.index import Index
    except ImportError:
        return ["usearch is not installed, so no index was measured."]
    V = np.random.default_rng(0).normal(size=(n, d)).astype("float32")
    V /= np.linalg.norm(V, axis=1, keepdims=True)
    began = time.perf_counter()
    scores = V[:queries] @ V.T
    exact = np.argpartition(-scores, k + 1, axis=1)[:, : k + 1]
    direct = time.perf_counter() - began
    built = Index(ndim=d, metric="l2sq")
    began = time.perf_counter()
    built.add(np.arange(n), V)
    building, began = time.perf_counter() - began, time.perf_counter()
    found = built.search(V[:queries], k + 1).keys
    asking = time.perf_counter() - began
    recall = np.mean([len(set(a) & set(b)) / (k + 1) for a, b in zip(exact, found, strict=True)])
    return [
        f"The {k} nearest of {queries:,} among {n:,} random vectors: exact {direct:.1f} s; usearch {version('usearch')} "
        f"{asking:.2f} s after {building:.0f} s of building, recall {recall:.1%}."
    ]


def kept() -> list[str]:
    """What the page holds of the trainings."""
    return PART.read().partition(PAIRS)[0].strip().splitlines()


def main() -> None:
    """Measure, print, and write into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--whole", action="store_true", help="the known recipe on all of ml-latest-small too")
    parser.add_argument("--pairs", action="store_true", help="measure the pairs only, keep the table of trainings")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--dry-run", action="store_true", help="print, do not write docs/benchmarks.md")
    options = parser.parse_args()
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    load = os.getloadavg()[0]
    lines = [
        "Test error is the mean squared error of ratings scaled to −1 to 1. *Leaky*: means with the test ratings in them, rows",
        "repeated before the cut, as in notebooks of this kind; its errors are no errors on unseen ratings.",
        f"{when('python benchmarks/two_tower.py')}, {options.threads} threads, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores with a load of {load:.1f} from others at the start; Python {platform.python_version()}, "
        f"Keras {version('keras')}, numpy {version('numpy')}.",
        "",
        *([] if options.pairs else trainings(options.whole)),
    ]
    pairs = ["", f"{PAIRS} {load:.1f} from others at the start:", "", *all_pairs(), "", *index()]
    lines = [*(kept() if options.pairs else lines), *pairs]
    print("\n".join(lines))
    if not options.dry_run:
        PART.write("\n".join(lines))


if __name__ == "__main__":
    main()
