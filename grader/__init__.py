"""The autograder: marks any nbgrader course, one submission at a time, without losing any of them."""
