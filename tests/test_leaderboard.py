"""The course's table: judged rightly, kept, taken up again after an interrupt, written the same twice."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from recsys_utils import recommenders as r
from recsys_utils.cli import register
from recsys_utils.leaderboard import cache, measures, protocol, running, writing
from recsys_utils.leaderboard.systems import System, all_systems, recipe
from recsys_utils.ranking import ndcg, recall
from recsys_utils.synthetic import synthetic_ratings
from tests.tree import ROOT

WORLD = synthetic_ratings(2_600, seed=2, n_users=50, n_movies=150)
SYSTEMS = (
    System("popular", "most rated (lab 01)", "01", lambda m: r.Popular(), "The chart."),
    System("biases", "biases (lab 05)", "05", lambda m: r.Biases(), "Biases."),
    System("items", "item neighbours (lab 02)", "02", lambda m: r.ItemNeighbours(k=5), "Neighbours."),
    System("mixed", "mixed hybrid (lab 07)", "07", lambda m: r.Mixed([r.Popular(), r.ContentTfidf(m)]), "In turn."),
    System("far", "from afar (reference)", "reference", lambda m: r.Popular(), "Not here.", ("no_such_package",)),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data set, a cache of its own, and a table of four quick systems and one that is not there."""
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(running, "all_systems", lambda: SYSTEMS)
    made = tmp_path / "tiny"
    made.mkdir()
    ratings = WORLD.ratings.rename(columns={"user_id": "userId", "movie_id": "movieId"})
    ratings.to_csv(made / "ratings.csv", index=False)
    movies = WORLD.movies.rename(columns={"movie_id": "movieId"})[["movieId", "title", "genres"]]
    movies.to_csv(made / "movies.csv", index=False)
    return tmp_path


@pytest.fixture
def measured(monkeypatch):
    """The keys of the systems that were really measured."""
    seen, real = [], running.measure

    def noted(system, *args):
        seen.append(system.key)
        return real(system, *args)

    monkeypatch.setattr(running, "measure", noted)
    return seen


def labs(folder, *arguments):
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, ["leaderboard", "--dataset", str(folder / "tiny"), *arguments])


def written(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def quality(text):
    return [
        {name: value for name, value in row.items() if name not in ("fit_seconds", "ms_per_list")}
        for row in csv.DictReader(io.StringIO(text))
    ]


def test_the_table_is_written_once_and_then_found_again(folder, measured):
    first = labs(folder, "--output", str(folder / "out"))
    assert first.exit_code == 0, first.output
    assert measured == ["popular", "biases", "items", "mixed"]
    files = written(folder)
    assert [*files] == ["cold_start.csv", "cold_start.svg", "leaderboard.csv", "leaderboard.md", "leaderboard.svg"]
    again = labs(folder, "--output", str(folder / "out"))
    assert again.exit_code == 0
    assert len(measured) == 4, "everything was kept"
    assert written(folder) == files
    assert labs(folder, "--check", "--output", str(folder / "out")).exit_code == 0


def test_measured_anew_the_qualities_are_the_same(folder, measured):
    for _ in range(2):
        assert labs(folder, "--force", "--output", str(folder / "out")).exit_code == 0
        files = written(folder)
        if len(measured) == 4:
            first = files
    assert len(measured) == 8
    assert quality(files["leaderboard.csv"].decode()) == quality(first["leaderboard.csv"].decode())
    assert files["cold_start.csv"] == first["cold_start.csv"]


def test_after_an_interrupt_it_goes_on_where_it_was(folder, measured, monkeypatch):
    counted = running.measure

    def interrupted(system, *args):
        if system.key == "items":
            raise KeyboardInterrupt
        return counted(system, *args)

    monkeypatch.setattr(running, "measure", interrupted)
    stopped = labs(folder, "--output", str(folder / "out"))
    assert stopped.exit_code == 130
    assert "2 of 5 results are kept; the same command goes on from there." in stopped.output
    assert not (folder / "out").exists(), "half a table is not written"
    monkeypatch.setattr(running, "measure", counted)
    assert labs(folder, "--output", str(folder / "out")).exit_code == 0
    assert measured == ["popular", "biases", "items", "mixed"]


def test_the_page_and_the_csv_say_the_same(folder):
    labs(folder, "--output", str(folder / "out"))
    files = written(folder)
    agree(files["leaderboard.md"].decode(), files["leaderboard.csv"].decode(), files["cold_start.csv"].decode())
    page = files["leaderboard.md"].decode()
    assert "from afar (reference): The package no_such_package is not installed: pip install" in page
    assert page.count("](leaderboard.svg)") == page.count("](cold_start.svg)") == 1
    assert "most rated" in files["leaderboard.svg"].decode()


def agree(page, table, cold):
    """Every number of the page stands in the csv files, and the other way round."""
    for row in csv.DictReader(io.StringIO(table)):
        if not row["recall"]:
            continue
        first = next(line for line in page.splitlines() if line.startswith(f"| {row['system']} |"))
        cells = [cell.strip() for cell in first.split("|")[2:-1]]
        assert cells[0].startswith(f"{float(row['recall']):.4f} ({float(row['recall_low']):.3f} to")
        assert cells[1].startswith(f"{float(row['ndcg']):.4f}")
        assert cells[2] == (f"{float(row['rmse']):.3f}" if row["rmse"] else "–")
        assert cells[3] == f"{float(row['coverage']):.1%}"
        assert cells[-2:] == [row["new_user"], row["new_movie"]]
    for row in csv.DictReader(io.StringIO(cold)):
        lines = [line for line in page.splitlines() if line.startswith(f"| {row['system']} |")]
        place = list(protocol.KNOWN).index(int(row["known"]))
        assert lines[1].split("|")[2 + place].strip() == f"{float(row['recall']):.3f}"


def test_the_written_page_and_the_lab_s_csv_say_the_same():
    lab = ROOT / "labs" / "07_hybrid"
    texts = [
        path.read_text("utf-8") for path in (ROOT / "docs/leaderboard.md", lab / writing.TABLE, lab / writing.COLD)
    ]
    agree(*texts)
    named = {row["system"] for row in csv.DictReader(io.StringIO(texts[1]))}
    assert named == {system.name for system in all_systems()}


@pytest.mark.parametrize("spoil", ["leaderboard.csv", "leaderboard.md", "cold_start.csv"])
def test_check_says_what_is_not_as_kept(folder, spoil):
    labs(folder, "--output", str(folder / "out"))
    path = folder / "out" / spoil
    path.write_text(path.read_text("utf-8").replace("0.", "1.", 1), "utf-8")
    said = labs(folder, "--check", "--output", str(folder / "out"))
    assert said.exit_code == 1
    assert f"{spoil} says something else than the kept results." in said.output


def test_check_says_what_is_not_kept_or_not_written(folder):
    said = labs(folder, "--check", "--output", str(folder / "out"))
    assert said.exit_code == 1
    assert "4 of 5 results are not kept for this code and data: most rated" in said.output
    assert labs(folder).exit_code == 0
    assert not (folder / "out").exists(), "another data set than ml-100k is printed, not written"
    said = labs(folder, "--check", "--output", str(folder / "out"))
    assert said.output.count("has not been") == 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--only", "oracle"], "There is no system 'oracle' in the table: choose among popular, biases"),
        (["--check"], "There is no written table to check here: name its folder with --output."),
        (["--check", "--only", "items"], "--check looks at the whole table: leave out --only."),
        (["--dataset", "ml-9"], "'ml-9' is neither an edition of MovieLens"),
    ],
)
def test_mistakes_end_in_one_sentence(folder, arguments, says):
    said = labs(folder, *arguments)
    assert said.exit_code == 2
    assert says in said.output
    assert said.output.startswith("labs: ")


