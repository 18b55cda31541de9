"""The arrays of the two towers: what is in them, and above all which ratings are not."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import recsys_utils.two_tower as two_tower
from recsys_utils.data import DataError
from recsys_utils.features import (
    GENRES,
    Profiles,
    genre_flags,
    repeat_rare_genres,
    since_2000,
    split_ratings,
)
from tests.two_tower_tiny import small_movielens

ML = small_movielens()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_tower, "load_movielens", lambda name: ML)


def plain_user(ratings: pd.DataFrame, user: int) -> list[float]:
    """A user's vector, slowly."""
    own = ratings[ratings["user_id"] == user].merge(ML.movies, on="movie_id")
    by_genre = [own["rating"][[g in text.split("|") for text in own["genres"]]] for g in GENRES]
    return [user, len(own), own["rating"].mean(), *(part.mean() if len(part) else 0.0 for part in by_genre)]


def test_vectors_are_the_plain_means() -> None:
    users, items = Profiles(ML.ratings, ML.movies).tables()
    for row in users[:10]:
        assert row == pytest.approx(plain_user(ML.ratings, row[0]))
    for row, movie in zip(items, ML.movies.itertuples(), strict=True):
        rated = ML.ratings["rating"][ML.ratings["movie_id"] == movie.movie_id]
        assert row[0] == movie.movie_id
        assert row[1] == (ML.movies["year"].median() if movie.year is pd.NA else movie.year)
        assert row[2] == pytest.approx(rated.mean())
        assert [g for g, flag in zip(GENRES, row[3:], strict=True) if flag] == [g for g in movie.genres.split("|") if g]


def test_a_prior_shrinks_a_movies_mean_and_a_movie_without_ratings_gets_the_mean() -> None:
    known = ML.ratings[ML.ratings["movie_id"] != ML.movies["movie_id"][0]]
    _, items = Profiles(known, ML.movies, prior=5).tables()
    assert items[0, 2] == pytest.approx(known["rating"].mean())
    movie = int(items[7, 0])
    rated = known["rating"][known["movie_id"] == movie]
    assert items[7, 2] == pytest.approx((rated.sum() + 5 * known["rating"].mean()) / (len(rated) + 5))


def test_childrens_is_children_and_names_are_whole() -> None:
    movies = pd.DataFrame({"genres": ["Children's|Comedy", "", "Comedy Drama", "Sci-Fi"]})
    assert genre_flags(movies, ["Children", "Comedy", "Drama", "Sci-Fi"]).tolist() == [
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1],
    ]


def test_a_rating_never_helps_to_predict_itself() -> None:
    """Change one rating: with folds no row of the same pile moves, its own first of all; without, its own does."""
    changed = ML.ratings.copy()
    changed.loc[100, "rating"] = 5.5 - changed.loc[100, "rating"]
    for folds in (10, 5, 0):
        before, after = (Profiles(r, ML.movies).rows_of_known(folds) for r in (ML.ratings, changed))
        same = (before.user[100] == after.user[100]).all() and (before.item[100] == after.item[100]).all()
        assert same == (folds > 0)
        assert (before.user != after.user).any()  # others do learn from it


def test_held_out_ratings_are_in_no_mean(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = two_tower.load_data(), two_tower.load_held_out()
    _, held_out = split_ratings(ML.ratings)
    changed = ML.ratings.merge(held_out.assign(out=True)[["user_id", "movie_id", "out"]], how="left")
    changed["rating"] = np.where(changed.pop("out").notna(), 0.5, changed["rating"])
    other = type(ML)("other", changed, ML.movies, None)
    monkeypatch.setattr(two_tower, "load_movielens", lambda name: other)
    after = two_tower.load_data(), two_tower.load_held_out()
    for a, b in zip(before[0][:3] + before[1][:2], after[0][:3] + after[1][:2], strict=True):
        np.testing.assert_array_equal(a, b)
    assert (after[1][2] == 0.5).all()


def test_the_leaky_way_has_every_rating_in_its_own_means_and_rows_twice(small: None) -> None:
    item, user, y, *_ = two_tower.load_data(leaky=True)
    assert len(y) == len(user) == len(item) == 2 * len(ML.ratings)
    for row in user[:: len(user) // 9]:
        assert row == pytest.approx(plain_user(ML.ratings, row[0]))
    pairs = pd.DataFrame({"user": user[:, 0], "movie": item[:, 0], "y": y})
    assert pairs.duplicated().mean() == pytest.approx(0.5)
    assert len(two_tower.load_data(leaky=True, repeat=1)[2]) == len(ML.ratings)


def test_a_pair_is_on_one_side_only() -> None:
    twice = pd.concat([ML.ratings, ML.ratings.head(300)], ignore_index=True)
    known, held_out = split_ratings(twice, 0.3, seed=5)
    sides = [set(zip(part["user_id"], part["movie_id"], strict=True)) for part in (known, held_out)]
    assert not sides[0] & sides[1]
    assert len(known) + len(held_out) == len(twice)
    assert len(sides[1]) == round(0.3 * len(ML.ratings))
    with pytest.raises(ValueError, match="between 0 and 1"):
        split_ratings(twice, 1.0)


def test_rows_of_rare_genres_are_repeated_more() -> None:
    flags = np.zeros((1_000, 2))
    flags[:950, 0] = flags[950:, 1] = 1
    places = repeat_rare_genres(flags, 2.0)
    assert len(places) == 2_000
    assert (places[:1_000] == np.arange(1_000)).all()
    assert 0.4 < (places[1_000:] >= 950).mean() < 0.6


def test_since_2000_keeps_recent_movies_with_enough_ratings() -> None:
    movies = ML.movies.assign(year=ML.movies["year"] + 25)
    small = since_2000(type(ML)("moved", ML.ratings, movies, None), movie_ratings=12, user_ratings=3)
    assert 0 < len(small.movies) < len(ML.movies)
    assert (small.movies["year"] >= 2000).all()
    assert set(small.ratings["movie_id"]) == set(small.movies["movie_id"])
    assert small.ratings["user_id"].value_counts().min() >= 3


def test_ratings_of_a_strange_movie_end_in_a_sentence() -> None:
    with pytest.raises(DataError, match="movie_id 987654"):
        Profiles(ML.ratings.assign(movie_id=987654), ML.movies)


def test_load_data_gives_eight_things_that_fit_together(small: None) -> None:
    item, user, y, item_features, user_features, item_vecs, movie_dict, user_to_genre = two_tower.load_data()
    assert item.shape == user.shape == (len(y), 17)
    assert item_features == ["movie id", "year", "ave rating", *GENRES]
    assert user_features == ["user id", "rating count", "rating ave", *GENRES]
    assert len(item_vecs) == len(movie_dict) == len(ML.movies)
    for u, m, stars in list(zip(user[:, 0], item[:, 0], y, strict=True))[:50]:
        assert user_to_genre[int(u)]["movies"][int(m)] == stars
    person = user_to_genre[3]
    assert person["rating_ave"] == pytest.approx(person["rating_sum"] / person["rating_count"])
    known, _ = split_ratings(ML.ratings)
    assert [person["glist"][g] for g in GENRES] == pytest.approx(plain_user(known, 3)[3:])
    with pytest.raises(ValueError, match="no user 999"):
        two_tower.get_user_vecs(999, user, item_vecs, user_to_genre)


def test_nothing_here_imports_tensorflow() -> None:
    code = "from recsys_utils import *; import recsys_utils.two_tower_training, sys; load_data; print('keras' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
