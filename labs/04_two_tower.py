# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 04 · Content, learned
#
# 64 points · 130 minutes
#
# Lab 03 compared things by the words that describe them. Nobody told it which words matter. Here a pair of neural networks finds
# out: one reads what we know about a user, one reads what we know about a movie, and both write a short list of numbers. They
# are trained until the two lists agree just as well as the user liked the movie. That is **content-based filtering with two
# towers**, and the same design, with more data behind it, finds candidates in many large recommenders today.
#
# Afterwards you can
#
# - describe users and movies by numbers, and say which ratings may be used for that and which may not;
# - build two towers in Keras, join them by unit length and a dot product, and train them;
# - recognise a **leak**: a test that looks good because the answers were in the questions;
# - recommend to somebody who was not there when the model was trained;
# - find movies that are alike, all against all, with one matrix product in place of millions of steps.
#
# ![Two columns of boxes side by side. Left, the user tower: mean rating per genre, then layers of 256, 128 and 32 numbers. Right, the movie tower: year, mean rating and genres, then layers of 256, 128 and 32 numbers. Both lists of 32 are brought to length 1 and meet in a dot product, which gives one number from -1 to 1, read as a rating from 1 to 5 stars.](two_towers.svg)
#
# **How this notebook works.** As before: an exercise is a cell to fill in, then a cell that checks it. Run both, in this order. Cells
# that train take a few seconds each; they say so, and your mark does not depend on them. The figures that the text quotes come
# from one machine. On yours the last digits may differ, but run twice from top to bottom, your machine gives the same ones.

# %%
# Our own module first: it asks TensorFlow not to print its notes about your processor.
from recsys_utils.two_tower import (
    gen_user_vecs,
    get_user_vecs,
    load_data,
    load_edition,
    load_held_out,
    pprint_train,
    print_existing_user,
    print_pred_movies,
)

# %%
import time

import numpy as np
import pandas as pd
import tabulate
import tensorflow as tf
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from recsys_utils.features import Profiles, split_ratings
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.two_tower import (
    plot_comparison,
    plot_loss_curves,
    plot_predicted_and_real,
    plot_test_errors,
    plot_tastes,
)
from recsys_utils.plots.two_tower_map import plot_movie_map
from recsys_utils.two_tower_baselines import biases_only, mean_and_user, user_neighbours, weighted_rating_of_movie
from recsys_utils.two_tower_training import falling_rate, plain_lines, tower_vectors, train_and_test

use_course_style()
print(f"TensorFlow {tf.__version__}")

# %% [markdown]
# ## 1. Two descriptions (9 minutes)
#
# A network reads numbers. So: which numbers describe a movie, and which describe a user?
#
# A **movie** has a year, a mean rating (shrunk as in lab 01, with 5 pseudo-ratings), and a 1 or a 0 for each of 14
# genres, those that every edition of MovieLens has (War, Western, Musical and Film-Noir are not among them). A **user** is described by what they have liked: for each
# genre, the mean of the ratings they gave to movies of that genre; 0 where they gave none. (A rating is never 0, so 0 can
# mean *we do not know*.)
#
# By hand. Ada has rated four movies:
#
# | movie | year | genres | Ada's stars |
# |:--|--:|:--|--:|
# | Harbour Lights | 1994 | Drama | 4 |
# | The Long Tide | 1997 | Drama, Romance | 5 |
# | Quick! | 1996 | Comedy | 2 |
# | Two Left Feet | 1995 | Comedy, Romance | 3 |
#
# Her means: Drama (4 + 5) / 2 = **4.5**, Romance (5 + 3) / 2 = **4**, Comedy (2 + 3) / 2 = **2.5**, all others **0**. A movie with
# two genres counts in both. *The Long Tide* itself is: year 1997, its mean rating over everybody, then Drama 1, Romance 1, all others 0.
#
# Now for real: MovieLens 100K, 943 users and 1,682 movies. `load_data` gives one row per rating, in three arrays that belong
# together: row 7 of `user_train` is the person, row 7 of `item_train` is the movie, and `y_train[7]` is the rating this person gave
# this movie, in stars. To use another edition, write `"ml-latest-small"` (its movies
# since 2000 are taken) or `"ml-1m"` in the next cell.

# %% tags=["parameters"]
DATASET = "ml-100k"  # or "ml-latest-small", "ml-1m", a folder of your own

# %%
item_train, user_train, y_train, item_features, user_features, item_vecs, movie_dict, user_to_genre = load_data(DATASET)
u_s = 3  # user columns from here on are trained on: not the id, the number of ratings, their mean
i_s = 1  # item columns from here on are trained on: not the id
uvs = 3  # genres start here in a user's row
ivs = 3  # and here in an item's row
num_user_features = user_train.shape[1] - u_s
num_item_features = item_train.shape[1] - i_s
print(
    f"{len(y_train):,} ratings to learn from; {num_user_features} numbers describe a user, {num_item_features} a movie"
)

# %% [markdown]
# The first rows. Columns in square brackets are there for us to read; the network does not see them. (An id is a name, not a
# quantity: user 800 is not twice user 400.)

# %%
pprint_train(user_train, user_features, uvs, u_s, maxcount=5)

# %%
pprint_train(item_train, item_features, ivs, i_s, maxcount=5, user=False)

# %%
print(f"y_train[:5]: {y_train[:5]}")

# %% [markdown]
# Look for a user with a 0.0: they have no rating in that genre. The next figure compares two users with the mean of all. A user's vector
# says two things at once: how generous they are (all dots to the right), and what they prefer (some dots further right than others).

# %%
per_user = pd.DataFrame(user_train, columns=user_features).groupby("user id").last()
two = [user for user in (907, 181, *per_user.index) if user in per_user.index][:2]
show(
    plot_tastes(per_user[user_features[uvs:]], two),
    alt="Mean rating in each of 14 genres, in stars, for two users and for the average user. The average lies between 3 and 4 in every genre; one "
    "user is above it everywhere, the other far below, between 1 and 2.",
)

