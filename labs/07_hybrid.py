# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 07 · Putting them together
#
# 66 points · 119 minutes
#
# Seven labs, a dozen recommenders, and none that is right for everybody. The chart knows nothing about you. Neighbours know nothing *until* they
# know you. Words know what a film is about, and not whether anybody likes it. What one cannot do, another can, so sites hardly ever run a single recommender: they run several, and
# something that puts them together, a **hybrid**. In this last lab you build the three usual ones, find out what is best for somebody of whom nothing is known yet, and then
# design a hybrid of your own, which is scored on ratings that nobody has seen.
#
# Afterwards you can
#
# - read a table of recommenders: which differences are real, what it rewards, what it cannot show;
# - answer a newcomer in four ways, and measure quality against the number of known ratings;
# - combine recommenders by their scores, by a switch, and by their lists, and choose weights and switches without looking at the test;
# - build a recommender from parts and defend it with numbers.
#
# ![Three ways to put two recommenders together. Switching: a newcomer gets the list of the first, everybody else that of the second. Weighted: the scores of both are brought to one scale, weighed and added. Mixed: one movie from each list in turn, none twice.](three_hybrids.svg)
#
# **How this notebook works.** As before: an exercise is a cell to fill in, then a cell that checks it. Run both, in this order. `All tests passed!` means that the visible examples
# are right; the mark comes from the same function on other data. Later cells use your functions. Where one stops with `NotImplementedError` or `NameError`, go up to the first cell that
# stopped: an exercise there is still open.

# %%
import numpy as np
import pandas as pd

from recsys_utils.data import load_movielens
from recsys_utils.leaderboard.measures import hits_of, interval
from recsys_utils.leaderboard.protocol import KNOWN, Newcomers, Split
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.hybrid import plot_found, plot_hybrid_curve, plot_scales, plot_standings, plot_time_cut
from recsys_utils.plots.leaderboard import plot_cold_start, plot_leaderboard
from recsys_utils.recommenders import (
    ContentTfidf,
    Ease,
    ItemNeighbours,
    Popular,
    Switching,
    UserNeighbours,
    Weighted,
    WeightedChart,
)
from recsys_utils.synthetic import synthetic_ratings
from recsys_utils.trials import make_trial, ndcg_by_user, standings

use_course_style()

# %% [markdown]
# ## 1. One table (5 minutes)
#
# Every recommender of the course also lives in `recsys_utils.recommenders`, as a small class that is used in three lines, always the same:
#
# ```python
# system = ItemNeighbours().fit(train)   # learn from a table of ratings
# system.recommend(user, 10)             # ten movie ids, the best first, none that the user has rated
# system.lists(users, 10)                # the same for many users at once
# ```
#
# So they can all be put to the same test, and the command `labs leaderboard` has done that. The split is one by time: of each of the 943 users of MovieLens 100K the **last ten** ratings are
# held out, and a system offers ten of *all* movies that the user has not rated. Together that takes minutes, so this notebook reads the result.
#
# Two names you may have forgotten: **EASE** (lab 06) is one table of weights, *movie i speaks for movie j*, which is computed at once by a formula; its *penalty* keeps the weights small. **ALS** is factors (lab 05), of who has rated what, from a package.
# The table's own three hybrids are made of parts of the course: *switching* shows the chart and words, their ranks added up, to whoever has fewer than 10 ratings, and user neighbours to the others (here that is everybody, so its row is that of user neighbours);
# *weighted* adds item neighbours, user neighbours and a little of the chart; *mixed* takes user neighbours and words in turn.
# (The *switching hybrid* that you build in section 7 is another one: it is made for newcomers, of other parts, and switches at 20 ratings.)

# %%
leaderboard = pd.read_csv("leaderboard.csv")
leaderboard[
    ["system", "recall", "ndcg", "rmse", "coverage", "diversity", "novelty", "fit_seconds", "new_user", "new_movie"]
].round(3)

# %% [markdown]
# | column | what it says |
# |:--|:--|
# | recall | share of the ten held-out movies that are among the ten offered (lab 06) |
# | ndcg | the same with more weight on the first places: a hit at place p counts 1 / log2(p + 1), divided by what a perfect list has (lab 06) |
# | rmse | error of a predicted rating in stars (lab 05), where a system predicts one |
# | coverage | share of all movies that are offered to anybody: your first exercise |
# | diversity, novelty | how unlike the genres of a list are; how little known its movies are, in bits (lab 05) |
# | fit_seconds | how long training took, on one machine |
# | new_user, new_movie | what a user, and a movie, without a rating can expect |

# %%
show(
    plot_leaderboard(leaderboard),
    alt="One row for each system, the best at the top: recall with its interval, nDCG with its interval, and coverage. The candidate network, EASE, ALS, "
    "two hybrids and the neighbours lie close together at the top, and the interval of each overlaps with the next; most rated reaches a little more than half as much; words, biases and random order are far below, but random order offers nearly the whole catalogue.",
)

# %% [markdown]
# Three things to see before you go on:
#
# - **Nothing wins every column.** What finds most offers less than two fifths of the catalogue. What offers everything finds nearly nothing.
# - **RMSE and recall are two things.** Factors predict ratings best of all and make lists that find less than half of what the chart finds; item neighbours predict second best and are among the leaders. The one figure does not tell the other. Guessing how many stars you would give a film you will never see is another task than guessing which film comes next (labs 02 and 05).
# - **Each of the leaders overlaps with the next,** though not the first with the last of them. Each point has a **95 % interval**: draw 943 users from the 943, with repeats, a thousand times; the interval holds the middle 95 % of the thousand means. This is called the **bootstrap**.
#   It says how far a number could be off because we have just these users.
#
# Five of the systems take no longer than a second or two, so here they are, live, on the same split. We let each make lists of 30, and judge the first ten; the longer lists are for section 8.

# %%
ml = load_movielens("ml-100k")
split = Split.of(ml.ratings, ml.movies)
title_of = dict(zip(ml.movies["movie_id"], ml.movies["title"]))
print(
    f"{len(split.train):,} ratings to learn from, {len(split.test):,} held out, {len(split.catalogue.items):,} movies"
)
fitted = {
    "most rated": Popular(),
    "words and genres": ContentTfidf(ml.movies),
    "item neighbours": ItemNeighbours(),
    "user neighbours": UserNeighbours(),
    "EASE": Ease(),
}
lists, recall = {}, {}
for name, system in fitted.items():
    system.fit(split.train)
    offered = np.isin(system.items, split.catalogue.items)  # movies without a rating are out of competition
    lists[name] = system.lists(split.wanted.users, 30, offered)
    recall[name], _ = hits_of([own[:10] for own in lists[name]], split.wanted)
    mean, low, high = interval(recall[name])
    print(f"{name:17} recall@10 {mean:.4f}, interval {low:.3f} to {high:.3f}")

# %% [markdown]
# ## 2. Who is ever offered (2 minutes)
#
# A shop whose recommender shows everybody the same fifty of its thousands of things has a problem, however good the fifty are. The **coverage** of a recommender is the share of the
# catalogue that is offered to *anybody*:
#
# $$\text{coverage} = \frac{\text{different movies in all lists together}}{\text{movies in the catalogue}}$$
#
# By hand. Four users are offered (1, 2), (2, 3), nothing, and (2); the catalogue has six movies. All lists together hold the movies 1, 2 and 3. Movie 2 is offered three times and counts once: 3 / 6 = **0.5**.
#
# ### Exercise 1 · Coverage (4 points, 5 minutes)
#
# Write `coverage`.
#
# <details><summary>Hint 1: the idea</summary>Throw all lists together, count what is different, divide.</details>
# <details><summary>Hint 2: different ones</summary>A <code>set</code> holds everything once. Sets grow with <code>found.update(own)</code>.</details>
# <details><summary>Hint 3: nearly there</summary>Three lines: an empty <code>set()</code>, a loop, a division. Which of the two numbers does the docstring call <code>n_items</code>? No special case is needed for empty lists.</details>


