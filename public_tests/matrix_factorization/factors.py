"""Checks of predictions from factors, and of one step of gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind
from public_tests.matrix_factorization.clipping import cut_off

BU, BI = np.array([0.2, -0.1, 0.4]), np.array([0.0, -0.5])
P = np.array([[1.0, 0.5], [0.0, -1.0], [2.0, 0.25]])
Q = np.array([[2.0, 1.0], [0.4, -0.6]])


def test_predict_mf(target: Callable) -> None:
    """Check `predict_mf`: one value a pair, the biases, the mean, not cut off, empty, arguments untouched."""
    check = Check("predict_mf", target, ["mu", "bu", "bi", "P", "Q", "users", "items"])
    users, items = np.array([0, 2, 0, 1]), np.array([1, 0, 0, 1])
    got = check.reads(3.5, BU, BI, P, Q, users, items)
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
    none = np.array([], dtype=int)
    check.array(check.reads(3.5, BU, BI, P, Q, none, none, when="there was no pair at all"), shape=(0,), each="pair")
    got = check.array(check.reads(2.0, BU[:1], BI[:1], P[:1], Q[:1], users[:1], items[1:2]), shape=(1,), each="pair")
    check.close(
        got, [4.7], "with mu = 2, user 0 and movie 0: 2 + 0.2 + 0 + 2.5; are numbers or tables written into the code?"
    )
    three = np.array([[0.123, -1.5, 2.25]]), np.array([[2.0, 0.5, 1.111]])
    bias, first = np.array([0.0375]), np.array([0])
    got = check.array(check.reads(3.0, bias, bias, *three, first, first), shape=(1,), each="pair")
    right = 3.0 + 2 * 0.0375 + 0.246 - 0.75 + 2.25 * 1.111
    check.reject(got, [right - 2.25 * 1.111], "with three factors only the first two were used: take all of a row.")
    check.close(got, [right], "with three factors; their number may be any.")
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
    got = _new(check, check.reads(4.0, 3.5, 0.2, -0.5, p, q, learning_rate=0.1, reg=0.2), 2)
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
    rng = np.random.default_rng(5)
    for d, reg, rate, r, mu in ((3, 0.05, 0.02, 2.0, 3.25), (1, 0.0, 0.5, 4.5, 3.25), (2, 0.1, 0.05, 1.0, 8.0)):
        numbers = rng.normal(size=2 + 2 * d)
        args = (r, mu, float(numbers[0]), float(numbers[1]), numbers[2 : 2 + d], numbers[2 + d :])
        got = _new(check, check.reads(*args, learning_rate=rate, reg=reg), d)
        wanted = -_numerical_gradient(r, mu, numbers, d, reg)
        # a tiny bit of 1e-5 leaves the numerical gradient about nine right digits
        if not np.allclose((got - numbers) / rate, wanted, rtol=1e-5, atol=1e-6):
            worst = int(np.argmax(np.abs((got - numbers) / rate - wanted)))
            name = ["b_u", "b_i"][worst] if worst < 2 else "p" if worst < 2 + d else "q"
            check.fail(
                f"the step does not follow the numerical gradient: for {d} factors, reg = {reg}, learning rate {rate}, "
                f"a rating of {r:g} and mu = {mu:g}, step / rate should be {wanted[worst]:.6g} in {name}, "
                f"got {(got - numbers)[worst] / rate:.6g}{_why(got, numbers, d, reg, rate, r, mu)}."
            )
    check.passed()


def _why(got: np.ndarray, old: np.ndarray, d: int, reg: float, rate: float, r: float, mu: float) -> str:
    """A cause for a step that only the example does not show, as the end of a sentence; empty if none fits."""
    p, q = old[2 : 2 + d], old[2 + d :]
    predicted = mu + old[0] + old[1] + p @ q

    def step(e: float, reg: float = reg, rate: float = rate) -> np.ndarray:
        return old + rate * (e * np.concatenate([[1.0, 1.0], q, p]) - reg * old)

    right = step(r - predicted)
    for mistake, cause in (
        (step(abs(r - predicted)), "the error lost its sign; a prediction that is too high must come down"),
        (step(r - np.clip(predicted, 1, 5)), "the prediction was cut off at 1 and 5 before the error was taken"),
        (step(np.clip(r - predicted, -1, 1)), "the error was cut off at -1 and 1"),
        (np.abs(right), "the new numbers lost their signs"),
        (step(r - predicted, reg=0.2, rate=0.1), "learning rate and reg of the example are written into the code"),
        (step(r - predicted, reg=0.2), "the reg of the example is written into the code"),
        (step(r - predicted, rate=0.1), "the learning rate of the example is written into the code"),
    ):
        if np.allclose(got, mistake, rtol=1e-6, atol=1e-8):
            return f": {cause}"
    if any(np.allclose(got, np.round(right, digits), rtol=0, atol=1e-12) for digits in range(7)):
        return ": the new numbers were rounded; give them as they are"
    if cut_off(got, right):
        return ": the new numbers were cut off; give them as they are"
    return ""
