"""Oracles decide rightly, whatever comes back, and say why in words that give nothing away."""

from __future__ import annotations

import sys
import textwrap

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from grader.errors import UserError
from grader.oracle import InProcess, Mismatch, Oracle, OracleError, Unanswered, judge, load_oracles, oracle
from grader.wire import wire


def made(function, parts=None) -> Oracle:
    return Oracle("test_f", function, parts or {}, __file__, 1)


def verdict(function, namespace, parts=None, seed=1):
    return judge(made(function, parts), InProcess(namespace), seed)


def outcome(expectation: str, value, *args, **kwargs) -> str:
    """The message of one expectation about a value; empty if it is met."""
    return verdict(
        lambda student, rng: getattr(student.value("x"), expectation)(*args, "it", **kwargs), {"x": value}
    ).message


CLOSE = [
    # expected, what is accepted, what is refused with which words
    (
        [1.0, 2.0, 3.0],
        [[1, 2, 3], (1, 2, 3), np.array([1, 2, 3.0]), pd.Series([1, 2, 3], index=[9, 8, 7]), pd.DataFrame({"a": [1, 2, 3]}), pd.Index([1, 2, 3]), pd.array([1, 2, 3], dtype="Int64"), [1 + 1e-9, 2, 3], range(1, 4), np.array([1, 2, 3], object)],
        [
            (6.0, "expected an array of shape (3,), got a single number"),
            ([1, 2], "expected an array of shape (3,), got shape (2,)"),
            ([[1], [2], [3]], "got shape (3, 1)"),
            ([1, 2, 4], "it: wrong values"),
            ([3, 1, 2], "the right values in the wrong order"),
            ([1, 2, np.nan], "NaN or infinity"),
            ([1, 2, np.inf], "NaN or infinity"),
            (["1", "2", "3"], "expected numbers, got strings"),
            ([1, "2", 3], "expected numbers, got strings"),
            ([True, True, True], "expected numbers, got True and False"),
            ([1, None, 3], "expected numbers, got other values"),
            ([1, [2, 3], 3], "rows of different lengths"),
            ([1, 2, 10**900], "expected numbers, got other values"),
            (None, "got None"),
            ("123", "got a string"),
            ({1: 1}, "got a dict of 1 value"),
            (np.array(["2020"] * 3, "M8[D]"), "got dates"),
            (pd.DataFrame({"a": [1], "b": [2]}), "got shape (1, 2)"),
            (pd.array([1, None, 3], dtype="Int64"), "NaN or infinity"),
            ([{"a": 1}, 2, 3], "expected numbers, got other values"),
        ],
    ),
    (2.5, [2.5, np.float32(2.5), np.array(2.5), 2.5 + 1e-9], [([2.5], "expected a single number, got shape (1,)"), (True, "True and False"), (2, "wrong values"), ("2.5", "got a string")]),
    (np.eye(2), [np.eye(2), [[1, 0], [0, 1]], sparse.csr_array(np.eye(2)), sparse.coo_matrix(np.eye(2)), pd.DataFrame(np.eye(2))], [(sparse.csr_array((3, 10**9)), "a sparse matrix of shape (3, 1000000000)"), (np.eye(3), "got shape (3, 3)")]),
    (sparse.csr_array(np.eye(2)), [np.eye(2)], [(np.ones((2, 2)), "wrong values")]),
    ([1.0, np.nan], [[1, np.nan]], [([np.nan, 1], "NaN or infinity"), ([1, 0], "wrong values")]),
    ((np.ones(2), 3.0), [(np.ones(2), 3), [[1, 1], 3]], [((np.ones(2),), "expected 2 values, got 1"), (5, "expected 2 values, got a single number"), ((np.ones(3), 3), "shape (3,)")]),
    ({"a": 1.0, "b": 2.0}, [{"b": 2, "a": 1}], [({"a": 1}, "expected 2 keys, got 1"), ({"a": 1, "c": 2}, "wrong keys"), ([1, 2], "expected a dict"), ({"a": 1, "b": 3}, "wrong values")]),
    (np.array([True, False]), [[True, False], [1, 0]], [([False, True], "wrong order")]),
    (pd.Series([1, None], dtype="Int64"), [[1, np.nan]], [([1, 2], "wrong values")]),
    ([], [[], np.empty(0)], [([1], "shape (1,)")]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "accepted", "refused"), CLOSE, ids=[str(i) for i in range(len(CLOSE))])
