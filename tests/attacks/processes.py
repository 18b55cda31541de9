"""Ending itself, ending others, and living on."""

from tests.attacks.model import Family

family = Family("Ending itself or others, and living on")
add = family.add
ENDED = ("crashed",)

add("os-exit", "ends its process at once", "import os\nos._exit(0)", ends=ENDED)
add("os-exit-in-call", "ends its process when the hidden tests call it", answers={"double": """
    def double(x):
        if x > 100:
            import os
            os._exit(0)
        return x
"""}, ends=ENDED)  # fmt: skip
add("sys-exit", "calls sys.exit and raises SystemExit, in a cell and in a call", "import sys\nsys.exit(0)", answers={
    "double": "def double(x):\n    raise SystemExit(0)",
})  # fmt: skip
add("keyboard-interrupt", "raises KeyboardInterrupt and GeneratorExit, in a cell and in a call", "raise KeyboardInterrupt",
    answers={"double": "def double(x):\n    raise KeyboardInterrupt", "scale": "def scale(x):\n    raise GeneratorExit"},
    ends=("graded", "timeout"))  # fmt: skip
add("quit", "quits the kernel politely", "quit()\nexit()", ends=("graded", "crashed"))
add("kill-self", "kills itself", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ends=ENDED)
add(
    "kill-group",
    "kills its process group",
    "import os, signal\nos.killpg(0, signal.SIGKILL)",
    ends=ENDED,
    dangerous=True,
)
add("kill-parent", "kills its parent", """
    import os, signal, time
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP, signal.SIGSTOP):
        try:
            os.kill(os.getppid(), number)
        except OSError as error:
            print(error)
        time.sleep(0.05)
""", dangerous=True, ends=("graded", "crashed"))  # fmt: skip
add("kill-first", "kills process 1", """
    import os, signal
    for number in range(1, 65):
        try:
            os.kill(1, number)
        except OSError as error:
            print(number, error)
""", dangerous=True, ends=("graded", "crashed"))  # fmt: skip
add("kill-all", "kills every process it may", "import os, signal\nos.kill(-1, signal.SIGKILL)", dangerous=True,
    ends=("graded", "crashed"))  # fmt: skip
add("kill-others", "kills every process it can see, one by one", """
    import os, signal
    for number in os.listdir("/proc"):
        if number.isdigit() and int(number) != os.getpid():
            for kind in (signal.SIGSTOP, signal.SIGKILL):
                try:
                    os.kill(int(number), kind)
                except OSError as error:
                    print(error)
""", dangerous=True, ends=("graded", "crashed"))  # fmt: skip
add("stop-parent", "stops its parent and process 1 (SIGSTOP)", """
    import os, signal
    for number in {os.getppid(), 1}:
        for kind in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
            try:
                os.kill(number, kind)
            except OSError as error:
                print(error)
""", dangerous=True, ends=("graded", "crashed"))  # fmt: skip
add("stop-self", "stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", slow=True,
    ends=("timeout", "crashed"))  # fmt: skip
add("close-output", "closes stdin, stdout and stderr", """
    import os, sys
    sys.stdout.close()
    sys.stderr.close()
    for number in (0, 1, 2):
        os.close(number)
""", ends=("graded", "crashed"))  # fmt: skip
add("close-everything", "closes all its file descriptors", "import os\nos.closerange(0, 4096)", slow=True,
    ends=("timeout", "crashed"))  # fmt: skip

SURVIVE = """
    import os, signal, subprocess, sys, time
    code = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 15)]; time.sleep(40)"
"""
add("background-process", "leaves a process in the background", SURVIVE + """
    subprocess.Popen([sys.executable, "-c", code, "atk-@TOKEN@-background"])
""")  # fmt: skip
add("new-session", "leaves a process in a session of its own", SURVIVE + """
    subprocess.Popen([sys.executable, "-c", code, "atk-@TOKEN@-session"], start_new_session=True,
                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
""")  # fmt: skip
add("daemon", "leaves a daemon (two forks, a new session)", SURVIVE + """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", code, "atk-@TOKEN@-daemon"])
        os._exit(0)
    os.wait()
""")  # fmt: skip
add("forked-kernel", "leaves a copy of the kernel, with its sockets", SURVIVE + """
    import ctypes
    if os.fork() == 0:
        os.setsid()
        ctypes.CDLL(None).prctl(15, b"@TOKEN@", 0, 0, 0)
        time.sleep(40)
        os._exit(0)
""")  # fmt: skip
add("daemon-at-end", "leaves processes when the kernel ends", SURVIVE + """
    import atexit, threading
    def leave(*_):
        subprocess.Popen([sys.executable, "-c", code, "atk-@TOKEN@-end"], start_new_session=True)
    atexit.register(leave)
    signal.signal(signal.SIGTERM, leave)
    def wait():
        while True:
            time.sleep(0.2)
    threading.Thread(target=wait).start()
""", ends=("graded", "crashed"), slow=True)  # fmt: skip
add("tools", "leaves what the system's tools start: nohup, setsid, at, cron", SURVIVE + """
    for command in (f"nohup {sys.executable} -c '{code}' atk-@TOKEN@-nohup >/dev/null 2>&1 &",
                    f"setsid -f {sys.executable} -c '{code}' atk-@TOKEN@-setsid >/dev/null 2>&1",
                    "echo 'touch @HOST@/atk-@TOKEN@-at' | at now", "(echo '* * * * * true # atk-@TOKEN@') | crontab -"):
        os.system(command)
    print("BREACH" + ":@TOKEN@ crontab" if "atk-@TOKEN@" in os.popen("crontab -l 2>/dev/null").read() else "no crontab")
""", dangerous=True)  # fmt: skip
