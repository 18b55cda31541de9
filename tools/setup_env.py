"""Make `.venv` ready: find a Python that suits, then hand over to `install.py` under it.

This file runs under whatever `python3` happens to be, so it keeps to what every Python since 2.7 can parse:
no annotations, no f-strings.
"""

import argparse
import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV_PYTHON = os.path.join(ROOT, ".venv", "bin", "python")
# Set for the Python that was chosen here, so that a wrapper which runs yet another Python ends in a sentence, not in a loop.
CHOSEN = "RECSYS_LABS_SETUP_PYTHON"


def dotted(version):
    """`(3, 11)` as `3.11`."""
    return ".".join(str(part) for part in version)


def suits(version):
    """Whether the labs' packages exist for this Python version."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def version_of(command):
    """The version of the Python that `command` starts, or None if it starts none (an empty pyenv shim, a dead link)."""
    code = "import sys; sys.stdout.write('%d %d' % sys.version_info[:2])"
    try:
        with open(os.devnull, "w") as nowhere:
            answer = subprocess.check_output([command, "-c", code], stderr=nowhere).decode()
        return tuple(int(part) for part in answer.split())
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def find_suitable():
    """The environment's own Python if there is one, else the newest that suits on PATH, else None."""
    newest_first = ["python{}.{}".format(NEWEST[0], minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for command in [VENV_PYTHON] + newest_first:
        version = version_of(command)
        if version and suits(version):
            return command
    return None


def main():
    """Check this Python, look for a better one if it does not suit, and install under the one that does."""
    parser = argparse.ArgumentParser(description="Make .venv ready; does nothing where it already is.")
    parser.add_argument("--only-this", action="store_true", help="use the Python that runs this, and no other")
    options = parser.parse_args()
    if suits(sys.version_info):
        import install

        return install.main(exactly=options.only_this)
    mine = "this is {} ({})".format(dotted(sys.version_info[:2]), sys.executable)
    needs = "recsys-labs needs Python {} to {}".format(dotted(OLDEST), dotted(NEWEST))
    found = None if options.only_this or os.environ.get(CHOSEN) else find_suitable()
    if not found:
        sys.stderr.write("{}, {}: install one and run `make setup PYTHON=python3.12`\n".format(needs, mine))
        return 2
    command = found
    if command != VENV_PYTHON:
        sys.stdout.write("{}, {}: using {} instead\n".format(needs, mine, command))
        sys.stdout.flush()
    environment = dict(os.environ)
    environment[CHOSEN] = command
    return subprocess.call([command, os.path.abspath(__file__)], env=environment)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.stderr.write("\nset-up was interrupted: run `make setup` again\n")
        sys.exit(130)
