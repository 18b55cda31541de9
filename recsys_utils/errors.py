"""The errors and warnings that a user of `recsys_utils` is meant to read."""

from __future__ import annotations


class DataError(Exception):
    """Data that is missing, damaged or impossible, said so that the reader can mend it.

    The message names what is wrong, where, and what to do. It is one sentence, except after a failed download, where
    it lists every place that was tried. A notebook shows the message alone, without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception for its own rendering: no frame of this library helps to find a missing file.
        return str(self).splitlines()


class DataWarning(UserWarning):
    """Data that can be used but is not quite what its name promises."""
