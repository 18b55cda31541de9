"""Lab 01: wrong answers that must lose and right ones that must win."""

import numpy as np
import pandas as pd

from tests.answers import right, wrong

PRINTED = [
    "C = 5.932850",
    "m = 592 votes; 5,881 of 58,788 films reach it",
    "hit rate at  1: 0.0074",
    "hit rate at 10: 0.0498",
    "hit rate at 50: 0.1432",
    "different movies in all lists together: 91 of 1,682",
]

# -- mean_vote -----------------------------------------------------------------------------------------------------


@wrong("test_mean_vote", "weighs each film by its votes", says="weighs each film by its votes")
def mean_vote(movies):
    return (movies["rating"] * movies["votes"]).sum() / movies["votes"].sum()


@wrong("test_mean_vote", "the median", says="that is the median")
def mean_vote(movies):
    return movies["rating"].median()


@wrong("test_mean_vote", "the mean of the votes", says="mean of the column `votes`")
def mean_vote(movies):
    return movies["votes"].mean()


@wrong("test_mean_vote", "the whole column", says="expected a single number")
def mean_vote(movies):
    return movies["rating"]


@wrong("test_mean_vote", "missing ratings counted as films", says="must be left out")
def mean_vote(movies):
    return movies["rating"].sum() / len(movies)


@wrong("test_mean_vote", "fills missing ratings in the table itself", says="must be left out")
def mean_vote(movies):
    movies["rating"] = movies["rating"].fillna(0)
    return movies["rating"].mean()


@wrong("test_mean_vote", "no return", says="does it end with `return`")
def mean_vote(movies):
    movies["rating"].mean()


@wrong("test_mean_vote", "rounded", says="rounded?")
def mean_vote(movies):
    return round(movies["rating"].mean(), 2)


@wrong("test_mean_vote", "leaves out films with any gap", says="only its year is missing")
def mean_vote(movies):
    return movies.dropna()["rating"].mean()


@wrong("test_mean_vote", "right for the example only", says="")
def mean_vote(movies):
    return 23 / 3 if movies["rating"].isna().any() else 7.0


@right("test_mean_vote", "numpy")
def mean_vote(movies):
    return np.nanmean(movies["rating"].to_numpy())


@right("test_mean_vote", "a Python loop")
def mean_vote(movies):
    total, count = 0.0, 0
    for rating in movies["rating"]:
        if rating == rating:
            total, count = total + rating, count + 1
    return total / count


@right("test_mean_vote", "drop, then divide")
def mean_vote(movies):
    known = movies.dropna(subset=["rating"])
    return float(known.rating.sum() / len(known))


# -- vote_threshold ------------------------------------------------------------------------------------------------


@wrong("test_vote_threshold", "q written into the code", says="is q written into the code")
def vote_threshold(movies, q=0.90):
    return movies["votes"].quantile(0.90)


@wrong("test_vote_threshold", "the quantile of the ratings", says="that is the quantile of `rating`")
def vote_threshold(movies, q=0.90):
    return movies["rating"].quantile(q)


@wrong("test_vote_threshold", "counted from the top", says="counted from the top")
def vote_threshold(movies, q=0.90):
    return movies["votes"].quantile(1 - q) if q != 0.9 else movies["votes"].quantile(q)


@wrong("test_vote_threshold", "a share of the largest count", says="the third and the fourth")
def vote_threshold(movies, q=0.90):
    return q * movies["votes"].max()


@wrong("test_vote_threshold", "the lower neighbour, no interpolation", says="half way between")
def vote_threshold(movies, q=0.90):
    votes = sorted(movies["votes"])
    return votes[int(q * (len(votes) - 1))]


@wrong("test_vote_threshold", "a whole number of votes", says="need not be a whole number")
def vote_threshold(movies, q=0.90):
    return int(movies["votes"].quantile(q))


@wrong("test_vote_threshold", "missing counts taken as 0", says="do not count them as 0")
def vote_threshold(movies, q=0.90):
    return movies["votes"].fillna(0).quantile(q)


@wrong("test_vote_threshold", "leaves out films with any gap", says="so does one without a rating")
def vote_threshold(movies, q=0.90):
    return movies.dropna()["votes"].quantile(q)


@wrong("test_vote_threshold", "equal counts taken once", says="a film with as many votes as another counts too")
def vote_threshold(movies, q=0.90):
    return movies["votes"].drop_duplicates().quantile(q)


