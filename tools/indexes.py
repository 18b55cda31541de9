"""Where packages come from: what pip is told on this computer, said to uv.

A school, a firm or a mirror configures pip, by variables or by a pip.conf. uv reads neither, so without this it would
go past them to the public index.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

# If one of these is set, its owner has thought about uv: nothing is handed over then.
UV_INDEXES = (
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
    "UV_CONFIG_FILE",
)


def pip_settings(python: str) -> dict[str, str]:
    """What pip under `python` has configured, from its files and its variables.

    Parameters
    ----------
    python : str
        An interpreter that has pip.

    Returns
    -------
    dict of str to str
        `{"index-url": "https://...", ...}`; a variable beats a file, as in pip.
    """
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    settings: dict[str, str] = {}
    for wanted in ("global", "install", ":env:"):  # from weak to strong
        for line in listed.splitlines():
            match = re.fullmatch(re.escape(wanted) + r"\.([\w-]+)=('.*'|\".*\")", line.strip())
            if match:
                settings[match[1]] = str(ast.literal_eval(match[2]))
    return settings


def _there(location: str) -> bool:
    """Whether a local folder of packages exists: pip passes over a missing one, uv stops. Remote ones count as there."""
    parts = urlsplit(location)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).exists()
    return "://" in location or Path(location).expanduser().exists()


def uv_variables(settings: dict[str, str], *, mirror_only: bool = False) -> dict[str, str]:
    """Variables that tell uv what pip has been told.

    Parameters
    ----------
    settings : dict of str to str
        What `pip_settings` returned.
    mirror_only : bool
        Leave out everything that adds packages to the main index, so that a lock made here holds only what everybody
        can get.

    Returns
    -------
    dict of str to str
        To be put over `os.environ`; says nothing about what is set there for uv already.
    """
    said: dict[str, str] = {}
    if not any(os.environ.get(name) for name in UV_INDEXES):
        if "index-url" in settings:
            said["UV_DEFAULT_INDEX"] = settings["index-url"]
        if not mirror_only:
            extra = [url for url in settings.get("extra-index-url", "").split() if _there(url)]
            links = [url for url in settings.get("find-links", "").split() if _there(url)]
            if extra:
                # pip takes the version asked for from wherever it is; uv would insist on the first index that has the
                # name. Safe, because only a file with a locked hash is ever installed.
                said.update(UV_INDEX=" ".join(extra), UV_INDEX_STRATEGY="unsafe-best-match")
            if links:
                said["UV_FIND_LINKS"] = ",".join(links)
            if settings.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
                said["UV_NO_INDEX"] = "1"
    others = {
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
        "proxy": "ALL_PROXY",
        "timeout": "UV_HTTP_TIMEOUT",
        "default-timeout": "UV_HTTP_TIMEOUT",
    }
    for name, variable in others.items():
        if settings.get(name) and not os.environ.get(variable):
            said[variable] = " ".join(settings[name].split())
    return said


def index_name(python: str, settings: dict[str, str]) -> str:
    """The address of the main package index, without any password in it."""
    url = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL") or settings.get("index-url")
    if not url:
        told = subprocess.run([python, "-m", "pip", "install", "--help"], capture_output=True, text=True, check=True)
        match = re.search(r"\(default\s+(https?://[^\s)]+)\)", told.stdout)
        url = match[1] if match else ""
    return urlsplit(url).hostname or url or "the package index"
