# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 06 · Candidate generation
#
# 72 points · 132 minutes
#
# A site with millions of films cannot look closely at each of them for each visitor. It works in two stages. The first throws away nearly
# everything and keeps a few hundred **candidates**; the second looks at those closely and orders them. In 2016 engineers of YouTube described
# how they made the first stage a question to a neural network (P. Covington and others, *Deep Neural Networks for YouTube Recommendations*): *this is what somebody has watched; of all movies, which one comes next?* You
# build that network here, train it, ask it, and measure it against methods that need no network at all.
#
# Afterwards you can
#
# - turn ratings into watch histories, with nothing in them from after the answer;
# - pad lists of different lengths and **mask** the padding, so that it counts for nothing;
# - write layers of your own for Keras and put a network together from bags of ids;
# - measure lists with recall@k and nDCG@k against *all* movies, and say why a few random rivals are not enough;
# - tell what a network adds, and what was only the right question.
#
# ![From left to right: all movies, 1,682 or millions; the candidate network of this lab; a few hundred candidates; ranking, which is not part of this lab; ten movies on a page. Below, the network in detail: four padded lists of ids named watched, liked, disliked and genres; each looked up in a table and brought to unit length; the mean of the real entries of each; the four means joined; three dense layers with ReLU and BatchNorm; one probability for each movie.](two_stages.svg)
#
# **How this notebook works.** As before: an exercise is a cell to fill in, then a cell that checks it. Run both, in this order. After a
# restart, choose the cell you want to go on with and then *Run > Run All Above Selected Cell*. Where a later cell stops with `NotImplementedError` or `NameError`, an exercise above is still open. Cells that train take about ten to forty seconds each; they say so, and your mark does not depend on them. The figures
# that the text quotes for the trained network come from our runs. On your machine the recall can differ by one or two hundredths, and what follows from the network differs with it. Those of the methods without a network
# are the same everywhere. The first cell loads TensorFlow, which takes five to ten seconds.

# %%
# Our own module first: it asks TensorFlow not to print its notes about your processor.
from recsys_utils.candidates import history_table, latest_histories, network_inputs, number_genres
import keras
import numpy as np
import pandas as pd
from keras import ops

from recsys_utils.candidates_baselines import PENALTY, baseline_scores, neighbour_weights, who_watched
from recsys_utils.candidates_training import DIMS, LONG, MAX_HISTORY, UNITS, probabilities_of, tensorboard_logs, train
from recsys_utils.data import load_movielens
from recsys_utils.ease import ease_weights
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.youtube import plot_gaps, plot_methods, plot_sampled, plot_windows
from recsys_utils.plots.youtube_map import plot_embedding
from recsys_utils.ranking import recall_among_sampled
from recsys_utils.serving import (
    NO_INDEX,
    exact_top_k,
    index_recall,
    index_top_k,
    item_index,
    last_layer_vectors,
    milliseconds,
    with_one,
)
from recsys_utils.splits import hold_out_last

use_course_style()

# %% [markdown]
# Two switches. `LOGS`: name a folder, such as `"logs"`, and each training writes logs for **TensorBoard** there, which draws the loss while
# the network learns (`tensorboard --logdir logs` shows them in a browser). `LONG_RUN`: also do the long training of section 8.

# %% tags=["parameters"]
LOGS = None  # or a folder, such as "logs"
LONG_RUN = False

# %% [markdown]
# ## 1. Histories (5 minutes)
#
# MovieLens 100K holds 100,000 ratings with the second at which each was given. We read a rating as *has watched*, whatever the stars, and a user's
# ratings in the order of time as their **history**; the table below has the newest at the top. As in lab 01, each user's **last** movie is held out as the test. The network never
# sees it; at the very end we ask whether it would have been among ten candidates.

# %%
ml = load_movielens("ml-100k")
train_ratings, test = hold_out_last(ml.ratings)
num_movies = int(ml.movies["movie_id"].max())
title_of = dict(zip(ml.movies["movie_id"], ml.movies["title"]))
print(f"{len(train_ratings):,} ratings to learn from, {len(test):,} held out, one per user")
history_table(train_ratings, ml.movies, user=366, n=10).set_axis(range(1, 11))

# %% [markdown]
# Before we trust the word *history*, a look at the clock. How long after one rating does the same user give the next?

# %%
show(
    plot_gaps(ml.ratings),
    alt="Bars: 51 % of all ratings were given in the same second as the one before, 35 % within a minute, 12 % within an hour; "
    "0.4 % came within a day and 1.3 % later than that.",
)

# %% [markdown]
# Nobody watches two films in one second. People came to the site, got pages full of titles, and ticked off what they remembered. So
# this is a history of *rating*, and half of its order is not even known: within one second we order by movie id, because some order there must be. The
# method of this lab is made for real watch histories; the numbers below are about this data. We come back to it in section 11.
#
# ## 2. What came before (4 minutes)
#
# The network learns from **examples**: a history so far, and the movie that came next, the **label**. A user with ten ratings gives nine
# examples: one for each movie but the first, before which there was nothing. A user with a single rating gives none. Of the past only the newest `max_history` movies are kept. Beside
# what was *watched* stand two shorter lists: which of those were *liked* (4 stars or more) and *disliked* (2 stars or less).
#
# By hand. Nora's ratings in the order of time, and `max_history` = 2:
#
# | second | movie | stars |
# |--:|--:|--:|
# | 10 | 7 | 5 |
# | 20 | 3 | 2 |
# | 20 | 9 | 4 |
# | 50 | 1 | 3 |
#
# | watched | liked | disliked | label |
# |:--|:--|:--|--:|
# | 7 | 7 | | 3 |
# | 7, 3 | 7 | 3 | 9 |
# | 3, 9 | 9 | 3 | 1 |
#
# The last row keeps the two newest of three, and 7 has left the liked ones with it. Movies 3 and 9 have the same second; the smaller id goes first. And
# the one rule that must never break: **nothing from after the label, and not the label itself, stands on the left.** A network that is
# shown the answer learns to copy it.

# %%
nora = pd.DataFrame(
    {"user_id": 1, "movie_id": [9, 1, 7, 3], "rating": [4.0, 3.0, 5.0, 2.0], "timestamp": [20, 50, 10, 20]}
)

# %% [markdown]
# ### Exercise 1 · Examples (10 points, 14 minutes)
#
# Write `training_examples`. The rows of `ratings` come in any order, as in `nora`, and so may its columns: take them by their names. Other editions of MovieLens have half stars.
#
# <details><summary>Hint 1: the steps</summary>Sort once. Then, for each user, walk along their movies: at place 1, 2, 3, … the movie there is the label, and what stands before it is the past.</details>
# <details><summary>Hint 2: sorting and walking</summary><code>ratings.sort_values(["user_id", "timestamp", "movie_id"])</code> sorts by three columns; <code>for user, own in ordered.groupby("user_id"):</code> gives each user's rows. With <code>.tolist()</code> a column becomes a list, on which slices such as <code>movies[2:5]</code> are fast.</details>
# <details><summary>Hint 3: nearly there</summary>At place p the past begins at <code>max(0, p - max_history)</code> and ends before p. Take the same slice of the movies and of the stars; <code>zip</code> walks along both to pick the liked ones. <code>found[name].append(...)</code> fills the lists.</details>


