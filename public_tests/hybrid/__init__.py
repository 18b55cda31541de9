"""Checks of lab 07, putting recommenders together."""
