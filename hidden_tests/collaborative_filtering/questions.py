"""The questions of lab 02: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import choice

choice(
    "test_question_distance",
    "A",
    "a distance is small for those who are alike, so as a weight it gives the say to the others",
)
choice(
    "test_question_minimum",
    "B",
    "which films can have 50 raters in common with another one at all? Compare the numbers of movies compared",
)
choice(
    "test_question_same_error",
    "C",
    "when does every prediction fall back to the user's mean? Who of the neighbours has rated a held-out movie?",
)
choice(
    "test_question_new_film",
    "C",
    "go through the sum that makes the list: for which newcomers does Zoe's deviation stand in it?",
)
