"""Names written wrong: `misspelt-name`. Knows scopes and words; that an edit helps is for a run to say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...text import Fix, Splice, Text
from ...vocabulary import Subject
from ...walking import walk
from .edits import cost_of, fix, rename
from .near import near, near_keyword, nearness
from .scope import (
    BUILTINS,
    FUNCTIONS,
    OFFERED,
    Kind,
    Spot,
    bound,
    comprehension_names,
    functions_of,
    module_names,
    occurrences,
    parameters,
    spots,
    visible,
)

ID = "misspelt-name"
_MISSING = re.compile(r"^(?:name|cannot access (?:local|free) variable|local variable|free variable) '(\w+)'")
_LOOKALIKE = {"l": "1", "I": "1", "O": "0", "o": "0"}
_STEP = re.compile(r"[lIi|]e[ ]?-[ ]?(\d+)\b")
_NOT_MEANT = frozenset({"exit", "quit", "copyright", "credits", "license", "help", "display", "get_ipython"})


@dataclass(frozen=True)
class Missing:
    """A name that nothing is called by, where it is used.

    spot    where the exception points to
    node    the mention of the name there
    around  the scopes around it, innermost first
    """

    spot: Spot
    node: ast.Name
    around: list[ast.AST]

    @property
    def text(self) -> Text:
        """The text that the name stands in."""
        return self.spot.text

    @property
    def name(self) -> str:
        """The name."""
        return self.node.id

    @property
    def home(self) -> ast.AST:
        """The innermost function or class around it, or the statement at module level."""
        return self.around[0] if self.around else self.spot.root

    @property
    def called(self) -> bool:
        """Whether it is called where it stands."""
        parent = self.spot.parents.get(self.node)
        return isinstance(parent, ast.Call) and parent.func is self.node


def missing_names(subject: Subject) -> Iterator[Missing]:
    """Yield the names that exceptions say are not defined, each with the place of its first use there."""
    seen = set()
    for spot in spots(subject, "NameError", "UnboundLocalError"):
        told = _MISSING.match(spot.raised.message)
        if told is None:
            continue
        for node in spot.nodes(ast.Name):
            if isinstance(node, ast.Name) and node.id == told[1]:
                missing = Missing(spot, node, spot.functions(node))
                key = (told[1], id(missing.home))
                if key not in seen:
                    seen.add(key)
                    yield missing
                break


def mend(subject: Subject) -> Iterator[Fix]:
    """Yield the names that may be meant, at their use or at their definition."""
    for missing in missing_names(subject):
        names = visible(subject.draft, missing.around)
        for name in comprehension_names(missing.spot, missing.node):
            names.setdefault(name, "variable")
        yield from _lookalikes(subject, missing, names)
        yield from _keywords(missing)
        yield from _uses(missing, names)
        yield from _definitions(subject, missing, names)
    yield from _silent(subject)


def unused_parameters(function: ast.AST) -> set[str]:
    """Return the parameters of a function that it never mentions."""
    if not isinstance(function, FUNCTIONS):
        return set()
    used = {node.id for node in walk(function) if isinstance(node, ast.Name)}
    return {each.arg for each in parameters(function)} - used - {"self", "cls"}


def _uses(missing: Missing, names: dict[str, Kind]) -> Iterator[Fix]:
    """Yield fixes that write another name at the uses."""
    home, text = missing.home, missing.text
    places = occurrences(home, missing.name)
    left = {name for scope in missing.around[:1] for name in unused_parameters(scope)}
    if len(places) == 1:  # a parameter that is written wrong each time is misnamed; once, it is misspelt
        left = {name for name in left if (nearness(missing.name, name) or 2) > 1}
    ranked = []
    for away, name in near(missing.name, set(names) - left - _NOT_MEANT, most=12):
        kind = names[name]
        fits = (
            kind in ("function", "class", "builtin", "parameter", "variable")
            if missing.called
            else kind != "builtin"
        )
        if kind in ("function", "class") and not missing.called:
            fits = False
        if kind == "builtin" and name in ("True", "False", "None"):
            fits = True
        unused = kind == "variable" and not _loads(home, name)
        foreign = kind == "builtin" and name not in ("True", "False", "None")
        ranked.append((away + 0.6 * (not fits) - 0.5 * unused + 0.5 * foreign, name))
    for score, name in sorted(ranked)[:4]:
        suspicion = max(0.2, min(0.95, 1.0 - 0.06 * max(score, 0)) - 0.1 * (score > 1.5))
        if len(places) > 1:
            line = places[0].lineno
            yield fix(ID, text, line, rename(text, places, name), cost_of(places), suspicion)
        yield fix(ID, text, missing.node.lineno, rename(text, [missing.node], name), 1.0, suspicion - 0.02)


def _definitions(subject: Subject, missing: Missing, names: dict[str, Kind]) -> Iterator[Fix]:
    """Yield fixes that write the wanted name where something near is defined."""
    home, text = missing.home, missing.text
    own = bound(home)
    wanted = len(occurrences(home, missing.name))
    known = missing.name in BUILTINS or missing.name in OFFERED or missing.name in subject.parameters
    for away, name in near(missing.name, [name for name in own if own[name] == "variable"]):
        places = occurrences(home, name)
        loads = _loads(home, name)
        if loads > wanted:
            continue
        suspicion = 0.88 - 0.12 * away + 0.06 * (wanted > len(places)) - 0.3 * (loads > 0)
        yield fix(ID, text, places[0].lineno, rename(text, places, missing.name), cost_of(places), suspicion)
    outer = module_names(subject.draft)
    for away, name in near(missing.name, [name for name in outer if name not in subject.parameters], most=2):
        for other, node in subject.draft.statements():
            target = _defined(node, name)
            if target is not None and not _used_elsewhere(subject, name):
                line = getattr(target, "lineno", node.lineno)
                splices = rename(other, [target], missing.name)
                yield fix(ID, other, line, splices, 1.0, 0.86 - 0.1 * away + 0.08 * known)


def _defined(node: ast.stmt, name: str) -> ast.AST | None:
    """Return what gives a module's name in a statement: a definition, an alias or a target."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node if node.name == name else None
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return next((alias for alias in node.names if alias.asname == name), None)
    if isinstance(node, ast.Assign):
        found = [child for child in walk(node) if isinstance(child, ast.Name) and child.id == name]
        return found[0] if len(found) == 1 and isinstance(found[0].ctx, ast.Store) else None
    return None


