"""Figures of the labs: one style, labelled axes with units, colours that colour-blind readers can tell apart."""

from recsys_utils.plots.style import COLOURS, show, use_course_style

__all__ = ["COLOURS", "show", "use_course_style"]
