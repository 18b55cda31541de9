"""Where a course keeps its things: the folders nbgrader knows, and the ones the grader adds."""

from __future__ import annotations

import itertools
import traceback
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traitlets.config import Config

from grader.errors import UserError

CONFIG_NAME = "nbgrader_config.py"
FOLDERS = ("source", "release", "submitted", "autograded", "feedback")


@dataclass(frozen=True)
class Course:
    """An nbgrader course on disk.

    Parameters
    ----------
    root : Path
        The folder that holds `nbgrader_config.py`.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | str | None = None) -> Course:
        """The course that `start` (default: the current folder) lies in, looking upwards.

        Raises
        ------
        UserError
            If no folder from `start` up to the root holds an `nbgrader_config.py`.
        """
        here = Path(start or ".").resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG_NAME).is_file():
                return cls(folder)
        raise UserError(
            f"{here} is not in a course: no {CONFIG_NAME} there or above; go to the course's folder or name it with --course."
        )

    @cached_property
    def config(self) -> Config:
        """What `nbgrader_config.py` sets, with the course's root filled in.

        Raises
        ------
        UserError
            If it cannot be read, or two of the course's folders are one or lie in each other.
        """
        from traitlets.config.loader import PyFileConfigLoader

        try:
            loaded = PyFileConfigLoader(CONFIG_NAME, path=str(self.root)).load_config()
        except Exception as error:  # it is a program: whatever it raises
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if Path(frame.filename).name == CONFIG_NAME]
            line = error.lineno if isinstance(error, SyntaxError) else (lines or ["?"])[-1]
            said = f"{type(error).__name__}: {str(error).strip()}".partition("\n")[0]
            raise UserError(f"{self.root / CONFIG_NAME}, line {line}: {said}; mend that line.") from error
        loaded.CourseDirectory.root = str(self.root)
        self._refuse_shared_folders(loaded)
        return loaded

    def _refuse_shared_folders(self, config: Config) -> None:
        """What is written in one folder would replace what another holds: submissions, the instructor's notebooks."""
        folders = {f"c.CourseDirectory.{name}_directory": self._path(config, name) for name in FOLDERS}
        folders["the report's folder"] = self.report
        for (name, folder), (other, around) in itertools.permutations(folders.items(), 2):
            if folder.resolve().is_relative_to(around.resolve()):
                raise UserError(
                    f"In {self.root / CONFIG_NAME}, {name} ({folder}) lies in {other} ({around}), so that one would be "
                    "written over the other: give each a folder of its own."
                )

    def _path(self, config: Config, name: str) -> Path:
        given = config.CourseDirectory.get(f"{name}_directory", name)
        if not isinstance(given, str):
            raise UserError(f"{CONFIG_NAME} sets c.CourseDirectory.{name}_directory to {given!r}: it must be a text.")
        return self.root / given

    def _folder(self, name: str) -> Path:
        return self._path(self.config, name)

    @property
    def truth(self) -> Path:
        """`labs/`: one py:percent file a lab, solutions and tests in it."""
        return self.root / "labs"

    @property
    def source(self) -> Path:
        """Instructor notebooks."""
        return self._folder("source")

    @property
    def release(self) -> Path:
        """Student notebooks."""
        return self._folder("release")

    @property
    def submitted(self) -> Path:
        """What students handed in: `STUDENT/LAB/LAB.ipynb`."""
        return self._folder("submitted")

    @property
    def autograded(self) -> Path:
        """Notebooks as they ran when they were marked."""
        return self._folder("autograded")

    @property
    def feedback(self) -> Path:
        """One page a submission for its student."""
        return self._folder("feedback")

    @property
    def report(self) -> Path:
        """The class report and the exported marks."""
        return self.root / "report"

    def labs(self) -> list[str]:
        """Names of the labs that have instructor notebooks, in order."""
        if not self.source.is_dir():
            return []
        return sorted(p.name for p in self.source.iterdir() if not p.name.startswith(".") and any(p.glob("*.ipynb")))
