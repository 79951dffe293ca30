"""Which functions and classes a program defined, with their lines, parameters and methods."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from grader.worker.definitions import Definitions, definers
from grader.worker.values import unpack
from grader.worker.wire import Definition, Parameter


def run(source: str) -> tuple[list[Definition], dict[str, Any]]:
    """Run a program statement by statement, as the loader does; returns its definitions and names."""
    definitions, namespace = Definitions(), {"__name__": "submission"}
    for node in ast.parse(source).body:
        before = dict(namespace)
        try:
            exec(compile(ast.Module([node], []), "<cell 1>", "exec"), namespace)
        except Exception:
            namespace["failed"] = True
        definitions.take(node, 1, namespace, before)
    return definitions.finish(namespace), namespace


def names(source: str) -> list[tuple[str, int, bool]]:
    return [(definition.name, definition.line, definition.bound) for definition in run(source)[0]]


def test_functions_classes_and_lambdas_are_found_with_their_lines() -> None:
    found, _ = run("\n@staticmethod\ndef f(x):\n    return x\n\nclass C:\n    pass\n\ng = h = lambda x: x\n")
    told = [(d.index, d.name, d.kind, d.line, d.end_line) for d in found]
    assert told == [
        (0, "f", "function", 3, 4),
        (1, "C", "class", 6, 7),
        (2, "g", "function", 9, 9),
        (3, "h", "function", 9, 9),
    ]


def test_of_several_definitions_of_a_name_the_last_is_bound() -> None:
    source = "def f(x):\n    return 1\ndef f(x):\n    return 2\n"
    assert names(source) == [("f", 1, False), ("f", 3, True)]


def test_a_definition_whose_name_is_bound_to_something_else_later_is_not_bound() -> None:
    assert names("def f(x):\n    return 1\nf = 3\n") == [("f", 1, False)]


def test_an_alias_is_a_definition_of_its_own_name() -> None:
    assert names("def f(x):\n    return 1\ng = f\n") == [("f", 1, True), ("g", 1, True)]


def test_definitions_in_branches_loops_and_handlers_are_found() -> None:
    source = (
        "if True:\n    def a(): pass\n"
        "for i in [1]:\n    def b(): pass\n"
        "try:\n    import no_such_module\nexcept ImportError:\n    def c(): pass\n"
        "finally:\n    def d(): pass\n"
        "with open(__import__('os').devnull):\n    def e(): pass\n"
        "match 1:\n    case 1:\n        def g(): pass\n"
    )
    assert [name for name, _, _ in names(source)] == ["a", "b", "c", "d", "e", "g"]


def test_of_two_branches_only_the_one_that_ran_is_a_definition() -> None:
    source = "if False:\n    def f(x):\n        return 1\nelse:\n    def f(x, y):\n        return 2\n"
    (f,) = run(source)[0]
    assert (f.line, [parameter.name for parameter in f.parameters]) == (5, ["x", "y"])


def test_a_definition_that_failed_does_not_take_an_earlier_one_for_its_own() -> None:
    functions = "def f(x):\n    return 1\n@no_such_decorator\ndef f(x):\n    return 2\n"
    source = functions + "class C: pass\nclass C(D): pass\n"
    assert names(source) == [("f", 1, True), ("C", 6, True)]


def test_an_imported_function_is_no_definition() -> None:
    assert names("from math import sin as f\n") == []


def test_a_chain_of_a_thousand_branches_is_walked() -> None:
    source = (
        "if a: pass\n" + "".join(f"elif a == {i}: pass\n" for i in range(300)) + "else:\n    def f(): pass\n"
    )
    (node,) = ast.parse(source).body
    assert [name for name, _ in definers(node)] == ["f"]
    deep = node
    for _ in range(5000):
        deep = ast.If(ast.Constant(True), [ast.Pass()], [deep])
    assert [name for name, _ in definers(deep)] == ["f"]


def test_definers_come_in_the_order_of_the_text() -> None:
    source = (
        "try:\n    def a(): pass\nexcept E:\n    def b(): pass\n    def c(): pass\nelse:\n    def d(): pass\n"
    )
    (node,) = ast.parse(source).body
    assert [name for name, _ in definers(node)] == ["a", "b", "c", "d"]


def test_parameters_are_told_with_kind_and_default() -> None:
    (f,) = run("def f(a, b=1.5, /, c='x', *rest, d, e=None, **more): pass\n")[0]
    assert f.parameters == [
        Parameter("a", "positional", True),
        Parameter("b", "positional", False, 1.5),
        Parameter("c", "positional", False, "x"),
        Parameter("rest", "var_positional", False),
        Parameter("d", "keyword", True),
        Parameter("e", "keyword", False, None),
        Parameter("more", "var_keyword", False),
    ]


def test_default_values_are_those_that_the_function_holds() -> None:
    (f,) = run("import numpy as np\nstep = 1e-4\ndef f(x, h=step * 2, w=np.ones(3)): pass\n")[0]
    assert f.parameters[1].default == 2e-4
    np.testing.assert_array_equal(unpack(f.parameters[2].default), [1, 1, 1])


def test_methods_are_told_without_self_and_static_ones_whole() -> None:
    source = (
        "class C:\n"
        "    def __init__(self, size, std=0.01): pass\n"
        "    def predict(self, x): pass\n"
        "    @staticmethod\n"
        "    def help(x): pass\n"
        "    @classmethod\n"
        "    def make(cls, x): pass\n"
    )
    (c,) = run(source)[0]
    told = {name: [parameter.name for parameter in parameters] for name, parameters in c.methods.items()}
    assert told == {"__init__": ["size", "std"], "predict": ["x"], "help": ["x"], "make": ["x"]}
    assert [(parameter.name, parameter.default) for parameter in c.parameters] == [
        ("size", None),
        ("std", 0.01),
    ]


def test_methods_of_the_programs_own_bases_are_told_and_overridden_ones_replaced() -> None:
    source = (
        "class A:\n    def __init__(self, a): pass\n    def f(self, x): pass\n"
        "class B(A):\n    def f(self, x, y): pass\n"
    )
    _, b = run(source)[0]
    assert [parameter.name for parameter in b.parameters] == ["a"]
    assert [parameter.name for parameter in b.methods["f"]] == ["x", "y"]


HOSTILE = {
    "metaclass": (
        "class M(type):\n"
        "    def __instancecheck__(c, o): raise ValueError\n"
        "    def mro(c): return [c, object]\n"
        "    __dict__ = property(lambda c: 1 / 0)\n"
        "    __name__ = property(lambda c: 1 / 0)\n"
        "class C(metaclass=M):\n"
        "    def __init__(self, a): pass\n"
    ),
    "liar": "class L:\n    __class__ = property(lambda s: 1 / 0)\n    def __call__(self): pass\n",
    "default": "class R:\n    def __repr__(self): raise ValueError\ndef f(x=R()): pass\n",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_classes_and_defaults_are_defined_like_others(source: str) -> None:
    found, _ = run(source + "def last(): pass\n")
    assert found[-1].name == "last"
    assert all(isinstance(parameter, Parameter) for d in found for parameter in d.parameters)


def test_an_object_that_lies_about_its_class_is_no_function() -> None:
    source = "class L:\n    __class__ = property(lambda s: 1 / 0)\ndef f(): pass\nf = L()\n"
    assert names(source) == [("L", 1, True), ("f", 3, False)]


def test_a_decorator_may_return_an_object_that_is_called() -> None:
    source = "class W:\n    def __init__(self, f): self.f = f\n    def __call__(self, x): return self.f(x)\n"
    found, namespace = run(source + "@W\ndef f(x, h=2):\n    return x\n")
    assert (found[1].name, found[1].line, found[1].bound) == ("f", 5, True)
    assert namespace["f"](4) == 4
    assert [(p.name, p.required) for p in found[1].parameters] == [("x", True), ("h", False)]
