"""Figures of lab 01: votes and ratings, shrinkage, the chart as its threshold moves, hit rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from recsys_utils.plots.style import COLOURS


def plot_votes_and_ratings(movies: pd.DataFrame, C: float | None = None) -> Figure:
    """Every film as a dot, votes on a logarithmic axis: few votes spread wide, many votes settle.

    Parameters
    ----------
    movies : DataFrame
        Columns `votes` (number of votes) and `rating` (points, 1 to 10).
    C : float, optional
        Mean rating, drawn as a line.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2), gridspec_kw={"width_ratios": [1, 1.7]})
    votes = movies["votes"].dropna()
    left.hist(votes, bins=np.geomspace(max(votes.min(), 1), votes.max(), 40), color=COLOURS["blue"])
    left.set(xscale="log", xlabel="votes (logarithmic)", ylabel="films", title="Most films have few votes")
    right.scatter(
        movies["votes"], movies["rating"], s=3, alpha=0.15, color=COLOURS["blue"], linewidths=0, rasterized=True
    )
    right.set(xscale="log", xlabel="votes (logarithmic)", ylabel="mean rating (points, 1 to 10)", ylim=(0.8, 10.2))
    right.set_title("Extreme ratings live where votes are few")
    if C is not None:
        right.axhline(C, color=COLOURS["vermilion"], linewidth=1.5)
        right.annotate(
            f"C = {C:.2f}",
            (votes.max(), C),
            xytext=(0, 5),
            textcoords="offset points",
            ha="right",
            color=COLOURS["vermilion"],
        )
    figure.tight_layout()
    return figure


