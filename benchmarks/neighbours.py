"""The neighbours of lab 02 beside scikit-surprise's: RMSE and seconds on the same five folds of ML-100K.

    .venv/bin/python benchmarks/neighbours.py                                       # a minute or two
    .venv/bin/python benchmarks/neighbours.py --surprise-python OTHER/bin/python    # scikit-surprise lives elsewhere
    .venv/bin/python benchmarks/neighbours.py --dry-run                             # only prints

scikit-surprise is not among the course's packages: `pip install scikit-surprise` puts it into an environment, best one
of its own. Our functions are taken out of the lab's own solution cells. The table goes into docs/benchmarks.md. What is
compared are processor seconds within one run: a busy machine stretches the seconds on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

# One thread for everybody: scikit-surprise uses one, and a ratio should not count cores.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from benchmarks.page import part_of, when  # noqa: E402

LAB = "02_collaborative_filtering"
PART = part_of("benchmarks/neighbours.py", "## Neighbours: the lab's functions and scikit-surprise")
MISSING = (
    "scikit-surprise is not installed for {python}: `pip install scikit-surprise` there, or make an environment for it "
    "and name its Python with --surprise-python; without it only the lab's own functions are measured."
)
ALGORITHMS = {
    "KNNBasic": ("KNNBasic", {}),
    "KNNWithMeans": ("KNNWithMeans", {}),
    "KNNBaseline": ("KNNBaseline", {}),
    "KNNWithMeans, by items": ("KNNWithMeans", {"user_based": False}),
}
K_USERS, K_ITEMS = 300, 900  # chosen on validation ratings in the lab


def rmse(guessed: np.ndarray, ratings: np.ndarray) -> float:
    """Root mean squared error in stars; predictions are cut off at 1 and 5, as scikit-surprise does."""
    return float(np.sqrt(np.mean((np.clip(guessed, 1, 5) - ratings) ** 2)))


def ours(data: dict[str, np.ndarray]) -> dict[str, list[float]]:
    """RMSE (mean over the folds), seconds and processor seconds (all folds) of the lab's two predictions."""
    import pandas as pd

    from recsys_utils.matrices import centred
    from tests.lab_cells import solutions

    lab, shape = solutions(LAB), (int(data["user"].max()) + 1, int(data["item"].max()) + 1)

    def by_users(R):
        S = lab["top_k_neighbours"](lab["cosine_similarity_matrix"](centred(R)[0]), K_USERS)
        return lab["predict_user_based"](R, S)

    def by_items(R):
        S = lab["top_k_neighbours"](lab["cosine_similarity_matrix"](centred(R.T)[0]), K_ITEMS)
        return lab["predict_item_based"](R, S)

    results = {}
    models = (
        (f"lab 02, user neighbours, k = {K_USERS}", by_users),
        (f"lab 02, item neighbours, k = {K_ITEMS}", by_items),
    )
    for name, predict in models:
        errors, seconds, processor = [], 0.0, 0.0
        for fold in range(5):
            held_out = data["fold"] == fold
            train = pd.DataFrame({key: data[key][~held_out] for key in ("user", "item", "rating")})
            began, busy = time.perf_counter(), time.process_time()
            predictions = predict(lab["interaction_matrix"](train, *shape))
            guessed = predictions[data["user"][held_out], data["item"][held_out]]
            seconds += time.perf_counter() - began
            processor += time.process_time() - busy
            errors.append(rmse(guessed, data["rating"][held_out]))
        results[name] = [float(np.mean(errors)), seconds, processor]
    return results


def surprise_worker(path: str) -> None:
    """Runs where scikit-surprise is installed; needs nothing of the course. Prints JSON."""
    import pandas as pd
    import surprise
    from surprise import Dataset, Reader

    data = dict(np.load(path))
    table = pd.DataFrame({key: data[key] for key in ("user", "item", "rating")})
    results = {}
    for name, (kind, options) in ALGORITHMS.items():
        errors, seconds, processor = [], 0.0, 0.0
        for fold in range(5):
            held_out = data["fold"] == fold
            train = Dataset.load_from_df(table[~held_out], Reader(rating_scale=(1, 5))).build_full_trainset()
            test = list(table[held_out].itertuples(index=False, name=None))
            began, busy = time.perf_counter(), time.process_time()
            predictions = getattr(surprise, kind)(sim_options=options, verbose=False).fit(train).test(test)
            seconds += time.perf_counter() - began
            processor += time.process_time() - busy
            errors.append(rmse(np.array([p.est for p in predictions]), data["rating"][held_out]))
        results[f"scikit-surprise {name}"] = [float(np.mean(errors)), seconds, processor]
    versions = f"scikit-surprise {surprise.__version__}, its numpy {np.__version__}"
    print(json.dumps({"versions": versions, "results": results}))


