# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 03 · Content, from words
#
# 60 points · 90 minutes
#
# A shop put a tent into its catalogue this morning. Nobody has bought it, nobody has rated it, so no chart and no neighbour
# can recommend it. But it has a description, and a description can be compared with others. This is **content-based filtering**:
# recommend what is *like* what somebody looks at or likes, judged by what the things are. In this lab a text becomes a row of numbers, and
# "like" becomes the angle between two rows.
#
# Afterwards you can
#
# - turn texts into **TF-IDF** vectors, by hand and with scikit-learn, and say what each factor is for;
# - find the most similar products, and build a list that explains itself;
# - make a profile from what a person likes and dislikes;
# - say what n-grams, stop words and `min_df` do, and what a catalogue of a hundred thousand products would cost;
# - say what words cannot do, with numbers.
#
# ![Three descriptions become three arrows in a plane whose axes are the words tent and rain. The two tents point in similar directions, the rain jacket points elsewhere; the similarity is the cosine of the angle between two arrows, 0.89 for the tents and 0.45 for one of them and the jacket.](angles.svg)
#
# As in every lab: fill in a cell, run it, run the check below it. `All tests passed!` means that the visible examples are right; the
# mark comes from the same function on other data. Later cells use your functions. Where one stops with `NotImplementedError` or `NameError`,
# go up to the first cell that stopped: an exercise there is still open.

# %%
import re

import numpy as np
import pandas as pd
from IPython.display import display
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel
from threadpoolctl import threadpool_limits

from recsys_utils.blocks import bytes_needed, full_similarity, invented_vectors, top_k_in_blocks
from recsys_utils.catalogue import load_catalogue
from recsys_utils.data import load_movielens
from recsys_utils.evaluation import hit_rates
from recsys_utils.plots import show, use_course_style
from recsys_utils.plots.popularity import plot_hit_rates
from recsys_utils.plots.tfidf import plot_heat_map, plot_nearest, plot_settings, plot_top_terms, plot_vocabulary
from recsys_utils.plots.tfidf_lists import plot_alike, plot_places, plot_scale
from recsys_utils.splits import hold_out_last

use_course_style()
threadpool_limits(1)  # one processor: the tables here are small, and dealing them out takes longer than reckoning
pd.set_option("display.max_colwidth", 100)

# %% [markdown]
# ## 1. The catalogue (4 minutes)
#
# Our shop sells things for the outdoors. Its catalogue is a csv file with two columns, `id` and `description`, and a description
# begins with the product's name. You can take your own file, with the same two columns and some dozens of products at least: put it beside this
# notebook and write its name below. Your functions then work on it, and where the text talks about one of our products, the cells show your first ones.
# (The numbers in the text are those of our catalogue, and only ours has categories.)

# %% tags=["parameters"]
CATALOGUE = "catalogue.csv"

# %%
products = load_catalogue(CATALOGUE)
print(f"{len(products)} products, {products['description'].str.split().str.len().median():.0f} words in the middle one")
products.head(4)

# %% [markdown]
# No two of these texts are built to the same pattern. Read one whole:

# %%
print(products["description"][0])

# %% [markdown]
# The shop also keeps a table of categories. The method of this lab never sees it. We use it in the
# end as a judge: a product's neighbours should mostly come from its own category.

# %%
categories = pd.read_csv("categories.csv").set_index("id")["category"]
if CATALOGUE == "catalogue.csv":
    category = products["id"].map(categories).to_numpy()
else:
    category = np.full(len(products), "unknown", dtype=object)  # the table is about our catalogue only


def pick(*ids):
    """The rows of the products with these ids; from another catalogue than ours, its first rows."""
    if CATALOGUE != "catalogue.csv":
        return list(range(min(len(ids), len(products))))
    return [products["id"].tolist().index(number) for number in ids]


pd.Series(category).value_counts().rename("products").to_frame().T

# %% [markdown]
# ## 2. Words, and how often (2 minutes)
#
# First the text is cut into words, or **tokens**. Ours is the rule that scikit-learn uses too: small letters only, and every run of two or more
# letters or digits is a token. Punctuation falls away, and so do single letters. (`\w` means a letter or digit, and `+` one or more.)


# %%
def words(text):
    """The tokens of a text: runs of two or more letters or digits, in small letters."""
    return re.findall(r"\w\w+", text.lower())


words("Tent pegs: 24 g each, it's a start!")

# %% [markdown]
# The order of the words is thrown away: what is left is a **bag of words**. That sounds brutal, and works surprisingly far.
#
# We follow four descriptions that fit on the page, already cut into tokens:
#
# | | tokens |
# |:--|:--|
# | A | light tent for light packs |
# | B | tent pegs for sand |
# | C | light jacket for rain |
# | D | whistle |
#
# From now on a text is called a document, d, and a word that we count is called a **term**, t. (In section 6 a term may be several words.)
#
# How much is A about *light*? The word stands there twice, but a long text says every word more often, so we divide by the length. This share is
# the **term frequency**:
#
# $$\mathrm{tf}(t, d) = \frac{\text{how often } t \text{ stands in } d}{\text{number of tokens of } d}$$
#
# By hand, for A: *light* 2/5 = 0.4, and *tent*, *for*, *packs* 1/5 = 0.2 each. The shares of a text add up to one.

# %%
four = [
    ["light", "tent", "for", "light", "packs"],
    ["tent", "pegs", "for", "sand"],
    ["light", "jacket", "for", "rain"],
    ["whistle"],
]

# %% [markdown]
# ### Exercise 1 · Term frequency (4 points, 5 minutes)
#
# Write `term_frequency`.
#
# <details><summary>Hint 1: the idea</summary>Count every word, then divide every count by the length of the list.</details>
# <details><summary>Hint 2: counting</summary><code>tokens.count("light")</code> counts one word. To walk over the different words, <code>set(tokens)</code> has each of them once.</details>
# <details><summary>Hint 3: nearly there</summary>A dict can be written in one line: <code>{word: … for word in set(tokens)}</code>. Of an empty list this makes an empty dict, and nothing is divided.</details>


# %% nbgrader={"grade": false, "grade_id": "term_frequency", "locked": false, "schema_version": 3, "solution": true, "task": false}
def term_frequency(tokens):
    """The share of a text that each of its words makes up.

    Parameters
    ----------
    tokens : list of str
        The text's words in order, repeats included. Whatever stands in the list is a word, and is taken as it is: "Mat" and
        "mat" are two words, and so are "tent" and "tents"; "a", "350" and "t-shirt" are words too.

    Returns
    -------
    dict of str to float
        For each different word, its count / the number of tokens, not rounded. Empty if there are no tokens.

    Examples
    --------
    >>> term_frequency(["tent", "pegs", "for", "tent"])["tent"]
    0.5
    """
    ### BEGIN SOLUTION
    counts = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    return {token: count / len(tokens) for token, count in counts.items()}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_term_frequency", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
