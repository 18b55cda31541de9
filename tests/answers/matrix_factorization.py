"""Lab 05: wrong answers that must lose and right ones that must win."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tests.answers import right, wrong

if TYPE_CHECKING:  # the notebook has it; collecting these answers need not wait for TensorFlow
    import keras

# What marking and a plain run print; what the trained network prints stands in tests/test_matrix_factorization_lab.py.
PRINTED = [
    "85,855 ratings to learn from, 4,715 to choose with, 9,430 to be judged on",
    "always 3.519: RMSE 1.1218 stars, MAPE 37.8%",
    "biases: RMSE 0.9754 stars, MAPE 30.7%",
    "RMSE on the 24 ratings: 1.549 at the start, 0.052 after 100 epochs",
    "86,625 numbers to learn from 85,855 ratings",
    "943 different users reach 2 rows of their table",
    "mended: 943 rows for users, 1,675 rows for movies",
    "your row_dot gap between cuts 0.000 stars, nothing but rounding",
    "biases     diversity 0.759, novelty 2.53 bits, mean rating 4.40 stars, 49 movies",
    "most rated diversity 0.753, novelty 1.35 bits, mean rating 3.87 stars, 89 movies",
    "random     diversity 0.763, novelty 5.74 bits, mean rating 3.03 stars, 1,677 movies",
]

# -- build_index ---------------------------------------------------------------------------------------------------


@wrong("test_build_index", "counted from 1", says="begin at 1")
def build_index(ids):
    id_at = sorted(set(ids))
    return {name: place for place, name in enumerate(id_at, start=1)}, id_at


@wrong("test_build_index", "in the order of first appearance", says="as they first appear")
def build_index(ids):
    id_at = list(dict.fromkeys(ids))
    return {name: place for place, name in enumerate(id_at)}, id_at


@wrong("test_build_index", "the dict the wrong way round", says="must lead from an id to its position")
def build_index(ids):
    id_at = sorted(set(ids))
    return dict(enumerate(id_at)), id_at


@wrong("test_build_index", "list first, dict second", says="the other way round")
def build_index(ids):
    id_at = sorted(set(ids))
    return id_at, {name: place for place, name in enumerate(id_at)}


@wrong("test_build_index", "repeated ids numbered again", says="an id that comes twice has one position")
def build_index(ids):
    id_at = sorted(ids)
    return {name: place for place, name in enumerate(id_at)}, id_at


@wrong("test_build_index", "only the dict", says="expected two things")
def build_index(ids):
    return {name: place for place, name in enumerate(sorted(set(ids)))}


@wrong("test_build_index", "the ids themselves as positions", says="expected {")
def build_index(ids):
    id_at = sorted(set(ids))
    return {name: name for name in id_at}, id_at


@wrong("test_build_index", "positions with decimals", says="whole numbers (int)")
def build_index(ids):
    id_at = sorted(set(ids))
    return dict(zip(id_at, np.arange(float(len(id_at))), strict=True)), id_at


@right("test_build_index", "sets and sorting, a plain loop")
def build_index(ids):
    position, id_at = {}, []
    for name in sorted(set(ids)):
        position[name] = len(id_at)
        id_at.append(name)
    return position, id_at


@right("test_build_index", "pandas categories, back as an array")
def build_index(ids):
    categories = pd.Categorical(list(ids)).categories
    return dict(zip(categories, range(len(categories)), strict=True)), categories.to_numpy()


@right("test_build_index", "numpy's own numbers in the dict")
def build_index(ids):
    id_at, place = np.unique(np.asarray(ids), return_inverse=True)
    return dict(zip(np.asarray(ids).tolist(), place, strict=True)), id_at


# -- rmse ----------------------------------------------------------------------------------------------------------


@wrong("test_rmse", "no root", says="the root is missing")
def rmse(actual, predicted):
    return np.mean((np.asarray(actual, float) - np.asarray(predicted, float)) ** 2)


@wrong("test_rmse", "root of the sum", says="root of the sum")
def rmse(actual, predicted):
    return np.sqrt(np.sum((np.asarray(actual, float) - np.asarray(predicted, float)) ** 2))


@wrong("test_rmse", "squared after the mean", says="cancel")
def rmse(actual, predicted):
    return np.sqrt(np.mean(np.asarray(actual, float) - np.asarray(predicted, float)) ** 2)


@wrong("test_rmse", "mean absolute error", says="expected")
def rmse(actual, predicted):
    return np.mean(np.abs(np.asarray(actual, float) - np.asarray(predicted, float)))


@wrong("test_rmse", "divided by n - 1", says="not by one less")
def rmse(actual, predicted):
    missed = np.asarray(actual, float) - np.asarray(predicted, float)
    return np.sqrt((missed**2).sum() / max(len(missed) - 1, 1))


@wrong("test_rmse", "columns put together by their index", says="whose indexes differ")
def rmse(actual, predicted):
    missed = pd.Series(actual) - pd.Series(predicted)
    return float(np.sqrt((missed**2).mean()))


@wrong("test_rmse", "one error a row", says="expected a single number")
def rmse(actual, predicted):
    return np.sqrt((np.asarray(actual, float) - np.asarray(predicted, float)) ** 2)


@wrong("test_rmse", "the standard deviation of the misses", says="standard deviation")
def rmse(actual, predicted):
    return np.std(np.asarray(actual, float) - np.asarray(predicted, float))


@wrong("test_rmse", "half stars cut off", says="keep the half stars")
def rmse(actual, predicted):
    return np.sqrt(np.mean((np.asarray(actual).astype(int) - np.asarray(predicted, float)) ** 2))


@wrong("test_rmse", "predictions cut off at the scale", says="cut off at the ends of the scale")
def rmse(actual, predicted):
    return np.sqrt(np.mean((np.asarray(actual, float) - np.clip(np.asarray(predicted, float), 1, 5)) ** 2))


@right("test_rmse", "scikit-learn")
def rmse(actual, predicted):
    from sklearn.metrics import root_mean_squared_error

    return root_mean_squared_error(actual, predicted)


@right("test_rmse", "a loop")
def rmse(actual, predicted):
    total, n = 0.0, 0
    for a, p in zip(actual, predicted, strict=True):
        total, n = total + (a - p) ** 2, n + 1
    return (total / n) ** 0.5


@right("test_rmse", "the length of the misses")
def rmse(actual, predicted):
    return np.linalg.norm(np.subtract(list(actual), list(predicted))) / np.sqrt(len(actual))


# -- mape ----------------------------------------------------------------------------------------------------------


@wrong("test_mape", "in percent", says="not percent")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return 100 * np.mean(np.abs(a - p) / a)


@wrong("test_mape", "divided by the prediction", says="not by the predicted one")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    with np.errstate(all="ignore"):
        return np.mean(np.abs(a - p) / p)


@wrong("test_mape", "misses with signs", says="cancel")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return np.mean((a - p) / a)


@wrong("test_mape", "quotient of the means", says="row by row")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return np.abs(a - p).mean() / a.mean()


@wrong("test_mape", "not related to the rating", says="these are stars")
def mape(actual, predicted):
    return np.mean(np.abs(np.asarray(actual, float) - np.asarray(predicted, float)))


@wrong("test_mape", "the sum", says="that is the sum")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return np.sum(np.abs(a - p) / a)


@wrong("test_mape", "divided by 1 at least", says="divided by as it is")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return np.mean(np.abs(a - p) / np.maximum(a, 1))


@wrong("test_mape", "no share above 1", says="may be above 1")
def mape(actual, predicted):
    a, p = np.asarray(actual, float), np.asarray(predicted, float)
    return np.mean(np.minimum(np.abs(a - p) / a, 1))


@right("test_mape", "scikit-learn")
def mape(actual, predicted):
    from sklearn.metrics import mean_absolute_percentage_error

    return mean_absolute_percentage_error(actual, predicted)


@right("test_mape", "a loop")
def mape(actual, predicted):
    shares = [abs(a - p) / a for a, p in zip(actual, predicted, strict=True)]
    return sum(shares) / len(shares)


@right("test_mape", "one minus the quotient")
def mape(actual, predicted):
    return np.abs(1 - np.asarray(predicted, float) / np.asarray(actual, float)).mean()


# -- bias_baseline -------------------------------------------------------------------------------------------------


@wrong("test_bias_baseline", "users from r - mu, not from what is left", says="what is left")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    users = (train["rating"] - mu).groupby(train["user_id"])
    return mu, users.sum() / (users.size() + reg_user), items.sum() / (items.size() + reg_item)


@wrong("test_bias_baseline", "users first", says="movies come first")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    left = train["rating"] - mu
    users = left.groupby(train["user_id"])
    bu = users.sum() / (users.size() + reg_user)
    items = (left - train["user_id"].map(bu)).groupby(train["movie_id"])
    return mu, bu, items.sum() / (items.size() + reg_item)


@wrong("test_bias_baseline", "no shrinking", says="are not shrunk")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    bi = (train["rating"] - mu).groupby(train["movie_id"]).mean()
    bu = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"]).mean()
    return mu, bu, bi


@wrong("test_bias_baseline", "the two regs swapped", says="the two regs are swapped")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    bi = items.sum() / (items.size() + reg_user)
    users = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"])
    return mu, users.sum() / (users.size() + reg_item), bi


@wrong("test_bias_baseline", "mean ratings as biases", says="take mu away first")
def bias_baseline(train, reg_user, reg_item):
    items = train["rating"].groupby(train["movie_id"])
    bi = items.sum() / (items.size() + reg_item)
    users = (train["rating"] - train["movie_id"].map(bi)).groupby(train["user_id"])
    return train["rating"].mean(), users.sum() / (users.size() + reg_user), bi


@wrong("test_bias_baseline", "reg outside the quotient", says="belongs into the denominator")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    bi = items.sum() / items.size() + reg_item
    users = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"])
    return mu, users.sum() / users.size() + reg_user, bi


@wrong("test_bias_baseline", "movies' biases before users'", says="in the wrong order")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    bi = items.sum() / (items.size() + reg_item)
    users = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"])
    return mu, bi, users.sum() / (users.size() + reg_user)


@wrong("test_bias_baseline", "one bias a rating", says="one bias for each id")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    left = train["rating"] - mu
    items = left.groupby(train["movie_id"])
    bi = train["movie_id"].map(items.sum() / (items.size() + reg_item))
    users = (left - bi).groupby(train["user_id"])
    bu = train["user_id"].map(users.sum() / (users.size() + reg_user))
    return mu, bu.set_axis(train["user_id"]), bi.set_axis(train["movie_id"])


@wrong("test_bias_baseline", "writes columns into the table", says="work on a copy")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    train["left"] = train["rating"] - mu
    items = train.groupby("movie_id")["left"]
    bi = items.sum() / (items.size() + reg_item)
    train["left"] -= train["movie_id"].map(bi)
    users = train.groupby("user_id")["left"]
    return mu, users.sum() / (users.size() + reg_user), bi


@wrong("test_bias_baseline", "reg_user in both places", says="reg_user was used for the movies too")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    bi = items.sum() / (items.size() + reg_user)
    users = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"])
    return mu, users.sum() / (users.size() + reg_user), bi


@wrong("test_bias_baseline", "reg_item in both places", says="shrunk by reg_item")
def bias_baseline(train, reg_user, reg_item):
    mu = train["rating"].mean()
    items = (train["rating"] - mu).groupby(train["movie_id"])
    bi = items.sum() / (items.size() + reg_item)
    users = (train["rating"] - mu - train["movie_id"].map(bi)).groupby(train["user_id"])
    return mu, users.sum() / (users.size() + reg_item), bi


@right("test_bias_baseline", "dicts and loops")
def bias_baseline(train, reg_user, reg_item):
    rows = list(zip(train["user_id"], train["movie_id"], train["rating"], strict=True))
    mu = sum(r for _, _, r in rows) / len(rows)
    items, users = {}, {}
    for _, i, r in rows:
        items.setdefault(i, []).append(r - mu)
    bi = {i: sum(left) / (len(left) + reg_item) for i, left in items.items()}
    for u, i, r in rows:
        users.setdefault(u, []).append(r - mu - bi[i])
    return mu, {u: sum(left) / (len(left) + reg_user) for u, left in users.items()}, bi


@right("test_bias_baseline", "a copy with columns, apply")
def bias_baseline(train, reg_user, reg_item):
    table = train.reset_index(drop=True)
    mu = table["rating"].mean()
    table["left"] = table["rating"] - mu
    bi = table.groupby("movie_id")["left"].apply(lambda left: left.sum() / (len(left) + reg_item))
    table["left"] = table["left"].to_numpy() - bi.loc[table["movie_id"]].to_numpy()
    bu = table.groupby("user_id")["left"].apply(lambda left: left.sum() / (len(left) + reg_user))
    return mu, bu, bi


@right("test_bias_baseline", "bincount over codes, ids in another order")
def bias_baseline(train, reg_user, reg_item):
    stars = train["rating"].to_numpy()
    u, users = pd.factorize(train["user_id"])
    i, items = pd.factorize(train["movie_id"])
    mu = stars.mean()
    bi = np.bincount(i, stars - mu) / (np.bincount(i) + reg_item)
    bu = np.bincount(u, stars - mu - bi[i]) / (np.bincount(u) + reg_user)
    return mu, pd.Series(bu, index=users), pd.Series(bi, index=items)


# -- predict_mf ----------------------------------------------------------------------------------------------------


@wrong("test_predict_mf", "every row with every row", says="multiply row by row")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return mu + bu[users] + bi[items] + P[users] @ Q[items].T


@wrong("test_predict_mf", "the whole table", says="pick the pairs")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return mu + bu[:, None] + bi[None, :] + P @ Q.T


@wrong("test_predict_mf", "no mean", says="mu is missing")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return bu[users] + bi[items] + (P[users] * Q[items]).sum(axis=1)


@wrong("test_predict_mf", "no biases", says="the biases are missing")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return mu + (P[users] * Q[items]).sum(axis=1)


@wrong("test_predict_mf", "cut off at 1 and 5", says="cut off")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return np.clip(mu + bu[users] + bi[items] + (P[users] * Q[items]).sum(axis=1), 1, 5)


@wrong("test_predict_mf", "tensordot over both axes", says="added into one number")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return mu + bu[users] + bi[items] + np.tensordot(P[users], Q[items], 2)


@wrong("test_predict_mf", "products not added up", says="add up each row")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return mu + (P[users] * Q[items]) + (bu[users] + bi[items])[:, None]


@wrong("test_predict_mf", "returns inside the loop", says="inside a loop")
def predict_mf(mu, bu, bi, P, Q, users, items):
    for u, i in zip(users, items, strict=True):
        return mu + bu[u] + bi[i] + P[u] @ Q[i]


@wrong("test_predict_mf", "changes the biases it was given", says="it changed `bu`")
def predict_mf(mu, bu, bi, P, Q, users, items):
    bu += mu
    return bu[users] + bi[items] + (P[users] * Q[items]).sum(axis=1)


@wrong("test_predict_mf", "two factors written out", says="only the first two were used")
def predict_mf(mu, bu, bi, P, Q, users, items):
    p, q = P[users], Q[items]
    return mu + bu[users] + bi[items] + p[:, 0] * q[:, 0] + (p[:, 1] * q[:, 1] if p.shape[1] > 1 else 0)


@wrong("test_predict_mf", "rounded", says="rounded")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return (mu + bu[users] + bi[items] + (P[users] * Q[items]).sum(axis=1)).round(2)


@right("test_predict_mf", "einsum")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return bu[users] + bi[items] + mu + np.einsum("nd,nd->n", P[users], Q[items])


@right("test_predict_mf", "a loop and a list")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return [mu + bu[u] + bi[i] + sum(P[u] * Q[i]) for u, i in zip(users, items, strict=True)]


@right("test_predict_mf", "the whole table, then the pairs")
def predict_mf(mu, bu, bi, P, Q, users, items):
    return (mu + np.add.outer(bu, bi) + P @ Q.T)[users, items]


# -- sgd_step ------------------------------------------------------------------------------------------------------


@wrong("test_sgd_step", "q with the new p", says="with the new p")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    b_u = b_u + learning_rate * (e - reg * b_u)
    b_i = b_i + learning_rate * (e - reg * b_i)
    p = p + learning_rate * (e * q - reg * p)
    q = q + learning_rate * (e * p - reg * q)
    return b_u, b_i, p, q


@wrong("test_sgd_step", "uphill", says="moved the wrong way")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    old = b_u, b_i, p, q
    gradient = -e + reg * b_u, -e + reg * b_i, -e * q + reg * p, -e * p + reg * q
    return tuple(value + learning_rate * g for value, g in zip(old, gradient, strict=True))


@wrong("test_sgd_step", "the error with the wrong sign", says="the error has the wrong sign")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = mu + b_u + b_i + p @ q - r
    rate = learning_rate
    return (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * q - reg * p),
        q + rate * (e * p - reg * q),
    )


@wrong("test_sgd_step", "no penalty", says="the penalty is missing")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    return b_u + learning_rate * e, b_i + learning_rate * e, p + learning_rate * e * q, q + learning_rate * e * p


@wrong("test_sgd_step", "the penalty added", says="the penalty has the wrong sign")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    rate = learning_rate
    return (
        b_u + rate * (e + reg * b_u),
        b_i + rate * (e + reg * b_i),
        p + rate * (e * q + reg * p),
        q + rate * (e * p + reg * q),
    )


@wrong("test_sgd_step", "a 2 from the derivative of the square", says="twice as long")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    rate = 2 * learning_rate
    return (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * q - reg * p),
        q + rate * (e * p - reg * q),
    )


@wrong("test_sgd_step", "no penalty on the biases", says="the biases need the penalty too")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    rate = learning_rate
    return b_u + rate * e, b_i + rate * e, p + rate * (e * q - reg * p), q + rate * (e * p - reg * q)


@wrong("test_sgd_step", "partners confused", says="multiplied by themselves")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    rate = learning_rate
    return (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * p - reg * p),
        q + rate * (e * q - reg * q),
    )


@wrong("test_sgd_step", "overwrites p and q", says="work on a copy")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    old_p = p.copy()
    p += learning_rate * (e * q - reg * p)
    q += learning_rate * (e * old_p - reg * q)
    return b_u + learning_rate * (e - reg * b_u), b_i + learning_rate * (e - reg * b_i), p, q


@wrong("test_sgd_step", "rate and reg of the example", says="written into the code")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e = r - (mu + b_u + b_i + p @ q)
    return (
        b_u + 0.1 * (e - 0.2 * b_u),
        b_i + 0.1 * (e - 0.2 * b_i),
        p + 0.1 * (e * q - 0.2 * p),
        q + 0.1 * (e * p - 0.2 * q),
    )


@wrong("test_sgd_step", "the error without its sign", says="the error lost its sign")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e, rate = abs(r - (mu + b_u + b_i + p @ q)), learning_rate
    return (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * q - reg * p),
        q + rate * (e * p - reg * q),
    )


@wrong("test_sgd_step", "the prediction cut off at 1 and 5", says="cut off at 1 and 5")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e, rate = r - np.clip(mu + b_u + b_i + p @ q, 1, 5), learning_rate
    return (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * q - reg * p),
        q + rate * (e * p - reg * q),
    )


@wrong("test_sgd_step", "rounded", says="were rounded")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e, rate = r - (mu + b_u + b_i + p @ q), learning_rate
    new = (
        b_u + rate * (e - reg * b_u),
        b_i + rate * (e - reg * b_i),
        p + rate * (e * q - reg * p),
        q + rate * (e * p - reg * q),
    )
    return tuple(np.round(value, 3) for value in new)


@right("test_sgd_step", "factor by factor")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    predicted = mu + b_u + b_i
    for f in range(len(p)):
        predicted += p[f] * q[f]
    e = r - predicted
    new_p, new_q = [], []
    for f in range(len(p)):
        new_p.append(p[f] + learning_rate * (e * q[f] - reg * p[f]))
        new_q.append(q[f] + learning_rate * (e * p[f] - reg * q[f]))
    return b_u + learning_rate * (e - reg * b_u), b_i + learning_rate * (e - reg * b_i), new_p, new_q


@right("test_sgd_step", "shrink first, then add")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    e, keep = r - mu - b_u - b_i - np.dot(p, q), 1 - learning_rate * reg
    step = learning_rate * e
    return keep * b_u + step, keep * b_i + step, keep * p + step * q, keep * q + step * p


@right("test_sgd_step", "by the numerical gradient itself")
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    d = len(p)
    x = np.concatenate([[b_u, b_i], p, q])

    def loss(x):
        miss = r - mu - x[0] - x[1] - x[2 : 2 + d] @ x[2 + d :]
        return (miss**2 + reg * (x @ x)) / 2

    steps = np.eye(len(x)) * 1e-5
    gradient = np.array([(loss(x + h) - loss(x - h)) / 2e-5 for h in steps])
    new = x - learning_rate * gradient
    return new[0], new[1], new[2 : 2 + d], new[2 + d :]


# -- RecommenderNet ------------------------------------------------------------------------------------------------
# Written as functions that make a model: to whoever calls it, a class is the same.


@wrong("test_recommender_net", "tensordot over both axes", says="the whole batch were added into one number")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.tensordot(self.P(u), self.Q(i), 2) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "a sigmoid at the end", says="sigmoid")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return keras.ops.sigmoid(taste + self.bu(u) + self.bi(i))

    return Net()


@wrong("test_recommender_net", "no penalty", says="there is no penalty")
def RecommenderNet(num_users, num_movies, embedding_size):
    E = keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "the movies' bias forgotten", says="for the movie biases")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu = E(num_users, 1, embeddings_initializer="zeros")

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u)

    return Net()


@wrong("test_recommender_net", "one dimension lost", says="keepdims=True")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "biases random at the start", says="the biases should start at zero")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1) for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "everything zero at the start", says="the factors start at zero")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2 = keras.regularizers.L2(1e-4)

    def E(n, width, **options):
        return keras.layers.Embedding(n, width, embeddings_initializer="zeros", **options)

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1) for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "users and movies swapped in the input", says="Is column 0 the users")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u = keras.ops.minimum(x[:, 1], num_users - 1)
            i = keras.ops.minimum(x[:, 0], num_movies - 1)
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "a penalty on the biases too", says="the biases have a penalty too")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, "zeros", embeddings_regularizer=l2) for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            return keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True) + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "a dense layer on top", says="nothing else that is trained")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.last = keras.layers.Dense(1)

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return self.last(taste + self.bu(u) + self.bi(i))

    return Net()


@wrong("test_recommender_net", "factors all one at the start", says="start at the same number")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, "ones", embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.drop = keras.layers.Dropout(0.0)

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return taste + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "factors from another start", says="between -0.05 and 0.05")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (
                E(n, embedding_size, "he_normal", embeddings_regularizer=l2) for n in (num_users, num_movies)
            )
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.drop = keras.layers.Dropout(0.0)

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return taste + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "a Dropout", says="is there a Dropout")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.drop = keras.layers.Dropout(0.5)

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return self.drop(taste + self.bu(u) + self.bi(i))

    return Net()


@wrong("test_recommender_net", "users looked up in the movies' column", says="with the two columns exchanged")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.drop = keras.layers.Dropout(0.0)

        def call(self, x):
            u, i = x[:, 1], x[:, 0]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return taste + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "cut off at 4", says="without clip")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))
            self.drop = keras.layers.Dropout(0.0)

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return keras.ops.clip(taste + self.bu(u) + self.bi(i), -4, 4)

    return Net()


@right("test_recommender_net", "the functional interface and Dot")
def RecommenderNet(num_users, num_movies, embedding_size):
    L, l2 = keras.layers, keras.regularizers.L2(1e-4)
    x = keras.Input(shape=(2,), dtype="int64")
    p = L.Embedding(num_users, embedding_size, embeddings_regularizer=l2)(x[:, 0])
    q = L.Embedding(num_movies, embedding_size, embeddings_regularizer=l2)(x[:, 1])
    bu = L.Embedding(num_users, 1, embeddings_initializer="zeros")(x[:, 0])
    bi = L.Embedding(num_movies, 1, embeddings_initializer="zeros")(x[:, 1])
    return keras.Model(x, L.Add()([L.Dot(axes=1)([p, q]), bu, bi]))


@right("test_recommender_net", "weights of its own, einsum, add_loss")
def RecommenderNet(num_users, num_movies, embedding_size):
    ops = keras.ops

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            start = keras.initializers.RandomUniform(-0.05, 0.05, seed=3)
            self.P = self.add_weight(shape=(num_users, embedding_size), initializer=start)
            self.Q = self.add_weight(shape=(num_movies, embedding_size), initializer=start)
            self.bi = self.add_weight(shape=(num_movies, 1), initializer="zeros")
            self.bu = self.add_weight(shape=(num_users, 1), initializer="zeros")

        def call(self, x):
            u, i = ops.cast(x[:, 0], "int32"), ops.cast(x[:, 1], "int32")
            self.add_loss(1e-4 * (ops.sum(self.P * self.P) + ops.sum(self.Q * self.Q)))
            product = ops.einsum("bd,bd->b", ops.take(self.P, u, axis=0), ops.take(self.Q, i, axis=0))
            return ops.expand_dims(product, 1) + ops.take(self.bu, u, axis=0) + ops.take(self.bi, i, axis=0)

    return Net()


@right("test_recommender_net", "a list of layers, the start and the penalty by name")
def RecommenderNet(num_users, num_movies, embedding_size):
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            wide = {"embeddings_initializer": "uniform", "embeddings_regularizer": keras.regularizers.l2(1e-4)}
            self.tables = [
                keras.layers.Embedding(num_movies, 1, embeddings_initializer=keras.initializers.Zeros()),
                keras.layers.Embedding(num_movies, embedding_size, **wide),
                keras.layers.Embedding(num_users, 1, embeddings_initializer=keras.initializers.Zeros()),
                keras.layers.Embedding(num_users, embedding_size, **wide),
            ]

        def call(self, inputs):
            movie_bias, movie, user_bias, user = (
                table(inputs[:, column]) for table, column in zip(self.tables, (1, 1, 0, 0), strict=True)
            )
            return keras.layers.Dot(axes=-1)([user, movie]) + user_bias + movie_bias

    return Net()


# -- rows_reached --------------------------------------------------------------------------------------------------


@wrong("test_rows_reached", "decimals left on", says="cut their decimals off")
def rows_reached(inputs):
    return len(np.unique(inputs))


@wrong("test_rows_reached", "up to the largest", says="not all rows up to the largest")
def rows_reached(inputs):
    return int(np.asarray(inputs).max()) + 1 if len(inputs) else 0


@wrong("test_rows_reached", "all inputs counted", says="expected 2 rows, got 6")
def rows_reached(inputs):
    return len(inputs)


@wrong("test_rows_reached", "rounded to the nearest row", says="Keras does not round")
def rows_reached(inputs):
    return len(np.unique(np.round(np.asarray(inputs, float))))


@wrong("test_rows_reached", "always two", says="expected")
def rows_reached(inputs):
    return 2


@right("test_rows_reached", "a set of int()")
def rows_reached(inputs):
    return len({int(value) for value in inputs})


@right("test_rows_reached", "floor, pandas")
def rows_reached(inputs):
    return pd.Series(np.floor(np.asarray(inputs, float))).nunique()


@right("test_rows_reached", "a loop over what was seen")
def rows_reached(inputs):
    rows = []
    for value in inputs:
        if value // 1 not in rows:
            rows.append(value // 1)
    return len(rows)


# -- network_inputs ------------------------------------------------------------------------------------------------


@wrong("test_network_inputs", "still divided by the maximum", says="still divided")
def network_inputs(users, movies):
    both = np.stack([np.asarray(users), np.asarray(movies)], axis=1)
    return both / np.maximum(both.max(axis=0), 1)


@wrong("test_network_inputs", "columns swapped", says="the columns are swapped")
def network_inputs(users, movies):
    return np.column_stack([movies, users])


@wrong("test_network_inputs", "stacked the other way", says="axis=1")
def network_inputs(users, movies):
    return np.array([users, movies])


@wrong("test_network_inputs", "counted from 1", says="counted from 0")
def network_inputs(users, movies):
    return np.column_stack([users, movies]) + 1


@wrong("test_network_inputs", "decimals", says="whole numbers")
def network_inputs(users, movies):
    return np.column_stack([users, movies]).astype(float)


@wrong("test_network_inputs", "columns put together by their index", says="by their index")
def network_inputs(users, movies):
    return pd.DataFrame({"u": pd.Series(users), "m": pd.Series(movies)}).fillna(0).to_numpy().astype(int)


@wrong("test_network_inputs", "a list of pairs, no array", says="expected an array")
def network_inputs(users, movies):
    return [[int(u), int(m)] for u, m in zip(users, movies, strict=True)]


@right("test_network_inputs", "column_stack")
def network_inputs(users, movies):
    return np.column_stack([users, movies])


@right("test_network_inputs", "a list of pairs")
def network_inputs(users, movies):
    return np.array([[int(u), int(m)] for u, m in zip(users, movies, strict=True)])


@right("test_network_inputs", "32 bits, transposed")
def network_inputs(users, movies):
    return np.array([list(users), list(movies)], dtype="int32").T


# -- batch_gap -----------------------------------------------------------------------------------------------------


@wrong("test_batch_gap", "only against the first", says="any two cuts count")
def batch_gap(cuts):
    table = np.array(cuts, float)
    return np.abs(table - table[0]).max()


@wrong("test_batch_gap", "over all rows together", says="predictions of the same row")
def batch_gap(cuts):
    return np.max(cuts) - np.min(cuts)


@wrong("test_batch_gap", "the mean gap", says="not the mean")
def batch_gap(cuts):
    table = np.array(cuts, float)
    return (table.max(axis=0) - table.min(axis=0)).mean()


@wrong("test_batch_gap", "the rows of one cut", says="row by row (axis=0)")
def batch_gap(cuts):
    table = np.array(cuts, float)
    return (table.max(axis=1) - table.min(axis=1)).min()


@wrong("test_batch_gap", "signed, last minus first", says="expected 0.5")
def batch_gap(cuts):
    return float((np.asarray(cuts[-1], float) - np.asarray(cuts[0], float)).max())


@wrong("test_batch_gap", "one gap a row", says="expected a single number")
def batch_gap(cuts):
    return np.ptp(np.array(cuts, float), axis=0)


@wrong("test_batch_gap", "only neighbouring cuts", says="not only neighbours")
def batch_gap(cuts):
    table = np.array(cuts, float)
    if len(table) == 1:
        return 0.0
    if np.allclose(table[:, 0], [1.0, 1.2, 0.9][: len(table)]):
        return 0.3
    steps = np.abs(np.diff(table, axis=0))
    return steps.max()


@wrong("test_batch_gap", "rounded", says="rounded")
def batch_gap(cuts):
    return round(float(np.ptp(np.array(cuts, float), axis=0).max()), 3)


@right("test_batch_gap", "every pair of cuts")
def batch_gap(cuts):
    return max(abs(a - b) for one in cuts for other in cuts for a, b in zip(one, other, strict=True))


@right("test_batch_gap", "np.ptp")
def batch_gap(cuts):
    return np.ptp(np.array(cuts, float), axis=0).max()


@right("test_batch_gap", "pandas")
def batch_gap(cuts):
    table = pd.DataFrame([list(cut) for cut in cuts])
    return (table.max() - table.min()).max()


# -- row_dot -------------------------------------------------------------------------------------------------------


@wrong("test_row_dot", "tensordot again", says="one number for the whole batch")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.tensordot(user_vectors, movie_vectors, axes=2)


@wrong("test_row_dot", "no keepdims", says="keep the second axis")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.sum(user_vectors * movie_vectors, axis=1)


@wrong("test_row_dot", "numpy inside", says="Keras cannot build a model")
def row_dot(user_vectors, movie_vectors):
    return np.sum(np.asarray(user_vectors) * np.asarray(movie_vectors), axis=1, keepdims=True)


@wrong("test_row_dot", "every row with every row", says="every row with every row")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.matmul(user_vectors, keras.ops.transpose(movie_vectors))


@wrong("test_row_dot", "summed over the batch", says="sum along each row, axis 1")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.sum(user_vectors * movie_vectors, axis=0, keepdims=True)


@wrong("test_row_dot", "the cosine of lab 04", says="brought to length 1")
def row_dot(user_vectors, movie_vectors):
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.layers.Dot(axes=1)([unit(user_vectors), unit(movie_vectors)])


@wrong("test_row_dot", "the mean of the products", says="averaged")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.mean(user_vectors * movie_vectors, axis=1, keepdims=True)


@wrong("test_row_dot", "two numbers written out", says="only the first two were used")
def row_dot(user_vectors, movie_vectors):
    product = user_vectors * movie_vectors
    return product[:, 0:1] + product[:, 1:2]


@wrong("test_row_dot", "twice the mean", says="got half")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.mean(user_vectors * movie_vectors, axis=1, keepdims=True) * 2


@right("test_row_dot", "the Dot layer")
def row_dot(user_vectors, movie_vectors):
    return keras.layers.Dot(axes=1)([user_vectors, movie_vectors])


@right("test_row_dot", "einsum")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.expand_dims(keras.ops.einsum("bd,bd->b", user_vectors, movie_vectors), 1)


@right("test_row_dot", "Multiply, then sum")
def row_dot(user_vectors, movie_vectors):
    product = keras.layers.Multiply()([user_vectors, movie_vectors])
    return keras.ops.reshape(keras.ops.sum(product, axis=-1), (-1, 1))


# -- honest_report -------------------------------------------------------------------------------------------------


@wrong("test_honest_report", "epoch counted from 0", says="epochs are counted from 1")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmin(validation))
    return best, validation[best], test[best]


@wrong("test_honest_report", "chosen on the test rows", says="chosen on the test rows")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmin(test))
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "the lowest of each", says="choosing twice")
def honest_report(validation, test):
    return int(np.argmin(validation)) + 1, min(validation), min(test)


@wrong("test_honest_report", "the errors swapped", says="are swapped")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmin(validation))
    return best + 1, test[best], validation[best]


@wrong("test_honest_report", "the highest error", says="highest error was chosen")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmax(validation))
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "the last of equal epochs", says="the earliest counts")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = len(validation) - 1 - int(np.argmin(np.asarray(validation)[::-1]))
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "only the epoch", says="expected three numbers")
def honest_report(validation, test):
    return int(np.argmin(validation)) + 1


@wrong("test_honest_report", "stops at the first rise", says="do not stop where the error first rises")
def honest_report(validation, test):
    validation, test = list(validation), list(test)
    best = 0
    while best + 1 < len(validation) and validation[best + 1] < validation[best]:
        best += 1
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "never looks at the last epoch", says="the last epoch counts too")
def honest_report(validation, test):
    validation, test = list(validation), list(test)
    best = int(np.argmin(validation[:-1])) if len(validation) > 1 else 0
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "chosen on the sum of both errors", says="must have no say in the choice")
def honest_report(validation, test):
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmin(validation + test))
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "reads a column by its label", says="counts from 1")
def honest_report(validation, test):
    best = int(np.argmin(validation))
    return best + 1, validation[best], test[best]


@wrong("test_honest_report", "rounded", says="rounded")
def honest_report(validation, test):
    validation, test = list(validation), list(test)
    best = int(np.argmin(validation))
    return best + 1, round(validation[best], 2), round(test[best], 2)


@right("test_honest_report", "a loop")
def honest_report(validation, test):
    validation, test = list(validation), list(test)
    best = 0
    for place, error in enumerate(validation):
        if error < validation[best]:
            best = place
    return [best + 1, validation[best], test[best]]


@right("test_honest_report", "the smallest triple")
def honest_report(validation, test):
    told, epoch = min((error, place) for place, error in enumerate(validation))
    return epoch + 1, told, list(test)[epoch]


@right("test_honest_report", "pandas")
def honest_report(validation, test):
    table = pd.DataFrame({"told": list(validation), "true": list(test)})
    best = table["told"].idxmin()
    return best + 1, table.loc[best, "told"], table.loc[best, "true"]


# -- top_n ---------------------------------------------------------------------------------------------------------


@wrong("test_top_n", "seen movies offered again", says="seen movies are offered again")
def top_n(scores, seen, n):
    return np.argsort(-scores, axis=1)[:, :n]


@wrong("test_top_n", "worst first", says="the two worst")
def top_n(scores, seen, n):
    return np.argsort(np.where(seen, np.inf, scores), axis=1)[:, :n]


@wrong("test_top_n", "zero for what is seen", says="use -np.inf")
def top_n(scores, seen, n):
    return np.argsort(-np.where(seen, 0, scores), axis=1)[:, :n]


@wrong("test_top_n", "partial sort, then no order", says="no order")
def top_n(scores, seen, n):
    copy = np.where(seen, -np.inf, scores)
    if n < 5:
        return np.argsort(-copy, axis=1)[:, :n]
    return np.argpartition(-copy, n - 1, axis=1)[:, :n]


@wrong("test_top_n", "the best last", says="wrong order")
def top_n(scores, seen, n):
    return np.argsort(np.where(seen, -np.inf, scores), axis=1)[:, -n:]


@wrong("test_top_n", "scores instead of positions", says="these are scores")
def top_n(scores, seen, n):
    return -np.sort(-np.where(seen, -np.inf, scores), axis=1)[:, :n]


@wrong("test_top_n", "the mask the wrong way round", says="")
def top_n(scores, seen, n):
    if scores.shape[1] in (4, 5, 1500) and scores.shape[0] == 2:
        return np.argsort(-np.where(seen, -np.inf, scores), axis=1)[:, :n]
    return np.argsort(-np.where(seen, scores, -np.inf), axis=1)[:, :n]


@wrong("test_top_n", "writes into the scores", says="work on a copy")
def top_n(scores, seen, n):
    scores[seen] = -np.inf
    return np.argsort(-scores, axis=1)[:, :n]


@wrong("test_top_n", "scores cut to whole numbers", says="rounded, or cut")
def top_n(scores, seen, n):
    return np.argsort(np.where(seen, np.inf, -np.trunc(scores)), axis=1, kind="stable")[:, :n]


@wrong("test_top_n", "a fixed low number for what is seen", says="any fixed number may be too high")
def top_n(scores, seen, n):
    return np.argsort(-np.where(seen, -1000.0, scores), axis=1)[:, :n]


@wrong("test_top_n", "a hundred taken away for what is seen", says="any fixed number may be too high")
def top_n(scores, seen, n):
    return np.argsort(-(scores - 100.0 * seen), axis=1)[:, :n]


@wrong("test_top_n", "splits at n, one too far", says="n was the number of movies")
def top_n(scores, seen, n):
    copy = np.where(seen, -np.inf, scores)
    best = np.argpartition(-copy, n, axis=1)[:, :n]
    order = np.argsort(-np.take_along_axis(copy, best, axis=1), axis=1)
    return np.take_along_axis(best, order, axis=1)


@right("test_top_n", "a full sort")
def top_n(scores, seen, n):
    return np.argsort(-np.where(seen, -np.inf, scores), axis=1)[:, :n]


@right("test_top_n", "user by user, lists")
def top_n(scores, seen, n):
    lists = []
    for row, mask in zip(scores, seen, strict=True):
        unseen = [place for place in range(len(row)) if not mask[place]]
        lists.append(sorted(unseen, key=lambda place: -row[place])[:n])
    return lists


@right("test_top_n", "masked arrays and heapq")
def top_n(scores, seen, n):
    import heapq

    copy = np.ma.array(scores, mask=seen).filled(-np.inf)
    return np.array([heapq.nlargest(n, range(copy.shape[1]), key=row.__getitem__) for row in copy])


# -- diversity -----------------------------------------------------------------------------------------------------


@wrong("test_diversity", "the mean cosine itself", says="that is the mean cosine")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean((C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@wrong("test_diversity", "each movie with itself too", says="leave the diagonal out")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    return 1 - (V @ V.transpose(0, 2, 1)).mean()


@wrong("test_diversity", "the diagonal only out of the sum", says="still in the count")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / n**2)


@wrong("test_diversity", "dot products without unit length", says="bring the vectors to length 1")
def diversity(top_n, vectors):
    V = vectors[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@wrong("test_diversity", "pairs once, divided as if twice", says="each pair was counted once")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean(1 - np.triu(C, 1).sum(axis=(1, 2)) / (n * (n - 1)))


@wrong("test_diversity", "NaN for a vector of zeros", says="expected a number")
def diversity(top_n, vectors):
    with np.errstate(all="ignore"):
        V = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@wrong("test_diversity", "a one on every diagonal, also of zeros", says="of three pairs")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    if n == 2:
        return np.mean(1 - C[:, 0, 1])
    return np.mean(1 - (C.sum(axis=(1, 2)) - n) / (n * (n - 1)))


@wrong("test_diversity", "the sum over users", says="take the mean")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.sum(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@wrong("test_diversity", "changes the vectors it was given", says="it changed `vectors`")
def diversity(top_n, vectors):
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)
    n, total = top_n.shape[1], vectors[top_n].sum(axis=1)
    pairs = (total**2).sum(axis=1) - (vectors[top_n] ** 2).sum(axis=(1, 2))
    return 1 - (pairs / (n * (n - 1))).mean()


@wrong("test_diversity", "short vectors left short", says="vectors shorter than 1")
def diversity(top_n, vectors):
    V = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.mean(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@wrong("test_diversity", "the median over users", says="that is the median")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    C, n = V @ V.transpose(0, 2, 1), top_n.shape[1]
    return np.median(1 - (C.sum(axis=(1, 2)) - np.trace(C, axis1=1, axis2=2)) / (n * (n - 1)))


@right("test_diversity", "the length of the sum")
def diversity(top_n, vectors):
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    n, total = top_n.shape[1], V.sum(axis=1)
    pairs = (total**2).sum(axis=1) - (V**2).sum(axis=(1, 2))
    return 1 - (pairs / (n * (n - 1))).mean()


@right("test_diversity", "all cosines once, then pairs by place")
def diversity(top_n, vectors):
    from sklearn.metrics.pairwise import cosine_similarity

    C, (a, b) = cosine_similarity(vectors), np.triu_indices(np.shape(top_n)[1], 1)
    return float(np.mean([1 - C[row[a], row[b]].mean() for row in np.asarray(top_n)]))


@right("test_diversity", "the mean distance of pairs, two loops over places")
def diversity(top_n, vectors):
    length = np.sqrt((vectors**2).sum(axis=1))
    unit = vectors / np.maximum(length, 1e-300)[:, None]
    n, total, pairs = top_n.shape[1], 0.0, 0
    for i in range(n):
        for j in range(i):
            total, pairs = total + (1 - (unit[top_n[:, i]] * unit[top_n[:, j]]).sum(axis=1)), pairs + 1
    return (total / pairs).mean()


# -- novelty -------------------------------------------------------------------------------------------------------


@wrong("test_novelty", "no minus sign", says="put a minus in front")
def novelty(top_n, counts):
    return np.log2(np.maximum(counts, 1) / len(top_n))[top_n].mean()


@wrong("test_novelty", "natural logarithm", says="use np.log2")
def novelty(top_n, counts):
    return -np.log(np.maximum(counts, 1) / len(top_n))[top_n].mean()


@wrong("test_novelty", "share of ratings", says="not of all ratings")
def novelty(top_n, counts):
    return -np.log2(np.maximum(counts, 1) / np.sum(counts))[top_n].mean()


@wrong("test_novelty", "logarithm of the mean share", says="logarithm of each movie's share first")
def novelty(top_n, counts):
    return -np.log2((np.maximum(counts, 1) / len(top_n))[top_n].mean())


@wrong("test_novelty", "mean over the catalogue", says="not over the catalogue")
def novelty(top_n, counts):
    return -np.log2(np.maximum(counts, 1) / len(top_n)).mean()


@wrong("test_novelty", "infinite for what nobody rated", says="expected a number")
def novelty(top_n, counts):
    with np.errstate(divide="ignore"):
        return -np.log2(counts / len(top_n))[top_n].mean()


@wrong("test_novelty", "one more for everybody", says="expected")
def novelty(top_n, counts):
    return -np.log2((np.asarray(counts) + 1) / (len(top_n) + 1))[top_n].mean()


@wrong("test_novelty", "the sum of each list", says="not their sum")
def novelty(top_n, counts):
    return -np.log2(np.maximum(counts, 1) / len(top_n))[top_n].sum(axis=1).mean()


@wrong("test_novelty", "the largest count for the number of users", says="not by the largest count")
def novelty(top_n, counts):
    return -np.log2(np.maximum(counts, 1) / max(np.max(counts), 1))[top_n].mean()


@wrong("test_novelty", "changes the counts it was given", says="it changed `counts`")
def novelty(top_n, counts):
    counts[counts == 0] = 1
    return -np.log2(counts / len(top_n))[top_n].mean()


@right("test_novelty", "a loop")
def novelty(top_n, counts):
    import math

    bits = [math.log2(len(top_n) / max(counts[movie], 1)) for row in top_n for movie in row]
    return sum(bits) / len(bits)


@right("test_novelty", "a difference of logarithms")
def novelty(top_n, counts):
    known = np.where(np.asarray(counts) == 0, 1, counts)
    return np.log2(len(top_n)) - np.log2(known[top_n]).mean()


@right("test_novelty", "pandas")
def novelty(top_n, counts):
    share = pd.Series(counts).clip(lower=1) / np.shape(top_n)[0]
    return -np.log2(share).loc[np.ravel(top_n)].mean()


@wrong("test_recommender_net", "training stopped at the result", says="")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * self.Q(i), axis=1, keepdims=True)
            return keras.ops.stop_gradient(taste + self.bu(u) + self.bi(i))

    return Net()


@wrong("test_recommender_net", "only the users learn", says="")
def RecommenderNet(num_users, num_movies, embedding_size):
    l2, E = keras.regularizers.L2(1e-4), keras.layers.Embedding

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.P, self.Q = (E(n, embedding_size, embeddings_regularizer=l2) for n in (num_users, num_movies))
            self.bu, self.bi = (E(n, 1, embeddings_initializer="zeros") for n in (num_users, num_movies))

        def call(self, x):
            u, i = x[:, 0], x[:, 1]
            taste = keras.ops.sum(self.P(u) * keras.ops.stop_gradient(self.Q(i)), axis=1, keepdims=True)
            return taste + self.bu(u) + self.bi(i)

    return Net()


@wrong("test_recommender_net", "no Keras model at all", says="expected a Keras model")
class RecommenderNet:
    def __init__(self, num_users, num_movies, embedding_size):
        sizes = [(num_users, embedding_size), (num_movies, embedding_size), (num_users, 1), (num_movies, 1)]
        draws = np.random.default_rng(1)
        self.tables = [draws.uniform(-0.05, 0.05, size) * (size[1] > 1) for size in sizes]

    def get_weights(self):
        return [table.astype("float32") for table in self.tables]

    def set_weights(self, tables):
        self.tables = [np.asarray(table, float) for table in tables]

    @property
    def weights(self):
        return self.get_weights()

    @property
    def losses(self):
        return [1e-4 * (self.tables[0] ** 2).sum(), 1e-4 * (self.tables[1] ** 2).sum()]

    def __call__(self, pairs, training=False):
        P, Q, bu, bi = self.tables
        users, movies = np.asarray(pairs).T
        return (P[users] * Q[movies]).sum(axis=1, keepdims=True) + bu[users] + bi[movies]


@wrong("test_row_dot", "training stopped at the result", says="")
def row_dot(user_vectors, movie_vectors):
    return keras.ops.stop_gradient(keras.ops.sum(user_vectors * movie_vectors, axis=1, keepdims=True))


@right("test_row_dot", "a layer of its own")
def row_dot(user_vectors, movie_vectors):
    class Product(keras.layers.Layer):
        def call(self, users, movies):
            return keras.ops.sum(users * movies, axis=1, keepdims=True)

    return Product()(user_vectors, movie_vectors)
