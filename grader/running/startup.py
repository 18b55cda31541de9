"""What makes a process of the grader start sooner."""

from __future__ import annotations

import gc
import importlib
import sys

# jsonschema, which nbformat imports, compiles a grammar of internationalised web addresses with it, for a check that no
# notebook is put through: half of the time that nbgrader takes to import. Without the package it does without the check.
UNNEEDED = "rfc3987_syntax"


def spare() -> None:
    """Keep what marking never uses from being imported; to be called before nbformat or nbgrader is."""
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault(UNNEEDED, None)


def load(*names: str) -> None:
    """Import modules without the garbage collector's looking through them again and again, a fifth of the time that takes."""
    spare()
    gc.disable()
    try:
        for name in names:
            importlib.import_module(name)
    finally:
        gc.enable()


def warm() -> None:
    """Import in a worker what it needs for its first submission."""
    load("grader.marking.mark")
    gc.freeze()  # modules stay: nothing to look for there while notebooks run