"""Each word's share of the text."""
from public_tests import test_term_frequency

test_term_frequency(term_frequency)

# %% [markdown]
# On the real texts: the most frequent words of three products. What do they tell you about the product?

# %%
documents = [words(text) for text in products["description"]]
for i in pick(1, 5, 7):
    shares = pd.Series(term_frequency(documents[i])).sort_index().sort_values(ascending=False, kind="stable")
    print(f"{products['name'][i]}: " + ", ".join(f"{word} {share:.3f}" for word, share in shares.head(7).items()))

# %% [markdown]
# ## 3. Rare words say more (3 minutes)
#
# Nearly nothing: *the* and *and* lead everywhere. What tells a tent from a boot are words that *few* products use. Count, for each word, the texts
# that hold it: its **document frequency** df. Of N texts, the weight of a word is the **inverse document frequency**:
#
# $$\mathrm{idf}(t) = \log\frac{N}{\mathrm{df}(t)}$$
#
# with the natural logarithm. By hand, N = 4:
#
# | word | texts that hold it | df | log(N / df) |
# |:--|:--|--:|--:|
# | for | A, B, C | 3 | log(4/3) = 0.288 |
# | light | A, C | 2 | log(4/2) = 0.693 |
# | tent | A, B | 2 | 0.693 |
# | each other word | one | 1 | log(4/1) = 1.386 |
#
# Note *light*: it stands three times in all, but in **two** texts. A word in every text would get log(1) = 0, and count for nothing.
#
# scikit-learn does not want any word to vanish, and acts as if there were one more text that holds every word. It adds one at the end as well. This is the **smoothed** form:
#
# $$\mathrm{idf}_{\text{smooth}}(t) = \log\frac{1 + N}{1 + \mathrm{df}(t)} + 1$$
#
# For *for* that is log(5/4) + 1 = 1.223, for *light* log(5/3) + 1 = 1.511, for *whistle* log(5/2) + 1 = 1.916. The order is the same, the
# differences are smaller: in the plain form *whistle* weighs 4.8 times as much as *for*, in the smoothed form 1.6 times.
#
# ### Exercise 2 · Inverse document frequency (8 points, 8 minutes)
#
# Write `inverse_document_frequency`, in both forms.
#
# <details><summary>Hint 1: the idea</summary>First find df for every word, in one walk over the texts; then apply the formula to each df.</details>
# <details><summary>Hint 2: each text once</summary>A text must count a word once, however often it stands there: walk over <code>set(tokens)</code> instead of <code>tokens</code>.</details>
# <details><summary>Hint 3: counting in a dict</summary>Start with an empty dict. <code>df.get(w, 0)</code> is the count of <code>w</code> so far, and 0 if it has none yet. <code>np.log</code> is the natural logarithm; <code>if smooth:</code> chooses the formula.</details>


# %% nbgrader={"grade": false, "grade_id": "inverse_document_frequency", "locked": false, "schema_version": 3, "solution": true, "task": false}
def inverse_document_frequency(documents, smooth=False):
    """How much each word tells: the fewer texts hold it, the more.

    Parameters
    ----------
    documents : list of list of str
        The tokens of each text, one text or more. Whatever stands in a list is a word, as in `term_frequency`. A text
        without tokens is a text too, and so is one that repeats another: both count in N.
    smooth : bool
        False: log(N / df). True: log((1 + N) / (1 + df)) + 1, as scikit-learn does. Natural logarithms.

    Returns
    -------
    dict of str to float
        For each word that stands in any text, its weight, not rounded. Also for a word that stands in every text: its
        plain weight is 0.

    Examples
    --------
    >>> round(float(inverse_document_frequency(four)["for"]), 3)
    0.288
    """
    ### BEGIN SOLUTION
    df = {}
    for tokens in documents:
        for token in set(tokens):
            df[token] = df.get(token, 0) + 1
    n = len(documents)
    if smooth:
        return {token: np.log((1 + n) / (1 + held)) + 1 for token, held in df.items()}
    return {token: np.log(n / held) for token, held in df.items()}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_inverse_document_frequency", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""Texts that hold a word are counted, not how often it stands there."""
from public_tests import test_inverse_document_frequency

test_inverse_document_frequency(inverse_document_frequency)

# %% [markdown]
# Now the whole **vocabulary**: all different words of the catalogue, by how many products hold them.

# %%
idf = pd.DataFrame(
    {
        "plain": inverse_document_frequency(documents),
        "smoothed": inverse_document_frequency(documents, smooth=True),
    }
).sort_index()
held = [set(tokens) for tokens in documents]
idf["df"] = [sum(word in text for text in held) for word in idf.index]
idf = idf.sort_values("df", ascending=False, kind="stable")
print(f"{len(idf):,} different words, {(idf['df'] == 1).sum():,} of them in one product only")
display(idf.head(6).round(3))
show(
    plot_vocabulary(idf["df"], len(documents)),
    alt="Left: bars of how many words stand in how many products; more than half of the words stand in a single product, a handful in more than 50. "
    "Right: the weight falls as more products hold a word; the plain form falls from above 5 to 0, the smoothed form from just below 6 to 1.",
)

# %% [markdown]
# More than half of the words, 2,028 of 3,652, stand in one product only: names, odd numbers, words for which there was one occasion.
# They weigh most. But a word that nobody else uses cannot connect its product with any other; keep that in mind for section 6. At the other end, 21 words
# stand in more than 50 products.
#
# ## 4. One row per product (3 minutes)
#
# Multiply the two: a word weighs much in a text if it stands there often **and** few other texts hold it. That is **TF-IDF**. Give every
# word of the vocabulary a column, from A to Z, and a text becomes a row of numbers, most of them 0.
#
# One thing is left. We will compare the *directions* of rows, and for that all rows get the same length, 1: each is divided by
# $\sqrt{w_1^2 + w_2^2 + \dots}$, the root of the sum of its squares.
#
# By hand, text A with the smoothed weights:
#
# | | for | light | packs | tent |
# |:--|--:|--:|--:|--:|
# | tf | 0.2 | 0.4 | 0.2 | 0.2 |
# | idf, smoothed | 1.223 | 1.511 | 1.916 | 1.511 |
# | tf · idf | 0.245 | 0.604 | 0.383 | 0.302 |
# | divided by the length 0.814 | 0.300 | 0.742 | 0.471 | 0.371 |
#
# The length is $\sqrt{0.245^2 + 0.604^2 + 0.383^2 + 0.302^2} = 0.814$.
#
# ### Exercise 3 · TF-IDF vectors (12 points, 12 minutes)
#
# Write `tfidf_vectors`, with the two functions you have.
#
# <details><summary>Hint 1: the steps</summary>The weights of all words (smoothed); the words in order, which are the columns; a table of zeros; row by row the products tf · idf; at last the lengths.</details>
# <details><summary>Hint 2: which column</summary><code>terms = sorted(weights)</code> sorts the keys of a dict. <code>{term: j for j, term in enumerate(terms)}</code> tells the column of each term.</details>
# <details><summary>Hint 3: lengths</summary><code>np.linalg.norm(table, axis=1, keepdims=True)</code> gives the length of each row, in a shape that one can divide by. A row of zeros has length 0: divide that one by 1.</details>


