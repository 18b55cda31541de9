"""Lab 00 on other editions than its own, and its reader on the real files of MovieLens 1M."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from recsys_utils.data import load_movielens
from recsys_utils.data.layouts import read_double_colon
from recsys_utils.double_colon import movies_as_dat, ratings_as_dat
from tests.lab_cells import solutions
from tests.lab_runs import notebook_of, printed, run, told

MOVIES = {"movie_id": "int64", "title": "str", "genres": "str"}
RATINGS = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}
USERS = {"user_id": "int64", "gender": "str", "age": "int64", "occupation": "int64", "zip_code": "str"}


def printed_on(dataset: str) -> str:
    """What the solved lab prints with another data set."""
    notebook = notebook_of("00_data")
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    cell.source = f"DATASET = {dataset!r}"
    run(notebook, "00_data")
    assert told(notebook, "stderr") == ""
    return printed(notebook)


def write_ratings(path: Path, movie_ids: list[int], users: int = 60) -> int:
    """Write a `ratings.dat` of drawn ratings of these movies; return how many."""
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, len(movie_ids) + 1)
    lines = []
    for user in range(1, users + 1):
        for movie in rng.choice(movie_ids, int(rng.integers(20, 41)), replace=False, p=weight / weight.sum()):
            lines.append(f"{user}::{movie}::{rng.integers(1, 6)}::{978_300_000 + rng.integers(10**7)}\n")
    path.write_text("".join(lines), encoding="latin-1")
    return len(lines)


@pytest.fixture
def one_m(tmp_path: Path, recsys_data: Path) -> Path:
    """The real movies and users of MovieLens 1M with drawn ratings: the real ones may not be handed on."""
    folder = tmp_path / "ml-1m-drawn"
    folder.mkdir()
    for name in ("movies.dat", "users.dat"):
        shutil.copy(recsys_data / "ml-1m" / name, folder)
    ids = [int(line.split(b"::")[0]) for line in (folder / "movies.dat").read_bytes().splitlines()]
    write_ratings(folder / "ratings.dat", ids)
    return folder


def test_lab_runs_on_ml_latest_small(recsys_data: Path) -> None:
    out = printed_on("ml-latest-small")
    assert out.count("All tests passed!") == 6
    assert "100,836 lines, 100,836 ratings, 0 lines left out" in out
    assert "0.9830 of the matrix is empty" in out
    assert "tells nothing about its users" in out
    # the other order of the guesses, of which section 9 speaks
    assert "the user's mean: honest 1.0216" in out
    assert "the movie's mean: honest 1.0360" in out
    assert "the user's mean in the movie's genres: honest 1.0036" in out


def test_lab_runs_on_a_folder_as_ml_1m_writes_it(one_m: Path) -> None:
    out = printed_on(str(one_m))
    assert out.count("All tests passed!") == 6
    assert "3,883 lines, 3,883 movies, 0 lines left out" in out
    assert "movies without a year: 0; years from 1919 to 2000" in out


def test_lab_runs_on_a_small_folder_in_csv(tmp_path: Path) -> None:
    """Needs no data set: movies and ratings made here, a title in letters that Latin-1 does not have."""
    folder = tmp_path / "mine"
    folder.mkdir()
    rng = np.random.default_rng(1)
    genres = ["Drama", "Comedy|Drama", "Action", "Comedy", "Sci-Fi|Action"]
    titles = [f'"Film, number {i} ({1950 + i})"' for i in range(1, 40)] + ["東京物語 (1953)"]
    rows = [f"{i},{title},{genres[i % 5]}\n" for i, title in enumerate(titles, 1)]
    (folder / "movies.csv").write_text("movieId,title,genres\n" + "".join(rows), encoding="utf-8")
    rows = [
        f"{user},{movie},{rng.integers(1, 11) / 2},{10**9 + rng.integers(10**7)}\n"
        for user in range(1, 31)
        for movie in rng.choice(np.arange(1, 41), int(rng.integers(15, 25)), replace=False)
    ]
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "".join(rows), encoding="utf-8")
    out = printed_on(str(folder))
    assert out.count("All tests passed!") == 6
    assert "40 lines, 40 movies, 0 lines left out" in out


# ---- the lab's own reader against the course's, on real files and on damaged ones


def test_reader_agrees_with_the_loader_on_the_real_layout(one_m: Path) -> None:
    parse = solutions("00_data")["parse_double_colon"]
    ratings, movies, users = read_double_colon(one_m)
    tables = {}
    for name, columns in (("movies", MOVIES), ("ratings", RATINGS), ("users", USERS)):
        with (one_m / f"{name}.dat").open("rb") as stream:
            lines = list(stream)
        tables[name] = parse(lines, columns)
        assert len(tables[name]) == len(lines)
    pd.testing.assert_frame_equal(tables["movies"], movies[list(MOVIES)])
    pd.testing.assert_frame_equal(tables["ratings"], ratings)
    assert tables["users"]["zip_code"].tolist() == users["zip_code"].tolist()
    split = solutions("00_data")["split_title_year"]
    assert [split(title)[1] for title in movies["title"]] == movies["year"].tolist()
    accents = movies.loc[movies["title"].str.contains("Misérables"), "title"]
    assert split(accents.iloc[0]) == ("Misérables, Les", 1995)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["unix", "windows"])
def test_reader_on_a_damaged_copy_loses_the_bad_lines_only(one_m: Path, end: bytes) -> None:
    parse = solutions("00_data")["parse_double_colon"]
    lines = [line.rstrip() + end for line in (one_m / "movies.dat").read_bytes().split(b"\n") if line]
    good = parse(lines, MOVIES)
    bad = [end, b"5000" + end, b"5001::No Genres Field (1990)" + end, b"::No Id (1990)::Drama" + end]
    damaged = [*lines[:100], *bad, *lines[100:], b"5002::A::Title::Apart (1990)::Drama"]
    read = parse(damaged, MOVIES)
    assert read.iloc[-1].tolist() == [5002, "A::Title::Apart (1990)", "Drama"]
    pd.testing.assert_frame_equal(read.iloc[:-1], good)


# ---- the helper that writes an edition as MovieLens 1M does


def test_written_and_read_again(tmp_path: Path) -> None:
    movies = pd.DataFrame({"movie_id": [3, 1], "title": ["Été (1999)", "東京"], "genres": ["Drama|War", ""]})
    assert movies_as_dat(movies) == ["3::Été (1999)::Drama|War\n".encode("latin-1"), b"1::??::\n"]
    ratings = pd.DataFrame({"user_id": [2, 1], "movie_id": [1, 3], "rating": [3.5, 4.0], "timestamp": [7, 9]})
    assert ratings_as_dat(ratings) == [b"1::3::4::9\n", b"2::1::3.5::7\n"]


def test_lines_of_ml_1m_are_written_byte_for_byte(one_m: Path) -> None:
    ml = load_movielens(one_m)
    assert b"".join(movies_as_dat(ml.movies)) == (one_m / "movies.dat").read_bytes()
    assert b"".join(ratings_as_dat(ml.ratings)) == (one_m / "ratings.dat").read_bytes()
