"""The one exception that a user is meant to read."""


class UserError(Exception):
    """Something the user can mend: bad input, a missing file, a wrong option.

    The message is one sentence that says what is wrong, where, and what to do. The `labs` command prints it
    without a traceback and exits with 2.
    """


class LabError(UserError):
    """The same of one lab: others can be marked all the same."""
