# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 00 · Know your data
#
# 60 points · 90 minutes
#
# Every recommender of this course lives on the same food: who rated what, how, and when. Before we build anything we learn to
# read that food, to look at it, and to cut it so that a recommender can be judged fairly. Many mistakes are made here, before the
# first model.
#
# Afterwards you can
#
# - name the kinds of recommenders, what each needs to know, and what a newcomer does to it;
# - read a file that is not as clean as it should be, and say how many lines you lost;
# - describe a table of ratings: how empty it is, who is in it, where its long tail lies;
# - turn users and movies into rows of numbers, the vectors that later labs learn from;
# - split ratings into past and future, and show what happens to those who do not.
#
# **How these notebooks work.** Run the cells from top to bottom with Shift+Enter. An exercise is a cell to fill in, then a cell that checks
# it. Run both, in this order. The check names the first thing that is wrong; mend it and run both again. `All tests passed!` means that
# the visible examples are right. The mark comes from the same function on other data, so write what the text says, not what
# the example needs. Hints are folded away, from the idea to nearly the code. Words in **bold** are the field's terms. What follows
# an exercise uses your function: where a later cell stops with `NotImplementedError` or `NameError`, an exercise above is still open.

# %%
import io

import numpy as np
import pandas as pd
from IPython.display import display

from recsys_utils.data import load_movielens
from recsys_utils.double_colon import movies_as_dat, ratings_as_dat
from recsys_utils.guesses import errors_in_stars, guess_ratings
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.data import (
    plot_decades,
    plot_errors,
    plot_long_tail,
    plot_mean_against_count,
    plot_profiles,
    plot_ratings,
    plot_split,
    plot_users,
)

use_course_style()

# %% [markdown]
# ## 1. A map of recommenders (6 minutes)
#
# A **recommender** picks, out of many things, a few for one person. The things are called **items** (here: movies), the
# persons **users**. What a recommender looks at while it picks tells its kind:
#
# ![Three boxes under the question: what does it look at? Popularity: how many chose it, the same list for all. Content-based: what the thing is, more of what you liked. Collaborative: who liked what; memory-based compares rows (users) or columns (items) of the table, model-based replaces the table by a few hidden factors. Deep spans content-based and collaborative, hybrid spans all.](map.svg)
#
# | kind | what it needs to know | a new user | a new movie | where you meet it |
# |:--|:--|:--|:--|:--|
# | **popularity** | how often each item was chosen | served at once | never shown | charts, bestsellers, "trending" |
# | **content-based** | what each item is, and some that you liked | needs a first like | served at once | "similar articles", job ads, news |
# | **collaborative, memory-based, by user** | the ratings of all, at the moment of asking | needs several ratings | invisible until rated | "people like you also watched" |
# | **collaborative, memory-based, by item** | the same | served after one rating | invisible until rated | "customers who bought this also bought" |
# | **collaborative, model-based** | the ratings of all, once, to fit its factors | waits for the next fit | waits for the next fit | film and music services |
# | **deep** | whatever you feed it: ids, words, the order of events | depends on what it is fed | depends on what it is fed | video sites, feeds |
# | **hybrid** | what its parts need | one part answers where another cannot | the same | nearly every large shop |
#
# By user one looks for people alike, and a single rating in common says little about two people. By item one looks for movies
# like the one just rated, and which those are the other users have long said: so one rating is enough.
#
# That a recommender can say nothing about newcomers is its **cold start** problem.
#
# Two words from statistics help to compare them. **Bias**: the error that stays however much data comes, because the recommender cannot
# express the truth. **Variance**: the error that comes from having only this data, and would be another one with other data.
#
# | kind | bias | variance |
# |:--|:--|:--|
# | popularity | high: all users are the same to it | low: its counts are made of everybody |
# | content-based | high where the description misses what matters ("it is *funny*") | medium: a profile is made of one user's few ratings |
# | memory-based | low: any taste can be expressed | high: two users share only a few movies; by item less, where there are many more users than items |
# | model-based | set by the number of factors: few, high | set by it as well: many, high |
# | deep | low | high without a lot of data |
# | hybrid | between its parts | often lower than its parts: errors that differ cancel out |
#
# Each row is a lab of this course: popularity is lab 01, memory-based 02, content-based 03, model-based 05, deep 04 and 06, hybrid 07. Try to
# draw the figure from memory before you go on.

# %% [markdown]
# ## 2. From a file to a table (5 minutes)
#
# The data of this course comes from MovieLens, a site where people rate movies to get recommendations. Its makers published several
# **editions**; we use MovieLens 100K, from 1997 and 1998. Write another name in the next cell, such as `"ml-latest-small"`
# or `"ml-1m"`, or the path of a MovieLens folder of your own, and all cells below run on that. The text speaks of MovieLens 100K: with
# another edition its numbers change, and some of its conclusions turn round (section 9 names one).

# %% tags=["parameters"]
DATASET = "ml-100k"  # or "ml-latest-small", "ml-1m", a folder

# %%
ml = load_movielens(DATASET)
ml

# %% [markdown]
# `load_movielens` hides the first step from us: somebody has to read the files. Each edition writes them in its own way. The strangest
# is MovieLens 1M, which puts two colons between the values. The next cell writes our edition as 1M writes it, so that we can
# learn to read it.

# %%
movie_lines, rating_lines = movies_as_dat(ml.movies), ratings_as_dat(ml.ratings)
for line in [*movie_lines[:3], *rating_lines[:2]]:
    print(line)

