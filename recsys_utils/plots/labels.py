"""Labels that fit: titles cut to a length, and places where they hide nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path

from recsys_utils.plots.style import COLOURS

# Where a label may go, in points from its dot: beside it, then on wider and wider ellipses, for text is wider than high.
PLACES = [(7.0, -3.0), (-7.0, -3.0)] + [
    (radius * np.cos(angle), 0.6 * radius * np.sin(angle) - 3)
    for radius in (16, 30, 45, 62, 80, 100, 125, 150, 180)
    for angle in np.pi * np.array([0.25, -0.25, 0.75, -0.75, 0.5, -0.5, 0.1, -0.1, 0.9, -0.9])
]


def short_title(title: str, most: int = 30, year: bool = True) -> str:
    """A movie's title for a label: at most so many characters, cut between words, and the year behind it if wanted."""
    name, bracket, rest = title.rpartition(" (")
    if not bracket:
        name, rest = title, ""
    name = name if len(name) <= most else (name[:most].rpartition(" ")[0] or name[:most]) + " …"
    return f"{name} ({rest}" if bracket and year else name


def label_points(axes: Axes, points: np.ndarray, labels: Sequence[str], size: float = 9.5) -> None:
    """Write a label beside each point; where there is no room, further off, with a line back to its point.

    From the top down, each label takes the first place where it overlaps no label and no point, and its line crosses
    no other line and no label; if there is none, the place with the fewest clashes.

    Parameters
    ----------
    axes : Axes
        Laid out as it will stay: limits and margins set, `tight_layout` done.
    points : ndarray, shape (n, 2)
        In the axes' units.
    labels : sequence of str, length n
        Their text.
    size : float
        Of the text, in points.
    """
    figure = axes.figure
    figure.canvas.draw()
    renderer, frame = figure.canvas.get_renderer(), axes.get_window_extent()
    dots = axes.transData.transform(points)
    boxes: list = []
    lines: list[Path] = []
    for place in np.argsort(-points[:, 1], kind="stable"):
        label = axes.annotate(labels[place], points[place], (0, 0), textcoords="offset points", fontsize=size, zorder=4)
        others = np.delete(dots, place, axis=0)
        tries = []
        for dx, dy in PLACES:
            label.set_position((dx, dy))
            label.set_ha("left" if dx > 1 else "right" if dx < -1 else "center")
            box = label.get_window_extent(renderer).expanded(1.01, 1.05)
            end = np.clip(dots[place], [box.x0, box.y0 + 3], [box.x1, box.y1 - 3])
            line = Path([dots[place], end]) if np.hypot(dx, dy) > 10 else None
            clashes = sum(box.overlaps(other) for other in boxes)
            clashes += sum(box.x0 - 11 < x < box.x1 + 11 and box.y0 - 3 < y < box.y1 + 3 for x, y in others)
            clashes += not (frame.x0 < box.x0 and box.x1 < frame.x1)
            clashes += sum(other.intersects_bbox(box, filled=False) for other in lines)
            if line is not None:
                clashes += sum(line.intersects_bbox(other, filled=False) for other in boxes)
                clashes += sum(line.intersects_path(other, filled=False) for other in lines)
            tries.append((clashes, dx, dy, label.get_ha(), box, line))
            if not clashes:
                break
        _, dx, dy, align, box, line = min(tries, key=lambda one: one[0])
        label.set_position((dx, dy))
        label.set_ha(align)
        boxes.append(box)
        if line is not None:
            lines.append(line)
            ends = axes.transData.inverted().transform(line.vertices)
            axes.plot(*ends.T, color=COLOURS["grey"], linewidth=0.6, zorder=1)