# %% nbgrader={"grade": false, "grade_id": "coverage", "locked": false, "schema_version": 3, "solution": true, "task": false}
def coverage(lists, n_items):
    """Share of the catalogue that is offered to anybody.

    Parameters
    ----------
    lists : list of list of int
        The movie ids that each user is offered, all of them in the catalogue; some lists may be empty, and there may be
        none. The inner lists may be tuples or arrays. They are not changed.
    n_items : int
        Movies in the catalogue, 1 or more.

    Returns
    -------
    float
        0 to 1.

    Examples
    --------
    >>> coverage([[1, 2], [2, 3], [], [2]], n_items=6)
    0.5
    """
    ### BEGIN SOLUTION
    found = set()
    for own in lists:
        found.update(int(movie) for movie in own)
    return len(found) / n_items
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_coverage", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Each movie counts once, for all lists together."""
from public_tests import test_coverage

test_coverage(coverage)

# %%
for name in lists:
    tens = [own[:10] for own in lists[name]]
    print(f"{name:17} coverage {coverage(tens, len(split.catalogue.items)):.3f}")

# %% [markdown]
# The chart reaches about 6 % of the movies, and even EASE only 26 %: three of four movies are never offered to anyone. Keep that in mind for the end of section 8.
#
# ## 3. Which differences are real (2 minutes)
#
# In section 1 the interval of each leader overlapped with the next one's. Does that mean that their differences may be luck? There is a sharper way to compare two systems, since both were asked about the same users: take the difference *user by user* first, and then the interval of that.

# %%
mean, low, high = interval(recall["EASE"] - recall["user neighbours"])
print(f"EASE minus user neighbours, user by user: {mean:.4f}, interval {low:.4f} to {high:.4f}")

# %% [markdown]
# ### Question 1 · Two intervals (2 points)
#
# The interval of EASE reaches from 0.118 to 0.136, that of user neighbours from 0.109 to 0.126: they overlap. The interval of the difference reaches from 0.004 to 0.014. What follows?
#
# - **A** Nothing: where intervals overlap, a difference is luck
# - **B** EASE is better on users like these; that some users are easier to please than others, which makes both intervals wide, drops out of the difference
# - **C** EASE is better for every user
# - **D** The third interval must be wrong, since it contradicts the first two

# %% nbgrader={"grade": false, "grade_id": "question_intervals", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_intervals = ...  # "A", "B", "C" or "D"
question_intervals = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_intervals", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_intervals", question_intervals)

# %% [markdown]
# ## 4. Somebody new (4 minutes)
#
# Somebody signs up. No rating, no history. What do you show? This is the **cold start** of a user, and there are four classic answers:
#
# - **random**: any movies. Nobody is treated unfairly, and hardly anybody is served.
# - **popular**: the chart. Safe, and the same for all.
# - **exploratory**: a *varied* list, which is not meant to please but to learn: whatever you click tells us something.
# - **content**: ask for a few genres on the sign-up page, and show what fits them.
#
# We work them out on six invented films:
#
# | id | title | genres | ratings |
# |--:|:--|:--|--:|
# | 1 | Alpine | Drama | 90 |
# | 2 | Barcarole | Drama | 80 |
# | 3 | Comet | Comedy | 50 |
# | 4 | Dune Road | Action, Sci-Fi | 40 |
# | 5 | Estuary | Comedy, Romance | 40 |
# | 6 | Fjord | Documentary | none yet |
#
# **Popular**, four movies: 1, 2, 3, 4. Movies 4 and 5 are equally popular; of equals the smaller id goes first.
#
# **Exploratory**: walk down the chart, and take a movie only if it has *at least one genre that no movie in the list has yet*. Movie 1 brings Drama. Movie 2 brings nothing new: pass over it. 3 brings Comedy, 4 Action and Sci-Fi,
# 5 has Comedy, which is there, and Romance, which is new. So four movies are 1, 3, 4, 5. If the end of the chart is reached and the list is still too short, those that were passed over follow, in the order of the chart: six movies are 1, 3, 4, 5, 6, 2.
#
# **Content**, for somebody who ticked Comedy and Romance. A movie's likeness is the number of genres that it *shares* with the ticked ones, divided by the number of genres that *either* has (each counted once; this is called the Jaccard similarity). Movie 5 has 2 / 2 = 1,
# movie 3 has 1 / 2, all others 0. Equally like movies stand as in the chart. So four movies are 5, 3, 1, 2.

# %%
six = pd.DataFrame(
    {
        "movie_id": [1, 2, 3, 4, 5, 6],
        "title": ["Alpine", "Barcarole", "Comet", "Dune Road", "Estuary", "Fjord"],
        "genres": ["Drama", "Drama", "Comedy", "Action|Sci-Fi", "Comedy|Romance", "Documentary"],
    }
)
six_counts = {1: 90, 2: 80, 3: 50, 4: 40, 5: 40}

# %% [markdown]
# ### Exercise 2 · Four answers (10 points, 14 minutes)
#
# Write `cold_start`. It begins with the chart, from which three of the four answers are made.
#
# <details><summary>Hint 1: the steps</summary>First the chart of all movies. Then one branch for each strategy, which puts the movies into another order. At the end, or in each branch, the first n. For any other strategy <code>raise ValueError(...)</code> with a sentence.</details>
# <details><summary>Hint 2: chart and genres</summary><code>sorted(ids, key=lambda movie: (-counts.get(movie, 0), movie))</code> is the chart: more ratings first, then the smaller id; who is not in <code>counts</code> has 0. The genres of a movie as a set: <code>set(text.split("|"))</code>. Mind that <code>"".split("|")</code> is a list with one empty name; <code>- {""}</code> takes that away.</details>
# <details><summary>Hint 3: exploratory</summary>Two lists, taken and passed over, and a set of the genres so far. <code>own - seen</code> holds the genres that are new; if it is not empty, take the movie. Either way, <code>seen |= own</code>.</details>
# <details><summary>Hint 4: content and random</summary><code>sorted</code> keeps the order of equals, so sorting the <em>chart</em> by minus the likeness is all. <code>&amp;</code> is what two sets share, <code>|</code> what either has; both may be empty, and then the likeness is 0. For random, <code>np.random.default_rng(seed).permutation(ids)</code> shuffles.</details>


# %% nbgrader={"grade": false, "grade_id": "cold_start", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    """What to show somebody of whom no rating is known.

    Parameters
    ----------
    strategy : str
        "random": different movies drawn at random, each with the same chance, rated or not, in random order.
        "popular": the chart. More ratings first; of equals, the smaller id.
        "exploratory": down the chart, a movie is taken if it has at least one genre that no movie taken before it has;
        those passed over follow at the end, in the order of the chart.
        "content": by the share of genres in common with `liked`: genres of both / genres of either, 0 if there are none.
        Of equals, in the order of the chart.
    movies : DataFrame
        Columns `movie_id`, `genres` (names with "|" between them, "" if none) and others; rows in any order. It is not
        changed.
    counts : dict of int to int
        Ratings of each movie; a movie that is not in it has none. It may hold movies that are not in `movies`, which are not
        offered, and it is not changed.
    n : int
        Length of the list, 1 or more. There are fewer if there are fewer movies.
    liked : list of str
        Genres that the newcomer ticked, each once; only "content" looks at it.
    seed : int
        Only "random" looks at it: the same seed draws the same list, another one another.

    Returns
    -------
    list or array of int
        Movie ids, none twice.

    Raises
    ------
    ValueError
        If there is no such strategy.

    Examples
    --------
    >>> cold_start("exploratory", six, six_counts, n=4)
    [1, 3, 4, 5]
    >>> cold_start("content", six, six_counts, n=4, liked=["Comedy", "Romance"])
    [5, 3, 1, 2]
    """
    ### BEGIN SOLUTION
    genres = {int(movie): set(text.split("|")) - {""} for movie, text in zip(movies["movie_id"], movies["genres"])}
    chart = sorted(genres, key=lambda movie: (-counts.get(movie, 0), movie))
    if strategy == "random":
        order = [int(movie) for movie in np.random.default_rng(seed).permutation(chart)]
    elif strategy == "popular":
        order = chart
    elif strategy == "exploratory":
        taken, passed_over, have = [], [], set()
        for movie in chart:
            brings_new = bool(genres[movie] - have)
            (taken if brings_new else passed_over).append(movie)
            have |= genres[movie]
        order = taken + passed_over
    elif strategy == "content":
        wanted = set(liked)
        order = sorted(chart, key=lambda movie: -len(genres[movie] & wanted) / max(len(genres[movie] | wanted), 1))
    else:
        raise ValueError(f"There is no strategy {strategy!r}: random, popular, exploratory or content.")
    return order[:n]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cold_start", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""The chart and its ties, a varied list, a list by genres, a fair draw."""
