"""Files that are wrong: one sentence with file and line, whatever is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys_utils.data import load_imdb, load_movielens, load_movies_metadata
from recsys_utils.errors import DataError

pytest_plugins = ["tests.data_fixtures"]

CSV_HEADER = "userId,movieId,rating,timestamp\n"
CSV_MOVIES = "movieId,title,genres\n1,Heat (1995),Crime\n2,Ran (1985),Drama\n"
ITEM = "{}|Heat (1995)|01-Jan-1995||http://x|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
USERS = "1|24|M|technician|85711\n"

GOOD: dict[str, dict[str, str]] = {
    "csv": {"ratings.csv": CSV_HEADER + "1,1,4.0,10\n1,2,3.5,11\n2,1,5.0,12\n", "movies.csv": CSV_MOVIES},
    "tab": {
        "u.data": "1\t1\t4\t10\n1\t2\t3\t11\n2\t1\t5\t12\n",
        "u.item": ITEM.format(1) + ITEM.format(2),
        "u.user": USERS,
    },
    "dat": {
        "ratings.dat": "1::1::4::10\n1::2::3::11\n2::1::5::12\n",
        "movies.dat": "1::Heat (1995)::Crime\n2::Ran (1985)::Drama\n",
        "users.dat": "1::F::1::10::48067\n",
    },
}


def load(folder: Path, layout: str, **changed: str) -> str:
    """Write a good folder with some files changed, load it, and return the message of what it was refused for."""
    files = GOOD[layout] | {name.replace("__", "."): data for name, data in changed.items()}
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_text(data, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_movielens(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder) in message
    return message


@pytest.mark.parametrize("layout", GOOD)
def test_the_good_folders_are_good(layout: str, tmp_path: Path) -> None:
    for name, data in GOOD[layout].items():
        (tmp_path / name).write_text(data, encoding="utf-8")
    ml = load_movielens(tmp_path)
    assert (len(ml.ratings), len(ml.movies)) == (3, 2)


@pytest.mark.parametrize("layout", GOOD)
def test_each_file_missing_or_empty(layout: str, tmp_path: Path) -> None:
    for name in GOOD[layout]:
        if name == "users.dat":
            continue  # without it the folder is another edition's
        assert f"{name} is empty" in load(tmp_path, layout, **{name.replace(".", "__"): ""})
        assert f"{name} is empty" in load(tmp_path, layout, **{name.replace(".", "__"): "\n\n"})
        for written, data in GOOD[layout].items():
            (tmp_path / written).write_text(data, encoding="utf-8")
        (tmp_path / name).unlink()
        with pytest.raises(DataError, match=rf"{name} is missing in|holds none of u.data, ratings.dat, ratings.csv"):
            load_movielens(tmp_path)


def test_a_csv_without_its_columns(tmp_path: Path) -> None:
    message = load(tmp_path, "csv", ratings__csv="user,movieId,rating,time\n1,1,4.0,10\n")
    assert "ratings.csv has no column userId and no column timestamp" in message
    assert "it names user, movieId, rating, time" in message
    message = load(tmp_path, "csv", movies__csv="movieId,name\n1,Heat\n")
    assert "movies.csv has no column title and no column genres" in message
    assert "has a header and no rows" in load(tmp_path, "csv", ratings__csv=CSV_HEADER)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2,1,5.5,12", "the rating is 5.5, and this edition's ratings run from 0.5 to 5 in half stars"),
        ("2,1,0,12", "the rating is 0,"),
        ("2,1,4.2,12", "the rating is 4.2,"),
        ("2,1,-1,12", "the rating is -1,"),
        ("2,1,nan,12", "rating is 'nan', not a number"),
        ("2,1,inf,12", "the rating is inf,"),
        ("2,1,,12", "rating is '', not a number"),
        ("2,1,good,12", "rating is 'good', not a number"),
        ("x2,1,4.0,12", "user_id is 'x2', not a whole number"),
        ("2,1.5,4.0,12", "movie_id is '1.5', not a whole number"),
        ("2,1,4.0,yesterday", "timestamp is 'yesterday', not a whole number"),
        ("2,1", "rating is '', not a number"),
        ("2,1,4.0,12,13,14", "too many values"),
    ],
)
def test_an_impossible_value_names_file_and_line(row: str, says: str, tmp_path: Path) -> None:
    message = load(tmp_path, "csv", ratings__csv=CSV_HEADER + f"1,1,4.0,10\n\n1,2,3.5,11\n{row}\n3,1,4.0,13\n")
    assert f"ratings.csv, line 5: {says}" in message


@pytest.mark.filterwarnings("default")
def test_too_many_values_from_the_first_line_on(tmp_path: Path) -> None:
    rows = "1\t1\t4\t10\t0\n1\t2\t3\t11\t0\n"
    assert "u.data, line 1: too many values" in load(tmp_path / "tab", "tab", u__data=rows)
    rows = CSV_HEADER + "1,1,4.0,10,0\n1,2,3.5,11,0\n"
    assert "ratings.csv, line 2: too many values" in load(tmp_path / "csv", "csv", ratings__csv=rows)


@pytest.mark.parametrize("layout", ["tab", "dat"])
@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2 1 3.5 12", "the rating is 3.5, and this edition's ratings run from 1 to 5 in whole stars"),
        ("2 1 0 12", "the rating is 0,"),
        ("2 1 6 12", "the rating is 6,"),
        ("2 1 nan 12", "rating is 'nan', not a number"),
        ("2 1 ? 12", "rating is '?', not a number"),
        ("2 1 4 12 13", "too many values"),
        ("2 1", "rating is '', not a number"),
    ],
)
def test_an_impossible_value_in_the_older_layouts(layout: str, row: str, says: str, tmp_path: Path) -> None:
    name = {"tab": "u__data", "dat": "ratings__dat"}[layout]
    good = GOOD[layout][name.replace("__", ".")]
    bad = row.replace(" ", {"tab": "\t", "dat": "::"}[layout])
    message = load(tmp_path, layout, **{name: good.rsplit("\n", 2)[0] + "\n" + bad + "\n"})
    assert f"{name.replace('__', '.')}, line 3: {says}" in message


@pytest.mark.parametrize(
    ("layout", "name", "rows"),
    [
        ("csv", "ratings__csv", CSV_HEADER + "1,2,3.5,11\n2,1,5.0,12\n1,2,4.0,13\n"),
        ("tab", "u__data", "3\t3\t3\t1\n\n1\t2\t3\t11\n1\t2\t4\t13\n"),
        ("dat", "ratings__dat", "3::3::3::1\n1::2::3::11\n2::1::5::12\n1::2::4::13\n"),
    ],
)
def test_a_movie_rated_twice_by_one_user_names_both_lines(layout: str, name: str, rows: str, tmp_path: Path) -> None:
    lines = {"csv": "lines 2 and 4", "tab": "lines 3 and 4", "dat": "lines 2 and 4"}[layout]
    assert f"{lines}: user 1 rates movie 2 twice" in load(tmp_path, layout, **{name: rows})


def test_bad_movies_and_users(tmp_path: Path) -> None:
    assert "movies.csv, line 3: movie 1 is there twice" in load(
        tmp_path, "csv", movies__csv="movieId,title,genres\n1,Heat,Crime\n1,Ran,Drama\n"
    )
    assert "movies.csv, line 3: the movie's id is 'x', not a whole number" in load(
        tmp_path, "csv", movies__csv="movieId,title,genres\n1,Heat,Crime\nx,Ran,Drama\n"
    )


def test_bad_movies_and_users_of_the_older_layouts(tmp_path: Path) -> None:
    assert "movies.dat, line 2: not of the form id::title::genres" in load(
        tmp_path, "dat", movies__dat="1::Heat::Crime\n2::Ran\n"
    )
    assert "users.dat, line 1: the occupation is not one of 0 to 20" in load(
        tmp_path, "dat", users__dat="1::F::1::21::48067\n"
    )
    assert "users.dat, line 1: age is 'old', not a whole number" in load(
        tmp_path, "dat", users__dat="1::F::old::2::48067\n"
    )


def test_u_item_without_its_genre_columns(tmp_path: Path) -> None:
    assert "u.item does not have 19 columns of 0 and 1" in load(tmp_path, "tab", u__item="1|Heat (1995)|||\n")


def test_a_table_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "movies.csv"
    path.write_text("movieId,title,genres\n1,Heat,Crime\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"movies.csv has no column year and no column rating"):
        load_imdb(path)
    with pytest.raises(DataError, match=r"movies.csv has no column id and no column release_date"):
        load_movies_metadata(path)
    with pytest.raises(DataError, match=r"movies_metadata.csv is missing in"):
        load_movies_metadata(tmp_path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"movies.csv is empty"):
        load_imdb(path)
    with pytest.raises(DataError, match=r"movies.csv is empty"):
        load_movies_metadata(path)


def test_a_notebook_shows_the_message_alone() -> None:
    error = DataError("one\ntwo")
    assert error._render_traceback_() == ["one", "two"]
    from IPython.testing.globalipapp import start_ipython

    shell = start_ipython()
    from IPython.utils.capture import capture_output

    with capture_output() as shown:
        shell.run_cell("from recsys_utils.data import load_movielens\nload_movielens('no such folder')")
    assert "'no such folder' is neither an edition" in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr
