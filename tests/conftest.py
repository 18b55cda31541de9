"""What all tests share: quiet and equal machines, the data, and the rule that in CI nothing is skipped unsaid."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, event

# A test may be skipped in CI only for one of these reasons; any other skip fails there, because a test that nobody
# runs protects nothing. Reasons are compared by how they begin.
MAY_SKIP_IN_CI = (
    "only where The Movies Dataset is present",
    "only where the original data sets are present",
    "only on macOS",
    "only on Linux",
)
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Before numpy or TensorFlow is imported anywhere: two test processes on two cores must not start a thread a core each.
os.environ.update(
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    MKL_NUM_THREADS="1",
    VECLIB_MAXIMUM_THREADS="1",
    NUMEXPR_NUM_THREADS="1",
    TF_NUM_INTRAOP_THREADS="1",
    TF_NUM_INTEROP_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="2",
    CUDA_VISIBLE_DEVICES="-1",
    MPLBACKEND="Agg",
    PYTHONHASHSEED="0",
)

# `make test` must not tell a make that a test starts that it is a part of it: that one would print other lines.
for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ARGS", "LAB", "PYTHON"):
    os.environ.pop(name, None)

# A developer's own kernels, JupyterLab settings and nbgrader_config.py must not take part. Tests that change what lies
# there make a folder of their own; the cache of data sets is shared on purpose, its tests use caches of their own.
JUPYTER_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
# pytest-xdist's workers inherit what their controller made, and leave its removal to it.
OWN_FOLDER = None if "PYTEST_XDIST_WORKER" in os.environ else Path(tempfile.mkdtemp(prefix="labs-"))
if OWN_FOLDER:
    for name in JUPYTER_FOLDERS:
        folder = OWN_FOLDER / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)
    os.environ["LABS_TEST_FOLDER"] = str(OWN_FOLDER)  # where processes leave what others need too

# The same examples on every machine in CI; fresh ones at home, where a failure can be looked into.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True, database=None)
settings.register_profile("home", deadline=None, print_blob=True)
settings.load_profile("ci" if IN_CI else "home")


@event.listens_for(Engine, "connect")
def _write_in_a_hurry(connection: object, _: object) -> None:
    """No test takes the machine's power away, so a gradebook's commits need not wait for the disk, 10 ms each."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


# Files by what they cost, the dearest first, so that both processes end together; `pytest --durations=0` says what a
# file costs. Attacks are marked within small limits on time: beside them runs what keeps to one processor.
FIRST = (
    "test_attacks.py",
    "test_answers.py",
    "test_labs_run.py",
    "test_answers_sandboxed.py",
    "test_same_as_nbgrader.py",
    "test_fuzz.py",
    "test_grade_demo.py",
    "test_kill.py",
    "test_formgrader.py",
    "test_parallel.py",
    "test_warm.py",
    "test_grade_runs.py",
    "test_two_tower_lab.py",
    "test_matrix_factorization_lab.py",
    "test_hybrid_project.py",
    "test_execute.py",
    "test_publish.py",
    "test_browser.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests before the others: a long one at the end would leave the second worker with nothing to do."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: (places.get(item.path.name, len(FIRST)), item.path not in slow))


def pytest_unconfigure() -> None:
    """Remove the folder for Jupyter's settings and for what processes share."""
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test was skipped, in its own words."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI, turn a skip without an allowed reason into a failure."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = reason_of(report)
        if not reason.startswith(MAY_SKIP_IN_CI):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI, where every test has to run: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """See `fail_if_skipped`: skips of single tests."""
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """See `fail_if_skipped`: skips of whole modules."""
    report = yield
    fail_if_skipped(report)
    return report


@pytest.fixture(autouse=True)
def same_numbers():
    """Start every test from the same state of the global random numbers, whichever ran before it."""
    random.seed(0)
    if "numpy" in sys.modules:  # importing it for a test that does not need it would only take time
        sys.modules["numpy"].random.seed(0)


@pytest.fixture(scope="session")
def recsys_data() -> Path:
    """The folder of original data sets that `$RECSYS_DATA` names, one subfolder a data set; read only."""
    named = os.environ.get("RECSYS_DATA", "").strip()
    if not named or not Path(named).is_dir():
        pytest.skip("only where the original data sets are present: RECSYS_DATA names no folder")
    return Path(named).absolute()
