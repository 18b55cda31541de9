"""What decides a mark: the course's oracles, what they may ask of a notebook, and how an answer is judged."""
