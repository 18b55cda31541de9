"""Wrong and right answers again, this time handed in: marked by `labs grade`'s own run, in the real sandbox.

In one lab that is all of them. In the others it is the right ones, what the demo class hands in, and every third wrong one:
`test_answers.py` puts all of them before the same oracles, so that what is left to see here is how things travel.
RECSYS_EVERY=1 takes all everywhere.

One notebook a lab holds all of its answers, each with a test cell and an oracle of its own: a sandbox and a kernel for
each of hundreds of answers would take half an hour. After the answers to an exercise its solution is put back.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from itertools import groupby
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from grader.cli.show import Silent
from grader.course import Course
from grader.records.outcome import Outcome
from grader.running import demo
from grader.running.run import How, grade
from tests.answers import Answer
from tests.courses import KERNEL, check, solution
from tests.lab_cells import ANSWERS, ROOT, imports, lab_modules, solution_sources

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a sandbox"),
]

CONFIG = """\
exec(compile(open({config!r}, encoding="utf-8").read(), {config!r}, "exec"))
c.CourseDirectory.root = {root!r}
c.OracleExecute.oracle_package = "answer_oracles"
c.OracleExecute.seed = 1
c.OracleExecute.class_seed = 7
c.Grading.watch = []
"""
# Each answer's test cell is decided by the exercise's own oracle, under a name of its own.
ORACLES = """\
from grader.oracle import load_oracles, oracle

for test, alias in {aliases!r}:
    made = load_oracles("hidden_tests")[test]

    def decide(student, rng, function=made.function):
        function(student, rng)

    oracle(alias, parts=made.parts or None)(decide)
"""


ALL_OF = "01_popularity"
EVERY = int(os.environ.get("RECSYS_EVERY", "3"))


@functools.cache
def demonstrated() -> set[tuple[str, str]]:
    """The demo class's answers: grade id of the test cell, and title."""
    return {pair for student in demo.students(Course(ROOT)) for pair in student.answers.items()}


@functools.cache
def answers_of(lab: str) -> list[tuple[str, Answer]]:
    """Each answer that is handed in, with the grade id of its test cell here."""
    found = []
    for number, answer in enumerate(answer for where, answer in ANSWERS if where == lab):
        wanted = lab == ALL_OF or answer.kind == "right" or (answer.test, answer.title) in demonstrated()
        if wanted or number % EVERY == 0:
            found.append((f"{answer.test}__{number}", answer))
    return found


def notebook(lab: str, handed_in: bool) -> nbformat.NotebookNode:
    """Solutions first, then each answer and its test cell; in the instructor's edition the answers are the solutions."""
    from nbgrader.utils import compute_checksum

    before = "\n\n".join([imports(lab), *solution_sources(lab).values()])
    notebook = [v4.new_code_cell(before, id="solutions")]
    for _, answers in groupby(sorted(answers_of(lab), key=lambda pair: pair[1].test), key=lambda pair: pair[1].test):
        for alias, answer in answers:
            name = answer.function.__name__
            right = solution_sources(lab)[name]
            text = answer.source if handed_in else f"### BEGIN SOLUTION\n{right}\n### END SOLUTION"
            test = f'"""Answer {alias}."""\nfrom public_tests import {answer.test}\n\n{answer.test}({name})'
            notebook += [solution(f"answer_{alias}", text), check(alias, 1, test)]
        notebook.append(v4.new_code_cell(right))
    made = v4.new_notebook(cells=notebook, metadata=KERNEL)
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
        if handed_in and "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"checksum": compute_checksum(cell), "cell_type": "code"}
    return made


@functools.cache
def handed_in(lab: str, root: Path) -> Outcome:
    """What became of a submission that holds all answers to a lab."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "answer_oracles").mkdir(parents=True)
    aliases = [(answer.test, alias) for alias, answer in answers_of(lab)]
    (root / "answer_oracles" / "__init__.py").write_text(ORACLES.format(aliases=aliases), "utf-8")
    config = CONFIG.format(config=str(ROOT / "nbgrader_config.py"), root=str(root))
    (root / "nbgrader_config.py").write_text(config, "utf-8")
    for place, is_handed_in in (("source", False), ("submitted/everyone", True)):
        shutil.copytree(ROOT / "source" / lab, root / place / lab, ignore=shutil.ignore_patterns("*.ipynb"))
        nbformat.write(notebook(lab, is_handed_in), root / place / lab / f"{lab}.ipynb")
    run = grade(Course(root), [], None, False, Silent(), how=How(workers=1))
    return run.outcomes[0]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers")


@pytest.mark.parametrize("lab", lab_modules())
def test_the_sandbox_decides_as_the_answers_deserve(lab: str, place: Path) -> None:
    outcome = handed_in(lab, place / lab)
    assert outcome.status == "graded", outcome.notes
    earned = {question.grade_id: question.earned for question in outcome.questions}
    expected = {alias: float(answer.kind == "right") for alias, answer in answers_of(lab)}
    titles = {alias: f"{answer.test}: {answer.title}" for alias, answer in answers_of(lab)}
    assert {titles[a]: points for a, points in earned.items() if points != expected[a]} == {}
    assert set(earned) == set(expected)


@pytest.mark.parametrize("lab", lab_modules())
def test_every_lost_point_has_its_sentence(lab: str, place: Path) -> None:
    outcome = handed_in(lab, place / lab)
    assert [q.grade_id for q in outcome.questions if q.earned == 0 and not q.message] == []
    assert outcome.review == ()
