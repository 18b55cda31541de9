"""Tables written as MovieLens 1M writes its files: bytes in Latin-1, the values of a line joined by `::`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def movies_as_dat(movies: pd.DataFrame) -> list[bytes]:
    r"""Write movies as the lines of a `movies.dat`.

    Parameters
    ----------
    movies : DataFrame
        Columns `movie_id`, `title` and `genres` (`Action|Comedy`).

    Returns
    -------
    list of bytes
        One line a movie, such as ``b"1::Toy Story (1995)::Animation|Comedy\n"``. A letter that Latin-1 does not have
        becomes ``?``, as it would in a file of that kind.
    """
    table = zip(movies["movie_id"], movies["title"], movies["genres"], strict=True)
    return [f"{movie}::{title}::{genres}\n".encode("latin-1", errors="replace") for movie, title, genres in table]


def ratings_as_dat(ratings: pd.DataFrame) -> list[bytes]:
    r"""Write ratings as the lines of a `ratings.dat`, user after user.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars) and `timestamp` (seconds).

    Returns
    -------
    list of bytes
        One line a rating, such as ``b"1::1193::5::978300760\n"``; the users in ascending order.
    """
    ordered = ratings.sort_values("user_id", kind="stable")
    table = zip(ordered["user_id"], ordered["movie_id"], ordered["rating"], ordered["timestamp"], strict=True)
    return [f"{user}::{movie}::{stars:g}::{second}\n".encode() for user, movie, stars, second in table]
