"""Whether this folder works: the notebooks are whole, the helpers and checks import, and each lab runs to its first exercise."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(ROOT.glob("release/*/*.ipynb"))
PACKAGES = ("public_tests", "recsys_utils")

labs = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_labs():
    assert NOTEBOOKS


@labs
def test_a_lab_is_a_valid_notebook_without_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.outputs or cell.execution_count for cell in code(notebook))


@labs
def test_what_a_lab_imports_is_here(path):
    for cell in code(read(path)):
        if cell.source.lstrip().startswith(("%", "!")):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
                module = importlib.import_module(node.module)
                missing = [alias.name for alias in node.names if not hasattr(module, alias.name)]
                assert not missing, f"{node.module} has no {', '.join(missing)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_imports_from_this_folder(package):
    found = importlib.import_module(package)
    assert Path(found.__file__).is_relative_to(ROOT), f"{package} comes from {found.__file__}: run `make setup` here"
    for module in pkgutil.walk_packages(found.__path__, f"{package}."):
        importlib.import_module(module.name)


@labs
def test_a_lab_runs_to_its_first_exercise_and_says_what_to_do(path, tmp_path):
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = read(path)
    shutil.copytree(path.parent, tmp_path / "lab")  # a lab may read a file that lies beside it
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path / "lab")}}
    )
    with pytest.raises(CellExecutionError):
        client.execute()
    stopped = next(cell for cell in code(notebook) if any(output.output_type == "error" for output in cell.outputs))
    assert "nbgrader" in stopped.metadata, f"the lab stopped before its first exercise, in: {stopped.source[:200]}"
    (error,) = (output for output in stopped.outputs if output.output_type == "error")
    assert "not written yet" in error.evalue
