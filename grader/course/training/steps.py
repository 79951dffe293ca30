"""The updates of a training whose samples are all the same: it has one course only; knows no exercise.

No way of sampling changes what the parameters must be at the end, so nothing but them is looked at. With
random batches they must follow from the batches that were noted: no notes are had without the training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from reference.networks import PARAMETER_NAMES
from reference.training import parameters_after

from ...exercise import PASSED, Finding, Found, Plan
from ...outcome import Evidence, Message, Outcome
from ...worker.wire import Record
from ..answers import FloatArray
from ..comparing import failed
from ..functions import listed, number
from .iterations import STEP, factor_of
from .log import History, final_of
from .problem import LEAST, NOTED, Asked, Problem, Run, ask, repeated_problem, small_problem
from .runs import RATES, Notes, Training, broken_epochs, lacks, training_of

_ROUNDED = 1e-6  # what float32 may change a parameter by
_FEW = 3  # updates, where one is asked
_REPEATED = 5  # samples of the training set, and rows of its batches


def descent(
    judge: Callable[[Descent], Finding], iterations: int, needs: tuple[str, ...] = ()
) -> Callable[[np.random.Generator, Found], Plan]:
    """Make a check of the parameters after so many updates, all with the gradient of the same sample.

    needs  roles without which the check cannot be asked
    """

    def plan(rng: np.random.Generator, found: Found) -> Plan:
        run = Run(_REPEATED, iterations, _REPEATED, number(rng, *RATES))
        problem = repeated_problem(rng, run.samples)
        asked = ask(found, problem, run, rng, own_draws=True)
        lacking = [role for role in (*LEAST, *needs) if role in asked.lacking]
        if lacking:
            return lacks(found, asked.telling, lacking[0])

        def judged(records: Sequence[Record]) -> Finding:
            final = final_of(problem, asked, records)
            if final is None:
                return failed(asked.telling, Message("weights-not-numbers"))
            return judge(Descent(run, asked, problem, final))

        return Plan(asked.steps, judged, asked.telling.call, asked.telling.where)

    return plan


@dataclass(frozen=True)
class Descent:
    """A training whose samples are all the same, so that it has one course only."""

    run: Run
    asked: Asked
    problem: Problem
    final: dict[str, FloatArray]

    def after(self, count: int, rate: float | None = None) -> list[dict[str, FloatArray]]:
        """Return the right parameters after each of so many updates."""
        batch = (self.problem.x_train, self.problem.t_train)
        rate = self.run.rate if rate is None else rate
        return parameters_after(self.problem.params, [batch] * count, rate)

    def change(self, name: str) -> FloatArray:
        """Return how far a parameter went."""
        change: FloatArray = self.final[name] - self.problem.params[name]
        return change

    def shown(self, name: str, expected: FloatArray) -> Evidence:
        """Return a parameter as it should be and as it is."""
        got = self.final[name]
        distance = np.abs(got - expected)
        index = tuple(int(part) for part in np.unravel_index(int(np.argmax(distance)), distance.shape))
        where = (
            f"{self.asked.telling.call}, x_train = {listed(self.problem.x_train[:1])} * {self.run.samples}"
        )
        call = f"net.params[{name!r}]"
        return Evidence(call, where, expected.tolist(), got.tolist(), float(distance[index]), index=index)


def update(trained: Descent) -> Finding:
    """Judge whether the first step takes each parameter downhill, however far."""
    if _steps_made(trained, trained.after(_FEW)):  # how many is for another check to judge
        return PASSED
    slopes = trained.problem.network().gradient(trained.problem.x_train, trained.problem.t_train)
    kinds: dict[str, list[str]] = {"not-updated": [], "updated-upward": [], "updated-aside": []}
    for name in PARAMETER_NAMES:
        change = trained.change(name)
        factor = factor_of(change, slopes[name])
        if not np.any(change):
            kinds["not-updated"].append(name)
        elif factor is None:
            kinds["updated-aside"].append(name)
        elif factor < 0:
            kinds["updated-upward"].append(name)
    message, names = next(((kind, names) for kind, names in kinds.items() if names), ("", []))
    if not names:
        return PASSED
    share = 1.0 - sum(map(len, kinds.values())) / len(PARAMETER_NAMES)
    evidence = trained.shown(names[-1], trained.after(1)[0][names[-1]])
    return Finding(Outcome.FAILED, Message(message, {"names": names}), evidence, share)


def rate(trained: Descent) -> Finding:
    """Judge how far the first step goes."""
    slopes = trained.problem.network().gradient(trained.problem.x_train, trained.problem.t_train)
    asked = trained.run.rate
    if _steps_made(trained, trained.after(_FEW)):
        return PASSED
    for name in reversed(PARAMETER_NAMES):
        factor = factor_of(trained.change(name), slopes[name])
        if factor is None or abs(factor / asked - 1) > STEP:
            fields = {"expected": asked, "got": factor if factor is not None else 0.0}
            evidence = trained.shown(name, trained.after(1)[0][name])
            return Finding(Outcome.FAILED, Message("step-length-differs", fields), evidence)
    return PASSED


def _steps_made(trained: Descent, states: Sequence[dict[str, FloatArray]]) -> int | None:
    """Return after how many updates the parameters are those of the right course; None for none."""
    for count, state in enumerate([trained.problem.params, *states]):
        far = {name: np.max(np.abs(trained.final[name] - state[name])) for name in PARAMETER_NAMES}
        way = {name: np.max(np.abs(state[name] - trained.problem.params[name])) for name in PARAMETER_NAMES}
        if all(far[name] <= STEP * way[name] for name in PARAMETER_NAMES):
            return count
    return None


def iterations(trained: Descent) -> Finding:
    """Judge how many steps were made, where they are right ones."""
    asked = trained.run.iterations
    made = _steps_made(trained, trained.after(2 * asked))
    if made in (None, asked):  # of no number of right updates: the way is for another check to judge
        return PASSED
    message = Message("iterations-differ", {"expected": asked, "got": made})
    return failed(trained.asked.telling, message, asked, made)


def path(trained: Descent) -> Finding:
    """Judge whether the parameters are those of some number of right steps."""
    asked = trained.run.iterations
    states = trained.after(2 * asked)
    if _steps_made(trained, states) is not None:
        return PASSED
    right, start = states[asked - 1], trained.problem.params
    off = {name: np.max(np.abs(trained.final[name] - right[name])) for name in reversed(PARAMETER_NAMES)}
    way = {name: np.max(np.abs(right[name] - start[name])) for name in off}
    name = next((name for name in off if off[name] > STEP * way[name]), PARAMETER_NAMES[0])
    message = Message("path-differs", {"count": asked, "name": name})
    return Finding(Outcome.FAILED, message, trained.shown(name, right[name]))


def believed(
    judge: Callable[[Training], Finding], needs: tuple[str, ...] = ()
) -> Callable[[np.random.Generator, Found], Plan]:
    """Make a check of the notes of a small training, which has to be one where updates are right at all.

    A program whose updates are wrong is judged by its notes alone. One that makes right steps with a repeated
    sample must make them with the batches that were noted too: else the notes are not of its training.
    needs  roles without which the check cannot be asked
    """

    def plan(rng: np.random.Generator, found: Found) -> Plan:
        run = broken_epochs(rng)
        problem = small_problem(rng, run.samples)
        asked = ask(found, problem, run, rng, NOTED)
        lacking = [role for role in (*LEAST, *needs) if role in asked.lacking]
        if lacking:
            return lacks(found, asked.telling, lacking[0])
        same = Run(_REPEATED, _FEW, _REPEATED, run.rate)
        alike = repeated_problem(rng, same.samples)
        proof = ask(found, alike, same, rng)
        begin = len(asked.steps)

        def judged(records: Sequence[Record]) -> Finding:
            training = training_of(found, run, problem, asked, records)
            finding = judge(training)
            if finding.outcome is not Outcome.PASSED or "learning_rate" in asked.lacking:
                return finding
            notes = Notes(problem, asked, records), Notes(alike, proof, records)
            followed = _followed_where_right(*notes, run, same)
            return finding if followed.outcome is Outcome.PASSED else followed

        tellings = {
            0: (asked.telling.call, asked.telling.where),
            begin: (proof.telling.call, proof.telling.where),
        }
        return Plan(
            asked.steps + proof.steps, judged, asked.telling.call, asked.telling.where, tellings=tellings
        )

    return plan


@lru_cache(maxsize=4)
def _followed_where_right(notes: Notes, proof: Notes, run: Run, same: Run) -> Finding:
    """Judge whether the parameters follow from the batches noted, if those of the proof's run are right.

    notes, proof  what comes first of the records, and behind it
    run, same     what was asked there and here
    """
    final = final_of(proof.problem, proof.asked, proof.records[len(notes.asked.steps) :])
    if final is None:
        return PASSED
    trained = Descent(same, proof.asked, proof.problem, final)
    if not _steps_made(trained, trained.after(2 * _FEW)):
        return PASSED
    return _followed(notes.asked, run, notes.history)


def _followed(asked: Asked, run: Run, history: History) -> Finding:
    """Judge whether the parameters at each iteration follow from those before it and the batch noted then."""
    if history.is_guessed:
        return PASSED
    states = history.states
    if len(states) <= len(history.iterations):
        return failed(asked.telling, Message("too-many-iterations"))
    right = history.problem.params
    for at, iteration in enumerate([*history.iterations, None]):
        for name in reversed(PARAMETER_NAMES):
            slack = STEP * float(np.max(np.abs(right[name] - states[max(at - 1, 0)][name])))
            distance = np.abs(states[at][name] - right[name])
            if np.max(distance) > slack + _ROUNDED:
                fields = {"iteration": max(at, 1), "name": name}
                expected, got = right[name].tolist(), states[at][name].tolist()
                telling = replace(asked.telling, call=f"net.params[{name!r}]", where=asked.telling.call)
                return failed(telling, Message("course-differs", fields), expected, got)
        if iteration is not None:
            (right,) = parameters_after(states[at], [(iteration.x, iteration.t)], run.rate)
    return PASSED
