"""Using up the machine. Every attack has its own bound, and runs only inside the sandbox."""

from tests.attacks.model import Family

family = Family("Using up the machine")
add = family.add
MEMORY = ("out of memory",)
# What takes memory while others take the processor may meet the limit on time before the one on memory: both are named.
BUSY = (*MEMORY, "timeout")
SPENT = ("graded", "crashed", "timeout", "out of memory")

add("memory-gradual", "takes memory bit by bit (4 GB at most)", """
    import time
    kept = []
    for _ in range(400):
        kept.append(bytearray(10_000_000))
        time.sleep(0.01)
""", dangerous=True, slow=True, ends=MEMORY)  # fmt: skip

add("memory-sudden", "takes 8 GB at once", """
    import numpy as np
    kept = np.ones(1_000_000_000)
""", dangerous=True, slow=True, ends=MEMORY)  # fmt: skip

add("memory-in-child", "takes memory in a child process", """
    import os
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            kept = [bytearray(10_000_000) for _ in range(100)]
            import time
            time.sleep(10)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
""", dangerous=True, slow=True, ends=BUSY)  # fmt: skip

add("memory-in-call", "takes memory only when the hidden tests call it", answers={"double": """
    kept = []
    def double(x):
        if x > 100:
            for _ in range(400):
                kept.append(bytearray(b"x") * 10_000_000)
        return x
"""}, dangerous=True, slow=True, ends=BUSY)  # fmt: skip

add("memory-shared", "takes memory that belongs to no process: /dev/shm, memfd, mmap", """
    import mmap, os
    kept = []
    try:
        with open("/dev/shm/atk-@TOKEN@", "wb") as file:
            for _ in range(200):
                file.write(bytes(10_000_000))
    except OSError as error:
        print(error)
    number = os.memfd_create("atk")
    for _ in range(200):
        os.write(number, b"x" * 10_000_000)
    shared = mmap.mmap(-1, 2_000_000_000)
    for place in range(0, 2_000_000_000, 4096):
        shared[place] = 1
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("fork-bomb", "forks processes that fork (3,000 at most)", """
    import os, time
    end = time.time() + 8
    open("count", "wb").close()
    while time.time() < end and os.path.getsize("count") < 3000:
        try:
            os.fork()
        except OSError:
            time.sleep(0.05)
            continue
        with open("count", "ab") as file:
            file.write(b"x")
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("thread-bomb", "starts 2,000 threads", """
    import threading, time
    end = time.time() + 8
    for _ in range(2000):
        try:
            threading.Thread(target=lambda: time.sleep(max(0, end - time.time()))).start()
        except RuntimeError as error:
            print(error)
            break
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("descriptors", "opens files until there are no more", """
    import os
    kept = []
    try:
        for _ in range(100_000):
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(error)
    kept = [os.close(number) for number in kept]
""")  # fmt: skip

add("sockets", "keeps data in 2,000 sockets that nobody reads (the least each holds is 0.2 MB)", """
    import socket
    kept, block = [], bytes(65536)
    for _ in range(1000):
        pair = socket.socketpair()
        for end in pair:
            end.setblocking(False)
            try:
                while True:
                    end.send(block)
            except OSError:
                continue
        kept.append(pair)
""", dangerous=True, slow=True, ends=("crashed",))  # fmt: skip

add("page-tables", "takes 4 GB for tables of a memory in which it only reads", """
    import mmap
    space = mmap.mmap(-1, 2 ** 41, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ)
    read = sum(space[place] for place in range(0, 2 ** 41, 2 ** 21))
""", dangerous=True, slow=True, ends=BUSY)  # fmt: skip

add("output-stdout", "prints 1 GB", """
    for _ in range(10_000):
        print("x" * 100_000)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("output-stderr", "writes 1 GB to stderr", """
    import sys
    for _ in range(10_000):
        sys.stderr.write("x" * 100_000)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("output-one-line", "prints one line of 300 MB", "print('x' * 300_000_000)", dangerous=True, slow=True, ends=SPENT)

add("output-display", "displays 1 GB of HTML and pictures", """
    from IPython.display import HTML, display
    for _ in range(100):
        display(HTML("<p>" + "x" * 10_000_000))
        display({"image/png": "iVBORw0KGgo" + "A" * 1_000_000}, raw=True)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("output-many", "makes 200,000 small outputs", """
    from IPython.display import display
    for number in range(200_000):
        display(number)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("output-descriptor", "writes 1 GB to the file descriptors that it was given", """
    import os
    for number in (1, 2):
        try:
            for _ in range(5_000):
                os.write(number, b"x" * 100_000)
        except OSError as error:
            print(error)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("disk-file", "writes a file of 1 GB", """
    with open("atk-@TOKEN@", "wb") as file:
        for _ in range(1000):
            file.write(bytes(1_000_000))
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("disk-files", "writes 200,000 small files", """
    import os
    os.makedirs("many")
    for number in range(200_000):
        with open(f"many/{number}", "w") as file:
            file.write("x")
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("disk-deleted", "keeps 1 GB in files that have no name any more", """
    import os, tempfile
    kept = [tempfile.TemporaryFile() for _ in range(10)]
    for file in kept:
        for _ in range(100):
            file.write(bytes(1_000_000))
        file.flush()
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("disk-everywhere", "fills every folder it can write to", """
    import os
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/", os.path.expanduser("~"), os.environ.get("TMPDIR", ".")):
        try:
            with open(os.path.join(folder, "atk-@TOKEN@"), "wb") as file:
                for _ in range(150):
                    file.write(bytes(1_000_000))
        except OSError as error:
            print(folder, error)
""", dangerous=True, slow=True, ends=SPENT)  # fmt: skip

add("disk-sparse", "makes a file that claims a petabyte", """
    import os
    try:
        os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 10 ** 13)
    except OSError as error:
        print(error)
""")  # fmt: skip

add("deep-recursion", "recurses without end", """
    import sys
    sys.setrecursionlimit(1_000_000)
    def down(n):
        return down(n + 1) + 1
    down(0)
""", slow=True, ends=SPENT)  # fmt: skip

add("null-pointer", "crashes the interpreter in C", "import ctypes\nctypes.string_at(0)", ends=("crashed",))

add("c-recursion", "overflows the C stack", """
    import functools
    nested = lambda: None
    for _ in range(500_000):
        nested = functools.partial(nested)
    del nested
    import json
    text = "[" * 500_000 + "]" * 500_000
    json.loads(text)
""", ends=("crashed", "graded"))  # fmt: skip

add("raised-limits", "raises its own limits", """
    import os, resource
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        try:
            resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except (ValueError, OSError) as error:
            print(error)
    for path in ("/proc/self/oom_score_adj", "/proc/self/coredump_filter"):
        try:
            open(path, "w").write("-1000")
        except OSError as error:
            print(error)
    try:
        os.nice(-10)
    except OSError as error:
        print(error)
    kept = [bytearray(10_000_000) for _ in range(300)]
""", dangerous=True, slow=True, ends=MEMORY)  # fmt: skip
