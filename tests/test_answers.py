"""Every wrong answer loses its points and says why; every right one, however written, gets them all."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

import public_tests
from grader.oracle import InProcess, judge, load_oracles
from tests.answers import Answer, load
from tests.lab_cells import ANSWERS, EXERCISES, QUESTIONS, TESTS, imports, solution_sources

SEEDS = (1, 2, 3)


@functools.cache
def solutions(lab: str) -> dict:
    """What the lab's own solution cells define: the earlier functions an answer may build on."""
    namespace: dict = {}
    exec(imports(lab), namespace)
    for name, source in solution_sources(lab).items():
        exec(compile(source, f"{lab}:{name}", "exec"), namespace)
    return namespace


def notebook_with(lab: str, answer: Answer) -> dict:
    """The lab's names with one function answered otherwise, as if the answer were written in its cell."""
    namespace = dict(solutions(lab))
    exec(compile(answer.source, f"{answer.test}: {answer.title}", "exec"), namespace)
    return namespace


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


@pytest.mark.parametrize(("lab", "test"), EXERCISES)
def test_every_exercise_has_enough_answers(lab: str, test: str) -> None:
    kinds = Counter(a.kind for where, a in ANSWERS if where == lab and a.test == test)
    assert kinds["wrong"] >= 4
    assert kinds["right"] >= 3


@pytest.mark.parametrize(("lab", "test"), QUESTIONS)
def test_a_question_takes_one_letter_and_only_one_is_right(lab: str, test: str) -> None:
    variable = test.removeprefix("test_")
    earned = {letter: judge(oracles()[test], InProcess({variable: letter}), seed=1).earned for letter in "ABCD"}
    assert sorted(earned.values()) == [0, 0, 0, 1]
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