from public_tests import test_cold_start

test_cold_start(cold_start)

# %% [markdown]
# Now for real. A fifth of the users, 189 with thirty ratings or more, shall be **newcomers**: no system learns from them. The others' ratings are the training part. An object `newcomers` holds all of it:
# `train`, the others' ratings; `first`, the newcomers' own first twenty; `known_by(c)`, the first c of each; and `wanted`, what they rated after the twentieth (`wanted.users` and `wanted.movies`, in the same order).

# %%
newcomers = Newcomers.of(ml.ratings, ml.movies)
catalogue = ml.movies[ml.movies["movie_id"].isin(newcomers.catalogue.items)]
counts = newcomers.train["movie_id"].value_counts().to_dict()
print(f"{len(newcomers.wanted.users)} newcomers; {len(newcomers.train):,} ratings of the others to learn from")
print("known ratings to try:", KNOWN)

answers = {
    "random": cold_start("random", catalogue, counts, 8),
    "popular": cold_start("popular", catalogue, counts, 8),
    "exploratory": cold_start("exploratory", catalogue, counts, 8),
    "content (Horror, Sci-Fi)": cold_start("content", catalogue, counts, 8, liked=["Horror", "Sci-Fi"]),
}
pd.DataFrame({name: [title_of[int(movie)] for movie in own] for name, own in answers.items()}, index=range(1, 9))

# %% [markdown]
# *Body Snatchers (1993)* stands twice in the last column, and that is no mistake of yours: MovieLens has it under two ids, 573 and 670, and knows no better.
#
# The exploratory list begins like the chart, whose first movies have many genres, and then leaves it: its eight movies touch 14 genres, the eight of the chart 12. You will have an opinion about at least one of them, and each opinion tells another thing.
#
# ## 5. How much must be known? (4 minutes)
#
# The newcomers begin to rate. How good are the lists after 0, 1, 3, 5, 10, 20 ratings? For a fair answer the points of that curve must be comparable, so the test is the same for all of them:
#
# - a newcomer's first 20 ratings, in the order of time, are the **history**. A recommender that *knows c ratings* is told the first c of them;
# - **held out** is everything from the 21st rating on, whatever c is;
# - known movies are not offered. The rest of the history is neither known nor held out: such a movie in a list is no hit.
#
# Held out are not ten movies now but often seventy or more, and ten places cannot hold them. So recall@n is the number of hits divided by *what was possible*: n, or the number of held-out movies where that is smaller. A perfect list has 1.
#
# By hand, with n = 2. Two recommenders' lists need not leave out what is known; that is our task.
#
# | user | history | held out | offered, c = 0 | offered, c = 2 |
# |--:|:--|:--|:--|:--|
# | 1 | 10, 11, 12 | 13, 14 | 10, 13, 99 | 10, 11, 14, 13 |
# | 2 | 20, 21, 22 | 23, 10, 24 | 10, 13, 99 | 24, 20, 12 |
#
# With c = 0 nothing is known. User 1: the first two are 10 and 13, one hit of 2 that were possible, 0.5. User 2: 10 is a hit, 13 is none; three movies are held out, but two places can hold only two: 1 / 2 = 0.5. Mean: **0.5**.
# With c = 2, user 1 is known by 10 and 11. Without them the list is 14, 13: two hits, 1. User 2 is known by 20 and 21; the list is 24, 12: one hit, 0.5. Mean: **0.75**.

# %%
two_histories = {1: [10, 11, 12], 2: [20, 21, 22]}
two_held_out = {1: [13, 14], 2: [23, 10, 24]}
two_offers = {0: {1: [10, 13, 99], 2: [10, 13, 99]}, 2: {1: [10, 11, 14, 13], 2: [24, 20, 12]}}

# %% [markdown]
# ### Exercise 3 · The curve (8 points, 10 minutes)
#
# Write `cold_start_curve`.
#
# <details><summary>Hint 1: the steps</summary>Two loops: over the numbers c in <code>offers</code>, and over the users in <code>held_out</code>. Inside, for one user: leave out what is known, cut to n, count hits, divide. After the inner loop, the mean.</details>
# <details><summary>Hint 2: what is known</summary><code>histories[user][:c]</code> holds the first c movies, none for c = 0.</details>
# <details><summary>Hint 3: nearly there</summary>Two orders matter. First leave out, then cut with <code>[:n]</code>. First divide for each user, then take the mean. What a user is divided by is the smaller of two numbers: <code>min(…, …)</code>. Who is offered nothing has 0 and counts in the mean.</details>


# %% nbgrader={"grade": false, "grade_id": "cold_start_curve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cold_start_curve(offers, histories, held_out, n):
    """Mean recall@n of newcomers against the number of ratings that are known of them.

    Parameters
    ----------
    offers : dict of int to dict
        `offers[c][user]` is the list of movie ids, the best first, that a recommender makes for a user of whom the first c
        ratings are known. It may hold movies that are known, may be short or empty, and holds no movie twice. The counts come
        in any order.
    histories : dict of int to list of int
        Each user's first movies in the order of time; the first c of them are known, or all where there are fewer. A history
        may be empty: then nothing is known.
    held_out : dict of int to list of int
        Each user's later movies, one or more, none of the history. These users are the ones that count: all of them are in
        `histories` and in each `offers[c]`, which may hold others too.
    n : int
        Places in a list, 1 or more.

    Returns
    -------
    dict of int to float
        For each c in `offers` the mean over the users in `held_out` of: hits among the first n offered movies that are not
        known / the smaller of n and the number of held-out movies.

    Examples
    --------
    >>> cold_start_curve(two_offers, two_histories, two_held_out, n=2)
    {0: 0.5, 2: 0.75}
    """
    ### BEGIN SOLUTION
    curve = {}
    for count, lists_of in offers.items():
        recalls = []
        for user, wanted in held_out.items():
            known = set(histories[user][:count])
            places = [movie for movie in lists_of[user] if movie not in known][:n]
            recalls.append(len(set(places) & set(wanted)) / min(n, len(wanted)))
        curve[count] = sum(recalls) / len(recalls)
    return curve
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cold_start_curve", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""Only the first c are known, the test is the same for every c, and nobody is left out of the mean."""
from public_tests import test_cold_start_curve

test_cold_start_curve(cold_start_curve)

# %% [markdown]
# The newcomers' histories and held-out movies, and the four answers of exercise 2 as recommenders. They make the same list whatever is known. For *content* we pretend that each newcomer ticked
# three genres: those that occur most often among the movies they liked in their first twenty. (That is a peek into the history, and flatters *content* a little.) The next cell and some below carry the tag `skip-execution`: they are for you, and are not run when your notebook is marked.


# %% tags=["skip-execution"]
# JupyterLab runs this cell like any other; marking passes over it because of its tag, and so does `jupyter nbconvert --execute`.
def as_dicts(group):
    """Histories and held-out movies of a group of newcomers."""
    histories = group.first.groupby("user_id")["movie_id"].agg(list).to_dict()
    return histories, {int(user): own.tolist() for user, own in zip(group.wanted.users, group.wanted.movies)}


