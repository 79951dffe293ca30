"""Attributes and methods written wrong: `misspelt-attribute`, and what of `misspelt-name` is about methods.

Knows what types and classes offer; that an edit helps is for a run to say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .classes import attributes, methods
from .edits import cost_of, fix, rename, word
from .near import near
from .scope import Spot, classes_of, spots

ATTRIBUTE, NAME = "misspelt-attribute", "misspelt-name"
LACKS = re.compile(r"^(?:type object )?'([\w.]+)'(?: object)? has no attribute '(\w+)'")
METHODS = {
    "exercise4": (("predict", "forward"), ("loss",)),
    "exercise5": (("predict", "forward"), ("loss",), ("accuracy",), ("numerical_gradient",), ("gradient",)),
}
_HOLDERS = {"exercise4": ("W", "w", "weights", "weight", "params"), "exercise5": ("params", "W1")}
_SYNONYMS = {
    "numpy.ndarray": {"length": "size", "len": "size", "dims": "ndim", "dimension": "ndim", "clone": "copy"},
    "list": {"add": "append", "push": "append", "push_back": "append", "put": "append"},
    "dict": {"add": "update", "iteritems": "items", "has_key": "get"},
}  # fmt: skip


def _offers(owner: str) -> list[str]:
    """Return the public attributes of a type by the name that exceptions call it by."""
    import numpy as np

    known: dict[str, type] = {
        "numpy.ndarray": np.ndarray, "numpy.float64": np.float64, "numpy.nditer": np.nditer, "list": list,
        "dict": dict, "str": str, "tuple": tuple, "float": float, "int": int, "numpy.int64": np.int64,
    }  # fmt: skip
    return [name for name in dir(known[owner]) if not name.startswith("_")] if owner in known else []


def mend_attribute(subject: Subject) -> Iterator[Fix]:
    """Yield near attributes for one that an object has not."""
    seen = set()
    for spot in spots(subject, "AttributeError"):
        told = LACKS.match(spot.raised.message)
        if told is None:
            continue
        owner, name = told[1], told[2]
        found = [
            node
            for node in spot.nodes(ast.Attribute)
            if isinstance(node, ast.Attribute) and node.attr == name
        ]
        if not found or (key := (owner, name, id(spot.root))) in seen:
            continue
        seen.add(key)
        own = next((node for _, node in classes_of(subject) if node.name == owner), None)
        if own is not None:
            yield from _of_instance(spot, own, found[0])
        else:
            yield from _of_type(spot, owner, found[0])
    yield from _holder(subject)


def _of_type(spot: Spot, owner: str, node: ast.Attribute) -> Iterator[Fix]:
    text = spot.text
    parent = spot.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    choices = [(away, name) for away, name in near(node.attr, _offers(owner), most=4)]
    synonym = _SYNONYMS.get(owner, {}).get(node.attr)
    choices += [(1.0, synonym)] if synonym else []
    places = _same_attribute(spot.root, node.attr)
    for away, name in choices:
        suspicion = min(0.95, 1.0 - 0.06 * away) - 0.2 * (_is_method(owner, name) != called)
        if len(places) > 1:
            yield fix(
                ATTRIBUTE, text, places[0].lineno, rename(text, places, name), cost_of(places), suspicion
            )
        yield fix(ATTRIBUTE, text, node.lineno, rename(text, [node], name), 1.0, suspicion - 0.02)


def _is_method(owner: str, name: str) -> bool:
    import numpy as np

    known: dict[str, type] = {
        "numpy.ndarray": np.ndarray,
        "list": list,
        "dict": dict,
        "numpy.nditer": np.nditer,
    }
    return callable(getattr(known[owner], name, None)) if owner in known else False


def _same_attribute(root: ast.AST, attr: str) -> list[ast.Attribute]:
    found = [node for node in walk(root) if isinstance(node, ast.Attribute) and node.attr == attr]
    return sorted(found, key=lambda node: (node.lineno, node.end_col_offset or 0))


def _of_instance(spot: Spot, owner: ast.ClassDef, node: ast.Attribute) -> Iterator[Fix]:
    """Yield fixes at the use or, where the name there is used more often, at the definition."""
    text = spot.text
    places = [
        each for each in _same_attribute(spot.root, node.attr) if ast.dump(each.value) == ast.dump(node.value)
    ]
    stored = attributes(owner)
    parent = spot.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    for away, name in near(node.attr, [*stored, *methods(owner)], most=4):
        suspicion = min(0.95, 1.0 - 0.06 * away) - 0.25 * ((name in stored) == called)
        if len(places) > 1:
            yield fix(
                ATTRIBUTE, text, places[0].lineno, rename(text, places, name), cost_of(places), suspicion
            )
        yield fix(ATTRIBUTE, text, node.lineno, rename(text, [node], name), 1.0, suspicion - 0.02)
        at = [each for each in _same_attribute(owner, name) if isinstance(each.value, ast.Name)]
        if name in stored and len(at) <= len(places):
            splices = rename(text, at, node.attr)
            yield fix(
                ATTRIBUTE,
                text,
                at[0].lineno,
                splices,
                cost_of(at),
                suspicion - 0.06 + 0.05 * (len(at) < len(places)),
            )
    for key, home in _stored_keys(owner):
        if key == node.attr:
            quoted = [Splice(text.number, *word(text, each), f"{home}['{key}']") for each in places]
            yield fix(ATTRIBUTE, text, places[0].lineno, quoted, cost_of(places), 0.6)


def _stored_keys(owner: ast.ClassDef) -> list[tuple[str, str]]:
    """Return (key, attribute) of what a class stores by `self.attribute['key'] = `."""
    found = []
    for node in walk(owner):
        if (
            (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Store)
                and isinstance(node.value, ast.Attribute)
            )
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            found.append((node.slice.value, node.value.attr))
    return found


def _holder(subject: Subject) -> Iterator[Fix]:
    """Yield the asked-for attribute for one that the class calls otherwise everywhere: `self.parmas`."""
    wanted = _HOLDERS.get(subject.exercise.split("_")[0], ())
    for text, owner in classes_of(subject):
        stored = attributes(owner)
        if wanted and not any(name in stored for name in wanted):
            for name in stored:
                for away, meant in near(name, wanted, most=1):
                    places = _same_attribute(owner, name)
                    splices = rename(text, places, meant)
                    yield fix(ATTRIBUTE, text, places[0].lineno, splices, cost_of(places), 0.9 - 0.1 * away)


def mend_method(subject: Subject) -> Iterator[Fix]:
    """Yield the asked-for method's name for a near one that the class defines instead."""
    wanted = METHODS.get(subject.exercise.split("_")[0], ())
    for text, owner in classes_of(subject):
        own = methods(owner)
        asked = [name for names in wanted for name in names]
        for names in wanted:
            if any(name in own for name in names):
                continue
            for away, name in near(names[0], [each for each in own if each not in asked], most=2):
                if away > 2:
                    continue
                places = [own[name], *_same_attribute(owner, name)]
                line = own[name].lineno
                yield fix(
                    NAME, text, line, rename(text, places, names[0]), cost_of(places), 0.95 - 0.1 * away
                )
                if len(places) > 1:
                    yield fix(NAME, text, line, rename(text, places[:1], names[0]), 1.0, 0.7 - 0.1 * away)
