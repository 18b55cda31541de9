"""Lab 07: wrong answers that must lose and right ones that must win."""

import numpy as np
import pandas as pd

from tests.answers import right, wrong

# The figures that the lab's text quotes and that are the same on every machine.
PRINTED = [
    "90,570 ratings to learn from, 9,430 held out, 1,666 movies",
    "EASE              recall@10 0.1270, interval 0.118 to 0.136",
    "user neighbours   recall@10 0.1176, interval 0.109 to 0.126",
    "EASE minus user neighbours, user by user: 0.0094, interval 0.0041 to 0.0144",
    "most rated        coverage 0.058",
    "EASE              coverage 0.260",
    "189 newcomers; 76,267 ratings of the others to learn from",
    "EASE and words, mixed  recall@10 0.0813   coverage 0.409",
    "training ratings that are later than a user's first held-out one, on average: 44%",
    "users who gave all their ratings within a day: 68%",
]

# -- coverage ------------------------------------------------------------------------------------------------------


@wrong("test_coverage", "a movie counts once per list", says="movie 2 was counted three times")
def coverage(lists, n_items):
    return sum(len(own) for own in lists) / n_items


@wrong("test_coverage", "divided by the largest id", says="divide by `n_items`")
def coverage(lists, n_items):
    offered = {int(movie) for own in lists for movie in own}
    return len(offered) / max(offered, default=1)


@wrong("test_coverage", "divided by what is offered", says="divide by `n_items`")
def coverage(lists, n_items):
    offered = [movie for own in lists for movie in own]
    return len(set(offered)) / max(len(set(offered)), 1)


@wrong("test_coverage", "in percent", says="that is in percent")
def coverage(lists, n_items):
    return 100 * len({int(movie) for own in lists for movie in own}) / n_items


@wrong("test_coverage", "the number and not the share", says="which share is it?")
def coverage(lists, n_items):
    return len({int(movie) for own in lists for movie in own})


@wrong("test_coverage", "the mean of the lists' shares", says="join the lists first")
def coverage(lists, n_items):
    return float(np.mean([len(set(own)) / n_items for own in lists])) if len(lists) else 0.0


@wrong("test_coverage", "stops where nothing is offered", says="your code stopped with ValueError")
def coverage(lists, n_items):
    return len(np.unique(np.concatenate(lists))) / n_items


@wrong("test_coverage", "the share of users with a list", says="that counts users")
def coverage(lists, n_items):
    return sum(len(own) > 0 for own in lists) / max(len(lists), 1)


@wrong("test_coverage", "whole-number division", says="expected 0.5, got 0")
def coverage(lists, n_items):
    return float(len({int(movie) for own in lists for movie in own}) // n_items)


@wrong("test_coverage", "rounded to two places", says="rounded?")
def coverage(lists, n_items):
    return round(len(set().union(*lists)) / n_items, 2)


@wrong("test_coverage", "only the first four lists", says="seven lists hold the movies 1 to 5")
def coverage(lists, n_items):
    return len(set().union(*lists[:4])) / n_items


@wrong("test_coverage", "only the first ten of each list", says="is every list read, and to its end?")
def coverage(lists, n_items):
    return len({int(movie) for own in lists for movie in own[:10]}) / n_items


@wrong("test_coverage", "only the first hundred lists", says="is every list read, and to its end?")
def coverage(lists, n_items):
    return len({int(movie) for own in lists[:100] for movie in own}) / n_items


@right("test_coverage", "union of sets")
def coverage(lists, n_items):
    return len(set().union(*lists)) / n_items


@right("test_coverage", "a loop and a list")
def coverage(lists, n_items):
    found = []
    for own in lists:
        for movie in own:
            if movie not in found:
                found.append(movie)
    return len(found) / n_items


@right("test_coverage", "with pandas")
def coverage(lists, n_items):
    return pd.Series([int(movie) for own in lists for movie in own], dtype="int64").nunique() / n_items


@right("test_coverage", "with numpy, a numpy number")
def coverage(lists, n_items):
    return np.float64(np.unique([movie for own in lists for movie in own]).size) / n_items


# -- cold_start ----------------------------------------------------------------------------------------------------


@wrong("test_cold_start", "ties as they come in the table", says="of equals the smaller id goes first")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: -counts.get(m, 0))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "asks the counts for every movie", says="KeyError: 6 is not among the keys (or columns)")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    return sorted(movies["movie_id"].tolist(), key=lambda m: (-counts[m], m))[:n]


@wrong("test_cold_start", "movies without ratings left out", says="movie 6 is missing")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(counts, key=lambda m: (-counts[m], m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory wants only new genres", says="one new genre is enough")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] and not genres[m] & have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory not filled up", says="fill up with those passed over")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken
    return chart[:n]


@wrong("test_cold_start", "exploratory is the chart", says="this is the chart; movie 2 has no genre")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    return chart[:n]


@wrong("test_cold_start", "content counts common genres only", says="divide by the genres that either of them has")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content divides by the movie's own genres", says="not by the movie's own alone")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m]), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content finds parts of names", says="compare whole names")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    text = dict(zip(movies["movie_id"].tolist(), movies["genres"]))
    genres = {m: set(g.split("|")) - {""} for m, g in text.items()}
    chart = sorted(text, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(chart)[:n].tolist()
    if strategy == "content":
        both = {m: sum(g in text[m] for g in liked) for m in chart}
        return sorted(chart, key=lambda m: -both[m] / max(len(genres[m]) + len(liked) - both[m], 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random without its seed", says="the same seed must give the same list")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng().permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random with one fixed seed", says="is `seed` used?")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(42).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random draws with repeats", says="comes more than once")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).choice(ids, min(n, len(ids))).tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random among the rated only", says="never came")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(chart[: int(len(chart) * 0.9)])[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "an unknown strategy gives the chart", says="expected a ValueError, got an answer")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "the table given is sorted in place", says="it changed `movies`")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    movies["count"] = movies["movie_id"].map(counts).fillna(0)
    movies.sort_values(["count", "movie_id"], ascending=[False, True], inplace=True)
    return movies["movie_id"].head(n).tolist()