histories, held_out = as_dicts(newcomers)
liked_rows = newcomers.first[newcomers.first["rating"] >= 4].merge(ml.movies, on="movie_id")
ticked = {
    user: own["genres"].str.split("|").explode().value_counts().sort_index().nlargest(3).index.tolist()
    for user, own in liked_rows.groupby("user_id")
}
one_list = {
    "random": {user: cold_start("random", catalogue, counts, 30, seed=user) for user in held_out},
    "popular": dict.fromkeys(held_out, cold_start("popular", catalogue, counts, 30)),
    "exploratory": dict.fromkeys(held_out, cold_start("exploratory", catalogue, counts, 30)),
    "content": {user: cold_start("content", catalogue, counts, 30, ticked.get(user, [])) for user in held_out},
}
curves = {name: cold_start_curve(dict.fromkeys(KNOWN, own), histories, held_out, 10) for name, own in one_list.items()}
pd.DataFrame(curves).T.rename_axis("strategy").rename(columns="{} known".format).round(3)

# %% [markdown]
# (*Random* has between 0.07 and 0.08 here, depending on how the movies are drawn, and 0.066 in the file below.) The list that is there to *learn* pays for it: the exploratory list finds less than the chart. And knowing your three favourite genres does not beat the chart either: genres say what a film is, not whether it is seen.
#
# ### Question 2 · The rising chart (2 points)
#
# The row *popular* rises from 0.24 to 0.40, though the chart is the same for everybody and learns nothing from a newcomer's ratings. Why?
#
# - **A** The chart adapts to the newcomer after all
# - **B** Newcomers with many ratings are easier to please, and there are more of those on the right
# - **C** More movies are held out on the right
# - **D** Known movies are left out of the list; at first many of its places go to movies of the history, which can be no hits, and with every known one a place becomes free

# %% nbgrader={"grade": false, "grade_id": "question_rising_chart", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_rising_chart = ...  # "A", "B", "C" or "D"
question_rising_chart = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_rising_chart", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_rising_chart", question_rising_chart)

# %% [markdown]
# And the recommenders that do learn? They were fitted on the others, and **meet** the newcomers: `system.meet(ratings)` gives a system that knows these ratings too, without learning anew. The same was done with all systems of the table; the file holds the result.

# %%
cold = pd.read_csv("cold_start.csv")
cold = cold[~cold["system"].str.contains("lab 07")]  # the hybrids come later
chosen = [
    "weighted rating (lab 01)",
    "most rated (lab 01)",
    "candidate network (lab 06)",
    "EASE (reference)",
    "item neighbours (lab 02)",
    "words and genres (lab 03)",
]
show(
    plot_cold_start(cold, [name for name in chosen if name in set(cold["system"])]),
    alt="Recall at 10 against the number of known ratings from 0 to 20. The weighted rating begins at 0.33 and the most rated at 0.24; both lie above all others up to 10 known ratings. EASE and item "
    "neighbours begin at 0, stay near 0.15 with a few ratings and reach about 0.34 at 20; the candidate network rises from 0 through 0.29 at 10 to 0.44 at 20, above both charts. Words stay near 0.12.",
)

# %% [markdown]
# Did you expect that? EASE and the neighbours, among the leaders of the table, lose to the plain charts as long as 5 or 10 ratings are known, and it is not even close; with 20 they come near. The network of lab 06, which looks at the ten latest movies and took 18 seconds to train, has the highest figure with 20; its interval overlaps with those of the charts, and whether it is really ahead we did not test. Two reasons:
#
# - **A handful of ratings is a handful.** With one known movie, the item neighbours of that movie are the whole list, however little known they are. A wild guess from one observation: lab 01 met the same problem with votes, and answered it with shrinkage.
# - **A wide target.** Held out is everything a newcomer rates later, and among seventy movies there are always well-known ones. In the table of section 1 it was the *last ten* of users who had the well-known ones behind them.
#
# One more thing, for those who remember lab 01, where *most rated* was clearly better than the *weighted rating*. For newcomers it is the other way round, up to 10 ratings. Which chart is better depends on who is asking.
#
# ## 6. Adding scores (4 minutes)
#
# What if a movie must be good in *both* eyes, the chart's and the neighbours'? A **weighted hybrid** adds the scores of several systems, each times a weight. But whose scores can be added? The weighted rating gives stars between 1 and 5, the
# number of ratings goes up to 500, EASE gives numbers around 0.1. In a plain sum the largest numbers win, whatever they mean. So first each system's scores are brought to **one scale**. We take **ranks**:
# the lowest score becomes 0, the highest 1, the others lie between them at even distances (if no two are equal: see below).
#
# $$\text{rank on one scale} = \frac{\text{rank} - 1}{\text{number of scores} - 1}, \qquad \text{rank} = 1, 2, 3, \dots \text{ from the lowest score up}$$
#
# Equal scores share the mean of their ranks. What a system does not know (`NaN`) is left out of the ranking and gets **0.5**, the middle: neither for nor against. The same goes for a system that knows only a single movie.
#
# By hand: three movies, two systems, the weights 2 and 1.
#
# | | movie a | movie b | movie c |
# |:--|--:|--:|--:|
# | stars | 4 | 3 | 5 |
# | rank | 2 | 1 | 3 |
# | on one scale | 0.5 | 0 | 1 |
# | number of ratings | 100 | 400 | 100 |
# | rank | 1.5 | 3 | 1.5 |
# | on one scale | 0.25 | 1 | 0.25 |
# | **2 · first + 1 · second** | **1.25** | **1** | **2.25** |
#
# ### Exercise 4 · The weighted hybrid (8 points, 10 minutes)
#
# Write `weighted_hybrid`.
#
# <details><summary>Hint 1: the steps</summary>For each system and its weight: ranks of the known scores, brought to 0 … 1, 0.5 elsewhere. Times the weight, added to a total that begins at 0.</details>
# <details><summary>Hint 2: ranks</summary><code>pd.Series(own).rank()</code> gives ranks from 1, lets equals share the mean, and gives NaN where there is NaN. <code>.count()</code> says how many are not NaN.</details>
# <details><summary>Hint 3: nearly there</summary>After the division, <code>.fillna(0.5)</code> takes care of the unknown ones. And where a single score is known, or none, there is nothing to divide by: the docstring says what everybody gets then. In pandas 0 / 0 is NaN, so the same line sees to it; with numpy ask before you divide.</details>


# %% nbgrader={"grade": false, "grade_id": "weighted_hybrid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weighted_hybrid(scores, weights):
    """Several systems' scores of the same movies, as ranks on one scale, weighed and added.

    Parameters
    ----------
    scores : list of list of float, or array of shape (systems, movies)
        Each system's score for each movie, higher is better, on any scale; NaN where it does not know the movie. `-inf` and
        `inf` are scores like others, the lowest and the highest. It is not changed.
    weights : list or array of float, shape (systems,)
        What each system counts for; 0 and negative weights are allowed. It is not changed.

    Returns
    -------
    array of float, shape (movies,)
        The sum of weight times rank, where each system's ranks go from 0 (its lowest score) to 1 (its highest) at even
        distances; equal scores share the mean of their ranks. A movie that a system does not know has 0.5 there; so has
        every movie where a system knows a single one, or none.

    Examples
    --------
    >>> weighted_hybrid([[4.0, 3.0, 5.0], [100, 400, 100]], weights=[2, 1])
    array([1.25, 1.  , 2.25])
    """
    ### BEGIN SOLUTION
    total = np.zeros(len(scores[0]))
    for own, weight in zip(scores, weights):
        ranks = pd.Series(np.asarray(own, dtype=float)).rank()
        steps = ranks.count() - 1
        on_one_scale = ((ranks - 1) / steps).fillna(0.5) if steps > 0 else 0.5
        total = total + weight * np.asarray(on_one_scale)
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_weighted_hybrid", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""One scale, then weights; equals share, the unknown stays in the middle."""
from public_tests import test_weighted_hybrid

test_weighted_hybrid(weighted_hybrid)

# %% [markdown]
# We fit three systems on the others' ratings, and look at one newcomer of whom 20 ratings are known: the number of ratings and the score of EASE. All movies are there, the 20 that the newcomer has rated too: a score is a score, and what is known is left out later, when the list is made. (Counts make the picture plainer than stars would; the hybrid below takes the *weighted rating* for its chart, which does better for newcomers.)

