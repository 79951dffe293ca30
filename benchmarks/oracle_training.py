"""What is right of a training on mini-batches: the laws of tests/diagnosis/oracle_minibatch.py on drawn data.

Shares nothing with the grader. A program without a function to train with is run as a script.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from oracle_program import Draw, Question

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "diagnosis"))

import oracle_minibatch

TARGET = "train"


def _of(objects: Mapping[str, Any]) -> oracle_minibatch.Trainer:
    given = objects[TARGET]
    return (
        oracle_minibatch.of_script(given) if isinstance(given, str) else oracle_minibatch.of_function(given)
    )


def _question(rng: np.random.Generator, law: str) -> Question:
    seed = int(rng.integers(2**31))

    def ask(objects: Mapping[str, Any]) -> str | None:
        return None if oracle_minibatch.LAWS[law](_of(objects), seed) else "broken"

    return Question(f"{law}, data of seed {seed}", (TARGET,), ask)


DRAWS: dict[str, list[Draw]] = {
    "exercise6_minibatch_training": [partial(_question, law=law) for law in oracle_minibatch.LAWS]
}
