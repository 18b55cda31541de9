"""Every recommender of the course keeps one contract, and does what the labs' own functions do."""

from __future__ import annotations

import importlib.util
from functools import cache

import numpy as np
import pandas as pd
import pytest

from recsys_utils import recommenders
from recsys_utils.errors import DataError
from recsys_utils.recommenders import (
    Biases,
    CandidateNetwork,
    ContentTfidf,
    Ease,
    ImplicitAls,
    ItemNeighbours,
    MatrixFactors,
    Mixed,
    Popular,
    RandomOrder,
    Switching,
    TwoTower,
    UserNeighbours,
    Weighted,
    WeightedChart,
)
from recsys_utils.recommenders.history import History
from recsys_utils.recommenders.lists import best_places, ranks, z_scores
from recsys_utils.synthetic import synthetic_ratings
from tests.lab_cells import fresh, lab_modules

WORLD = synthetic_ratings(2_000, seed=5, n_users=60, n_movies=90)
RATINGS, MOVIES = WORLD.ratings, WORLD.movies
NOBODY = 999
ALS = importlib.util.find_spec("implicit") is not None  # an extra: without it the class must say so
MAKERS = {
    "RandomOrder": RandomOrder,
    "Popular": Popular,
    "WeightedChart": WeightedChart,
    "UserNeighbours": lambda: UserNeighbours(k=8, k_stars=20),
    "ItemNeighbours": lambda: ItemNeighbours(k=8, k_stars=20),
    "ContentTfidf": lambda: ContentTfidf(MOVIES),
    "TwoTower": lambda: TwoTower(MOVIES, epochs=1),
    "Biases": Biases,
    "MatrixFactors": lambda: MatrixFactors(size=4, rounds=3),
    "CandidateNetwork": lambda: CandidateNetwork(MOVIES, epochs=1),
    "Ease": lambda: Ease(20.0),
    "ImplicitAls": lambda: ImplicitAls(factors=8, iterations=3),
    "Switching": lambda: Switching(Popular(), ItemNeighbours(k=8), at_least=30),
    "Weighted by rank": lambda: Weighted([ItemNeighbours(k=8), ContentTfidf(MOVIES)], [1, 0.5], "rank"),
    "Weighted by z": lambda: Weighted([Popular(), UserNeighbours(k=8)], [0.3, 1], "z"),
    "Mixed": lambda: Mixed([UserNeighbours(k=8), ContentTfidf(MOVIES), Popular()]),
}
DEEP = {"TwoTower", "CandidateNetwork"}
HERE = [name for name in MAKERS if ALS or name != "ImplicitAls"]
# A number drawn for each user; neighbours, who would find the twin; users' factors from before the last round of movies.
OTHERWISE = {"RandomOrder", "UserNeighbours", "Weighted by z", "Mixed", "ImplicitAls"}
NEWCOMER = pd.DataFrame(
    {"user_id": NOBODY, "movie_id": [3, 17, 40, 66], "rating": [5.0, 1.0, 4.0, 2.0], "timestamp": [9, 2, 9, 11]}
)


@cache
def fitted(name: str):
    return MAKERS[name]().fit(RATINGS)


def rated_by(user: int) -> set[int]:
    return set(RATINGS.loc[RATINGS["user_id"] == user, "movie_id"])


def test_every_class_is_tried():
    tried = {name.split(" by ")[0] for name in MAKERS}
    assert tried == set(recommenders.__all__) - {"Recommender"}
    with pytest.raises(AttributeError, match="no attribute 'Oracle'"):
        recommenders.Oracle  # noqa: B018


