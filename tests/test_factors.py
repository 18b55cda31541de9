"""What lab 05 imports: diversity and novelty for all users, broken networks, folds, tables, and one fold of the benchmark."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from recsys_utils.diversity import list_diversity, list_means, list_novelty
from recsys_utils.factors_folds import folds


def random_lists(rng: np.random.Generator, n_users: int, n_items: int, k: int) -> np.ndarray:
    return np.argsort(rng.random((n_users, n_items)), axis=1)[:, :k]


@pytest.mark.parametrize("k", [2, 3, 10])
def test_diversity_is_one_minus_the_mean_cosine_of_all_pairs(k: int) -> None:
    rng = np.random.default_rng(k)
    lists, vectors = random_lists(rng, 20, 30, k), (rng.random((30, 6)) < 0.3).astype(float)
    expected = []
    for movies in lists:
        cosines = []
        for a, b in itertools.combinations(movies, 2):
            lengths = np.linalg.norm(vectors[a]) * np.linalg.norm(vectors[b])
            cosines.append(vectors[a] @ vectors[b] / lengths if lengths else 0.0)
        expected.append(1 - np.mean(cosines))
    np.testing.assert_allclose(list_diversity(lists, vectors), expected, atol=1e-12)


def test_diversity_of_lists_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="two movies or more"):
        list_diversity(np.zeros((3, 1), dtype=int), np.ones((2, 2)))


def test_novelty_is_minus_the_logarithm_of_the_share_of_users() -> None:
    rng = np.random.default_rng(0)
    lists, counts = random_lists(rng, 40, 25, 5), rng.integers(0, 41, 25)
    expected = [np.mean([-math.log2(max(counts[movie], 1) / 40) for movie in movies]) for movies in lists]
    np.testing.assert_allclose(list_novelty(lists, counts, 40), expected, atol=1e-12)


def test_means_leave_out_movies_without_a_rating() -> None:
    lists, ratings = np.array([[0, 1], [1, 2], [2, 2]]), np.array([4.0, 2.0, np.nan])
    np.testing.assert_allclose(list_means(lists, ratings), [3.0, 2.0, np.nan])


def test_folds_test_every_row_once_and_never_train_on_it() -> None:
    tested = []
    for fit, test in folds(103, 5, seed=3):
        assert len(np.intersect1d(fit, test)) == 0 and len(fit) + len(test) == 103
        tested.append(test)
    assert sorted(np.concatenate(tested)) == list(range(103))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(folds(103), folds(103), strict=True))
    with pytest.raises(ValueError, match="folds"):
        list(folds(3, 5))


def test_scaled_inputs_reach_two_rows_and_the_tensordot_depends_on_the_batch() -> None:
    keras = pytest.importorskip("keras")
    from recsys_utils.factors_public import predicted_in_cuts, public_net, scaled_inputs, tensordot_join

    rng = np.random.default_rng(0)
    users, movies = rng.integers(0, 60, 400), rng.integers(0, 80, 400)
    assert set(np.unique(scaled_inputs(users, movies).astype(int))) == {0, 1}
    pairs = np.stack([users, movies], axis=1)

    def rows(u, m):
        return keras.ops.sum(u * m, axis=1, keepdims=True)

    for join, depends in ((tensordot_join, True), (rows, False)):
        keras.utils.set_random_seed(1)
        cuts = predicted_in_cuts(public_net(60, 80, 8, join), pairs, 3.5, sizes=(10, 400))
        assert [cut.shape for cut in cuts] == [(400,)] * 3
        assert (np.ptp(np.array(cuts), axis=0).max() > 1e-3) == depends


def test_tables_are_found_by_their_shapes_whatever_their_order() -> None:
    from recsys_utils.factors import tables_of

    class Net:
        def __init__(self, *shapes):
            self.shapes = shapes

        def get_weights(self):
            return [np.full(shape, float(place)) for place, shape in enumerate(self.shapes)]

    bu, bi, P, Q = tables_of(Net((5, 1), (7, 3), (5, 3), (7, 1)), 5, 7)
    assert [table.shape for table in (bu, bi, P, Q)] == [(5,), (7,), (5, 3), (7, 3)]
    assert [table.flat[0] for table in (bu, bi, P, Q)] == [0, 3, 2, 1]
    with pytest.raises(ValueError, match="tables_of: expected"):
        tables_of(Net((5, 1), (7, 3)), 5, 7)


def test_one_fold_beats_the_published_svd() -> None:
    pytest.importorskip("keras")
    from recsys_utils.data import load_movielens
    from recsys_utils.factors_folds import run_fold

    ratings = load_movielens("ml-100k").ratings
    users = np.unique(ratings["user_id"], return_inverse=True)[1]
    movies = np.unique(ratings["movie_id"], return_inverse=True)[1]
    fit, test = next(folds(len(ratings)))
    result = run_fold(users, movies, ratings["rating"].to_numpy(), fit, test)
    assert result.rmse < 0.919
