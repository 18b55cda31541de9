"""Labs run from beginning to end in a kernel, as a reader runs them; each way once, whoever asks and however often.

What has run lies in a folder that all processes of a test run share: what one has run, the other only reads.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
from filelock import FileLock
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
DESCRIBED = r'alt="[^"]{40,}"'
# Labs whose long cells are run by tests of their own.
TRAINED = ("04_two_tower", "05_matrix_factorization", "07_hybrid")


def notebook_of(lab: str, edition: str = "source") -> NotebookNode:
    """A lab's notebook as it lies in `source/` or `release/`."""
    return nbformat.read(ROOT / edition / lab / f"{lab}.ipynb", as_version=4)


def run(notebook: NotebookNode, lab: str, skip: str = "skip-execution") -> None:
    """Run a notebook in its lab's folder from a cold start; cells with the tag `skip` are left out."""
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(ROOT / "source" / lab)}},
        skip_cells_with_tag=skip,
        coalesce_streams=True,  # how a text was cut into messages differs from run to run
    ).execute()


@functools.cache
def _ran(way: str, lab: str, skip: str = "skip-execution") -> NotebookNode:
    """A lab that has run, in this process or in another one of this test run."""
    place = Path(os.environ["LABS_TEST_FOLDER"]) / f"{way}-{lab}.ipynb"
    with FileLock(f"{place}.lock"):
        if not place.exists():
            notebook = notebook_of(lab)
            run(notebook, lab, skip)
            nbformat.write(notebook, place)
    return nbformat.read(place, as_version=4)


def solved(lab: str) -> NotebookNode:
    """The solved lab, run as it is marked: without the cells that take long."""
    return _ran("solved", lab)


def whole(lab: str) -> NotebookNode:
    """The solved lab, no cell skipped."""
    return _ran("whole", lab, skip="")


def again(lab: str) -> NotebookNode:
    """The solved lab a second time, with the long cells too where other tests want them run."""
    return whole(lab) if lab in TRAINED else _ran("again", lab)


# ---- What came out ----------------------------------------------------------------------------------------------------


def outputs(notebook: NotebookNode, cells: Iterable[NotebookNode] | None = None) -> list[NotebookNode]:
    """All outputs, or those of some cells."""
    cells = notebook.cells if cells is None else cells
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def told(notebook: NotebookNode, stream: str) -> str:
    """What was written to "stdout" or to "stderr"."""
    return "".join(output.text for output in outputs(notebook) if output.get("name") == stream)


def printed(notebook: NotebookNode) -> str:
    """What was written to either."""
    return "".join(output.text for output in outputs(notebook) if output.output_type == "stream")


def pictures(notebook: NotebookNode) -> list[str]:
    """The `img` tags of all figures."""
    pages = [output.data["text/html"] for output in outputs(notebook) if "text/html" in output.get("data", {})]
    return [tag for page in pages for tag in re.findall(r"<img [^>]*>", page)]
