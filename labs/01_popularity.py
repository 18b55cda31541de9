# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 01 · The chart that needs no model
#
# 60 points · 75 minutes
#
# Before anything learns from anybody, there is the chart: the same list for everyone, the best films first. It needs no
# user, no training and no tuning, it is what a newcomer is shown, and every clever system of this course will have to
# beat it. Making a *good* chart turns out to be a small lesson in statistics.
#
# Afterwards you can
#
# - say why the plain mean rating makes a useless chart, and mend it with the weighted rating;
# - explain what the two numbers in its formula do: **C**, the rating of an average film, and **m**, how many votes we want
#   to see before we believe a rating;
# - make a chart of everything, and one inside a genre;
# - measure how often a chart really offers what a user turns to next, on ratings it has not seen;
# - say what no chart can do, with numbers.
#
# ![A scale from 1 to 10 points. Three films are rated 9. The one with 10 votes is pulled down to 6.27, close to the mean of all films at 6; the one with 100 votes to 7.50; the one with 10,000 votes stays at 8.97.](shrinkage.svg)
#
# **How this notebook works.** An exercise is a cell to fill in, then a cell that checks it. Run both, in this order. The check
# names the first thing that is wrong; fix it and run both again. `All tests passed!` means that the visible examples are right. The
# mark comes from the same function on other data, so write what the text says, not what the example needs. Hints are folded
# away, from the idea to nearly the code. Words in **bold** are the field's terms.

# %%
import numpy as np
import pandas as pd
from IPython.display import display

from recsys_utils.data import load_imdb, load_movielens, load_movies_metadata
from recsys_utils.evaluation import hit_rates, offered_lists
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.popularity import (
    plot_chart_by_quantile,
    plot_hit_rates,
    plot_offer_and_demand,
    plot_shrinkage,
    plot_votes_and_ratings,
)
from recsys_utils.splits import hold_out_last

use_course_style()

# %% [markdown]
# ## 1. The films (5 minutes)
#
# The table holds 58,788 films as IMDb knew them around 2005: the title, the year, the mean **rating** in points from 1 to
# 10, the number of **votes** that mean is made of, and the genres. If you have `movies_metadata.csv` of The Movies Dataset,
# write `"movies_metadata"` instead of `"imdb"` in the next cell and the whole notebook runs on that (the command `labs data`
# says where the file goes).

# %% tags=["parameters"]
DATASET = "imdb"  # or "movies_metadata"

# %%
movies = load_imdb() if DATASET == "imdb" else load_movies_metadata()
print(f"{len(movies):,} films, {movies['votes'].sum():,.0f} votes")
movies.sample(5, random_state=3)

# %% [markdown]
# The obvious chart: sort by rating. Read it before you go on. Which of these films have you heard of?

# %%
movies.sort_values(["rating", "votes"], ascending=False).head(8)

# %% [markdown]
# Films with a perfect mean have a handful of votes. The next figure shows why that had to happen. On the left: half of all
# films have 30 votes or fewer, a few have more than a hundred thousand. On the right each dot is a film: where votes are
# few, means are scattered from 1 to 10; the more votes, the narrower the cloud. A mean of five votes is partly luck, and among tens
# of thousands of draws, the luckiest win. (At the far right the cloud also rises. That is not luck: films that very many choose
# to watch are liked better.)

# %%
show(
    plot_votes_and_ratings(movies),
    alt="Left: a histogram of votes per film, from 5 upwards on a logarithmic axis; most films have fewer than 100. Right: rating against votes, "
    "a cloud that covers 1 to 10 where votes are few and narrows to about 5 to 9 where they are many.",
)

# %% [markdown]
# So a rating needs to be read together with how much it is worth. We build that in three steps, on six invented films that
# fit on the page:
#
# | title | rating R (points) | votes v | genres |
# |:--|--:|--:|:--|
# | Alpine | 9 | 10 | Drama |
# | Barcarole | 9 | 10,000 | Drama, Music |
# | Comet | 6 | 300 | Comedy |
# | Dune Road | 3 | 40 | Musical, Music Video |
# | Estuary | 5 | 1,200 | Comedy, Music |
# | Fjord | 10 | 5 | Short |

