"""An oracle that is not the grader: is a program right on 200 inputs drawn from a seed?

    accepts(cells or text, "exercise3_gradient_descent", seed)  ->  None, or the input that shows it wrong

Its questions and closed forms are its own (oracle_functions.py and its siblings); with the grader it
shares the loader and the rule which definition is meant by a name, which know nothing of right and wrong.
Each program runs in a forked process of its own with a time limit: for the benchmark's own programs, since
nothing is confined there.

    python benchmarks/oracle.py exercise1 FILE ...    judge files
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import oracle_functions  # noqa: E402
import oracle_networks  # noqa: E402
import oracle_training  # noqa: E402
import oracle_two_layers  # noqa: E402
from oracle_program import Program, Question  # noqa: E402

from grader import targets  # noqa: E402
from grader.exercise import Exercise, Target  # noqa: E402
from grader.worker.loader import Loader  # noqa: E402
from grader.worker.wire import Load, SourceCell  # noqa: E402

SECONDS = 20.0  # for one program
COUNT = 200
_DRAWS = {
    **oracle_functions.DRAWS,
    **oracle_networks.DRAWS,
    **oracle_two_layers.DRAWS,
    **oracle_training.DRAWS,
}
_TARGETS = {
    "exercise1_numerical_diff": [
        (
            "numerical_diff",
            "function",
            2,
            "numercial_diff numerial_diff num_diff central_diff numerical_differentiation",
        )
    ],
    "exercise2_numerical_gradient": [
        ("numerical_gradient", "function", 2, "num_grad get_grad gradient numerical_grad")
    ],
    "exercise3_gradient_descent": [
        (
            "gradient_descent",
            "function",
            4,
            "gradient_decent grad_descent gd gradient_method steepest_descent",
        )
    ],
    "exercise4_simple_net": [
        ("softmax", "function", 1, "soft_max"),
        ("cross_entropy_error", "function", 2, "cross_entropy cross_entropy_loss cee"),
        ("simpleNet", "class", 0, "simple_net simple_network"),
    ],
    "exercise5_two_layer_net": [
        ("sigmoid", "function", 1, "sigmoid_function logistic"),
        ("TwoLayerNet", "class", 3, "two_layer_network"),
    ],
    "exercise6_minibatch_training": [
        (oracle_training.TARGET, "function", 8, "train_network train_net train_model trainer fit training")
    ],
}

EXERCISES = tuple(_TARGETS)
"""The exercises that are asked about here."""


def accepts(program: str | Sequence[SourceCell], exercise: str, seed: int, count: int = COUNT) -> str | None:
    """Return None for a right program, else the first input that shows it wrong.

    program   text, or cells
    exercise  "exercise1_numerical_diff"
    seed      of the inputs
    count     how many inputs
    """
    cells = [SourceCell(1, program)] if isinstance(program, str) else list(program)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _answer(writer, cells, exercise, seed, count)
    os.close(writer)
    try:
        return _await(reader, pid)
    finally:
        os.close(reader)


def _answer(writer: int, cells: Sequence[SourceCell], exercise: str, seed: int, count: int) -> None:
    """Judge in this forked process, write the answer and end it, whatever the program does."""
    text = "it ended the process"
    try:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        text = judge(cells, exercise, seed, count) or ""
    except BaseException as error:
        text = f"{type(error).__name__} while loading: {error}"
    finally:
        os.write(writer, f"={text}".encode("utf-8", "replace")[:4000])
        os._exit(0)


def _await(reader: int, pid: int) -> str | None:
    until, data = time.monotonic() + SECONDS, b""
    watch = select.poll()
    watch.register(reader, select.POLLIN | select.POLLHUP)
    while time.monotonic() < until:
        if watch.poll(max(until - time.monotonic(), 0) * 1000):
            part = os.read(reader, 65536)
            if not part:
                break
            data += part
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    text = data.decode("utf-8", "replace")
    if not text.startswith("="):
        return "it took too long, or ended its process"
    return text[1:] or None


def judge(cells: Sequence[SourceCell], exercise: str, seed: int, count: int) -> str | None:
    """Load a program and ask it, in this process."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        program = load(cells, exercise)
        asked = 0
        for question in questions(exercise, seed, count):
            wrong = None
            if any(name in program.offered for name in question.names):
                continue
            asked += 1
            try:
                wrong = question.ask(program.objects)
            except KeyError as error:
                wrong = f"KeyError: {error}"
            except Exception as error:
                wrong = f"{type(error).__name__}: {error}"
            except BaseException as error:  # SystemExit and its kind
                wrong = f"{type(error).__name__}"
            if wrong is not None:
                return f"{question.told}: {wrong}"
        return None if asked else "nothing to ask"


def questions(exercise: str, seed: int, count: int) -> Iterator[Question]:
    """Yield questions of all kinds in turn, their inputs drawn from the seed."""
    rng = np.random.default_rng([seed, 0x0DDC0DE])
    draws = _DRAWS[exercise]
    for number in range(count):
        yield draws[number % len(draws)](rng)


def load(cells: Sequence[SourceCell], exercise: str) -> Program:
    """Run a program's statements and choose the definitions that stand for the targets."""
    known = tuple(
        Target(name, kind, parameters, tuple(aliases.split()), main=True)  # type: ignore[arg-type]
        for name, kind, parameters, aliases in _TARGETS[exercise]
    )
    asked = Exercise(exercise, 0, known, ())
    wanted = list(targets.wanted(asked))
    loader = Loader(Load(list(cells), wanted, wanted, light=False), lambda message: None)
    loader.load()
    loaded = loader.report("", 0)
    choices = targets.choose(asked, loaded.definitions)
    objects: dict[str, Any] = {
        name: loader.definitions.objects[choice.definition.index] for name, choice in choices.items()
    }
    if exercise.endswith("minibatch_training"):
        objects.setdefault(oracle_training.TARGET, "\n\n".join(cell.source for cell in cells))
    offered = {target.name for target in known} & set(loaded.offered) - set(objects)
    return Program(objects, frozenset(offered))


def main() -> None:
    """Judge files."""
    from grader import course
    from grader.submission import read_submission

    parser = argparse.ArgumentParser(description="Judge programs by the oracle.")
    parser.add_argument("exercise")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    (exercise,) = course.find(options.exercise)
    for path in options.files:
        cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in read_submission(path).cells]
        start = time.perf_counter()
        told = accepts(cells, exercise, options.seed, options.count)
        print(f"{path}: {told or 'right'}  ({(time.perf_counter() - start) * 1e3:.0f} ms)")


if __name__ == "__main__":
    main()
