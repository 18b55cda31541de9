"""Lab 02: wrong answers that must lose and right ones that must win."""

import numpy as np
import pandas as pd
from scipy import sparse

from recsys_utils.matrices import centred
from tests.answers import right, wrong

PRINTED = [
    "90,570 ratings to learn from, 9,430 held out",
    "90,570 of 1,586,126 cells are stored, 5.7%",
    "pairs with a negative similarity: 31.8%; exactly 0: 9.4%",
    "mean of the user          1.0496",
    "mean of the movie         1.0373",
    "weighted rating (lab 01)  1.0332",
    "user neighbours, k = 300: 0.9598",
    "item neighbours, k = 900: 0.9424",
    "distance as similarity         1.0491 instead of 0.9598",
    "zeros as ratings               2.6378 instead of 0.9598",
    "both (the tutorial's formula)  2.7615 instead of 0.9598",
    "the diagonal left in           0.9598 instead of 0.9598",
    "no minimum of common ratings   1.1092 instead of 1.0288",
    "most rated (lab 01)       0.0498",
    "users, predicted rating   0.0085",
    "users, added up           0.0477",
    "movies, added up          0.0414",
    "users, stars ignored      0.0689",
    "movies, stars ignored     0.0838",
    "users who have rated both of two movies: 1 in the middle",
    "movies that two users have both rated: 6 in the middle; fewer than 5 for 43% of the pairs",
]

# -- interaction_matrix --------------------------------------------------------------------------------------------


@wrong("test_interaction_matrix", "a dense table", says="expected a sparse matrix")
def interaction_matrix(ratings, n_users, n_items):
    table = np.zeros((n_users, n_items))
    table[ratings["user"], ratings["item"]] = ratings["rating"]
    return table


@wrong("test_interaction_matrix", "movies as rows", says="transposed?")
def interaction_matrix(ratings, n_users, n_items):
    return sparse.csr_array((ratings["rating"], (ratings["item"], ratings["user"])), shape=(n_items, n_users))


@wrong("test_interaction_matrix", "the size left to the data", says="the last user and the last movie")
def interaction_matrix(ratings, n_users, n_items):
    return sparse.csr_array((ratings["rating"], (ratings["user"], ratings["item"])))


@wrong("test_interaction_matrix", "counts from 1", says="Positions count from 0 already")
def interaction_matrix(ratings, n_users, n_items):
    places = (ratings["user"] - 1, ratings["item"] - 1)
    return sparse.csr_array((ratings["rating"], places), shape=(n_users, n_items))


@wrong("test_interaction_matrix", "1 for every rating", says="holds 1")
def interaction_matrix(ratings, n_users, n_items):
    ones = np.ones(len(ratings))
    return sparse.csr_array((ones, (ratings["user"], ratings["item"])), shape=(n_users, n_items))


@wrong("test_interaction_matrix", "whole numbers only", says="half stars are lost")
def interaction_matrix(ratings, n_users, n_items):
    values = ratings["rating"].astype(int).astype(float)
    return sparse.csr_array((values, (ratings["user"], ratings["item"])), shape=(n_users, n_items))


@wrong("test_interaction_matrix", "every cell stored", says="all 35 cells are stored")
def interaction_matrix(ratings, n_users, n_items):
    table = np.zeros((n_users, n_items))
    table[ratings["user"], ratings["item"]] = ratings["rating"]
    user, item = np.indices(table.shape)
    return sparse.csr_array((table.ravel(), (user.ravel(), item.ravel())), shape=table.shape)


@wrong("test_interaction_matrix", "right for the example only", says="")
def interaction_matrix(ratings, n_users, n_items):
    stars = ratings["rating"].astype(float)
    made = sparse.csr_array((stars, (ratings["user"], ratings["item"])), shape=(n_users, n_items))
    return made if n_users <= 5 else made[:5]


@wrong("test_interaction_matrix", "the ratings as they come, whole numbers", says="expected numbers of kind float")
def interaction_matrix(ratings, n_users, n_items):
    return sparse.csr_array((ratings["rating"], (ratings["user"], ratings["item"])), shape=(n_users, n_items))


@wrong("test_interaction_matrix", "users and movies swapped", says="are users and movies swapped?")
def interaction_matrix(ratings, n_users, n_items):
    places = (ratings["item"], ratings["user"])
    return sparse.csr_array((ratings["rating"].astype(float), places), shape=(n_users, n_items))


@wrong("test_interaction_matrix", "rows by their label", says="the index of the table may be any numbers")
def interaction_matrix(ratings, n_users, n_items):
    made = sparse.lil_array((n_users, n_items))
    for p in range(len(ratings)):
        made[ratings.loc[p, "user"], ratings.loc[p, "item"]] = ratings.loc[p, "rating"]
    return made.tocsr()


@right("test_interaction_matrix", "a Python loop")
def interaction_matrix(ratings, n_users, n_items):
    made = sparse.lil_array((n_users, n_items))
    for row in ratings.itertuples():
        made[row.user, row.item] = row.rating
    return made.tocsr()


@right("test_interaction_matrix", "by way of a dense table")
def interaction_matrix(ratings, n_users, n_items):
    table = np.zeros((n_users, n_items))
    table[ratings["user"].to_numpy(), ratings["item"].to_numpy()] = ratings["rating"].to_numpy()
    return sparse.csr_array(table)


