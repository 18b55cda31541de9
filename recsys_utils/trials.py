"""A trial of a recommender in which some users are newcomers: who knows what, what is held out, how lists are judged.

Lab 07's project is judged so: on MovieLens, where everybody can look, and on ratings that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys_utils.leaderboard.measures import Wanted, hits_of, interval
from recsys_utils.splits import hold_out_last

KNOWN = (0, 1, 2, 3, 5)  # ratings that a newcomer of a trial has given


@dataclass(frozen=True, eq=False)
class Trial:
    """Ratings to learn from, users to make lists for, and what they turned to.

    Attributes
    ----------
    train : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars), `timestamp` (seconds).
    users : list of int
        Whom lists are asked for, rising; some have few ratings in `train`, some none.
    held_out : dict of int to list of int
        Each user's latest movies.
    newcomers : frozenset of int
        Those of the users whose ratings were cut to a few.
    """

    train: pd.DataFrame
    users: list[int]
    held_out: dict[int, list[int]]
    newcomers: frozenset[int]


def make_trial(
    ratings: pd.DataFrame, seed: int = 0, share: float = 0.3, known: Sequence[int] = KNOWN, n: int = 10
) -> Trial:
    """Hold out every user's last n ratings; let some users be newcomers.

    Parameters
    ----------
    ratings : DataFrame
        Columns `user_id`, `movie_id`, `rating` (stars), `timestamp` (seconds).
    seed : int
        Draws who is a newcomer, and how many ratings are known of each.
    share : float
        Share of the users who are newcomers, 0 to 1. Of a newcomer only the first few ratings stay, as many as `known`
        says (each equally likely); what lies between those and the held-out ones is in neither part.
    known : sequence of int
        Numbers of ratings.
    n : int
        Ratings to hold out. A user with n or fewer stays in the training part whole and is not asked.

    Returns
    -------
    Trial
    """
    rest, test = hold_out_last(ratings, n)
    users = np.unique(test["user_id"].to_numpy())
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.permutation(users)[: round(share * len(users))])
    kept = pd.Series(rng.choice(np.asarray(known), len(chosen)), index=chosen)
    most = rest["user_id"].map(kept).fillna(np.inf)
    train = rest[rest.groupby("user_id").cumcount() < most].reset_index(drop=True)
    held_out = {int(user): own.astype(int).tolist() for user, own in test.groupby("user_id")["movie_id"]}
    return Trial(train, [int(user) for user in users], held_out, frozenset(chosen.tolist()))


def with_hermit(trial: Trial) -> Trial:
    """The same trial in which one newcomer is known by a single movie that nobody else has rated.

    Neighbours have nothing to offer to such a user: whoever trusts them with everybody who has a rating makes a short list.

    Parameters
    ----------
    trial : Trial
        With a newcomer who has given exactly one rating.
    """
    train = trial.train
    given = train["user_id"].value_counts()
    hermit = next(user for user in trial.users if user in trial.newcomers and given.get(user, 0) == 1)
    raters = train["movie_id"].value_counts().sort_index()
    movie = int(raters.drop(trial.held_out[hermit], errors="ignore").idxmin())  # the least rated costs the others least
    own = train["user_id"] == hermit
    train = train.assign(movie_id=train["movie_id"].mask(own, movie))[own | (train["movie_id"] != movie)]
    return Trial(train.reset_index(drop=True), trial.users, trial.held_out, trial.newcomers)


def with_well_known(train: pd.DataFrame, user: int, count: int) -> pd.DataFrame:
    """The same ratings, and this user has rated the most rated movies too.

    Whoever looks at the well known movies alone has too few left to offer.

    Parameters
    ----------
    train : DataFrame
        With the columns user_id, movie_id, rating, timestamp.
    user : int
        Who; see `with_seen`.
    count : int
        How many movies, by their number of ratings.
    """
    return with_seen(train, {user: train["movie_id"].value_counts().index[:count].tolist()})


def with_seen(train: pd.DataFrame, seen: Mapping[int, Sequence[int]]) -> pd.DataFrame:
    """The same ratings, and these users have rated these movies too.

    Parameters
    ----------
    train : DataFrame
        With the columns user_id, movie_id, rating, timestamp.
    seen : mapping of int to sequence of int
        Movies for each user, none twice; what they have not rated yet they rate last, with 3.5.
    """
    known = set(zip(train["user_id"], train["movie_id"], strict=True))
    new = [(user, movie) for user, own in seen.items() for movie in own if (user, movie) not in known]
    more = pd.DataFrame(new, columns=["user_id", "movie_id"]).astype(train.dtypes[["user_id", "movie_id"]])
    more = more.assign(rating=3.5, timestamp=int(train["timestamp"].max()))
    return pd.concat([train, more], ignore_index=True)


def ndcg_by_user(lists: Mapping[int, Sequence[int]], held_out: Mapping[int, Sequence[int]], n: int = 10) -> np.ndarray:
    """nDCG@n of each user's list, in the order of `held_out`; 0 for a user without a list.

    Parameters
    ----------
    lists : mapping of int to sequence of int
        Movie ids for each user, the best first.
    held_out : mapping of int to sequence of int
        What each user turned to, one movie at least.
    n : int
        Places that count.
    """
    wanted = Wanted(np.array([*held_out]), [np.asarray(own) for own in held_out.values()])
    return hits_of([list(lists.get(user, ()))[:n] for user in held_out], wanted, n)[1]


def standings(by_user: Mapping[str, np.ndarray], against: str) -> pd.DataFrame:
    """Recommenders side by side, with intervals, each compared with one of them.

    Parameters
    ----------
    by_user : mapping of str to ndarray
        A figure for each user, the same users in the same order for all.
    against : str
        The one that the others are compared with.

    Returns
    -------
    DataFrame
        One row a recommender, the best first: `mean`, and the 95 % interval of its difference to `against`, `from` and
        `to`, by bootstrap over users. The difference is taken user by user: how easy a user is to please drops out.
    """
    rows = {}
    for name, values in by_user.items():
        _, low, high = interval(values - by_user[against])
        rows[name] = {"mean": float(values.mean()), "from": low, "to": high}
    return pd.DataFrame(rows).T.sort_values("mean", ascending=False, kind="stable")