def test_is_close(expected, accepted, refused):
    for value in accepted:
        assert outcome("is_close", value, expected) == "", value
    for value, says in refused:
        assert says in outcome("is_close", value, expected), value


EQUAL = [
    (3, [3, 3.0, np.int64(3), np.array(3)], [(4, "wrong values"), (True, "expected a single number"), ("3", "got a string"), ([3], "got a list of 1 value")]),
    ("B", ["B", np.str_("B")], [("b", "wrong values"), (None, "expected a string, got None"), (["B"], "got a list")]),
    (True, [True, np.bool_(True)], [(1, "expected True or False"), (False, "wrong values")]),
    (None, [None], [(0, "expected None, got a single number")]),
    (float("nan"), [np.nan], [(1.0, "wrong values")]),
    (["a", "b"], [["a", "b"], ("a", "b"), np.array(["a", "b"]), pd.Series(["a", "b"]), pd.Index(["a", "b"])], [(["b", "a"], "wrong order"), (["a"], "expected 2 values, got 1"), ("ab", "expected 2 values, got a string"), (["a", "c"], "wrong values"), ({"a", "b"}, "got a set of 2 values"), (["a", 1], "expected a string, got a single number")]),
    ([("x", 1), ("y", 2)], [[["x", 1], ["y", 2]]], [([("x", 1), ("y", 3)], "wrong values")]),
    ({1, 2}, [{1, 2}, frozenset([1, 2])], [([1, 2], "expected a set"), ({1}, "wrong values")]),
    ({"a": [1], "b": {"c": 2}}, [{"b": {"c": 2}, "a": (1,)}], [({"a": [1], "b": {"c": 3}}, "wrong values"), ({"a": [1], "b": 5}, "expected a dict")]),
    (np.array([[1, 2], [3, 4]]), [np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]], sparse.csr_array([[1, 2], [3, 4]])], [(np.array([[1, 2], [3, 5]]), "wrong values"), (np.ones((2, 3)), "shape")]),
    (np.array(["2020-01-01"], "M8[D]"), [np.array(["2020-01-01"], "M8[D]"), pd.Series(pd.to_datetime(["2020-01-01"]))], [(["2020-01-01"], "expected")]),
    (b"x", [b"x"], [("x", "expected bytes, got a string"), (b"y", "wrong values")]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "accepted", "refused"), EQUAL, ids=[str(i) for i in range(len(EQUAL))])
def test_equals(expected, accepted, refused):
    for value in accepted:
        assert outcome("equals", value, expected) == "", value
    for value, says in refused:
        assert says in outcome("equals", value, expected), value


def test_frame_is():
    right = pd.DataFrame({"title": ["a", "b"], "score": [1.0, 2.0], "year": pd.array([2000, None], dtype="Int64")})
    for same in (
        right,
        right.set_axis([5, 6]),
        right.assign(more=1),
        right[["year", "score", "title"]],
        right.assign(score=[1, 2]),
        right.assign(year=[2000, np.nan]),
        right.assign(title=pd.Categorical(["a", "b"])),
        right.assign(title=pd.Series(["a", "b"], dtype=object)),
    ):
        assert outcome("frame_is", same, right) == ""
    for other, says in (
        (right.iloc[::-1], "column `title`: the right values in the wrong order"),
        (right.drop(columns="score"), "column `score` is missing"),
        (right.head(1), "expected 2 rows, got 1"),
        (right.assign(score=["1", "2"]), "column `score`: expected numbers, got strings"),
        (right.assign(title=["a", None]), "column `title`: expected a string, got None"),
        (right.assign(year=[2000, 2001]), "column `year`: wrong values"),
        (pd.concat([right, right], axis=1), "more than one column"),
        (right["title"], "expected a DataFrame, got a Series of 2 values"),
        ({"title": ["a", "b"]}, "expected a DataFrame, got a dict"),
        ([1], "expected a DataFrame"),
    ):
        assert says in outcome("frame_is", other, right), other
    assert outcome("frame_is", right[["title"]], right, columns=["title"]) == ""
    assert "a column too many: `more`" in outcome("frame_is", right.assign(more=1), right, exact=True)
    assert "columns are in the wrong order" in outcome("frame_is", right[["year", "score", "title"]], right, exact=True)
    assert "index: wrong values" in outcome("frame_is", right.set_axis([5, 6]), right, index=True)
    assert outcome("frame_is", right.set_index("title")["score"], right.set_index("title")["score"], index=True) == ""
    levels = right.set_index(["title", "score"])
    assert outcome("frame_is", levels, levels, index=True) == ""