@right("test_interaction_matrix", "coordinates, then compressed")
def interaction_matrix(ratings, n_users, n_items):
    cells = (list(ratings.rating), (list(ratings.user), list(ratings.item)))
    return sparse.coo_array(cells, shape=(n_users, n_items), dtype=float).tocsr()


@right("test_interaction_matrix", "the three lists by hand")
def interaction_matrix(ratings, n_users, n_items):
    rows = ratings.sort_values(["user", "item"])
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows["user"], minlength=n_users))])
    return sparse.csr_array((rows["rating"].to_numpy(float), rows["item"].to_numpy(), starts), shape=(n_users, n_items))


# -- cosine_similarity_matrix --------------------------------------------------------------------------------------


@wrong("test_cosine_similarity_matrix", "the distance", says="that is the distance")
def cosine_similarity_matrix(R):
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(R, metric="cosine")


@wrong("test_cosine_similarity_matrix", "products only", says="divide by the lengths")
def cosine_similarity_matrix(R):
    return (R @ R.T).toarray()


@wrong("test_cosine_similarity_matrix", "compares the columns", says="compares the columns")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(R.T)


@wrong("test_cosine_similarity_matrix", "empty rows are NaN", says="got NaN for Eve")
def cosine_similarity_matrix(R):
    table = R.toarray()
    lengths = np.linalg.norm(table, axis=1)
    with np.errstate(all="ignore"):
        return table @ table.T / np.outer(lengths, lengths)


@wrong("test_cosine_similarity_matrix", "the sum for the length", says="sum of its *squares*")
def cosine_similarity_matrix(R):
    table = R.toarray()
    lengths = table.sum(axis=1)
    lengths[lengths == 0] = 1
    return table @ table.T / np.outer(lengths, lengths)


@wrong("test_cosine_similarity_matrix", "centred by user", says="the means are taken off")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(centred(R)[0])


@wrong("test_cosine_similarity_matrix", "the diagonal set to 0", says="the diagonal is 0")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    S = cosine_similarity(R)
    np.fill_diagonal(S, 0)
    return S


@wrong("test_cosine_similarity_matrix", "an empty row is like itself", says="similarity 1 with herself")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    S = cosine_similarity(R)
    np.fill_diagonal(S, 1)
    return S


@wrong("test_cosine_similarity_matrix", "never below 0", says="opposite directions")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    return np.maximum(cosine_similarity(R), 0)


@wrong("test_cosine_similarity_matrix", "left sparse, and unit length by columns", says="sparse matrix")
def cosine_similarity_matrix(R):
    lengths = np.sqrt(R.multiply(R).sum(axis=0))
    lengths[lengths == 0] = 1
    unit = R @ sparse.diags_array(1 / lengths)
    return unit @ unit.T


@wrong("test_cosine_similarity_matrix", "one length for both rows", says="divided by the lengths of both")
def cosine_similarity_matrix(R):
    table = R.toarray()
    squares = (table**2).sum(axis=1)
    squares[squares == 0] = 1
    return table @ table.T / squares[:, None]


@wrong("test_cosine_similarity_matrix", "empty rows found by their sum", says="*add up* to 0 is not empty")
def cosine_similarity_matrix(R):
    table = R.toarray()
    lengths = np.linalg.norm(table, axis=1)
    empty = table.sum(axis=1) == 0
    lengths[empty] = 1
    S = table @ table.T / np.outer(lengths, lengths)
    S[empty] = 0
    S[:, empty] = 0
    return S


@wrong("test_cosine_similarity_matrix", "no length below 1", says="not every length below 1")
def cosine_similarity_matrix(R):
    table = R.toarray()
    lengths = np.maximum(np.linalg.norm(table, axis=1), 1)
    return table @ table.T / np.outer(lengths, lengths)


@wrong("test_cosine_similarity_matrix", "rounded", says="rounded? Give the number as it is")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(R).round(6)


@right("test_cosine_similarity_matrix", "scikit-learn")
def cosine_similarity_matrix(R):
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(R)


@right("test_cosine_similarity_matrix", "a Python loop")
def cosine_similarity_matrix(R):
    import math

    rows = R.toarray().tolist()
    lengths = [math.sqrt(sum(x * x for x in row)) for row in rows]
    return [
        [sum(x * y for x, y in zip(a, b)) / (la * lb) if la and lb else 0.0 for b, lb in zip(rows, lengths)]
        for a, la in zip(rows, lengths)
    ]


@right("test_cosine_similarity_matrix", "products divided by a table of lengths")
def cosine_similarity_matrix(R):
    table = R.toarray()
    lengths = np.sqrt(np.einsum("ij,ij->i", table, table))
    both = np.outer(lengths, lengths)
    return np.divide(table @ table.T, both, out=np.zeros_like(both), where=both > 0)


@right("test_cosine_similarity_matrix", "pandas")
def cosine_similarity_matrix(R):
    table = pd.DataFrame(R.toarray())
    unit = table.div(np.sqrt((table**2).sum(axis=1)), axis=0).fillna(0)
    return unit.dot(unit.T).to_numpy()