# %% tags=["skip-execution"]
new_systems = {
    "weighted rating": WeightedChart().fit(newcomers.train),
    "most rated": Popular().fit(newcomers.train),
    "EASE": Ease().fit(newcomers.train),
}
someone = int(newcomers.wanted.users[3])
known_20 = newcomers.known_by(20)
count_scores, ease_scores = (new_systems[name].meet(known_20).scores([someone])[0] for name in ("most rated", "EASE"))
show(
    plot_scales(
        count_scores, ease_scores, ("most rated (number of ratings)", "EASE (score, no unit)"), "the ten of the sum"
    ),
    alt="Two scatter plots for one newcomer: EASE against the number of ratings. In raw scores the ten movies with the highest sum are simply the ten most rated, at the right edge. "
    "As ranks, of which only the upper right corner is drawn, the ten with the highest sum are high with both systems.",
)

# %% [markdown]
# ### Question 3 · Half and half (2 points)
#
# A colleague writes `0.5 * predicted_stars + 0.5 * number_of_ratings`, without bringing the scores to one scale, and calls it *fair: both count for one half*. Which list does that make?
#
# - **A** Nearly the chart: among numbers up to 500, a difference of 4 stars hardly changes an order
# - **B** A fair mixture, as the weights say
# - **C** Nearly the list by predicted stars, since stars are what users feel
# - **D** A list in random order, since different units cannot be added

# %% nbgrader={"grade": false, "grade_id": "question_scales", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_scales = ...  # "A", "B", "C" or "D"
question_scales = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_scales", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_scales", question_scales)

# %% [markdown]
# Which weights? If we tried some on our newcomers and took the best, we would have *used* the test, and what we report afterwards would be too good. So weights, and all other choices, are made on
# **validation** data: another group of newcomers, drawn with another seed (2) from the *others*, for whom all systems are fitted once more. Lists are 30 long, because up to 20 known movies drop out of them before ten are judged.


# %% tags=["skip-execution"]
def offers_of(system, group, n=30):
    """What a fitted system offers the newcomers of a group, for every number of known ratings."""
    users = group.wanted.users.tolist()
    return {c: dict(zip(users, system.meet(group.known_by(c)).lists(users, n))) for c in KNOWN}


def weighted_offers(systems, weights, group, known=KNOWN, n=30):
    """The same for your weighted hybrid of several fitted systems."""
    users, items, offers = group.wanted.users.tolist(), group.catalogue.items, {}
    for c in known:
        tables = [system.meet(group.known_by(c)).scores(users) for system in systems]
        totals = [np.asarray(weighted_hybrid(list(own), weights)) for own in zip(*tables)]
        offers[c] = {user: items[np.argsort(-total, kind="stable")[:n]].tolist() for user, total in zip(users, totals)}
    return offers


validation = Newcomers.of(newcomers.train, ml.movies, seed=2)
val_histories, val_held_out = as_dicts(validation)
val_chart, val_ease = WeightedChart().fit(validation.train), Ease().fit(validation.train)
val_offers = {"weighted rating": offers_of(val_chart, validation), "EASE": offers_of(val_ease, validation)}
for weights in ([3, 1], [2, 1], [1, 1], [1, 2]):
    val_offers[f"both, {weights[0]} : {weights[1]}"] = weighted_offers([val_chart, val_ease], weights, validation)
val_curves = {name: cold_start_curve(own, val_histories, val_held_out, 10) for name, own in val_offers.items()}
pd.DataFrame(val_curves).T.rename_axis("validation").rename(columns="{} known".format).round(3)

# %% [markdown]
# Read the table by columns. With 1 to 10 known ratings the chart alone is best: whatever EASE adds makes it worse. With 20, *both* together have the highest figures: the weighted hybrid finds more than the better of its parts. Whether that is more than luck, the newcomers of the test will say. We take 2 : 1.
#
# ## 7. Switching (4 minutes)
#
# So the best choice depends on how much is known. That is what a **switching hybrid** is for: one list for those of whom little is known, another for the others. What it switches on must be known before the list is made; the number of ratings is the usual choice.
#
# A good switch also has no gaps: if the chosen list is too short, because a system has too little to offer, the other one fills it up.
#
# By hand. Known are the movies 1 and 2, so two ratings. The first list is 1, 5, 3, 6; the other one 4, 2, 5; a list of n = 4 is wanted.
#
# - Switching *at least 2*: two ratings are enough, so the second list is chosen. Movie 2 is known; 4 and 5 remain. Filled up from the first list: 1 is known, 5 is there already, 3 and 6 follow. **4, 5, 3, 6**.
# - Switching *at least 3*: the first list is chosen. 1 is known; 5, 3, 6 remain. Filled up from the second: **5, 3, 6, 4**.
#
# ### Exercise 5 · The switch (6 points, 7 minutes)
#
# Write `switching_hybrid`.
#
# <details><summary>Hint 1: the idea</summary>Decide which list comes first. The other one comes behind it. Then walk along both and take what is allowed, until there are n.</details>
# <details><summary>Hint 2: allowed</summary>Two things forbid a movie; the worked example shows both. Cut to n only when everything forbidden is gone.</details>
# <details><summary>Hint 3: nearly there</summary><code>[*first, *then]</code> is one list behind the other, also for arrays; the other way round it is <code>then</code> that comes first. Two ratings are enough for <em>at least 2</em>: which comparison says so?</details>


# %% nbgrader={"grade": false, "grade_id": "switching_hybrid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def switching_hybrid(known, first, then, at_least, n):
    """One list until a user has rated enough, then another; filled up from the one that was not chosen.

    Parameters
    ----------
    known : list or array of int
        Movies that the user has rated, each once; may be empty.
    first : list or array of int
        Movie ids, the best first, from the system for users with few ratings. May hold known movies, may be empty.
    then : list or array of int
        The same from the system for users with enough.
    at_least : int
        With so many known movies, or more, `then` is chosen, else `first`.
    n : int
        Length of the list, 1 or more.

    Returns
    -------
    list or array of int
        The chosen list's movies, in its order, without known ones, and behind them those of the other list in its order;
        no movie twice, n at most, fewer when both lists are used up.

    Examples
    --------
    >>> switching_hybrid([1, 2], first=[1, 5, 3, 6], then=[4, 2, 5], at_least=2, n=4)
    [4, 5, 3, 6]
    """
    ### BEGIN SOLUTION
    order = [*then, *first] if len(known) >= at_least else [*first, *then]
    chosen = []
    for movie in order:
        if movie not in known and movie not in chosen:
            chosen.append(int(movie))
    return chosen[:n]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_switching_hybrid", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""The switch at exactly at_least, nothing known, nothing twice, and no gaps."""
from public_tests import test_switching_hybrid

test_switching_hybrid(switching_hybrid)


# %% [markdown]
# The weighted rating first; from so many ratings on, the weighted sum of both. From how many? The validation newcomers decide: the mean over the curve, for each possible switch.


# %% tags=["skip-execution"]
def switched(offers, first, then, at_least, histories):
    """Your switching hybrid of two systems' offers, for every newcomer and every number of known ratings."""
    return {
        c: {
            user: switching_hybrid(histories[user][:c], offers[first][c][user], offers[then][c][user], at_least, 10)
            for user in histories
        }
        for c in KNOWN
    }


for at_least in (1, 3, 5, 10, 20, 21):
    own = switched(val_offers, "weighted rating", "both, 2 : 1", at_least, val_histories)
    curve = cold_start_curve(own, val_histories, val_held_out, 10)
    print(f"switch at {at_least:2}: mean of the curve {np.mean(list(curve.values())):.4f}")

# %% [markdown]
# The higher the better, up to 20; never to switch (21) is a little worse again. So 20 it is. Everything is chosen now, and we turn to the newcomers of the test, once.

# %% tags=["skip-execution"]
offers = {name: offers_of(system, newcomers) for name, system in new_systems.items()}
offers["both, 2 : 1"] = weighted_offers([new_systems["weighted rating"], new_systems["EASE"]], [2, 1], newcomers)
offers["switching hybrid"] = switched(offers, "weighted rating", "both, 2 : 1", 20, histories)


