"""The look of every figure, and how a figure gets its description for readers who cannot see it."""

from __future__ import annotations

import base64
import html
import io

import matplotlib as mpl
from IPython.display import HTML, display
from matplotlib.figure import Figure

# Okabe and Ito's palette, made to be told apart with any kind of colour vision; black and grey for what is not data.
COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "grey": "#767676",
}


def use_course_style() -> None:
    """Set the fonts, colours and sizes that the course's figures share."""
    mpl.rcParams.update(
        {
            "figure.figsize": (8.0, 4.2),
            "figure.dpi": 110,
            "figure.facecolor": "white",  # a figure stays readable on JupyterLab's dark theme
            "font.size": 11,
            "axes.titlesize": 12,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.alpha": 0.25,
            "axes.prop_cycle": mpl.cycler(color=[c for name, c in COLOURS.items() if name not in ("grey", "yellow")]),
            "legend.frameon": False,
        }
    )


def show(figure: Figure, alt: str) -> None:
    """Display a figure in the notebook with a text that says what it shows.

    Parameters
    ----------
    figure : Figure
        A finished figure; it is closed afterwards, so that it is not shown a second time.
    alt : str
        What a reader should see in it, one or two sentences; screen readers read it out.
    """
    import matplotlib.pyplot as plt

    picture = io.BytesIO()
    figure.savefig(picture, format="png", bbox_inches="tight")
    plt.close(figure)
    data = base64.b64encode(picture.getvalue()).decode()
    display(
        HTML(f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt, quote=True)}" style="max-width:100%">')
    )