# %% nbgrader={"grade": false, "grade_id": "training_examples", "locked": false, "schema_version": 3, "solution": true, "task": false}
def training_examples(ratings, max_history):
    """Every history so far, and the movie that came next.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars, half ones too), `timestamp` (seconds); rows and columns in any
        order. It is not changed. Each user rates a movie once.
        Ids may be large (193609). A user's movies are ordered by time; those of the same second by movie id, the smaller first.
    max_history : int
        Movies of a history, 1 or more; the newest are kept.

    Returns
    -------
    dict of str to list
        Five lists of the same length under five keys and no other, one entry per example; users in rising order of
        their id, each user's examples in the order of time. `user_id` and `label` (the next movie's id) hold whole
        numbers. `watched`, `liked` (4 stars or more) and `disliked` (2 stars or less) hold lists of movie ids, whole
        numbers too, the oldest first; liked and disliked are taken from the movies in `watched`. A user's first movie
        is no label, so a user with one rating has no example; one with two ratings has one.

    Examples
    --------
    >>> examples = training_examples(nora, max_history=2)
    >>> examples["watched"], examples["label"]
    ([[7], [7, 3], [3, 9]], [3, 9, 1])
    >>> examples["liked"], examples["disliked"], examples["user_id"]
    ([[7], [7], [9]], [[], [3], [3]], [1, 1, 1])
    """
    ### BEGIN SOLUTION
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    for user, own in ordered.groupby("user_id"):
        movies, stars = own["movie_id"].tolist(), own["rating"].tolist()
        for place in range(1, len(movies)):
            past = slice(max(0, place - max_history), place)
            pairs = list(zip(movies[past], stars[past]))
            found["user_id"].append(user)
            found["watched"].append(movies[past])
            found["liked"].append([movie for movie, rating in pairs if rating >= 4])
            found["disliked"].append([movie for movie, rating in pairs if rating <= 2])
            found["label"].append(movies[place])
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_training_examples", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""In the order of time, the newest kept, nothing from after the label."""
from public_tests import test_training_examples

test_training_examples(training_examples)

# %% [markdown]
# On the real data, with the ten newest movies as history. (Why ten? Section 8.) It takes a few seconds. If it takes a minute, rows are picked out of the table one by one (`.iloc`); turn each
# user's columns into lists first, as hint 2 says.

# %%
examples = training_examples(train_ratings, MAX_HISTORY)
print(f"{len(examples['label']):,} examples from {len(set(examples['user_id'])):,} users")  # 98,114 and 943
shares = [sum(map(len, examples[name])) / sum(map(len, examples["watched"])) for name in ("liked", "disliked")]
print(f"of the movies in the histories {shares[0]:.1%} were liked and {shares[1]:.1%} disliked")

# %% [markdown]
# ### Question 1 · What may be known (2 points)
#
# Somebody wants better histories. When the label was watched may be known: it is the moment at which we ask. Which of these changes lets an example know something from after its label?
#
# - **A** Keep the fifty newest movies instead of the ten newest
# - **B** Call a movie liked if its stars are above the mean of all ratings the user ever gave
# - **C** Leave out the histories that have fewer than three movies
# - **D** Put only movies into the history that are at least an hour older than the label

# %% nbgrader={"grade": false, "grade_id": "question_future", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_future = ...  # "A", "B", "C" or "D"
question_future = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_future", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_future", question_future)

# %% [markdown]
# ## 3. The same length for all (2 minutes)
#
# A network reads arrays, and an array has rows of one length. Histories do not. So short ones get zeros, which is why no movie may have the id 0, and long
# ones are cut. We put the zeros **in front**, so that the newest movie always stands in the last column, and cut off the **oldest**.
#
# By hand, to length 2:
#
# | list | row |
# |:--|:--|
# | 7 | 0, 7 |
# | 3, 9, 1 | 9, 1 |
# | (empty) | 0, 0 |
#
# ### Exercise 2 · Padding (6 points, 6 minutes)
#
# Write `pad_histories`.
#
# <details><summary>Hint 1: the idea</summary>Begin with an array that is all zeros, then write each list into the end of its row.</details>
# <details><summary>Hint 2: the end of a list</summary><code>items[-length:]</code> is the last so many of a list, or all if there are fewer. Of an empty list it is empty.</details>
# <details><summary>Hint 3: nearly there</summary>If <code>kept</code> has 3 entries, it goes to the columns from <code>length - 3</code> on. (Not to <code>[-3:]</code>: with 0 entries that would mean the whole row.)</details>


# %% nbgrader={"grade": false, "grade_id": "pad_histories", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pad_histories(lists, length):
    """Lists of ids as one array, zeros in front.

    Parameters
    ----------
    lists : list of list of int
        n lists of ids, the oldest first; some may be empty, and n may be 0. Ids may be large (193609) and may come
        more than once in a list. They are not changed.
    length : int
        Columns of the array, 1 or more.

    Returns
    -------
    array of int, shape (n, length)
        In each row the newest `length` ids of its list, in their order, at the end; zeros before them. Whole numbers.

    Examples
    --------
    >>> pad_histories([[7], [3, 9, 1], []], length=2)
    array([[0, 7],
           [9, 1],
           [0, 0]])
    """
    ### BEGIN SOLUTION
    padded = np.zeros((len(lists), length), dtype=int)
    for row, items in enumerate(lists):
        kept = items[-length:]
        padded[row, length - len(kept) :] = kept
    return padded
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_pad_histories", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""Zeros in front, the newest kept, empty lists too."""
from public_tests import test_pad_histories

test_pad_histories(pad_histories)

# %% [markdown]
# With it we make the four arrays that the network reads: watched, liked, disliked, and the **genres** of the watched movies, one movie after the other. Genres have numbers
# of their own, from 1 (Action) to 18 (Western); that a movie has the id 3 too means nothing, so movies and genres will need a table each. The fourth array gets 30 columns for 10 movies: a rated movie has 2.1 genres
# on average, so nearly always all of them fit. Of 1.4 % of the histories the oldest few genres are cut off. Here are the arrays of the first thousand examples:

# %%
genres = number_genres(ml.movies)
thousand = {name: column[:1000] for name, column in examples.items()}
thousand_inputs = network_inputs(thousand, genres, MAX_HISTORY, pad_histories)
for name, array in zip(("watched", "liked", "disliked", "genres"), thousand_inputs):
    print(f"{name:9} shape {array.shape}, {np.mean(array == 0):.0%} padding")
print(
    "example 3 in full:", *(array[3][array[3] > 0].tolist() for array in thousand_inputs), "label", examples["label"][3]
)

