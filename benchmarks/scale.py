"""Time and memory of the recommenders that scale, on invented ratings from 100,000 to 10,000,000.

    .venv/bin/python -m benchmarks.scale             # less than ten minutes; writes its part of docs/performance.md
    .venv/bin/python -m benchmarks.scale --dry-run --sizes 100000 1000000

The ratings come from `recsys_utils.synthetic`, with as many users and movies as MovieLens has with so many ratings. Each
recommender is fitted and asked for 1,000 lists in a process of its own, so that no memory of another one counts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.page import ROOT, measured, part_of

PART = part_of(
    "benchmarks/scale.py", "## Recommenders: from 100,000 to 10,000,000 ratings", ROOT / "docs" / "performance.md"
)
SIZES = (100_000, 1_000_000, 10_000_000)
SYSTEMS = {
    "Popular": "most rated (lab 01)",
    "ItemNeighbours": "item neighbours (lab 02)",
    "UserNeighbours": "user neighbours (lab 02)",
    "Biases": "biases (lab 05)",
    "MatrixFactors": "factors (lab 05)",
    "Ease": "EASE",
    "ImplicitAls": "ALS of implicit",
}
LISTS, PATIENCE = 1_000, 240  # lists asked for; seconds a system may take


def worker(system: str, path: str) -> None:
    """Fit one system and ask it for lists; prints what it took as one line of JSON."""
    import numpy as np
    import pandas as pd

    from recsys_utils import recommenders

    with np.load(path) as held:
        ratings = pd.DataFrame({name: held[name] for name in held.files})
    users = np.random.default_rng(0).permutation(np.unique(ratings["user_id"]))[:LISTS]
    small = ratings.iloc[:2_000]
    getattr(recommenders, system)().fit(small).recommend(int(small["user_id"].iloc[0]))  # imports
    before = _megabytes()
    began = time.perf_counter()
    recommender = getattr(recommenders, system)().fit(ratings)
    fitted = time.perf_counter()
    recommender.lists(users, 10)
    asked = time.perf_counter()
    print(
        json.dumps({"fit": fitted - began, "lists": asked - fitted, "memory": _megabytes() - before, "table": before})
    )


def _megabytes() -> float:
    """The most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(system: str, path: Path) -> dict[str, Any]:
    """What a system takes, or why it did not come to an end."""
    command = [sys.executable, "-m", "benchmarks.scale", "--worker", system, str(path)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return {"why": f"more than {PATIENCE} s"}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["killed"]
        return {"why": "not installed" if "is not installed" in last[0] else last[0].rpartition("Error: ")[2]}
    return json.loads(done.stdout.splitlines()[-1])


def world(n_ratings: int, path: Path) -> dict[str, Any]:
    """Draw the ratings in a process of their own, and say what that took."""
    code = (
        "import json, sys, time, numpy as np\n"
        "from recsys_utils.synthetic import synthetic_ratings\n"
        "synthetic_ratings(1_000)\n"
        "began = time.perf_counter()\n"
        "made = synthetic_ratings(int(sys.argv[1]), seed=1)\n"
        "seconds = time.perf_counter() - began\n"
        "np.savez(sys.argv[2], **{name: column.to_numpy() for name, column in made.ratings.items()})\n"
        "print(json.dumps({'seconds': seconds, 'users': made.ratings['user_id'].nunique(), 'movies': len(made.movies)}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(n_ratings), str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def report(worlds: dict[int, dict[str, Any]], found: dict[tuple[int, str], dict[str, Any]]) -> str:
    """The part of the page."""
    lines = [
        "Seconds to learn, seconds for 1,000 lists of ten, and the most memory that both took beside the table of ratings itself (32",
        f"bytes a rating). Invented ratings (`recsys_utils.synthetic`, seed 1); {os.cpu_count()} cores.",
        measured("python -m benchmarks.scale", *_load()),
        "",
        f"| | {' | '.join(f'{n:,} ratings' for n in worlds)} |",
        f"|:--|{':-:|' * len(worlds)}",
        "| users × movies | " + " | ".join(f"{w['users']:,} × {w['movies']:,}" for w in worlds.values()) + " |",
        "| *drawing the ratings* | " + " | ".join(f"{w['seconds']:.1f} s" for w in worlds.values()) + " |",
    ]
    for system, name in SYSTEMS.items():
        cells = [
            one["why"] if "why" in one else f"{one['fit']:,.2f} s, {one['lists']:,.2f} s, {one['memory']:,.0f} MB"
            for one in (found[n, system] for n in worlds)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _load() -> list[str]:
    load = os.getloadavg()[0]
    return [f"two threads, with a load of {load:.1f} from everything at the end"]


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of ratings")
    parser.add_argument("--dry-run", action="store_true", help="print, do not write docs/performance.md")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(*options.worker)
        return
    worlds, found = {}, {}
    with tempfile.TemporaryDirectory(prefix="labs-benchmark-") as folder:
        for n in options.sizes:
            path = Path(folder) / f"{n}.npz"
            worlds[n] = world(n, path)
            print(f"{n:,} ratings drawn: {worlds[n]}", file=sys.stderr, flush=True)
            for system in SYSTEMS:
                found[n, system] = run(system, path)
                print(f"{n:,} {system}: {found[n, system]}", file=sys.stderr, flush=True)
            path.unlink()
    text = report(worlds, found)
    print(text)
    if not options.dry_run:
        PART.write(text)


if __name__ == "__main__":
    main()
