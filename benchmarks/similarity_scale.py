"""Measures the full table of similarities against the top 10 in blocks, and writes what lab 03 and a page show of it.

    python -m benchmarks.similarity_scale

The table goes into docs/benchmarks.md between its markers, and as numbers into labs/03_tfidf/scale.csv, which lies
beside the notebook and is drawn there: a figure of times that were measured while it is drawn would never come out
the same twice. Each measurement runs in a process of its own, on one thread, the best of three for time; memory is the
highest use by Python and numpy while it ran.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tracemalloc

from benchmarks.page import ROOT, measured, part_of

NUMBERS = ROOT / "labs" / "03_tfidf" / "scale.csv"
PART = part_of("benchmarks/similarity_scale.py", "## Similar items: the full table and blocks")
SIZES = (250, 500, 1_000, 2_000, 4_000, 8_000)
K, BLOCK = 10, 256


def by_full_table(vectors) -> None:
    """All similarities, then the ten largest of each row."""
    import numpy as np

    from recsys_utils.blocks import full_similarity

    table = full_similarity(vectors)
    np.fill_diagonal(table, -1)
    np.argpartition(table, -K, axis=1)


def in_blocks(vectors) -> None:
    """The same ten, a block of rows at a time."""
    from recsys_utils.blocks import top_k_in_blocks

    top_k_in_blocks(vectors, K, BLOCK)


def measure(way: str, n_items: int) -> dict[str, float]:
    """Seconds, the best of three, and bytes at the peak."""
    from recsys_utils.blocks import invented_vectors

    run = {"full": by_full_table, "blocks": in_blocks}[way]
    vectors = invented_vectors(n_items)
    run(vectors[:100])  # imports
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        run(vectors)
        seconds.append(time.perf_counter() - started)
    tracemalloc.start()
    run(vectors)
    return {"seconds": min(seconds), "bytes": tracemalloc.get_traced_memory()[1]}


def measured_alone(way: str, n_items: int) -> dict[str, float]:
    """`measure` in a new process, so that no measurement finds the memory of another."""
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    command = [sys.executable, "-m", "benchmarks.similarity_scale", way, str(n_items)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **one}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Measure everything, write both files."""
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    lines, numbers = [], ["n_items,full_seconds,blocks_seconds,full_bytes,blocks_bytes"]
    for n_items in SIZES:
        full, blocks = measured_alone("full", n_items), measured_alone("blocks", n_items)
        numbers.append(
            f"{n_items},{full['seconds']:.4f},{blocks['seconds']:.4f},{full['bytes']:.0f},{blocks['bytes']:.0f}"
        )
        lines.append(
            f"| {n_items:,} | {full['seconds']:.3f} | {blocks['seconds']:.3f} "
            f"| {full['bytes'] / 1e6:,.1f} | {blocks['bytes'] / 1e6:,.1f} |"
        )
        print(lines[-1], file=sys.stderr)
    table = "\n".join(
        [
            f"The {K} most similar items of every item, sparse vectors of 40 drawn words each, blocks of {BLOCK} items, one thread.",
            measured("python -m benchmarks.similarity_scale"),
            "",
            "| items | full table (s) | blocks (s) | full table, peak (MB) | blocks, peak (MB) |",
            "|--:|--:|--:|--:|--:|",
            *lines,
        ]
    )
    PART.write(table)
    NUMBERS.write_text("\n".join(numbers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
