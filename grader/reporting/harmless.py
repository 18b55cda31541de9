"""What notebooks put into a feedback page, changed so that it moves, hides and covers nothing of the page around it.

The page's policy stops scripts, frames and forms; it cannot stop a `<meta>` from sending the reader to another site, nor
styles from hiding the summary. What does so is looked for letter by letter, wherever it stands: a parser that reads a
comment or an unclosed quote other than the reader's browser does would let something pass. What a page shows of code and
printed text is not touched: there a `<` is written `&lt;`.
"""

from __future__ import annotations

import html
import re

# A second `<body>` or `<html>` hands its attributes to the first one.
_START = r"<(?:/?(?:base|embed|form|frame|frameset|iframe|link|meta|object|style)|body|html)(?=[\s/>])"
_LEFT = re.compile(_START, re.IGNORECASE)
_TAG = re.compile(rf"""{_START}(?:[^<>"']|"[^"<>]*+"|'[^'<>]*+')*+>""", re.IGNORECASE)
_SHEET = re.compile(r"<style(?:\s[^<>]*+)?>[^<]*+</style\s*+>", re.IGNORECASE)
_LONGEST = 1000  # characters of a style that are looked at: a longer one is not kept
_SPACE = r"[\t\n\f\r ]*+"  # HTML's white space, which is less than `\s`
_VALUE = rf""""([^"]{{0,{_LONGEST}}})|'([^']{{0,{_LONGEST}}})|([^\t\n\f\r >]{{0,{_LONGEST}}})"""
_STYLE = re.compile(rf"""(?<=[\s/"'])style(?={_SPACE}={_SPACE}(?:{_VALUE}))""", re.IGNORECASE)
_PLACED = re.compile(r"\\|(?<!-)position|z-index", re.IGNORECASE)  # with a `\` CSS can spell any word


def harmless(body: str) -> str:
    """The body of a page without tags that act on all of it, and without styles that put something over the rest.

    Parameters
    ----------
    body : str
        What stands after the page's own `<body>`.
    """
    body = _TAG.sub("", _SHEET.sub("", body))
    body = _LEFT.sub(lambda found: "&lt;" + found[0][1:], body)  # a tag that does not end, or one made by what went
    return _STYLE.sub(_style, body)


def _style(found: re.Match) -> str:
    """The name of a style attribute; one that means nothing to a browser if the style moves what it belongs to."""
    value = next(filter(None, found.groups()), "")
    moves = len(value) >= _LONGEST or _PLACED.search(html.unescape(value))
    return f"data-{found[0]}" if moves else found[0]