@wrong("test_cold_start", "content divides by nothing", says="your code stopped with ZeroDivisionError")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: len(genres[m] & set(liked)) / len(genres[m] | set(liked)) for m in chart}
        return sorted(chart, key=lambda m: -like[m])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content, nothing in common with nothing is 1", says="then the likeness is 0, not 1")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {
            m: len(genres[m] & set(liked)) / len(genres[m] | set(liked)) if len(genres[m] | set(liked)) else 1
            for m in chart
        }
        return sorted(chart, key=lambda m: -like[m])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content by the cosine", says="without a root, and do not round")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: len(genres[m] & set(liked)) / max(len(genres[m]) * len(liked), 1) ** 0.5 for m in chart}
        return sorted(chart, key=lambda m: -like[m])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content rounded", says="without a root, and do not round")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: round(len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1), 1) for m in chart}
        return sorted(chart, key=lambda m: -like[m])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content, equals by id", says="of equals the smaller id goes first here")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(ids, key=lambda m: (-len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1), m))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory, no genre is a genre", says="movie 12 has no genres, so it brings none")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: len((genres[m] & set(liked)) - {""}) / max(len((genres[m] | set(liked)) - {""}), 1) for m in chart}
        return sorted(chart, key=lambda m: -like[m])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory finds parts of names", says="compare whole names, not parts of a text")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = "", []
        for m in chart:
            if any(g not in have for g in genres[m]):
                taken.append(m)
                have += "|".join(genres[m])
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory, a second round of new genres", says="without a second round of new genres")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        left, order = chart, []
        while left:
            have, passed = set(), []
            for m in left:
                (order if genres[m] - have else passed).append(m)
                have |= genres[m]
            if len(passed) == len(left):
                order, passed = order + passed, []
            left = passed
        chart = order
    return chart[:n]


@wrong("test_cold_start", "the chart of all that has been counted", says="only what is in `movies` can be offered")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    genres |= {m: set() for m in counts if m not in genres}
    chart = sorted({*ids, *counts}, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random among the first of the chart", says="also the little known have the same chance")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(chart[: 3 * n])[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random is a turn of one order", says="is it a piece of one fixed order")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        order = np.random.default_rng(0).permutation(ids)
        return np.roll(order, np.random.default_rng(seed).integers(len(ids)))[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random with ten seeds only", says="or is the seed cut off?")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed % 10).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random, seed 0 taken for none", says="0 is a seed like any other")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        rng = np.random.default_rng(seed) if seed else np.random.default_rng()
        return rng.permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random with sixty seeds only", says="cut off, as by `seed % 60`")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed % 60).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random without a shuffle", says="`shuffle=False` keeps the old order")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        rng = np.random.default_rng(seed)
        return rng.choice(ids, min(n, len(ids)), replace=False, shuffle=False).tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "random among the first two hundred", says="draw from all movies, also where there are many")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(chart[:200])[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory looks at the first two hundred", says="walk down the whole chart")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart[:200]:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "exploratory looks at three times n", says="walk down the whole chart")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart[: 3 * n]:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content looks at the first sixty", says="go through all movies")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        first = sorted(chart[:60], key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))
        return (first + chart[60:])[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content, likeness and ratings in one number", says="may outweigh it")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1) for m in chart}
        return sorted(chart, key=lambda m: -(1000 * like[m] + counts.get(m, 0)))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "content, likeness and place in one number", says="may outweigh it")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        like = {m: len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1) for m in chart}
        return sorted(chart, key=lambda m: -(10_000 * like[m] - chart.index(m)))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "movies without ratings have one", says="has 0 ratings, not 1")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 1), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "the first three genres only", says="look at all of them")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if strategy not in ("random", "popular", "exploratory", "content"):
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")[:3]) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy == "random":
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy == "content":
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy == "exploratory":
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@wrong("test_cold_start", "the strategy by its first letter", says='does not exist, "recent"')
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    if not strategy or strategy[0] not in "rpec":
        raise ValueError(strategy)
    ids = movies["movie_id"].tolist()
    genres = {m: set(g.split("|")) - {""} for m, g in zip(ids, movies["genres"])}
    chart = sorted(ids, key=lambda m: (-counts.get(m, 0), m))
    if strategy.startswith("r"):
        return np.random.default_rng(seed).permutation(ids)[:n].tolist()
    if strategy.startswith("c"):
        return sorted(chart, key=lambda m: -len(genres[m] & set(liked)) / max(len(genres[m] | set(liked)), 1))[:n]
    if strategy.startswith("e"):
        have, taken = set(), []
        for m in chart:
            if genres[m] - have:
                taken.append(m)
                have |= genres[m]
        chart = taken + [m for m in chart if m not in taken]
    return chart[:n]