# %% nbgrader={"grade": false, "grade_id": "tfidf_vectors", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tfidf_vectors(documents):
    """One row of TF-IDF weights per text, of unit length.

    Parameters
    ----------
    documents : list of list of str
        The tokens of each text, as above. A text may have none, but not all of them.

    Returns
    -------
    vectors : array of float, shape (number of texts, number of terms)
        Term frequency times smoothed inverse document frequency, each row divided by its length. The row of a text
        without tokens is all 0.
    terms : list of str
        The different words of all texts in the order of `sorted`, which puts capitals first: the term of each column.

    Examples
    --------
    >>> vectors, terms = tfidf_vectors(four)
    >>> round(float(vectors[0, terms.index("light")]), 3)
    0.742
    """
    ### BEGIN SOLUTION
    weights = inverse_document_frequency(documents, smooth=True)
    terms = sorted(weights)
    column = {term: j for j, term in enumerate(terms)}
    vectors = np.zeros((len(documents), len(terms)))
    for i, tokens in enumerate(documents):
        for token, share in term_frequency(tokens).items():
            vectors[i, column[token]] = share * weights[token]
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return vectors / np.where(lengths > 0, lengths, 1), terms
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tfidf_vectors", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
"""A row of unit length per text, a column per word."""
from public_tests import test_tfidf_vectors

test_tfidf_vectors(tfidf_vectors)

# %% [markdown]
# scikit-learn has all of this in one class, `TfidfVectorizer`. Is it the same?

# %%
vectors, terms = tfidf_vectors(documents)
vectors, terms = np.asarray(vectors), list(terms)
vectorizer = TfidfVectorizer()
reference = vectorizer.fit_transform(products["description"])
print("shape:", vectors.shape)
print("same terms:", list(terms) == list(vectorizer.get_feature_names_out()))
print("same numbers:", np.allclose(vectors, reference.toarray()))
print(f"numbers that are not 0: {np.count_nonzero(vectors) / vectors.size:.1%}")

# %% [markdown]
# The same to the last digit that matters, so from here on we may use either. scikit-learn gives a **sparse matrix**, which keeps only the few
# numbers that are not 0.
#
# What a product is about, according to its row: drawn for one product, its 13 heaviest words; printed below, the first six of three products.

# %%
(shown,) = pick(5)
top = np.argsort(-vectors[shown], kind="stable")[:13]
table = pd.DataFrame({"term": [terms[j] for j in top], "weight": vectors[shown, top]})
table["tf"] = table["term"].map(term_frequency(documents[shown]))
table["idf"] = table["term"].map(idf["smoothed"])
show(
    plot_top_terms(table, products["name"][shown]),
    alt="Three bar charts side by side for 13 words of a headlamp: their share of the text, their inverse document frequency, and the product of both. The number "
    "350 leads, used twice and rare; the word the comes second, very frequent and with the lowest inverse document frequency; ten words used once tie behind it, then comes for.",
)
for i in pick(1, 5, 10):
    top = np.argsort(-vectors[i], kind="stable")[:6]
    print(f"{products['name'][i]}: {', '.join(terms[j] for j in top)}")

# %% [markdown]
# Read the three panels from left to right. The lamp's number *350* wins because it is rare **and** stands there twice. Ten words tie in third place: used once, and by no other
# product. And look where *the* is, and *for*. They have nearly no weight, but *the* is repeated so often that it still comes second. TF-IDF turns common words down; it does not
# switch them off.
#
# ### Question 1 · Twice the same (2 points)
#
# The shop's web page breaks, and one product's description is printed twice in a row, so that each of its words stands there twice as often. What happens to
# this product's row of `tfidf_vectors`?
#
# - **A** All its numbers double
# - **B** Nothing
# - **C** All its numbers are halved
# - **D** Its frequent words gain, its rare words lose

# %% nbgrader={"grade": false, "grade_id": "question_printed_twice", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_printed_twice = ...  # "A", "B", "C" or "D"
question_printed_twice = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_printed_twice", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_printed_twice", question_printed_twice)

# %% [markdown]
# ## 5. Similar products (3 minutes)
#
# Two texts are alike if the same words weigh in both. Multiply the two rows word by word and add up: the **dot product**. A word
# that one of them lacks adds 0. For rows of length 1 this is the cosine of the angle between them, the **cosine similarity**: 1 for the same
# direction, 0 for nothing in common. (Nothing here is negative.) And since only directions count, it makes no difference that scikit-learn
# multiplies by the count of a word where we took its share.
#
# By hand, from the rows of A, B and C:
#
# - A and B share *for* and *tent*: 0.300 · 0.367 + 0.371 · 0.453 = 0.278
# - A and C share *for* and *light*: 0.300 · 0.367 + 0.742 · 0.453 = 0.446
# - A and D share nothing: 0
#
# So C is the nearest to A, then B, then D. We need no full order for such a list: of 100,000 products we want ten. `np.partition(scores, -n)` finds
# out which value is the n-th largest, and sorts nothing else: that is a **partial sort**. Then only those that reach it are put in order.
#
# Ties are settled so that the list comes out the same every time: of equally similar products the one with the smaller position goes first.
#
# ### Exercise 4 · Similar items (12 points, 12 minutes)
#
# Write `similar_items`. Careful with *itself left out*: a product may have a twin with the very same text, so the product need not come first in its own list.
#
# <details><summary>Hint 1: all scores at once</summary><code>vectors @ row</code> is the dot product of every row of <code>vectors</code> with <code>row</code>. (<code>linear_kernel</code> of scikit-learn does the same for whole tables.)</details>
# <details><summary>Hint 2: leaving it out</summary>Give the item itself a score lower than any other, <code>-np.inf</code>, before you look for the best. There are then <code>len(scores) - 1</code> others at the most.</details>
# <details><summary>Hint 3: order and ties</summary><code>np.argsort(-scores, kind="stable")</code> puts the highest first and keeps the order of equal ones. Sorting everything is right too. To sort less, find the n-th largest value and sort only the positions that reach it: at a tie these are more than n, so cut after sorting.</details>


