"""The course as nbgrader sees it. Plain `nbgrader autograde LAB` and the formgrader read this file too."""

from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader puts it here when it reads the file)

c.CourseDirectory.course_id = "recsys-labs"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# ---- From source/ to release/ -----------------------------------------------------------------------------------
# nbgrader's own list with one difference: the solution regions carry the stub that the student gets.
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

# ---- Marking ----------------------------------------------------------------------------------------------------
# nbgrader's own list with two differences: the oracles decide while the notebook runs, and their verdicts are the marks.
c.Autograde.autograde_preprocessors = [
    "grader.execute.OracleExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "grader.scores.OracleSaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.OverwriteCells.add_missing_cells = True  # a deleted test cell costs nobody a wait for manual grading

c.OracleExecute.oracle_package = "hidden_tests"
c.Execute.timeout = 30  # seconds a cell; the labs' slowest cell takes a few
c.OracleSaveAutoGrades.ignore_stderr = True  # a library's warning is not a wrong answer

# ---- `labs grade` -----------------------------------------------------------------------------------------------
# Packages the notebooks import: when one of them changes, submissions are marked again.
c.Grading.watch = ["public_tests", "recsys_utils"]
c.Grading.submission_timeout = 600  # seconds for a whole submission, whatever its cells do
