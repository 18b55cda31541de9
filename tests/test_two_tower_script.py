"""Notebooks of this kind, as people know them: the same cells, the same helpers, unchanged but for what Keras 3 forbids.

Keras 3 refuses two things that older cells do: `shape=(n)`, which is a number and no tuple, and functions of TensorFlow
on Keras tensors, here `tf.linalg.l2_normalize`.
"""

from __future__ import annotations

import re

import pytest

import recsys_utils.two_tower
from tests.two_tower_tiny import small_movielens

CELLS = """
import numpy as np
import numpy.ma as ma
import tensorflow as tf
from tensorflow import keras
from sklearn.preprocessing import StandardScaler, MinMaxScaler
from sklearn.model_selection import train_test_split
import tabulate
from recsys_utils import *

item_train, user_train, y_train, item_features, user_features, item_vecs, movie_dict, user_to_genre = load_data()
num_user_features = user_train.shape[1] - 3
num_item_features = item_train.shape[1] - 1
uvs = 3
ivs = 3
u_s = 3
i_s = 1
shown = [pprint_train(user_train, user_features, uvs, u_s, maxcount=5)]
shown.append(pprint_train(item_train, item_features, ivs, i_s, maxcount=5, user=False))
print(f"y_train[:5]: {y_train[:5]}")

item_train_unscaled = item_train
user_train_unscaled = user_train
y_train_unscaled = y_train
scalerItem = StandardScaler()
scalerItem.fit(item_train)
item_train = scalerItem.transform(item_train)
scalerUser = StandardScaler()
scalerUser.fit(user_train)
user_train = scalerUser.transform(user_train)
scalerTarget = MinMaxScaler((-1, 1))
scalerTarget.fit(y_train.reshape(-1, 1))
y_train = scalerTarget.transform(y_train.reshape(-1, 1))
print(np.allclose(item_train_unscaled, scalerItem.inverse_transform(item_train)))
print(np.allclose(user_train_unscaled, scalerUser.inverse_transform(user_train)))

item_train, item_test = train_test_split(item_train, train_size=0.80, shuffle=True, random_state=1)
user_train, user_test = train_test_split(user_train, train_size=0.80, shuffle=True, random_state=1)
y_train, y_test = train_test_split(y_train, train_size=0.80, shuffle=True, random_state=1)
shown.append(pprint_train(user_train, user_features, uvs, u_s, maxcount=5))

num_outputs = 32
tf.random.set_seed(1)
user_NN = tf.keras.models.Sequential([
    tf.keras.layers.Dense(256, activation="relu"),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dense(num_outputs, activation="linear"),
])
item_NN = tf.keras.models.Sequential([
    tf.keras.layers.Dense(256, activation="relu"),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dense(num_outputs, activation="linear"),
])
input_user = tf.keras.layers.Input(shape=(num_user_features,))
vu = user_NN(input_user)
vu = tf.keras.layers.UnitNormalization(axis=1)(vu)
input_item = tf.keras.layers.Input(shape=(num_item_features,))
vm = item_NN(input_item)
vm = tf.keras.layers.UnitNormalization(axis=1)(vm)
output = tf.keras.layers.Dot(axes=1)([vu, vm])
model = tf.keras.Model([input_user, input_item], output)
model.summary()

from public_tests import *
test_tower(user_NN)
test_tower(item_NN)

tf.random.set_seed(1)
cost_fn = tf.keras.losses.MeanSquaredError()
opt = keras.optimizers.Adam(learning_rate=0.01)
model.compile(optimizer=opt, loss=cost_fn)
tf.random.set_seed(1)
model.fit([user_train[:, u_s:], item_train[:, i_s:]], y_train, epochs=30)
error = model.evaluate([user_test[:, u_s:], item_test[:, i_s:]], y_test)

new_user_id = 5000
new_rating_ave = 0.0
new_action = 0.0
new_adventure = 5.0
new_animation = 0.0
new_childrens = 0.0
new_comedy = 0.0
new_crime = 0.0
new_documentary = 0.0
new_drama = 0.0
new_fantasy = 5.0
new_horror = 0.0
new_mystery = 0.0
new_romance = 0.0
new_scifi = 0.0
new_thriller = 0.0
new_rating_count = 3
user_vec = np.array([[new_user_id, new_rating_count, new_rating_ave,
                      new_action, new_adventure, new_animation, new_childrens,
                      new_comedy, new_crime, new_documentary,
                      new_drama, new_fantasy, new_horror, new_mystery,
                      new_romance, new_scifi, new_thriller]])
user_vecs = gen_user_vecs(user_vec, len(item_vecs))
suser_vecs = scalerUser.transform(user_vecs)
sitem_vecs = scalerItem.transform(item_vecs)
y_p = model.predict([suser_vecs[:, u_s:], sitem_vecs[:, i_s:]])
y_pu = scalerTarget.inverse_transform(y_p)
sorted_index = np.argsort(-y_pu, axis=0).reshape(-1).tolist()
sorted_ypu = y_pu[sorted_index]
sorted_items = item_vecs[sorted_index]
shown.append(print_pred_movies(sorted_ypu, sorted_items, movie_dict, maxcount=10))

uid = 2
user_vecs, y_vecs = get_user_vecs(uid, user_train_unscaled, item_vecs, user_to_genre)
suser_vecs = scalerUser.transform(user_vecs)
sitem_vecs = scalerItem.transform(item_vecs)
y_p = model.predict([suser_vecs[:, u_s:], sitem_vecs[:, i_s:]])
y_pu = scalerTarget.inverse_transform(y_p)
sorted_index = np.argsort(-y_pu, axis=0).reshape(-1).tolist()
sorted_ypu = y_pu[sorted_index]
sorted_items = item_vecs[sorted_index]
sorted_user = user_vecs[sorted_index]
sorted_y = y_vecs[sorted_index]
shown.append(print_existing_user(sorted_ypu, sorted_y.reshape(-1, 1), sorted_user, sorted_items,
                                 ivs, uvs, movie_dict, maxcount=50))

def sq_dist(a, b):
    d = sum((a - b) ** 2)
    return d

a1 = np.array([1.0, 2.0, 3.0]); b1 = np.array([1.0, 2.0, 3.0])
a2 = np.array([1.1, 2.1, 3.1]); b2 = np.array([1.0, 2.0, 3.0])
a3 = np.array([0, 1]); b3 = np.array([1, 0])
print(f"squared distance between a1 and b1: {sq_dist(a1, b1):0.3f}")
print(f"squared distance between a2 and b2: {sq_dist(a2, b2):0.3f}")
print(f"squared distance between a3 and b3: {sq_dist(a3, b3):0.3f}")
test_sq_dist(sq_dist)

input_item_m = tf.keras.layers.Input(shape=(num_item_features,))
vm_m = item_NN(input_item_m)
vm_m = tf.keras.layers.UnitNormalization(axis=1)(vm_m)
model_m = tf.keras.Model(input_item_m, vm_m)
scaled_item_vecs = scalerItem.transform(item_vecs)
vms = model_m.predict(scaled_item_vecs[:, i_s:])
count = 50
dim = len(vms)
dist = np.zeros((dim, dim))
for i in range(dim):
    for j in range(dim):
        dist[i, j] = sq_dist(vms[i, :], vms[j, :])
m_dist = ma.masked_array(dist, mask=np.identity(dist.shape[0]))
disp = [["movie1", "genres", "movie2", "genres"]]
for i in range(count):
    min_idx = np.argmin(m_dist[i])
    movie1_id = int(item_vecs[i, 0])
    movie2_id = int(item_vecs[min_idx, 0])
    disp.append([movie_dict[movie1_id]["title"], movie_dict[movie1_id]["genres"],
                 movie_dict[movie2_id]["title"], movie_dict[movie2_id]["genres"]])
shown.append(tabulate.tabulate(disp, tablefmt="html", headers="firstrow"))
"""


