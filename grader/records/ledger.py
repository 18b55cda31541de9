"""The gradebook held open for a run, so that one submission's marks go into it all together or not at all.

nbgrader's preprocessors open the gradebook each for itself and commit after every cell. A run that is killed in between
would leave half of a submission's marks, and a class of a hundred is a thousand waits for the disk.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError, SAWarning
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grader.course import Course
from grader.errors import UserError
from grader.records import gradebook

PATIENCE = 60  # seconds to wait for somebody else who writes into the gradebook


class _LateCommit(Session):
    """A session whose `commit` only sends what there is to the database; `settle` commits."""

    def commit(self) -> None:
        self.flush()
        self.expire_all()  # as after a commit: scores are computed by the database when they are read anew

    def settle(self) -> None:
        """Commit."""
        super().commit()


class Ledger:
    """nbgrader's gradebook with transactions that span several of its preprocessors.

    Parameters
    ----------
    course : Course
        Whose gradebook; it is made if it is not there.
    """

    def __init__(self, course: Course) -> None:
        self.url = gradebook.url(course)
        with gradebook.opened(course) as made:
            self.book = made
        waiting = {"timeout": PATIENCE} if self.url.startswith("sqlite") else {}
        self.book.engine = create_engine(self.url, future=True, connect_args=waiting)
        self.book.db = scoped_session(
            sessionmaker(class_=_LateCommit, autoflush=True, bind=self.book.engine, future=True)
        )

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    @contextmanager
    def transaction(self) -> Iterator[Gradebook]:
        """All that is done with nbgrader's gradebook in this block is done at its end, or not at all.

        Raises
        ------
        UserError
            If the database cannot be written, because somebody else holds it for instance.
        """
        book = self.book
        book.db.remove()  # what others changed since shall be seen
        try:
            with warnings.catch_warnings(), self._joined():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's, about the order it adds things in
                yield book
                book.db().settle()
        except DatabaseError as error:
            raise UserError(
                f"The gradebook {self.url} cannot be written ({error.orig}): close whatever else uses it, and grade again; "
                "what is marked is kept."
            ) from error
        finally:
            book.db.remove()  # rolls back what was not committed

    @contextmanager
    def _joined(self) -> Iterator[None]:
        """Whoever opens this gradebook in the block gets the one that is open, and cannot close it."""
        book, open_it, close_it = self.book, Gradebook.__init__, Gradebook.close
        checked: set[str] = set()

        def join(opened: Gradebook, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
            if db_url != self.url:
                open_it(opened, db_url, course_id, authenticator)
                return
            opened.__dict__.update(book.__dict__)
            if course_id not in checked:
                opened.check_course(course_id=course_id)  # adds the course, as opening does
                checked.add(course_id)

        def leave(opened: Gradebook) -> None:
            if opened.db is not book.db:
                close_it(opened)

        Gradebook.__init__, Gradebook.close = join, leave
        try:
            yield
        finally:
            Gradebook.__init__, Gradebook.close = open_it, close_it