# %% [markdown]
# ## 4. Two layers of our own (4 minutes)
#
# The network gives every movie a list of 32 numbers, its **embedding**. They start at random and are learned. `keras.layers.Embedding` looks
# them up: an array of ids of shape (batch, length), where the **batch** is the histories that are worked on at a time, becomes an array of shape (batch, length, 32). For what we do with them next Keras has layers
# that come close (`UnitNormalization`, `GlobalAveragePooling1D`); the second gives `nan` for somebody who has watched nothing, and who can write layers is not bound to those there are. So we write our own. A layer is a class with a method `call`, which says what becomes of the input. Use `ops.…`, Keras' own functions (we
# imported them above); they are named as in numpy, work on batches, and can be **differentiated**: Keras can work out how the result changes when an input changes a little, which training needs. numpy itself cannot.
#
# **First layer: unit length.** Each movie's list is brought to length 1, so that no movie shouts louder than another. The length is the root of the sum of the squares
# along the **last** axis. By hand: (3, 4) has length $\sqrt{9 + 16} = 5$ and becomes (0.6, 0.8). And (0, 0)? It has no direction; dividing 0 by 0 would give
# `nan`, which spreads through everything. It stays (0, 0). The usual way: never divide by less than some tiny number. It must be really tiny: embeddings begin short, at a length of about 0.16, and
# (0.000006, 0.000008) has to become (0.6, 0.8) too.
#
# ### Exercise 3 · Unit length (8 points, 8 minutes)
#
# Write the method `call` of `UnitLength`.
#
# <details><summary>Hint 1: the idea</summary>Three steps: the sum of the squares of each vector, its root, and the division. <code>ops.square</code>, <code>ops.sum</code> and <code>ops.sqrt</code> are named as in numpy.</details>
# <details><summary>Hint 2: shapes</summary>The sum runs along the last axis, <code>axis=-1</code>, and takes that axis away: (2, 3, 32) becomes (2, 3), by which nothing of shape (2, 3, 32) can be divided. With <code>keepdims=True</code> it stays, with size 1.</details>
# <details><summary>Hint 3: never by zero</summary><code>ops.maximum(a, tiny)</code> replaces what is smaller than <code>tiny</code>. A new embedding of 32 numbers is only about 0.16 long, one of fewer numbers is shorter still, so take something like 1e-12, and guard before you divide.</details>


# %% nbgrader={"grade": false, "grade_id": "UnitLength", "locked": false, "schema_version": 3, "solution": true, "task": false}
class UnitLength(keras.layers.Layer):
    """Brings each vector along the last axis to length 1.

    A mask that comes with the input goes on unchanged: that is what `supports_masking` says.

    Examples
    --------
    >>> UnitLength()(np.array([[3.0, 4.0], [0.000006, 0.000008], [0.0, 0.0]])).numpy().round(2)
    array([[0.6, 0.8],
           [0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        """
        Parameters
        ----------
        inputs : tensor of float, shape (..., dims)
            Vectors along the last axis; any number of axes before it.

        Returns
        -------
        tensor of float, of the same shape
            Each vector divided by its length, also where that is only 0.00001 (there at most 3 % off); a vector of zeros
            stays zeros. Training goes through the whole of it: nothing is stopped on the way.
        """
        ### BEGIN SOLUTION
        squares = ops.sum(ops.square(inputs), axis=-1, keepdims=True)
        return inputs * ops.rsqrt(ops.maximum(squares, 1e-12))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_unit_length", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""Length 1 along the last axis, zeros stay zeros."""
from public_tests import test_unit_length

test_unit_length(UnitLength)

# %% [markdown]
# **Second layer: the mean of what is real.** Ten movies are ten vectors, three movies are three. The network wants one vector, whatever the length of
# the history: the mean. But the padding has an embedding too, row 0 of the table, as random as all others. It must not count.
#
# Keras has a way to say so, the **mask**: an array of True (real) and False (padding), of shape (batch, length). `Embedding(..., mask_zero=True)` makes it
# from the ids and hangs it on its output; layers that support masking hand it on; and a layer whose `call` has an argument `mask` is given it. Our layer is
# where the mask's way ends: after the mean there are no positions left that one could mask. `compute_mask` tells Keras so, by returning `None`.
#
# By hand, a batch of one, three positions of two numbers:
#
# | position | vector | mask |
# |:--|:--|:--|
# | 1 | (9, 9) | False |
# | 2 | (0.6, 0.8) | True |
# | 3 | (1, 0) | True |
#
# The mean over the real ones is (1.6 / **2**, 0.8 / **2**) = **(0.8, 0.4)**. Divide by the number of real positions, not by 3. If nothing is
# real (a user who has not disliked anything), the answer is zeros. Guard *before* you divide: if 0 / 0 is computed and its `nan` replaced afterwards, the values look right, but
# training goes through the division too, and its loss becomes `nan`. And if there is no mask at all (`mask` is `None`), every position is real.
#
# ### Exercise 4 · The masked mean (10 points, 12 minutes)
#
# Write the methods `call` and `compute_mask` of `MaskedMean`.
#
# <details><summary>Hint 1: the idea</summary>Turn True and False into 1 and 0 and multiply: what is not real becomes zero and does not count in the sum. Then divide by how many ones there are.</details>
# <details><summary>Hint 2: shapes</summary><code>ops.cast(mask, inputs.dtype)</code> makes numbers of shape (batch, length). To multiply with (batch, length, dims) they need one more axis, which <code>ops.expand_dims</code> adds. Positions lie along axis 1. A loop over them does not work inside a model, where <code>inputs.shape[1]</code> is <code>None</code>: the length is not known yet.</details>
# <details><summary>Hint 3: nearly there</summary>Two cases: <code>if mask is None</code>, Keras has a function for a plain mean. Else a sum, divided by a count. A row with nothing real has the count 0 and the sum 0: which count would give zeros there? <code>ops.maximum</code> can see to it, before the division; <code>ops.where</code> or <code>ops.nan_to_num</code> behind it would be too late for training.</details>


# %% nbgrader={"grade": false, "grade_id": "MaskedMean", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MaskedMean(keras.layers.Layer):
    """The mean over the real positions of each row of a batch; the mask ends here.

    Examples
    --------
    >>> x = np.array([[[9.0, 9.0], [0.6, 0.8], [1.0, 0.0]]])
    >>> MaskedMean()(x, mask=np.array([[False, True, True]])).numpy().round(3)
    array([[0.8, 0.4]], dtype=float32)
    """

    def call(self, inputs, mask=None):
        """
        Parameters
        ----------
        inputs : tensor of float, shape (batch, length, dims)
            One vector per position.
        mask : tensor of bool, shape (batch, length), or None
            True where a position is real. None: all are.

        Returns
        -------
        tensor of float, shape (batch, dims)
            The mean of the real positions; zeros where there are none. Training goes through the whole of it.
        """
        ### BEGIN SOLUTION
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)
        ### END SOLUTION

    def compute_mask(self, inputs, previous_mask=None):
        """The mask of the output: there is none any more, so `None`."""
        ### BEGIN SOLUTION
        return None
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_masked_mean", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Real positions only, zeros where there are none, and no mask afterwards."""
from public_tests import test_masked_mean

test_masked_mean(MaskedMean)

# %% [markdown]
# The two after an embedding, as the network will use them. The same three movies, padded to 5 and to 50 positions:

# %%
keras.utils.set_random_seed(1)
table = keras.layers.Embedding(num_movies + 1, DIMS, mask_zero=True)
short, long = (MaskedMean()(UnitLength()(table(pad_histories([[7, 3, 9]], n)))) for n in (5, 50))
print("largest difference between the two means:", f"{float(ops.max(ops.abs(short - long))):.6f}")  # 0.000000

# %% [markdown]
# ### Question 2 · Without a mask (2 points)
#
# Suppose we forgot the mask and took the mean over all positions, padding included. Ida has watched one movie, Otto ten. Both are padded to length 10. What
# goes wrong?
#
# - **A** Nothing: zeros add nothing to a mean
# - **B** Otto's mean is nine tenths padding
# - **C** Keras stops with an error, because lengths differ
# - **D** Ida's mean is nine tenths the vector of the padding, so all users with short histories look alike

