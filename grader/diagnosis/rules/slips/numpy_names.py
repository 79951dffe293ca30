"""NumPy's names written wrong: `misspelt-numpy-name`. A run says whether an edit helps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .edits import cost_of, fix, rename, word
from .keywords import FLAGS, mend_flags, mend_keywords
from .names import missing_names
from .near import near
from .scope import OFFERED, Spot, bound, module_names, numpy_aliases, spots

ID = "misspelt-numpy-name"
_LACKS = re.compile(r"^module '([\w.]+)' has no attribute '(\w+)'")
_COMMON = frozenset({
    "abs", "all", "any", "arange", "argmax", "argmin", "array", "array_equal", "asarray", "atleast_1d",
    "atleast_2d", "clip", "copy", "copyto", "diag", "dot", "e", "einsum", "empty", "empty_like", "exp",
    "expand_dims", "eye", "float32", "float64", "full", "full_like", "inf", "int64", "isnan", "linspace",
    "log", "matmul", "max", "maximum", "mean", "min", "minimum", "nditer", "ndenumerate", "ndindex",
    "newaxis", "ones", "ones_like", "outer", "pi", "power", "prod", "random", "reshape", "round", "shape",
    "sin", "size", "sqrt", "square", "std", "sum", "tanh", "tile", "transpose", "vectorize", "vstack",
    "where", "zeros", "zeros_like",
})  # fmt: skip
_MOVED = {
    "randn": "random.randn", "rand": "random.rand", "normal": "random.normal", "randint": "random.randint",
    "choice": "random.choice", "permutation": "random.permutation", "seed": "random.seed", "len": "size",
    "length": "size", "maximun": "maximum", "avg": "mean", "zeros_as": "zeros_like", "ln": "log",
    "clone": "copy", "pow": "power",
}  # fmt: skip
_PYTHON = (
    "int", "float", "bool", "object", "str", "complex", "len", "range", "zip", "enumerate", "list", "print",
)  # fmt: skip
_FORMULAS = {
    "softmax": "(np.exp({0} - np.max({0}, axis=-1, keepdims=True))"
    " / np.sum(np.exp({0} - np.max({0}, axis=-1, keepdims=True)), axis=-1, keepdims=True))",
    "sigmoid": "(1 / (1 + np.exp(-({0}))))",
    "relu": "np.maximum(0, {0})",
}


@lru_cache(maxsize=4)
def offered(module: str) -> tuple[str, ...]:
    """Return the public names of numpy or one of its parts."""
    home: object = np
    for part in module.split(".")[1:]:
        home = getattr(home, part, None)
    return tuple(name for name in dir(home) if not name.startswith("_"))


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield NumPy's own names for what it has not."""
    for spot in spots(subject, "AttributeError"):
        told = _LACKS.match(spot.raised.message)
        if told is None:
            continue
        if told[1].split(".")[0] != "numpy":
            yield from _imports(subject, told[1])
        found = [
            node
            for node in spot.nodes(ast.Attribute)
            if isinstance(node, ast.Attribute) and node.attr == told[2]
        ]
        if found and told[1].split(".")[0] == "numpy":
            yield from _names(spot, told[1], found[0])
            yield from _not_there(subject, spot, found[0])
    for spot in spots(subject, "ModuleNotFoundError", "ImportError"):
        told = re.search(r"No module named '([\w.]+)'", spot.raised.message)
        yield from _imports(subject, told[1] if told else "")
    yield from mend_keywords(subject)
    yield from mend_flags(subject)
    yield from _without_module(subject)


def _names(spot: Spot, module: str, node: ast.Attribute) -> Iterator[Fix]:
    text = spot.text
    places = [
        each
        for each in walk(spot.root)
        if isinstance(each, ast.Attribute)
        and each.attr == node.attr
        and ast.dump(each.value) == ast.dump(node.value)
    ]
    places.sort(key=lambda each: (each.lineno, each.col_offset))
    ranked = [
        (away - 0.5 * (name in _COMMON), name) for away, name in near(node.attr, offered(module), most=10)
    ]
    if module == "numpy" and node.attr in _MOVED:
        ranked.append((-0.4, _MOVED[node.attr]))
    for away, name in sorted(ranked)[:4]:
        suspicion = min(0.95, 0.96 - 0.06 * away)
        if len(places) > 1:
            yield fix(ID, text, places[0].lineno, rename(text, places, name), cost_of(places), suspicion)
        yield fix(ID, text, node.lineno, rename(text, [node], name), 1.0, suspicion - 0.02)


def _not_there(subject: Subject, spot: Spot, node: ast.Attribute) -> Iterator[Fix]:
    """Yield fixes for `np.softmax` and `np.float`: the learner's own function, Python's, or the formula."""
    text = spot.text
    own = {name for name, kind in module_names(subject.draft).items() if kind == "function"} | set(OFFERED)
    start, end = text.span(node)
    for _, name in [(0, node.attr), *near(node.attr, own, most=1)]:
        if name in own or name in _PYTHON:
            yield fix(ID, text, node.lineno, [Splice(text.number, start, end, name)], 1.0, 0.8)
    call = spot.parents.get(node)
    if node.attr in _FORMULAS and isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords:
        formula = _FORMULAS[node.attr].format(text.of(call.args[0])).replace("np.", text.of(node.value) + ".")
        yield fix(ID, text, node.lineno, [Splice(text.number, *text.span(call), formula)], 4.0, 0.4)


def _imports(subject: Subject, module: str) -> Iterator[Fix]:
    """Yield numpy for a module that is written almost so."""
    for text, node in subject.draft.statements():
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name == module and near(alias.name, ["numpy"]):
                start = text.span(alias)[0]
                splice = Splice(text.number, start, start + len(alias.name), "numpy")
                yield fix(ID, text, node.lineno, [splice], 1.0, 0.95)


def _without_module(subject: Subject) -> Iterator[Fix]:
    """Yield `np.` in front of a name of NumPy's that stands alone."""
    alias = next(iter(numpy_aliases(subject.draft)))
    for missing in missing_names(subject):
        if missing.name in FLAGS:
            quoted = rename(missing.text, [missing.node], f"'{missing.name}'")
            yield fix(ID, missing.text, missing.node.lineno, quoted, 1.0, 0.95)
        if missing.name in offered("numpy") and missing.name not in bound(missing.home):
            text = missing.text
            places = _loads(missing.home, missing.name)
            splices = [
                Splice(text.number, start, start, f"{alias}.")
                for start, _ in (word(text, node) for node in places)
            ]
            suspicion = 0.9 if missing.called else 0.4
            yield fix(ID, text, places[0].lineno, splices, cost_of(places), suspicion)
            if len(places) > 1:
                at = text.span(missing.node)[0]
                yield fix(
                    ID,
                    text,
                    missing.node.lineno,
                    [Splice(text.number, at, at, f"{alias}.")],
                    1.0,
                    suspicion - 0.02,
                )


def _loads(home: ast.AST, name: str) -> list[ast.Name]:
    found = [node for node in walk(home) if isinstance(node, ast.Name) and node.id == name]
    return sorted(
        (node for node in found if isinstance(node.ctx, ast.Load)),
        key=lambda node: (node.lineno, node.col_offset),
    )
