"""The checks as a package: each is found by its name, and only the lab that is asked for is imported."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import public_tests


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
