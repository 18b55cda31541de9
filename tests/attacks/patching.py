"""Changing the Python that the tests run in: transformers, replaced functions and modules."""

from tests.attacks.model import Family

family = Family("Changing what the tests are")
add = family.add

add("input-transformer", "turns every later cell into `pass`", """
    get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"])
""")  # fmt: skip

add("input-cleanup", "replaces every later cell by right-looking text in IPython's clean-up step", """
    get_ipython().input_transformers_cleanup.append(lambda lines: ["5.0\\n"])
""")  # fmt: skip

add("transform-cell", "replaces IPython's whole input machinery", """
    get_ipython().transform_cell = lambda source: "5.0"
""")  # fmt: skip

add("strip-asserts", "strips `assert` from the syntax tree", """
    import ast

    class Strip(ast.NodeTransformer):
        def visit_Assert(self, node):
            return ast.Pass()

    get_ipython().ast_transformers.append(Strip())
""")  # fmt: skip

add("strip-calls", "replaces every call in the syntax tree by the largest mark", """
    import ast

    class Strip(ast.NodeTransformer):
        def visit_Expr(self, node):
            return ast.copy_location(ast.Expr(ast.Constant(5.0)), node)

        def visit_Assert(self, node):
            return ast.copy_location(ast.Expr(ast.Constant(5.0)), node)

    get_ipython().ast_transformers.append(Strip())
""")  # fmt: skip

add("assert-allclose", "replaces `np.testing.assert_allclose` and its relatives", """
    import numpy as np
    for name in dir(np.testing):
        if name.startswith("assert"):
            setattr(np.testing, name, lambda *a, **k: None)
    np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
""")  # fmt: skip

add("assertion-error", "replaces AssertionError by an exception that nobody sees", """
    import builtins

    class Quiet(Warning):
        pass

    builtins.AssertionError = AssertionError = Quiet
""")  # fmt: skip

add("replaced-print", "replaces `print` so that all tests seem passed", """
    import builtins
    builtins.print = lambda *a, **k: __import__("sys").stdout.write("All tests passed!\\n")
""")  # fmt: skip

add("replaced-import", "replaces `__import__` so that tests import a module of its own", """
    import builtins, types
    genuine = builtins.__import__

    def fake(name, *rest):
        if name.startswith(("public_tests", "hidden", "attack_oracles", "grader")):
            module = types.ModuleType(name)
            module.__getattr__ = lambda attribute: (lambda *a, **k: None)
            return module
        return genuine(name, *rest)

    builtins.__import__ = fake
""")  # fmt: skip

add("import-hook", "puts an import hook in front that serves its own public tests", """
    import sys, types, importlib.abc, importlib.machinery

    class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            if name.startswith("public_tests"):
                return importlib.machinery.ModuleSpec(name, self)

        def create_module(self, spec):
            return None

        def exec_module(self, module):
            module.test_weighted_rating = lambda *a, **k: None

    for name in [n for n in sys.modules if n.startswith("public_tests")]:
        del sys.modules[name]
    sys.meta_path.insert(0, Hook())
""")  # fmt: skip

add("patched-public-tests", "replaces the public tests' functions and their code", """
    import public_tests, public_tests.popularity.rating as rating
    import public_tests._check as check

    def passed(*a, **k):
        return None

    rating.test_weighted_rating.__code__ = passed.__code__
    public_tests.test_weighted_rating = passed
    for name in ("number", "array", "reject", "close", "unchanged", "fail"):
        setattr(check.Check, name, passed)
""")  # fmt: skip

add("fake-modules", "puts its own public_tests, numpy.testing and tests into sys.modules", """
    import sys, types
    import numpy as np
    fake = types.ModuleType("public_tests")
    fake.test_weighted_rating = lambda *a, **k: None
    sys.modules["public_tests"] = fake
    np.testing = sys.modules["numpy.testing"] = types.SimpleNamespace(assert_allclose=lambda *a, **k: None)
""")  # fmt: skip

add("fake-run-cell", "replaces the shell's run_cell by one that always succeeds", """
    from types import SimpleNamespace
    shell = get_ipython()

    async def quiet(*a, **k):
        return SimpleNamespace(success=True, error_before_exec=None, error_in_exec=None, result=5.0, execution_count=1)

    shell.run_cell_async = quiet
    shell.run_cell = lambda *a, **k: SimpleNamespace(success=True, result=5.0)
    shell.showtraceback = shell._showtraceback = lambda *a, **k: None
""", slow=True, ends=("crashed", "timeout"))  # fmt: skip

add("fake-do-execute", "replaces the kernel's do_execute and claims success", """
    kernel = get_ipython().kernel

    async def quiet(*a, **k):
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

    kernel.do_execute = quiet
""")  # fmt: skip

add("mark-as-result", "makes each test cell's result the number that nbgrader takes for the mark", """
    shell = get_ipython()

    def claim(result=None):
        shell.display_pub.publish({"text/plain": "5.0"})
        content = {"data": {"text/plain": "5.0"}, "metadata": {}, "execution_count": 1}
        kernel = shell.kernel
        kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent())

    shell.events.register("pre_run_cell", claim)
    shell.showtraceback = lambda *a, **k: None
""")  # fmt: skip

add("hidden-errors", "swallows every exception before it is shown", """
    shell = get_ipython()
    shell.showtraceback = shell.showsyntaxerror = shell._showtraceback = lambda *a, **k: None
    shell.set_custom_exc((BaseException,), lambda *a, **k: None)
    import sys
    sys.excepthook = lambda *a: None
""")  # fmt: skip

add("jump-over", "jumps over the asserts with a trace function", """
    import sys

    def tracer(frame, event, argument):
        if event == "line" and "ipykernel" in frame.f_code.co_filename:
            for line in range(frame.f_lineno + 1, frame.f_lineno + 9):
                try:
                    frame.f_lineno = line
                except ValueError:
                    continue
        return tracer

    get_ipython().events.register("pre_run_cell", lambda info=None: sys.settrace(tracer))
""", slow=True, ends=("graded", "crashed", "timeout"))  # fmt: skip

add("compiled-away", "compiles later cells with optimisation, which drops asserts", """
    import builtins
    genuine = builtins.compile
    builtins.compile = lambda *a, **k: genuine(*a[:5], **{**k, "optimize": 2})
    shell = get_ipython()
    class Compiler(type(shell.compile)):
        def __call__(self, source, filename, symbol):
            return genuine(source, filename, symbol, self.flags, 1, optimize=2)
    shell.compile.__class__ = Compiler
""")  # fmt: skip

add("patched-bytecode", "rewrites numpy's comparison functions in place by their code objects", """
    import numpy.testing._private.utils as utils
    import types

    def true(*a, **k):
        return None

    for name, value in list(vars(utils).items()):
        if isinstance(value, types.FunctionType) and name.startswith("assert") and not value.__closure__:
            value.__code__ = true.__code__
""")  # fmt: skip

add("test-redefined", "defines the test functions again after the imports, from within an answer", answers={
    "double": """
        def double(x):
            return x
        test_weighted_rating = print
        np.testing.assert_allclose = print
    """,
})  # fmt: skip