# %% [markdown]
# ## 2. Which ratings may help (7 minutes)
#
# These descriptions are made of ratings, and a rating is also what we want to predict. Here a trap is waiting.
#
# Suppose Ada's fifth rating is for a documentary, her only one: 5 stars. If we compute her means from all five ratings, her
# Documentary entry is 5.0. And now we train on this row: *here is somebody whose documentary mean is 5.0; what will they
# give this documentary?* The answer is in the question. The network learns to copy it, gets excellent marks, and is
# lost on the day when somebody asks about a rating that has not been given yet. That is a **leak**. The movie's mean rating leaks in the
# same way: for a movie with one rating, the mean *is* that rating.
#
# So two rules, and `load_data` keeps both:
#
# 1. **Cut first.** 20 % of the ratings are **held out** before anything is computed. No mean contains them. A pair of one user and
#    one movie is on one side only.
# 2. **Never help yourself.** Also inside the other 80 %, the means in a row must not contain that row's own rating. We deal the ratings
#    into ten piles at random. The means beside a rating of pile 1 come from piles 2 to 10, and so on. They are called
#    **out-of-fold** means.
#
# For the held-out rows the means come from all ratings of the 80 %. Their own ratings are not among them anyway.

# %%
item_test, user_test, y_test = load_held_out(DATASET)
print(f"{len(y_test):,} ratings held out")

# %% [markdown]
# ## 3. The same scale for everything (6 minutes)
#
# A year is about 1,990, a genre flag is 0 or 1. Fed as they are, the year would shout everything else down. `StandardScaler` brings
# each column to mean 0 and standard deviation 1. `MinMaxScaler((-1, 1))` maps the ratings to −1 … 1: 1 star becomes −1, 3 stars
# 0, 5 stars 1. (Why this range? In section 5 the towers will answer with a number from −1 to 1.)
#
# By hand: with three movies of the years 1980, 1990 and 2000, the mean is 1990 and the standard deviation 8.16, so they become −1.22, 0, 1.22.
#
# The scalers learn their means from the training part only, and are then applied to whatever comes.

# %%
scaler_user = StandardScaler().fit(user_train)
scaler_item = StandardScaler().fit(item_train)
scaler_target = MinMaxScaler((-1, 1)).fit(y_train.reshape(-1, 1))

user_scaled, item_scaled = scaler_user.transform(user_train), scaler_item.transform(item_train)
y_scaled = scaler_target.transform(y_train.reshape(-1, 1))
print("there and back again:", np.allclose(item_train, scaler_item.inverse_transform(item_scaled)))

# %% [markdown]
# While we train, we want to watch the error on rows that are not trained on: the **validation** part, a tenth of the 80 %. (The
# held-out 20 % are opened once, at the end. Whoever looks at them while still choosing things is choosing with their help.)
# Three arrays are shuffled and cut in the same way, because `random_state` is the same: the rows stay aligned.

# %%
item_fit, item_val = train_test_split(item_scaled, train_size=0.90, shuffle=True, random_state=1)
user_fit, user_val = train_test_split(user_scaled, train_size=0.90, shuffle=True, random_state=1)
y_fit, y_val = train_test_split(y_scaled, train_size=0.90, shuffle=True, random_state=1)
print(f"{len(y_fit):,} rows to train on, {len(y_val):,} to validate")
print("the first of them, one number per genre, scaled:", (user_fit[0, u_s:].round(1) + 0.0).tolist())

# %% [markdown]
# ## 4. A tower (4 minutes)
#
# A **dense layer** of 256 units turns a list of numbers into 256 others. Each unit has a weight for every input and a number of its own, the **bias**: it
# multiplies, adds up, and passes the sum through its **activation**. `relu` replaces negative numbers by 0; `linear` leaves
# all as they are.
#
# By hand: a unit with weights (2, −1) and bias 0.5 gets the input (1, 4). The sum is 2·1 − 1·4 + 0.5 = −1.5. With `relu` it answers **0**, with `linear` **−1.5**.
#
# Our towers have three dense layers:
#
# | layer | units | activation |
# |:--|--:|:--|
# | 1 | 256 | relu |
# | 2 | 128 | relu |
# | 3 | `num_outputs` | linear |
#
# Why no `relu` at the end? The last layer writes the vector that will be compared. With `relu` all its numbers would be 0 or
# more, so two vectors could never point in opposite directions, and nobody could ever get fewer than 3 stars.
#
# ### Exercise 1 · A tower (10 points, 12 minutes)
#
# Write `build_tower`. It is called twice, for the users and for the movies, whose vectors have different lengths. So do not say
# how long the input is: Keras finds out from the first data it sees.
#
# <details><summary>Hint 1: the idea</summary>Layers one after the other are a <code>keras.Sequential</code>. It takes a list of layers.</details>
# <details><summary>Hint 2: one layer</summary><code>keras.layers.Dense(7, activation="sigmoid")</code> is a dense layer of 7 units. Which numbers and names do you need instead?</details>
# <details><summary>Hint 3: nearly there</summary>The last layer is <code>keras.layers.Dense(num_outputs)</code> or the like: without a named activation, a dense layer is linear. Return the whole <code>keras.Sequential([...])</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "build_tower", "locked": false, "schema_version": 3, "solution": true, "task": false}
import keras


def build_tower(num_outputs):
    """One tower: three dense layers.

    Parameters
    ----------
    num_outputs : int
        Units of the last layer, 1 or more: the length of the vector that the tower writes.

    Returns
    -------
    keras.Model
        A new model, not trained. Dense layers of 256 units (relu), 128 units (relu) and `num_outputs` units (linear), all
        with a bias, and nothing else that changes the numbers or the training (no dropout, no regulariser, nothing
        frozen). The layers are made at each call and start with random weights, Keras's own; no seed is set here. The
        length of the input is left open.

    Examples
    --------
    >>> tower = build_tower(32)
    >>> tower(np.ones((5, 14))).shape
    TensorShape([5, 32])
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(num_outputs, activation="linear"),
        ]
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tower", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Three dense layers: 256 relu, 128 relu, num_outputs linear."""
from public_tests import test_tower

test_tower(build_tower)

# %%
num_outputs = 32
keras.utils.set_random_seed(1)  # the towers start from random weights; with a seed, from the same ones every time
user_NN = build_tower(num_outputs)
item_NN = build_tower(num_outputs)

