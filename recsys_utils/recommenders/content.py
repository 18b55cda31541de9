"""The recommender of lab 03, which knows movies by their words: titles and genres."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from recsys_utils.candidates import DISLIKED, LIKED
from recsys_utils.recommenders.base import Recommender
from recsys_utils.recommenders.history import History

if TYPE_CHECKING:
    import pandas as pd


def movie_words(movies: pd.DataFrame) -> list[list[str]]:
    """The words of each movie: its genres, and those of its title that another title has too.

    What stands in brackets, such as the year, is no part of the title.
    """
    titles = [re.findall(r"\w\w+", re.sub(r"\(.*?\)", " ", title).lower()) for title in movies["title"]]
    spread = Counter(word for title in titles for word in set(title))
    return [
        [word for word in title if spread[word] > 1] + [f"genre: {name}" for name in genres.split("|") if name]
        for title, genres in zip(titles, movies["genres"], strict=True)
    ]


class ContentTfidf(Recommender):
    """Movies whose words are like those of the movies a user liked, and unlike those of the disliked.

    A movie is the TF-IDF vector of its words, a user the mean of the liked movies (4 stars or more) minus the mean of the
    disliked ones (2 or less). The score is the cosine of the two.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id`, `title`, `genres`.
    """

    name = "words and genres (lab 03)"
    new_user = "nothing before the first liked or disliked movie"
    new_movie = "offered at once"

    def __init__(self, movies: pd.DataFrame) -> None:
        self.movies = movies
        self._more_items = movies["movie_id"].to_numpy(np.int64)

    def _learn(self, history: History) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        table = self.movies.drop_duplicates("movie_id").set_index("movie_id").reindex(history.items)
        table = table.assign(title=table["title"].fillna(""), genres=table["genres"].fillna(""))
        self._vectors = TfidfVectorizer(analyzer=list).fit_transform(movie_words(table))

    def _judge(self, users: np.ndarray) -> np.ndarray:
        rows = self.history.rows(users)
        profiles = np.zeros((len(users), self._vectors.shape[1]))
        for chosen, sign in ((rows.data >= LIKED, 1.0), (rows.data <= DISLIKED, -1.0)):
            part = rows.copy()
            part.data = chosen.astype(float)
            sums = np.asarray((part @ self._vectors).todense())
            profiles += sign * sums / np.maximum(part.sum(axis=1), 1.0)[:, None]
        lengths = np.sqrt((profiles**2).sum(axis=1))
        scores = (self._vectors @ (profiles / np.where(lengths > 0, lengths, 1.0)[:, None]).T).T
        scores[lengths < 1e-12] = np.nan  # nothing liked, nothing disliked
        return scores
