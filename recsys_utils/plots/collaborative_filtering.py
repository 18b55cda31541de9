"""Figures of lab 02: similarities of all pairs, the number of neighbours, newcomers, limits, and the baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from recsys_utils.plots.style import COLOURS
from recsys_utils.ranking import interval_of_share


def plot_similarities(plain: np.ndarray, centred: np.ndarray) -> Figure:
    """Histograms of the similarity of all pairs, with plain and with centred ratings.

    Parameters
    ----------
    plain, centred : ndarray, shape (n, n)
        Cosines; the upper triangle is drawn.
    """
    figure, axes = plt.subplots(1, 2, figsize=(10.0, 3.6), sharex=True, sharey=True)
    bins = np.arange(-30, 51) * 0.02  # an edge at 0, so that a bar left of the line holds values below 0 only
    drawn = ((plain, "orange", "Plain ratings: nobody disagrees"), (centred, "blue", "Centred by user: some do"))
    for ax, (values, colour, title) in zip(axes, drawn, strict=True):
        pairs = values[np.triu_indices(len(values), 1)]
        ax.hist(pairs, bins=bins, weights=np.full(len(pairs), 1 / len(pairs)), color=COLOURS[colour])
        ax.axvline(0, color="#333333", linewidth=1)
        ax.set(title=title, xlabel="cosine of two users", xlim=(-0.4, 0.85))
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes[0].set_ylabel("share of the pairs of users")
    figure.tight_layout()
    return figure


def plot_neighbours(ks: Sequence[str], curves: Mapping[str, Sequence[float]]) -> Figure:
    """RMSE against the number of neighbours.

    Parameters
    ----------
    ks : sequence of str
        Numbers of neighbours, as they are written below the axis, evenly spaced.
    curves : mapping of str to sequence of float
        RMSE in stars at each k, one curve a name.
    """
    figure, axes = plt.subplots(figsize=(8.0, 4.0))
    for (name, values), colour, marker in zip(curves.items(), ("blue", "orange"), "os", strict=False):
        axes.plot(range(len(ks)), values, marker=marker, color=COLOURS[colour], label=name)
        best = int(np.argmin(values))
        other = min(curve[best] for curve in curves.values())  # the number stands where no curve runs
        axes.annotate(
            f"{values[best]:.3f}",
            (best, values[best]),
            xytext=(0, -16 if values[best] <= other else 8),
            textcoords="offset points",
            ha="center",
            fontsize=10,
        )
    axes.set(xlabel="neighbours kept, k", ylabel="RMSE on the validation ratings (stars)")
    axes.set_xticks(range(len(ks)), ks)
    axes.margins(y=0.2)
    axes.set_title("Too few know too little, and with all of them noise comes in")
    axes.legend()
    figure.tight_layout()
    return figure


def plot_newcomers(
    counts: Sequence[int], shares: Mapping[str, Sequence[float]], margins: Mapping[str, Sequence[float]]
) -> Figure:
    """How much of a newcomer's list is liked, against the number of answers.

    Parameters
    ----------
    counts : sequence of int
        Movies that the newcomer has rated.
    shares : mapping of str to sequence of float
        Share of the ten offered movies that are among the liked, 0 to 1, one curve a recommender.
    margins : mapping of str to sequence of float
        Half the 95 % interval of each share, drawn as a bar up and down.
    """
    figure, axes = plt.subplots(figsize=(8.0, 3.8))
    places = np.arange(len(counts))
    for i, ((name, values), colour, marker) in enumerate(zip(shares.items(), ("blue", "orange"), "os", strict=False)):
        axes.errorbar(
            places + (i - 0.5) * 0.06,
            values,
            yerr=margins[name],
            marker=marker,
            capsize=4,
            color=COLOURS[colour],
            label=name,
        )
    axes.set(xlabel="movies the newcomer has rated", ylabel="of the ten offered, liked")
    axes.set_ylim(0, 1.15 * max(max(values) for values in shares.values()))
    axes.set_xticks(places, [str(count) for count in counts])
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title("A few answers are enough to beat the chart (bars: 95 % intervals)")
    axes.legend(loc="lower right")
    figure.tight_layout()
    return figure


def plot_limits(common: np.ndarray, by_support: pd.DataFrame) -> Figure:
    """How little two users have in common, and the error by how often a movie was rated.

    Parameters
    ----------
    common : ndarray of int
        Movies that two users have both rated, one value a pair.
    by_support : DataFrame
        One row a group of movies (the index says which); RMSE in stars, one column a model. A column `ratings` is left out.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.5, 4.2), gridspec_kw={"width_ratios": [1, 1.9]})
    left.hist(np.minimum(common, 60), bins=np.arange(0, 63, 2), color=COLOURS["blue"])
    left.set(xlabel="movies that both have rated", ylabel="pairs of users")
    left.set_xticks([0, 20, 40, 60], ["0", "20", "40", "60+"])
    left.set_title("Most pairs have little in common")
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    models = [column for column in by_support.columns if column != "ratings"]
    place = np.arange(len(by_support))
    for i, (model, colour) in enumerate(zip(models, ("grey", "blue", "orange"), strict=False)):
        bars = right.bar(place + (i - 1) * 0.27, by_support[model], width=0.25, color=COLOURS[colour], label=model)
        right.bar_label(bars, labels=[f"{value:.2f}" for value in by_support[model]], fontsize=10)
    right.set_xticks(place, by_support.index)
    right.set(xlabel=by_support.index.name, ylabel="RMSE (stars)", ylim=(0, by_support[models].max().max() * 1.25))
    right.set_title("Rarely rated movies are guesswork")
    right.legend(ncols=3, loc="upper right", fontsize=9)
    figure.tight_layout()
    return figure