# %% nbgrader={"grade": false, "grade_id": "similar_items", "locked": false, "schema_version": 3, "solution": true, "task": false}
def similar_items(vectors, item, n):
    """The n items most similar to one item.

    Parameters
    ----------
    vectors : array of float, shape (n_items, n_terms)
        Rows of unit length, or all 0. It is not changed.
    item : int
        The item's position, 0 to n_items - 1.
    n : int
        Length of the list, 1 or more.

    Returns
    -------
    positions : array of int
        The positions of the n most similar other items, the best first; of equal scores the smaller position first, also
        where the list is cut. Scores are compared as they are, not rounded. All the others if there are fewer than n. An
        item with score 0, or with a row of zeros, counts like any other.
    scores : array of float
        Their cosine similarities, in the same order.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [0.8, 0.6]])
    >>> similar_items(rows, 0, 2)
    (array([3, 1]), array([0.8, 0.6]))
    """
    ### BEGIN SOLUTION
    scores = vectors @ vectors[item]
    scores[item] = -np.inf
    n = min(n, len(scores) - 1)
    bar = np.partition(scores, -n)[-n]
    best = np.flatnonzero(scores >= bar)
    best = best[np.argsort(-scores[best], kind="stable")][:n]
    return best, scores[best]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_similar_items", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
"""The most similar first, itself never, ties by position."""
from public_tests import test_similar_items

test_similar_items(similar_items)

# %% [markdown]
# Before we look at the shop's lists, better vectors. Words like *the* and *with* link everything with everything, so they are left out: they
# are called **stop words**, and scikit-learn has a list of 318 English ones. And a word that only one product holds cannot link it to any other, so
# we ask for `min_df=2`, two products at least. (What that and other settings change is measured in section 6.)

# %%
vectorizer = TfidfVectorizer(stop_words="english", min_df=2)
product_vectors = vectorizer.fit_transform(products["description"]).toarray()
product_terms = vectorizer.get_feature_names_out()
print(f"{product_vectors.shape[1]:,} terms are left of {len(terms):,}")

# %% [markdown]
# ### Exercise 5 · The list on the page (8 points, 8 minutes)
#
# A customer looks at a product, and the page says *similar products*. Write `recommend`: it takes the product's **id**, finds its
# position, asks `similar_items`, prints a line for each product, and gives the list back as a table. An id is the shop's number for a product, and may be a text such as
# `"A-17"`. It is neither a position nor an index; in our catalogue product 1 is in row 0. If no product has the id, say so with a `ValueError`.
#
# The first two lines are given: when nobody passes a catalogue, it takes ours.
#
# How a printed line looks is up to you, as long as there is one for each product of the list, best first, with its whole name and its score to two decimals or more. (The check
# below reads what you print. The mark looks at the table and at the error.)
#
# By hand, if the four texts were products 30, 2, 11 and 40: `recommend(30, 2)` prints
#
# ```text
# 0.45  C
# 0.28  B
# ```
#
# and gives back a table with the ids 11 and 2.
#
# <details><summary>Hint 1: the steps</summary>From the id to the position; from the position to positions and scores; from positions to rows of the catalogue; print; return.</details>
# <details><summary>Hint 2: from id to position</summary><code>np.flatnonzero(catalogue["id"] == item_id)</code> gives an array of the positions where that is true. It holds one, which you get with <code>[0]</code>, or none. If none, <code>raise ValueError(f"…{item_id}…")</code>.</details>
# <details><summary>Hint 3: from positions to rows</summary><code>catalogue.iloc[positions]</code> takes rows by position, whatever the index. <code>.assign(score=…)</code> makes a new table with one more column. If your <code>similar_items</code> gives its scores as a column of pandas, make an array of them first, <code>np.asarray(…)</code>: pandas lines up columns by their index and not by their order.</details>


# %% nbgrader={"grade": false, "grade_id": "recommend", "locked": false, "schema_version": 3, "solution": true, "task": false}
def recommend(item_id, num, catalogue=None, vectors=None):
    """Print and give back the products most similar to one product.

    Parameters
    ----------
    item_id : int or str
        The product's id, exactly as in the column `id`.
    num : int
        Length of the list, 1 or more.
    catalogue : DataFrame
        Columns `id` (every id once), `name`, `description`; any index. The lab's own if left out. It is not changed.
    vectors : array of float, shape (number of products, n_terms)
        Row i belongs to the i-th row of the catalogue. The lab's own if left out.

    Returns
    -------
    DataFrame
        Columns `id`, `name` and `score` (cosine similarity, not rounded): what `similar_items` finds, in its order. The
        index does not matter, and more columns do no harm. Printed is one line a product: whole name, score to two
        decimals or more.

    Raises
    ------
    ValueError
        If no product has this id; the message names the id.

    Examples
    --------
    >>> recommend(12345, 3)
    ValueError: no product has the id 12345
    """
    if catalogue is None:
        catalogue, vectors = products, product_vectors
    ### BEGIN SOLUTION
    places = np.flatnonzero(catalogue["id"] == item_id)
    if len(places) == 0:
        raise ValueError(f"no product has the id {item_id}")
    positions, scores = similar_items(vectors, places[0], num)
    found = catalogue.iloc[positions][["id", "name"]].assign(score=scores)
    for name, score in zip(found["name"], found["score"]):
        print(f"{score:.2f}  {name}")
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_recommend", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""From an id to a list of names with scores."""
from public_tests import test_recommend

test_recommend(recommend)

# %%
for row in pick(1, 3, 7):
    print(f"\n{products['name'][row]}")
    _ = recommend(products["id"][row], 5)

# %% [markdown]
# Read them as a customer would. Each begins with a **near-duplicate** or a close relative: the three-person version of the same tent (0.94), the rope that is ten metres
# longer (0.97). Then the similarity drops to 0.1 or 0.2 at once, since no two texts say things in the same words. The stove's list is good:
# a boiler, a cartridge, an alcohol burner, pans, a fuel stove. Among the nearest to a tent is a picnic rug.
#
# Why are two products similar? Unlike a neighbour in lab 02, this recommender can tell, in the customer's own language: the words
# that add most to the dot product.


# %%
def reasons(first, second, n=4):
    """The terms that two products' similarity is made of, with their shares of it."""
    parts = product_vectors[first] * product_vectors[second]
    heaviest = np.argsort(-parts, kind="stable")[:n]
    return ", ".join(f"{product_terms[j]} {parts[j] / parts.sum():.0%}" for j in heaviest if parts[j] > 0)


