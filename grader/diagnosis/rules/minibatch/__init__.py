"""Exercise 6, training on mini-batches: its misconceptions as a table; the edits are beside."""

from __future__ import annotations

from typing import Literal

from ...vocabulary import Misconception, Rule, Spoiler
from . import (
    batch,
    epochs,
    evaluation,
    labels,
    parameters,
    rate,
    unseen,
    update,
)
from .reading import TOPICS

Kind = Literal["misconception", "advice"]


def _entry(
    name: str, mend: Rule, spoil: Spoiler | None, order: int, kind: Kind = "misconception"
) -> Misconception:
    return Misconception(name, TOPICS, mend, spoil, kind, order)


RULES: tuple[Misconception, ...] = (
    _entry("batch-not-sampled", batch.mend_fixed, batch.spoil_fixed, 30),
    _entry("labels-not-sampled", labels.mend_labels, labels.spoil_labels, 31),
    _entry("test-used-for-training", unseen.mend_test, unseen.spoil_test, 32),
    _entry("update-ascends", update.mend_ascends, update.spoil_ascends, 34),
    _entry("update-rebinds-only", update.mend_rebinds, update.spoil_rebinds, 35),
    _entry("update-skips-parameters", parameters.mend_skips, parameters.spoil_skips, 36),
    _entry("training-rate-ignored", rate.mend_ignored, rate.spoil_ignored, 38),
    _entry("training-count-wrong", rate.mend_count, rate.spoil_count, 40),
    _entry("epoch-length-not-whole", epochs.mend_length, epochs.spoil_length, 50),
    _entry("records-every-iteration", epochs.mend_every, epochs.spoil_every, 51),
    _entry("evaluates-on-the-batch", evaluation.mend_batch, evaluation.spoil_batch, 60),
    _entry("evaluates-one-set-twice", evaluation.mend_twice, evaluation.spoil_twice, 61),
    _entry("learning-rate-too-large", rate.mend_large, None, 80, "advice"),
    _entry("learning-rate-too-small", rate.mend_small, None, 81, "advice"),
)