# %%
six = pd.DataFrame(
    {
        "title": ["Alpine", "Barcarole", "Comet", "Dune Road", "Estuary", "Fjord"],
        "rating": [9.0, 9.0, 6.0, 3.0, 5.0, 10.0],
        "votes": [10, 10_000, 300, 40, 1_200, 5],
        "genres": ["Drama", "Drama|Music", "Comedy", "Musical|Music Video", "Comedy|Music", "Short"],
    }
)

# %% [markdown]
# ## 2. What an average film is worth (2 minutes)
#
# If you knew nothing at all about a film, which rating would you bet on? The best bet is the mean over all films, called
# **C**. Note *over films*: each film counts once, however many people voted for it. By hand, for the six:
#
# $$C = \frac{9 + 9 + 6 + 3 + 5 + 10}{6} = 7$$
#
# (Weighed by votes it would be 8.49, because Barcarole alone brings 10,000 of the 11,555 votes. That answers another
# question: what the average *voter* gave.)
#
# ### Exercise 1 · The average film (4 points, 5 minutes)
#
# Write `mean_vote`. Some films in the wild have no rating (`NaN`); leave those out.
#
# <details><summary>Hint 1: the idea</summary>One number from one column: add up the ratings, divide by how many there are.</details>
# <details><summary>Hint 2: missing ratings</summary>A column of a table has a method <code>mean()</code>; read in its help what it does with <code>NaN</code>.</details>
# <details><summary>Hint 3: nearly there</summary><code>movies["rating"]</code> is the column. Do not forget <code>return</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "mean_vote", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean_vote(movies):
    """The mean rating C over all films.

    Parameters
    ----------
    movies : DataFrame
        Column `rating` (float, points), NaN where a film has none.

    Returns
    -------
    float
        The mean over the films that have a rating, in points. Each film counts once.

    Examples
    --------
    >>> mean_vote(six)
    7.0
    """
    ### BEGIN SOLUTION
    return float(movies["rating"].mean())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mean_vote", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""C is the mean over films, each counted once."""
from public_tests import test_mean_vote

test_mean_vote(mean_vote)

# %%
C = mean_vote(movies)
print(f"C = {C:.6f}")  # IMDb: 5.932850

# %% [markdown]
# ## 3. How many votes are enough (2 minutes)
#
# The second number is a bar: **m**, the votes a film needs to enter the chart. Any fixed number would be arbitrary and wrong
# on the next data set, so we ask for a place instead: a film must have at least as many votes as, say, 90 % of all films. The value below
# which about a share q of the data lies is the **q-quantile**.
#
# By hand, the votes of the six in order, at places 0 to 5:
#
# | place | 0 | 1 | 2 | 3 | 4 | 5 |
# |:--|--:|--:|--:|--:|--:|--:|
# | votes | 5 | 10 | 40 | 300 | 1,200 | 10,000 |
#
# q = 0.2 asks for place 0.2 · 5 = 1: **10** votes. q = 0.5 asks for place 2.5, half way between 40 and 300: **170** votes.
#
# ### Exercise 2 · The bar (6 points, 5 minutes)
#
# Write `vote_threshold`: the q-quantile of the vote counts, interpolated between neighbours as above. Films whose count is not
# known (`NaN`) are left out.
#
# <details><summary>Hint 1: the idea</summary>You need not sort anything: pandas and numpy both know quantiles.</details>
# <details><summary>Hint 2: which one</summary>A column has a method <code>quantile</code>; what it does between two neighbours by default is what we want.</details>
# <details><summary>Hint 3: nearly there</summary>Use the <code>q</code> that the function is given. <code>q=0.90</code> in its first line is only what it takes when nobody says.</details>


