"""The course that is attacked: one lab, three exercises of 5 points, each with a test cell and an oracle."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from grader.course import Course
from tests.courses import CONFIG as TINY
from tests.courses import KERNEL, check, solution

LAB = "01_attacked"
POINTS = 15.0

# Limits small enough to be met within seconds, large enough for numpy and pandas.
CONFIG = (
    TINY.replace("tiny_oracles", "attack_oracles").replace("c.Execute.timeout = 4", "c.Execute.timeout = 3")
    + """
c.OracleExecute.packages = ["public_tests", "recsys_utils"]
c.OracleExecute.preload = ["numpy", "pandas"]
c.OracleExecute.call_timeout = 2
c.OracleExecute.oracle_timeout = 4
c.OracleExecute.notebook_timeout = 20
c.OracleExecute.notebook_cpu = 20
c.OracleExecute.memory = 700_000_000
c.OracleExecute.processes = 64
c.OracleExecute.disk = 64_000_000
c.OracleExecute.max_output = 200_000
c.Grading.submission_timeout = 90
c.Grading.max_notebook_mb = 25
"""
)

# For a test that wears the machine out on purpose: honest submissions, marked at the same time, must not run out of theirs.
PATIENT = """
c.Execute.timeout = 12
c.OracleExecute.call_timeout = 8
c.OracleExecute.oracle_timeout = 20
c.OracleExecute.notebook_timeout = 60
c.OracleExecute.notebook_cpu = 60
c.Grading.submission_timeout = 200
"""

ORACLES = """\
# @CANARY@
import numpy as np

from grader.oracle import oracle


@oracle("test_double")
def _(student, rng):
    secret = float(rng.uniform(1000, 2000))
    student.call("double", secret).is_close(2 * secret, "twice a random number")


@oracle("test_scale")
def _(student, rng):
    values = rng.uniform(1, 9, size=6)
    student.call("scale", values).is_close(values / values.max(), "divided by the largest")


@oracle("test_weighted_rating")
def _(student, rng):
    votes, rating = rng.integers(1, 900, 5), rng.uniform(1, 10, 5)
    expected = (votes * rating + 70 * 6.5) / (votes + 70)
    student.call("weighted_rating", votes, rating, m=70, C=6.5).is_close(expected, "five films")
"""

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "scale": "def scale(values):\n    return values / values.max()",
    "weighted_rating": "def weighted_rating(votes, rating, m, C):\n"
    "    votes, rating = np.asarray(votes), np.asarray(rating)\n"
    "    return votes / (votes + m) * rating + m / (votes + m) * C",
}
WRONG = {
    "double": "def double(x):\n    return x",
    "scale": "def scale(values):\n    return values",
    "weighted_rating": "def weighted_rating(votes, rating, m, C):\n    return np.asarray(rating)",
}
TESTS = {
    "double": "assert double(2) == 4\nassert double(5.5) == 11",
    "scale": "np.testing.assert_allclose(scale(np.array([1.0, 2.0, 4.0])), [0.25, 0.5, 1.0])",
    "weighted_rating": "test_weighted_rating(weighted_rating)",
}


def source_notebook(answers: dict[str, str]) -> NotebookNode:
    """The instructor's notebook, with these texts in its solution regions."""
    imports = v4.new_code_cell(
        "import numpy as np\nimport pandas as pd\n\nfrom public_tests import test_weighted_rating"
    )
    imports.id = "imports"
    meta = {
        "grade": False,
        "grade_id": "imports",
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    imports.metadata["nbgrader"] = meta
    cells = [v4.new_markdown_cell("# Attacked", id="head"), imports]
    for name, text in answers.items():
        first, body = text.split("\n", 1)
        region = f"{first}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells += [
            v4.new_markdown_cell(f"### Exercise {name} (5 points)", id=f"exercise-{name}"),
            solution(name, region),
            check(f"test_{name}", 5, TESTS[name]),
        ]
    return v4.new_notebook(cells=cells, metadata=KERNEL)


def make_course(root: Path, canaries: dict[str, str]) -> Course:
    """The course, with a canary in every place that a submission must not read."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (root / "attack_oracles").mkdir()
    (root / "attack_oracles" / "__init__.py").write_text(ORACLES.replace("@CANARY@", canaries["hidden tests"]))
    (root / "source" / LAB).mkdir(parents=True)
    answers = {name: f"{text}  # {canaries['source']}" for name, text in RIGHT.items()}
    nbformat.write(source_notebook(answers), root / "source" / LAB / f"{LAB}.ipynb")
    (root / "labs").mkdir()
    (root / "labs" / f"{LAB}.py").write_text(f"# {canaries['labs']}\n" + "\n".join(RIGHT.values()) + "\n")
    (root / "submitted").mkdir()
    return Course(root)


def student_notebook(answers: dict[str, str], code: str = "", after: str = "") -> NotebookNode:
    """What a student hands in: the released notebook with these answers and, around it, cells of the student's own."""
    from nbgrader.utils import compute_checksum

    notebook = source_notebook(WRONG)
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if meta is None:
            continue
        if meta["solution"]:
            name = meta["grade_id"]
            cell.source = (
                f'{RIGHT[name].splitlines()[0]}\n    # YOUR CODE HERE\n    raise NotImplementedError("{name}")'
            )
        meta["checksum"] = compute_checksum(cell)
        meta["cell_type"] = cell.cell_type
        if meta["solution"]:
            cell.source = answers[meta["grade_id"]]
    if code:
        notebook.cells.insert(0, v4.new_code_cell(code, id="own-code"))
    if after:
        notebook.cells.append(v4.new_code_cell(after, id="own-after"))
    return notebook
