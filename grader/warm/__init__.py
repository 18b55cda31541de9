"""Kernels that are ready at once: a parent in the sandbox imports the heavy libraries, then forks one for each notebook."""
