"""A lab of one exercise and one question, and a course around it, for tests that need no real one."""

from __future__ import annotations

from pathlib import Path

from grader.course import Course

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "tiny"
c.OracleExecute.oracle_package = "hidden_tests"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "grader.stubs.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""

LAB = '''\
# %% [markdown]
# # Shrinkage
#
# 12 points · 8 minutes

# %%
import numpy as np

# %% [markdown]
# ### Exercise 1 · Shrink toward the mean (10 points, 8 minutes)
#
# A few votes tell us little.
#
# <details><summary>Hint 1: the idea</summary>A weighted mean of two numbers.</details>
# <details><summary>Hint 2: arrays</summary>Arithmetic works on whole columns.</details>

# %% nbgrader={"grade": false, "grade_id": "weighted_rating", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weighted_rating(votes, rating, m, C):
    """Rating shrunk toward the mean of all films."""
    ### BEGIN SOLUTION
    votes, rating = np.asarray(votes, float), np.asarray(rating, float)
    weight = votes / (votes + m)
    return weight * rating + (1 - weight) * C
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_weighted_rating", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
"""A few votes move a film a little, many votes move it all the way."""
assert round(float(weighted_rating([10], [9.0], m=100, C=6.0)[0]), 2) == 6.27, "weighted_rating: expected 6.27"
print("All tests passed!")

# %% [markdown]
# ### Question 1 · What does m do? (2 points)

# %% nbgrader={"grade": false, "grade_id": "question_m", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
#: answer_m = ...  # "A", "B" or "C"
answer_m = "B"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_question_m", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
"""The answer is one letter."""
assert answer_m in ("A", "B", "C"), "answer_m: choose a letter"
'''

NAME = "01_shrinkage"


def make_course(root: Path, labs: dict[str, str] | None = None) -> Course:
    """A course in `root` with the given labs' texts, not built yet."""
    (root / "labs").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for name, text in (labs or {NAME: LAB}).items():
        (root / "labs" / f"{name}.py").write_text(text, encoding="utf-8")
    return Course(root)
