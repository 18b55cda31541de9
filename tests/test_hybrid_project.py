"""Lab 07's project: what half-right answers earn, that the class is asked the same, and the lab with all its cells."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from grader.oracle import InProcess, Verdict, judge, load_oracles
from hidden_tests.hybrid.project import AHEAD, CHART, FORM, LEVEL, class_world, usable
from recsys_utils.recommenders import (
    ContentTfidf,
    Ease,
    ItemNeighbours,
    Popular,
    RandomOrder,
    Switching,
    UserNeighbours,
    Weighted,
    WeightedChart,
)
from recsys_utils.synthetic import synthetic_ratings
from recsys_utils.trials import Trial, make_trial, ndcg_by_user, standings, with_hermit
from tests.lab_runs import DESCRIBED, pictures, printed, told, whole

LAB = "07_hybrid"
ALL = [FORM, CHART, LEVEL, AHEAD]


def hybrid(system_of):
    """An answer made of one of the course's systems."""

    def my_hybrid(train, movies, users, n):
        system = system_of(movies).fit(train)
        return dict(zip(users, system.lists(users, n), strict=True))

    return my_hybrid


def verdict(answer, seed: int = 1, class_seed: int = 7) -> Verdict:
    oracle = load_oracles("hidden_tests")["test_my_hybrid"]
    return judge(oracle, InProcess({"my_hybrid": answer}), seed=seed, class_seed=lambda: class_seed)


def earned(answer, **how: int) -> list[str]:
    """The parts that an answer gets."""
    given = verdict(answer, **how)
    assert not given.review
    return [part.what for part in given.parts if part.passed]


@pytest.mark.parametrize("class_seed", range(1, 4))
def test_each_part_is_worth_what_it_says(class_seed: int) -> None:
    assert earned(hybrid(lambda movies: RandomOrder()), class_seed=class_seed) == [FORM]
    assert earned(hybrid(lambda movies: Popular()), class_seed=class_seed) == [FORM]
    assert earned(hybrid(lambda movies: ItemNeighbours()), class_seed=class_seed) == [CHART]  # newcomers have no list
    assert earned(hybrid(lambda movies: Switching(Popular(), ItemNeighbours(), 1)), class_seed=class_seed) == ALL[:3]
    assert earned(hybrid(the_courses_own), class_seed=class_seed) == ALL


def the_courses_own(movies):
    parts = [Ease(), ItemNeighbours(30), UserNeighbours(30), ContentTfidf(movies)]
    return Switching(Popular(), Weighted(parts, [1, 1.5, 1, 0.5], "z"), 1)


def test_what_was_right_for_another_target_earns_the_form_only() -> None:
    late = Weighted([WeightedChart(), Ease()], [2, 1])
    assert earned(hybrid(lambda movies: Switching(WeightedChart(), late, 20))) == [FORM]


def good(train, movies, users, n):
    return hybrid(lambda movies: Switching(Popular(), ItemNeighbours(), 1))(train, movies, users, n)


def test_a_slip_in_the_form_costs_the_form_only() -> None:
    def twice(train, movies, users, n):
        return {user: [own[0], *own[: n - 1]] for user, own in good(train, movies, users, n).items()}

    def too_long(train, movies, users, n):
        return good(train, movies, users, n + 1)

    def only_ten(train, movies, users, n):
        return good(train, movies, users, 10)

    def strangers(train, movies, users, n):
        return {user: [*own[:-1], "Casablanca"] for user, own in good(train, movies, users, n).items()}

    def forgets_stars(train, movies, users, n):
        found = good(train, movies, users, n)
        train["rating"] = 0.0
        return found

    def runs_out(train, movies, users, n):
        chart, nearest = Popular().fit(train), ItemNeighbours().fit(train)
        rated = set(train["user_id"])
        return {user: (nearest if user in rated else chart).recommend(user, n) for user in users}

    def whole_stars_only(train, movies, users, n):
        return good(train[train["rating"] % 1 == 0], movies, users, n)

    def well_known_only(train, movies, users, n):
        chart = train["movie_id"].value_counts().index[:100]
        return {user: [m for m in own if m in chart] for user, own in good(train, movies, users, n).items()}

    for answer in (twice, too_long, only_ten, strangers, forgets_stars, runs_out, whole_stars_only, well_known_only):
        assert FORM not in earned(answer), answer.__name__
    for answer in (too_long, only_ten, forgets_stars, runs_out):
        assert earned(answer) == [CHART, LEVEL], answer.__name__


