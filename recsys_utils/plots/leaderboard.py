"""Figures of the course's table: quality with its interval beside coverage, and quality against known ratings."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from recsys_utils.plots.style import COLOURS

#: Labs that show nothing but the crowd, one kind of knowledge each, hybrids, references: colour and shape.
KINDS = {
    "chart": ("grey", "o", "the same for all (lab 01)"),
    "ratings": ("blue", "s", "from ratings (labs 02, 05, 06)"),
    "content": ("orange", "^", "from content (labs 03, 04)"),
    "hybrid": ("vermilion", "D", "hybrids (lab 07)"),
    "reference": ("green", "v", "references"),
}
KIND_OF_LAB = {"01": "chart", "03": "content", "04": "content", "07": "hybrid", "reference": "reference"}


def plot_leaderboard(table: pd.DataFrame, k: int = 10) -> Figure:
    """Recall with its 95 % interval, nDCG, and coverage, one row a system, the best at the top.

    Parameters
    ----------
    table : DataFrame
        Columns `system`, `lab`, `recall`, `recall_low`, `recall_high`, `ndcg`, `ndcg_low`, `ndcg_high`, `coverage`; rows
        without a recall are left out.
    k : int
        Length of the lists.
    """
    rows = table.dropna(subset=["recall"]).sort_values("recall", kind="stable").reset_index(drop=True)
    labs = rows["lab"].map(lambda lab: f"{int(lab):02d}" if str(lab).isdigit() else str(lab))
    kinds = [KIND_OF_LAB.get(lab, "ratings") for lab in labs]
    height = 1.6 + 0.36 * len(rows)
    figure, axes = plt.subplots(1, 3, figsize=(11.0, height), sharey=True, gridspec_kw={"width_ratios": [1.5, 1.5, 1]})
    for place, (row, kind) in enumerate(zip(rows.itertuples(), kinds, strict=True)):
        colour, marker, _ = KINDS[kind]
        for panel, name in zip(axes, ("recall", "ndcg"), strict=False):
            panel.hlines(
                place, getattr(row, f"{name}_low"), getattr(row, f"{name}_high"), color=COLOURS[colour], linewidth=2.5
            )
            panel.plot(getattr(row, name), place, marker=marker, markersize=7, color=COLOURS[colour], linestyle="none")
        axes[2].barh(place, row.coverage, height=0.55, color=COLOURS[colour])
        axes[2].annotate(
            f"{row.coverage:.0%}",
            (row.coverage, place),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes[0].set_yticks(range(len(rows)), [str(name).replace(" (reference)", "") for name in rows["system"]])
    axes[0].set_ylim(-0.6, len(rows) - 0.4)
    for panel, title in zip(axes, (f"recall@{k} (lines: 95 % intervals)", f"nDCG@{k}", "coverage"), strict=True):
        panel.set_title(title, fontsize=11)
        panel.set_xlim(0, None)
        panel.set_axisbelow(True)
    axes[0].set_xlabel("share of the held-out movies found")
    axes[1].set_xlabel("share of the best possible gain")
    axes[2].set_xlabel("share of all movies")
    axes[2].set_xlim(0, 1.36)
    axes[2].set_xticks([0, 0.5, 1])
    axes[2].spines["bottom"].set_bounds(0, 1)  # behind 100 % there is only room for a label
    axes[2].xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    present = [kind for kind in KINDS if kind in kinds]
    handles = [
        Line2D([], [], color=COLOURS[KINDS[kind][0]], marker=KINDS[kind][1], linewidth=2.5, label=KINDS[kind][2])
        for kind in present
    ]
    figure.legend(handles=handles, ncols=len(handles), loc="lower center", fontsize=9.5, frameon=False)
    figure.tight_layout(rect=(0, 0.42 / height, 1, 1))
    return figure


def plot_cold_start(table: pd.DataFrame, systems: Sequence[str] | None = None, k: int = 10) -> Figure:
    """Recall against the number of ratings by which a newcomer is known, one line a system.

    Parameters
    ----------
    table : DataFrame
        Columns `system`, `known`, `recall`, `recall_low`, `recall_high`.
    systems : sequence of str, optional
        Those to draw in colour with their 95 % intervals, seven at the most; the others are thin grey lines. The best for each
        number of known ratings, and then the best on the whole, if none are named.
    k : int
        Length of the lists.

    Raises
    ------
    ValueError
        If a system is named that the table does not hold.
    """
    wide = table.pivot(index="known", columns="system", values="recall")
    chosen = list(systems) if systems is not None else _leaders(wide)
    missing = [name for name in chosen if name not in wide.columns]
    if missing:
        raise ValueError(f"plot_cold_start: there is no system {missing[0]!r} in this table.")
    place = np.arange(len(wide))
    figure, axes = plt.subplots(figsize=(9.5, 5.0))
    others = [name for name in wide.columns if name not in chosen]
    for name in others:
        axes.plot(place, wide[name], color="#bbbbbb", linewidth=1, zorder=1)
    colours = [name for name in COLOURS if name not in ("grey", "yellow")] + ["grey"]
    for i, name in enumerate(chosen[: len(colours)]):
        own = table[table["system"] == name].set_index("known").loc[wide.index]
        moved = place + (i - (len(chosen) - 1) / 2) * 0.05
        spread = [own["recall"] - own["recall_low"], own["recall_high"] - own["recall"]]
        axes.errorbar(
            moved, own["recall"], yerr=spread, color=COLOURS[colours[i]], marker="osD^vP*"[i], capsize=2.5,
            linewidth=2, elinewidth=1, label=name, zorder=3,
        )  # fmt: skip
    axes.set_xticks(place, [str(count) for count in wide.index])
    axes.set(
        xlabel="ratings by which the newcomer is known (equal steps, not to scale)",
        ylabel=f"recall@{k}",
        ylim=(0, None),
        title="How many ratings a recommender needs (bars: 95 % intervals)",
    )
    handles = axes.get_legend_handles_labels()[0]
    if others:
        named = "\n".join(sorted(others, key=lambda name: -wide[name].iloc[-1]))
        label = f"others, from above on the right:\n{named}"
        handles.append(Line2D([], [], color="#bbbbbb", linewidth=1, label=label))
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=10)
    figure.tight_layout()
    return figure


def _leaders(wide: pd.DataFrame) -> list[str]:
    order = list(dict.fromkeys(wide.idxmax(axis=1).tolist()))
    order += [name for name in wide.mean().sort_values(ascending=False).index if name not in order]
    return order[:6]