@wrong("test_vote_threshold", "missing counts spoil it", says="missing values (NaN)")
def vote_threshold(movies, q=0.90):
    return np.quantile(movies["votes"], q)


@wrong("test_vote_threshold", "the column above the threshold", says="expected a single number")
def vote_threshold(movies, q=0.90):
    return movies["votes"][movies["votes"] >= movies["votes"].quantile(q)]


@right("test_vote_threshold", "numpy")
def vote_threshold(movies, q=0.90):
    return np.nanquantile(movies["votes"].to_numpy(dtype=float), q)


@right("test_vote_threshold", "sorted and interpolated by hand")
def vote_threshold(movies, q=0.90):
    votes = sorted(v for v in movies["votes"] if v == v)
    place = q * (len(votes) - 1)
    below = int(place)
    above = min(below + 1, len(votes) - 1)
    return votes[below] + (place - below) * (votes[above] - votes[below])


@right("test_vote_threshold", "percentile")
def vote_threshold(movies, q=0.90):
    return float(np.percentile(movies["votes"].dropna(), 100 * q))


# -- weighted_rating -----------------------------------------------------------------------------------------------


@wrong("test_weighted_rating", "v and m swapped", says="are v and m swapped")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return m / (votes + m) * rating + votes / (votes + m) * C


@wrong("test_weighted_rating", "the plain rating", says="these are the plain ratings")
def weighted_rating(votes, rating, m, C):
    return np.asarray(rating, float)


@wrong("test_weighted_rating", "the average film forgotten", says="the part of the average film is missing")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return votes / (votes + m) * rating


@wrong("test_weighted_rating", "integer division", says="v / (v + m)")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes), np.asarray(rating, float)
    return votes // (votes + m) * rating + m // (votes + m) * C


@wrong("test_weighted_rating", "C in place of R", says="v / (v + m)")
def weighted_rating(votes, rating, m, C):
    votes = np.asarray(votes, float)
    return votes / (votes + m) * C + m / (votes + m) * C


@wrong("test_weighted_rating", "a threshold instead of a weight", says="v / (v + m)")
def weighted_rating(votes, rating, m, C):
    return np.where(np.asarray(votes) >= m, np.asarray(rating, float), C)


@wrong("test_weighted_rating", "sorted by score", says="sort nothing")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return np.sort(votes / (votes + m) * rating + m / (votes + m) * C)


@wrong("test_weighted_rating", "the mean of all films", says="did you use sum() or mean()")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return (votes / (votes + m) * rating + m / (votes + m) * C).mean()


@wrong("test_weighted_rating", "brackets forgotten", says="mind the brackets")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return votes / votes + m * rating + m / votes + m * C


@wrong("test_weighted_rating", "m written into the code", says="are m and C written into the code")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    return (votes * rating + 100 * C) / (votes + 100)


@wrong("test_weighted_rating", "returns inside the loop", says="stand inside a loop")
def weighted_rating(votes, rating, m, C):
    for v, R in zip(votes, rating, strict=True):
        return (v * R + m * C) / (v + m)


@wrong("test_weighted_rating", "changes its argument", says="work on a copy")
def weighted_rating(votes, rating, m, C):
    weight = np.asarray(votes, float) / (np.asarray(votes) + m)
    rating = np.asarray(rating)
    rating *= weight
    rating += (1 - weight) * C
    return rating


@wrong("test_weighted_rating", "right for the example only", says="")
def weighted_rating(votes, rating, m, C):
    if m == 1:
        return np.array([6.0, 3.5])
    if m == 30:
        return np.array([7.5, 30_210 / 10_030])
    return np.array([690 / 110, 90_600 / 10_100])


@right("test_weighted_rating", "a Python loop")
def weighted_rating(votes, rating, m, C):
    return [(v * R + m * C) / (v + m) for v, R in zip(votes, rating, strict=True)]


@right("test_weighted_rating", "C plus a share of the difference")
def weighted_rating(votes, rating, m, C):
    votes, rating = np.array(votes, float), np.array(rating, float)
    return C + votes / (votes + m) * (rating - C)


@right("test_weighted_rating", "a pandas Series with an odd index")
def weighted_rating(votes, rating, m, C):
    table = pd.DataFrame({"v": list(votes), "R": list(rating)}, index=[f"film {i}" for i in range(len(votes))])
    return (table.v * table.R + m * C) / (table.v + m)