for item in pick(1, 3, 7):
    positions, scores = similar_items(product_vectors, item, 3)
    for other, score in zip(positions, scores):
        print(f"{products['name'][item]} · {products['name'][other]} ({score:.2f}): {reasons(item, other)}")

# %% [markdown]
# The similarities of all pairs among a few categories, as a **heat map**. If words were all that matters, there would be four bright blocks. (The colours are stretched, or all would
# be dark: half of the scale is for similarities below 0.075, and everything from 0.3 on has one colour. The diagonal, every product with itself, is left white.)

# %%
picked = ["base layers", "climbing", "sleeping bags", "tents"] if "tents" in category else ["unknown"]
chosen = np.concatenate([np.flatnonzero(category == kind)[:8] for kind in picked])
show(
    plot_heat_map(linear_kernel(product_vectors[chosen]), products["name"][chosen].tolist(), category[chosen].tolist()),
    alt="Similarities of 32 products from four categories as a square of colours, the categories one after the other. The blocks along the diagonal are only "
    "a little lighter than the rest, clearest for sleeping bags and tents; one pair of tents is bright, and so is a sleeping bag liner with a pair of socks.",
)

# %% [markdown]
# The blocks are there, but dim. One pair is bright, and rightly: *Harrow Tarn 2* and *3*. Another bright cell lies outside all blocks, *Silk liner Chrysalis*, which one puts into a
# sleeping bag, and *Liner socks, silk blend*: 0.28, all of it from the words *silk* and *liner*.
#
# ## 6. Which terms to count (5 minutes)
#
# Three choices were made on the way, and each can be made otherwise.
#
# - **Stop words** in or out.
# - **n-grams**: not only single words, but runs of up to n words count as terms. With `ngram_range=(1, 3)` *"sleeping bag"* is a term beside *sleeping*
#   and *bag*.
# - **`min_df`**: terms in fewer products are dropped. (`min_df=1` drops none. Older notebooks write `min_df=0`, which scikit-learn now refuses.)
#
# The judge is the table of categories: of each product's five nearest, the share that is of its own category, the mean over all products.

# %%
settings = {
    "all words": {},
    "stop words out": {"stop_words": "english"},
    "stop words out, min_df=2": {"stop_words": "english", "min_df": 2},
    "stop words out, min_df=5": {"stop_words": "english", "min_df": 5},
    "stop words out, 1- to 2-grams": {"stop_words": "english", "ngram_range": (1, 2)},
    "stop words out, 1- to 3-grams": {"stop_words": "english", "ngram_range": (1, 3), "min_df": 1},
    "all words, 1- to 3-grams": {"ngram_range": (1, 3)},
}
rows = []
for label, options in settings.items():
    trial = TfidfVectorizer(analyzer="word", **options).fit_transform(products["description"])
    nearest, _ = top_k_in_blocks(trial, 5)
    rows.append((label, trial.shape[1], (category[nearest] == category[:, None]).mean()))
judged = pd.DataFrame(rows, columns=["setting", "terms", "same"])
sizes = pd.Series(category).map(pd.Series(category).value_counts())
chance = ((sizes - 1) / (len(products) - 1)).mean()
show(
    plot_settings(judged, chance),
    alt="Bars for seven settings. Left, the number of terms: from 433 with min_df of 5 to 30,836 for all words with 1- to 3-grams. Right, the share of the five "
    "nearest that are in the same category: 38 percent with the stop words out, with or without min_df of 2, 34 with min_df of 5, 36 with n-grams, 35 for all words, 29 for all words with n-grams; chance is 6.",
)
for label, terms_left, same in rows:
    print(f"{label:29} {terms_left:6,} terms, same category {same:.3f}")

# %% [markdown]
# - Leaving out the stop words helps: from 34.9 % to 38.0 %. Drawn at random it would be 6.3 %.
# - `min_df=2` throws away more than half of the terms at no loss (38.5 %; the difference to 38.0 % is six neighbours of 1,260, which is nothing). With `min_df=5` too much is gone.
# - n-grams make three times as many terms (up to 2 words) or six times (up to 3), and the neighbours a little worse. Phrases come back in catalogues that are written to a pattern; ours is not. With the stop words left in, the
#   new terms are *of the* and *in the*, and that costs most.
#
# That is true of *this* catalogue. On yours, measure. And a warning: we chose the setting by the same judge that we report. So there is a second judge, which chose nothing:
# for 40 products it was written down by hand which others are similar, 5 to 7 for each (5.65 on average), before any vector was made. Of the five nearest (stop words out, `min_df=2`)
# 1.85 on average are on those lists; of five drawn at random it would be 0.11.
#
# ### Question 2 · A term of one's own (2 points)
#
# `min_df=2` drops every term that only one product holds, and changes nothing else. Two products share some terms, and each of them also holds terms that no other product has.
# What happens to the similarity of the two?
#
# - **A** It falls, since there are fewer terms
# - **B** It stays, since a term that only one of them holds adds 0 to the dot product
# - **C** It rises, since each row is divided by a smaller length
# - **D** It becomes 0

# %% nbgrader={"grade": false, "grade_id": "question_own_term", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_own_term = ...  # "A", "B", "C" or "D"
question_own_term = "C"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_own_term", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_own_term", question_own_term)

# %% [markdown]
# ## 7. A person's profile (3 minutes)
#
# So far the list depends on the product on the page and not on who looks at it. A person who liked several products and disliked others can have a row of their own, in the
# same columns: the mean row of what they liked, minus the mean row of what they disliked, brought to length 1. This is a **profile**. What
# scores highest against it is recommended.
#
# By hand with two terms, *wool* and *rain*. Liked: (1, 0) and (0.6, 0.8), with the mean (0.8, 0.4). Disliked: (0, 1). The difference is (0.8, -0.6), and its length is already 1. A product (0.8, 0.6)
# scores 0.8 · 0.8 - 0.6 · 0.6 = 0.28; a product (0, 1) scores -0.6. A score may now be negative.
#
# ### Exercise 6 · The profile (8 points, 10 minutes)
#
# Write `user_profile`. It gives back the profile and the order of all products that were neither liked nor disliked.
#
# <details><summary>Hint 1: the idea</summary>Two means and a difference. What is empty adds nothing: of a user who dislikes nothing, take away nothing.</details>
# <details><summary>Hint 2: rows by position</summary><code>vectors[liked]</code> with a list of positions gives those rows; <code>.mean(axis=0)</code> is their mean. The mean of no rows is <code>NaN</code>, so ask <code>if len(liked) &gt; 0</code> first.</details>
# <details><summary>Hint 3: who is left</summary>Sort all positions as in exercise 4; then <code>np.isin(order, judged)</code> says which of them were judged, and <code>~</code> turns True and False round.</details>


