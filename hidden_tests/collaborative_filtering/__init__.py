"""Oracles of lab 02: fresh random ratings, answered cell by cell, compared outside the notebook."""