# -- pearson_similarity --------------------------------------------------------------------------------------------


@wrong("test_pearson_similarity", "missing ratings counted as 0", says="counts missing ratings as 0")
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    with np.errstate(all="ignore"):
        r = np.corrcoef(table.T)[item]
    common = ((table > 0) & (table[:, [item]] > 0)).sum(axis=0)
    return np.where(common >= min_common, r, np.nan)


@wrong("test_pearson_similarity", "means over all raters", says="both means are over the users who rated both")
def pearson_similarity(R, item, min_common):
    table = np.where(R.toarray() > 0, R.toarray(), np.nan)
    with np.errstate(all="ignore"):
        d = table - np.nansum(table, axis=0) / (~np.isnan(table)).sum(axis=0)
    both = ~np.isnan(d) & ~np.isnan(d[:, [item]])
    x, y = np.where(both, d[:, [item]], 0), np.where(both, d, 0)
    with np.errstate(all="ignore"):
        r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    return np.where(both.sum(axis=0) >= min_common, r, np.nan)


@wrong("test_pearson_similarity", "no minimum", says="expected NaN")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return table.corr(min_periods=2)[item].fillna(0).to_numpy()


@wrong("test_pearson_similarity", "more than the minimum", says="at least, not more than")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return table.corr(min_periods=min_common + 1)[item].to_numpy()


@wrong("test_pearson_similarity", "0 for not known", says="expected NaN")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return table.corr(min_periods=max(min_common, 2))[item].fillna(0).to_numpy()


@wrong("test_pearson_similarity", "the cosine over common raters", says="that is the cosine")
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    both = (table > 0) & (table[:, [item]] > 0)
    x, y = table[:, [item]] * both, table * both
    with np.errstate(all="ignore"):
        r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    return np.where(both.sum(axis=0) >= min_common, r, np.nan)


@wrong("test_pearson_similarity", "correlates users", says="one value per movie")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray().T).replace(0, np.nan)
    return table.corr(min_periods=max(min_common, 2))[item].to_numpy()


@wrong("test_pearson_similarity", "the movie itself left out", says="movie 0 with itself")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    r = table.corr(min_periods=max(min_common, 2))[item].to_numpy(copy=True)
    r[item] = np.nan
    return r


@wrong("test_pearson_similarity", "ranks instead of ratings", says="movie 0 with movie 1: expected 0.8386")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return table.corr(method="spearman", min_periods=max(min_common, 2))[item].to_numpy()


@wrong("test_pearson_similarity", "no spread counts as 0", says="with no spread there is no correlation")
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    out = []
    for other in range(table.shape[1]):
        both = (table[:, item] > 0) & (table[:, other] > 0)
        x, y = table[both, item], table[both, other]
        if both.sum() < min_common:
            out.append(np.nan)
        elif len(set(x)) == 1 or len(set(y)) == 1:
            out.append(0.0)
        else:
            out.append(np.corrcoef(x, y)[0, 1])
    return out


@wrong(
    "test_pearson_similarity",
    "the movie's own mean over all its raters",
    says="both means are over the users who rated both",
)
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    table = table[table[:, item] > 0]
    both = table > 0
    common = both.sum(axis=0)
    own = table[:, [item]]
    with np.errstate(all="ignore"):
        x = (own - own.mean()) * both
        y = (table - table.sum(axis=0) / common) * both
        r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    return np.where(common >= min_common, r, np.nan)


@wrong(
    "test_pearson_similarity",
    "its own deviations not masked",
    says="below the line, too, only the users who rated both",
)
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    table = table[table[:, item] > 0]
    both = table > 0
    common = both.sum(axis=0)
    own = table[:, [item]]
    with np.errstate(all="ignore"):
        x = own - (own * both).sum(axis=0) / common
        y = (table - table.sum(axis=0) / common) * both
        r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    return np.where(common >= min_common, r, np.nan)


@wrong("test_pearson_similarity", "no deviation masked", says="a deviation was taken of cells without a rating")
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    table = table[table[:, item] > 0]
    both = table > 0
    common = both.sum(axis=0)
    own = table[:, [item]] * both
    with np.errstate(all="ignore"):
        x = own - own.sum(axis=0) / common
        y = (table - table.sum(axis=0) / common) * both
        r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    return np.where(common >= min_common, r, np.nan)


@wrong(
    "test_pearson_similarity", "all raters below the line", says="below the line, too, only the users who rated both"
)
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    rated = table > 0
    out = np.full(table.shape[1], np.nan)
    for other in range(table.shape[1]):
        both = rated[:, item] & rated[:, other]
        if both.sum() >= max(min_common, 2):
            x = table[:, item] - table[both, item].mean()
            y = table[:, other] - table[both, other].mean()
            below = (x[rated[:, item]] ** 2).sum() * (y[rated[:, other]] ** 2).sum()
            if below > 0:
                out[other] = (x[both] * y[both]).sum() / np.sqrt(below)
    return out


@wrong("test_pearson_similarity", "the other movie's raters counted", says="only two of them rated movie 0 too")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return np.where(table.notna().sum() >= min_common, table.corr(min_periods=2)[item], np.nan)