# %% [markdown]
# ## 5. Unit length, then a dot product (5 minutes)
#
# Now the user's vector $v_u$ and the movie's vector $v_m$ have 32 numbers each. How well do they agree? We bring both to length 1 and
# take the dot product:
#
# $$\hat v = \frac{v}{\lVert v \rVert} \qquad\qquad \text{agreement} = \hat v_u \cdot \hat v_m$$
#
# The **dot product** multiplies the two lists place by place and adds up. For vectors of length 1 it is the cosine of the angle between
# them: 1 if they point the same way, 0 at a right angle, −1 if they point in opposite directions. So whatever the towers write, the answer
# lies between −1 and 1, and that is why we scaled the ratings to this range.
#
# By hand: $v_u = (3, 4)$ has length $\sqrt{9 + 16} = 5$, so $\hat v_u = (0.6, 0.8)$. For $v_m = (0, 2)$ it is $\hat v_m = (0, 1)$. The agreement is
# $0.6 \cdot 0 + 0.8 \cdot 1 = 0.8$. Back in stars: $3 + 2 \cdot 0.8 = 4.6$.
#
# Two things to mind. The vectors come in a **batch**, one pair per row, so lengths are taken along axis 1, row by row. And Keras builds
# a model by calling your function once with *symbolic* tensors, which have a shape but no numbers yet. Layers (`keras.layers`) and
# operations of Keras (`keras.ops`) can work with those. numpy and functions that begin with `tf.` cannot.
#
# ### Exercise 2 · Unit length, then dot (10 points, 10 minutes)
#
# Write `normalise_and_dot`.
#
# <details><summary>Hint 1: the idea</summary>Two steps, and Keras has a layer for each. Make the layer, then call it on the data: <code>layer(data)</code>.</details>
# <details><summary>Hint 2: the layers</summary><code>keras.layers.UnitNormalization</code> brings vectors to length 1, <code>keras.layers.Dot</code> multiplies pairs of them. Both need to be told the axis.</details>
# <details><summary>Hint 3: nearly there</summary><code>Dot</code> is called on a list of two: <code>keras.layers.Dot(axes=...)([first, second])</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "normalise_and_dot", "locked": false, "schema_version": 3, "solution": true, "task": false}
def normalise_and_dot(user_vec, item_vec):
    """The cosine of the angle between each user's vector and the movie's beside it.

    Parameters
    ----------
    user_vec, item_vec : tensor of float, shape (batch, d)
        One vector per row. With numbers in it, or symbolic.

    Returns
    -------
    tensor of float, shape (batch, 1)
        For each row, the dot product of the two vectors after each was brought to length 1: from -1 to 1. A vector of
        zeros stays zeros and gives 0; one that is merely short (length 0.001, say) is brought to length 1 like any.
        There is nothing to learn here, so no weights are added.

    Examples
    --------
    >>> normalise_and_dot(np.array([[3.0, 4.0]]), np.array([[0.0, 2.0]])).numpy().round(3)
    array([[0.8]], dtype=float32)
    """
    ### BEGIN SOLUTION
    unit = keras.layers.UnitNormalization(axis=1)
    return keras.layers.Dot(axes=1)([unit(user_vec), unit(item_vec)])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_normalise_and_dot", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Row by row, from -1 to 1, on numbers and inside a model."""
from public_tests import test_normalise_and_dot

test_normalise_and_dot(normalise_and_dot)

# %% [markdown]
# With the two functions the model is put together: inputs, towers, agreement. `shape=(n,)` is a tuple: the comma matters.

# %%
input_user = keras.Input(shape=(num_user_features,))
input_item = keras.Input(shape=(num_item_features,))
model = keras.Model([input_user, input_item], normalise_and_dot(user_NN(input_user), item_NN(input_item)))
print(f"{model.count_params():,} weights, all random so far")

# %% [markdown]
# ### Question 1 · Ten times as long (2 points)
#
# You multiply all weights and biases of the *last* layer of the movie tower by 10. What happens to the predicted ratings?
#
# - **A** They become ten times as large
# - **B** They move towards 5 stars, since all agreements grow
# - **C** They move towards 3 stars, the middle of the scale
# - **D** Nothing

# %% nbgrader={"grade": false, "grade_id": "question_length", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_length = ...  # "A", "B", "C" or "D"
question_length = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_length", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_length", question_length)

# %% [markdown]
# ## 6. Training (8 minutes)
#
# The **loss** is the mean squared error between the agreement and the scaled rating. Three numbers are ours to choose: 1,024 rows are looked at
# before each step (**batch size**); the steps start at 0.003 and shrink along a cosine wave to almost nothing (**learning rate**,
# made by `falling_rate`); all rows are seen 8 times (**epochs**). How they were chosen, honestly: a few of each were tried on *another* cut of
# the same ratings, by the validation part, but with the held-out error printed beside it. So the ratings were cut anew afterwards, with a seed
# that had never been used, and the figures you read here are those of the first run on that cut.
#
# Notebooks of this kind use 32 rows per step and 30 epochs. On ml-latest-small since 2000, cut honestly, that took nine times as long and ended
# *worse*: a mean squared error of 0.132 instead of 0.128. (There ratings go from 0.5 to 5, so half the scale, 1 unit of the scaled
# rating, is 2.25 stars: 0.82 stars against 0.81. On ML-100K it is 2 stars.) So much training is good for learning rows by heart.
#
# The words of the next cell: `compile` tells the model what to make small and how. **Adam** is the how: gradient descent with a step
# size of its own for each weight. `steps_per_execution=8` lets Keras do 8 steps before it looks up, which only saves time. `fit` trains.
# Run the cell a second time, and it goes *on* with the trained weights; to begin anew, run from the cell below exercise 1.
#
# The next cell trains, 5 to 10 seconds on two cores. (It is tagged `skip-execution`, as all cells that need the trained
# towers: they are for you, and are not run again when your notebook is marked.)

# %% tags=["skip-execution"]
rate = falling_rate(len(y_fit), epochs=8, batch_size=1024, start=0.003)
model.compile(optimizer=keras.optimizers.Adam(rate), loss=keras.losses.MeanSquaredError(), steps_per_execution=8)
history = model.fit(
    [user_fit[:, u_s:], item_fit[:, i_s:]],
    y_fit,
    batch_size=1024,
    epochs=8,
    validation_data=([user_val[:, u_s:], item_val[:, i_s:]], y_val),
    validation_batch_size=8192,
    verbose=0,
    callbacks=[plain_lines()],
).history

# %% tags=["skip-execution"]
show(
    plot_loss_curves(history["loss"], history["val_loss"]),
    alt="Training and validation loss over 8 epochs. The training loss falls from 0.241 to 0.210, the validation loss from 0.232 to 0.225: after the "
    "first epochs it falls much more slowly than the training loss.",
)

