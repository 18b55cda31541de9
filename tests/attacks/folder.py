"""What lies beside the notebook in the submission's folder."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

from tests.attacks.host import Host
from tests.attacks.model import Family

family = Family("Files in the submission's folder")
add = family.add

READ = """
    import os
    for folder, inner, files in os.walk(".", followlinks=False):
        for name in files + inner:
            path = os.path.join(folder, name)
            try:
                print(path, open(path, errors="replace").read()[:2000])
            except OSError as error:
                print(error)
"""


def _links(folder: Path, host: Host) -> None:
    root = folder.parent.parent.parent
    for name, target in {
        "outside": host.folder / "outside.txt",
        "home": host.home,
        "source": root / "source",
        "book": root / "gradebook.db",
        "etc": Path("/etc"),
        "up": Path("../.."),
        "relative": Path("../../../labs"),
    }.items():
        (folder / name).symlink_to(target)
    (folder / "again").symlink_to(folder)
    (folder / "nowhere").symlink_to("nothing-there")


add("symlinks", "hands in links to the course, the home and the system", READ, files=_links)


def _linked_notebook(folder: Path, host: Host) -> None:
    notebook = next(folder.glob("*.ipynb"))
    notebook.unlink()
    notebook.symlink_to(folder.parent.parent.parent / "source" / folder.name / notebook.name)


add("notebook-link", "hands in a link to the solution as its notebook", files=_linked_notebook,
    ends=("graded", "missing", "unreadable"))  # fmt: skip


def _linked_folder(folder: Path, host: Host) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.symlink_to(folder.parent.parent.parent / "source" / folder.name)


add("folder-link", "hands in a link to the source folder as its folder", files=_linked_folder,
    ends=("graded", "missing", "unreadable"))  # fmt: skip


# Whoever can make a hard link to a file could read it before, so what it holds is no secret from that student; what
# matters is that the file itself cannot be changed through it.
add("hard-link", "changes a file outside through a hard link that it hands in", """
    for name in ("hard.txt",):
        try:
            open(name, "w").write("changed")
        except OSError as error:
            print(error)
""", files=lambda folder, host: os.link(folder.parent.parent.parent / "nbgrader_config.py", folder / "hard.txt"))  # fmt: skip


def _odd_files(folder: Path, host: Host) -> None:
    os.mkfifo(folder / "pipe.csv")
    os.mkfifo(folder / "another.ipynb")
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path may not be long
        try:
            made.bind("socket.csv")
        finally:
            os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(folder / "zero.csv", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
        os.mknod(folder / "disk.csv", 0o666 | stat.S_IFBLK, os.makedev(8, 0))


add("odd-files", "hands in pipes, sockets and device nodes", READ, files=_odd_files)


def _large_files(folder: Path, host: Host) -> None:
    with (folder / "sparse.csv").open("wb") as file:
        file.truncate(10**12)
    (folder / "large.csv").write_bytes(bytes(3_000_000))
    for number in range(1500):
        (folder / f"small-{number}.txt").write_text("x")


add("large-files", "hands in a sparse file of a terabyte and 1,500 small ones", files=_large_files)


def _large_notebook(folder: Path, host: Host) -> None:
    with next(folder.glob("*.ipynb")).open("r+b") as file:
        file.truncate(10**11)


add("large-notebook", "hands in a sparse notebook of 100 GB", files=_large_notebook, ends=("unreadable",))

FAKES = {
    "numpy.py": "class testing:\n    assert_allclose = staticmethod(lambda *a, **k: None)\narray = asarray = list\n",
    "pandas.py": "",
    "public_tests.py": "test_weighted_rating = print\n",
    "recsys_utils.py": "",
    "hidden_tests.py": "",
    "attack_oracles.py": "",
    "grader.py": "",
    "nbgrader_config.py": "c = get_config()\nc.OracleExecute.oracle_package = ''\n",
    "sitecustomize.py": "import builtins\nbuiltins.AssertionError = Warning\n",
    "usercustomize.py": "",
    "conftest.py": "",
    "ast.py": "",
    "ipython_config.py": "c = get_config()\nc.InteractiveShellApp.exec_lines = ['get_ipython().transform_cell = lambda s: \"5.0\"']\n",
    "ipython_kernel_config.py": "c = get_config()\nc.IPKernelApp.exec_lines = ['get_ipython().transform_cell = lambda s: \"5.0\"']\n",
    "jupyter_config.json": '{"Exporter": {"preprocessors": ["atk.Nothing"]}}',
    "jupyter_nbconvert_config.json": '{"Exporter": {"preprocessors": ["atk.Nothing"]}}',
    "zygote.pth": "import builtins; builtins.AssertionError = Warning\n",
    "pyvenv.cfg": "home = /nowhere\n",
    "python": "#!/bin/sh\nexit 0\n",
}


def _siblings(folder: Path, host: Host) -> None:
    for name, text in FAKES.items():
        (folder / name).write_text(text)
    for package in ("public_tests", "numpy", "grader", "IPython", "zmq"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("test_weighted_rating = print\n")
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("get_ipython().transform_cell = lambda source: '5.0'\n")
    for name in ("profile_default/startup", ".jupyter"):
        (folder / name).mkdir(parents=True)
        (folder / name / "00.py").write_text("get_ipython().transform_cell = lambda source: '5.0'\n")


add("siblings", "hands in numpy.py, public_tests.py, grader.py, sitecustomize.py and start-up files", files=_siblings)


def _later_siblings(folder: Path, host: Host) -> None:
    (folder / "data.txt").write_text(FAKES["public_tests.py"])


add("late-siblings", "writes public_tests.py and numpy.py beside itself and imports them anew", """
    import sys
    for name in ("public_tests", "numpy", "attack_oracles", "_plain_answers", "json", "hashlib", "binascii"):
        with open(name + ".py", "w") as file:
            file.write(open("data.txt").read() if name == "public_tests" else "raise ImportError\\n")
    for name in [n for n in sys.modules if n.split(".")[0] == "public_tests"]:
        del sys.modules[name]
    sys.path.insert(0, ".")
""", files=_later_siblings)  # fmt: skip


def _pages(folder: Path, host: Host) -> None:
    (folder / f"{folder.name}.html").write_text("<script>document.title='atk'</script>Full marks")
    (folder / "timestamp.txt").write_text("9" * 5000)
    (folder / "grades.json").write_text('{"score": 15}')
    (folder / f"{folder.name}.json").write_text('{"metadata": {"grading": {"cells": {"test_double": 5}}}}')


add("pages", "hands in a feedback page, a record of marks and a forged date", files=_pages)


def _odd_names(folder: Path, host: Host) -> None:
    for name in (
        "[a-z]*.csv",
        "$(touch atk).csv",
        "-rf",
        "a\nb.csv",
        "a\\b.csv",
        "é.csv",
        "CON",
        "`id`.csv",
        "%s%n.csv",
        "{x}.csv",
    ):
        (folder / name).write_text("1")
    (folder / os.fsdecode(b"\xff\xfe.csv")).write_text("1")
    deep = folder
    for _ in range(60):
        deep = deep / "deeper"
    deep.mkdir(parents=True)
    (deep / "file.csv").write_text("1")


add("odd-names", "hands in files whose names are patterns, commands, options or not text", files=_odd_names)
