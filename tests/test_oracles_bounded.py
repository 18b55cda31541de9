"""Oracles look at the size of what came before they work on it: it may be anything that can be sent."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from hidden_tests.collaborative_filtering.newcomer import is_the_list
from hidden_tests.collaborative_filtering.similarity import keeps_the_largest


class Vast(sparse.csr_array):
    """A sparse matrix that costs nothing to send."""

    def toarray(self, *_args, **_kwargs):
        pytest.fail("made dense")


def test_a_sparse_matrix_of_another_shape_is_not_made_dense() -> None:
    assert not keeps_the_largest(Vast((200_000, 700)), np.eye(7), 3)


def test_a_list_of_millions_is_not_taken_apart() -> None:
    class Pairs(list):
        def __array__(self, *_args, **_kwargs):
            pytest.fail("taken apart")

        def __len__(self):
            return 3_000_000

    assert not is_the_list(Pairs(), {1: 0.5}, 3)