# %% nbgrader={"grade": false, "grade_id": "question_mask", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_mask = ...  # "A", "B", "C" or "D"
question_mask = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_mask", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_mask", question_mask)

# %% [markdown]
# ## 5. The network (5 minutes)
#
# Now all together. Four inputs of ids, each of shape (batch, length), where the lengths may differ:
#
# | step | what | shape |
# |--:|:--|:--|
# | 1 | look up **watched**, **liked** and **disliked** in *one* table of movies; **genres** in a table of their own | (batch, length, dims) |
# | 2 | each vector to unit length, then the mean of the real ones: one vector for each of the four | (batch, dims) |
# | 3 | the four, one behind the other, in this order | (batch, 4 · dims) |
# | 4 | three times: a dense layer with `relu`, then `BatchNormalization` | (batch, units) |
# | 5 | a dense layer with `softmax`: one probability for each movie | (batch, num_movies + 1) |
#
# A **dense** layer is a table of numbers and a list of them: each of its *units* adds up all inputs, each multiplied by a weight of its own (the table), and adds one number more, its **bias** (the list).
# **relu** makes negative results 0 and leaves the others; without it, three dense layers could do no more than one.
# **One table** for three inputs: a movie is the same movie whether it was liked or not, and each example then teaches it three times over. **BatchNormalization** brings
# each unit's outputs to mean 0 and spread 1 within a batch; training is quicker with it. It holds four numbers for each unit: two are learned (a factor and a shift for the result), and two remember
# mean and spread for later, when there is no batch. **Softmax** turns
# any numbers into probabilities: none negative, the sum 1. The last layer has `num_movies + 1` units, so that **place m belongs to movie m**; place 0 belongs to the padding,
# is never a label, and learns to stay near 0.
#
# By hand, the weights for our data, with dims = 32 and units = (128, 64, 64):
#
# | part | weights |
# |:--|--:|
# | movie table, 1,683 · 32 | 53,856 |
# | genre table, 19 · 32 | 608 |
# | dense 1, 128 inputs · 128 units + 128 biases, and normalisation, 4 · 128 | 17,024 |
# | dense 2, 128 · 64 + 64, and normalisation, 4 · 64 | 8,512 |
# | dense 3, 64 · 64 + 64, and normalisation, 4 · 64 | 4,416 |
# | softmax, 64 · 1,683 + 1,683 | 109,395 |
# | **together** | **193,811** |
#
# ### Exercise 5 · The network (14 points, 18 minutes)
#
# Write `build_candidate_model` with your two layers. It gives back a **functional model**: `keras.Model(inputs, output)`, which follows the way from inputs to output through all layers between. (Training later needs a model that is **compiled**, which means told its loss and how to take its steps; `train` does that, not you.) Layers are made first and then called: `layer = keras.layers.Dense(7)`, then `y = layer(x)`. Make the movie table *once* and call it three times.
#
# <details><summary>Hint 1: inputs</summary><code>keras.Input(shape=(None,), dtype="int32")</code> is a row of ids of any length. You need four, and at the end <code>keras.Model([the four], output)</code>.</details>
# <details><summary>Hint 2: tables and bags</summary><code>keras.layers.Embedding(rows, dims, mask_zero=True)</code>. Ids go from 0 up to and including num_movies: how many rows is that? What the table gives goes through a <code>UnitLength()</code>, and what that gives through a <code>MaskedMean()</code>; so with each of the four.</details>
# <details><summary>Hint 3: nearly there</summary><code>keras.layers.Concatenate()</code> is called on a list. Step 4 is a loop over <code>units</code>, in which the same name <code>x</code> is given to the result of each layer. Mind to go on with the <em>result</em> of the normalisation, and to end with the softmax layer behind the loop.</details>


# %% nbgrader={"grade": false, "grade_id": "build_candidate_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_candidate_model(num_movies, num_genres, dims, units):
    """From what was watched, liked and disliked to a probability for each movie.

    Parameters
    ----------
    num_movies, num_genres : int
        Movies have the ids 1 to num_movies, genres 1 to num_genres; 0 is padding in both.
    dims : int
        Numbers of an embedding, of movies and of genres alike.
    units : sequence of int
        Units of the three dense layers, in order.

    Returns
    -------
    keras.Model
        A new functional model, `keras.Model(inputs, output)`, neither compiled nor trained. It is called on a list of
        four arrays of ids, [watched, liked, disliked, genres], each of shape (batch, length) with lengths of their own,
        and gives probabilities of shape (batch, num_movies + 1). One embedding for watched, liked and disliked, its own
        for genres; unit length; mean over the real positions; the four means joined in the order of the inputs; for
        each number in `units` a dense layer with relu, then BatchNormalization; a dense softmax layer. No further
        layers, such as Dropout. All dense layers have a bias; all layers are taken as they come, without initializers,
        regularizers and the like of one's own, so they start at random and can be trained.

    Examples
    --------
    >>> model = build_candidate_model(num_movies=9, num_genres=3, dims=4, units=(8, 6, 5))
    >>> model([np.array([[0, 7, 3]]), np.array([[0, 7]]), np.array([[0, 3]]), np.array([[1, 2, 2]])]).shape
    TensorShape([1, 10])
    """
    ### BEGIN SOLUTION
    names = ("watched", "liked", "disliked", "genres")
    ids = [keras.Input(shape=(None,), dtype="int32", name=name) for name in names]
    movie_table = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True, name="movies")
    genre_table = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True, name="genre_table")
    bags = [MaskedMean()(UnitLength()(movie_table(part))) for part in ids[:3]]
    bags.append(MaskedMean()(UnitLength()(genre_table(ids[3]))))
    x = keras.layers.Concatenate()(bags)
    for size in units:
        x = keras.layers.Dense(size, activation="relu")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_candidate_model", "locked": true, "points": 14, "schema_version": 3, "solution": false, "task": false}
"""Four bags, one table for movies, three layers with normalisation, and padding that counts for nothing."""
from public_tests import test_build_candidate_model

test_build_candidate_model(build_candidate_model)

# %%
keras.utils.set_random_seed(1)  # random weights, the same every time
model = build_candidate_model(num_movies, len(genres.names) - 1, DIMS, UNITS)
print(f"{model.count_params():,} weights")  # 193,811
first = np.asarray(model([array[:5] for array in thousand_inputs]))
print("probabilities of five histories add up to", first.sum(axis=1).round(3))

# %% [markdown]
# Untrained, it finds all movies about equally likely: 1 / 1,683 = 0.0006 each. In the words of the **loss**, which is the mean of −log(probability of the label): $-\log(1/1683) =
# 7.43$ (the natural logarithm; the smaller the loss, the better). A chart that gives every movie its share of all ratings has a loss of 6.73 on the same 98,114 labels. Those are the two marks to go by.
#
# Training: 1,024 examples at a time, after each of which all weights move a small step to where the loss is less; five rounds over all 98,114 (**epochs**), with steps that get smaller and smaller. How many epochs, and how many
# movies of history: for that one looks at **validation** data (section 8), each user's last movie but one, with the test movies out of sight. The next cell builds the network anew, so that it starts from the same weights however often you run it, and takes 10 to 40 seconds. (It
# is tagged `skip-execution`, like all cells that need the trained network: they are for you, and are not run when your notebook is marked.)