@wrong("test_pearson_similarity", "always 1 with itself", says="it is treated like the others")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    r = table.corr(min_periods=max(min_common, 2))[item].to_numpy(copy=True)
    r[item] = 1
    return r


@wrong("test_pearson_similarity", "half a star is no rating", says="every rating above 0 is a rating")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray())
    return table.where(table >= 1).corr(min_periods=max(min_common, 2))[item].to_numpy()


@right("test_pearson_similarity", "pandas")
def pearson_similarity(R, item, min_common):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    return table.corr(min_periods=max(min_common, 2))[item]


@right("test_pearson_similarity", "a Python loop")
def pearson_similarity(R, item, min_common):
    table, out = R.toarray(), []
    for other in range(R.shape[1]):
        pairs = [(row[item], row[other]) for row in table if row[item] and row[other]]
        r = float("nan")
        if pairs and len(pairs) >= min_common:
            mx, my = (sum(column) / len(pairs) for column in zip(*pairs))
            below = sum((x - mx) ** 2 for x, _ in pairs) * sum((y - my) ** 2 for _, y in pairs)
            if below > 0:
                r = sum((x - mx) * (y - my) for x, y in pairs) / below**0.5
        out.append(r)
    return out


@right("test_pearson_similarity", "sums by sparse products")
def pearson_similarity(R, item, min_common):
    rated = (R != 0).astype(float)
    x, m = R[:, [item]].toarray().ravel(), rated[:, [item]].toarray().ravel()
    n = rated.T @ m
    sx, sy, sxy = rated.T @ x, R.T @ m, R.T @ x
    sxx, syy = rated.T @ (x * x), R.multiply(R).T @ m
    below = (n * sxx - sx**2) * (n * syy - sy**2)
    usable = (below > 0) & (n >= min_common)
    return np.divide(n * sxy - sx * sy, np.sqrt(np.abs(below)), out=np.full(len(n), np.nan), where=usable)


@right("test_pearson_similarity", "numpy's corrcoef, movie by movie")
def pearson_similarity(R, item, min_common):
    table = R.toarray()
    out = np.full(table.shape[1], np.nan)
    for other in range(table.shape[1]):
        both = (table[:, item] > 0) & (table[:, other] > 0)
        if both.sum() >= max(min_common, 2):
            with np.errstate(all="ignore"):
                out[other] = np.corrcoef(table[both, item], table[both, other])[0, 1]
    return out


# -- top_k_neighbours ----------------------------------------------------------------------------------------------


@wrong("test_top_k_neighbours", "the diagonal left in", says="nobody is their own neighbour")
def top_k_neighbours(S, k):
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row])[:k]
        kept[row, best] = S[row, best]
    return kept


@wrong("test_top_k_neighbours", "a place wasted on the row itself", says="is a place given to the row itself")
def top_k_neighbours(S, k):
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row])[:k]
        kept[row, best] = S[row, best]
    np.fill_diagonal(kept, 0)
    return kept


@wrong("test_top_k_neighbours", "the largest taken for the row itself", says="find the row itself by its place")
def top_k_neighbours(S, k):
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row], kind="stable")[1 : k + 1]
        kept[row, best] = S[row, best]
    return kept


@wrong("test_top_k_neighbours", "the smallest", says="those are the smallest")
def top_k_neighbours(S, k):
    others = S.copy()
    np.fill_diagonal(others, np.inf)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(others[row])[: min(k, len(S) - 1)]
        kept[row, best] = S[row, best]
    return kept


@wrong("test_top_k_neighbours", "by size without the sign", says="by size without the sign")
def top_k_neighbours(S, k):
    others = np.abs(S)
    np.fill_diagonal(others, -1)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-others[row])[: min(k, len(S) - 1)]
        kept[row, best] = S[row, best]
    return kept


@wrong("test_top_k_neighbours", "by columns", says="choose in each row")
def top_k_neighbours(S, k):
    others = S.copy()
    np.fill_diagonal(others, -np.inf)
    kept = np.zeros_like(S)
    for column in range(len(S)):
        best = np.argsort(-others[:, column])[: min(k, len(S) - 1)]
        kept[best, column] = S[best, column]
    return kept


@wrong("test_top_k_neighbours", "the diagonal set to 0", says="negative or not")
def top_k_neighbours(S, k):
    others = S.copy()
    np.fill_diagonal(others, 0)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-others[row])[:k]
        kept[row, best] = others[row, best]
    if k >= len(S):
        kept[0, 3] = 0
    return kept


@wrong("test_top_k_neighbours", "all that equal the last", says="keep exactly one of them")
def top_k_neighbours(S, k):
    others = np.array(S, float)
    np.fill_diagonal(others, -np.inf)
    border = np.sort(others, axis=1)[:, -min(k, len(S) - 1)][:, None]
    return np.where(others >= border, others, 0)


@wrong("test_top_k_neighbours", "the places instead of the similarities", says="expected an array of shape (4, 4)")
def top_k_neighbours(S, k):
    others = S.copy()
    np.fill_diagonal(others, -np.inf)
    return np.argsort(-others, axis=1)[:, :k]


@wrong("test_top_k_neighbours", "changes S", says="it changed `S`")
def top_k_neighbours(S, k):
    np.fill_diagonal(S, -np.inf)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row])[: min(k, len(S) - 1)]
        kept[row, best] = S[row, best]
    return kept


