"""A program's warnings, and what it does to Python's filters, change nothing about its answers."""

from __future__ import annotations

import pytest
from conversing import BRISK

from grader.sandbox import Sandbox
from grader.session import Job, Session
from grader.worker.values import unpack
from grader.worker.wire import Answer, Call, Loaded, Program, SourceCell

TEXT = """
import warnings
import numpy as np
{}

def f(x):
    return np.exp(np.array(x))
"""


@pytest.mark.parametrize(
    "line", ["", "warnings.simplefilter('error')", "warnings.filterwarnings('error', module='submission')"]
)
def test_a_call_that_warns_is_answered(sandbox: Sandbox, line: str) -> None:
    with Session(sandbox, [SourceCell(1, TEXT.format(line))], ["f"], pace=BRISK) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        index = next(known.index for known in loaded.definitions if known.name == "f")
        ((_, answer),) = session.run({"f": index}, [Job(Program("a", [Call("f", [1000.0])], 0.0), "f")])
        assert isinstance(answer, Answer)
        assert unpack(answer.records[-1].value) == float("inf")
