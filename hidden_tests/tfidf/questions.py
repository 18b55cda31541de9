"""Oracles of the questions: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import choice

choice(
    "test_question_printed_twice",
    "B",
    "writing a text twice doubles every count; think of what the length of the text, and then of the row, is divided by",
)
choice(
    "test_question_own_term",
    "C",
    "a term that only one product has adds nothing to a dot product, but it is part of its row's length, and the row is divided by that",
)
choice(
    "test_question_full_table",
    "D",
    "the table has one number per pair of products: ten times the products are a hundred times the pairs",
)
choice(
    "test_question_two_mornings",
    "A",
    "this method knows words and nothing else; which of the two products needs others' behaviour, and which only its own text?",
)