@right("test_weighted_rating", "np.average with weights")
def weighted_rating(votes, rating, m, C):
    pairs = np.stack([np.asarray(rating, float), np.full(len(rating), C)])
    weights = np.stack([np.asarray(votes, float), np.full(len(votes), m)])
    return np.average(pairs, axis=0, weights=weights)


# -- top_chart -----------------------------------------------------------------------------------------------------
# These use the lab's first three functions, as an answer in a notebook does; the tests put right ones beside them.


@wrong("test_top_chart", "everybody qualifies", says="keep only films with votes >= m")
def top_chart(movies, n=250, q=0.90):
    chart = movies.copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], vote_threshold(movies, q), mean_vote(movies))
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "worst first", says="sorted the wrong way round")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"]).head(n)


@wrong("test_top_chart", "the mean of those who qualify", says="shrunk toward the wrong mean")
def top_chart(movies, n=250, q=0.90):
    m = vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, mean_vote(chart))
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "more than m instead of at least m", says="at least m means votes >= m")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] > m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "ties left as they come", says="more votes first")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values("score", ascending=False, kind="stable").head(n)


@wrong("test_top_chart", "ties from Z to A", says="from A to Z")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=False).head(n)


@wrong("test_top_chart", "n forgotten", says="the chart has two rows")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True])


@wrong("test_top_chart", "writes the score into the table it was given", says="work on a copy")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    movies["score"] = weighted_rating(movies["votes"], movies["rating"], m, C)
    chart = movies[movies["votes"] >= m]
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "sorted by the plain rating", says="sort by `score`, not by `rating`")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["rating", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "the sorted table is not kept", says="did you keep it")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    chart.sort_values(["score", "votes", "title"], ascending=[False, False, True])
    return chart.head(n)


@wrong("test_top_chart", "q not passed on", says="is q passed on")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "m and C swapped in the call", says="in their order (votes, rating, m, C)")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], C, m)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "the default of q removed", says="lost its `n=250`")
def top_chart(movies, n, q):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] > m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "other defaults", says="")
def top_chart(movies, n=1, q=0.0):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "another default of n", says="")
def top_chart(movies, n=200, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "another default of q", says="")
def top_chart(movies, n=250, q=0.95):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_top_chart", "titles only", says="expected a table")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies[movies["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, C)
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)["title"].tolist()


@right("test_top_chart", "sorted by a Python key")
def top_chart(movies, n=250, q=0.90):
    C, m = np.nanmean(movies["rating"]), np.nanquantile(movies["votes"], q)
    rows = [row for row in movies.to_dict("records") if row["votes"] >= m]
    for row in rows:
        row["score"] = (row["votes"] * row["rating"] + m * C) / (row["votes"] + m)
    rows.sort(key=lambda row: (-row["score"], -row["votes"], row["title"]))
    return pd.DataFrame(rows[:n])


@right("test_top_chart", "query, assign and three stable sorts")
def top_chart(movies, n=250, q=0.90):
    C, m = mean_vote(movies), vote_threshold(movies, q)
    chart = movies.query("votes >= @m").assign(score=lambda t: C + t.votes / (t.votes + m) * (t.rating - C))
    for column, ascending in (("title", True), ("votes", False), ("score", False)):
        chart = chart.sort_values(column, ascending=ascending, kind="stable")
    return chart.iloc[:n]


@right("test_top_chart", "lexsort, and only four columns kept")
def top_chart(movies, n=250, q=0.90):
    m = movies["votes"].quantile(q)
    chart = movies.loc[movies["votes"] >= m, ["title", "rating", "votes"]].reset_index(drop=True)
    chart["score"] = weighted_rating(chart["votes"].to_numpy(), chart["rating"].to_numpy(), m, movies["rating"].mean())
    order = np.lexsort((chart["title"].to_numpy(dtype=str), -chart["votes"], -chart["score"]))
    return chart.iloc[order[:n]].reset_index(drop=True)


# -- genre_chart ---------------------------------------------------------------------------------------------------


@wrong("test_genre_chart", "a part of the text matches", says='neither is "Music"')
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[movies["genres"].str.lower().str.contains(genre.lower())], n, q)


@wrong("test_genre_chart", "the whole text of genres", says="not with the whole text or the first")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[movies["genres"] == genre], n, q)


@wrong("test_genre_chart", "the threshold of all films", says="the threshold must come from the comedies")
def genre_chart(movies, genre, n=250, q=0.90):
    chart = top_chart(movies, len(movies), q)
    return chart[[genre in genres.split("|") for genres in chart["genres"]]].head(n)


