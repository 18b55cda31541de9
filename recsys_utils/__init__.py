"""What the labs import: data, splits, evaluation and figures."""