# %% tags=["skip-execution"]
inputs = network_inputs(examples, genres, MAX_HISTORY, pad_histories)  # all of them now
keras.utils.set_random_seed(1)
model = build_candidate_model(num_movies, len(genres.names) - 1, DIMS, UNITS)
losses = train(model, inputs, examples["label"], callbacks=tensorboard_logs(LOGS))

# %% [markdown]
# The loss falls from about 6.3 to 5.4. A loss of 5.4 means: the right movie gets a probability of $e^{-5.4} = 0.0045$ or so, eight times what it had before. Nobody can know
# what you will rate next; being eight times less lost is a lot.
#
# ## 6. A list (2 minutes)
#
# From probabilities to candidates: the k most probable movies that were not watched yet. To find the best ten of millions, one need not sort all. A
# **partial sort** puts the k best in front, in any order, in one pass; then only those k are sorted. `np.argpartition` does it.
#
# By hand: the probabilities (0.02, 0.10, 0.40, 0.20, 0.28) belong to the padding and the movies 1 to 4. Movie 2 is watched already. The best two of the rest are
# movie **4** and movie **3**, in this order.
#
# ### Exercise 6 · The best k (6 points, 8 minutes)
#
# Write `top_k`. Later we use it on scores of other methods too, and those can be negative. So mark what must not come with something that is below *every* number.
#
# <details><summary>Hint 1: the idea</summary>Copy the numbers, put −∞ (<code>-np.inf</code>) at place 0 and at every watched place, take the k largest.</details>
# <details><summary>Hint 2: partial sort</summary><code>np.argpartition(-scores, k)[:k]</code> holds the places of the k largest, in any order. It wants k smaller than the number of scores, so first think of what to do if it is not.</details>
# <details><summary>Hint 3: nearly there</summary>Order the found places by <code>np.argsort(-scores[found])</code>. At the end drop those whose score is −∞: there were fewer than k left.</details>


# %% nbgrader={"grade": false, "grade_id": "top_k", "locked": false, "schema_version": 3, "solution": true, "task": false}
def top_k(probabilities, watched, k):
    """The k best movies that were not watched yet.

    Parameters
    ----------
    probabilities : list or array of float, shape (num_movies + 1,)
        Place m belongs to movie m; place 0 to the padding. Any scores will do, also negative ones, however low, and 0.
        They are compared as they are, not rounded. It is not changed.
    watched : list or array of int
        Ids of the movies that must not come; may be empty, and may hold zeros from padding.
    k : int
        Length of the list, 1 or more.

    Returns
    -------
    list or array of int
        Movie ids, whole numbers, the highest probability first; never 0. Fewer than k if fewer are left. Of equal
        scores any may come first.

    Examples
    --------
    >>> list(map(int, top_k(np.array([0.02, 0.10, 0.40, 0.20, 0.28]), watched=[2], k=2)))
    [4, 3]
    """
    ### BEGIN SOLUTION
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    found = np.argpartition(-scores, min(k, len(scores) - 1))[:k]
    found = found[np.argsort(-scores[found])]
    return found[scores[found] > -np.inf]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_top_k", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""The best first, nothing watched, never the padding."""
from public_tests import test_top_k

test_top_k(top_k)

# %% [markdown]
# Everybody's whole past, which is not offered again, and everybody's newest ten, which the network is shown:

# %%
users = test["user_id"].to_numpy()
wanted = test["movie_id"].to_numpy()
watched = {user: own.to_numpy() for user, own in train_ratings.groupby("user_id")["movie_id"]}
now = latest_histories(train_ratings, MAX_HISTORY)
now_inputs = network_inputs(now, genres, MAX_HISTORY, pad_histories)

# %% [markdown]
# The network's word to user 366, whose newest movies stand in section 1 (the newest at the top, here too). Read the two lists side by side: do they belong to the same person? Then try other users.

# %% tags=["skip-execution"]
probabilities = probabilities_of(model, now_inputs)
user = 366
row = now["user_id"].index(user)
candidates = list(top_k(probabilities[row], watched[user], 10))
pd.DataFrame(
    {
        "recommended": [title_of[movie] for movie in candidates],
        "probability": probabilities[row][candidates].round(4),
        "lately rated": [title_of[movie] for movie in now["watched"][row][::-1]],
    },
    index=range(1, 11),
)

# %% [markdown]
# Does *Body Snatchers (1993)* stand in both lists? That is no fault of yours: 18 films are in this data twice, under two ids, and of this one the user rated 573, and what is offered is 670. For every method here those are two movies.
#
# ## 7. How good is a list? (5 minutes)
#
# A list looks good or it does not; for a measure we need the held-out movies. Two numbers are usual.
#
# **Recall@k**: of the movies that the user turned to (the **relevant** ones), which share is among the first k of the list? By hand: the list is 4, 3, 8; relevant are 3
# and 5. Among the first k = 2 there is one of two: **0.5**. With a single held-out movie per user it is 1 or 0, a hit or a miss, and the mean over users is the hit rate of lab 01.
#
# If nothing is relevant, recall would be 0 / 0. Then a list can be neither good nor bad; the answer is `nan`, *not a number*, and whoever averages leaves it out (`np.nanmean`).
#
# ### Exercise 7 · Recall@k (4 points, 6 minutes)
#
# Write `recall_at_k` for one list.
#
# <details><summary>Hint 1: the idea</summary>Count the relevant movies among the first k and divide. By what? Not by k.</details>
# <details><summary>Hint 2: sets</summary><code>set(a) &amp; set(b)</code> holds what both have.</details>
# <details><summary>Hint 3: nearly there</summary><code>list(recommended)[:k]</code> are the first k, or all if there are fewer. Return <code>float("nan")</code> when nothing is relevant.</details>


# %% nbgrader={"grade": false, "grade_id": "recall_at_k", "locked": false, "schema_version": 3, "solution": true, "task": false}
def recall_at_k(recommended, relevant, k):
    """Share of the relevant movies that are among the first k.

    Parameters
    ----------
    recommended : list or array of int
        Movie ids, the best first, each once; may be shorter than k, or empty.
    relevant : list, set or array of int
        Movie ids that count, each once.
    k : int
        1 or more.

    Returns
    -------
    float
        0 to 1, not rounded; nan if nothing is relevant, whatever is recommended; else 0 if nothing is recommended.

    Examples
    --------
    >>> recall_at_k([4, 3, 8], [3, 5], k=2)
    0.5
    >>> recall_at_k(np.array([4, 3, 8]), np.array([3, 5]), k=2)
    0.5
    >>> recall_at_k([], [3, 5], k=2)
    0.0
    """
    ### BEGIN SOLUTION
    if len(relevant) == 0:
        return float("nan")
    hits = set(list(recommended)[:k]) & set(relevant)
    return len(hits) / len(relevant)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_recall_at_k", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""The share of what is relevant, not of the list."""
from public_tests import test_recall_at_k

test_recall_at_k(recall_at_k)