# %% nbgrader={"grade": false, "grade_id": "user_profile", "locked": false, "schema_version": 3, "solution": true, "task": false}
def user_profile(vectors, liked, disliked):
    """A user's profile, and all other items by how well they fit it.

    Parameters
    ----------
    vectors : array of float, shape (n_items, n_terms)
        Rows of unit length, or all 0. It is not changed.
    liked, disliked : list of int
        Positions of the items the user judged; no item is in both, either may be empty.

    Returns
    -------
    profile : array of float, shape (n_terms,)
        Mean of the liked rows minus mean of the disliked rows, divided by its length, however short it is. What is empty
        counts as zeros, and a difference of zeros stays as it is.
    positions : array of int
        All items neither liked nor disliked, also rows of zeros, the highest score (row · profile) first, equal scores
        by position. Scores are compared as they are, not rounded.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [0.8, 0.6]])
    >>> user_profile(rows, [0, 1], [2])
    (array([ 0.8, -0.6]), array([3]))
    """
    ### BEGIN SOLUTION
    profile = np.zeros(vectors.shape[1])
    if len(liked) > 0:
        profile = profile + vectors[liked].mean(axis=0)
    if len(disliked) > 0:
        profile = profile - vectors[disliked].mean(axis=0)
    length = np.sqrt(profile @ profile)
    if length > 0:
        profile = profile / length
    order = np.argsort(-(vectors @ profile), kind="stable")
    return profile, order[~np.isin(order, [*liked, *disliked])]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_user_profile", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
"""The mean of the liked minus the mean of the disliked, and the rest in order."""
from public_tests import test_user_profile

test_user_profile(user_profile)

# %% [markdown]
# A customer who likes being on the water and does not care for climbing:

# %%
judged = pick(13, 45, 60, 7, 176)
liked, disliked = judged[:3], judged[3:]
print("likes:   ", "; ".join(products["name"][liked]))
print("dislikes:", "; ".join(products["name"][disliked]))
profile, positions = map(np.asarray, user_profile(product_vectors, liked, disliked))
heaviest = np.argsort(-profile, kind="stable")
print("for:    ", ", ".join(product_terms[j] for j in heaviest[:8]))
print("against:", ", ".join(product_terms[j] for j in heaviest[::-1][:8]))
pd.DataFrame(
    {
        "name": products["name"].to_numpy()[positions[:8]],
        "category": category[positions[:8]],
        "score": (product_vectors[positions[:8]] @ profile).round(3),
    }
)

# %% [markdown]
# The profile has never seen a category, and five of the first eight are from the paddling shelf. It is open about what it does not understand, too: *Heather women's boxer briefs* are in the list because their waistband
# does not *roll*, and the customer liked a *roll*-top bag.
#
# ## 8. A hundred thousand products (4 minutes)
#
# The lists of a whole shop are made overnight: for every product its ten nearest. The obvious way is one table with the similarity of
# every pair, `linear_kernel(vectors)`, and then the ten largest of each row. For n products the table has n² numbers of 8 bytes.
#
# But nobody needs the table. Take 256 products at a time, reckon *their* rows, keep ten places of each and throw the block away. The numbers are
# the same; here on invented vectors with words as rare as real ones:

# %%
invented = invented_vectors(1_000)
table = full_similarity(invented)
np.fill_diagonal(table, -1)
by_table = -np.sort(-table, axis=1)[:, :10]
_, in_blocks = top_k_in_blocks(invented, k=10)
print("the same ten similarities for all 1,000 products:", np.allclose(by_table, in_blocks))
for n_items in (1_000, 10_000, 100_000):
    full, blocks = bytes_needed(n_items, k=10)
    print(f"{n_items:7,} products: {full / 1e6:9,.0f} MB by way of the table, {blocks / 1e6:5,.0f} MB in blocks")

# %% [markdown]
# (Each counted twice over, since sorting makes a copy.) The lines in the next figure are these counts. The points were measured, on one processor, by
# `benchmarks/similarity_scale.py` in the course's repository; they come from the file `scale.csv` beside this notebook.

# %%
measured = pd.read_csv("scale.csv")
sizes = np.geomspace(250, 100_000, 30).round().astype(int)
counted = pd.DataFrame([(n, *bytes_needed(n, k=10)) for n in sizes], columns=["n_items", "full", "blocks"])
show(
    plot_scale(counted, measured),
    alt="Left: memory against the number of items, both logarithmic. The full table's line is twice as steep as that of the blocks and passes 100 "
    "gigabytes at 100,000 items, where blocks need less than one. Right: measured seconds from 250 to 8,000 items; both ways rise "
    "together; the blocks take about twice as long in the middle, half as long again at 8,000 items.",
)
measured.assign(times_memory=(measured["full_bytes"] / measured["blocks_bytes"]).round(1)).round(3)

# %% [markdown]
# - **Memory.** At 250 products the two ways take the same. At 8,000 it is 1,024 MB against 34 MB, and at 100,000 it would be 160 GB against less than half of one.
# - **Time** is not saved. Both ways reckon the similarity of every pair, and for twice the products there are four times as many pairs: from 4,000 to 8,000 the table's time grows four times, that of
#   the blocks 3.4 times. The blocks settle ties with care, and that costs: they take half as long again for 8,000 products (0.57 s against 0.38 s), and about twice as long for fewer. Far beyond 100,000, one gives up on exact answers and uses an index for *approximate* nearest neighbours.
#
# How is it on your machine? The next cell measures it; marking leaves it out.

# %% tags=["skip-execution"]
import time

for n_items in (1_000, 2_000, 4_000):
    invented = invented_vectors(n_items)
    started = time.perf_counter()
    np.argpartition(full_similarity(invented), -10, axis=1)
    between = time.perf_counter()
    top_k_in_blocks(invented, k=10)
    print(
        f"{n_items:,} products: {between - started:.2f} s by way of the table, {time.perf_counter() - between:.2f} s in blocks"
    )

# %% [markdown]
# ### Question 3 · Ten times the shop (2 points)
#
# For 8,000 products the full table alone, without the copy for sorting, takes 512 MB. What does it take for 80,000?
#
# - **A** 512 MB, since most similarities are 0
# - **B** 1,024 MB
# - **C** 5.1 GB
# - **D** 51.2 GB

# %% nbgrader={"grade": false, "grade_id": "question_full_table", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_full_table = ...  # "A", "B", "C" or "D"
question_full_table = "D"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_full_table", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_full_table", question_full_table)

# %% [markdown]
# ## 9. Where this breaks (8 minutes)
#
# **Words are not meanings.** Two people describe the same kind of thing in different words, and then the dot product finds nothing. How many pairs of the same category have not a
# single term in common? And which products stand alone?

