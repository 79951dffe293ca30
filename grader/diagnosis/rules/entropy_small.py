"""Cross-entropy, what keeps the logarithm away from 0: nothing, or too much."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

from ..text import Fix, Splice, names_in
from ..vocabulary import Subject
from .editing import (
    delete,
    fix,
    inside,
    operand,
    put,
    shuffled,
    spoilt,
    written,
)
from .entropy_reading import Entropy, entropies
from .reading import called

_ZERO = "cross-entropy-log-of-zero"
_LARGE = "cross-entropy-large-epsilon"


def mend_zero(subject: Subject) -> Iterator[Fix]:
    """Add a small number inside the logarithm."""
    for entropy in entropies(subject):
        text, unit = entropy.text, entropy.unit
        open_ = [log for log in entropy.logs if not entropy.is_guarded(log)]
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
            for name, (statement, _) in entropy.small.items()
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
    if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Add) and above.left is log:
        if entropy.is_small(above.right):
            return above, log, above.right
    return None


def spoil_zero(subject: Subject, rng: random.Random) -> Iterator[Fix]:
    """Take the logarithm of the probabilities as they are, or add the small number outside."""
    found: list[Fix] = []
    for entropy in entropies(subject):
        text, logs = entropy.text, entropy.logs
        guards = [entropy.guard(log.args[0]) for log in logs]
        if logs and all(guard is not None for guard in guards):
            splices: list[Splice | None] = []
            for log, guard in zip(logs, guards, strict=True):
                assert guard is not None
                splices.append(put(text, guard, written(text, _unguarded(entropy, guard))))
            found += spoilt(_ZERO, text, [*splices, *_unused(entropy, guards)], text.span(logs[0])[0])
        for _, statement, value in entropy.guarding:
            guard = entropy.guard(value)
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
        return guard.left if entropy.is_small(guard.right) else guard.right
    if isinstance(guard, ast.Call):
        return guard.args[-1] if called(guard) == "where" else guard.args[0]
    return guard


def _unused(entropy: Entropy, guards: list[ast.expr | None]) -> list[Splice | None]:
    """Take out the line of a small number that nothing else uses."""
    splices: list[Splice | None] = []
    mentioned = {name for guard in guards if guard is not None for name in names_in(guard)}
    for name, (statement, _) in entropy.small.items():
        if statement is not None and name in mentioned and len(entropy.unit.uses(name)) == len(guards):
            splices += delete(entropy.text, statement) or []
    return splices


def _epsilons(entropy: Entropy) -> Iterator[ast.Constant]:
    """Yield the numbers that keep logarithms away from 0."""
    guards = [entropy.guard(log.args[0]) for log in entropy.logs]
    guards += [entropy.guard(value) for _, _, value in entropy.guarding]
    for guard in guards:
        parts = (
            [guard.left, guard.right]
            if isinstance(guard, ast.BinOp)
            else guard.args[1:2]
            if isinstance(guard, ast.Call)
            else []
        )
        for part in parts:
            if isinstance(part, ast.Name) and part.id in entropy.small:
                value = entropy.small[part.id][1]
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