def test_who_counts_whole_stars_only_is_not_lucky() -> None:
    """Few users and short lists were asked for at this seed: nothing that was rated with a half star came by chance."""

    def whole_stars_only(train, movies, users, n):
        rated = train[train["rating"] % 1 == 0].groupby("user_id")["movie_id"].agg(set)
        drawn = np.random.default_rng(0).permutation(movies["movie_id"])
        return {user: [m for m in drawn if m not in rated.get(user, ())][:n] for user in users}

    assert verdict(whole_stars_only, seed=2089, class_seed=3).earned == 0


@pytest.mark.parametrize(
    "answer", [None, 3, "lists", {}, {"1": [1]}, [[1, 2]], {1: None}, {1: {2: 3}}, {1: [[1], None]}]
)
def test_any_answer_is_judged(answer) -> None:
    assert earned(lambda train, movies, users, n: answer) == []


def test_an_answer_that_raises_earns_nothing_and_has_no_score() -> None:
    given = verdict(lambda train, movies, users, n: 1 / 0)
    assert given.earned == 0
    assert given.scores == {}
    assert "ZeroDivisionError" in given.message


def test_the_class_is_asked_the_same_and_another_class_is_not() -> None:
    chart = hybrid(lambda movies: Popular())
    first, second, other = verdict(chart, seed=1), verdict(chart, seed=2), verdict(chart, class_seed=8)
    assert first.scores == second.scores != other.scores
    assert 0 < first.scores["nDCG@10"] < 1


def test_the_world_is_as_large_as_the_lab_says() -> None:
    for seed in range(3):
        trial, movies, chart, switch = class_world(seed)
        assert 20_000 < len(trial.train) < 40_000
        assert 650 < len(trial.users) < 750
        assert 650 < len(movies) < 750
        per_user = trial.train["user_id"].value_counts().reindex(trial.users, fill_value=0)
        assert set(per_user[list(trial.newcomers)]) == {0, 1, 2, 3, 5}
        assert len(trial.newcomers) == round(0.25 * len(trial.users))
        assert switch.mean() > chart.mean()
        assert (trial.train["movie_id"].isin(movies["movie_id"])).all()


def test_what_is_usable_of_a_list() -> None:
    trial, movies, *_ = class_world(1)
    user = trial.users[0]
    rated = set(trial.train.loc[trial.train["user_id"] == user, "movie_id"])
    free = [int(movie) for movie in movies["movie_id"] if movie not in rated]
    lists, wrong = usable({user: np.array([free[0], free[0], free[1]])}, trial.train, movies, [user], 3)
    assert lists == {user: free[:2]}
    assert "more than once" in wrong
    assert usable({user: free[:3]}, trial.train, movies, [user], 3) == ({user: free[:3]}, "")


def drawn(seed: int) -> tuple[Trial, pd.DataFrame]:
    """A trial on a drawn world as the lab draws it."""
    world = synthetic_ratings(36_000, seed=seed, n_users=700, n_movies=700, half_stars=True)
    return make_trial(world.ratings, share=0.25), world.movies


def test_drawn_worlds_are_as_the_hints_say() -> None:
    ahead, behind = Counter(), Counter()
    for seed in range(1, 9):
        trial, movies = drawn(seed)
        three = [Ease(), ItemNeighbours(), UserNeighbours()]
        parts = {
            "plain": ItemNeighbours(),
            "ease": Ease(),
            "three": Weighted(three, [1, 1, 1], "z"),
            "words": Weighted([*three, ContentTfidf(movies)], [1, 1, 1, 0.5], "z"),
        }
        rows = {}
        for name, part in parts.items():
            system = Switching(Popular(), part, 1).fit(trial.train)
            own = dict(zip(trial.users, system.lists(trial.users, 10), strict=True))
            rows[name] = ndcg_by_user(own, trial.held_out)
        table = standings(rows, against="plain")
        ahead.update(table.index[table["from"] > 0])
        behind.update(table.index[table["to"] < 0])
    assert (ahead["ease"], behind["ease"], ahead["words"]) == (1, 1, 8)
    assert 5 <= ahead["three"] < 8


# -- the trial -----------------------------------------------------------------------------------------------------


