"""Figures of lab 04: tastes, loss curves, predicted against real ratings, the size of a leak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recsys_utils.plots.style import COLOURS


def _axes(width: float, height: float, grid: str = "both") -> tuple[Figure, Axes]:
    """An empty figure (inches) whose grid lies behind what is drawn; `grid` is the axis that has lines: x, y or both."""
    figure, axes = plt.subplots(figsize=(width, height))
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    axes.grid(visible=True, axis=grid)
    return figure, axes


def plot_tastes(means: pd.DataFrame, users: Sequence[int]) -> Figure:
    """Mean rating per genre of a few users, beside the mean of all users who rated the genre.

    Parameters
    ----------
    means : DataFrame, shape (users, genres)
        Mean rating in stars, 0 where a user has none; the index holds the user ids.
    users : sequence of int
        Up to three ids to draw.
    """
    known = means.where(means > 0)
    order, place = known.mean().sort_values().index, np.arange(means.shape[1])
    figure, axes = _axes(8.5, 4.8)
    axes.scatter(
        known.mean()[order], place, marker="|", s=260, linewidths=3, color="#333333", label="mean of all users"
    )
    for user, colour, marker in zip(users, ("blue", "vermilion", "green"), "oD^", strict=False):
        axes.scatter(
            known.loc[user, order], place, s=55, color=COLOURS[colour], marker=marker, label=f"user {user:.0f}"
        )
    axes.set_yticks(place, order)
    axes.set(xlim=(0.5, 5.2), xlabel="mean rating (stars)", title="What a user's vector says")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3)
    figure.tight_layout()
    return figure


def plot_loss_curves(training: Sequence[float], validation: Sequence[float]) -> Figure:
    """Training and validation loss after each epoch.

    Parameters
    ----------
    training, validation : sequence of float
        Mean squared error, ratings scaled to -1 to 1.
    """
    figure, axes = _axes(8.0, 4.0)
    epochs = np.arange(1, len(training) + 1)
    for values, colour, marker, label, height in (
        (training, "blue", "o", "training rows", -16),
        (validation, "vermilion", "D", "validation rows", 16),
    ):
        axes.plot(epochs, values, color=COLOURS[colour], marker=marker)
        axes.annotate(
            label,
            (epochs[-1], values[-1]),
            xytext=(6, height),
            textcoords="offset points",
            ha="right",
            va="center",
            color=COLOURS[colour],
        )
    axes.margins(y=0.12)
    axes.set_xticks(epochs)
    axes.set(
        xlabel="epoch",
        ylabel="mean squared error (scaled ratings)",
        xlim=(0.7, len(epochs) + 0.3),
        title="Training gets better for longer than the model does",
    )
    figure.tight_layout()
    return figure


def plot_predicted_and_real(real: np.ndarray, predicted: np.ndarray) -> Figure:
    """For each real rating the spread of what was predicted.

    Parameters
    ----------
    real, predicted : ndarray, shape (n,)
        Ratings in stars.
    """
    steps = np.unique(real)
    width = 0.6 * float(np.diff(steps).min()) if len(steps) > 1 else 0.6
    figure, axes = _axes(8.0, 4.6)
    axes.plot(steps, steps, color=COLOURS["grey"], linestyle="--", label="predicted = real")
    axes.boxplot(
        [predicted[real == step] for step in steps],
        positions=steps,
        widths=width,
        whis=(5, 95),  # codespell:ignore whis
        showfliers=False,
        patch_artist=True,
        manage_ticks=False,
        boxprops={"facecolor": "#CFE4F1", "edgecolor": COLOURS["blue"]},
        medianprops={"color": COLOURS["vermilion"], "linewidth": 2},
        whiskerprops={"color": COLOURS["blue"]},
        capprops={"color": COLOURS["blue"]},
    )
    low, high = steps.min(), steps.max()
    axes.set(
        xlabel="real rating (stars)",
        ylabel="predicted rating (stars)",
        xlim=(low - width, high + width),
        ylim=(low - 0.2, high + 0.2),
        title="Cautious: the middle is a safe bet",
    )
    axes.set_xticks(steps)
    axes.plot([], [], color=COLOURS["vermilion"], linewidth=2, label="middle prediction (box: half, whiskers: 90 %)")
    axes.legend(loc="upper left")
    figure.tight_layout()
    return figure


def plot_test_errors(errors: Mapping[str, tuple[float, bool]], baseline: tuple[str, float]) -> Figure:
    """Errors of several trainings, honest ones in plain colour, others hatched, and a baseline as a line.

    Parameters
    ----------
    errors : mapping of str to (float, bool)
        Mean squared error (scaled ratings), and whether the rows it was measured on were really unseen.
    baseline : tuple of str and float
        Name and error of what one should beat.
    """
    figure, axes = _axes(9.0, 3.6, "x")
    names = list(errors)[::-1]
    most = max(baseline[1], *(value for value, _ in errors.values()))
    for place, (value, honest) in enumerate(errors[name] for name in names):
        axes.barh(
            place,
            value,
            height=0.62,
            color=COLOURS["blue"] if honest else "white",
            edgecolor=COLOURS["blue"] if honest else COLOURS["vermilion"],
            hatch=None if honest else "///",
        )
        axes.annotate(f"{value:.4f}", (1.04 * most, place), va="center", color="#333333")
    axes.axvline(baseline[1], color="#333333", linestyle="--", linewidth=1.5)
    axes.annotate(
        f"{baseline[0]}: {baseline[1]:.4f}",
        (baseline[1], len(names) - 0.5),
        xytext=(0, 9),
        textcoords="offset points",
        ha="center",
    )
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="mean squared error (scaled ratings); hatched: not really unseen", ylim=(-0.5, len(names) - 0.4))
    axes.set_xlim(0, 1.2 * most)
    axes.set_title("More mistakes, better looks", pad=24)
    figure.tight_layout()
    return figure


def plot_comparison(errors: Mapping[str, float]) -> Figure:
    """Typical error of several recommenders on the same held-out ratings.

    Parameters
    ----------
    errors : mapping of str to float
        Root of the mean squared error, in stars.
    """
    figure, axes = _axes(8.5, 3.4, "x")
    names = sorted(errors, key=errors.__getitem__)
    colours = [COLOURS["blue"] if name == "two towers" else "#9A9A9A" for name in names]
    bars = axes.barh(range(len(names)), [errors[name] for name in names], height=0.62, color=colours)
    axes.bar_label(bars, labels=[f"{errors[name]:.3f}" for name in names], padding=5)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="root mean squared error (stars), lower is better", xlim=(0, 1.12 * max(errors.values())))
    axes.set_title("Ahead, but not by much")
    figure.tight_layout()
    return figure
