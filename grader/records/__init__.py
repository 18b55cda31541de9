"""What is kept of a class on disk: the gradebook, outcomes, logs, and fingerprints of what marks depend on."""
