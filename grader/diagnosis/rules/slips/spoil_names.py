"""Inverse rules: right programs with names, attributes, keys and parameters written wrong."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .classes import attributes, methods, self_name
from .edits import delete_statement, fix, rename
from .members import METHODS
from .numpy_names import offered
from .scope import FUNCTIONS, bound, numpy_aliases, occurrences, parameters
from .spoil import Site, chosen, mistyped, sites

_ARRAY = (
    "shape", "size", "ndim", "copy", "reshape", "sum", "max", "mean", "argmax", "ravel", "flatten",
    "astype",
)  # fmt: skip
_OTHER_NAMES = {
    "f": ("func", "fn"), "x": ("a", "inputs", "arr"), "y": ("pred", "output"), "t": ("label", "target"),
    "a": ("x", "z"), "lr": ("learning_rate", "alpha"), "learning_rate": ("lr",),
    "step_num": ("steps", "num_steps"), "init_x": ("x0", "start"), "func": ("f",), "W": ("weights",),
    "input_size": ("n_in",), "hidden_size": ("n_hidden",), "output_size": ("n_out",),
}  # fmt: skip
_STEPS = frozenset(["h", "eps", "delta", "dx", "step"])


def spoil_name(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield names written wrong at a use or at their definition, and methods called otherwise than asked."""
    yield from chosen((fix for site in sites(subject) for fix in _names(subject, site, rng)), rng)


def _names(subject: Subject, site: Site, rng: random.Random) -> Iterator[Fix]:
    named = "misspelt-name"
    for function in site.functions:
        names = site.visible(function.body[0])
        own = bound(function)
        for name in sorted(
            {node.id for node in site.nodes if isinstance(node, ast.Name) and node in set(walk(function))}
        ):
            places = occurrences(function, name)
            loads = [node for node in places if isinstance(node.ctx, ast.Load) and node in site.nodes]
            slip = mistyped(name, names, rng)
            if slip is None or name in ("self", "_") or not loads:
                continue
            kind = own.get(name)
            if kind is None or len(loads) > 1:
                node = rng.choice(loads)
                yield fix(named, site.text, node.lineno, rename(site.text, [node], slip))
            stores = [node for node in places if isinstance(node.ctx, ast.Store)]
            if kind == "variable" and len(stores) == 1 and len(loads) > 1 and _is_plain(site, stores[0]):
                yield fix(named, site.text, stores[0].lineno, rename(site.text, stores, slip))
    if isinstance(site.root, ast.ClassDef):
        own_methods = methods(site.root)
        for group in METHODS.get(subject.exercise.split("_")[0], ()):
            if (
                sum(name in own_methods for name in group) == 1
                and group[0] in own_methods
                and group[0] != "gradient"
                and not own_methods[group[0]].decorator_list
            ):
                slip = mistyped(group[0], list(own_methods), rng)
                if slip is not None:
                    definition = own_methods[group[0]]
                    yield fix(named, site.text, definition.lineno, rename(site.text, [definition], slip))


def _is_plain(site: Site, node: ast.Name) -> bool:
    parent = site.parents.get(node)
    return isinstance(parent, ast.Assign) and len(parent.targets) == 1


