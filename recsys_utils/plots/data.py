"""Figures of lab 00: who rated what and when, and how many stars they gave."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from recsys_utils.plots.style import COLOURS

# The lower ends of ML-1M's age groups, so that ages in years fall into the same ones; its 45 to 49 and 50 to 55 in one,
# for bars of unlike spans cannot be compared.
_AGE_EDGES = [0, 18, 25, 35, 45, 56, 200]
_AGE_GROUPS = ["under 18", "18 to 24", "25 to 34", "35 to 44", "45 to 55", "56 or more"]


def plot_ratings(ratings: pd.DataFrame) -> Figure:
    """How many stars people give, and how many ratings each of them gives.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id` and `rating` (stars).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.9))
    shares = ratings["rating"].value_counts(normalize=True).sort_index()
    step = min(np.diff(shares.index), default=1)
    bars = left.bar(shares.index, shares, width=0.8 * step, color=COLOURS["blue"])
    left.bar_label(bars, labels=[f"{share:.0%}" for share in shares], fontsize=9)
    left.axvline(ratings["rating"].mean(), color=COLOURS["vermilion"], linestyle="--")
    left.annotate(
        f"mean {ratings['rating'].mean():.2f}",
        (ratings["rating"].mean(), shares.max() * 1.12),
        xytext=(-5, 0),
        textcoords="offset points",
        ha="right",
        color="#B34E00",
    )
    left.set(xlabel="rating (stars)", ylabel="share of ratings", ylim=(0, shares.max() * 1.2))
    left.set_xticks(shares.index)
    left.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    left.set_title("People mostly rate what they like")
    counts = ratings["user_id"].value_counts()
    right.hist(counts, bins=np.geomspace(counts.min(), counts.max() + 1, 30), color=COLOURS["blue"])
    right.set(xscale="log", xlabel="ratings per user (logarithmic)", ylabel="users")
    ticks = [tick for tick in (1, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000) if counts.min() <= tick <= counts.max()]
    right.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    right.xaxis.minorticks_off()
    right.set_title(f"Half of the users gave {counts.median():.0f} or fewer")
    figure.tight_layout()
    return figure


def plot_users(users: pd.DataFrame) -> Figure:
    """Who the users are: age group, gender and occupation.

    Parameters
    ----------
    users : DataFrame
        Columns `age` (years, or the lower end of ML-1M's age groups), `gender` (`F` or `M`) and `occupation`.
    """
    figure, axes = plt.subplots(1, 3, figsize=(10.5, 5.6), gridspec_kw={"width_ratios": [1.1, 0.55, 1.4]})
    ages = pd.cut(users["age"], _AGE_EDGES, right=False, labels=_AGE_GROUPS).value_counts(sort=False)
    bars = axes[0].barh(ages.index.astype(str)[::-1], ages.to_numpy()[::-1], color=COLOURS["blue"])
    axes[0].bar_label(bars, fontsize=9, padding=2)
    axes[0].set(title="Age (years)", xlabel="users", xlim=(0, ages.max() * 1.2))
    genders = users["gender"].map({"F": "women", "M": "men"}).value_counts()
    bars = axes[1].bar(genders.index, genders, color=[COLOURS["orange"], COLOURS["green"]][: len(genders)])
    axes[1].bar_label(bars, fontsize=9)
    axes[1].set(title="Gender", ylabel="users")
    jobs = users["occupation"].value_counts().sort_values(kind="stable")
    bars = axes[2].barh(jobs.index, jobs, color=COLOURS["blue"])
    axes[2].bar_label(bars, fontsize=9, padding=2)
    axes[2].set(title="Occupation", xlabel="users", xlim=(0, jobs.max() * 1.15), ylim=(-0.7, len(jobs) - 0.3))
    for number in (0, 2):
        axes[number].grid(axis="y", visible=False)
    figure.tight_layout()
    return figure


def plot_decades(movies: pd.DataFrame) -> Figure:
    """How many movies come from each decade.

    Parameters
    ----------
    movies : DataFrame
        Column `year`, missing where it is not known.
    """
    decades = (movies["year"].dropna().astype(int) // 10 * 10).value_counts().sort_index()
    figure, axes = plt.subplots(figsize=(8.5, 3.5))
    bars = axes.bar([f"{decade}s" for decade in decades.index], decades, color=COLOURS["blue"])
    axes.bar_label(bars, labels=[f"{count:,}" for count in decades], fontsize=9)
    axes.set(xlabel="decade of the movie", ylabel="movies", ylim=(0, decades.max() * 1.1))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_title("The old films are few")
    figure.tight_layout()
    return figure


def plot_long_tail(counts: pd.Series) -> Figure:
    """Ratings per movie, the most rated first, and what share of all ratings the first movies have.

    Parameters
    ----------
    counts : Series
        Number of ratings of each movie, 1 or more.
    """
    ordered = np.sort(counts.to_numpy())[::-1]
    place, share = np.arange(1, len(ordered) + 1), np.cumsum(ordered) / ordered.sum()
    head = max(1, len(ordered) // 10)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.9))
    for axes, height in ((left, ordered), (right, share)):
        axes.plot(place, height, color=COLOURS["blue"], linewidth=2)
        axes.axvspan(0, head, color=COLOURS["orange"], alpha=0.25, linewidth=0)
        axes.set(xlabel="movies, the most rated first", xlim=(0, len(ordered)), ylim=(0, None))
    left.set_ylabel("ratings of the movie")
    left.set_title("A short head and a long tail")
    left.annotate(
        f"one tenth of the movies:\n{head:,}", (head, ordered[0] * 0.8), xytext=(8, 0), textcoords="offset points"
    )
    right.set_ylabel("share of all ratings so far")
    right.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    right.plot(head, share[head - 1], "o", color=COLOURS["vermilion"])
    right.set_title(f"The first tenth has {share[head - 1]:.0%} of all ratings")
    figure.tight_layout()
    return figure


def plot_mean_against_count(per_movie: pd.DataFrame, mean: float) -> Figure:
    """Each movie's mean rating against its number of ratings.

    Parameters
    ----------
    per_movie : DataFrame
        Columns `ratings` (their number) and `mean` (stars), a row a movie.
    mean : float
        The mean of all ratings in stars, drawn as a line.
    """
    figure, axes = plt.subplots(figsize=(8.8, 4.2))
    axes.scatter(per_movie["ratings"], per_movie["mean"], s=9, alpha=0.35, color=COLOURS["blue"], linewidths=0)
    axes.axhline(
        mean, color=COLOURS["vermilion"], linewidth=1.4, linestyle="--", label=f"mean of all ratings, {mean:.2f}"
    )
    axes.set(xscale="log", xlabel="ratings of the movie (logarithmic)", ylabel="mean rating (stars)")
    ticks = [tick for tick in (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000) if tick <= per_movie["ratings"].max()]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.xaxis.minorticks_off()
    axes.set_title("The fewer the ratings, the wider the means are scattered")
    axes.legend(loc="lower right")
    figure.tight_layout()
    return figure


def plot_profiles(profile: pd.DataFrame) -> Figure:
    """A heat map of genre profiles: users down, genres across, white where a user has rated nothing.

    Parameters
    ----------
    profile : DataFrame
        One row a user (index), one column a genre: mean rating in stars or NaN. A dozen rows are readable.
    """
    figure, axes = plt.subplots(figsize=(10.0, 0.34 * len(profile) + 1.9))
    colours = plt.get_cmap("viridis").copy()
    colours.set_bad("white")
    picture = axes.imshow(
        np.ma.masked_invalid(profile.to_numpy(dtype=float)), cmap=colours, vmin=1, vmax=5, aspect="auto"
    )
    axes.set_xticks(range(profile.shape[1]), profile.columns, rotation=45, ha="right", fontsize=9)
    axes.set_yticks(range(len(profile)), profile.index, fontsize=9)
    axes.set(ylabel="user", xlabel="genre")
    axes.grid(visible=False)
    axes.set_title("Every row is a user: mean rating in each genre (white: none rated)")
    figure.colorbar(picture, ax=axes, label="mean rating (stars)", pad=0.02)
    figure.tight_layout()
    return figure


def plot_split(train: pd.DataFrame, test: pd.DataFrame, users: list[int]) -> Figure:
    """The ratings of some users on the calendar, ticks; below them what they are tested on, dots in another colour.

    Parameters
    ----------
    train, test : DataFrame
        Columns `user_id` and `timestamp` (seconds since 1970).
    users : list of int
        Whom to draw, from top to bottom.
    """
    figure, axes = plt.subplots(figsize=(9.5, 0.32 * len(users) + 1.7))
    rows = {user: place for place, user in enumerate(users)}
    # Ten ratings of one sitting fall onto one spot: dots on the ticks would hide them.
    for part, colour, marker, size, shift, label in (
        (train, "blue", "|", 60, -0.12, "to learn from"),
        (test, "vermilion", "o", 22, 0.26, "held out: the last of each user"),
    ):
        some = part[part["user_id"].isin(users)]
        when = pd.to_datetime(some["timestamp"], unit="s")
        axes.scatter(when, some["user_id"].map(rows) + shift, marker=marker, s=size, color=COLOURS[colour], label=label)
    axes.set_yticks(range(len(users)), users)
    axes.set(ylabel="user", xlabel="date of the rating", ylim=(len(users) - 0.4, -0.6))
    axes.set_title("Each user's past and future; one user's future is another's past")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.55 / max(0.32 * len(users) + 1.0, 1)), ncols=2)
    figure.tight_layout()
    return figure


def plot_errors(errors: pd.DataFrame, title: str) -> Figure:
    """Error of each way of guessing, one bar for each way of preparing the data.

    Parameters
    ----------
    errors : DataFrame
        One row a way of guessing (index), one column a way of preparing: RMSE in stars, lower is better.
    title : str
        What the figure says.
    """
    figure, axes = plt.subplots(figsize=(9.0, 0.75 * len(errors) + 1.6))
    place, width = np.arange(len(errors)), 0.8 / errors.shape[1]
    for number, (name, colour) in enumerate(zip(errors.columns, ("blue", "orange", "green", "purple"), strict=False)):
        hatch = "" if number == 0 else "//"
        shift = (number - (errors.shape[1] - 1) / 2) * width
        bars = axes.barh(
            place + shift, errors[name], height=width * 0.92, color=COLOURS[colour], hatch=hatch, edgecolor="white"
        )
        axes.bar_label(bars, labels=[f"{error:.4f}" for error in errors[name]], fontsize=9, padding=3)
        bars.set_label(name)
    axes.set_yticks(place, errors.index)
    axes.invert_yaxis()
    axes.set(
        xlabel="error on the held-out ratings (RMSE in stars, lower is better)", xlim=(0, errors.max().max() * 1.12)
    )
    axes.grid(axis="y", visible=False)
    axes.set_title(title)
    axes.legend(loc="upper center", bbox_to_anchor=(0.35, -0.2), ncols=2)
    figure.tight_layout()
    return figure
