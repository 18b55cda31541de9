"""Oracles of the questions: the letter, and the sentence for those who chose another."""

from __future__ import annotations

from grader.oracle import choice

choice(
    "test_question_future",
    "B",
    "a mean over all ratings a user ever gave holds ratings from after the label, and the label's own",
)
choice(
    "test_question_mask",
    "D",
    "the padding has a vector of its own, which is not zero; count how many of ten positions are padding for each of the two",
)
choice(
    "test_question_sampled",
    "C",
    "compare the order of the methods in the two columns, not only the size of the numbers",
)
choice(
    "test_question_order",
    "A",
    "a mean does not know in which order its numbers came; what differs between the two inputs after that?",
)
