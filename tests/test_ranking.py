"""A task that ranks the class: everybody is asked the same, nobody outside the class is, and the report says who did best."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.cli.show import Silent
from grader.course import Course
from grader.errors import UserError
from grader.oracle import InProcess, Oracle, OracleError, judge
from grader.records.class_seed import NAME, class_seed
from grader.records.outcome import Outcome, Outcomes, Question, Status
from grader.reporting import report
from grader.reporting.ranking import rankings
from grader.running.run import How, grade
from tests.courses import GOOD, LAB, answered, hand_in, make_course

ORACLES = """\
from grader.oracle import oracle


@oracle("test_double")
def _(student, rng):
    student.score("drawn for the class", student.class_rng.uniform())
    student.call("double", 2.0).is_close(4.0, "twice a number")
"""


def drawn(seed: int, own: int | None, name: str = "test_f") -> tuple[float, float]:
    """What `class_rng` and `rng` draw."""
    both = []

    def function(student, rng) -> None:
        both.extend([student.class_rng.uniform(), rng.uniform()])
        student.expect(True, "nothing")

    judge(Oracle(name, function, {}, __file__, 1), InProcess({}), seed, None if own is None else lambda: own)
    return tuple(both)


def test_the_class_is_asked_the_same_and_another_class_something_else() -> None:
    assert drawn(1, own=5)[0] == drawn(2, own=5)[0]
    assert drawn(1, own=5)[1] != drawn(2, own=5)[1]
    assert len({drawn(1, own=5)[0], drawn(1, own=6)[0], drawn(1, own=5, name="test_g")[0], drawn(1, None)[0]}) == 4
    assert drawn(1, own=None) == drawn(1, own=None), "without a class, the seed in the record says it all"


def test_a_score_is_one_finite_figure_a_task() -> None:
    def twice(student, rng) -> None:
        student.score("nDCG@10", 0.2)
        student.score("nDCG@10", 0.3)
        student.expect(True, "nothing")

    assert judge(Oracle("test_f", twice, {}, __file__, 1), InProcess({}), 1).scores == {"nDCG@10": 0.3}
    for name, value in (("nDCG@10", float("nan")), ("nDCG@10", float("inf")), ("recall@10", 0.1)):

        def wrong(student, rng, name=name, value=value) -> None:
            student.score("nDCG@10", 0.2)
            student.score(name, value)

        with pytest.raises(OracleError, match="expected one finite figure"):
            judge(Oracle("test_f", wrong, {}, __file__, 1), InProcess({}), 1)


def test_the_seed_is_drawn_once_and_a_broken_one_is_named(tmp_path: Path) -> None:
    first = class_seed(tmp_path / "report")
    assert class_seed(tmp_path / "report") == first
    assert class_seed(tmp_path / "other") != first
    assert [path.name for path in (tmp_path / "report").iterdir()] == [NAME]
    (tmp_path / "report" / NAME).write_text("not a number\n")
    with pytest.raises(UserError, match="delete it"):
        class_seed(tmp_path / "report")


def of(student: str, value: float | None, earned: float | None = 4) -> Outcome:
    scores = {} if value is None else {"nDCG@10": value}
    return Outcome(student, LAB, Status.GRADED, questions=(Question("test_f", "My hybrid", earned, 4, "", scores),))


def test_equal_figures_share_a_place_and_who_has_none_has_no_place(tmp_path: Path) -> None:
    outcomes = [of("ben", 0.2), of("ada", 0.3), of("cleo", 0.2, None), of("dan", 0.1), of("eve", None)]
    (ranking,) = rankings(outcomes)
    assert [(p.place, p.student, p.value, p.earned) for p in ranking.places] == [
        (1, "ada", 0.3, 4),
        (2, "ben", 0.2, 4),
        (2, "cleo", 0.2, None),
        (4, "dan", 0.1, 4),
    ]
    text = report.write(make_course(tmp_path / "course"), outcomes).read_text("utf-8")
    section = text[text.index("Ranking: My hybrid") :]
    assert section.index("ada") < section.index("ben") < section.index("cleo") < section.index("dan")
    assert ">eve<" not in section[: section.index("</table>")]
    assert rankings([of("eve", None)]) == []


def test_marking_a_class_ranks_it(tmp_path: Path) -> None:
    course: Course = make_course(tmp_path / "course")
    (course.root / "tiny_oracles" / "__init__.py").write_text(ORACLES, "utf-8")
    hand_in(course, "ada", answered())
    hand_in(course, "ben", answered({**GOOD, "double": "def double(x):\n    return 3 * x"}))
    grade(course, [], None, False, Silent(), how=How(workers=1))
    outcomes = Outcomes(course.report / "outcomes").all([LAB])
    by_student = {o.student: o.questions[0] for o in outcomes}
    assert by_student["ada"].scores == by_student["ben"].scores != {}, "both were asked the same"
    assert (by_student["ada"].earned, by_student["ben"].earned) == (6, 0), "the figure decides no points"
    assert len({o.seed for o in outcomes}) == 2
    assert "Ranking: Exercise 1 · Twice as much" in report.path(course).read_text("utf-8")
    page = (course.feedback / "ben" / LAB / f"{LAB}.html").read_text("utf-8")
    assert "drawn for the class: 0." in page
    assert str(class_seed(course.report)) not in page