def spoil_attribute(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield attributes of arrays and of the instance written wrong."""
    found = []
    modules = set(numpy_aliases(subject.draft))
    for site in sites(subject):
        own = {*attributes(site.root), *methods(site.root)} if isinstance(site.root, ast.ClassDef) else set()
        for node in site.nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            root = next((child.id for child in walk(node) if isinstance(child, ast.Name)), "")
            ours = root == "self" and node.attr in own and isinstance(node.value, ast.Name)
            if root in modules or not (ours or node.attr in _ARRAY):
                continue
            slip = mistyped(node.attr, own if ours else dir_of_arrays(), rng)
            if slip is not None:
                found.append(
                    fix("misspelt-attribute", site.text, node.lineno, rename(site.text, [node], slip))
                )
    yield from chosen(found, rng)


def dir_of_arrays() -> list[str]:
    """Return the attributes of an array."""
    import numpy as np

    return dir(np.ndarray)


def spoil_numpy(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield functions of NumPy written wrong, without their module, or without its part `random`."""
    found = []
    named = "misspelt-numpy-name"
    aliases = numpy_aliases(subject.draft)
    for site in sites(subject):
        for node in site.nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            start, end = site.text.span(node)
            value = node.value
            if isinstance(value, ast.Name) and aliases.get(value.id) == "numpy":
                slip = mistyped(node.attr, offered("numpy"), rng)
                if slip is not None:
                    found.append(fix(named, site.text, node.lineno, rename(site.text, [node], slip)))
                called = isinstance(site.parents.get(node), ast.Call)
                if called and node.attr not in site.visible(node):
                    found.append(
                        fix(named, site.text, node.lineno, [Splice(site.text.number, start, end, node.attr)])
                    )
            elif (
                isinstance(value, ast.Attribute)
                and value.attr == "random"
                and node.attr in ("randn", "rand", "normal")
            ):
                short = f"{site.text.of(value.value)}.{node.attr}"
                found.append(
                    fix(named, site.text, node.lineno, [Splice(site.text.number, start, end, short)])
                )
    yield from chosen(found, rng)


def spoil_key(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield keys of a dict in another case, or without their quotes, where they are read."""
    found = []
    for site in sites(subject):
        for node in site.nodes:
            if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
                continue
            key = node.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
                start, end = site.text.span(key)
                if key.value.swapcase() != key.value and end - start == len(key.value) + 2:
                    other = Splice(site.text.number, start + 1, end - 1, key.value.swapcase())
                    found.append(fix("misspelt-key", site.text, key.lineno, [other]))
                if key.value not in site.visible(node):
                    bare = Splice(site.text.number, start, end, key.value)
                    found.append(fix("misspelt-key", site.text, key.lineno, [bare]))
    yield from chosen(found, rng)


def spoil_parameter(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield definitions whose parameter bears another name than their body uses."""
    found = []
    for site in sites(subject):
        named = {each.arg for node in site.nodes if isinstance(node, ast.Call) for each in node.keywords}
        for function in site.functions:
            first = self_name(function) if isinstance(site.parents.get(function), ast.ClassDef) else None
            names = site.visible(function.body[0])
            around = {
                name for scope in site.home(function) if isinstance(scope, FUNCTIONS) for name in bound(scope)
            }
            outside_names = {**site.visible(function), **dict.fromkeys(around, "parameter")}
            own = bound(function)
            for parameter in parameters(function):
                loads = [node for node in occurrences(function, parameter.arg) if node in site.nodes]
                outside = outside_names.get(parameter.arg, "")
                if (
                    parameter.arg in (first, *named)
                    or not loads
                    or outside in ("builtin", "parameter", "function")
                    or not _read_first(loads)
                ):
                    continue
                for other in _OTHER_NAMES.get(parameter.arg, (f"{parameter.arg}_value",)):
                    if other not in names and other not in own and not occurrences(function, other):
                        splices = rename(site.text, [parameter], other)
                        found.append(fix("parameter-name-mismatch", site.text, parameter.lineno, splices))
    yield from chosen(found, rng)


def _read_first(places: list[ast.Name]) -> bool:
    """Tell whether a name is never set: then no name of the function's own hides the slip."""
    return all(isinstance(node.ctx, ast.Load) for node in places)


def spoil_undefined(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Yield functions without the line that sets a step, an array of zeros, a sum, a size or a prediction."""
    found = []
    for site in sites(subject):
        for function in site.functions:
            outer = site.visible(function)
            for node in walk(function):
                if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not site.alone(node):
                    continue
                target = node.targets[0]
                if (
                    not isinstance(target, ast.Name)
                    or target.id in outer
                    or not _is_usual(site, node, target.id, function)
                ):
                    continue
                places = [each for each in occurrences(function, target.id) if each is not target]
                inner = {id(child) for child in walk(node)}
                uses = [each for each in places if id(each) not in inner and isinstance(each.ctx, ast.Load)]
                stores = [
                    each for each in places if isinstance(each.ctx, ast.Store) and not _adds(site, each)
                ]
                if uses and not stores:
                    line = min(each.lineno for each in places)
                    removed = (node.end_lineno or node.lineno) - node.lineno + 1
                    splice = delete_statement(site.text, node)
                    found.append(
                        fix("undefined-variable", site.text, line - removed * (line > node.lineno), [splice])
                    )
    yield from chosen(found, rng)


def _adds(site: Site, node: ast.Name) -> bool:
    return isinstance(site.parents.get(node), ast.AugAssign)


def _is_usual(site: Site, node: ast.Assign, name: str, function: ast.FunctionDef) -> bool:
    """Tell whether a line sets what everybody would guess from the name and its uses."""
    value = node.value
    if isinstance(value, ast.Constant):
        small = isinstance(value.value, float) and 0 < value.value < 1e-2
        zero = value.value == 0 and any(_adds(site, each) for each in occurrences(function, name))
        return (name in _STEPS and small) or bool(zero)
    if isinstance(value, (ast.List, ast.Dict)):
        return not ast.unparse(value).strip("[]{}")
    written = ast.unparse(value)
    given = [parameter.arg for parameter in parameters(function)]
    for place, parameter in enumerate(given):
        if written == f"np.zeros_like({parameter})":
            return any(
                isinstance(site.parents.get(each), ast.Subscript) for each in occurrences(function, name)
            )
        if written == f"{parameter}.shape[0]" and name in ("batch_size", "n", "batch_num", "size"):
            return True
        if place and written == f"{given[0]}.predict({parameter})" and name in ("y", "z"):
            return place == 1
    return False
