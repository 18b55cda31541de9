"""Figure of lab 04: the movies' vectors as a map."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from recsys_utils.plots.labels import short_title
from recsys_utils.plots.style import COLOURS


def plot_movie_map(vectors: np.ndarray, flags: np.ndarray, genres: Sequence[str], titles: Sequence[str]) -> Figure:
    """The movies' vectors in the two directions in which they differ most, by genre.

    A movie of several genres is drawn as the first it has of: Children, Horror, Action, Comedy, Thriller, Drama.

    Parameters
    ----------
    vectors : ndarray, shape (n, d)
        One vector per movie.
    flags : ndarray, shape (n, genres)
        1 where the movie has the genre.
    genres : sequence of str
        Names of the columns of `flags`.
    titles : sequence of str
        One per movie; the outermost ones are written beside their points.
    """
    from sklearn.decomposition import PCA

    spread = PCA(n_components=2, svd_solver="full").fit(vectors)
    points = spread.transform(vectors)
    share = spread.explained_variance_ratio_
    drawn = (
        ("Children", "green", "^"),
        ("Horror", "purple", "X"),
        ("Action", "vermilion", "s"),
        ("Comedy", "orange", "o"),
        ("Thriller", "sky", "P"),
        ("Drama", "blue", "D"),
    )
    figure, axes = plt.subplots(figsize=(9.5, 7.0))
    axes.set_axisbelow(True)
    left = np.ones(len(points), dtype=bool)
    for genre, colour, marker in drawn:
        own = left & (flags[:, list(genres).index(genre)] > 0)
        left &= ~own
        axes.scatter(*points[own].T, s=26, color=COLOURS[colour], marker=marker, alpha=0.75, linewidths=0, label=genre)
    axes.scatter(*points[left].T, s=60, color="#4D4D4D", marker="1", linewidths=1.2, label="other")
    middle, spread_of = points.mean(axis=0), points.std(axis=0)
    for place in _outermost(points, 11):
        out = (points[place] - middle) / spread_of
        out = out / max(float(np.hypot(*out)), 1e-9)
        axes.annotate(
            short_title(str(titles[place]), most=24, year=False),
            points[place],
            xytext=(26 * out[0], 30 * out[1]),
            textcoords="offset points",
            ha="left" if out[0] > 0.35 else "right" if out[0] < -0.35 else "center",
            va="center",
            fontsize=10,
            arrowprops={"arrowstyle": "-", "color": "#333333", "linewidth": 0.9, "shrinkA": 0, "shrinkB": 2},
        )
        axes.plot(
            *points[place], "o", markersize=9, markerfacecolor="none", markeredgecolor="#333333", markeredgewidth=0.9
        )
    axes.margins(x=0.3, y=0.12)
    axes.set(
        xlabel=f"first principal component ({share[0]:.0%} of the variance, no unit)",
        ylabel=f"second principal component ({share[1]:.0%})",
        title=f"What the movie tower learned, {len(points)} movies",
    )
    axes.legend(ncols=7, loc="upper center", bbox_to_anchor=(0.5, -0.11), handletextpad=0.1, columnspacing=1.0)
    figure.tight_layout()
    return figure


def _outermost(points: np.ndarray, count: int) -> list[int]:
    """Places of the points that lie farthest out in evenly spread directions, each far from those before."""
    scaled = (points - points.mean(0)) / points.std(0)
    chosen: list[int] = []
    for angle in np.linspace(0, 2 * np.pi, count, endpoint=False):
        for place in np.argsort(-(scaled @ [np.cos(angle), np.sin(angle)])):
            if all((np.abs(scaled[place] - scaled[other]) > (2.6, 0.35)).any() for other in chosen):
                chosen.append(int(place))
                break
    return chosen
