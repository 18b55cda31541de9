"""Checks for lab 03, content from words."""