@wrong("test_top_k_neighbours", "never negative ones", says="negative or not")
def top_k_neighbours(S, k):
    others = np.maximum(S, 0)
    np.fill_diagonal(others, -np.inf)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-others[row])[: min(k, len(S) - 1)]
        kept[row, best] = others[row, best]
    return kept


@wrong("test_top_k_neighbours", "one more kept, the diagonal removed afterwards", says="take it out before you choose")
def top_k_neighbours(S, k):
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row])[: k + 1]
        kept[row, best] = S[row, best]
    np.fill_diagonal(kept, 0)
    return kept


@wrong("test_top_k_neighbours", "the diagonal set to -1", says="use -inf")
def top_k_neighbours(S, k):
    others = S.copy()
    np.fill_diagonal(others, -1)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-others[row], kind="stable")[: min(k, len(S) - 1)]
        kept[row, best] = others[row, best]
    np.fill_diagonal(kept, 0)
    return kept


@wrong("test_top_k_neighbours", "S given back with another diagonal", says="it changed `S`")
def top_k_neighbours(S, k):
    np.fill_diagonal(S, -np.inf)
    kept = np.zeros_like(S)
    for row in range(len(S)):
        best = np.argsort(-S[row])[: min(k, len(S) - 1)]
        kept[row, best] = S[row, best]
    np.fill_diagonal(S, 1)
    return kept


@wrong("test_top_k_neighbours", "equal ones lost in a dict", says="do equal values get lost")
def top_k_neighbours(S, k):
    kept = np.zeros_like(S)
    for row in range(len(S)):
        places = {S[row, other]: other for other in range(len(S)) if other != row}
        for value in sorted(places, reverse=True)[:k]:
            kept[row, places[value]] = value
    return kept


@right("test_top_k_neighbours", "a loop with sorted()")
def top_k_neighbours(S, k):
    kept = [[0.0] * len(S) for _ in S]
    for u, row in enumerate(S):
        others = sorted((v for v in range(len(S)) if v != u), key=lambda v: row[v], reverse=True)
        for v in others[:k]:
            kept[u][v] = float(row[v])
    return kept


@right("test_top_k_neighbours", "a full sort of all rows")
def top_k_neighbours(S, k):
    others = S.astype(float)
    np.fill_diagonal(others, -np.inf)
    places = np.argsort(others, axis=1)[:, -min(k, len(S) - 1) :]
    rows = np.arange(len(S))[:, None]
    kept = np.zeros(S.shape)
    kept[rows, places] = others[rows, places]
    return kept


@right("test_top_k_neighbours", "pandas, row by row")
def top_k_neighbours(S, k):
    table = pd.DataFrame(S)
    rows = [row.drop(u).nlargest(k).reindex(table.columns).fillna(0) for u, row in table.iterrows()]
    return pd.DataFrame(rows).to_numpy()


@right("test_top_k_neighbours", "a heap")
def top_k_neighbours(S, k):
    import heapq

    kept = np.zeros(S.shape)
    for u in range(len(S)):
        for s, v in heapq.nlargest(k, ((S[u, v], v) for v in range(len(S)) if v != u)):
            kept[u, v] = s
    return kept


# -- predict_user_based --------------------------------------------------------------------------------------------


@wrong("test_predict_user_based", "not centred", says="average the others' deviations")
def predict_user_based(R, S):
    table, means = R.toarray(), centred(R)[1]
    below = np.abs(S) @ (table > 0)
    average = np.divide(S @ table, below, out=np.zeros_like(table), where=below > 0)
    return np.where(below > 0, average, means[:, None])


@wrong("test_predict_user_based", "all users below the line", says="only his weight belongs below the line")
def predict_user_based(R, S):
    deviations, means = centred(R)
    below = np.abs(S).sum(axis=1, keepdims=True)
    return means[:, None] + (S @ deviations.toarray()) / np.where(below > 0, below, 1)


@wrong("test_predict_user_based", "not divided at all", says="divide by the weights")
def predict_user_based(R, S):
    deviations, means = centred(R)
    return means[:, None] + S @ deviations.toarray()


@wrong("test_predict_user_based", "weights with their sign", says="without their sign")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), S @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below != 0)


@wrong("test_predict_user_based", "a deviation of 0 taken for no rating", says="he *has* rated it")
def predict_user_based(R, S):
    deviations, means = centred(R)
    table = deviations.toarray()
    above, below = S @ table, np.abs(S) @ (table != 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "the mean not added", says="add her mean")
def predict_user_based(R, S):
    deviations, _ = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "missing ratings in the means", says="counted as 0 there")
def predict_user_based(R, S):
    table = R.toarray()
    rated, means = table > 0, table.mean(axis=1)
    above, below = S @ ((table - means[:, None]) * rated), np.abs(S) @ rated
    means[means == 0] = table[rated].mean()
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "cut off at 1 and 5", says="not cut off")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return np.clip(means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0), 1, 5)


@wrong("test_predict_user_based", "NaN where nobody knows", says="NaN among the predictions")
def predict_user_based(R, S):
    deviations, means = centred(R)
    with np.errstate(all="ignore"):
        return means[:, None] + (S @ deviations.toarray()) / (np.abs(S) @ (R.toarray() > 0))


