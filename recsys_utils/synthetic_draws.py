"""How many movies each invented person rates, which ones (no movie twice), and when."""

from __future__ import annotations

import numpy as np

FEWEST, LARGEST_SHARE = 20, 0.45  # movies a user rates: at least, and at most of all movies, as in ML-100K
START, YEARS = 883_612_800, 3  # 1 January 1998, and how long people keep joining
SESSION = 25  # ratings of a session, on average


def activity(rng: np.random.Generator, n_ratings: int, n_users: int, n_movies: int) -> np.ndarray:
    """How many movies everybody rates: lognormal, within bounds, together just `n_ratings`."""
    most = int(LARGEST_SHARE * n_movies)
    fewest = min(FEWEST, max(1, n_ratings // (2 * n_users)), most)
    eager = np.exp(rng.normal(0, 1.1, n_users))
    low, high = 0.0, float(most)  # the scale at which they add up to what is wanted, by halving
    for _ in range(60):
        scale = (low + high) / 2
        total = np.clip(fewest + scale * eager, fewest, most).astype(np.int64).sum()
        low, high = (scale, high) if total < n_ratings else (low, scale)
    counts = np.clip(fewest + low * eager, fewest, most).astype(np.int64)
    missing = n_ratings - int(counts.sum())
    while missing:
        free = np.flatnonzero(counts < most if missing > 0 else counts > fewest)
        chosen = rng.permutation(free)[: abs(missing)]
        counts[chosen] += np.sign(missing)
        missing = n_ratings - int(counts.sum())
    return counts


def distinct_draws(
    rng: np.random.Generator, counts: np.ndarray, mixture: np.ndarray, sources: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Who rates what, by user, each user's movies in the order in which they were drawn.

    Everybody draws as many as are missing, with replacement; what was drawn before is dropped, and the rest draws again.
    So the first movies are the likelier ones. The few who would have to draw very often get their last movies at once.
    """
    n_movies = sources.shape[1]
    pick_source = (
        np.cumsum(mixture, axis=1) / mixture.sum(axis=1, keepdims=True) + np.arange(len(mixture))[:, None]
    ).ravel()
    pick_movie = (sources + np.arange(len(sources))[:, None]).ravel()
    missing, had, drawn = counts.copy(), np.zeros(0, dtype=np.int64), []
    for _ in range(8):
        user = np.repeat(np.arange(len(counts)), missing)
        source = np.searchsorted(pick_source, user + rng.random(len(user)), side="right") - user * mixture.shape[1]
        source = np.minimum(source, mixture.shape[1] - 1)
        movie = np.searchsorted(pick_movie, source + rng.random(len(user)), side="right") - source * n_movies
        key = user * np.int64(n_movies) + np.minimum(movie, n_movies - 1)
        new, first = np.unique(key, return_index=True)
        if len(had):
            fresh = had[np.minimum(np.searchsorted(had, new), len(had) - 1)] != new
            new, first = new[fresh], first[fresh]
        drawn.append(key[np.sort(first)])
        had = np.sort(np.concatenate([had, new]), kind="stable")
        missing = missing - np.bincount(new // n_movies, minlength=len(counts))
        if missing.sum() < 0.002 * counts.sum():
            break
    drawn.append(_last_ones(rng, missing, had, mixture, sources))
    key = np.concatenate(drawn)
    key = key[np.argsort(key // n_movies, kind="stable")]
    return key // n_movies, key % n_movies


def _last_ones(
    rng: np.random.Generator, missing: np.ndarray, had: np.ndarray, mixture: np.ndarray, sources: np.ndarray
) -> np.ndarray:
    """For users who still miss movies, those with the largest log share plus Gumbel noise: draws without replacement."""
    n_movies = sources.shape[1]
    shares = np.diff(sources, axis=1, prepend=0.0)
    who, keys = np.flatnonzero(missing), []
    for start in range(0, len(who), 256):
        block = who[start : start + 256]
        appeal = np.log(mixture[block] @ shares + 1e-300) + rng.gumbel(size=(len(block), n_movies))
        for row, user in enumerate(block):
            a, b = np.searchsorted(had, [user * n_movies, (user + 1) * n_movies])
            appeal[row, had[a:b] - user * n_movies] = -np.inf
        order = np.argsort(-appeal, axis=1, kind="stable")
        chosen = np.arange(n_movies) < missing[block][:, None]
        keys.append((block[:, None] * np.int64(n_movies) + order)[chosen])
    return np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)


def times(rng: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """Seconds, rising for each user: sessions with seconds between their ratings, and days between sessions."""
    n = int(counts.sum())
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    gaps = np.floor(rng.exponential(20.0, n) * (rng.random(n) < 0.6))  # of MovieLens' gaps about half are 0
    new_session = rng.random(n) < 1 / SESSION
    gaps[new_session] = rng.exponential(12 * 86_400.0, int(new_session.sum()))
    gaps[first] = rng.random(len(counts)) * YEARS * 365 * 86_400
    total = np.cumsum(gaps)
    before = np.repeat(total[first] - gaps[first], counts)
    return (START + total - before).astype(np.int64)
