"""simpleNet, its weights: their shape, their randomness, a bias too many; knows nothing of products."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    bare_arguments,
    delete,
    fix,
    insert_after,
    insert_before,
    inside,
    put,
    shuffled,
    spoilt,
    written,
)
from ..reading import Unit, called, numpy_names
from .reading import Net, nets

_SHAPE = "weight-shape"
_RANDOM = "weights-not-random"
_BIAS = "extra-bias"
_SPREAD = ("randn", "rand")
_SHAPED = ("standard_normal", "random", "random_sample", "zeros", "ones", "empty")
_SIZED = ("normal", "uniform", "standard_normal")
_CONSTANT = ("zeros", "ones", "full", "empty", "eye", "arange", "array")


# --- weight-shape ---------------------------------------------------------------------------------


def _shape_of(net: Net, call: ast.Call) -> tuple[int, int, list[ast.expr], bool] | None:
    """Return (start, end, lengths, whether they are a tuple) of the shape that a call asks for."""
    text, name = net.text, called(call)
    sizes = [keyword.value for keyword in call.keywords if keyword.arg in ("size", "shape")]
    place = sizes[0] if sizes else None
    if name in _SPREAD and not sizes:
        start, end = bare_arguments(text, call)
        return start, end, list(call.args), False
    if place is None and name in _SHAPED:
        place = call.args[0] if call.args else None
    if place is None and name in _SIZED and len(call.args) > 2:
        place = call.args[2]
    if place is None:
        if name in (*_SHAPED, *_SIZED):
            end = bare_arguments(text, call)[1]
            return end, end, [], True
        return None
    start, end = text.span(place)
    return start, end, list(place.elts) if isinstance(place, ast.Tuple | ast.List) else [place], True


def _shapes(net: Net) -> Iterator[tuple[Unit, ast.Call, tuple[int, int, list[ast.expr], bool]]]:
    for unit, _, value in net.weight_statements():
        for node in walk(value):
            if isinstance(node, ast.Call):
                found = _shape_of(net, node)
                if found is not None:
                    yield unit, node, found


def _numbers(lengths: list[ast.expr]) -> list[object]:
    return [getattr(length, "value", None) for length in lengths]


def mend_shape(subject: Subject) -> Iterator[Fix]:
    """Give the weights 2 rows and 3 columns."""
    for net in nets(subject):
        text = net.text
        for unit, call, (start, end, lengths, packed) in _shapes(net):
            if _numbers(lengths) == [2, 3]:
                continue
            named = [length.id for length in lengths if isinstance(length, ast.Name)]
            if len(named) == 2 == len(lengths):
                swapped = [inside(text, lengths[0], named[1]), inside(text, lengths[1], named[0])]
                order = [unit.parameters.index(name) for name in named if name in unit.parameters]
                turned = len(order) == 2 and order[0] > order[1]
                yield from fix(_SHAPE, text, swapped, call.lineno, 1, 0.9 if turned else 0.5)
                yield from _defaults(net, unit, named, call.lineno)
            new = "(2, 3)" if packed else "2, 3"
            if start == end and packed:
                before = text.source[bare_arguments(text, call)[0] : end].strip()
                new = f"{', ' if before else ''}size={new}" if called(call) in _SIZED else new
            sure = 0.3 if named else 0.9
            yield from fix(_SHAPE, text, [Splice(text.number, start, end, new)], call.lineno, 1, sure)


def _defaults(net: Net, unit: Unit, names: list[str], line: int) -> list[Fix]:
    """Set the defaults of the parameters that give the shape."""
    arguments = unit.node.args
    given = dict(
        zip(reversed([each.arg for each in arguments.args]), reversed(arguments.defaults), strict=False)
    )
    defaults = [given.get(name) for name in names]
    known = [default for default in defaults if isinstance(default, ast.Constant)]
    if len(known) != 2 or _numbers(list(known)) == [2, 3]:
        return []
    splices = [inside(net.text, default, right) for default, right in zip(known, ("2", "3"), strict=True)]
    return fix(_SHAPE, net.text, splices, known[0].lineno, 1, 0.8)


def spoil_shape(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Give the weights another shape."""
    found: list[Fix] = []
    for net in nets(subject):
        text = net.text
        for _, call, (start, end, lengths, packed) in _shapes(net):
            if len(lengths) != 2:
                continue
            one, other = (text.of(length) for length in lengths)
            shapes = [f"{other}, {one}"]
            if _numbers(lengths) == [2, 3]:
                shapes += ["3, 5", "2 * 3" if not packed else "3, 3"]
            for shape in shapes:
                splice = Splice(text.number, start, end, f"({shape})" if packed else shape)
                found += spoilt(_SHAPE, text, [splice], text.span(call)[0])
    yield from shuffled(found, rng)