# %% [markdown]
# From the third epoch to the last the training loss falls by 0.011, the validation loss by 0.004: most of what the towers learn by then is the training rows
# by heart rather than anything about ratings. Now, once, the held-out part. The root of the error, times 2, is in stars (from −1 to 1 there are 2 units, from 1 to 5 there are 4 stars).
#
# How good is it? Beside it stand three methods that read no content, on the same cut: lab 01's weighted rating; lab 02's
# neighbours; and **biases only**, which predicts *the mean + what this user gives above it + what this movie gets above it*. It has two
# numbers to go by, and is surprisingly hard to beat.


# %% tags=["skip-execution"]
def predicted_stars(user_rows, item_rows):
    """Ratings in stars that the model predicts for unscaled rows."""
    users, items = scaler_user.transform(user_rows)[:, u_s:], scaler_item.transform(item_rows)[:, i_s:]
    return scaler_target.inverse_transform(model.predict([users, items], batch_size=8192, verbose=0))[:, 0]


half = (y_train.max() - y_train.min()) / 2  # stars per unit of the scaled rating
ml = load_edition(DATASET)
known, held_out = split_ratings(ml.ratings)
predictions = {
    "weighted rating (lab 01)": weighted_rating_of_movie(known, held_out),
    "biases only": biases_only(known, held_out),
    "user neighbours (lab 02)": user_neighbours(known, held_out),
    "two towers": predicted_stars(user_test, item_test),
}
errors = {name: np.mean((stars - y_test) ** 2) for name, stars in predictions.items()}
for name, error in errors.items():
    print(f"{name:25} {error / half**2:.4f}, which is {error**0.5:.3f} stars")

# %% [markdown]
# On ML-100K about 0.2135 for the towers and 0.218 for biases only: 0.92 and 0.93 stars. The towers win, by little; lab 02's neighbours are as good
# as they are. They know no user and no movie by name; all they have is 14 means of the one and a year, a mean and 14 flags of the
# other. That they beat the biases shows that taste in genres says something. That they beat them by so little shows how much of a
# rating is *generous user* and *good movie*.
#
# Why was the validation error higher, 0.225? Not because of the towers: biases only, learned from the same rows, has 0.229 on the validation part and 0.218 on the held-out one.
# Those 8,000 rows happen to be harder (with so few, chance alone moves the error by about 0.004), and the means beside them are made
# of a tenth fewer ratings. Compare errors on the *same* rows only.
#
# Where do they err? For each real rating the figure shows what was predicted.

# %% tags=["skip-execution"]
show(
    plot_predicted_and_real(y_test, predictions["two towers"]),
    alt="For each real rating from 1 to 5 stars a box of the predicted ratings. The boxes rise from left to right but much more slowly than the real "
    "ratings: for real 1 the middle of the predictions is 2.7, for real 5 4.1.",
)

# %% [markdown]
# The predictions rise with the real ratings, but slowly. A model that is not sure stays near the middle, because squared errors punish boldness. It
# sorts movies better than it names stars.
#
# ## 7. The size of the lie (8 minutes)
#
# In public notebooks with this design you will find test errors of 0.0814 or 0.1199. With half a scale of 2.25 stars (section 6), that is 0.64 and 0.78 stars: better than
# the best rating models known, which reach about 0.87 on that data. When a simple method beats the best by a mile, look for the leak.
#
# We make the same mistakes on purpose, and measure each.
#
# **Mistake 1**: forget rule 2. Cut first, but let each training row be part of its own means.

# %% tags=["skip-execution"]
profiles = Profiles(known, ml.movies, users=ml.ratings["user_id"], prior=5)
own = profiles.rows_of_known(folds=0)  # 0: no piles, each rating helps to predict itself
parts = [train_test_split(part, train_size=0.90, random_state=1) for part in (own.item, own.user, own.y)]
half_honest = train_and_test(
    build_tower,
    normalise_and_dot,
    train=tuple(part[0] for part in parts),
    validation=tuple(part[1] for part in parts),
    test=(item_test, user_test, y_test),
    epochs=8,
)
print(f"validation {half_honest.validation_losses[-1]:.4f}, held out {half_honest.test_error:.4f}")

# %% [markdown]
# As many epochs as before. The validation error says 0.199, the held-out rows say 0.217. The honest towers had 0.225 and 0.2135: these here look much
# better, because they copied from the answers, and are worse where there is nothing to copy.
#
# **Mistake 2**: forget rule 1 too. Compute all means from all ratings, repeat the rows of rare genres until there are twice as many rows,
# and *then* cut at random. Now the test rows have their own rating in their means as well, and most of them have a twin in the training part.

# %% tags=["skip-execution"]
item_all, user_all, y_all, *_ = load_data(DATASET, leaky=True)
parts = [train_test_split(part, train_size=0.80, random_state=1) for part in (item_all, user_all, y_all)]
train_rows = {(u, i) for u, i in zip(parts[1][0][:, 0], parts[0][0][:, 0])}
twins = np.mean([(u, i) in train_rows for u, i in zip(parts[1][1][:, 0], parts[0][1][:, 0])])
leaky = train_and_test(
    build_tower, normalise_and_dot, train=tuple(p[0] for p in parts), test=tuple(p[1] for p in parts), epochs=2
)
print(f"{len(y_all):,} rows of {len(ml.ratings):,} ratings; {twins:.0%} of the test rows are in the training part too")
print(f"'test' error {leaky.test_error:.4f}")

# %% tags=["skip-execution"]
show(
    plot_test_errors(
        {
            "honest: cut first, out-of-fold means": (errors["two towers"] / half**2, True),
            "mistake 1, on held-out rows": (half_honest.test_error, True),
            "mistake 1, on its validation rows": (half_honest.validation_losses[-1], False),
            "mistakes 1 and 2, on its 'test' rows": (leaky.test_error, False),
        },
        baseline=("biases only", errors["biases only"] / half**2),
    ),
    alt="Four bars of mean squared error. The honest test and mistake 1 on held-out rows are close to the line of the biases-only baseline, at 0.218; mistake "
    "1 on its own validation rows is at 0.20, and both mistakes together are lower still.",
)

# %% [markdown]
# The hatched bars are lies: nobody will ever see such errors on ratings that are still to come. The lowest bar belongs to the
# training that made the most mistakes, though it had 2 epochs only (of twice as many rows). With more epochs it gets lower still, with no end in sight but the rows learnt by heart.

