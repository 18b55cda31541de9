"""Checks for lab 00, know your data."""