# %% [markdown]
# The `b` in front says **bytes**: a file holds numbers from 0 to 255, no letters. Which number stands for which letter is
# the **encoding**. MovieLens 1M is written in *Latin-1*, where each letter is one byte: `b"Am\xe9lie".decode("latin-1")` is
# `"Amélie"` (`\xe9` is how Python shows the byte 233). Nothing in a file says which encoding it has; one has to know. With the wrong one
# you get an error if you are lucky, and nonsense if you are not: where a file in *UTF-8*, today's usual encoding, is read as Latin-1, you
# get `AmÃ©lie`. At the end, `\n` marks the end of the line; files that went through
# Windows have `\r\n` there.
#
# A tempting shortcut is pandas' reader for columns of *fixed width*. It looks at the first 100 lines, guesses where the gaps between the
# columns are (`delimiter` says which characters make a gap), and cuts *every* line at these places. Let us try it on our ratings and look
# at the first and the last two lines:

# %%
cut = pd.read_fwf(
    io.BytesIO(b"".join(rating_lines)), delimiter="::", names=["user_id", "movie_id", "rating", "timestamp"]
)
cut.iloc[[0, 1, -2, -1]]

# %%
print("the last line in the file:", rating_lines[-1])

# %% [markdown]
# No error, 100,000 rows, and every one of them wrong. The reader cut after the first digit, because the first 100 lines
# are of user 1: user 943 became user 9. And it took the longest of those lines for the width of the file: the last two digits
# of the time are gone. So we write our own reader, and we *count*.
#
# Real files have a few bad lines as well. Here are seven lines of an invented `movies.dat` in which everything goes wrong that can:

# %%
MOVIE_COLUMNS = {"movie_id": "int64", "title": "str", "genres": "str"}
RATING_COLUMNS = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}

hostile = [
    b"1::Alpine (1962)::Drama\r\n",
    b"2::Am\xe9lie (2001)::Comedy|Romance\n",
    b"3::Face::Off (1997)::Action|Thriller\n",
    b"4::Comet (1978)\n",
    b"::Dune Road (1971)::Drama\n",
    b"\n",
    b"7::Fjord::",
]

# %% [markdown]
# What should become of them, by hand:
#
# | line | what is special | becomes |
# |:--|:--|:--|
# | 1 | ends as on Windows | 1, `Alpine (1962)`, `Drama` (no `\r` behind it) |
# | 2 | an accent | 2, `Amélie (2001)`, `Comedy\|Romance` |
# | 3 | `::` inside the title: four parts for three columns | 3, `Face::Off (1997)`, `Action\|Thriller` |
# | 4 | a field is missing: two parts for three columns | left out |
# | 5 | the number is missing | left out: whose genres are these? |
# | 6 | empty | left out |
# | 7 | no genres, and no line end | 7, `Fjord`, an empty text: a text may be empty |
#
# ### Exercise 1 · A reader for double colons (10 points, 15 minutes)
#
# Write `parse_double_colon`. It must work for movies, for ratings and for users, so it is told which columns there are and of
# which **dtype** (pandas' word for the type of a column). Five rules:
#
# 1. As many parts as columns: it is good.
# 2. Fewer parts: it is left out.
# 3. More parts: only a title may hold `::`. If there is a column named `title`, the surplus parts belong to it, with `::`
#    between them again. If there is no such column, the line is left out.
# 4. A number is missing (an empty part in a column of `int64` or `float64`, once the title is whole again): it is left out. A text may
#    be empty. A part of such a column that is not empty is always a number.
# 5. Everything else stays as it is: blanks, quotation marks, a title `NA`, the order of the lines, a line that stands twice. A reader
#    reads; cleaning is another function's work.
#
# <details><summary>Hint 1: the steps for a line</summary>Bytes to text; take off the line end; cut at <code>::</code>; mend too many parts; keep the list of parts or not. Collect the lists that you keep, and make one table of them at the end.</details>
# <details><summary>Hint 2: the tools</summary><code>line.decode("latin-1")</code>, <code>text.rstrip("\r\n")</code>, <code>text.split("::")</code>. <code>list(columns)</code> are the names, <code>columns.values()</code> the dtypes. <code>pd.DataFrame(rows, columns=names)</code> makes the table, and <code>.astype(columns)</code> gives each column its dtype, even if there is no row.</details>
# <details><summary>Hint 3: too many parts</summary>With <code>extra = len(parts) - len(names)</code> and <code>at = names.index("title")</code> the title is made of <code>parts[at : at + extra + 1]</code>. <code>"::".join(…)</code> puts them together; what stands before and after stays as it is.</details>
# <details><summary>Hint 4: a missing number</summary>Go through parts and dtypes together with <code>zip(parts, columns.values())</code>. A line is bad if a part is empty where the dtype is not <code>"str"</code>. Mend the title first: before that, parts and columns do not stand opposite each other.</details>


# %% nbgrader={"grade": false, "grade_id": "parse_double_colon", "locked": false, "schema_version": 3, "solution": true, "task": false}
def parse_double_colon(lines, columns):
    r"""A file in the `a::b::c` form of MovieLens 1M as a table.

    Parameters
    ----------
    lines : list of bytes
        The lines of the file, in Latin-1, where each byte from 0 to 255 is one character. A line ends in `\n` or `\r\n`, the last
        one maybe in neither. The list is empty if the file is. It is not changed.
    columns : dict of str to str
        The names of the columns in the order of the file, each with its dtype: "int64", "float64" or "str". It is not changed.

    Returns
    -------
    DataFrame
        One row for each good line (see the five rules), in the order of the file, with exactly these columns, also if there is no
        row at all. Numbers have exactly the dtype asked for (not int32 for "int64"), texts any dtype that holds texts. The
        index does not matter.

    Examples
    --------
    >>> parse_double_colon([b"3::Face::Off (1997)::Action\r\n", b"4::Comet\n"], MOVIE_COLUMNS).values.tolist()
    [[3, 'Face::Off (1997)', 'Action']]
    """
    ### BEGIN SOLUTION
    names, kinds = list(columns), list(columns.values())
    rows = []
    for line in lines:
        parts = line.decode("latin-1").rstrip("\r\n").split("::")
        surplus = len(parts) - len(names)
        if surplus > 0 and "title" in names:
            first = names.index("title")
            last = first + surplus
            parts[first : last + 1] = ["::".join(parts[first : last + 1])]
        complete = len(parts) == len(names)
        if complete and all(part or kind == "str" for part, kind in zip(parts, kinds)):
            rows.append(parts)
    return pd.DataFrame(rows, columns=names).astype(columns)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_parse_double_colon", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""Each good line becomes a row, and bad lines do what the rules say."""
