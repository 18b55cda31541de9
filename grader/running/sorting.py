"""What of a class is to be marked, and what is known of the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from grader.bookkeeping.prepare import Prepared
from grader.bookkeeping.questions import total_points
from grader.course import Course
from grader.intake.files import look
from grader.intake.submissions import Intake, Submission
from grader.records import fingerprint, gradebook
from grader.records.gradebook import Marks
from grader.records.outcome import Outcome, Outcomes, Status
from grader.reporting.feedback import write_notice
from grader.running.refresh import refreshed
from grader.settings import Settings

GONE = "The submission is no longer in the submissions' folder; these are the marks it got."


@dataclass(frozen=True)
class Task:
    """A submission that is to be marked.

    Parameters
    ----------
    submission : Submission
        Which.
    prepared : Prepared
        Its lab.
    fingerprint : str
        Goes into the outcome.
    marking : str
        Fingerprint of everything but the submission.
    """

    submission: Submission
    prepared: Prepared
    fingerprint: str
    marking: str


def unheard_of(course: Course, taken: Intake, labs: list[str], student: str | None, force: bool) -> int:
    """How many submissions have no outcome, or are to be marked in any case, which is soon known: so many at least."""
    store = Outcomes(course.report / "outcomes")
    wanted = [s for s in taken.submissions if s.lab in labs and student in (None, s.student)]
    return sum(force or not store.path(s.lab, s.student).exists() for s in wanted)


def sort_out(
    course: Course, prepared: Prepared, submissions: list[Submission], force: bool, unsafe: bool
) -> tuple[list[Task], list[Outcome], list[Outcome]]:
    """What of a lab is to be marked, and what is marked already, with the gradebook's marks of today.

    Of the latter, those that a person has marked otherwise since, or that were away, come a second time: what is kept of
    them is old.

    Parameters
    ----------
    course, prepared, submissions
        The lab and what was handed in for it.
    force : bool
        Everything is to be marked.
    unsafe : bool
        Whether marks without a sandbox are good enough.
    """
    store, known = Outcomes(course.report / "outcomes"), gradebook.marks_of_lab(course, prepared.lab)
    marking, settings = fingerprint.of_marking(course, prepared.lab), Settings.of(course)
    names = {path.stem for path in prepared.folder.glob("*.ipynb")}
    work, done, changed = [], [], []
    for submission in submissions:
        try:
            print_ = fingerprint_of(marking, submission, settings, names)
        except (OSError, RecursionError):
            print_ = ""  # unreadable in part: marking will say what
        stored = store.get(submission.lab, submission.student)
        # It is there: it may have been away, and come back as it was.
        kept = stored and replace(stored, notes=tuple(note for note in stored.notes if note != GONE))
        doubtful = kept is not None and kept.unsafe and not unsafe
        if (
            kept is None
            or force
            or doubtful
            or not print_
            or kept.fingerprint != print_
            or not _stands(course, kept, known)
        ):
            work.append(Task(submission, prepared, print_, marking))
            continue
        fresh = refreshed(kept, known.get(submission.student))
        done.append(fresh)
        if fresh != stored:
            changed.append(fresh)
    return work, done, changed


def fingerprint_of(marking: str, submission: Submission, settings: Settings, names: Collection[str]) -> str:
    """Of exactly what marking would take of a submission, now."""
    handed = look(submission, settings, names)
    taken = [*(path.relative_to(submission.folder) for path in handed.notebooks), *handed.companions]
    said = [str(handed.timestamp), *handed.notes]
    most_mb = max(settings.max_notebook_mb, settings.max_file_mb)
    return fingerprint.of_submission(marking, submission.folder, taken, said, most_mb)


def _stands(course: Course, outcome: Outcome, known: dict[str, Marks]) -> bool:
    """Whether what an outcome speaks of is still there; an error of the grader's own is worth another try."""
    if outcome.score is None:
        return outcome.status is not Status.CRASHED
    return outcome.student in known and (course.autograded / outcome.student / outcome.lab).is_dir()


def absent(course: Course, prepared: Prepared, student: str) -> Outcome:
    """The outcome of someone who handed in nothing for a lab that others handed in."""
    store = Outcomes(course.report / "outcomes")
    kept = store.get(prepared.lab, student)
    if kept is not None and kept.status is not Status.MISSING:
        gone = kept.with_notes(GONE)
        if gone != kept:
            store.save(gone)
        return gone
    points = total_points(prepared.notebooks())
    outcome = Outcome(student, prepared.lab, Status.MISSING, max_score=points, notes=("Nothing was handed in.",))
    if outcome != kept:
        store.save(outcome)
        write_notice(course, outcome)
    return outcome
