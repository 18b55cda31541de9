"""`labs publish`: an edition that works by itself, holds no answer, and leaves alone what was changed in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from grader.building.build import build
from grader.building.edition import edition_files
from grader.building.publish import MARKER, publish
from grader.course import Course
from grader.errors import UserError
from tests.tiny_lab import LAB, NAME, make_course

ROOT = Path(__file__).resolve().parent.parent

ORACLE = """\
from grader.oracle import oracle


@oracle("test_weighted_rating")
def _(student, rng):
    votes = rng.integers(0, 5_000, size=100)
    expected = [(v * 9.0 + 30 * 6.0) / (v + 30) for v in votes]
    student.call("weighted_rating", votes, 9.0, m=30, C=6.0).is_close(expected, "random films")
"""
RIGHT = """\
from tests.answers import right


@right("test_weighted_rating", "a loop")
def weighted_rating(votes, rating, m, C):
    pairs = list(zip(votes, rating, strict=True))
    return [C + (v / (v + m)) * (R - C) for v, R in pairs]
"""


@pytest.fixture
def course(tmp_path):
    """A tiny course with all that an edition needs, built."""
    course = make_course(tmp_path / "course")
    files = {
        "recsys_utils/__init__.py": '"""Helpers."""\n',
        "recsys_utils/tables.py": "def widest(table):\n    return max(table, key=len)\n",
        "recsys_utils/__pycache__/tables.pyc": "cache",
        "public_tests/__init__.py": '"""Checks."""\n',
        "docs/students.md": "# For students\n",
        "docs/data.md": "# Data\n",
        "hidden_tests/shrinkage.py": ORACLE,
        "tests/answers/shrinkage.py": RIGHT,
    }
    for name, text in files.items():
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text(text, encoding="utf-8")
    for name in ("pyproject.toml", "requirements.lock", "environment.yml", "LICENSE"):
        shutil.copy(ROOT / name, course.root)
    shutil.copytree(ROOT / "tools", course.root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    build(course, say=lambda line: None)
    return course


def quietly(course: Course, folder: Path, **options):
    return publish(course, folder, say=lambda line: None, **options)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# ---- what is in it


def test_the_edition_holds_what_students_need_and_nothing_else(course, tmp_path):
    edition = tmp_path / "edition"
    said = []
    publish(course, edition, say=said.append)
    held = tree(edition)
    assert {name.split("/")[0] for name in held} == {
        *(".gitignore", ".student-edition.json", "LICENSE", "Makefile", "README.md", "docs", "environment.yml"),
        *("public_tests", "pyproject.toml", "recsys_utils", "release", "requirements.lock", "tests", "tools"),
    }
    assert f"release/{NAME}/{NAME}.ipynb" in held
    assert "tools/setup_env.py" in held and "tools/install.py" in held and "tools/lock.py" not in held
    assert not [name for name in held if "__pycache__" in name or name.endswith(".ipynb.py")]
    assert b"weight = votes" not in b"".join(held.values())
    assert b"hidden_tests" not in b"".join(held.values())
    assert f"| [{NAME}](release/{NAME}/{NAME}.ipynb) | Shrinkage | 12 | 8 |" in held["README.md"].decode()
    assert "@" not in re.sub(r"@\$|@\"|@awk|@\.venv", "", held["Makefile"].decode())
    assert said == [
        f"The student edition is in {edition}: {len(held) - 1} of {len(held) - 1} files written; no answer found in it."
    ]
    assert list(tmp_path.glob(".edition*")) == []


def test_its_packages_are_the_courses_with_the_same_reasons(course):
    theirs = edition_files(course)["pyproject.toml"].decode()
    ours = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(theirs)["project"]["dependencies"] == tomllib.loads(ours)["project"]["dependencies"]
    for line in re.search(r"^dependencies = \[\n(.*?)^\]", ours, re.MULTILINE | re.DOTALL)[1].splitlines():
        assert line in theirs.splitlines()
    dev = tomllib.loads(theirs)["project"]["optional-dependencies"]["dev"]
    assert sorted(re.split(r"[<>=]", line)[0] for line in dev) == ["editables", "hatchling", "pytest", "uv"]
    assert '"grader"' not in theirs and "grader." not in theirs
    assert "@" not in theirs


def test_the_same_course_gives_the_same_edition(course, tmp_path):
    quietly(course, tmp_path / "a")
    quietly(course, tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


# ---- what it refuses


def test_a_release_that_is_not_what_labs_makes_is_not_published(course, tmp_path):
    (course.truth / f"{NAME}.py").write_text(LAB.replace("tell us little", "say little"), encoding="utf-8")
    with pytest.raises(UserError, match="run `labs build`"):
        quietly(course, tmp_path / "edition")
    assert not (tmp_path / "edition").exists()


ANSWERS = {
    "a solution in a helper": (
        "recsys_utils/tables.py",
        "def wr(votes, R, m, C):\n    weight = votes / (votes + m)  # the share\n    return weight * rating + (1 - weight) * C\n",
        rf"recsys_utils/tables\.py holds the line .* of the solution in labs/{NAME}\.py, cell weighted_rating",
    ),
    "one line of a solution in a text": (
        "docs/students.md",
        "Write\n\n    weight = votes / (votes + m)\n",
        r"docs/students\.md holds the line `weight=votes/\(votes\+m\)`",
    ),
    "the answer of a question": ("docs/data.md", 'answer_m = "B"\n', r"docs/data\.md holds the line .* cell question_m"),
    "an oracle": (
        "public_tests/__init__.py",
        "".join(ORACLE.splitlines(keepends=True)[5:]).replace("    ", "", 1),
        r"public_tests/__init__\.py holds the line .* of hidden_tests/shrinkage\.py, line 5",
    ),
    "a right answer": (
        "public_tests/__init__.py",
        "".join(RIGHT.splitlines(keepends=True)[4:]),
        r"public_tests/__init__\.py holds the line .* of tests/answers/shrinkage\.py",
    ),
    "a word about the oracles": ("recsys_utils/tables.py", "# see hidden_tests\n", "holds `hidden_tests`, which is the instructor's"),
    "the grader": ("public_tests/__init__.py", "from grader import oracle\n", "holds `from grader`"),
    "a solution's mark": ("docs/students.md", "### BEGIN SOLUTION\n", "holds `BEGIN SOLUTION`"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_anywhere_in_it_stops_the_edition(course, tmp_path, case):
    name, text, said = ANSWERS[case]
    (course.root / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said) as caught:
        quietly(course, tmp_path / "edition")
    assert "nothing was published" in str(caught.value)
    assert not (tmp_path / "edition").exists()
    assert list(tmp_path.glob(".edition*")) == []


def test_one_equal_line_in_a_helper_is_chance(course, tmp_path):
    text = "import numpy as np\n\n\ndef pair(votes, rating):\n    votes, rating = np.asarray(votes, float), np.asarray(rating, float)\n    return votes.mean()\n"
    (course.root / "recsys_utils" / "tables.py").write_text(text, encoding="utf-8")
    quietly(course, tmp_path / "edition")
    assert (tmp_path / "edition" / "recsys_utils" / "tables.py").is_file()


def test_somebody_elses_folder_is_left_alone(course, tmp_path):
    theirs = tmp_path / "thesis"
    theirs.mkdir()
    (theirs / "chapter.tex").write_text("important", encoding="utf-8")
    with pytest.raises(UserError, match="is not empty and no earlier edition"):
        quietly(course, theirs)
    with pytest.raises(UserError, match="is not empty and no earlier edition"):
        quietly(course, theirs, force=True)
    assert tree(theirs) == {"chapter.tex": b"important"}


@pytest.mark.parametrize("where", ["course/edition", "course", "."])
def test_the_course_itself_and_what_holds_it_are_refused(course, tmp_path, where):
    with pytest.raises(UserError, match="lies in the course or around it"):
        quietly(course, tmp_path / where)


def test_a_damaged_list_is_said(course, tmp_path):
    quietly(course, tmp_path / "edition")
    (tmp_path / "edition" / MARKER).write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"\.student-edition\.json is damaged"):
        quietly(course, tmp_path / "edition")


def test_nothing_is_written_through_a_link(course, tmp_path):
    edition, outside = tmp_path / "edition", tmp_path / "outside"
    quietly(course, edition)
    shutil.move(edition / "docs", outside)
    (edition / "docs").symlink_to(outside)
    (course.root / "docs" / "students.md").write_text("# New\n", encoding="utf-8")
    with pytest.raises(UserError, match="would be written outside"):
        quietly(course, edition)
    assert (outside / "students.md").read_text(encoding="utf-8") == "# For students\n"


# ---- updates


def test_an_update_keeps_what_was_changed_and_names_it(course, tmp_path):
    edition = tmp_path / "edition"
    quietly(course, edition)
    (edition / ".git").mkdir()
    (edition / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (edition / "my_labs").mkdir()
    (edition / "my_labs" / "work.ipynb").write_text("mine", encoding="utf-8")
    (edition / "README.md").write_text("# Our own course\n", encoding="utf-8")
    (edition / "environment.yml").unlink()
    (edition / "notes.md").write_text("ours", encoding="utf-8")

    for name in ("docs/students.md", "recsys_utils/tables.py"):
        (course.root / name).write_text("# second edition\n", encoding="utf-8")
    (course.root / "recsys_utils" / "new.py").write_text("x = 1\n", encoding="utf-8")
    (course.root / "public_tests" / "gone.py").write_text("y = 1\n", encoding="utf-8")
    said = []
    done = publish(course, edition, say=said.append)
    assert sorted(done.written) == [
        "docs/students.md",
        "public_tests/gone.py",
        "recsys_utils/new.py",
        "recsys_utils/tables.py",
    ]
    assert done.kept == ["README.md", "environment.yml"]
    assert "kept: README.md was changed there (--force replaces it)" in said
    assert (edition / "README.md").read_text(encoding="utf-8") == "# Our own course\n"
    assert not (edition / "environment.yml").exists()
    assert (edition / "recsys_utils" / "tables.py").read_text(encoding="utf-8") == "# second edition\n"

    (course.root / "public_tests" / "gone.py").unlink()
    done = quietly(course, edition)
    assert done.removed == ["public_tests/gone.py"]
    assert done.kept == ["README.md", "environment.yml"], "what was changed stays changed, run after run"
    assert not (edition / "public_tests" / "gone.py").exists()

    done = quietly(course, edition, force=True)
    assert sorted(done.written) == ["README.md", "environment.yml"]
    assert (edition / ".git" / "HEAD").read_text(encoding="utf-8") == "ref: refs/heads/main\n"
    assert (edition / "my_labs" / "work.ipynb").read_text(encoding="utf-8") == "mine"
    assert (edition / "notes.md").read_text(encoding="utf-8") == "ours"
    assert quietly(course, edition).written == []


def test_a_fresh_repository_is_filled(course, tmp_path):
    edition = tmp_path / "edition"
    (edition / ".git").mkdir(parents=True)
    quietly(course, edition)
    assert (edition / "README.md").is_file()
    assert list((edition / ".git").iterdir()) == []


def test_an_interrupted_run_can_be_repeated(course, tmp_path, monkeypatch):
    edition = tmp_path / "edition"
    (edition / ".git").mkdir(parents=True)
    real, moved = os.replace, []

    def stops_after_three(source, target):
        if len(moved) == 3:
            raise KeyboardInterrupt
        moved.append(target)
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", stops_after_three)
        with pytest.raises(KeyboardInterrupt):
            quietly(course, edition)
    done = quietly(course, edition)
    assert done.kept == []
    assert set(json.loads((edition / MARKER).read_text(encoding="utf-8"))["files"]) == set(edition_files(course))
    assert list(tmp_path.glob(".edition*")) == []


def test_the_command(course, tmp_path):
    from grader.cli.publish import register

    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    done = CliRunner().invoke(app, ["publish", str(tmp_path / "edition"), "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    assert "no answer found in it" in done.output


# ---- the real one


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "a student's edition"
    publish(Course.find(ROOT), folder, say=lambda line: None)
    return folder


# Runs in the edition with the course's interpreter, but without the course: the folder that its editable install put on
# the path is taken off, so that only what lies in the edition can be imported.
WITHOUT_THE_COURSE = """\
import sys
from pathlib import Path
edition = sys.argv.pop(1)
sys.path[:] = [edition, *(entry for entry in sys.path if entry and not Path(entry, "grader").is_dir())]
for name in ("grader", "hidden_tests", "tests.answers"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    sys.exit(f"{name} can be imported in the student edition")
import recsys_utils, public_tests
assert recsys_utils.__file__.startswith(edition) and public_tests.__file__.startswith(edition)
"""


def run_in(edition: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    # The notebook's kernel is another process: there the edition comes first by the path.
    environment["PYTHONPATH"] = str(edition)
    return subprocess.run(
        [sys.executable, "-P", "-c", WITHOUT_THE_COURSE + code, str(edition), *arguments],
        cwd=edition,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_real_edition_works_by_itself(edition):
    """Its own tests pass with nothing of the course in reach: the releases run, checks and helpers import.

    Every release is run in `tests/test_labs_run.py`; here, one without and one with files beside it are enough.
    """
    chosen = "not runs_to_its_first or 01_popularity or 03_tfidf"
    done = run_in(edition, f"import pytest\nsys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-k', {chosen!r}]))")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)
    assert "skipped" not in done.stdout


def test_the_real_editions_command_opens_labs(edition):
    code = "from recsys_utils.cli import main\nsys.argv[0] = 'labs'\nmain()"
    done = run_in(edition, code, "open", "--no-start")
    assert done.returncode == 0, done.stderr
    assert (edition / "my_labs" / "01_popularity" / "01_popularity.ipynb").is_file()
    help_text = run_in(edition, code, "--help").stdout
    assert "open" in help_text and "data" in help_text and "grade" not in help_text
    wrong = run_in(edition, code, "open", "99_nothing", "--no-start")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
    shutil.rmtree(edition / "my_labs")


def test_the_real_edition_installs_as_set_up_installs_it(edition, tmp_path):
    """What `make setup` ends with, without an environment of its own: an editable wheel with the `labs` command."""
    code = "import hatchling.build, sys; print(hatchling.build.build_editable(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=edition, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        points = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "labs = recsys_utils.cli:main" in points
    assert "labs.commands" not in points


def test_links_in_the_real_editions_texts_lead_somewhere(edition):
    for page in (*edition.glob("*.md"), *edition.glob("docs/*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_make_help_lists_the_editions_targets(edition):
    done = subprocess.run(["make", "help"], cwd=edition, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["help", "setup", "lab", "data", "test"]


def test_the_real_edition_is_ready_for_git(edition):
    assert not [path for path in edition.rglob(".git")]
    if shutil.which("git"):
        init = subprocess.run(["git", "init", "-q"], cwd=edition, capture_output=True, text=True, timeout=60)
        assert init.returncode == 0, init.stderr
        subprocess.run(["git", "add", "--all"], cwd=edition, check=True, capture_output=True, timeout=60)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=edition, check=True, capture_output=True, timeout=60)
        staged = {name for name in listed.stdout.decode().split("\0") if name}
        marked = json.loads((edition / MARKER).read_text(encoding="utf-8"))["files"]
        shutil.rmtree(edition / ".git")
        assert staged == {*marked, MARKER}
