"""Lab 03: a mistake is counted once, and the table of the benchmark is the one that the lab draws."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import public_tests
from benchmarks import similarity_scale
from grader.oracle import InProcess, judge, load_oracles
from tests.answers import Answer, load
from tests.lab_cells import fresh, notebook_with

LAB = "03_tfidf"
TESTS = [
    "test_term_frequency",
    "test_inverse_document_frequency",
    "test_tfidf_vectors",
    "test_similar_items",
    "test_recommend",
    "test_user_profile",
]


def answer_called(title: str) -> Answer:
    (answer,) = [a for a in load("tfidf") if a.title == title]
    return answer


def marks(title: str) -> dict[str, float]:
    """Share of the points of each exercise, in a notebook that is right but for one answer."""
    namespace = notebook_with(LAB, answer_called(title))
    oracles = load_oracles("hidden_tests")
    return {test: judge(oracles[test], InProcess(namespace), seed=5).earned for test in TESTS}


@pytest.mark.parametrize(
    ("title", "lost"),
    [
        ("every word once", "test_term_frequency"),
        ("counts instead of shares", "test_term_frequency"),
        ("the 1 at the end forgotten", "test_inverse_document_frequency"),
        ("never smoothed", "test_inverse_document_frequency"),
        ("the plain form", "test_tfidf_vectors"),
        ("itself left in", "test_similar_items"),
        ("ties from the end", "test_similar_items"),
        ("always the first row", "test_similar_items"),
        ("a distance", "test_similar_items"),
    ],
)
def test_a_mistake_made_once_is_counted_once(title, lost):
    assert marks(title) == {test: float(test != lost) for test in TESTS}


PAGE = """
def recommend(item_id, num, catalogue=None, vectors=None):
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    place = list(catalogue["id"]).index(item_id)
    positions, scores = similar_items(vectors, place, num)
    names = list(catalogue["name"].iloc[positions])
    {printing}
    return catalogue.iloc[positions][["id", "name"]].assign(score=np.asarray(scores))
"""


@pytest.mark.parametrize(
    ("printing", "says"),
    [
        ("[print(f'{s:.2f}  {n}') for n, s in zip(names[::-1], scores[::-1])]", "printed in reverse"),
        ("[print(f'{s:.2f}  {n}') for n, s in zip(names, scores[::-1])]", "must hold its score 0.800"),
        ("[print(f'{s:.2f}  {n}') for n, s in zip(['Wren tent', *names], [1, *scores])]", "the product on the page"),
        ("[print(f'{s:.2f}  {n[:20]}') for n, s in zip(names, scores)]", "with its whole name"),
        ("[print(f'{s:.1f}  {n}') for n, s in zip(names, scores)]", "two decimals or more"),
        ("[print(n) for n in names]", "and its score"),
        ("[print(f'{s:.2f}  {n}') for n, s in list(zip(names, scores))[:5]]", "a line for each product"),
        ("[print(f'{s:.2f}', end='  ') for s in scores]", "with its whole name"),
        ("pass", "it printed nothing"),
        ("print('Similar to Wren tent:'); [print(n, s) for n, s in zip(names, scores)]", ""),
        ("print(pd.DataFrame({'score': scores, 'name': names}))", ""),
        ("[print(f'{i}. {n} ({s:.3f})') for i, (n, s) in enumerate(zip(names, scores), 1)]", ""),
        ("print('\\n'.join(f'{s:.2f}  {n}' for n, s in zip(names, scores)))", ""),
    ],
)
def test_what_is_printed_is_read_by_the_visible_check(printing, says, capsys):
    """Only by that one: what a function prints does not reach an oracle, and the lab says so."""
    namespace = fresh(LAB)
    exec(PAGE.replace("{printing}", printing), namespace)
    if says:
        with pytest.raises(AssertionError, match=re.escape(says)):
            public_tests.test_recommend(namespace["recommend"])
    else:
        public_tests.test_recommend(namespace["recommend"])
        assert capsys.readouterr().out == "All tests passed!\n"


def test_another_catalogue_instead_of_the_notebook_s_own_loses():
    namespace = fresh(LAB)
    rows = np.random.default_rng(1).random((30, 8))
    namespace["product_vectors"] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    names = [f"Product {i}" for i in range(30)]
    namespace["products"] = pd.DataFrame({"id": range(100, 130), "name": names, "description": names})
    judged = load_oracles("hidden_tests")["test_recommend"]
    assert judge(judged, InProcess(namespace), seed=2).earned == 1
    own = PAGE.replace("{printing}", "[print(f'{s:.2f}  {n}') for n, s in zip(names, scores)]")
    exec(own.replace("products, product_vectors", "products[::-1], product_vectors"), namespace)
    assert judge(judged, InProcess(namespace), seed=2).earned == 0
    with pytest.raises(AssertionError, match="called without a catalogue"):
        public_tests.test_recommend(namespace["recommend"])
    assert namespace["products"]["id"].tolist() == list(range(100, 130)), "the check puts back what it borrows"


def test_scores_as_a_column_of_pandas_can_be_used_as_the_hint_says():
    namespace = notebook_with(LAB, answer_called("columns of pandas"))
    exec(PAGE.replace("{printing}", "[print(f'{s:.2f}  {n}') for n, s in zip(names, scores)]"), namespace)
    public_tests.test_recommend(namespace["recommend"])
    assert judge(load_oracles("hidden_tests")["test_recommend"], InProcess(namespace), seed=2).earned == 1


def test_the_benchmark_s_page_and_the_lab_s_file_say_the_same():
    part = similarity_scale.PART.read()
    rows = [
        [cell.strip().replace(",", "") for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\| \d.*", part, re.M)
    ]
    numbers = pd.read_csv(similarity_scale.NUMBERS)
    assert [int(row[0]) for row in rows] == numbers["n_items"].tolist() == list(similarity_scale.SIZES)
    for row, (_, measured) in zip(rows, numbers.iterrows(), strict=True):
        shown = [float(value) for value in row[1:]]
        wanted = [
            measured["full_seconds"],
            measured["blocks_seconds"],
            measured["full_bytes"] / 1e6,
            measured["blocks_bytes"] / 1e6,
        ]
        assert np.allclose(shown, wanted, atol=0.06)
