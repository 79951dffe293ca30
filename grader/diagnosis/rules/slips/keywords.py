"""Keywords and flags in calls written wrong, of NumPy's functions and of the learner's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from .edits import fix, rename
from .near import near
from .scope import Spot, numpy_aliases, spots

ID = "misspelt-numpy-name"
FLAGS = (
    "multi_index", "readwrite", "readonly", "writeonly", "c_index", "external_loop", "refs_ok", "buffered",
)  # fmt: skip
_KEYWORD = re.compile(r"unexpected keyword argument '(\w+)'|'(\w+)' is an invalid keyword argument")
_FLAG = re.compile(r"[Uu]nexpected .*flag|[Ii]terator flag|must be a (?:tuple|list) of")
_KEYWORDS = (
    "axis", "keepdims", "dtype", "shape", "size", "order", "out", "flags", "op_flags", "loc", "scale",
    "copy",
)  # fmt: skip


def mend_keywords(subject: Subject) -> Iterator[Fix]:
    """Yield near keywords for one that a function does not take."""
    for spot in spots(subject, "TypeError"):
        told = _KEYWORD.search(spot.raised.message)
        if told:
            yield from _keywords(subject, spot, told[1] or told[2])


def _keywords(subject: Subject, spot: Spot, name: str) -> Iterator[Fix]:
    text = spot.text
    aliases = numpy_aliases(subject.draft)
    for call in spot.nodes(ast.Call):
        assert isinstance(call, ast.Call)
        for given in call.keywords:
            if given.arg != name:
                continue
            root = next((child.id for child in walk(call.func) if isinstance(child, ast.Name)), "")
            own = _own_parameters(subject, call)
            ours = root not in aliases and own
            taken = {each.arg for each in call.keywords}
            for away, meant in near(name, [each for each in own or _KEYWORDS if each not in taken], most=3):
                named = "misspelt-name" if ours else ID
                yield fix(
                    named, text, given.value.lineno, rename(text, [given], meant), 1.0, 0.9 - 0.1 * away
                )


def _own_parameters(subject: Subject, call: ast.Call) -> list[str]:
    """Return the parameters of the learner's own function that a call is of."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    for _, statement in subject.draft.statements():
        for node in walk(statement):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return [each.arg for each in [*node.args.args, *node.args.kwonlyargs]]
            if isinstance(node, ast.ClassDef) and node.name == name:
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                        return [each.arg for each in item.args.args[1:]]
    return []


def mend_flags(subject: Subject) -> Iterator[Fix]:
    """Yield the flags of np.nditer for texts that are almost flags."""
    for spot in spots(subject, "ValueError", "TypeError"):
        if not _FLAG.search(spot.raised.message):
            continue
        for node in spot.nodes(ast.Constant):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in FLAGS:
                yield from _flag(spot, node, node.value.replace("-", "_").replace(" ", "_"))


def _flag(spot: Spot, node: ast.Constant, written: str) -> Iterator[Fix]:
    meant = [(0.4, written)] if written in FLAGS else near(written, FLAGS, most=1)
    start, end = spot.text.span(node)
    for away, name in meant:
        splice = Splice(spot.text.number, start + 1, end - 1, name)
        yield fix(ID, spot.text, node.lineno, [splice], 1.0, 0.95 - 0.1 * away)
