"""Oracles of lab 04: random vectors, answered slowly and plainly, compared outside the notebook."""
