"""Oracles of lab 03: fresh random texts and vectors, answered slowly and plainly, compared outside the notebook."""
