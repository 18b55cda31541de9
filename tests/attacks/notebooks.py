"""What stands in the notebook's file itself."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode, v4

from tests.attacks.host import Host
from tests.attacks.lab import WRONG, student_notebook
from tests.attacks.model import Family
from tests.courses import cell_of

family = Family("Forging the notebook itself")
add = family.add
TESTS = ("test_double", "test_scale", "test_weighted_rating")


def changing(name: str, tries: str, ends: tuple[str, ...] = ("graded",), **more):
    """Register a change to the whole notebook."""

    def register(change):
        add(name, tries, change=change, ends=ends, **more)
        return change

    return register


@changing("kernel-name", "asks for another kernel, which does not exist")
def _(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "Bash", "language": "bash"}
    notebook.metadata.language_info = {"name": "bash", "mimetype": "text/x-sh"}


@changing("kernel-program", "asks for a program of its own as its kernel")
def _(notebook: NotebookNode) -> None:
    program = ["/bin/sh", "-c", "touch @HOST@/atk-@TOKEN@-program"]
    notebook.metadata.kernelspec = {"name": "../../submitted", "display_name": "x", "language": "sh", "argv": program}
    notebook.metadata.kernel_spec = {"argv": program}
    notebook.metadata.jupytext = {"executable": "/bin/sh"}


@changing("forged-record", "brings the record of its marks with it")
def _(notebook: NotebookNode) -> None:
    entry = {"earned": 5.0, "points": 5.0, "by": "oracle", "message": "", "parts": [], "review": False}
    record = {"seed": 1, "timed_out": [], "crashed": None, "seconds": 0.1, "cells": {test: entry for test in TESTS}}
    notebook.metadata["grading"] = record
    notebook.metadata["celltoolbar"] = "Create Assignment"
    for test in TESTS:
        cell = cell_of(notebook, test)
        cell.metadata["grading"] = entry
        cell.metadata.nbgrader["auto_score"] = cell.metadata.nbgrader["manual_score"] = 5
        cell.outputs = [v4.new_output("execute_result", data={"text/plain": "5.0"}, execution_count=1)]


@changing("points-changed", "changes the points", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for test, points in zip(TESTS, (500, -5, "5"), strict=True):
        cell_of(notebook, test).metadata.nbgrader["points"] = points


@changing("tests-emptied", "empties the test cells", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for test, source in zip(TESTS, ("pass", "", "5.0"), strict=True):
        cell_of(notebook, test).source = source


@changing("tests-rehashed", "empties the test cells and puts a fitting checksum beside them", ("graded", "tampered"))
def _(notebook: NotebookNode) -> None:
    from nbgrader.utils import compute_checksum

    for test in TESTS:
        cell = cell_of(notebook, test)
        cell.source = "5.0"
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)


@changing("tests-deleted", "deletes the test cells", ("tampered",))
def _(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in TESTS]


@changing("tests-duplicated", "hands in each test cell twice, an empty one first and last", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for test in TESTS:
        copy = deepcopy(cell_of(notebook, test))
        copy.source = "5.0"
        notebook.cells.insert(0, deepcopy(copy))
        notebook.cells.append(copy)


@changing("tests-retyped", "turns the test cells into markdown, raw text and answers", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for test, kind in zip(TESTS, ("markdown", "raw", "code"), strict=True):
        cell = cell_of(notebook, test)
        cell.cell_type = kind
        if kind != "code":
            cell.pop("outputs")
            cell.pop("execution_count")
        else:
            cell.metadata.nbgrader.update(solution=True, locked=False)


@changing("tests-renamed", "gives the test cells other names and adds tests of its own", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for number, test in enumerate(TESTS):
        cell_of(notebook, test).metadata.nbgrader["grade_id"] = f"own_test_{number}"
    own = v4.new_code_cell("5.0")
    own.metadata["nbgrader"] = {**cell_of(notebook, "own_test_0").metadata.nbgrader, "grade_id": "bonus", "points": 100}
    notebook.cells.append(own)


@changing("tests-skipped", "tags the test cells so that they are not run")
def _(notebook: NotebookNode) -> None:
    for test in TESTS:
        cell_of(notebook, test).metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell", "nbval-skip"]


@changing("tests-first", "moves the test cells before everything that could make them fail")
def _(notebook: NotebookNode) -> None:
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in TESTS]
    notebook.cells = tests + [cell for cell in notebook.cells if cell not in tests]


@changing("tests-undefined", "redefines all after the tests and runs them in a thread", ("graded",))
def _(notebook: NotebookNode) -> None:
    notebook.cells.append(v4.new_code_cell("def double(x):\n    return 'late'\nIn, Out, _ = [], {}, 5.0"))


@changing("answers-are-tests", "makes its own answer cells graded cells with points", ("tampered",))
def _(notebook: NotebookNode) -> None:
    for name in WRONG:
        cell_of(notebook, name).metadata.nbgrader.update(grade=True, points=5, solution=False)


@changing("odd-metadata", "fills all metadata with the wrong types", ("graded", "tampered"))
def _(notebook: NotebookNode) -> None:
    for number, test in enumerate(TESTS):
        cell_of(notebook, test).metadata.nbgrader.update(
            [
                {"points": None, "schema_version": "3"},
                {"points": [5], "grade": "yes"},
                {"points": 1e308, "checksum": {}},
            ][number]
        )
    notebook.cells[0].metadata = {"nbgrader": {"grade_id": ["x"], "grade": True, "schema_version": 99}, "tags": 5}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"version_major": "x", "state": 3}}


@changing("same-ids", "gives all cells one id")
def _(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.id = "same"


@changing("attachments", "hides scripts in attachments, outputs and widget state")
def _(notebook: NotebookNode) -> None:
    script = '<script>document.title = "atk-@TOKEN@"</script>'
    cell = v4.new_markdown_cell(f"![x](attachment:x.svg) {script}")
    cell["attachments"] = {"x.svg": {"image/svg+xml": f"<svg onload='document.title=1'>{script}</svg>"}}
    notebook.cells.append(cell)


@changing("script-in-page", "writes scripts into the feedback page: markdown, outputs, errors, names")
def _(notebook: NotebookNode) -> None:
    script = 'document.title = "atk-" + "@TOKEN@"'
    notebook.cells[0].source += f"""