# %% nbgrader={"grade": false, "grade_id": "vote_threshold", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vote_threshold(movies, q=0.90):
    """The votes m that a film needs to enter the chart.

    Parameters
    ----------
    movies : DataFrame
        Column `votes` (number of votes), NaN where it is not known.
    q : float
        The share of films, 0 to 1, that have about m votes or fewer.

    Returns
    -------
    float
        The q-quantile of the known vote counts, in votes; between two neighbours it is interpolated linearly.

    Examples
    --------
    >>> vote_threshold(six, q=0.5)
    170.0
    """
    ### BEGIN SOLUTION
    return float(movies["votes"].quantile(q))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_vote_threshold", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""The bar is a quantile of the votes, for any q."""
from public_tests import test_vote_threshold

test_vote_threshold(vote_threshold)

# %%
m = vote_threshold(movies)
print(f"m = {m:,.0f} votes; {(movies['votes'] >= m).sum():,} of {len(movies):,} films reach it")  # IMDb: 592 and 5,881

# %% [markdown]
# ## 4. Shrink toward the mean (3 minutes)
#
# A bar alone is not enough: a film with 592 votes passes it and one with 591 does not, though we know as much about
# both. The better idea is to believe a rating in proportion to its votes. Let every film start with m votes of the
# average rating C, and only then count its own v votes of mean R. The mean of all these votes is the **weighted rating**:
#
# $$\mathrm{WR} = \frac{v}{v+m}\,R + \frac{m}{v+m}\,C$$
#
# Statisticians call it **shrinkage** toward the prior mean: C is the *prior*, what we believe before we have seen a vote, and
# m is how strongly we believe it, in **pseudo-votes**. The two weights add up to one, so WR always lies between R and C.
#
# By hand, with C = 6 and m = 100: a film rated 9 by 10 people gets $\frac{10}{110}\cdot 9 + \frac{100}{110}\cdot 6 = 6.27$.
# Rated 9 by 10,000 people it gets 8.97. A film that nobody has rated gets exactly C.
#
# <details><summary>What would a film rated 3 by 10 people get?</summary>5.73, much nearer to 6 than to 3: ten bad votes move us as little as ten good ones.</details>
#
# ### Exercise 3 · Shrink toward the mean (10 points, 8 minutes)
#
# Write `weighted_rating` for whole columns at once: `votes` and `rating` hold one value a film, and so does the answer.
#
# <details><summary>Hint 1: the idea</summary>It is a weighted mean of two numbers, R and C. The weights add up to one.</details>
# <details><summary>Hint 2: arrays</summary><code>np.asarray(votes, float)</code> makes an array of a list, a column or an array alike. Arithmetic on arrays works element by element: no loop, no <code>apply</code>.</details>
# <details><summary>Hint 3: nearly there</summary>Name the share <code>w = votes / (votes + m)</code>. What multiplies C?</details>


# %% nbgrader={"grade": false, "grade_id": "weighted_rating", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weighted_rating(votes, rating, m, C):
    """Rating shrunk toward the mean of all films.

    Parameters
    ----------
    votes : array-like of int, shape (n,)
        Number of votes v of each film, 0 or more.
    rating : array-like of float, shape (n,)
        Mean rating R of each film, in points, on the scale of C; a number (never NaN) also where there are no votes.
    m : float
        Votes of prior belief, more than 0.
    C : float
        Mean rating over all films, in points.

    Returns
    -------
    array of float, shape (n,)
        In points. A film with no votes gets C.

    Examples
    --------
    >>> weighted_rating([10, 10_000], [9.0, 9.0], m=100, C=6.0)
    array([6.27272727, 8.97029703])
    """
    ### BEGIN SOLUTION
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    weight = votes / (votes + m)
    return weight * rating + (1 - weight) * C
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_weighted_rating", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""A few votes move a film a little, many votes move it all the way."""
from public_tests import test_weighted_rating

test_weighted_rating(weighted_rating)