from public_tests import test_parse_double_colon

test_parse_double_colon(parse_double_colon)

# %%
parsed = parse_double_colon(movie_lines, MOVIE_COLUMNS)
parsed_ratings = parse_double_colon(rating_lines, RATING_COLUMNS)
for what, lines, table in (("movies", movie_lines, parsed), ("ratings", rating_lines, parsed_ratings)):
    print(f"{len(lines):,} lines, {len(table):,} {what}, {len(lines) - len(table)} lines left out")
print(f"of the hostile lines, {len(parse_double_colon(hostile, MOVIE_COLUMNS))} of {len(hostile)} are kept")
parsed.tail(4)

# %% [markdown]
# Nothing is lost (on the hostile lines you should keep 4 of 7). Make a habit of that line of print: a reader that leaves out
# lines is only safe if somebody looks at how many.
#
# ## 3. Title and year (1 minute)
#
# MovieLens writes the year into the title. We want it as a number. Easy, until one reads what is there:
#
# | text | title | year |
# |:--|:--|--:|
# | `Toy Story (1995)` | `Toy Story` | 1995 |
# | `Seven (a.k.a. Se7en) (1995)` | `Seven (a.k.a. Se7en)` | 1995 |
# | `King Kong (1933) (1976)` | `King Kong (1933)` | 1976 |
# | `Land Before Time III (1995) (V)` | `Land Before Time III` | 1995 |
# | `2001: A Space Odyssey (1968)` | `2001: A Space Odyssey` | 1968 |
# | `Babylon 5` | `Babylon 5` | none |
# | `unknown` | `unknown` | none |
#
# The rules: a year is exactly four digits between round brackets and nothing else, `(1995)`; any four, even `(0000)`. If there is more than
# one, the last one counts, also where it is the same year twice. The title is what stands before it, without blanks at its ends
# (those inside stay, and there need not be one before the bracket); what stands behind it is dropped. Without a year, the title is
# the whole text without blanks at its ends, and the year is `None`. Other brackets, such as `(500)`, `( 1995 )`, `(V)` or
# `(2006-2007)`, are no years.
#
# ### Exercise 2 · Taking the year off (8 points, 7 minutes)
#
# Write `split_title_year` for one title.
#
# <details><summary>Hint 1: the idea</summary>Look for a pattern: an opening bracket, four digits, a closing bracket. Python's module <code>re</code> (the cell imports it) finds patterns, called regular expressions.</details>
# <details><summary>Hint 2: the pattern</summary><code>r"\((\d{4})\)"</code>: <code>\(</code> is a real bracket, <code>\d{4}</code> four digits, and the plain brackets around it mark the part we want. <code>re.finditer(pattern, title)</code> yields all places where it fits.</details>
# <details><summary>Hint 3: nearly there</summary>Make a list of all places. If it is empty, there is no year; else take its last member. A place can tell two things: <code>.start()</code>, where it begins in the text (and the title ends), and <code>.group(1)</code>, what its marked part is, as a text.</details>


# %% nbgrader={"grade": false, "grade_id": "split_title_year", "locked": false, "schema_version": 3, "solution": true, "task": false}
import re