# %% [markdown]
# ### Question 2 · No leak (2 points)
#
# Documentaries are rare, so somebody wants to repeat their rows to give them more weight. Which of these is *not* a leak?
#
# - **A** Repeat the rows of documentaries, then cut all rows at random into training and test part
# - **B** Take each movie's mean over all ratings, since a movie's mean hardly depends on one user
# - **C** Cut first, then repeat the documentaries' rows inside the training part
# - **D** Train for 5, 10 and 20 epochs and report the lowest of the three test errors

# %% nbgrader={"grade": false, "grade_id": "question_no_leak", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_no_leak = ...  # "A", "B", "C" or "D"
question_no_leak = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_no_leak", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_no_leak", question_no_leak)

# %% [markdown]
# ## 8. Somebody new (6 minutes)
#
# Content has a great advantage: a user who joined a minute ago needs no training. Two or three answers (*do you like adventure?*) make
# a vector, and the tower does the rest.
#
# The plain way: put the new user beside every movie, and ask the model for each pair. Our newcomer, with the id 5000, likes Adventure
# and Fantasy. Of other genres we know nothing, so they get what the average user gives.
# (Section 1 wrote 0 there. But nobody in the training rows has two genres and twelve zeros, and what a network says of rows unlike all it has seen
# is anybody's guess: with zeros here, its highest prediction is 3.2 stars.)

# %%
taste = {"Adventure": 5.0, "Fantasy": 5.0}
average = {genre: per_user[genre][per_user[genre] > 0].mean() for genre in user_features[uvs:]}
user_vec = np.array([[5000, len(taste), 5.0, *(taste.get(genre, average[genre]) for genre in user_features[uvs:])]])
user_vecs = gen_user_vecs(user_vec, len(item_vecs))
print(f"{len(user_vecs):,} times the same user, one for each movie")

# %% tags=["skip-execution"]
y_pu = predicted_stars(user_vecs, item_vecs)
order = np.argsort(-y_pu)
print_pred_movies(y_pu[order], item_vecs[order], movie_dict, maxcount=10)

# %% tags=["skip-execution"]
for genre in taste:
    has = item_vecs[order][:, ivs:][:, user_features[uvs:].index(genre)] > 0
    print(
        f"{genre}: {has[:10].sum():.0f} of these ten, {has.sum():.0f} of all; the first stands at place {has.argmax() + 1}"
    )

# %% [markdown]
# Is that a good list? Six adventures, *Star Wars* first. But no Fantasy: only 22 movies are labelled so, most of them little liked, and the best of them
# stands at place 84. And three cartoons about Wallace and Gromit, which the newcomer never asked for; nearly everybody rates them high, and the movie's mean counts
# for more than two answers. The list leans towards the newcomer's taste, no more.
#
# Now for the time it took. That sent the same user through the user tower once for *every movie*, and every movie through its tower, though movies had not changed since
# yesterday. The design makes something much better possible. The towers meet only at the very end, so:
#
# 1. **beforehand**, run every movie through the movie tower, once, and keep the vectors, brought to length 1;
# 2. **when a user comes**, run *one* vector through the user tower;
# 3. one product of a matrix and a vector gives all agreements at once; sort, and take the first n.
#
# By hand, with vectors of two numbers. The user is (0.6, 0.8), the scale goes from 1 to 5 stars:
#
# | movie | vector | agreement | stars |
# |:--|:--|:--|--:|
# | Alba | (1, 0) | 0.6·1 + 0.8·0 = 0.6 | 3 + 2·0.6 = 4.2 |
# | Brume | (0, 1) | 0.8 | 4.6 |
# | Cendre | (−0.6, −0.8) | −0.36 − 0.64 = −1 | 1.0 |
#
# The list of two is Brume, Alba. An agreement of −1 becomes `low`, 1 becomes `high`, and 0 the middle between them.
#
# ### Exercise 3 · A list for a new user (12 points, 14 minutes)
#
# Write `rating_for_new_user`.
#
# <details><summary>Hint 1: all agreements</summary>For arrays, <code>matrix @ vector</code> is the dot product of each row with the vector.</details>
# <details><summary>Hint 2: to stars</summary>From −1 … 1 to 0 … 1: add 1, divide by 2. From there to <code>low</code> … <code>high</code>: multiply by the width, add <code>low</code>.</details>
# <details><summary>Hint 3: the best first</summary><code>np.argsort</code> gives positions in rising order; of the negative numbers, in falling order. With the first n positions pick titles and stars.</details>


# %% nbgrader={"grade": false, "grade_id": "rating_for_new_user", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rating_for_new_user(user_vector, movie_vectors, titles, low=1.0, high=5.0, n=10):
    """The n movies with the highest predicted rating, for one user.

    Parameters
    ----------
    user_vector : array of float, shape (d,)
        What the user tower says, brought to length 1. It is not changed, and nor are the others.
    movie_vectors : array of float, shape (movies, d)
        What the movie tower says, one row per movie, each brought to length 1.
    titles : list of str
        The title of each movie, in the order of the rows. Two movies may have the same title.
    low, high : float
        The ratings, in stars, that stand for an agreement of -1 and of 1.
    n : int
        Length of the list; fewer if there are fewer movies.

    Returns
    -------
    list of (str, float)
        Title and predicted rating in stars, not rounded, the highest first. Equal ratings may come in any order, but
        each movie comes once.

    Examples
    --------
    >>> movie_vectors = np.array([[1, 0], [0, 1], [-0.6, -0.8]])
    >>> rating_for_new_user(np.array([0.6, 0.8]), movie_vectors, ["Alba", "Brume", "Cendre"], n=2)
    [('Brume', 4.6), ('Alba', 4.2)]
    """
    ### BEGIN SOLUTION
    agreement = np.asarray(movie_vectors, float) @ np.asarray(user_vector, float)
    stars = low + (agreement + 1) / 2 * (high - low)
    best = np.argsort(-stars)[:n]
    return [(titles[place], float(stars[place])) for place in best]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_rating_for_new_user", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
"""One product, the right scale, the best first."""
from public_tests import test_rating_for_new_user

test_rating_for_new_user(rating_for_new_user)

# %% [markdown]
# The same newcomer through your function. The list must be the one above, and it took one run of the user tower instead of 1,682.
# (`tower_vectors` runs a tower and brings each vector to length 1. It gives a table, here of a single row; `[user_vector] = ...` takes that row out.)

