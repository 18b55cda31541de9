"""Figures of lab 03: what similarities cost, lists that are too alike, words against people."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator, StrMethodFormatter

from recsys_utils.plots.style import COLOURS


def plot_scale(counted: pd.DataFrame, measured: pd.DataFrame) -> Figure:
    """Memory and time of the full table and of the way in blocks, against the number of items.

    Parameters
    ----------
    counted : DataFrame
        `n_items`, `full` and `blocks`: bytes that the numbers take.
    measured : DataFrame
        `n_items`, `full_seconds`, `blocks_seconds`, `full_bytes`, `blocks_bytes` (the highest use of memory).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2))
    for way, label, colour, marker in (
        ("full", "full table", "vermilion", "o"),
        ("blocks", "top 10 in blocks", "blue", "s"),
    ):
        left.plot(counted["n_items"], counted[way] / 1e6, color=COLOURS[colour], label=f"{label}, counted")
        left.plot(
            measured["n_items"], measured[f"{way}_bytes"] / 1e6, marker, color=COLOURS[colour], markerfacecolor="white",
            label=f"{label}, measured peak",
        )  # fmt: skip
        right.plot(
            measured["n_items"], measured[f"{way}_seconds"], color=COLOURS[colour], marker=marker, markerfacecolor="white",
            label=label,
        )  # fmt: skip
    left.set(ylabel="memory (MB, logarithmic)", title="Memory")
    right.set(ylabel="time (seconds, logarithmic)", title="Time, as measured for this lab")
    for panel in (left, right):
        panel.set(xscale="log", yscale="log", xlabel="items (logarithmic)")
        panel.legend(fontsize=9, loc="upper left")
        panel.xaxis.set_minor_formatter(NullFormatter())
    left.set_xticks([1_000, 10_000, 100_000], ["1,000", "10,000", "100,000"])
    right.set_xticks(measured["n_items"], [f"{n:,}" for n in measured["n_items"]], fontsize=9)
    right.xaxis.set_minor_locator(NullLocator())
    left.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    right.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    left.set_ylim(top=left.get_ylim()[1] * 8)
    figure.tight_layout()
    return figure


def plot_alike(lists: Mapping[str, np.ndarray]) -> Figure:
    """How alike the members of a list are to one another, for several ways to make lists.

    Parameters
    ----------
    lists : mapping of str to ndarray
        For each way, the intra-list similarity of every list.
    """
    figure, axes = plt.subplots(figsize=(9.0, 0.62 * len(lists) + 1.6))
    names = list(lists)
    drawn = axes.boxplot(
        [lists[name] for name in names], orientation="horizontal", widths=0.55, patch_artist=True,
        flierprops={"marker": ".", "markersize": 4, "markerfacecolor": COLOURS["grey"], "markeredgecolor": "none"},
        medianprops={"color": "black", "linewidth": 2},
    )  # fmt: skip
    for box in drawn["boxes"]:
        box.set(facecolor=COLOURS["sky"])
    for i, name in enumerate(names, start=1):
        mean = float(np.mean(lists[name]))
        axes.plot(mean, i, "D", color=COLOURS["vermilion"], markersize=6)
    axes.plot([], [], "D", color=COLOURS["vermilion"], markersize=6, label="mean")
    axes.set_yticks(range(1, len(names) + 1), names)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(xlabel="intra-list similarity (mean cosine of all pairs in a list of five)", xlim=(0, None))
    axes.set_title("The nearest products are also near to one another")
    axes.legend(loc="lower right")
    figure.tight_layout()
    return figure


def plot_places(table: pd.DataFrame, luck: pd.DataFrame) -> Figure:
    """Where the movie a user turned to stands in each recommender's order, by how often it had been rated.

    Parameters
    ----------
    table : DataFrame
        The index holds the labels of the groups; one column a recommender, with the median place.
    luck : DataFrame
        Same index; columns 0.025, 0.5 and 0.975: between which places the median of a random order falls 95 times in 100, and
        the one in the middle.
    """
    figure, axes = plt.subplots(figsize=(8.8, 4.6))
    width = 0.8 / len(table.columns)
    colours = [c for name, c in COLOURS.items() if name != "yellow"]
    for i, name in enumerate(table.columns):
        x = np.arange(len(table)) + (i - (len(table.columns) - 1) / 2) * width
        bars = axes.bar(x, table[name], width=width * 0.94, color=colours[i], label=name)
        # half a place is rounded up, as at school
        labels = [f"{np.floor(value + 0.5):,.0f}" for value in table[name]]
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.6}
        axes.bar_label(bars, labels=labels, fontsize=9, padding=2, zorder=6, bbox=box)
    for group, (low, middle, high) in enumerate(luck[[0.025, 0.5, 0.975]].to_numpy()):
        first = group == 0
        axes.fill_between(
            [group - 0.46, group + 0.46], low, high, color="black", alpha=0.16, linewidth=0, zorder=4,
            label="random order, 95 times in 100" if first else None,
        )  # fmt: skip
        axes.hlines(
            middle, group - 0.46, group + 0.46, color="black", linestyle="--", linewidth=1.5, zorder=5,
            label="random order, middle" if first else None,
        )  # fmt: skip
    axes.set_xticks(range(len(table)), table.index)
    axes.set(
        xlabel="ratings of the held-out movie in training (movies in the group)",
        ylabel="median place in the list (1 is best)",
    )
    axes.set_ylim(0, max(float(table.to_numpy().max()), float(luck.to_numpy().max())) * 1.1)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="x", visible=False)
    axes.set_title("Rarely rated: nobody does well.  Often rated: people do, words do not.")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9)
    figure.tight_layout()
    return figure
