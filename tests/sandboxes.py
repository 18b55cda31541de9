"""Cells run as the grader runs a notebook, without a course around them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config


@dataclass
class Ran:
    """What came of the cells.

    Parameters
    ----------
    record : dict
        As `grader.marking.execute` describes it.
    texts : list of str
        What each cell printed, or the name and message of its error.
    """

    record: dict[str, Any]
    texts: list[str]

    @property
    def text(self) -> str:
        """Of the last cell."""
        return self.texts[-1]


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return output.text if output.name == "stdout" else ""
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return str(output.get("data", {}).get("text/plain", ""))


def run(*cells: str, root: Path | None = None, folder: Path | None = None, kernel: str = "", **traits: Any) -> Ran:
    """Run cells in a kernel of their own.

    Parameters
    ----------
    *cells : str
        Their code.
    root : Path, optional
        The course's folder.
    folder : Path, optional
        The submission's.
    kernel : str
        What the notebook says its kernel is called.
    **traits
        Of `OracleExecute`.
    """
    from grader.execute import OracleExecute

    config = Config()
    if root is not None:
        config.CourseDirectory.root = str(root)
    notebook = new_notebook(cells=[new_code_cell(textwrap.dedent(cell)) for cell in cells])
    if kernel:
        notebook.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
    resources = {"metadata": {"path": str(folder)} if folder else {}}
    ran, resources = OracleExecute(config=config, **traits).preprocess(notebook, resources)
    return Ran(resources["grading"], ["".join(_text(o) for o in cell.outputs).strip() for cell in ran.cells])
