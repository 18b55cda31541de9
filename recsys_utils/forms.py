"""A small form to rate a handful of movies by hand; plain values where there are no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

NOT_SEEN = "not seen"


def rating_form(
    movies: Mapping[int, str],
    answers: Mapping[int, float],
    respond: Callable[[dict[int, float]], Any],
    stars: tuple[int, ...] = (1, 2, 3, 4, 5),
) -> dict[int, float]:
    """Show one menu a movie, and below it what a recommender makes of the answers, anew after every change.

    Nothing waits for input: the function returns at once, and the form goes on working. Without ipywidgets (or outside
    a notebook) it says so in one sentence and shows what the recommender makes of the plain values.

    Parameters
    ----------
    movies : mapping of int to str
        Item to title, in the order of the form.
    answers : mapping of int to float
        What is filled in at first, in stars; items that `movies` does not hold are kept as they are.
    respond : callable
        Gets the answers (item to stars), gives back what is to be shown, usually a table.
    stars : tuple of int
        The ratings one can give.

    Returns
    -------
    dict of int to float
        The answers; the form changes this very dict, so the next cell sees what was filled in.
    """
    current = dict(answers)
    widgets = _widgets()
    from IPython.display import display

    if widgets is None:
        print("No form here: ipywidgets is not installed or this is no notebook, so the plain values above are taken.")
        display(respond(dict(current)))
        return current
    menus, shown = {}, widgets.Output()

    def refresh(_: Any = None) -> None:
        for item, menu in menus.items():
            current.pop(item, None)
            if menu.value != NOT_SEEN:
                current[item] = float(menu.value)
        shown.clear_output(wait=True)  # the old list stays until the new one is there: no flicker
        with shown:
            display(respond(dict(current)))

    for item, title in movies.items():
        filled = next((value for value in stars if value == answers.get(item)), NOT_SEEN)
        menus[item] = widgets.Dropdown(
            options=[NOT_SEEN, *stars],
            value=filled,
            description=title,
            style={"description_width": "260px"},
            layout=widgets.Layout(width="380px"),
        )
        menus[item].observe(refresh, names="value")
    grid = widgets.GridBox(list(menus.values()), layout=widgets.Layout(grid_template_columns="repeat(2, 400px)"))
    refresh()
    display(widgets.VBox([grid, shown]))
    return current


def _widgets() -> Any:
    """The widgets' module, or None where they cannot be shown: not installed, or no notebook."""
    from IPython import get_ipython

    try:
        import ipywidgets
    except ImportError:
        return None
    shell = get_ipython()
    return ipywidgets if shell is not None and hasattr(shell, "kernel") else None
