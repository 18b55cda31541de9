"""What makes a process of the grader start sooner."""

from __future__ import annotations

import sys

# jsonschema, which nbformat imports, compiles a grammar of internationalised web addresses with it, for a check that no
# notebook is put through: half of the time that nbgrader takes to import. Without the package it does without the check.
UNNEEDED = "rfc3987_syntax"


def spare() -> None:
    """Keep what marking never uses from being imported; to be called before nbformat or nbgrader is."""
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault(UNNEEDED, None)


def warm() -> None:
    """Import in a worker what it needs for its first submission."""
    spare()
    import grader.marking.mark  # noqa: F401