def _used_elsewhere(subject: Subject, name: str) -> bool:
    return any(
        isinstance(child, ast.Name) and child.id == name and isinstance(child.ctx, ast.Load)
        for _, node in subject.draft.statements()
        for child in walk(node)
    )


def _loads(home: ast.AST, name: str) -> int:
    return sum(isinstance(node.ctx, ast.Load) for node in occurrences(home, name))


def _lookalikes(subject: Subject, missing: Missing, names: Mapping[str, Kind]) -> Iterator[Fix]:
    """Yield a digit for the letter that looks like it, a module's own name for its alias."""
    text, node = missing.text, missing.node
    start, _ = text.span(node)
    step = _STEP.match(text.source, start)
    exercise = subject.exercise.split("_")[0]
    if step and exercise == "exercise4":  # elsewhere a step has a name of its own
        splice = Splice(text.number, start, step.end(), f"1e-{step[1]}")
        yield fix(ID, text, node.lineno, [splice], 1.0, 0.9)
    comment = re.search(r"//[ ]*$", text.source[text.line_span(node.lineno)[0] : start])
    if comment:
        at = text.line_span(node.lineno)[0] + comment.start()
        yield fix("syntax-error", text, node.lineno, [Splice(text.number, at, at + 2, "#")], 1.0, 0.95)
    if missing.name in _LOOKALIKE:
        yield fix(ID, text, node.lineno, rename(text, [node], _LOOKALIKE[missing.name]), 1.0, 0.6)
    torn = re.match(r"\w+( ?[.-] ?)(\w+)", text.source[start : text.line_span(node.lineno)[1]])
    if torn and f"{missing.name}_{torn[2]}" in names:
        at = start + torn.start(1)
        splice = Splice(text.number, at, at + len(torn[1]), "_")
        yield fix(ID, text, node.lineno, [splice], 1.0, 0.95)
    for _, statement in subject.draft.statements():
        for alias in statement.names if isinstance(statement, ast.Import) else ():
            if alias.asname and alias.name.split(".")[-1] == missing.name:
                places = occurrences(missing.home, missing.name)
                splices = rename(text, places, alias.asname)
                yield fix(ID, text, places[0].lineno, splices, cost_of(places), 0.9)