def test_shape_satisfies_and_raises():
    assert outcome("has_shape", np.ones((2, 3)), (2, 3)) == "" == outcome("has_shape", [1, 2], (2,))
    assert outcome("has_shape", np.ones(3), (2, 3)) == "it: expected shape (2, 3), got an array of shape (3,)"
    assert outcome("satisfies", [3, 4], lambda v: sum(v) == 7) == ""
    assert outcome("satisfies", [3, 5], lambda v: sum(v) == 7) == "it: wrong values"
    assert "expected another kind of value, got None" in outcome("satisfies", None, lambda v: sum(v) == 7)

    def refuses(student, rng):
        student.call("f", 1).raises(ValueError, "one is refused")

    def f(x):
        raise UnicodeError("no")

    assert verdict(refuses, {"f": f}).earned == 1
    assert verdict(refuses, {"f": lambda x: 3}).message == "one is refused: expected ValueError, got a single number"
    assert "raised ZeroDivisionError" in verdict(refuses, {"f": lambda x: 1 / 0}).message


def test_messages_never_hold_a_hidden_value():
    def check(student, rng):
        secret = rng.normal(size=50)
        student.call("f", 3).is_close(secret, "secrets")

    for answer in (np.zeros(50), np.zeros(3), "text", None, [None] * 50, {1: 2}, np.full(50, np.nan)):
        message = verdict(check, {"f": lambda x, answer=answer: answer}).message
        assert message.startswith("secrets: ") and not any(
            f"{v:.3f}"[:5] in message for v in np.random.default_rng(1).normal(size=50)
        )


@pytest.mark.parametrize(
    ("namespace", "says"),
    [
        ({}, "`f` is not defined"),
        ({"f": 3}, "`f` is a int, not a function"),
        ({"f": lambda a, b: 1}, "`f` raised TypeError"),
        ({"f": lambda a: input()}, "`f` raised EOFError"),
        ({"f": lambda a: sys.exit()}, "`f` raised SystemExit"),
        ({"f": lambda a: (i for i in a)}, "`f` returned a generator, which gives its values only once"),
        ({"f": lambda a: np.zeros(20_000_000)}, "`f` returned more than 64 MB of data"),
        ({"f": lambda a: lambda: 1}, "are the brackets of a call missing?"),
        ({"f": lambda a: [a] * 5_000_001}, "return an array"),
    ],
)
def test_a_call_without_an_answer_loses_the_question(namespace, says):
    result = verdict(lambda student, rng: student.call("f", [1]).equals(1, "one"), namespace)
    assert result.earned == 0 and says in result.message


def test_a_failed_call_that_nothing_is_expected_of_still_counts():
    def check(student, rng):
        student.call("fit")
        student.value("x").equals(1, "x")

    assert "raised ZeroDivisionError" in verdict(check, {"fit": lambda: 1 / 0, "x": 1}).message
    assert verdict(check, {"fit": lambda: None, "x": 1}).earned == 1


def test_methods_and_attributes_of_a_notebooks_objects():
    class Model:
        weights = np.ones(2)

        def predict(self, x):
            return [2 * v for v in x]

    def check(student, rng):
        student.call("model.predict", [1, 2]).equals([2, 4], "predictions")
        student.value("model.weights").is_close([1, 1], "weights")

    assert verdict(check, {"model": Model()}).earned == 1
    assert "raised AttributeError" in verdict(check, {"model": 3}).message


