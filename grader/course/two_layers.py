"""A network of two layers as checks use it: made, given parameters, compared; knows no exercise's points.

The networks are small, 3-4-2, and every length differs from every other and from the batch's, so that swapped
ones show. Their parameters are of order one, and samples close to the border between the classes get the
wrong class for a target: so no probability of a right class is near 0, and no gradient is lost in tolerances.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reference.networks import TwoLayerNet

from ..exercise import PASSED, Finding, Found, Tolerance
from ..outcome import Message, Outcome
from ..worker.values import pack
from ..worker.wire import Call, Map, Set, Step, Value
from .answers import FloatArray, IntArray, distinct, kind_of, plain
from .comparing import Telling, compare, failed, first_failure
from .functions import listed, signed
from .meanings import Arguments, Role, arguments

NET = "TwoLayerNet"
SIZES = (3, 4, 2)  # inputs, hidden units, classes
BATCH = 5
ROLES = (
    Role("input_size", "inputsize insize inputdim indim inputs input nin ninput numinputs inputnum"),
    Role("hidden_size", "hiddensize hiddendim hidden hid hiddens nhidden nhid numhidden hiddennum"),
    Role("output_size", "outputsize outsize outputdim outdim outputs output nout noutput outputnum"),
    Role("weight_init_std", "weightinitstd initstd weightstd wstd std sigma scale initscale", "rate"),
)


@dataclass(frozen=True)
class Setting:
    """A right network with a batch, the steps that give a learner's its parameters, and how that is written.

    x  float64, shape (BATCH, inputs)
    t  int64, one-hot, shape (BATCH, classes)
    """

    net: TwoLayerNet
    x: FloatArray
    t: IntArray
    steps: tuple[Step, ...]
    where: str

    @property
    def arguments(self) -> list[Value]:
        """x and t for the wire."""
        return [pack(self.x), pack(self.t)]


def construct(found: Found, sizes: tuple[int, ...], std: float | None = None) -> Arguments:
    """Return the arguments that make a learner's network; without std the default stays."""
    values: dict[str, tuple[Value, str]] = {
        role.name: (size, str(size)) for role, size in zip(ROLES, sizes, strict=False)
    }
    if std is not None:
        values["weight_init_std"] = (std, repr(std))
    return arguments(found.definitions[NET].parameters, ROLES, values)


def new(found: Found, sizes: tuple[int, ...] = SIZES, std: float | None = None) -> tuple[Call, str]:
    """Return the step that makes a learner's network, and how it is written."""
    given = construct(found, sizes, std)
    written = f"net = {found.definitions[NET].name}({given.text})"
    return Call(NET, given.args, given.kwargs, into="net"), written


def paths(name: str) -> list[str]:
    """Return where a parameter may lie: in params or by itself, its letter in either case."""
    return [f"params.{name}", name, f"params.{name.swapcase()}", name.swapcase()]


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of each parameter, for SIZES."""
    inputs, hidden, outputs = SIZES
    return {"W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, outputs), "b2": (outputs,)}


def setting(rng: np.random.Generator, found: Found) -> Setting:
    """Draw a network and a batch of which three of five are put into the right class; both classes occur."""
    params = {name: signed(rng, 0.3, 0.9, shape) for name, shape in shapes().items()}
    x = signed(rng, 0.3, 1.2, (BATCH, SIZES[0]))
    lead = _lead(params, x)
    params["b2"] = np.round(params["b2"] - np.array([np.sort(lead)[1:3].mean(), 0.0]), 3)
    lead = _lead(params, x)  # below 0 for two samples, above for three
    labels = np.where(lead > 0, 0, 1)
    for wrong in (np.argmin(np.where(lead > 0, lead, np.inf)), np.argmax(np.where(lead < 0, lead, -np.inf))):
        labels[wrong] = 1 - labels[wrong]  # the closest ones, so that no probability is near 0
    net = TwoLayerNet(params)
    t = np.eye(SIZES[2], dtype=np.int64)[labels]
    made, where = new(found)
    sets = [Set("net", paths(name), pack(value), reshape=True) for name, value in params.items()]
    told = [f"net.params[{name!r}] = {listed(value)}" for name, value in params.items()]
    told = [where, *told, f"x = {listed(x)}", f"t = {listed(t)}"]
    return Setting(net, x, t, (made, *sets), ", ".join(told))


def _lead(params: Mapping[str, FloatArray], x: FloatArray) -> FloatArray:
    """Return by how much the score of the first class leads, for each sample."""
    scores = TwoLayerNet(params).scores(x)
    return np.asarray(scores[:, 0] - scores[:, 1])


def judge_gradients(
    call: str, where: str, expected: Mapping[str, FloatArray], value: Value, tolerance: Tolerance
) -> Finding:
    """Judge a dict of gradients; every parameter earns its part.

    expected  parameter -> float64 of its shape
    """
    if not isinstance(value, Map):
        message = Message("not-a-dict", {"kind": kind_of(value)})
        return failed(
            Telling(call, where), Message("returned-nothing") if value is None else message, got=plain(value)
        )
    findings = {}
    for name, gradient in expected.items():
        telling = Telling(f"{call}[{name!r}]", where)
        key = next((key for key in (name, name.swapcase()) if key in value.items), None)
        if key is None:
            findings[name] = failed(telling, Message("no-key", {"name": name}), gradient.tolist())
        else:
            loose = name.startswith("b")
            findings[name] = compare(telling, gradient, value.items[key], tolerance, loose)
    wrong = [name for name, finding in findings.items() if finding.outcome is not Outcome.PASSED]
    if not wrong:
        return PASSED
    finding = replace(first_failure(list(findings.values())), share=1.0 - len(wrong) / len(expected))
    if finding.message.id != "values-differ":
        return finding
    return replace(finding, message=Message("gradients-differ", {"names": wrong}))


def judge_scale(
    small: FloatArray | None, large: FloatArray | None, scales: tuple[float, float]
) -> Message | None:
    """Return what is wrong with weights drawn for two scales, by their root mean squares.

    Uniform numbers in place of normal ones are no fault: theirs is 0.58 of the scale.
    """
    if small is None or large is None or small.size < 2 or large.size < 2:
        return Message("weights-not-numbers")
    with np.errstate(all="ignore"):
        spreads = [float(np.sqrt(np.mean(array**2))) for array in (small, large)]
    if not all(map(math.isfinite, spreads)):
        return Message("weights-not-numbers")
    if distinct(large) < large.size / 2:
        return Message("weights-alike")
    ratio = spreads[1] / spreads[0] / (scales[1] / scales[0]) if spreads[0] else np.inf
    if not 0.8 < ratio < 1.25 or not 0.4 < spreads[1] / scales[1] < 1.7:
        return Message("scale-not-used", {"expected": scales[1], "got": spreads[1]})
    return None