# %% tags=["skip-execution"]
titles = [movie_dict[int(movie)]["title"] for movie in item_vecs[:, 0]]
movie_vectors = tower_vectors(item_NN, scaler_item.transform(item_vecs)[:, i_s:])
[user_vector] = tower_vectors(user_NN, scaler_user.transform(user_vec)[:, u_s:])
low, high = y_train.min(), y_train.max()
for title, stars in rating_for_new_user(user_vector, movie_vectors, titles, low, high, n=10):
    print(f"{stars:.2f}  {title}")

# %% [markdown]
# And a user we know: predictions beside the ratings they really gave, best prediction first. Read the columns *user genre ave* and *movie rating ave* as the
# towers' evidence. (The ratings shown were in the training part. This is a look at the model, not a test of it.
# A movie labelled War or Musical shows fewer means than genres: those are not among the 14.)

# %% tags=["skip-execution"]
uid = 2
user_vecs, y_vecs = get_user_vecs(uid, user_train, item_vecs, user_to_genre)
y_pu = predicted_stars(user_vecs, item_vecs)
order = np.argsort(-y_pu)
print_existing_user(y_pu[order], y_vecs[order], user_vecs[order], item_vecs[order], ivs, uvs, movie_dict, maxcount=20)

# %% [markdown]
# ### Question 3 · What is left to do (2 points)
#
# A shop has 1,000,000 products and serves its lists with two trained towers. A new user arrives. What must be computed at that moment?
#
# - **A** One run of the user tower, then one product with the stored product vectors
# - **B** One run of the user tower and 1,000,000 runs of the product tower
# - **C** A short training, so that the towers get to know the user
# - **D** Nothing; the list was stored beforehand

# %% nbgrader={"grade": false, "grade_id": "question_serving", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_serving = ...  # "A", "B", "C" or "D"
question_serving = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_serving", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_serving", question_serving)

# %% [markdown]
# ## 9. Movies that are alike (7 minutes)
#
# The movie tower writes 32 numbers per movie. Two movies with nearly the same numbers get nearly the same rating from *everybody*: for the model
# they are alike. So the neighbours of a movie are the answer to *more like this*. How near two vectors are is told by the squared distance:
#
# $$\lVert a - b \rVert^2 = \sum_{k} (a_k - b_k)^2$$
#
# By hand: $a = (1, 2, 3)$ and $b = (1, 4, 0)$ differ by 0, −2 and 3, so the squared distance is $0 + 4 + 9 = 13$.
#
# ### Exercise 4 · Squared distance (4 points, 4 minutes)
#
# Write `sq_dist` for two vectors. (Python may show the answer as `np.float64(13.0)`: that is numpy's own kind of number, and counts as a number.)
#
# <details><summary>Hint 1: the idea</summary>Subtract, square, add up. No root.</details>
# <details><summary>Hint 2: arrays</summary>On arrays, <code>-</code> and <code>** 2</code> work place by place, and <code>np.sum</code> adds all.</details>


# %% nbgrader={"grade": false, "grade_id": "sq_dist", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sq_dist(a, b):
    """The squared distance of two vectors.

    Parameters
    ----------
    a, b : array of float, shape (d,)
        Two vectors of the same length.

    Returns
    -------
    float
        The sum of the squared differences, not rounded; 0 or more, also for vectors that are nearly the same.

    Examples
    --------
    >>> sq_dist(np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 0.0]))
    13.0
    """
    ### BEGIN SOLUTION
    difference = np.asarray(a, float) - np.asarray(b, float)
    return float((difference**2).sum())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sq_dist", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Subtract, square, add up."""
from public_tests import test_sq_dist

test_sq_dist(sq_dist)