# %% [markdown]
# The same on a sample of about 400 real films. Each line joins a film's plain rating (ring) with its weighted rating (dot). Look at
# the left edge, where films have a handful of votes: where do the rings that stray furthest end up? And at the right edge, do dots and rings differ?

# %%
scores = weighted_rating(movies["votes"], movies["rating"], m, C)
show(
    plot_shrinkage(movies, scores, m, C),
    alt="Films by votes, each drawn twice: its plain rating as a ring and its weighted rating as a dot, joined by a line. With fewer than about "
    "50 votes the dots lie on the line of the mean C, whatever the ring; beyond some thousand votes dots and rings come together.",
)

# %% [markdown]
# ### Question 1 · The first vote (2 points)
#
# On the IMDb data, C = 5.93 and m = 592. A film that nobody has rated gets its first vote, a 10. What is its weighted rating now?
#
# - **A** 10.00, the mean of its votes
# - **B** 7.97, half way between 5.93 and 10
# - **C** 5.94, hardly more than before
# - **D** It has none before it reaches 592 votes

# %% nbgrader={"grade": false, "grade_id": "question_first_vote", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_first_vote = ...  # "A", "B", "C" or "D"
question_first_vote = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_first_vote", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_first_vote", question_first_vote)

# %% [markdown]
# ## 5. The chart (3 minutes)
#
# Now put the three together. The chart holds the films with **at least** m votes, with their weighted rating as `score`, the
# highest first. C and m come from *all* films in the table, also those that do not qualify. Two films can have the same score;
# a chart that shuffles them each time it is made looks broken, so ties are settled: more votes first, and if those are equal
# too, by title from A to Z.
#
# By hand, for the six with q = 0.5: m = 170, C = 7; Barcarole, Comet and Estuary qualify.
#
# | title | v / (v + m) | score |
# |:--|--:|--:|
# | Barcarole | 10,000 / 10,170 = 0.983 | 0.983 · 9 + 0.017 · 7 = 8.97 |
# | Comet | 300 / 470 = 0.638 | 0.638 · 6 + 0.362 · 7 = 6.36 |
# | Estuary | 1,200 / 1,370 = 0.876 | 0.876 · 5 + 0.124 · 7 = 5.25 |
#
# ### Exercise 4 · The chart (12 points, 12 minutes)
#
# Write `top_chart`, using your three functions. The table you are given must stay as it is.
#
# <details><summary>Hint 1: the steps</summary>Find C and m. Keep the rows with enough votes. Give them a column <code>score</code>. Sort. Take the first n.</details>
# <details><summary>Hint 2: not touching the table</summary><code>movies[condition].copy()</code> is a new table; write the new column into that.</details>
# <details><summary>Hint 3: nearly there</summary><code>sort_values</code> takes a list of columns, and a list <code>ascending=[False, False, True]</code> that says for each which way.</details>


# %% nbgrader={"grade": false, "grade_id": "top_chart", "locked": false, "schema_version": 3, "solution": true, "task": false}
def top_chart(movies, n=250, q=0.90):
    """The n best films by weighted rating, among those with enough votes.

    Parameters
    ----------
    movies : DataFrame
        Columns `title`, `rating` (points) and `votes`, known for every film; others are allowed. It is not changed.
    n : int
        Rows of the chart at the most.
    q : float
        Quantile of the votes that sets the threshold m, 0 to 1.

    Returns
    -------
    DataFrame
        At most n rows with `votes >= m`, the columns of `movies` and a column `score` (float, points), highest score
        first; equal scores by more votes, then by title. The index does not matter.

    Examples
    --------
    >>> top_chart(six, n=2, q=0.5)["title"].tolist()
    ['Barcarole', 'Comet']
    """
    ### BEGIN SOLUTION
    mean, threshold = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= threshold].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], threshold, mean)
    chart = chart.sort_values(["score", "votes", "title"], ascending=[False, False, True])
    return chart.head(n).reset_index(drop=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_top_chart", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
"""Only films with enough votes, the best first, ties settled."""
from public_tests import test_top_chart

test_top_chart(top_chart)

# %% [markdown]
# The real chart. It should begin with *The Shawshank Redemption* and *The Godfather* (IMDb puts articles last).

# %%
chart = top_chart(movies)
chart[["title", "year", "rating", "votes", "score"]].head(15).round(2)

# %% [markdown]
# How much of this list is the films, and how much is our choice of q? Here is the chart's top ten for six values.

# %%
quantiles = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99]
charts = {q: top_chart(movies, n=10, q=q) for q in quantiles}
show(
    plot_chart_by_quantile(charts),
    alt="Places 1 to 10 of the chart for q from 0.5 to 0.99, a line per film. The Shawshank Redemption leads throughout; three films with a few "
    "hundred votes are in the top ten for q = 0.5 only; from q = 0.75 on it is "
    "nearly the same eleven films, which change places.",
)

