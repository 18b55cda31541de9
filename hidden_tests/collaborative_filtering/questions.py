"""The questions of lab 02: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import oracle


@oracle("test_question_distance")
def _(student, rng):
    student.value("question_distance").equals(
        "A", "a distance is small for those who are alike, so as a weight it gives the say to the others"
    )


@oracle("test_question_minimum")
def _(student, rng):
    student.value("question_minimum").equals(
        "B", "which films can have 50 raters in common with another one at all? Compare the numbers of movies compared"
    )


@oracle("test_question_same_error")
def _(student, rng):
    student.value("question_same_error").equals(
        "C",
        "when does every prediction fall back to the user's mean? Who of the neighbours has rated a held-out movie?",
    )


@oracle("test_question_new_film")
def _(student, rng):
    student.value("question_new_film").equals(
        "C",
        "go through the sum that makes the list: for which newcomers does Zoe's deviation stand in it?",
    )
