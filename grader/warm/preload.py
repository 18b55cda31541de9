"""What a lab's notebook imports, found without running anything: so that only labs that need TensorFlow pay for it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def needed(notebook: Path, offered: Iterable[str], packages: Iterable[Path]) -> tuple[str, ...]:
    """Those of the offered modules that a notebook imports, itself or by way of the course's own packages.

    Parameters
    ----------
    notebook : Path
        The instructor's; one that cannot be read needs nothing.
    offered : iterable of str
        Such as `matplotlib.pyplot`: needed if anything of `matplotlib` is imported.
    packages : iterable of Path
        Folders of the course's packages.
    """
    import nbformat

    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except (OSError, ValueError):
        return ()
    folders = {path.name: path for path in packages if path.is_dir()}
    imported: set[str] = set()
    for cell in cells:
        if cell.cell_type == "code":
            imported.update(_imports(_plain(cell.source), ""))
    seen: set[str] = set()
    while new := imported - seen:
        for name in new:
            seen.add(name)
            for file, package in _files(name, folders):
                imported.update(_imports(file.read_text("utf-8"), package))
    tops = {name.partition(".")[0] for name in imported}
    return tuple(module for module in offered if module.partition(".")[0] in tops)


def _plain(source: str) -> str:
    """A cell without IPython's own lines."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?")))


def _files(name: str, folders: dict[str, Path]) -> Iterator[tuple[Path, str]]:
    """The files that importing a module of the course's runs, each with the package its relative imports start from."""
    parts = name.split(".")
    folder = folders.get(parts[0])
    if folder is None:
        return
    place = folder
    for depth, part in enumerate(parts[1:], 1):
        if (file := place / "__init__.py").is_file():
            yield file, ".".join(parts[:depth])
        if (file := place / f"{part}.py").is_file():
            yield file, ".".join(parts[:depth])
            return
        place = place / part
    if (file := place / "__init__.py").is_file():
        yield file, name


def _imports(source: str, package: str) -> Iterator[str]:
    """Names of modules that a source imports, also inside functions, and of what might be modules in them."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