# %% [markdown]
# With q = 0.5 the bar is at 30 votes and three films that a few hundred enthusiasts love stand beside *The Godfather*. From
# q = 0.75 on they are gone, and what is left changes places: with a bar above 13,000 votes even 71,363 votes for *The Godfather:
# Part II* leave it pulled down to place 10. Who leads is the films' doing; who gets in, and the order further down, is partly ours.
# Nothing in the data says which q is right: it is a decision about taste, made by whoever runs the page.
#
# ### Question 2 · Two parts of one number (2 points)
#
# You raise q from 0.90 to 0.99. Which two things happen to the chart?
#
# - **A** Fewer films qualify, and the scores of those that do move away from C
# - **B** Fewer films qualify, and the scores of those that do move toward C
# - **C** More films qualify, and the scores of those that do move toward C
# - **D** Fewer films qualify; scores do not depend on q

# %% nbgrader={"grade": false, "grade_id": "question_quantile", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_quantile = ...  # "A", "B", "C" or "D"
question_quantile = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_quantile", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_quantile", question_quantile)

# %% [markdown]
# ## 6. A chart for each genre (1 minute)
#
# Documentaries are watched by fewer people than action films, and rated higher. In one chart for all they would have to pass a
# bar that action films set. So a genre gets a chart of its own, with its own m **and** its own C.
#
# The column `genres` holds the names with a bar between them: `"Drama|Music"`. Careful: a short name may be part of a longer one
# (`Music` of `Musical` and of `Music Video`), so compare whole names.
#
# By hand, Comedy among the six with q = 0.5: Comet (300 votes) and Estuary (1,200). Inside, m = 750 and C = 5.5, so Estuary
# alone qualifies, with $\frac{1200}{1950}\cdot 5 + \frac{750}{1950}\cdot 5.5 = 5.19$.
#
# ### Exercise 5 · The chart of a genre (8 points, 8 minutes)
#
# Write `genre_chart`. A genre that no film has gives an empty chart, not an error.
#
# <details><summary>Hint 1: the idea</summary>Keep the films of the genre; the rest is an exercise you have done already.</details>
# <details><summary>Hint 2: whole names</summary><code>"Drama|Music".split("|")</code> gives a list; <code>in</code> asks whether a name is one of its elements.</details>
# <details><summary>Hint 3: nearly there</summary>A list of True and False, one a film, picks rows: <code>movies[[genre in names.split("|") for names in movies["genres"]]]</code>.</details>


# %% nbgrader={"grade": false, "grade_id": "genre_chart", "locked": false, "schema_version": 3, "solution": true, "task": false}
def genre_chart(movies, genre, n=250, q=0.90):
    """The n best films of one genre, with threshold and mean taken inside the genre.

    Parameters
    ----------
    movies : DataFrame
        As for `top_chart`, and a column `genres`: names joined by "|", or "" if there are none. It is not changed.
    genre : str
        The genre's name, as a whole.
    n, q
        As for `top_chart`.

    Returns
    -------
    DataFrame
        As from `top_chart`; empty if no film has the genre.

    Examples
    --------
    >>> genre_chart(six, "Music", q=0.0)["title"].tolist()
    ['Barcarole', 'Estuary']
    """
    ### BEGIN SOLUTION
    inside = [genre in names.split("|") for names in movies["genres"]]
    return top_chart(movies[inside], n, q)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_genre_chart", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""Whole names, and everything reckoned inside the genre."""