def table(page: str) -> list[list[str]]:
    """An HTML table as rows of texts."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[text.strip() for text in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.mark.slow
def test_the_well_known_cells_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(recsys_utils.two_tower, "load_movielens", lambda name: small_movielens())
    cells: dict = {"__name__": "__main__"}
    exec(compile(CELLS, "the well-known cells", "exec"), cells)
    printed = capsys.readouterr().out
    assert printed.count("All tests passed!") == 3
    assert [line.split(": ")[1] for line in printed.splitlines() if line.startswith("squared")] == [
        "0.000",
        "0.030",
        "2.000",
    ]
    assert 0 < cells["error"] < 1
    users, items, _, predicted, existing, alike = map(table, cells["shown"])
    assert users[0][:4] == ["[user id]", "[rating count]", "[rating ave]", "Action"]
    assert items[0][:4] == ["[movie id]", "year", "ave rating", "Action"]
    assert len(users) == len(items) == 6
    assert predicted[0] == ["y_p", "movie id", "rating ave", "title", "genres"]
    stars = [float(row[0]) for row in predicted[1:]]
    assert len(stars) == 10
    assert stars == sorted(stars, reverse=True)
    assert existing[0] == [
        "y_p", "y", "user", "user genre ave", "movie rating ave", "movie id", "title", "genres"
    ]  # fmt: skip
    given = cells["user_to_genre"][2]["movies"]
    assert {int(row[5]): float(row[1]) for row in existing[1:]} == given
    assert len(alike) == 51
    genres = {movie["title"]: movie["genres"] for movie in cells["movie_dict"].values()}
    assert all(row[1] == genres[row[0]] and row[3] == genres[row[2]] for row in alike[1:])
    # a table shows itself in a notebook, standing last in a cell
    assert all(hasattr(page, "_repr_html_") for page in cells["shown"])