def test_leaves_arguments():
    def check(student, rng):
        frame = pd.DataFrame({"a": [1, 2]})
        answer = student.call("f", rng.normal(size=3), frame, scale=[1, 2])
        answer.leaves_arguments("arguments untouched")

    def sorts(x, frame, scale):
        x.sort()

    def adds(x, frame, scale):
        frame["b"] = 1

    def grows(x, frame, scale):
        scale.append(3)

    assert verdict(check, {"f": lambda x, frame, scale: 1}).earned == 1
    said = "arguments untouched: {} was changed; work on a copy"
    assert verdict(check, {"f": sorts}).message == said.format("argument 1")
    assert verdict(check, {"f": adds}).message == said.format("argument 2")
    assert verdict(check, {"f": grows}).message == said.format("`scale`")


def test_parts_are_earned_one_by_one():
    def check(student, rng):
        with student.part("shape"):
            answer = student.call("f", 3)
            answer.has_shape((3,), "three")
        with student.part("values"):
            answer.is_close([1, 2, 3], "one to three")
        with student.part("late"):
            student.value("g").equals(1, "g")

    parts = {"shape": 1, "values": 2, "late": 1}
    half = verdict(check, {"f": lambda n: [0, 0, 0], "g": 1}, parts)
    assert half.earned == 0.5 and [part.passed for part in half.parts] == [True, False, True]
    assert half.parts[1].message == "one to three: wrong values" == half.message
    assert verdict(check, {"f": lambda n: [1, 2, 3], "g": 1}, parts).earned == 1
    gone = verdict(check, {"g": 1}, parts)
    assert [part.passed for part in gone.parts] == [False, False, True] and gone.earned == 0.25


def test_a_part_that_uses_what_a_failed_part_did_not_set_is_not_reached():
    def check(student, rng):
        with student.part("a"):
            student.value("x").equals(1, "x")
            y = 2
        with student.part("b"):
            student.value("y").equals(y, "y")

    result = verdict(check, {"x": 5, "y": 2}, {"a": 1, "b": 1})
    assert result.earned == 0 and result.parts[1].message == "not reached (x: wrong values)"


@pytest.mark.parametrize(
    ("check", "parts", "says"),
    [
        (lambda s, r: s.value("x").equals(1, "x") or {}["typo"], {}, "KeyError: 'typo'"),
        (lambda s, r: sys.exit("enough"), {}, r"test_oracle\.py:\d+\) failed: SystemExit: enough"),
        (lambda s, r: None, {}, "expected nothing of the answer"),
        (lambda s, r: s.value("x").equals(1, "x"), {"a": 1}, "never entered the parts"),
        (lambda s, r: s.part("other"), {"a": 1}, "not among the declared parts"),
        (lambda s, r: s.call("f", object()), {}, "type object"),
        (lambda s, r: s.value("x").is_close("no number", "x"), {}, "could not convert"),
    ],
)
def test_an_oracles_own_mistake_is_the_instructors(check, parts, says):
    with pytest.raises(OracleError, match=says) as caught:
        verdict(check, {"x": 1, "f": print}, parts)
    assert "test_f" in str(caught.value) and "test_oracle.py" in str(caught.value)


def test_an_oracle_that_stumbles_over_raw_data_gives_no_marks_and_asks_for_review():
    def check(student, rng):
        assert student.value("x").value["a"] > 0

    result = verdict(check, {"x": "not a dict"})
    assert result.earned == 0 and result.review
    assert "could not be checked" in result.message


def test_the_same_seed_asks_the_same_questions():
    drawn = []

    def check(student, rng):
        drawn.append(rng.normal())
        student.expect(True, "always")

    for seed in (1, 1, 2):
        verdict(check, {}, seed=seed)
    judge(Oracle("test_other", check, {}, __file__, 1), InProcess({}), 1)
    assert drawn[0] == drawn[1] and len(set(drawn)) == 3


