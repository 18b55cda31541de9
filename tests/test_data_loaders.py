"""The loaders: every edition to the same tables, with the known numbers."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from recsys_utils.data import (
    load_imdb,
    load_movielens,
    load_movielens_split,
    load_movies_metadata,
    registry,
)
from recsys_utils.data.check import sha256
from recsys_utils.data.editions import EDITIONS
from recsys_utils.errors import DataError

pytest_plugins = ["tests.data_fixtures"]

RATING_TYPES = {"user_id": "int64", "movie_id": "int64", "rating": "float64", "timestamp": "int64"}
MOVIE_TYPES = {"movie_id": "int64", "title": "str", "year": "Int64", "genres": "str"}
USER_TYPES = {"user_id": "int64", "age": "int64", "gender": "str", "occupation": "str", "zip_code": "str"}
DAT_MOVIES = (
    "1::Toy Story (1995)::Animation|Children's|Comedy\n"
    "2::Odd :: Title::more (1996)::Drama\n"
    "3::Misérables, Les (1995)::Drama|Musical\n"
)


def types_of(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(kind) for name, kind in frame.dtypes.items()}


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files into a folder; ``ratings__dat`` is ratings.dat."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return folder


@pytest.mark.parametrize(
    ("name", "users", "movies", "mean"),
    [
        ("ml-100k", 943, 1682, 3.52986),
        ("ml-latest-small", 610, 9742, 3.501557),
        ("ml-latest-small-2016", 671, 9125, 3.543608),
    ],
)
def test_an_edition_has_the_published_numbers_and_the_common_types(
    name: str, users: int, movies: int, mean: float, recsys_data: Path
) -> None:
    ml = load_movielens(name)
    assert ml.name == name
    assert len(ml.ratings) == registry[name].rows
    assert ml.ratings["user_id"].nunique() == users
    assert len(ml.movies) == movies
    assert ml.ratings["rating"].mean() == pytest.approx(mean, abs=1e-6)
    assert types_of(ml.ratings) == RATING_TYPES
    assert types_of(ml.movies) == MOVIE_TYPES
    assert ml.ratings["movie_id"].isin(ml.movies["movie_id"]).all()
    assert not ml.movies["genres"].isin(["unknown", "(no genres listed)"]).any()
    if name == "ml-100k":
        assert types_of(ml.users) == USER_TYPES
        assert len(ml.users) == users
    else:
        assert ml.users is None


def test_ml_100k_in_detail(recsys_data: Path) -> None:
    ml = load_movielens("ml-100k")
    assert ml.ratings.iloc[0].tolist() == [196, 242, 3.0, 881250949]
    titles = ml.movies.set_index("movie_id")["title"]
    assert titles[543] == "Misérables, Les (1995)"
    assert titles[1633] == "Á köldum klaka (Cold Fever) (1994)"
    assert titles[267] == "unknown"
    years = ml.movies.set_index("movie_id")["year"]
    assert years[1] == 1995
    assert years[1412] == 1995, "a video release: ... (1995) (V)"
    assert years[years.isna()].index.tolist() == [267]
    assert ml.movies.set_index("movie_id")["genres"][1] == "Animation|Children's|Comedy"
    assert ml.users.iloc[0].tolist() == [1, 24, "M", "technician", "85711"]


def test_ml_100k_loads_in_under_half_a_second(recsys_data: Path) -> None:
    load_movielens("ml-100k")  # hashes the files, once in a process
    start = time.perf_counter()
    load_movielens("ml-100k")
    assert time.perf_counter() - start < 0.5


def test_the_published_splits_come_with_the_originals(recsys_data: Path) -> None:
    train, test = load_movielens_split("ua")
    assert (len(train), len(test)) == (90_570, 9_430)
    assert test.groupby("user_id").size().eq(10).all()
    assert types_of(train) == RATING_TYPES
    with pytest.raises(DataError, match="There is no split 'u9' of ml-100k"):
        load_movielens_split("u9")


def test_the_registry_describes_the_real_files(recsys_data: Path) -> None:
    looked_at = 0
    for dataset in EDITIONS:
        for file in dataset.files:
            path = recsys_data / dataset.name / file.name
            if path.is_file():
                looked_at += 1
                assert path.stat().st_size == file.size, path
                assert sha256(path) == file.sha256, path
    assert looked_at >= 17 + 2 + 4 + 4


def test_ml_1m_movies_and_users_with_ratings_of_ones_own(recsys_data: Path, tmp_path: Path) -> None:
    for name in ("movies.dat", "users.dat"):
        (tmp_path / name).write_bytes((recsys_data / "ml-1m" / name).read_bytes())
    write(tmp_path, ratings__dat="1::1193::5::978300760\n6040::73::1::956704746\n")
    ml = load_movielens(tmp_path)
    assert len(ml.movies) == 3883
    titles = ml.movies.set_index("movie_id")["title"]
    assert titles[73] == "Misérables, Les (1995)"
    assert titles[649] == "Cold Fever (Á köldum klaka) (1994)"
    assert ml.movies["year"].notna().all()
    assert len(ml.users) == 6040
    assert types_of(ml.users) == USER_TYPES
    assert ml.users.iloc[0].tolist() == [1, 1, "F", "K-12 student", "48067"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_double_colon_files_keep_a_stray_delimiter_and_accents(encoding: str, tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        ratings__dat="1::1::4.5::10\n1::2::0.5::11\n2::3::5::12\n",
        movies__dat=DAT_MOVIES.encode(encoding),
    )
    ml = load_movielens(folder)
    assert ml.movies["title"].tolist() == [
        "Toy Story (1995)",
        "Odd :: Title::more (1996)",
        "Misérables, Les (1995)",
    ]
    assert ml.movies["genres"].tolist() == ["Animation|Children's|Comedy", "Drama", "Drama|Musical"]
    assert ml.ratings["rating"].tolist() == [4.5, 0.5, 5.0]
    assert ml.users is None, "ML-10M is written so, and tells nothing about users"
    assert types_of(ml.movies) == MOVIE_TYPES


def test_titles_of_csv_editions(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "mine",
        ratings__csv="userId,movieId,rating,timestamp\n1,1,4.0,10\n",
        movies__csv="movieId,title,genres\n"
        '1,"American President, The (1995)",Comedy\n'
        "2,NA,(no genres listed)\n"
        "3,Death Note (2006–2007),Drama\n"
        "4, Seven (a.k.a. Se7en) (1995) ,Thriller\n"
        "5,2001: A Space Odyssey (1968),Sci-Fi\n"
        "6,Fawlty Towers (1975-),Comedy\n"
        "7,Nineteen (1984) Eighty-Four (1956) (TV),Sci-Fi\n",
    )
    ml = load_movielens(folder)
    assert ml.name == "mine"
    assert ml.movies["title"].tolist()[:4] == [
        "American President, The (1995)",
        "NA",
        "Death Note (2006–2007)",
        "Seven (a.k.a. Se7en) (1995)",
    ]
    assert ml.movies["year"].tolist() == [1995, pd.NA, 2006, 1995, 1968, 1975, 1956]
    assert ml.movies["genres"].tolist()[1] == ""


def test_a_folder_inside_ones_own_data_goes_by_its_name(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path / "club",
        ratings__csv="userId,movieId,rating,timestamp\n1,1,4.0,10\n",
        movies__csv="movieId,title,genres\n1,Heat (1995),Crime\n",
    )
    monkeypatch.setenv("RECSYS_DATA", str(tmp_path))
    ml = load_movielens("club")
    assert repr(ml) == "MovieLens('club': 1 ratings of 1 movies by 1 users)"
    with pytest.raises(DataError, match=r"'clubs' is neither an edition of MovieLens .*ml-100k.* nor a folder"):
        load_movielens("clubs")


IMDB_HEADER = (
    '"","title","year","rating","votes","Action","Animation","Comedy","Drama","Documentary","Romance","Short"\n'
)


def test_imdb_table(tmp_path: Path) -> None:
    path = tmp_path / "movies.csv"
    rows = '"1","$, The ""best""",1971,6.4,348,0,0,1,1,0,0,0\n"2","NA",1939,6,20,0,0,0,0,0,0,0\n'
    path.write_text(IMDB_HEADER + rows, encoding="utf-8")
    frame = load_imdb(path)
    assert types_of(frame) == {"title": "str", "year": "int64", "rating": "float64", "votes": "int64", "genres": "str"}
    assert frame.to_numpy().tolist() == [['$, The "best"', 1971, 6.4, 348, "Comedy|Drama"], ["NA", 1939, 6.0, 20, ""]]
    path.write_text(IMDB_HEADER + rows.replace(",6.4,", ",11.4,"), encoding="utf-8")
    with pytest.raises(DataError, match=r"movies.csv, line 2: a rating of 11.4 with 348 votes is impossible"):
        load_imdb(tmp_path)


