"""The tables of the two-tower lab: rows as the towers see them, predictions for a new user and for a known one.

Every function gives back a text that JupyterLab shows as an HTML table when it stands last in a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def pprint_train(
    x_train: np.ndarray, features: Sequence[str], vs: int, u_s: int, maxcount: int = 5, user: bool = True
) -> str:
    """The first rows of an array of features.

    Parameters
    ----------
    x_train : ndarray, shape (n, features)
        User or item rows.
    features : sequence of str
        Names of the columns.
    vs : int
        Where the genres start.
    u_s : int
        Where the columns start that are trained on; the names before it stand in square brackets.
    maxcount : int
        How many rows to show.
    user : bool
        True for user rows, whose genre columns are means; False for item rows, where they are 0 or 1.
    """
    names = [f"[{name}]" if place < u_s else name for place, name in enumerate(features)]
    formats = [".0f", ".0f", *([".1f"] * (len(names) - 2) if user else [".1f", *[".0f"] * (len(names) - 3)])]
    rows = [[_whole(value) if form == ".0f" else float(value) for value, form in zip(row, formats, strict=False)]
            for row in np.asarray(x_train)[:maxcount]]  # fmt: skip
    return _html([_broken(names), *rows], formats)


def gen_user_vecs(user_vec: np.ndarray, num_items: int) -> np.ndarray:
    """One user's vector, once for each item: shape (1, features) becomes (num_items, features)."""
    return np.tile(user_vec, (num_items, 1))


def get_user_vecs(
    user_id: int, user_train: np.ndarray, item_vecs: np.ndarray, user_to_genre: Mapping[int, Mapping[str, Any]]
) -> tuple[np.ndarray, np.ndarray]:
    """A known user's vector, once for each item, and the ratings this user gave.

    Parameters
    ----------
    user_id : int
        The user.
    user_train : ndarray, shape (n, features)
        User rows, unscaled; the last one of this user is taken.
    item_vecs : ndarray, shape (num_items, features)
        One row a movie, unscaled.
    user_to_genre : mapping
        As from `load_data`: `user_to_genre[user_id]["movies"]` holds the ratings by movie id.

    Returns
    -------
    user_vecs : ndarray, shape (num_items, features)
    y : ndarray, shape (num_items,)
        Ratings in stars, 0 where the user gave none.

    Raises
    ------
    ValueError
        If there is no such user.
    """
    own = np.flatnonzero(np.asarray(user_train)[:, 0] == user_id)
    if not len(own) or user_id not in user_to_genre:
        raise ValueError(f"There is no user {user_id} among the rows: choose one of the first column of user_train.")
    given = user_to_genre[user_id]["movies"]
    y = np.array([given.get(int(movie), 0.0) for movie in item_vecs[:, 0]])
    return gen_user_vecs(np.asarray(user_train)[own[-1] :][:1], len(item_vecs)), y


def print_pred_movies(
    y_p: np.ndarray, item: np.ndarray, movie_dict: Mapping[int, Mapping[str, str]], maxcount: int = 10
) -> str:
    """Predicted ratings of movies, in the order they are given.

    Parameters
    ----------
    y_p : ndarray, shape (n, 1) or (n,)
        Predicted ratings, in stars.
    item : ndarray, shape (n, features)
        Item rows, unscaled, in the same order.
    movie_dict : mapping
        As from `load_data`: title and genres by movie id.
    maxcount : int
        How many rows to show.
    """
    rows = [["y_p", "movie id", "rating ave", "title", "genres"]]
    for predicted, movie in zip(np.ravel(y_p)[:maxcount], item[:maxcount], strict=False):
        known = movie_dict[int(movie[0])]
        rows.append([float(predicted), int(movie[0]), float(movie[2]), known["title"], known["genres"]])
    return _html(rows, [".2f", ".0f", ".2f", "", ""])


def print_existing_user(
    y_p: np.ndarray,
    y: np.ndarray,
    user: np.ndarray,
    items: np.ndarray,
    ivs: int,
    uvs: int,
    movie_dict: Mapping[int, Mapping[str, str]],
    maxcount: int = 10,
) -> str:
    """Predicted beside real ratings, for the movies that a user rated.

    Parameters
    ----------
    y_p, y : ndarray, shape (n, 1) or (n,)
        Predicted and real ratings, in stars; rows with a real rating of 0 (none) are left out.
    user, items : ndarray, shapes (n, features)
        User and item rows, unscaled, in the same order.
    ivs, uvs : int
        Where the genres start in the items' and in the user's rows.
    movie_dict : mapping
        As from `load_data`.
    maxcount : int
        How many rows to show.
    """
    rows = [["y_p", "y", "user", "user genre ave", "movie rating ave", "movie id", "title", "genres"]]
    y_p, y = np.ravel(y_p), np.ravel(y)
    for place in np.flatnonzero(y > 0)[:maxcount]:
        movie, person = items[place], user[place]
        means = person[uvs:][movie[ivs:] > 0]
        known = movie_dict[int(movie[0])]
        own = "[" + ", ".join(f"{mean:.1f}" for mean in means) + "]"
        numbers = [float(y_p[place]), float(y[place]), int(person[0]), own, float(movie[2]), int(movie[0])]
        rows.append([*numbers, known["title"], known["genres"]])
    return _html(rows, [".1f", ".1f", ".0f", "", ".2f", ".0f", "", ""])


def _html(rows: list[list], formats: Sequence[str]) -> str:
    import tabulate

    return tabulate.tabulate(rows, tablefmt="html", headers="firstrow", floatfmt=tuple(formats))


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def _broken(names: Sequence[str], width: int = 7) -> list[str]:
    """Long names cut into pieces with a blank, so that the columns of a wide table stay narrow."""
    return [
        " ".join(word[i : i + width] for word in name.split() for i in range(0, len(word), width)) for name in names
    ]
