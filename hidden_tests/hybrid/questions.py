"""Oracles of the questions: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import choice

choice(
    "test_question_intervals",
    "B",
    "two intervals say how sure we are of each figure alone; which of two systems is better is asked of the same users, pair by pair",
)
choice(
    "test_question_rising_chart",
    "D",
    "the chart's order never changes and the newcomers are the same; what does a list leave out when more ratings are known?",
)
choice(
    "test_question_scales",
    "A",
    "add 0.5 times the stars and 0.5 times the counts for two movies by hand: which of the two decides the order?",
)
choice(
    "test_question_offline",
    "C",
    "the held-out movies are those that people found without this system; what becomes of a good movie that they never came across?",
)
