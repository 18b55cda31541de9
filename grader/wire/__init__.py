"""Plain data across the border between the grader and a student's kernel; these modules run on both sides of it."""
