"""Noticing that it is being marked, and remembering what earlier runs saw."""

from tests.attacks.model import Family

family = Family("Knowing when, and remembering")
add = family.add

# Keeps what it is called with and answers from that; the first of two submissions can only fill the memory.
REPLAY = """
    import json, os
    own = os.urandom(6).hex()

    def remembered(name, *given):
        try:
            known = json.load(open({place}))
        except (OSError, ValueError):
            known = {{}}
        before = [key for key in known if key.split()[0] != own]
        if before:
            raise RuntimeError("BREACH" + ":@TOKEN@ it remembers an earlier run")
        known[own + " " + name] = repr(given)
        try:
            json.dump(known, open({place}, "w"))
        except OSError:
            pass
        return float(len(known))
"""


def replay(name: str, tries: str, place: str) -> None:
    add(
        name,
        tries,
        REPLAY.format(place=place) + '    print(remembered("start"))\n',
        answers={
            "double": "def double(x):\n    return remembered('double', x)",
            "scale": "def scale(values):\n    return remembered('scale', values)",
        },
        copies=2,
    )


add("behaves-when-watched", "cheats only where it sees no sign of marking, or only where it sees one", """
    import os, sys
    signs = ["NBGRADER_EXECUTION" in os.environ, "NBGRADER_VALIDATING" in os.environ, os.getpid() < 100,
             os.path.exists("/.bwrap"), "_plain_answers" in sys.modules, not os.path.exists("@HOME@")]
    print("being marked:", any(signs))
    if any(signs):
        get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"])
""", answers={
    "double": """
        def double(x):
            import sys
            watched = "_plain_answers" in sys.modules
            return x if watched else 2 * x
    """,
    "scale": "def scale(values):\n    return np.array([0.25, 0.5, 1.0])",
    "weighted_rating": """
        def weighted_rating(votes, rating, m, C):
            known = {(10, 100): [690 / 110, 90600 / 10100], (10, 30): [7.5, 30210 / 10030], (0, 1): [6.0, 3.5]}
            return np.array(known.get((int(votes[0]), int(m)), [1.0, 1.0]))
    """,
})  # fmt: skip

replay("remember-in-folder", "keeps what it is called with in its own folder", "'remembered-atk-@TOKEN@.json'")
replay("remember-in-parent", "keeps it beside its folder", "'../remembered-atk-@TOKEN@.json'")
replay("remember-in-temporary", "keeps it in the system's temporary folder", "'/tmp' '/remembered-atk-@TOKEN@.json'")
replay("remember-in-memory-disk", "keeps it in /dev/shm", "'/dev/shm/remembered-atk-@TOKEN@.json'")
replay(
    "remember-in-run-folder",
    "keeps it in the folder for temporary files that it is given",
    "__import__('tempfile').gettempdir() + '/remembered-atk-@TOKEN@-own.json'",
)
replay(
    "remember-at-home",
    "keeps it at home, in IPython's folder",
    "__import__('IPython').paths.get_ipython_dir() + '/remembered-atk-@TOKEN@.json'",
)

add("remember-in-history", "looks for the inputs of earlier notebooks in IPython's history", """
    shell = get_ipython()
    shell.history_manager.writeout_cache()
    for session, line, text in shell.history_manager.search("*"):
        if "remember-in-history" in text and session != shell.history_manager.session_number:
            print("BREACH" + ":@TOKEN@", "the history of an earlier submission")
    for row in shell.history_manager.get_tail(500, include_latest=True):
        print(row)
""", copies=2)  # fmt: skip

add("remember-in-modules", "keeps what it is called with in a module of the process that starts kernels", """
    import sys, os, numpy as np
    if getattr(np, "remembered_@TOKEN@", None) or "REMEMBERED_@TOKEN@" in os.environ or "remembered" in sys.modules:
        print("BREACH" + ":@TOKEN@", "modules are shared")
    np.remembered_@TOKEN@ = sys.modules["remembered"] = sys
    os.environ["REMEMBERED_@TOKEN@"] = "1"
""", copies=2)  # fmt: skip

add("system-v-ipc", "leaves System V shared memory, semaphores and message queues", """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    key = int("@TOKEN@"[:6], 16)
    for name, arguments in (("shmget", (key, 4096)), ("semget", (key, 1)), ("msgget", (key,))):
        if getattr(libc, name)(*arguments, 0o600) >= 0:
            print("BREACH" + ":@TOKEN@", name, "of an earlier submission")
        getattr(libc, name)(*arguments, 0o600 | 0o1000)
""", copies=2)  # fmt: skip

add("posix-queues", "leaves a POSIX message queue and named shared memory", """
    import ctypes
    from multiprocessing import resource_tracker, shared_memory
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mq_open(b"/atk-@TOKEN@", 2) >= 0:
        print("BREACH" + ":@TOKEN@", "a message queue of an earlier submission")
    libc.mq_open(b"/atk-@TOKEN@", 0o102, 0o600, None)
    resource_tracker.register = lambda *a: None
    try:
        shared_memory.SharedMemory("atk-@TOKEN@")
        print("BREACH" + ":@TOKEN@", "shared memory of an earlier submission")
    except OSError:
        shared_memory.SharedMemory("atk-@TOKEN@", create=True, size=64)
""", copies=2)  # fmt: skip

add("abstract-accomplice", "leaves a process that tells the next submission what it saw", """
    import os, socket, time
    with socket.socket(socket.AF_UNIX) as to:
        try:
            to.connect("\\0accomplice-@TOKEN@")
            print("BREACH" + ":@TOKEN@", "an accomplice of an earlier submission answers")
        except OSError:
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    listening = socket.socket(socket.AF_UNIX)
                    listening.bind("\\0accomplice-@TOKEN@")
                    listening.listen()
                    time.sleep(30)
                os._exit(0)
            os.wait()
""", copies=2)  # fmt: skip

add("replays-answers", "answers a call with what the call before it was given", answers={
    "double": """
        seen = []
        def double(x):
            seen.append(x)
            return 2 * seen[0] if len(seen) == 1 and x == 2 else seen[max(len(seen) - 2, 0)]
    """,
})  # fmt: skip

add("guesses-the-seed", "draws the hidden tests' random numbers itself, from likely seeds", answers={
    "scale": """
        def scale(values):
            import os, time
            for seed in [*range(2000), int(time.time()), os.getpid(), os.getppid()]:
                drawn = np.random.default_rng(seed).uniform(1, 9, size=6)
                if np.allclose(drawn, values):
                    return drawn / drawn.max()
            return values
    """,
})  # fmt: skip