def plot_shrinkage(movies: pd.DataFrame, score: Sequence[float], m: float, C: float, sample: int = 400) -> Figure:
    """Arrows from the plain to the weighted rating, over the number of votes.

    Parameters
    ----------
    movies : DataFrame
        Columns `votes` and `rating`.
    score : array-like, shape (len(movies),)
        Weighted rating of each film, in points.
    m, C : float
        Threshold in votes and mean rating in points, drawn as lines.
    sample : int
        How many films to draw, taken with a fixed seed.
    """
    table = movies.assign(score=np.asarray(score)).dropna(subset=["votes", "rating"])
    # spread over the whole axis: equally many from each tenth of the log-votes range, or the few-vote films hide the rest
    bins = pd.cut(np.log(table["votes"]), 12, labels=False)
    per_bin = max(1, sample // 12)
    shuffled = table.sample(frac=1, random_state=0)
    table = shuffled.groupby(bins.loc[shuffled.index]).head(per_bin)
    figure, axes = plt.subplots(figsize=(9.5, 4.6))
    axes.vlines(table["votes"], table["rating"], table["score"], color=COLOURS["grey"], alpha=0.35, linewidth=0.8)
    axes.scatter(
        table["votes"], table["rating"], s=14, facecolors="none", edgecolors=COLOURS["orange"], label="plain rating R"
    )
    axes.scatter(table["votes"], table["score"], s=14, color=COLOURS["blue"], label="weighted rating")
    axes.axhline(C, color=COLOURS["vermilion"], linewidth=1.2, label=f"C = {C:.2f}, mean of all films")
    axes.axvline(m, color=COLOURS["green"], linewidth=1.2, linestyle="--", label=f"m = {m:,.0f} votes")
    axes.set(xscale="log", xlabel="votes (logarithmic)", ylabel="rating (points, 1 to 10)", ylim=(0.8, 10.2))
    axes.set_title(f"Few votes: pulled to C.  Many votes: left alone.  ({len(table)} films)")
    axes.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    figure.tight_layout()
    return figure


def plot_chart_by_quantile(charts: Mapping[float, pd.DataFrame], places: int = 10) -> Figure:
    """How the first places of the chart change as the threshold's quantile q moves.

    Parameters
    ----------
    charts : mapping of float to DataFrame
        The chart (column `title`, best first) for each q.
    places : int
        Places to draw.
    """
    quantiles = sorted(charts)
    tops = {q: charts[q]["title"].head(places).tolist() for q in quantiles}
    titles = list(dict.fromkeys(title for q in quantiles for title in tops[q]))
    colours = [c for name, c in COLOURS.items() if name not in ("yellow", "grey")]
    markers = "osD^vPX*"
    figure, axes = plt.subplots(figsize=(10.5, 5.2))
    for i, title in enumerate(titles):
        place = [tops[q].index(title) + 1 if title in tops[q] else np.nan for q in quantiles]
        axes.plot(
            range(len(quantiles)), place, color=colours[i % len(colours)], marker=markers[i % len(markers)], linewidth=2
        )
        last = max(j for j, value in enumerate(place) if value == value)
        at_the_end = last == len(quantiles) - 1
        axes.annotate(
            title if len(title) <= 42 else title[:40] + "…",
            (last, place[last]),
            xytext=(9, 0) if at_the_end else (6, -11),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color="#333333",
            annotation_clip=False,
            bbox=None if at_the_end else {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1},
            zorder=5,
        )
    axes.set_xticks(range(len(quantiles)), [f"q = {q:g}" for q in quantiles])
    axes.set_yticks(range(1, places + 1))
    axes.set(
        ylim=(places + 0.8, 0.5),
        xlim=(-0.2, len(quantiles) - 0.4),
        ylabel="place in the chart",
        xlabel="quantile of the votes that sets m",
    )
    axes.set_title("A low bar lets in films that few have seen")
    figure.subplots_adjust(right=0.68)
    return figure


def plot_hit_rates(rates: Mapping[str, Mapping[int, float]], title: str, first_on_top: bool = False) -> Figure:
    """Hit rate against the length of the list, one line a recommender.

    Parameters
    ----------
    rates : mapping of str to (mapping of int to float)
        For each recommender's name, the hit rate (share of users, 0 to 1) at each k.
    title : str
        What the figure says.
    first_on_top : bool
        Draw the first line over the others, thin, broken and hollow, so that a line that runs with it shows through.
    """
    figure, axes = plt.subplots(figsize=(8.5, 4.4))
    over = {"linestyle": "--", "linewidth": 1.5, "markerfacecolor": "white", "markersize": 4, "zorder": 5}
    under = {"linestyle": "-", "linewidth": 3, "markersize": 8} if first_on_top else {}
    colours = [c for name, c in COLOURS.items() if name != "yellow"]
    for i, (name, by_k) in enumerate(rates.items()):
        k = sorted(by_k)
        how = over if first_on_top and i == 0 else under
        axes.plot(k, [by_k[j] for j in k], marker="osD^vP"[i % 6], color=colours[i % len(colours)], label=name, **how)
    axes.set(
        xscale="log",
        xlabel="length of the list, k (movies, logarithmic)",
        ylabel="hit rate (share of users)",
        title=title,
        ylim=(-0.005 if first_on_top else 0, None),
    )
    axes.set_xticks(k, [str(j) for j in k])
    axes.xaxis.minorticks_off()
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(loc="upper left")
    figure.tight_layout()
    return figure


def plot_offer_and_demand(groups: pd.DataFrame, k: int) -> Figure:
    """What a list offers beside what people went on to watch, by how popular the movies are.

    Parameters
    ----------
    groups : DataFrame
        One row a group of movies: `label`, `offered` and `wanted` (shares of all movies offered and held out, 0 to 1).
    k : int
        Length of the list.
    """
    figure, axes = plt.subplots(figsize=(8.5, 4.0))
    place = np.arange(len(groups))
    bars = (("offered", -0.2, "blue", f"in the lists of {k}"), ("wanted", 0.2, "orange", "rated next by the users"))
    for column, shift, colour, label in bars:
        drawn = axes.bar(place + shift, groups[column], width=0.38, color=COLOURS[colour], label=label)
        axes.bar_label(drawn, labels=[f"{share:.0%}" for share in groups[column]], fontsize=9)
    axes.set_xticks(place, groups["label"])
    axes.set(xlabel="place of the movie in the chart by number of ratings", ylabel="share of movies", ylim=(0, 1.05))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_title("The chart offers its head; people also want the tail")
    axes.legend(loc="upper right")
    figure.tight_layout()
    return figure