def split_title_year(title):
    """Title and year of a movie, apart.

    Parameters
    ----------
    title : str
        A title as MovieLens writes it.

    Returns
    -------
    tuple (or list) of str and (int or None)
        The title without year and without blanks at its ends; the year as a whole number, None where there is none.

    Examples
    --------
    >>> split_title_year("Toy Story (1995)")
    ('Toy Story', 1995)
    >>> split_title_year("Babylon 5")
    ('Babylon 5', None)
    """
    ### BEGIN SOLUTION
    found = list(re.finditer(r"\(([0-9]{4})\)", title))
    if not found:
        return title.strip(), None
    return title[: found[-1].start()].strip(), int(found[-1].group(1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_split_title_year", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""The last four digits in brackets are the year, what stands before them is the title."""
from public_tests import test_split_title_year

test_split_title_year(split_title_year)

# %% [markdown]
# On the real titles. Read the ones that do not end in a year, and some with brackets of another kind:

# %%
titles = ml.movies["title"].reset_index(drop=True)
apart = pd.DataFrame([split_title_year(title) for title in titles], columns=["name", "year"])
apart["year"] = pd.to_numeric(apart["year"]).astype("Int64")  # whole numbers, some of them missing
print(f"movies without a year: {apart['year'].isna().sum()}; years from {apart['year'].min()} to {apart['year'].max()}")
texts = pd.concat([titles.rename("text"), apart], axis=1)
no_year_at_the_end = ~titles.str[-5:-1].str.isdigit()
other_brackets = apart["name"].str.contains("(", regex=False) & (titles.str.len() < 50)
pd.concat([texts[no_year_at_the_end].head(4), texts[other_brackets].head(4)])

# %% [markdown]
# Careful with titles all the same: they are no keys. Different rows can have the same one, so two tables must always be joined by
# `movie_id`.

# %%
same_title = ml.movies[ml.movies.duplicated("title", keep=False)].sort_values(["title", "movie_id"])
print(f"{len(same_title)} rows of the movie table have a title that another row has too")
same_title.head(4)

# %% [markdown]
# ## 4. How empty is it? (2 minutes)
#
# Picture the ratings as a large table, a row for each user, a column for each movie, a number where somebody rated. This is the
# **user × movie matrix**, and nearly all of it is empty. Here is a world small enough to see whole, four users and six movies, which will
# stay with us for the rest of the lab:

# %%
small_movies = pd.DataFrame(
    {
        "movie_id": [1, 2, 3, 4, 5, 6],
        "title": ["Alpine", "Barcarole", "Comet", "Dune Road", "Estuary", "Fjord"],
        "year": pd.array([1962, 1962, 1978, 1971, 1984, None], dtype="Int64"),
        "genres": ["Drama", "Drama|Music", "Comedy", "Musical", "Comedy|Music", ""],
    }
)
small_ratings = pd.DataFrame(
    [
        (7, 1, 5.0, 10),
        (7, 2, 2.0, 30),
        (7, 3, 5.0, 20),
        (3, 2, 5.0, 50),
        (3, 5, 3.0, 50),
        (3, 6, 4.0, 40),
        (5, 3, 1.0, 15),
        (5, 1, 3.0, 5),
        (5, 5, 2.0, 25),
        (12, 6, 2.0, 60),
    ],
    columns=["user_id", "movie_id", "rating", "timestamp"],
)
small_ratings.pivot(index="user_id", columns="movie_id", values="rating")

# %% [markdown]
# `NaN` is pandas' word for *nothing here*. The matrix has a row for each user and a column for each movie **that occurs in the
# ratings** (nobody has rated movie 4, so it has no column). By hand: 4 users × 5 movies = 20 cells, 10 of them filled, 10 empty. The share of
# empty cells is called **sparsity**:
#
# $$\text{sparsity} = 1 - \frac{\text{ratings}}{\text{users} \cdot \text{movies}} = 1 - \frac{10}{4 \cdot 5} = 0.5$$
#
# ### Exercise 3 · Sparsity (6 points, 4 minutes)
#
# Write `sparsity`. Nobody rates the same movie twice. Better not build the matrix: that of a large data set does not fit into memory.
#
# <details><summary>Hint 1: the idea</summary>Three numbers are enough: how many rows, how many different users, how many different movies.</details>
# <details><summary>Hint 2: counting different values</summary>Ids have gaps: user 12 is not the twelfth user. <code>ratings["user_id"].nunique()</code> counts different values.</details>
# <details><summary>Hint 3: nearly there</summary><code>cells = users * movies</code>. How many of them are filled, and what share is then empty?</details>


# %% nbgrader={"grade": false, "grade_id": "sparsity", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sparsity(ratings):
    """Share of empty cells of the user × movie matrix.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id` and `rating`, at least one row, each pair of ids at most once, no value missing. Ids are any
        whole numbers. The index says nothing: a value may stand in it twice, as after `pd.concat`. It is not changed.

    Returns
    -------
    float
        Between 0 (everybody rated everything) and 1, not rounded. Only users and movies that occur in `ratings` count.

    Examples
    --------
    >>> sparsity(small_ratings)
    0.5
    """
    ### BEGIN SOLUTION
    cells = ratings["user_id"].nunique() * ratings["movie_id"].nunique()
    return 1 - len(ratings) / cells
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sparsity", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
"""The share of cells without a rating, between 0 and 1."""
from public_tests import test_sparsity

test_sparsity(sparsity)

# %%
print(f"{sparsity(ml.ratings):.4f} of the matrix is empty")  # MovieLens 100K: 0.9370

# %% [markdown]
# 93.7 % is *dense* for this trade: MovieLens 100K keeps only users with 20 ratings or more. In a shop, far more than 99 % is normal.
#
# ### Question 1 · What an empty cell says (2 points)
#
# A fellow student fills the empty cells of the matrix with 0, "so that the mean of a movie can be computed". What is wrong?
#
# - **A** Nothing, a mean needs a number in every cell
# - **B** It takes too much memory, apart from that it is right
# - **C** It should be 3, the middle of the scale, which changes nothing
# - **D** An empty cell means *we do not know*; a 0 claims that the user hated the movie

# %% nbgrader={"grade": false, "grade_id": "question_empty", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_empty = ...  # "A", "B", "C" or "D"
question_empty = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_empty", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_empty", question_empty)

# %% [markdown]
# ## 5. Look at it (7 minutes)
#
# No exercise here, only looking; that is what one does first with any data. How many stars do people give, and how many ratings does each
# of them give?

# %%
show(
    plot_ratings(ml.ratings),
    alt="Left: bars of the share of ratings by stars; the high ones are most frequent, 4 stars lead and the mean is about 3.5. Right: a histogram of "
    "ratings per user on a logarithmic axis, which begins at 20 and thins out toward several hundred.",
)

# %% [markdown]
# More than half of the ratings are 4 or 5 stars. Not because most movies are good, but because people choose what they watch: ratings are
# **not missing at random**. A movie that somebody did not rate is probably one they would have liked less.
#
# Who are these people? (Not all editions say.)

# %%
if ml.users is None:
    print(f"{ml.name} tells nothing about its users.")
else:
    show(
        plot_users(ml.users),
        alt="Three bar charts of users. Age: the group from 25 to 34 is the largest. Gender: more than twice as many men as women. "
        "Occupation: students lead by far, 196 of 943 in MovieLens 100K.",
    )

# %% [markdown]
# On the web in 1997: more than two men for each woman, half of all users 31 or younger, and every fifth a student. Whatever we learn about
# taste, we learn about *them*. And the movies?

# %%
show(
    plot_decades(ml.movies),
    alt="Bars of movies by decade. In MovieLens 100K the 1920s have 2 movies, the 1930s to the 1970s 29 to 57 each, the 1980s 110, and the 1990s "
    "tower over all others with 1,337.",
)

# %% [markdown]
# Four of five movies are from the 1990s: the site showed what was new. Of the older decades only what lasted is here, so "old films
# are better" could not be learnt from this table, even if the means said so.
#
# Now the most important picture of all. Sort the movies by how often they were rated:

# %%
per_movie = ml.ratings.groupby("movie_id")["rating"].agg(ratings="size", mean="mean")
per_movie = per_movie.join(ml.movies.set_index("movie_id")["title"])
show(
    plot_long_tail(per_movie["ratings"]),
    alt="Left: ratings per movie, the most rated first; the curve falls steeply and then runs flat along the axis for most of the movies. "
    "Right: their running share of all ratings; the first tenth of the movies already holds a large part.",
)
rarely = (per_movie["ratings"] <= 5).mean()
print(f"rated once: {(per_movie['ratings'] == 1).sum():,} movies; five times or less: {rarely:.0%} of all movies")

# %% [markdown]
# This is the **long tail**: a tenth of the movies has 43 % of the ratings, and nearly a quarter of the movies has five or fewer. In
# every catalogue it looks like this. The head is easy to recommend and nobody needs it; the tail is where a recommender could
# help, and where it knows least.
#
# What does few ratings do to a mean?

# %%
show(
    plot_mean_against_count(per_movie, ml.ratings["rating"].mean()),
    alt="Mean rating against number of ratings per movie, logarithmic axis. With one rating the means cover the whole scale; the cloud narrows to "
    "the right, and it also rises: movies with many ratings have means between 3 and 4.5. Three movies with five ratings have the mean 1.",
)

# %%
columns = ["title", "ratings", "mean"]
print("The ten best by mean:")
display(per_movie.sort_values(["mean", "ratings"], ascending=False)[columns].head(10).round(2))
print("The ten with the most ratings:")
display(per_movie.sort_values("ratings", ascending=False, kind="stable")[columns].head(10).round(2))

# %% [markdown]
# The ten best by mean have exactly 5 stars, and three ratings at the most. The ten with the most ratings are films you
# know. (On MovieLens 1M that list begins with American Beauty, Star Wars V and IV and Jurassic Park.) Neither list is a good
# chart. Lab 01 makes one.
#
# ### Question 2 · The perfect ten (2 points)
#
# Why do movies with very few ratings fill the top of the list by mean?
#
# - **A** They are hidden gems, which only experts have found
# - **B** A mean of few ratings is scattered more widely, so both ends of the list belong to such movies
# - **C** Their ratings are errors in the data and should be deleted
# - **D** People who rate little-known movies give more stars, whatever they watch

# %% nbgrader={"grade": false, "grade_id": "question_few", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_few = ...  # "A", "B", "C" or "D"
question_few = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_few", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_few", question_few)

