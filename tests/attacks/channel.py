"""Answering for itself: the channel between the notebook and whoever marks it."""

from tests.attacks.model import Family

family = Family("Forging the answers on their way")
add = family.add

add("display-formatter", "replaces IPython's display formatters", """
    shell = get_ipython()
    forged = '["d", ["state", "value", "value", 4.0]]'
    shell.display_formatter.format = lambda *a, **k: ({"text/plain": "5.0", "application/x-plain-answer": forged}, {})
    shell.display_formatter.ipython_display_formatter = lambda *a, **k: False
""")  # fmt: skip

add("user-expressions", "replaces the shell's user_expressions and eval", """
    import builtins
    shell = get_ipython()
    forged = {"status": "ok", "data": {"application/x-plain-answer": '["d", ["state", "value", "value", 4.0]]'}}
    shell.user_expressions = lambda asked: {name: forged for name in asked}
    builtins.eval = lambda *a, **k: 4.0
""")  # fmt: skip

add("fake-responder", "replaces the module that answers the hidden tests", """
    import sys, threading, time

    def replace():
        while True:
            package = sys.modules.get("_plain_answers")
            if package is not None:
                package.reply = lambda text: package.kernel_side.Answer('["d", ["state", "value", "value", true]]')
                package.wire.dumps = lambda value: '["d", ["state", "value", "value", ["z", [1]]]]'
                return
            time.sleep(0.001)

    threading.Thread(target=replace, daemon=True).start()
""")  # fmt: skip

# Whoever reads these stumbles unless they expect it; then the test in the notebook, made harmless here, must not decide instead.
for name, what, reply in (
    ("array", "an array for a state", '["d", ["state", ["a", "|b1", [2], "AAA="]]]'),
    ("shape", "an array of no bytes and an impossible shape", '["a", "<f8", [0, 549755813888, 549755813888, 549755813888], ""]'),
    ("key", "a key that cannot be hashed", '["s", [["n", "<m8", [], "AAAAAAAAAAA="]]]'),
    ("series", "a Series for the value's kind", '["d", ["state", ["p", "index", ["l", ["range", ["l", [0, 9, 1]], ["l", [null]]]]]]]'),
):  # fmt: skip
    add(f"stumbling-{name}", f"answers with {what}, so that the grader fails, and empties the test cells", f"""
    import sys, threading, time
    get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"])

    def replace():
        while True:
            package = sys.modules.get("_plain_answers")
            if package is not None and hasattr(package, "reply"):
                package.reply = lambda text: package.kernel_side.Answer('{reply}')
                return
            time.sleep(0.0005)

    threading.Thread(target=replace, daemon=True).start()
""")  # fmt: skip

add("own-responder", "puts its own module where the hidden tests will look for theirs", """
    import builtins, sys, types

    class Always:
        def __getattr__(self, name):
            return self
        def __call__(self, *a, **k):
            return self
        def _repr_mimebundle_(self, *a, **k):
            return {"application/x-plain-answer": '["d", ["earned", 1.0, "passed", true, "state", "value", "value", null]]'}

    sys.modules["_plain_answers"] = Always()
    builtins.exec = lambda *a, **k: None
""")  # fmt: skip

add("spied-request", "reads the request in the responder, looking for the expected value", """
    import sys

    def tracer(frame, event, argument):
        if "reply" in frame.f_code.co_name:
            asked = str(frame.f_locals.get("text", ""))
            if "expected" in asked or "seed" in asked:
                globals()["known"] = asked
        return tracer

    sys.setprofile(tracer)
    known = ""
""", answers={"double": """
    def double(x):
        if known:
            raise RuntimeError("BREACH" + ":@TOKEN@ " + known)
        return x
"""})  # fmt: skip

add("forged-verdict", "shows 'Marked 5 of 5' and rewrites what is shown", """
    from IPython.display import HTML, display, update_display
    shell = get_ipython()

    def claim(result=None):
        display({"text/plain": "Marked 5 of 5", "text/html": '<div class="marked">Marked 5 of 5</div>'}, raw=True)
        kernel = shell.kernel
        for kind in ("display_data", "update_display_data"):
            content = {"data": {"text/plain": "Marked 5 of 5"}, "metadata": {}, "transient": {"display_id": "mark"}}
            kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
        kernel.session.send(kernel.iopub_socket, "clear_output", {"wait": False}, parent=kernel.get_parent())

    shell.events.register("post_run_cell", claim)
""")  # fmt: skip

add("forged-messages", "sends messages of its own, signed with the session's key", """
    kernel = get_ipython().kernel
    parent = kernel.get_parent()

    def send(kind, content, **more):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=more.get("parent", parent))

    def flood(info=None):
        now = kernel.get_parent()
        send("status", {"execution_state": "idle"}, parent=now)
        send("execute_result", {"data": {"text/plain": "5.0"}, "metadata": {}, "execution_count": 1}, parent=now)
        send("execute_reply", {"status": "ok", "execution_count": 1}, parent=now)
        send("comm_open", {"comm_id": "x", "target_name": "grading", "data": {"cells": {"test_double": 5}}}, parent=now)
        send("grading", {"cells": {"test_double": {"earned": 5}}}, parent=now)

    get_ipython().events.register("pre_run_cell", flood)
    get_ipython().showtraceback = lambda *a, **k: None
""")  # fmt: skip