# As in the published file: a record torn in two by a line break, so that the second half stands in the wrong columns.
METADATA = """adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,release_date,title,vote_average,vote_count
False,,30000000,"[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]",,862,tt0114709,1995-10-30,Toy Story,7.7,5415
False,,0,"[{'id': 18, 'name': 'Drama'}]",,82663,tt0113002,1985-01-01
 - Written by Ørnås,0.065736,/ff9q.jpg,"[{'name': 'Carousel Productions', 'id': 11176}]",x,1997-08-20,0,1,,,
False,,0,[],,42,tt0000042,,Sátántangó,8.0,0
"""


def test_the_movies_dataset_with_its_torn_records(tmp_path: Path) -> None:
    (tmp_path / "movies_metadata.csv").write_text(METADATA, encoding="utf-8")
    frame = load_movies_metadata(tmp_path)
    assert types_of(frame) == {
        "id": "int64",
        "title": "str",
        "year": "Int64",
        "rating": "float64",
        "votes": "int64",
        "genres": "str",
    }
    assert frame.astype(object).to_numpy().tolist() == [
        [862, "Toy Story", 1995, 7.7, 5415, "Animation|Comedy"],
        [42, "Sátántangó", pd.NA, 8.0, 0, ""],
    ]


def test_genres_are_read_as_data_and_never_run(tmp_path: Path) -> None:
    path = tmp_path / "movies_metadata.csv"
    harmful = f"[{{'name': open('{tmp_path / 'ran'}', 'w')}}]"
    path.write_text(METADATA.replace("[{'id': 18, 'name': 'Drama'}]", "[]").replace("[],,42", f'"{harmful}",,42'))
    with pytest.raises(DataError, match="genres cell that is not a list of names"):
        load_movies_metadata(path)
    assert not (tmp_path / "ran").exists()


def test_the_real_movies_dataset_where_it_is_there(recsys_data: Path) -> None:
    if not (recsys_data / "the-movies-dataset" / "movies_metadata.csv").is_file():
        pytest.skip("only where The Movies Dataset is present: its download asks for a login")
    frame = load_movies_metadata()
    assert len(frame) == 45_460
    assert frame["rating"].mean() == pytest.approx(5.618207215133889, rel=1e-14)
    assert frame["votes"].quantile(0.90) == 160.0
    assert (frame["votes"] >= 160).sum() == 4_555
