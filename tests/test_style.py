"""House rules that a machine can hold: lint, spelling, links, headings, pictures, module length, which way imports go."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("grader", "recsys_utils", "public_tests", "hidden_tests")
# What a package may import of the others; the oracles know one module of the grader, whose interface is theirs.
ARROWS = {
    "grader": (),
    "recsys_utils": (),
    "public_tests": ("recsys_utils",),
    "hidden_tests": ("grader.oracle", "recsys_utils"),
}
LONGEST_MODULE = 250
LONGER = {"grader/wire.py": 350}  # runs in the kernel by itself, so it cannot be cut into modules
# In two parts, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "registry" + ".yarn",
    "conda" + ".anaconda.org",
]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/" + "opt/", ".py" + "env/versions", "/" + "Users/", "/" + "tmp/"]
MARKS_OF_WORK = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]


@cache
def tracked() -> list[Path]:
    """Every file of the project: what git has, and what it does not ignore; without git, what a fresh copy holds."""
    if (ROOT / ".git").exists():
        # A checkout may belong to another user than the one who tests it; git would not even list it then.
        git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        paths = {ROOT / name for name in listed if name}
    else:
        ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line]
        paths = {
            path
            for top in ROOT.iterdir()
            if top.name not in ignored
            for path in ([top] if top.is_file() else top.rglob("*"))
            if not any(part in ignored for part in path.relative_to(ROOT).parts)
            and not path.is_relative_to(ROOT / "demo" / "run")
        }
    return sorted(path for path in paths if path.is_file())


@cache
def text_of(path: Path) -> str:
    """The file as text; "" for pictures and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the project's folder."""
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    assert program, f"{command[0]} is not installed: run `make setup`"
    return subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize(
    "arguments",
    [("check", "--output-format", "concise"), ("format", "--check", "--output-format", "concise")],
    ids=lambda a: a[0],
)
def test_ruff(arguments):
    done = tool("ruff", *arguments, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_spelling():
    done = tool(
        "codespell",
        *[named(path) for path in tracked() if path.suffix in {".md", ".py", ".toml", ".yml", ".j2", ".html", ".css"}],
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- teaching text and documents


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


# ---- code


def modules(package: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == package]


@pytest.mark.parametrize("package", [*PACKAGES, "tools"])
def test_a_module_has_one_subject_and_a_readable_length(package):
    lengths = {named(path): len(text_of(path).splitlines()) for path in modules(package)}
    assert lengths
    long = [f"{name}: {length} lines" for name, length in lengths.items() if length > LONGER.get(name, LONGEST_MODULE)]
    assert not long, "\n".join(long)


def test_every_module_says_what_it_is():
    mute = [
        named(path)
        for package in (*PACKAGES, "tools")
        for path in modules(package)
        if not ast.get_docstring(ast.parse(text_of(path)))
    ]
    assert not mute, "\n".join(mute)


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, everywhere: bool) -> set[str]:
    """Full names of what a module imports: everywhere in it, or only as it is loaded itself."""
    tree = ast.parse(text_of(path))
    nodes = list(ast.walk(tree)) if everywhere else at_load(tree.body)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def at_load(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements that run when a module is imported: not inside functions, nor under TYPE_CHECKING."""
    found: list[ast.stmt] = []
    for node in body:
        found.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            found += at_load(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for field in ("body", "orelse", "finalbody", "handlers"):
                for inner in getattr(node, field, []):
                    found += at_load(inner.body) if isinstance(inner, ast.ExceptHandler) else at_load([inner])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_between_packages_go_one_way(package):
    others = {*PACKAGES, "tests", "tools"} - {package}
    wrong = []
    for path in modules(package):
        names = {name for name in imports(path, everywhere=True) if name.split(".")[0] in others}
        allowed = {name for name in names for arrow in ARROWS[package] if name == arrow or name.startswith(f"{arrow}.")}
        # `from grader import oracle` names grader as well; what counts is the module that is meant.
        allowed |= {name for name in names if any(meant.startswith(f"{name}.") for meant in allowed)}
        wrong += [f"{named(path)} imports {name}" for name in sorted(names - allowed)]
    assert not wrong, "\n".join(wrong)


def test_no_module_imports_itself_in_a_circle():
    paths = {dotted(path): path for package in PACKAGES for path in modules(package)}
    graph = {
        name: {n for n in imports(path, everywhere=False) if n in paths and n != name} for name, path in paths.items()
    }

    def circle(name: str, way: tuple[str, ...]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        return next(
            (found for after in sorted(graph[name]) if after not in done and (found := circle(after, (*way, name)))), []
        )

    done: set[str] = set()
    for name in sorted(graph):
        found = circle(name, ())
        assert not found, " imports ".join(found)
        done.add(name)


# ---- what must not be in any file


@pytest.mark.parametrize(
    "words", [REGISTRIES, MACHINE_PATHS, MARKS_OF_WORK], ids=["registries", "paths", "marks of work"]
)
def test_no_file_names(words):
    held = [f"{named(path)}: {word}" for path in tracked() for word in words if word in text_of(path)]
    assert not held, "\n".join(held)


def test_text_files_are_clean():
    dirty = []
    for path in tracked():
        text = text_of(path)
        if "\r" in text:
            dirty.append(f"{named(path)}: line ends of another system")
        if text and not text.endswith("\n"):
            dirty.append(f"{named(path)}: no line end at the end")
        if path.suffix in {".py", ".md", ".toml", ".yml"} and re.search(r"[ \t]+$", text, re.MULTILINE):
            dirty.append(f"{named(path)}: blanks at a line's end")
    assert not dirty, "\n".join(dirty)


def notebooks() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".ipynb" and path.relative_to(ROOT).parts[0] in {"source", "release"}
    ]


def test_committed_notebooks_hold_no_output():
    assert notebooks(), "no notebook in source/ and release/: run `make build`"
    for path in notebooks():
        for cell in json.loads(text_of(path))["cells"]:
            assert not cell.get("outputs"), f"{named(path)}: cell {cell.get('id')} holds output"
            assert cell.get("execution_count") is None, f"{named(path)}: cell {cell.get('id')} was run"


def test_no_script_lies_where_nbgrader_would_hand_it_out():
    loose = [
        named(path)
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"source", "release"}
    ]
    loose += [
        named(path)
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == "labs" and path.parent != ROOT / "labs"
    ]
    assert not loose, "\n".join(loose)