def _keywords(missing: Missing) -> Iterator[Fix]:
    """Yield keywords for a first word that only looks like a name: `retrun (x)`, `pas`, `returngrad`."""
    text, node = missing.text, missing.node
    first = text.source[text.line_span(node.lineno)[0] : text.span(node)[0]]
    if first.strip():
        return
    for word in near_keyword(missing.name)[:2]:
        if word in ("return", "pass", "break", "continue", "del", "assert", "raise", "yield"):
            yield fix(ID, text, node.lineno, rename(text, [node], word), 1.0, 0.9)
    if missing.name.startswith("return"):
        start = text.span(node)[0] + len("return")
        yield fix("syntax-error", text, node.lineno, [Splice(text.number, start, start, " ")], 1.0, 0.9)


def _silent(subject: Subject) -> Iterator[Fix]:
    """Yield names that raise nothing: what is set and never read beside a near name that is read."""
    others = {name for name, kind in module_names(subject.draft).items() if kind == "variable"}
    count = 0
    for text, _, function in functions_of(subject):
        own = bound(function)
        idle = never_read(function, own)
        for name in idle:
            for away, meant in near(name, [each for each in own if each not in idle], most=2):
                count += 1
                if count > 4 or away > 2:
                    break
                places = occurrences(function, name)
                splices = rename(text, places, meant)
                yield fix(ID, text, places[0].lineno, splices, cost_of(places), 0.75 - 0.2 * away)
                yield from _taken_for(text, function, name, meant, 0.62 - 0.1 * away)
        for node in walk(function):
            if isinstance(node, ast.Name) and node.id in others and node.id not in own:
                left = unused_parameters(function)
                for away, meant in near(node.id, [each for each in own if each not in left], most=1):
                    if away <= 1 and (count := count + 1) <= 4:
                        yield fix(ID, text, node.lineno, rename(text, [node], meant), 1.0, 0.6 - 0.2 * away)


def _taken_for(text: Text, function: ast.AST, idle: str, meant: str, suspicion: float) -> Iterator[Fix]:
    """Yield the uses of a name, where the idle one beside it may be meant."""
    first = occurrences(function, idle)[0]
    later = [
        node
        for node in occurrences(function, meant)
        if isinstance(node.ctx, ast.Load)
        and (node.lineno, node.col_offset) > (first.lineno, first.col_offset)
    ]
    for node in reversed(later[-3:]):
        yield fix(ID, text, node.lineno, rename(text, [node], idle), 1.0, suspicion)


def never_read(function: ast.AST, own: dict[str, Kind]) -> list[str]:
    """Return the variables that a function sets and never reads, loop variables left out."""
    loops = {
        child.id
        for node in walk(function)
        if isinstance(node, (ast.For, ast.comprehension))
        for child in walk(node.target)
        if isinstance(child, ast.Name)
    }
    return [
        name
        for name, kind in own.items()
        if kind == "variable"
        and name not in loops
        and not name.startswith("_")
        and not _loads(function, name)
    ]
