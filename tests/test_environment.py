"""pyproject.toml, requirements.lock, environment.yml and what is installed say the same."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = (ROOT / "environment.yml").read_text(encoding="utf-8")
DIRECT = PROJECT["dependencies"] + [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))
# venv puts these in by itself; hash mode does not remove them.
SEEDS = {"pip", "setuptools", "wheel"}


def locked() -> list[tuple[str, str, Marker | None, list[str]]]:
    """Every line of the lock: name, version, marker, hashes."""
    joined = re.sub(r" *\\\n +", " ", LOCK)
    lines = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    entries = []
    for line in lines:
        pinned, *hashes = re.split(r" --hash=", line)
        match = re.fullmatch(r"([\w.-]+)==([^\s;]+)(?: ?; (.+))?", pinned.strip())
        assert match, f"requirements.lock: {line[:80]!r} does not pin one version"
        marker = Marker(match[3]) if match[3] else None
        entries.append((canonicalize_name(match[1]), match[2], marker, hashes))
    return entries


def environment(python: str, system: str, machine: str) -> dict[str, str]:
    names = {"linux": "Linux", "darwin": "Darwin"}
    return {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.4",
        "sys_platform": system,
        "platform_system": names[system],
        "platform_machine": machine,
        "extra": "",
    }


def versions_for(python: str, system: str, machine: str) -> dict[str, str]:
    """What the lock installs there."""
    where = environment(python, system, machine)
    chosen = [(name, version) for name, version, marker, _ in locked() if marker is None or marker.evaluate(where)]
    names = [name for name, _ in chosen]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two versions of {twice} for Python {python} on {system}"
    return dict(chosen)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("system", "machine"), SYSTEMS)
def test_every_direct_dependency_is_locked_at_a_version_it_allows(python, system, machine):
    where, versions = environment(python, system, machine), versions_for(python, system, machine)
    for line in DIRECT:
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate(where):
            got = versions.get(canonicalize_name(wanted.name))
            assert got, f"{wanted.name} is in pyproject.toml and not in requirements.lock: run `make lock`"
            assert wanted.specifier.contains(got), f"{line} does not allow the locked {got}: run `make lock`"


def test_one_and_only_one_tensorflow_everywhere():
    for python in PYTHONS:
        for system, machine in SYSTEMS:
            versions = versions_for(python, system, machine)
            assert len({"tensorflow", "tensorflow-cpu"} & set(versions)) == 1, (python, system, machine)


def test_every_locked_package_has_hashes_and_no_place_is_named():
    for name, version, _, hashes in locked():
        assert hashes, f"{name}=={version} has no hash"
        for value in hashes:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", value), f"{name}: {value}"
    assert not re.search(r"^\s*--(?!hash)|://|file:|\bindex\b.*=", LOCK, re.MULTILINE), (
        "the lock names an index or a place"
    )


def test_every_dependency_has_its_reason():
    table = PYPROJECT[PYPROJECT.index("[project]") : PYPROJECT.index("[project.scripts]")]
    lines = [line for line in table.splitlines() if re.match(r'\s+"', line)]
    assert len(lines) == len(DIRECT), "one dependency a line, please"
    without = [line.strip() for line in lines if not re.search(r'",\s+#\s\S.{4,}$', line)]
    assert not without, f"say why these are needed, in a comment after each: {without}"


def test_conda_installs_the_same_lock():
    spec = yaml.safe_load(CONDA)
    pins, (by_pip,) = (
        [d for d in spec["dependencies"] if isinstance(d, str)],
        [d["pip"] for d in spec["dependencies"] if isinstance(d, dict)],
    )
    assert by_pip == ["--requirement requirements.lock"], "every version belongs in requirements.lock"
    python = next(pin for pin in pins if pin.startswith("python"))
    assert SpecifierSet(python.removeprefix("python")) == SpecifierSet(PROJECT["requires-python"])
    versions = {name: version for name, version, _, _ in locked()}
    for pin in pins:
        wanted = Requirement(pin)
        if wanted.name in versions:
            assert wanted.specifier.contains(versions[wanted.name]), f"{pin}, but the lock has {versions[wanted.name]}"
    entries = [line for line in CONDA.splitlines() if re.match(r"\s+- (?!pip:)", line)]
    assert all(" # " in line for line in entries), "say why each line is there"


def test_set_up_and_metadata_agree_on_the_pythons():
    code = (
        "import sys; sys.path.insert(0, 'tools'); import setup_env as s; print(s.dotted(s.OLDEST), s.dotted(s.NEWEST))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == [PYTHONS[0], PYTHONS[-1]]
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert [p for p in ("3.10", *PYTHONS, "3.14") if f"{p}.0" in allowed] == list(PYTHONS)


def test_what_is_installed_is_what_is_locked():
    here = default_environment()
    wanted = {name: version for name, version, marker, _ in locked() if marker is None or marker.evaluate(here)}
    # The environment's own folder only: setuptools, once imported, puts another one with its own copies on the path.
    folder = [sysconfig.get_path("purelib")]
    got = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions(path=folder)}
    got.pop(canonicalize_name(PROJECT["name"]))
    differ = {name: (wanted.get(name), got.get(name)) for name in wanted.keys() | got.keys() - SEEDS}
    differ = {
        name: pair
        for name, pair in differ.items()
        if not pair[0] or not pair[1] or Version(pair[0]) != Version(pair[1])
    }
    assert not differ, f"(locked, installed) differ: {differ}; run `make setup`"


def test_tensorflow_is_there_as_bytecode():
    # Without it every start of a lab takes a quarter of a minute longer.

    package = Path(importlib.util.find_spec("tensorflow").origin).parent / "python"
    sources = [path for path in package.rglob("*.py")]
    cached = [path for path in sources if Path(importlib.util.cache_from_source(str(path))).is_file()]
    assert len(cached) > 0.95 * len(sources) > 100


def test_a_skip_without_an_allowed_reason_fails_in_ci(tmp_path):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skips.py").write_text(
        "import pytest\n"
        "def test_fine(): pass\n"
        "def test_browser(): pytest.skip('no browser here')\n"
        "def test_films(): pytest.skip('only where The Movies Dataset is present')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    home = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("PYTEST_")}
    at_home = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=home)
    in_ci = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={**home, "CI": "true"})
    assert (at_home.returncode, in_ci.returncode) == (0, 1)
    assert "1 passed, 2 skipped" in at_home.stdout
    assert "1 failed, 1 passed, 1 skipped" in in_ci.stdout
    assert "every test has to run: no browser here" in in_ci.stdout