# %% [markdown]
# Recall does not care whether the hit comes first or tenth. A reader does. **nDCG@k** (normalised discounted cumulative gain) gives a hit at place p only
#
# $$\frac{1}{\log_2(p + 1)}$$
#
# | place p | 1 | 2 | 3 | 10 |
# |:--|--:|--:|--:|--:|
# | gain | 1 | 0.631 | 0.5 | 0.289 |
#
# The gains of all hits among the first k are added up: the DCG. Then it is divided by the DCG of the best possible list, in which all relevant movies come first, as many
# as there are, but not more than k. So a perfect list has 1.
#
# By hand, the list 4, 3, 8, relevant 3 and 5, k = 2. There is a hit at place 2: DCG = 0.631. The best possible list has hits at the places 1 and 2: 1 + 0.631 = 1.631. nDCG = 0.631 / 1.631 = **0.387**.
#
# ### Exercise 8 · nDCG@k (6 points, 10 minutes)
#
# Write `ndcg_at_k` for one list.
#
# <details><summary>Hint 1: the steps</summary>Two sums: over the hits among the first k, and over the places 1, 2, … of the best possible list. Divide.</details>
# <details><summary>Hint 2: places</summary><code>enumerate(items, start=1)</code> gives places from 1. <code>np.log2</code> is the logarithm to the base 2.</details>
# <details><summary>Hint 3: the best possible list</summary>It has hits at the places 1 to <code>min(k, len(relevant))</code>, also when the given list is shorter.</details>


# %% nbgrader={"grade": false, "grade_id": "ndcg_at_k", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ndcg_at_k(recommended, relevant, k):
    """Normalised discounted cumulative gain of the first k, where a movie is relevant or not.

    Parameters
    ----------
    recommended : list or array of int
        Movie ids, the best first, each once; may be shorter than k, or empty.
    relevant : list, set or array of int
        Movie ids that count, each once.
    k : int
        1 or more.

    Returns
    -------
    float
        0 to 1, not rounded; nan if nothing is relevant, whatever is recommended; else 0 if nothing is recommended.

    Examples
    --------
    >>> round(ndcg_at_k([4, 3, 8], [3, 5], k=2), 3)
    0.387
    >>> round(ndcg_at_k(np.array([4, 3, 8]), np.array([3, 5]), k=2), 3)
    0.387
    """
    ### BEGIN SOLUTION
    if len(relevant) == 0:
        return float("nan")
    good, first = set(relevant), list(recommended)[:k]
    gained = sum(1 / np.log2(place + 1) for place, movie in enumerate(first, start=1) if movie in good)
    best = sum(1 / np.log2(place + 1) for place in range(1, min(k, len(good)) + 1))
    return float(gained / best)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_ndcg_at_k", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""A hit counts less further down; the best possible list has 1."""
from public_tests import test_ndcg_at_k

test_ndcg_at_k(ndcg_at_k)

# %% [markdown]
# ## 8. Against whom? (9 minutes)
#
# A number needs company. Five methods that need no network, each scoring all 1,682 movies for all 943 users:
#
# - **most watched**, the chart of lab 01;
# - **item neighbours** of lab 02: a movie's score is the sum of its similarities to what the user has watched;
# - **EASE** (Steck, 2019): one table of weights *movie i speaks for movie j*, all of them at once by a formula, the inverse of a matrix. It takes about a second
#   and has been hard to beat ever since it was published;
# - the last two once more, but shown only the **ten newest** movies of each user, like our network.
#
# All are judged by *your* three functions, on the same held-out movies, each against **all** movies the user has not watched. The next cell takes a few seconds. (If it takes half a
# minute, `top_k` looks through all of `watched` for each movie: a set, or marking with −∞, is quicker.)
#
# How much is chance? Another 943 users of the same kind would have given somewhat other numbers. A **95 % interval** is a range around a measured mean, made so that of a hundred such ranges about 95 hold the mean of *all* such users. For nDCG it
# reaches to both sides as far as 1.96 · (spread of the single values) / $\sqrt{\text{number of users}}$; `judge` calls that `within`. Recall is a share, so many users with a hit among 943, and its interval follows from these two numbers alone (Wilson's, as in lab 01). The figures draw both as thin lines. If the distance between two methods is small beside it, this data does not say which is better.


# %%
def tens_of(scores):
    """The best ten for each user, from a table of scores."""
    return [top_k(own, watched[user], 10) for own, user in zip(scores, users)]


def judge(tens):
    """Mean recall@10 and nDCG@10 over all users, and how far off the mean nDCG may be by chance (95 %)."""
    gains = [ndcg_at_k(ten, [movie], 10) for ten, movie in zip(tens, wanted)]
    return {
        "recall": np.mean([recall_at_k(ten, [movie], 10) for ten, movie in zip(tens, wanted)]),
        "ndcg": np.mean(gains),
        "within": 1.96 * np.std(gains) / len(gains) ** 0.5,
    }


scores = baseline_scores(train_ratings, users, num_movies, newest=MAX_HISTORY)
tens = {name: tens_of(table) for name, table in scores.items()}
results = {name: judge(lists) for name, lists in tens.items()}
for name, found in results.items():
    print(f"{name:26} recall@10 {found['recall']:.4f}   nDCG@10 {found['ndcg']:.4f}")

# %%
show(
    plot_methods(results, users=len(users), k=10),
    alt="Bars of recall and nDCG at 10. EASE that is shown the last ten movies leads with 0.137, then item neighbours with the last ten, then both with "
    "the whole past at about 0.09; the chart of the most watched is last with 0.050.",
)

# %% [markdown]
# The chart finds 0.0498, the number of lab 01: one user in twenty. Item neighbours and EASE nearly double it. And then they are shown *less*, ten movies in place of a hundred, and get much
# **better**: EASE from 0.088 to 0.137. What somebody did last says more about what they do next than all they ever did. We could only find that out because the simple
# methods train in a second. How many movies are best? That must not be chosen on the test, so here is the validation data, the last movie but one of each user (it takes a few seconds). Expect other
# numbers than above: other movies are held out, and the last but one is easier to find than the last:

# %% tags=["skip-execution"]
earlier, second_last = hold_out_last(train_ratings)
before = who_watched(earlier, users, num_movies)
ways = {"EASE": ease_weights(before, PENALTY), "item neighbours": neighbour_weights(earlier, num_movies)}
sizes = [2, 5, 10, 20, 50]
validation = {name: [] for name in ways}
for newest in sizes:
    recent = who_watched(earlier, users, num_movies, newest)
    for name, weights in ways.items():
        offers = [top_k(own, np.flatnonzero(seen), 10) for own, seen in zip(recent @ weights, before)]
        validation[name].append(np.mean([movie in ten for ten, movie in zip(offers, second_last["movie_id"])]))
show(
    plot_windows([str(n) for n in sizes], validation, k=10),
    alt="Recall at 10 on validation data against the number of newest movies shown, from 2 to 50. EASE rises to about 0.18 at ten and falls "
    "after that; item neighbours are best with five and lowest with fifty.",
)

# %% [markdown]
# For EASE ten it is. For the network we measured the same, with three starts each: 0.189 or 0.190 with the five newest movies, 0.174 to 0.193 with ten, 0.159 to 0.171 with twenty. So ten is one good choice, five another; we keep
# ten, so that the network and the simple methods are shown the same. Here it is, trained above:

# %% tags=["skip-execution"]
tens["candidate network"] = tens_of(probabilities)
results["candidate network"] = judge(tens["candidate network"])
show(
    plot_methods(results, users=len(users), k=10, ours="candidate network"),
    alt="The same bars with the candidate network in blue: with 0.115 to 0.135 it stands beside item neighbours and EASE with the last ten movies, above "
    "everything that reads the whole past. The intervals of these three overlap.",
)

