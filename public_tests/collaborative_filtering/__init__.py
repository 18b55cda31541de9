"""Checks for lab 02, neighbours."""
