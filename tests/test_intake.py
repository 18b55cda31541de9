"""Submissions as they arrive: which files are taken, which are left out, and how a notebook is read and mended."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from grader.course import Course
from grader.intake import files, reading, repair, submissions
from grader.intake.choice import choose
from grader.running import sorting
from grader.settings import Settings
from tests.courses import GOOD, LAB, answered, cell_of, check, hand_in, make_course

SMALL = Settings(max_notebook_mb=1, max_file_mb=0.01, max_files=3)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def handed(folder: Path) -> files.Handed:
    return files.look(submissions.Submission("ada", LAB, folder), SMALL, [LAB])


def test_scan_knows_students_labs_and_strays(course: Course) -> None:
    hand_in(course, "ada", answered())
    hand_in(course, "Zoë b", answered())
    hand_in(course, "ada", answered(), lab="01_sum")
    (course.submitted / "notes.txt").write_text("?")
    (course.submitted / "README.md").write_text("what this folder is for")
    (course.submitted / ".DS_Store").write_text("")
    (course.submitted / "empty").mkdir()
    (course.submitted / "gil").mkdir()
    (course.submitted / "gil" / f"{LAB}.ipynb").write_text("{}")
    taken = submissions.scan(course)
    assert [(s.student, s.lab) for s in taken.submissions] == [("Zoë b", LAB), ("ada", LAB)]
    assert taken.students == ["Zoë b", "ada", "empty", "gil"]
    assert taken.strays == [
        f"submitted/ada/01_sum names no lab of the course (did you mean {LAB}?): left out.",
        f"submitted/gil/{LAB}.ipynb is left out: move it into a folder submitted/gil/{LAB}/.",
        "submitted/notes.txt is not in a student's folder: left out.",
    ]


def test_scan_without_the_folder(course: Course) -> None:
    course.submitted.rmdir()
    assert submissions.scan(course).submissions == []


def test_a_student_whose_name_steers_a_terminal_is_left_out(course: Course) -> None:
    hand_in(course, "ada\nb", answered())
    (course.submitted / "ben" / "x\x1b[2J").mkdir(parents=True)
    taken = submissions.scan(course)
    assert (taken.submissions, taken.students) == ([], ["ben"])
    assert taken.strays == [
        "submitted/ada\\nb has a control character in its name: left out; rename the folder.",
        "submitted/ben/x\\x1b[2J names no lab of the course: left out.",
    ]


def test_companions_are_taken_and_what_would_harm_is_not(course: Course, tmp_path: Path) -> None:
    folder = hand_in(course, "ada", answered())
    secret = tmp_path / "secret.txt"
    secret.write_text("gradebook")
    (folder / "helper.py").write_text("x = 1")
    (folder / "data").mkdir()
    (folder / "data" / "own.csv").write_text("a,b")
    (folder / "data" / "out.csv").symlink_to(secret)
    (folder / "numpy").mkdir()
    (folder / "numpy" / "__init__.py").write_text("")
    (folder / "sitecustomize.py").write_text("")
    (folder / "json.so").write_bytes(b"\x7fELF")
    (folder / "big.bin").write_bytes(b" " * 20_000)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / f"{LAB}-checkpoint.ipynb").write_text("{}")
    os.mkfifo(folder / "pipe")
    found = handed(folder)
    assert [str(p) for p in found.companions] == ["data/own.csv", "helper.py"]
    assert [p.name for p in found.notebooks] == [f"{LAB}.ipynb"]
    said = "\n".join(found.notes)
    for words in (
        "out.csv is a link",
        "numpy would hide",
        "'sitecustomize'",
        "'json'",
        "big.bin has",
        "pipe is not a file",
    ):
        assert words in said
    loaded = files.load(submissions.Submission("ada", LAB, folder), found, [f"{LAB}.ipynb"])
    assert sorted(loaded) == ["data/own.csv", "helper.py"]


def test_too_many_files_are_cut_off(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    for number in range(5):
        (folder / f"part{number}.txt").write_text("x")
    found = handed(folder)
    assert len(found.companions) == 3
    assert "More than 3 files" in found.notes[0]


def test_a_notebook_among_too_many_files_is_found(course: Course) -> None:
    folder = hand_in(course, "ada", answered(), name="popularity.ipynb")
    for number in range(5):
        (folder / f"part{number}.txt").write_text("x")
    assert [p.name for p in handed(folder).notebooks] == ["popularity.ipynb"]


@contextmanager
def nested(folder: Path, levels: int) -> Iterator[None]:
    """For the time of the block, so many folders `d` in each other: more than Python's own functions could remove."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):  # one by one: the path of the last would be too long
        os.mkdir("d", dir_fd=here)
        above, here = here, os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(above)
    os.close(here)
    try:
        yield
    finally:
        subprocess.run(["rm", "-rf", folder / "d"], check=True)


