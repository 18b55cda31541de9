# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 05 · Factors
#
# 94 points · 175 minutes
#
# Lab 04 described users and movies by what we know about them. Here we know nothing but the ratings. Every user gets a short list of
# numbers, every movie gets one too, all of them random at first. Then we look at one rating after the other and move the numbers a little, so
# that the two lists agree better with what was said. After a hundred thousand small moves the lists know who likes what, and nobody told them
# what a comedy is. This is **matrix factorization**, and for ratings it is still a hard model to beat.
#
# Afterwards you can
#
# - predict a rating from a mean, two **biases** and a product of two lists of **factors**;
# - work out one step of **stochastic gradient descent** by hand, check it, and watch a small matrix being learned;
# - write the same model in Keras, train it on 90,000 ratings in seconds, and choose the number of epochs honestly;
# - take apart three public models that train without complaint and are broken, and prove it with a number;
# - turn predictions into lists, and say how varied and how new these lists are.
#
# ![A table of ratings, users down and movies across, most of its cells empty. Beside it a narrow table with two numbers for each user and a flat one with two numbers for each movie. A user's two numbers and a movie's two numbers meet in one cell of the full table: 1.2 times 0.9 plus −0.3 times −0.5 is 1.23, added to the mean and the two biases.](factors.svg)
#
# **How this notebook works.** As before: an exercise is a cell to fill in, then a cell that checks it. Run both, in this order. Cells
# that train take 3 to 10 seconds each; they say so, and your mark does not depend on them. The figures that the text quotes come
# from one machine. On yours the last digits may differ, but run twice, your machine gives the same ones.

# %%
# Our own module first: it asks TensorFlow not to print its notes about your processor.
from recsys_utils.factors import predicted_stars, tables_of, train

# %%
import time

import keras
import numpy as np
import pandas as pd
from IPython.display import display
from sklearn.decomposition import PCA

from recsys_utils.data import load_movielens
from recsys_utils.diversity import list_means
from recsys_utils.factors_public import predicted_in_cuts, public_net, scaled_inputs, tensordot_join
from recsys_utils.matrices import hold_out_per_user
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.matrix_factorization import (
    plot_biases,
    plot_comparison,
    plot_convergence,
    plot_epochs,
    plot_flattery,
    plot_limits,
    plot_lists,
    plot_losses,
    plot_movie_map,
)
from recsys_utils.two_tower_baselines import user_neighbours, weighted_rating_of_movie

use_course_style()

# %% [markdown]
# ## 1. From ids to rows (4 minutes)
#
# We work with MovieLens 100K: 943 users, 1,682 movies, 100,000 ratings from 1 to 5 stars. Other editions work too: `"ml-latest-small"`, or
# `"ml-1m"`, which takes ten times as long. The text and the figures it quotes speak of MovieLens 100K.

# %% tags=["parameters"]
DATASET = "ml-100k"  # or "ml-latest-small", "ml-1m", a folder of your own

# %%
ml = load_movielens(DATASET)
ml.ratings.head(3)

# %% [markdown]
# An id is a name, not a place. In ml-latest-small the movie ids run up to 193,609, but there are only 9,742 movies: a table with a row for each id
# would be empty for the most part. So each id gets a **position**, counted from 0 without gaps, in the order of the ids. By hand, for a column
# of movie ids:
#
# | column | 50 | 7 | 50 | 193609 | 7 |
# |:--|--:|--:|--:|--:|--:|
# | **position** | 1 | 0 | 1 | 2 | 0 |
#
# And back: position 0 is id 7, position 1 is id 50, position 2 is id 193609. We shall need both directions: forward to train, back to read titles.
#
# ### Exercise 1 · There and back (4 points, 5 minutes)
#
# Write `build_index`.
#
# <details><summary>Hint 1: the idea</summary>First the different ids in order, then number them. The list in order <i>is</i> the way back.</details>
# <details><summary>Hint 2: tools</summary><code>np.unique</code> gives the different values of a column, sorted. <code>enumerate</code> numbers the elements of a list from 0.</details>
# <details><summary>Hint 3: nearly there</summary>A dict can be written as <code>{key: value for value, key in enumerate(...)}</code>. Return the dict and the list, in this order, with a comma between.</details>


# %% nbgrader={"grade": false, "grade_id": "build_index", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_index(ids):
    """Number the different ids, and find back from a number to its id.

    Parameters
    ----------
    ids : array-like of int or of str, shape (n,)
        One id a row; an id may come many times, in any order.

    Returns
    -------
    position : dict
        For each different id its position: 0 for the smallest, 1 for the next, without gaps.
    id_at : array or list
        The id at each position: the different ids from the smallest to the largest.

    Examples
    --------
    >>> position, id_at = build_index([50, 7, 50, 193609, 7])
    >>> int(position[50]), int(id_at[2])
    (1, 193609)
    """
    ### BEGIN SOLUTION
    id_at = np.unique(ids).tolist()
    position = {name: place for place, name in enumerate(id_at)}
    return position, id_at
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_index", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Positions without gaps, in the order of the ids, and the way back."""
from public_tests import test_build_index

test_build_index(build_index)

# %% [markdown]
# Now the data. Every user's ten randomly drawn ratings are the **test** part, as in lab 02, so that we can compare. Of the rest, five ratings of every user are the
# **validation** part: with it we choose. The test part is opened when nothing is left to choose.
# The next cell, and with it most of the lab, needs a `build_index` that passes its check: if you see `NameError` further down, come back here.

# %%
user_position, user_ids = build_index(ml.ratings["user_id"])
movie_position, movie_ids = build_index(ml.movies["movie_id"])
n_users, n_items = len(user_ids), len(movie_ids)

ratings = ml.ratings.assign(
    user=ml.ratings["user_id"].map(user_position), item=ml.ratings["movie_id"].map(movie_position)
)
known, test = hold_out_per_user(ratings)  # the same rows as in lab 02
fit, validation = hold_out_per_user(known, n=5, seed=1)  # drawn in the same way as the test part
low, high = ratings["rating"].min(), ratings["rating"].max()  # the ends of the scale, in stars
titles = ml.movies.set_index("movie_id")["title"].reindex(movie_ids).to_numpy()
print(f"{len(fit):,} ratings to learn from, {len(validation):,} to choose with, {len(test):,} to be judged on")

# %% [markdown]
# ## 2. How far off? (2 minutes)
#
# Two numbers say how far predictions are from the real ratings. The **root mean squared error** squares the misses, takes the mean, and the root
# of that: large misses weigh more, and the result is in stars. The **mean absolute percentage error** relates each miss to the real rating: to
# miss a 1 by one star is worse than to miss a 5 by one star.
#
# $$\mathrm{RMSE} = \sqrt{\frac1n\sum (r - \hat r)^2} \qquad\qquad \mathrm{MAPE} = \frac1n \sum \frac{|r - \hat r|}{r}$$
#
# By hand. The real ratings are 4, 2, 5, the predictions 3, 3, 5:
#
# - the misses are 1, −1, 0, their squares 1, 1, 0; RMSE $= \sqrt{2/3} = 0.816$ stars;
# - the misses related to the ratings are 1/4, 1/2, 0; MAPE $= 0.75/3 = 0.25$, that is 25 %.
#
# ### Exercise 2 · Root mean squared error (3 points, 4 minutes)
#
# Write `rmse`, by hand, for whole arrays.
#
# <details><summary>Hint 1: the order</summary>The name says it, read from right to left: error, squared, mean, root.</details>
# <details><summary>Hint 2: lists too</summary><code>np.asarray(actual, float)</code> makes an array of a list, a column or an array alike. Differences of arrays work element by element.</details>
# <details><summary>Hint 3: nearly there</summary>With <code>missed</code> for the differences: which function is the root, which the mean, and what is <code>missed**2</code>?</details>


