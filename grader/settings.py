"""What `labs grade` reads from the section `Grading` of `nbgrader_config.py`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from grader.course import Course
from grader.errors import UserError


@dataclass(frozen=True)
class Settings:
    """Limits and habits of a run; each may be set as `c.Grading.NAME` in `nbgrader_config.py`.

    Parameters
    ----------
    max_notebook_mb : float
        A larger notebook is not opened: the submission is `unreadable`.
    max_file_mb : float
        A larger companion file is left out.
    max_files : int
        Companion files beyond this number are left out.
    max_submission_mb : float
        Companion files beyond this size together are left out.
    max_record_mb : float
        Outputs of a notebook beyond this size together are not kept.
    submission_timeout : float
        Seconds for a whole submission; then its worker process is ended and the status is `timeout`.
    watch : tuple of str
        Packages the notebooks import; a change in one of them makes `labs grade` mark again.
    """

    max_notebook_mb: float = 20.0
    max_file_mb: float = 10.0
    max_files: int = 500
    max_submission_mb: float = 50.0
    max_record_mb: float = 50.0
    submission_timeout: float = 600.0
    watch: tuple[str, ...] = ()

    @classmethod
    def of(cls, course: Course) -> Settings:
        """The settings of a course.

        Raises
        ------
        UserError
            If `nbgrader_config.py` sets a name that does not exist, or to what it cannot be.
        """
        given = dict(course.config.get("Grading", {}))
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise UserError(
                f"nbgrader_config.py sets c.Grading.{unknown[0]}, which does not exist; "
                f"use one of {', '.join(sorted(known))}."
            )
        for name, value in given.items():
            if name == "watch":
                good = isinstance(value, (list, tuple)) and all(isinstance(v, str) and v.isidentifier() for v in value)
                wanted = 'a list of names of packages, such as ["public_tests"]'
            else:
                good = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
                wanted = "a number greater than 0"
            if not good:
                raise UserError(f"nbgrader_config.py sets c.Grading.{name} to {value!r}: it must be {wanted}.")
        return cls(**{name: tuple(value) if name == "watch" else value for name, value in given.items()})