from public_tests import test_genre_chart

test_genre_chart(genre_chart)

# %%
for genre in ("Documentary", "Animation", "Romance"):
    print(genre)
    display(genre_chart(movies, genre, n=5)[["title", "year", "rating", "votes", "score"]].round(2))

# %% [markdown]
# ## 7. Does it help anybody? (4 minutes)
#
# A chart looks right to us because we know the films. Whether it is *useful* is a question about users, and it has a
# measurable form: hide something a user did, ask the recommender, and see whether it comes up.
#
# For that we need users. MovieLens 100K has 943 of them, with 100,000 ratings and the second each was given. We hold out each
# user's **last** rating as the test, and keep the rest for training: of each user, the recommender knows the past and is asked
# about what came next. (Not quite the past of the *world*: other users' later ratings are in the training part. Lab 07 cuts by the
# calendar.) It offers k movies, and if the held-out movie is among them that is a **hit**. The share of users with a hit is the **hit
# rate at k**.
#
# Our recommender here is as plain as can be: the movies with the most ratings in the training part. One thing makes it personal
# all the same: a movie the user has rated already is not offered again.
#
# By hand. The training ratings of five users (x), and what was held out (?):
#
# | user | movie 1 | movie 2 | movie 3 | movie 4 | movie 5 | movie 6 |
# |:--|:-:|:-:|:-:|:-:|:-:|:-:|
# | 1 | x | x | ? | | | |
# | 2 | x | x | x | ? | | |
# | 3 | x | ? | | x | | |
# | 4 | x | x | x | | | ? |
# | 5 | x | ? | | | x | |
# | **ratings in training** | 5 | 3 | 2 | 1 | 1 | 0 |
#
# The order is 1, 2, 3, 4, 5 (of two equally popular movies, the smaller id goes first); movie 6 has no training rating, so nobody
# can be offered it. With k = 1 user 1 is offered movie 3, a hit; user 2 movie 4, a hit; user 3 movie 2, a hit; user 4
# movie 4, a miss; user 5 movie 2, a hit. The hit rate at 1 is 4 / 5 = 0.8.
#
# The cell below holds this table as data, `five_train` and `five_test`.

# %%
rated_by = {1: [1, 2], 2: [1, 2, 3], 3: [1, 4], 4: [1, 2, 3], 5: [1, 5]}
five_train = pd.DataFrame(
    [(user, movie, 4.0) for user, ids in rated_by.items() for movie in ids], columns=["user_id", "movie_id", "rating"]
)
five_test = pd.DataFrame({"user_id": [1, 2, 3, 4, 5], "movie_id": [3, 4, 2, 6, 2], "rating": 4.0})

# %% [markdown]
# ### Exercise 6 · The hit rate of the popular (12 points, 12 minutes)
#
# Write `hit_rate_of_popular`.
#
# <details><summary>Hint 1: the steps</summary>Order the movies once. Then, for each row of <code>test</code>: leave out what this user has rated, take the first k, look whether the held-out movie is among them.</details>
# <details><summary>Hint 2: the order</summary><code>counts = train["movie_id"].value_counts()</code> counts; <code>sorted(counts.index, key=lambda movie: (-counts[movie], movie))</code> sorts by more ratings, then by the smaller id.</details>
# <details><summary>Hint 3: fast enough</summary>Find each user's rated movies once, before the loop: <code>train.groupby("user_id")["movie_id"].agg(set)</code> gives a set per user. A user in <code>test</code> may have none. A second or two on all users is normal.</details>