# %%
pairs = [([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), ([1.1, 2.1, 3.1], [1.0, 2.0, 3.0]), ([0, 1], [1, 0])]
for a, b in pairs:
    print(f"squared distance of {a} and {b}: {sq_dist(np.array(a), np.array(b)):0.3f}")

# %% [markdown]
# Now all pairs. Two nested loops would do: for each movie i, for each movie j. On 1,682 movies that is 2.8 million calls, on ten thousand movies a hundred
# million. There is a better way. Multiply out:
#
# $$\lVert a - b \rVert^2 = \lVert a \rVert^2 + \lVert b \rVert^2 - 2\, a \cdot b$$
#
# The first two terms need one number per movie. The third, for all pairs at once, is one matrix product $V V^T$, which
# computers are extremely good at.
#
# By hand, for the rows (1, 0), (0, 1) and (3, 4). The squared lengths are 1, 1 and 25. The products:
#
# | $V V^T$ | 1 | 2 | 3 |
# |:--|--:|--:|--:|
# | 1 | 1 | 0 | 3 |
# | 2 | 0 | 1 | 4 |
# | 3 | 3 | 4 | 25 |
#
# Row 1 against row 3: 1 + 25 − 2·3 = **20**, and directly: (1 − 3)² + (0 − 4)² = 4 + 16 = 20. Row 2 against row 3: 1 + 25 − 2·4 = **18**. On the diagonal: 25 + 25 − 2·25 = **0**.
#
# Computers round. A distance that should be 0 can come out as −0.0000001, and who takes its root later gets `nan`. So anything below 0 is set to 0.
#
# ### Exercise 5 · All pairs at once (10 points, 12 minutes)
#
# Write `sq_dist_matrix`, without a Python loop over the pairs. An array of shape (n, n, d) is no way out either: for ten thousand movies it would need 26 GB.
#
# <details><summary>Hint 1: the squared lengths</summary>Square every number, then add up each row (<code>axis=1</code>): n numbers.</details>
# <details><summary>Hint 2: a sum for all pairs</summary>A column plus a row is a whole table: <code>s[:, None] + s[None, :]</code> holds s[i] + s[j] at place i, j.</details>
# <details><summary>Hint 3: the product, and below zero</summary><code>@</code> multiplies matrices; the second one must have V's rows as its columns. <code>np.maximum</code> takes the larger of two.</details>


# %% nbgrader={"grade": false, "grade_id": "sq_dist_matrix", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sq_dist_matrix(V):
    """The squared distance of each row to each row.

    Parameters
    ----------
    V : array of float, shape (n, d)
        One vector per row. It is not changed.

    Returns
    -------
    array of float, shape (n, n)
        At place i, j the squared distance of rows i and j. Never negative, not rounded, as exact as the numbers of V.

    Examples
    --------
    >>> sq_dist_matrix(np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]))
    array([[ 0.,  2., 20.],
           [ 2.,  0., 18.],
           [20., 18.,  0.]])
    """
    ### BEGIN SOLUTION
    V = np.asarray(V)
    squares = (V**2).sum(axis=1)
    return np.maximum(squares[:, None] + squares - 2 * V @ V.T, 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sq_dist_matrix", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""All pairs, never negative, no loop over pairs."""
from public_tests import test_sq_dist_matrix

test_sq_dist_matrix(sq_dist_matrix)

# %% [markdown]
# How much faster? The loops are timed on the first 200 movies, 40,000 pairs, and the rest is reckoned: the time grows with the
# number of pairs. (Times differ from run to run. The ratio is what to look at.)

# %% tags=["skip-execution"]
some = movie_vectors[:200]
began = time.perf_counter()
looped = [[sq_dist(a, b) for b in some] for a in some]
per_pair = (time.perf_counter() - began) / len(some) ** 2
began = time.perf_counter()
distances = sq_dist_matrix(movie_vectors)
at_once = time.perf_counter() - began
print("the same numbers:", np.allclose(looped, distances[:200, :200], atol=1e-5))
print(f"{len(movie_vectors):,} movies: loops about {per_pair * len(movie_vectors) ** 2:.0f} s, at once {at_once:.3f} s")
print(f"9,742 movies: loops about {per_pair * 9742**2 / 60:.0f} minutes")

# %% [markdown]
# And at once? For 9,742 vectors of 32 numbers, all ml-latest-small, `benchmarks/two_tower.py` measured 5 seconds the first time, one second again, and 0.8 GB at most, on a busy machine, with numbers of type float32, which is what
# Keras gives. In float64 the table alone takes 0.76 GB, the steps towards it twice that and more, and several seconds. So do not turn the vectors
# into float64 where there are many.

# %% [markdown]
# The last step: for each movie the k nearest, without the movie itself.
#
# By hand, with the table of exercise 5: row 1 (distances 0, 2, 20) has itself at 0, then row 2, then row 3. So its two nearest are 2 and 3. In Python
# rows are counted from 0, so the answer there is 1 and 2.
#
# A movie is left out because of its *place*, not because it comes first: two movies can have exactly the same vector, and then the other one
# belongs in the list, at distance 0.
#
# ### Exercise 6 · The nearest movies (10 points, 10 minutes)
#
# Write `most_similar`. It may use your `sq_dist_matrix`.
#
# <details><summary>Hint 1: the idea</summary>Sort each row of the distances and take the first k. But first make sure that the movie itself comes last.</details>
# <details><summary>Hint 2: not itself</summary><code>np.fill_diagonal(table, value)</code> writes a value on the diagonal of a table, in place. Which value is farther than any distance?</details>
# <details><summary>Hint 3: positions</summary><code>np.argsort(table, axis=1)</code> gives, for each row, the positions in rising order. Of these you want the first k columns.</details>


# %% nbgrader={"grade": false, "grade_id": "most_similar", "locked": false, "schema_version": 3, "solution": true, "task": false}
def most_similar(V, k):
    """The k nearest rows of each row, the row itself excluded.

    Parameters
    ----------
    V : array of float, shape (n, d)
        One vector per row, not brought to length 1. It is not changed.
    k : int
        How many, from 1 to n - 1.

    Returns
    -------
    array of int, shape (n, k)
        In row i the places (whole numbers, counted from 0) of the k rows with the smallest squared distance to row i, the nearest
        first. Rows at equal distance may come in any order.

    Examples
    --------
    >>> most_similar(np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]), k=2)
    array([[1, 2],
           [0, 2],
           [1, 0]])
    """
    ### BEGIN SOLUTION
    distances = np.array(sq_dist_matrix(V), dtype=float)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_most_similar", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""The nearest first, never the row itself, twins included."""
from public_tests import test_most_similar

test_most_similar(most_similar)

# %% [markdown]
# Fifty movies, among those with the most ratings, and the movie nearest to each, with the genres of **both**.

# %% tags=["skip-execution"]
nearest = most_similar(movie_vectors, k=1)[:, 0]
counts = known["movie_id"].value_counts()
rows = sorted(range(len(item_vecs)), key=lambda place: -counts.get(item_vecs[place, 0], 0))[:50]
table = [["movie1", "genres", "movie2", "genres"]]
for i in rows:
    one, other = movie_dict[int(item_vecs[i, 0])], movie_dict[int(item_vecs[nearest[i], 0])]
    table.append([one["title"], one["genres"], other["title"], other["genres"]])
tabulate.tabulate(table, tablefmt="html", headers="firstrow")

# %% [markdown]
# Genres mostly agree, and where they do not, the movies are rated alike. Some neighbours of famous movies are hardly known, three of the fifty have one known rating or none: what
# the tower knows of them is mostly genres and a mean near everybody's. A shop would ask for a least number of ratings. Nobody told the tower to put comedies beside
# comedies. It did so because that helps to predict ratings. A map shows it as a whole: the 32 numbers, squeezed into the two directions in
# which they differ most (**principal components**), for the movies with 50 ratings or more. Read the titles at the left and the right edge:
# what do you think runs from left to right?
#
# <details><summary>Answer</summary>The mean rating, from the least liked movies to the best liked. From top to bottom runs, roughly, action to drama.</details>

# %% tags=["skip-execution"]
enough = np.array([counts.get(movie, 0) >= 50 for movie in item_vecs[:, 0]])
show(
    plot_movie_map(movie_vectors[enough], item_vecs[enough, ivs:], item_features[ivs:], np.array(titles)[enough]),
    alt="524 movies as points in two dimensions, colour and shape by genre. Dramas lie along an arc from the bottom to the right, action at the top and "
    "the left, comedies in a band through the middle; disliked movies such as Batman & Robin are on the left, well-liked ones such as Schindler's List on the right.",
)

# %% [markdown]
# **And with a million movies?** A table of all pairs then has $10^{12}$ places. Up to some 50,000 vectors, exact search is fine: a block of rows at a
# time. Beyond that one uses an **approximate nearest neighbour index**, which looks at a small part of the vectors and finds *nearly* always
# the nearest. What it costs is its **recall**: the share of true neighbours that it finds. Measure it before you trust it. Here on 10,000 vectors,
# ours and noisy copies of them.

# %% tags=["skip-execution"]
rng = np.random.default_rng(0)
many = movie_vectors[rng.integers(len(movie_vectors), size=10_000)] + rng.normal(0, 0.05, (10_000, 32))
many = (many / np.linalg.norm(many, axis=1, keepdims=True)).astype("float32")
try:
    from usearch.index import Index
except ImportError:
    print("The package usearch is not installed, so there is no index to look at: pip install usearch brings it.")
else:
    index = Index(ndim=32, metric="l2sq")
    index.add(np.arange(len(many)), many, threads=1)
    exact = np.argsort(-(many[:500] @ many.T), axis=1)[:, 1:11]  # of unit length: nearest is what agrees most
    found = index.search(many[:500], 11).keys[:, 1:]  # the first one found is the movie itself
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found)])
    print(f"of the 10 nearest of 500 movies among {len(many):,}, the index finds {recall:.1%}")

