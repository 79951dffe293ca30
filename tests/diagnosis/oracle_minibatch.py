"""What a training on mini-batches must do, by a network that keeps a diary; shares no code with the grader.

On a training set of one sample, many times over, there is one course for the parameters only: it is computed
here. On random data the diary tells the batches: rows of the training set with their own labels, other ones
each time; what the program wrote down must be the losses of these batches and accuracies of whole sets, once
an epoch.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unittest import mock

import numpy as np

Objects = Mapping[str, Any]
Check = Callable[[Objects], bool]
Params = dict[str, Any]
Note = tuple[str, Any, Any, Params]

NEAR = 1e-3  # of a step's length; what float32 keeps of it
MNIST = 60000  # samples for training
SAMPLES, TESTS, BATCH, STEPS = 23, 7, 5, 23
INPUTS, HIDDEN, CLASSES = 3, 4, 3


class TwoLayerNet:
    """A sigmoid layer and a softmax layer that note what they are asked.

    diary  (method, x, t, parameters at that moment), in order
    """

    def __init__(self, params: Params) -> None:
        self.params = {name: value.copy() for name, value in params.items()}
        self.diary: list[Note] = []

    def predict(self, x: Any) -> Any:
        return _forward(self.params, np.atleast_2d(x))[1]

    def loss(self, x: Any, t: Any) -> float:
        x, t = self._noted("loss", x, t)
        return loss_of(self.params, x, t)

    def accuracy(self, x: Any, t: Any) -> float:
        x, t = self._noted("accuracy", x, t)
        return accuracy_of(self.params, x, t)

    def gradient(self, x: Any, t: Any) -> Params:
        x, t = self._noted("gradient", x, t)
        return gradient_of(self.params, x, t)

    numerical_gradient = gradient

    def _noted(self, method: str, x: Any, t: Any) -> tuple[Any, Any]:
        x = np.atleast_2d(np.array(x, dtype=float))
        t = np.array(t)
        if t.ndim < 2 and not (t.ndim == 1 and len(x) == 1 and t.size == CLASSES):
            t = np.eye(CLASSES)[t.astype(int).reshape(-1)]
        t = np.atleast_2d(t).astype(float)
        if len(x) != len(t):
            raise ValueError(f"{len(x)} samples, {len(t)} targets")
        self.diary.append((method, x, t, _copy(self.params)))
        return x, t


def _copy(params: Params) -> Params:
    return {name: np.array(value, dtype=float) for name, value in params.items()}


def _forward(params: Params, x: Any) -> tuple[Any, Any]:
    hidden = 0.5 * (1 + np.tanh(0.5 * (x @ params["W1"] + params["b1"])))
    scores = hidden @ params["W2"] + params["b2"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return hidden, powers / powers.sum(axis=1, keepdims=True)


def loss_of(params: Params, x: Any, t: Any) -> float:
    return float(-np.mean(np.log(np.sum(_forward(params, x)[1] * t, axis=1) + 1e-12)))


def accuracy_of(params: Params, x: Any, t: Any) -> float:
    return float(np.mean(_forward(params, x)[1].argmax(axis=1) == t.argmax(axis=1)))


def gradient_of(params: Params, x: Any, t: Any) -> Params:
    hidden, y = _forward(params, x)
    error = (y - t) / len(x)
    back = (error @ params["W2"].T) * hidden * (1 - hidden)
    return {"W1": x.T @ back, "b1": back.sum(axis=0), "W2": hidden.T @ error, "b2": error.sum(axis=0)}


# --- data and runs --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Data:
    """Samples for training and for testing, and the parameters before."""

    x_train: Any
    t_train: Any
    x_test: Any
    t_test: Any
    params: Params


@dataclass(frozen=True)
class Run:
    """A training that was run: what was asked for, and what came of it."""

    data: Data
    network: TwoLayerNet
    returned: Any
    steps: int
    in_epochs: bool = False
    own_batch: int = 1  # of a script, before ours takes its place


def data_of(seed: int, same: bool = False, samples: int = SAMPLES) -> Data:
    rng = np.random.default_rng(seed)
    count = BATCH if same else samples
    x = rng.normal(size=(count + TESTS, INPUTS))
    labels = rng.permutation(np.arange(count + TESTS) % CLASSES)
    if same:
        x, labels = np.repeat(x[:1], count + TESTS, axis=0), np.repeat(labels[:1], count + TESTS)
    t = np.eye(CLASSES)[labels]
    shapes = {"W1": (INPUTS, HIDDEN), "b1": (HIDDEN,), "W2": (HIDDEN, CLASSES), "b2": (CLASSES,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return Data(x[:count], t[:count], x[count:], t[count:], params)


Trainer = Callable[[Data, int, float], Run]


def _role(name: str) -> str:
    """Return what a parameter is for, by the words of its name."""
    words = set(name.lower().split("_"))
    if words & {"lr", "eta", "alpha", "rate", "learning"}:
        return "rate"
    if words & {"batch", "bs"}:
        return "batch"
    if words & {"epochs", "epoch"}:
        return "epochs"
    if words & {"iters", "iter", "iterations", "steps", "num"}:
        return "steps"
    if words & {"t", "y", "label", "labels", "target", "targets"}:
        return "t_test" if words & {"test", "te", "val"} else "t_train"
    if words & {"x", "data", "images"}:
        return "x_test" if words & {"test", "te", "val"} else "x_train"
    return "network" if words & {"network", "net", "model", "nn"} else ""


@lru_cache(maxsize=4)
def of_function(function: Any) -> Trainer:
    """Return how a learner's function is trained with."""

    def train(data: Data, steps: int, rate: float) -> Run:
        network = TwoLayerNet(data.params)
        values = {
            "network": network, "x_train": data.x_train.copy(), "t_train": data.t_train.copy(),
            "x_test": data.x_test.copy(), "t_test": data.t_test.copy(), "steps": steps, "batch": BATCH,
            "rate": rate, "epochs": max(round(steps * BATCH / len(data.x_train)), 1),
        }  # fmt: skip
        known = inspect.signature(function).parameters
        given = {name: values[role] for name in known if (role := _role(name))}
        if any(each.kind is each.VAR_KEYWORD for each in known.values()):
            given |= {"iters_num": steps, "batch_size": BATCH, "learning_rate": rate}
        np.random.seed(steps)
        in_epochs = any(_role(name) == "epochs" for name in known)
        first = [name for name, each in known.items() if each.kind is each.POSITIONAL_ONLY]
        placed = [given.pop(name, known[name].default) for name in first]
        return Run(data, network, function(*placed, **given), steps, in_epochs)

    return train


