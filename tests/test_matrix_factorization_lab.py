"""Lab 05 with its training: what the text quotes comes out, and predictions do not depend on how the batch is cut."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.lab_cells import solutions
from tests.lab_runs import DESCRIBED, pictures, printed, told, whole

pytestmark = pytest.mark.slow

LAB = "05_matrix_factorization"


def number(pattern: str) -> float:
    """The number that a line of the lab's output shows where the pattern has its brackets."""
    found = re.search(pattern, printed(whole(LAB)))
    assert found, f"no line like {pattern!r}"
    return float(found[1])


def test_the_trained_lab_prints_no_warning_and_describes_its_figures() -> None:
    assert "WARNING" not in printed(whole(LAB))
    assert told(whole(LAB), "stderr") == ""
    assert len(pictures(whole(LAB))) == 9
    assert all(re.search(DESCRIBED, tag) for tag in pictures(whole(LAB)))


# The text's figures come from one machine; another adds in another order, so the last digits may differ.
@pytest.mark.parametrize(
    ("pattern", "quoted", "within"),
    [
        (r"lowest on validation rows: RMSE (\S+)", 0.943, 0.004),
        (r"lowest on validation rows: RMSE \S+ after (\d+) epochs", 13, 3),
        (r"factors: RMSE (\S+)", 0.932, 0.004),
        (r"factors: RMSE \S+ stars, MAPE (\S+)%", 29, 0.6),
        (r"gap between cuts, your model: +(\S+)", 0, 1e-5),
        (r"tensordot  RMSE (\S+)", 0.980, 0.01),
        (r"row_dot    RMSE (\S+)", 0.933, 0.004),
        (r" 30 validation rows: told (\S+),", 0.926, 0.01),
        (r" 8000 validation rows: told (\S+),", 0.940, 0.005),
        (r"neighbours of movies \(lab 02\) +RMSE (\S+)", 0.939, 0.002),
        (r"factors +(\S+)% of the test movies", 5.0, 0.6),
        (r"most rated +(\S+)% of the test movies", 11.92, 0.01),
    ],
)
def test_the_trained_lab_measures_what_its_text_quotes(pattern: str, quoted: float, within: float) -> None:
    assert number(pattern) == pytest.approx(quoted, abs=within)


def test_the_broken_network_is_broken_in_the_lab_too() -> None:
    assert number(r"gap between cuts, the notebook's model: (\S+)") > 0.01
    scaled = re.search(r"scaled inputs +(.*?)   always the mean: (\S+)", printed(whole(LAB)))
    assert all(abs(float(loss) - float(scaled[2])) < 0.01 for loss in scaled[1].split())


@pytest.fixture(scope="module")
def network():
    """The lab's own network, with random numbers of a size that shows."""
    keras = pytest.importorskip("keras")
    net = solutions(LAB)["RecommenderNet"](60, 80, 8)
    net(np.array([[0, 0]]))
    rng = np.random.default_rng(0)
    net.set_weights([rng.normal(size=array.shape) for array in net.get_weights()])
    assert isinstance(net, keras.Model)
    return net


@pytest.mark.parametrize("size", [1, 2, 7, 64, 300])
def test_predictions_do_not_change_when_the_batch_is_cut(network, size: int) -> None:
    rng = np.random.default_rng(1)
    pairs = np.stack([rng.integers(0, 60, 300), rng.integers(0, 80, 300)], axis=1)
    whole = np.asarray(network(pairs))
    cut = np.concatenate([np.asarray(network(pairs[start : start + size])) for start in range(0, 300, size)])
    np.testing.assert_allclose(cut, whole, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(network.predict(pairs, batch_size=size, verbose=0), whole, rtol=1e-5, atol=1e-5)


def test_predictions_do_not_change_when_the_batch_is_shuffled(network) -> None:
    rng = np.random.default_rng(2)
    pairs = np.stack([rng.integers(0, 60, 300), rng.integers(0, 80, 300)], axis=1)
    order = rng.permutation(300)
    np.testing.assert_allclose(
        np.asarray(network(pairs[order])), np.asarray(network(pairs))[order], rtol=1e-5, atol=1e-5
    )
