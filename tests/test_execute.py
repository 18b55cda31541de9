"""The marking core under nbgrader's own Autograde: real notebooks, real kernels, a course made for the purpose."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets import TraitError
from traitlets.config import Config

from grader.execute import OracleExecute
from grader.warm import pool
from grader.warm.parent import KernelParentDied
from tests.sandboxes import run

ORACLES = """
    import numpy as np
    from grader.oracle import oracle


    def squares(name):
        @oracle(f"test_{name}")
        def _(student, rng):
            x = rng.normal(size=7)
            student.call(name, x).is_close([v * v for v in x], "squares of random numbers")


    for name in NAMES:
        squares(name)


    @oracle("test_parts", parts={"shape": 1, "values": 3})
    def _(student, rng):
        x = rng.normal(size=5)
        with student.part("shape"):
            student.call("parts", x).has_shape((5,), "one value each")
        with student.part("values"):
            student.call("parts", x).is_close(x * x, "squares")


    @oracle("test_broken")
    def _(student, rng):
        student.call("broken", 1).equals(2, "two")
        raise KeyError("the instructor mistyped")


    @oracle("test_unasked")
    def _(student, rng):
        raise KeyError("the instructor mistyped")


    @oracle("test_stumbles")
    def _(student, rng):
        assert student.call("stumbles", 1).value["key"] == 1


    @oracle("test_together")
    def _(student, rng):
        for seconds in (0.1, 0.9, 0.9, 0.9):
            student.call("together", seconds).equals(seconds, "the seconds")


    @oracle("test_variable")
    def _(student, rng):
        student.value("chosen").equals("B", "the choice")
"""

CONFIG = """
    c = get_config()
    c.CourseDirectory.course_id = "tiny"
    c.OracleExecute.oracle_package = "hidden"
    c.Autograde.autograde_preprocessors = [
        "grader.execute.OracleExecute", "nbgrader.preprocessors.IgnorePattern", "nbgrader.preprocessors.LimitOutput",
        "grader.scores.OracleSaveAutoGrades", "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
"""


EMPTY: dict[str, Path] = {}


@pytest.fixture(scope="module", autouse=True)
def empty_gradebook(tmp_path_factory):
    """A gradebook with its tables, made once: nbgrader calls the `alembic` command for it, which takes seconds."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        Gradebook(f"sqlite:///{path}").close()
    EMPTY["gradebook"] = path


@dataclass
class Question:
    """A solution cell and its test cell (graded `test_NAME`)."""

    name: str
    code: str
    test: str | None = None
    metadata: dict = field(default_factory=dict)

    def cells(self, code: str) -> list:
        def meta(**given):
            base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
            return {"nbgrader": {**base, **given}}

        solution = new_code_cell(textwrap.dedent(code), metadata=meta(grade_id=self.name, solution=True))
        test = self.test if self.test is not None else f"assert {self.name}(2) == 4"
        given = meta(grade_id=f"test_{self.name}", grade=True, locked=True, points=10)
        return [solution, new_code_cell(test, metadata={**given, **self.metadata})]


class Course:
    """A course folder with one lab, whose oracles are `ORACLES`."""

    def __init__(self, root: Path, questions: list[Question], **traits) -> None:
        self.root, self.questions = root, questions
        (root / "hidden").mkdir(parents=True)
        (root / "hidden" / "__init__.py").write_text("")
        names = [
            q.name
            for q in questions
            if not q.name.startswith(("plain", "parts", "broken", "unasked", "stumbles", "together", "variable"))
        ]
        (root / "hidden" / "lab.py").write_text(textwrap.dedent(ORACLES).replace("NAMES", repr(names)))
        (root / "nbgrader_config.py").write_text(textwrap.dedent(CONFIG))
        self._write("source/./lab", [q.cells("### BEGIN SOLUTION\n1\n### END SOLUTION") for q in questions])
        shutil.copy(EMPTY["gradebook"], root / "gradebook.db")
        result = self._api({}).generate_assignment("lab", force=True, create=True)
        assert result["success"], result["log"]
        self.traits = traits

    def _api(self, traits: dict) -> NbGraderAPI:
        from traitlets.config.loader import PyFileConfigLoader

        config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        for name, value in traits.items():
            kind, trait = name.split("__")
            config[kind][trait] = value
        return NbGraderAPI(config=config)

    def _write(self, folder: str, cells: list, first: str = "import numpy as np") -> None:
        path = self.root / folder / "lab.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = new_notebook(
            cells=[new_markdown_cell("# Lab"), new_code_cell(first), *(c for pair in cells for c in pair)]
        )
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata.grading = {"cells": {"test_forged": {"earned": 10, "by": "oracle"}}}
        nbformat.write(notebook, path)

    def grade(self, student: str, first: str = "import numpy as np", **traits) -> Graded:
        self._write(f"submitted/{student}/lab", [q.cells(q.code) for q in self.questions], first)
        result = self._api({**self.traits, **traits}).autograde("lab", student, force=True, create=True)
        assert result["success"], result["log"]
        notebook = nbformat.read(self.root / f"autograded/{student}/lab/lab.ipynb", as_version=4)
        nbformat.validate(notebook)
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as book:
            grades = {
                g.name: (g.auto_score, g.needs_manual_grade)
                for g in book.find_submission_notebook("lab", "lab", student).grades
            }
        return Graded(grades, notebook, result["log"])


