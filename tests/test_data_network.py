"""The real thing: an empty machine fetches the labs' default data sets from wherever it can reach them."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from recsys_utils.data import fetch, load_imdb, load_movielens
from recsys_utils.data.check import sha256
from recsys_utils.data.index import configured_index

pytest_plugins = ["tests.data_fixtures"]


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, this machine's own network and index settings."""
    import pypi_simple

    index = urlsplit(configured_index() or pypi_simple.PYPI_SIMPLE_ENDPOINT)
    try:
        socket.create_connection((index.hostname, index.port or 443), timeout=5).close()
    except OSError as error:
        pytest.skip(f"needs the network: the package index cannot be reached ({error})")
    monkeypatch.delenv("RECSYS_DATA", raising=False)
    monkeypatch.delenv("RECSYS_MOVIELENS_URL", raising=False)
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.network
def test_ml_100k_from_an_empty_cache(empty_machine: Path) -> None:
    ml = load_movielens("ml-100k")
    assert (len(ml.ratings), len(ml.movies), len(ml.users)) == (100_000, 1_682, 943)
    assert ml.ratings["rating"].mean() == pytest.approx(3.52986)
    assert "Misérables, Les (1995)" in ml.movies["title"].tolist()


@pytest.mark.network
def test_ml_100k_of_the_package_equals_the_original(
    empty_machine: Path, recsys_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECSYS_MOVIELENS_URL", "http://127.0.0.1:9/")
    monkeypatch.delenv("RECSYS_DATA", raising=False)
    folder = fetch("ml-100k")
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", "movies.tsv", "u.data", "u.user"]
    for name in ("u.data", "u.user"):
        assert sha256(folder / name) == sha256(recsys_data / "ml-100k" / name)
    package = load_movielens(folder)
    monkeypatch.setenv("RECSYS_DATA", str(recsys_data))
    original = load_movielens("ml-100k")
    for table in ("ratings", "movies", "users"):
        pd.testing.assert_frame_equal(getattr(package, table), getattr(original, table), check_exact=True)
    assert "recbole" not in sys.modules, "the package is opened, never imported"


@pytest.mark.network
def test_imdb_from_an_empty_cache(empty_machine: Path) -> None:
    movies = load_imdb()
    assert len(movies) == 58_788
    assert movies["rating"].mean() == pytest.approx(5.932850, abs=5e-7)
    assert movies["votes"].quantile(0.90) == 592
    assert (movies["votes"] >= 592).sum() == 5_881
    assert movies.loc[movies["votes"].idxmax(), "title"] == "Lord of the Rings: The Fellowship of the Ring, The"
    assert movies["genres"].iloc[0] == "Comedy|Drama"
    assert "pydataset" not in sys.modules, "the package is opened, never imported"