# %% [markdown]
# ## 6. A user as a row of numbers (3 minutes)
#
# To compare users, or to learn from them, we describe each by the same list of numbers, a **vector**. A simple one: how
# many stars does this user give, on average, to dramas, to comedies, and so on? That is the user's **genre profile**. A movie with several genres
# counts in each of them.
#
# By hand, for the small world (its movies and genres again: 1 Alpine *Drama*, 2 Barcarole *Drama, Music*, 3 Comet *Comedy*, 4 Dune Road
# *Musical*, 5 Estuary *Comedy, Music*, 6 Fjord without a genre):
#
# | user | rated | Comedy | Drama | Music | Musical |
# |--:|:--|--:|--:|--:|--:|
# | 3 | Barcarole 5, Estuary 3, Fjord 4 | 3 | 5 | (5 + 3) / 2 = 4 | – |
# | 5 | Comet 1, Alpine 3, Estuary 2 | (1 + 2) / 2 = 1.5 | 3 | 2 | – |
# | 7 | Alpine 5, Barcarole 2, Comet 5 | 5 | (5 + 2) / 2 = 3.5 | 2 | – |
# | 12 | Fjord 2 | – | – | – | – |
#
# A dash is `NaN`: nothing rated there. It is not 0, and it is not the user's mean. Two things are easy to lose: user 12, who has rated no movie with
# a genre, keeps a row; and Musical, which nobody rated, keeps a column. All users must have the same columns, or they cannot be compared.
#
# ### Exercise 4 · Genre profiles (10 points, 11 minutes)
#
# Write `genre_profile`. A short name may be part of a longer one (`Music` of `Musical`), so compare whole names.
#
# <details><summary>Hint 1: the idea</summary>Look at one genre at a time: which movies have it? Which ratings are of those movies? Their mean, user by user, is a column.</details>
# <details><summary>Hint 2: the tools</summary><code>movies.set_index("movie_id")["genres"].str.get_dummies("|")</code> is a table of 0 and 1: a row for each movie id, a column for each genre, in alphabetical order. <code>part.groupby("user_id")["rating"].mean()</code> gives a mean for each user in <code>part</code>.</details>
# <details><summary>Hint 3: nobody is lost</summary><code>users = sorted(ratings["user_id"].unique())</code>. A column made by <code>groupby</code> lacks the users who rated nothing there; <code>.reindex(users)</code> puts them in with NaN.</details>
# <details><summary>Hint 4: nearly there</summary>Start from an empty table that has only its index, <code>pd.DataFrame(index=users)</code>. Then a loop over the genres, one column a turn. Which ratings are of the genre's movies? <code>isin</code> tells for a whole column whether each value is among some others.</details>