@right("test_cold_start", "one sort of the table for each strategy")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    table = movies.assign(count=movies["movie_id"].map(counts).fillna(0))
    table = table.sort_values(["count", "movie_id"], ascending=[False, True])
    sets = [set(filter(None, g.split("|"))) for g in table["genres"]]
    if strategy == "random":
        return movies["movie_id"].sample(min(n, len(movies)), random_state=seed).tolist()
    if strategy == "popular":
        return table["movie_id"].head(n).tolist()
    if strategy == "exploratory":
        have, new = set(), []
        for own in sets:
            new.append(bool(own - have))
            have |= own
        order = np.argsort(~np.array(new), kind="stable")
        return table["movie_id"].to_numpy()[order][:n]
    if strategy == "content":
        like = [len(own & set(liked)) / (len(own | set(liked)) or 1) for own in sets]
        return table.assign(like=like).sort_values("like", ascending=False, kind="stable")["movie_id"].head(n).tolist()
    raise ValueError(f"no strategy {strategy}")


@right("test_cold_start", "loops, and Python's own random")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    import random

    rows = [(int(m), g.split("|") if g else []) for m, g in zip(movies["movie_id"], movies["genres"])]
    if strategy == "random":
        ids = [m for m, _ in rows]
        random.Random(seed).shuffle(ids)
        return ids[:n]
    rows.sort(key=lambda row: (-counts.get(row[0], 0), row[0]))
    if strategy == "popular":
        return [m for m, _ in rows][:n]
    if strategy == "exploratory":
        have, taken, rest = [], [], []
        for m, own in rows:
            fresh = [g for g in own if g not in have]
            have += fresh
            if fresh:
                taken.append(m)
            else:
                rest.append(m)
        return (taken + rest)[:n]
    if strategy != "content":
        raise ValueError("unknown strategy")
    scored = []
    for place, (m, own) in enumerate(rows):
        common = sum(1 for g in own if g in liked)
        either = len(own) + len(liked) - common
        scored.append((-(common / either) if either else 0.0, place, m))
    return [m for _, _, m in sorted(scored)][:n]


@right("test_cold_start", "a match statement and numpy")
def cold_start(strategy, movies, counts, n, liked=(), seed=0):
    ids = movies["movie_id"].to_numpy()
    votes = np.array([counts.get(int(m), 0) for m in ids])
    order = np.lexsort((ids, -votes))
    ids, texts = ids[order], movies["genres"].to_numpy()[order]
    match strategy:
        case "random":
            return np.random.default_rng(seed).choice(ids, size=min(n, len(ids)), replace=False)
        case "popular":
            return ids[:n]
        case "exploratory":
            have, first, second = set(), [], []
            for m, text in zip(ids, texts):
                new = {g for g in text.split("|") if g} - have
                (first if new else second).append(m)
                have = have | new
            return np.array(first + second)[:n]
        case "content":
            like = np.zeros(len(ids))
            for place, text in enumerate(texts):
                own, want = set(text.split("|")) - {""}, set(liked)
                like[place] = len(own & want) / max(1, len(own.union(want)))
            return ids[np.argsort(-like, kind="stable")][:n]
        case _:
            raise ValueError(strategy)


# -- cold_start_curve ----------------------------------------------------------------------------------------------


@wrong("test_cold_start_curve", "cut first, known left out after", says="take those out before you take the first n")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u][:n] if m not in histories[u][:c]]
            recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "known movies offered again", says="take those out before you take the first n")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = [len(set(lists[u][:n]) & set(w)) / min(n, len(w)) for u, w in held_out.items()]
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "the whole history left out", says="movie 11 is rated later")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u]][:n]
            recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "divided by all held out", says="divide by the smaller of n and the number held out")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            recalls.append(len(set(new) & set(wanted)) / len(wanted))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "divided by n", says="divide by those, not by 10")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            recalls.append(len(set(new) & set(wanted)) / n)
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "the sum of the users", says="sums over two users")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        curve[c] = 0.0
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            curve[c] += len(set(new) & set(wanted)) / min(n, len(wanted))
    return curve


@wrong("test_cold_start_curve", "a hit or none", says="Count the hits")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            recalls.append(bool(set(new) & set(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "users without a list left out", says="counts in the mean as 0")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            if new:
                recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = float(np.mean(recalls)) if recalls else 0.0
    return curve


@wrong("test_cold_start_curve", "all hits over all places", says="each user's own recall")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        hits = places = 0
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            hits += len(set(new) & set(wanted))
            places += min(n, len(wanted))
        curve[c] = hits / places
    return curve


@wrong("test_cold_start_curve", "the median of the users", says="these are the medians")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = float(np.median(recalls))
    return curve


@wrong("test_cold_start_curve", "what is known is kept for the next count", says="begin with an empty set for each c")
def cold_start_curve(offers, histories, held_out, n):
    curve, known = {}, {u: set() for u in held_out}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            known[u] |= set(histories[u][:c])
            new = [m for m in lists[u] if m not in known[u]][:n]
            recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "the mean over all histories", says="not over all in `histories` or `offers`")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        total = 0
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][:c]][:n]
            total += len(set(new) & set(wanted)) / min(n, len(wanted))
        curve[c] = total / len(histories)
    return curve


