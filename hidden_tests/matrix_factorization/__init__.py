"""Oracles of lab 05: fresh random ratings, factors and lists, answered slowly and plainly, compared outside the notebook."""
