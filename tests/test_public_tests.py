"""The checks as a package: each is found by its name, and only the lab that is asked for is imported."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import public_tests
from public_tests._check import Check


def test_every_check_is_listed_where_it_is_written() -> None:
    listed = {f"public_tests.{module}": sorted(names) for module, names in public_tests._CHECKS.items()}
    written = {}
    for module in pkgutil.walk_packages(public_tests.__path__, "public_tests."):
        here = importlib.import_module(module.name)
        names = [n for n, f in vars(here).items() if n.startswith("test_") and f.__module__ == module.name]
        written |= {module.name: sorted(names)} if names else {}
    assert listed == written


def test_a_star_brings_every_check() -> None:
    code = "from public_tests import *\nassert callable(test_weighted_rating) and callable(test_choice)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_check_imports_one_lab() -> None:
    code = (
        "import sys\nfrom public_tests import test_weighted_rating\n"
        "print(sorted(n for n in sys.modules if n.count('.') == 1 and n.startswith('public_tests.') and '._' not in n))\n"
        "print('keras' in sys.modules or 'tensorflow' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == ["['public_tests.popularity']", "False"]


def test_a_check_that_is_not_there_is_named() -> None:
    with pytest.raises(ImportError, match="test_wieghted_rating"):
        from public_tests import test_wieghted_rating  # noqa: F401


def endless(lists, n):
    out = []
    while len(out) < n:
        out = out[:n]
    return out


def swallows(lists, n):
    caught = 0
    while caught < 2:
        try:
            while True:
                lists.sort()
        except:  # noqa: E722
            caught += 1
    while True:
        pass


def hour(lists, n):
    import time

    time.sleep(3600)


@pytest.mark.parametrize("function", [endless, hour, swallows])
def test_a_loop_that_never_ends_is_stopped_and_named(function, monkeypatch) -> None:
    monkeypatch.setattr("public_tests._check.SECONDS", 0.2)
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(AssertionError, match=r"^mixed_hybrid: your code was stopped after 0\.2 seconds") as failure:
        public_tests.test_mixed_hybrid(function)
    line = {
        endless: r"while len\(out\) < n:|out = out\[:n\]",
        hour: r"time\.sleep\(3600\)",
        swallows: "while True:|pass",
    }[function]
    assert re.search(rf"\(line \d+ of its cell: `({line})`\): is there a loop that never ends\?$", str(failure.value))
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_loop_that_never_ends_is_stopped_also_where_a_check_asks_for_the_cause(monkeypatch) -> None:
    monkeypatch.setattr("public_tests._check.SECONDS", 0.2)

    def interaction_matrix(ratings, n_users, n_items):
        while True:
            pass

    with pytest.raises(AssertionError, match=r"^interaction_matrix: your code was stopped after 0\.2 seconds"):
        public_tests.test_interaction_matrix(interaction_matrix)


def test_a_check_has_no_limit_in_a_thread_where_there_is_no_alarm(monkeypatch) -> None:
    monkeypatch.setattr("public_tests._check.SECONDS", 0.01)

    def slow(number: int) -> int:
        time.sleep(0.1)
        return number

    with ThreadPoolExecutor() as threads:
        assert threads.submit(lambda: Check("slow", slow, ["number"]).call(3)).result() == 3
