"""Each lab, solved, runs from a cold start to the end: no error, no warning, the numbers its text quotes, twice the same."""

from __future__ import annotations

import functools
import importlib
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow

LABS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())


def quoted(lab: str) -> list[str]:
    """What a lab must print, word for word: the figures that its text and its reference quote."""
    return importlib.import_module(f"tests.answers.{lab.split('_', 1)[1]}").PRINTED


def run(lab: str, edition: str = "source", allow_errors: bool = False) -> nbformat.NotebookNode:
    path = ROOT / edition / lab / f"{lab}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        allow_errors=allow_errors,
        coalesce_streams=True,  # how a text was cut into messages differs from run to run
    ).execute()
    return notebook


@functools.cache
def solved(lab: str) -> nbformat.NotebookNode:
    return run(lab)


def outputs(notebook: nbformat.NotebookNode) -> list:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def printed(notebook: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in outputs(notebook) if output.output_type == "stream")


@pytest.mark.parametrize("lab", LABS)
def test_solved_lab_runs_and_prints_what_its_text_quotes(lab: str) -> None:
    notebook = solved(lab)
    assert [output for output in outputs(notebook) if output.get("name") == "stderr"] == []
    exercises = sum(1 for cell in notebook.cells if re.search(r"^### Exercise", cell.source, re.MULTILINE))
    assert printed(notebook).count("All tests passed!") == exercises > 0
    for line in quoted(lab):
        assert line in printed(notebook)


@pytest.mark.parametrize("lab", LABS)
def test_every_figure_has_a_description(lab: str) -> None:
    pages = [output.data["text/html"] for output in outputs(solved(lab)) if "text/html" in output.get("data", {})]
    pictures = [tag for page in pages for tag in re.findall(r"<img [^>]*>", page)]
    assert pictures
    assert all(re.search(r'alt="[^"]{40,}"', tag) for tag in pictures)
    bare = [output for output in outputs(solved(lab)) if "image/png" in output.get("data", {})]
    assert bare == [], "show figures with recsys_utils.plots.show, which gives them a description"


@pytest.mark.parametrize("lab", LABS)
def test_a_second_run_gives_the_same_outputs(lab: str) -> None:
    def comparable(notebook: nbformat.NotebookNode) -> list:
        return [{k: v for k, v in output.items() if k != "execution_count"} for output in outputs(notebook)]

    assert comparable(run(lab)) == comparable(solved(lab))


@functools.cache
def unsolved(lab: str) -> nbformat.NotebookNode:
    return run(lab, "release", allow_errors=True)


@pytest.mark.parametrize("lab", LABS)
def test_unsolved_release_runs_up_to_the_first_exercise_and_says_so(lab: str) -> None:
    errors = [output for output in outputs(unsolved(lab)) if output.output_type == "error"]
    assert re.search("not written yet", errors[0].evalue), errors[0].evalue


@pytest.mark.parametrize("lab", LABS)
def test_unsolved_release_never_passes_a_check(lab: str) -> None:
    tests = [c for c in unsolved(lab).cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert tests
    for cell in tests:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert len(errors) == 1, cell.metadata.nbgrader.grade_id
        assert re.search(r"not (written|answered) yet", errors[0].evalue), errors[0].evalue
