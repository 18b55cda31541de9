"""Write `requirements.lock` anew from `pyproject.toml`, for every supported Python and system at once.

What is locked stays as it is as long as it fits; name packages as arguments to have them upgraded.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import indexes

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ["pip", "compile", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--all-extras"]
# No index is named in the lock: whoever installs it uses their own, and the hashes say whether they got the same files.
OUTPUT = ["--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock", "--quiet"]


def main() -> int:
    """Run uv's resolver; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("upgrade", nargs="*", help="packages to upgrade; `all` upgrades every one")
    names = parser.parse_args().upgrade
    upgrades = ["--upgrade"] if names == ["all"] else [f"--upgrade-package={name}" for name in names]
    # Packages that only this computer's pip knows of must not get into a lock for everybody; a mirror may be used.
    mirror = indexes.uv_variables(indexes.pip_settings(sys.executable), mirror_only=True)
    files = ["pyproject.toml", "--output-file", "requirements.lock"]
    uv = str(Path(sys.prefix) / "bin" / "uv")
    return subprocess.run([uv, *COMMAND, *OUTPUT, *upgrades, *files], cwd=ROOT, env={**os.environ, **mirror}).returncode


if __name__ == "__main__":
    sys.exit(main())
