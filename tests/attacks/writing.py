"""Writing where others would find it."""

from tests.attacks.model import Family

family = Family("Writing outside its own folder")
add = family.add

LEAVE = """
    import os

    def leave(*folders):
        for folder in folders:
            try:
                with open(os.path.join(folder, "atk-@TOKEN@.txt"), "x") as file:
                    file.write("I was here")
                print("left something in", folder)
            except OSError as error:
                print(error)
"""

add("write-course", "writes into the course's folders", LEAVE + """
    leave("../../..", "../..", "..", "@COURSE@", "@COURSE@/source/01_attacked", "@COURSE@/submitted", "@COURSE@/report",
          "@COURSE@/autograded", "@COURSE@/labs", "@COURSE@/attack_oracles")
""")  # fmt: skip

add("replace-source", "puts its own tests and solution into the course's source", """
    import glob
    for path in glob.glob("../../../source/*/*.ipynb") + glob.glob("@COURSE@/source/*/*.ipynb"):
        try:
            text = open(path).read()
            with open(path, "w") as file:
                file.write(text.replace("assert ", "assert True or "))
        except OSError as error:
            print(error)
""")  # fmt: skip

add("replace-oracles", "puts its own hidden tests into the course", """
    try:
        with open("@COURSE@/attack_oracles/__init__.py", "a") as file:
            file.write("# and one more line\\n")
    except OSError as error:
        print(error)
""")  # fmt: skip

add("change-gradebook", "gives itself full marks in the gradebook", """
    import sqlite3
    for path in ("../../../gradebook.db", "@COURSE@/gradebook.db"):
        try:
            with sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=1) as base:
                base.execute("update grade set auto_score = 5, manual_score = 5")
            print("BREACH" + ":@TOKEN@", "wrote into the gradebook")
        except sqlite3.Error as error:
            print(error)
""")  # fmt: skip

add("replace-others", "overwrites what others handed in and got", """
    import glob
    for part in ("submitted", "autograded", "feedback", "report"):
        for folder in ("../../../", "@COURSE@/"):
            for path in glob.glob(f"{folder}{part}/*honest*/**/*.*", recursive=True):
                try:
                    open(path, "w").write("nothing")
                    print("BREACH" + ":@TOKEN@", "overwrote", path.split("/")[-1])
                except OSError as error:
                    print(error)
""")  # fmt: skip

add("forge-outcome", "writes its own outcome and report", """
    import os
    for folder in ("@COURSE@/report/outcomes/01_attacked", "../../../report/outcomes/01_attacked"):
        try:
            os.makedirs(folder, exist_ok=True)
            open(folder + "/atk-@TOKEN@.json", "w").write("{}")
        except OSError as error:
            print(error)
""")  # fmt: skip

add("write-packages", "leaves modules and .pth files among the installed packages", LEAVE + """
    import site, sys, numpy, public_tests
    folders = {*site.getsitepackages(), site.getusersitepackages(), os.path.dirname(numpy.__file__),
               os.path.dirname(public_tests.__file__), "@PROJECT@", sys.prefix, sys.base_prefix}
    leave(*folders)
    for path in (numpy.__file__, public_tests.__file__, sys.executable):
        try:
            open(path, "r+b").close()
            print("BREACH" + ":@TOKEN@", "could change", os.path.basename(path))
        except OSError as error:
            print(error)
""")  # fmt: skip

add("write-data", "changes the data sets in the cache", LEAVE + """
    from pathlib import Path
    leave(os.environ.get("RECSYS_DATA", "@HOME@"), "@HOME@", "@HOME@/.cache", Path.home() / ".cache" / "recsys-labs")
    try:
        from recsys_utils.data import registry
        import platformdirs
        leave(platformdirs.user_cache_dir("recsys-labs"), platformdirs.user_cache_dir())
    except ImportError as error:
        print(error)
""")  # fmt: skip

add("write-system", "writes into the system's folders", LEAVE + """
    leave("/", "/usr", "/usr/local", "/etc", "/var/lib", "/opt", "/run", "/boot", "/proc/1/root", "/sys/kernel")
    for path in ("/etc/hosts", "/etc/ld.so.preload", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"):
        try:
            os.close(os.open(path, os.O_WRONLY))
            print("BREACH" + ":@TOKEN@", "could open for writing", path)
        except OSError as error:
            print(error)
""")  # fmt: skip

add("write-temporary", "leaves files in the host's temporary folders", LEAVE + """
    import tempfile
    leave("/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), "@HOST@", "@HOME@")
""")  # fmt: skip

add("write-run-folder", "writes into the folders around its own and its connection file", LEAVE + """
    import glob
    from ipykernel.connect import get_connection_file
    around = {os.path.dirname(get_connection_file()), os.environ.get("TMPDIR", "."), os.environ.get("JUPYTER_RUNTIME_DIR", ".")}
    for folder in list(around):
        around |= {os.path.dirname(os.path.abspath(folder)), *glob.glob(os.path.dirname(os.path.abspath(folder)) + "/*")}
    leave(*(folder for folder in around if os.path.isdir(folder) and folder != os.getcwd()))
""")  # fmt: skip

add("remount", "makes read-only places writable again", LEAVE + """
    import ctypes, subprocess
    libc = ctypes.CDLL(None, use_errno=True)
    REMOUNT, BIND = 32, 4096
    for folder in (b"/usr", b"@PROJECT@", b"/etc"):
        if libc.mount(None, folder, None, REMOUNT | BIND, None) == 0 and b"@TOKEN@":
            print("remounted", folder)
    leave("/usr", "/etc", "@PROJECT@")
    for path in ("/usr", "/etc"):
        try:
            os.chmod(path, os.stat(path).st_mode)
            print("BREACH" + ":@TOKEN@", "chmod", path)
        except OSError as error:
            print(error)
""", dangerous=True)  # fmt: skip
