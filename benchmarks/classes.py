"""Courses and submissions for the benchmarks: the same ones for every way of marking."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import v4

from tests.courses import KERNEL, STEPS, check, solution


@dataclass(frozen=True)
class Kind:
    """A lab with one exercise.

    Parameters
    ----------
    lab : str
        Its name.
    imports : str
        The first cell.
    work : str
        What the solved exercise does, as code that can stand alone.
    answer, wrong : str
        The exercise's cell, right and wrong.
    test : str
        The test cell.
    oracle : str
        The body of its oracle.
    """

    lab: str
    imports: str
    work: str
    answer: str
    wrong: str
    test: str
    oracle: str


_TRAINING = """\
def build():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input(shape=(8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    x = np.linspace(0, 1, 8 * 4096).reshape(4096, 8)
    model.fit(x, x.sum(axis=1), epochs={epochs}, batch_size=128, verbose=0)
    return float(np.ravel(model.predict(x[:1], verbose=0))[0])
"""
_TENSORS = """\
def build():
    return float(tf.reduce_sum(tf.random.stateless_normal((100, 100), seed=(0, 0)) ** 2))
"""


def _with_tensorflow(lab: str, build: str) -> Kind:
    """A lab whose exercise is a function `build` that gives a number."""
    return Kind(
        lab=lab,
        imports="import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras",
        work=f"{build}\nbuild()",
        answer=f"{build}\npredicted = build()",
        wrong=f"{build}\npredicted = str(build())",
        test="assert isinstance(predicted, float)",
        oracle='student.value("predicted").satisfies(lambda got: isinstance(got, float), "a number")',
    )


HEAVY = _with_tensorflow("heavy", _TRAINING.format(epochs=5))
SHORT = _with_tensorflow("short", _TENSORS)  # no training
LONG = _with_tensorflow("long", _TRAINING.format(epochs=30))
LIGHT = Kind(
    lab="light",
    imports="import math",
    work="sum(i * i for i in range(1000))",
    answer="def squares(n):\n    return sum(i * i for i in range(n))",
    wrong="def squares(n):\n    return n * n",
    test="assert squares(4) == 14",
    oracle='n = int(rng.integers(3, 50))\n    student.call("squares", n).equals(sum(i * i for i in range(n)), "the sum")',
)

OURS = f"""\
c = get_config()
c.CourseDirectory.course_id = "benchmark"
{STEPS}
c.OracleExecute.oracle_package = "oracles"
c.OracleExecute.preload = ["numpy", "tensorflow"]
"""


def _notebook(kind: Kind, answer: str) -> nbformat.NotebookNode:
    cells = [
        v4.new_code_cell(kind.imports, id="imports"),
        solution("answer", answer),
        check("test_answer", 10, kind.test),
    ]
    return v4.new_notebook(cells=cells, metadata=KERNEL)


def make_class(folder: Path, kind: Kind, numbers: Iterable[int]) -> None:
    """A course with the submissions of these numbers, every fifth of them wrong."""
    from nbgrader.utils import compute_checksum

    shutil.rmtree(folder, ignore_errors=True)
    (folder / "oracles").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(OURS, "utf-8")
    oracle = f'from grader.oracle import oracle\n\n\n@oracle("test_answer")\ndef _(student, rng):\n    {kind.oracle}\n'
    (folder / "oracles" / "__init__.py").write_text(oracle, "utf-8")
    (folder / "source" / kind.lab).mkdir(parents=True)
    solved = f"### BEGIN SOLUTION\n{kind.answer}\n### END SOLUTION"
    nbformat.write(_notebook(kind, solved), folder / "source" / kind.lab / f"{kind.lab}.ipynb")
    for number in numbers:
        notebook = _notebook(kind, kind.wrong if number % 5 == 4 else kind.answer)
        for cell in notebook.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader |= {"checksum": compute_checksum(cell), "cell_type": "code"}
        place = folder / "submitted" / f"student-{number:04d}" / kind.lab
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{kind.lab}.ipynb")


def plain_config(folder: Path) -> None:
    """Leave the course to nbgrader as it comes."""
    config = 'c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n'
    (folder / "nbgrader_config.py").write_text(config, "utf-8")


def marks_in(folder: Path, lab: str) -> dict[str, float]:
    """Marks by student, from nbgrader's gradebook."""
    query = """
        SELECT submitted_assignment.student_id, SUM(COALESCE(grade.auto_score, 0))
        FROM submitted_assignment
        JOIN assignment ON assignment.id = submitted_assignment.assignment_id
        JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN grade ON grade.notebook_id = submitted_notebook.id
        WHERE assignment.name = ? GROUP BY submitted_assignment.student_id
    """
    with sqlite3.connect(folder / "gradebook.db") as gradebook:
        return dict(gradebook.execute(query, [lab]).fetchall())
