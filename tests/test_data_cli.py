"""`labs data`: the table, getting, verifying, and one sentence for a user's mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recsys_utils.data import fetch, registry
from recsys_utils.data.cli import app
from tests.data_tiny import FILES, RATINGS, Answer, Server, forget_checks

pytest_plugins = ["tests.data_fixtures"]

run = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke


def test_the_table_names_every_data_set_and_where_it_is(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch("tiny")
    own = tiny.parent / "own"
    (own / "ml-1m").mkdir(parents=True)
    (own / "ml-1m" / "movies.dat").write_text("1::Heat (1995)::Crime\n", encoding="utf-8")
    monkeypatch.setenv("RECSYS_DATA", str(own))
    result = run(app, [])
    assert result.exit_code == 0
    for name, dataset in registry.items():
        assert name in result.stdout
        assert f"{dataset.rows:,} rows" in result.stdout
        assert dataset.what in result.stdout
        assert dataset.licence_short in result.stdout
    assert str(tiny / "tiny") in result.stdout
    assert f"not here; {own / 'ml-1m'} has no ratings.dat and no users.dat" in result.stdout
    assert "\x1b" not in result.stdout, "NO_COLOR is respected"
    assert publisher.asked == ["/tiny.zip"], "the table asks nothing of the network"
    assert f"RECSYS_DATA: {own}\n" in result.stdout
    monkeypatch.setenv("RECSYS_DATA", str(own / "none"))
    assert f"RECSYS_DATA: {own / 'none'}, which is not a folder\n" in run(app, []).stdout


def test_get_fetches_once(tiny: Path, publisher: Server) -> None:
    result = run(app, ["get", "tiny"])
    assert result.exit_code == 0, result.output
    assert "Licence: You may do what you like with it." in result.stdout
    result = run(app, ["get", "tiny"])
    assert result.stdout == f"tiny: already here, in {tiny / 'tiny'}\n"
    assert publisher.asked == ["/tiny.zip"]


def test_get_mends_what_is_damaged(tiny: Path, publisher: Server) -> None:
    path = fetch("tiny") / "ratings.csv"
    path.write_bytes(b"damaged")
    assert run(app, ["get", "tiny"]).exit_code == 0
    assert path.read_bytes() == RATINGS


def test_get_without_a_name_asks_for_what_the_labs_use(machine: Path) -> None:
    result = run(app, ["get"])
    assert result.exit_code == 2
    assert "labs: ml-100k (MovieLens 100K) is not on this machine and could not be fetched." in result.stderr


def test_mistakes_are_sentences_on_stderr_and_exit_with_2(tiny: Path) -> None:
    for arguments in (["get", "tiny", "ml-1k"], ["verify", "ml-1k"]):
        result = run(app, arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith("labs: There is no data set called 'ml-1k': choose one of ml-100k,")
        assert result.stderr.count("\n") == 1
    result = run(app, ["verify", "tiny"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "tiny is not on this machine" in result.stderr
    result = run(app, ["get", "the-movies-dataset"])
    assert result.exit_code == 2
    assert "Kaggle asks for a login" in result.stderr


def test_verify_tells_good_from_wrong(tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(app, ["verify"])
    assert result.exit_code == 0
    assert "No data set is on this machine yet" in result.stdout
    folder = fetch("tiny")
    result = run(app, ["verify"])
    assert (result.exit_code, "2 as registered." in result.stdout) == (0, True)
    # Same size, one digit changed, and already seen good by this process: verify hashes all the same.
    (folder / "ratings.csv").write_bytes(RATINGS.replace(b"4.5", b"1.5"))
    result = run(app, ["verify", "tiny"])
    assert result.exit_code == 1
    assert "wrong: ratings.csv: damaged" in result.stdout
    assert "as registered: movies.csv" in result.stdout
    assert "1 as registered, 1 wrong." in result.stdout


def test_verify_of_ones_own_data(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tiny.parent / "own" / "tiny"
    own.mkdir(parents=True)
    (own / "movies.csv").write_bytes(FILES["movies.csv"])
    monkeypatch.setenv("RECSYS_DATA", str(own.parent))
    result = run(app, ["verify"])
    assert result.exit_code == 0, "incomplete data that nobody asked for is not an error"
    assert "missing: has no ratings.csv" in result.stdout
    assert run(app, ["verify", "tiny"]).exit_code == 1
    (own / "ratings.csv").write_bytes(b"another edition")
    result = run(app, ["verify"])
    assert result.exit_code == 1
    assert "wrong: ratings.csv: another edition, or altered" in result.stdout


def test_a_file_without_a_published_hash_is_checked_against_what_was_noted(
    tiny: Path, publisher: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from recsys_utils.data import datasets

    entry = datasets.registry["tiny"]
    nameless = replace(entry, files=tuple(replace(file, sha256=None) for file in entry.files))
    monkeypatch.setitem(datasets._entries, "tiny", nameless)
    path = fetch("tiny") / "ratings.csv"
    assert run(app, ["verify", "tiny"]).exit_code == 0
    path.write_bytes(RATINGS.replace(b"4.5", b"1.5"))
    assert run(app, ["verify", "tiny"]).exit_code == 1
    forget_checks()
    publisher.pages["/tiny.zip"] = Answer(b"", status=503)
    assert run(app, ["get", "tiny"]).exit_code == 2


def test_help_reads_well_and_comes_without_heavy_imports() -> None:
    result = run(app, ["--help"])
    assert result.exit_code == 0
    for word in ("get", "verify", "$RECSYS_DATA", "$RECSYS_CACHE"):
        assert word in result.stdout
    code = (
        "import sys, recsys_utils.data.cli; "
        "sys.exit(', '.join(m for m in ('pandas', 'numpy', 'requests', 'pooch', 'rich.table') if m in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
