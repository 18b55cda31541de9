"""Every wrong answer loses its points and says why; every right one, however written, gets them all."""

from __future__ import annotations

import copy
import functools
import os
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import public_tests
from grader.oracle import InProcess, judge, load_oracles
from tests.answers import Answer, load
from tests.lab_cells import ANSWERS, EXERCISES, QUESTIONS, TESTS, notebook_with, solutions

# Keras tells a layer that forgets its mask, which is what some answers do.
pytestmark = pytest.mark.filterwarnings("ignore:Layer 'masked_mean:UserWarning")

# RECSYS_SEEDS=100 asks each oracle a hundred times: no wrong answer may win by luck, no right one lose.
SEEDS = range(1, 1 + int(os.environ.get("RECSYS_SEEDS", "2")))


WRONG = [pytest.param(lab, a, id=f"{lab}-{a.test}: {a.title}") for lab, a in ANSWERS if a.kind == "wrong"]
RIGHT = [pytest.param(lab, a, id=f"{lab}-{a.test}: {a.title}") for lab, a in ANSWERS if a.kind == "right"]


@functools.cache
def oracles() -> dict:
    return load_oracles("hidden_tests")


@pytest.mark.parametrize(("lab", "answer"), WRONG)
def test_wrong_answer_loses(lab: str, answer: Answer, capsys) -> None:
    namespace = notebook_with(lab, answer)
    for seed in SEEDS:
        verdict = judge(oracles()[answer.test], InProcess(namespace), seed=seed)
        assert verdict.earned == 0, f"the oracle gives {verdict.earned} of the points at seed {seed}"
        assert verdict.message
    check = getattr(public_tests, answer.test)
    function = namespace[answer.function.__name__]
    if answer.says:
        with pytest.raises(AssertionError) as failure:
            check(function)
        assert answer.says in str(failure.value)
        assert str(failure.value).startswith(f"{answer.function.__name__}: ")
        assert "All tests passed!" not in capsys.readouterr().out
    else:
        check(function)  # only the hidden check can tell, and it did


@pytest.mark.parametrize(("lab", "answer"), RIGHT)
def test_right_answer_wins(lab: str, answer: Answer, capsys) -> None:
    namespace = notebook_with(lab, answer)
    assert getattr(public_tests, answer.test)(namespace[answer.function.__name__]) is None
    assert capsys.readouterr().out == "All tests passed!\n"
    for seed in SEEDS:
        verdict = judge(oracles()[answer.test], InProcess(namespace), seed=seed)
        assert verdict.earned == 1, f"{verdict.message} (seed {seed})"


@pytest.mark.parametrize(("lab", "test"), TESTS)
def test_solution_wins_and_every_test_cell_has_an_oracle(lab: str, test: str) -> None:
    for seed in SEEDS:
        verdict = judge(oracles()[test], InProcess(solutions(lab)), seed=seed)
        assert verdict.earned == 1, verdict.message


def spoil(value) -> bool:
    """Change an argument where it is; whether there was something to change."""
    if isinstance(value, np.ndarray) and value.size:
        value[...] = value.dtype.type(0) if value.any() else value.dtype.type(1)
    elif isinstance(value, pd.DataFrame) and len(value):
        del value[value.columns[0]]
    elif isinstance(value, (list, dict)) and value:
        value.clear()
    elif sparse.issparse(value) and value.nnz:
        value.data[:] = -1
    else:
        return False
    return True


ASKED = {(lab, answer.test): answer.function.__name__ for lab, answer in ANSWERS}  # the function of each exercise
# Given a title or numbers; networks and layers are given tensors, which cannot be changed.
NOTHING_TO_SPOIL = (
    "test_split_title_year",
    "test_tower",
    "test_build_candidate_model",
    "test_recommender_net",
    "test_unit_length",
    "test_masked_mean",
)


@pytest.mark.parametrize(("lab", "test"), [pair for pair in ASKED if pair[1] not in NOTHING_TO_SPOIL])
def test_a_function_that_spoils_its_arguments_is_told_and_spoils_nothing(lab: str, test: str, capsys) -> None:
    right, spoilt, check = solutions(lab)[ASKED[lab, test]], [], getattr(public_tests, test)

    @functools.wraps(right)
    def spoils(*args, **kwargs):
        result = copy.deepcopy(right(*args, **kwargs))
        spoilt.extend([spoil(value) for value in (*args, *kwargs.values())])
        return result

    with pytest.raises(AssertionError, match="it changed"):
        check(spoils)
    assert any(spoilt)
    check(right)
    assert capsys.readouterr().out == "All tests passed!\n"


@pytest.mark.parametrize(("lab", "test"), EXERCISES)
def test_every_exercise_has_enough_answers(lab: str, test: str) -> None:
    kinds = Counter(a.kind for where, a in ANSWERS if where == lab and a.test == test)
    assert kinds["wrong"] >= 4, "an exercise needs four wrong answers or more in tests/answers/"
    assert kinds["right"] >= 3, "an exercise needs three right answers or more in tests/answers/"


@pytest.mark.parametrize(("lab", "test"), QUESTIONS)
def test_a_question_takes_one_letter_and_only_one_is_right(lab: str, test: str) -> None:
    variable = test.removeprefix("test_")
    earned = {letter: judge(oracles()[test], InProcess({variable: letter}), seed=1).earned for letter in "ABCD"}
    assert sorted(earned.values()) == [0, 0, 0, 1]
    other = next(letter for letter, share in earned.items() if share == 0)
    why = judge(oracles()[test], InProcess({variable: other}), seed=1).message
    assert not why.endswith("wrong values"), "the sentence that leads to the answer stands alone"
    for bad in (..., None, "E", "a", "AB", 3):
        assert judge(oracles()[test], InProcess({variable: bad}), seed=1).earned == 0
        with pytest.raises(AssertionError, match=variable):
            public_tests.test_choice(variable, bad)


def test_a_mistake_made_once_is_counted_once() -> None:
    """A chart built rightly on a wrong weighted rating keeps its points; a chart that is wrong itself does not."""
    swapped = next(a for a in load("popularity") if a.title == "v and m swapped")
    namespace = notebook_with("01_popularity", swapped)
    earned = {
        test: judge(oracles()[test], InProcess(namespace), seed=1).earned
        for lab, test in EXERCISES
        if lab == "01_popularity"
    }
    assert earned == {
        "test_mean_vote": 1,
        "test_vote_threshold": 1,
        "test_weighted_rating": 0,
        "test_top_chart": 1,
        "test_genre_chart": 1,
        "test_hit_rate_of_popular": 1,
    }