class Scripted:
    """A kernel that answers what it likes."""

    def __init__(self, reply):
        self.reply = reply

    def ask(self, text):
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


@pytest.mark.parametrize(
    "reply",
    ["", "null", "3", "[]", "[" * 2000, '["d",["state","value"]]', '["d",["state",["l",[]]]]', '["d",["state","raised","kinds",["l",[]]]]',
     '["d",["state",["a","|b1",[2],"AAA="]]]', '["a","<f8",[0,549755813888,549755813888,549755813888],""]', '["o",[0,549755813888,549755813888],[]]',
     '["s",[["n","<m8",[],"AAAAAAAAAAA="]]]', '["d",["state",["p","index",["l",["range",["l",[0,9,1]],["l",[null]]]]]]]', '["d",["state","value","kinds",["l",[]]]]',
     '["d",["state","raised","kinds",3,"says",5]]', '["d",["state",true]]', '{"state": "value"}', "\x00", '["d",["state","value","value",true]]', Unanswered("ran too long")],
)  # fmt: skip
def test_a_lying_kernel_loses_the_question(reply):
    def check(student, rng):
        student.call("f", 1).equals(1, "one")

    result = judge(made(check), Scripted(reply), 1)
    assert result.earned == 0 and result.message.startswith("one: ") and not result.review


def test_marks_of_arguments_that_are_none_count_as_changed():
    class Replies(InProcess):
        def ask(self, text):
            forged = {"state": "value", "value": {"0": np.zeros(2)}}
            return wire.dumps(forged) if '"arguments"' in text else super().ask(text)

    def check(student, rng):
        answer = student.call("f", rng.normal(size=3))
        answer.equals(1, "one")
        answer.leaves_arguments("what it is given stays")
        student.call("f", 3).equals(2, "never asked")

    result = judge(made(check), Replies({"f": lambda x: 1}), 1)
    assert result.earned == 0 and result.message == "what it is given stays: argument 1 was changed; work on a copy"


def test_text_from_the_kernel_is_one_short_line():
    def f():
        raise ValueError("a\nb\x1b[31m\u202e" + "x" * 10_000)

    message = verdict(lambda student, rng: student.call("f").equals(1, "one"), {"f": f}).message
    assert message.isprintable() and len(message) < 400


@pytest.fixture
def package(tmp_path):
    """Writes a package of oracles and loads it."""

    def load(**modules):
        folder = tmp_path / "secret_oracles"
        folder.mkdir(exist_ok=True)
        for name, text in {"__init__": "", **modules}.items():
            (folder / f"{name}.py").write_text(textwrap.dedent(text))
        return load_oracles("secret_oracles", tmp_path)

    yield load
    for name in [name for name in sys.modules if name.startswith("secret_oracles")]:
        del sys.modules[name]


ONE = """
    from grader.oracle import oracle
    @oracle("test_{0}")
    def _(student, rng):
        student.value("{0}").equals({1}, "{0}")
"""


def test_load_oracles(package):
    found = package(first=ONE.format("a", 1), second=ONE.format("b", 2))
    assert sorted(found) == ["test_a", "test_b"]
    assert found["test_a"].file.endswith("first.py") and found["test_a"].line == 3
    assert judge(found["test_b"], InProcess({"b": 2}), 1).earned == 1
    assert not any("secret" in entry for entry in sys.path)


def test_a_changed_oracle_is_read_again(package):
    assert judge(package(first=ONE.format("a", 1))["test_a"], InProcess({"a": 1}), 1).earned == 1
    assert judge(package(first=ONE.format("a", 12))["test_a"], InProcess({"a": 1}), 1).earned == 0


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        (
            {"first": "import nothing_like_it"},
            r"secret_oracles.first could not be imported: ModuleNotFoundError.*first\.py:1",
        ),
        ({"first": "x = 1\n1 / 0"}, r"ZeroDivisionError.*first\.py:2"),
        (
            {"first": "import sys\nsys.exit(3)"},
            r"secret_oracles.first could not be imported: SystemExit: 3 .*first\.py:2",
        ),
        ({"first": "def f(:"}, r"SyntaxError.*first\.py:1"),
        (
            {"first": ONE.format("a", 1), "second": ONE.format("a", 1)},
            r"Two oracles decide 'test_a'.*first\.py:3.*second\.py:3",
        ),
        ({"first": 'from grader.oracle import oracle\noracle("t", parts={"a": 0})'}, "parts of oracle 't'"),
    ],
)
def test_oracles_that_cannot_be_read_are_a_users_error(package, modules, says):
    with pytest.raises(UserError, match=says):
        package(**modules)