<script>{script}</script> <img src=x onerror='{script}'> <svg onload='{script}'></svg> <iframe srcdoc="<script>top.{script}</script>">
</iframe> [click](javascript:{script}) <meta http-equiv="refresh" content="0;url=data:text/html,<script>{script}</script>">
<base href="http://127.0.0.1:@TCP@/"> <form action="http://127.0.0.1:@TCP@/"><button autofocus onfocus='{script}'>x</button></form>
<link rel="stylesheet" href="http://127.0.0.1:@TCP@/page.css"> </textarea></style></title><script>{script}</script> $$\\href{{javascript:{script}}}{{x}}$$
"""
    code = f"""
from IPython.display import HTML, JSON, Javascript, SVG, Markdown, display
script = {script!r}
display(HTML("<script>" + script + "</script><img src=x onerror='" + script + "'><body onload='" + script + "'>"))
display(Javascript(script), SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='" + script + "'><script>" + script + "</script></svg>"))
display(Markdown("<script>" + script + "</script>"), JSON({{"x": "</script><script>" + script + "</script>"}}))
display({{"text/latex": "\\\\href{{javascript:" + script + "}}{{x}}", "application/vnd.jupyter.widget-view+json": {{"model_id": "</script><script>" + script + "</script>"}}}}, raw=True)
print("\\x1b]8;;javascript:" + script + "\\x07x\\x1b]8;;\\x07 <script>" + script + "</script>")
class Broken(Exception):
    pass
Broken.__name__ = "<script>" + script + "</script>"
raise Broken("<img src=x onerror='" + script + "'>")
"""
    notebook.cells.append(v4.new_code_cell(code))


@changing("input", "asks for input, passwords and a debugger", ("graded", "timeout"))
def _(notebook: NotebookNode) -> None:
    for code in ("input('mark? ')", "import getpass\ngetpass.getpass()", "breakpoint()", "%debug", "import sys\nsys.stdin.read()",
                 "get_ipython().kernel._allow_stdin = True\nget_ipython().kernel.raw_input('x')"):  # fmt: skip
        notebook.cells.insert(0, v4.new_code_cell(code))
    cell_of(notebook, "double").source = "def double(x):\n    return float(input('what is twice ' + str(x)))"


@changing("magics", "uses magics that start programs and load code")
def _(notebook: NotebookNode) -> None:
    cells = [
        "!cat ../../../source/*/*.ipynb @HOST@/outside.txt @HOME@/canary.txt; env | grep canary-",
        "%%bash\ngrep -aoh canary-[0-9a-f]* /proc/*/environ; ls -R ../../.. | head -50; cat @COURSE@/labs/*",
        "%%script python3\nimport os\nprint(os.environ.get('GRADER_SECRET'))",
        "open('own.py', 'w').write('print(1)')\n%run own.py\n%load_ext own\n%load own.py",
        "%%writefile ../../../atk-@TOKEN@.txt\nx",
        "%env PATH=/nowhere\n%cd /\n%pwd",
        "%pip install --no-index --no-deps atk-@TOKEN@",
        "%alias_magic t timeit\n%colors NoColor\n%xmode Minimal\n%pylab inline\n%autoawait off\n%config Application",
        "%reset -f\n%who",
    ]
    for code in reversed(cells):
        notebook.cells.insert(0, v4.new_code_cell(code))


@changing("widgets", "fills the page with widgets and comms", ("graded",))
def _(notebook: NotebookNode) -> None:
    code = """
from comm import create_comm
for number in range(300):
    made = create_comm(target_name="jupyter.widget", data={"state": {"_model_name": "x" * 1000}}, metadata={"version": "2.1.0"})
    made.send({"method": "update", "state": {"value": number}})
    made.on_msg(lambda message: None)
"""
    notebook.cells.append(v4.new_code_cell(code))


def many_cells(count: int):
    """A notebook with so many cells of its own."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells += [v4.new_code_cell("", id=f"c{number}") for number in range(count)]

    return change


add("many-cells", "has 5,000 cells", change=many_cells(5_000), ends=("graded", "timeout"), slow=True)
add(
    "very-many-cells",
    "has 100,000 cells",
    change=many_cells(100_000),
    ends=("graded", "timeout", "unreadable"),
    slow=True,
)


@changing("long-cells", "has cells with 10 MB of text", ("graded", "unreadable"), slow=True)
def _(notebook: NotebookNode) -> None:
    notebook.cells.append(v4.new_markdown_cell("word " * 1_000_000))
    notebook.cells.append(v4.new_code_cell("x = '" + "y" * 5_000_000 + "'"))


@changing("slow-markdown", "has markdown that takes a parser very long", ("graded", "timeout"), slow=True)
def _(notebook: NotebookNode) -> None:
    notebook.cells.append(v4.new_markdown_cell("*a_" * 20_000 + "[" * 20_000 + "<" * 5_000 + "`" * 3_001 + "> " * 400))
    notebook.cells.append(v4.new_markdown_cell("$" * 2_000 + "|a" * 3_000 + "\n" + "|-" * 3_000))


def _deep() -> bytes:
    notebook = student_notebook(WRONG)
    text = json.dumps(notebook)
    return text.replace(
        '"metadata": {"kernelspec"', '"metadata": {"deep": ' + "[" * 50_000 + "]" * 50_000 + ', "kernelspec"', 1
    ).encode()


add("deep-json", "is JSON nested 50,000 deep", raw=_deep, ends=("graded", "unreadable"))
add("json-numbers", "is JSON with NaN, huge numbers and doubled keys", raw=lambda: json.dumps(student_notebook(WRONG)).replace(
    '"nbformat": 4', '"nbformat": 4, "nbformat": 4, "x": NaN, "y": 1e99999, "z": ' + "9" * 4000).encode(),
    ends=("graded", "unreadable"))  # fmt: skip
add("not-json", "is a zip file, called a notebook", raw=lambda: b"PK\x03\x04" + bytes(100_000), ends=("unreadable",))
add("empty", "is empty", raw=lambda: b"", ends=("unreadable",))


def _second(folder: Path, host: Host) -> None:
    for name in ("copy.ipynb", "solution.ipynb", "x.ipynb"):
        (folder / name).write_text(json.dumps(student_notebook(WRONG, code="print(1)")))


add("several-notebooks", "hands in several notebooks", files=_second, ends=("graded", "tampered", "unreadable"))
