"""Measures the candidate network of lab 06 beside simple methods, and how long serving takes.

    python -m benchmarks.youtube

Everything is judged on each user's last movie, against all movies the user has not watched. The network is trained three
times from other random weights; a longer run of a larger network follows. How long to train and how many movies to read is
looked at on each user's last movie but one, three times too. All of it takes ten minutes. The tables go into
docs/benchmarks.md between their markers. The approximate index needs the package usearch; without it the rows are left out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.page import measured, part_of
from recsys_utils import candidates  # before TensorFlow: keeps it quiet

PART = part_of("benchmarks/youtube.py", "## Candidates for the next movie")
SEEDS = (1, 2, 3)
MANY = 50_000  # movies, for a look at what an index is for
K = 10


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result."""
    began = time.perf_counter()
    result = run()
    return time.perf_counter() - began, result


class Split:
    """ML-100K without each user's last movie, judged on it; for validation the same again with what is left."""

    def __init__(self, validation: bool = False) -> None:
        from recsys_utils.candidates_baselines import who_watched
        from recsys_utils.data import load_movielens
        from recsys_utils.splits import hold_out_last

        self.ml = load_movielens("ml-100k")
        self.known, test = hold_out_last(self.ml.ratings)
        if validation:
            self.known, test = hold_out_last(self.known)
        self.users, self.wanted = test["user_id"].to_numpy(), test["movie_id"].to_numpy()
        self.movies = int(self.ml.movies["movie_id"].max())
        self.hidden = who_watched(self.known, self.users, self.movies) > 0
        self.hidden[:, 0] = True

    def judged(self, scores: Any) -> tuple[float, float]:
        """Recall@10 and nDCG@10 of a table of scores."""
        from recsys_utils.ranking import judge_places, places_of_held_out

        found = judge_places(places_of_held_out(scores, self.hidden, self.wanted), K)
        return found["recall"], found["ndcg"]


def row(name: str, measures: tuple[float, float], seconds: float) -> str:
    """One line of the table, printed as it comes."""
    line = f"| {name} | {measures[0]:.4f} | {measures[1]:.4f} | {seconds:.1f} |"
    print(line, file=sys.stderr, flush=True)
    return line


def simple_rows(split: Split) -> list[str]:
    """The methods without a network."""
    from recsys_utils.candidates_baselines import PENALTY, neighbour_weights, who_watched
    from recsys_utils.candidates_training import MAX_HISTORY
    from recsys_utils.ease import ease_weights

    whole = who_watched(split.known, split.users, split.movies)
    recent = who_watched(split.known, split.users, split.movies, MAX_HISTORY)
    seconds, counts = timed(lambda: whole.sum(axis=0))
    rows = [row("most watched", split.judged([counts] * len(whole)), seconds)]
    for name, learn in (
        ("item neighbours (20)", lambda: neighbour_weights(split.known, split.movies)),
        (f"EASE (penalty {PENALTY:.0f})", lambda: ease_weights(whole, PENALTY)),
    ):
        seconds, weights = timed(learn)
        rows += [row(f"{name}, whole past", split.judged(whole @ weights), seconds)]
        rows += [row(f"{name}, last {MAX_HISTORY}", split.judged(recent @ weights), seconds)]
    return rows


class Networks:
    """Candidate networks for a split, and what they read."""

    def __init__(self, split: Split, history: int | None = None) -> None:
        from recsys_utils.candidates_training import MAX_HISTORY
        from tests.lab_cells import solutions

        history = history or MAX_HISTORY
        self.split, self.lab = split, solutions("06_youtube")
        self.genres = candidates.number_genres(split.ml.movies)
        examples = self.lab["training_examples"](split.known, history)
        self.labels, pad = examples["label"], self.lab["pad_histories"]
        self.inputs = candidates.network_inputs(examples, self.genres, history, pad)
        latest = candidates.latest_histories(split.known, history)
        self.now = candidates.network_inputs(latest, self.genres, history, pad)

    def train(self, seed: int, size: int = 1, **how: Any) -> tuple[Any, float, list[float]]:
        """A trained network, the seconds it took, and the loss after each epoch."""
        import keras

        from recsys_utils.candidates_training import DIMS, UNITS, train

        keras.utils.set_random_seed(seed)
        units = [size * n for n in UNITS]
        model = self.lab["build_candidate_model"](self.split.movies, len(self.genres.names) - 1, size * DIMS, units)
        seconds, losses = timed(lambda: train(model, self.inputs, self.labels, **how))
        return model, seconds, losses

    def judged(self, model: Any) -> tuple[float, float]:
        """Recall@10 and nDCG@10."""
        from recsys_utils.candidates_training import probabilities_of

        return self.split.judged(probabilities_of(model, self.now))


