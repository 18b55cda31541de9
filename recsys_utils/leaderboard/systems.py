"""The systems of the table: what each is called, how it is made, and what it is in one sentence."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from recsys_utils.recommenders import Recommender

NEIGHBOURS_FROM = 10  # ratings; in the table everybody has as many


@dataclass(frozen=True)
class System:
    """One row of the table.

    Attributes
    ----------
    key : str
        What `--only` calls it.
    name : str
        As it stands in the table.
    lab : str
        "01" to "07", or "reference".
    make : callable
        From the table of movies to a recommender that has learned nothing yet.
    about : str
        What it is, with the numbers that were chosen.
    packages : tuple of str
        What it needs beside numpy, scipy, pandas and scikit-learn; imported before the clock starts.
    """

    key: str
    name: str
    lab: str
    make: Callable[[pd.DataFrame], Recommender]
    about: str
    packages: tuple[str, ...] = ()

    def unavailable(self) -> str:
        """Why it cannot be measured here, and what to do; "" if it can."""
        missing = [package for package in self.packages if importlib.util.find_spec(package) is None]
        return f"The package {missing[0]} is not installed: pip install {missing[0]} brings it." if missing else ""


def _newcomers_list(movies: pd.DataFrame) -> Recommender:
    from recsys_utils.recommenders import ContentTfidf, Popular, Weighted

    return Weighted([Popular(), ContentTfidf(movies)], [1, 1], "rank")


def all_systems() -> tuple[System, ...]:
    """Every recommender of labs 01 to 07 and the references, in the order of the labs."""
    from recsys_utils import recommenders as r

    keras = ("keras", "tensorflow")
    return (
        System("random", "random order", "01", lambda m: r.RandomOrder(), "Chance."),
        System(
            "popular", "most rated (lab 01)", "01", lambda m: r.Popular(), "The movies that most people have rated."
        ),
        System(
            "weighted-chart",
            "weighted rating (lab 01)",
            "01",
            lambda m: r.WeightedChart(),
            "The movies' means, pulled to the mean of all by m votes; m is the 0.90 quantile of their numbers of ratings.",
        ),
        System(
            "user-neighbours",
            "user neighbours (lab 02)",
            "02",
            lambda m: r.UserNeighbours(),
            "Plain cosines of the 50 nearest users, added up. Its RMSE is that of the mean-centred prediction with 300.",
        ),
        System(
            "item-neighbours",
            "item neighbours (lab 02)",
            "02",
            lambda m: r.ItemNeighbours(),
            "Plain cosines to the 50 nearest movies, added up. Its RMSE is that of the mean-centred prediction with 900.",
        ),
        System(
            "words",
            "words and genres (lab 03)",
            "03",
            lambda m: r.ContentTfidf(m),
            "TF-IDF of titles and genres; a user is what was liked minus what was disliked.",
        ),
        System(
            "two-towers",
            "two towers (lab 04)",
            "04",
            lambda m: r.TwoTower(m),
            "Taste by genre and a movie's features, through a tower each; 8 epochs.",
            keras,
        ),
        System(
            "biases",
            "biases (lab 05)",
            "05",
            lambda m: r.Biases(),
            "Mean, generosity of the user, quality of the movie.",
        ),
        System(
            "factors",
            "factors (lab 05)",
            "05",
            lambda m: r.MatrixFactors(),
            "Biases and 16 factors; least squares for users and movies in turn, ten times.",
        ),
        System(
            "candidates",
            "candidate network (lab 06)",
            "06",
            lambda m: r.CandidateNetwork(m),
            "The ten latest movies in, the next one out; 5 epochs.",
            keras,
        ),
        System(
            "switching",
            "switching hybrid (lab 07)",
            "07",
            lambda m: r.Switching(_newcomers_list(m), r.UserNeighbours(), NEIGHBOURS_FROM),
            f"Up to {NEIGHBOURS_FROM - 1} ratings the chart and words, as ranks added up; then user neighbours. "
            "Everybody in the table has ten or more, so there it is user neighbours.",
        ),
        System(
            "weighted",
            "weighted hybrid (lab 07)",
            "07",
            lambda m: r.Weighted([r.ItemNeighbours(), r.UserNeighbours(), r.Popular()], [1, 1, 0.2], "z"),
            "Item neighbours, user neighbours and a fifth of the chart, as z-scores added up.",
        ),
        System(
            "mixed",
            "mixed hybrid (lab 07)",
            "07",
            lambda m: r.Mixed([r.UserNeighbours(), r.ContentTfidf(m)]),
            "One movie of the user neighbours, one of words, in turn.",
        ),
        System(
            "ease",
            "EASE (reference)",
            "reference",
            lambda m: r.Ease(),
            "A linear model of movies in closed form, penalty 350.",
        ),
        System(
            "als",
            "ALS of implicit (reference)",
            "reference",
            lambda m: r.ImplicitAls(),
            "Factors of who has rated what, from the package implicit.",
            ("implicit",),
        ),
    )


def recipe(recommender: Recommender) -> str:
    """Class and parameters of a recommender that has not been fitted, and of its parts: a text that changes when they do."""
    plain = {k: v for k, v in vars(recommender).items() if isinstance(v, int | float | str) and not k.startswith("_")}
    if hasattr(recommender, "weights"):
        plain["weights"] = recommender.weights
    parts = [recipe(part) for part in getattr(recommender, "parts", [])]
    return f"{type(recommender).__name__}({sorted(plain.items())}, {parts})"
