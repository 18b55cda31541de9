"""Each lab, solved, runs from a cold start to the end: no error, no warning, the numbers its text quotes, twice the same."""

from __future__ import annotations

import importlib
import re

import pytest
from nbformat import NotebookNode

from tests.lab_runs import DESCRIBED, ROOT, again, outputs, pictures, printed, solved, told, unsolved

pytestmark = pytest.mark.slow

LABS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())


def quoted(lab: str) -> list[str]:
    """What a lab must print, word for word: the figures that its text and its reference quote."""
    return importlib.import_module(f"tests.answers.{lab.split('_', 1)[1]}").PRINTED


@pytest.mark.parametrize("lab", LABS)
def test_solved_lab_runs_and_prints_what_its_text_quotes(lab: str) -> None:
    notebook = solved(lab)
    assert told(notebook, "stderr") == ""
    exercises = sum(1 for cell in notebook.cells if re.search(r"^### Exercise", cell.source, re.MULTILINE))
    assert printed(notebook).count("All tests passed!") == exercises > 0
    for line in quoted(lab):
        assert line in printed(notebook)


@pytest.mark.parametrize("lab", LABS)
def test_every_figure_has_a_description(lab: str) -> None:
    assert pictures(solved(lab))
    assert all(re.search(DESCRIBED, tag) for tag in pictures(solved(lab)))
    bare = [output for output in outputs(solved(lab)) if "image/png" in output.get("data", {})]
    assert bare == [], "show figures with recsys_utils.plots.show, which gives them a description"


@pytest.mark.parametrize("lab", LABS)
def test_a_second_run_gives_the_same_outputs(lab: str) -> None:
    def comparable(notebook: NotebookNode) -> list:
        kept = [cell for cell in notebook.cells if "skip-execution" not in cell.metadata.get("tags", [])]
        return [{k: v for k, v in output.items() if k != "execution_count"} for output in outputs(notebook, kept)]

    assert comparable(again(lab)) == comparable(solved(lab))


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