@lru_cache(maxsize=4)
def of_script(source: str) -> Trainer:
    """Return how a script is trained with: its numbers are ours, its modules give our data and network."""

    def train(data: Data, steps: int, rate: float) -> Run:
        numbers = {"steps": steps, "batch": BATCH, "rate": rate}
        numbers["epochs"] = max(round(steps * BATCH / len(data.x_train)), 1)
        tree, own_batch = ast.parse(source), 1
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                role = _role(getattr(node.targets[0], "id", ""))
                if role in numbers and type(node.value.value) in (int, float):
                    own_batch = int(node.value.value) if role == "batch" else own_batch
                    node.value.value = numbers[role]
        network = TwoLayerNet(data.params)
        found = {"__name__": "__main__"}
        np.random.seed(steps)
        with mock.patch.dict(sys.modules, _modules(data, network)):
            exec(compile(tree, "<script>", "exec"), found)
        lists = {name: value for name, value in found.items() if isinstance(value, list | dict)}
        kept = {name: value for name, value in lists.items() if not name.startswith("__")}
        in_epochs = any(_role(name) == "epochs" for name in found)
        return Run(data, network, kept, steps, in_epochs, own_batch)

    return train


def _modules(data: Data, network: TwoLayerNet) -> dict[str, types.ModuleType]:
    names = ("dataset", "dataset.mnist", "two_layer_net", "matplotlib", "matplotlib.pyplot")
    made: dict[str, Any] = {name: mock.MagicMock() for name in names}
    made["dataset.mnist"].load_mnist = lambda *args, **kwargs: (
        (data.x_train.copy(), data.t_train.copy()),
        (data.x_test.copy(), data.t_test.copy()),
    )
    made["two_layer_net"].TwoLayerNet = lambda *args, **kwargs: network
    return made