# %%
similarity = linear_kernel(product_vectors)
np.fill_diagonal(similarity, np.nan)
same_kind = category[:, None] == category[None, :]
np.fill_diagonal(same_kind, False)
print(f"pairs of the same category without a common term: {(similarity[same_kind] == 0).mean():.1%}")
other_kind = ~same_kind & ~np.isnan(similarity)
for kind, pairs in (("same", same_kind), ("other", other_kind)):
    if pairs.any():  # a catalogue of your own has no categories
        print(f"similarity of two products of {kind} category, median: {np.median(similarity[pairs]):.3f}")
nearest = np.nan_to_num(similarity, nan=-1).max(axis=1)
notes = {row: products["name"][row] for row in pick(157, 165, 79, 174, 219)}
show(
    plot_nearest(nearest, notes),
    alt="Similarity of each product to its nearest, in falling order. Twelve products lie above 0.9; then the curve drops to 0.3 and falls slowly to 0.1; "
    "the last, This and That, is at 0. Marked are also a steel bottle near 1, a boiler at 0.3, a gift card near 0.2, and a ranging rod at 0.1, the last above 0.",
)

# %%
short = [i for i, tokens in enumerate(documents) if len(tokens) <= 4]
for i in [*short, *(row for row in pick(184, 79, 219) if row not in short)]:
    positions, scores = similar_items(product_vectors, i, 2)
    neighbours = "; ".join(f"{products['name'][p]} ({s:.2f})" for p, s in zip(positions, scores))
    print(f"{products['description'][i][:60]}\n    {neighbours}")

# %% [markdown]
# - **Other words.** Of all pairs in the same category 23.7 % have not one term in common. Two of a kind are at 0.042 in the middle, two of different kinds at 0.011: more, but little.
# - **Alone.** Twelve products, six pairs, have a neighbour above 0.9: the same thing in another size or colour, such as the steel bottle of 1.0 and of 0.7 litres. For all others the similarity to the
#   nearest is 0.30 (*Jug-style boiler Kettlehawk*) or lower, down to 0.10 (*Ranging rod and pace beads*), and for one it is 0.
# - **One word.** *Spork* has one term that anybody shares, *titanium*, and finds the titanium pot. After that every score is 0, and a list of zeros comes in the order of the catalogue: the tent is there because
#   it is product 1. *Bootlaces* find a shoe with laces and *Tent peg* finds tents: one word can be enough, if it is the right one.
# - **Numbers.** *6070* is a mat whose text lists measures. As tokens they are words like any other, and 183 and 390, length and weight, find another mat.
# - **The wrong word.** The gift card is *"for somebody who has everything except the right size"*, and its nearest product is a pair of climbing handles, *left and right*.
# - **Nothing.** *This and That* consists of stop words. Its row is all zeros, and so are all its similarities.
#
# **Over-specialisation.** What is similar to one product is similar to itself. Measured as **intra-list similarity**: the mean cosine
# over all pairs *inside* a list of five. Beside it three other ways to make a list of five: drawn from the product's category; drawn from the whole shop; and a list that spreads out on
# purpose, which takes from the 25 nearest one by one the product that is near to the start but unlike those already taken (**maximal marginal relevance**).


# %%
def intra_list_similarity(vectors, positions):
    """Mean cosine of all pairs of different members of a list."""
    inside = vectors[positions] @ vectors[positions].T
    pairs = inside[np.triu_indices(len(positions), k=1)]
    return pairs.mean()


def spread_out(vectors, item, n, share=0.5, pool=25):
    """n of the nearest items, each chosen for being near to `item` and unlike those chosen before it."""
    near, closeness = map(np.asarray, similar_items(vectors, item, pool))
    chosen = [0]
    while len(chosen) < n:
        likeness = (vectors[near] @ vectors[near[chosen]].T).max(axis=1)
        value = share * closeness - (1 - share) * likeness
        value[chosen] = -np.inf
        chosen.append(int(value.argmax()))
    return near[chosen]


rng = np.random.default_rng(0)
everything = np.arange(len(products))
five = {
    "the five nearest": [],
    "five of the 25 nearest, spread out": [],
    "five of the same category": [],
    "any five": [],
}
for item in everything:
    kin = everything[(category == category[item]) & (everything != item)]
    five["the five nearest"].append(similar_items(product_vectors, item, 5)[0])
    five["five of the 25 nearest, spread out"].append(spread_out(product_vectors, item, 5))
    five["five of the same category"].append(rng.choice(kin, 5, replace=False))
    five["any five"].append(rng.choice(everything, 5, replace=False))
alike = {
    way: np.array([intra_list_similarity(product_vectors, list_) for list_ in lists]) for way, lists in five.items()
}
show(
    plot_alike(alike),
    alt="Box plots of the intra-list similarity of lists of five. The five nearest and five of the same category lie highest, with means near 0.06; any five lie near "
    "0.02, and five of the 25 nearest that were spread out on purpose lie lowest.",
)
for way, values in alike.items():
    to_start = np.mean([np.nanmean(similarity[item, list_]) for item, list_ in enumerate(five[way])])
    print(f"{way:35} intra-list similarity {values.mean():.3f}, similarity to the product {to_start:.3f}")

# %% [markdown]
# Products in a list of the five nearest are two and a half times as alike (0.059) as any five (0.023): as alike as if all five came from one category. Where the catalogue has near-duplicates the list fills with them.
# Spreading out costs a tenth of the similarity to the product on the page (0.138 to 0.124), and brings the likeness inside the list from 0.059 down to 0.016. A page that sells needs that trade-off, because
# somebody who looks at a rope does not need the same rope in another length five times.
#
# **And against people?** The same test as in lab 01, on MovieLens: each user's last rating is hidden, and the question is whether the movie is among k offered.
# The content of a movie are the words of its title (those that two titles share at least) and its genres. A user's profile, by *your* function: liked is
# 4 stars and more, disliked 2 and less. Beside it the chart of lab 01 and the neighbours of lab 02 in their plainest form: movies rated by the same people are
# similar, and a movie scores by its similarities to all that the user has rated.

# %%
ml = load_movielens("ml-100k")
train, test = hold_out_last(ml.ratings)
movie_ids = ml.movies["movie_id"].to_numpy()
column_of = {movie: j for j, movie in enumerate(movie_ids)}
in_titles = [words(re.sub(r"\(.*?\)", " ", title)) for title in ml.movies["title"]]
spread = pd.Series([word for title in in_titles for word in sorted(set(title))]).value_counts()
about = [
    [word for word in title if spread[word] > 1] + genres.split("|")
    for title, genres in zip(in_titles, ml.movies["genres"])
]
movie_vectors, movie_terms = tfidf_vectors(about)
movie_vectors = np.asarray(movie_vectors)
print(f"{len(movie_terms)} terms, for example of {ml.movies['title'][49]}: {about[49]}")