def ratings(users: int = 30, each: int = 25) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    rows = [
        (user, int(movie), float(rng.integers(1, 6)), 1_000 * user + place)
        for user in range(1, users + 1)
        for place, movie in enumerate(rng.permutation(80)[: each if user > 1 else 8])
    ]
    table = pd.DataFrame(rows, columns=["user_id", "movie_id", "rating", "timestamp"])
    return table.sample(frac=1, random_state=4)


def test_a_trial_holds_out_the_last_and_cuts_newcomers() -> None:
    table = ratings()
    trial = make_trial(table, seed=2, share=0.5, known=(0, 2), n=10)
    assert 1 not in trial.users  # eight ratings are too few to hold out ten
    assert len(trial.newcomers) == round(0.5 * 29)
    for user in trial.users:
        own = table[table["user_id"] == user].sort_values("timestamp")["movie_id"].tolist()
        kept = trial.train.loc[trial.train["user_id"] == user, "movie_id"].tolist()
        assert trial.held_out[user] == own[-10:]
        assert kept == (own[: len(kept)] if user in trial.newcomers else own[:-10])
        assert user not in trial.newcomers or len(kept) in (0, 2)
    assert (trial.train["user_id"] == 1).sum() == 8
    again = make_trial(table, seed=2, share=0.5, known=(0, 2), n=10)
    assert trial.newcomers == again.newcomers
    assert trial.train.equals(again.train)


def test_for_a_hermit_neighbours_have_nothing_to_offer() -> None:
    plain = make_trial(ratings(), seed=2, share=0.5, known=(0, 1), n=10)
    trial = with_hermit(plain)
    per_user = trial.train["user_id"].value_counts()
    raters = trial.train.groupby("movie_id")["user_id"].agg(set)
    hermits = [user for user in trial.users if {user} in raters.tolist() and per_user[user] == 1]
    assert len(hermits) == 1
    assert hermits[0] in trial.newcomers
    assert ItemNeighbours().fit(trial.train).recommend(hermits[0], 5) == []
    assert (trial.users, trial.held_out, trial.newcomers) == (plain.users, plain.held_out, plain.newcomers)
    assert set(trial.train["user_id"]) == set(plain.train["user_id"])


def test_scores_by_user_and_standings() -> None:
    held_out = {1: [5, 6], 2: [7], 3: [8]}
    by_user = ndcg_by_user({1: [5, 9], 2: [1, 7], 4: [8]}, held_out, n=2)
    best = 1 + 1 / np.log2(3)
    assert np.allclose(by_user, [1 / best, 1 / np.log2(3), 0.0])
    table = standings({"a": by_user, "b": np.zeros(3)}, against="b")
    assert table.index.tolist() == ["a", "b"]
    assert table.loc["a", "mean"] == pytest.approx(by_user.mean())
    assert (table.loc["b", ["from", "to"]] == 0).all()


# -- the lab with all its cells ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_whole_lab_prints_what_its_text_says() -> None:
    lab = whole(LAB)
    assert told(lab, "stderr") == ""
    assert all(re.search(DESCRIBED, tag) for tag in pictures(lab))
    text = printed(lab)
    for line in (
        "switch at 10: mean of the curve 0.3345",
        "switch at 20: mean of the curve 0.3380",
        "switch at 21: mean of the curve 0.3334",
        "20 known: hybrid 0.413, best part 0.413 (both, 2 : 1), difference 0.000, interval 0.000 to 0.000",
        "with 20 known, hybrid minus weighted rating: 0.035, interval 0.014 to 0.059",
        "57,019 ratings, 911 users, 273 of them newcomers, 47 without a rating",
        "with 20 known, hybrid minus most rated:      0.017, interval -0.011 to 0.044",
        "weighted rating  0.0243 0.0243 0.0243 0.0249 0.0265 0.0280",
        "most rated       0.0302 0.0317 0.0328 0.0333 0.0339 0.0376",
        "EASE             0.0000 0.0296 0.0365 0.0392 0.0455 0.0561",
        "3 : 1   validation 0.3821   test 0.4132",
        "2 : 1   validation 0.3901   test 0.4127",
    ):
        assert line in text, line
    better = float(re.findall(r"my hybrid: (0\.\d+)", text)[0])
    assert better > 0.105  # item neighbours have 0.097 there