def by_newcomer(own, c):
    """The recall of every newcomer: your curve, for one user at a time."""
    return np.array([cold_start_curve({c: own[c]}, {u: histories[u]}, {u: held_out[u]}, 10)[c] for u in held_out])


recalls = {name: {c: by_newcomer(own, c) for c in KNOWN} for name, own in offers.items()}
with_intervals = {name: {c: interval(values) for c, values in own.items()} for name, own in recalls.items()}
show(
    plot_hybrid_curve(
        with_intervals, ours="switching hybrid", title="The switch takes the best it has, at every point"
    ),
    alt="Recall at 10 with intervals against the number of known ratings. The switching hybrid lies on the line of the weighted rating, about 0.33 to 0.36, up to 10 known ratings, and at 20 "
    "jumps with the weighted sum to about 0.41, above all others. EASE begins at 0 and reaches 0.34; the weighted sum alone dips to about 0.27 with one known rating.",
)

# %% tags=["skip-execution"]
for c in KNOWN:
    parts = {name: recalls[name][c] for name in ("weighted rating", "EASE", "both, 2 : 1")}
    best = max(parts, key=lambda name: parts[name].mean())
    mean, low, high = interval(recalls["switching hybrid"][c] - parts[best])
    print(
        f"{c:2} known: hybrid {recalls['switching hybrid'][c].mean():.3f}, best part {parts[best].mean():.3f} ({best}), "
        f"difference {mean:.3f}, interval {low:.3f} to {high:.3f}"
    )
mean, low, high = interval(recalls["switching hybrid"][20] - recalls["weighted rating"][20])
print(f"with 20 known, hybrid minus weighted rating: {mean:.3f}, interval {low:.3f} to {high:.3f}")
mean, low, high = interval(recalls["switching hybrid"][20] - recalls["most rated"][20])
print(f"with 20 known, hybrid minus most rated:      {mean:.3f}, interval {low:.3f} to {high:.3f}")

last_ten = {user: own[-10:] for user, own in held_out.items()}  # held-out movies stand in the order of time
print("another target, only the last ten ratings of each; with", *KNOWN, "known:")
for name in ("weighted rating", "most rated", "EASE"):
    curve = cold_start_curve(offers[name], histories, last_ten, 10)
    print(f"{name:16}", " ".join(f"{value:.4f}" for value in curve.values()))

# %% [markdown]
# At every point the hybrid is as good as the best of its parts, because it *is* that part: no interval is needed for that. It is only as good as the choice of the switch, though, which was made on other people. (What a wrong choice costs shows the *switching hybrid* in `cold_start.csv`, which was made for the users of the table in section 1: it switches at 10 ratings, and falls from 0.33 with 5 known to 0.23 with 10.) With 20 ratings the interval of its difference to the weighted rating lies above 0: from 0.014 to 0.059.
# Against the most rated movies, which are not part of it, the interval reaches below zero: that one could be luck.
#
# A clever reader asks: why 20, and not 15 or 40? Because we only looked at 1, 3, 5, 10, 20. With longer histories the place could be found more exactly. And all of this holds for one **target**, everything after the 20th rating. The last lines above judge the same lists for the same people by another one, their *last ten* ratings only. There EASE finds more than the weighted rating from 1 known rating on, and more than the most rated from 3 on. Section 9 asks for that target.
#
# ## 8. Mixing lists (2 minutes)
#
# Sometimes there is nothing to choose and nothing to add: a page shall simply show a bit of everything. A **mixed hybrid** takes the lists as they are, one movie from each in turn. Nobody needs scores for that, so even an editor's list may take part.
#
# By hand: the lists (1, 2, 3), (2, 4), (5), and n = 4. First round: 1 from the first, 2 from the second, 5 from the third. Second round: the first list's next is 2, which is there already; it does not lose its turn but gives its next one, 3. That makes four: **1, 2, 5, 3**. With n = 6 it
# would go on: the second gives 4, the third has nothing left. 1, 2, 5, 3, 4, and all lists are used up.
#
# ### Exercise 6 · The mixed list (6 points, 8 minutes)
#
# Write `mixed_hybrid`.
#
# <details><summary>Hint 1: the idea</summary>Go round and round. In each round every list gives one movie: its next one that is not in the result yet. Stop when there are n, or when nobody has given anything in a whole round.</details>
# <details><summary>Hint 2: the next one</summary>Work on copies from which you take away what is used; <code>own.pop(0)</code> takes the first of a list away and gives it back. More than one movie in a row may be there already.</details>
# <details><summary>Hint 3: nearly there</summary><code>any(left)</code> is true as long as some list of <code>left</code> is not empty: that decides whether there is another round. A list may become empty in the middle of its turn. You may collect too many and cut at the end.</details>


# %% nbgrader={"grade": false, "grade_id": "mixed_hybrid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mixed_hybrid(lists, n):
    """One movie from each list in turn, none twice, in each list's order.

    Parameters
    ----------
    lists : list of list of int
        Movie ids, the best first, each once in its own list; of any lengths, some may be empty. The inner lists may be
        tuples or arrays. They are not changed.
    n : int
        Length of the result, 1 or more.

    Returns
    -------
    list or array of int
        Round after round, each list in turn gives its next movie that is not in the result yet; a list without one gives
        nothing. n movies, fewer when all lists are used up.

    Examples
    --------
    >>> mixed_hybrid([[1, 2, 3], [2, 4], [5]], n=4)
    [1, 2, 5, 3]
    """
    ### BEGIN SOLUTION
    waiting = [[int(movie) for movie in own] for own in lists]
    page = []
    while any(waiting):
        for queue in waiting:
            while queue and queue[0] in page:
                queue.pop(0)
            if queue:
                page.append(queue.pop(0))
    return page[:n]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mixed_hybrid", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""In turn, in order, none twice, and no turn is lost."""
from public_tests import test_mixed_hybrid

test_mixed_hybrid(mixed_hybrid)

# %% [markdown]
# A page for user 13 of the table's split: EASE, and words and genres.

# %%
row = split.wanted.users.tolist().index(13)
page = mixed_hybrid([lists["EASE"][row], lists["words and genres"][row]], 10)
pd.DataFrame(
    {
        "movie": [title_of[movie] for movie in page],
        "from": ["EASE" if place % 2 == 0 else "words" for place in range(10)],
        "ratings": [int((split.train["movie_id"] == movie).sum()) for movie in page],
    },
    index=range(1, 11),
)

# %%
mixed = [mixed_hybrid(pair, 10) for pair in zip(lists["EASE"], lists["words and genres"])]
for name, tens in (("EASE", [own[:10] for own in lists["EASE"]]), ("EASE and words, mixed", mixed)):
    found, _ = hits_of(tens, split.wanted)
    print(f"{name:22} recall@10 {found.mean():.4f}   coverage {coverage(tens, len(split.catalogue.items)):.3f}")

