"""What stands around the network of lab 06: genres, histories, simple methods, EASE, serving."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from grader.oracle import InProcess, judge, load_oracles
from recsys_utils.candidates import history_table, latest_histories, network_inputs, number_genres
from recsys_utils.candidates_baselines import baseline_scores, neighbour_weights, who_watched
from recsys_utils.candidates_training import tensorboard_logs
from recsys_utils.ease import ease_weights
from recsys_utils.errors import DataError
from recsys_utils.serving import exact_top_k, index_recall, index_top_k, item_index, last_layer_vectors, with_one
from tests.answers import load
from tests.lab_cells import notebook_with, solutions

MOVIES = pd.DataFrame(
    {"movie_id": [1, 2, 3], "title": ["A (1990)", "B (1991)", "C (1992)"], "genres": ["Drama|Comedy", "", "Comedy"]}
)
RATINGS = pd.DataFrame(
    {
        "user_id": [5, 5, 5, 8],
        "movie_id": [3, 1, 2, 2],
        "rating": [4.0, 2.0, 3.0, 5.0],
        "timestamp": [10, 10, 30, 5],
    }
)


def random_ratings(seed: int, users: int = 30, movies: int = 20) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = [
        (user, int(movie) + 1, float(rng.integers(1, 6)), int(rng.integers(0, 50)))
        for user in range(1, users + 1)
        for movie in rng.permutation(movies)[: rng.integers(2, 12)]
    ]
    return pd.DataFrame(rows, columns=["user_id", "movie_id", "rating", "timestamp"])


def pad(lists: list, length: int) -> np.ndarray:
    return np.array([([0] * length + list(items))[-length:] for items in lists])


def test_genres_are_numbered_from_1_and_repeated_in_histories() -> None:
    genres = number_genres(MOVIES)
    assert genres.names == ["", "Comedy", "Drama"]
    assert genres.of_movie == {1: [2, 1], 2: [], 3: [1]}
    assert genres.of_histories([[3, 1], [2], []]) == [[1, 2, 1], [], []]


def test_a_movie_with_the_padding_s_id_is_refused() -> None:
    with pytest.raises(DataError, match="The movie id 0 cannot be used"):
        number_genres(MOVIES.assign(movie_id=[0, 1, 2]))


def test_latest_histories_order_cut_and_split_by_stars() -> None:
    found = latest_histories(RATINGS, 2)
    assert found == {"user_id": [5, 8], "watched": [[3, 2], [2]], "liked": [[3], [2]], "disliked": [[], []]}
    assert latest_histories(RATINGS, 9)["disliked"] == [[1], []]


@pytest.mark.parametrize("seed", range(3))
def test_latest_histories_continue_the_lab_s_examples(seed: int) -> None:
    """The history of the last example, and its label, are the history now."""
    ratings = random_ratings(seed)
    examples, now = solutions("06_youtube")["training_examples"](ratings, 6), latest_histories(ratings, 6)
    last = {user: place for place, user in enumerate(examples["user_id"])}
    for row, user in enumerate(now["user_id"]):
        place = last[user]
        assert now["watched"][row] == [*examples["watched"][place], examples["label"][place]][-6:]


def test_network_inputs_have_three_genres_a_movie() -> None:
    arrays = network_inputs(latest_histories(RATINGS, 4), number_genres(MOVIES), 4, pad)
    assert [array.shape for array in arrays] == [(2, 4), (2, 4), (2, 4), (2, 12)]
    assert {array.dtype for array in arrays} == {np.dtype("int32")}
    assert arrays[3][0].tolist() == [0] * 9 + [2, 1, 1]


def test_history_table_reads_the_newest_first() -> None:
    assert history_table(RATINGS, MOVIES, 5)["title"].tolist() == ["B (1991)", "C (1992)", "A (1990)"]
    with pytest.raises(DataError, match="There is no user 6"):
        history_table(RATINGS, MOVIES, 6)


def test_who_watched_counts_all_stars_and_only_the_newest() -> None:
    assert who_watched(RATINGS, np.array([5, 8]), 3).tolist() == [[0, 1, 1, 1], [0, 0, 1, 0]]
    assert who_watched(RATINGS, np.array([5, 8]), 3, newest=1).tolist() == [[0, 0, 1, 0], [0, 0, 1, 0]]


def test_neighbour_weights_are_the_largest_cosines_of_each_column() -> None:
    ratings = random_ratings(4)
    weights = neighbour_weights(ratings, 20, k=5)
    stars = np.zeros((30, 21))
    stars[ratings["user_id"] - 1, ratings["movie_id"]] = ratings["rating"]
    length = np.linalg.norm(stars, axis=0)
    cosines = stars.T @ stars / np.maximum(np.outer(length, length), 1e-12)
    np.fill_diagonal(cosines, 0)
    for movie in range(1, 21):
        kept = np.sort(weights[:, movie][weights[:, movie] > 1e-12])
        np.testing.assert_allclose(kept, np.sort(cosines[:, movie])[::-1][: len(kept)][::-1], atol=1e-9)
        assert 1 <= len(kept) <= 5 and weights[movie, movie] == 0


def test_equal_scores_are_told_apart_by_the_smaller_movie() -> None:
    ratings = random_ratings(2)
    scores = baseline_scores(ratings, np.unique(ratings["user_id"]), 20, newest=3)
    assert len(scores) == 5
    for table in scores.values():
        assert table.shape == (30, 21)
        assert all(len(set(row)) == len(row) for row in table)


@pytest.mark.parametrize("penalty", [1.0, 50.0])
def test_ease_is_where_the_gradient_vanishes_beside_the_diagonal(penalty: float) -> None:
    """The formula against the problem it solves: of |X - XB|² + penalty |B|² no allowed step leads down."""
    X = (np.random.default_rng(3).random((40, 9)) < 0.4).astype(float)
    B = ease_weights(X, penalty)
    gradient = 2 * (X.T @ (X @ B - X) + penalty * B)
    np.fill_diagonal(gradient, 0)
    np.testing.assert_allclose(gradient, 0, atol=1e-9)
    assert np.diag(B).tolist() == [0] * 9


def test_ease_takes_sparse_tables_and_refuses_no_penalty() -> None:
    from scipy import sparse

    X = (np.random.default_rng(5).random((20, 6)) < 0.5).astype(float)
    np.testing.assert_allclose(ease_weights(sparse.csr_array(X), 3.0), ease_weights(X, 3.0))
    with pytest.raises(ValueError, match="must be more than 0, got 0"):
        ease_weights(X, 0)


def test_exact_top_k_is_a_full_sort_cut_off() -> None:
    rng = np.random.default_rng(0)
    users, items = rng.normal(size=(7, 5)), rng.normal(size=(50, 5))
    expected = np.argsort(-(users @ items.T), axis=1)
    for k in (1, 10, 50):
        assert exact_top_k(users, items, k).tolist() == expected[:, :k].tolist()
    with pytest.raises(ValueError, match="from 1 to the 50 items, got 51"):
        exact_top_k(users, items, 51)


def test_with_one_adds_a_column_and_recall_counts_shared_items() -> None:
    assert with_one(np.zeros((2, 3))).tolist() == [[0, 0, 0, 1], [0, 0, 0, 1]]
    assert index_recall(np.array([[1, 2], [3, -1]]), np.array([[2, 1], [3, 4]])) == 0.75


def test_index_finds_nearly_what_is_exact() -> None:
    pytest.importorskip("usearch", reason="usearch is not installed: the lab says so in one sentence and goes on")
    rng = np.random.default_rng(0)
    users, items = rng.normal(size=(50, 16)).astype("float32"), rng.normal(size=(500, 16)).astype("float32")
    assert index_recall(index_top_k(item_index(items), users, 10), exact_top_k(users, items, 10)) > 0.9


def test_without_the_index_s_package_there_is_none(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "usearch.index", None)
    assert item_index(np.zeros((2, 2))) is None


def test_no_logs_unless_asked_and_a_sentence_without_tensorboard(monkeypatch, capsys) -> None:
    assert tensorboard_logs(None) == [] and capsys.readouterr().out == ""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert tensorboard_logs("logs") == []
    assert capsys.readouterr().out.startswith("The package tensorboard is not installed")


def test_a_network_taken_apart_ranks_as_the_whole() -> None:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(3)
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(6, activation="relu")(inputs)
    x = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")

    def dense(**how):
        return keras.layers.Dense(30, bias_initializer="normal", **how)

    within = keras.Input((6,))
    ends = [
        dense(activation="softmax")(hidden),
        keras.layers.Softmax()(dense()(hidden)),
        keras.Sequential([keras.layers.Dense(6), dense(), keras.layers.Softmax()])(hidden),
        keras.Sequential([dense(activation="softmax")])(hidden),
        keras.Model(within, keras.layers.Softmax()(dense()(within)))(hidden),
        keras.layers.Softmax()(keras.Model(within, keras.Sequential([dense()])(within))(hidden)),
    ]
    models = [*(keras.Model(inputs, end) for end in ends), keras.Sequential([inputs, keras.layers.Dense(6), dense()])]
    for model in models:
        users, items = last_layer_vectors(model)
        assert items.shape == (30, 7)
        found = exact_top_k(with_one(users([x])), items, 30)
        assert found.tolist() == np.argsort(-np.asarray(model(x)), axis=1).tolist()
    with pytest.raises(ValueError, match="must end in a Dense layer"):
        last_layer_vectors(keras.Sequential([inputs, keras.layers.Dense(3), keras.layers.ReLU(), keras.layers.ReLU()]))


@pytest.mark.parametrize("title", ["divided by the sum of sizes", "the root forgotten"])
def test_a_wrong_layer_costs_its_own_points_and_not_the_network_s(title: str) -> None:
    pytest.importorskip("keras")
    namespace = notebook_with("06_youtube", next(answer for answer in load("youtube") if answer.title == title))
    oracles = load_oracles("hidden_tests")
    earned = {
        name: judge(oracles[name], InProcess(namespace), seed=1).earned
        for name in ("test_unit_length", "test_masked_mean", "test_build_candidate_model")
    }
    assert earned == {"test_unit_length": 0, "test_masked_mean": 1, "test_build_candidate_model": 1}