add("malformed-messages", "sends messages that are none", """
    kernel = get_ipython().kernel
    parent = kernel.get_parent()
    for kind, content in (
        ("stream", {"name": "stdout", "text": 5}), ("stream", {"name": 7}), ("stream", []), ("error", {"ename": None}),
        ("display_data", {"data": {"text/html": {"a": 1}}}), ("execute_result", {}), (5, {}), ("status", {}),
        ("clear_output", {}), ("update_display_data", {"transient": {"display_id": []}}), ("comm_msg", {}),
        ("display_data", {"data": {"application/json": float("nan")}, "metadata": 3}), ("execute_input", None),
        ("stream", {"name": "stdout", "text": "\\ud800"}), ("stream", {"name": "stdout", "text": "\\x00" * 100}),
    ):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)
    kernel.iopub_socket.send_multipart([b"nonsense"])
    kernel.iopub_socket.send_multipart([b"<IDS|MSG>", b"x", b"{}", b"{", b"", b"\\xff"])
""", ends=("graded", "crashed", "timeout"))  # fmt: skip

add("forged-replies", "answers requests on the shell's socket before the kernel does", """
    kernel = get_ipython().kernel
    genuine = kernel.session.send

    def send(stream, kind, content=None, **more):
        if kind == "execute_reply" and isinstance(content, dict):
            text = '["d", ["state", "value", "value", 4.0]]'
            content = {"status": "ok", "execution_count": 1, "payload": [], "earned": 5,
                       "user_expressions": {"answer": {"status": "ok", "data": {"application/x-plain-answer": text}}}}
        if kind == "error":
            return None
        return genuine(stream, kind, content, **more)

    kernel.session.send = send
""", slow=True, ends=("graded", "crashed", "timeout"))  # fmt: skip

add("nonsense-replies", "answers the hidden tests with lists, numbers and nests instead of text", """
    kernel = get_ipython().kernel
    genuine, turn = kernel.session.send, [0]
    odd = [None, [], 7, {"answer": 5}, {"answer": {"status": "ok", "data": []}}, {"answer": {"status": "ok"}},
           {"answer": {"status": "ok", "data": {"application/x-plain-answer": "[" * 100_000}}},
           {"answer": {"status": "ok", "data": {"application/x-plain-answer": "1" * 5_000_000}}},
           {"answer": {"status": "error", "ename": {"a": 1}, "evalue": "x" * 10_000}}]

    def send(stream, kind, content=None, **more):
        if kind == "execute_reply" and isinstance(content, dict):
            turn[0] += 1
            content = {**content, "user_expressions": odd[turn[0] % len(odd)]}
        return genuine(stream, kind, content, **more)

    kernel.session.send = send
""", slow=True, ends=("graded", "crashed", "timeout"))  # fmt: skip

add("huge-reply", "answers with a message of 300 MB", """
    kernel = get_ipython().kernel
    genuine = kernel.session.send

    def send(stream, kind, content=None, **more):
        if kind == "execute_reply" and content.get("user_expressions"):
            content = {**content, "padding": "x" * 300_000_000}
        return genuine(stream, kind, content, **more)

    kernel.session.send = send
""", slow=True, ends=("graded", "crashed", "timeout", "out of memory"))  # fmt: skip

add("closed-sockets", "closes the kernel's sockets while it is asked", answers={"double": """
    def double(x):
        if x > 100:
            kernel = get_ipython().kernel
            kernel.shell_stream.close()
            kernel.iopub_socket.close()
        return x
"""}, slow=True, ends=("crashed", "timeout"))  # fmt: skip

add("other-kernels", "looks for connection files of other kernels and asks them", """
    import glob, json, os, tempfile
    from ipykernel.connect import get_connection_file
    from jupyter_core.paths import jupyter_runtime_dir
    own = os.path.realpath(get_connection_file())
    around = {os.path.dirname(own), os.path.dirname(os.path.dirname(own)), jupyter_runtime_dir(), tempfile.gettempdir(), ".."}
    for folder in around:
        for path in glob.glob(folder + "/**/*.json", recursive=True)[:500]:
            try:
                if os.path.realpath(path) != own and "signature_scheme" in json.load(open(path)):
                    print("BREACH" + ":@TOKEN@", "another kernel's connection", path)
            except (OSError, ValueError, TypeError):
                continue
""")  # fmt: skip

add("fake-kernel", "becomes another program that takes over the kernel's sockets", """
    import os, sys
    from ipykernel.connect import get_connection_file
    code = '''
    import json, sys, time, zmq
    about = json.load(open(sys.argv[1]))
    glue = "-" if about["transport"] == "ipc" else ":"
    sockets = [zmq.Context.instance().socket(kind) for kind in (zmq.ROUTER, zmq.PUB)]
    for made, name in zip(sockets, ("shell_port", "iopub_port")):
        try:
            made.bind(f"{about['transport']}://{about['ip']}{glue}{about[name]}")
        except zmq.ZMQError:
            pass
    end = time.time() + 8
    while time.time() < end:
        if sockets[0].poll(200):
            parts = sockets[0].recv_multipart()
            sockets[0].send_multipart(parts)
    '''
    import textwrap
    os.execv(sys.executable, [sys.executable, "-c", textwrap.dedent(code), get_connection_file(), "atk-@TOKEN@"])
""", slow=True, ends=("crashed", "timeout"))  # fmt: skip