def test_only_shows_and_keeps_but_does_not_write(folder, measured):
    said = labs(folder, "--only", "items", "--output", str(folder / "out"))
    assert said.exit_code == 0
    assert measured == ["items"]
    assert "Shown, but not written" in said.output
    assert not (folder / "out").exists()
    assert labs(folder).exit_code == 0
    assert measured == ["items", "popular", "biases", "mixed"]


def test_too_few_ratings_are_said(folder):
    path = folder / "tiny" / "ratings.csv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:8]) + "\n", "utf-8")
    said = labs(folder)
    assert said.exit_code == 2
    assert "No user has more than 10 ratings" in said.output


# ---- what a result is kept under


def test_another_rating_parameter_source_or_package_is_another_result(monkeypatch):
    data, system = cache.digest_of_data(WORLD.ratings, WORLD.movies), SYSTEMS[2]
    key = cache.key_of(system, data, WORLD.movies)
    assert key == cache.key_of(system, cache.digest_of_data(WORLD.ratings.copy(), WORLD.movies), WORLD.movies)
    changed = WORLD.ratings.copy()
    changed.loc[77, "rating"] += 1
    keys = {
        key,
        cache.key_of(system, cache.digest_of_data(changed, WORLD.movies), WORLD.movies),
        cache.key_of(System(*[*vars(system).values()][:3], lambda m: r.ItemNeighbours(k=6), ""), data, WORLD.movies),
    }
    real = cache._digest_of_source
    for module, changes in (("recommenders.neighbours", 1), ("splits", 1), ("two_tower", 0)):
        monkeypatch.setattr(cache, "_digest_of_source", lambda n, m=module: "new" if n.endswith(m) else real(n))
        before = len(keys)
        keys.add(cache.key_of(system, data, WORLD.movies))
        assert len(keys) == before + changes, module
    monkeypatch.setattr(cache, "_digest_of_source", real)
    monkeypatch.setattr(cache, "_version", lambda name: "99")
    assert cache.key_of(system, data, WORLD.movies) not in keys