# %% [markdown]
# ## 10. Where this breaks (8 minutes)
#
# First the comparison with the labs before, on the same held-out ratings. (*Always the mean* predicts one number for everything.)

# %% tags=["skip-execution"]
stars_off = {"always the mean": np.sqrt(np.mean((y_train.mean() - y_test) ** 2))}
stars_off |= {name: error**0.5 for name, error in errors.items()}
show(
    plot_comparison(stars_off),
    alt="Bars of the typical error in stars on held-out ratings, from always the mean, the worst at 1.12, over lab 01's weighted rating and biases only "
    "to lab 02's neighbours and the two towers, which share the first place at about 0.92.",
)

# %% [markdown]
# Seven months of ratings, two networks with 82,000 weights, and the gain over lab 02's neighbours is a thousandth of a star. What do
# the towers go by? We take one piece of evidence away at a time: its columns are shuffled among the held-out rows, so that each row has somebody
# else's. The more the error rises, the more the towers relied on it.


# %% tags=["skip-execution"]
def error_with(user_rows, item_rows):
    """Typical error of the model on the held-out ratings, in stars."""
    return np.sqrt(np.mean((predicted_stars(user_rows, item_rows) - y_test) ** 2))


shuffled = np.random.default_rng(0).permutation(len(y_test))
off_by = {"nothing taken away": error_with(user_test, item_test)}
for name, columns in {"year": [1], "mean rating": [2], "genres": list(range(ivs, item_test.shape[1]))}.items():
    changed = item_test.copy()
    changed[:, columns] = item_test[shuffled][:, columns]
    off_by[f"shuffled: the movie's {name}"] = error_with(user_test, changed)
off_by["shuffled: the user's means"] = error_with(user_test[shuffled], item_test)
newcomer = item_test.copy()
newcomer[:, 2] = y_train.mean()
off_by["every movie new, its mean unknown"] = error_with(user_test, newcomer)
off_by["the same by the mean + the user"] = np.sqrt(np.mean((mean_and_user(known, held_out) - y_test) ** 2))
for what, stars in off_by.items():
    print(f"{what:35} {stars:.3f} stars")

# %% tags=["skip-execution"]
groups = pd.cut(user_test[:, 1], [0, 30, 60, 120, 240, np.inf], labels=["to 30", "31-60", "61-120", "121-240", "more"])
by_group = pd.DataFrame({"known ratings of the user": groups})
for name in ("biases only", "two towers"):
    by_group[name] = (predictions[name] - y_test) ** 2
summary = by_group.groupby("known ratings of the user", observed=True).agg(
    held_out=("two towers", "size"), biases_only=("biases only", "mean"), two_towers=("two towers", "mean")
)
summary[["biases_only", "two_towers"]] **= 0.5  # to the power of a half: the root, in stars
summary.round(3)

# %%
same = pd.DataFrame(item_vecs[:, [1, *range(ivs, item_vecs.shape[1])]]).duplicated(keep=False)
print(f"{same.sum():,} of {len(same):,} movies share year and all genres with another movie")

# %% [markdown]
# - **Two means do most of the work**: the movie's mean rating, and the user's own means, which say above all how generous they are. The movie's
#   genres, for which we built all this, matter five times less, and the year hardly at all.
# - **Few ratings, poor description.** For users with 60 known ratings or fewer the towers are worse than biases only: a genre's mean of one
#   or two ratings is mostly chance, and nothing shrinks it (lab 01 would).
# - **A new movie is hard after all.** Content-based filtering is praised for not needing ratings of a movie. Ours nearly does: without the movie's mean the
#   error jumps from 0.92 to 1.02 stars. That is still better than what is left of *biases only* then, the mean + the user, with 1.03. Genres and the year are
#   worth a hundredth of a star. Only descriptions that need no audience (words, cast, pictures) would help, and 14 flags are a poor description.
# - **Blind to what it was not told.** Three quarters of the movies share year and all genres with another one. What tells two such movies apart
#   is one number, the mean rating, and that says how well a movie was liked, not what it is about.
# - **One taste per genre.** Who loves one kind of comedy and hates another has an average opinion of comedies, and gets average comedies.
# - **Errors in stars are not lists.** Nobody sees predicted ratings; people see ten titles. Lab 06 measures those.
#
# Where it shines: a new *user* gets a list that leans towards their taste after two answers, with no training, and the two halves can be computed in two places at two
# times. That is why large systems have towers, with far richer descriptions than ours.
#
# ### Question 4 · Bees and boxing (2 points)
#
# Two movies of the same year are both labelled *Drama* and nothing else, and have the same mean rating. One is about bees, one is about boxing. User 7 has
# given 5 stars to every film about boxing and 1 star to all others. What does our model predict for user 7?
#
# - **A** A higher rating for the boxing movie, since the tower has learned user 7's taste
# - **B** Exactly the same rating for both
# - **C** A higher rating for the one that more people have rated
# - **D** 5 stars for the boxing movie and 1 star for the other

# %% nbgrader={"grade": false, "grade_id": "question_blind", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_blind = ...  # "A", "B", "C" or "D"
question_blind = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_blind", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_blind", question_blind)

# %% [markdown]
# ## What to take along
#
# | | |
# |:--|:--|
# | tower | a network that turns a description into a vector; one for users, one for movies |
# | unit length and dot product | the cosine of the angle, −1 to 1; lengths play no part |
# | leak | an answer inside the question: cut first, never help yourself |
# | biases only | mean + generous user + good movie; what every rating model must beat |
# | serving | movie vectors beforehand, one user vector now, one product |
# | all pairs | squared lengths and one matrix product; past 50,000 an index, with its recall |
#
# Next: **lab 05** forgets the descriptions and lets every user and every movie have a vector of their own.