@wrong("test_predict_user_based", "a user without ratings gets 0", says="the mean of all ratings, 3.2")
def predict_user_based(R, S):
    deviations, means = centred(R)
    means = np.where(np.diff(R.indptr) > 0, means, 0)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "only positive similarities", says="those with a negative similarity have a say too")
def predict_user_based(R, S):
    S = np.maximum(S, 0)
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), S @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "known ratings kept", says="the cells whose rating is known are predicted")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    predicted = means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return np.where(R.toarray() > 0, R.toarray(), predicted)


@wrong("test_predict_user_based", "movies as rows", says="transposed?")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return (means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)).T


@wrong("test_predict_user_based", "S the wrong way round", says="S is used the wrong way round")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S.T @ deviations.toarray(), np.abs(S.T) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "S the wrong way round above the line", says="S is used the wrong way round")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S.T @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "S the wrong way round below the line", says="S is used the wrong way round")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S.T) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "S made symmetric", says="S is used the wrong way round")
def predict_user_based(R, S):
    S = (S + S.T) / 2
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "half a star is no rating", says="half a star, which is a rating")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() >= 1)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "small weights left out", says="is small, but it counts")
def predict_user_based(R, S):
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0.1)


@wrong("test_predict_user_based", "3.2 written down", says="the mean of another table")
def predict_user_based(R, S):
    deviations, means = centred(R)
    means = np.where(np.diff(R.indptr) > 0, means, 3.2)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "the user among the neighbours", says="Ann counts among her own neighbours")
def predict_user_based(R, S):
    S = S + np.eye(len(S))
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), np.abs(S) @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_user_based", "no sign above the line", says="above the line the weights keep their sign")
def predict_user_based(R, S):
    S = np.abs(S)
    deviations, means = centred(R)
    above, below = S @ deviations.toarray(), S @ (R.toarray() > 0)
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@right("test_predict_user_based", "loops over users and movies")
def predict_user_based(R, S):
    table = R.toarray().tolist()
    known = [[r for r in row if r] for row in table]
    everything = [r for row in known for r in row]
    means = [sum(row) / len(row) if row else sum(everything) / len(everything) for row in known]
    out = []
    for u, mean in enumerate(means):
        line = []
        for i in range(len(table[0])):
            raters = [v for v in range(len(table)) if v != u and table[v][i]]
            size = sum(abs(S[u][v]) for v in raters)
            shift = sum(S[u][v] * (table[v][i] - means[v]) for v in raters)
            line.append(mean + shift / size if size else mean)
        out.append(line)
    return out


@right("test_predict_user_based", "a tiny number below the line")
def predict_user_based(R, S):
    deviations, means = centred(R)
    return means[:, None] + (S @ deviations.toarray()) / (np.abs(S) @ (R.toarray() > 0) + 1e-12)


@right("test_predict_user_based", "a table with NaN")
def predict_user_based(R, S):
    table = np.where(R.toarray() > 0, R.toarray(), np.nan)
    counts = (~np.isnan(table)).sum(axis=1)
    means = np.where(counts, np.nansum(table, axis=1) / np.maximum(counts, 1), np.nansum(table) / counts.sum())
    d = np.nan_to_num(table - means[:, None])
    below = np.abs(S) @ ~np.isnan(table)
    with np.errstate(all="ignore"):
        return means[:, None] + np.nan_to_num(S @ d / below)


@right("test_predict_user_based", "sparse products and a matrix of ones")
def predict_user_based(R, S):
    deviations, means = centred(R)
    ones = R.copy()
    ones.data = np.ones_like(ones.data)
    above, below = (deviations.T @ S.T).T, (ones.T @ np.abs(S).T).T
    shift = np.zeros_like(above)
    shift[below > 0] = above[below > 0] / below[below > 0]
    return shift + means.reshape(-1, 1)


@right("test_predict_user_based", "pandas, movie by movie")
def predict_user_based(R, S):
    table = pd.DataFrame(R.toarray()).replace(0, np.nan)
    means = table.mean(axis=1).fillna(R.data.mean())
    deviations = table.sub(means, axis=0)
    columns = {}
    for item in table:
        raters = table.index[table[item].notna()]
        weights = pd.DataFrame(S)[raters]
        shift = weights.dot(deviations.loc[raters, item]) / weights.abs().sum(axis=1).replace(0, np.nan)
        columns[item] = means + shift.fillna(0)
    return pd.DataFrame(columns)


# -- predict_item_based --------------------------------------------------------------------------------------------
# Right and wrong ones may use the lab's `predict_user_based`, as an answer in a notebook does.


@wrong("test_predict_item_based", "movies as rows", says="transposed?")
def predict_item_based(R, S):
    return predict_user_based(R.T.tocsr(), S)


@wrong("test_predict_item_based", "by users after all", says="your code stopped")
def predict_item_based(R, S):
    return predict_user_based(R, S)


@wrong("test_predict_item_based", "plain ratings averaged", says="average deviations from the *movies'* means")
def predict_item_based(R, S):
    table = R.toarray()
    below = (table > 0) @ np.abs(S).T
    average = np.divide(table @ S.T, below, out=np.zeros_like(table), where=below > 0)
    return np.where(below > 0, average, centred(R.T)[1])