# %% nbgrader={"grade": false, "grade_id": "genre_profile", "locked": false, "schema_version": 3, "solution": true, "task": false}
def genre_profile(ratings, movies):
    """Each user's mean rating in each genre.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id` and `rating` (stars, 0.5 to 5). Every `movie_id` is in `movies`. It is not changed.
    movies : DataFrame
        Columns `movie_id` (each once) and `genres`: names joined by "|", or "" if there are none. It is not changed.

    Returns
    -------
    DataFrame, shape (users, genres)
        Mean rating in stars, not rounded, NaN where the user has rated no movie of the genre. All columns hold numbers (float64, also
        where all are NaN). The index holds all users of `ratings`, ascending; the columns are all genres of `movies`,
        alphabetically, as `sorted` orders them.

    Examples
    --------
    >>> genre_profile(small_ratings, small_movies).loc[7].tolist()
    [5.0, 3.5, 2.0, nan]
    """
    ### BEGIN SOLUTION
    flags = movies.set_index("movie_id")["genres"].str.get_dummies("|")
    has_genre = flags.loc[ratings["movie_id"]].to_numpy() == 1
    stars = np.where(has_genre, ratings["rating"].to_numpy(dtype=float)[:, None], np.nan)
    table = pd.DataFrame(stars, columns=flags.columns, index=ratings["user_id"].to_numpy())
    return table.groupby(level=0).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_genre_profile", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""A row for every user, a column for every genre, NaN where nothing was rated."""
from public_tests import test_genre_profile

test_genre_profile(genre_profile)

# %%
profile = genre_profile(ml.ratings, ml.movies)
print(
    f"{profile.shape[0]} users, {profile.shape[1]} genres, {profile.isna().to_numpy().mean():.1%} of the cells unknown"
)
step = len(profile) // 14 + 1  # every so many users one, so that at most 14 are drawn
show(
    plot_profiles(profile.iloc[::step]),
    alt="A heat map: some fourteen users down, all genres across, the colour is the mean rating from 1 to 5. Within each row the colours change "
    "from genre to genre; no row is dark throughout. White cells, where nothing was rated, are most frequent in the rare genres.",
)

# %% [markdown]
# The table of ratings was 93.7 % empty, the profiles are 16.2 %: by asking about genres instead of movies we have traded detail
# for knowledge. The colours change within a row more than from row to row: users are not just generous or strict, they like one genre and
# not another. Or is it chance? Many a cell is the mean of one or two ratings, and question 2 has said what such means are worth. So we
# ask for 5 ratings in a genre. Among the fifty users with the most ratings, these three then differ most between two genres:

# %%
genres_of = ml.movies.set_index("movie_id")["genres"].str.get_dummies("|")
number = genres_of.loc[ml.ratings["movie_id"]].groupby(ml.ratings["user_id"].to_numpy()).sum()
busy = ml.ratings["user_id"].value_counts().head(50).index
enough = profile.where(number >= 5).loc[busy]  # `number`: how many ratings of each user are in each genre
for user in (enough.max(axis=1) - enough.min(axis=1)).nlargest(3).index:
    best, worst = enough.loc[user].idxmax(), enough.loc[user].idxmin()
    print(f"user {user}: {best} {enough.loc[user, best]:.2f} stars from {number.loc[user, best]} ratings,", end=" ")
    print(f"{worst} {enough.loc[user, worst]:.2f} stars from {number.loc[user, worst]} ratings")

# %% [markdown]
# ## 7. A movie as a row of numbers (2 minutes)
#
# The same for movies: the year, the mean rating, and for each genre a 1 if the movie has it and a 0 if not (an **indicator**). By
# hand, for the small world:
#
# | movie | year | mean_rating | Comedy | Drama | Music | Musical |
# |:--|--:|--:|--:|--:|--:|--:|
# | 1 Alpine | 1962 | (5 + 3) / 2 = 4 | 0 | 1 | 0 | 0 |
# | 2 Barcarole | 1962 | (2 + 5) / 2 = 3.5 | 0 | 1 | 1 | 0 |
# | 3 Comet | 1978 | (5 + 1) / 2 = 3 | 1 | 0 | 0 | 0 |
# | 4 Dune Road | 1971 | – | 0 | 0 | 0 | 1 |
# | 5 Estuary | 1984 | (3 + 2) / 2 = 2.5 | 1 | 0 | 1 | 0 |
# | 6 Fjord | – | (4 + 2) / 2 = 3 | 0 | 0 | 0 | 0 |
#
# Dune Road has no rating and so no mean; it stays in the table all the same, for a new movie needs a vector too.
#
# ### Exercise 5 · Item features (10 points, 8 minutes)
#
# Write `item_features`. Mind how pandas puts columns together: it goes by the index, not by the place in the table.
#
# <details><summary>Hint 1: the idea</summary>Make three pieces, each with <code>movie_id</code> as its index: the years, the mean ratings, the indicators. Then put them side by side.</details>
# <details><summary>Hint 2: the pieces</summary><code>table = movies.set_index("movie_id")</code> gives the years and the indicators (<code>str.get_dummies("|")</code> on the genres), <code>ratings.groupby("movie_id")["rating"].mean()</code> the means. <code>.astype("float64")</code> turns a missing year into NaN.</details>
# <details><summary>Hint 3: nearly there</summary>Start from <code>features = pd.DataFrame(index=table.index)</code> and store the first two as columns: pandas finds the movie for each mean by itself, and leaves NaN where there is none. <code>features.join(…)</code> adds the indicators.</details>


