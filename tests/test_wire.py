"""What crosses between grader and kernel comes back the same, and nothing but plain data can come back."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from grader.wire import wire
from grader.wire.wire import Limits, WireError

EXACT = (
    type(None),
    bool,
    int,
    float,
    str,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
    np.ndarray,
    np.datetime64,
    np.timedelta64,
)
TABLES = (pd.Series, pd.DataFrame, pd.Index, pd.RangeIndex, pd.MultiIndex, pd.DatetimeIndex, pd.TimedeltaIndex)
SPARSE = (sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=20)
keys = st.recursive(scalars, lambda inner: st.tuples(inner, inner), max_leaves=3)
dtypes = (
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="?")
    | hnp.unsigned_integer_dtypes()
    | hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | hnp.unicode_string_dtypes(max_len=5)
    | hnp.byte_string_dtypes(max_len=5)
    | hnp.datetime64_dtypes()
    | hnp.timedelta64_dtypes()
)
arrays = dtypes.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
)
plain = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(keys, max_size=4)
        | st.frozensets(keys, max_size=4)
    ),
    max_leaves=12,
)


def there_and_back(value):
    return wire.loads(wire.dumps(value))


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (
            a.dtype.newbyteorder("=") == b.dtype.newbyteorder("=")
            and a.shape == b.shape
            and a.tolist().__repr__() == b.tolist().__repr__()
        )
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a.items(), b.items(), strict=True))
    if isinstance(a, (set, frozenset)):
        return sorted(map(repr, a)) == sorted(map(repr, b))
    return a == b or (a != a and b != b)


@given(plain)
def test_plain_data_come_back_the_same(value):
    back = there_and_back(value)
    assert same(back, value)
    assert wire.dumps(back) == wire.dumps(value), (
        "what came back crosses as the same text: `leaves_arguments` rests on it"
    )


json_trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*"ltdszibanop", "", "<f8", "<U2", "frame"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(st.sampled_from([*"ltdszibanop"]), inner).map(list)
        | st.tuples(
            st.just("a"),
            st.sampled_from(["<f8", "|b1", "<U1", "|S3", "<M8[ns]", "|O"]),
            inner,
            st.text("AQ=/", max_size=12),
        ).map(list)
        | st.tuples(st.just("o"), st.lists(st.integers(-1, 3), max_size=2), inner).map(list)
        | st.tuples(st.just("p"), st.sampled_from(["frame", "series", "index", "column", "sparse", "x"]), inner).map(
            list
        )
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=15,
)


@given(json_trees)
def test_a_hostile_tree_gives_plain_data_or_a_wire_error(tree):
    for read in (lambda: wire.decode(tree), lambda: wire.loads(json.dumps(tree))):
        try:
            _assert_exact(read())
        except WireError as error:
            assert str(error)


@given(st.data())
def test_a_damaged_message_gives_plain_data_or_a_wire_error(data):
    frame = pd.DataFrame({"a": [1, 2], "s": ["x", None], "i": pd.array([1, None], dtype="Int64")}, index=["p", "q"])
    text = wire.dumps([frame, sparse.csr_array(np.eye(3)), frame.set_index(["a", "s"]), np.arange(3), {1: (2, {3})}])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.sampled_from([*'0129-[],"lA=', ""])) + text[at + data.draw(st.integers(0, 3)) :]
    try:
        _assert_exact(wire.loads(text))
    except WireError as error:
        assert str(error)


@given(st.text() | st.binary() | st.none())
def test_any_other_text_is_a_wire_error(text):
    try:
        _assert_exact(wire.loads(text))
    except WireError as error:
        assert str(error)


def _assert_exact(value):
    assert type(value) in EXACT + TABLES + SPARSE or type(value).__module__.startswith("pandas.")
    for inner in (
        value.items() if type(value) is dict else value if type(value) in (list, tuple, set, frozenset) else ()
    ):
        _assert_exact(inner)


class LiarFloat(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    __hash__ = float.__hash__


class LiarArray(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True


class LiarList(list):
    def __iter__(self):
        return iter([1, 2, 3])


class LiarDict(dict):
    def items(self):
        return [("a", 1)]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (LiarFloat(3), float, 3.0),
        (type("I", (int,), {"__int__": lambda self: 9})(4), int, 4),
        (type("S", (str,), {"__str__": lambda self: "right"})("wrong"), str, "wrong"),
        (LiarList([7]), list, [7]),
        (LiarDict(b=2), dict, {"b": 2}),
        (np.zeros(2).view(LiarArray), np.ndarray, [0, 0]),
        (np.ma.array([1, 2], mask=[0, 1]), np.ndarray, [1, 2]),
        (np.float32(0.5), float, 0.5),
        (np.float64(0.5), float, 0.5),
        (np.longdouble(0.5), float, 0.5),
        (np.int8(3), int, 3),
        (np.bool_(True), bool, True),
        (np.str_("x"), str, "x"),
        (np.array(["a", None], dtype=object), np.ndarray, ["a", None]),
        (np.array([""]), np.ndarray, [""]),
        (np.array([], dtype="U"), np.ndarray, []),
        (range(3), list, [0, 1, 2]),
        ({1: 2}.keys(), list, [1]),
        (pd.NA, type(None), None),
        (pd.Timestamp("2020-01-02"), np.datetime64, np.datetime64("2020-01-02")),
        (np.timedelta64(3, "s"), np.timedelta64, np.timedelta64(3, "s")),
        (np.timedelta64(3), np.timedelta64, np.timedelta64(3)),
        (pd.Timedelta(3, "s"), np.timedelta64, np.timedelta64(3, "s")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_are_reduced_to_what_they_are(value, kind, expected):
    back = there_and_back(value)
    assert type(back) is kind
    assert (back.tolist() if kind is np.ndarray else back) == expected


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1j, "type complex"),
        (np.array([1j]), "dtype complex128"),
        (np.array([{}, []], dtype=object), "array of objects"),
        (np.zeros(1, dtype=[("a", int)]), "dtype"),
        (object(), "type object"),
        ((i for i in [1]), "only once; return a list"),
        (map(str, [1]), "only once; return a list"),
        (len, "brackets"),
        (pd.Series(pd.to_datetime(["2020"]).tz_localize("UTC")), "dtype datetime64"),
        (pd.cut(pd.Series([1, 2]), 2), "dtype interval"),
        (10**2000, "more than 1,200 digits"),
    ],
)
def test_what_cannot_cross_is_refused_with_a_phrase(value, says):
    with pytest.raises(WireError, match=says):
        wire.dumps(value)


def test_a_value_that_holds_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(WireError, match="contain itself"):
        wire.dumps(loop)


FRAMES = {
    "dtypes": pd.DataFrame(
        {
            "int": [1, 2],
            "small": np.array([1, 2], "int8"),
            "float": [1.5, np.nan],
            "text": ["x", None],
            "flag": [True, False],
            "when": pd.to_datetime(["2020-01-01", None]),
            "took": pd.to_timedelta([1, None], unit="s"),
            "Int64": pd.array([1, None], dtype="Int64"),
            "UInt8": pd.array([1, None], dtype="UInt8"),
            "Float32": pd.array([1.5, None], dtype="Float32"),
            "boolean": pd.array([True, None], dtype="boolean"),
        },
        index=pd.Index(["p", "q"], name="key"),
    ),
    "mixed objects": pd.DataFrame({"o": pd.Series([1, "a", None], dtype=object)}),
    "numbers as columns": pd.DataFrame(np.arange(6).reshape(2, 3)),
    "same name twice": pd.DataFrame([[1, 2.0]], columns=["a", "a"]),
    "levels": pd.DataFrame({"a": [1, 1], "b": ["x", "y"], "c": [0.5, 1]}).set_index(["a", "b"]),
    "levels of columns": pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)], names=["u", None])
    ),
    "no columns": pd.DataFrame(index=[1, 2]),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="int64"), "b": pd.Series([], dtype="str")}),
    "odd range": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(10, 30, 10, name="r")),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_come_back_the_same(name):
    frame = FRAMES[name]
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame, check_freq=False)
    assert type(back.index) is type(frame.index)
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        pd.testing.assert_series_equal(there_and_back(column), column, check_freq=False)


def test_categories_become_their_values():
    frame = pd.DataFrame({"c": pd.Categorical(["u", "v", None]), "n": pd.Categorical([1, 2, 1])})
    back = there_and_back(frame)
    assert back["c"].dtype == "str" and back["c"].tolist()[:2] == ["u", "v"] and back["c"].isna()[2]
    assert back["n"].tolist() == [1, 2, 1]


@pytest.mark.parametrize("kind", SPARSE)
def test_sparse_matrices_come_back_the_same(kind):
    matrix = kind(np.array([[0, 1.5], [0, 0], [2, 0]]))
    back = there_and_back(matrix)
    assert type(back) is kind and (back != matrix).nnz == 0
    assert type(there_and_back(sparse.coo_array(matrix))) is sparse.csr_array


def test_arrays_that_arrive_can_be_written_to():
    back = there_and_back(np.arange(3))
    back[0] = 5
    assert back.tolist() == [5, 1, 2]


@pytest.mark.parametrize(
    "tree",
    [
        ["a", "<f8", [2**39, 2**39], ""],
        ["a", "<f8", [10**9], "AAAA"],
        ["a", "<U9999999", [1000], ""],
        ["a", "|O", [1], "AAAAAAAAAAA="],
        ["o", [10**9], ["l", []]],
        ["p", "index", ["l", ["range", ["l", [0, 10**15, 1]], ["l", [None]]]]],
        ["p", "sparse", ["l", ["csc", "array", ["l", [2, 10**12]], *[["a", "<i4", [1], "AAAAAA=="]] * 3]]],
    ],
    ids=["shape", "length", "strings", "objects", "object shape", "range", "sparse"],
)
def test_a_bomb_does_not_allocate(tree):
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            wire.decode(tree)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


LONG = pd.RangeIndex(2_000_000)


@pytest.mark.parametrize(
    "value",
    [[LONG] * 3, {"a": LONG, "b": [pd.DataFrame(index=LONG)] * 2}, pd.RangeIndex(9_000_000)],
    ids=["many", "tables without columns", "one"],
)
def test_ranges_are_only_so_long_together(value):
    text = wire.dumps(value)
    assert len(text) < 1000
    with pytest.raises(WireError, match="more than 5,000,000 rows together"):
        wire.loads(text)
    assert len(there_and_back([LONG, LONG])) == 2, "each message anew"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 900, "agreed form"),
        ("[" * 40_000, "one by one"),
        ('["l",[' * 40 + "1" + "]]" * 40, "levels deep"),
        ('["l",[' + "0," * 400 + "0]]", "one by one"),
        ('"' + "x" * 2000 + '"', "characters"),
        (" " * 60_000, "MB of data"),
        ('["a","|b1",[1],"/w=="]', "bools"),
        ('["a","<U1",[1],"/////w=="]', "strings"),
        ('["p","sparse",["l",["csr","array",["l",[1,1]],["a","<f8",[1],"AAAAAAAAAAA="],["a","<i4",[1],"CQAAAA=="],["a","<i4",[2],"AAAAAAEAAAA="]]]]', "fit together"),
    ],
)  # fmt: skip
def test_limits_of_what_may_arrive(text, says):
    with pytest.raises(WireError, match=says):
        wire.loads(text, Limits(text=50_000, items=300, string=1000))


def test_keys_made_to_collide_are_refused():
    colliding = [2**61 * k + k - k for k in range(1, 5000)]
    clash = [k * (2**61 - 1) for k in range(1, 5000)]
    assert len(set(map(hash, clash))) == 1
    with pytest.raises(WireError, match="collide"):
        wire.decode(["s", [k if k < 2**63 else ["i", hex(k)] for k in clash]])
    assert len(there_and_back(dict.fromkeys(range(5000)))) == 5000
    assert len(there_and_back(set(colliding))) == len(colliding)


def test_tens_of_megabytes_cross():
    array = np.random.default_rng(0).normal(size=4_000_000)
    assert np.array_equal(there_and_back(array), array)
    with pytest.raises(WireError, match="more than 64 MB"):
        wire.dumps(np.zeros(20_000_000))


def test_nesting_without_end_is_refused():
    with pytest.raises(WireError, match="agreed form"):
        wire.loads("[" * 1_000_000 + "]" * 1_000_000)
