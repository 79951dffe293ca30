"""Networks that a learner's code is given to train; they do what is asked of them and note it.

They know no learner's purpose: which methods are noted, and with what parameters a network begins, is told
to them. A note holds the arguments, and the parameters as they were at that moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .offered.functions import sigmoid, softmax
from .offered.networks import TwoLayerNet
from .probes import CallLog
from .values import type_name
from .wire import CallRecord

Params = Mapping[str, Any]


class Network(TwoLayerNet):
    """A two-layer network with given parameters: `params`, `predict`, `loss`, `accuracy`, `gradient`.

    `numerical_gradient` gives what central differences give, to ten digits, at the price of `gradient`, so
    that a loop which asks for it is as quick as any. Samples and targets may come one by one, too.
    """

    def __init__(self, params: Params) -> None:
        self.params = dict(params)

    def loss(self, x: Any, t: Any) -> Any:
        """Return the mean cross-entropy; raises ValueError where samples and targets are not as many."""
        x, t = _samples(x, t)
        return super().loss(x, t)

    def accuracy(self, x: Any, t: Any) -> Any:
        """Return the fraction of right answers; raises as `loss`."""
        x, t = _samples(x, t)
        return super().accuracy(x, t)

    def gradient(self, x: Any, t: Any) -> dict[str, Any]:
        """Return the gradient of the loss by each parameter, in one pass; raises as `loss`."""
        x, t = _samples(x, t)
        params = self.params
        hidden = sigmoid(x @ params["W1"] + params["b1"])
        by_scores = softmax(hidden @ params["W2"] + params["b2"])
        if t.size == by_scores.size:
            by_scores -= t
        else:
            by_scores[np.arange(len(x)), t] -= 1
        by_scores /= len(x)
        by_hidden = by_scores @ params["W2"].T * hidden * (1 - hidden)
        return {
            "W1": x.T @ by_hidden,
            "b1": by_hidden.sum(axis=0),
            "W2": hidden.T @ by_scores,
            "b2": by_scores.sum(axis=0),
        }

    def numerical_gradient(self, x: Any, t: Any) -> dict[str, Any]:
        """Return the same as `gradient`; raises as `loss`."""
        return Network.gradient(self, x, t)


def make(name: str, params: Params, noted: Sequence[str], log: CallLog) -> Network:
    """Return a network whose calls of the methods `noted` go to `log`, under its name."""
    network = Network(params)
    for method in noted:
        setattr(network, method, _noting(name, method, network, log))
    return network


def _noting(name: str, method: str, network: Network, log: CallLog) -> Any:
    bound = getattr(network, method)

    def call(x: Any, t: Any) -> Any:
        index = log.count
        log.count += 1
        logged, point = log.point({"method": method, "x": x, "t": t, "params": network.params})
        raised = ""
        try:
            return bound(x, t)
        except Exception as error:
            raised = type_name(error)
            raise
        finally:
            if logged:
                log.records.append(CallRecord(name, index, point, None, raised))

    return call


def _samples(x: Any, t: Any) -> tuple[Any, Any]:
    x, t = np.asarray(x), np.asarray(t)
    if x.ndim == 1:
        x, t = x.reshape(1, -1), t.reshape(1, -1) if t.ndim else t.reshape(1)
    if len(x) != len(t):
        raise ValueError(f"x has {len(x)} samples, but t has targets for {len(t)}")
    return x, t