# --- weights-not-random ---------------------------------------------------------------------------


def _random_call(net: Net, call: ast.Call | None = None) -> str:
    module, bare = numpy_names(net.draft)
    if not module and "random" in bare:
        return "random.randn"
    if not module and "randn" in bare:
        return "randn"
    return f"{module or 'np'}.random.randn"


def mend_random(subject: Subject) -> Iterator[Fix]:
    """Draw the weights at random, anew for every network."""
    for net in nets(subject):
        text = net.text
        for _, _, value in net.weight_statements():
            if isinstance(value, ast.Call) and called(value) in _CONSTANT:
                splice = put(text, value, f"{_random_call(net)}(2, 3)")
                yield from fix(_RANDOM, text, [splice], value.lineno, 2, 0.9)
        for unit in net.init:
            for statement in unit.nodes(ast.Expr):
                if isinstance(statement.value, ast.Call) and called(statement.value) == "seed":
                    yield from fix(_RANDOM, text, delete(text, statement), statement.lineno, 1, 0.9)


def spoil_random(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Give all weights one value, or seed the generator in the constructor."""
    found: list[Fix] = []
    module, _ = numpy_names(subject.draft)
    for net in nets(subject):
        text = net.text
        for _, statement, value in net.weight_statements():
            drawn = isinstance(value, ast.Call) and called(value) in (
                "randn",
                "rand",
                "normal",
                "standard_normal",
            )
            if not drawn or not module:
                continue
            for new in (f"{module}.zeros((2, 3))", f"{module}.ones((2, 3))"):
                found += spoilt(_RANDOM, text, [put(text, value, new)], text.span(value)[0])
            line = insert_before(text, statement, [f"{module}.random.seed({rng.choice(['0', '42'])})"])
            found += spoilt(_RANDOM, text, [line], text.line_span(statement.lineno)[0], -1)
    yield from shuffled(found, rng)


# --- extra-bias -----------------------------------------------------------------------------------


def mend_bias(subject: Subject) -> Iterator[Fix]:
    """Leave out what is added to the product."""
    for net in nets(subject):
        text = net.text
        for unit in net.predict:
            scores = {name for name, _, value in unit.assignments if net.has_weight(unit, value)}
            for node in unit.nodes(ast.BinOp):
                if not isinstance(node.op, ast.Add):
                    continue
                for kept, other in ((node.left, node.right), (node.right, node.left)):
                    whole = net.has_weight(unit, kept) or (isinstance(kept, ast.Name) and kept.id in scores)
                    if whole and not net.has_weight(unit, other) and not isinstance(other, ast.BinOp):
                        sure = 0.85 if isinstance(other, ast.Attribute | ast.Subscript) else 0.6
                        splice = put(text, node, written(text, kept))
                        yield from fix(_BIAS, text, [splice], node.lineno, 1, sure)
            for step in unit.nodes(ast.AugAssign):
                if (
                    isinstance(step.op, ast.Add)
                    and isinstance(step.target, ast.Name)
                    and step.target.id in scores
                ):
                    yield from fix(_BIAS, text, delete(text, step), step.lineno, 1, 0.85)


def spoil_bias(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add a bias that is not zero."""
    found: list[Fix] = []
    module, _ = numpy_names(subject.draft)
    for net in nets(subject):
        text = net.text
        for _, statement, _ in net.weight_statements():
            for unit in net.predict:
                for node in unit.nodes(ast.Return):
                    if node.value is None or not module or not _is_scores(net, unit, node.value):
                        continue
                    bias = rng.choice([f"{module}.random.randn(3)", f"{module}.ones(3)"])
                    splices = [
                        insert_after(text, statement, [f"self.b = {bias}"]),
                        put(text, node.value, f"{written(text, node.value)} + self.b"),
                    ]
                    found += spoilt(_BIAS, text, splices, text.span(node)[0])
    yield from shuffled(found, rng)


def _is_scores(net: Net, unit: Unit, value: ast.expr) -> bool:
    scores = {
        name
        for name, _, other in unit.assignments
        if net.has_weight(unit, other) and isinstance(other, ast.Call | ast.BinOp)
    }
    return net.has_weight(unit, value) or (isinstance(value, ast.Name) and value.id in scores)
