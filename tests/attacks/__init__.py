"""Submissions that try to cheat, spy or destroy, and the harness that marks them and looks at what came of it."""
