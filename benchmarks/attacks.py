"""Marks every attack of `tests/attacks` with nbgrader as it comes and with this grader, and writes the table of both.

    python -m benchmarks.attacks               # both columns, then the table in docs/security.md
    python -m benchmarks.attacks --ours        # this grader again, nbgrader's column as it was measured before
    python -m benchmarks.attacks --theirs NAME # one attack, nbgrader alone

What was measured is kept in benchmarks/attacks.json. Attacks that could harm the machine are never run without a sandbox:
there the table says "not run".
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.page import ROOT, Part
from tests.attacks import lab
from tests.attacks.catalogue import ATTACKS, DIGESTS, FAMILIES, named
from tests.attacks.harness import WRITTEN, Arena, attack_course, leaks, sweep, vanishing
from tests.attacks.host import PLACES, snapshot
from tests.attacks.model import Attack

PART = Part("<!-- attacks: begin -->", "<!-- attacks: end -->", page=ROOT / "docs" / "security.md")
KEPT = ROOT / "benchmarks" / "attacks.json"
# nbgrader as it comes, but for the time a cell may take, so that endless loops are measured within minutes.
PLAIN = 'c = get_config()\nc.CourseDirectory.course_id = "plain"\nc.Execute.timeout = 5\n'
PATIENCE = 100  # seconds for three or four submissions of some cells each


def nbgrader(course: Path, *arguments: str) -> tuple[int | None, str]:
    """Run an nbgrader command; its exit code, None if it had to be ended, and the end of what it printed."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(
            command, cwd=course, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            code = None
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        return code, said.read()[-3000:]


def template(folder: Path) -> Path:
    """A plain course into whose gradebook the lab has been put."""
    course = lab.make_course(folder, dict.fromkeys(PLACES, "none")).root
    (course / "nbgrader_config.py").write_text(PLAIN)
    code, said = nbgrader(course, "generate_assignment", lab.LAB)
    if code != 0:
        raise SystemExit(f"nbgrader cannot make the assignment: {said}")
    return course / "gradebook.db"


def scores(book: Path) -> dict[str, float]:
    """Automatic marks by student; whoever has no mark for a question is not in it."""
    query = """
        select student.id, sum(grade.auto_score), sum(grade.auto_score is null)
        from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        join student on submitted_assignment.student_id = student.id group by student.id
    """
    try:
        with sqlite3.connect(f"file:{book}?mode=ro", uri=True) as base:
            return {student: score for student, score, unmarked in base.execute(query) if not unmarked}
    except sqlite3.Error:
        return {}


def alone(name: str, book: Path) -> list[str]:
    """What one attack manages where nbgrader marks it between two honest submissions."""
    (attack,) = named(name)
    if attack.dangerous:
        return ["not run"]
    with tempfile.TemporaryDirectory(prefix="alone-", ignore_cleanup_errors=True) as folder:
        arena = Arena(Path(folder), [attack])
        course, said = arena.course.root, []
        (course / "nbgrader_config.py").write_text(PLAIN)
        shutil.copyfile(book, course / "gradebook.db")
        with arena.host.listening():
            arena.fill()
            before = snapshot(course, WRITTEN)
            code, _ = nbgrader(course, "autograde", lab.LAB)
            said += [f"knocked at {text.split(':')[0]}" for text in arena.host.heard if arena.who(text)]
            after = snapshot(course, WRITTEN)
            said += [
                "changed the course" for name in before.keys() | after.keys() if before.get(name) != after.get(name)
            ]
            said += ["left files outside" for _ in arena.host.traces(course)]
            said += ["processes live on" for _ in vanishing(arena.host)]
            sweep(arena)
        got = scores(course / "gradebook.db")
        students = [student for student, made in arena.students.items() if made is attack]
        points = max(got.get(student, 0.0) or 0.0 for student in students)
        for student in students:
            said += leaks(arena.host, [course / "autograded"], student)
        wrong = [student for student, points in arena.expected.items() if got.get(student) != points]
        if wrong:
            said.append("others lost their marks or got other ones")
        if code is None:
            said.append(f"marking did not end within {PATIENCE} s")
        unmarked = [student for student in students if student not in got]
        status = "no marks and no word why" if unmarked else f"{points:g} of {lab.POINTS:g}"
        said = [text.replace(folder, "...") for text in said]  # a path that is another one each time
        return [f"{points:g} points" if points else status, *dict.fromkeys(said)]


