"""Oracles of the questions: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import oracle


@oracle("test_question_future")
def _(student, rng):
    student.value("question_future").equals(
        "B", "a mean over all ratings a user ever gave holds ratings from after the label, and the label's own"
    )


@oracle("test_question_mask")
def _(student, rng):
    student.value("question_mask").equals(
        "D",
        "the padding has a vector of its own, which is not zero; count how many of ten positions are padding for each of the two",
    )


@oracle("test_question_sampled")
def _(student, rng):
    student.value("question_sampled").equals(
        "C", "compare the order of the methods in the two columns, not only the size of the numbers"
    )


@oracle("test_question_order")
def _(student, rng):
    student.value("question_order").equals(
        "A", "a mean does not know in which order its numbers came; what differs between the two inputs after that?"
    )