def test_recipes_tell_parameters_and_parts():
    parts = [r.ItemNeighbours(k=7), r.Popular()]
    assert recipe(r.Weighted(parts, [1, 2])) != recipe(r.Weighted(parts, [1, 3]))
    assert "('k', 7)" in recipe(r.Mixed(parts))
    assert len({system.key for system in all_systems()}) == len({system.name for system in all_systems()}) == 15


def test_a_spoiled_result_is_measured_again(folder, measured):
    labs(folder)
    for path in cache.folder().iterdir():
        path.write_text(path.read_text("utf-8")[:40], "utf-8")
    assert labs(folder).exit_code == 0
    assert len(measured) == 8


# ---- judging


def test_hits_are_those_of_the_course_s_ranking():
    rng = np.random.default_rng(0)
    goals = [rng.permutation(30)[: rng.integers(1, 15)] for _ in range(40)]
    lists = [rng.permutation(30)[: rng.integers(0, 11)].tolist() for _ in range(40)]
    found, gains = measures.hits_of(lists, measures.Wanted(np.arange(40), goals))
    for row, (own, goal) in enumerate(zip(lists, goals, strict=True)):
        assert found[row] == pytest.approx(recall(own, goal.tolist(), 10) * len(goal) / min(10, len(goal)))
        assert gains[row] == pytest.approx(ndcg(own, goal.tolist(), 10))


def test_the_interval_is_the_bootstrap_s():
    values = np.random.default_rng(1).beta(1, 6, 300)
    mean, low, high = measures.interval(values)
    rng = np.random.default_rng(99)
    means = [values[rng.integers(0, 300, 300)].mean() for _ in range(2_000)]
    assert mean == pytest.approx(values.mean())
    np.testing.assert_allclose([low, high], np.quantile(means, [0.025, 0.975]), atol=0.002)
    assert measures.interval(values) == (mean, low, high)
    assert measures.interval(np.full(5, 0.25)) == (0.25, 0.25, 0.25)


def test_qualities_equal_a_plain_reckoning():
    ratings, movies = WORLD.ratings, WORLD.movies
    catalogue = measures.Catalogue.of(ratings, movies)
    ids = catalogue.items
    lists = [ids[[3, 8, 11]].tolist(), ids[[8]].tolist(), []]
    found = catalogue.qualities(lists)
    genres = {m: set(g.split("|")) - {""} for m, g in zip(movies["movie_id"], movies["genres"], strict=True)}
    raters = ratings.groupby("movie_id").size()

    def cosine(a, b):
        return len(genres[a] & genres[b]) / max(np.sqrt(len(genres[a]) * len(genres[b])), 1)

    a, b, c = lists[0]
    assert found["coverage"] == pytest.approx(3 / len(ids))
    assert found["diversity"] == pytest.approx(1 - (cosine(a, b) + cosine(a, c) + cosine(b, c)) / 3)
    bits = -np.log2(raters / 50)
    assert found["novelty"] == pytest.approx((np.mean([bits[a], bits[b], bits[c]]) + bits[b]) / 2)


def test_newcomers_are_strangers_whose_later_ratings_are_held_out():
    newcomers = protocol.Newcomers.of(WORLD.ratings, WORLD.movies)
    users = newcomers.wanted.users
    assert len(users) == 10
    assert not set(users) & set(newcomers.train["user_id"])
    for user, goal in zip(users, newcomers.wanted.movies, strict=True):
        own = (
            WORLD.ratings[WORLD.ratings["user_id"] == user].sort_values(["timestamp", "movie_id"])["movie_id"].tolist()
        )
        assert len(own) >= 30
        assert goal.tolist() == own[20:]
        for count in protocol.KNOWN:
            known = newcomers.known_by(count)
            assert known.loc[known["user_id"] == user, "movie_id"].tolist() == own[:count]
    rows = protocol.cold_start(r.Popular().fit(newcomers.train), newcomers)
    assert [row["known"] for row in rows] == [0, 1, 3, 5, 10, 20]
    nothing = protocol.cold_start(r.ItemNeighbours().fit(newcomers.train), newcomers, [0])
    assert nothing[0]["recall"] == 0


def test_the_figures_draw_what_a_table_holds(folder):
    from recsys_utils.plots.leaderboard import plot_cold_start, plot_leaderboard

    labs(folder, "--output", str(folder / "out"))
    table, cold = (pd.read_csv(folder / "out" / name, dtype={"lab": str}) for name in (writing.TABLE, writing.COLD))
    names = [label.get_text() for label in plot_leaderboard(table).axes[0].get_yticklabels()]
    assert names == table.dropna(subset=["recall"])["system"].tolist()[::-1]
    figure = plot_cold_start(cold)
    assert {text.get_text() for text in figure.axes[0].get_legend().get_texts()} == set(cold["system"])
    assert len(plot_cold_start(cold, ["biases (lab 05)"]).axes[0].get_legend().get_texts()) == 2
    with pytest.raises(ValueError, match="there is no system 'oracle'"):
        plot_cold_start(cold, ["oracle"])
    assert not re.search(r"<dc:date>", (folder / "out" / "leaderboard.svg").read_text("utf-8"))
