"""What several tests share: one warm sandbox, and skips where this machine lacks a layer of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

# Before NumPy is loaded, here and in what the tests start: where other processes want the cores too, threads
# of BLAS wait for one another, and small products gain nothing by them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import pytest

from grader.exercise import Limits
from grader.sandbox import Sandbox
from grader.session import Session
from grader.worker.wire import SourceCell

# CI draws the same examples every time: what it fails for is the change, not the dice.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One worker for all tests; no test may close or kill it."""
    with Sandbox(Limits(seconds=4.0, memory=256 * 2**20, output=2**14)) as started:
        yield started


@pytest.fixture(scope="session")
def missing_layers(sandbox: Sandbox) -> dict[str, str]:
    """Layer -> why this machine lacks it, as a child tells."""
    with Session(sandbox, [SourceCell(1, "")], []) as session:
        session.load()
    return session.missing


@pytest.fixture
def need(missing_layers: dict[str, str]) -> Callable[[str], None]:
    """Skip the test where a layer is missing, with the reason."""

    def skip(layer: str) -> None:
        if layer in missing_layers:
            pytest.skip(f"{layer}: {missing_layers[layer]}")

    return skip