@pytest.mark.parametrize("name", HERE)
def test_lists_hold_the_best_that_the_user_has_not_rated(name):
    system = fitted(name)
    assert (np.diff(system.items) > 0).all()
    for user in (1, 23, 60):
        everything = system.recommend(user, 10_000)
        assert not rated_by(user) & set(everything)
        assert set(everything) <= set(system.items.tolist())
        assert all(type(movie) is int for movie in everything)
        scores = dict(zip(system.items.tolist(), system.scores([user])[0], strict=True))
        order = sorted(everything, key=lambda movie: (-scores[movie], movie))
        assert everything == order, "the highest score first; of equal scores the smaller id"
        assert system.recommend(user, 7) == everything[:7]
        assert system.recommend(user, 0) == []
    assert system.lists([60, 1], 5) == [system.recommend(60, 5), system.recommend(1, 5)]


@pytest.mark.parametrize("name", HERE)
def test_scores_are_numbers_for_everybody_and_everything(name):
    system = fitted(name)
    table = system.scores([5, NOBODY, 12])
    assert table.shape == (3, len(system.items))
    assert np.isfinite(table).all()
    asked = [int(system.items[7]), 123_456, int(system.items[0])]
    for row, user in enumerate((5, NOBODY, 12)):
        own = system.score(user, asked)
        assert np.isfinite(own).all()
        np.testing.assert_allclose(own[[0, 2]], table[row, [7, 0]], rtol=1e-5, atol=1e-6)
    assert system.score(5, []).shape == (0,)
    assert system.scores([]).shape == (0, len(system.items))


@pytest.mark.parametrize("name", HERE)
def test_who_is_not_known_gets_a_chart_or_nothing(name):
    system = fitted(name)
    offered = system.recommend(NOBODY, 5)
    assert offered == [] if system.new_user.startswith("nothing") else len(offered) == 5
    assert system.recommend(-3, 5) == [] or len(system.recommend(-3, 5)) == 5


@pytest.mark.parametrize("name", HERE)
def test_a_newcomer_is_met_without_learning_anew(name):
    system = fitted(name)
    before = system.scores([2, 50])
    met = system.meet(NEWCOMER)
    assert met is not system
    offered = met.recommend(NOBODY, 8)
    assert len(offered) == 8
    assert not set(offered) & set(NEWCOMER["movie_id"])
    np.testing.assert_array_equal(system.scores([2, 50]), before)
    np.testing.assert_allclose(met.scores([2, 50]), before, rtol=1e-5, atol=1e-6)
    unchanged = system.meet(NEWCOMER.iloc[:0])
    assert unchanged.recommend(NOBODY, 5) == system.recommend(NOBODY, 5)
    strange = met.meet(pd.DataFrame({"user_id": [NOBODY], "movie_id": [555_555], "rating": [3.0], "timestamp": [20]}))
    assert strange.recommend(NOBODY, 8) == offered, "a movie that it does not know is passed over"
    more = met.meet(NEWCOMER.assign(movie_id=[5, 6, 7, 8]))
    assert not set(more.recommend(NOBODY, 100)) & {3, 17, 40, 66, 5, 6, 7, 8}


