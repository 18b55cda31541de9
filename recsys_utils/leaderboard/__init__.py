"""The course's table: every recommender on one split, judged alike, each result kept as soon as it is there."""
