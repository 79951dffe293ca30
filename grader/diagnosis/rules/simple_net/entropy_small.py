"""Cross-entropy, what keeps the logarithm away from 0: nothing, or too much."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ...text import Fix, Splice, names_in
from ...vocabulary import Subject
from ...walking import walk
from ..editing import (
    delete,
    fix,
    inside,
    operand,
    put,
    shuffled,
    spoilt,
    written,
)
from ..reading import called
from .entropy_reading import Entropy, entropies

_ZERO = "cross-entropy-log-of-zero"
_LARGE = "cross-entropy-large-epsilon"
_GUARDS = ("clip", "maximum", "where", "fmax")


def _small(entropy: Entropy) -> dict[str, tuple[ast.stmt | None, ast.expr | None]]:
    """Names of small numbers, with statement and value where they were set in the function."""
    found: dict[str, tuple[ast.stmt | None, ast.expr | None]] = {}
    for _, statement in entropy.draft.statements():
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            found |= {target.id: (None, None) for target in statement.targets if isinstance(target, ast.Name)}
    for name, inner, value in entropy.unit.assignments:
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value:
            found[name] = (inner, value)
    return found


def _guard(entropy: Entropy, argument: ast.expr) -> ast.expr | None:
    """Return what keeps the argument of a logarithm away from 0: y + 1e-7, np.clip(y, ...)."""
    for node in walk(argument):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_small(entropy, node.right):
            return node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_small(entropy, node.left):
            return node
        if isinstance(node, ast.Call) and called(node) in _GUARDS:
            return node
    return None


def _is_small(entropy: Entropy, node: ast.expr) -> bool:
    """Tell whether an expression is a literal number or the name of one."""
    if isinstance(node, ast.Name):
        return node.id in _small(entropy)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _guarding(entropy: Entropy) -> list[tuple[str, ast.stmt, ast.expr]]:
    """(name, statement, value) of probabilities that were kept away from 0 beforehand."""
    return [
        (name, statement, value)
        for name, statement, value in entropy.unit.assignments
        if name in entropy.ys and _guard(entropy, value) is not None and not entropy.holds_log(value)
    ]


def _is_guarded(entropy: Entropy, log: ast.Call) -> bool:
    """Tell whether a logarithm is kept away from 0."""
    named = names_in(log.args[0])
    return _guard(entropy, log.args[0]) is not None or any(
        name in named and statement.lineno < log.lineno for name, statement, _ in _guarding(entropy)
    )


# --- cross-entropy-log-of-zero ------


def mend_zero(subject: Subject) -> Iterator[Fix]:
    """Add a small number inside the logarithm."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        open_ = [log for log in entropy.logs if not _is_guarded(entropy, log)]
        outside = [node for log in open_ if (node := _added_outside(entropy, log)) is not None]
        if outside:
            splices = []
            for sum_, log, small in outside:
                argument = log.args[0]
                start, end = text.span(log)
                inner = f"{written(text, argument)} + {text.of(small)}"
                (left, right), tail = text.span(argument), end
                splices.append(put(text, sum_, text.source[start:left] + inner + text.source[right:tail]))
            yield from fix(_ZERO, text, splices, open_[0].lineno, 1, 0.9)
        named = [
            name
            for name, (statement, _) in _small(entropy).items()
            if statement is not None and not unit.uses(name)
        ]
        if open_ and not outside:
            small_text = named[0] if named else "1e-7"
            splices = [_guarded(entropy, log.args[0], small_text) for log in open_]
            yield from fix(_ZERO, text, splices, open_[0].lineno, 1, 0.85)


def _guarded(entropy: Entropy, argument: ast.expr, small: str) -> Splice:
    text = entropy.text
    loose = isinstance(argument, ast.IfExp | ast.Lambda | ast.Compare | ast.BoolOp)
    plain = operand(text, argument) if loose else written(text, argument)
    return put(text, argument, f"{plain} + {small}")


def _added_outside(entropy: Entropy, log: ast.Call) -> tuple[ast.BinOp, ast.Call, ast.expr] | None:
    above = entropy.unit.parent(log)
    if not isinstance(above, ast.BinOp) or not isinstance(above.op, ast.Add) or above.left is not log:
        return None
    return (above, log, above.right) if _is_small(entropy, above.right) else None