@wrong("test_cold_start_curve", "the mean over all who are offered something", says="not over all in `histories` or")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        total = 0
        for u, own in lists.items():
            wanted = held_out.get(u, [])
            new = [m for m in own if m not in histories[u][:c]][:n]
            total += len(set(new) & set(wanted)) / max(min(n, len(wanted)), 1)
        curve[c] = total / len(lists)
    return curve


@wrong("test_cold_start_curve", "three known movies at the most", says="all of the first c, however many")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            new = [m for m in lists[u] if m not in histories[u][: min(c, 3)]][:n]
            recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@wrong("test_cold_start_curve", "users without a history left out", says="user 2 has an empty history")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for c, lists in offers.items():
        recalls = []
        for u, wanted in held_out.items():
            if histories[u]:
                new = [m for m in lists[u] if m not in histories[u][:c]][:n]
                recalls.append(len(set(new) & set(wanted)) / min(n, len(wanted)))
        curve[c] = sum(recalls) / len(recalls)
    return curve


@right("test_cold_start_curve", "one expression, sets")
def cold_start_curve(offers, histories, held_out, n):
    return {
        c: float(
            np.mean(
                [
                    len({*[m for m in lists[u] if m not in {*histories[u][:c]}][:n]} & {*wanted}) / min(n, len(wanted))
                    for u, wanted in held_out.items()
                ]
            )
        )
        for c, lists in offers.items()
    }


@right("test_cold_start_curve", "loops that count")
def cold_start_curve(offers, histories, held_out, n):
    curve = {}
    for count in offers:
        total = 0
        for user in held_out:
            taken = hits = 0
            for movie in offers[count][user]:
                if movie in histories[user][:count]:
                    continue
                if taken == n:
                    break
                taken += 1
                hits += movie in held_out[user]
            total += hits / min(n, len(held_out[user]))
        curve[count] = total / len(held_out)
    return curve


@right("test_cold_start_curve", "pandas, a Series as the answer")
def cold_start_curve(offers, histories, held_out, n):
    rows = []
    for c, lists in offers.items():
        for u, wanted in held_out.items():
            own = pd.Series(lists[u], dtype=float)
            own = own[~own.isin(histories[u][:c])].head(n)
            rows.append({"c": c, "recall": own.isin(wanted).sum() / min(n, len(wanted))})
    return pd.DataFrame(rows).groupby("c")["recall"].mean()


# -- switching_hybrid ----------------------------------------------------------------------------------------------


@wrong("test_switching_hybrid", "more than at_least", says="is it > in place of >=")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) > at_least else (first, then)
    found = []
    for m in [*a, *b]:
        if m not in known and m not in found:
            found.append(m)
    return found[:n]


@wrong("test_switching_hybrid", "known movies offered again", says="leave out what is in `known`")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    return list(dict.fromkeys([*a, *b]))[:n]


@wrong("test_switching_hybrid", "cut first, known left out after", says="leave out the known movies first")
def switching_hybrid(known, first, then, at_least, n):
    chosen = then if len(known) >= at_least else first
    return [m for m in list(chosen)[:n] if m not in known]


@wrong("test_switching_hybrid", "not filled up", says="fill up from `first`")
def switching_hybrid(known, first, then, at_least, n):
    chosen = then if len(known) >= at_least else first
    return [m for m in chosen if m not in known][:n]


@wrong("test_switching_hybrid", "filled up with repeats", says="comes more than once")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    return [m for m in [*a, *b] if m not in known][:n]


@wrong("test_switching_hybrid", "the parts swapped", says="is it > in place of >=")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (first, then) if len(known) >= at_least else (then, first)
    found = []
    for m in [*a, *b]:
        if m not in known and m not in found:
            found.append(m)
    return found[:n]


@wrong("test_switching_hybrid", "always the second part", says="the list comes from `first`")
def switching_hybrid(known, first, then, at_least, n):
    found = []
    for m in [*then, *first]:
        if m not in known and m not in found:
            found.append(m)
    return found[:n]


@wrong("test_switching_hybrid", "the order lost in a set", says="expected [1, 5, 3], got [1, 3, 5]")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    a = [m for m in a if m not in known]
    return [*a, *sorted({int(m) for m in b} - {int(m) for m in [*a, *known]})][:n]


@wrong("test_switching_hybrid", "the lists filled in place", says="it changed")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    if not isinstance(a, list):
        a = list(a)
    a += [m for m in b if m not in a]
    return [m for m in a if m not in known][:n]


@wrong("test_switching_hybrid", "never switches without a rating", says="nothing known is at least 0 ratings")
def switching_hybrid(known, first, then, at_least, n):
    both = [*then, *first] if len(known) >= max(at_least, 1) else [*first, *then]
    return [m for m in dict.fromkeys(both) if m not in known][:n]


@wrong("test_switching_hybrid", "counts known movies in the lists only", says="count all of `known`")
def switching_hybrid(known, first, then, at_least, n):
    enough = len(set(known) & {*first, *then}) >= at_least or len(known) == 0 == at_least
    both = [*then, *first] if enough else [*first, *then]
    return [m for m in dict.fromkeys(both) if m not in known][:n]