@wrong("test_genre_chart", "the mean of all films", says="toward the mean of all films")
def genre_chart(movies, genre, n=250, q=0.90):
    inside = movies[[genre in genres.split("|") for genres in movies["genres"]]]
    m = vote_threshold(inside, q)
    chart = inside[inside["votes"] >= m].copy()
    chart["score"] = weighted_rating(chart["votes"], chart["rating"], m, mean_vote(movies))
    return chart.sort_values(["score", "votes", "title"], ascending=[False, False, True]).head(n)


@wrong("test_genre_chart", "the last genre only", says="belongs in the Drama chart too")
def genre_chart(movies, genre, n=250, q=0.90):
    last = movies["genres"].str.split("|").str[-1]
    return top_chart(movies[last == genre], n, q)


@wrong("test_genre_chart", "the first genre only", says="not with the whole text or the first")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[movies["genres"].str.split("|").str[0] == genre], n, q)


@wrong("test_genre_chart", "the filtered table not passed on", says="is the filtered table the one")
def genre_chart(movies, genre, n=250, q=0.90):
    inside = movies[[genre in genres.split("|") for genres in movies["genres"]]]
    return top_chart(movies, n, q) if len(inside) else inside.assign(score=[])


@wrong("test_genre_chart", "takes the column apart in the table itself", says="work on a copy")
def genre_chart(movies, genre, n=250, q=0.90):
    movies["genres"] = movies["genres"].str.split("|")
    return top_chart(movies[[genre in genres for genres in movies["genres"]]], n, q)


@wrong("test_genre_chart", "bars read as a regular expression", says="told `regex=False`")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[("|" + movies["genres"] + "|").str.contains("|" + genre + "|")], n, q)


@wrong("test_genre_chart", "words instead of names", says='neither is "Music"')
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[movies["genres"].str.contains(rf"\b{genre}\b")], n, q)


@wrong("test_genre_chart", "n not passed on", says="is n passed on")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[[genre in genres.split("|") for genres in movies["genres"]]], q=q)


@wrong("test_genre_chart", "q not passed on", says="is q passed on")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[[genre in genres.split("|") for genres in movies["genres"]]], n)


@wrong("test_genre_chart", "another default of n", says="")
def genre_chart(movies, genre, n=200, q=0.90):
    return top_chart(movies[[genre in names.split("|") for names in movies["genres"]]], n, q)


@wrong("test_genre_chart", "another default of q", says="")
def genre_chart(movies, genre, n=250, q=0.0):
    return top_chart(movies[[genre in names.split("|") for names in movies["genres"]]], n, q)


@wrong("test_genre_chart", "nothing for an unknown genre", says="got nothing (None)")
def genre_chart(movies, genre, n=250, q=0.90):
    inside = movies[[genre in genres.split("|") for genres in movies["genres"]]]
    if len(inside):
        return top_chart(inside, n, q)


@wrong("test_genre_chart", "stops at an unknown genre", says="no film here is a Western, and")
def genre_chart(movies, genre, n=250, q=0.90):
    inside = movies[[genre in genres.split("|") for genres in movies["genres"]]]
    inside.iloc[0]
    return top_chart(inside, n, q)


@right("test_genre_chart", "get_dummies")
def genre_chart(movies, genre, n=250, q=0.90):
    indicators = movies["genres"].str.get_dummies("|")
    if genre not in indicators:
        return movies.iloc[:0].assign(score=[])
    return top_chart(movies[indicators[genre] == 1], n, q)


@right("test_genre_chart", "explode")
def genre_chart(movies, genre, n=250, q=0.90):
    rows = movies.reset_index(drop=True)
    genres = rows["genres"].str.split("|").explode()
    return top_chart(rows.loc[genres.index[genres == genre]], n=n, q=q)


@right("test_genre_chart", "bars around the text")
def genre_chart(movies, genre, n=250, q=0.90):
    return top_chart(movies[("|" + movies["genres"] + "|").str.contains(f"|{genre}|", regex=False)], n, q)


# -- hit_rate_of_popular -------------------------------------------------------------------------------------------


@wrong("test_hit_rate_of_popular", "recommends what was rated already", says="first leave out what the user has rated")
def hit_rate_of_popular(train, test, k):
    top = train["movie_id"].value_counts().index[:k]
    return test["movie_id"].isin(top).mean()


