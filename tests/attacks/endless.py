"""Never ending."""

from tests.attacks.model import Family

# Every loop has an end of its own, so that it cannot run for ever where nobody stops it.
family = Family("Never ending")
add = family.add
LATE = ("timeout", "crashed")
END = "import time\nend = time.time() + 60\n"


def endless(name: str, tries: str, code: str, *, slow: bool = True, ends: tuple[str, ...] = LATE, **more) -> None:
    """A cell that does not end."""
    add(name, tries, END + code, slow=slow, ends=ends, **more)


endless("loop-in-cell", "loops for ever in a cell", "while time.time() < end:\n    pass", slow=False)

add("loop-in-call", "loops for ever only when the hidden tests call it", END, answers={"double": """
    def double(x):
        while x > 100 and time.time() < end:
            pass
        return x
"""}, ends=LATE)  # fmt: skip

endless("sleep", "sleeps", "time.sleep(60)")
endless("ignored-interrupt", "ignores SIGINT and loops", """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while time.time() < end:
    pass
""")  # fmt: skip
endless("caught-interrupt", "catches KeyboardInterrupt and goes on", """
while time.time() < end:
    try:
        while time.time() < end:
            time.sleep(0.01)
    except BaseException:
        continue
""")  # fmt: skip
endless("blocked-signals", "blocks all signals and loops", """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while time.time() < end:
    pass
""")  # fmt: skip
# The next two hold the interpreter's lock in C, so no Python handler runs; their sizes end them within minutes.
endless("huge-power", "computes a power so large that Python cannot be interrupted", "x = 7 ** (7 ** 9) % 10")
endless("backtracking", "matches a regular expression that backtracks for ever", """
import re
re.match(r"(a+)+$", "a" * 34 + "b")
""")  # fmt: skip
endless("endless-threads", "loops in threads that never end, and waits for them", """
import threading
def work():
    while time.time() < end:
        pass
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""")  # fmt: skip
add("background-threads", "leaves threads running while the rest is marked", """
    import threading, time
    end = time.time() + 30
    def work():
        while time.time() < end:
            sum(range(1000))
    for _ in range(4):
        threading.Thread(target=work).start()
""", slow=True, ends=("graded", "timeout"))  # fmt: skip
endless("endless-await", "awaits for ever", "import asyncio\nawait asyncio.sleep(60)")
endless("endless-import", "loops in a transformer that runs before each cell", """
shell = get_ipython()
def slow(lines):
    while time.time() < end:
        time.sleep(0.05)
    return lines
shell.input_transformers_post.append(slow)
""", ends=("timeout", "crashed"))  # fmt: skip
endless("ignored-everywhere", "takes just less than the limit in every cell", """
def slow(info=None):
    time.sleep(1.4)
get_ipython().events.register("pre_run_cell", slow)
""", ends=("graded", "timeout", "crashed"))  # fmt: skip
add("endless-exit", "loops when the kernel is asked to end", """
    import atexit, time
    end = time.time() + 60
    def stay():
        while time.time() < end:
            time.sleep(0.05)
    atexit.register(stay)
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    get_ipython().kernel.do_shutdown = lambda restart: stay()
""", slow=True, ends=("graded", "timeout", "crashed"))  # fmt: skip
add("endless-children", "leaves its work to processes that loop", """
    import subprocess, sys
    subprocess.run([sys.executable, "-c", "import time\\nend = time.time() + 60\\nwhile time.time() < end: pass", "atk-@TOKEN@"])
""", slow=True, ends=LATE)  # fmt: skip
