"""Exercise 6, train: what is asked of a training on mini-batches; knows no other exercise.

No way of sampling is prescribed, nor whether a loss is taken before or after its update, an accuracy at the
start or the end of its epoch. So there are three kinds of checks. Updates are judged on a training set that
holds one sample many times: whatever is drawn, the parameters at the end are determined. Batches, losses and
accuracies are compared with what the network noted of each gradient: the rows, and the parameters before it.
The last check trains on digits, and looks at nothing but how well the network reads others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reference.digits import load_digits
from reference.networks import TwoLayerNet

from ..exercise import PASSED, Check, Exercise, Finding, Found, Plan, Script, Target
from ..outcome import Message, Outcome
from ..worker.wire import Record
from .comparing import failed
from .training.batches import batches, pairs, unseen
from .training.problem import GRADIENTS, LEAST, NAME, ROLES, Problem, Run, ask
from .training.records import accuracies, broken_entries, entries, losses
from .training.runs import broken_epochs, lacks, noted, planned, training_of, whole_epochs
from .training.steps import believed, descent, iterations, path, rate, update

TARGET = 0.9  # accuracy on the test digits
DIGITS = Run(samples=1200, iterations=500, batch=20, rate=1.0)
TESTED = 400  # digits
HIDDEN = 30


def digits_problem(rng: np.random.Generator) -> Problem:
    """Draw digits of 8 x 8 pixels for training and for testing, and small weights."""
    (x_one, t_one), (x_other, t_other) = load_digits()
    x, t = np.concatenate([x_one, x_other]), np.concatenate([t_one, t_other])
    rows = rng.permutation(len(x))
    train, test = rows[: DIGITS.samples], rows[DIGITS.samples : DIGITS.samples + TESTED]
    params = {
        "W1": 0.1 * rng.normal(size=(x.shape[1], HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "W2": 0.1 * rng.normal(size=(HIDDEN, t.shape[1])),
        "b2": np.zeros(t.shape[1]),
    }
    return Problem(x[train], t[train], x[test], t[test], params)


def _digits(rng: np.random.Generator, found: Found) -> Plan:
    problem = digits_problem(rng)
    asked = ask(found, problem, DIGITS, rng)
    lacking = [role for role in LEAST if role in asked.lacking]
    if lacking:
        return lacks(found, asked.telling, lacking[0])

    def judge(records: Sequence[Record]) -> Finding:
        training = training_of(found, DIGITS, problem, asked, records)
        curves = training.series.curves()
        final = training.history.final
        if final is None:
            return replace(failed(asked.telling, Message("weights-not-numbers")), curves=curves)
        reached = TwoLayerNet(final).accuracy(problem.x_test, problem.t_test)
        if reached >= TARGET:
            return replace(PASSED, curves=curves)
        if training.is_loop and "learning_rate" in asked.lacking:  # its own rate is made for other data
            message = Message("left-out-no-variable", {"name": "learning_rate"})
            return Finding(Outcome.SKIPPED, message, counted=False, curves=curves)
        message = Message("accuracy-too-low", {"expected": TARGET, "got": reached})
        return replace(failed(asked.telling, message, TARGET, reached), curves=curves)

    return Plan(asked.steps, judge, asked.telling.call, asked.telling.where)


ALIASES = (
    *("train_network", "train_net", "train_model", "training", "trainer", "fit", "sgd_train", "train_sgd"),
    *("minibatch_train", "mini_batch_train", "train_minibatch", "train_mini_batch"),
    *("minibatch_training", "mini_batch_training", "train_loop", "training_loop"),
    *("train_two_layer_net", "train_neuralnet"),
)
_WORDS = {role.name: role.words for role in ROLES}

EXERCISE = Exercise(
    id="exercise6_minibatch_training",
    number=6,
    targets=(
        Target(
            NAME,
            "function",
            8,
            ALIASES,
            main=True,
            script=Script(GRADIENTS, tuple(_WORDS[role] for role in LEAST)),
        ),
    ),
    checks=(
        Check("batches", NAME, 12, believed(noted(batches), ("batch_size",)), inputs="small"),
        Check("pairs", NAME, 12, believed(noted(pairs)), inputs="small"),
        Check("test-unseen", NAME, 4, believed(noted(unseen)), inputs="small"),
        Check("update", NAME, 18, descent(update, 1), parts=4, inputs="one-step"),
        Check(
            "learning-rate",
            NAME,
            6,
            descent(rate, 1, ("learning_rate",)),
            waits_for=("update",),
            inputs="one-step",
        ),
        Check(
            "iterations",
            NAME,
            5,
            descent(iterations, 6, ("iters_num", "learning_rate")),
            waits_for=("update", "learning-rate"),
            inputs="six-steps",
        ),
        Check(
            "path",
            NAME,
            7,
            descent(path, 6, ("learning_rate",)),
            waits_for=("update", "learning-rate"),
            inputs="six-steps",
        ),
        Check("losses", NAME, 10, believed(noted(losses, whole=True)), inputs="small"),
        Check(
            "epochs",
            NAME,
            5,
            planned(entries, whole_epochs, ("iters_num", "batch_size")),
        ),
        Check(
            "fractional-epoch",
            NAME,
            8,
            planned(broken_entries, broken_epochs, ("iters_num", "batch_size")),
            explained_by=("epochs",),
        ),
        Check("accuracies", NAME, 7, believed(noted(accuracies, whole=True)), inputs="small"),
        Check(
            "digits",
            NAME,
            6,
            _digits,
            explained_by=("batches", "pairs", "update", "learning-rate", "iterations", "path"),
            costly=True,
        ),
    ),
)
