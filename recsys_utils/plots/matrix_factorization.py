"""Figures of lab 05: biases, a small table being learned, errors by epoch, broken models, lists, comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from recsys_utils.plots.factor_map import plot_movie_map
from recsys_utils.plots.style import COLOURS

__all__ = [
    "plot_biases",
    "plot_comparison",
    "plot_convergence",
    "plot_epochs",
    "plot_flattery",
    "plot_limits",
    "plot_lists",
    "plot_losses",
    "plot_movie_map",
]


FEW = 100  # test rows; the error of fewer is mostly luck


def plot_biases(bu: np.ndarray, bi: np.ndarray) -> Figure:
    """Histograms of user and movie biases, in stars, of shape (n_users,) and (n_items,)."""
    figure, panels = plt.subplots(1, 2, figsize=(10.0, 3.6), sharex=True)
    end = 1.05 * max(np.abs(bu).max(), np.abs(bi).max())
    for axes, values, colour, name in zip(panels, (bu, bi), ("blue", "orange"), ("users", "movies"), strict=True):
        axes.hist(values, bins=np.linspace(-end, end, 49), color=COLOURS[colour])
        axes.axvline(0, color="#333333", linewidth=1)
        axes.set(xlabel="bias (stars)", ylabel=name)
    panels[0].set_title("Severe and generous users")
    panels[1].set_title("Bad and good movies")
    figure.tight_layout()
    return figure


def plot_convergence(
    snapshots: Mapping[int, np.ndarray],
    table: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    errors: Sequence[float],
) -> Figure:
    """Predicted tables after some epochs, known ratings written into their cells, and the error over all epochs.

    Parameters
    ----------
    snapshots : mapping of int to ndarray, shape (n, m)
        Up to six epochs and the predictions after each, in stars.
    table : ndarray, shape (n, m)
        Known ratings, NaN where there is none.
    rows, columns : sequence of str
        Names.
    errors : sequence of float
        RMSE on the known ratings before the first epoch and after each, in stars.
    """
    figure = plt.figure(figsize=(11.0, 7.4), layout="constrained")
    grid = figure.add_gridspec(3, 3, height_ratios=[1, 1, 0.85])
    picture = None
    for place, (epoch, predicted) in enumerate(snapshots.items()):
        axes = figure.add_subplot(grid[place // 3, place % 3])
        picture = axes.imshow(predicted, cmap="cividis", vmin=1, vmax=5, aspect="auto")
        for u, i in np.argwhere(~np.isnan(table)):
            dark = predicted[u, i] < 2.9  # where white and black can be read equally well
            axes.text(
                i, u, f"{table[u, i]:g}", ha="center", va="center", color="white" if dark else "black", weight="bold"
            )
        axes.set_title(f"after {epoch} epochs" if epoch else "at the start")
        axes.set_yticks(range(len(rows)), rows if place % 3 == 0 else [""] * len(rows))
        axes.set_xticks(range(len(columns)), columns if place >= 3 else [""] * len(columns), rotation=35, ha="right")
        axes.grid(visible=False)
        axes.tick_params(length=0)
    figure.colorbar(picture, ax=figure.axes, label="colour: predicted rating (stars)", shrink=0.8, pad=0.01)
    axes = figure.add_subplot(grid[2, :])
    axes.plot(range(len(errors)), errors, color=COLOURS["blue"])
    epochs = list(snapshots)
    axes.scatter(epochs, [errors[e] for e in epochs], color=COLOURS["vermilion"], zorder=3, label="tables above")
    axes.set(xlabel="epoch", ylabel="RMSE (stars)", ylim=(0, None), title="Error on the known ratings")
    axes.legend()
    return figure


def plot_epochs(training: Sequence[float], validation: Sequence[float], chosen: int, baseline: float) -> Figure:
    """Training and validation error after each epoch, the chosen epoch, and the biases as a line.

    Parameters
    ----------
    training, validation : sequence of float
        RMSE in stars.
    chosen : int
        Epoch, counted from 1.
    baseline : float
        RMSE of the biases on the validation rows, in stars.
    """
    figure, axes = plt.subplots(figsize=(8.5, 4.2))
    epochs = np.arange(1, len(training) + 1)
    curves = ((training, "blue", "o", "training rows"), (validation, "vermilion", "D", "validation rows"))
    for values, colour, marker, label in curves:
        axes.plot(epochs, values, color=COLOURS[colour], marker=marker)
        where = {"xytext": (9, 0), "textcoords": "offset points", "va": "center", "color": COLOURS[colour]}
        axes.annotate(label, (epochs[-1], values[-1]), **where)
    axes.axhline(baseline, color=COLOURS["grey"], linestyle="--")
    where = {"xytext": (9, 6), "textcoords": "offset points", "color": "#555555"}
    axes.annotate("biases, validation", (epochs[-1], baseline), **where)
    axes.axvline(chosen, color=COLOURS["green"], linewidth=1.2)
    where = {"xytext": (6, -4), "textcoords": "offset points", "va": "top", "color": COLOURS["green"]}
    axes.annotate(f"chosen: {chosen}", (chosen, max(validation)), **where)
    axes.set_xticks(epochs)
    axes.set(xlabel="epoch", ylabel="RMSE (stars)", xlim=(0.6, len(epochs) * 1.28))
    axes.set_title("Training rows are learned ever better, others are not")
    figure.tight_layout()
    return figure


def plot_losses(losses: Mapping[str, Sequence[float]], constant: float) -> Figure:
    """Training losses of several networks, and the error of always predicting the mean.

    Parameters
    ----------
    losses : mapping of str to sequence of float
        Loss after each epoch, in stars squared.
    constant : float
        Mean squared error of the mean, in stars squared.
    """
    figure, axes = plt.subplots(figsize=(8.0, 3.8))
    for (name, values), colour, marker in zip(losses.items(), ("vermilion", "blue", "green"), "Do^", strict=False):
        axes.plot(range(1, len(values) + 1), values, color=COLOURS[colour], marker=marker, label=name)
    axes.axhline(constant, color=COLOURS["grey"], linestyle="--", label="always the mean")
    axes.set_xticks(range(1, 1 + max(len(values) for values in losses.values())))
    axes.set(xlabel="epoch", ylabel="training loss (stars squared)", title="A loss that never leaves the mean")
    axes.legend(loc="center right")
    figure.tight_layout()
    return figure


def plot_flattery(flattery: Mapping[int, Mapping[str, float]]) -> Figure:
    """What is told and what is true against the size of the validation part.

    Parameters
    ----------
    flattery : mapping of int to mapping
        For each number of validation rows, "told" and "true", in stars.
    """
    figure, axes = plt.subplots(figsize=(8.0, 3.8))
    place = np.arange(len(flattery))
    for key, colour, marker, label in (
        ("true", "blue", "o", "true: test rows, same epoch"),
        ("told", "vermilion", "D", "told: the validation rows that chose"),
    ):
        values = [row[key] for row in flattery.values()]
        axes.plot(place, values, color=COLOURS[colour], marker=marker, label=label)
    axes.set_xticks(place, [f"{size:,}" for size in flattery])
    axes.set(xlabel="validation rows (steps not to scale)", ylabel="RMSE (stars)", title="Judged by those who chose")
    axes.legend(loc="lower right")
    figure.tight_layout()
    return figure


def plot_lists(table: pd.DataFrame) -> Figure:
    """Diversity against novelty, one point a recommender, labelled with the mean rating of what it offers.

    Parameters
    ----------
    table : DataFrame
        Index: names; columns "diversity", "novelty (bits)" and "mean rating (stars)".
    """
    figure, axes = plt.subplots(figsize=(8.0, 4.2))
    colours = [c for name, c in COLOURS.items() if name not in ("yellow", "grey")]
    for i, (name, row) in enumerate(table.sort_values("novelty (bits)").iterrows()):
        x, y = row["novelty (bits)"], row["diversity"]
        axes.scatter(x, y, s=90, color=colours[i % len(colours)], marker="osD^vP"[i % 6], zorder=3)
        text = f"{name}: {row['mean rating (stars)']:.2f} stars"
        right_half = x > table["novelty (bits)"].mean()
        # neighbours in novelty get their labels below and above in turn, so that they do not meet
        where = {"xytext": (-10 if right_half else 10, 9 if i % 2 else -18), "textcoords": "offset points"}
        axes.annotate(text, (x, y), ha="right" if right_half else "left", **where)
    axes.set(xlabel="novelty (bits; right is less known)", ylabel="diversity (0 to 1; up is more varied)")
    axes.set_title("What the lists are like, with the mean rating of their movies")
    axes.margins(0.12, 0.2)
    figure.tight_layout()
    return figure


def plot_limits(limits: pd.DataFrame) -> Figure:
    """RMSE of two models by how often the movie was rated.

    Parameters
    ----------
    limits : DataFrame
        Index: groups of movies (pale below `FEW` rows); columns "biases", "factors" (RMSE in stars), "test rows".
    """
    figure, axes = plt.subplots(figsize=(8.5, 3.9))
    place = np.arange(len(limits))
    for shift, name, colour in ((-0.2, "biases", "grey"), (0.2, "factors", "blue")):
        bars = axes.bar(place + shift, limits[name], width=0.38, color=COLOURS[colour], label=name)
        axes.bar_label(bars, fmt="%.2f", fontsize=9)
        for bar, rows in zip(bars, limits["test rows"], strict=True):
            bar.set_alpha(1.0 if rows >= FEW else 0.3)
    labels = [
        f"{group}\n({rows:,.0f} test rows{'' if rows >= FEW else ': too few'})"
        for group, rows in limits["test rows"].items()
    ]
    axes.set_xticks(place, labels)
    top = 1.15 * limits[["biases", "factors"]].max().max()
    axes.set(xlabel="known ratings of the movie", ylabel="RMSE (stars)", ylim=(0, top))
    axes.set_title("Taste can be learned only where there are ratings")
    for sample in axes.legend(loc="upper right", ncols=2).legend_handles:
        sample.set_alpha(1.0)
    figure.tight_layout()
    return figure


def plot_comparison(errors: Mapping[str, float], found: Mapping[str, float]) -> Figure:
    """The lab's model beside those of earlier labs: error of ratings, and what lists find.

    Parameters
    ----------
    errors : mapping of str to float
        RMSE on the test rows, in stars.
    found : mapping of str to float
        Share of the test movies that are in the lists, 0 to 1.

    "factors" is drawn in blue, all others in grey.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.5, 3.9), gridspec_kw={"width_ratios": [1.25, 1]})
    panels = (
        (left, errors, "RMSE (stars; shorter is better)", "Predicting a rating", "{:.3f}"),
        (right, found, "test movies in lists of ten (longer is better)", "Making a list", "{:.1%}"),
    )
    for axes, values, label, title, form in panels:
        names = list(values)[::-1]
        colours = [COLOURS["blue" if name == "factors" else "grey"] for name in names]
        bars = axes.barh(names, [values[name] for name in names], color=colours, height=0.65)
        axes.bar_label(bars, labels=[form.format(values[name]) for name in names], padding=3, fontsize=10)
        axes.set(xlabel=label, title=title, xlim=(0, max(values.values()) * 1.2))
        axes.grid(axis="y", visible=False)
    right.xaxis.set_major_formatter(PercentFormatter(1.0))
    figure.tight_layout()
    return figure