# %% nbgrader={"grade": false, "grade_id": "rmse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmse(actual, predicted):
    """Root mean squared error.

    Parameters
    ----------
    actual, predicted : array-like of float, shape (n,)
        Real and predicted ratings, in stars; at least one. Row k of the one belongs to row k of the other, whatever
        index a column may have.

    Returns
    -------
    float
        In stars, 0 or more.

    Examples
    --------
    >>> round(float(rmse([4, 2, 5], [3, 3, 5])), 3)
    0.816
    """
    ### BEGIN SOLUTION
    missed = np.asarray(actual, float) - np.asarray(predicted, float)
    return float(np.sqrt(np.mean(missed**2)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_rmse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
"""The root of the mean of the squared misses."""
from public_tests import test_rmse

test_rmse(rmse)

# %% [markdown]
# ### Exercise 3 · Mean absolute percentage error (3 points, 4 minutes)
#
# Write `mape`. It is a share, not percent: 0.25 and not 25.
#
# <details><summary>Hint 1: the idea</summary>For each row: how large is the miss, without its sign, beside the <i>real</i> rating?</details>
# <details><summary>Hint 2: tools</summary><code>np.abs</code> takes the sign away, element by element.</details>
# <details><summary>Hint 3: nearly there</summary>First divide row by row, then take the mean. (The mean of quotients is not the quotient of means.)</details>


# %% nbgrader={"grade": false, "grade_id": "mape", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mape(actual, predicted):
    """Mean absolute percentage error, as a share.

    Parameters
    ----------
    actual : array-like of float, shape (n,)
        Real ratings, in stars, all above 0; at least one.
    predicted : array-like of float, shape (n,)
        Predicted ratings, in stars, row by row beside `actual`.

    Returns
    -------
    float
        The mean over all rows of the absolute miss divided by the real rating: 0.25 stands for 25 %.

    Examples
    --------
    >>> float(mape([4, 2, 5], [3, 3, 5]))
    0.25
    """
    ### BEGIN SOLUTION
    real = np.asarray(actual, float)
    return float(np.mean(np.abs(real - np.asarray(predicted, float)) / real))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mape", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
"""Each miss beside its real rating, then the mean."""
from public_tests import test_mape

test_mape(mape)

# %% [markdown]
# The first thing to know about any data: how good is it to predict the same number for everything?

# %%
mu = fit["rating"].mean()
always = np.full(len(validation), mu)
print(
    f"always {mu:.3f}: RMSE {rmse(validation['rating'], always):.4f} stars, MAPE {mape(validation['rating'], always):.1%}"
)

# %% [markdown]
# ## 3. Generous users, good movies (5 minutes)
#
# Some users give 5 stars to nearly everything. Some movies are liked by nearly everybody. Both facts say nothing about taste, and together they explain
# more of a rating than anything else. We write them as two shifts, called **biases**, on top of the mean $\mu$ of all ratings:
#
# $$\hat r_{ui} = \mu + b_u + b_i$$
#
# $b_i$ is what movie $i$ gets above the mean. $b_u$ is what user $u$ gives above what their movies usually get. The order matters: **movies first, then users
# from what is left.** And as in lab 01, few ratings should move us little, so both are shrunk: `reg_item` and `reg_user` are pseudo-ratings of exactly 0.
#
# $$b_i = \frac{\sum_{u} (r_{ui} - \mu)}{\text{reg}_\text{item} + n_i} \qquad\qquad b_u = \frac{\sum_{i} (r_{ui} - \mu - b_i)}{\text{reg}_\text{user} + n_u}$$
#
# Here $n_i$ is the number of ratings of movie $i$ and $n_u$ that of user $u$. By hand, with three ratings and both regs 1:
#
# | user | movie | rating | $r - \mu$ | $r - \mu - b_i$ |
# |:--|:--|--:|--:|--:|
# | Ada | X | 5 | 1 | 1 − 1/3 = 2/3 |
# | Ada | Y | 3 | −1 | −1 + 1/2 = −1/2 |
# | Bo | X | 4 | 0 | 0 − 1/3 = −1/3 |
#
# $\mu = 4$. Movie X: $(1 + 0)/(1 + 2) = 1/3$. Movie Y: $-1/(1 + 1) = -1/2$. Ada: $(2/3 - 1/2)/(1 + 2) = 1/18$. Bo: $(-1/3)/(1 + 1) = -1/6$. So for Bo and movie Y,
# which he has not rated, we predict $4 - 1/6 - 1/2 = 3.33$.
#
# ### Exercise 4 · Two biases (10 points, 12 minutes)
#
# Write `bias_baseline`.
#
# <details><summary>Hint 1: the steps</summary>The mean. What is left of each rating. Per movie, a sum and a count give the movie's bias. Take that away too. Per user, the same again.</details>
# <details><summary>Hint 2: per movie</summary><code>left.groupby(train["movie_id"])</code> puts the values of a column in piles, one a movie; the piles have <code>.sum()</code> and <code>.size()</code>.</details>
# <details><summary>Hint 3: nearly there</summary><code>train["movie_id"].map(b)</code> writes beside each rating the bias of its movie. The regs belong into the denominators: <code>sums / (counts + reg)</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "bias_baseline", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bias_baseline(train, reg_user, reg_item):
    """Mean, user biases and movie biases, shrunk.

    Parameters
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars), one rating a row, any index. It is not changed.
    reg_user, reg_item : float
        Pseudo-ratings of 0 that each user's and each movie's bias starts with, 0 or more.

    Returns
    -------
    mu : float
        Mean of all ratings, in stars.
    bu : Series of float
        The bias of each user in `train`, in stars; its index holds the user ids, each once, in any order.
    bi : Series of float
        The bias of each movie in `train`, in stars; its index holds the movie ids, each once, in any order.

    Examples
    --------
    >>> three = pd.DataFrame({"user_id": [1, 1, 2], "movie_id": [10, 20, 10], "rating": [5.0, 3.0, 4.0]})
    >>> mu, bu, bi = bias_baseline(three, reg_user=1, reg_item=1)
    >>> float(mu), round(float(bu[2]), 3), round(float(bi[20]), 3)
    (4.0, -0.167, -0.5)
    """
    ### BEGIN SOLUTION
    mu = float(train["rating"].mean())
    above = train["rating"] - mu
    piles = above.groupby(train["movie_id"])
    bi = piles.sum() / (piles.size() + reg_item)
    above = above - train["movie_id"].map(bi)
    piles = above.groupby(train["user_id"])
    bu = piles.sum() / (piles.size() + reg_user)
    return mu, bu, bi
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_bias_baseline", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Movies first, users from what is left, both shrunk."""
from public_tests import test_bias_baseline

test_bias_baseline(bias_baseline)

# %% [markdown]
# On the real data. A movie that nobody has rated yet has no bias in the answer; we put 0 there, which says: no better and no worse than the mean.


# %%
def at_positions(biases, ids):
    """Biases as an array, one a position; 0 for an id without one."""
    return pd.Series(biases).reindex(ids, fill_value=0.0).to_numpy()


mu, user_bias, movie_bias = bias_baseline(fit, reg_user=5, reg_item=5)
bu, bi = at_positions(user_bias, user_ids), at_positions(movie_bias, movie_ids)
by_biases = np.clip(mu + bu[validation["user"]] + bi[validation["item"]], low, high)
print(
    f"biases: RMSE {rmse(validation['rating'], by_biases):.4f} stars, MAPE {mape(validation['rating'], by_biases):.1%}"
)
show(
    plot_biases(bu, bi),
    alt="Two histograms of biases in stars. User biases lie around 0, most between -1 and 1, the most severe user at about -1.6. Movie biases lie between "
    "-2 and 1, with a longer tail towards bad movies.",
)

# %% [markdown]
# From 1.12 stars down to 0.98, with two numbers and no taste at all. (`np.clip` cuts a prediction of 5.3 stars off at 5: nobody can give more.) Regs
# of 5 are a plain choice: on the validation rows, values from 3 to 10 give 0.974 to 0.978. This is what every model of taste has to beat.
#
# ### Question 1 · Whose list? (2 points)
#
# We make lists from the biases alone, with predictions that are **not** cut off at 5: each user gets the ten movies with the highest predicted rating, also those that they have rated already. Which lists do a generous
# and a severe user get?
#
# - **A** The generous user gets better movies, because all of their predictions are higher
# - **B** The severe user gets only movies that are above their own mean
# - **C** Both get the same ten movies in the same order
# - **D** The same ten movies, in an order that depends on the user's bias

# %% nbgrader={"grade": false, "grade_id": "question_biases", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_biases = ...  # "A", "B", "C" or "D"
question_biases = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_biases", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_biases", question_biases)

# %% [markdown]
# ## 4. Factors (5 minutes)
#
# Taste is what is left: a user may like a movie more, or less, than its bias and theirs together say. Imagine that two numbers described every movie: how much *action* is in it, and how much
# *romance*. And two numbers described every user: how much they like each. Multiply like by much, add up, and you have what this user gives this movie above the biases:
#
# $$\hat r_{ui} = \mu + b_u + b_i + \sum_{f} p_{uf}\, q_{if}$$
#
# $p_u$ is the list of **factors** of user $u$, row $u$ of a table $P$; $q_i$ that of movie $i$, row $i$ of $Q$. The sum is a dot product. All ratings at once are the
# matrix product $P Q^\top$: a large table as the product of two narrow ones, hence *factorization*.
#
# By hand, with $\mu = 3.5$, $b_u = 0.2$, $b_i = -0.5$, $p_u = (1, 0.5)$ and $q_i = (0.4, -0.6)$. The user likes action (1) and a little romance (0.5); the movie has some action (0.4) and
# is the contrary of romantic (−0.6). The dot product is $1 \cdot 0.4 + 0.5 \cdot (-0.6) = 0.1$, so we predict $3.5 + 0.2 - 0.5 + 0.1 = 3.3$ stars.
#
# Two things to keep in mind. Nobody tells the model what its factors are: they become whatever helps to predict. And we want predictions for *pairs*: the first user with the first movie, the second user with the second
# movie. 9,430 pairs are 9,430 numbers; all users with all movies would be 1.6 million.
#
# ### Exercise 5 · Predict (6 points, 8 minutes)
#
# Write `predict_mf` for many pairs at once. Do not cut the result off at 1 and 5 here: the training needs to see by how much it is off.
#
# <details><summary>Hint 1: the idea</summary>An array of positions picks rows of a table: <code>P[[2, 0, 2]]</code> has three rows, the third user's, the first's, and the third's again.</details>
# <details><summary>Hint 2: row by row</summary>Two tables of the same shape (n, d): multiply them element by element, then add up along each row with <code>axis=1</code>. (The sign <code>@</code> would give every row with every row.)</details>
# <details><summary>Hint 3: nearly there</summary>Four summands: <code>mu</code>, a number; two biases, picked; and the sum of products, one for each pair.</details>


# %% nbgrader={"grade": false, "grade_id": "predict_mf", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict_mf(mu, bu, bi, P, Q, users, items):
    """Predicted ratings of pairs of a user and a movie.

    Parameters
    ----------
    mu : float
        Mean of all ratings, in stars.
    bu : ndarray of float, shape (n_users,)
        User biases, in stars.
    bi : ndarray of float, shape (n_items,)
        Movie biases, in stars.
    P : ndarray of float, shape (n_users, d)
        Factors of the users, one row each.
    Q : ndarray of float, shape (n_items, d)
        Factors of the movies, one row each.
    users, items : ndarray of int, shape (n,)
        Positions, counted from 0: pair k is user `users[k]` with movie `items[k]`. There may be no pair at all.

    Returns
    -------
    ndarray of float, shape (n,)
        In stars, not cut off.

    Examples
    --------
    >>> P, Q = np.array([[1.0, 0.5]]), np.array([[2.0, 1.0], [0.4, -0.6]])
    >>> predict_mf(3.5, np.array([0.2]), np.array([0.0, -0.5]), P, Q, np.array([0]), np.array([1])).round(6)
    array([3.3])
    """
    ### BEGIN SOLUTION
    return mu + bu[users] + bi[items] + (P[users] * Q[items]).sum(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_predict_mf", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""One prediction a pair: mean, two biases, and the dot product of two rows."""
from public_tests import test_predict_mf

test_predict_mf(predict_mf)

# %% [markdown]
# ### Question 2 · Names of factors (2 points)
#
# You have a trained model with factors 1 to 32. You change the signs of all numbers of factor 1, in P *and* in Q, and then swap factors 2 and 3, in P and in Q. What happens to the predicted ratings?
#
# - **A** Nothing: a factor has neither a sign nor a place of its own
# - **B** They change for all users whose factor 1 was not 0
# - **C** They change their signs
# - **D** It depends on what factor 1 means, action or romance

# %% nbgrader={"grade": false, "grade_id": "question_factors", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_factors = ...  # "A", "B", "C" or "D"
question_factors = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_factors", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_factors", question_factors)

# %% [markdown]
# ## 5. One small step (8 minutes)
#
# Where do good numbers come from? We start with random ones, take one rating, and ask how wrong we are on it. The **loss** of this rating is half the squared error, plus a
# **penalty** on large numbers, which does what the pseudo-ratings did before: it keeps the model from believing too much of too little.
#
# $$L = \tfrac12\,(r - \hat r)^2 + \tfrac12\,\mathrm{reg}\,\bigl(b_u^2 + b_i^2 + \lVert p_u \rVert^2 + \lVert q_i \rVert^2\bigr)$$
#
# ($\lVert p_u \rVert^2$ is the sum of the squares of the numbers in $p_u$.) The **gradient** says how $L$ changes when one of the numbers grows; $\partial L / \partial b_u$ is read: the change of $L$ for a tiny change of $b_u$ alone. With the error $e = r - \hat r$, it is
#
# $$\frac{\partial L}{\partial b_u} = -e + \mathrm{reg}\, b_u \qquad \frac{\partial L}{\partial p_u} = -e\, q_i + \mathrm{reg}\, p_u$$
#
# and for $b_i$ and $q_i$ with the roles exchanged. We want $L$ to fall, so every number takes a small step *against* its gradient. The **learning rate** says how small.
#
# By hand: the example from above, $\hat r = 3.3$, and the real rating is 4, so $e = 0.7$. With learning rate 0.1 and reg 0.2:
#
# | | old | minus the gradient | new |
# |:--|--:|--:|--:|
# | $b_u$ | 0.2 | 0.7 − 0.2 · 0.2 = 0.66 | 0.2 + 0.1 · 0.66 = **0.266** |
# | $b_i$ | −0.5 | 0.7 − 0.2 · (−0.5) = 0.80 | **−0.42** |
# | $p_u$, first | 1 | 0.7 · 0.4 − 0.2 · 1 = 0.08 | **1.008** |
# | $p_u$, second | 0.5 | 0.7 · (−0.6) − 0.2 · 0.5 = −0.52 | **0.448** |
# | $q_i$, first | 0.4 | 0.7 · 1 − 0.2 · 0.4 = 0.62 | **0.462** |
# | $q_i$, second | −0.6 | 0.7 · 0.5 − 0.2 · (−0.6) = 0.47 | **−0.553** |
#
# The new prediction is 3.564: nearer to 4. Look at the last two rows: they use the **old** $p_u$, (1, 0.5). All numbers step from the same place, at the same time.
#
# ### Exercise 6 · One step (10 points, 15 minutes)
#
# Write `sgd_step`. The public check compares your step with the **numerical gradient**: it moves each number a tiny bit up and down, and looks at how the loss changes. You can do the same whenever you are not sure of a derivative.
#
# <details><summary>Hint 1: the steps</summary>Predict, find the error, then four new values. Nothing may be overwritten before all four are worked out.</details>
# <details><summary>Hint 2: one formula, four times</summary>new = old − learning rate · gradient, with the gradients from above. Each has the error times a partner: which one has <code>p</code>, which one has <code>q</code>, and what is it for a bias? The formula works for numbers and for arrays.</details>
# <details><summary>Hint 3: nearly there</summary>With <code>p</code> and <code>q</code> as arrays, <code>p @ q</code> is their dot product. Give the results new names (<code>new_p</code>, …), and do not write <code>p += …</code>: that would change the array you were given.</details>


# %% nbgrader={"grade": false, "grade_id": "sgd_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sgd_step(r, mu, b_u, b_i, p, q, learning_rate, reg):
    """One step of stochastic gradient descent, for one rating.

    Parameters
    ----------
    r : float
        The real rating, in stars.
    mu : float
        Mean of all ratings, in stars; it stays as it is.
    b_u, b_i : float
        Biases of the user and of the movie, in stars.
    p, q : ndarray of float, shape (d,)
        Factors of the user and of the movie. They are not changed.
    learning_rate : float
        Length of the step, above 0.
    reg : float
        Weight of the penalty, 0 or more.

    Returns
    -------
    b_u, b_i : float
        The new biases.
    p, q : ndarray of float, shape (d,)
        The new factors. All four are worked out from the old values.

    Examples
    --------
    >>> new = sgd_step(4.0, 3.5, 0.2, -0.5, np.array([1.0, 0.5]), np.array([0.4, -0.6]), learning_rate=0.1, reg=0.2)
    >>> new[2].round(3)
    array([1.008, 0.448])
    """
    ### BEGIN SOLUTION
    error = r - (mu + b_u + b_i + p @ q)
    new_b_u = b_u + learning_rate * (error - reg * b_u)
    new_b_i = b_i + learning_rate * (error - reg * b_i)
    new_p = p + learning_rate * (error * q - reg * p)
    new_q = q + learning_rate * (error * p - reg * q)
    return new_b_u, new_b_i, new_p, new_q
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sgd_step", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Every number steps against its gradient, all from the old values."""
from public_tests import test_sgd_step

test_sgd_step(sgd_step)

# %% [markdown]
# Now let it run on a table one can see whole. Five people, six movies, `·` for not rated:
#
# | | Ambush | Bullets | Cliff | Dance | Ever After | First Kiss |
# |:--|:-:|:-:|:-:|:-:|:-:|:-:|
# | Ann | 5 | 4 | · | 1 | 2 | 1 |
# | Ben | 4 | 5 | 5 | 1 | · | 2 |
# | Cleo | 1 | · | 2 | 5 | 4 | 5 |
# | Dan | 2 | 1 | 1 | · | 5 | 4 |
# | Eve | 4 | 3 | · | 3 | 4 | · |
#
# We take all 24 ratings in random order, one step each; that is one **epoch**. In each small table below the **colour** of a cell is the model's prediction after some epochs, also where nobody has rated; the **number** in a cell is the known rating, and stays.

# %%
nan = np.nan
five = np.array(
    [[5, 4, nan, 1, 2, 1], [4, 5, 5, 1, nan, 2], [1, nan, 2, 5, 4, 5], [2, 1, 1, nan, 5, 4], [4, 3, nan, 3, 4, nan]]
)
people = ["Ann", "Ben", "Cleo", "Dan", "Eve"]
films = ["Ambush", "Bullets", "Cliff", "Dance", "Ever After", "First Kiss"]

rng = np.random.default_rng(0)
small_mu = np.nanmean(five)
small_bu, small_bi = np.zeros(5), np.zeros(6)
small_P, small_Q = rng.normal(0, 0.1, (5, 2)), rng.normal(0, 0.1, (6, 2))
rated = np.argwhere(~np.isnan(five))

snapshots, errors_by_epoch = {}, []
for epoch in range(101):
    filled = small_mu + small_bu[:, None] + small_bi[None, :] + small_P @ small_Q.T
    errors_by_epoch.append(rmse(five[~np.isnan(five)], filled[~np.isnan(five)]))
    if epoch in (0, 2, 5, 10, 25, 100):
        snapshots[epoch] = filled
    for u, i in rng.permutation(rated):
        small_bu[u], small_bi[i], small_P[u], small_Q[i] = sgd_step(
            five[u, i], small_mu, small_bu[u], small_bi[i], small_P[u], small_Q[i], learning_rate=0.1, reg=0.02
        )
print(f"RMSE on the 24 ratings: {errors_by_epoch[0]:.3f} at the start, {errors_by_epoch[-1]:.3f} after 100 epochs")
show(
    plot_convergence(snapshots, five, people, films, errors_by_epoch),
    alt="Six tables of predicted ratings as colours, after 0, 2, 5, 10, 25 and 100 epochs, and a curve of the error. At first all cells have nearly the same colour; by epoch 10 the upper left and the "
    "lower right corner are high and the other corners low, as the known ratings are; afterwards little changes. The error falls steeply up to epoch 10.",
)

# %%
pd.DataFrame({"factor 1": small_P[:, 0], "factor 2": small_P[:, 1]}, index=people).round(2).T

# %% [markdown]
# No single line of the table tells the people apart; take both numbers of each, as a point in a plane. Ann (−0.30, −1.35) and Ben (−1.38, −0.67) lie on one side, both numbers below 0; Cleo (0.07, 1.53) and Dan (1.23, 0.79) lie opposite, both above 0;
# Eve (0.49, −0.40) is nearest to the middle. The model has found two camps without having been told that there are any. And look at the cells without a
# number: Ann's *Cliff* has become high, as Ben's is. That is the prediction.
#
# ## 6. The same in Keras (9 minutes)
#
# One rating at a time is slow in Python. Keras takes 1,024 ratings at once (a **batch**), works out the gradients itself, and makes the step with **Adam**, a method that adapts the
# length of the step for each number.
#
# The loss differs a little from that of section 5. There each rating brought its own penalty, ½ · reg times the squares of *its* user's and *its* movie's numbers, biases included. Here Keras takes the mean squared error of the batch,
# without the half, and adds 1e-4 times the squares of **all** factors of all users and movies, once a batch; the biases have no penalty. It is the same idea, but reg = 0.02 there and 1e-4 here are not on the same scale.
#
# A table whose rows are looked up by position is called an **embedding** in Keras: `keras.layers.Embedding(rows, width)` is a layer that takes whole numbers and gives, for each of them, that row of its table. Try it:

# %%
keras.utils.set_random_seed(0)
look_up = keras.layers.Embedding(4, 2)  # a table of 4 rows of 2 numbers, random and small at first
look_up(np.array([3, 0, 3])).numpy().round(3)

# %% [markdown]
# Three positions in, three rows out, the first and the last the same. Our network needs four such tables: factors and biases of users and of movies. As $\mu$ needs no training, the network predicts how far the rating lies
# **above the mean**, $\hat r - \mu = b_u + b_i + p_u \cdot q_i$, and we add $\mu$ outside.
#
# A model of one's own is a **class** in Keras with two methods. `__init__` makes the layers, once. `call` says what is done with a batch of inputs, and is run again and again. In our network a row of the input is
# a pair: column 0 is the user's position, column 1 the movie's.
#
# By hand: with $b_u = 0.2$, $b_i = -0.5$ and a dot product of 0.1, the input `[[0, 1]]` gives `[[-0.2]]`, a table of one row and one column. A batch of 1,024 pairs gives shape (1024, 1): one number **for each row**. Remember this; it will come back.
#
# ### Exercise 7 · RecommenderNet (10 points, 15 minutes)
#
# Fill in the two methods. The penalty belongs to the two tables of factors: `keras.regularizers.L2(1e-4)` adds 0.0001 times the sum of all squares to the loss. The biases have no penalty and start at zero.
#
# <details><summary>Hint 1: the layers</summary>Four embeddings, kept under names of your own that begin with <code>self.</code>. Two have <code>num_users</code> rows, two have <code>num_movies</code>; two are <code>embedding_size</code> wide, two are 1 wide.</details>
# <details><summary>Hint 2: their options</summary><code>embeddings_regularizer=</code> takes the penalty, <code>embeddings_initializer="zeros"</code> makes a table start at zero. In <code>call</code>, <code>inputs[:, 0]</code> are the users.</details>
# <details><summary>Hint 3: nearly there</summary>Look up two tables of vectors, multiply them element by element, and add up each row with <code>keras.ops.sum(..., axis=1, keepdims=True)</code>: with <code>keepdims</code> the shape is (batch, 1), as that of the biases.</details>


# %% nbgrader={"grade": false, "grade_id": "RecommenderNet", "locked": false, "schema_version": 3, "solution": true, "task": false}
import keras  # again, so that this cell can be run on its own


class RecommenderNet(keras.Model):
    """Biases and factors as a Keras model: how far a rating lies above the mean.

    Parameters
    ----------
    num_users, num_movies : int
        Users and movies there are: positions run from 0 to one less.
    embedding_size : int
        Factors of each user and each movie.

    The model has four embeddings and nothing else that is trained: factors of users and of movies, with an L2 penalty of
    1e-4 each and random at the start (between -0.05 and 0.05, as Keras does by itself); biases of users and of movies, one number each, without a
    penalty and zero at the start.

    Examples
    --------
    >>> net = RecommenderNet(943, 1682, 32)
    >>> net(np.array([[0, 5], [942, 1681]])).shape
    TensorShape([2, 1])
    """

    def __init__(self, num_users, num_movies, embedding_size):
        super().__init__()
        ### BEGIN SOLUTION
        penalty = keras.regularizers.L2(1e-4)
        self.user_factors = keras.layers.Embedding(num_users, embedding_size, embeddings_regularizer=penalty)
        self.movie_factors = keras.layers.Embedding(num_movies, embedding_size, embeddings_regularizer=penalty)
        self.user_bias = keras.layers.Embedding(num_users, 1, embeddings_initializer="zeros")
        self.movie_bias = keras.layers.Embedding(num_movies, 1, embeddings_initializer="zeros")
        ### END SOLUTION

    def call(self, inputs):
        """Predict for a batch.

        Parameters
        ----------
        inputs : tensor of int, shape (batch, 2)
            In each row the position of a user and the position of a movie.

        Returns
        -------
        tensor of float, shape (batch, 1)
            For each row, by how many stars the rating lies above the mean.
        """
        ### BEGIN SOLUTION
        users, movies = inputs[:, 0], inputs[:, 1]
        product = self.user_factors(users) * self.movie_factors(movies)
        taste = keras.ops.sum(product, axis=1, keepdims=True)
        return taste + self.user_bias(users) + self.movie_bias(movies)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_recommender_net", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Two biases and a dot product, row by row, with a penalty on the factors."""
from public_tests import test_recommender_net

test_recommender_net(RecommenderNet)

# %%
keras.utils.set_random_seed(1)  # the factors start from random numbers; with a seed, from the same ones every time
net = RecommenderNet(n_users, n_items, 32)
net(np.array([[0, 0]]))
print(f"{net.count_params():,} numbers to learn from {len(fit):,} ratings")

# %% [markdown]
# About as many numbers as ratings! Without a penalty this model could learn every rating by heart. So we watch it: after each epoch, the error on rows it learns from, and on validation rows. 20 epochs, 3 to 10
# seconds. (The next cell is tagged `skip-execution`, as all cells that need the trained network: they are for you, and are not run again when your notebook is marked. `train` is in `recsys_utils/factors.py`; it calls
# `compile` and `fit`, as you know them from lab 04, and notes the errors.)


# %% tags=["skip-execution"]
def pairs(rows):
    """Positions of user and movie, one pair a row."""
    return rows[["user", "item"]].to_numpy()


watch = {"training": (pairs(fit), fit["rating"]), "validation": (pairs(validation), validation["rating"])}
history = train(net, pairs(fit), fit["rating"], mu, epochs=20, watch=watch, scale=(low, high))
epochs = int(np.argmin(history["validation"])) + 1
print(f"lowest on validation rows: RMSE {min(history['validation']):.4f} after {epochs} epochs")
show(
    plot_epochs(history["training"], history["validation"], epochs, rmse(validation["rating"], by_biases)),
    alt="RMSE in stars against epochs 1 to 20. The training error falls all the way to below 0.7. The validation error crosses the line of the biases at epoch 4, is lowest at about epoch 13, "
    "and then rises slowly.",
)

# %% [markdown]
# The training error falls on and on, to 0.66 stars. The validation error does not follow: it is lowest after epoch 13, and then rises, so little that the printed numbers show it better than the figure. What is still learned is the training
# rows by heart, and nothing about others: **overfitting**. (With ml-latest-small the lowest of 20 epochs is the last; there one would have to try more.) The number of epochs is our choice, and the validation rows have made it. Now all known
# ratings may be used for training, validation rows included, with the same number of epochs. And then, once, the test rows.

# %% tags=["skip-execution"]
keras.utils.set_random_seed(1)
mu_known = known["rating"].mean()
net = RecommenderNet(n_users, n_items, 32)
started = time.perf_counter()
train(net, pairs(known), known["rating"], mu_known, epochs)
seconds = time.perf_counter() - started
by_factors = predicted_stars(net, pairs(test), mu_known, low, high)
print(
    f"factors: RMSE {rmse(test['rating'], by_factors):.4f} stars, MAPE {mape(test['rating'], by_factors):.1%} on test rows"
)

# %% [markdown]
# You should see about 0.943 on validation rows and 0.932 on test rows. (The test error is lower because the last network could learn from more ratings, and because other rows are other rows.) The MAPE, 29 %, sounds worse than it is: it punishes nothing as much as predicting 3 for a 1.
#
# This split is a hard one: every user counts alike, also those with few ratings. Usually results are published on five **folds**: the ratings are cut into five random parts, and each part is the test part once. So measured, this model reaches **0.909** in 5 to 13 seconds a fold (`python -m benchmarks.matrix_factorization`; see `docs/benchmarks.md`). There biases alone reach 0.943, and the published results of a well known library are 0.934 for its SVD, which is its name for the model of this lab, and 0.919 for its SVD++, which also looks at which movies somebody has rated at all.
#
# ## 7. Three networks that train, and are broken (6 minutes)
#
# Public notebooks with this model are easy to find. Several of them are broken in ways that nobody notices, because nothing complains: the code runs, a loss is printed, a recommendation comes out. In each of the next three cases you get such a model. You
# show **with a number** that it is broken, and mend it.
#
# ### The first: scaled inputs
#
# "Networks like numbers between 0 and 1", says the first notebook, and divides the positions by their maximum before they go into the embedding:
#
# ```python
# both = np.stack([users, movies], axis=1)
# inputs = both / both.max(axis=0)
# net.fit(inputs, ratings)
# ```
#
# It trains. Here is its loss beside that of the right inputs (5 to 10 seconds):

# %% tags=["skip-execution"]
losses = {}
keras.utils.set_random_seed(1)
wrong_inputs = scaled_inputs(fit["user"].to_numpy(), fit["item"].to_numpy())
losses["scaled inputs"] = train(RecommenderNet(n_users, n_items, 32), wrong_inputs, fit["rating"], mu, 6)["loss"]
keras.utils.set_random_seed(1)
losses["positions"] = train(RecommenderNet(n_users, n_items, 32), pairs(fit), fit["rating"], mu, 6)["loss"]
constant = np.var(fit["rating"])  # the mean squared error of predicting the mean
for name, values in losses.items():
    print(f"{name:15} {'  '.join(f'{value:.3f}' for value in values)}   always the mean: {constant:.3f}")
show(
    plot_losses(losses, constant),
    alt="Training loss over 6 epochs. With positions as inputs it falls from 1.2 to 0.8. With scaled inputs it lies on the dashed line of always predicting the mean, at about 1.27, and stays there.",
)

# %% [markdown]
# The loss never leaves the line of *always the mean*. (In the notebook that we have in mind, ratings were scaled to 0 … 1, and the loss stayed at 0.0553 for all its epochs: again, exactly what predicting the mean gives. It was printed, and praised.) Why? An
# embedding looks rows up, and rows are counted in whole numbers. Keras **cuts the decimals off**: 0.0, 0.25 and 0.99 all become row 0. Only the maximum itself, 1.0, becomes row 1.
#
# By hand: the positions 0, 1, 2, 4 become 0, 0.25, 0.5, 1.0; the rows looked up are 0, 0, 0, 1. Four users, **2** rows.
#
# ### Exercise 8 · Measure: how many rows? (4 points, 5 minutes)
#
# Write `rows_reached`: the number of different rows that a column of inputs reaches.
#
# <details><summary>Hint 1: the idea</summary>Do to the inputs what Keras does to them, and count the different results.</details>
# <details><summary>Hint 2: cutting off</summary>For numbers of 0 or more, <code>.astype(int)</code> cuts the decimals off. (<code>np.round</code> would not: 0.99 is cut to 0.)</details>
# <details><summary>Hint 3: nearly there</summary><code>np.unique</code> gives each different value once; how many are there? A list must become an array before it has <code>.astype</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "rows_reached", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rows_reached(inputs):
    """How many different rows of an embedding's table a column of inputs reaches.

    Parameters
    ----------
    inputs : array-like of float or int, shape (n,)
        What the embedding is given, 0 or more each. Its decimals are cut off before the row is looked up.

    Returns
    -------
    int
        Number of different rows, 1 or more (0 if there are no inputs).

    Examples
    --------
    >>> rows_reached([0.0, 0.25, 0.5, 1.0])
    2
    """
    ### BEGIN SOLUTION
    return len(np.unique(np.asarray(inputs).astype(int)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_rows_reached", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Decimals are cut off; different rows are counted."""
from public_tests import test_rows_reached

test_rows_reached(rows_reached)

# %%
scaled = scaled_inputs(fit["user"].to_numpy(), fit["item"].to_numpy())
for column, name, different in ((0, "users", fit["user"].nunique()), (1, "movies", fit["item"].nunique())):
    print(f"{different:,} different {name} reach {rows_reached(scaled[:, column])} rows of their table")

# %% [markdown]
# There is the proof: 943 users share two rows, and all but one of them share one.
#
# ### Exercise 9 · Mend: the right inputs (3 points, 4 minutes)
#
# Write `network_inputs`, which replaces the two lines of the notebook.
#
# <details><summary>Hint 1: the idea</summary>There is nothing to compute. Put the two columns side by side.</details>
# <details><summary>Hint 2: tools</summary><code>np.stack([a, b], axis=...)</code> puts arrays beside each other; one axis gives shape (2, n), the other (n, 2).</details>
# <details><summary>Hint 3: nearly there</summary>Users are column 0, movies column 1. <code>.astype(int)</code> makes sure of whole numbers.</details>


# %% nbgrader={"grade": false, "grade_id": "network_inputs", "locked": false, "schema_version": 3, "solution": true, "task": false}
def network_inputs(users, movies):
    """Pairs of positions, as an embedding needs them.

    Parameters
    ----------
    users, movies : array-like of int, shape (n,)
        Positions, counted from 0.

    Returns
    -------
    ndarray of int, shape (n, 2)
        In row k, `users[k]` and `movies[k]`, as they are.

    Examples
    --------
    >>> network_inputs([0, 942], [5, 1681])
    array([[   0,    5],
           [ 942, 1681]])
    """
    ### BEGIN SOLUTION
    return np.stack([np.asarray(users), np.asarray(movies)], axis=1).astype(int)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_network_inputs", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
"""Whole positions, users beside movies."""
from public_tests import test_network_inputs

test_network_inputs(network_inputs)

# %%
mended = network_inputs(fit["user"], fit["item"])
print(f"mended: {rows_reached(mended[:, 0])} rows for users, {rows_reached(mended[:, 1]):,} rows for movies")

# %% [markdown]
# ### The second: one number for the whole batch
#
# The second notebook has the right inputs, and multiplies the vectors like this:
#
# ```python
# product = tf.tensordot(users, movies, 2)
# return product + bias_of_user + bias_of_movie
# ```
#
# The 2 says: sum over **both** axes. So it adds up the products of all rows of the batch into *one* number, and adds this number to every row. Training works all the same, since the biases learn; the loss ends lower than it began. But look at what
# it means: what the model predicts for you depends on **who else is in your batch**.
#
# That is also the test for it. Predict the same rows several times, the batch cut into different pieces or shuffled. A sound model gives the same predictions each time. By hand, three rows, predicted in three cuts (in stars):
#
# | | row 1 | row 2 | row 3 |
# |:--|--:|--:|--:|
# | all at once | 3.1 | 4.0 | 2.0 |
# | one by one | 3.1 | 4.5 | 2.0 |
# | shuffled, and back in order | 3.0 | 4.2 | 2.1 |
# | **largest − smallest** | 0.1 | **0.5** | 0.1 |
#
# The gap is 0.5 stars: the largest of the last line.
#
# ### Exercise 10 · Measure: does the cut matter? (4 points, 6 minutes)
#
# Write `batch_gap`.
#
# <details><summary>Hint 1: the idea</summary>For each row: how far apart are the highest and the lowest of its predictions? Of these, the largest.</details>
# <details><summary>Hint 2: one table</summary><code>np.array(cuts)</code> makes a table of a list of arrays: one line a cut, one column a row of the batch.</details>
# <details><summary>Hint 3: nearly there</summary><code>table.max(axis=0)</code> is the highest in each column. What is the lowest, and what the largest of the differences?</details>


# %% nbgrader={"grade": false, "grade_id": "batch_gap", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_gap(cuts):
    """The largest difference between two predictions of the same row.

    Parameters
    ----------
    cuts : list of ndarray of float, each of shape (n,), n >= 1
        Predictions of the same n rows in the same order, in stars; for each array the batch was cut differently. One
        array or more.

    Returns
    -------
    float
        In stars, 0 or more: over all rows and all pairs of arrays, the largest absolute difference.

    Examples
    --------
    >>> round(float(batch_gap([[3.1, 4.0, 2.0], [3.1, 4.5, 2.0], [3.0, 4.2, 2.1]])), 6)
    0.5
    """
    ### BEGIN SOLUTION
    table = np.array(cuts, float)
    return float((table.max(axis=0) - table.min(axis=0)).max())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_batch_gap", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Any two cuts, the same row, the largest difference."""
from public_tests import test_batch_gap

test_batch_gap(batch_gap)

# %% [markdown]
# Now the notebook's model, trained (3 to 10 seconds), and yours from above. `predicted_in_cuts` predicts the first 1,024 test rows in pieces of 8, of 64 and of 512, and shuffled.

# %% tags=["skip-execution"]
some = pairs(test)[:1024]
keras.utils.set_random_seed(1)
broken = public_net(n_users, n_items, 32, tensordot_join)
noted = train(broken, pairs(known), known["rating"], mu_known, epochs)
print(
    f"the notebook's loss: {noted['loss'][0]:.3f} after the first epoch, {noted['loss'][-1]:.3f} after the last: it trains"
)
print(f"gap between cuts, the notebook's model: {batch_gap(predicted_in_cuts(broken, some, mu_known)):.3f} stars")
print(f"gap between cuts, your model:           {batch_gap(predicted_in_cuts(net, some, mu_known)):.1g} stars")

# %% [markdown]
# The gap of your model is 0, or what rounding leaves (`5e-07` is 0.0000005; numbers in Keras have seven digits). The gap of the other is some hundredths of a star, and it is so small only because the penalty has shrunk its factors, those of the users to about a twelfth of yours, those of the movies to a fifth: they were of no use. In the two cells after
# exercise 11, first with untrained factors, then trained, you see what that costs.
#
# ### Exercise 11 · Mend: one number for each row (4 points, 6 minutes)
#
# Write `row_dot`, the product that belongs in the place of `tensordot`. It must work inside a Keras model, so use `keras.ops`, which holds Keras' own versions of many numpy functions, or `keras.layers`.
#
# <details><summary>Hint 1: the idea</summary>You have done it twice already: in <code>predict_mf</code> with numpy, and inside <code>RecommenderNet</code>.</details>
# <details><summary>Hint 2: tools</summary><code>keras.ops.sum</code> knows <code>axis</code> and <code>keepdims</code> as numpy does.</details>
# <details><summary>Hint 3: nearly there</summary>Element by element first, then the sum along each row (axis 1), and the row's axis must stay: shape (batch, 1).</details>


# %% nbgrader={"grade": false, "grade_id": "row_dot", "locked": false, "schema_version": 3, "solution": true, "task": false}
def row_dot(user_vectors, movie_vectors):
    """The dot product of each row of the one with the same row of the other.

    Parameters
    ----------
    user_vectors, movie_vectors : tensor of float, shape (batch, d)
        One vector a row. While Keras builds a model, they are placeholders that have a shape and no numbers yet.

    Returns
    -------
    tensor of float, shape (batch, 1)

    Examples
    --------
    >>> row_dot(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([[1.0, 1.0], [2.0, 5.0]])).numpy()
    array([[3.],
           [6.]], dtype=float32)
    """
    ### BEGIN SOLUTION
    return keras.ops.sum(user_vectors * movie_vectors, axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_row_dot", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""One number for each row, on numbers and inside a model."""
from public_tests import test_row_dot

test_row_dot(row_dot)

# %% [markdown]
# The notebook's network again, with nothing changed but the product. First untrained, with random factors; then trained.

# %%
a_few = network_inputs(test["user"][:256], test["item"][:256])
for name, join in (("tensordot", tensordot_join), ("your row_dot", row_dot)):
    keras.utils.set_random_seed(1)
    gap = batch_gap(predicted_in_cuts(public_net(n_users, n_items, 32, join), a_few, mu))
    print(f"{name:12} gap between cuts {gap:.3f} stars{', nothing but rounding' if gap < 1e-5 else ''}")

# %% tags=["skip-execution"]
keras.utils.set_random_seed(1)
mended_net = public_net(n_users, n_items, 32, row_dot)
train(mended_net, pairs(known), known["rating"], mu_known, epochs)
for name, model in (("tensordot", broken), ("row_dot", mended_net)):
    print(
        f"{name:10} RMSE {rmse(test['rating'], predicted_stars(model, pairs(test), mu_known, low, high)):.4f} stars on test rows"
    )

# %% [markdown]
# ### Question 3 · The best of one (2 points)
#
# A fourth notebook has a network with one output, as ours, and gets its predictions with
#
# ```python
# predicted = np.argmax(net.predict(inputs), axis=1)
# ```
#
# a line copied from a program that tells pictures of cats, dogs and birds apart. `net.predict(inputs)` has shape (n, 1). What is in `predicted`?
#
# - **A** The predicted ratings, rounded to whole stars
# - **B** Nothing but zeros
# - **C** The position of the best movie for each user
# - **D** Nothing: numpy stops with an error, since there is nothing to compare

# %% nbgrader={"grade": false, "grade_id": "question_argmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_argmax = ...  # "A", "B", "C" or "D"
question_argmax = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_argmax", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_argmax", question_argmax)

# %% [markdown]
# ### The third: judged by those who chose
#
# The third notebook has a sound network. It trains it for many epochs with a small validation part, keeps the best epoch, and reports:
#
# ```python
# best = np.argmin(history["val_rmse"])
# print("our model reaches an RMSE of", history["val_rmse"][best])
# ```
#
# Is that so bad? Each validation error is partly luck. The lowest of sixteen is the one with the most luck, and the luck is reported as skill. On rows that had no part in the choice, it is gone. By hand:
#
# | epoch | 1 | 2 | 3 | 4 |
# |:--|--:|--:|--:|--:|
# | RMSE on validation rows | 1.02 | 0.95 | **0.93** | 0.94 |
# | RMSE on test rows | 1.03 | 0.96 | 0.95 | 0.945 |
#
# Epoch 3 is chosen. The notebook tells 0.93. The truth is 0.95, the test error *at that same epoch*. It **flatters** itself by 0.02. (And 0.945? That would be choosing on the test rows: the same mistake with other rows.)
#
# ### Exercise 12 · Measure and mend: an honest report (5 points, 7 minutes)
#
# Write `honest_report`, which returns both numbers, so that one can see by how much the notebook flattered itself.
#
# <details><summary>Hint 1: the idea</summary>Find the place of the lowest validation error. The other two numbers are read off at this place.</details>
# <details><summary>Hint 2: places and epochs</summary><code>np.argmin</code> gives the place of the smallest value (the first, if there are several), counted from 0. Epochs are counted from 1.</details>
# <details><summary>Hint 3: nearly there</summary>Three values with commas between: the epoch, the validation error there, the test error there.</details>


# %% nbgrader={"grade": false, "grade_id": "honest_report", "locked": false, "schema_version": 3, "solution": true, "task": false}
def honest_report(validation, test):
    """Choose the epoch on validation rows, and report on test rows.

    Parameters
    ----------
    validation, test : array-like of float, shape (n_epochs,)
        RMSE on validation and on test rows after each epoch, in stars; at least one epoch. The k-th value belongs to
        epoch k, whatever index a column may have.

    Returns
    -------
    epoch : int
        The epoch with the lowest validation error, counted from 1; the earliest, if there are several.
    told : float
        The validation error after this epoch: what the notebook tells.
    true : float
        The test error after this epoch: what it should tell.

    Examples
    --------
    >>> honest_report([1.02, 0.95, 0.93, 0.94], [1.03, 0.96, 0.95, 0.945])
    (3, 0.93, 0.95)
    """
    ### BEGIN SOLUTION
    validation, test = np.asarray(validation), np.asarray(test)
    best = int(np.argmin(validation))
    return best + 1, float(validation[best]), float(test[best])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_honest_report", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
"""Chosen on the one, reported on the other, at the same epoch."""
from public_tests import test_honest_report

test_honest_report(honest_report)

# %% [markdown]
# How large is it on our data? We train once more, on `fit`, and keep the predictions for all held-out rows after every epoch. Then 300 times: draw some of these rows at random as validation rows, take all others as test rows, make the report.
# Single reports differ a lot, since rows differ; a flattery shows in their mean. (We take the mean of the squared errors, and the root of that.) We do this for small and for large validation parts. (5 to 10 seconds.)

# %% tags=["skip-execution"]
outside = pd.concat([validation, test], ignore_index=True)
keras.utils.set_random_seed(2)
kept = train(RecommenderNet(n_users, n_items, 32), pairs(fit), fit["rating"], mu, 16, keep=pairs(outside))["kept"]
squares = (np.array(kept) - outside["rating"].to_numpy()) ** 2  # one line an epoch, one column a row

rng, flattery = np.random.default_rng(0), {}
for size in (30, 100, 1000, 8000):
    reports = []
    for _ in range(300):
        drawn = np.zeros(len(outside), dtype=bool)
        drawn[rng.choice(len(outside), size, replace=False)] = True
        reports.append(honest_report(squares[:, drawn].mean(axis=1) ** 0.5, squares[:, ~drawn].mean(axis=1) ** 0.5))
    report = pd.DataFrame(reports, columns=["epoch", "told", "true"])
    flattery[size] = {
        "told": (report["told"] ** 2).mean() ** 0.5,
        "true": (report["true"] ** 2).mean() ** 0.5,
        "epochs": (int(report["epoch"].quantile(0.05)), int(report["epoch"].quantile(0.95))),
    }
    print(
        f"{size:5} validation rows: told {flattery[size]['told']:.4f}, true {flattery[size]['true']:.4f}, "
        f"chosen epochs {flattery[size]['epochs'][0]} to {flattery[size]['epochs'][1]}"
    )
show(
    plot_flattery(flattery),
    alt="What is told and what is true, in stars, against the number of validation rows. With 30 rows the told error is clearly below the true one; with 8,000 the two are the same.",
)

# %% [markdown]
# With 30 validation rows the notebook tells an error that is 0.026 stars too low. It also chooses badly: its epochs lie anywhere between 2 and 16, and the true error is 0.011 worse than it could be. With 1,000 rows and more, nothing is left of either (with 1,000 *told* even lies a hair above *true*: 300 draws leave some luck, too): sixteen epochs of one
# network are few candidates, and much alike. So the honest answer is: **it depends on how many candidates were tried, and on how few rows.** Whoever tries a hundred settings on a thousand rows flatters themselves again. A test part that had no say costs
# nothing, and nobody has to wonder.
#
# ## 8. From predictions to lists (3 minutes)
#
# Nobody sees predicted ratings; people see lists. For all users at once: a table of scores, users down and movies across, and a table of the same shape that says what each user has **seen**. By hand, for lists of two:
#
# | scores | 0 | 1 | 2 | 3 | seen | list |
# |:--|--:|--:|--:|--:|:--|:--|
# | user 0 | 3 | 5 | 4 | 1 | 1 | 2, 0 |
# | user 1 | 2 | 1 | 9 | 8 | 2 | 3, 0 |
#
# Sorting 1,682 scores to keep ten is more work than needed. A **partial sort** (`np.argpartition`) only splits off the n best, in any order; then just these n are sorted.
#
# ### Exercise 13 · Top n, unseen (6 points, 8 minutes)
#
# Write `top_n`.
#
# <details><summary>Hint 1: the steps</summary>Make a copy of the scores in which what was seen can never win. Split off the n best of each row. Sort these n by their score, the best first.</details>
# <details><summary>Hint 2: tools</summary><code>np.where(condition, a, b)</code> makes a new table, from a where the condition is true and from b elsewhere; <code>-np.inf</code> loses against every score. <code>np.argpartition(x, k - 1, axis=1)</code> puts the places of the k <i>smallest</i> of each row in front, in no order: what must x be?</details>
# <details><summary>Hint 3: nearly there</summary><code>np.take_along_axis(table, places, axis=1)</code> reads a table at such places: use it to get their scores, and once more to put the places into the order that <code>np.argsort</code> finds. If this is too much at once: sort everything with <code>np.argsort</code> and keep the first n columns; that is right too, only slower.</details>


# %% nbgrader={"grade": false, "grade_id": "top_n", "locked": false, "schema_version": 3, "solution": true, "task": false}
def top_n(scores, seen, n):
    """The n best unseen movies of every user.

    Parameters
    ----------
    scores : ndarray of float, shape (n_users, n_items)
        Higher is better; may be negative, however low. It is not changed.
    seen : ndarray of bool, shape (n_users, n_items)
        True where the user has seen the movie. Every user has n or more unseen movies.
    n : int
        Length of the lists, 1 or more.

    Returns
    -------
    ndarray of int, shape (n_users, n)
        Positions of the movies, the best first. Movies with equal scores may come in any order.

    Examples
    --------
    >>> scores = np.array([[3.0, 5.0, 4.0, 1.0], [2.0, 1.0, 9.0, 8.0]])
    >>> seen = np.array([[False, True, False, False], [False, False, True, False]])
    >>> top_n(scores, seen, n=2)
    array([[2, 0],
           [3, 0]])
    """
    ### BEGIN SOLUTION
    open_scores = np.where(seen, -np.inf, scores)
    best = np.argpartition(-open_scores, n - 1, axis=1)[:, :n]
    order = np.argsort(-np.take_along_axis(open_scores, best, axis=1), axis=1)
    return np.take_along_axis(best, order, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_top_n", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""The best first, never a seen one, for all users at once."""
from public_tests import test_top_n

test_top_n(top_n)

# %% [markdown]
# Lists for everybody, made in three ways that need no factors: by biases, by the number of ratings (the chart of lab 01), and at random. The lists of the first user are shown.

# %%
seen = np.zeros((n_users, n_items), dtype=bool)
seen[known["user"], known["item"]] = True
counts = np.bincount(known["item"], minlength=n_items)

mu_all, user_bias, movie_bias = bias_baseline(known, reg_user=5, reg_item=5)
bu, bi = at_positions(user_bias, user_ids), at_positions(movie_bias, movie_ids)
scores = {
    "biases": mu_all + bu[:, None] + bi[None, :],
    "most rated": np.tile(counts.astype(float), (n_users, 1)),
    "random": np.random.default_rng(0).random((n_users, n_items)),
}
lists = {name: top_n(table, seen, 10) for name, table in scores.items()}
person = 0
pd.DataFrame({name: titles[of_all[person]] for name, of_all in lists.items()})

# %% [markdown]
# And by factors: the full table $\mu + b_u + b_i + P Q^\top$ is one matrix product. Beside the list stands what this user liked in the past. Read it: does it fit?

# %% tags=["skip-execution"]
bu_net, bi_net, P, Q = tables_of(net, n_users, n_items)
scores["factors"] = mu_known + bu_net[:, None] + bi_net[None, :] + P @ Q.T
started = time.perf_counter()
lists["factors"] = top_n(scores["factors"], seen, 10)
print(f"lists for all {n_users} users in {1000 * (time.perf_counter() - started):.0f} ms")
of_person = known[known["user"] == person]
liked = of_person.nlargest(10, "rating")
most = of_person["rating"].max()
print(
    f"user {user_ids[person]} gave {most:g} stars to {(of_person['rating'] == most).sum()} movies; ten are shown, in the order of the file"
)
pd.DataFrame(
    {
        f"rated highest by user {user_ids[person]}": titles[liked["item"]],
        "is offered": titles[lists["factors"][person]],
        "predicted (stars, not cut off)": scores["factors"][person, lists["factors"][person]].round(2),
    }
)

# %% [markdown]
# ## 9. Varied and new (4 minutes)
#
# A list of ten crime films may have excellent predictions and be a poor list. Two numbers that no error in stars shows:
#
# **Diversity**: how different are the movies *within* a list? Describe each movie by a vector, take the cosine of every pair in the list, the mean of these, and one minus that. As vectors we use the genres (1 or 0 for each). The result for all is the mean over users.
#
# By hand, with vectors (1, 0), (1, 0), (0, 1) and (3, 4) for movies 0 to 3. The list 0, 1, 2 has the pairs 0–1, 0–2, 1–2 with cosines 1, 0, 0; mean 1/3, diversity 2/3. The list 0, 2, 3 has the cosines 0, 0.6, 0.8; mean 1.4/3, diversity
# 1.6/3. The mean of the two lists is $(0.667 + 0.533)/2 =$ **0.6**.
#
# ### Exercise 14 · Diversity (8 points, 12 minutes)
#
# Write `diversity` for the lists of all users. A pair of loops inside a loop over 943 users would do, but takes a while; with arrays it is done in a blink, and the check gives it 2 seconds.
#
# <details><summary>Hint 1: the idea</summary>Bring all vectors to length 1 first: then a cosine is a dot product. <code>vectors[top_n]</code> picks the vectors of all lists: shape (users, n, d).</details>
# <details><summary>Hint 2: all pairs</summary>For one list with unit vectors in the rows of <code>V</code>, the table <code>V @ V.T</code> holds every cosine: each pair twice, and on the diagonal each movie with itself. For all lists at once: <code>V @ V.transpose(0, 2, 1)</code>.</details>
# <details><summary>Hint 3: nearly there</summary>A list of n movies has n·(n − 1) places off the diagonal. Their sum is the sum of the table minus the sum of its diagonal (<code>np.trace(table, axis1=1, axis2=2)</code>). Vectors of zeros have length 0: divide by 1 there.</details>


# %% nbgrader={"grade": false, "grade_id": "diversity", "locked": false, "schema_version": 3, "solution": true, "task": false}
def diversity(top_n, vectors):
    """How different the movies of a list are, mean over all lists.

    Parameters
    ----------
    top_n : ndarray of int, shape (n_users, n), n >= 2
        Positions of the movies in each user's list, each once in a list.
    vectors : ndarray of float, shape (n_items, d)
        What movies are compared by, vectors of any length. It is not changed. A vector of zeros has cosine 0 with every other movie.

    Returns
    -------
    float
        The mean over users of 1 minus the mean cosine of all pairs of different movies in the list. 0 if all movies of every
        list point the same way, 1 if all are at right angles.

    Examples
    --------
    >>> vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [3.0, 4.0]])
    >>> round(float(diversity(np.array([[0, 1, 2], [0, 2, 3]]), vectors)), 6)
    0.6
    """
    ### BEGIN SOLUTION
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    V = (vectors / np.where(length > 0, length, 1))[top_n]
    cosines = V @ V.transpose(0, 2, 1)
    n = V.shape[1]
    of_pairs = cosines.sum(axis=(1, 2)) - np.trace(cosines, axis1=1, axis2=2)
    return float(np.mean(1 - of_pairs / (n * (n - 1))))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_diversity", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""One minus the mean cosine of pairs, mean over users."""
from public_tests import test_diversity

test_diversity(diversity)

# %% [markdown]
# **Novelty**: would the users have known these movies anyway? A movie that everybody has rated is no news. One that half of all users have rated is worth 1 **bit**, a quarter 2 bits: $-\log_2$ of the share of users who have rated it. Each time the audience halves, one bit more.
#
# By hand. Four users, and movies 0, 1, 2 rated by 4, 2 and 1 of them: 0, 1 and 2 bits. The lists of the four users are 0, 1; 1, 2; 0, 2; 2, 1. Their means are 0.5, 1.5, 1 and 1.5 bits; the mean of these is **1.125** bits.
#
# ### Exercise 15 · Novelty (6 points, 8 minutes)
#
# Write `novelty`.
#
# <details><summary>Hint 1: the idea</summary>First one number of bits for each movie. Then pick them for all lists and take the mean.</details>
# <details><summary>Hint 2: tools</summary>The number of users is the number of lists, <code>len(top_n)</code>. <code>np.log2</code> works element by element; <code>np.maximum(counts, 1)</code> replaces 0 by 1.</details>
# <details><summary>Hint 3: nearly there</summary>Share of users, logarithm, minus sign: in this order, for each movie. An array of positions picks from it, and keeps the shape of the lists, as in <code>predict_mf</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "novelty", "locked": false, "schema_version": 3, "solution": true, "task": false}
def novelty(top_n, counts):
    """How little known the movies of the lists are, in bits.

    Parameters
    ----------
    top_n : ndarray of int, shape (n_users, n)
        Positions of the movies in each user's list: one row for every user there is.
    counts : ndarray of int, shape (n_items,)
        By how many users each movie has been rated. It is not changed. A movie that nobody has rated (0) is treated as rated by one user.

    Returns
    -------
    float
        In bits: the mean, over all places of all lists, of minus the logarithm to base 2 of the movie's share of users, which is
        its count divided by the number of users, `n_users`.

    Examples
    --------
    >>> float(novelty(np.array([[0, 1], [1, 2], [0, 2], [2, 1]]), np.array([4, 2, 1])))
    1.125
    """
    ### BEGIN SOLUTION
    share = np.maximum(counts, 1) / len(top_n)
    return float(np.mean(-np.log2(share)[top_n]))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_novelty", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""Minus log2 of the share of users, mean over all places."""
from public_tests import test_novelty

test_novelty(novelty)

# %% [markdown]
# All lists of all users. Beside the two numbers stands the mean rating of what is offered, each movie's mean over all known ratings: novelty alone is cheap, as the random lists show.

# %%
genres = ml.movies.set_index("movie_id")["genres"].reindex(movie_ids).str.get_dummies("|").to_numpy(dtype=float)
mean_rating = known.groupby("item")["rating"].mean().reindex(range(n_items)).to_numpy()


def describe(of_all):
    """Diversity, novelty, mean rating and number of different movies of all lists."""
    return {
        "diversity": diversity(of_all, genres),
        "novelty (bits)": novelty(of_all, counts),
        "mean rating (stars)": np.nanmean(list_means(of_all, mean_rating)),
        "different movies": len(np.unique(of_all)),
    }


table = pd.DataFrame({name: describe(of_all) for name, of_all in lists.items()}).T
for name, row in table.loc[["biases", "most rated", "random"]].iterrows():
    print(
        f"{name:10} diversity {row.iloc[0]:.3f}, novelty {row.iloc[1]:.2f} bits, mean rating {row.iloc[2]:.2f} stars, {row.iloc[3]:,.0f} movies"
    )

# %% tags=["skip-execution"]
display(table.round(3))
show(
    plot_lists(table),
    alt="Diversity against novelty of the lists, one point a recommender. Most rated is at the left, least novel; random is far at the right, most novel and most diverse, with the lowest mean rating; "
    "factors and biases lie between, with the highest mean ratings.",
)

# %% [markdown]
# Read the table row by row. *Random* lists are new, different for everybody, and of poor movies. *Most rated* is the least novel. *Biases* offer the best rated movies, and nearly the same to all: 49 different ones for 943 people. **Factors** offer 283 different movies whose mean rating is almost as high: that is what
# *personal* looks like in numbers. And their lists are the *least* diverse: they follow a taste, and a taste has favourite genres. Whether that is good is a question about people, not about numbers. (The scale is narrow: in genres, even random lists reach only 0.76.)
#
# ## 10. A map of movies (3 minutes)
#
# What have the factors become? Take the 30 best rated movies among those with 100 ratings or more, and their rows of $Q$: 30 points in 32 dimensions. **Principal components** are the two directions in which they differ most;
# on these we look at them. (Only movies with enough ratings: the factors of a rarely rated movie have hardly moved from their random start, or from 0.)

# %% tags=["skip-execution"]
often = np.flatnonzero(counts >= 100)
best = often[np.argsort(-mean_rating[often])][:30]
pca = PCA(n_components=2).fit(Q[best])
show(
    plot_movie_map(pca.transform(Q[best]), titles[best], pca.explained_variance_ratio_),
    alt="The 30 best rated movies as labelled points on two principal components of their factors. Star Wars, The Empire Strikes Back and Raiders of the Lost Ark lie far out on one side, Titanic far out on top; classics such as Casablanca, Vertigo and Rear Window lie close together, left of the middle and below.",
)

# %% [markdown]
# *Star Wars*, *The Empire Strikes Back* and *Raiders of the Lost Ark* have moved out together; most films of the 1940s and 1950s sit close to each other, with both parts of *The Godfather* among them. No title, year or genre was in the data: only who liked what. (Where up and where
# left is, says nothing: see question 2. Also mind the axes: two components hold less than half of the differences, so neighbours on the map need not be neighbours in 32 dimensions.)
#
# ## 11. Where this breaks (7 minutes)
#
# First the comparison with the labs before, on the same test rows. *Neighbours of users* and *of movies* are lab 02's; 40 of each.

# %% tags=["skip-execution"]
swapped = {"user_id": "movie_id", "movie_id": "user_id"}
predictions = {
    "always the mean": np.full(len(test), mu_known),
    "weighted rating (lab 01)": weighted_rating_of_movie(known, test),
    "biases": np.clip(mu_all + bu[test["user"]] + bi[test["item"]], low, high),
    "neighbours of users (lab 02)": user_neighbours(known, test),
    "neighbours of movies (lab 02)": user_neighbours(known.rename(columns=swapped), test.rename(columns=swapped)),
    "factors": by_factors,
}
stars_off = {name: rmse(test["rating"], predicted) for name, predicted in predictions.items()}
wanted = np.zeros((n_users, n_items), dtype=bool)
wanted[test["user"], test["item"]] = True
found = {name: np.take_along_axis(wanted, of_all, axis=1).sum() / len(test) for name, of_all in lists.items()}
for name, error in stars_off.items():
    print(f"{name:30} RMSE {error:.4f} stars")
for name, share in found.items():
    print(f"{name:30} {share:.2%} of the test movies are in the lists of ten")
show(
    plot_comparison(stars_off, found),
    alt="Left: bars of RMSE on the same test rows; always the mean is worst, then weighted rating, biases and neighbours, and factors best. Right: share of the test movies found in lists of ten; most rated finds "
    "by far the most, factors and biases a few, random next to none.",
)

# %% [markdown]
# On the left, factors have the lowest error of the course so far: 0.006 stars below lab 02's neighbours of movies, about three hundredths below the biases. On the right, the same model fills lists of ten, and they hold 5 % of the movies of the test part; the plain chart of the most rated holds 12 %. The model was trained to be right
# about stars, *given that somebody rated*. Which movie somebody will turn to is another question, and lab 06 trains for it.
#
# Who profits from factors? Here by how many known ratings the movie has.

# %% tags=["skip-execution"]
groups = pd.cut(counts[test["item"]], [-1, 4, 19, 99, np.inf], labels=["0-4", "5-19", "20-99", "100 and more"])
by_group = pd.DataFrame(
    {
        "known ratings of the movie": groups,
        "biases": (predictions["biases"] - test["rating"]) ** 2,
        "factors": (by_factors - test["rating"]) ** 2,
    }
).groupby("known ratings of the movie", observed=True)
limits = by_group.mean() ** 0.5
limits["test rows"] = by_group.size()
display(limits.round(3))
show(
    plot_limits(limits),
    alt="RMSE in stars by how often the movie was rated, for biases and for factors. Both are worst for movies with few ratings, where the bars are pale because there are too few test rows to compare; factors are clearly better only for movies with 20 ratings or more.",
)

# %% [markdown]
# - **Few ratings, no taste.** For movies with 100 ratings or more, factors gain 0.03 stars on the biases; with 5 to 19, nothing. (The first group, pale in the figure, holds 66 test rows: too few to say anything, however long its bars.)
# - **Nothing for newcomers.** Factors come from ratings alone, so nothing is known about a user or a movie without any. What the model says all the same is question 4. And the network has to be trained again before it knows them.
# - **No reasons.** Factors have no names. *Because of factor 17* is not what one can tell a user; neighbours (lab 02) and words (lab 03) can say why.
# - **Good stars, poor lists.** Measured above.
# - **One list of numbers for a whole person.** Who likes westerns alone and cartoons with the children is somewhere in between, where neither is.
#
# ### Question 4 · A new movie (2 points)
#
# A movie joins the catalogue after training. Nobody has rated it. The network gets a new row for it: bias 0, factors near 0. What does it predict?
#
# - **A** For each user about the mean plus that user's bias, whatever the movie is
# - **B** For everybody exactly 0 stars
# - **C** For each user a rating that fits their taste in its genres
# - **D** The mean rating of the movies that are most similar to it

# %% nbgrader={"grade": false, "grade_id": "question_new_movie", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_new_movie = ...  # "A", "B", "C" or "D"
question_new_movie = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_new_movie", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_new_movie", question_new_movie)

# %% [markdown]
# ## What to take along
#
# | | |
# |:--|:--|
# | biases | mean + generous user + good movie: the bar for every model of taste |
# | factors | a short list of numbers for each user and movie; their dot product is taste. They have no names, no signs, no order |
# | gradient step | new = old + rate · (error · partner − penalty · old), all from the old values |
# | validation rows | choose; **test rows** report, once |
# | does the batch matter? | predict in other cuts and shuffled: a sound model does not notice |
# | diversity, novelty | what no error in stars can show |
#
# Next: **lab 06** stops predicting stars, and asks what a user watches next.