@wrong("test_switching_hybrid", "cut, known left out, filled up", says="before you cut to n")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    return [m for m in dict.fromkeys([*list(a)[:n], *b, *a]) if m not in known][:n]


@wrong("test_switching_hybrid", "what fills up is cut first", says="was cut to n while the known movies")
def switching_hybrid(known, first, then, at_least, n):
    a, b = (then, first) if len(known) >= at_least else (first, then)
    return [m for m in dict.fromkeys([*a, *b[:n]]) if m not in known][:n]


@right("test_switching_hybrid", "dict.fromkeys keeps the order")
def switching_hybrid(known, first, then, at_least, n):
    both = [*then, *first] if len(known) >= at_least else [*first, *then]
    return [m for m in dict.fromkeys(both) if m not in set(known)][:n]


@right("test_switching_hybrid", "numpy")
def switching_hybrid(known, first, then, at_least, n):
    both = np.concatenate([then, first] if len(known) >= at_least else [first, then]).astype(int)
    both = both[~np.isin(both, known)]
    _, at = np.unique(both, return_index=True)
    return both[np.sort(at)][:n]


@right("test_switching_hybrid", "two loops and a counter")
def switching_hybrid(known, first, then, at_least, n):
    result = []
    order = (first, then)
    if not len(known) < at_least:
        order = (then, first)
    for part in order:
        for movie in part:
            if len(result) == n:
                return result
            if movie in known or movie in result:
                continue
            result.append(int(movie))
    return result


@right("test_switching_hybrid", "pandas")
def switching_hybrid(known, first, then, at_least, n):
    parts = [list(first), list(then)]
    if len(known) >= at_least:
        parts.reverse()
    column = pd.Series(parts[0] + parts[1], dtype="int64").drop_duplicates()
    return column[~column.isin(list(known))].head(n).tolist()


# -- mixed_hybrid --------------------------------------------------------------------------------------------------


@wrong("test_mixed_hybrid", "one list behind the other", says="one list behind the other")
def mixed_hybrid(lists, n):
    return list(dict.fromkeys(int(m) for own in lists for m in own))[:n]


@wrong("test_mixed_hybrid", "a turn is lost", says="does not lose its turn")
def mixed_hybrid(lists, n):
    found = []
    for place in range(max((len(own) for own in lists), default=0)):
        for own in lists:
            if place < len(own) and own[place] not in found:
                found.append(own[place])
    return found[:n]


@wrong("test_mixed_hybrid", "ends with the shortest list", says="expected [1, 2, 5, 3], got [1, 2, 5]")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    while left and all(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "zip stops at the shortest", says="expected [1, 2, 5, 3]")
def mixed_hybrid(lists, n):
    return list(dict.fromkeys(m for row in zip(*lists) for m in row))[:n]


@wrong("test_mixed_hybrid", "duplicates kept", says="comes more than once")
def mixed_hybrid(lists, n):
    found = []
    for place in range(max((len(own) for own in lists), default=0)):
        found += [own[place] for own in lists if place < len(own)]
    return found[:n]


@wrong("test_mixed_hybrid", "n is not used", says="stop as soon as there are n")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    while any(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found


@wrong("test_mixed_hybrid", "sorted by mean place", says="expected [1, 2, 5, 3]")
def mixed_hybrid(lists, n):
    place = {}
    for own in lists:
        for p, m in enumerate(own):
            place.setdefault(int(m), []).append(p)
    return sorted(place, key=lambda m: (np.mean(place[m]), m))[:n]


@wrong("test_mixed_hybrid", "empties the lists it was given", says="it changed `lists`")
def mixed_hybrid(lists, n):
    found = []
    while len(found) < n and any(len(own) for own in lists):
        for own in lists:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "stops only after a whole round", says="also in the middle of a round")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    while any(left) and len(found) < n:
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found


@wrong("test_mixed_hybrid", "passes over one taken movie only", says="`while` in place of `if`?")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    while any(left):
        for own in left:
            if own and own[0] in found:
                own.pop(0)
            if own and own[0] not in found:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "the longest list first", says="in the order in which they are given")