# %% [markdown]
# Half of the places go to words: recall falls by more than a third, and coverage rises from 26 % to 41 %. Whether that is a good exchange, no table can say. A shop that wants its tail to be found may want it; a page with room for three films will not.
#
# ## 9. Final project (3 minutes)
#
# Now it is your turn, with all you have built and all that lies in `recsys_utils.recommenders`.
#
# **The task.** You get ratings, a table of movies, and users. Make a list of n movies out of `movies` for each of the users. Some of them have rated a lot, some five movies, one, or **none at all**.
#
# **How it is scored.** On a world that nobody has seen: invented people with invented movies and hidden tastes, drawn by `recsys_utils.synthetic` from a secret seed. It is the same for your whole class: between 34,000 and 38,000 ratings, of which you are given about two thirds, about 700 users and 700 movies, and the movies have
# titles, years and genres. Of each user the last ten ratings are held out; a quarter of the users are newcomers with 0, 1, 2, 3 or 5 ratings. The figure is **nDCG@10**, the mean over the users.
#
# **Mind the target.** Here the *last ten* ratings are held out, as in section 1, and not everything after the 20th, as in sections 5 to 7. What was best there is not best here: the most rated movies are the better chart again, and it pays to switch early, even at 1 rating. The hybrid of section 7 (weighted rating, switch at 20)
# falls below the plain chart: 0.059 against 0.075 in the trial below. A hybrid is chosen for a target.
#
# | part | points |
# |:--|--:|
# | **form**: for every user a list of n movies out of `movies`, none that the user has rated, none twice, and the same answer when asked again | 4 |
# | **better than the chart** of the most rated movies: the 95 % interval of the difference, user by user, lies above 0 | 4 |
# | **as good as the plain switch**, or better. The plain switch is the chart for whoever has no rating, and item neighbours (lab 02, the class `ItemNeighbours` as it is) for everybody else. The upper end of the interval is 0 or more | 4 |
# | **better than the plain switch**: the lower end of the interval is above 0 | 4 |
#
# So the chart with one good system behind it mostly earns 12 points, and for the last 4 some systems must work together. What is above that earns no points but a place: your nDCG@10 goes into the **ranking of the class** in your instructor's report.
#
# **The rules.** Your function sees nothing but its arguments. A call must be done in 10 seconds (two are enough for all that we tried). It may use everything in `recsys_utils.recommenders`, everything you wrote in this lab, and any method of your own. If it draws random numbers, fix the seed. It must not depend on MovieLens: users and movies are others there, stars may be half ones, and somebody may have rated a fifth of all movies, the best known ones.
#
# For your own trials there is a world to look at, MovieLens with newcomers: the table's training part, of which each user's last ten ratings are held out once more. (The test of section 1 stays untouched.) Who had ten or fewer there is not asked; 911 users remain. It differs from the hidden world: more than twice as many ratings and movies, whole stars only, and three of ten are newcomers, not one
# of four. Take nothing for certain that helps here by a hair. The systems of the table, measured on MovieLens in the same way:

# %% tags=["skip-execution"]
trial = make_trial(split.train, seed=0)
without = len(set(trial.users) - set(trial.train["user_id"]))
print(
    f"{len(trial.train):,} ratings, {len(trial.users)} users, {len(trial.newcomers)} of them newcomers, "
    f"{without} without a rating"
)


def measured(trial, movies):
    """nDCG@10 of each system, user by user."""
    systems = {
        "most rated": Popular(),
        "weighted rating": WeightedChart(),
        "item neighbours": ItemNeighbours(),
        "user neighbours": UserNeighbours(),
        "EASE": Ease(),
        "words and genres": ContentTfidf(movies),
        "the plain switch": Switching(Popular(), ItemNeighbours(), at_least=1),
        "section 7's hybrid": Switching(WeightedChart(), Weighted([WeightedChart(), Ease()], [2, 1]), at_least=20),
    }
    rows = {}
    for name, system in systems.items():
        own = dict(zip(trial.users, system.fit(trial.train).lists(trial.users, 10)))
        rows[name] = ndcg_by_user(own, trial.held_out)
    return rows


rows = measured(trial, ml.movies)
standings(rows, against="the plain switch").round(4)

# %% [markdown]
# `from` and `to` are the interval of the difference to the plain switch. And the same on a **drawn world**, of the hidden one's size and kind. This is what your class is ranked by: the `mean` of each one's hybrid in such a table. Another `seed` is another world.

# %% tags=["skip-execution"]
world = synthetic_ratings(36_000, seed=1, n_users=700, n_movies=700, half_stars=True)
drawn = make_trial(world.ratings, share=0.25)
drawn_rows = measured(drawn, world.movies)
standings(drawn_rows, against="the plain switch").round(4)

# %% [markdown]
# EASE, the first on MovieLens, stands behind the plain switch here. Trust what holds in both.
#
# ### Exercise 7 · Final project: your own hybrid (16 points, 28 minutes)
#
# Write `my_hybrid`. Get a simple version through the check first. Then improve it, and look at the standings below after each change. The check looks at the form only, on a small world of 120 users; how good you are, the cells below it show.
#
# <details><summary>Hint 1: a first version</summary>Three steps: make a system, fit it on <code>train</code>, and build a dict with a list for each user. <code>help(Switching)</code> and <code>help(Weighted)</code> show how systems are put together. Ask yourself which system has a list for somebody without a rating, and let that one be the first.</details>
# <details><summary>Hint 2: the classes</summary>A switch is made as <code>Switching(first, then, at_least)</code> from two systems that have not been fitted; its <code>fit</code> fits both. <code>system.recommend(user, n)</code> never offers what the user has rated, and a user who is not in <code>train</code> counts as one without ratings.</details>
# <details><summary>Hint 3: nearly a first version</summary>Which of the systems in the first standings is best, and has no list for newcomers? Let the chart stand before it, from 1 rating on switch to it: two lines, and a third for the dict. This is for the first 12 points, not for the last 4: in worlds drawn with the seeds 1 to 8, EASE behind the chart was surely better than the plain switch in one only, and in another one surely worse. For the last 4 points read hint 4. If a list could be too short (neighbours find nothing for who has rated a single movie that nobody else has), your <code>switching_hybrid</code> fills it up from the chart; the class <code>Switching</code> does so too.</details>
# <details><summary>Hint 4: better</summary>Try, one at a time: where to switch; adding up several of the good systems with <code>Weighted([...], [...], "z")</code>, since those that make <em>different</em> mistakes help each other, even words, with a small weight. (<code>"z"</code> is another way to one scale: a score minus the mean of the scores, divided by their standard deviation. Unlike ranks it keeps how far ahead the first is.) Then the numbers of neighbours, <code>k</code>, and EASE's <code>penalty</code>, which keeps its weights small. Change one thing, look at the interval, keep it or not, and look at drawn worlds too. In the same eight worlds, EASE, item neighbours and user neighbours with equal weights were surely better than the plain switch in most, and together with words at half the weight in all of them.</details>


# %% nbgrader={"grade": false, "grade_id": "my_hybrid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def my_hybrid(train, movies, users, n):
    """A list of movies for each user.

    Parameters
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars), `timestamp` (seconds). It is not changed.
    movies : DataFrame
        Columns `movie_id`, `title`, `genres` (names with "|" between them), `year`; also movies without a rating. It is
        not changed.
    users : list of int
        For whom lists are wanted; some have few ratings in `train`, some none.
    n : int
        Length of the lists; there are always more movies than anybody has rated and n together.

    Returns
    -------
    dict of int to list of int
        For each of `users` exactly n different movie ids out of `movies`, the best first, none that the user has rated in
        `train`. The same arguments give the same lists.

    Examples
    --------
    >>> lists = my_hybrid(trial.train, ml.movies, trial.users, n=10)
    >>> len(lists) == len(trial.users), {len(own) for own in lists.values()}
    (True, {10})
    """
    ### BEGIN SOLUTION
    parts = [Ease(), ItemNeighbours(30), UserNeighbours(30), ContentTfidf(movies)]
    system = Switching(Popular(), Weighted(parts, [1, 1.5, 1, 0.5], normalise="z"), at_least=1).fit(train)
    chart = Popular().fit(train)
    best = dict(zip(users, system.lists(users, n)))
    rest = dict(zip(users, chart.lists(users, 2 * n)))
    return {user: list(dict.fromkeys(best[user] + rest[user]))[:n] for user in users}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_my_hybrid", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
"""A full list for everybody, also for those of whom nothing is known; its quality is judged on hidden ratings."""
from public_tests import test_my_hybrid

test_my_hybrid(my_hybrid)

# %% tags=["skip-execution"]
mine = my_hybrid(trial.train, ml.movies, trial.users, 10)
short = sum(len(own) < 10 for own in mine.values())
if short:
    print(f"{short} of {len(trial.users)} lists are shorter than ten: the form is not right yet")
rows["my hybrid"] = ndcg_by_user(mine, trial.held_out)
table = standings(rows, against="the plain switch")
show(
    plot_standings(table, against="the plain switch", ours="my hybrid"),
    alt="Systems by nDCG at 10 on the validation part, each with the 95 percent interval of its difference to the plain switch, which is a dashed line. Right of the line is better; my hybrid has a row of its own "
    "among EASE, the hybrid of section 7, the charts and words.",
)
new = np.isin(list(trial.held_out), list(trial.newcomers))
print(
    f"my hybrid: {rows['my hybrid'].mean():.4f}; newcomers {rows['my hybrid'][new].mean():.4f}, others {rows['my hybrid'][~new].mean():.4f}"
)

