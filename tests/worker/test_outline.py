"""The outline of a text tells what its whole tree tells, or nothing; expected are Python's own trees."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker.blocks import Block
from grader.worker.definitions import definers
from grader.worker.loader import Loader
from grader.worker.outline import outlined
from grader.worker.wire import Load, Loaded, SourceCell

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
TESTS = Path(__file__).resolve().parent.parent
PROGRAMS = sorted([*TESTS.glob("right/*/*.py"), *TESTS.glob("wrong/*/*.py")])
NAME = "<cell 1>"


def compiled(node: ast.stmt) -> Any:
    return compile(ast.Module([node], []), NAME, "exec", dont_inherit=True)


def names(node: ast.stmt) -> list[tuple[str, str, int, str]]:
    """Return what a statement defines, and what its classes do, with lines and parameters."""
    found = []
    for name, each in definers(node):
        inner = each.body if isinstance(each, ast.ClassDef) else []
        for part in (each, *(item for item in inner if isinstance(item, ast.FunctionDef))):
            given = ast.dump(part.args) if isinstance(part, ast.FunctionDef) else ""
            found.append((name, getattr(part, "name", ""), getattr(part, "lineno", 0), given))
    return found


def check(source: str) -> list[Block] | None:
    """Compare an outline, where there is one, with the whole tree; returns it."""
    found = outlined(source, NAME)
    if found is None:
        return None
    nodes = ast.parse(source, NAME).body
    pairs = [(node, block) for block in found for node in block.statements]
    assert len(pairs) == len(nodes)
    for (node, block), whole in zip(pairs, nodes, strict=True):
        assert (type(node), node.lineno, names(node)) == (type(whole), whole.lineno, names(whole))
        if block.code is None:
            assert ast.dump(node, include_attributes=True) == ast.dump(whole, include_attributes=True)
        else:
            assert block.code == compiled(whole)
            assert (node.end_lineno or 0) >= (whole.end_lineno or 0)
    return found


def loaded(source: str, whole: bool) -> Loaded:
    told: list[Any] = []
    loader = Loader(Load([SourceCell(1, source)], measure=whole), told.append)
    loader.load()
    return loader.report("", 0)


def test_outlines_of_programs_tell_what_their_trees_tell() -> None:
    assert len(PROGRAMS) > 500
    found = [check(path.read_text(encoding="utf-8")) for path in PROGRAMS]
    outlines = [blocks for blocks in found if blocks is not None]
    assert len(outlines) > 0.9 * len(PROGRAMS)
    assert sum(any(block.code for block in blocks) for blocks in outlines) > 0.8 * len(PROGRAMS)


@pytest.mark.parametrize("path", PROGRAMS[::40], ids=lambda path: path.name)
def test_a_program_loaded_by_its_outline_defines_the_same(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert loaded(source, False) == loaded(source, True)


F = "def f(x):\n    return x\n"
ODD = {
    "a function in a text": 'def f(x):\n    return """\ndef g(x):\n    pass\n"""\n',
    "a function in a text of a class with its end": (
        'class A:\n    def f(self):\n        return """\n    def g(self):\n        pass\n        """\n'
    ),
    "a function in a text of a class": (
        'class A:\n    def f(self):\n        return """\n    def g(self):\n        pass\n    """\n'
    ),
    "a statement in a text of a class": 'class A:\n    def f(self):\n        """\n    x = 1\n        """\n',
    "statements around texts of a class": (
        'class A:\n    def f(self):\n        return """\n    """\n    x = 1\n'
        '    def g(self):\n        return """\n    """\n'
    ),
    "a statement after a text": 'def f(x):\n    y = """\n    """\n    return y\nz = 1\n',
    "a text that closes at the left edge": 'def f(x):\n    y = """\nz = 1\n"""\n    return y\n',
    "brackets that close at the left edge": "def f(\n    x,\n):\n    return (\n1\n)\n" + F,
    "a body on the same line": "def f(x): return x\nclass A: x = 1\ndef g(x): pass; y = 2\n",
    "a colon in a comment": "def f(x):  # so:\n    return x\n",
    "a colon in a default": "def f(x, y={1: 2}, z=lambda:\n      1):\n    return x\n",
    "a lambda before the body": "def f(x=lambda: 1):\n    return x\n",
    "a class with values": "class A:\n    x = 1\n    def f(self):\n        return self.x\n",
    "a class with a condition": "class A:\n    if True:\n        def f(self):\n            return 1\n",
    "decorators": (
        "@property\ndef f(x):\n    return x\nclass A:\n    @staticmethod\n    def g(x):\n        return x\n"
    ),
    "tabs": "class A:\n\tdef f(self):\n\t\treturn 1\n        \n\tdef g(self):\n\t\treturn 2\n",
    "a nested class": "class A:\n    class B:\n        def f(self):\n            pass\n",
    "two functions of one name": F
    + F
    + "class A:\n    def f(self):\n        pass\n    def f(self):\n        return 1\n",
    "coroutines": "async def f(x):\n    return x\nclass A:\n    async def f(self):\n        pass\n",
    "a backslash at the end of a line": "x = 1 + \\\n2\ndef f(x): \\\n    return x\n",
    "else": "if x:\n    y = 1\nelse:\n    y = 2\n" + F,
    "words of Japanese": "# 数値微分\ndef 微分(x):\n    '微分'\n    return x\n",
    "an annotation": "def f(x: 'int') -> 'int':\n    return x\n",
    "an import within": "def f(x):\n    import math\n    return math.pi\n",
    "a line feed of another kind": "def f(x):\n    return 1\ry = 2\n",
    "no line end at the end": "def f(x):\n    return x",
    "nothing but a comment": "# nothing\n",
    "a name that is used as a global": "x = 1\ndef f():\n    global x\n    x = 2\n",
    "a closure": (
        "class A:\n    def f(self):\n        return __class__\n    def g(self):\n        return super().g()\n"
    ),
}


@pytest.mark.parametrize("source", ODD.values(), ids=ODD.keys())
def test_an_odd_text_has_the_right_outline_or_none(source: str) -> None:
    check(source)


def test_a_long_text_has_no_outline() -> None:
    assert outlined(F * 500, NAME) is not None
    assert outlined(F * 501, NAME) is None


@pytest.mark.parametrize(
    "source", ["def f(:\n    pass\n", F + "x = = 1\n", "def f(x):\n    return (\n", "\0"]
)
def test_a_text_that_does_not_parse_has_no_outline(source: str) -> None:
    assert outlined(source, NAME) is None


CHUNKS = [
    "def f(x):\n    return 1",
    "class A:\n    def g(self):\n        return 2",
    'class A:\n    def g(self):\n        """\n    """',
    'def f(x):\n    """',
    '    """',
    '"""',
    '        """',
    '    def k(self):\n        return """',
    "    def h(self):\n        pass",
    "    @staticmethod",
    "    z = 1",
    "z = 1",
    "    return 1",
    "        return 1",
    "    # a comment:",
    "",
    "    'words'",
    "        '''",
    "    x = '''",
]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(CHUNKS), min_size=2, max_size=6))
def test_whatever_a_text_is_made_of_its_outline_is_right_where_it_has_one(chunks: list[str]) -> None:
    source = "\n".join(chunks) + "\n"
    try:
        compile(source, NAME, "exec")
    except SyntaxError:
        return
    check(source)


def test_a_text_that_tells_how_it_is_compiled_is_compiled_so() -> None:
    source = "from __future__ import annotations\n\ndef f(x: nothing) -> nothing:\n    return x\n"
    assert [each.name for each in loaded(source, False).definitions] == ["f"]
    assert not loaded(source, False).faults