# %%
ratings = train.assign(column=train["movie_id"].map(column_of))
history = {user: (group["column"].to_numpy(), group["rating"].to_numpy()) for user, group in ratings.groupby("user_id")}
rated = np.zeros((ratings["user_id"].max() + 1, len(movie_ids)), dtype=np.float32)
rated[ratings["user_id"], ratings["column"]] = 1
popularity = rated.sum(axis=0)
both = rated.T @ rated
alike_by_people = both / np.maximum(np.sqrt(np.outer(popularity, popularity)), 1)
np.fill_diagonal(alike_by_people, 0)

places = {"chart (lab 01)": [], "neighbours (lab 02)": [], "words (this lab)": []}
by_count = np.lexsort((movie_ids, -popularity))
choices = []  # how many movies a user's list holds
for last in test.itertuples():
    seen, stars = history[last.user_id]
    choices.append(len(movie_ids) - len(seen))
    by_people = np.argsort(-(alike_by_people[seen].sum(axis=0)), kind="stable")
    _, by_words = user_profile(movie_vectors, seen[stars >= 4].tolist(), seen[stars <= 2].tolist())
    for name, candidates in zip(places, (by_count, by_people, np.asarray(by_words))):
        unseen = candidates[~np.isin(candidates, seen)]
        places[name].append(int(np.flatnonzero(unseen == column_of[last.movie_id])[0]) + 1)
places = pd.DataFrame(places)

# %%
ks = [1, 5, 10, 20, 50, 100]
rates = {name: {k: float((places[name] <= k).mean()) for k in ks} for name in places}
rates["random order"] = hit_rates(train, test, np.random.default_rng(0).permutation(movie_ids), ks)
show(
    plot_hit_rates(rates, "What people do says more than what titles say", first_on_top=True),
    alt="Hit rate against the length of the list from 1 to 100 for four recommenders. Neighbours and chart begin together, up to a list of 5; then the neighbours are highest, the chart next, "
    "words clearly lower, random order lowest; at 100 they reach 30, 23, 10 and 7 percent.",
)
for name, by_k in rates.items():
    print(f"{name:20} hit rate at 10: {by_k[10]:.4f}, at 100: {by_k[100]:.4f}")

# %% [markdown]
# Words do better than chance (1.7 % at ten against 0.4 %), and far worse than people: 5.0 % for the chart, 5.9 % for the neighbours. A title and a few genres do not say whether a film is good, or seen by everybody.
# Is that all? Look at the same places in another way: by how many ratings the held-out movie had in training.

# %%
counts = popularity[[column_of[movie] for movie in test["movie_id"]]]
groups = pd.cut(counts, [-1, 5, 20, 100, np.inf], labels=["0 to 5", "6 to 20", "21 to 100", "more"])
drawn = pd.DataFrame(np.random.default_rng(0).integers(1, np.array(choices)[:, None] + 1, (len(choices), 1_000)))
by_luck = drawn.groupby(
    groups, observed=True
).median()  # 1,000 times, a place in the list for every user, drawn at random
medians = places.groupby(groups, observed=True).median()
medians.index = by_luck.index = [f"{label} ({(groups == label).sum()})" for label in medians.index]
luck = by_luck.quantile([0.025, 0.5, 0.975], axis=1).T
show(
    plot_places(medians, luck),
    alt="Bars of the median place of the held-out movie for four groups, with a grey band where a random order would put it, around place 780. With 0 to 5 ratings words stand near 490, at the lower edge "
    "of the band, neighbours near 980 inside it, the chart near 1,290 above it. With 6 to 20 ratings words and neighbours are inside. Above that the chart and the neighbours are far below it, words at it or just under.",
)
medians.assign(**{"random order": luck[0.5], "from": luck[0.025], "to": luck[0.975]}).round(1)

# %% [markdown]
# Read the figure from the broken lines: there, near place 780, a random order would put the movie, half-way down what the user has not rated. A median of luck falls into the grey band 95 times in 100.
#
# - **0 to 5 ratings.** People know nearly nothing of such a movie: the neighbours have it at 984, still within the band, and the chart at 1,293, far beyond it. Both put last what few have rated. Words have it at 492,
#   before the others, and yet only at the edge of the band (482 to 1,024): of 26 movies one learns little.
# - **6 to 20.** Neighbours (715) and words (737) are level, and both within what luck gives.
# - **More.** People win by far, but not because words get worse. Words hardly work here at all: 790 where luck has 781, and for the most rated movies 713 against 794. They bring a few movies to the very front
#   and leave the others in nearly random order. In a shop, a description says much more than a title and three genres.
#
# What words have ahead of people is not that they are right more often: they are no worse for what nobody has rated yet. This is why lab 07 puts the two together. What content-based filtering is good for, and what not:
#
# | content from words | for | against |
# |:--|:--|:--|
# | **user independence** | one user's list needs no other user | it learns nothing from others: nobody's discovery becomes yours |
# | **transparency** | the words that two products share are the reason | the reason is only as good as the words |
# | **no item cold start** | a new product is recommended at once | a new *user* still has no profile |
# | **limited content** | | what the text does not say (quality, taste, fit) does not exist |
# | **over-specialisation** | | more of the same, measured above |
#
# ### Question 4 · Two mornings (2 points)
#
# (1) This morning a new stove came into the catalogue, with a description. (2) This morning we learnt that people who buy our tent very often buy a certain mug, though their
# descriptions have no word in common. Which of the two can change the lists of this lab's method?
#
# - **A** Only the first
# - **B** Only the second
# - **C** Both
# - **D** Neither

# %% nbgrader={"grade": false, "grade_id": "question_two_mornings", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: question_two_mornings = ...  # "A", "B", "C" or "D"
question_two_mornings = "A"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_two_mornings", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""An answer is given; whether it is right comes with the marks."""
from public_tests import test_choice

test_choice("question_two_mornings", question_two_mornings)

# %% [markdown]
# ## What to take along
#
# | | |
# |:--|:--|
# | term frequency | what the text is about, but *the* leads |
# | inverse document frequency | what tells texts apart: rare words; plain, or smoothed as in scikit-learn |
# | TF-IDF, unit length | a row per text; the dot product of two rows is the cosine similarity |
# | similar items | partial sort, itself left out by position, ties settled |
# | profile | mean of the liked minus mean of the disliked, in the same columns |
# | scale | never keep all pairs: blocks and top k |
# | limits | words are not meanings; more of the same; people know more, but not of what is new |
#
# Next: **lab 04** learns from ratings what makes movies similar, instead of reading it off their words.
