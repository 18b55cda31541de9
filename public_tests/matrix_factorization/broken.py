"""Checks of the measurements that show a model is broken, and of what mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown
from public_tests._networks import model_of


def test_rows_reached(target: Callable) -> None:
    """Check `rows_reached`: decimals cut off and not rounded, different rows counted, lists, whole numbers."""
    check, unit = Check("rows_reached", target, ["inputs"]), "rows"
    got = check.number(check.reads(np.array([0.0, 0.25, 0.5, 0.75, 0.99, 1.0])), unit)
    check.reject(
        got, 6.0, "expected 2 rows, got 6: these are different inputs; cut their decimals off before you count."
    )
    check.reject(got, 1.0, "expected 2 rows, got 1: 1.0 reaches row 1, all others row 0.")
    check.close(got, 2, "the rows reached are 0, 0, 0, 0, 0 and 1: two different ones.")
    got = check.number(check.reads([0.4, 0.6, 1.7]), unit)
    check.reject(got, 3.0, "for 0.4, 0.6, 1.7 expected 2 rows, got 3: cut the decimals off; Keras does not round.")
    check.close(got, 2, "a list too: 0.4, 0.6 and 1.7 reach rows 0, 0 and 1.")
    got = check.number(check.reads(pd.Series([1.0, 1.5, 0.0], index=[3, 9, 4])), unit)
    check.close(got, 2, "1.0 and 1.5 both reach row 1, 0.0 reaches row 0; decimals are cut off, not rounded up.")
    got = check.number(check.reads(np.array([7, 2, 7, 941])), unit)
    check.reject(got, 942.0, "expected 3, got 942: count the rows that are reached, not all rows up to the largest.")
    check.reject(got, 4.0, "expected 3, got 4: row 7 is reached twice, and counts once.")
    check.close(got, 3, "whole numbers stay as they are: rows 7, 2 and 941.")
    check.passed()


def test_network_inputs(target: Callable) -> None:
    """Check `network_inputs`: shape, positions as they are, users first, whole numbers."""
    check = Check("network_inputs", target, ["users", "movies"])
    users, movies = np.array([0, 942, 3]), np.array([5, 1681, 0])
    got = check.reads(users, movies)
    if np.shape(got) == (2, 3):
        check.fail("expected shape (3, 2), a pair in each row, got (2, 3): stack along the other axis (axis=1).")
    values = check.array(got, shape=(3, 2), each="pair and column")
    if not isinstance(got, np.ndarray):
        check.fail(f"expected an array (ndarray), of which one can take a column with [:, 0], got {kind(got)}.")
    right = np.array([[0, 5], [942, 1681], [3, 0]], dtype=float)
    check.reject(
        values, right / right.max(axis=0), "the positions are still divided by their maximum: leave them as they are."
    )
    check.reject(values, right[:, ::-1], "the columns are swapped: column 0 is the users, column 1 the movies.")
    check.reject(values, right + 1, "the positions were raised by 1; they are counted from 0, as the tables' rows are.")
    check.close(values, right, "in each row the user's and the movie's position, as they are.")
    if np.asarray(got).dtype.kind not in "iu":
        check.fail(f"expected whole numbers (int), got {np.asarray(got).dtype}: end with .astype(int).")
    values = check.array(check.reads([1], [2]), shape=(1, 2), each="pair and column")
    check.close(values, [[1, 2]], "lists too.")
    columns = pd.Series([4, 1], index=[10, 20]), pd.Series([6, 8], index=[20, 30])
    got = check.reads(*columns)
    if np.shape(got) != (2, 2):
        check.fail(
            "two columns of tables were put together by their index; row k belongs to row k (np.asarray drops the index)."
        )
    values = check.array(got, shape=(2, 2), each="pair and column")
    check.close(values, [[4, 6], [1, 8]], "two columns of tables: row k belongs to row k, whatever their indexes.")
    check.passed()


def test_batch_gap(target: Callable) -> None:
    """Check `batch_gap`: same row, any two cuts, the largest, without sign."""
    check, unit = Check("batch_gap", target, ["cuts"]), "stars"
    cuts = [np.array([3.1, 4.0, 2.0]), np.array([3.1, 4.5, 2.0]), np.array([3.0, 4.2, 2.1])]
    got = check.number(check.reads(cuts), unit)
    check.reject(got, 2.5, "expected 0.5, got 2.5: compare predictions of the same row, not of different rows.")
    check.reject(got, 2.0, "expected 0.5, got 2: compare the cuts row by row (axis=0), not the rows of one cut.")
    check.reject(got, 0.7 / 3, "expected 0.5, got 0.2333: the largest gap, not the mean.")
    check.reject(got, 0.1, "expected 0.5, got 0.1: the largest gap over all rows, not the smallest or the first.")
    check.reject(got, 0.0, "expected 0.5, got 0: are the cuts compared with each other, and the largest gap taken?")
    check.close(got, 0.5, "the gaps of the three rows are 0.1, 0.5 and 0.1.")
    got = check.number(check.reads([[1.0, 2.0], [1.2, 2.0], [0.9, 2.0]]), unit)
    check.reject(got, 0.2, "expected 0.3, got 0.2: any two cuts count, not only each with the first.")
    check.close(got, 0.3, "the second and the third cut lie furthest apart, 1.2 and 0.9.")
    got = check.number(check.reads([[1.0, 2.0], [1.1, 2.0], [1.2345678, 2.0]]), unit)
    check.reject(
        got,
        0.1345678,
        "expected 0.2346, got 0.1346: any two cuts count, not only neighbours; here the first and the last.",
    )
    check.close(got, 0.2345678, "the first cut says 1.0 of the first row, the last 1.2345678.")
    got = check.number(check.reads([[4.0, 3.0], [1.0, 3.0]]), unit)
    check.close(got, 3.0, "from 4 to 1 is a difference of 3, without a sign.")
    got = check.number(check.reads([[2.5, 3.5]], when="there was only one cut, with which nothing can differ"), unit)
    check.close(got, 0.0, "with one cut nothing differs.")
    check.passed()


USERS = np.array([[1.0, 2.0], [3.0, 0.0], [-1.0, 4.0]], dtype="float32")
MOVIES = np.array([[1.0, 1.0], [2.0, 5.0], [0.5, 1.0]], dtype="float32")


def test_row_dot(target: Callable) -> None:
    """Check `row_dot`: shape, one number a row, values, inside a model."""
    import keras

    check = Check("row_dot", target, ["user_vectors", "movie_vectors"])
    right = (USERS * MOVIES).sum(axis=1, keepdims=True)
    got = _column(check, check.reads(USERS, MOVIES))
    check.reject(got, right / 2, "the products were averaged; a dot product adds them up.")
    check.reject(
        got, np.full((3, 1), right.sum()), "every row got the sum over the whole batch: add up each row alone (axis=1)."
    )
    lengths = np.linalg.norm(USERS, axis=1, keepdims=True) * np.linalg.norm(MOVIES, axis=1, keepdims=True)
    check.reject(
        got, right / lengths, "the vectors were brought to length 1, as in lab 04; here they keep their lengths."
    )
    check.close(got, right, "1 · 1 + 2 · 1 = 3, then 6, then 3.5.")
    wide = np.array([[1.0, 2.0, 0.5, 4.0], [0.0, 1.0, 3.0, -2.0], [2.0, 0.0, 0.0, 1.0]], dtype="float32")
    got = _column(check, check.reads(wide, wide[::-1]))
    right_wide = np.array([[6.0], [14.0], [6.0]])
    check.reject(
        got, [[2.0], [1.0], [2.0]], "with four numbers a row only the first two were used: add up all of them."
    )
    check.reject(
        got, right_wide / 2, "with four numbers a row expected 6, 14, 6, got half: add the products up, no mean."
    )
    check.close(got, right_wide, "rows of four numbers: the width of a row may be any.")
    model = model_of(check, target, [keras.Input(shape=(2,)), keras.Input(shape=(2,))])
    check.close(_column(check, model([USERS, MOVIES])), right, "inside a model it must give the same as outside.")
    check.passed()


def _column(check: Check, got: Any) -> np.ndarray:
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    try:
        values = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        check.fail(f"expected a tensor of shape (3, 1), got {kind(got)}: is a layer made, but not called?")
    causes = {
        (): ": one number for the whole batch, as tensordot gives; sum over axis 1 alone.",
        (3,): ": keep the second axis, with keepdims=True.",
        (3, 2): ": the products are there; add up each row.",
        (3, 3): ": that is every row with every row (@); multiply element by element.",
        (1, 2): ": summed over the rows of the batch (axis 0); sum along each row, axis 1.",
    }
    if values.shape != (3, 1):
        check.fail(f"expected shape (3, 1), one number for each row, got {values.shape}{causes.get(values.shape, '.')}")
    return values


def test_honest_report(target: Callable) -> None:
    """Check `honest_report`: chosen on validation, epochs from 1, both errors at that epoch, the first of equals."""
    check = Check("honest_report", target, ["validation", "test"])
    validation, test = [1.02, 0.95, 0.93, 0.94], [1.03, 0.96, 0.95, 0.945]
    got = _three(check, check.reads(validation, test))
    check.reject(got, [2, 0.93, 0.95], "expected epoch 3, got 2: np.argmin counts from 0, epochs are counted from 1.")
    check.reject(
        got,
        [4, 0.94, 0.945],
        "the epoch was chosen on the test rows; choose on validation, and take the test error as it comes.",
    )
    check.reject(
        got,
        [3, 0.93, 0.945],
        "the last number must be the test error at the chosen epoch (0.95), not the lowest test error (0.945): that would be choosing twice.",
    )
    check.reject(
        got, [3, 0.95, 0.93], "the two errors are swapped: first what is told (validation), then what is true (test)."
    )
    check.reject(got, [1, 1.02, 1.03], "the epoch with the highest error was chosen; the lowest is wanted.")
    check.reject(got, [4, 0.94, 0.945], "the last epoch was taken; take the one with the lowest validation error.")
    check.close(got, [3, 0.93, 0.95], "validation is lowest after epoch 3; the test error after epoch 3 is 0.95.")
    validation, test = [1.0, 0.95, 0.97, 0.93, 0.9123456], [1.1, 1.05, 0.87, 0.99, 0.9876543]
    got = _three(check, check.reads(validation, test))
    check.reject(
        got, [2, 0.95, 1.05], "expected epoch 5, got 2: do not stop where the error first rises; look at all epochs."
    )
    check.reject(got, [4, 0.93, 0.99], "expected epoch 5, got 4: the last epoch counts too.")
    check.reject(
        got,
        [3, 0.97, 0.87],
        "expected epoch 5, got 3: there the sum of both errors is lowest; the test rows must have no say in the choice.",
    )
    check.close(got, [5, 0.9123456, 0.9876543], "validation is lowest after epoch 5; look at all epochs.")
    got = _three(check, check.reads(np.array([0.91, 0.9, 0.92, 0.9]), np.array([0.99, 0.97, 0.95, 0.93])))
    check.close(got, [2, 0.9, 0.97], "for arrays too; of equal errors (epochs 2 and 4) the earliest counts.")
    columns = pd.Series([0.9, 0.8, 0.85], index=[1, 2, 3]), pd.Series([0.95, 0.91, 0.97], index=[1, 2, 3])
    odd = "the errors were columns whose index counts from 1 (np.asarray drops the index)"
    got = _three(check, check.reads(*columns, when=odd))
    check.close(got, [2, 0.8, 0.91], f"{odd}: the second place is the second, whatever its label.")
    got = _three(check, check.reads([0.8], [0.9]))
    check.close(got, [1, 0.8, 0.9], "with one epoch there is no choice.")
    check.passed()


def _three(check: Check, got: Any) -> np.ndarray:
    if not isinstance(got, (tuple, list, np.ndarray)) or np.shape(got) != (3,):
        check.fail(f"expected three numbers, the epoch and two errors, got {kind(got)}: {shown(got)}.")
    return np.array([check.number(value, "an epoch or stars") for value in got])
