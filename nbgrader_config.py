"""The course as nbgrader sees it. Plain `nbgrader autograde LAB` and the formgrader read this file too."""

import os
from pathlib import Path

import platformdirs

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
# Where the notebooks run, and what they see there besides Python: these packages and the data, nothing else of the course.
c.OracleExecute.sandbox = "required"  # without one nothing is marked; `labs grade --unsafe` switches it off
c.OracleExecute.packages = ["public_tests", "recsys_utils"]
places = {
    "RECSYS_DATA": os.environ.get("RECSYS_DATA", "").strip(),
    "RECSYS_CACHE": os.environ.get("RECSYS_CACHE", "").strip() or str(platformdirs.user_cache_path("recsys-labs")),
}
places = {name: str(Path(folder).expanduser().resolve()) for name, folder in places.items() if folder}
c.OracleExecute.data = list(places.values())
c.OracleExecute.environment = places

# Imported once, for all notebooks of a lab that uses them; TensorFlow alone takes several seconds.
c.OracleExecute.preload = [
    "numpy",
    "pandas",
    "scipy.sparse",
    "sklearn",
    "matplotlib.pyplot",
    "tabulate",
    "tensorflow",
    "keras",
]

# How much a notebook gets. Each number is several times what the most demanding solved lab uses.
c.Execute.timeout = 30  # seconds a cell; the labs' slowest cell takes a few
c.OracleExecute.notebook_timeout = 540  # seconds in all, so that many slow cells end before the submission's own time
c.OracleExecute.notebook_cpu = 900  # seconds of processor time: two threads busy for most of that
c.OracleExecute.memory = 4 * 2**30  # bytes; TensorFlow with a lab's model and data stays below one and a half
c.OracleExecute.processes = 64  # a notebook is one; joblib starts one a core
c.OracleExecute.disk = 256 * 2**20  # bytes written; the labs write none, and the place is in memory
c.OracleExecute.max_output = 10_000_000  # characters a cell: dozens of figures
c.OracleSaveAutoGrades.ignore_stderr = True  # a library's warning is not a wrong answer

# ---- `labs grade` -----------------------------------------------------------------------------------------------
# Packages the notebooks import: when one of them changes, submissions are marked again.
c.Grading.watch = ["public_tests", "recsys_utils"]
c.Grading.submission_timeout = 600  # seconds for a whole submission, whatever its cells do
