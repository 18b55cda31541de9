"""Where the table goes: the page, its figures, and the csv files that lab 07 reads."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from recsys_utils.files import write_whole
from recsys_utils.leaderboard.page import page
from recsys_utils.leaderboard.table import as_csv, cold_start_table, leaderboard_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from recsys_utils.leaderboard.running import Run

PAGE, TABLE, COLD, FIGURES = (
    "leaderboard.md",
    "leaderboard.csv",
    "cold_start.csv",
    ("leaderboard.svg", "cold_start.svg"),
)
DRAWN = (
    "most rated (lab 01)", "weighted rating (lab 01)", "user neighbours (lab 02)", "words and genres (lab 03)", "candidate network (lab 06)",
    "switching hybrid (lab 07)", "EASE (reference)",
)  # fmt: skip


def home(root: Path | None = None) -> dict[str, Path] | None:
    """Where each file belongs in the course's repository; None outside it."""
    root = root or Path(__file__).resolve().parents[2]
    lab, docs = root / "labs" / "07_hybrid", root / "docs"
    if not (lab.is_dir() and docs.is_dir()):
        return None
    return {PAGE: docs / PAGE, TABLE: lab / TABLE, COLD: lab / COLD} | {
        name: docs / "images" / name for name in FIGURES
    }


def inside(folder: Path) -> dict[str, Path]:
    """All files in one folder."""
    return {name: folder / name for name in (PAGE, TABLE, COLD, *FIGURES)}


def texts(run: Run, results: dict[str, dict], places: dict[str, Path]) -> dict[str, str]:
    """The files that hold text, by name: the same for the same results."""
    table, cold = leaderboard_table(run.systems, results), cold_start_table(run.systems, results)
    pictures = "" if places[FIGURES[0]].parent == places[PAGE].parent else f"{places[FIGURES[0]].parent.name}/"
    told = page(run.ml.name, table, cold, run.systems, results, run.facts(), pictures)
    return {PAGE: told, TABLE: as_csv(table), COLD: as_csv(cold)}


def write(run: Run, results: dict[str, dict], places: dict[str, Path]) -> None:
    """Write the page, both csv files and both figures, each whole or not at all."""
    for name, text in {**texts(run, results, places), **_figures(run, results)}.items():
        write_whole(places[name], text.encode())


def differences(run: Run, results: dict[str, dict], places: dict[str, Path]) -> list[str]:
    """What of the written files is not what the results say, one sentence each."""
    found = []
    for name, text in texts(run, results, places).items():
        if not places[name].is_file():
            found.append(f"{places[name]} has not been written.")
        elif places[name].read_text("utf-8") != text:
            found.append(f"{places[name]} says something else than the kept results.")
    return found + [f"{places[name]} has not been drawn." for name in FIGURES if not places[name].is_file()]


def _figures(run: Run, results: dict[str, dict]) -> dict[str, str]:
    import matplotlib

    from recsys_utils.plots import use_course_style
    from recsys_utils.plots.leaderboard import plot_cold_start, plot_leaderboard

    table, cold = leaderboard_table(run.systems, results), cold_start_table(run.systems, results)
    if not table["recall"].notna().any():
        return {}
    with matplotlib.rc_context({"svg.hashsalt": "labs", "svg.fonttype": "none"}):
        use_course_style()
        drawn = [name for name in DRAWN if name in set(cold["system"])]
        return {
            FIGURES[0]: _svg(plot_leaderboard(table)),
            FIGURES[1]: _svg(plot_cold_start(cold, drawn or None)),
        }


def _svg(figure: Figure) -> str:
    import matplotlib.pyplot as plt

    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return drawn.getvalue()


def shown(table: pd.DataFrame) -> list[list[str]]:
    """The table for a terminal: a heading and rows of text."""
    rows = [["system", "recall", "nDCG", "RMSE", "cover", "divers.", "novelty", "fit s", "list ms"]]
    forms = (".4f", ".4f", ".3f", ".1%", ".3f", ".2f", ",.2f", ",.2f")
    names = ("recall", "ndcg", "rmse", "coverage", "diversity", "novelty", "fit_seconds", "ms_per_list")
    for row in table.itertuples():
        values = [getattr(row, name) for name in names]
        rows.append([row.system, *(format(v, f) if v == v else "–" for v, f in zip(values, forms, strict=True))])
    return rows