# %% [markdown]
# Read it honestly:
#
# - The network finds the next movie for **about one user in eight**, more than twice as often as the chart, and more often than anything that reads the whole past. How often
#   exactly depends on the random weights it starts from, and a little on the machine: with the seeds 1, 2 and 3, in nine runs, recall@10 lay between 0.115 and 0.135 and nDCG@10 between 0.057 and 0.068.
# - **EASE with the last ten is about as good**: recall 0.137 and an nDCG of 0.071, a little above all of those. It has no layers, knows no stars and no genres, and is made in a
#   second or two instead of half a minute. With 943 users the intervals overlap, and we did not test the difference, for which one would compare the two user by user, since both were asked about the same users: we do not say that one beats the other. But nobody can say either that the network was worth it *here*.
# - So most of what the network gains over lab 02 is not depth. It is the **question**: *what comes next, after these ten?* in place of *what goes with everything?* Ask a simple method the same question, and it is
#   there as well.
#
# Why does the simple method do so well? There are 98,114 examples for 193,811 weights: the network must find out from scratch what goes with what, while EASE is given all pairs at once and keeps its
# weights small. And the softmax has to be *taught* every movie, but half of the movies have 26 ratings or fewer. Networks of this kind were made for billions of examples, and for inputs that a
# table of pairs cannot read: age, language, time of day, the words of a search. Before you build one for a hundred thousand ratings, run EASE.
#
# **Would longer training help?** We measured it on the validation data, as the number of newest movies above, with three starts of the network each and all of it twice (the course's `python -m benchmarks.youtube` does it once):
#
# | epochs | loss at the end | recall@10, validation |
# |--:|--:|:--|
# | 3 | 5.58 | 0.130 to 0.139 |
# | **5** | 5.38 | **0.174 to 0.193** |
# | 8 | 5.18 | 0.158 to 0.176 |
# | 10 | 5.06 | 0.156 to 0.176 |
# | 12, twice the size of everything | 4.22 | 0.138 to 0.163 |
#
# The loss falls and falls; the recall rises up to five epochs and not beyond. A loss on what was trained on says nothing about what comes next: a network can also learn the examples by heart. That is why we stopped after five
# epochs. (EASE with the last ten has 0.182 on the same validation movies: neither better nor worse than the network.) The last row you can train yourself and judge on the *test* movies: set `LONG_RUN = True` at the top; it takes one to three minutes.

# %% tags=["skip-execution"]
if LONG_RUN:
    keras.utils.set_random_seed(1)
    larger = build_candidate_model(num_movies, len(genres.names) - 1, 2 * DIMS, [2 * n for n in UNITS])
    train(larger, inputs, examples["label"], **LONG, callbacks=tensorboard_logs(LOGS and f"{LOGS}/long"))
    found = judge(tens_of(probabilities_of(larger, now_inputs)))
    print(f"long run: recall@10 {found['recall']:.4f}   nDCG@10 {found['ndcg']:.4f}")

# %% [markdown]
# On the test movies we got 0.110 to 0.130 in five such runs, where five epochs of the small network gave 0.115 to 0.135: worse, if anything, for three times the time. And ten epochs of the small one gave 0.123 to 0.140 here, not less
# than five, though the validation data had been plain about it. No contradiction: with 943 users each of these numbers is good to about 0.02 only. Whoever tries many ways on the test and keeps the best, keeps luck as well; so choose on the validation data, and let it stand.
#
# ### Question 3 · A hundred rivals (2 points)
#
# Many papers save time: each held-out movie competes with 99 random movies only, and it is a hit if it comes among the first ten of the hundred. Below you see what
# becomes of our five methods. Compare the two columns: what is the danger?

# %%
hidden = who_watched(train_ratings, users, num_movies) > 0
hidden[:, 0] = True  # the padding
full = {name: found["recall"] for name, found in results.items() if name in scores}
sampled = {name: recall_among_sampled(table, hidden, wanted, k=10) for name, table in scores.items()}
for name in scores:
    print(f"{name:26} against all {full[name]:.3f}   against 99 random ones {sampled[name]:.3f}")

# %% [markdown]
# - **A** All methods look better than they are, but their order stays the same
# - **B** It takes longer than ranking all movies
# - **C** Not only the numbers change but their order: it can crown the wrong method
# - **D** None, as long as the same 99 are taken for all methods

# %% nbgrader={"grade": false, "grade_id": "question_sampled", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_sampled = ...  # "A", "B", "C" or "D"
question_sampled = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_sampled", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_sampled", question_sampled)

# %% [markdown]
# When you have answered, a picture of it: each line is a method.

# %%
show(
    plot_sampled(full, sampled, k=10, rivals=99),
    alt="Two columns of the five methods in order of recall@10, joined by lines that cross. Against all movies EASE with the last ten is first and EASE fourth; "
    "against 99 random movies EASE is first and EASE with the last ten third. Only the chart is last in both.",
)

# %% [markdown]
# (Places one apart can mean nothing: 0.559 and 0.558 differ by a single user. That EASE goes from the fourth place to the first does mean something: 0.088 against 0.137 on the left, 0.606 against 0.559 on the right.)
#
# Random rivals are mostly movies that hardly anybody watches, so it is enough to be *vaguely* right: to know that this user watches well-known films from the eighties. What decides about the first ten of *all* movies, the
# fine order at the very top, is hardly tested.
#
# ## 9. What it has learned (3 minutes)
#
# The movie table is a by-product. Nobody told the network which movies are alike; movies are near each other when they mean the same for what comes next. A map: the 32 numbers of each movie at unit length, squeezed
# into the two directions in which they differ most, for movies with 100 ratings or more.

# %% tags=["skip-execution"]
[movie_table] = [weights for weights in model.get_weights() if weights.shape == (num_movies + 1, DIMS)]
embedding = np.asarray(UnitLength()(movie_table))
counts = train_ratings["movie_id"].value_counts()
known = ml.movies[ml.movies["movie_id"].map(counts).fillna(0) >= 100]
show(
    plot_embedding(
        embedding[known["movie_id"]], known["title"].tolist(), known["genres"].tolist(), counts[known["movie_id"]]
    ),
    alt="Movies as points in two dimensions, colour and shape by genre. The genres are mixed nearly everywhere. On one side lie films of 1996 and 1997, such as "
    "Contact, Liar Liar and The English Patient, on the other side older ones, such as Alien and The Fugitive.",
)

# %% [markdown]
# Two directions hold about 22 % of the differences between these movies; the axes say so, and the rest is not on the map. The genres do not fall apart as they did in lab 04. Look at the labels instead: one side holds films of 1996 and 1997, the other side older ones. Does nearness mean year, or genre? For each movie on the map, the nearest one by *all* 32 numbers:

# %% tags=["skip-execution"]
ids, years = known["movie_id"].to_numpy(), known["year"].to_numpy(float)
likeness = embedding[ids] @ embedding[ids].T
np.fill_diagonal(likeness, -1)
nearest = likeness.argmax(axis=1)
other = np.random.default_rng(0).permutation(len(ids))  # for comparison: some movie
for name, partner in (("the nearest movie", nearest), ("a random movie", other)):
    apart = np.median(np.abs(years - years[partner]))
    shared = np.mean([bool({*genres.of_movie[a]} & {*genres.of_movie[b]}) for a, b in zip(ids, ids[partner])])
    print(f"{name:18} years apart: {apart:4.1f}   a genre in common: {shared:.0%}")
