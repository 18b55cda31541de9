"""Marking on several machines, with dask.

Each worker needs the environment of this project at the same version, packages that the notebooks import included, and the
data sets where `recsys_utils.data` finds them. It needs nothing of the course: a job brings the notebooks and the oracles,
and what comes back is written here. Submissions run in the worker's sandbox, so that one must work there.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from grader.errors import UserError
from grader.records import fingerprint

PATIENCE = 10  # seconds for the scheduler to answer
RETRIES = 1


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """A dask cluster as an executor, and how many jobs it can do at once.

    Parameters
    ----------
    address : str
        The scheduler's, like `tcp://scheduler:8786`.

    Raises
    ------
    UserError
        If dask is not installed, nobody answers, there are no workers, or they have not this version of the grader.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "--scheduler needs the package distributed: install the project with its extra, `pip install -e .[cluster]`."
        ) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UserError(
            f"No dask scheduler answers at {address} ({reason}); start one with `dask scheduler`."
        ) from None
    with client:
        yield client.get_executor(retries=RETRIES, pure=False), _look_at(client, address)


def version() -> str:
    """What this installation of the grader is made of; asked of each worker."""
    return fingerprint.of_folder(fingerprint.GRADER, (".py",))


def _look_at(client: object, address: str) -> int:
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise UserError(f"The dask scheduler at {address} has no workers; start some with `dask worker {address}`.")
    try:
        versions = client.run(version)
    except Exception as error:  # whatever a worker without the grader raises, it comes back as that
        raise UserError(
            f"The dask workers at {address} cannot import the grader ({type(error).__name__}: {error}); start them in this "
            "project's environment."
        ) from None
    other = sorted(worker for worker, theirs in versions.items() if theirs != version())
    if other:
        raise UserError(f"The dask worker {other[0]} has another version of the grader; update it and start it again.")
    return sum(worker["nthreads"] for worker in workers.values())