def plot_beside_the_baselines(errors: Mapping[str, float], hits: Mapping[str, float], n: int) -> Figure:
    """The lab's models beside the baselines: error of predicted ratings, and hit rate of lists.

    Parameters
    ----------
    errors : mapping of str to float
        RMSE on held-out ratings, in stars.
    hits : mapping of str to float
        Hit rate at 10, 0 to 1, its 95 % interval drawn as a line.
    n : int
        Users that the hit rates are shares of.

    Names that begin with "mean" or hold "lab 01" are the baselines, drawn in grey.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(12.0, 4.2), layout="constrained")
    panels = (
        (left, errors, "RMSE (stars; further left is better)", "Predicting a rating", "{:.3f}"),
        (right, hits, "hit rate at 10 (further right is better)", "Making a list", "{:.1%}"),
    )
    for axes, values, label, title, form in panels:
        names = list(values)[::-1]
        for row, name in enumerate(names):
            baseline = "lab 01" in name or name.startswith("mean")
            colour, marker = (COLOURS["grey"], "s") if baseline else (COLOURS["blue"], "o")
            end = values[name]
            if axes is right:
                low, end = interval_of_share(values[name], n)
                axes.plot([low, end], [row, row], color=colour, linewidth=2)
            axes.plot(values[name], row, marker, color=colour, markersize=9)
            axes.annotate(
                form.format(values[name]), (end, row), (8, 0), textcoords="offset points", va="center", fontsize=10
            )
        axes.set_yticks(range(len(names)), [name.replace(" (lab 01)", "") for name in names])
        axes.set(xlabel=label, title=title, ylim=(-0.6, len(names) - 0.4))
    left.set_xlim(0.92, 1.08)
    right.set_xlim(0, 1.25 * max(interval_of_share(value, n)[1] for value in hits.values()))
    right.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    grey, blue = (
        plt.Line2D([], [], color=COLOURS[colour], marker=marker, linestyle="")
        for colour, marker in (("grey", "s"), ("blue", "o"))
    )
    figure.legend(
        [grey, blue], ["the same for all, or each user's own mean", "neighbours"], loc="outside lower center", ncols=2
    )
    return figure
