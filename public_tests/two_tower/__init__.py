"""Checks for lab 04, the two towers. They import Keras only when they are called."""
