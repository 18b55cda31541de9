"""Which folders of this machine a submission sees, and where: everything else does not exist for it."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from grader.errors import UserError
from grader.sandbox.policy import View

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime", "/etc/fonts")  # fmt: skip


def libraries() -> list[Path]:
    """The folders this interpreter imports installed packages from."""
    return [Path(p) for p in sys.path if Path(p).name in ("site-packages", "dist-packages") and Path(p).is_dir()]


def package_folders(names: Iterable[str], root: Path) -> list[Path]:
    """Where packages lie: the folder of each, or its file.

    Parameters
    ----------
    names : iterable of str
        Top-level packages.
    root : Path
        The course's folder, looked in first.

    Raises
    ------
    UserError
        If there is no such package.
    """
    found = []
    for name in names:
        here = root / name
        if (here / "__init__.py").is_file():
            found.append(here.resolve())
            continue
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise UserError(f"nbgrader_config.py names {name} in c.OracleExecute.packages, but no such package exists.")
        places = list(spec.submodule_search_locations or [spec.origin])
        found += [Path(place).resolve() for place in places]
    return found


def _inside(path: Path, folders: Iterable[Path]) -> bool:
    return any(path == folder or folder in path.parents for folder in folders)


def arguments(view: View) -> list[str]:
    """bwrap's arguments for all that is read-only."""
    links, shown = [], []
    for name in map(Path, _SYSTEM):
        if name.is_symlink():
            links.append((os.readlink(name), name))
        elif name.is_dir():
            shown.append(name)
    prefixes = {Path(sys.base_prefix), Path(sys.prefix), Path(os.path.realpath(sys.executable)).parent.parent}
    store = [Path("/nix/store")] if Path("/nix/store").is_dir() else []
    wanted = [*shown, *prefixes, *libraries(), *store, *view.packages, *view.data]
    wanted = [Path(os.path.abspath(p)) for p in wanted if Path(p).exists()]
    if Path("/") in wanted:
        raise UserError("The folder / cannot be shown to submissions; check c.OracleExecute.data.")
    binds: list[Path] = []
    for path in sorted(set(wanted), key=lambda p: len(p.parts)):
        masked = any(_inside(path, [h]) and _inside(h, binds) for h in view.hidden)
        if masked or not _inside(path, binds):
            binds.append(path)
    masks = [h for h in dict.fromkeys(view.hidden) if _inside(h, binds) and h not in binds]
    order = sorted([(p, "bind") for p in binds] + [(p, "mask") for p in masks], key=lambda pair: len(pair[0].parts))
    said: list[str] = []
    made: set[Path] = {Path("/")}
    for path, kind in order:
        for parent in reversed(path.parents):
            if parent not in made and not _inside(parent, binds):
                said += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        if kind == "bind":
            said += ["--ro-bind", str(path), str(path)]
        else:
            said += ["--perms", "0755", "--size", "65536", "--tmpfs", str(path)]
    for target, name in links:
        said += ["--symlink", target, str(name)]
    said += ["--perms", "0755", "--dir", "/etc"]
    for name in _SETTINGS:
        said += ["--ro-bind-try", name, name]
    for path in masks:
        said += ["--remount-ro", str(path)]
    return said