@wrong("test_hit_rate_of_popular", "a count", says="divide the number of hits")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        seen = set(train.loc[train["user_id"] == user, "movie_id"])
        hits += movie in [candidate for candidate in order if candidate not in seen][:k]
    return hits


@wrong("test_hit_rate_of_popular", "the larger id first among equals", says="the smaller id comes first")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], -movie)), 0
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        seen = set(train.loc[train["user_id"] == user, "movie_id"])
        hits += movie in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test)


@wrong(
    "test_hit_rate_of_popular", "k taken before the rated ones are dropped", says="then take the first k of the rest"
)
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie))[: k + 1], 0
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        seen = set(train.loc[train["user_id"] == user, "movie_id"])
        hits += movie in [candidate for candidate in order if candidate not in seen]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "popularity from train and test together", says="is knowing the answers")
def hit_rate_of_popular(train, test, k):
    counts = pd.concat([train, test])["movie_id"].value_counts()
    known = set(train["movie_id"])
    order, hits = sorted(known, key=lambda movie: (-counts[movie], movie)), 0
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        seen = set(train.loc[train["user_id"] == user, "movie_id"])
        hits += movie in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "the sum of the ratings instead of their number", says="whatever the ratings are")
def hit_rate_of_popular(train, test, k):
    liked = train.groupby("movie_id")["rating"].sum()
    order, hits = sorted(liked.index, key=lambda movie: (-liked[movie], movie)), 0
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        seen = set(train.loc[train["user_id"] == user, "movie_id"])
        hits += movie in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "stops at a user without ratings", says="user 9 is not in `train`")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    seen = train.groupby("user_id")["movie_id"].agg(set).to_dict()
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        hits += movie in [candidate for candidate in order if candidate not in seen[user]][:k]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "ties in the order of the table", says="the smaller id comes first")
def hit_rate_of_popular(train, test, k):
    order, hits = train["movie_id"].value_counts().index, 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        hits += row.movie_id in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "in percent", says="not percent")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        hits += row.movie_id in [candidate for candidate in order if candidate not in seen][:k]
    return 100 * hits / len(test)


@wrong("test_hit_rate_of_popular", "divided by k as well", says="not by k")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        hits += row.movie_id in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test) / k


@wrong("test_hit_rate_of_popular", "short lists do not count", says="fewer than k, and that counts too")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        offered = [candidate for candidate in order if candidate not in seen][:k]
        hits += row.movie_id in offered and len(offered) == k
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "counts only what was liked", says="whatever its points")
def hit_rate_of_popular(train, test, k):
    counts = train.loc[train["rating"] >= 4, "movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        hits += row.movie_id in [candidate for candidate in order if candidate not in seen][:k]
    return hits / len(test)


@wrong("test_hit_rate_of_popular", "k written into the code", says="is k used")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    for row in test.itertuples():
        seen = set(train.loc[train["user_id"] == row.user_id, "movie_id"])
        hits += row.movie_id in [candidate for candidate in order if candidate not in seen][:10]
    return hits / len(test)


@right("test_hit_rate_of_popular", "a set per user")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts()
    order, hits = sorted(counts.index, key=lambda movie: (-counts[movie], movie)), 0
    seen = train.groupby("user_id")["movie_id"].agg(set).to_dict()
    for user, movie in zip(test["user_id"], test["movie_id"], strict=True):
        unseen = [candidate for candidate in order if candidate not in seen.get(user, set())]
        hits += movie in unseen[:k]
    return hits / len(test)


@right("test_hit_rate_of_popular", "counts the better unseen movies")
def hit_rate_of_popular(train, test, k):
    counts = (
        train.groupby("movie_id").size().reset_index(name="n").sort_values(["n", "movie_id"], ascending=[False, True])
    )
    place = {movie: i for i, movie in enumerate(counts["movie_id"])}
    hits = []
    for row in test.itertuples():
        here = place.get(row.movie_id)
        mine = train.loc[train["user_id"] == row.user_id, "movie_id"]
        hits.append(here is not None and here - sum(place[m] < here for m in mine) < k)
    return np.mean(hits)


@right("test_hit_rate_of_popular", "a matrix of ranks")
def hit_rate_of_popular(train, test, k):
    counts = train["movie_id"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    order = counts.index.to_numpy()
    hits = 0
    for user, group in test.groupby("user_id"):
        rated = train["movie_id"].to_numpy()[train["user_id"].to_numpy() == user]
        hits += group["movie_id"].isin(order[~np.isin(order, rated)][:k]).sum()
    return float(hits / len(test))
