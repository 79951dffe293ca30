"""What else was seen while a submission was graded: failing statements, near names, layers that lack.

Knows what a trial showed; runs nothing and changes no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .exercise import Exercise
from .outcome import Location, Message, Outcome
from .session import Pace
from .submission import Submission
from .targets import Choice, wanted
from .trial import Trial
from .trials import Trials
from .worker.wire import Definition, Fault, Place

_MOST_NOTES = 6  # failing statements that are told of
_AWAITS = ("'await' outside function", "'async for' outside", "'async with' outside", "asynchronous compre")
_UNTOLD = ("NotImplementedError",)  # a stub's own example says no more than the checks do


def is_about(fault: Fault, names: Sequence[str], submission: Submission) -> bool:
    """Tell whether a failed block defines one of these names, or holds one where it does not parse."""
    if not set(names).isdisjoint(fault.names):
        return True
    if fault.kind != "syntax":
        return False
    (source,) = (cell.source for cell in submission.cells if cell.number == fault.cell)
    lines = "\n".join(source.split("\n")[fault.line - 1 : fault.end_line])
    return any(name in lines for name in names)


def is_in_the_way(fault: Fault, exercise: Exercise, submission: Submission) -> bool:
    """Tell whether a failed block is why a target lacks: it defines it, or is a loop that stands for it."""
    if is_about(fault, wanted(exercise), submission):
        return True
    if fault.kind != "raised" or exercise.main.script is None:
        return False
    (source,) = (cell.source for cell in submission.cells if cell.number == fault.cell)
    return source.split("\n")[fault.line - 1].startswith(("for ", "while "))


def target_passed(trial: Trial, target: str) -> bool:
    """Tell whether every check that asks a target passed, as far as it counts."""
    asked = {check.id for check in trial.exercise.checks if check.target == target}
    counted = [verdict for verdict in trial.verdicts if verdict.id in asked and verdict.counted]
    return bool(counted) and all(verdict.outcome is Outcome.PASSED for verdict in counted)


@dataclass(frozen=True)
class Notes:
    """The notes of one trial among those of its submission; iterating yields them."""

    trial: Trial
    trials: Trials

    def __iter__(self) -> Iterator[Message]:
        trial, exercise = self.trial, self.trial.exercise
        if trial.ending is not None:
            yield Message("note.not-loaded", {"how": trial.ending.text})
        for layer, reason in self.trials.lacking.items():
            yield Message("note.layer-missing", {"layer": layer, "reason": reason})
        if trial.outcome is Outcome.MISSING:
            name = exercise.main.name
            module = trial.loaded.offered.get(name)
            if module is not None:
                yield Message("note.only-offered", {"name": name, "module": module})
            else:
                yield Message("note.not-defined", {"exercise": exercise.id, "name": name})
        yield from self._choice_notes()
        names = wanted(exercise)
        faults = trial.loaded.faults
        about = [fault for fault in faults if not set(names).isdisjoint(fault.names)]
        if trial.outcome is Outcome.MISSING:  # one line, and what stands in the way of a definition
            about = [
                fault for fault in faults if is_in_the_way(fault, trial.exercise, self.trials.submission)
            ]
            yield from (self._fault(fault) for fault in about[:_MOST_NOTES])
            return
        told = about + [fault for fault in _roots(faults) if fault not in about and not self._untold(fault)]
        yield from (self._fault(fault) for fault in told[:_MOST_NOTES])
        if len(told) > _MOST_NOTES:
            yield Message("note.more-faults", {"count": len(told) - _MOST_NOTES})
        printed = trial.loaded.stdout_bytes
        if printed > self.trials.limits.output:
            yield Message("note.output-dropped", {"bytes": printed, "limit": self.trials.limits.output})

    def _choice_notes(self) -> Iterator[Message]:
        trial = self.trial
        left_out = {verdict.id: verdict for verdict in trial.verdicts if not verdict.counted}
        for target in trial.exercise.targets:
            choice = trial.choices.get(target.name)
            if choice is not None:
                yield from self._which(target.name, choice)
            elif target.name in trial.loaded.offered and not target.main:
                points = sum(
                    check.points
                    for check in trial.exercise.checks
                    if check.id in left_out and target.name in (check.target, *check.requires)
                )
                module = trial.loaded.offered[target.name]
                if points:
                    yield Message("note.offered", {"name": target.name, "module": module, "points": points})

    def _which(self, name: str, choice: Choice) -> Iterator[Message]:
        used = choice.definition
        if used.kind == "loop":
            yield Message("note.loop", {"name": name, "line": self._line(used)})
            return
        if choice.near:
            yield Message("note.near-name", {"asked": name, "used": used.name, "line": self._line(used)})
        same = [other for other in choice.alternatives if other.name == used.name]
        if same and not target_passed(self.trial, name):
            fields = {"name": used.name, "count": len(same) + 1, "line": self._line(used)}
            yield Message("note.several-definitions", fields)

    def _untold(self, fault: Fault) -> bool:
        """Tell whether a fault is none of the learner's concern: text in an export, a stub's own example."""
        prose = {cell.number for cell in self.trials.submission.cells if cell.prose}
        raised = fault.raised.type if fault.raised else ""
        return raised in _UNTOLD or (fault.cell in prose and raised in ("NameError", "SyntaxError"))

    def _fault(self, fault: Fault) -> Message:
        known = self.trials.faults.get(fault.statement)
        kind = known.kind if known is not None and fault.kind == "died" else fault.kind
        fields: dict[str, object] = {"line": self.trials.locate(Place(fault.cell, fault.line))}
        if kind == "timeout":
            fields["seconds"] = round(Pace.of(self.trials.limits.seconds).statement, 2)
        elif kind == "died":
            death = self.trials.deaths.get(fault.statement)
            fields["how"] = death.text if death is not None else "?"
        elif fault.raised is not None:
            fields |= {"type": fault.raised.type, "message": fault.raised.message}
            if fault.raised.trace:
                fields["line"] = self.trials.locate(fault.raised.trace[-1]) or fields["line"]
        if self.trials.submission.is_notebook and _awaits(fault):
            return Message("note.statement-awaits", fields)
        if kind == "syntax":
            fields["names"] = ", ".join(fault.names)
            return Message("note.syntax", fields)
        return Message(f"note.statement-{kind}", fields)

    def _line(self, definition: Definition) -> Location | None:
        return self.trials.locate(Place(definition.cell, definition.line))


def _roots(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Leave out the NameErrors that follow a statement which did not come to its end."""
    broken = False
    for fault in faults:
        if not (broken and fault.raised is not None and fault.raised.type == "NameError"):
            yield fault
        broken = broken or fault.kind != "syntax"


def _awaits(fault: Fault) -> bool:
    """Tell whether a statement awaits outside a function, as a notebook's kernel lets it."""
    raised = fault.raised
    return raised is not None and raised.type == "SyntaxError" and raised.message.startswith(_AWAITS)
