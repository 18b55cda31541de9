"""A map of movies whose labels do not lie on each other."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from recsys_utils.plots.style import COLOURS

# Where a label may go, in points from its dot: beside it, then on wider and wider circles.
PLACES = [(7.0, -3.0), (-7.0, -3.0)] + [
    (radius * np.cos(angle), 0.6 * radius * np.sin(angle) - 3)
    for radius in (16, 30, 45, 62, 80, 100, 125, 150, 180)
    for angle in np.pi * np.array([0.25, -0.25, 0.75, -0.75, 0.5, -0.5, 0.1, -0.1, 0.9, -0.9])
]


def plot_movie_map(points: np.ndarray, titles: Sequence[str], shares: Sequence[float]) -> Figure:
    """Movies as labelled points on two principal components.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Places on the map.
    titles : sequence of str
        Their labels, with the year in brackets.
    shares : sequence of two floats
        Share of all differences that each component holds, 0 to 1.
    """
    figure, axes = plt.subplots(figsize=(11.5, 8.2))
    axes.scatter(points[:, 0], points[:, 1], s=30, color=COLOURS["blue"], zorder=3)
    axes.margins(0.2, 0.08)
    axes.set(
        xlabel=f"first principal component of the factors ({shares[0]:.0%} of their differences)",
        ylabel=f"second principal component ({shares[1]:.0%})",
        title="Nobody told the model what these movies are",
    )
    figure.tight_layout()
    figure.canvas.draw()
    renderer, frame = figure.canvas.get_renderer(), axes.get_window_extent()
    dots = axes.transData.transform(points)
    taken: list = []
    for place in np.argsort(-points[:, 1]):
        label = axes.annotate(
            short(str(titles[place])), points[place], xytext=(0, 0), textcoords="offset points", fontsize=9.5, zorder=4
        )
        tries = []
        for dx, dy in PLACES:
            label.set_position((dx, dy))
            label.set_ha("left" if dx > 1 else "right" if dx < -1 else "center")
            box = label.get_window_extent(renderer).expanded(1.01, 1.05)
            clashes = sum(box.overlaps(other) for other in taken)
            others = np.delete(dots, place, axis=0)
            clashes += sum(box.x0 - 11 < x < box.x1 + 11 and box.y0 - 3 < y < box.y1 + 3 for x, y in others)
            clashes += not (frame.x0 < box.x0 and box.x1 < frame.x1)
            tries.append((clashes, dx, dy, label.get_ha(), box))
            if not clashes:
                break
        _, dx, dy, align, box = min(tries, key=lambda one: one[0])
        label.set_position((dx, dy))
        label.set_ha(align)
        taken.append(box)
        if np.hypot(dx, dy) > 10:
            nearest = np.clip(dots[place], [box.x0, box.y0 + 3], [box.x1, box.y1 - 3])
            axes.plot(
                *axes.transData.inverted().transform([dots[place], nearest]).T,
                color=COLOURS["grey"],
                linewidth=0.6,
                zorder=1,
            )
    return figure


def short(title: str, most: int = 30) -> str:
    """A title for a label: at most so many characters before the year."""
    name, bracket, year = title.rpartition(" (")
    if not bracket:
        name, year = title, ""
    name = name if len(name) <= most else name[: most - 1].rstrip() + "…"
    return f"{name} ({year}" if bracket else name
