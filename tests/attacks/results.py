"""Results that are traps for whoever reads them."""

from tests.attacks.model import Family

family = Family("Returning something that harms")


def trap(name: str, tries: str, code: str, value: str, **more) -> None:
    """All three answers return `value`."""
    family.add(
        name,
        tries,
        "import numpy as np\nimport pandas as pd\n" + code,
        answers={
            "double": f"def double(x):\n    return {value}",
            "scale": f"def scale(values):\n    return {value}",
            "weighted_rating": f"def weighted_rating(votes, rating, m, C):\n    return {value}",
        },
        **more,
    )


trap("pickle", "returns an object that runs code where it is unpickled", """
import os
class Trap:
    def __reduce__(self):
        return (os.system, ("touch '@HOST@/atk-@TOKEN@-pickle' '@COURSE@/atk-@TOKEN@-pickle'",))
    def __array__(self, *a, **k):
        return np.array([Trap()], dtype=object)
""", "[Trap(), {'a': Trap()}]", slow=True, ends=("graded", "timeout"))  # fmt: skip

trap("pickled-array", "returns npy bytes and an array of objects that run code where they are loaded", """
import io, os
class Trap:
    def __reduce__(self):
        return (os.system, ("touch '@HOST@/atk-@TOKEN@-npy' '@COURSE@/atk-@TOKEN@-npy'",))
def made():
    file = io.BytesIO()
    np.save(file, np.array([Trap()], dtype=object), allow_pickle=True)
    return file.getvalue()
""", "[np.array([Trap()], dtype=object), made()]")  # fmt: skip

trap("forged-array", "sends an array whose shape and data disagree", """
import sys
def forge():
    package = sys.modules.get("_plain_answers")
    if package:
        package.wire.dumps = lambda value: '["d",["state","value","value",["a","<f8",[1099511627775,1099511627775],"AAAA"]]]'
    return 1.0
""", "forge()")  # fmt: skip

trap("deep-list", "returns a list nested 100,000 deep", """
def deep(n):
    found = []
    for _ in range(n):
        found = [found]
    return found
""", "deep(100_000)")  # fmt: skip

trap("loop", "returns a list that holds itself", "loop = {}\nloop['again'] = [loop]", "loop")
trap("nan-storm", "returns ten million NaNs", "pass", "np.full(10_000_000, np.nan)", slow=True)
trap("many-items", "returns a list of three million numbers", "pass", "list(range(3_000_000))", slow=True,
     ends=("graded", "timeout"))  # fmt: skip
trap("huge-int", "returns a number of a million digits", "big = 10 ** 1_000_000", "big")
trap(
    "huge-text",
    "returns a text of 100 MB",
    "pass",
    "'x' * 100_000_000",
    slow=True,
    ends=("graded", "out of memory", "timeout"),
)
trap(
    "virtual-array",
    "returns an array that claims terabytes",
    "pass",
    "np.broadcast_to(1.0, (10 ** 12,))",
    ends=("graded", "out of memory"),
)
trap("endless-iterator", "returns an iterator without an end", "import itertools", "itertools.count()")
trap("colliding-keys", "returns a dict whose keys all have one hash", """
M = (1 << 61) - 1
keys = {i * M: i for i in range(3000)}
""", "keys", slow=True, ends=("graded", "timeout"))  # fmt: skip
trap("frame-bomb", "returns a table with a huge categorical index and objects inside", """
frame = pd.DataFrame({"a": [object(), [1], {}], "b": pd.Categorical(["x", "y", "z"])},
                     index=pd.MultiIndex.from_tuples([(1, "a"), (2, "b"), (3, "c")]))
""", "frame")  # fmt: skip
trap("odd-types", "returns dates out of range, lone surrogates, structured and void arrays", """
odd = [np.zeros(3, dtype=[("a", "f8"), ("b", "O")]), np.void(b"abc"), np.datetime64("NaT"), "\\ud800", 1j,
       np.array(["\\ud800"]), pd.NaT, pd.NA, np.longdouble(3), memoryview(b"x"), range(10**9), type, print, ...]
""", "odd.pop() if len(odd) > 1 else odd[0]", ends=("graded", "timeout"))  # fmt: skip
trap("exploding-repr", "returns an object that ends the process when it is looked at", """
import os
class Trap:
    def _die(self, *a, **k):
        os._exit(3)
    __repr__ = __str__ = __len__ = __iter__ = __array__ = __hash__ = __eq__ = __getattr__ = _die
""", "Trap()", slow=True, ends=("graded", "crashed"))  # fmt: skip
trap("page-of-html", "raises an error whose message is a script for the feedback page", "pass",
     "(_ for _ in ()).throw(ValueError('<script>document.title=\"atk-@TOKEN@\"</script><img src=x onerror=alert(1)>'))")  # fmt: skip
trap("long-message", "raises an error of 50 MB with control characters", "pass",
     "(_ for _ in ()).throw(type('\\x1b[2J' * 100, (Exception,), {})('\\x1b]0;x\\x07\\u202e' + 'y' * 50_000_000))",
     slow=True, ends=("graded", "timeout", "out of memory"))  # fmt: skip
trap("lying-exception", "raises an exception whose text cannot be made", """
class Trap(BaseException):
    def __str__(self):
        raise KeyboardInterrupt
def go():
    raise Trap
""", "go()", slow=True, ends=("graded", "timeout", "crashed"))  # fmt: skip
