"""From `labs/` to `source/`, `release/` and the student edition: made, checked, and kept free of answers."""
