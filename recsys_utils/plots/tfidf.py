"""Figures of lab 03: the vocabulary, the words of a product, similarities, settings, lists that are too alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, PercentFormatter, StrMethodFormatter

from recsys_utils.plots.style import COLOURS


def plot_vocabulary(df: Sequence[int], n_documents: int) -> Figure:
    """How many products hold a term, and what that makes of its weight.

    Parameters
    ----------
    df : array-like of int, shape (n_terms,)
        Document frequency of each term, 1 to n_documents.
    n_documents : int
        Number of products N.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.0))
    edges = [(1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, n_documents)]
    counts = [int(((np.asarray(df) >= low) & (np.asarray(df) <= high)).sum()) for low, high in edges]
    labels = [str(low) if low == high else f"{low}–{high}" for low, high in edges]
    bars = left.bar(labels, counts, color=COLOURS["blue"])
    left.bar_label(bars, labels=[f"{count:,}" for count in counts], fontsize=9)
    left.set(
        xlabel="products that hold the word", ylabel="different words", title="Most words stand in one product only"
    )
    left.set_ylim(0, max(counts) * 1.12)
    left.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    left.grid(axis="x", visible=False)
    x = np.arange(1, n_documents + 1)
    right.plot(x, np.log((1 + n_documents) / (1 + x)) + 1, color=COLOURS["orange"], linewidth=2, label="smoothed")
    right.plot(
        x, np.log(n_documents / x), color=COLOURS["blue"], linewidth=2, linestyle="--", label="plain, log(N / df)"
    )
    right.set(
        xscale="log",
        xlabel="products that hold the word (logarithmic)",
        ylabel="inverse document frequency",
        title="Rare words weigh more",
        ylim=(0, None),
    )
    right.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    right.xaxis.set_minor_formatter(NullFormatter())
    right.legend(loc="upper right")
    figure.tight_layout()
    return figure


def plot_top_terms(table: pd.DataFrame, name: str) -> Figure:
    """The words of one product: how often, how rare, and both.

    Parameters
    ----------
    table : DataFrame
        One row a term, the heaviest first: `term`, `tf` (share of the text), `idf`, `weight`.
    name : str
        The product.
    """
    figure, axes = plt.subplots(1, 3, figsize=(10.5, 0.32 * len(table) + 1.5), sharey=True)
    panels = (
        ("tf", "term frequency", "grey"),
        ("idf", "inverse document frequency", "orange"),
        ("weight", "TF-IDF", "blue"),
    )
    for panel, (column, label, colour) in zip(axes, panels, strict=True):
        panel.barh(table["term"], table[column], color=COLOURS[colour], height=0.7)
        panel.set(xlabel=label)
        panel.grid(axis="y", visible=False)
        panel.margins(y=0.02)
        panel.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        panel.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes[0].xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes[0].invert_yaxis()
    figure.suptitle(f"{name}: its {len(table)} heaviest words", x=0.01, ha="left", fontweight="bold", fontsize=12)
    figure.tight_layout()
    return figure


