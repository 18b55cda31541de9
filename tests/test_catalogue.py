"""Loading a product catalogue: any csv with `id` and `description`, and one sentence for any other."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from recsys_utils.catalogue import load_catalogue
from recsys_utils.errors import DataError

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT / "labs" / "03_tfidf"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "shop.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_name_and_description_are_taken_from_the_text(tmp_path):
    text = 'colour,id,description\nred,7,"Wren - a tent, for two - or one"\n\nblue,3,Whistle\n'
    shop = load_catalogue(written(tmp_path, text))
    assert shop.to_dict("list") == {
        "id": [7, 3],
        "name": ["Wren", "Whistle"],
        "description": ["Wren - a tent, for two - or one", "Whistle"],
    }
    assert shop["id"].dtype == "int64"
    assert list(shop.index) == [0, 1]


def test_web_page_marks_are_taken_out_and_lines_joined(tmp_path):
    shop = load_catalogue(written(tmp_path, 'id,description\n1,"Mat - <b>soft</b><br>thick &amp; warm\r\n 5 < 6 cm"\n'))
    assert shop["description"][0] == "Mat - soft thick & warm 5 < 6 cm"


@pytest.mark.parametrize("ids", [["007", "12"], ["a", "b"], ["1", "x"], ["1.0", "2.0"]])
def test_ids_that_are_no_plain_whole_numbers_stay_text(tmp_path, ids):
    shop = load_catalogue(written(tmp_path, "id,description\n" + "".join(f"{i},Mat\n" for i in ids)))
    assert shop["id"].tolist() == ids


def test_a_long_text_without_a_name_lends_its_beginning(tmp_path):
    (name,) = load_catalogue(written(tmp_path, "id,description\n1," + "word " * 40 + "\n"))["name"]
    assert name.startswith("word word") and name.endswith(" …") and len(name) <= 62


def test_byte_order_mark_and_windows_lines_are_fine(tmp_path):
    shop = load_catalogue(written(tmp_path, "\ufeffid,description\r\n1,Käse pot\r\n"))
    assert shop["name"].tolist() == ["Käse pot"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("id,description\n", "has a header and no products"),
        ("id,text\n1,Mat\n", "has no column description"),
        ("number;description\n1;Mat\n", "has no column id"),
        ("id,description\n1,Mat\n2,Pot\n1,Cup\n", "line 4: id 1 was used in line 2 already"),
        ('id,description\n1,"Mat\nthick"\n1,Cup\n', "line 4: id 1 was used in line 2"),
        ("id,description\n,Mat\n", "line 2: the product has no id"),
        ("id,description\n1,Mat\n2,\n", "line 3: product 2 has no description"),
        ("id,description\n1, - \n", "line 2: product 1 has no description"),
        ("id,description\n1,<br>\n", "line 2: product 1 has no description"),
        ("id,description\n1,Mat, thick\n", "line 2: expected 2 values, found 3"),
        ("id,description\n1\n", "line 2: expected 2 values, found 1"),
        ('id,description\n1,"Mat\n', "correct the line"),
        ("id,description\n1,Käse pot\n".encode("latin-1"), "is not UTF-8 text (byte 18): save it as UTF-8"),
        ("id,description\n1,Mat\n".encode("utf-16"), "is not UTF-8 text (byte 0)"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path, content, says):
    path = written(tmp_path, content)
    with pytest.raises(DataError) as error:
        load_catalogue(path)
    said = str(error.value)
    assert says in said
    assert str(path) in said or path.name in said
    assert "\n" not in said and said.endswith(".")


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(DataError, match=re.escape("nowhere.csv is missing in")):
        load_catalogue(tmp_path / "nowhere.csv")


def test_the_lab_s_catalogue_is_what_the_course_promises():
    shop = load_catalogue(LAB / "catalogue.csv")
    assert len(shop) >= 240
    assert (shop["name"] != shop["description"]).all(), "every description begins `Name - …`"
    assert shop["name"].is_unique
    kinds = pd.read_csv(LAB / "categories.csv")
    assert kinds["id"].tolist() == shop["id"].tolist()
    counts = kinds["category"].value_counts()
    assert 10 <= len(counts) <= 16 and counts.min() >= 10
    lengths = shop["description"].str.partition(" - ")[2].str.split().str.len()
    assert ((lengths >= 40) & (lengths <= 90)).mean() > 0.9, "40 to 90 words, but for the unusual entries"
    assert (lengths == 1).sum() >= 3, "one-word entries, which the lab discusses"


def test_the_lab_s_catalogue_is_plain_csv():
    with (LAB / "catalogue.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    assert rows[0] == ["id", "description"]
    assert all(len(row) == 2 for row in rows)


def test_the_retail_sample_loads_too(recsys_data):
    path = recsys_data / "retail" / "sample-data.csv"
    if not path.is_file():
        pytest.skip("only where the original data sets are present: no retail/sample-data.csv")
    shop = load_catalogue(path)
    assert len(shop) == 500
    assert shop["id"].dtype == "int64"
    assert shop["name"][0] == "Active classic boxers"
    assert not shop["description"].str.contains(r"</?\w+>", regex=True).any()
