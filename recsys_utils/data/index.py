"""Which package index this machine uses: what pip or uv were told, else the usual one."""

from __future__ import annotations

import configparser
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


def _pip_files() -> Iterator[Path]:
    # pip's own order, strongest first.
    import platformdirs

    if named := os.environ.get("PIP_CONFIG_FILE"):
        if named != os.devnull:
            yield Path(named)
        else:
            return
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    yield Path(sys.prefix) / name
    yield platformdirs.user_config_path("pip", appauthor=False, roaming=True) / name
    yield Path.home() / ".config" / "pip" / name
    yield Path.home() / (".pip" if sys.platform != "win32" else "pip") / name
    yield from (
        Path(folder) / "pip" / name for folder in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep)
    )
    yield Path("/etc") / name


def _uv_files() -> Iterator[Path]:
    if named := os.environ.get("UV_CONFIG_FILE"):
        yield Path(named)
    config = os.environ.get("APPDATA") if sys.platform == "win32" else os.environ.get("XDG_CONFIG_HOME")
    yield Path(config or Path.home() / ".config") / "uv" / "uv.toml"
    yield Path("/etc/uv/uv.toml")


def _of_pip_file(path: Path) -> str | None:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return None  # pip's own business: a file it cannot read names no index
    for section in ("download", "install", "global"):
        if value := parser.get(section, "index-url", fallback="") or parser.get(section, "index_url", fallback=""):
            return value.strip()
    return None


def _of_uv_file(path: Path) -> str | None:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for index in settings.get("index", []):
        if isinstance(index, dict) and index.get("default"):
            return index.get("url")
    return settings.get("index-url") or settings.get("pip", {}).get("index-url")


def configured_index() -> str | None:
    """Return the index address that pip or uv were told to use on this machine, None for the usual one.

    The environment wins over files, and pip's settings over uv's, since every user of either knows pip's.
    """
    for variable in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if value := os.environ.get(variable, "").strip():
            name, equals, address = value.partition("=")  # uv allows name=address
            return address if equals and ":" not in name else value
    readers = [(_of_pip_file, _pip_files()), (_of_uv_file, _uv_files())]
    return next((found for read, paths in readers for path in paths if (found := read(path))), None)


def without_password(address: str) -> str:
    """Return an address with a user name and password taken out, fit for a message."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