def mixed_hybrid(lists, n):
    left, found = sorted((list(own) for own in lists), key=len, reverse=True), []
    while any(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "three lists only", says="twelve lists, in the order")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists[:3]], []
    while any(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "the first four lists only", says="go over all of `lists`")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists[:4]], []
    while any(left):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "as many rounds as full lists would take", says="number of rounds that is fixed before")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    for _ in range(n // len(left) + 1):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@wrong("test_mixed_hybrid", "a round fewer than places", says="number of rounds that is fixed before")
def mixed_hybrid(lists, n):
    left, found = [list(own) for own in lists], []
    for _ in range(max(1, n - 1)):
        for own in left:
            while own and own[0] in found:
                own.pop(0)
            if own:
                found.append(own.pop(0))
    return found[:n]


@right("test_mixed_hybrid", "iterators")
def mixed_hybrid(lists, n):
    turns, found = [iter(own) for own in lists], []
    while turns:
        for turn in list(turns):
            movie = next((m for m in turn if m not in found), None)
            if movie is None:
                turns.remove(turn)
            else:
                found.append(int(movie))
    return found[:n]


@right("test_mixed_hybrid", "a pointer into each list")
def mixed_hybrid(lists, n):
    at, found = [0] * len(lists), []
    going = True
    while going and len(found) < n:
        going = False
        for which, own in enumerate(lists):
            while at[which] < len(own) and own[at[which]] in found:
                at[which] += 1
            if at[which] < len(own) and len(found) < n:
                found.append(own[at[which]])
                going = True
    return found


@right("test_mixed_hybrid", "the first that is left, each time anew")
def mixed_hybrid(lists, n):
    found, which, idle = [], 0, 0
    while len(found) < n and idle < len(lists):
        left = [m for m in lists[which] if m not in found]
        found += left[:1]
        idle = 0 if left else idle + 1
        which = (which + 1) % len(lists)
    return np.array(found, dtype=int)


# -- weighted_hybrid -----------------------------------------------------------------------------------------------


@wrong("test_weighted_hybrid", "raw scores", says="these are the raw scores")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        total = total + w * np.nan_to_num(s)
    return total


@wrong("test_weighted_hybrid", "z-scores", says="these are z-scores")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        spread = np.nanstd(s) if np.isfinite(s).any() else 0
        total = total + w * np.nan_to_num((s - np.nanmean(s)) / spread if spread else 0 * s)
    return total


@wrong("test_weighted_hybrid", "the weights forgotten", says="without the weights")
def weighted_hybrid(scores, weights):
    total = 0
    for s in np.asarray(scores, float):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + r
    return total


@wrong("test_weighted_hybrid", "divided by the sum of the weights", says="do not divide by the sum of the weights")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + w * r
    return total / np.sum(weights)


@wrong("test_weighted_hybrid", "the mean over the systems", says="divide by nothing")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + w * r
    return total / len(scores)


@wrong("test_weighted_hybrid", "ranks from the top", says="count from the top")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + w * (1 - r)
    return total


@wrong("test_weighted_hybrid", "ranks from 1", says="these are ranks 1, 2, 3")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        total = total + w * pd.Series(s).rank().fillna(0.5).to_numpy()
    return total


@wrong("test_weighted_hybrid", "ranks as shares of pandas", says="divided by their number")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        total = total + w * pd.Series(s).rank(pct=True).fillna(0.5).to_numpy()
    return total


@wrong("test_weighted_hybrid", "argsort once", says="the ranks are in the wrong places")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = np.argsort(s, kind="stable") / max(len(s) - 1, 1)
        if len(s) == 3 and len(scores) > 1:
            r = (pd.Series(s).rank().fillna(2).to_numpy() - 1) / 2
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "argsort twice, equals in some order", says="argsort puts equals in some order")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = np.argsort(np.argsort(s, kind="stable"), kind="stable") / max(len(s) - 1, 1)
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "equals in the order they come in", says="and so does method='first'")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = (pd.Series(s).rank(method="first") - 1) / max(np.sum(~np.isnan(s)) - 1, 1)
        total = total + w * r.fillna(0.5).to_numpy()
    return total


@wrong("test_weighted_hybrid", "equals get the lowest rank", says="got 0.")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = (pd.Series(s).rank(method="min").to_numpy() - 1) / max(np.isfinite(s).sum() - 1, 1)
        total = total + w * np.where(np.isnan(r), 0.5, r)
    return total


@wrong("test_weighted_hybrid", "equals get the highest rank", says="after division; got 0.5")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = (pd.Series(s).rank(method="max").to_numpy() - 1) / max(np.isfinite(s).sum() - 1, 1)
        total = total + w * np.where(np.isnan(r), 0.5, r)
    return total


@wrong("test_weighted_hybrid", "a missing score is the lowest", says="ranked as the lowest")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = (pd.Series(np.where(np.isnan(s), -np.inf, s)).rank().to_numpy() - 1) / max(len(s) - 1, 1)
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "a missing score gets 0", says="it gets 0.5")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.where(np.isnan(s), 0.0, 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "divided by the length of the whole list", says="count the known ones")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        r = (pd.Series(s).rank().to_numpy() - 1) / max(len(s) - 1, 1)
        total = total + w * np.where(np.isnan(r), 0.5, r)
    return total


@wrong("test_weighted_hybrid", "a missing score spreads", says="expected numbers only, got NaN")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        total = total + w * (pd.Series(s).rank().to_numpy() - 1) / (len(s) - 1)
    return total


@wrong("test_weighted_hybrid", "a single known score divides by zero", says="expected numbers only, got NaN")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = np.isfinite(s)
        r = np.full(len(s), 0.5)
        with np.errstate(all="ignore"):
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / np.float64(known.sum() - 1)
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "the scores changed in place", says="it changed")
def weighted_hybrid(scores, weights):
    total = 0
    for place, w in enumerate(weights):
        s = np.asarray(scores[place], float)
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        scores[place] = r if isinstance(scores, np.ndarray) else r.tolist()
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "min and max in place of ranks", says="which must become even")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1 and np.ptp(s[known]) > 0:
            r[known] = (s[known] - s[known].min()) / np.ptp(s[known])
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "infinite scores taken as unknown", says="infinite scores were taken as unknown")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = np.isfinite(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "missing scores filled in place", says="it changed `scores`")
def weighted_hybrid(scores, weights):
    total = 0
    for s, w in zip(np.asarray(scores, float), weights):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        s[~known] = 0.0
        total = total + w * r
    return total