def test_folders_nested_without_end_are_left_out(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    (folder / "near").mkdir()
    (folder / "near" / "own.csv").write_text("a,b")
    with nested(folder, 1_500):
        found = handed(folder)
    assert [p.name for p in found.notebooks] == [f"{LAB}.ipynb"]
    assert [str(p) for p in found.companions] == ["near/own.csv"]
    (said,) = found.notes
    assert said.startswith("Folders that lie too deep, such as one in d (more than 50 in each other")


def test_a_path_that_is_too_long_to_copy_is_left_out(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    within = folder.joinpath("d", *["x" * 240] * 5)
    within.mkdir(parents=True)
    (within / "own.csv").write_text("a,b")
    found = handed(folder)
    assert found.companions == []
    assert "a path of more than 1000 bytes" in found.notes[0]


def test_notes_of_a_kind_are_few(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    for number in range(25):
        (folder / f"link{number:02}").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe")
    said = handed(folder).notes
    assert said[0].startswith("link00 is a link")
    assert said[9:] == [
        "link09 is a link that leads out of the submission: left out.",
        "… and 15 more of this kind.",
        "pipe is not a file but a pipe or a device: left out.",
    ]


def test_cells_that_this_lab_does_not_have_are_named_up_to_ten() -> None:
    notebook = answered()
    meta = cell_of(notebook, "double").metadata["nbgrader"]
    for number in range(12):
        named = NotebookNode(meta | {"grade_id": f"bonus{number}"})
        notebook.cells.append(v4.new_code_cell("", metadata={"nbgrader": named}))
    said = mended(notebook).tampered
    assert len(said) == 11
    assert said[-1] == "… and 2 more of this kind."


def test_json_beside_a_notebook_is_data_for_it(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    (folder / "settings.json").write_text("{}")
    (folder / f"{LAB}.json").write_text("{}")
    found = handed(folder)
    assert [str(p) for p in found.companions] == ["settings.json"]
    assert [p.name for p in found.notebooks] == [f"{LAB}.ipynb", f"{LAB}.json"]


@pytest.mark.parametrize(
    ("names", "notebooks"),
    [
        (["homework.json"], ["homework.json"]),
        ([f"{LAB}.ipynb.json", "settings.json"], [f"{LAB}.ipynb.json"]),
        (["homework.ipynb.txt", "settings.json"], ["homework.ipynb.txt"]),
    ],
)
def test_json_may_be_a_notebook_if_nothing_else_is(course: Course, names: list[str], notebooks: list[str]) -> None:
    for name in names:
        folder = hand_in(course, "ada", "{}", name=name)
    found = handed(folder)
    assert [p.name for p in found.notebooks] == notebooks
    assert sorted(str(p) for p in found.companions) == sorted({*names} - {*notebooks})


def test_what_stands_in_the_way_of_a_labs_own_files_is_left_out(course: Course) -> None:
    folder = hand_in(course, "ada", answered(), name="homework.ipynb")
    for name in (f"{LAB}.ipynb", "picture.svg"):
        (folder / name).mkdir()
        (folder / name / "readme.txt").write_text("?")
    (folder / "data").write_text("not a folder")
    found = files.look(submissions.Submission("ada", LAB, folder), Settings(), [LAB])
    loaded = files.load(
        submissions.Submission("ada", LAB, folder), found, [f"{LAB}.ipynb", "picture.svg", "data/own.csv"]
    )
    assert loaded == {}
    assert found.notes == [
        f"{LAB}.ipynb/readme.txt lies in a folder with the name of this lab's file {LAB}.ipynb: left out.",
        "data has the name of a folder of this lab: left out.",
        "picture.svg/readme.txt lies in a folder with the name of this lab's file picture.svg: left out.",
    ]


def fingerprint_of(folder: Path) -> str:
    return sorting.fingerprint_of("marking", submissions.Submission("ada", LAB, folder), SMALL, [LAB])


def test_a_fingerprint_changes_with_what_is_marked_and_with_nothing_else(course: Course, tmp_path: Path) -> None:
    folder = hand_in(course, "ada", answered())
    (folder / "helper.py").write_text("x = 1")
    (folder / "big.bin").write_bytes(b" " * 20_000)
    before = fingerprint_of(folder)
    (folder / ".DS_Store").write_text("?")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "n.ipynb").write_text("{}")
    (folder / "empty").mkdir()
    (folder / "big.bin").write_bytes(b"x" * 20_000)
    os.utime(folder / "helper.py", (1, 1))
    assert fingerprint_of(folder) == before

    def changed() -> bool:
        nonlocal before
        last, before = before, fingerprint_of(folder)
        return last != before

    (folder / "helper.py").write_text("x = 2")
    assert changed(), "a file beside the notebook"
    (folder / "helper.py").rename(folder / "helpers.py")
    assert changed(), "its name"
    (folder / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC")
    assert changed(), "when it was handed in"
    (folder / "timestamp.txt").write_text("2026-03-02 11:00:00 +0100")
    assert not changed(), "the same moment"
    hand_in(course, "ada", answered({}))
    assert changed(), "the notebook"
    (folder / "loose.txt").symlink_to(tmp_path / "elsewhere")
    assert changed(), "what is said of it"


def test_a_fingerprint_reads_nothing_that_is_not_taken(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hand_in(course, "ada", answered())
    for number in range(3):
        with (folder / f"sparse{number}.bin").open("wb") as file:
            file.truncate(47_000_000)
    with (folder / "sparse.ipynb").open("wb") as file:
        file.truncate(47_000_000)
    (folder / "usr").symlink_to("/usr", target_is_directory=True)
    link = course.submitted / "ben" / LAB
    link.parent.mkdir()
    link.symlink_to("/usr", target_is_directory=True)
    read, whole = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or whole(path))
    fingerprint_of(folder)
    fingerprint_of(link)
    assert read == [f"{LAB}.ipynb"]


def test_a_lab_that_is_a_link_out_is_not_opened(course: Course, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{LAB}.ipynb").write_text(json.dumps(answered()))
    (course.submitted / "ada").mkdir()
    link = course.submitted / "ada" / LAB
    link.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    found = handed(link)
    assert found.notebooks == []
    assert "not a folder of the submission's own" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2026-03-02 10:00:00 UTC", "2026-03-02 10:00"), ("2026-03-02 10:00:00 +0200", "2026-03-02 08:00"), ("", None)],
)
def test_timestamps(tmp_path: Path, text: str, moment: str | None) -> None:
    (tmp_path / "timestamp.txt").write_text(text)
    found = files.read_timestamp(tmp_path / "timestamp.txt")
    assert (found and found.isoformat(" ", "minutes")) == moment


def test_a_timestamp_that_is_none_is_said(course: Course) -> None:
    folder = hand_in(course, "ada", answered())
    (folder / "timestamp.txt").write_text("yesterday, honestly")
    found = handed(folder)
    assert found.timestamp is None
    assert "holds no date and time" in found.notes[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty file"),
        (b"PK\x03\x04", "not JSON"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"[1, 2]", "not a notebook"),
        (b'{"nbformat": 4, "cells": {}}', "without a list of cells"),
        (b'{"nbformat": "4"}', "not a notebook"),
        (b'{"nbformat": 2, "worksheets": 7}', "old notebook format"),
        (b"[" * 100_000, "no notebook program wrote"),
        (b" " * 1_100_000, "more than the 1 MB"),
    ],
    ids=["empty", "zip", "binary", "list", "cells", "text", "old", "nested", "huge"],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(content)
    with pytest.raises(reading.Unreadable, match=r"^n\.ipynb ") as refused:
        reading.read(path, 1)
    assert words in str(refused.value)


def test_a_notebook_with_odd_cells_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "id": "same", "outputs": [{"output_type": "junk"}]},
        {"cell_type": "code", "source": "c", "id": "same", "metadata": "none", "execution_count": "x"},
        {"cell_type": "heading", "source": "H"},
        {"cell_type": "markdown", "source": 7},
        "cell",
        None,
    ]
    path = tmp_path / "n.ipynb"
    path.write_text("\ufeff" + json.dumps({"nbformat": 4, "nbformat_minor": 99, "cells": cells, "metadata": []}))
    read = reading.read(path, 1)
    assert [cell.source for cell in read.cells] == ["a = 1\nb = 2", "c"]
    assert len({cell.id for cell in read.cells}) == 2
    assert all(cell.outputs == [] for cell in read.cells)


def test_cells_that_cannot_be_read_are_mentioned(tmp_path: Path) -> None:
    notebook = answered(GOOD)
    broken = json.loads(nbformat.writes(notebook))
    broken["cells"] += [{"cell_type": ["code"], "source": "x = 1"}, {"cell_type": "code", "source": {"x": 1}}]
    path = tmp_path / "01_sums.ipynb"
    path.write_text(json.dumps(broken))
    handed = files.Handed()
    handed.notebooks.append(path)
    chosen = choose(handed, tmp_path, {"01_sums": released()}, 1)
    assert chosen.notes == ["2 cells of 01_sums.ipynb had no readable type or text and could not be marked."]
    assert len(chosen.notebooks["01_sums"].cells) == len(notebook.cells)


def two_parts() -> dict[str, NotebookNode]:
    """A lab of two notebooks that share a locked cell."""
    parts = {"p1": "double", "p2": "add"}
    return {
        name: v4.new_notebook(cells=[cell_of(answered({}), own), check("test_shared", 1, "assert True")])
        for name, own in parts.items()
    }


def chosen_of(folder: Path, **handed_in: NotebookNode) -> dict[str, str]:
    """By notebook of the lab of two: what was taken for it, told by its first cell."""
    handed = files.Handed()
    for name, notebook in handed_in.items():
        path = folder / f"{name}.ipynb"
        nbformat.write(notebook, path)
        handed.notebooks.append(path)
    chosen = choose(handed, folder, two_parts(), 1)
    return {name: next(iter(repair.marked_cells(notebook))) for name, notebook in chosen.notebooks.items()}


def test_a_notebook_with_its_own_name_is_not_taken_for_another(tmp_path: Path) -> None:
    parts = two_parts()
    assert chosen_of(tmp_path, p2=parts["p2"]) == {"p2": "add"}
    assert chosen_of(tmp_path, p2=parts["p2"], a=parts["p1"]) == {"p1": "double", "p2": "add"}


def test_renamed_notebooks_go_where_most_of_their_cells_are(tmp_path: Path) -> None:
    parts = two_parts()
    assert chosen_of(tmp_path, a=parts["p2"], b=parts["p1"]) == {"p1": "double", "p2": "add"}
    assert chosen_of(tmp_path, a=parts["p2"]) == {"p2": "add"}


def released() -> NotebookNode:
    return answered({})


def mended(notebook: NotebookNode) -> repair.Repair:
    return repair.repair(notebook, released())


def test_an_honest_notebook_is_left_alone() -> None:
    result = mended(answered())
    assert result.tampered == result.notes == []
    assert cell_of(result.notebook, "double").source == GOOD["double"]
    assert result.notebook.metadata.kernelspec.name == "python3"


def test_a_cell_of_an_earlier_release_is_no_tampering() -> None:
    from nbgrader.utils import compute_checksum

    notebook = answered()
    cell = cell_of(notebook, "test_add")
    cell.source = "assert add(1, 1) == 2"
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    result = mended(notebook)
    assert result.tampered == []
    assert "earlier release" in result.notes[0]
    assert cell_of(result.notebook, "test_add").source == cell_of(released(), "test_add").source


def test_the_last_of_two_copies_counts() -> None:
    notebook = answered()
    copy = json.loads(json.dumps(cell_of(notebook, "double")))
    notebook.cells.append(NotebookNode(copy | {"source": "def double(x): return 0", "id": "copy"}))
    notebook.cells[-1].metadata = NotebookNode({"nbgrader": NotebookNode(copy["metadata"]["nbgrader"])})
    result = mended(notebook)
    assert "more than once" in result.tampered[0]
    assert cell_of(result.notebook, "double").source == "def double(x): return 0"


def test_a_deleted_test_comes_back_after_what_it_tests() -> None:
    notebook = answered()
    notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    names = list(repair.marked_cells(mended(notebook).notebook))
    assert names == ["double", "test_double", "add", "test_add"]


def test_a_deleted_answer_is_not_overwritten_by_a_stub() -> None:
    notebook = answered()
    cell = cell_of(notebook, "add")
    cell.metadata, cell.source, cell["id"] = {}, "from operator import add", "elsewhere"
    result = mended(notebook)
    assert result.tampered == []
    assert "The answer cell 'add' is gone" in result.notes[0]
    assert "add" not in repair.marked_cells(result.notebook)


def test_tags_that_skip_a_test_do_not_survive() -> None:
    notebook = answered()
    cell_of(notebook, "test_add").metadata["tags"] = ["skip-execution"]
    notebook.metadata["grading"] = {"cells": {}}
    result = mended(notebook)
    assert "tags" not in cell_of(result.notebook, "test_add").metadata
    assert set(result.notebook.metadata) == {"kernelspec"}


def test_a_cell_that_the_lab_says_to_skip_is_skipped_and_no_other(tmp_path: Path) -> None:
    original = released()
    long = v4.new_code_cell("train(epochs=500)", id="long", metadata={"tags": ["skip-execution"]})
    original.cells.insert(1, long)
    notebook = answered(GOOD)
    mine = {"tags": ["skip-execution"]}
    notebook.cells += [
        v4.new_code_cell("train(epochs=500)", id="copied"),  # an editor dropped the tag
        v4.new_code_cell("train(epochs=600)", id="long", metadata=mine),  # the lab's cell, changed
        v4.new_code_cell("print(1)", id="own", metadata=mine),  # the student's own
    ]
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook, path)
    found = repair.repair(reading.read(path, 1), original).notebook.cells[-3:]
    assert [cell.metadata.get("tags", []) for cell in found] == [["skip-execution"], ["skip-execution"], []]


@pytest.mark.parametrize(
    ("source", "defines"),
    [
        ("import os\n\ndef add(a, b):\n    return a", "add"),
        ("class Model:\n    x = 1", "Model"),
        ("alpha: float = 0.1", "alpha"),
        ("n = 3", "n"),
        ("n == 3", None),
        ("try:\n    x = 1\nexcept OSError:\n    x = 2", None),
    ],
)
def test_what_a_cell_defines(source: str, defines: str | None) -> None:
    assert repair._definition(source) == defines


def test_a_long_cell_without_a_definition_is_soon_read(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "a:\n" * 16_000
    notebook = answered(change=lambda nb: nb.cells.insert(0, v4.new_code_cell(long)))
    for cell in notebook.cells:
        cell.metadata, cell["id"] = {}, f"other-{cell['id']}"
    asked, look = [], repair._definition
    monkeypatch.setattr(repair, "_definition", lambda source: asked.append(source) or look(source))
    began = time.monotonic()
    assert "got them back: double, test_double, add, test_add" in mended(notebook).notes[0]
    assert time.monotonic() - began < 2
    assert asked.count(long) == 1
