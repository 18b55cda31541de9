"""The map of lab 06: movies by what the network learned about them, with titles that hide no point and no other title."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from recsys_utils.plots.labels import short_title
from recsys_utils.plots.style import COLOURS

# Where a title may stand beside its point, in points: close to it, else a little further off.
PLACES = [(7, 0), (-7, 0), (0, 7), (0, -7), (6, 6), (-6, 6), (6, -6), (-6, -6)]
PLACES += [(x * away, y * away) for away in (14, 20) for x, y in ((1, 1), (-1, 1), (1, -1), (-1, -1))]


def plot_embedding(vectors: np.ndarray, titles: Sequence[str], genres: Sequence[str], counts: Sequence[int]) -> Figure:
    """Movies' embeddings in the two directions in which they differ most, by genre.

    A movie of several genres is drawn as the first it has of: Children's, Horror, Sci-Fi, Action, Romance, Comedy, Drama.

    Parameters
    ----------
    vectors : ndarray, shape (n, d)
        One per movie.
    titles, genres : sequence of str
        One per movie; genres joined by "|".
    counts : sequence of int
        Ratings of each movie: of movies that lie close, the most rated is labelled.
    """
    from sklearn.decomposition import PCA

    spread = PCA(n_components=2, svd_solver="full").fit(vectors)
    points, share = spread.transform(vectors), spread.explained_variance_ratio_
    drawn = dict(
        zip(
            ("Children's", "Horror", "Sci-Fi", "Action", "Romance", "Comedy", "Drama"),
            (
                ("green", "^"),
                ("purple", "X"),
                ("sky", "v"),
                ("vermilion", "s"),
                ("grey", "P"),
                ("orange", "o"),
                ("blue", "D"),
            ),
            strict=True,
        )
    )
    kinds = [next((kind for kind in drawn if kind in text.split("|")), "other") for text in genres]
    figure, axes = plt.subplots(figsize=(10.0, 7.0))
    for kind, (colour, marker) in {**drawn, "other": ("yellow", ".")}.items():
        own = np.array([found == kind for found in kinds])
        axes.scatter(
            *points[own].T,
            s=30,
            color="#9A9A9A" if kind == "other" else COLOURS[colour],
            marker=marker,
            alpha=0.75,
            linewidths=0,
            label=kind,
        )
    axes.set(
        xlabel=f"first principal component ({share[0]:.0%} of the variance, no unit)",
        ylabel=f"second principal component ({share[1]:.0%}; the rest, {1 - sum(share):.0%}, is not seen here)",
        title=f"What the network learned about {len(points)} movies",
    )
    axes.legend(ncols=8, loc="upper center", bbox_to_anchor=(0.5, -0.1), handletextpad=0.1, columnspacing=1.0)
    figure.tight_layout()
    _name(axes, points, [short_title(str(title), most=26) for title in titles], np.asarray(counts), most=18)
    return figure


def _name(axes: Axes, points: np.ndarray, names: Sequence[str], counts: np.ndarray, most: int) -> None:
    """Write names beside points, the most rated first, wherever there is room without covering a point or a name.

    A name that stands further off gets a thin line to its point.
    """
    axes.figure.canvas.draw()
    inside = axes.get_window_extent()
    pixels = axes.transData.transform(points)
    taken: list = []
    for place in np.argsort(-counts, kind="stable"):
        others = np.delete(pixels, place, axis=0)
        for x, y in PLACES:
            side = "left" if x > 1 else "right" if x < -1 else "center"
            text = axes.annotate(
                names[place],
                points[place],
                xytext=(x, y),
                textcoords="offset points",
                ha=side,
                va="bottom" if y > 1 else "top" if y < -1 else "center",
                fontsize=8.5,
                arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": COLOURS["grey"], "shrinkA": 0, "shrinkB": 3}
                if np.hypot(x, y) > 10
                else None,
            )
            box = text.get_window_extent().padded(3)
            if text.arrow_patch is not None:  # the extent holds the line as well, and only the words must be free
                box = Text.get_window_extent(text).padded(3)
            free = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
            covered = ((others > box.min) & (others < box.max)).all(axis=1).any()
            if free and not covered and not any(box.overlaps(other) for other in taken):
                taken.append(box.padded(6))
                break
            text.remove()
        if len(taken) == most:
            return