def plot_settings(table: pd.DataFrame, chance: float) -> Figure:
    """Several ways to choose the terms: how many there are, and how good the neighbours get.

    Parameters
    ----------
    table : DataFrame
        One row a setting: `setting` (its label), `terms` (columns of the vectors), `same` (share of the five nearest
        that are of the product's own category, 0 to 1).
    chance : float
        The share that five products drawn at random would have.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 0.42 * len(table) + 1.5), sharey=True)
    bars = left.barh(table["setting"], table["terms"], color=COLOURS["grey"], height=0.65)
    left.bar_label(bars, labels=[f"{terms:,}" for terms in table["terms"]], fontsize=9, padding=3)
    left.set(xlabel="terms", xlim=(0, table["terms"].max() * 1.22))
    left.set_title("How many terms", pad=16)
    left.xaxis.set_major_locator(MaxNLocator(4))
    left.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    left.invert_yaxis()
    bars = right.barh(table["setting"], table["same"], color=COLOURS["blue"], height=0.65)
    right.bar_label(bars, labels=[f"{share:.1%}" for share in table["same"]], fontsize=9, padding=3)
    right.axvline(chance, color=COLOURS["vermilion"], linestyle="--", linewidth=1.5)
    right.text(chance, -0.62, f" by chance: {chance:.1%}", color="#B34E00", fontsize=9, va="bottom")
    right.set(xlabel="of the five nearest, share in the same category", xlim=(0, max(table["same"]) * 1.2))
    right.set_title("How good the neighbours", pad=16)
    right.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    for panel in (left, right):
        panel.grid(axis="y", visible=False)
    figure.tight_layout()
    return figure


def plot_heat_map(similarity: np.ndarray, names: Sequence[str], groups: Sequence[str]) -> Figure:
    """Similarities of every pair of some products, in the order of their categories.

    Parameters
    ----------
    similarity : ndarray, shape (n, n)
        Cosine similarities, 0 to 1. The diagonal, every product with itself, is left empty.
    names, groups : sequence of str, length n
        Names of the products and their categories; equal categories stand together.
    """
    shown = np.array(similarity, dtype=float)
    np.fill_diagonal(shown, np.nan)
    figure, axes = plt.subplots(figsize=(10.0, 8.0))
    # the square root, and everything from 0.3 on in one colour: most similarities lie below 0.1
    image = axes.imshow(np.sqrt(shown), cmap="cividis", vmin=0, vmax=np.sqrt(0.3))
    numbers = range(1, len(names) + 1)
    axes.set_xticks(range(len(names)), numbers, fontsize=7)
    axes.set_yticks(range(len(names)), [f"{name}  {i}" for i, name in zip(numbers, names, strict=True)], fontsize=9)
    axes.set_xlabel("the same products, by number")
    axes.grid(visible=False)
    edges = [i for i in range(1, len(groups)) if groups[i] != groups[i - 1]]
    for edge in edges:
        axes.axhline(edge - 0.5, color="white", linewidth=2)
        axes.axvline(edge - 0.5, color="white", linewidth=2)
    for first, last in zip([0, *edges], [*edges, len(groups)], strict=True):
        axes.text(len(names) - 0.2, (first + last - 1) / 2, groups[first], va="center", fontsize=10, fontweight="bold")
    ticks = [0, 0.02, 0.05, 0.1, 0.2, 0.3]
    bar = figure.colorbar(image, ax=axes, shrink=0.6, pad=0.18, ticks=np.sqrt(ticks), extend="max")
    bar.ax.set_yticklabels([f"{tick:g}" for tick in ticks])
    bar.set_label("cosine similarity (scale stretched: a square root)")
    axes.set_title("Faint blocks along the diagonal, and two bright pairs")
    figure.tight_layout()
    return figure


def plot_nearest(nearest: np.ndarray, notes: Mapping[int, str]) -> Figure:
    """Each product's similarity to its nearest neighbour, from the closest pair to the loneliest product.

    Parameters
    ----------
    nearest : ndarray of float, shape (n,)
        The highest similarity of each product.
    notes : mapping of int to str
        Positions to mark, and the names to write there.
    """
    order = np.argsort(-nearest, kind="stable")
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order))
    figure, axes = plt.subplots(figsize=(9.5, 4.4))
    axes.plot(np.arange(1, len(order) + 1), nearest[order], color=COLOURS["blue"], linewidth=2)
    for item, name in notes.items():
        axes.plot(place[item] + 1, nearest[item], "o", color=COLOURS["vermilion"], markersize=6, zorder=4)
        right_half = place[item] > len(order) * 0.8
        axes.annotate(
            name,
            (place[item] + 1, nearest[item]),
            xytext=(10, 3) if not right_half else (0, 20) if nearest[item] > 0.05 else (-14, 4),
            textcoords="offset points",
            ha="right" if right_half else "left",
            fontsize=9,
        )
    axes.set(
        xlabel="products, the one with the closest neighbour first",
        ylabel="similarity to the nearest product",
        title="A few near-duplicates, and a long plain of products alone",
        ylim=(-0.03, 1.05),
    )
    figure.tight_layout()
    return figure
