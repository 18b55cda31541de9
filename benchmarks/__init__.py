"""Timings, run by hand: never a pass or a fail of a test."""
