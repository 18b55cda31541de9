"""Lab 04 as a reader runs it, with the cells that train: what they print, what the figures say, and that it is the same twice."""

from __future__ import annotations

import re

import pytest

from recsys_utils.two_tower_training import train_and_test
from tests.lab_runs import DESCRIBED, pictures, printed, told, whole
from tests.two_tower_tiny import small_movielens

pytestmark = pytest.mark.slow

LAB = "04_two_tower"


def number(pattern: str) -> float:
    """The one number that a pattern finds in what the lab prints."""
    found = re.findall(pattern, printed(whole(LAB)))
    assert len(found) == 1, f"{pattern}: {found}"
    return float(found[0])


def test_every_cell_runs_and_nothing_is_said_on_stderr() -> None:
    assert told(whole(LAB), "stderr") == ""
    assert len(pictures(whole(LAB))) == 6
    assert all(re.search(DESCRIBED, tag) for tag in pictures(whole(LAB)))


def test_the_towers_beat_the_biases_and_the_leaks_are_as_large_as_the_text_says() -> None:
    towers, biases = number(r"two towers +(0\.\d+)"), number(r"biases only +(0\.\d+)")
    assert biases == 0.2177
    assert 0.2105 < towers < 0.2165  # 0.2135 where the text was written; other processors round otherwise
    assert number(r"held out (0\.\d+)") - number(r"\[?validation (0\.\d+), held out") > 0.012
    assert number(r"'test' error (0\.\d+)") < 0.2
    assert len(re.findall(r"^epoch", printed(whole(LAB)), re.MULTILINE)) == 8


def test_one_product_gives_the_same_list_as_the_model() -> None:
    cells = [cell for cell in whole(LAB).cells if cell.cell_type == "code"]
    plain = next(cell for cell in cells if "print_pred_movies(y_pu" in cell.source)
    fast = next(cell for cell in cells if "in rating_for_new_user(user_vector, movie_vectors" in cell.source)
    rows = re.findall(r"<tr><td[^>]*>(.*?)</td>.*?</tr>", plain.outputs[0].data["text/html"])
    stars = re.findall(r"^(\d\.\d\d)  ", fast.outputs[0].text, re.MULTILINE)
    assert [row.strip() for row in rows] == stars
    assert len(stars) == 10


def test_loops_are_hundreds_of_times_slower() -> None:
    assert "the same numbers: True" in printed(whole(LAB))
    loops, at_once = number(r"loops about (\d+) s"), number(r"at once (\d+\.\d+) s")
    assert loops > 20 * at_once


def test_the_same_seed_gives_the_same_losses() -> None:
    import keras

    ml = small_movielens()

    def build_tower(num_outputs: int) -> keras.Model:
        return keras.Sequential([keras.layers.Dense(16, "relu"), keras.layers.Dense(num_outputs)])

    def join(user_vec: object, item_vec: object) -> object:
        return keras.layers.Dot(axes=1, normalize=True)([user_vec, item_vec])

    from recsys_utils.features import Profiles, split_ratings

    known, held_out = split_ratings(ml.ratings)
    profiles = Profiles(known, ml.movies, users=ml.ratings["user_id"])
    train, test = profiles.rows_of_known(5), profiles.rows(held_out)
    runs = [
        train_and_test(
            build_tower,
            join,
            (train.item, train.user, train.y),
            (test.item, test.user, test.y),
            epochs=3,
            batch_size=64,
        )
        for _ in range(2)
    ]
    assert [f"{loss:.6f}" for loss in runs[0].losses] == [f"{loss:.6f}" for loss in runs[1].losses]
    assert f"{runs[0].test_error:.6f}" == f"{runs[1].test_error:.6f}"
    assert runs[0].losses[-1] < runs[0].losses[0]
