"""recall@k and nDCG@k: every edge written out, then agreement with each other's definition and with another library.

The same cases are put to `recsys_utils.ranking` and to what lab 06 has students write, taken from its solution cells.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys_utils.ranking import (
    interval_of_share,
    judge_places,
    ndcg,
    places_of_held_out,
    recall,
    recall_among_sampled,
)
from tests.lab_cells import solution_sources

LAB: dict = {"np": np}
for exercise in ("top_k", "recall_at_k", "ndcg_at_k"):
    exec(solution_sources("06_youtube")[exercise], LAB)
RECALLS = pytest.mark.parametrize("measure", [recall, LAB["recall_at_k"]], ids=["recsys_utils", "lab"])
NDCGS = pytest.mark.parametrize("measure", [ndcg, LAB["ndcg_at_k"]], ids=["recsys_utils", "lab"])

THIRD = 1 / math.log2(3)  # the gain of place 2
# list, relevant, k, recall, nDCG
EDGES = {
    "the only relevant item first": ([7, 1, 2], [7], 3, 1.0, 1.0),
    "the only relevant item last": ([1, 2, 7], [7], 3, 1.0, 0.5),
    "behind k": ([1, 2, 7], [7], 2, 0.0, 0.0),
    "not in the list": ([1, 2, 3], [7], 3, 0.0, 0.0),
    "k of 1": ([7, 8], [7, 8], 1, 0.5, 1.0),
    "more relevant than k": ([7, 8, 9], [7, 8, 9, 10], 2, 0.5, 1.0),
    "fewer than k recommended": ([1, 7], [7, 8, 9], 5, 1 / 3, THIRD / (1 + THIRD + 0.5)),
    "nothing recommended": ([], [7], 10, 0.0, 0.0),
    "nothing relevant": ([1, 2, 3], [], 3, math.nan, math.nan),
    "nothing at all": ([], [], 3, math.nan, math.nan),
    "one hit of two at place 2": ([4, 3, 8], [3, 5], 2, 0.5, THIRD / (1 + THIRD)),
    "relevant as a set": ([4, 3, 8], {3, 5}, 2, 0.5, THIRD / (1 + THIRD)),
    "arrays": (np.array([4, 3, 8]), np.array([3, 5]), 2, 0.5, THIRD / (1 + THIRD)),
}


@RECALLS
@pytest.mark.parametrize("case", EDGES)
def test_recall_at_every_edge(measure, case: str) -> None:
    ranked, relevant, k, expected, _ = EDGES[case]
    assert measure(ranked, relevant, k) == pytest.approx(expected, nan_ok=True)


@NDCGS
@pytest.mark.parametrize("case", EDGES)
def test_ndcg_at_every_edge(measure, case: str) -> None:
    ranked, relevant, k, _, expected = EDGES[case]
    assert measure(ranked, relevant, k) == pytest.approx(expected, nan_ok=True)


LISTS = st.lists(st.integers(1, 40), unique=True, max_size=25)


@given(LISTS, st.sets(st.integers(1, 40), min_size=1), st.integers(1, 30))
def test_between_0_and_1_and_both_ways_to_write_it_agree(ranked: list, relevant: set, k: int) -> None:
    for ours, lab in ((recall, LAB["recall_at_k"]), (ndcg, LAB["ndcg_at_k"])):
        value = ours(ranked, relevant, k)
        assert 0 <= value <= 1 + 1e-12
        assert lab(ranked, list(relevant), k) == pytest.approx(value)


@given(LISTS, st.sets(st.integers(1, 40), min_size=1), st.integers(1, 30))
def test_a_hit_moved_forward_never_lowers_ndcg(ranked: list, relevant: set, k: int) -> None:
    sorted_ = sorted(ranked, key=lambda item: item not in relevant)
    assert ndcg(sorted_, relevant, k) >= ndcg(ranked, relevant, k) - 1e-12


@pytest.mark.parametrize("measure", [recall, ndcg])
def test_a_list_of_length_0_is_refused(measure) -> None:
    with pytest.raises(ValueError, match="must be 1 or more, got 0"):
        measure([1], [1], 0)


def test_agreement_with_ranx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random rankings of 30 users; ranx sorts by score, so the scores fall along our lists."""
    missing = "ranx is not installed: it checks our measures against its own"
    numba = pytest.importorskip("numba", reason=missing)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", True)  # compiling takes half a minute, thirty users nothing
    ranx = pytest.importorskip("ranx", reason=missing)
    rng = np.random.default_rng(7)
    lists, wanted = {}, {}
    for user in range(30):
        movies = rng.permutation(60) + 1
        lists[f"u{user}"] = movies[: rng.integers(1, 40)].tolist()
        wanted[f"u{user}"] = rng.permutation(60)[: rng.integers(1, 12)] + 1
    qrels = ranx.Qrels({user: {str(m): 1 for m in found} for user, found in wanted.items()})
    run = ranx.Run(
        {user: {str(m): float(len(found) - place) for place, m in enumerate(found)} for user, found in lists.items()}
    )
    for k in (1, 3, 10, 50):
        theirs = ranx.evaluate(qrels, run, [f"recall@{k}", f"ndcg@{k}"], return_mean=False)
        order = list(run.run)  # ranx keeps its own order of users
        for name, ours in (("recall", recall), ("ndcg", ndcg)):
            expected = [ours(lists[user], wanted[user], k) for user in order]
            np.testing.assert_allclose(theirs[f"{name}@{k}"], expected, rtol=1e-9)