@wrong("test_weighted_hybrid", "the weights used up in place", says="it changed `weights`")
def weighted_hybrid(scores, weights):
    total = 0
    for place, s in enumerate(np.asarray(scores, float)):
        known = ~np.isnan(s)
        r = np.full(len(s), 0.5)
        if known.sum() > 1:
            r[known] = (pd.Series(s[known]).rank().to_numpy() - 1) / (known.sum() - 1)
        total = total + weights[place] * r
        weights[place] = 0
    return total


@wrong("test_weighted_hybrid", "scores rounded first", says="do not round the scores")
def weighted_hybrid(scores, weights):
    total = np.zeros(len(scores[0]))
    for s, w in zip(np.asarray(scores, float), weights):
        ranks = pd.Series(s).round(3).rank()
        steps = ranks.count() - 1
        total += w * np.asarray(((ranks - 1) / steps).fillna(0.5) if steps > 0 else 0.5)
    return total


@wrong("test_weighted_hybrid", "scores as float32", says="(no float32)")
def weighted_hybrid(scores, weights):
    total = np.zeros(len(scores[0]))
    for s, w in zip(np.asarray(scores, np.float32), weights):
        ranks = pd.Series(s).rank()
        steps = ranks.count() - 1
        total += w * np.asarray(((ranks - 1) / steps).fillna(0.5) if steps > 0 else 0.5)
    return total


@wrong("test_weighted_hybrid", "zeros for a single movie", says="a single movie has nobody to be compared with")
def weighted_hybrid(scores, weights):
    total = np.zeros(len(scores[0]))
    if len(total) == 1:
        return total
    for s, w in zip(np.asarray(scores, float), weights):
        ranks = pd.Series(s).rank()
        steps = ranks.count() - 1
        total += w * np.asarray(((ranks - 1) / steps).fillna(0.5) if steps > 0 else 0.5)
    return total


@right("test_weighted_hybrid", "counting who is beaten")
def weighted_hybrid(scores, weights):
    total = [0.0] * len(scores[0])
    for own, weight in zip(scores, weights):
        known = [s for s in own if s == s]
        for place, s in enumerate(own):
            if s != s or len(known) < 2:
                total[place] += weight / 2
                continue
            lower = sum(1 for other in known if other < s)
            same = sum(1 for other in known if other == s) - 1
            total[place] += weight * (lower + same / 2) / (len(known) - 1)
    return total


@right("test_weighted_hybrid", "a table, one product")
def weighted_hybrid(scores, weights):
    table = pd.DataFrame(np.asarray(scores, dtype=float).T)
    most = table.notna().sum() - 1
    ranks = (table.rank() - 1) / most.where(most > 0)
    return ranks.fillna(0.5) @ np.asarray(weights, dtype=float)


@right("test_weighted_hybrid", "scipy's rankdata")
def weighted_hybrid(scores, weights):
    from scipy.stats import rankdata

    total = np.zeros(len(scores[0]))
    for own, weight in zip(scores, weights):
        own = np.asarray(own, dtype=float)
        known = ~np.isnan(own)
        part = np.full(len(own), 0.5)
        if known.sum() >= 2:
            part[known] = (rankdata(own[known]) - 1) / (known.sum() - 1)
        total += weight * part
    return total


@right("test_weighted_hybrid", "places in the sorted scores")
def weighted_hybrid(scores, weights):
    total = 0
    for own, weight in zip(np.asarray(scores, dtype=float), weights):
        known = np.sort(own[~np.isnan(own)])
        if len(known) < 2:
            total = total + np.full(len(own), 0.5 * weight)
            continue
        middle = (np.searchsorted(known, own, "left") + np.searchsorted(known, own, "right") - 1) / 2
        total = total + weight * np.where(np.isnan(own), 0.5, middle / (len(known) - 1))
    return total


# -- my_hybrid -----------------------------------------------------------------------------------------------------
# Answers that are half right, such as a good list of the wrong length, are judged in tests/test_hybrid_project.py.


@wrong("test_my_hybrid", "what was rated is offered again", says="which they have rated")
def my_hybrid(train, movies, users, n):
    best = train["movie_id"].value_counts().index[:n].tolist()
    return {user: best for user in users}


@wrong("test_my_hybrid", "newcomers without a list", says="who has no rating in `train`")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index
    rated = train.groupby("user_id")["movie_id"].agg(set)
    return {user: [m for m in chart if m not in rated[user]][:n] for user in users if user in rated.index}


@wrong("test_my_hybrid", "stops at a newcomer", says="your code stopped with KeyError")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index
    rated = train.groupby("user_id")["movie_id"].agg(set)
    return {user: [m for m in chart if m not in rated[user]][:n] for user in users}


@wrong("test_my_hybrid", "a list of lists", says="expected a dict")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index
    return [chart[:n].tolist() for _ in users]


@wrong("test_my_hybrid", "titles in place of ids", says="expected a list of movie ids, got one that holds")
def my_hybrid(train, movies, users, n):
    return {user: movies["title"].head(n).tolist() for user in users}


@wrong("test_my_hybrid", "positions in place of ids", says="is no movie_id of `movies`")
def my_hybrid(train, movies, users, n):
    rated = train.groupby("user_id")["movie_id"].agg(set)
    return {user: [p for p in range(n + 60) if p not in rated.get(user, ())][:n] for user in users}


