"""Oracles of the first half: index, errors, biases, predictions, one step of gradient descent, the network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.oracle import oracle


@oracle("test_build_index")
def _(student, rng):
    numbers = rng.choice(200_000, int(rng.integers(5, 60)), replace=False)
    words = [f"tt{number}" for number in numbers[:9]]
    for ids, kind in (
        (rng.choice(numbers, 150), "whole numbers in an array"),
        (rng.choice(numbers, 80).tolist(), "whole numbers in a list"),
        (rng.choice(words, 40).tolist(), "words"),
        (pd.Series(rng.choice(numbers, 30), index=rng.integers(0, 9, 30)), "a column with an odd index"),
        ([int(numbers[0])], "a single id"),
    ):
        ordered = sorted(set(pd.Series(ids).tolist()))
        answer = student.call("build_index", ids)
        answer.satisfies(
            lambda got: isinstance(got, (tuple, list)) and len(got) == 2 and isinstance(got[0], dict),
            "a dict, then a list",
            "expected two things, the dict first",
        )
        answer.satisfies(
            lambda got, ordered=ordered: got[0] == {name: place for place, name in enumerate(ordered)},
            f"positions of {kind}, in the order of the ids",
        )
        answer.satisfies(
            lambda got: not any(isinstance(place, (float, np.floating)) for place in got[0].values()),
            "whole numbers as positions",
        )
        answer.satisfies(
            lambda got, ordered=ordered: len(got[1]) == len(ordered) and list(got[1]) == ordered,
            f"the way back for {kind}",
        )
        answer.leaves_arguments("the ids it was given stay as they were")


def random_stars(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.integers(1, 11, n) / 2


@oracle("test_rmse")
def _(student, rng):
    for n in (1, int(rng.integers(2, 9)), int(rng.integers(50, 300))):
        actual, predicted = random_stars(rng, n), rng.uniform(0, 6, n)
        expected = (sum((a - p) ** 2 for a, p in zip(actual, predicted, strict=True)) / n) ** 0.5
        answer = student.call("rmse", actual, predicted)
        answer.is_close(expected, "the root of the mean of the squared misses")
        answer.leaves_arguments("the arrays it was given stay as they were")
        student.call("rmse", actual.tolist(), predicted.tolist()).is_close(expected, "the same for lists")
    columns = pd.Series(actual, index=rng.permutation(n)), pd.Series(predicted, index=rng.permutation(n) + 3)
    student.call("rmse", *columns).is_close(expected, "two columns whose indexes differ, row by row")


@oracle("test_mape")
def _(student, rng):
    for n in (1, int(rng.integers(2, 9)), int(rng.integers(50, 300))):
        actual, predicted = random_stars(rng, n), rng.uniform(0, 6, n)
        expected = sum(abs(a - p) / a for a, p in zip(actual, predicted, strict=True)) / n
        answer = student.call("mape", actual, predicted)
        answer.is_close(expected, "the mean of the misses, each divided by the real rating")
        answer.leaves_arguments("the arrays it was given stay as they were")
        student.call("mape", actual.tolist(), predicted.tolist()).is_close(expected, "the same for lists")
    columns = pd.Series(actual, index=rng.permutation(n)), pd.Series(predicted, index=rng.permutation(n) + 3)
    student.call("mape", *columns).is_close(expected, "two columns whose indexes differ, row by row")


def random_ratings(rng: np.random.Generator, odd_index: bool) -> pd.DataFrame:
    """Ratings with generous users and good movies, so that the order of the biases matters."""
    n_users, n_items = int(rng.integers(5, 25)), int(rng.integers(5, 25))
    users = rng.choice(10_000, n_users, replace=False)
    items = rng.choice(10_000, n_items, replace=False)
    known = np.argwhere(rng.random((n_users, n_items)) < 0.4)
    known = known if len(known) else np.array([[0, 0]])
    likes = rng.normal(0, 1, n_users)[known[:, 0]] + rng.normal(0, 1, n_items)[known[:, 1]]
    stars = np.clip(np.round(3.5 + likes + rng.normal(0, 0.5, len(known))), 1, 5)
    table = pd.DataFrame({"user_id": users[known[:, 0]], "movie_id": items[known[:, 1]], "rating": stars})
    table = table.sample(frac=1, random_state=int(rng.integers(1 << 30)))
    return table.set_axis(rng.integers(0, 5, len(table))) if odd_index else table


def plain_biases(train: pd.DataFrame, reg_user: float, reg_item: float) -> tuple[float, dict, dict]:
    """Rating by rating, with dicts."""
    rows = list(zip(train["user_id"].tolist(), train["movie_id"].tolist(), train["rating"].tolist(), strict=True))
    mu = sum(r for _, _, r in rows) / len(rows)

    def shrunk(values: dict, reg: float) -> dict:
        return {key: sum(left) / (len(left) + reg) for key, left in values.items()}

    of_item: dict = {}
    for _, item, r in rows:
        of_item.setdefault(item, []).append(r - mu)
    bi = shrunk(of_item, reg_item)
    of_user: dict = {}
    for user, item, r in rows:
        of_user.setdefault(user, []).append(r - mu - bi[item])
    return mu, shrunk(of_user, reg_user), bi


def same_biases(got, wanted: dict) -> bool:
    """A Series or a dict with these ids and, but for rounding, these values."""
    if len(got) != len(wanted):
        return False
    table = got if isinstance(got, dict) else dict(zip(got.index.tolist(), got.tolist(), strict=True))
    return len(table) == len(wanted) and all(
        key in table and np.isclose(float(table[key]), value, rtol=1e-6, atol=1e-9) for key, value in wanted.items()
    )


@oracle("test_bias_baseline")
def _(student, rng):
    regs = [(0.0, 0.0), (float(rng.uniform(1, 20)), 0.0), (0.0, float(rng.uniform(1, 20))), (3, 11)]
    for place, (reg_user, reg_item) in enumerate(regs):
        train = random_ratings(rng, odd_index=place % 2 == 1)
        mu, bu, bi = plain_biases(train, reg_user, reg_item)
        answer = student.call("bias_baseline", train, reg_user=reg_user, reg_item=reg_item)
        answer.satisfies(lambda got: len(got) == 3, "mu, bu and bi", "expected three things")
        answer.satisfies(lambda got, mu=mu: np.isclose(float(got[0]), mu, rtol=1e-9), "mu, the mean of all ratings")
        answer.satisfies(lambda got, bi=bi: same_biases(got[2], bi), "the movies' biases, shrunk by reg_item, by id")
        answer.satisfies(
            lambda got, bu=bu: same_biases(got[1], bu),
            "the users' biases from what is left after the movies', shrunk by reg_user, by id",
        )
        answer.leaves_arguments("the table it was given stays as it was")


@oracle("test_predict_mf")
def _(student, rng):
    for pairs in (int(rng.integers(2, 40)), 1, 0):
        n_users, n_items, d = (int(x) for x in rng.integers(2, 12, 3))
        mu, bu, bi = float(rng.uniform(1, 5)), rng.normal(0, 1, n_users), rng.normal(0, 1, n_items)
        P, Q = rng.normal(size=(n_users, d)), rng.normal(size=(n_items, d))
        users, items = rng.integers(0, n_users, pairs), rng.integers(0, n_items, pairs)
        expected = np.array(
            [mu + bu[u] + bi[i] + sum(P[u][f] * Q[i][f] for f in range(d)) for u, i in zip(users, items, strict=True)]
        )
        answer = student.call("predict_mf", mu, bu, bi, P, Q, users, items)
        answer.is_close(expected, "one prediction a pair" if pairs else "no pair at all gives no predictions")
        answer.leaves_arguments("the arrays it was given stay as they were")


def loss(r: float, mu: float, numbers: np.ndarray, d: int, reg: float) -> float:
    b_u, b_i, p, q = numbers[0], numbers[1], numbers[2 : 2 + d], numbers[2 + d :]
    predicted = mu + b_u + b_i + sum(a * b for a, b in zip(p, q, strict=True))
    return 0.5 * (r - predicted) ** 2 + 0.5 * reg * sum(x * x for x in numbers)


@oracle("test_sgd_step")
def _(student, rng):
    for d, reg in ((int(rng.integers(2, 9)), float(rng.uniform(0.01, 0.5))), (1, 0.1), (4, 0.0)):
        r, mu, rate = float(rng.integers(1, 6)), float(rng.uniform(2, 4)), float(rng.uniform(0.005, 0.3))
        mu += 20 * (reg == 0)  # far above the scale: the training must see by how much
        numbers = rng.normal(size=2 + 2 * d)
        gradient = np.empty_like(numbers)
        for place in range(len(numbers)):  # the numerical gradient: a bit up, a bit down
            up, down = numbers.copy(), numbers.copy()
            up[place] += 1e-5
            down[place] -= 1e-5
            gradient[place] = (loss(r, mu, up, d, reg) - loss(r, mu, down, d, reg)) / 2e-5
        new = numbers - rate * gradient
        expected = (float(new[0]), float(new[1]), new[2 : 2 + d], new[2 + d :])
        old = float(numbers[0]), float(numbers[1]), numbers[2 : 2 + d], numbers[2 + d :]
        answer = student.call("sgd_step", r, mu, *old, learning_rate=rate, reg=reg)
        # a difference of 2e-5 leaves the numerical gradient about nine right digits
        answer.is_close(expected, "a step against the numerical gradient of the loss", rtol=1e-6, atol=1e-7)
        answer.leaves_arguments("the factors it was given stay as they were")


@oracle("test_recommender_net")
def _(student, rng):
    n_users, n_items, d = (int(x) for x in rng.permutation(np.arange(4, 15))[:3])
    pairs = np.stack([rng.integers(0, n_users, 24), rng.integers(0, n_items, 24)], axis=1)
    net = student.call("RecommenderNet", n_users, n_items, d)
    net.then("__call__", pairs).has_shape((24, 1), "one number for each pair, as a column")
    weights = net.then("get_weights")
    shapes = [(n_users, d), (n_items, d), (n_users, 1), (n_items, 1)]
    weights.satisfies(
        lambda got: sorted(array.shape for array in got) == sorted(shapes),
        "four tables: factors and biases of users and of movies",
        "other tables than these four",
    )
    start = {array.shape: array for array in weights.value}
    student.expect(all(np.any(start[shape] != 0) for shape in shapes[:2]), "the factors do not start at zero")
    # 0.0501: Keras draws from -0.05 to 0.05, in seven digits
    student.expect(
        all(np.ptp(start[shape]) > 0 and np.abs(start[shape]).max() < 0.0501 for shape in shapes[:2]),
        "the factors start at different small numbers, as Keras starts an embedding by itself",
    )
    student.expect(all(np.all(start[shape] == 0) for shape in shapes[2:]), "the biases start at zero")
    new = {shape: rng.normal(size=shape).astype("float32") for shape in shapes}
    net.then("set_weights", [new[array.shape] for array in weights.value])
    P, Q, bu, bi = (new[shape].astype(float) for shape in shapes)
    expected = [[float(P[u] @ Q[i] + bu[u, 0] + bi[i, 0])] for u, i in pairs]
    # float32 holds seven digits, and up to 14 products are added
    close = {"rtol": 1e-4, "atol": 1e-4}
    net.then("__call__", pairs).is_close(expected, "dot product plus both biases", **close)
    net.then("__call__", pairs, training=True).is_close(expected, "the same in training as in use", **close)
    order = rng.permutation(len(pairs))[:7]
    wanted = np.array(expected)[order]
    net.then("__call__", pairs[order]).is_close(wanted, "the same when the batch is cut and shuffled", **close)
    count = net.then("losses.__len__").value
    student.expect(isinstance(count, int) and 1 <= count <= 8, "the loss has the penalty of the factors")
    penalty = sum(float(net.then("losses.__getitem__", place).value) for place in range(count))
    right = 1e-4 * ((P**2).sum() + (Q**2).sum())
    student.expect(
        bool(np.isclose(penalty, right, rtol=1e-3)),
        "a penalty of 1e-4 times the squares of all factors, and of nothing else",
    )
    learns_as_described(student, net, [array.shape for array in weights.value], new, pairs)


def learns_as_described(student, net, order: list[tuple], tables: dict, pairs: np.ndarray) -> None:
    """One step of plain gradient descent must do to the four tables what it does by hand: nothing frozen or stopped."""
    n_users, n_items = (tables[shape].shape[0] for shape in [*tables][:2])
    P, Q, bu, bi = (table.astype(float) for table in tables.values())
    users, items = np.eye(n_users)[pairs[:, 0]], np.eye(n_items)[pairs[:, 1]]
    slope = 2 * ((users @ P * (items @ Q)).sum(axis=1, keepdims=True) + users @ bu + items @ bi) / len(pairs)
    slopes = (
        *(users.T @ (slope * (items @ Q)) + 2e-4 * P, items.T @ (slope * (users @ P)) + 2e-4 * Q),
        *(users.T @ slope, items.T @ slope),
    )
    wanted = {shape: tables[shape] - 0.01 * step for shape, step in zip(tables, slopes, strict=True)}
    net.then("compile", optimizer="sgd", loss="mse", run_eagerly=True).equals(None, "a Keras model that can be trained")
    net.then("train_on_batch", pairs, np.zeros((len(pairs), 1))).satisfies(lambda loss: True, "a step of training")
    # float32 holds seven digits; a rating moves its rows by thousandths
    net.then("get_weights").is_close(
        tuple(wanted[shape] for shape in order), "a step of training moves all four tables", rtol=1e-5, atol=1e-5
    )