for movie in (50, 71, 288, 56):  # Star Wars, The Lion King, Scream, Pulp Fiction
    print(
        f"{title_of[movie]:22} is near", "; ".join(title_of[i] for i in ids[np.argsort(-likeness[ids == movie][0])[:3]])
    )

# %% [markdown]
# The nearest movie is 2 or 3 years away (the figures differ a little between machines), a random one 6. A genre in common have 52 to 54 % of the nearest pairs and 44 % of random ones: more than chance, but not much. So this is less a map of *what a film is* than of *when, and on which page, people tick it off*. The network
# was asked what comes next in these lists, and that is what it has learned. An embedding answers the question that it was trained on, and no other.
#
# ## 10. Serving (5 minutes)
#
# The trained network answers in two steps. All layers but the last turn a history into 64 numbers, the **user vector** h. The last layer multiplies h with a column of 64 weights for each movie, adds a bias, and
# takes the softmax. The softmax keeps the order, so for a list we do not need it. And a bias is a weight for an input that is always 1. So with a 1 behind h, a movie's score is *one dot product*:
#
# $$\text{score}_m = (h, 1) \cdot (w_m, b_m)$$
#
# By hand: h = (2, 1), a movie with w = (0.5, −1) and b = 0.3: 2 · 0.5 + 1 · (−1) + 1 · 0.3 = **0.3**. That is lab 04's way of serving again: movie vectors stored, one user vector now, one product of matrices, then
# the partial sort. Times below are the shortest of five runs each; one run alone says little, since a computer does many things at once.

# %% tags=["skip-execution"]
user_model, movie_vectors = last_layer_vectors(model)
user_vectors = with_one(user_model.predict(now_inputs, verbose=0))
exact = exact_top_k(user_vectors, movie_vectors, 10)
agree = np.mean([set(exact[row]) == set(top_k(probabilities[row], [], 10)) for row in range(len(users))])
print(f"the same ten as by the whole network: {agree:.1%} of the users")

one, many = user_vectors[:1], np.resize(user_vectors, (1000, user_vectors.shape[1]))
print(f"history to vector, one user:    {milliseconds(lambda: user_model([part[:1] for part in now_inputs])):8.2f} ms")
print(f"vector to list, one user:       {milliseconds(lambda: exact_top_k(one, movie_vectors, 10)):8.2f} ms")
print(f"vector to list, 1,000 users:    {milliseconds(lambda: exact_top_k(many, movie_vectors, 10)):8.2f} ms")

# %% [markdown]
# A fraction of a millisecond per list; the network in front of it takes longer than the search. With millions of movies it is the other way round, and one takes an **approximate index** (lab 04), which looks at a
# part of the movies only. Its price is its **recall**: the share of the exact ten that it finds.

# %% tags=["skip-execution"]
index = item_index(movie_vectors)
if index is None:
    print(NO_INDEX)
else:
    found = index_top_k(index, user_vectors, 10)
    print(f"index: recall {index_recall(found, exact):.3f} of the exact ten")
    print(f"index, one user:                {milliseconds(lambda: index_top_k(index, one, 10)):8.2f} ms")
    print(f"index, 1,000 users:             {milliseconds(lambda: index_top_k(index, many, 10)):8.2f} ms")

# %% [markdown]
# On 1,683 vectors the index finds 0.994 of the exact ten (in our run) and is no faster than the plain product: of no use here. On 50,000 vectors (noisy copies of ours) we measured 0.03 ms for a user where the exact search took 11.9 ms, and 0.936 of the exact ten. That is a bargain.
#
# ## 11. Where this breaks (6 minutes)
#
# **Is it the next movie at all?** For some users the held-out movie has the *same second* as the one before it. Which of the two came last, nobody knows; the movie id decided. Is recall different for them?

# %%
last_second = train_ratings.groupby("user_id")["timestamp"].max().reindex(users).to_numpy()
tied = test["timestamp"].to_numpy() == last_second
print(f"{tied.mean():.1%} of the held-out movies have the same second as the movie before")


def by_second(lists):
    """Recall@10 of the users whose held-out movie has the same second, and of the others."""
    hit = np.array([movie in ten for ten, movie in zip(lists, wanted)])
    return f"same second {hit[tied].mean():.3f}   later {hit[~tied].mean():.3f}"


for name in scores:
    print(f"{name:26} {by_second(tens[name])}")

# %% [markdown]
# **Who is offered, and who never can be?** A movie that nobody watched in training is never a label, so the network has no reason ever to name it. Among the others, how many different movies reach anybody's list?

# %%
never = num_movies - train_ratings["movie_id"].nunique()
print(f"{never} movies have no rating in training: no method here can offer them")
for name in ("most watched (lab 01)", f"item neighbours, last {MAX_HISTORY}", f"EASE, last {MAX_HISTORY}"):
    reached = {int(movie) for ten in tens[name] for movie in ten}
    print(f"{name:26} offers {len(reached):5,} different movies")

# %% tags=["skip-execution"]
ours = tens_of(probabilities)
reached = {int(movie) for ten in ours for movie in ten}
print(f"{'candidate network':26} offers {len(reached):5,} different movies, recall {by_second(ours)}")

# %% [markdown]
# - **Half of the order is made up.** Of all ratings 51 % have the same second as the one before (section 1), of the held-out ones 44 %: for them *next* is a matter of their ids. The chart suffers most: it finds 1.7 % of those and 7.6 % of the others. (The largest id of a
#   second is held out, and large ids belong to little-known movies.) What we measure is half *what is on the same page of titles* and half *what comes next*. On real watch histories the methods may come out in another order.
# - **A session is not a taste.** People rated page after page. The last ten movies say on which page somebody is. That may be the reason why ten beat a hundred, and a shop whose visitors come once a week should measure again.
# - **Slow to learn a new movie.** A movie without a rating in training is never offered, and a new one needs a new training. A new *user* needs none: three movies make a history.
# - **It rates nothing.** Disliking a movie counts as watching it. The network can tell the two apart, because the bags differ, but it is asked what comes next, not what will please.
#
# ### Question 4 · The other way round (2 points)
#
# Eva watched five comedies and then five horror films. Max watched the same ten movies, with the same stars, but the horror films first. Each of the ten has two genres. Both have `max_history` = 10. What does our network offer them?
#
# - **A** Both the same list
# - **B** Eva horror films, Max comedies, since the newest count most
# - **C** Lists that differ slightly, since zeros stand in front
# - **D** Eva comedies, Max horror films, since the first movies form a taste

# %% nbgrader={"grade": false, "grade_id": "question_order", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_order = ...  # "A", "B", "C" or "D"
question_order = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_order", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_order", question_order)

# %% [markdown]
# Whichever you chose: the answer lies in what the means keep of the lists, and what they forget. Networks that keep more exist, such as GRU4Rec and SASRec; they need an order that is real.
#
# ## What to take along
#
# | | |
# |:--|:--|
# | candidate generation | the first of two stages: from everything to a few hundred |
# | example | history so far → next movie; nothing from after the label |
# | mask | says which positions are real; the mean goes over those, and more padding changes nothing |
# | softmax over all movies | the network's answer is a probability for each movie, its last layer a table of movie vectors |
# | recall@k, nDCG@k | against all movies; a few random rivals can turn the order of methods round |
# | a fair rival | the same data, the same question: the last ten movies helped the simple methods more than the network helped us |
#
# Next: **lab 07** puts the recommenders of the course together.
