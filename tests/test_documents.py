"""What people read, in markdown files and in labs: links that lead somewhere, headings in order, words for pictures."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from tests.tree import ROOT, named, text_of, tracked


def lab_cells(path: Path) -> list[tuple[int, str]]:
    """The markdown cells of a lab's truth: the line each begins on, and its text."""
    cells: list[tuple[int, list[str]]] = []
    inside = False
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if line.startswith("# %%"):
            inside = "[markdown]" in line
            if inside:
                cells.append((number, []))
        elif inside and line.startswith("#"):
            cells[-1][1].append(line[2:])
    return [(number, "\n".join(lines)) for number, lines in cells]


def documents() -> list[tuple[Path, str]]:
    """Everything people read: markdown files whole, a lab's markdown cells joined."""
    labs = [
        (path, "\n\n".join(text for _, text in lab_cells(path)))
        for path in tracked()
        if path.parent == ROOT / "labs" and path.suffix == ".py"
    ]
    return [(path, text_of(path)) for path in tracked() if path.suffix == ".md"] + labs


def without_fences(text: str) -> str:
    """Markdown without its fenced blocks, in which # is a comment."""
    return re.sub(r"^( *)(```+|~~~+).*?^\1\2", "", text, flags=re.MULTILINE | re.DOTALL)


def without_code(text: str) -> str:
    """Markdown without fenced blocks, code spans and formulas, in which brackets mean something else."""
    text = re.sub(r"\$\$.*?\$\$", "", without_fences(text), flags=re.DOTALL)
    return re.sub(r"(`+).+?\1|\$[^$\n]+\$", "", text)


def links(text: str) -> list[str]:
    """Targets of links and pictures, in markdown and in HTML."""
    text = without_code(text)
    return re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)


def anchors(path: Path) -> set[str]:
    """The names of a markdown file's headings, as links call them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(text_of(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_relative_links_lead_somewhere():
    broken = []
    for path, text in documents():
        folders = [path.parent]
        if path.suffix == ".py":
            folders.append(path.with_suffix(""))  # a lab's companions go beside its notebook
        if "student_edition" in path.parts:
            folders.append(ROOT)  # docs/ is published with it
        for link in links(text):
            if re.match(r"[a-z]+:|//", link):
                continue
            target, _, anchor = unquote(link).partition("#")
            found = [folder / target for folder in folders if (folder / target).exists()] if target else [path]
            if not found:
                broken.append(f"{named(path)}: {link}")
            elif anchor and found[0].suffix == ".md" and anchor not in anchors(found[0]):
                broken.append(f"{named(path)}: {link} (no such heading)")
    assert not broken, "\n".join(broken)


def test_headings_go_down_one_level_at_a_time():
    jumps = []
    for path, text in documents():
        level = 0
        for marks, title in re.findall(r"^(#+) (.+)$", without_fences(text), re.MULTILINE):
            if len(marks) > level + 1:
                jumps.append(f"{named(path)}: {marks} {title}")
            level = len(marks)
        if text.strip() and len(re.findall(r"^# ", without_fences(text), re.MULTILINE)) != 1:
            jumps.append(f"{named(path)}: needs exactly one title")
    assert not jumps, "\n".join(jumps)


def test_every_picture_has_words_for_it():
    mute = []
    for path, text in documents():
        text = without_code(text)
        mute += [
            f"{named(path)}: {target}"
            for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
            if len(alt.split()) < 3
        ]
        mute += [
            f"{named(path)}: {tag}"
            for tag in re.findall(r"<img\b[^>]*>", text)
            if not re.search(r'\balt="[^"]{10,}"', tag)
        ]
    mute += [
        named(path)
        for path in tracked()
        if path.suffix == ".svg" and path.parts[-3] == "labs" and not re.search(r"<title[ >]", text_of(path))
    ]
    assert not mute, "\n".join(mute)