# --- what a run shows -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Iteration:
    """The gradients that were asked for with the same parameters: of one batch, or row by row."""

    x: Any
    t: Any
    params: Params


@dataclass(frozen=True)
class Series:
    """What a program wrote down."""

    loss: Any = field(default_factory=lambda: np.zeros(0))
    train: Any = field(default_factory=lambda: np.zeros(0))
    test: Any = field(default_factory=lambda: np.zeros(0))


def iterations(run: Run) -> list[Iteration]:
    whole = [run.data.x_train, run.data.x_test]
    notes = _followed(
        [note for note in run.network.diary if note[0] == "gradient"], _copy(run.network.params)
    )
    notes = notes or [
        note
        for note in run.network.diary
        if note[0] == "loss" and not any(np.array_equal(note[1], x) for x in whole)
    ]
    found: list[Iteration] = []
    for _, x, t, params in notes:
        alone = len(x) == 1 and found and _equal(found[-1].params, params) and len(found[-1].x) < BATCH
        if alone:
            last = found.pop()
            x, t = np.concatenate([last.x, x]), np.concatenate([last.t, t])
        found.append(Iteration(x, t, params))
    return found


def _followed(notes: list[Note], final: Params) -> list[Note]:
    """Leave out gradients that were only looked at: beside one that was gone along, or at the end."""
    groups: list[list[Note]] = []
    for note in notes:
        if groups and _equal(groups[-1][0][3], note[3]):
            groups[-1].append(note)
        else:
            groups.append([note])
    if len(groups) > 1 and _equal(groups[-1][0][3], final):
        groups.pop()
    kept: list[Note] = []
    places = [*(group[0][3] for group in groups), final]
    for group, after in zip(groups, places[1:], strict=True):
        kept += [note for note in group if _went_along(note, after)][:1] or group
    return kept


def _went_along(note: Note, after: Params) -> bool:
    _, x, t, params = note
    moved = False
    for name, slope in gradient_of(params, x, t).items():
        way = after[name] - params[name]
        size = float(np.linalg.norm(way) * np.linalg.norm(slope))
        if np.any(way) and abs(float(np.sum(way * slope))) < (1 - 1e-6) * size:
            return False
        moved = moved or bool(np.any(way))
    return moved


def _equal(one: Params, other: Params) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