# %% nbgrader={"grade": false, "grade_id": "item_features", "locked": false, "schema_version": 3, "solution": true, "task": false}
def item_features(movies, ratings):
    """Year, mean rating and genre indicators of every movie.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id` (each once), `year` (a number, missing where it is not known) and `genres`: names joined by "|",
        or "" if there are none. It is not changed.
    ratings : DataFrame
        Columns `movie_id` and `rating` (stars). Every `movie_id` is in `movies`; some movies have no rating. It is not changed.

    Returns
    -------
    DataFrame, shape (movies, 2 + genres)
        One row for each row of `movies`, in that order, with `movie_id` as the index. Columns: `year` and `mean_rating` (stars, not
        rounded), both float64 and NaN where not known; then for each genre of `movies`, alphabetically as `sorted` orders
        them, 1 or 0 (numbers, not True and False).

    Examples
    --------
    >>> item_features(small_movies, small_ratings).loc[2].tolist()
    [1962.0, 3.5, 0.0, 1.0, 1.0, 0.0]
    """
    ### BEGIN SOLUTION
    by_id = movies.set_index("movie_id")
    features = by_id[["year"]].astype("float64")
    features["mean_rating"] = ratings.groupby("movie_id")["rating"].mean()
    return features.join(by_id["genres"].str.get_dummies("|"))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_item_features", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""A row for every movie, rated or not, found by its id."""
from public_tests import test_item_features

test_item_features(item_features)

# %%
features = item_features(ml.movies, ml.ratings)
print(
    f"{features.shape[0]:,} movies with {features.shape[1]} features; the year of {features['year'].isna().sum()} is not known"
)
known = per_movie["ratings"].nlargest(6).index
features.loc[known].set_axis(per_movie.loc[known, "title"]).iloc[:, :8].round(2)

# %% [markdown]
# Profiles and features are the vectors of users and items from which lab 04 learns. Mind where they come from: years and genres say what a movie
# *is*, and a movie of today has them too; profiles and `mean_rating` are made of ratings, and a newcomer has none.
# Look at the map of section 1 once more before you answer.
#
# ### Question 3 · News of the day (2 points)
#
# A news site publishes 500 articles a day, and after a day nobody wants them any more. Its readers come back daily. Which kind can
# recommend an article in the minute it is published?
#
# - **A** Popularity
# - **B** Collaborative, by user
# - **C** Content-based
# - **D** Collaborative, by item

# %% nbgrader={"grade": false, "grade_id": "question_map", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_map = ...  # "A", "B", "C" or "D"
question_map = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_map", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_map", question_map)

# %% [markdown]
# ## 8. Past and future (2 minutes)
#
# Before we use the vectors, one thing must be settled.
#
# To know whether a recommender is any good we ask it about ratings that it has not seen: the **test** part. It learns from the rest,
# the **training** part. Which ratings belong where? In real life, what we want to know lies in the future. So each user's
# **last** n ratings are the test, and what came before is for training. This is called **leave-last-out**.
#
# By hand, for the small world with n = 1 (in brackets the second of the rating):
#
# | user | in time order | training | test |
# |--:|:--|:--|:--|
# | 3 | Fjord (40), Barcarole (50), Estuary (50) | Fjord, Barcarole | Estuary |
# | 5 | Alpine (5), Comet (15), Estuary (25) | Alpine, Comet | Estuary |
# | 7 | Alpine (10), Comet (20), Barcarole (30) | Alpine, Comet | Barcarole |
# | 12 | Fjord (60) | Fjord | – |
#
# Two rules for the edges. User 3 rated two movies in the same second: the one with the larger `movie_id` counts as the later one, so that the split is
# the same every time. User 12 has only one rating; a user with n ratings or fewer stays in training whole, for a recommender
# that knows nothing of a user cannot be asked about them.
#
# ### Exercise 6 · Leave the last out (8 points, 10 minutes)
#
# Write `leave_last_out`. The rows may come in any order, and the index says nothing: a value may stand in it twice, as after `pd.concat`.
#
# <details><summary>Hint 1: the idea</summary>Sort by time within each user. Then number each user's ratings from the end: the last is 0, the one before 1. The test is what has a number below n, except for users with too few ratings.</details>
# <details><summary>Hint 2: sorting and numbering</summary><code>sort_values</code> takes a list of columns: the second decides where the first is equal, and so on. <code>cumcount()</code> of a <code>groupby</code> numbers the rows of each group 0, 1, 2, … as they stand; with <code>ascending=False</code> it counts down to 0.</details>
# <details><summary>Hint 3: who has enough</summary><code>transform("size")</code> of a column of a <code>groupby</code> writes the size of its group beside each row. Compare it with n.</details>
# <details><summary>Hint 4: nearly there</summary>Two comparisons give two columns of True and False; <code>&amp;</code> joins them (each in its own brackets), <code>~</code> turns one round, and <code>table[…]</code> with such a column keeps the rows that are True. Rows chosen so need no index. Which part is returned first?</details>


# %% nbgrader={"grade": false, "grade_id": "leave_last_out", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leave_last_out(ratings, n):
    """Split ratings by time: each user's last n are the test.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `timestamp` (seconds) and any others, such as `rating`; rows in any order, with an index that
        may hold a value twice. Each pair of user and movie occurs once. It is not changed.
    n : int
        Ratings per user to hold out, 1 or more.

    Returns
    -------
    train, test : tuple of two DataFrames
        Every row of `ratings` in exactly one of them, with its columns and no other, its values as they were. The order of the
        rows and the index do not matter. Of ratings in the same second the one with the larger `movie_id` is the later. A user with n ratings or fewer has all of them in `train`.

    Examples
    --------
    >>> train, test = leave_last_out(small_ratings, 1)
    >>> sorted(test["user_id"].tolist()), len(train)
    ([3, 5, 7], 7)
    """
    ### BEGIN SOLUTION
    in_time = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    per_user = in_time.groupby("user_id")["movie_id"]
    is_test = (per_user.cumcount(ascending=False) < n) & (per_user.transform("size") > n)
    return in_time[~is_test], in_time[is_test]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_leave_last_out", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""Each user's last n ratings are held out, and nothing that came later is in their training part."""
from public_tests import test_leave_last_out

test_leave_last_out(leave_last_out)

