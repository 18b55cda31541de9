"""From a data set to results: what is kept is taken, what is missing is measured and kept, one system after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recsys_utils.errors import DataError
from recsys_utils.leaderboard import cache
from recsys_utils.leaderboard.measuring import measure
from recsys_utils.leaderboard.protocol import Newcomers, Split
from recsys_utils.leaderboard.systems import System, all_systems

if TYPE_CHECKING:
    from recsys_utils.data import MovieLens

Tell = Callable[[System, str], None]


def chosen_systems(keys: Sequence[str]) -> tuple[System, ...]:
    """The systems with these keys, all of them if there are none.

    Raises
    ------
    DataError
        If a key is not known.
    """
    systems = all_systems()
    known = [system.key for system in systems]
    strange = [key for key in keys if key not in known]
    if strange:
        raise DataError(f"There is no system {strange[0]!r} in the table: choose among {', '.join(known)}.")
    return tuple(system for system in systems if not keys or system.key in keys)


@dataclass(frozen=True, eq=False)
class Run:
    """One data set, and the systems that are wanted.

    Attributes
    ----------
    ml : MovieLens
        Or anything with `name`, `ratings` and `movies`.
    systems : sequence of System
    keys : dict of str to str
        What each system's result is kept under.
    """

    ml: MovieLens
    systems: Sequence[System]
    keys: dict[str, str]

    @classmethod
    def of(cls, ml: MovieLens, systems: Sequence[System]) -> Run:
        """Work out the keys."""
        data = cache.digest_of_data(ml.ratings, ml.movies)
        return cls(ml, systems, {system.key: cache.key_of(system, data, ml.movies) for system in systems})

    def kept(self) -> dict[str, dict[str, Any]]:
        """The results that are there already."""
        found = {system.key: cache.load(system, self.keys[system.key]) for system in self.systems}
        return {key: result for key, result in found.items() if result is not None}

    def unavailable(self) -> dict[str, dict[str, Any]]:
        """What stands in the place of results of systems that cannot be measured here."""
        said = {system.key: system.unavailable() for system in self.systems}
        return {key: {"note": note} for key, note in said.items() if note}

    def results(self, *, force: bool = False, tell: Tell = lambda system, what: None) -> dict[str, dict[str, Any]]:
        """All results; what is missing is measured, and kept as soon as it is there.

        Parameters
        ----------
        force : bool
            Measure everything anew.
        tell : callable
            Told which system it is about, and what is being done: "kept" for one that was there, "done" after one that was
            measured, or the reason why it cannot be.

        Returns
        -------
        dict of str to dict
            By key; `{"note": sentence}` for a system that cannot be measured here.
        """
        found = self.unavailable() | ({} if force else self.kept())
        missing = [system for system in self.systems if system.key not in found]
        for system in self.systems:
            if system.key in found:
                tell(system, found[system.key].get("note", "kept"))
        if not missing:
            return found
        split, newcomers = self.parts()
        for system in missing:
            try:
                found[system.key] = measure(
                    system, self.ml.movies, split, newcomers, lambda what, system=system: tell(system, what)
                )
            except (DataError, MemoryError) as error:
                note = str(error) or "There is not enough memory for it here."
                found[system.key] = {"note": note}
                tell(system, note)
                continue
            cache.keep(system, self.keys[system.key], found[system.key])
            tell(system, "done")
        return found

    def parts(self) -> tuple[Split, Newcomers]:
        """What is learned from and what is held out, for the table and for the newcomers."""
        return Split.of(self.ml.ratings, self.ml.movies), Newcomers.of(self.ml.ratings, self.ml.movies)

    def facts(self) -> dict[str, int]:
        """Sizes that the page tells."""
        split, newcomers = self.parts()
        return {
            "ratings": len(self.ml.ratings),
            "users": self.ml.ratings["user_id"].nunique(),
            "movies": self.ml.ratings["movie_id"].nunique(),
            "train": len(split.train),
            "judged": len(split.wanted.users),
            "newcomers": len(newcomers.wanted.users),
        }