def series(run: Run) -> Series:
    found = list(_flat(run.returned, ""))
    named = {
        "loss": [values for name, values in found if re.search("loss|損失|cost", name)],
        "train": [values for name, values in found if re.search("train", name) and "loss" not in name],
        "test": [values for name, values in found if re.search("test|val", name) and "loss" not in name],
    }
    if all(named.values()):
        return Series(*(values[0] for values in named.values()))
    plain = [values for _, values in found]
    return Series(*plain[:3]) if len(plain) >= 3 else Series()


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield (names on the way, numbers) of every list of numbers."""
    if isinstance(value, dict):
        parts = [(str(name), item) for name, item in value.items()]
    elif hasattr(value, "_fields"):
        parts = list(zip(value._fields, value, strict=True))
    elif isinstance(value, np.ndarray):
        parts = []
    elif isinstance(value, list | tuple):
        parts = [("", item) for item in value]
    else:
        return
    scalars = isinstance(value, np.ndarray) or all(np.ndim(item) == 0 for _, item in parts)
    if scalars and not isinstance(value, dict):
        try:
            yield path, np.array(value, dtype=float)
        except (TypeError, ValueError):
            return
        return
    for name, item in parts:
        yield from _flat(item, f"{path}.{name}")


# --- what must hold -------------------------------------------------------------------------------


def follows_the_gradient(train: Trainer, steps: int, seed: int = 11) -> bool:
    """After so many steps with one sample the parameters are where its gradients lead."""
    data, rate = data_of(seed + steps, same=True), 0.37
    run = train(data, steps, rate)
    right = _copy(data.params)
    for _ in range(steps):
        slopes = gradient_of(right, data.x_train[:1], data.t_train[:1])
        right = {name: right[name] - rate * slopes[name] for name in right}
    for name, value in right.items():
        length = np.max(np.abs(value - data.params[name]))
        if np.max(np.abs(run.network.params[name] - value)) > NEAR * length + 1e-6:
            return False
    return True


@lru_cache(maxsize=4)
def _main_run(train: Trainer, seed: int, samples: int = SAMPLES) -> Run:
    """Train once for all laws that look at it."""
    return train(data_of(seed, samples=samples), STEPS, 0.41)


def draws_batches(train: Trainer, seed: int = 5) -> bool:
    run = _main_run(train, seed)
    held = iterations(run)
    if not held or (not run.in_epochs and len(held) != run.steps):
        return False
    sizes = [len(each.x) for each in held]
    if max(sizes) != BATCH or sizes.count(BATCH) < 0.6 * len(sizes):
        return False
    rows = [_rows(run.data.x_train, each.x) for each in held]
    if any(row is None for row in rows):
        return False
    sets = [tuple(sorted(row)) for row in rows if row is not None]
    return len(set(sets)) > 1 and len({row for each in sets for row in each}) > SAMPLES / 2


def _rows(samples: Any, x: Any) -> list[int] | None:
    """Return where rows stand in the samples; None where one does not."""
    distances = np.max(np.abs(x[:, None] - samples[None]), axis=2)
    return distances.argmin(axis=1).tolist() if np.all(distances.min(axis=1) < 1e-5) else None


def keeps_labels(train: Trainer, seed: int = 5) -> bool:
    run = _main_run(train, seed)
    data = run.data
    x, t = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.t_train, data.t_test])
    for each in iterations(run):
        rows = _rows(x, each.x)
        if rows is None or not np.array_equal(t[rows], each.t):
            return False
    return True


def notes_losses(train: Trainer, seed: int = 5) -> bool:
    run = _main_run(train, seed)
    held, noted = iterations(run), series(run).loss
    states = [*(each.params for each in held), run.network.params]
    if len(noted) != len(held):
        return False
    for at, each in enumerate(held):
        sets = ((each.x, each.t), (run.data.x_train, run.data.t_train))
        right = [loss_of(states[at + later], *pair) for later in (0, 1) for pair in sets]
        if not any(abs(noted[at] - loss) < 1e-4 for loss in right):
            return False
    return True


def notes_accuracies(train: Trainer, seed: int = 5) -> bool:
    """One pair an epoch, each of the whole sets with the parameters of some moment, in their order.

    A script whose own batches fill MNIST's 60000 samples is asked with whole epochs too.
    """
    run = _main_run(train, seed)
    samples = SAMPLES
    if run.own_batch > 1 and MNIST % run.own_batch == 0:
        samples = SAMPLES // BATCH * BATCH
        run = _main_run(train, seed, samples)
    noted, data = series(run), run.data
    low, high = STEPS * BATCH // samples - 1, -(-STEPS // (samples // BATCH)) + 1
    if not low <= len(noted.train) <= high or len(noted.train) != len(noted.test):
        return False
    states = [*(each.params for each in iterations(run)), run.network.params]
    moments = [
        (accuracy_of(state, data.x_train, data.t_train), accuracy_of(state, data.x_test, data.t_test))
        for state in states
    ]
    left = iter(moments)
    return all(
        any(np.allclose(moment, pair, atol=1e-9) for moment in left)
        for pair in zip(noted.train, noted.test, strict=True)
    )


LAWS: dict[str, Callable[..., bool]] = {
    "one step": lambda train, seed=11: follows_the_gradient(train, 1, seed),
    "four steps": lambda train, seed=11: follows_the_gradient(train, 4, seed),
    "batches": draws_batches,
    "labels": keeps_labels,
    "losses": notes_losses,
    "accuracies": notes_accuracies,
}
"""Laws of a trainer, and of the seed of its data."""


def _asked(law: Callable[..., bool]) -> Check:
    return lambda objects: law(of_function(objects["train"]))


CHECKS: dict[str, Check] = {name: _asked(law) for name, law in LAWS.items()}


def script_faults(source: str) -> list[str]:
    """Return the laws that a script breaks; what it raises breaks one, too."""
    train, broken = of_script(source), []
    for name, law in LAWS.items():
        try:
            held = law(train)
        except Exception:
            held = False
        if not held:
            broken.append(name)
    return broken
