"""Keys of a dict written wrong, or without their quotes: `misspelt-key`. A run says whether an edit helps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .classes import methods
from .edits import cost_of, fix, rename
from .names import missing_names
from .near import near
from .scope import classes_of, spots

KEY = "misspelt-key"
_KEYS = ("W1", "b1", "W2", "b2")


def mend_key(subject: Subject) -> Iterator[Fix]:
    """Yield near keys for one that a dict has not, quotes for a key without them."""
    for spot in spots(subject, "KeyError"):
        wanted = spot.raised.message.strip("'\"")
        all_keys = _key_nodes(spot.root)
        used = [node for node in all_keys if node.value == wanted]
        here = [node for node in used if node.lineno == spot.place.line]
        names = sorted({str(node.value) for node in all_keys} - {wanted})
        for away, name in near(wanted, names, most=3):
            yield from _rewritten(spot.text, here[:1], name, 0.92 - 0.1 * away)
            if len(used) > 1:
                yield from _rewritten(spot.text, used, name, 0.9 - 0.1 * away)
            other = [node for node in all_keys if node.value == name]
            if len(other) <= len(used):
                yield from _rewritten(spot.text, other, wanted, 0.86 - 0.1 * away)
    for missing in missing_names(subject):
        places = [
            node.slice
            for node in walk(missing.home)
            if isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Name)
            and node.slice.id == missing.name
        ]
        if any(node is missing.node for node in places):
            text = missing.text
            quoted = rename(text, places, f"'{missing.name}'")
            yield fix(KEY, text, places[0].lineno, quoted, cost_of(places), 0.9)
    yield from _silent_keys(subject)


def _key_nodes(root: ast.AST) -> list[ast.Constant]:
    """Return the texts that stand as keys in subscripts and dict displays, in source order."""
    found = []
    for node in walk(root):
        keys = (
            [node.slice]
            if isinstance(node, ast.Subscript)
            else node.keys
            if isinstance(node, ast.Dict)
            else []
        )
        found += [key for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _rewritten(text: Text, nodes: list[ast.Constant], name: str, suspicion: float) -> Iterator[Fix]:
    """Yield the fix that gives keys another text within their own quotes."""
    splices = []
    for node in nodes:
        start, end = text.span(node)
        if text.source[start + 1 : end - 1] == node.value:
            splices.append(Splice(text.number, start + 1, end - 1, name))
    if splices:
        yield fix(KEY, text, nodes[0].lineno, splices, cost_of(splices), suspicion)


def _silent_keys(subject: Subject) -> Iterator[Fix]:
    """Yield the asked-for key for a near one, where a method of the network stores all but one."""
    if not subject.exercise.startswith("exercise5"):
        return
    for text, owner in classes_of(subject):
        for method in methods(owner).values():
            keys = _key_nodes(method)
            lacking = [name for name in _KEYS if name not in {node.value for node in keys}]
            strange = [node for node in keys if node.value not in _KEYS]
            if len(lacking) == 1 and strange and any(node.value in _KEYS for node in keys):
                for node in strange:
                    if near(str(node.value), lacking):
                        yield from _rewritten(text, [node], lacking[0], 0.8)
