"""What a lab imports from the course's own packages must be there: a check that is not fails the whole class.

Found by reading, not by importing: a lab is built without its libraries, and a broken package must not stop `labs build`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.building.checks import cell_tree
from grader.errors import UserError


def refuse_missing_imports(where: str, notebook: NotebookNode, root: Path, packages: Iterable[str]) -> None:
    """Refuse a lab with a cell that imports from the course what the course does not have.

    Parameters
    ----------
    where : str
        The lab as messages name it, such as `labs/01_popularity.py`.
    notebook : NotebookNode
        A lab that has passed `check_source`.
    root : Path
        The course's folder, where its packages lie.
    packages : iterable of str
        The course's own packages; one that does not lie in `root` is not looked at.

    Raises
    ------
    UserError
        At the first such import, with the lab and the cell.
    """
    own = {name for name in packages if _file_of(root, name)}
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        place = f"{where}, cell {cell.metadata.get('nbgrader', {}).get('grade_id') or number}"
        for module, name in _imports(cell_tree(place, cell.source)):
            if module.split(".")[0] not in own:
                continue
            file = _file_of(root, module)
            if file is None:
                raise UserError(f"{place}: it imports `{module}`, but the course has no such module; mend the name.")
            if name and not _has(root, module, file, name):
                raise UserError(
                    f"{place}: it imports `{name}` from `{module}`, but {file.relative_to(root).as_posix()} has nothing "
                    "of that name; write it there, or mend the name."
                )


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each module, and each name imported from it; no name where the module itself is imported, or all of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, "" if alias.name == "*" else alias.name) for alias in node.names)


def _file_of(root: Path, module: str) -> Path | None:
    """The file that is run when a module is imported."""
    path = root.joinpath(*module.split("."))
    return next((file for file in (path / "__init__.py", path.with_name(f"{path.name}.py")) if file.is_file()), None)


def _has(root: Path, module: str, file: Path, name: str) -> bool:
    """Whether a module may have a name: as a word of its text, which lists that are imported late have as well."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return (
        _file_of(root, f"{module}.{name}") is not None
        or re.search(rf"\b{re.escape(name)}\b|^\s*from .* import \*", text, flags=re.MULTILINE) is not None
    )
