"""Any file that claims to be a notebook, read as one, or refused in a sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


LOST = "cells_left_out"
SKIP = "skip-execution"  # nbclient's own tag for cells it is not to run


class Unreadable(Exception):
    """A file that cannot be read as a notebook; the message is one sentence without a full stop."""


def read(path: Path, max_mb: float) -> NotebookNode:
    """Any file that claims to be a notebook, as a notebook of today's format with plain cells and no outputs.

    Raises
    ------
    Unreadable
        If it is too large, empty, not JSON, or not a notebook.
    """
    size = path.stat().st_size
    if size > max_mb * 1e6:
        raise Unreadable(f"{path.name} has {size / 1e6:.0f} MB, more than the {max_mb:g} MB a notebook may have")
    if size == 0:
        raise Unreadable(f"{path.name} is an empty file")
    try:
        text = path.read_text("utf-8-sig")
        data = json.loads(text)
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not a text file, so it is not a notebook") from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"{path.name} is not JSON (line {error.lineno}: {error.msg}), so it is not a notebook or it was cut off"
        ) from None
    except (RecursionError, ValueError):  # nested without end, or a number of a million digits
        raise Unreadable(f"{path.name} is JSON that no notebook program wrote") from None
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise Unreadable(f"{path.name} is JSON but not a notebook")
    if data["nbformat"] < 4:
        data = _from_old_format(text, path.name)
    if not isinstance(data.get("cells"), list):
        raise Unreadable(f"{path.name} is a notebook without a list of cells")
    return _rebuilt(data["cells"])


def _from_old_format(text: str, name: str) -> dict[str, Any]:
    import nbformat

    try:
        return nbformat.reads(text, as_version=4)
    except Exception as error:  # its converters assume well-formed input and raise whatever comes
        raise Unreadable(f"{name} is in an old notebook format and could not be converted ({error!r})") from None


def _rebuilt(cells: list[Any]) -> NotebookNode:
    """A notebook of well-formed cells: types and texts checked, ids unique, outputs gone.

    What is no cell is left out; how much that was is kept in the notebook's metadata, to be told.
    """
    from nbformat import v4

    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    rebuilt, ids = [], set()
    for cell in cells:
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if not isinstance(kind, str) or kind not in make:
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            continue
        new = make[kind](_encodable(source), metadata=_mark_of(cell))
        wanted = cell.get("id")
        if isinstance(wanted, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", wanted) and wanted not in ids:
            new["id"] = wanted
        ids.add(new["id"])
        if kind == "markdown" and (attachments := _attachments_of(cell)):
            new["attachments"] = attachments
        rebuilt.append(new)
    lost = len(cells) - len(rebuilt)
    return v4.new_notebook(cells=rebuilt, metadata={LOST: lost} if lost else {})


def _encodable(text: str) -> str:
    """A text that can be written as UTF-8: halves of surrogate pairs, which JSON may hold, are joined or replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mark_of(cell: dict[str, Any]) -> dict[str, Any]:
    """Of a cell's metadata what marking reads, as far as it is plain: nbgrader's, and whether the cell is to be skipped."""
    metadata = cell.get("metadata")
    if not isinstance(metadata, dict):
        return {}
    mark, tags = metadata.get("nbgrader"), metadata.get("tags")
    found: dict[str, Any] = {"tags": [SKIP]} if isinstance(tags, list) and SKIP in tags else {}
    if isinstance(mark, dict):
        found["nbgrader"] = {key: _encodable(value) if isinstance(value, str) else value for key, value in mark.items()
                             if value is None or isinstance(value, str | int | float)}  # fmt: skip
    return found


def _attachments_of(cell: dict[str, Any]) -> dict[str, dict[str, str]]:
    """A text cell's pictures, as far as they are what the format asks for."""
    given = cell.get("attachments")
    found = {}
    for name, bundle in given.items() if isinstance(given, dict) else ():
        if isinstance(bundle, dict) and bundle and all(isinstance(data, str) for data in bundle.values()):
            found[_encodable(name)] = {_encodable(mime): _encodable(data) for mime, data in bundle.items()}
    return found
