"""Figures of lab 07: scores beside ranks, parts and hybrid, systems beside each other, and what a cut in time leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from recsys_utils.plots.style import COLOURS


def plot_scales(first: np.ndarray, second: np.ndarray, names: tuple[str, str], summed: str) -> Figure:
    """Two systems' scores of the same movies, raw and as ranks, and which ten movies their sum would offer.

    Parameters
    ----------
    first, second : ndarray of float, shape (movies,)
        Scores for one user.
    names : tuple of str
        What the two systems are called, with their units.
    summed : str
        How they are added, for the legend.
    """
    ranks = [pd.Series(scores).rank().to_numpy() for scores in (first, second)]
    as_ranks = [(own - 1) / (len(own) - 1) for own in ranks]
    figure, panels = plt.subplots(1, 2, figsize=(10.0, 4.4))
    for axes, (x, y), title in (
        (panels[0], (first, second), "Raw scores"),
        (panels[1], tuple(as_ranks), "The same as ranks: upper right corner"),
    ):
        best = np.argsort(-(x + y), kind="stable")[:10]
        axes.scatter(x, y, s=9, color="#B5B5B5", linewidths=0, label="a movie")
        axes.scatter(x[best], y[best], s=46, color=COLOURS["vermilion"], marker="D", label=summed)
        axes.set_title(title)
    # Among more than a thousand ranks the ten would be one spot: only the corner where they lie is drawn.
    corner = float(np.floor(50 * min(own[best].min() for own in as_ranks)) / 50) - 0.02
    panels[1].set(xlim=(corner, 1 + 0.05 * (1 - corner)), ylim=(corner, 1 + 0.05 * (1 - corner)))
    panels[0].set(xlabel=names[0], ylabel=names[1])
    panels[1].set(
        xlabel=f"rank in {names[0].split(' (')[0]} (0 to 1)", ylabel=f"rank in {names[1].split(' (')[0]} (0 to 1)"
    )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=2)
    figure.tight_layout(rect=(0, 0.07, 1, 1))
    return figure


def plot_hybrid_curve(
    curves: Mapping[str, Mapping[int, tuple[float, float, float]]], ours: str, title: str, offset: float = 0.07
) -> Figure:
    """Recall@10 against the number of known ratings: some systems, and one among them in front.

    Parameters
    ----------
    curves : mapping of str to mapping of int to tuple
        For each system, known ratings to mean, lower and upper end of the 95 % interval.
    ours : str
        The system that is drawn thick.
    title : str
        Above the figure.
    offset : float
        How far systems are moved apart, so that their intervals can be told apart.
    """
    figure, axes = plt.subplots(figsize=(9.0, 4.8))
    looks = zip(
        ("vermilion", "green", "purple", "orange", "sky", "grey"),
        "sD^vPX",
        ("--", "-.", ":", "--", "-.", ":"),
        strict=True,
    )
    others = [name for name in curves if name != ours]
    style = dict(zip(others, looks, strict=False))
    for number, name in enumerate([*others, ours]):
        counts = [*curves[name]]
        mean, low, high = np.array([curves[name][c] for c in counts]).T
        places = np.arange(len(counts)) + offset * (number - len(others) / 2)
        colour, marker, line = ("blue", "o", "-") if name == ours else style[name]
        axes.errorbar(
            places,
            mean,
            yerr=[mean - low, high - mean],
            color=COLOURS[colour],
            marker=marker,
            markersize=9 if name == ours else 6,
            linestyle=line,
            linewidth=2.8 if name == ours else 1.6,
            elinewidth=1.0,
            capsize=2,
            label=name,
        )
    axes.set_xticks(range(len(counts)), [str(c) for c in counts])
    axes.set(
        xlabel="ratings known of a newcomer (equal steps, not to scale)",
        ylabel="recall@10 (mean over newcomers)",
        ylim=(0, None),
        title=title,
    )
    axes.legend(ncols=1, loc="center left", bbox_to_anchor=(1.01, 0.5))
    figure.tight_layout()
    return figure


def plot_standings(table: pd.DataFrame, against: str, ours: str = "") -> Figure:
    """Systems' differences to one of them, with 95 % intervals.

    Parameters
    ----------
    table : DataFrame
        As from `recsys_utils.trials.standings`.
    against : str
        The one that they are compared with.
    ours : str
        The system to draw in colour.
    """
    ordered = table.sort_values("mean")
    figure, axes = plt.subplots(figsize=(9.0, 0.48 * len(ordered) + 1.4))
    middle = float(table.loc[against, "mean"])
    for place, (name, row) in enumerate(ordered.iterrows()):
        colour = COLOURS["blue"] if name == ours else "#555555"
        difference = row["mean"] - middle
        axes.plot([row["from"], row["to"]], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot(difference, place, marker="o" if name == ours else "D", markersize=8, color=colour)
        axes.annotate(
            f"{row['mean']:.3f}",
            (row["to"], place),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
    axes.axvline(0, color=COLOURS["vermilion"], linestyle="--", linewidth=1.4)
    axes.set_yticks(range(len(ordered)), ordered.index)
    reach = float(ordered["to"].max() - ordered["from"].min())
    axes.set(
        title="Who is ahead? (line: 95 % interval, number: nDCG@10 itself)",
        xlabel=f"nDCG@10 minus that of {against}",
        xlim=(float(ordered["from"].min()) - 0.05 * reach, max(0.0, float(ordered["to"].max())) + 0.15 * reach),
    )
    axes.margins(y=0.08)
    figure.tight_layout()
    return figure


def plot_found(shares: pd.DataFrame, wanted: Sequence[float]) -> Figure:
    """What systems find of the held-out movies, by how well known these are.

    Parameters
    ----------
    shares : DataFrame
        A row for each system, a column for each group of movies: the share of the group's held-out movies that are found.
    wanted : sequence of float
        The groups' shares of all held-out movies, 0 to 1.
    """
    figure, axes = plt.subplots(figsize=(9.0, 4.0))
    width = 0.8 / len(shares)
    looks = ("#B5B5B5", COLOURS["orange"], COLOURS["vermilion"], COLOURS["blue"], COLOURS["green"])
    for number, (name, row) in enumerate(shares.iterrows()):
        places = np.arange(len(row)) + (number - (len(shares) - 1) / 2) * width
        bars = axes.bar(places, 100 * row, width=0.92 * width, color=looks[number % len(looks)], label=name)
        axes.bar_label(bars, labels=[f"{100 * value:.1f}" for value in row], padding=2, fontsize=8.5)
    labels = [f"{name}\n{share:.0%} of what is held out" for name, share in zip(shares.columns, wanted, strict=True)]
    axes.set_xticks(range(len(labels)), labels)
    axes.set(
        title="What is found, by place in the chart",
        ylabel="share that is found (%)",
        ylim=(0, 118 * float(shares.to_numpy().max())),
    )
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper right")
    figure.tight_layout()
    return figure


def plot_time_cut(table: pd.DataFrame) -> Figure:
    """How many users a cut by the calendar leaves with a past and a future.

    Parameters
    ----------
    table : DataFrame
        Indexed by the share of ratings before the cut; columns `only before`, `both`, `only after` (users).
    """
    figure, axes = plt.subplots(figsize=(9.0, 3.6))
    left = np.zeros(len(table))
    looks = {"only before": "#C9C9C9", "both": COLOURS["blue"], "only after": COLOURS["orange"]}
    for name, colour in looks.items():
        values = table[name].to_numpy()
        bars = axes.barh(range(len(table)), values, left=left, color=colour, height=0.62, label=name)
        axes.bar_label(
            bars,
            labels=[f"{value:,}" if value else "" for value in values],
            label_type="center",
            color="white" if name == "both" else "black",
        )
        left += values
    axes.set_yticks(range(len(table)), [f"{share:.0%}" for share in table.index])
    axes.invert_yaxis()
    axes.set(xlabel="users", ylabel="ratings before the cut")
    axes.set_title("Whose ratings lie on which side of a cut by the calendar", pad=34)
    axes.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    figure.tight_layout()
    return figure
