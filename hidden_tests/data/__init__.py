"""Oracles of lab 00: invented files, titles and ratings, answered slowly and plainly, compared outside the notebook."""
