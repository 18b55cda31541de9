"""`labs build`: the same bytes every time, nothing of an answer in a release, and one sentence for each broken rule."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from grader.building.build import build
from grader.building.stubs import find_regions
from grader.course import Course
from grader.errors import UserError
from tests.tiny_lab import LAB, NAME, make_course

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course built once; tests that use it must not change it."""
    course = make_course(tmp_path_factory.mktemp("built") / "course")
    (course.truth / NAME).mkdir()
    (course.truth / NAME / "idea.svg").write_text("<svg><title>Shrinkage</title></svg>", encoding="utf-8")
    (course.truth / NAME / ".DS_Store").write_bytes(b"litter")
    build(course, say=lambda line: None)
    return course


def snapshot(course: Course) -> dict[str, bytes]:
    folders = (course.source, course.release)
    return {p.relative_to(course.root).as_posix(): p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}


def cells(course: Course, folder: Path, name: str = NAME) -> dict[str, nbformat.NotebookNode]:
    notebook = nbformat.read(folder / name / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return {cell.id: cell for cell in notebook.cells}


def refusal(course: Course, text: str, **options) -> str:
    (course.truth / f"{NAME}.py").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        build(course, say=lambda line: None, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert not course.source.exists(), "a refused lab must not be written"
    return message


# ---- what comes out


def test_release_has_stubs_and_no_solutions(built):
    release, source = cells(built, built.release), cells(built, built.source)
    assert list(release) == list(source)
    assert release["weighted_rating"].source.split("\n")[-2:] == [
        "    # YOUR CODE HERE",
        '    raise NotImplementedError("weighted_rating: not written yet; replace these two lines.")',
    ]
    assert release["question_m"].source == 'answer_m = ...  # "A", "B" or "C"'
    assert "weight = votes / (votes + m)" in source["weighted_rating"].source
    assert release["test_weighted_rating"].source == source["test_weighted_rating"].source
    assert release["test_weighted_rating"].metadata["editable"] is False
    assert release["test_weighted_rating"].metadata.nbgrader["checksum"]
    text = (built.release / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert '"B"\\n' not in text


def test_notebooks_carry_one_kernel_and_no_trace_of_jupytext(built):
    for folder in (built.source, built.release):
        notebook = nbformat.read(folder / NAME / f"{NAME}.ipynb", as_version=4)
        assert notebook.metadata.kernelspec.name == "python3"
        assert "jupytext" not in notebook.metadata
        assert "version" not in notebook.metadata.language_info


def test_companions_go_along_and_litter_stays(built):
    for folder in (built.source, built.release):
        assert sorted(p.name for p in (folder / NAME).iterdir()) == [f"{NAME}.ipynb", "idea.svg"]


def test_second_build_changes_nothing_on_another_day_machine_and_place(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("USER", "someone")
    monkeypatch.setenv("PATH", "")
    elsewhere = make_course(tmp_path / "a folder with spaces é")
    (elsewhere.truth / NAME).mkdir()
    (elsewhere.truth / NAME / "idea.svg").write_text("<svg><title>Shrinkage</title></svg>", encoding="utf-8")
    build(elsewhere, say=lambda line: None)
    before = {path: path.stat().st_mtime_ns for path in elsewhere.root.rglob("*") if path.is_file()}
    assert build(elsewhere, say=lambda line: None) == []
    assert {path: path.stat().st_mtime_ns for path in elsewhere.root.rglob("*") if path.is_file()} == before
    assert snapshot(elsewhere) == snapshot(built)


def test_cell_ids_survive_an_edit_elsewhere(course):
    build(course, say=lambda line: None)
    before = cells(course, course.release)
    path = course.truth / f"{NAME}.py"
    path.write_text(LAB.replace("import numpy as np", "import numpy as np\n\n# %%\nnp.arange(3)"), encoding="utf-8")
    build(course, say=lambda line: None)
    after = cells(course, course.release)
    assert set(before) < set(after)
    assert {"weighted_rating", "test_weighted_rating", "question_m", "test_question_m"} <= set(before)


def test_equal_cells_get_different_ids(course):
    twice = LAB.replace("import numpy as np", "import numpy as np\n\n# %%\nimport numpy as np")
    (course.truth / f"{NAME}.py").write_text(twice, encoding="utf-8")
    build(course, say=lambda line: None)
    assert len(cells(course, course.release)) == len(cells(course, course.source)) == 9


def test_plain_nbgrader_makes_the_same_release(built, tmp_path):
    """`nbgrader generate_assignment` with a course's own configuration gives the bytes that `labs build` gives."""
    copy = make_course(tmp_path / "course")
    build(copy, say=lambda line: None)
    ours = snapshot(copy)
    if (ROOT / "nbgrader_config.py").is_file():
        real = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        (copy.root / "nbgrader_config.py").write_text(real, encoding="utf-8")
    bin_folder = str(Path(sys.executable).parent)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", NAME, "--force"],
        cwd=copy.root,
        env={**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert snapshot(copy) == ours


def test_an_author_header_and_editor_notes_do_not_matter(course, built):
    header = "# ---\n# jupyter:\n#   kernelspec:\n#     name: mine\n# ---\n\n"
    text = header + LAB.replace("# %%\nimport", "# %% a note to myself\nimport").replace("\n\n# %%", "\n\n\n\n# %%")
    (course.truth / f"{NAME}.py").write_text(text, encoding="utf-8")
    build(course, say=lambda line: None)
    notebook = f"release/{NAME}/{NAME}.ipynb"
    assert snapshot(course)[notebook] == snapshot(built)[notebook]


# ---- check, orphans, failures


def test_check_writes_nothing_and_names_what_differs(course):
    with pytest.raises(
        UserError, match=rf"source/{NAME}/{NAME}\.ipynb, release/{NAME}/{NAME}\.ipynb; run `labs build`"
    ):
        build(course, check=True, say=lambda line: None)
    assert not course.source.exists() and not course.release.exists()
    build(course, say=lambda line: None)
    assert build(course, check=True, say=lambda line: None) == []
    notebook = course.release / NAME / f"{NAME}.ipynb"
    notebook.write_bytes(notebook.read_bytes().replace(b"Shrinkage", b"Shrinkagf"))
    with pytest.raises(UserError, match=rf"makes: release/{NAME}/{NAME}\.ipynb; run"):
        build(course, check=True, say=lambda line: None)


def test_one_bad_lab_leaves_every_file_as_it_was(tmp_path):
    other = LAB.replace("test_", "test_b_")
    course = make_course(tmp_path / "course", {"01_a": LAB, "02_b": other})
    build(course, say=lambda line: None)
    before = snapshot(course)
    (course.truth / "01_a.py").write_text(LAB.replace("A few votes tell", "Few votes tell"), encoding="utf-8")
    (course.truth / "02_b.py").write_text(other.replace('"points": 10, ', ""), encoding="utf-8")
    with pytest.raises(
        UserError, match=r"labs/02_b\.py, cell test_b_weighted_rating: it is graded but carries no points"
    ):
        build(course, say=lambda line: None)
    assert snapshot(course) == before
    assert build(course, ["01_a"], say=lambda line: None) == ["01_a"]


def test_nothing_half_written_stays(course, monkeypatch):
    build(course, say=lambda line: None)
    before = snapshot(course)
    (course.truth / f"{NAME}.py").write_text(LAB.replace("tell us little", "say little"), encoding="utf-8")

    def no_space(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(OSError, match="No space left"):
        build(course, say=lambda line: None)
    assert snapshot(course) == before


def test_orphans_and_strays_are_named(course):
    build(course, say=lambda line: None)
    (course.release / "09_old").mkdir()
    with pytest.raises(UserError, match=r"No file in labs/ makes release/09_old"):
        build(course, say=lambda line: None)
    (course.release / "09_old").rmdir()
    (course.source / NAME / "answers.txt").write_text("all", encoding="utf-8")
    with pytest.raises(UserError, match=rf"source/{NAME}/answers\.txt does not come from labs/{NAME}\.py"):
        build(course, say=lambda line: None)


def test_a_grade_id_of_two_labs_is_refused(course):
    """Oracles are found by it: one lab's would judge the other."""
    build(course, say=lambda line: None)
    (course.truth / "02_again.py").write_text((course.truth / f"{NAME}.py").read_text("utf-8"), "utf-8")
    before = snapshot(course)
    for labs in (None, ["02_again"]):
        with pytest.raises(
            UserError, match=rf"test_weighted_rating is used in (02_again|{NAME}) and in (02_again|{NAME})"
        ):
            build(course, labs, say=lambda line: None)
    assert snapshot(course) == before


def test_python_beside_a_lab_is_refused(course):
    (course.truth / NAME).mkdir()
    (course.truth / NAME / "helper.py").write_text("x = 1", encoding="utf-8")
    with pytest.raises(UserError, match=rf"labs/{NAME}/helper\.py would be handed out unchecked"):
        build(course, say=lambda line: None)


def test_an_unknown_lab_is_named_with_the_known_ones(course):
    with pytest.raises(UserError, match=rf"no labs/07_x\.py; the labs are: {NAME}"):
        build(course, ["07_x"], say=lambda line: None)


def test_oracles_that_are_missing_or_left_over_are_said(course):
    (course.root / "hidden_tests").mkdir()
    (course.root / "hidden_tests" / "shrinkage.py").write_text(
        'from grader.oracle import oracle\n\n@oracle("test_weighted_rating", parts={"a": 10})\ndef _(student, rng): ...\n'
        '\n@oracle("test_gone")\ndef _(student, rng): ...\n',
        encoding="utf-8",
    )
    said = []
    build(course, say=said.append)
    assert said[0] == f"{NAME}: 12 points, 8 minutes, 1 exercise, 1 question: written"
    assert [line for line in said if "test_question_m" in line and "no oracle" in line]
    assert [line for line in said if "test_gone" in line]
    assert len(said) == 3


# ---- refusals: what to change in the good lab, and what is then said

REFUSALS = {
    "no points": (('"points": 10, ', ""), "cell test_weighted_rating: it is graded but carries no points"),
    "same grade_id": (('"question_m"', '"weighted_rating"'), "cell weighted_rating: another cell has the same grade_id"),
    "no region": (("    ### BEGIN SOLUTION\n", "", "    ### END SOLUTION\n", ""), "cell weighted_rating: it is a solution cell without"),
    "region not closed": (("    ### END SOLUTION\n", ""), "cell weighted_rating: a solution region is never closed"),
    "region in a region": (("    weight = votes", "    ### BEGIN SOLUTION\n    weight = votes"), "cell weighted_rating: a solution region begins inside"),
    "empty region": (('answer_m = "B"\n', ""), "cell question_m: its solution region is empty"),
    "solution in a plain cell": (("import numpy as np", "### BEGIN SOLUTION\nimport numpy as np\n### END SOLUTION"), "cell 2: it holds a solution but is no solution cell"),
    "hidden tests": (('print("All', '### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\nprint("All'), "cell test_weighted_rating: it holds `BEGIN HIDDEN TESTS`; put hidden tests into an oracle"),
    "no docstring": (('"""The answer is one letter."""\n', ""), "cell test_question_m: a test cell begins with a docstring"),
    "two sentences": (("one letter.", "one letter. Not two."), "cell test_question_m: its docstring must be one sentence"),
    "open test": (('"test_question_m", "locked": true', '"test_question_m", "locked": false'), "cell test_question_m: its test can be edited"),
    "one hint": (("# <details><summary>Hint 2: arrays</summary>Arithmetic works on whole columns.</details>\n", ""), "cell test_weighted_rating: Exercise 1 has 1 hints and needs two"),
    "hint numbers": (("Hint 2", "Hint 3"), "the hints of Exercise 1 are numbered [1, 3]"),
    "open details": (("columns.</details>", "columns."), "a `<details>` of Exercise 1 is not closed"),
    "heading's points": (("(10 points, 8", "(11 points, 8"), "cell test_weighted_rating: Exercise 1 announces 11 points, its test carries 10"),
    "question's points": (("do? (2 points)", "do? (3 points)"), "cell test_question_m: Question 1 announces 3 points, its test carries 2"),
    "heading's form": (("Exercise 1 ·", "Exercise 1:"), "the heading `### Exercise 1: Shrink"),
    "no minutes": (("(10 points, 8 minutes)", "(10 points)"), "cell test_weighted_rating: Exercise 1 says no minutes"),
    "numbering": (("Exercise 1 ·", "Exercise 2 ·"), "its exercises are numbered [2]"),
    "no heading": (("### Exercise 1 · Shrink toward the mean (10 points, 8 minutes)", "Shrink"), "cell test_weighted_rating: it is graded but stands under no"),
    "total points": (("12 points ·", "10 points ·"), "first cell says `10 points · 8 minutes`, its headings add up to `12 points · 8 minutes`"),
    "total minutes": (("· 8 minutes", "· 9 minutes"), "first cell says `12 points · 9 minutes`"),
    "no totals": (("12 points · 8 minutes", "Welcome"), "its first cell must say the totals: `12 points · 8 minutes`"),
    "broken options": (('"grade": true, "grade_id": "test_question_m"', '"grade": yes, "grade_id": "test_question_m"'), "cell 8: its options cannot be read as JSON"),
    "old schema": (('"test_question_m", "locked": true, "points": 2, "schema_version": 3', '"test_question_m", "locked": true, "points": 2, "schema_version": 2'), 'cell test_question_m: its nbgrader options need "schema_version": 3'),
    "wrong type": (('"points": 2', '"points": "2"'), "cell test_question_m: its nbgrader options are not valid"),
    "not Python": (("weight = votes /", "weight = votes /("), "cell weighted_rating: it is not valid Python"),
    "stub not Python": (("#: answer_m = ...", "#: answer_m = = ..."), "cell question_m: its stub is not valid Python"),
    "stub is the answer": (("#: answer_m = ...", '#: answer_m = "B"'), "cell question_m: the student's version would hold the solution's line"),
    "oracle in the lab": (("import numpy as np", "import numpy as np  # as in hidden_tests"), "cell 2: the student's notebook would hold `hidden_tests`"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_a_broken_rule_is_refused_in_one_sentence(course, case):
    changes, expected = REFUSALS[case]
    text = LAB
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    message = refusal(course, text)
    assert NAME in message
    assert expected in message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "from checks import test_weight",
            "imports `test_weight` from `checks`, but checks/__init__.py has nothing of that",
        ),
        (
            "from checks.late import test_late, test_",
            "imports `test_` from `checks.late`, but checks/late.py has nothing",
        ),
        ("import checks.later", "imports `checks.later`, but the course has no such module"),
        ("if 1:\n    from checks.later import x", "imports `checks.later`, but the course has no such module"),
    ],
)
def test_a_check_that_does_not_exist_is_refused(course, line, said):
    """Every student's cell would fail, and the instructor would learn it from the class."""
    package = course.root / "checks"
    package.mkdir()
    (package / "__init__.py").write_text("LATE = {'test_weighted': 'late'}\n", encoding="utf-8")
    (package / "late.py").write_text("def test_late(target): ...\n", encoding="utf-8")
    (package / "all.py").write_text("from checks.late import *\n", encoding="utf-8")
    course.config.OracleExecute.packages = ["checks", "numpy"]
    good = (
        "from checks import late, test_weighted\nfrom checks.all import test_late\nfrom checks.late import *\n"
        "from numpy import no_such_thing"
    )
    build_with = f"import numpy as np\n{good}"
    (course.truth / f"{NAME}.py").write_text(LAB.replace("import numpy as np", build_with, 1), encoding="utf-8")
    assert build(course, check=False, say=lambda line: None) == [NAME]
    shutil.rmtree(course.source)
    message = refusal(course, LAB.replace("import numpy as np", f"{build_with}\n{line}", 1))
    assert f"{NAME}.py, cell 2: it {said}" in message


def test_an_answer_in_a_companion_file_is_refused(course):
    (course.truth / NAME).mkdir()
    (course.truth / NAME / "notes.txt").write_text("  weight = votes/(votes + m)   # the trick\n", encoding="utf-8")
    assert "cell weighted_rating: the student's version would hold" in refusal(course, LAB)


def test_a_solution_line_that_the_text_shows_anyway_is_no_leak(course):
    text = LAB.replace("import numpy as np\n", 'import numpy as np\n\n# %%\nanswer_m = "B"\n', 1)
    (course.truth / f"{NAME}.py").write_text(text, encoding="utf-8")
    assert build(course, say=lambda line: None) == [NAME]


def test_text_that_is_not_utf8_is_refused(course):
    (course.truth / f"{NAME}.py").write_bytes(LAB.encode().replace(b"Welcome", b"") + b"# \xff\n")
    with pytest.raises(UserError, match="is not UTF-8 text"):
        build(course, say=lambda line: None)


# ---- stubs


def test_a_region_says_its_own_stub_and_keeps_its_indentation():
    source = "def f(x):\n    if x:\n        ### BEGIN SOLUTION\n        #: # 1. square\n        #:\n        #:     y = ...\n        y = x * x\n        ### END SOLUTION\n"
    (region,) = find_regions(source)
    assert region.stub == ("        # 1. square", "", "            y = ...")
    assert region.solution == ("        y = x * x",)
    assert region.name == "f"


def test_the_default_stub_names_the_function_it_stands_in(course):
    text = LAB.replace(
        'answer_m = "B"\n### END SOLUTION',
        'answer_m = "B"\n### END SOLUTION\n\nclass Tower:\n    def width(self):\n        ### BEGIN SOLUTION\n        return 256 // 2\n        ### END SOLUTION',
    )
    (course.truth / f"{NAME}.py").write_text(text, encoding="utf-8")
    build(course, say=lambda line: None)
    assert 'raise NotImplementedError("width: not written yet' in cells(course, course.release)["question_m"].source


# ---- the real labs


def test_the_course_is_built():
    """What is committed in source/ and release/ is what labs/ makes."""
    build(Course.find(ROOT), check=True, say=lambda line: None)


def test_the_command(course, monkeypatch):
    import typer

    from grader.cli.build import register

    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    done = CliRunner().invoke(app, ["build", NAME, "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    assert f"{NAME}: 12 points" in done.output
    again = CliRunner().invoke(app, ["build", "--check", "--course", str(course.root)])
    assert again.exit_code == 0, again.output
    assert "unchanged" in again.output
