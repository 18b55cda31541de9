"""What lab 02 leans on: positions, its split, deviations, hit rates of scores, reasons, the form; and its speed."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from grader.oracle import InProcess, judge, load_oracles
from recsys_utils import forms
from recsys_utils.data import load_movielens
from recsys_utils.errors import DataError
from recsys_utils.evaluation import hit_rates
from recsys_utils.matrices import (
    centred,
    hit_rate_of_scores,
    hold_out_per_user,
    pearson_between_users,
    rmse_at,
    ten_each,
    with_positions,
)
from recsys_utils.newcomers import list_with_reasons, strongest_reasons
from tests.answers import load
from tests.lab_cells import notebook_with, solutions

LAB = "02_collaborative_filtering"


def ratings_of(users: int = 20, items: int = 15, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = [
        (u * 10, i * 3) for u in range(users) for i in rng.choice(items, int(rng.integers(2, items)), replace=False)
    ]
    table = pd.DataFrame(rows, columns=["user_id", "movie_id"]).sample(frac=1, random_state=seed)
    return table.assign(rating=rng.integers(1, 11, len(table)) / 2, timestamp=0)


def matrix_of(table: pd.DataFrame) -> sparse.csr_array:
    places = (table["user_id"] // 10, table["movie_id"] // 3)
    return sparse.csr_array((table["rating"].to_numpy(), places), shape=(20, 15))


def test_positions_count_from_0_and_strangers_are_named():
    table = ratings_of()
    users, items = pd.Index(np.unique(table["user_id"])), pd.Index(range(0, 45, 3))
    placed = with_positions(table, users, items)
    assert (users[placed["user"]] == table["user_id"]).all()
    assert (items[placed["item"]] == table["movie_id"]).all()
    assert "user" not in table.columns
    with pytest.raises(DataError, match="movie_id 42"):
        with_positions(table.assign(movie_id=42), users, items[:-1])


def test_every_user_gives_n_test_ratings_and_nobody_is_left_without_any():
    table = ratings_of()
    train, test = hold_out_per_user(table, 5, seed=3)
    sizes = table["user_id"].value_counts()
    held_out = test["user_id"].value_counts().reindex(sizes.index, fill_value=0)
    assert (held_out == np.where(sizes > 5, 5, 0)).all()
    assert len(pd.concat([train, test]).drop_duplicates()) == len(table)
    assert test.equals(hold_out_per_user(table, 5, seed=3)[1])
    assert not test.equals(hold_out_per_user(table, 5, seed=4)[1])
    with pytest.raises(ValueError, match="1 or more"):
        hold_out_per_user(table, 0)


def test_the_published_split_is_taken_or_its_lack_said(monkeypatch):
    ml = load_movielens("ml-100k")
    monkeypatch.setattr("recsys_utils.data.load_movielens_split", lambda split, name: None)
    with pytest.raises(DataError, match="seeded"):
        ten_each(ml, "ua")
    monkeypatch.setattr("recsys_utils.data.load_movielens_split", lambda *_: (ml.ratings[10:], ml.ratings[:10]))
    train, test = ten_each(ml, "ua")
    assert len(train) == 99_990
    assert test["item"].tolist() == (ml.ratings["movie_id"][:10] - 1).tolist()


def test_deviations_keep_a_rating_equal_to_the_mean():
    deviations, means = centred(sparse.csr_array(np.array([[2.0, 3.0, 4.0, 0.0], [0.0, 0.0, 0.0, 0.0]])))
    assert deviations.nnz == 3
    assert deviations.toarray().tolist() == [[-1, 0, 1, 0], [0, 0, 0, 0]]
    assert means.tolist() == [3.0, 3.0]


def test_errors_are_cut_off_at_the_ends_of_the_scale():
    cells = pd.DataFrame({"user": [0, 0], "item": [0, 1], "rating": [5.0, 1.0]})
    assert rmse_at(np.array([[7.0, 2.0]]), cells) == pytest.approx(0.5**0.5)


def test_pearson_of_all_pairs_is_what_pandas_says():
    R = matrix_of(ratings_of())
    by_pandas = pd.DataFrame(R.toarray().T).replace(0, np.nan).corr(min_periods=3).fillna(0).to_numpy()
    np.testing.assert_allclose(pearson_between_users(R, 3), by_pandas, atol=1e-12)


def test_hit_rate_of_scores_agrees_with_lab_01():
    table = ratings_of()
    train, test = hold_out_per_user(table, 1)
    counts = train["movie_id"].value_counts()
    order = sorted(counts.index, key=lambda movie: (-counts[movie], movie))
    popular = np.tile([counts.get(movie, 0) for movie in range(0, 45, 3)], (20, 1))
    placed = test.assign(user=test["user_id"] // 10, item=test["movie_id"] // 3)
    for k, rate in hit_rates(train, test, order, [1, 3, 5]).items():
        assert hit_rate_of_scores(popular, matrix_of(train), placed, k) == pytest.approx(rate)


def by_hand(answers):
    """Movie 7 is owed to movie 1, movie 8 to movie 2, movie 9 to nobody in particular."""
    scores = {7: 0.5 + 2.0 * (1 in answers), 8: 1.0 * (2 in answers) + 0.25 * (1 in answers), 9: 0.1}
    return sorted(((item, score) for item, score in scores.items() if score > 0), key=lambda pair: -pair[1])


def test_the_reason_is_the_answer_without_which_the_score_falls_most():
    assert strongest_reasons(by_hand, {1: 5.0, 2: 1.0}, [7, 8, 9]) == {7: 1, 8: 2}
    titles = [f"Film {i}" for i in range(10)]
    table = list_with_reasons(by_hand, {1: 5.0, 2: 1.0}, titles, middle=3.5, n=3)
    assert table["because"].tolist() == ["you liked Film 1", "you did not like Film 2", "the answers together"]
    assert table.index.tolist() == [1, 2, 3]
    assert len(list_with_reasons(lambda answers: [], {}, titles, middle=3.5)) == 0


def test_without_widgets_the_form_says_so_and_takes_the_plain_values(capsys):
    asked = []
    assert forms.rating_form({1: "Film 1"}, {1: 4}, asked.append) == {1: 4}
    assert asked == [{1: 4}]
    assert "plain values" in capsys.readouterr().out


def test_the_form_answers_after_every_change_and_waits_for_nobody(monkeypatch):
    widgets = pytest.importorskip("ipywidgets")
    made, asked = [], []
    monkeypatch.setattr(forms, "_widgets", lambda: widgets)
    monkeypatch.setattr(
        widgets, "Dropdown", lambda *a, _real=widgets.Dropdown, **k: made.append(_real(*a, **k)) or made[-1]
    )
    answers = forms.rating_form({1: "Film 1", 2: "Film 2"}, {1: 4.0, 9: 2.0}, asked.append)
    assert answers == {1: 4.0, 9: 2.0}
    made[1].value = 5
    made[0].value = forms.NOT_SEEN
    assert answers == {9: 2.0, 2: 5.0}
    assert asked == [{1: 4.0, 9: 2.0}, {1: 4.0, 9: 2.0, 2: 5.0}, {9: 2.0, 2: 5.0}]


def test_a_mistake_in_the_user_based_prediction_is_counted_once():
    mistake = next(a for a in load("collaborative_filtering") if a.title == "all users below the line")
    namespace, oracles = notebook_with(LAB, mistake), load_oracles("hidden_tests")
    assert judge(oracles["test_predict_user_based"], InProcess(namespace), seed=1).earned == 0
    assert judge(oracles["test_predict_item_based"], InProcess(namespace), seed=1).earned == 1
    assert judge(oracles["test_recommend_for_new_user"], InProcess(namespace), seed=1).earned == 1


def test_both_similarities_and_both_tables_of_predictions_take_a_gigabyte_at_most():
    lab = solutions(LAB)
    train, _ = ten_each(load_movielens("ml-100k"))

    def work():
        R = lab["interaction_matrix"](train, 943, 1682)
        tables = [lab["cosine_similarity_matrix"](centred(rows)[0]) for rows in (R, R.T)]
        by_users = lab["predict_user_based"](R, lab["top_k_neighbours"](tables[0], 300))
        return tables, by_users, lab["predict_item_based"](R, lab["top_k_neighbours"](tables[1], 900))

    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= 2**30