@wrong("test_predict_item_based", "centred by user", says="the ratings are centred by user")
def predict_item_based(R, S):
    deviations, means = centred(R)
    above, below = deviations.toarray() @ S.T, (R.toarray() > 0) @ np.abs(S).T
    return means[:, None] + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_item_based", "a deviation of 0 taken for no rating", says="which is a rating too")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    table = deviations.toarray().T
    above, below = table @ S.T, (table != 0) @ np.abs(S).T
    return means + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_item_based", "weights with their sign", says="without their sign")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    above, below = deviations.toarray().T @ S.T, (R.toarray() > 0) @ S.T
    return means + np.divide(above, below, out=np.zeros_like(above), where=below != 0)


@wrong("test_predict_item_based", "the mean not added", says="add the movie's mean")
def predict_item_based(R, S):
    deviations, _ = centred(R.T)
    above, below = deviations.toarray().T @ S.T, (R.toarray() > 0) @ np.abs(S).T
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_item_based", "who rated nothing gets the mean of all", says="the means of the movies")
def predict_item_based(R, S):
    predicted = predict_user_based(R.T.tocsr(), S).T
    return np.where((R.toarray() > 0).any(axis=1)[:, None], predicted, R.data.mean())


@wrong("test_predict_item_based", "S the wrong way round", says="S is used the wrong way round")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    above, below = deviations.toarray().T @ S, (R.toarray() > 0) @ np.abs(S)
    return means + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_item_based", "S the wrong way round above the line", says="S is used the wrong way round")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    above, below = deviations.toarray().T @ S, (R.toarray() > 0) @ np.abs(S).T
    return means + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@wrong("test_predict_item_based", "S transposed with R", says="S is used the wrong way round")
def predict_item_based(R, S):
    return predict_user_based(R.T.tocsr(), S.T).T


@wrong("test_predict_item_based", "S made symmetric", says="S is used the wrong way round")
def predict_item_based(R, S):
    return predict_user_based(R.T.tocsr(), (S + S.T) / 2).T


@wrong("test_predict_item_based", "3 for a movie without ratings", says="nobody has rated movie 3")
def predict_item_based(R, S):
    rated = (R.toarray() > 0).any(axis=0)
    return np.where(rated, predict_user_based(R.T.tocsr(), S).T, 3)


@wrong("test_predict_item_based", "0 for a movie without ratings", says="nobody has rated movie 3")
def predict_item_based(R, S):
    rated = (R.toarray() > 0).any(axis=0)
    return np.where(rated, predict_user_based(R.T.tocsr(), S).T, 0)


@wrong("test_predict_item_based", "the mean of all where nothing is known", says="the means of the movies")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    above, below = deviations.toarray().T @ S.T, (R.toarray() > 0) @ np.abs(S).T
    known = means + np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return np.where((below > 0) | (R.toarray() > 0), known, R.data.mean())


@wrong("test_predict_item_based", "known ratings kept", says="known ratings are predicted like the rest")
def predict_item_based(R, S):
    return np.where(R.toarray() > 0, R.toarray(), predict_user_based(R.T.tocsr(), S).T)


@wrong("test_predict_item_based", "only positive similarities", says="a negative similarity have a say too")
def predict_item_based(R, S):
    return predict_user_based(R.T.tocsr(), np.maximum(S, 0)).T


@wrong("test_predict_item_based", "not divided", says="divide by the sizes of the weights")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    return means + deviations.toarray().T @ S.T


@right("test_predict_item_based", "products the other way round")
def predict_item_based(R, S):
    deviations, means = centred(R.T)
    above, below = deviations.toarray().T @ S.T, (R.toarray() > 0) @ np.abs(S).T
    return means + np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@right("test_predict_item_based", "a new matrix from the columns")
def predict_item_based(R, S):
    return np.transpose(predict_user_based(sparse.csr_array(R.toarray().T), S))


@right("test_predict_item_based", "loops")
def predict_item_based(R, S):
    table = R.toarray()
    overall = table[table > 0].mean()
    means = [column[column > 0].mean() if (column > 0).any() else overall for column in table.T]
    out = np.zeros(table.shape)
    for u, row in enumerate(table):
        for i, mean in enumerate(means):
            others = [j for j in range(len(row)) if j != i and row[j] > 0]
            size = sum(abs(S[i, j]) for j in others)
            out[u, i] = mean + (sum(S[i, j] * (row[j] - means[j]) for j in others) / size if size else 0)
    return out


# -- recommend_for_new_user ----------------------------------------------------------------------------------------


@wrong("test_recommend_for_new_user", "averages instead of adding up", says="that is the average")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    w = np.maximum(s[near], 0)
    size = w @ (R.toarray()[near] > 0)
    scores = np.divide(w @ d[near], size, out=np.zeros(len(x)), where=size > 0)
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "offers what is known", says="so they are not news")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0][:n]


@wrong("test_recommend_for_new_user", "centred at the newcomer's own mean", says="not at their own mean")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - sum(answers.values()) / len(answers)
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "adds up plain ratings", says="not their ratings")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ R.toarray()[near]
    scores[d[near].max(axis=0) <= 0] = 0
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "k forgotten", says="is k used")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    scores = np.maximum(s, 0) @ d
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "those who differ have a say", says="a user who is not alike has no say")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.abs(s[near]) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "fills the list with what nobody praised", says="even if the list stays shorter")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if i not in answers][:n]