# -- the full ranking of a table of scores


def test_places_leave_out_the_watched_and_break_ties_by_the_smaller_item() -> None:
    scores = np.array([[9.0, 2.0, 5.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0, 0.0], [9.0, 1.0, 2.0, 3.0, 4.0]])
    watched = np.zeros((3, 5), dtype=bool)
    watched[:, 0] = True  # the padding, however good
    watched[0, 2] = True  # seen: item 3 moves up, but item 1 has the same score and a smaller number
    assert places_of_held_out(scores, watched, [3, 4, 1]).tolist() == [2, 4, 4]
    assert places_of_held_out(scores[:1], watched[:1], [2]).tolist() == [np.inf]


def test_empty_history_and_fewer_items_than_k() -> None:
    scores = np.array([[0.0, 3.0, 1.0, 2.0]])
    nothing = np.array([[True, False, False, False]])
    assert places_of_held_out(scores, nothing, [2]).tolist() == [3]
    assert judge_places(np.array([3.0]), 100) == {"recall": 1.0, "ndcg": 0.5}
    assert LAB["top_k"](scores[0], [], 100).tolist() == [1, 3, 2]


@pytest.mark.parametrize("seed", range(5))
def test_places_agree_with_lists_judged_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    users, items, k = 40, 30, 7
    scores = rng.permutation(users * items).reshape(users, items).astype(float)  # no ties: top_k may order them anyhow
    watched = rng.random((users, items)) < 0.3
    watched[:, 0] = True
    held_out = np.array([rng.choice(np.flatnonzero(~own)) for own in watched])
    found = judge_places(places_of_held_out(scores, watched, held_out), k)
    lists = [LAB["top_k"](scores[user], np.flatnonzero(watched[user]), k) for user in range(users)]
    pairs = list(zip(lists, held_out, strict=True))
    assert found["recall"] == pytest.approx(np.mean([recall(own, [item], k) for own, item in pairs]))
    assert found["ndcg"] == pytest.approx(np.mean([ndcg(own, [item], k) for own, item in pairs]))


def test_against_few_rivals_everything_looks_better() -> None:
    rng = np.random.default_rng(1)
    scores, watched = rng.normal(size=(200, 500)), np.zeros((200, 500), dtype=bool)
    held_out = rng.integers(0, 500, 200)
    whole = judge_places(places_of_held_out(scores, watched, held_out), 10)["recall"]
    sampled = recall_among_sampled(scores, watched, held_out, k=10)
    assert whole < 0.06 < sampled  # 10 of 500 by chance, against 10 of 100


def test_interval_holds_the_share_and_shrinks_with_more_users() -> None:
    from scipy.stats import binomtest

    theirs = binomtest(47, 943).proportion_ci(0.95, method="wilson")
    assert interval_of_share(47 / 943, 943) == pytest.approx((theirs.low, theirs.high), abs=1e-5)
    assert interval_of_share(0.0, 10)[0] == pytest.approx(0) and interval_of_share(1.0, 10)[1] == pytest.approx(1)
    assert np.diff(interval_of_share(0.3, 10_000)) < np.diff(interval_of_share(0.3, 100))
