"""Checks for lab 01, the popularity chart."""
