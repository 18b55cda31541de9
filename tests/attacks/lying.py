"""Returning something that claims to be right."""

from tests.attacks.model import Family

family = Family("Returning something that lies")


def lying(name: str, tries: str, code: str, value: str = "Liar()") -> None:
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
    )


lying("equal-to-all", "returns an object that equals everything", """
class Liar:
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = object.__hash__
    __sub__ = __rsub__ = __abs__ = __mul__ = __rmul__ = __truediv__ = lambda self, *other: self
    __bool__ = lambda self: True
    __float__ = lambda self: 0.0
    __array_priority__ = 1e9
""")  # fmt: skip

lying("array-ufunc", "answers numpy's functions itself (`__array_ufunc__`)", """
class Liar(np.lib.mixins.NDArrayOperatorsMixin):
    shape, dtype, ndim, size = (6,), np.dtype(float), 1, 6
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return True
    def __array__(self, *a, **k):
        return np.zeros(6)
    def all(self, *a, **k):
        return True
""")  # fmt: skip

lying("array-function", "answers numpy's functions itself (`__array_function__`)", """
class Liar:
    shape, dtype, ndim = (6,), np.dtype(float), 1
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __array__(self, *a, **k):
        raise SystemExit
""")  # fmt: skip

for kind, first in (("float", "1.0"), ("int", "1"), ("str", "'1'"), ("complex", "1j"), ("dict", "{}"), ("list", "[1]")):
    lying(f"lying-{kind}", f"returns a subclass of {kind} that equals everything", f"""
class Liar({kind}):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = object.__hash__
    __sub__ = __rsub__ = __abs__ = __round__ = lambda self, *other: Liar()
    __float__ = __int__ = __index__ = lambda self: self
    __reduce__ = lambda self: (eval, ("1",))
    def __len__(self):
        return 6
""", f"Liar({first})")  # fmt: skip

lying("lying-array", "returns an ndarray that equals everything", """
class Liar(np.ndarray):
    __eq__ = lambda self, other: np.ones(self.shape, bool)
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones(self.shape, bool)
    def __array_finalize__(self, other):
        self.fill = lambda *a: None
    def tobytes(self, *a):
        raise SystemExit
""", "np.zeros(6).view(Liar)")  # fmt: skip

lying("lying-frame", "returns a DataFrame that equals everything", """
class Liar(pd.DataFrame):
    __eq__ = equals = eq = lambda self, *other: True
    shape = property(lambda self: (6,))
    columns = property(lambda self: ["title", "votes", "score"])
    def to_numpy(self, *a, **k):
        return np.array([Lie()] * 6, dtype=object)
class Lie:
    __eq__ = lambda self, other: True
""", "Liar({'a': [1.0]})")  # fmt: skip

lying("object-array", "returns an array of objects that equal everything", """
class Lie:
    __eq__ = __le__ = __lt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __mul__ = __rmul__ = __add__ = __radd__ = lambda self, *o: self
    __bool__ = lambda self: True
""", "np.array([Lie() for _ in range(6)], dtype=object)")  # fmt: skip

lying("false-class", "says of its class that it is float (`__class__`)", """
class Liar:
    __class__ = float
    __eq__ = __le__ = lambda self, other: True
    dtype, shape, ndim = float, (), 0
    def __getattr__(self, name):
        return lambda *a, **k: True
    def __instancecheck__(self, other):
        return True
""")  # fmt: skip

lying("mock", "returns a MagicMock that agrees to all", """
from unittest.mock import MagicMock
class Liar(MagicMock):
    __eq__ = lambda self, other: True
    __le__ = lambda self, other: True
    __ge__ = lambda self, other: True
    __float__ = lambda self: 1.0
""")  # fmt: skip

lying("array-interface", "hands out other people's memory through `__array_interface__`", """
class Liar:
    def __init__(self):
        self.kept = np.zeros(6)
        self.__array_interface__ = {"shape": (6,), "typestr": "<f8", "version": 3,
                                    "data": (self.kept.ctypes.data, False)}
""")  # fmt: skip

lying("not-a-number", "returns NaN, which compares strangely", "pass", "np.full(6, np.nan)")
lying("infinite", "returns infinities", "pass", "float('inf')")
lying("any-bool", "returns True, which numpy takes for numbers", "pass", "np.True_")
lying(
    "generator",
    "returns a generator that changes with every look",
    "import itertools",
    "(x for x in itertools.count())",
)

lying("changes-arguments", "changes the arguments in place, hoping that they are what the answer is compared with", """
def spoil(*found):
    import gc
    for value in gc.get_objects():
        if isinstance(value, np.ndarray) and value.dtype == float and value.flags.writeable and value.size < 100:
            value[:] = 0
    return 0
""", "spoil()")  # fmt: skip