# %%
train, test = leave_last_out(ml.ratings, n=10)
print(f"{len(train):,} ratings to learn from, {len(test):,} held out")
someone = test["user_id"].iloc[0]
names = ml.movies.set_index("movie_id")["title"]
print(f"user {someone}, the last ten:", "; ".join(test.loc[test["user_id"] == someone, "movie_id"].map(names)))

# %% [markdown]
# ## 9. Where this breaks (7 minutes)
#
# (All cells of this section use your functions of exercises 4, 5 and 6.)
#
# **The future of others.** We made sure that no user's own future is in their training part. But users came at different times. On the calendar,
# for some users who stayed a while:

# %%
days = ml.ratings.groupby("user_id")["timestamp"].agg(lambda seconds: (seconds.max() - seconds.min()) / 86_400)
stayed = days[days > days.quantile(0.8)].index
some = ml.ratings[ml.ratings["user_id"].isin(stayed)].groupby("user_id")["timestamp"].max().sort_values().index
step = len(some) // 12 + 1  # at most 12 of them
show(
    plot_split(train, test, list(some[::step])),
    alt="At most a dozen users, one a row: ticks along the calendar for the ratings to learn from, and below them dots for the last ten. Many dots lie on one "
    "spot, for ten ratings take a few minutes. The rows end at different dates, so the dots of the upper users lie left of many ticks of the lower ones.",
)
middle = test["timestamp"].median()
print(f"for the median test rating, {(train['timestamp'] > middle).mean():.0%} of the training ratings are later")
print(f"users whose first and last rating are less than a day apart: {(days < 1).mean():.0%}")

# %% [markdown]
# For the median test rating, 39 % of the training ratings were given later, by others. To be strict one cuts
# at one date for all; lab 07 does. And 68 % of the users gave all their ratings within a day, most of them
# in one sitting (so ten dots look like one): here "what comes next" often means the next title on the site's list, not next week's evening.
#
# **The leak.** How good are the vectors? A first use: guess the held-out ratings in four ways that need no model. One number for
# everybody; the user's mean; the movie's mean (your `mean_rating`); and the mean of the user's profile over the movie's genres (your
# `genre_profile`). Where the movie's mean or the profile is missing, the user's mean stands in (and the mean of all where a user has none). We
# measure the **RMSE**: the root of the mean squared error, in stars; large misses count more.
#
# We do it twice: with means made from the training part only, and with means made from *all* ratings, before the split.

# %%
honest = guess_ratings(train, test, genre_profile(train, ml.movies), item_features(ml.movies, train))
leaky = guess_ratings(ml.ratings, test, profile, features)  # all three have seen the test
errors = pd.DataFrame(
    {
        "means from the training part": errors_in_stars(honest, test["rating"]),
        "means from all ratings (a leak)": errors_in_stars(leaky, test["rating"]),
    }
)
show(
    plot_errors(errors, "Means that have seen the test look better than they are"),
    alt="Bars of the error in stars for four ways of guessing, twice each. One number for all has nearly the same error twice. The other three have a smaller "
    "one when the means were made from all ratings, most of all the user's mean in the movie's genres.",
)
for way, row in errors.iterrows():
    print(f"{way}: honest {row.iloc[0]:.4f}, leaky {row.iloc[1]:.4f}")
unseen = ~test["movie_id"].isin(train["movie_id"])
print(f"{unseen.sum()} of the held-out ratings are of movies that nobody has rated in the training part")
of_each_user = honest.sub(test["rating"], axis=0).pow(2).groupby(test["user_id"]).mean()
better = of_each_user["the user's mean in the movie's genres"] < of_each_user["the user's mean"]
print(f"users for whom the genres guess better than their plain mean: {better.mean():.1%}")

# %% [markdown]
# - **Honestly measured, the profile is on average no better than the plain mean of the user**: 1.1698 stars against 1.1695. It is better for
#   50.5 % of the users, which is what tossing a coin would give. Genres are too coarse, and many cells are made of one or two ratings.
# - **With the leak it looks like the best of all**: 0.9870. Nothing became better; the held-out ratings were inside the means that guessed
#   them. The fewer ratings a mean is made of, the more of the answer it holds: the mean of all hides nearly nothing, a user's
#   mean more (1.0912 for 1.1695), a user's mean in one genre most.
# - The movie's mean is the best honest guess, 1.0804 stars, though it knows nothing about the user. That is the bar for labs 02, 04 and 05.
# - **None of this is a law.** On MovieLens Latest Small the same cells say 1.0036 for the profile, 1.0216 for the user's mean and 1.0360
#   for the movie's: there the profile is the best and the movie's mean comes behind the user's. An error is only worth something together
#   with its data and its split. When you read "RMSE 0.93", ask: on what?
#
# And what no split can mend: we only ever see ratings of movies that people chose, by the people who were there, in the stars of 1998.
#
# ### Question 4 · Too good (2 points)
#
# You compute each movie's mean rating from all ratings, then split them with `leave_last_out`, then train and measure. What is your test error?
#
# - **A** Too small: the means hold a part of the answers
# - **B** Too large: the means are diluted by the test ratings
# - **C** Right: a mean is no model, so it cannot have learnt anything
# - **D** Right, as long as every movie has at least one training rating

# %% nbgrader={"grade": false, "grade_id": "question_leak", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_leak = ...  # "A", "B", "C" or "D"
question_leak = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_leak", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_leak", question_leak)

# %% [markdown]
# ## What to take along
#
# | | |
# |:--|:--|
# | the map | a recommender is known by what it looks at, and by what newcomers do to it |
# | reading | know the encoding, decide about bad lines, count what you lose |
# | sparsity, long tail | most cells are empty and most movies are rarely rated; an empty cell is not a 0 |
# | user and item vectors | the same columns for all, NaN where nothing is known |
# | leave-last-out | judge on the future, and make every mean after the split, from the training part |
#
# Next: **lab 01** makes the chart that the two lists of ten were not.
