"""Checks for lab 06, candidate generation. They import Keras only when they are called."""