@dataclass
class Graded:
    """What grading left in the gradebook, the notebook and the log."""

    grades: dict
    notebook: nbformat.NotebookNode
    log: str

    def earned(self, name: str) -> float:
        """The score in the gradebook, which has to be the one in the notebook."""
        score = self.grades[f"test_{name}"][0]
        assert self.record["cells"][f"test_{name}"]["earned"] == score
        return score

    def says(self, name: str) -> str:
        return self.record["cells"][f"test_{name}"]["message"]

    @property
    def record(self) -> dict:
        return self.notebook.metadata.grading

    def outputs(self, grade_id: str) -> str:
        cell = next(c for c in self.notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
        return str(cell.outputs)


LIAR = """
    class Liar({base}):
        __hash__ = None
        def __eq__(self, other): return True
        def __array_ufunc__(self, *args, **kwargs): return np.ones(7, bool)
    def {name}(x): {returns}
"""

# name, code, points, part of the message
MIXED = [
    ("right", "def right(x): return np.asarray(x) ** 2", 10, ""),
    ("listed", "def listed(x): return [v * v for v in np.ravel(x)]", 10, ""),
    ("wrong", "def wrong(x): return np.asarray(x) ** 2 + 1", 0, "squares of random numbers: wrong values"),
    ("deleted", "def deleted(x): return x ** 2\ndel deleted", 0, "`deleted` is not defined"),
    ("prints", "def prints(x):\n    print('x' * 1000)\n    return x ** 2", 10, ""),
    (
        "warns",
        "import sys, warnings\ndef warns(x):\n    warnings.warn('w')\n    sys.stderr.write('e')\n    return x ** 2",
        10,
        "",
    ),
    (
        "sleeps",
        "import time\ndef sleeps(x):\n    if np.ndim(x): time.sleep(60)\n    return x ** 2",
        0,
        "`sleeps` ran for more than 1 s",
    ),
    ("reads", "def reads(x): return float(input('?')) + x ** 2", 0, "EOFError"),
    ("leaves", "import sys\ndef leaves(x): sys.exit(0)", 0, "raised SystemExit"),
    ("liar", LIAR.format(base="object", name="liar", returns="return Liar()"), 0, "a value of type Liar"),
    ("floaty", LIAR.format(base="float", name="floaty", returns="return Liar(3)"), 0, "got a single number"),
    (
        "arrayed",
        LIAR.format(base="np.ndarray", name="arrayed", returns="return np.zeros(7).view(Liar)"),
        0,
        "wrong values",
    ),
    ("huge", "def huge(x): return np.zeros(20_000_000)", 0, "more than 64 MB"),
    ("large", "def large(x): return [x ** 2, np.zeros(3_000_000)][0]", 10, ""),
    ("lazy", "def lazy(x): return (v * v for v in x)", 0, "a generator"),
    ("unwritten", "def unwritten(x): raise NotImplementedError('your turn')", 0, "NotImplementedError: your turn"),
    ("blank", "def blank(x): raise NotImplementedError('blank: not written yet; do')", 0, "blank: not written yet"),
    ("parts", "def parts(x): return np.zeros(5)", 2.5, "squares: wrong values"),
    ("broken", "def broken(x): return 2 * x * x", 0, "the oracle itself failed: Oracle 'test_broken'"),
    ("unasked", "def unasked(x): return x", 10, "the oracle itself failed: Oracle 'test_unasked'"),
    ("stumbles", "def stumbles(x): return 'nothing like it'", 0, "could not be checked"),
    ("variable", "chosen = 'B'", 10, ""),
    ("plainly", "def plainly(x): return x ** 2", 10, ""),
    ("plainwrong", "def plainwrong(x): return x", 0, "AssertionError"),
    ("plainloop", "while True: pass", 0, "NameError"),
    ("plainraised", "def plainraised(x): raise ValueError('no')", 0, "ValueError: no"),
]
TESTS = {
    "variable": "chosen",
    "broken": "",
    "unasked": "",
    "plainwrong": "assert plainwrong(3) == 9",
    "reads": "",
    "sleeps": "assert sleeps(2) == 4",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> Graded:
    """One run of everything that does not end the kernel."""
    questions = [Question(name, code, TESTS.get(name)) for name, code, _, _ in MIXED]
    course = Course(tmp_path_factory.mktemp("mixed"), questions, OracleExecute__call_timeout=1.0, Execute__timeout=3)
    return course.grade("sam")


@pytest.mark.parametrize(("name", "code", "points", "says"), MIXED, ids=[row[0] for row in MIXED])
def test_each_kind_of_answer(mixed, name, code, points, says):
    assert mixed.earned(name) == points, mixed.says(name)
    assert says in mixed.says(name)
    assert mixed.says(name) or points == 10
    by = "nbgrader" if name.startswith(("plain", "unasked")) else "oracle"
    assert mixed.record["cells"][f"test_{name}"]["by"] == by


def test_record_of_a_run(mixed):
    assert mixed.record["crashed"] is None
    assert mixed.record["timed_out"] == ["test_sleeps", "plainloop"]
    assert 0 <= mixed.record["seed"] < 2**63
    assert "test_forged" not in mixed.record["cells"], "what the student wrote into the metadata is gone"
    assert [part["points"] for part in mixed.record["cells"]["test_parts"]["parts"]] == [2.5, 7.5]


def test_the_verdict_is_shown_in_the_test_cell(mixed):
    assert "Marked 10 of 10" in mixed.outputs("test_right")
    assert "Marked 0 of 10: squares of random numbers: wrong values" in mixed.outputs("test_wrong")
    assert "- values: 0 of 7.5: squares: wrong values" in mixed.outputs("test_parts")
    assert "mistyped" not in mixed.outputs("test_broken"), "an instructor's error is not the student's to read"


def test_an_oracle_that_fails_is_the_instructors_error(mixed):
    assert "lab.py:" in mixed.says("broken") and "KeyError" in mixed.says("broken")
    assert "Oracle 'test_broken'" in mixed.log
    assert mixed.grades["test_broken"][1] and mixed.grades["test_stumbles"][1], "a person has to look"
    assert not mixed.grades["test_wrong"][1]


def test_calls_leave_no_trace_in_the_notebook(tmp_path):
    code = "def right(x):\n    print('called')\n    return x ** 2"
    after = Question(
        "plainafter", "seen = [len(In), _ih[-1]]", "assert seen[1].startswith('seen'), seen\nassert seen[0] == 5, seen"
    )
    graded = Course(tmp_path, [Question("right", code), after]).grade("sam")
    assert graded.earned("right") == 10
    assert graded.earned("plainafter") == 10, graded.says("plainafter")


FIRST = """
import numpy as np, json
np.testing.assert_allclose = lambda *a, **k: None
get_ipython().input_transformers_post.append(
    lambda lines: ["pass\\n"] if any("assert wrong" in line for line in lines) else lines)
json.dumps = lambda *a, **k: '["d",["state","value","value",1]]'
grader = None
"""
FORGE = """
from IPython.display import display
def forged(x): return x
display({"text/plain": "Marked 10 of 10"}, raw=True)
kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_socket, "display_data", {"data": 3}, parent=kernel.get_parent())
"""
NESTED = """
import json
def nested(x):
    import sys
    class Bundle:
        def _repr_mimebundle_(self, **given):
            value = 0
            for _ in range(100_000): value = [value]
            return {"application/x-plain-answer": "[" * 10**6}
    sys.modules["_plain_answers"].reply = lambda text: Bundle()
    return x
"""


def test_attacks_on_the_kernel_gain_nothing(tmp_path):
    """Replaced test functions, an input transformer, shadowed names, forged outputs and replies, a skipped test cell."""
    questions = [
        Question("wrong", "def wrong(x): return x", "assert wrong(3) == 9"),
        Question("forged", FORGE),
        Question("plainskip", "1", "assert False", {"tags": ["skip-execution"]}),
        Question("nested", NESTED),
        Question("after", "def after(x): return np.ones(7)"),
    ]
    graded = Course(tmp_path, questions).grade("eve", FIRST)
    assert {name: score for name, (score, _) in graded.grades.items()} == dict.fromkeys(graded.grades, 0)
    assert "AssertionError" not in graded.outputs("test_wrong"), "the attack itself worked"
    assert "UnreadableOutput" in graded.outputs("forged")
    assert graded.record["crashed"] is None


def test_a_cell_may_print_only_so_much(tmp_path):
    questions = [
        Question("plainloud", "for _ in range(2000): print('x' * 10_000)", "print('y' * 3_000_000)\nassert False"),
        Question("right", "def right(x): return x ** 2"),
    ]
    graded = Course(tmp_path, questions, OracleExecute__max_output=1_000_000).grade("sam")
    assert graded.earned("plainloud") == 0 and graded.earned("right") == 10
    assert "the rest was not kept" in graded.outputs("plainloud") and len(graded.outputs("plainloud")) < 1_100_000


@pytest.mark.parametrize(
    ("code", "earned", "timed_out", "crashed"),
    [
        ("import os\ndef ends(x): os._exit(1)", 0, [], "stopped while `test_ends` was marked"),
        ("import os\nos._exit(1)", 0, [], "stopped while `ends` ran"),
        (
            "import time\ndef ends(x):\n    while True:\n        try:\n            time.sleep(1)\n        except BaseException: pass",
            0,
            ["test_ends"],
            "could not be interrupted",
        ),
        (
            "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException: pass",
            0,
            ["ends"],
            "`ends` could not be interrupted",
        ),
    ],
    ids=[
        "exit in a call",
        "exit in a cell",
        "endless call that ignores interrupts",
        "endless cell that ignores interrupts",
    ],
)
def test_a_lost_kernel_keeps_what_was_decided(tmp_path, code, earned, timed_out, crashed):
    questions = [
        Question("right", "def right(x): return x ** 2"),
        Question("ends", code, ""),
        Question("later", "def later(x): return x ** 2"),
        Question("plainlater", "def plainlater(x): return x ** 2"),
    ]
    course = Course(tmp_path, questions, OracleExecute__call_timeout=0.5, Execute__timeout=3, Execute__iopub_timeout=1)
    graded = course.grade("sam")
    assert graded.earned("right") == 10
    assert graded.earned("ends") == earned
    assert graded.earned("later") == 0 and "not reached" in graded.says("later")
    assert graded.earned("plainlater") == 0 and "NotRun" in graded.outputs("test_plainlater")
    assert graded.record["timed_out"] == timed_out
    assert crashed in graded.record["crashed"]


@pytest.mark.parametrize(("ignore", "points"), [(False, 0), (True, 10)])
def test_stderr_costs_a_mark_only_if_asked_to(tmp_path, ignore, points):
    question = Question("plainwarns", "1", "import sys; print('careful', file=sys.stderr)")
    graded = Course(tmp_path, [question], OracleSaveAutoGrades__ignore_stderr=ignore).grade("sam")
    assert graded.earned("plainwarns") == points


def test_partial_credit_is_nbgraders_without_an_oracle(tmp_path):
    questions = [
        Question("plainhalf", "1", "5.0"),
        Question("plainmore", "1", "50.0"),
        Question("right", "def right(x): return x", "10.0"),
    ]
    graded = Course(tmp_path, questions).grade("sam")
    assert graded.earned("plainhalf") == 5
    assert graded.earned("plainmore") == 0, "nbgrader stops at more than all the points"
    assert graded.earned("right") == 0, "a float does not overrule an oracle"


def test_a_seed_makes_the_questions_the_same(tmp_path):
    code = "def right(x):\n    raise ValueError(str(list(x)))"
    course = Course(tmp_path, [Question("right", code, "")])
    first, second, third = (
        course.grade("sam", **seed).says("right") for seed in [{"OracleExecute__seed": 7}] * 2 + [{}]
    )
    assert first == second != third


def test_a_kernel_of_another_python_compiles_for_itself(tmp_path):
    course = Course(tmp_path, [Question("right", "def right(x): return np.asarray(x) ** 2")])
    other = "import importlib.util, marshal, numpy as np\nimportlib.util.MAGIC_NUMBER, marshal.loads = b'other', None"
    assert course.grade("sam", first=other).earned("right") == 10


def test_oracles_that_cannot_be_imported_stop_the_grading(tmp_path):
    course = Course(tmp_path, [Question("right", "def right(x): return x ** 2")])
    (tmp_path / "hidden" / "worse.py").write_text("x = 1\nimport nonexistent_thing\n")
    with pytest.raises(AssertionError, match=r"hidden\.worse could not be imported.*worse\.py:2"):
        course.grade("sam")


def test_a_sandbox_that_fails_gives_nobody_a_zero(tmp_path, monkeypatch):
    def fails(kind):
        raise KernelParentDied("the sandbox's parent process ended at once: no reason given")

    course = Course(tmp_path, [Question("right", "def right(x): return x ** 2")])
    monkeypatch.setattr(pool, "take", fails)
    with pytest.raises(AssertionError, match="There was an error processing assignment"):
        course.grade("sam")
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        assert not [
            g
            for s in book.assignment_submissions("lab")
            for n in s.notebooks
            for g in n.grades
            if g.auto_score is not None
        ]
    monkeypatch.undo()
    assert course.grade("sam").earned("right") == 10


LEAST = {"memory": 256 * 2**20, "processes": 1, "disk": 2**20, "notebook_timeout": 1, "notebook_cpu": 1, "threads": 1}


@pytest.mark.parametrize("name", [*LEAST, "call_timeout", "oracle_timeout", "max_output"])
def test_limits_that_nobody_could_keep_are_refused(name):
    for value in (0, -1, LEAST.get(name, 0) - 1):
        with pytest.raises(TraitError, match=name):
            OracleExecute(config=Config({"OracleExecute": {name: value}}))


def test_an_empty_notebook_keeps_the_least_limits():
    slow = {"notebook_timeout": 60, "notebook_cpu": 60}  # the machine may be
    ran = run("print(1)", preload=["numpy"], **LEAST | slow)
    assert ran.text == "1" and ran.record["crashed"] is None


def test_time_for_one_call_and_for_all_of_an_oracle(tmp_path):
    """Which of the two ran out is said, with the number that was set."""
    code = "import time\ndef together(seconds):\n    time.sleep(seconds)\n    return seconds"
    course = Course(tmp_path, [Question("together", code, "")])
    said = course.grade("sam", OracleExecute__call_timeout=0.5).says("together")
    assert said == "the seconds: `together` ran for more than 0.5 s"
    said = course.grade("sam", OracleExecute__call_timeout=5.0, OracleExecute__oracle_timeout=1.5).says("together")
    assert said == "the seconds: `together` was still running when this question's calls had taken 1.5 s together"
