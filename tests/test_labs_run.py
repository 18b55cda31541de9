"""Each lab, solved, runs from a cold start to the end: no error, no warning, the numbers its text quotes, twice the same."""

from __future__ import annotations

import importlib
import itertools
import re

import pytest
from nbformat import NotebookNode

from tests.lab_cells import grade_info, import_lines
from tests.lab_runs import DESCRIBED, ROOT, again, notebook_of, outputs, pictures, printed, solved, told

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


def code(lab: str, edition: str) -> list[NotebookNode]:
    return [cell for cell in notebook_of(lab, edition).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("lab", LABS)
def test_unsolved_release_runs_up_to_the_first_exercise(lab: str) -> None:
    """For up to there it is what runs without an error where the lab is solved."""

    def before(edition: str) -> list[str]:
        cells = itertools.takewhile(lambda cell: not grade_info(cell).get("solution"), code(lab, edition))
        return [cell.source for cell in cells]

    assert before("release") == before("source")
    assert len(before("release")) < len(code(lab, "release"))


@pytest.mark.parametrize("lab", LABS)
def test_unsolved_release_never_passes_a_check_and_says_so(lab: str) -> None:
    namespace: dict = {}
    checked = 0
    for cell in code(lab, "release"):
        if grade_info(cell).get("grade"):
            checked += 1
            with pytest.raises(Exception, match=r"not (written|answered) yet"):
                exec(cell.source, namespace)
        else:  # what a check needs are the answers, and what the lab has imported by then
            source = cell.source if grade_info(cell).get("solution") else import_lines(cell.source)
            exec(compile(source, f"{lab}: {cell.id}", "exec"), namespace)
    assert checked > 0
