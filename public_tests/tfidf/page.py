"""Check of the list that a customer sees: the table, and what is printed."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from public_tests._check import Check, kind, shown

PLACE = "an id is not a position, nor a label of the index: product 30 is in row 0 here, under the index 7"


def _shop() -> tuple[pd.DataFrame, np.ndarray]:
    """Eight products whose ids are neither their positions nor their index; some are equally similar to the first."""
    names = ["Wren tent", "Sand pegs", "Otter jacket with a hood", "Whistle", "Tin mug", "Rope", "Mat", "Cup"]
    shop = pd.DataFrame(
        {"id": [30, 2, 11, 0, 5, 17, 40, 9], "name": names, "description": [f"{name} - a text" for name in names]},
        index=[7, 0, 2, 3, 12, 20, 21, 30],
    )
    rows = [[0.6, 0.8, 0], [0, 1, 0], [0.96, 0, 0.28], [0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 0], [0, 0, 1]]
    return shop, np.array(rows, dtype=float)


def _answer(check: Check, *args: Any, when: str = PLACE) -> tuple[pd.DataFrame, str]:
    """The table that came back, and what was printed."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        got = check.call(*args, when=when)
    return check.frame(got, ["id", "name", "score"]), said.getvalue()


def _table_is(check: Check, table: pd.DataFrame, ids: list, scores: list[float], why: str) -> None:
    """Expect these products with these scores."""
    check.same(table["id"], ids, why)
    values = np.asarray(table["score"], dtype=float)
    if not np.isfinite(values).all():
        check.fail(
            "scores are missing (NaN): pandas lines up a column by its index; `np.asarray(scores)` makes an array of it first."
        )
    check.close(values, scores, "the cosine similarities, in the order of the products.")


def test_recommend(target: Callable) -> None:
    """Check `recommend`: ids and not positions, the table, what it prints, ids as text, an unknown id, the default."""
    check = Check("recommend", target, ["item_id", "num", "catalogue=None", "vectors=None"])
    shop, rows = _shop()
    table, text = _answer(check, 30, 2, shop, rows)
    if 30 in list(table["id"]):
        check.fail("product 30 is in its own list: `similar_items` leaves an item out, is it given the right position?")
    if len(table) != 2:
        check.fail(f"expected num = 2 rows, got {len(table)}.")
    if table["id"].isna().any():
        check.fail(
            "rows are empty: positions were taken for labels of the index, which is another thing; `catalogue.iloc[positions]` takes rows by position."
        )
    why = (
        "products 2 (score 0.8) and 11 (0.576) are the most like product 30, which is in row 0: "
        "an id is neither a position nor a label of the index. And does `similar_items` pass its check?"
    )
    _table_is(check, table, [2, 11], [0.8, 0.576], why)
    check.same(table["name"], ["Sand pegs", "Otter jacket with a hood"], "the names that belong to these ids.")
    check.unchanged()
    _lines(check, text, shop, "Wren tent", table)
    why = "for product 2, which is in row 1: its id is neither its position nor its index. Does `similar_items` pass its check?"
    table, _ = _answer(check, 2, 1, shop, rows)
    _table_is(check, table, [30], [0.8], why)
    table, text = _answer(check, 30, 7, shop, rows)
    if len(table) != 7:
        check.fail(f"expected num = 7 rows, got {len(table)}.")
    order = [2, 11, 0, 5, 17, 40, 9]
    _table_is(
        check, table, order, [0.8, 0.576, 0, 0, 0, 0, 0], "the order of `similar_items`, also among equal scores."
    )
    _lines(check, text, shop, "Wren tent", table)
    lettered = shop.assign(id=["A-17", "2", "B", "30", "C", "0", "D", "E"])
    table, _ = _answer(check, "A-17", 1, lettered, rows)
    _table_is(check, table, ["2"], [0.8], "an id may be a text, such as A-17.")
    _unknown(check, shop, rows)
    _default(check, shop, rows)
    check.passed()


def _lines(check: Check, text: str, shop: pd.DataFrame, itself: str, table: pd.DataFrame) -> None:
    """Expect one printed line a product, best first, with its whole name and its score."""
    rule = "it must also print a line for each product of the list, with its whole name and its score"
    if not text.strip():
        check.fail(f"{rule}; it printed nothing.")
    listed: list[tuple[str, str]] = []
    for line in text.splitlines():
        names = [name for name in shop["name"] if name in line]
        if names and re.search(r"\d\.\d", line):
            listed.append((names[0], line))
    found, wanted = [name for name, _ in listed], list(table["name"])
    if itself in found:
        check.fail(f"a line with a score is printed for {itself}, the product on the page: only the others are listed.")
    if found == wanted[::-1]:
        check.fail("the lines are printed in reverse: the most similar product comes first.")
    if found != wanted:
        check.fail(f"{rule}, best first: expected lines for {', '.join(wanted)}; it printed {shown(text)}.")
    for (name, line), score in zip(listed, table["score"], strict=True):
        # two decimals, rounded or cut off
        if not any(abs(float(number) - score) < 0.01 for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", line)):
            check.fail(
                f"the line of {name} must hold its score {score:.3f} to two decimals or more, got {shown(line)}."
            )


def _unknown(check: Check, shop: pd.DataFrame, rows: np.ndarray) -> None:
    """Expect a ValueError that names the id."""
    with contextlib.redirect_stdout(io.StringIO()):
        got, error = check.attempt(3, 2, shop, rows)
    if isinstance(error, ValueError):
        if "3" not in str(error):
            check.fail(f"the error for the unknown id 3 must name the id; it says {shown(str(error))}.")
        return
    said = kind(got) if error is None else f"{type(error).__name__}: {error}".split("\n")[0]
    check.fail(f"no product has the id 3 (it is a position): expected a ValueError that names the id, got {said}.")


def _default(check: Check, shop: pd.DataFrame, rows: np.ndarray) -> None:
    """Expect the notebook's own catalogue where none is passed; for the moment another one stands there."""
    names = getattr(check.target, "__globals__", None)
    if names is None:
        return  # not a plain function: its notebook cannot be reached from here
    with _instead(names, products=shop, product_vectors=rows):
        when = "called without a catalogue it must take `products` and `product_vectors`, as its first two lines do"
        table, _ = _answer(check, 30, 2, when=when)
    if list(table["id"]) != [2, 11]:
        check.fail(
            "called without a catalogue it must take `products` and `product_vectors`, as its first two lines do: put them back."
        )


@contextlib.contextmanager
def _instead(names: dict[str, Any], **other: Any) -> Iterator[None]:
    """These names with other values, and afterwards as they were."""
    before = {name: names[name] for name in other if name in names}
    names.update(other)
    try:
        yield
    finally:
        for name in other:
            del names[name]
        names.update(before)