def theirs(data: dict[str, np.ndarray], python: str) -> tuple[dict[str, list[float]], str]:
    """RMSE and seconds of scikit-surprise under that Python, and its versions; nothing if it is not there."""
    probe = subprocess.run([python, "-c", "import surprise, pandas"], capture_output=True)
    if probe.returncode:
        print(MISSING.format(python=python))
        return {}, "scikit-surprise not installed"
    with tempfile.TemporaryDirectory(prefix="labs-benchmark-") as folder:
        path = Path(folder) / "folds.npz"
        np.savez(path, **data)
        done = subprocess.run([python, __file__, "--worker", str(path)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"scikit-surprise stopped: {done.stderr.strip().splitlines()[-1]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["results"], answer["versions"]


def everything(data: dict[str, np.ndarray]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of the matrix, both similarities and both tables of predictions, on all ratings."""
    import pandas as pd

    from recsys_utils.matrices import centred
    from tests.lab_cells import solutions

    lab, shape = solutions(LAB), (int(data["user"].max()) + 1, int(data["item"].max()) + 1)
    ratings = pd.DataFrame({key: data[key] for key in ("user", "item", "rating")})

    def work():
        R = lab["interaction_matrix"](ratings, *shape)
        tables = [lab["cosine_similarity_matrix"](centred(rows)[0]) for rows in (R, R.T)]
        by_users = lab["predict_user_based"](R, lab["top_k_neighbours"](tables[0], K_USERS))
        by_items = lab["predict_item_based"](R, lab["top_k_neighbours"](tables[1], K_ITEMS))
        return R, tables, by_users, by_items

    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    tracemalloc.start()  # a run of its own: counting costs time
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / 2**20


def folds() -> dict[str, np.ndarray]:
    """ML-100K as arrays, with the number of the fold (0 to 4) of each rating."""
    import pandas as pd

    from recsys_utils.data import load_movielens
    from recsys_utils.matrices import with_positions

    ml = load_movielens("ml-100k")
    table = with_positions(ml.ratings, pd.Index(np.unique(ml.ratings["user_id"])), pd.Index(ml.movies["movie_id"]))
    fold = np.random.default_rng(0).permutation(len(table)) % 5
    return {**{key: table[key].to_numpy() for key in ("user", "item", "rating")}, "fold": fold}


def report(results: dict[str, list[float]], versions: str, seconds: float, peak: float) -> str:
    """The script's part of docs/benchmarks.md."""
    base = next((busy for name, (*_, busy) in results.items() if name.endswith("KNNWithMeans")), None)
    lines = [
        "Five random folds of MovieLens 100K, the same for all; RMSE is the mean over the folds, seconds are those of all five,",
        "for similarities and the predictions of the held-out ratings (ours predict *all* cells), on one thread. What is compared are",
        "processor seconds, which other work on the machine hardly touches.",
        f"{when('python benchmarks/neighbours.py')} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}; {versions}.",
        "",
        "| | RMSE (stars) | seconds | processor seconds | times as fast as KNNWithMeans |",
        "|:--|--:|--:|--:|--:|",
    ]
    for name, (error, seconds_taken, busy) in results.items():
        ratio = f"{base / busy:.1f}" if base else "–"
        lines.append(f"| {name} | {error:.4f} | {seconds_taken:.2f} | {busy:.2f} | {ratio} |")
    lines += [
        "",
        "On all 100,000 ratings, the matrix, both tables of similarities and both full tables of predictions together take "
        f"{seconds:.1f} s and {peak:,.0f} MB at their peak.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surprise-python", default=sys.executable, help="a Python that has scikit-surprise")
    parser.add_argument("--dry-run", action="store_true", help="print, do not write docs/benchmarks.md")
    parser.add_argument("--worker", metavar="FOLDS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        surprise_worker(options.worker)
        return
    data = folds()
    others, versions = theirs(data, options.surprise_python)
    text = report({**others, **ours(data)}, versions, *everything(data))
    print(text)
    if not options.dry_run:
        PART.write(text)


if __name__ == "__main__":
    main()