def network_rows(networks: Networks) -> tuple[list[str], Any]:
    """The network, several times, and the longer run; and the first one trained."""
    from recsys_utils.candidates_training import LONG

    rows, first = [], None
    for seed in SEEDS:
        model, seconds, _ = networks.train(seed)
        first = first or model
        rows.append(row(f"candidate network, seed {seed}", networks.judged(model), seconds))
    model, seconds, _ = networks.train(1, size=2, **LONG)
    name = f"twice the size, {LONG['epochs']} epochs of batch {LONG['batch_size']}"
    return [*rows, row(name, networks.judged(model), seconds)], first


def validation_rows(split: Split) -> list[str]:
    """Recall on the last movie but one: other numbers of epochs, and of the newest movies that are read."""
    from recsys_utils.candidates_training import EPOCHS, LONG, MAX_HISTORY

    ways = [(MAX_HISTORY, 1, {"epochs": epochs}) for epochs in (3, EPOCHS, 8, 10)]
    ways += [(MAX_HISTORY, 2, LONG), *((history, 1, {"epochs": EPOCHS}) for history in (5, 20))]
    rows, ready = [], {}
    for history, size, how in ways:
        if history not in ready:
            ready[history] = Networks(split, history)
        networks = ready[history]
        losses, recalls = [], []
        for seed in SEEDS:
            model, _, loss = networks.train(seed, size, **how)
            losses.append(loss[-1])
            recalls.append(networks.judged(model)[0])
        name = "as in the lab" if size == 1 else "twice that"
        shown = f"{min(recalls):.3f} to {max(recalls):.3f}"
        rows.append(f"| {how['epochs']} | {history} | {name} | {sum(losses) / len(losses):.2f} | {shown} |")
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def serving_rows(model: Any, now: list) -> list[str]:
    """Milliseconds for a list of ten, exact and by an index, for the real movies and for many."""
    import numpy as np

    from recsys_utils.serving import (
        exact_top_k,
        index_recall,
        index_top_k,
        item_index,
        last_layer_vectors,
        milliseconds,
        with_one,
    )

    user_model, movies = last_layer_vectors(model)
    users = with_one(user_model.predict(now, verbose=0))
    thousand = np.resize(users, (1000, users.shape[1]))
    rng = np.random.default_rng(0)
    copies = movies[rng.integers(len(movies), size=MANY)]
    many = (copies + rng.normal(0, 0.3 * movies.std(), copies.shape)).astype(np.float32)
    vector = milliseconds(lambda: user_model([part[:1] for part in now]))
    rows = [f"| history to user vector, by the network | | {vector:.2f} | | |"]
    for vectors in (movies, many):
        exact = exact_top_k(thousand, vectors, K)
        one, all_ = (milliseconds(lambda u=u, v=vectors: exact_top_k(u, v, K)) for u in (thousand[:1], thousand))
        rows.append(f"| exact | {len(vectors):,} | {one:.2f} | {all_:.1f} | 1.000 |")
        index = item_index(vectors)
        if index is not None:
            one, all_ = (milliseconds(lambda u=u, i=index: index_top_k(i, u, K)) for u in (thousand[:1], thousand))
            recall = index_recall(index_top_k(index, thousand, K), exact)
            rows.append(f"| index (usearch) | {len(vectors):,} | {one:.2f} | {all_:.1f} | {recall:.3f} |")
    print("\n".join(rows), file=sys.stderr)
    return rows


def main() -> None:
    """Measure everything, write the page."""
    split = Split()
    simple = simple_rows(split)
    networks = Networks(split)
    trained, model = network_rows(networks)
    served = serving_rows(model, networks.now)
    validated = validation_rows(Split(validation=True))
    text = "\n".join(
        [
            f"ML-100K, each user's last movie held out, {len(split.users)} users, ranked against all movies they have not watched.",
            measured("python -m benchmarks.youtube", "two cores that others used as well"),
            "",
            "| method | recall@10 | nDCG@10 | training (s) |",
            "|:--|--:|--:|--:|",
            *simple,
            *trained,
            "",
            "With 943 users the 95 % interval of a recall of 0.13 reaches from 0.11 to 0.15.",
            "",
            f"The same judged on each user's last movie but one, three starts each (seeds {', '.join(map(str, SEEDS))}):",
            "",
            "| epochs | movies of history | size | loss at the end, mean | recall@10 |",
            "|--:|--:|:--|--:|:--|",
            *validated,
            "",
            f"Lists of {K} from a user's vector of 65 numbers, the best of five; the {MANY:,} movies are noisy copies of the real ones.",
            "",
            "| way | movies | one user (ms) | 1,000 users (ms) | recall of the exact ten |",
            "|:--|--:|--:|--:|--:|",
            *served,
        ]
    )
    PART.write(text)


if __name__ == "__main__":
    main()
