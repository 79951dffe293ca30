"""Arguments in the wrong number: `missing-argument`, `extra-argument`.

Knows the functions of the program; that an edit helps is for a run to say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from .arguments import Defined, called_names, name_of, orders_of
from .edits import fix, outer
from .names import unused_parameters
from .numpy_names import offered
from .parameters import free_names
from .scope import (
    FUNCTIONS,
    Spot,
    comprehension_names,
    functions_of,
    module_names,
    parameters,
    spots,
    visible,
)

MISSING, EXTRA = "missing-argument", "extra-argument"
_LACKS = re.compile(r"(\w+)\(\) missing \d+ required positional arguments?: (.+)$")
_TAKES = re.compile(
    r"([\w<>]+)\(\) takes (?:from \d+ to )?(\d+|no) (?:positional )?arguments?(?: but (\d+) w\w+ given)?"
)


def mend_missing(subject: Subject) -> Iterator[Fix]:
    """Yield the argument that a call lacks, and the parameter that a definition lacks."""
    for spot in spots(subject, "TypeError"):
        told = _LACKS.search(spot.raised.message)
        for node in spot.nodes(ast.Call) if told else ():
            assert isinstance(node, ast.Call)
            if told and (name_of(node) == told[1] or told[1] == "__init__"):
                yield from _filled(subject, spot, node, told[1])
    outer_names = module_names(subject.draft)
    known = set(offered("numpy"))
    few = {
        told[1] for raised in subject.raised if (told := _TAKES.search(raised.message)) and told[2] != "no"
    }
    for text, root, function in functions_of(subject):
        if function.name not in few:
            continue
        method = isinstance(root, ast.ClassDef) and function in root.body
        if method and not {"self", "cls"} & {each.arg for each in parameters(function)[:1]}:
            continue
        free = [
            each
            for each in free_names(root, function, outer_names)
            if len(each[0]) < 3 or each[0] not in known & set(called_names(function))
        ]
        for name, resolved in free[:2]:
            suspicion = (0.6 if resolved else 0.88) - 0.35 * bool(unused_parameters(function))
            yield from _new_parameter(text, function, name, method, suspicion)


def _filled(subject: Subject, spot: Spot, node: ast.Call, name: str) -> Iterator[Fix]:
    """Yield the call with one more argument, a visible name that the parameter bears, at each place."""
    order = orders_of(subject).get(name, ())
    names = visible(subject.draft, spot.functions(node))
    names.update(dict.fromkeys(comprehension_names(spot, node), "variable"))
    given = [each.id for each in node.args if isinstance(each, ast.Name)]
    text = spot.text
    end = text.span(node)[1] - 1
    lacking = [each for each in order if each not in given]
    if not node.args and len(order) > 1 and all(each in names for each in order):
        yield fix(MISSING, text, node.lineno, [Splice(text.number, end, end, ", ".join(order))], 2.0, 0.85)
    for each in lacking:
        if names.get(each, "builtin") == "builtin":
            continue
        place = min(order.index(each), len(node.args))
        if place < len(node.args):
            at = outer(text, node.args[place])[0]
            splice = Splice(text.number, at, at, f"{each}, ")
        elif node.args:
            at = outer(text, node.args[-1])[1]
            splice = Splice(text.number, at, at, f", {each}")
        else:
            splice = Splice(text.number, end, end, each)
        yield fix(MISSING, text, node.lineno, [splice], 1.0, 0.9)


def _new_parameter(text: Text, function: Defined, name: str, method: bool, suspicion: float) -> Iterator[Fix]:
    given = [*function.args.posonlyargs, *function.args.args]
    calls = name in called_names(function)
    if not given:
        at = text.source.index("(", text.offset(function.lineno, function.col_offset)) + 1
        yield fix(MISSING, text, function.lineno, [Splice(text.number, at, at, name)], 1.0, suspicion)
        return
    places = sorted({int(method), len(given)}, reverse=not calls)
    for rank, place in enumerate(places):
        if place < len(given):
            at = text.span(given[place])[0]
            splice = Splice(text.number, at, at, f"{name}, ")
        elif not function.args.defaults:
            at = text.span(given[-1])[1]
            splice = Splice(text.number, at, at, f", {name}")
        else:
            continue
        yield fix(MISSING, text, function.lineno, [splice], 1.0, suspicion - 0.05 * rank)


def mend_extra(subject: Subject) -> Iterator[Fix]:
    """Yield a call with one argument less, and a definition that asks for one less."""
    for spot in spots(subject, "TypeError"):
        told = _TAKES.search(spot.raised.message)
        for node in spot.nodes(ast.Call) if told and told[2] != "no" else ():
            assert isinstance(node, ast.Call)
            names = {name_of(node), "__init__", "<lambda>", "f"}
            if told and (told[1] in names or len(spot.nodes(ast.Call)) == 1) and len(node.args) > 1:
                for place in reversed(range(len(node.args))):
                    if getattr(node.args[place], "id", "") != "self":
                        splice = _without(spot.text, node.args, place)
                        yield fix(
                            EXTRA,
                            spot.text,
                            node.lineno,
                            [splice],
                            1.0,
                            0.75 - 0.1 * (len(node.args) - 1 - place),
                        )
    lacking = {told[1]: told[2] for raised in subject.raised if (told := _LACKS.search(raised.message))}
    for text, root, function in functions_of(subject):
        if function.name in lacking:
            yield from _asked_less(text, root, function, lacking[function.name])


def _without(text: Text, given: Sequence[ast.expr], place: int) -> Splice:
    if place:
        return Splice(text.number, outer(text, given[place - 1])[1], outer(text, given[place])[1], "")
    return Splice(text.number, outer(text, given[0])[0], outer(text, given[1])[0], "")


def _asked_less(text: Text, root: ast.AST, function: Defined, told: str) -> Iterator[Fix]:
    """Yield a default for the last parameter that has none, or the definition without an idle one."""
    given = [*function.args.posonlyargs, *function.args.args]
    idle = unused_parameters(function)
    plain = given[: len(given) - len(function.args.defaults)]
    for place, parameter in enumerate(given):
        if parameter.arg in idle and len(given) > 1 and parameter in plain:
            if place:
                splice = Splice(text.number, text.span(given[place - 1])[1], text.span(parameter)[1], "")
            else:
                splice = Splice(text.number, text.span(parameter)[0], text.span(given[1])[0], "")
            yield fix(EXTRA, text, function.lineno, [splice], 1.0, 0.8)
    last = plain[-1] if plain else None
    if (
        last is not None
        and f"'{last.arg}'" in told
        and last.arg not in idle
        and isinstance(function, FUNCTIONS)
    ):
        end = text.span(last)[1]
        for value in ("1e-4", "0.01", "100"):
            yield fix(EXTRA, text, function.lineno, [Splice(text.number, end, end, f"={value}")], 2.0, 0.6)
