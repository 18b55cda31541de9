"""How fast a class is marked: nbgrader as it comes, this grader with one worker, and with all; in one run, side by side.

    .venv/bin/python benchmarks/grading.py            # 25 minutes; writes its tables into docs/performance.md
    .venv/bin/python benchmarks/grading.py --dry-run  # only prints them

Two kinds of submission are marked. The *heavy* one imports TensorFlow and trains a small model, less than a second of
work once TensorFlow is there; beside it a few that train longer or not at all. The *light* one imports nothing. Every way of marking gets the same submissions, each in
a course of its own, and must give the same marks. Machines are noisy: what counts are the ratios within one run, and since
they also grow slower and faster by the minute, nbgrader marks half of the large class before and half after this grader does,
and the bound is measured on both sides of what it is compared with.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bound import processor_seconds
from benchmarks.classes import HEAVY, LIGHT, LONG, SHORT, Kind, make_class, marks_in, plain_config
from benchmarks.grading_tables import Compared, Measured, against_the_bound, by_length, machine, table, together
from benchmarks.page import ROOT, part_of

# nbgrader calls `alembic` by name, and .venv need not be activated.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))

# Seconds between looks at the memory of all processes. A look takes 10 ms for each that has TensorFlow in it, and a core from
# what is measured: twice a second, as it was, two workers were 4 % slower and nbgrader, which leaves a core idle, was not.
_LOOK = 3.0

PART = part_of("benchmarks/grading.py", page=ROOT / "docs" / "performance.md")


def timed(command: list[str], folder: Path, timeout: float) -> tuple[float, float]:
    """Wall seconds of a command, and the largest memory its processes used together (MB, shared pages counted once)."""
    log = folder / "benchmark.log"
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        watched, peak, looked = psutil.Process(process.pid), 0.0, began
        while process.poll() is None:
            if time.perf_counter() - began > timeout:
                process.kill()
                raise SystemExit(f"{' '.join(command)} took more than {timeout:g} s; see {log}")
            if time.perf_counter() - looked > _LOOK:
                peak, looked = max(peak, _memory(watched)), time.perf_counter()
            time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text('utf-8', 'replace')[-3000:]}")
    return time.perf_counter() - began, peak


def _memory(process: psutil.Process) -> float:
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for one in family:
        try:
            total += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
            continue  # it ended while it was looked at
    return total / 2**20


def by_nbgrader(folder: Path, kind: Kind, numbers: range) -> Measured:
    """nbgrader's own configuration: tests in the notebook, one kernel after the other."""
    make_class(folder, kind, numbers)
    plain_config(folder)
    nbgrader = str(Path(sys.executable).with_name("nbgrader"))
    prepare = subprocess.run([nbgrader, "generate_assignment", kind.lab, "--force"], cwd=folder, capture_output=True)
    if prepare.returncode:
        raise SystemExit(prepare.stderr.decode()[-3000:])
    seconds, peak = timed([nbgrader, "autograde", kind.lab], folder, 3600)
    return Measured("nbgrader autograde", len(numbers), seconds, peak, marks_in(folder, kind.lab))


def by_labs(folder: Path, kind: Kind, n: int, workers: int) -> Measured:
    """This grader."""
    make_class(folder, kind, range(n))
    command = [str(Path(sys.executable).with_name("labs")), "grade", "--course", str(folder), "--workers", str(workers)]
    seconds, peak = timed([*command, "--json"], folder, 3600)
    return Measured(f"labs grade --workers {workers}", n, seconds, peak, marks_in(folder, kind.lab))


def compare(folder: Path, kind: Kind, n: int, workers: int) -> list[Measured]:
    """Mark one class in all ways."""
    rows = [by_nbgrader(folder / "nbgrader", kind, range(n)), by_labs(folder / "one", kind, n, 1)]
    if workers > 1:
        rows.append(by_labs(folder / "all", kind, n, workers))
    return same_marks(rows)


def compare_with_bound(folder: Path, kind: Kind, n: int, workers: int) -> Compared:
    """The same in an order in which a machine that grows slower treats all alike; of a large class, since nbgrader starts twice."""
    before = by_nbgrader(folder / "nbgrader-1", kind, range(n // 2))
    bounds = [processor_seconds(kind, workers)]
    most = by_labs(folder / "all", kind, n, workers)
    few = by_labs(folder / "few", kind, 2 * workers, workers)
    bounds.append(processor_seconds(kind, workers))
    rows = [by_labs(folder / "one", kind, n, 1), most] if workers > 1 else [most]
    base = together(before, by_nbgrader(folder / "nbgrader-2", kind, range(n // 2, n)))
    return Compared(same_marks([base, *rows]), few, sum(bounds) / len(bounds))


def compare_in_short(folder: Path, kind: Kind, n: int, workers: int) -> Compared:
    """The same with less of each: nbgrader marks eight, one worker none."""
    base = by_nbgrader(folder / "nbgrader", kind, range(8))
    bound = processor_seconds(kind, workers, rounds=2)
    most, few = by_labs(folder / "all", kind, n, workers), by_labs(folder / "few", kind, 2 * workers, workers)
    same_marks([base, replace(most, marks={who: most.marks[who] for who in base.marks})])
    return Compared([base, most], few, bound)


def same_marks(rows: list[Measured]) -> list[Measured]:
    """The rows, if all of them gave the same marks."""
    for row in rows[1:]:
        if row.marks != rows[0].marks:
            raise SystemExit(f"{row.way} gives other marks than nbgrader: {row.marks} and {rows[0].marks}")
    return rows


def growth(folder: Path, sizes: list[int], workers: int) -> list[str]:
    """Time and memory against the size of the class, light submissions."""
    lines = ["| submissions | seconds | seconds each | peak memory, MB |", "|--:|--:|--:|--:|"]
    for n in sizes:
        row = by_labs(folder / f"of-{n}", LIGHT, n, workers)
        lines.append(f"| {n:,} | {row.seconds:.1f} | {row.seconds / n:.3f} | {row.peak_mb:,.0f} |")
        shutil.rmtree(folder / f"of-{n}")
    return lines


def main() -> None:
    """Measure, print, and write into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heavy", type=int, default=100, help="submissions that use TensorFlow")
    parser.add_argument("--light", type=int, default=20, help="submissions that import nothing")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[10, 100, 1000], help="class sizes for the growth table"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dry-run", action="store_true", help="print, do not write docs/performance.md")
    options = parser.parse_args()
    if options.heavy < 8 * options.workers:
        parser.error(f"--heavy {options.heavy} leaves nothing to time after {options.workers} workers have started")
    folder = Path(tempfile.mkdtemp(prefix="labs-benchmark-"))
    try:
        heavy = compare_with_bound(folder / "heavy", HEAVY, options.heavy, options.workers)
        others = [
            compare_in_short(folder / str(number), kind, options.heavy // 2, options.workers)
            for number, kind in enumerate((SHORT, LONG))
        ]
        light = compare(folder / "light", LIGHT, options.light, options.workers)
        grown = growth(folder, options.sizes, options.workers) if options.sizes else []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = [
        *(
            "",
            machine(),
            "",
            "## Submissions that use TensorFlow",
            "",
            *table(heavy.rows),
            "",
            *against_the_bound(heavy, options.workers),
            "",
            *by_length([heavy, *others], options.workers),
        ),
        *("", "## Submissions that import nothing", "", *table(light), ""),
    ]
    if grown:
        text += [f"## The size of the class, {options.workers} workers", "", *grown, ""]
    print("\n".join(text))
    if not options.dry_run:
        PART.write("\n".join(text))


if __name__ == "__main__":
    main()
