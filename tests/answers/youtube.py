"""Lab 06: wrong answers that must lose and right ones that must win."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from tests.answers import right, wrong

# Only the answers' text is used, and the notebook has Keras: collecting them need not wait for TensorFlow.
keras = SimpleNamespace(layers=SimpleNamespace(Layer=object))
ops = MaskedMean = UnitLength = None

# What marking and a plain run print; what needs the trained network is measured by benchmarks/youtube.py.
PRINTED = [
    "99,057 ratings to learn from, 943 held out, one per user",
    "98,114 examples from 943 users",
    "largest difference between the two means: 0.000000",
    "193,811 weights",
    "most watched (lab 01)      recall@10 0.0498   nDCG@10 0.0253",
    "item neighbours (lab 02)   recall@10 0.0901   nDCG@10 0.0424",
    "EASE, last 10              recall@10 0.1368   nDCG@10 0.0708",
    "item neighbours, last 10   recall@10 0.1145   nDCG@10 0.0600",
    "EASE                       recall@10 0.0880   nDCG@10 0.0407",
    "EASE                       against all 0.088   against 99 random ones 0.606",
    "EASE, last 10              against all 0.137   against 99 random ones 0.559",
    "item neighbours, last 10   against all 0.115   against 99 random ones 0.558",
    "44.0% of the held-out movies have the same second as the movie before",
    "most watched (lab 01)      same second 0.017   later 0.076",
]

# -- training_examples ---------------------------------------------------------------------------------------------


@wrong("test_training_examples", "the label in its own history", says="a label stands in its own history")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        movies, stars = own["movie_id"].tolist(), own["rating"].tolist()
        for p in range(1, len(movies)):
            rows = list(zip(movies, stars))[: p + 1][-max_history:]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in rows])
            found["liked"].append([m for m, s in rows if s >= 4])
            found["disliked"].append([m for m, s in rows if s <= 2])
            found["label"].append(movies[p])
    return found


@wrong("test_training_examples", "the oldest kept", says="the two oldest; keep the two newest")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        movies, stars = own["movie_id"].tolist(), own["rating"].tolist()
        for p in range(1, len(movies)):
            rows = list(zip(movies, stars))[:p][:max_history]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in rows])
            found["liked"].append([m for m, s in rows if s >= 4])
            found["disliked"].append([m for m, s in rows if s <= 2])
            found["label"].append(movies[p])
    return found


@wrong("test_training_examples", "not sorted by time", says="sort by `timestamp` first")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "everything else the user watched", says="movies from after the label")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = (rows[:p] + rows[p + 1 :])[-max_history:]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "the first movie is a label too", says="before it there was nothing")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "liked means more than 4 stars", says="is it > in place of >=")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s > 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "likes from the whole past", says="but 7 is no longer in watched")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in rows[:p]][-max_history:])
            found["liked"].append([m for m, s in rows[:p] if s >= 4])
            found["disliked"].append([m for m, s in rows[:p] if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "the label's own stars known", says="the label's own stars must not be known yet")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p + 1]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past[:-1]])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "users run into one another", says="users 1, 3, 8 and 9 have 4, 1, 7 and 2 ratings")
def training_examples(ratings, max_history):
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    rows = list(zip(ordered["user_id"].tolist(), ordered["movie_id"].tolist(), ordered["rating"].tolist()))
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for p in range(1, len(rows)):
        past = rows[max(0, p - max_history) : p]
        found["user_id"].append(rows[p][0])
        found["watched"].append([m for _, m, _ in past])
        found["liked"].append([m for _, m, s in past if s >= 4])
        found["disliked"].append([m for _, m, s in past if s <= 2])
        found["label"].append(rows[p][1])
    return found


@wrong("test_training_examples", "a list of rows", says="expected a dict with the keys")
def training_examples(ratings, max_history):
    found = []
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        movies = own["movie_id"].tolist()
        for p in range(1, len(movies)):
            found.append((user, movies[max(0, p - max_history) : p], movies[p]))
    return found


@wrong("test_training_examples", "the newest movie first", says="the newest movie first")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p][::-1]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "right for the example only", says="expected the users in rising order")
def training_examples(ratings, max_history):
    users = ratings["user_id"].drop_duplicates().tolist()
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user in users:
        own = ratings[ratings["user_id"] == user].sort_values(["timestamp", "movie_id"])
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong(
    "test_training_examples",
    "dislikes from the whole past",
    says="disliked is [3]: take it from the movies in watched only",
)
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in rows[:p] if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "users in order of their first rating", says="expected the users in rising order")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["timestamp", "movie_id"]).groupby("user_id", sort=False):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "users in order of their first row", says="expected the users in rising order")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user in ratings["user_id"].unique():
        own = ratings[ratings["user_id"] == user].sort_values(["timestamp", "movie_id"])
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "liked means more than 3 stars", says="3.5 stars, and it stands in liked")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s > 3])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "liked from 3.5 stars", says="3.5 stars, and it stands in liked")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 3.5])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "disliked means less than 3 stars", says="2.5 stars, and it stands in disliked")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s < 3])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "users with fewer than three ratings left out", says="user 9 has two ratings")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in (
        ratings.sort_values(["user_id", "timestamp", "movie_id"])
        .groupby("user_id")
        .filter(lambda own: len(own) >= 3)
        .groupby("user_id")
    ):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "a sixth key", says="has a key 'stars' as well")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "stars": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["stars"].append([s for _, s in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "ids as floats", says="with a decimal point, but ids are whole numbers")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = own[["movie_id", "rating"]].to_numpy()
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "columns taken by their place", says="take them by their names")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        rows = list(zip(own.iloc[:, 1].tolist(), own.iloc[:, 2].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "sorts the table it was given", says="it changed `ratings`")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ratings.sort_values(["user_id", "timestamp", "movie_id"], inplace=True)
    for user, own in ratings.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "the same second ordered by stars", says="are such movies ordered by their stars")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values(["user_id", "timestamp", "rating", "movie_id"])
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "the same second ordered by ids as text", says="by their ids as text, or left")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.assign(text=ratings["movie_id"].astype(str)).sort_values(["user_id", "timestamp", "text"])
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "liked by whole stars only", says="gave movie 7 4.5 stars, and it is missing in liked")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s in (4, 5)])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong(
    "test_training_examples",
    "disliked by whole stars only",
    says="gave movie 5 1.5 stars, and it is missing in disliked",
)
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s in (1, 2)])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "sorted twice, the second time not stable", says="A second sort keeps")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values("movie_id").sort_values("timestamp")
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "time and id made one whole number", says="were time and id made one number?")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.assign(key=ratings["timestamp"] * 1000 + ratings["movie_id"]).sort_values("key")
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong(
    "test_training_examples", "the id behind the decimal point of the time", says="were time and id made one number?"
)
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.assign(key=ratings["timestamp"] + ratings["movie_id"] / 10_000).sort_values("key")
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - max_history) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "never more than ten", says="cut to a number other than max_history?")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    for user, own in ordered.groupby("user_id"):
        rows = list(zip(own["movie_id"].tolist(), own["rating"].tolist()))
        for p in range(1, len(rows)):
            past = rows[max(0, p - min(max_history, 10)) : p]
            found["user_id"].append(user)
            found["watched"].append([m for m, _ in past])
            found["liked"].append([m for m, s in past if s >= 4])
            found["disliked"].append([m for m, s in past if s <= 2])
            found["label"].append(rows[p][0])
    return found


@wrong("test_training_examples", "one list that grows", says="are one and the same list")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user, own in ratings.sort_values(["user_id", "timestamp", "movie_id"]).groupby("user_id"):
        watched, liked, disliked = [], [], []
        for movie, stars in zip(own["movie_id"].tolist(), own["rating"].tolist()):
            if watched:
                found["user_id"].append(user)
                found["watched"].append(watched)
                found["liked"].append(liked)
                found["disliked"].append(disliked)
                found["label"].append(movie)
            watched.append(movie)
            if stars >= 4:
                liked.append(movie)
            if stars <= 2:
                disliked.append(movie)
    return found


@right("test_training_examples", "row by row, with a queue")
def training_examples(ratings, max_history):
    from collections import deque

    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    queues = {}
    ordered = ratings.sort_values(["user_id", "timestamp", "movie_id"])
    for row in ordered.itertuples():
        queue = queues.setdefault(row.user_id, deque(maxlen=max_history))
        if queue:
            found["user_id"].append(row.user_id)
            found["watched"].append([m for m, _ in queue])
            found["liked"].append([m for m, s in queue if s > 3.9])
            found["disliked"].append([m for m, s in queue if s < 2.1])
            found["label"].append(row.movie_id)
        queue.append((row.movie_id, row.rating))
    return found


@right("test_training_examples", "arrays in the lists")
def training_examples(ratings, max_history):
    found = {"user_id": [], "watched": [], "liked": [], "disliked": [], "label": []}
    for user in np.unique(ratings["user_id"]):
        own = ratings[ratings["user_id"] == user]
        order = np.lexsort((own["movie_id"], own["timestamp"]))
        movies, stars = own["movie_id"].to_numpy()[order], own["rating"].to_numpy()[order]
        for end in range(1, len(movies)):
            begin = max(0, end - max_history)
            found["user_id"].append(user)
            found["watched"].append(movies[begin:end])
            found["liked"].append(movies[begin:end][stars[begin:end] >= 4])
            found["disliked"].append(movies[begin:end][stars[begin:end] <= 2])
            found["label"].append(movies[end])
    return {name: np.array(v) if name in ("user_id", "label") else v for name, v in found.items()}


@right("test_training_examples", "plain dictionaries and tuples")
def training_examples(ratings, max_history):
    by_user = {}
    for user, movie, stars, second in zip(*(ratings[c] for c in ("user_id", "movie_id", "rating", "timestamp"))):
        by_user.setdefault(user, []).append((second, movie, stars))
    names = ("user_id", "watched", "liked", "disliked", "label")
    rows = []
    for user in sorted(by_user):
        own = sorted(by_user[user])
        for place, (_, movie, _) in enumerate(own):
            if place == 0:
                continue
            past = own[:place][-max_history:]
            rows.append(
                (
                    user,
                    tuple(m for _, m, _ in past),
                    tuple(m for _, m, s in past if s >= 4),
                    tuple(m for _, m, s in past if s <= 2),
                    movie,
                )
            )
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


# -- pad_histories -------------------------------------------------------------------------------------------------


@wrong("test_pad_histories", "zeros behind", says="the zeros stand behind")
def pad_histories(lists, length):
    return np.array([(items[-length:] + [0] * length)[:length] for items in lists]).reshape(len(lists), length)


@wrong("test_pad_histories", "the newest cut off", says="the newest was cut off")
def pad_histories(lists, length):
    return np.array([([0] * length + items[:length])[-length:] for items in lists]).reshape(len(lists), length)


@wrong("test_pad_histories", "behind, as Keras does on request", says="the zeros stand behind")
def pad_histories(lists, length):
    return keras.utils.pad_sequences(lists, maxlen=length, padding="post", truncating="post").reshape(-1, length)


@wrong("test_pad_histories", "stumbles over an empty list", says="[-0:] is the whole row")
def pad_histories(lists, length):
    padded = np.zeros((len(lists), length), dtype=int)
    for row, items in enumerate(lists):
        kept = items[-length:]
        padded[row, -len(kept) :] = kept
    return padded


@wrong("test_pad_histories", "as long as the longest", says="is `length` used")
def pad_histories(lists, length):
    longest = max([len(items) for items in lists], default=length)
    return np.array([[0] * (longest - len(items)) + items for items in lists])


@wrong("test_pad_histories", "lists of different lengths", says="the rows have different lengths")
def pad_histories(lists, length):
    return [items[-length:] for items in lists]


@wrong("test_pad_histories", "reversed", says="in reverse order")
def pad_histories(lists, length):
    padded = np.zeros((len(lists), length), dtype=int)
    for row, items in enumerate(lists):
        for column, movie in enumerate(items[-length:]):
            padded[row, length - 1 - column] = movie
    return padded


@wrong("test_pad_histories", "-1 for padding", says="padding is 0, not -1")
def pad_histories(lists, length):
    return np.array([([-1] * length + items)[-length:] for items in lists]).reshape(len(lists), length)


@wrong("test_pad_histories", "pads the lists it was given", says="work on a copy")
def pad_histories(lists, length):
    for items in lists:
        while len(items) < length:
            items.insert(0, 0)
    return np.array([items[-length:] for items in lists]).reshape(len(lists), length)


@wrong("test_pad_histories", "numbers as floats", says="np.zeros makes floats")
def pad_histories(lists, length):
    out = np.zeros((len(lists), length))
    for i, items in enumerate(lists):
        if items:
            kept = items[-length:]
            out[i, -len(kept) :] = kept
    return out


@wrong("test_pad_histories", "a type of eight bits", says="which small types such as int8 or uint16 cannot hold")
def pad_histories(lists, length):
    out = np.zeros((len(lists), length), dtype="int8")
    for i, items in enumerate(lists):
        kept = items[-length:]
        out[i, length - len(kept) :] = kept
    return out


@wrong("test_pad_histories", "cut to eight bits without a word", says="the array's type has only 8 bits")
def pad_histories(lists, length):
    rows = [([0] * length + items)[-length:] for items in lists]
    return np.array(rows, dtype=int).reshape(-1, length).astype("uint8")


@wrong("test_pad_histories", "cut to sixteen bits without a word", says="the array's type has only 16 bits")
def pad_histories(lists, length):
    rows = [([0] * length + items)[-length:] for items in lists]
    return np.array(rows, dtype=int).reshape(-1, length).astype("int16")


@wrong("test_pad_histories", "repeated ids removed", says="an id that comes twice stays twice")
def pad_histories(lists, length):
    rows = [([0] * length + list(dict.fromkeys(items)))[-length:] for items in lists]
    return np.array(rows, dtype=int).reshape(-1, length)


@wrong("test_pad_histories", "sorted, then cut", says="sorted by size, and so the largest were kept")
def pad_histories(lists, length):
    rows = [([0] * length + sorted(items))[-length:] for items in lists]
    return np.array(rows, dtype=int).reshape(-1, length)


@wrong("test_pad_histories", "cut, then sorted", says="the ids of a row were sorted by size")
def pad_histories(lists, length):
    rows = [([0] * length + sorted(items[-length:]))[-length:] for items in lists]
    return np.array(rows, dtype=int).reshape(-1, length)


@wrong("test_pad_histories", "fifty zeros in front, whatever the length", says="has every row the zeros it needs?")
def pad_histories(lists, length):
    if not lists:
        return np.zeros((0, length), dtype=int)
    return np.array([([0] * 50 + list(items))[-length:] for items in lists], dtype=int)


@wrong("test_pad_histories", "a list of rows", says="got a list of rows, not an array")
def pad_histories(lists, length):
    return [([0] * length + list(items))[-length:] for items in lists]


@wrong("test_pad_histories", "no columns without lists", says="np.zeros((len(lists), length), dtype=int) has them")
def pad_histories(lists, length):
    return np.array([([0] * length + list(items))[-length:] for items in lists], dtype=int)


@right("test_pad_histories", "Keras' own")
def pad_histories(lists, length):
    if not lists:
        return np.zeros((0, length))
    return keras.utils.pad_sequences(lists, maxlen=length, padding="pre", truncating="pre")


@right("test_pad_histories", "lists added")
def pad_histories(lists, length):
    return np.array([([0] * length + list(items))[-length:] for items in lists], dtype=int).reshape(-1, length)


@right("test_pad_histories", "from the end, number by number")
def pad_histories(lists, length):
    out = np.zeros((len(lists), length), dtype="int32")
    for i in range(len(lists)):
        for back in range(1, min(length, len(lists[i])) + 1):
            out[i, length - back] = lists[i][-back]
    return out


# -- UnitLength ----------------------------------------------------------------------------------------------------


@wrong("test_unit_length", "the root forgotten", says="the root of it")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.sum(inputs * inputs, axis=-1, keepdims=True), 1e-12)


@wrong("test_unit_length", "zeros become nan", says="never divide by 0")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.sqrt(ops.sum(inputs * inputs, axis=-1, keepdims=True))


@wrong("test_unit_length", "along the positions", says="summed along axis 1")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs * ops.rsqrt(ops.maximum(ops.sum(ops.square(inputs), axis=1, keepdims=True), 1e-12))


@wrong("test_unit_length", "one length for the whole batch", says="every vector has its own length")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.sqrt(ops.sum(ops.square(inputs)) + 1e-12)


@wrong("test_unit_length", "divided by the sum of sizes", says="divided by the sum of the sizes")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.sum(ops.abs(inputs), axis=-1, keepdims=True), 1e-9)


@wrong("test_unit_length", "axis 2, so only for three axes", says="with one axis fewer")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        last = 2 if len(inputs.shape) == 3 else 0
        return inputs * ops.rsqrt(ops.maximum(ops.sum(ops.square(inputs), axis=last, keepdims=True), 1e-12))


@wrong("test_unit_length", "1 added under the root", says="1 was added to the squares")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.sqrt(ops.sum(ops.square(inputs), axis=-1, keepdims=True) + 1)


@wrong("test_unit_length", "nothing done", says="nothing was changed")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs


@wrong("test_unit_length", "no length below 1", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.norm(inputs, axis=-1, keepdims=True), 1.0)


@wrong("test_unit_length", "no length below a tenth", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.norm(inputs, axis=-1, keepdims=True), 0.1)


@wrong("test_unit_length", "a thousandth added to the length", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / (ops.norm(inputs, axis=-1, keepdims=True) + 1e-3)


@wrong("test_unit_length", "keepdims forgotten", says="keepdims=True keeps it")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.sqrt(ops.sum(ops.square(inputs), axis=-1)), 1e-9)


@wrong("test_unit_length", "a millionth added under the root", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.sqrt(ops.sum(ops.square(inputs), axis=-1, keepdims=True) + 1e-6)


@wrong("test_unit_length", "no length below a thousandth", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.maximum(ops.norm(inputs, axis=-1, keepdims=True), 1e-3)


@wrong("test_unit_length", "a hundred-thousandth added to the length", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / (ops.norm(inputs, axis=-1, keepdims=True) + 1e-5)


@wrong("test_unit_length", "an axis for each rank, but not for four", says="with one axis more, four in all")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        last = {2: 1, 3: 2}.get(len(inputs.shape), 1)
        return inputs * ops.rsqrt(ops.maximum(ops.sum(ops.square(inputs), axis=last, keepdims=True), 1e-12))


@wrong("test_unit_length", "a ten-billionth added under the root", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / ops.sqrt(ops.sum(ops.square(inputs), axis=-1, keepdims=True) + 1e-10)


@wrong("test_unit_length", "a millionth added to the length", says="what guards against 0 is too large")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / (ops.norm(inputs, axis=-1, keepdims=True) + 1e-6)


@wrong("test_unit_length", "training stopped at the length", says="their slope, by which training goes, is not")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        length = ops.sqrt(ops.maximum(ops.sum(ops.square(inputs), axis=-1, keepdims=True), 1e-12))
        return inputs / ops.stop_gradient(length)


@wrong("test_unit_length", "training stopped at the result", says="training cannot go through")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return ops.stop_gradient(ops.normalize(inputs, axis=-1))


@wrong("test_unit_length", "numpy inside the layer", says="not inside a model (tensors have no numbers there yet")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        length = np.linalg.norm(inputs, axis=-1, keepdims=True)
        return inputs / np.maximum(length, 1e-9)


@right("test_unit_length", "Keras' normalize")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return ops.normalize(inputs, axis=-1)


@right("test_unit_length", "a tiny number added to the length")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return inputs / (ops.norm(inputs, axis=-1, keepdims=True) + 1e-7)


@right("test_unit_length", "where the length is 0, divided by 1")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        length = ops.sqrt(ops.sum(inputs**2, axis=-1, keepdims=True))
        return ops.divide(inputs, ops.where(length > 0, length, 1.0))


# -- MaskedMean ----------------------------------------------------------------------------------------------------


@wrong("test_masked_mean", "the mask ignored", says="the mask changes nothing")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        return ops.mean(inputs, axis=1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "divided by the length", says="divide by the number of real positions")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        return ops.mean(inputs * ops.expand_dims(ops.cast(mask, "float32"), -1), axis=1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "the sum", says="that is the sum of the real positions")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.sum(inputs, axis=1)
        return ops.sum(inputs * ops.expand_dims(ops.cast(mask, "float32"), -1), axis=1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "0 / 0 where nothing is real", says="nan among the values")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.sum(real, axis=1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "the mask upside down", says="the wrong way round")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = 1 - ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "vectors of zeros taken for padding", says="a real vector of zeros was left out")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        real = ops.cast(ops.any(inputs != 0, axis=-1, keepdims=True), "float32")
        if mask is not None:
            real = real * ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "hands the mask on", says="the output still carries a mask")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return previous_mask


@wrong("test_masked_mean", "helpless without a mask", says="your code stopped with")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        real = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "one count for the whole batch", says="each row has its own count")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "a thousandth added to the count", says="was something added to the count?")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * real, axis=1) / (ops.sum(real, axis=1) + 1e-3)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "the mask without a last axis", says="ops.expand_dims(…, -1)")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.cast(mask, "float32")
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "guarded after dividing, with where", says="Guard before you divide")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        count = ops.sum(real, axis=1)
        return ops.where(count > 0, ops.sum(inputs * real, axis=1) / count, 0.0)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "guarded after dividing, with nan_to_num", says="Guard before you divide")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        return ops.nan_to_num(ops.sum(inputs * real, axis=1) / ops.sum(real, axis=1))

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "training stopped at the mean", says="training cannot go through")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        return ops.stop_gradient(ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1))

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_masked_mean", "numpy inside the layer", says="training cannot go through")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        x = np.asarray(inputs)
        weight = np.ones(x.shape[:2]) if mask is None else np.asarray(mask, dtype=float)
        return ops.convert_to_tensor((x * weight[..., None]).sum(1) / np.maximum(weight.sum(1), 1)[:, None], "float32")

    def compute_mask(self, inputs, mask=None):
        return None


@right("test_masked_mean", "no mask is a mask of ones")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            mask = ops.ones(ops.shape(inputs)[:2])
        weight = ops.cast(mask, inputs.dtype)[:, :, None]
        count = ops.sum(weight, axis=1)
        return ops.where(count > 0, ops.sum(weight * inputs, axis=1) / (count + ops.cast(count == 0, count.dtype)), 0.0)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@right("test_masked_mean", "a product of matrices")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        weight = ops.cast(mask, "float32")
        total = ops.einsum("bl,bld->bd", weight, inputs)
        return total / ops.maximum(ops.sum(weight, axis=1, keepdims=True), 1.0)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@right("test_masked_mean", "where the mask is False, zeros")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        kept = ops.where(mask[..., None], inputs, ops.zeros_like(inputs))
        return ops.divide_no_nan(ops.sum(kept, axis=-2), ops.sum(ops.cast(mask, "float32"), axis=-1, keepdims=True))

    def compute_mask(self, *args, **kwargs):
        return None


@right("test_masked_mean", "compute_mask left to Keras, which drops the mask")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1e-9)


# -- build_candidate_model -----------------------------------------------------------------------------------------


@wrong("test_build_candidate_model", "padding counts", says="more zeros in front change the output")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims)
    genres = keras.layers.Embedding(num_genres + 1, dims)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "genres without a mask", says="for both tables")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "a table for each input", says="found 3 tables of movies")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    sizes = [num_movies, num_movies, num_movies, num_genres]
    bags = []
    for size, i in zip(sizes, ids):
        rows = keras.layers.Embedding(size + 1, dims, mask_zero=True)(i)
        bags.append(MaskedMean()(UnitLength()(rows)))
    x = keras.layers.Concatenate()(bags)
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "a normalisation that is never used", says="or its result is not used")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.Dense(n, activation="relu")(x)
        keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "no unit length", says="not brought to unit length")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(table(i)) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "unit length after the mean", says="unit length comes before the mean")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([UnitLength()(MaskedMean()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "one probability too few", says="they should be num_movies + 1")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies, activation="softmax")(x))


@wrong("test_build_candidate_model", "sigmoid at the end", says="should add up to 1")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="sigmoid")(x))


@wrong("test_build_candidate_model", "no relu", says="the dense layers have no relu")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n)(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "normalised before relu", says="relu comes before BatchNormalization")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = ops.relu(keras.layers.BatchNormalization()(keras.layers.Dense(n)(x)))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "a table one row too short", says="ids go from 0 up to and including num_movies")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()(
        [
            MaskedMean()(UnitLength()(t(ops.minimum(i, size - 1))))
            for t, i, size in zip(tables, ids, [num_movies] * 3 + [num_genres])
        ]
    )
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "the means added up", says="four means of 3 numbers, joined, are 12")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Add()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "the genres first", says="the means are joined in the order genres")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    bags = [MaskedMean()(UnitLength()(genres(ids[3])))]
    bags += [MaskedMean()(UnitLength()(movies(i))) for i in ids[:3]]
    x = keras.layers.Concatenate()(bags)
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "no return", says="does it end with `return`")
def build_candidate_model(num_movies, num_genres, dims, units):
    keras.Sequential([keras.layers.Dense(n, activation="relu") for n in units])


@wrong("test_build_candidate_model", "a Dropout as well", says="is there a Dropout? Leave it out")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
        x = keras.layers.Dropout(0.3)(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "tables that learn nothing", says="is trainable=False said somewhere?")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True, trainable=False)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True, trainable=False)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "dense layers that learn nothing", says="is trainable=False said somewhere?")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu", trainable=False)(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "another momentum", says="with another momentum than Keras' own")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "a table of zeros", says="all weights of the table of movies start at 0")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True, embeddings_initializer="zeros")
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong(
    "test_build_candidate_model", "dense layers of zeros", says="all weights of the dense layer of 40 units start at 0"
)
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu", kernel_initializer="zeros")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "compiled", says="comes back compiled")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    model = keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@wrong(
    "test_build_candidate_model",
    "the units of the lab, whatever is asked for",
    says="take the numbers from the argument",
)
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in (128, 64, 64):
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "tanh", says="have the activation tanh")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="tanh")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "gelu", says="have the activation gelu")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="gelu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong(
    "test_build_candidate_model",
    "genres without unit length",
    says="the vectors of the genres are not brought to unit length",
)
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()(
        [MaskedMean()(table(i) if table is genres else UnitLength()(table(i))) for table, i in zip(tables, ids)]
    )
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong(
    "test_build_candidate_model", "a class of its own", says="expected a functional model, keras.Model(inputs, output)"
)
def build_candidate_model(num_movies, num_genres, dims, units):
    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
            self.genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
            self.unit, self.mean = UnitLength(), MaskedMean()
            self.steps = []
            for n in units:
                self.steps += [keras.layers.Dense(n, activation="relu"), keras.layers.BatchNormalization()]
            self.steps.append(keras.layers.Dense(num_movies + 1, activation="softmax"))

        def call(self, ids, training=None):
            tables = [self.movies] * 3 + [self.genres]
            x = ops.concatenate([self.mean(self.unit(table(i))) for table, i in zip(tables, ids)], axis=-1)
            for step in self.steps:
                is_norm = isinstance(step, keras.layers.BatchNormalization)
                x = step(x, training=training) if is_norm else step(x)
            return x

    return Network()


@wrong("test_build_candidate_model", "ids of eight bits", says="input 1 has the type uint8")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="uint8") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "ids of sixteen bits", says="input 1 has the type int16")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int16") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "relu with a ceiling", says="have the activation relu6")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu6")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "no biases", says="a dense layer has no bias")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu", use_bias=False)(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong(
    "test_build_candidate_model", "a table of genres that is too long", says="found tables of shape (13, 3) and (8, 3)"
)
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 3, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "a regularizer", says="a layer adds something to the loss")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.Dense(n, activation="relu", kernel_regularizer="l2")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "another start of the dense layers", says="between -")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.Dense(n, activation="relu", kernel_initializer="he_normal")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong(
    "test_build_candidate_model", "another start of the tables", says="the weights of the table of movies start between"
)
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True, embeddings_initializer="normal")
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.Dense(n, activation="relu")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "biases that start at one", says="biases start at 1, expected 0")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.Dense(n, activation="relu", bias_initializer="ones")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@wrong("test_build_candidate_model", "units from behind", says="go through it from the front")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in reversed(units):
        x = keras.layers.Dense(n, activation="relu")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))


@right("test_build_candidate_model", "layers from a list, each mean by the same layer")
def build_candidate_model(num_movies, num_genres, dims, units):
    unit, mean = UnitLength(), MaskedMean()
    movies = keras.layers.Embedding(input_dim=num_movies + 1, output_dim=dims, mask_zero=True)
    genres = keras.layers.Embedding(input_dim=num_genres + 1, output_dim=dims, mask_zero=True)
    watched, liked, disliked, kinds = (keras.Input((None,)) for _ in range(4))
    x = ops.concatenate(
        [mean(unit(movies(i))) for i in (watched, liked, disliked)] + [mean(unit(genres(kinds)))], axis=1
    )
    first, second, third = units
    x = keras.layers.BatchNormalization()(keras.layers.Dense(first, "relu")(x))
    x = keras.layers.BatchNormalization()(keras.layers.Dense(second, "relu")(x))
    x = keras.layers.BatchNormalization()(keras.layers.Dense(third, "relu")(x))
    return keras.Model([watched, liked, disliked, kinds], keras.layers.Dense(num_movies + 1, "softmax")(x))


@right("test_build_candidate_model", "masks made by hand")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int64") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims)
    genres = keras.layers.Embedding(num_genres + 1, dims)

    def bag(table, i):
        return MaskedMean()(UnitLength()(table(i)), mask=ops.not_equal(i, 0))

    x = keras.layers.Concatenate(axis=-1)(
        [bag(movies, ids[0]), bag(movies, ids[1]), bag(movies, ids[2]), bag(genres, ids[3])]
    )
    for n in units:
        x = keras.layers.Dense(n)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Dense(num_movies + 1)(x)
    return keras.Model(ids, keras.layers.Softmax()(x))


@right("test_build_candidate_model", "the layers above in a Sequential, other layers of Keras below")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    bags = []
    for i, table in zip(ids, (movies, movies, movies, genres)):
        bags.append(keras.layers.GlobalAveragePooling1D()(keras.layers.UnitNormalization(axis=-1)(table(i))))
        real = ops.cast(ops.any(ops.not_equal(i, 0), axis=1, keepdims=True), "float32")
        bags[-1] = ops.where(real > 0, bags[-1], ops.zeros_like(bags[-1]))
    top = keras.Sequential()
    for n in units:
        top.add(keras.layers.Dense(n, activation="relu"))
        top.add(keras.layers.BatchNormalization())
    top.add(keras.layers.Dense(num_movies + 1, activation="softmax"))
    return keras.Model(ids, top(keras.layers.Concatenate()(bags)))


# -- top_k ---------------------------------------------------------------------------------------------------------


@wrong("test_top_k", "watched ones offered again", says="movie 2 was watched already")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[0] = -np.inf
    return np.argsort(-scores)[:k]


@wrong("test_top_k", "left unordered", says="a partial sort leaves the k best unordered")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    found = np.sort(np.argsort(-scores)[:k])
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "offers the padding", says="0 came back, which is padding")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[list(watched)] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "watched ones at 0", says="-np.inf")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = 0
    found = [int(m) for m in np.argsort(-scores, kind="stable") if m != 0 and m not in set(np.array(watched).tolist())]
    return (
        [m for m in np.argsort(-scores, kind="stable") if scores[m] != 0][:k] if min(probabilities) > 0 else found[:0]
    )


@wrong("test_top_k", "the k best, then the watched ones out", says="were the k best taken first")
def top_k(probabilities, watched, k):
    best = np.argsort(-np.asarray(probabilities, dtype=float))[:k]
    return [movie for movie in best if movie != 0 and movie not in watched]


@wrong("test_top_k", "the worst first", says="the lowest probabilities")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = np.inf
    found = np.argsort(scores)[:k]
    return found[scores[found] < np.inf]


@wrong("test_top_k", "the gap filled up", says="a watched one or 0 filled the gap")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    return np.argsort(-scores)[:k]


@wrong("test_top_k", "probabilities for ids", says="these are probabilities")
def top_k(probabilities, watched, k):
    return sorted((p for m, p in enumerate(probabilities) if m and m not in watched), reverse=True)[:k]


@wrong("test_top_k", "changes what it was given", says="work on a copy")
def top_k(probabilities, watched, k):
    scores = np.asarray(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "marked with -1e9", says="with -np.inf, not with -1e9")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -1e9
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -1e9]


@wrong("test_top_k", "scores of 0 left out", says="a score of 0 is a score like any other")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores)[:k]
    return [movie for movie in found if scores[movie] > -np.inf and scores[movie] != 0]


@wrong("test_top_k", "half precision", says="such as float16")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype="float16")
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores, kind="stable")[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "rounded to three digits", says="neither rounded")
def top_k(probabilities, watched, k):
    scores = np.round(np.array(probabilities, dtype=float), 3)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores, kind="stable")[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "ids as floats", says="with decimal points; ids are whole numbers")
def top_k(probabilities, watched, k):
    rows = np.column_stack([np.arange(len(probabilities)), probabilities])[1:]
    rows = rows[~np.isin(rows[:, 0], list(watched))]
    return rows[np.argsort(-rows[:, 1])][:k, 0]


@wrong("test_top_k", "a partial sort, left as it is", says="so sort those")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -np.inf
    k = min(k, len(scores))
    found = np.argsort(-scores) if k < 300 else np.argpartition(-scores, k)
    return found[scores[found] > -np.inf][:k]


@wrong(
    "test_top_k",
    "k and a hundred more, then the watched ones out",
    says="did you cut the list before the watched ones were out?",
)
def top_k(probabilities, watched, k):
    scores = np.asarray(probabilities, dtype=float)
    gone = {0, *map(int, watched)}
    return [movie for movie in np.argsort(-scores)[: k + 100].tolist() if movie not in gone][:k]


@wrong("test_top_k", "single precision", says="neither rounded nor in a type such as float16 or float32")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype="float32")
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores, kind="stable")[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "rounded to four digits", says="neither rounded")
def top_k(probabilities, watched, k):
    scores = np.round(np.array(probabilities, dtype=float), 4)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores, kind="stable")[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "twice k, then the watched ones out", says="did you cut the list before")
def top_k(probabilities, watched, k):
    scores = np.asarray(probabilities, dtype=float)
    gone = {0, *map(int, watched)}
    few = 2 * k if len(scores) > 5 else 5
    return [movie for movie in np.argsort(-scores)[:few].tolist() if movie not in gone][:k]


@wrong("test_top_k", "rounded to six digits", says="neither rounded")
def top_k(probabilities, watched, k):
    scores = np.round(np.array(probabilities, dtype=float), 6)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "rounded to eight digits", says="neither rounded")
def top_k(probabilities, watched, k):
    scores = np.round(np.array(probabilities, dtype=float), 8)
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "single precision, sorted in any order", says="neither rounded")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype="float32")
    scores[[0, *watched]] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf]


@wrong("test_top_k", "marked with -1e300", says="or another number")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)
    scores[[0, *watched]] = -1e300
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -1e300]


@wrong("test_top_k", "a zero in watched taken for the last movie", says="Do they count as place -1")
def top_k(probabilities, watched, k):
    scores = np.array(probabilities, dtype=float)[1:]
    scores[np.asarray(watched, dtype=int) - 1] = -np.inf
    found = np.argsort(-scores)[:k]
    return found[scores[found] > -np.inf] + 1


@right("test_top_k", "sorted, in plain Python")
def top_k(probabilities, watched, k):
    out = set(watched) | {0}
    left = [m for m in range(len(probabilities)) if m not in out]
    return sorted(left, key=lambda m: probabilities[m], reverse=True)[:k]


@right("test_top_k", "a pandas Series")
def top_k(probabilities, watched, k):
    scores = pd.Series(np.asarray(probabilities, dtype=float)).drop(index=[0, *{int(m) for m in watched if m}])
    return scores.nlargest(k).index.tolist()


@right("test_top_k", "a heap")
def top_k(probabilities, watched, k):
    import heapq

    gone = {int(movie) for movie in watched}
    return heapq.nlargest(
        k, (m for m in range(1, len(probabilities)) if m not in gone), key=lambda m: float(probabilities[m])
    )


@right("test_top_k", "the ids that are left, then their scores")
def top_k(probabilities, watched, k):
    left = np.setdiff1d(np.arange(1, len(probabilities)), np.asarray(list(watched), dtype=int))
    own = np.asarray(probabilities, dtype=float)[left]
    return left[np.argsort(own)[::-1][:k]]


# -- recall_at_k ---------------------------------------------------------------------------------------------------


@wrong("test_recall_at_k", "divided by k", says="the share of the *list*")
def recall_at_k(recommended, relevant, k):
    return len(set(list(recommended)[:k]) & set(relevant)) / k if len(relevant) else float("nan")


@wrong("test_recall_at_k", "the number of hits", says="that is the number of hits")
def recall_at_k(recommended, relevant, k):
    return len(set(list(recommended)[:k]) & set(relevant))


@wrong("test_recall_at_k", "the whole list", says="look at the first k only")
def recall_at_k(recommended, relevant, k):
    return len(set(recommended) & set(relevant)) / len(relevant) if len(relevant) else float("nan")


@wrong("test_recall_at_k", "hit or miss", says="a hit or not")
def recall_at_k(recommended, relevant, k):
    return float(any(movie in set(relevant) for movie in list(recommended)[:k]))


@wrong("test_recall_at_k", "0 when nothing is relevant", says="with nothing relevant expected")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return 0.0
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant)


@wrong("test_recall_at_k", "0 / 0", says="ZeroDivisionError")
def recall_at_k(recommended, relevant, k):
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant)


@wrong("test_recall_at_k", "divided by the smaller of k and what is relevant", says="which belongs to nDCG")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return len(set(list(recommended)[:k]) & set(relevant)) / min(k, len(relevant))


@wrong("test_recall_at_k", "rounded", says="rounded? Give the number as it is")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return round(len(set(list(recommended)[:k]) & set(relevant)) / len(relevant), 2)


@wrong("test_recall_at_k", "nan for an empty list", says="an empty list of recommendations gave nan")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0 or len(recommended) == 0:
        return float("nan")
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant)


@wrong("test_recall_at_k", "the truth of an array", says="only `len(relevant) == 0` tells")
def recall_at_k(recommended, relevant, k):
    if not relevant:
        return float("nan")
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant)


@wrong("test_recall_at_k", "0 when both are empty", says="what is relevant decides first")
def recall_at_k(recommended, relevant, k):
    if len(recommended) == 0:
        return 0.0
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant) if len(relevant) else float("nan")


@wrong("test_recall_at_k", "rounded to six digits", says="rounded? Give the number as it is")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return round(len(set(list(recommended)[:k]) & set(relevant)) / len(relevant), 6)


@wrong("test_recall_at_k", "what is relevant cut as well", says="was cut to its first k as well")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return len([m for m in list(relevant)[:k] if m in list(recommended)[:k]]) / len(relevant)


@wrong("test_recall_at_k", "single precision", says="that is float32")
def recall_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return np.float32(len(set(list(recommended)[:k]) & set(relevant)) / len(relevant))


@right("test_recall_at_k", "a loop")
def recall_at_k(recommended, relevant, k):
    hits = 0
    for movie in recommended[:k]:
        if movie in relevant:
            hits += 1
    return hits / len(relevant) if len(relevant) > 0 else np.nan


@right("test_recall_at_k", "numpy")
def recall_at_k(recommended, relevant, k):
    wanted = np.array(sorted(relevant))
    if wanted.size == 0:
        return np.nan
    return np.isin(wanted, np.asarray(recommended)[:k]).mean()


@right("test_recall_at_k", "from what is relevant")
def recall_at_k(recommended, relevant, k):
    first = list(recommended)[0:k]
    found = [movie in first for movie in relevant]
    return float("nan") if not found else sum(found) / len(found)


# -- ndcg_at_k -----------------------------------------------------------------------------------------------------


@wrong("test_ndcg_at_k", "not normalised", says="that is the DCG alone")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    return sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))


@wrong("test_ndcg_at_k", "recall", says="that is recall")
def ndcg_at_k(recommended, relevant, k):
    return len(set(list(recommended)[:k]) & set(relevant)) / len(relevant) if len(relevant) else float("nan")


@wrong("test_ndcg_at_k", "k hits in the best list", says="min(k, len(relevant))")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 1) for p in range(1, k + 1))


@wrong("test_ndcg_at_k", "the best list longer than k", says="no more than k places")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 1) for p in range(1, len(relevant) + 1))


@wrong("test_ndcg_at_k", "one place too far", says="the first place gains 1")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 2) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 2) for p in range(1, min(k, len(relevant)) + 1))


@wrong("test_ndcg_at_k", "places from 0", says="0 to 1; places count from 1")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k]) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 1) for p in range(min(k, len(relevant))))


@wrong("test_ndcg_at_k", "one over the place", says="not 1 / p")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / p for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / p for p in range(1, min(k, len(relevant)) + 1))


@wrong("test_ndcg_at_k", "the best list made of the hits", says="every list with a hit got 1")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    hits = [movie in set(relevant) for movie in list(recommended)[:k]]
    gained = sum(hit / np.log2(p + 1) for p, hit in enumerate(sorted(hits, reverse=True), 1))
    best = sum(1 / np.log2(p + 1) for p in range(1, sum(hits) + 1))
    return gained / best if best else 0.0


@wrong("test_ndcg_at_k", "0 when nothing is relevant", says="with nothing relevant expected")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return 0.0
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))


@wrong("test_ndcg_at_k", "the best list as short as the list", says="the best possible one has 3 hits")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    first = list(recommended)[:k]
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(first, 1) if movie in set(relevant))
    best = sum(1 / np.log2(p + 1) for p in range(1, min(len(first), len(relevant)) + 1))
    return gained / best if best else 0.0


@wrong(
    "test_ndcg_at_k", "the best list made of the hits found", says="the best possible list was made of the hits found"
)
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    hits = [int(movie in set(relevant)) for movie in list(recommended)[:k]]
    gained = sum(hit / np.log2(p + 1) for p, hit in enumerate(hits, 1))
    best = sum(hit / np.log2(p + 1) for p, hit in enumerate(sorted(hits, reverse=True), 1))
    return gained / best if best else 0.0


@wrong("test_ndcg_at_k", "another DCG", says="which is another DCG")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(max(p, 2)) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(max(p, 2)) for p in range(1, min(k, len(relevant)) + 1))


@wrong("test_ndcg_at_k", "nan for an empty list", says="an empty list of recommendations gave nan")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0 or len(recommended) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, movie in enumerate(list(recommended)[:k], 1) if movie in set(relevant))
    return gained / sum(1 / np.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))


@wrong("test_ndcg_at_k", "rounded to six digits", says="rounded? Give the number as it is")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, m in enumerate(list(recommended)[:k], start=1) if m in set(relevant))
    return round(float(gained / sum(1 / np.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))), 6)


@wrong("test_ndcg_at_k", "0 when both are empty", says="what is relevant decides first")
def ndcg_at_k(recommended, relevant, k):
    if len(recommended) == 0:
        return 0.0
    if len(relevant) == 0:
        return float("nan")
    gained = sum(1 / np.log2(p + 1) for p, m in enumerate(list(recommended)[:k], start=1) if m in set(relevant))
    return float(gained / sum(1 / np.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1)))


@wrong("test_ndcg_at_k", "what is relevant cut as well", says="was cut to its first k as well")
def ndcg_at_k(recommended, relevant, k):
    if len(relevant) == 0:
        return float("nan")
    wanted = list(relevant)[:k]
    gained = sum(1 / np.log2(p + 1) for p, m in enumerate(list(recommended)[:k], start=1) if m in wanted)
    return float(gained / sum(1 / np.log2(p + 1) for p in range(1, len(wanted) + 1)))


@right("test_ndcg_at_k", "numpy, the natural logarithm in both sums")
def ndcg_at_k(recommended, relevant, k):
    wanted = np.array(list(relevant))
    if wanted.size == 0:
        return np.nan
    gains = 1 / np.log(np.arange(2, k + 2))
    hits = np.isin(np.asarray(recommended)[:k], wanted)
    return (gains[: len(hits)] * hits).sum() / gains[: len(wanted)].sum()


@right("test_ndcg_at_k", "a loop over the places")
def ndcg_at_k(recommended, relevant, k):
    import math

    gained = best = 0.0
    for place in range(k):
        gain = 1 / math.log2(place + 2)
        if place < len(relevant):
            best += gain
        if place < len(recommended) and recommended[place] in relevant:
            gained += gain
    return gained / best if best else math.nan


@right("test_ndcg_at_k", "the best list sorted out of ones and zeros")
def ndcg_at_k(recommended, relevant, k):
    def dcg(flags):
        return sum(flag / np.log2(i + 2) for i, flag in enumerate(flags[:k]))

    if not len(relevant):
        return np.float64("nan")
    return dcg([int(m in set(relevant)) for m in recommended]) / dcg([1] * len(relevant))


@wrong("test_unit_length", "training stopped at the input, by another name", says="training cannot go through")
class UnitLength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return ops.normalize(getattr(keras.ops, "stop_" + "gradient")(inputs), axis=-1)


@wrong("test_masked_mean", "training stopped at the input, by another name", says="training cannot go through")
class MaskedMean(keras.layers.Layer):
    def call(self, inputs, mask=None):
        inputs = getattr(keras.ops, "stop_" + "gradient")(inputs)
        if mask is None:
            return ops.mean(inputs, axis=1)
        real = ops.expand_dims(ops.cast(mask, inputs.dtype), -1)
        return ops.sum(inputs * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@wrong("test_build_candidate_model", "training stopped at the output", says="")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, ops.stop_gradient(keras.layers.Dense(num_movies + 1, activation="softmax")(x)))


@wrong("test_build_candidate_model", "training stopped behind the bags", says="")
def build_candidate_model(num_movies, num_genres, dims, units):
    ids = [keras.Input(shape=(None,), dtype="int32") for _ in range(4)]
    movies = keras.layers.Embedding(num_movies + 1, dims, mask_zero=True)
    genres = keras.layers.Embedding(num_genres + 1, dims, mask_zero=True)
    tables = [movies, movies, movies, genres]
    x = keras.layers.Concatenate()([MaskedMean()(UnitLength()(table(i))) for table, i in zip(tables, ids)])
    x = ops.stop_gradient(x)
    for n in units:
        x = keras.layers.BatchNormalization()(keras.layers.Dense(n, activation="relu")(x))
    return keras.Model(ids, keras.layers.Dense(num_movies + 1, activation="softmax")(x))
