"""The invented world: as many ratings as asked for, long tails, sessions, and tastes that can be found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys_utils.leaderboard.measures import Catalogue, Wanted, list_measures
from recsys_utils.leaderboard.protocol import Newcomers, cold_start
from recsys_utils.recommenders import ContentTfidf, Ease, ItemNeighbours, Popular, UserNeighbours, Weighted
from recsys_utils.splits import hold_out_last
from recsys_utils.synthetic import EDITIONS, sizes_like_movielens, synthetic_ratings
from recsys_utils.synthetic_movies import GROUPS


@pytest.fixture(scope="module")
def world():
    return synthetic_ratings(40_000, seed=3)


@settings(max_examples=25)
@given(st.integers(1, 3_000), st.integers(1, 60), st.integers(20, 200), st.booleans(), st.integers(0, 2**32))
def test_every_world_is_whole(n_ratings, n_users, n_movies, half_stars, seed):
    n_ratings = max(n_users, min(n_ratings, int(0.4 * n_users * n_movies)))
    made = synthetic_ratings(n_ratings, seed, n_users, n_movies, half_stars)
    ratings, movies = made.ratings, made.movies
    assert len(ratings) == n_ratings
    assert not ratings.duplicated(["user_id", "movie_id"]).any()
    assert set(ratings["user_id"]) == set(range(1, n_users + 1)), "everybody rates something"
    assert set(ratings["movie_id"]) <= set(movies["movie_id"]) == set(range(1, n_movies + 1))
    steps = ratings["rating"] * (2 if half_stars else 1)
    assert (steps == steps.round()).all()
    assert ratings["rating"].between(0.5 if half_stars else 1, 5).all()
    assert (ratings.sort_values(["user_id", "timestamp"], kind="stable").index == ratings.index).all()
    assert ratings.dtypes.astype(str).to_dict() == {
        "user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64",
    }  # fmt: skip
    pd.testing.assert_frame_equal(ratings, synthetic_ratings(n_ratings, seed, n_users, n_movies, half_stars).ratings)


def test_another_seed_is_another_world(world):
    other = synthetic_ratings(40_000, seed=4)
    assert not other.ratings["movie_id"].equals(world.ratings["movie_id"])
    assert other.movies["title"].tolist() != world.movies["title"].tolist()


@pytest.mark.parametrize("edition", EDITIONS)
def test_sizes_are_those_of_movielens(edition):
    assert sizes_like_movielens(edition[0]) == edition[1:]


@pytest.mark.parametrize("arguments", [(100, 0, 200), (1_000, 0, 10, 30), (100, 0, 10, 19), (0,)])
def test_what_does_not_fit_is_refused(arguments):
    with pytest.raises(ValueError, match="ratings do not fit"):
        synthetic_ratings(*arguments)


def test_tails_are_long(world):
    raters = np.sort(world.ratings["movie_id"].value_counts().reindex(world.movies["movie_id"], fill_value=0))[::-1]
    assert raters[: len(raters) // 10].sum() > 0.3 * raters.sum()
    assert (raters <= 5).mean() > 0.1, "and many movies have hardly a rating"
    counts = world.ratings["user_id"].value_counts()
    assert counts.median() < 0.75 * counts.mean()
    assert counts.min() >= 20


def test_times_come_in_sessions(world):
    gaps = world.ratings.groupby("user_id")["timestamp"].diff().dropna()
    assert 0.3 < (gaps == 0).mean() < 0.6
    assert (gaps < 600).mean() > 0.9
    assert 0.02 < (gaps > 86_400).mean() < 0.06


def test_genres_and_words_go_with_the_groups(world):
    names = np.array([*GROUPS])[world.movie_groups.to_numpy()]
    own = [name in genres.split("|") for name, genres in zip(names, world.movies["genres"], strict=True)]
    assert 0.9 < np.mean(own) < 0.99
    noun = world.movies["title"].str.split().str[2].str.lower()
    assert 0.75 < np.mean([word in GROUPS[name].split() for word, name in zip(noun, names, strict=True)]) < 0.9


def test_the_planted_groups_can_be_found_again(world):
    ratings = world.ratings
    group = ratings["movie_id"].map(world.movie_groups)
    favourite = pd.crosstab(ratings["user_id"], group).to_numpy().argmax(axis=1)
    assert (favourite == world.user_groups.to_numpy()).mean() > 0.9
    table = np.zeros((ratings["user_id"].max(), len(world.movies)))
    table[ratings["user_id"] - 1, ratings["movie_id"] - 1] = 1
    known = np.flatnonzero(table.sum(axis=0) >= 20)
    unit = table[:, known] / np.linalg.norm(table[:, known], axis=0)
    alike = unit.T @ unit
    np.fill_diagonal(alike, -1)
    groups, circles = (truth.to_numpy()[known] for truth in (world.movie_groups, world.movie_circles))
    nearest = alike.argmax(axis=1)
    assert (groups == groups[nearest]).mean() > 0.75, "one in eight would be chance"
    assert (circles == circles[nearest]).mean() > 0.4, "one in 48 would be chance"


def test_liked_groups_get_more_stars(world):
    own = world.ratings["movie_id"].map(world.movie_groups) == world.ratings["user_id"].map(world.user_groups)
    assert world.ratings["rating"][own].mean() > world.ratings["rating"][~own].mean() + 0.3


def test_what_is_good_on_movielens_is_good_here(world):
    train, test = hold_out_last(world.ratings, 10)
    wanted, catalogue = Wanted.of(test), Catalogue.of(train, world.movies)
    found = {
        type(system).__name__: list_measures(system.fit(train), wanted, catalogue)
        for system in (Popular(), UserNeighbours(), ItemNeighbours(), Ease())
    }
    for name in ("UserNeighbours", "ItemNeighbours", "Ease"):
        assert found[name]["recall_low"] > found["Popular"]["recall_high"], name
        assert found[name]["recall"] > 1.25 * found["Popular"]["recall"], name


def test_content_helps_newcomers(world):
    newcomers = Newcomers.of(world.ratings, world.movies)
    chart = Popular().fit(newcomers.train)
    both = Weighted([Popular(), ContentTfidf(world.movies)], [1, 1], "rank").fit(newcomers.train)
    alone, together = ([one["recall"] for one in cold_start(system, newcomers, [10, 20])] for system in (chart, both))
    assert together[0] > alone[0] + 0.01
    assert together[1] > alone[1] + 0.02
