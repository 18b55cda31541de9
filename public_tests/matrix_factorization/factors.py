"""Checks of predictions from factors, and of one step of gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown

BU, BI = np.array([0.2, -0.1, 0.4]), np.array([0.0, -0.5])
P = np.array([[1.0, 0.5], [0.0, -1.0], [2.0, 0.25]])
Q = np.array([[2.0, 1.0], [0.4, -0.6]])


def test_predict_mf(target: Callable) -> None:
    """Check `predict_mf`: one value a pair, the biases, the mean, not cut off, empty, arguments untouched."""
    check = Check("predict_mf", target, ["mu", "bu", "bi", "P", "Q", "users", "items"])
    users, items = np.array([0, 2, 0, 1]), np.array([1, 0, 0, 1])
    got = check.call(3.5, BU, BI, P, Q, users, items)
    if np.shape(got) == (4, 4):
        check.fail(
            "expected 4 predictions, one a pair, got a table of 4 × 4: that is every user of the pairs with every movie (@); multiply row by row."
        )
    if np.shape(got) == (3, 2):
        check.fail("expected 4 predictions, one a pair, got a table of all users and all movies: pick the pairs.")
    if np.shape(got) == (4, 2):
        check.fail(
            "expected 4 predictions, one a pair, got shape (4, 2): the products are there; add up each row with axis=1."
        )
    got = check.array(got, shape=(4,), each="pair")
    taste = np.array([0.1, 4.25, 2.5, 0.6])
    right = 3.5 + BU[users] + BI[items] + taste
    check.reject(
        got, 3.5 + BU[users] + BI[items], "the factors have no part in it: add the dot product of the two rows."
    )
    check.reject(got, right - 3.5, "mu is missing: the mean is where predictions start.")
    check.reject(got, taste + 3.5, "the biases are missing: add bu of the user and bi of the movie.")
    check.reject(got, taste, "mu and the biases are missing.")
    check.reject(got, np.clip(right, 1, 5), "the predictions are cut off at 1 and 5; here they must stay as they are.")
    check.reject(
        got,
        3.5 + BU[users] + BI[items] + taste.sum(),
        "the products of all pairs were added into one number (7.45): add up each row alone, with axis=1.",
    )
    check.close(
        got,
        right,
        "the first pair is 3.5 + 0.2 - 0.5 + (1 · 0.4 + 0.5 · (-0.6)) = 3.3, the second is user 2 with movie 0.",
    )
    check.unchanged()
    none = np.array([], dtype=int)
    check.array(check.call(3.5, BU, BI, P, Q, none, none, when="there was no pair at all"), shape=(0,), each="pair")
    got = check.array(check.call(2.0, BU[:1], BI[:1], P[:1], Q[:1], users[:1], items[1:2]), shape=(1,), each="pair")
    check.close(
        got, [4.7], "with mu = 2, user 0 and movie 0: 2 + 0.2 + 0 + 2.5; are numbers or tables written into the code?"
    )
    check.passed()


def _loss(r: float, mu: float, numbers: np.ndarray, d: int, reg: float) -> float:
    b_u, b_i, p, q = numbers[0], numbers[1], numbers[2 : 2 + d], numbers[2 + d :]
    return 0.5 * (r - mu - b_u - b_i - p @ q) ** 2 + 0.5 * reg * (numbers @ numbers)


def _numerical_gradient(r: float, mu: float, numbers: np.ndarray, d: int, reg: float, tiny: float = 1e-5) -> np.ndarray:
    """Half the change of the loss between a tiny bit up and a tiny bit down, for each number in turn."""
    found = np.empty_like(numbers)
    for place in range(len(numbers)):
        up, down = numbers.copy(), numbers.copy()
        up[place] += tiny
        down[place] -= tiny
        found[place] = (_loss(r, mu, up, d, reg) - _loss(r, mu, down, d, reg)) / (2 * tiny)
    return found


def _new(check: Check, got: Any, d: int) -> np.ndarray:
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if not isinstance(got, (tuple, list)) or len(got) != 4:
        check.fail(f"expected four things, the new b_u, b_i, p and q in this order, got {kind(got)}.")
    b_u, b_i = check.number(got[0], "new b_u, in stars"), check.number(got[1], "new b_i, in stars")
    p, q = (check.array(got[place], shape=(d,), each="factor") for place in (2, 3))
    return np.concatenate([[b_u, b_i], p, q])


def test_sgd_step(target: Callable) -> None:
    """Check `sgd_step`: the example, known slips, the numerical gradient, no penalty, arguments untouched."""
    check = Check("sgd_step", target, ["r", "mu", "b_u", "b_i", "p", "q", "learning_rate", "reg"])
    p, q = np.array([1.0, 0.5]), np.array([0.4, -0.6])
    got = _new(check, check.call(4.0, 3.5, 0.2, -0.5, p.copy(), q.copy(), learning_rate=0.1, reg=0.2), 2)
    old, e = np.concatenate([[0.2, -0.5], p, q]), 0.7
    against = np.concatenate([[e, e], e * q, e * p])
    new_p = p + 0.1 * (e * q - 0.2 * p)
    new_q = q + 0.1 * (e * p - 0.2 * q)
    for mistake, sentence in (
        (old, "nothing has moved: return the new values, not the old ones."),
        (
            old - 0.1 * (against - 0.2 * old),
            "every number moved the wrong way: the error is r minus the prediction, and the step goes against the gradient.",
        ),
        (
            old - 0.1 * (against + 0.2 * old),
            "the error has the wrong sign: it is r minus the prediction, 4 - 3.3 = 0.7.",
        ),
        (
            old + 0.1 * (against + 0.2 * old),
            "the penalty has the wrong sign: it pulls every number towards 0, so it is subtracted.",
        ),
        (
            old + 0.1 * against - 0.2 * old,
            "the penalty is not multiplied by the learning rate: put the brackets around error part and penalty.",
        ),
        (old + 0.1 * against, "the penalty is missing: subtract reg times the old value inside the brackets."),
        (
            old + 0.2 * (against - 0.2 * old),
            "the step is twice as long as it should be: the loss has a half in front, so no 2 remains.",
        ),
        (
            old + 0.1 * (2 * against - 0.2 * old),
            "there is a 2 too many at the error: the loss has a half in front, so no 2 remains.",
        ),
        (
            np.concatenate([old[:2] + 0.1 * e, old[2:] + 0.1 * (against - 0.2 * old)[2:]]),
            "the biases need the penalty too.",
        ),
        (
            np.concatenate([old[:2] + 0.1 * (against - 0.2 * old)[:2], new_p, q + 0.1 * (e * new_p - 0.2 * q)]),
            "the new q was worked out with the new p; all four must be worked out from the old values.",
        ),
        (
            np.concatenate([old[:2] + 0.1 * (against - 0.2 * old)[:2], p + 0.1 * (e * new_q - 0.2 * p), new_q]),
            "the new p was worked out with the new q; all four must be worked out from the old values.",
        ),
        (
            old + 0.1 * (np.concatenate([[e, e], e * p, e * q]) - 0.2 * old),
            "p and q were multiplied by themselves: the error's partner of p is q, and of q it is p.",
        ),
    ):
        check.reject(got, mistake, sentence)
    check.close(
        got,
        old + 0.1 * (against - 0.2 * old),
        "new b_u, b_i, p and q of the worked example: 0.266, -0.42, (1.008, 0.448), (0.462, -0.553).",
    )
    check.unchanged()
    rng = np.random.default_rng(5)
    for d, reg, rate in ((3, 0.05, 0.02), (1, 0.0, 0.5)):
        numbers = rng.normal(size=2 + 2 * d)
        args = (2.0, 3.25, float(numbers[0]), float(numbers[1]), numbers[2 : 2 + d].copy(), numbers[2 + d :].copy())
        got = _new(check, check.call(*args, learning_rate=rate, reg=reg), d)
        wanted = -_numerical_gradient(2.0, 3.25, numbers, d, reg)
        # a tiny bit of 1e-5 leaves the numerical gradient about nine right digits
        if not np.allclose((got - numbers) / rate, wanted, rtol=1e-5, atol=1e-6):
            check.fail(
                f"the step does not follow the numerical gradient: for {d} factors, reg = {reg} and learning rate {rate}, "
                f"step / rate should be {shown(wanted[:4])}…, got {shown(((got - numbers) / rate)[:4])}…: are numbers of the example written into the code?"
            )
    check.unchanged()
    check.passed()
