"""A map of movies whose labels do not lie on each other."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from recsys_utils.plots.labels import label_points, short_title
from recsys_utils.plots.style import COLOURS


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
    label_points(axes, points, [short_title(str(title)) for title in titles])
    return figure