# %% nbgrader={"grade": false, "grade_id": "hit_rate_of_popular", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hit_rate_of_popular(train, test, k):
    """Share of users whose held-out movie is among the k most popular they have not rated.

    Parameters
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`, `rating`: what the recommender knows. Popularity is the number of rows a movie
        has here, whatever the rating; of equally popular movies the smaller id goes first.
    test : DataFrame
        The same columns: one held-out rating per user. A user may be missing in `train`, and then has rated nothing.
    k : int
        Movies offered to each user, 1 or more. Fewer are offered when fewer are left.

    Returns
    -------
    float
        Number of hits / number of rows of `test`, 0 to 1.

    Examples
    --------
    >>> hit_rate_of_popular(five_train, five_test, k=1)
    0.8
    """
    ### BEGIN SOLUTION
    counts = train["movie_id"].value_counts()
    order = sorted(counts.index, key=lambda movie: (-counts[movie], movie))
    rated = train.groupby("user_id")["movie_id"].agg(set).to_dict()
    hits = 0
    for user, movie in zip(test["user_id"], test["movie_id"]):
        unseen = [candidate for candidate in order if candidate not in rated.get(user, ())]
        hits += movie in unseen[:k]
    return hits / len(test)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_hit_rate_of_popular", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
"""The share of users who are offered what they turned to next."""
from public_tests import test_hit_rate_of_popular

test_hit_rate_of_popular(hit_rate_of_popular)

# %%
ml = load_movielens("ml-100k")
train, test = hold_out_last(ml.ratings)
print(f"{len(train):,} ratings to learn from, {len(test):,} held out, one per user")
for k in (1, 10, 50):
    print(f"hit rate at {k:2}: {hit_rate_of_popular(train, test, k):.4f}")

# %% [markdown]
# You should see 0.0074, 0.0498 and 0.1432. (Slightly different? Look at the order of equally popular movies.) One user in
# twenty finds the movie they rated next among the ten offered. Is that good? A number alone
# says nothing; it needs company. So the same test for three more lists, each without what the user has rated: movies in
# random order; by plain mean rating; and by the weighted rating, *your* function on MovieLens.

# %%
per_movie = train.groupby("movie_id")["rating"].agg(["size", "mean"])
bar, average = per_movie["size"].quantile(0.90), per_movie["mean"].mean()
per_movie["score"] = weighted_rating(per_movie["size"], per_movie["mean"], bar, average)

ks = [1, 5, 10, 20, 50, 100]
orders = {
    "most rated": per_movie.sort_values("size", ascending=False, kind="stable").index,
    "weighted rating": per_movie.sort_values("score", ascending=False, kind="stable").index,
    "mean rating": per_movie.sort_values("mean", ascending=False, kind="stable").index,
    "random order": np.random.default_rng(0).permutation(per_movie.index),
}
rates = {name: hit_rates(train, test, order, ks) for name, order in orders.items()}
show(
    plot_hit_rates(rates, "What is rated a lot is rated next"),
    alt="Hit rate against the length of the list from 1 to 100. Most rated is highest throughout, weighted rating somewhat lower, random order "
    "far below; mean rating is the worst up to 20 movies.",
)
pd.DataFrame(rates).T.rename_axis("list").rename(columns="at {}".format).round(4)

# %% [markdown]
# Three things to take along:
#
# 1. **Counting beats rating.** The most *rated* movies are better guesses for what comes next than the best rated ones, even with the
#    weighted rating. People rate what they have watched, and the best film nobody has heard of is not watched next.
# 2. **The plain mean is no better than chance** for short lists: its top is made of movies with a handful of ratings.
# 3. **The numbers are small, and noisy.** 0.0498 is 47 users of 943. With this many users, a difference of one percentage
#    point can be luck: the 95 % interval of that number reaches from about 0.036 to 0.064.
#
# These rates are the bar for the labs to come.
#
# ### Question 3 · A fair test (2 points)
#
# The test leaves out movies that the user has rated in the training part. What would happen if it did not?
#
# - **A** Nothing: the order of the movies is the same for all users
# - **B** The hit rate would rise, since more movies could be hit
# - **C** It would become unfair to users with few ratings
# - **D** It would fall: places in the list would be spent on movies that can never be the held-out one