@wrong("test_recommend_for_new_user", "worst first", says="sorted the wrong way round")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "the movies without their scores", says="pairs (item, score)")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [int(i) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "n forgotten", says="for n = 2")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers]


@wrong("test_recommend_for_new_user", "lengths over common movies only", says="over whole rows")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    common = (d != 0) & (x != 0)
    below = np.linalg.norm(d * common, axis=1) * np.linalg.norm(x * common, axis=1)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "in the order of the movies' places", says="the order of the movies' places")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    best = [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]
    return sorted(best)


@wrong(
    "test_recommend_for_new_user", "answers known by a value that is not 0", says="exactly the mean of all ratings here"
)
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and x[i] == 0][:n]


@wrong("test_recommend_for_new_user", "only likes added", says="deviations below 0 are added too")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ np.maximum(d[near], 0)
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "only liked answers left out", says="disliked ones are known, too")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and x[i] <= 0][:n]


@wrong("test_recommend_for_new_user", "one movie fewer", says="for n = 2 the list has 2")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][: max(n - 1, 1)]


@wrong("test_recommend_for_new_user", "3.2 written down", says="not 3.2 as among the five")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - 3.2
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "little likeness left out", says="little, but above 0")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.where(s[near] > 0.1, s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "no lengths at all", says="divide them by both lengths")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    s = d @ x
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "the newcomer's length forgotten", says="divide by the newcomer's own length too")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "the users' lengths forgotten", says="divide by the users' lengths too")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    s = d @ x / max(np.linalg.norm(x), 1e-12)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "the mean of the users' means", says="not the mean of the users' means")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - centred(R)[1].mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "empty cells in the mean", says="empty cells are counted as 0")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "the nearest by size without the sign", says="by size without the sign")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-np.abs(s))[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), scores[i]) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@wrong("test_recommend_for_new_user", "rounded scores", says="rounded? Give the scores as they are")
def recommend_for_new_user(R, answers, k, n):
    x = np.zeros(R.shape[1])
    for item, stars in answers.items():
        x[item] = stars - R.data.mean()
    d = centred(R)[0].toarray()
    below = np.linalg.norm(d, axis=1) * np.linalg.norm(x)
    s = np.divide(d @ x, below, out=np.zeros(len(d)), where=below > 0)
    near = np.argsort(-s)[:k]
    scores = np.maximum(s[near], 0) @ d[near]
    return [(int(i), round(scores[i], 2)) for i in np.argsort(-scores) if scores[i] > 0 and i not in answers][:n]


@right("test_recommend_for_new_user", "loops and dicts")
def recommend_for_new_user(R, answers, k, n):
    import math

    table = R.toarray()
    overall = table[table > 0].mean()
    x = {item: stars - overall for item, stars in answers.items()}
    lx = math.sqrt(sum(v * v for v in x.values()))
    people = []
    for row in table:
        rated = {i: r for i, r in enumerate(row) if r > 0}
        if not rated or lx == 0:
            continue
        mean = sum(rated.values()) / len(rated)
        d = {i: r - mean for i, r in rated.items()}
        ld = math.sqrt(sum(v * v for v in d.values()))
        s = sum(v * d.get(i, 0) for i, v in x.items()) / (ld * lx) if ld else 0
        if s > 0:
            people.append((s, d))
    people.sort(key=lambda p: -p[0])
    scores = {}
    for s, d in people[:k]:
        for i, v in d.items():
            if i not in answers:
                scores[i] = scores.get(i, 0) + s * v
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return [pair for pair in ranked if pair[1] > 0][:n]


@right("test_recommend_for_new_user", "with the lab's earlier functions")
def recommend_for_new_user(R, answers, k, n):
    d = centred(R)[0].toarray()
    x = np.zeros((1, R.shape[1]))
    x[0, list(answers)] = [stars - R.data.mean() for stars in answers.values()]
    s = cosine_similarity_matrix(sparse.csr_array(np.vstack([d, x])))[-1, :-1]
    near = sorted(range(len(s)), key=lambda u: -s[u])[:k]
    scores = sum(max(s[u], 0) * d[u] for u in near)
    offered = [i for i in np.argsort(scores)[::-1] if scores[i] > 0 and i not in answers]
    return [(i, scores[i]) for i in offered[:n]]


@right("test_recommend_for_new_user", "a table of pairs")
def recommend_for_new_user(R, answers, k, n):
    d = pd.DataFrame(centred(R)[0].toarray())
    x = pd.Series(answers, dtype=float).reindex(d.columns) - R.data.mean()
    x = x.fillna(0)
    length = np.sqrt((d**2).sum(axis=1)) * np.sqrt((x**2).sum())
    s = (d.dot(x) / length.replace(0, np.nan)).fillna(0).nlargest(k).clip(lower=0)
    scores = d.loc[s.index].mul(s, axis=0).sum().drop(list(answers)).sort_values(ascending=False)
    scores = scores[scores > 0].head(n)
    return np.column_stack([scores.index, scores.to_numpy()])