def test_a_package_that_is_not_there():
    with pytest.raises(UserError, match="no_such_oracles could not be imported"):
        load_oracles("no_such_oracles")


def test_mismatch_reads_as_what_and_kind():
    assert str(Mismatch("the chart")) == "the chart: wrong values"
    assert oracle("x")(verdict) is verdict


def test_a_blank_answer_is_called_blank_and_gives_no_hint_away():
    assert outcome("equals", ..., "B") == "`x` is not answered yet"

    def stub():
        raise NotImplementedError("f: not written yet; replace these two lines.")

    check = verdict(lambda student, rng: student.call("f").is_close(3, "the hint"), {"f": stub})
    assert check.message == "f: not written yet"


def test_many_calls_of_earlier_oracles_cost_a_later_one_nothing():
    caller = InProcess({"f": lambda values: sum(values)})  # one kernel answers all oracles of a notebook

    def asks_often(student, rng):
        for n in range(40):
            student.call("f", [n]).is_close(n, "the sum")

    def looks_at_arguments(student, rng):
        answer = student.call("f", [1, 2])
        answer.is_close(3, "the sum")
        answer.leaves_arguments("what it was given stays as it was")

    assert judge(made(asks_often), caller, 1).earned == 1
    assert judge(made(looks_at_arguments), caller, 1).message == ""


def test_methods_of_a_variable_are_its_own():
    class Model:
        def __init__(self, name):
            self.name = name

        def called(self):
            return self.name

    def check(student, rng):
        student.call("make", "made")
        student.value("model").then("called").equals("kept", "the variable's name")
        first, second = student.value("model"), student.value("other")
        first.then("called").equals("kept", "the first")
        second.then("called").equals("more", "the second")

    namespace = {"make": Model, "model": Model("kept"), "other": Model("more")}
    result = verdict(lambda student, rng: student.call("make", "made").then("called").equals("made", "it"), namespace)
    assert result.earned == 1
    assert (
        verdict(check, namespace).message
        == "`make` returned a value of type Model; return numbers, strings, lists, dicts, arrays or tables"
    )
    namespace["make"] = lambda name: name
    assert verdict(check, namespace).message == ""


@pytest.mark.parametrize("question", ["leaves_arguments", "then"])
def test_what_an_oracle_asks_too_late_is_not_the_students_fault(question):
    def check(student, rng, later=16):
        first = student.call("f", [1, 2])
        for n in range(later):
            student.call("f", [n]).equals([n], "the list")
        if question == "then":
            first.then("count", 1).equals(1, "how often")
        else:
            first.equals([1, 2], "the list")
            first.leaves_arguments("its arguments stay")

    namespace = {"f": list}
    assert verdict(lambda student, rng: check(student, rng, 15), namespace).earned == 1
    with pytest.raises(OracleError, match="more than 16 calls lie between"):
        verdict(lambda student, rng: check(student, rng, 17), namespace)


def test_a_kernel_that_says_it_forgot_loses_the_question():
    def check(student, rng):
        answer = student.call("f", [1])
        answer.equals([1], "the list")
        answer.leaves_arguments("its arguments stay")

    class Forgets(InProcess):
        def ask(self, text):
            return wire.dumps({"state": "forgotten"}) if '"arguments"' in text else super().ask(text)

    assert "no answer that can be read" in judge(made(check), Forgets({"f": list}), 1).message


def test_a_variable_has_no_arguments():
    with pytest.raises(OracleError, match="'args'"):
        verdict(lambda student, rng: student.value("x").leaves_arguments("it"), {"x": 1})