# %% tags=["skip-execution"]
mine = my_hybrid(drawn.train, world.movies, drawn.users, 10)
drawn_rows["my hybrid"] = ndcg_by_user(mine, drawn.held_out)
standings(drawn_rows, against="the plain switch").round(4)  # on the drawn world: the row "my hybrid" is yours

# %% [markdown]
# Where do you lose most, with newcomers or with the others? The last line tells. And beware: each look at these standings is a small peek. Whoever tries a hundred variants and takes the best has fitted the noise of 911 users. That is what the hidden world is for.
#
# ## 10. Where this breaks (5 minutes)
#
# **Tables reward what is known already.** Of the held-out movies of section 1, which ones does anybody find? By their place in the chart of the training part:

# %%
place = {movie: i for i, movie in enumerate(split.train["movie_id"].value_counts().index)}
edges, labels = [-1, 99, 299, 599, np.inf], ["1 to 100", "101 to 300", "301 to 600", "601 and on"]
group_of = pd.cut(split.test["movie_id"].map(place).fillna(np.inf), edges, labels=labels)
ten_of = {name: dict(zip(split.wanted.users.tolist(), [set(own[:10]) for own in tens])) for name, tens in lists.items()}
found = {
    name: pd.Series([movie in own[user] for user, movie in zip(split.test["user_id"], split.test["movie_id"])])
    for name, own in ten_of.items()
}
shares = pd.DataFrame({name: hit.groupby(group_of, observed=False).mean() for name, hit in found.items()}).T
show(
    plot_found(shares, group_of.value_counts(normalize=True).reindex(labels).to_numpy()),
    alt="Bars for five systems in four groups of movies by place in the chart. Of the 100 best known, EASE and user neighbours find about 35 percent; of places 101 to 300 about 10 percent, "
    "of 301 to 600 a few percent at most, and beyond 600 nearly nothing. Only words find equally little everywhere.",
)
shares.round(3)

# %% [markdown]
# Three quarters of what people rated next is outside of the first hundred, and there even the leaders find little, beyond place 600 nearly nothing. A table of averages does not show it, because the first hundred earn the points. And worse: a held-out movie is one that somebody found *without* our system. Whoever is offered a
# little-known film that they would love, but never came across, counts as a miss.
#
# **Others' futures.** Our split is by time *for each user*. But the neighbours, whose ratings we learn from, may have rated later:

# %%
first_held_out = split.test.groupby("user_id")["timestamp"].min()
train_times = np.sort(split.train["timestamp"].to_numpy())
later = 1 - np.searchsorted(train_times, first_held_out.to_numpy(), side="right") / len(train_times)
span = ml.ratings.groupby("user_id")["timestamp"].agg(lambda times: (times.max() - times.min()) / 86_400)
print(f"training ratings that are later than a user's first held-out one, on average: {later.mean():.0%}")
print(f"users who gave all their ratings within a day: {(span < 1).mean():.0%}")

# %% [markdown]
# So a system on 1 November is asked about what you rate next, and knows what others will rate in March. A site cannot do that. The honest cut is one by the calendar, the same day for all: before it training, after it test. What would be left of our users?

# %%
cuts = {}
for share in (0.5, 0.7, 0.8, 0.9):
    before = ml.ratings["timestamp"] <= ml.ratings["timestamp"].quantile(share)
    past, future = set(ml.ratings.loc[before, "user_id"]), set(ml.ratings.loc[~before, "user_id"])
    cuts[share] = {"only before": len(past - future), "both": len(past & future), "only after": len(future - past)}
cuts = pd.DataFrame(cuts).T
show(
    plot_time_cut(cuts),
    alt="Stacked bars of users for four cuts by the calendar, after 50, 70, 80 and 90 percent of the ratings. Most users have ratings only before the cut or only after it; "
    "between 90 and 134 of 943 have both.",
)
cuts

# %% [markdown]
# At the most one user in seven. Everybody else is a newcomer or gone: MovieLens 100K is a collection of single evenings. That is why the course took the split it took, and why the figures here should be believed as a comparison, not as a forecast. Where data covers years of the same people, cut by the calendar.
#
# **The choice is part of the method.** We chose weights and switch on validation newcomers. What would the same choice look like on the test?

# %% tags=["skip-execution"]
both = [new_systems["weighted rating"], new_systems["EASE"]]
for weights in ([3, 1], [2, 1], [1, 1], [1, 2]):
    name = f"{weights[0]} : {weights[1]}"
    on_test = cold_start_curve(weighted_offers(both, weights, newcomers, known=[20]), histories, held_out, 10)[20]
    print(f"{name}   validation {val_curves[f'both, {name}'][20]:.4f}   test {on_test:.4f}")

# %% [markdown]
# The best weights of the one are not exactly those of the other, and the differences between neighbouring ones are smaller than any interval. Report what you chose before you looked.
#
# - **Nobody asked the users.** All of this is offline. Whether people *like* a page is found out by showing it to some of them and another one to the rest (an **A/B test**).
# - **Simple parts, many of them, have a price.** Every part must be trained, watched and explained. The gain of a hybrid over its best part is small here; it must be worth the work.
#
# ### Question 4 · A good system loses (2 points)
#
# A new system offers each user ten little-known films, and when you show them to people they love them. In our table its recall is nearly 0. Why?
#
# - **A** Its intervals are too wide
# - **B** Recall counts only the first place
# - **C** The held-out movies are those that people came across by themselves; a good film that they never came across cannot be among them
# - **D** It was trained on too few ratings

# %% nbgrader={"grade": false, "grade_id": "question_offline", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_offline = ...  # "A", "B", "C" or "D"
question_offline = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_offline", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_offline", question_offline)

# %% [markdown]
# ## 11. Which method when (2 minutes)
#
# The course on one page. From left to right more is known of the user, from the bottom to the top more of the movie.
#
# ![A map of methods by what is known. Nothing known of the user: a chart, or genres that the user ticks, or a varied list in order to learn. Nothing known of the movie: its words, genres and features, labs 03 and 04. A few ratings: the chart until enough is known, from there on the scores of chart and EASE added up. Many ratings: neighbours or EASE for lists, factors for stars. Very many users and inputs of all kinds: a network for candidates and a second stage. For a page: mix.](which_when.svg)
#
# | you need | begin with | lab |
# |:--|:--|:--|
# | something by tomorrow | a chart: most rated for what comes next (sections 1 and 9), weighted rating for what newcomers will rate over time (section 5) | 01 |
# | lists from ratings or clicks | item neighbours; then EASE, and see whether anything beats it | 02, 06 |
# | new things offered on their first day | words and features | 03, 04 |
# | predicted stars | biases, then factors | 05 |
# | millions of things, inputs of all kinds | a network for candidates, a second stage that orders them | 04, 06 |
# | all of that on one site | a switch for newcomers, weights chosen on validation, a mixed page | 07 |
#
# **Where to go next.** Read F. Ricci, L. Rokach and B. Shapira (editors), *Recommender Systems Handbook*, for breadth; R. Burke, *Hybrid Recommender Systems: Survey and Experiments* (2002) for this lab's three hybrids and four more; M. Ferrari Dacrema and others, *A Troubling
# Analysis of Reproducibility and Progress in Recommender Systems Research* (2021), for what happens when baselines are not tuned. Then take data of your own, hold out by the calendar, begin with the chart, and do not stop measuring.
#
# ## What to take along
#
# | | |
# |:--|:--|
# | cold start | of users: chart, varied list, genres; of movies: words and features |
# | switching | one system until enough is known; as good as the best part where the switch is right |
# | weighted | one scale first, then weights; better than its parts where they make different mistakes |
# | mixed | one from each in turn; needs no scores, and buys variety with recall |
# | coverage | share of the catalogue that anybody is offered |
# | honest numbers | choose on validation, compare user by user, say what the split cannot show |
