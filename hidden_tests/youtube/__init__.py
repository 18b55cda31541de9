"""Oracles of lab 06: random histories, vectors and lists, answered slowly and plainly, compared outside the notebook."""