def measure_alone(attacks: list[Attack], at_once: int) -> Iterator[dict[str, list[str]]]:
    """nbgrader's column, as it grows."""
    with tempfile.TemporaryDirectory(prefix="alone-") as folder, ProcessPoolExecutor(at_once) as pool:
        book = template(Path(folder) / "template")
        futures = {attack.name: pool.submit(alone, attack.name, book) for attack in attacks}
        for name, future in futures.items():
            found = future.result()
            print(f"{name}: {'; '.join(found)}", file=sys.stderr)
            yield {name: found}


def measure_ours(attacks: list[Attack]) -> Iterator[dict[str, list[str]]]:
    """This grader's column, as it grows: one run a heading, an honest submission after each attack."""
    for family in FAMILIES:
        chosen = [attack for attack in family.attacks if attack in attacks]
        if not chosen:
            continue
        with tempfile.TemporaryDirectory(prefix="ours-", ignore_cleanup_errors=True) as folder:
            report = attack_course(Path(folder) / "arena", chosen)
        print(f"{family.title}: {len(chosen)}, {report.honest} honest, {report.seconds:.0f} s", file=sys.stderr)
        for text in report.general:
            print(f"  in general: {text}", file=sys.stderr)
        yield {r.attack.name: [f"{r.points or 0:g}, {r.status}", *r.breaches] for r in report.results}


def cell(found: list[str]) -> str:
    """One cell of the table: success in bold."""
    if not found:
        return "–"
    first, *more = [text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ") for text in found]
    if first.endswith(" points"):
        first = f"**{first}**"
    return "; ".join([first, *(f"**{text[:70]}**" for text in more[:3])])


def table(kept: dict) -> str:
    """Both columns by heading, and what they were measured with."""
    theirs, ours = kept["alone"], kept["ours"]
    run = [attack for attack in ATTACKS if not attack.dangerous]
    won = sum(bool(theirs.get(a.name)) and is_win(theirs[a.name]) for a in run)
    lost = sum(bool(ours.get(a.name)) and len(ours[a.name]) > 1 for a in ATTACKS)
    lines = [
        f"{len(ATTACKS)} attacks. nbgrader alone: {won} of the {len(run)} that were run succeed. Here: {lost} of {len(ATTACKS)}.",
        "",
        f"Measured {kept['date']} with nbgrader {kept['nbgrader']}, Python {kept['python']}, {kept['system']}, by "
        "`python -m benchmarks.attacks`; what was measured is in `benchmarks/attacks.json`.",
    ]
    for family in FAMILIES:
        lines += [
            "",
            f"### {family.title}",
            "",
            "| attack | this submission … | nbgrader alone | here |",
            "|:--|:--|:--|:--|",
        ]
        for attack in family.attacks:
            tries = attack.tries.replace("|", "\\|").replace("<", "&lt;")
            row = (attack.name, tries, cell(theirs.get(attack.name, [])), cell(ours.get(attack.name, [])))
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def is_win(found: list[str]) -> bool:
    """Whether an attack managed anything against nbgrader."""
    return len(found) > 1 or found[0].endswith(" points")


def keep(column: str, found: dict[str, list[str]]) -> None:
    """Add to what is kept, at once: measuring takes long and may be interrupted."""
    kept = read()
    kept[column] |= found
    if column == "ours":
        whole = [f.title for f in FAMILIES if all(attack.name in found for attack in f.attacks)]
        kept["digests"] = kept.get("digests", {}) | {title: DIGESTS[title] for title in whole}
    kept |= {
        "date": date.today().isoformat(),
        "nbgrader": version("nbgrader"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}, {os.cpu_count()} processors",
    }
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> dict:
    """What is kept."""
    return json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {"alone": {}, "ours": {}, "digests": {}}


def main() -> None:
    """Measure, keep, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these attacks")
    parser.add_argument("--missing", action="store_true", help="only attacks that are not measured yet")
    parser.add_argument("--ours", action="store_true", help="only this grader's column")
    parser.add_argument("--theirs", action="store_true", help="only nbgrader's column")
    parser.add_argument("--table", action="store_true", help="measure nothing; write the table from what is kept")
    parser.add_argument("--at-once", type=int, default=2, help="nbgrader runs side by side (default: 2)")
    asked = parser.parse_args()
    for column in ("alone", "ours"):
        chosen = named(*asked.names) if asked.names else list(ATTACKS)
        if asked.missing:
            chosen = [attack for attack in chosen if attack.name not in read()[column]]
        if asked.table or (asked.ours and column == "alone") or (asked.theirs and column == "ours"):
            continue
        for found in measure_alone(chosen, asked.at_once) if column == "alone" else measure_ours(chosen):
            keep(column, found)
    PART.write(f"\n{table(read())}\n")


if __name__ == "__main__":
    main()
