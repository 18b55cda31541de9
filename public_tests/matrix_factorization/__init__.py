"""Checks for lab 05, matrix factorization."""