@wrong("test_my_hybrid", "a list of ten, whatever n is", says="is n used?")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index
    rated = train.groupby("user_id")["movie_id"].agg(set)
    drawn = np.random.default_rng(0).permutation(chart)
    return {user: [m for m in drawn if m not in rated.get(user, ())][:10] for user in users}


@wrong("test_my_hybrid", "another list each time", says="give every random generator a fixed seed")
def my_hybrid(train, movies, users, n):
    rated = train.groupby("user_id")["movie_id"].agg(set)
    drawn = np.random.default_rng().permutation(movies["movie_id"])
    return {user: [m for m in drawn if m not in rated.get(user, ())][:n] for user in users}


@wrong("test_my_hybrid", "a movie twice", says="more than once")
def my_hybrid(train, movies, users, n):
    rated = train.groupby("user_id")["movie_id"].agg(set)
    drawn = movies["movie_id"].tolist() * 2
    lists = {user: [m for m in drawn if m not in rated.get(user, ())] for user in users}
    return {user: ([own[0]] * 2 + own)[:n] for user, own in lists.items()}


@wrong("test_my_hybrid", "neighbours run out", says="fill up with the chart")
def my_hybrid(train, movies, users, n):
    rated = train.groupby("user_id")["movie_id"].agg(set)
    fans = train.groupby("movie_id")["user_id"].agg(set)
    rare = fans.map(len).sort_values().index.tolist()
    found = {}
    for user in users:
        seen = rated.get(user, set())
        near = {u for movie in seen for u in fans[movie]} - {user} if seen else set(rated.index)
        found[user] = [m for m in rare if m not in seen and fans[m] & near][:n]
    return found


@wrong("test_my_hybrid", "ratings with half stars left out", says="are only whole stars counted?")
def my_hybrid(train, movies, users, n):
    whole = train[train["rating"] % 1 == 0]
    rated = whole.groupby("user_id")["movie_id"].agg(set)
    drawn = np.random.default_rng(0).permutation(movies["movie_id"])
    return {user: [m for m in drawn if m not in rated.get(user, ())][:n] for user in users}


@wrong("test_my_hybrid", "only the sixty most rated", says="is only a part of the movies looked at")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index[:60]
    rated = train.groupby("user_id")["movie_id"].agg(set)
    return {user: [m for m in chart if m not in rated.get(user, ())][:n] for user in users}


@wrong("test_my_hybrid", "a column in place of a dict", says="`.to_dict()`")
def my_hybrid(train, movies, users, n):
    chart = train["movie_id"].value_counts().index
    rated = train.groupby("user_id")["movie_id"].agg(set)
    return pd.Series({user: [m for m in chart if m not in rated.get(user, ())][:n] for user in users})


@right("test_my_hybrid", "four systems added up, user by user")
def my_hybrid(train, movies, users, n):
    from recsys_utils import recommenders as r

    four = [r.Ease(), r.ItemNeighbours(30), r.UserNeighbours(30), r.ContentTfidf(movies)]
    system = r.Switching(r.Popular(), r.Weighted(four, [2, 3, 2, 1], "z"), 1).fit(train)
    return {user: system.recommend(user, n) for user in users}


@right("test_my_hybrid", "a sum by hand, filled up, arrays as lists")
def my_hybrid(train, movies, users, n):
    from recsys_utils.recommenders import ContentTfidf, Ease, ItemNeighbours, UserNeighbours

    chart = train["movie_id"].value_counts()
    rated = train.groupby("user_id")["movie_id"].agg(set)
    total = pd.DataFrame(0.0, index=users, columns=chart.index)
    for system, weight in (
        (Ease(), 1),
        (ItemNeighbours(30), 1.5),
        (UserNeighbours(30), 1),
        (ContentTfidf(movies), 0.5),
    ):
        system.fit(train)
        table = pd.DataFrame(system.scores(users), index=users, columns=system.items)
        table = table.sub(table.mean(axis=1), axis=0).div(table.std(axis=1).replace(0, np.nan), axis=0)
        total += weight * table.reindex(columns=chart.index).fillna(0.0)
    found = {}
    for user, row in total.iterrows():
        seen = list(rated.get(user, ()))
        order = row.sort_values(ascending=False, kind="stable").index if seen else chart.index
        found[user] = np.array([movie for movie in order if movie not in seen][:n])
    return found


@right("test_my_hybrid", "places in four lists, added up")
def my_hybrid(train, movies, users, n):
    from recsys_utils.recommenders import ContentTfidf, Ease, ItemNeighbours, Popular, UserNeighbours

    parts = [(Ease(), 1), (ItemNeighbours(30), 1.5), (UserNeighbours(30), 1), (ContentTfidf(movies), 0.4)]
    points = {user: {} for user in users}
    for system, weight in parts:
        for user, own in zip(users, system.fit(train).lists(users, 100)):
            for place, movie in enumerate(own):
                points[user][movie] = points[user].get(movie, 0) + weight / (place + 20)
    known, found = set(train["user_id"]), {}
    for user, chart in zip(users, Popular().fit(train).lists(users, 2 * n)):
        best = sorted(points[user], key=lambda movie: -points[user][movie]) if user in known else []
        found[user] = tuple(dict.fromkeys(best[:n] + chart))[:n]
    return found
