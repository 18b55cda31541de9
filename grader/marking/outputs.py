"""Outputs of a notebook's cells: those the grader adds, and those it cannot keep."""

from __future__ import annotations

import html
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from grader.oracles.judge import UNCHECKED


def failure(name: str, sentence: str) -> NotebookNode:
    """An error output, which costs a test cell without an oracle its points."""
    return new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"])


def notice(sentence: str) -> NotebookNode:
    """A line for the reader that costs nothing."""
    return new_output("stream", name="stdout", text=sentence + "\n")


def marked(entry: dict[str, Any]) -> NotebookNode:
    """The verdict on a test cell, for people: what it earned and, if that is not all, why.

    Parameters
    ----------
    entry : dict
        One of `cells` in the notebook's `grading` metadata; see `grader.marking.execute`.
    """
    if entry["by"] == "nbgrader":
        lines = ["Marked by this cell's own test; the instructor has been told that the course's check did not work."]
    else:
        lines = [f"Marked {_points(entry['earned'])} of {_points(entry['points'])}"]
        if entry["parts"]:
            lines += [_part(part) for part in entry["parts"]]
        elif entry["review"]:
            # What the oracle failed on is the instructor's to read.
            lines[0] += f": {UNCHECKED}"
        elif entry["message"]:
            lines[0] += f": {entry['message']}"
        lines += [f"{name}: {value:.4g}" for name, value in entry.get("scores", {}).items()]
    rows = "".join(f"<div>{html.escape(line)}</div>" for line in lines)
    return new_output(
        "display_data", data={"text/plain": "\n".join(lines), "text/html": f'<div class="marked">{rows}</div>'}
    )


def _part(part: dict[str, Any]) -> str:
    earned = part["points"] if part["passed"] else 0
    reason = f": {part['message']}" if part["message"] else ""
    return f"- {part['what']}: {_points(earned)} of {_points(part['points'])}{reason}"


def _points(points: float) -> str:
    return f"{round(points, 2):g}"


def size(message: dict[str, Any]) -> int:
    """Characters a message from the kernel would add to the notebook."""
    content = message.get("content")
    if not isinstance(content, dict):
        return 0
    bundle = content.get("data") if isinstance(content.get("data"), dict) else {}
    return len(str(content.get("text", ""))) + sum(len(str(value)) for value in bundle.values())


def keep_valid(cell: NotebookNode) -> None:
    """Drop outputs that are no outputs: a kernel can send anything, and one such would spoil the whole notebook."""
    kept = []
    for output in cell.get("outputs", []):
        try:
            nbformat.validate(output, ref="output", version=4)
        except nbformat.ValidationError:
            kept.append(failure("UnreadableOutput", "The notebook's kernel sent an output that is not one."))
        else:
            kept.append(output)
    cell.outputs = kept