# %% nbgrader={"grade": false, "grade_id": "question_evaluation", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_evaluation = ...  # "A", "B", "C" or "D"
question_evaluation = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_evaluation", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_evaluation", question_evaluation)

# %% [markdown]
# ## 8. Where this breaks (5 minutes)
#
# A chart knows films, not people. Measured on the lists of ten that our 943 users would get:

# %%
lists = offered_lists(train, test["user_id"], orders["most rated"], k=10)
offered = pd.Series([movie for ten in lists.values() for movie in ten])
pairs = np.random.default_rng(0).choice(list(lists), size=(5_000, 2))
shared = np.mean([len(set(lists[a]) & set(lists[b])) for a, b in pairs if a != b])
print(f"different movies in all lists together: {offered.nunique()} of {ml.movies['movie_id'].nunique():,}")
print(f"movies that two users' lists of ten have in common, on average: {shared:.1f}")

# %%
place = {movie: i + 1 for i, movie in enumerate(orders["most rated"])}
edges, labels = [0, 50, 200, 500, np.inf], ["1 to 50", "51 to 200", "201 to 500", "501 and on"]


def share_by_place(movie_ids):
    """Share of movies in each group of places in the chart."""
    places = movie_ids.map(place).fillna(len(place) + 1)
    return pd.cut(places, edges, labels=labels).value_counts(normalize=True).reindex(labels).to_numpy()


groups = pd.DataFrame({"label": labels, "offered": share_by_place(offered), "wanted": share_by_place(test["movie_id"])})
show(
    plot_offer_and_demand(groups, k=10),
    alt="Bars for four groups of movies by their place in the chart. 98 percent of what is offered is among the first 50; "
    "of what users turned to next, one in ten is among the first 50 and more than two thirds rank below 200.",
)
groups.round(3)

# %% [markdown]
# - **The same for all.** All 943 lists together hold 91 different movies. What a user has rated is left out, and the next in line
#   moves up; that is all the difference there is between two lists.
# - **The tail is out of reach.** More than two thirds of what people rated next ranks below place 200, where lists of ten never get. (A
#   part of that is our doing: what is popular, many have rated already, so it cannot be their next.) And since what is
#   offered is seen and rated more, a chart makes its own head grow: **popularity bias**.
# - **No newcomers among the films.** A new film has no votes and cannot qualify, however good. Lab 03 ranks by what a
#   film *is*, lab 04 learns it.
# - **Time stands still.** A vote from 1995 counts as much as one from yesterday.
#
# And where the chart shines: it needs to know nothing about you. For a user without a past it is still hard to beat, and in lab 07 it
# will be the part of a hybrid that answers first.
#
# ### Question 4 · Two users (2 points)
#
# Anna and Boris have rated exactly the same twenty horror films and nothing else. Anna gave each of them 5 points, Boris gave each of them 1. Both
# ask our recommender of the popular for ten movies. What do they get?
#
# - **A** Both the same ten movies
# - **B** Anna gets horror films, Boris gets anything but
# - **C** Lists that differ in a few places, since ratings weigh a little
# - **D** Anna a list, Boris none, since nothing he rated was good

# %% nbgrader={"grade": false, "grade_id": "question_limits", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_limits = ...  # "A", "B", "C" or "D"
question_limits = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_limits", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_limits", question_limits)

# %% [markdown]
# ## What to take along
#
# | | |
# |:--|:--|
# | mean rating | says nothing without the number of votes |
# | weighted rating | m pseudo-votes of C, then the film's own: shrinkage toward the prior mean |
# | m, from a quantile q | a decision about taste, and twice in the formula: as a bar and as a weight |
# | hit rate at k | share of users whose held-out movie is offered; always beside a baseline |
# | the chart | same for all, blind to the tail, and the first thing a newcomer needs |
#
# Next: **lab 02** asks the neighbours.