def spoil_zero(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the logarithm of the probabilities as they are, or add the small number outside."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, logs = entropy.text, entropy.logs
        guards = [_guard(entropy, log.args[0]) for log in logs]
        if logs and all(guard is not None for guard in guards):
            splices: list[Splice | None] = []
            known = [guard for guard in guards if guard is not None]
            splices += [put(text, guard, written(text, _unguarded(entropy, guard))) for guard in known]
            found += spoilt(_ZERO, text, [*splices, *_unused(entropy, guards)], text.span(logs[0])[0])
        for _, statement, value in _guarding(entropy):
            guard = _guard(entropy, value)
            users = [log for log in logs if log.lineno > statement.lineno]
            if (
                guard is value
                and users
                and _unguarded(entropy, value) is not value
                and _is_own(value, statement)
            ):
                found += spoilt(_ZERO, text, delete(text, statement), text.span(users[0])[0])
        if len(logs) == 1 and isinstance(guards[0], ast.BinOp) and guards[0] is logs[0].args[0]:
            found += _outside(entropy, logs[0], guards[0])
    yield from shuffled(found, rng)


def _outside(entropy: Entropy, log: ast.Call, guard: ast.BinOp) -> list[Fix]:
    """Write np.log(y) + 1e-7 for np.log(y + 1e-7)."""
    text = entropy.text
    above = entropy.unit.parent(log)
    (start, end), (left, right) = text.span(log), text.span(guard)
    bare = text.source[start:left] + written(text, guard.left) + text.source[right:end]
    new = f"{bare} + {text.of(guard.right)}"
    return spoilt(_ZERO, text, [put(text, log, f"({new})" if isinstance(above, ast.BinOp) else new)], start)


def _is_own(value: ast.expr, statement: ast.stmt) -> bool:
    """Tell whether an assignment does nothing but guard its own name: y = np.clip(y, ...)."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return isinstance(target, ast.Name) and target.id in names_in(value)


def _unguarded(entropy: Entropy, guard: ast.expr) -> ast.expr:
    if isinstance(guard, ast.BinOp):
        return guard.left if _is_small(entropy, guard.right) else guard.right
    if isinstance(guard, ast.Call):
        return guard.args[-1] if called(guard) == "where" else guard.args[0]
    return guard


def _unused(entropy: Entropy, guards: list[ast.expr | None]) -> list[Splice | None]:
    """Take out the line of a small number that nothing else uses."""
    splices: list[Splice | None] = []
    mentioned = {name for guard in guards if guard is not None for name in names_in(guard)}
    for name, (statement, _) in _small(entropy).items():
        if statement is not None and name in mentioned and len(entropy.unit.uses(name)) == len(guards):
            splices += delete(entropy.text, statement) or []
    return splices


def _epsilons(entropy: Entropy) -> Iterator[ast.Constant]:
    """Yield the numbers that keep logarithms away from 0."""
    guards = [_guard(entropy, log.args[0]) for log in entropy.logs]
    guards += [_guard(entropy, value) for _, _, value in _guarding(entropy)]
    for guard in guards:
        parts = (
            [guard.left, guard.right]
            if isinstance(guard, ast.BinOp)
            else guard.args[1:2]
            if isinstance(guard, ast.Call)
            else []
        )
        for part in parts:
            if isinstance(part, ast.Name) and part.id in _small(entropy):
                value = _small(entropy)[part.id][1]
                if isinstance(value, ast.Constant):
                    yield value
            elif isinstance(part, ast.Constant) and isinstance(part.value, int | float):
                yield part


def mend_large(subject: Subject) -> Iterator[Fix]:
    """Add a number that is small."""
    for entropy in entropies(subject):
        for constant in _epsilons(entropy):
            if isinstance(constant.value, int | float) and constant.value >= 1e-3:
                yield from fix(
                    _LARGE, entropy.text, [inside(entropy.text, constant, "1e-7")], constant.lineno, 1, 0.9
                )


def spoil_large(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Add a number that is not small."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        for constant in _epsilons(entropy):
            splice = inside(entropy.text, constant, rng.choice(["0.1", "1", "1e-1"]))
            found += spoilt(_LARGE, entropy.text, [splice], entropy.text.span(constant)[0])
    yield from shuffled(found, rng)