@pytest.mark.parametrize("name", [n for n in HERE if n not in OTHERWISE])
def test_a_newcomer_with_somebody_s_ratings_gets_that_one_s_list(name):
    """Users are what they have rated."""
    twin = RATINGS[RATINGS["user_id"] == 23].assign(user_id=NOBODY)
    system = fitted(name).meet(twin)
    np.testing.assert_allclose(system.scores([NOBODY]), system.scores([23]), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", [n for n in HERE if n not in DEEP])
def test_fitting_again_forgets_and_repeats(name):
    scores, table = fitted(name).scores([3, 4]), RATINGS.copy()
    system = MAKERS[name]().fit(RATINGS[RATINGS["user_id"] > 20]).fit(table)
    np.testing.assert_array_equal(system.scores([3, 4]), scores)
    pd.testing.assert_frame_equal(table, RATINGS)
    shuffled = MAKERS[name]().fit(RATINGS.sample(frac=1, random_state=1))
    np.testing.assert_allclose(shuffled.scores([3, 4]), scores, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", sorted(DEEP))
def test_training_twice_gives_the_same_network(name):
    np.testing.assert_array_equal(MAKERS[name]().fit(RATINGS).scores([3, 4]), fitted(name).scores([3, 4]))


@pytest.mark.parametrize("name", HERE)
def test_predicted_ratings_stay_within_the_scale(name):
    system = fitted(name)
    users, movies = [1, 1, 7, NOBODY, 7], [3, 123_456, int(system.items[4]), 5, 3]
    stars = system.stars(users, movies)
    if stars is None:
        assert not system.in_stars
        return
    assert stars.shape == (5,)
    assert ((stars >= 1) & (stars <= 5)).all()
    assert stars[1] == pytest.approx(RATINGS["rating"].mean())
    if system.in_stars:
        own = np.clip(system.score(7, [movies[2], 3]), 1, 5)
        np.testing.assert_allclose(stars[[2, 4]], own, rtol=1e-5)


@pytest.mark.parametrize("name", [*MAKERS])
def test_what_cannot_be_is_said_in_a_sentence(name):
    with pytest.raises(DataError, match=r"has learned nothing yet: call fit\(ratings\) first\."):
        MAKERS[name]().recommend(1, 3)
    with pytest.raises(DataError, match="no column 'rating'"):
        MAKERS[name]().fit(RATINGS.drop(columns="rating"))
    with pytest.raises(DataError, match="not a single rating"):
        MAKERS[name]().fit(RATINGS.iloc[:0])


def test_a_table_of_all_pairs_is_made_only_where_it_fits(monkeypatch):
    monkeypatch.setattr("recsys_utils.recommenders.base.MOST_ITEMS", 50)
    with pytest.raises(DataError, match="leave out rarely rated movies until 50 remain"):
        Ease().fit(RATINGS)
    system = ItemNeighbours(k=5).fit(RATINGS)  # finds its neighbours in blocks
    assert len(system.recommend(1, 3)) == 3
    with pytest.raises(DataError, match="ItemNeighbours makes a table"):
        system.stars([1], [3])


# ---- history and lists


def test_of_two_ratings_of_one_movie_the_latest_counts():
    table = pd.DataFrame(
        {"user_id": [4, 4, 9, 4], "movie_id": [8, 8, 8, 2], "rating": [1.0, 5.0, 3.0, 2.0], "timestamp": [7, 3, 1, 7]}
    )
    history = History.of(table, more_items=[5])
    assert history.items.tolist() == [2, 5, 8]
    assert history.rows().toarray().tolist() == [[2, 0, 1], [0, 0, 3]]
    assert history.rows([9, 1, 4]).toarray().tolist() == [[0, 0, 3], [0, 0, 0], [2, 0, 1]]
    assert history.counts([9, 1, 4]).tolist() == [1, 0, 2]
    later = history.joined(table.iloc[:1].assign(timestamp=99, rating=4.5))
    assert later.rows([4]).toarray().tolist() == [[2, 0, 4.5]]


def test_best_places_equals_a_plain_sort():
    rng = np.random.default_rng(0)
    for n in (1, 3, 20, 40):
        scores = rng.integers(0, 6, (30, 20)).astype(float)
        scores[rng.random(scores.shape) < 0.3] = np.nan
        for row, found in zip(scores, best_places(scores, n), strict=True):
            plain = sorted(np.flatnonzero(~np.isnan(row)), key=lambda i, row=row: (-row[i], i))[:n]
            assert found.tolist() == plain


def test_scores_on_one_scale():
    scores = np.array([[1.0, 3.0, np.nan, 3.0], [2.0, 2.0, 2.0, 2.0], [np.nan] * 4])
    root = 2**0.5
    np.testing.assert_allclose(z_scores(scores), [[-root, 1 / root, 0, 1 / root], [0] * 4, [0] * 4])
    np.testing.assert_allclose(ranks(scores), [[0, 0.75, 0.5, 0.75], [0.5] * 4, [0.5] * 4])


# ---- the labs' own functions


@cache
def places() -> pd.DataFrame:
    return RATINGS.assign(
        user=RATINGS["user_id"] - 1, item=np.searchsorted(fitted("Popular").items, RATINGS["movie_id"])
    )


def every_pair() -> tuple[np.ndarray, np.ndarray]:
    items = fitted("Popular").items
    return np.repeat(np.arange(1, 61), len(items)), np.tile(items, 60)


def test_the_chart_is_lab_01_s():
    per_movie = RATINGS.groupby("movie_id")["rating"].agg(["size", "mean"])
    m, centre = per_movie["size"].quantile(0.90), per_movie["mean"].mean()
    plain = fresh("01_popularity")["weighted_rating"](per_movie["size"], per_movie["mean"], m, centre)
    np.testing.assert_allclose(fitted("WeightedChart").scores([1])[0], plain)
    np.testing.assert_array_equal(fitted("Popular").scores([1])[0], per_movie["size"])


def test_predicted_ratings_of_neighbours_are_lab_02_s():
    lab, items = fresh("02_collaborative_filtering"), fitted("Popular").items
    R = lab["interaction_matrix"](places(), 60, len(items))
    for name, table, predict in (
        ("UserNeighbours", R, lab["predict_user_based"]),
        ("ItemNeighbours", R.T.tocsr(), lab["predict_item_based"]),
    ):
        alike = lab["cosine_similarity_matrix"](lab["centred"](table)[0])
        plain = np.clip(predict(R, lab["top_k_neighbours"](alike, 20)), 1, 5)
        np.testing.assert_allclose(fitted(name).stars(*every_pair()), plain.ravel(), rtol=1e-9)


def test_lists_of_neighbours_add_up_plain_cosines():
    items = fitted("Popular").items
    R = fresh("02_collaborative_filtering")["interaction_matrix"](places(), 60, len(items)).toarray()
    for name, rows in (("UserNeighbours", R), ("ItemNeighbours", R.T)):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        alike = unit @ unit.T
        np.fill_diagonal(alike, 0)
        for row in alike:
            row[np.argsort(-row, kind="stable")[8:]] = 0
        plain = alike @ (R > 0) if name == "UserNeighbours" else (R > 0) @ alike.T
        np.testing.assert_allclose(fitted(name).scores(range(1, 61)), plain, atol=1e-9)


def test_content_is_lab_03_s():
    lab, system = fresh("03_tfidf"), fitted("ContentTfidf")
    words = recommenders.content.movie_words(MOVIES)
    vectors, _ = lab["tfidf_vectors"](words)
    for user in (1, 9, 40):
        own = RATINGS[RATINGS["user_id"] == user]
        liked, disliked = (
            np.searchsorted(system.items, own["movie_id"][chosen]).tolist()
            for chosen in (own["rating"] >= 4, own["rating"] <= 2)
        )
        profile, _ = lab["user_profile"](np.asarray(vectors), liked, disliked)
        np.testing.assert_allclose(system.scores([user])[0], np.asarray(vectors) @ profile, atol=1e-9)


def test_biases_are_lab_05_s():
    mu, bu, bi = fresh("05_matrix_factorization")["bias_baseline"](RATINGS, 5, 5)
    system = fitted("Biases")
    plain = mu + bu.reindex(range(1, 61)).to_numpy()[:, None] + bi.reindex(system.items).to_numpy()[None, :]
    np.testing.assert_allclose(system.scores(range(1, 61)), plain)


def test_hybrids_are_lab_07_s():
    if "07_hybrid" not in lab_modules():
        return
    lab = fresh("07_hybrid")
    users, words, chart = (fitted(name) for name in ("UserNeighbours", "ContentTfidf", "Popular"))
    for user in (2, 31):
        lists = [system.recommend(user, 20) for system in (users, words, chart)]
        assert fitted("Mixed").recommend(user, 20) == list(lab["mixed_hybrid"](lists, 20))
        raw = [fitted("Weighted by rank")._part(number, np.array([user]))[0] for number in (0, 1)]
        plain = lab["weighted_hybrid"](raw, [1, 0.5])
        np.testing.assert_allclose(fitted("Weighted by rank").scores([user])[0], plain)


# ---- references and plain recomputations


def test_ease_is_its_formula():
    X = fitted("Ease").history.rated().toarray()
    inverse = np.linalg.inv(X.T @ X + 20 * np.eye(X.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    np.testing.assert_allclose(fitted("Ease").scores(range(1, 61)), X @ weights, atol=1e-9)


def test_factors_solve_each_user_s_system():
    """With the movies' numbers fixed, nothing else fits a user better: the gradient there is zero."""
    system = fitted("MatrixFactors")
    own = system.history.rows([9])
    vector, size = system._vectors(np.array([9]))[0], system.size
    missed = own.data - system.mean - system._items[own.indices] @ vector
    penalty = np.append(np.full(size, system.reg * (own.nnz + system.floor)), system.reg_bias)
    slope = -system._items[own.indices][:, : size + 1].T @ missed + penalty * vector[: size + 1]
    np.testing.assert_allclose(slope, 0, atol=1e-9)


def test_factors_predict_better_than_biases():
    world = synthetic_ratings(20_000, seed=1)
    held = np.random.default_rng(0).random(len(world.ratings)) < 0.1
    train, test = world.ratings[~held], world.ratings[held]
    errors = {}
    for system in (Biases(), MatrixFactors()):
        guess = system.fit(train).stars(test["user_id"].to_numpy(), test["movie_id"].to_numpy())
        errors[type(system)] = np.sqrt(np.mean((guess - test["rating"]) ** 2))
    assert errors[MatrixFactors] < errors[Biases] - 0.005


def test_implicit_s_als_or_a_sentence():
    if not ALS:
        with pytest.raises(DataError, match="The package implicit is not installed: pip install implicit brings it"):
            ImplicitAls().fit(RATINGS)
        return
    system = fitted("ImplicitAls")
    met = system.meet(NEWCOMER)
    Y = np.asarray(system._model.item_factors, float)
    p = met.history.rated([NOBODY]).toarray()[0]
    weight = np.where(p > 0, system.alpha, 1.0)  # Hu, Koren and Volinsky's equation 4
    plain = np.linalg.solve((Y.T * weight) @ Y + system.regularization * np.eye(Y.shape[1]), (Y.T * weight) @ p) @ Y.T
    np.testing.assert_allclose(met.scores([NOBODY])[0], plain, rtol=1e-3, atol=1e-4)


def test_hybrids_refuse_what_makes_no_sense():
    with pytest.raises(ValueError, match="a weight for each part"):
        Weighted([Popular()], [1, 2])
    with pytest.raises(ValueError, match="normalise must be"):
        Weighted([Popular()], [1], "softmax")
    with pytest.raises(ValueError, match="at least one part"):
        Mixed([])


def test_switching_switches_and_fills_up():
    system = fitted("Switching")
    few, many = (pd.DataFrame({"user_id": NOBODY, "movie_id": range(1, n + 1), "rating": 4.0}) for n in (29, 30))
    chart, near = fitted("Popular"), fitted("ItemNeighbours")
    assert system.meet(few).recommend(NOBODY, 5) == chart.meet(few).recommend(NOBODY, 5)
    offered, mine = system.meet(many).recommend(NOBODY, 80), near.meet(many).recommend(NOBODY, 80)
    assert offered[: len(mine)] == mine
    assert offered[len(mine) :] == [m for m in chart.meet(many).recommend(NOBODY, 80) if m not in mine]
