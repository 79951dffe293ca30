"""A training that a check asks for: the data, the network, the call; knows no exercise's points.

The learner's `train` is given a network of the worker's, which notes the batches that it is asked a gradient
for and the parameters at that moment. The samples of small runs are few, so that every note can be compared
with the reference; lengths are prime or differ, so that a batch's accuracy cannot be that of a whole set.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from reference.networks import PARAMETER_NAMES, TwoLayerNet

from ...exercise import Found
from ...worker.loops import EPOCHS, ROUNDS
from ...worker.values import pack
from ...worker.wire import Call, Definition, Generator, Get, Model, Parameter, Ref, Seed, Step, Value
from ..answers import FloatArray
from ..comparing import Telling
from ..functions import signed
from ..meanings import Arguments, Role, arguments, bind

NAME = "train"
GRADIENTS, LOSSES = ("gradient", "numerical_gradient"), "loss"
NOTED = (*GRADIENTS, LOSSES)
SIZES = (3, 4, 3)  # inputs, hidden units, classes of the small runs
TEST = 7  # samples for testing in them

ROLES = (
    Role("network", "network net model nn twolayernet tlnet neuralnet neuralnetwork mynet"),
    Role("x_train", "xtrain trainx xtr trx xtraining traindata trainingdata trainimages trainimg datatrain"),
    Role(
        "t_train",
        "ttrain traint ytrain trainy ttr ytr trainlabel trainlabels traintarget traintargets labeltrain "
        "labelstrain targettrain",
    ),
    Role("x_test", "xtest testx xte tex testdata testimages testimg xval xvalid datatest"),
    Role(
        "t_test",
        "ttest testt ytest testy tte yte testlabel testlabels testtarget testtargets labeltest labelstest "
        "tval yval tvalid yvalid targettest",
    ),
    Role(
        "iters_num",
        "itersnum iternum iters iter iterations iteration niter niters numiter numiters numiterations "
        f"iterationsnum maxiter maxiters maxiterations steps stepnum numsteps nsteps maxsteps {ROUNDS}",
        "count",
    ),
    Role(
        "batch_size",
        "batchsize batch bs minibatchsize minibatch batchnum batchsz nbatch sizebatch sizeofbatch",
        "count",
    ),
    Role("learning_rate", "learningrate lr rate eta alpha learnrate stepsize", "rate"),
    Role("rng", "rng generator randomgenerator randomstate random gen"),
    Role("seed", "seed randomseed rngseed"),
    Role("epochs", f"epochs epoch epochnum epochsnum numepochs nepochs nepoch maxepoch maxepochs {EPOCHS}"),
)
LARGE_RATE, SMALL_RATE = 10.0, 1e-5  # with these and beyond the loss leaps about, or nothing moves
LEAST = ("network", "x_train", "t_train")  # without these there is nothing to ask


@dataclass(frozen=True)
class Run:
    """How long and how fast: samples for training, iterations, rows of a batch, learning rate."""

    samples: int
    iterations: int
    batch: int
    rate: float

    @property
    def per_epoch(self) -> float:
        """Batches in the training set; not always a whole number."""
        return self.samples / self.batch

    @property
    def epochs(self) -> int:
        """Epochs that the iterations fill, the last one perhaps in part."""
        return max(round(self.iterations / self.per_epoch), 1)

    def lengths(self) -> tuple[int, int]:
        """Return the fewest and the most iterations that an epoch of whole batches may have."""
        return floor(self.per_epoch), ceil(self.per_epoch)


@dataclass(frozen=True)
class Problem:
    """Data and a network's parameters before training.

    x_train, x_test  float64 (samples, inputs), all rows different
    t_train, t_test  float64, one-hot (samples, classes)
    params           as reference.networks.TwoLayerNet has them
    """

    x_train: FloatArray
    t_train: FloatArray
    x_test: FloatArray
    t_test: FloatArray
    params: dict[str, FloatArray]

    def network(self) -> TwoLayerNet:
        """Return a right network as it is before training."""
        return TwoLayerNet(self.params)


@dataclass(frozen=True)
class Asked:
    """The steps of one training: the call stands at `at`, the parameters after it are read from there on.

    lacking  roles that the definition has no parameter for
    """

    steps: tuple[Step, ...]
    at: int
    telling: Telling
    lacking: tuple[str, ...]
    epochs: bool  # the length was given in epochs, since the definition takes no number of iterations


def small_problem(rng: np.random.Generator, samples: int) -> Problem:
    """Draw a problem of few samples whose labels follow no rule, so that every pairing of them shows."""
    inputs, hidden, classes = SIZES
    labels = [rng.permutation(np.arange(count) % classes) for count in (samples, TEST)]
    x = signed(rng, 0.3, 1.2, (samples + TEST, inputs))
    x += 1e-4 * np.arange(samples + TEST)[:, None]  # so that no two are the same
    shapes = dict(
        zip(PARAMETER_NAMES, ((inputs, hidden), (hidden,), (hidden, classes), (classes,)), strict=True)
    )
    params = {name: signed(rng, 0.3, 0.9, shape) for name, shape in shapes.items()}
    t_train, t_test = (np.eye(classes)[numbers] for numbers in labels)
    return Problem(x[:samples], t_train, x[samples:], t_test, params)


def repeated_problem(rng: np.random.Generator, samples: int) -> Problem:
    """Draw a problem all samples of which are the same one: then no way of sampling changes the training."""
    drawn = small_problem(rng, 1)
    x, t = np.repeat(drawn.x_train, samples, axis=0), np.repeat(drawn.t_train, samples, axis=0)
    return Problem(x, t, x[:TEST].copy(), t[:TEST].copy(), drawn.params)


def ask(
    found: Found,
    problem: Problem,
    run: Run,
    rng: np.random.Generator,
    noted: tuple[str, ...] = (),
    own_draws: bool = False,
) -> Asked:
    """Return the steps that train a network once.

    rng        draws the seed of the learner's random numbers
    noted      methods of the network whose calls are noted
    own_draws  give no generator and no seed where the definition does without: its own way to one is run
    """
    definition = found.definitions[NAME]
    seed = int(rng.integers(2**31))
    params = {name: pack(value) for name, value in problem.params.items()}
    made = (Seed(seed), Model("net", params, list(noted)), Generator("rng", seed))
    given, epochs = _arguments(definition, problem, run, seed, own_draws)
    gets = tuple(Get("net", [f"params.{name}"]) for name in PARAMETER_NAMES)
    call = Call(NAME, given.args, given.kwargs)
    text = given.text if definition.kind == "loop" else f"{definition.name}({given.text})"
    where = (
        f"{len(problem.x_train)} x {problem.x_train.shape[1]} x_train, {len(problem.x_test)} x "
        f"{problem.x_test.shape[1]} x_test"
    )
    lacking = tuple(role for role in given.lacking if role not in ("rng", "seed", "epochs"))
    return Asked((*made, call, *gets), len(made), Telling(text, where), lacking, epochs)


def _arguments(
    definition: Definition, problem: Problem, run: Run, seed: int, own_draws: bool
) -> tuple[Arguments, bool]:
    parameters = _meant(definition)
    bound = bind(parameters, ROLES)
    needed = {
        each.name
        for at, each in enumerate(parameters)
        if each.required or not own_draws or any(other.kind == "positional" for other in parameters[at + 1 :])
    }  # what stands before others may have to be given by position
    values: dict[str, tuple[Value, str]] = {
        "network": (Ref("net"), "net"),
        "x_train": (pack(problem.x_train), "x_train"),
        "t_train": (pack(problem.t_train), "t_train"),
        "x_test": (pack(problem.x_test), "x_test"),
        "t_test": (pack(problem.t_test), "t_test"),
        "iters_num": (run.iterations, str(run.iterations)),
        "batch_size": (run.batch, str(run.batch)),
        "learning_rate": (run.rate, repr(run.rate)),
    }
    in_epochs = "epochs" in bound and ("iters_num" not in bound or _has(parameters, EPOCHS))
    if in_epochs:
        del values["iters_num"]
        values["epochs"] = (run.epochs, str(run.epochs))
    if bound.get("rng") in needed:
        values["rng"] = (Ref("rng"), "rng")
    if bound.get("seed") in needed:
        values["seed"] = (seed, str(seed))
    given = arguments(parameters, ROLES, values)
    if definition.kind == "loop":
        shown = [f"{name}={values[role][1]}" for role, name in bound.items() if role in values]
        told = [text for text in shown if text.split("=")[1][0].isdigit()]
        given = Arguments(given.args, given.kwargs, ", ".join(told), given.lacking)
    return given, in_epochs


def _meant(definition: Definition) -> list[Parameter]:
    """Return the parameters; of a loop, whose variables are many, those whose names mean something here.

    The values that variables have are no hint to what they mean.
    """
    if definition.kind != "loop":
        return list(definition.parameters)
    words = {word for role in ROLES if role.name not in ("rng", "seed") for word in role.words.split()}
    meant = [each for each in definition.parameters if each.name.lower().replace("_", "") in words]
    return [Parameter(each.name, each.kind, each.required) for each in meant]


def own_variable(definition: Definition, role: str) -> tuple[str, Value]:
    """Return a script's own variable of that role and its number; "" and None where it has none."""
    name = bind(_meant(definition), ROLES).get(role, "")
    return name, next((each.default for each in definition.parameters if each.name == name), None)


def own_value(definition: Definition, role: str) -> Value:
    """Return the number that a script's own variable of that role has; None where it has no such number."""
    return own_variable(definition, role)[1]


def _has(parameters: list[Parameter], name: str) -> bool:
    return any(parameter.name == name for parameter in parameters)
