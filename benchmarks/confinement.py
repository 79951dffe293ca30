"""What confinement costs: one submission in a confined child against the same in a bare fork.

    python benchmarks/confinement.py [--runs 400]

Two fork servers run side by side and take turns, so that whatever else the machine does falls on both:
one as it is, one whose children put no layer in force. Each turn forks a child, loads a program, asks it one
question and ends the child. What counts is the difference of the medians, and the median
of the differences of neighbours.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader import sandbox as sandbox_module  # noqa: E402
from grader.exercise import Limits  # noqa: E402
from grader.sandbox import Sandbox  # noqa: E402
from grader.session import Job, Session  # noqa: E402
from grader.worker.wire import Answer, Call, Loaded, Program, SourceCell  # noqa: E402

TARGET = 2.0  # milliseconds
CELLS = [SourceCell(1, "def f(x):\n    return 2 * x\n")]


def bare_worker(folder: Path) -> Path:
    """Write a worker's folder in which no layer is put in force; the rest are links to the true one."""
    true = ROOT / "grader" / "worker"
    made = folder / "worker"
    made.mkdir()
    for entry in true.iterdir():
        if (entry.suffix == ".py" and entry.name != "confine.py") or (
            entry.is_dir() and entry.name == "offered"
        ):
            (made / entry.name).symlink_to(entry)
    source = (true / "confine.py").read_text(encoding="utf-8")
    bare = source + '\n\nConfinement.enter = lambda self, folder, memory, seconds: (["process"], {})\n'
    (made / "confine.py").write_text(bare, encoding="utf-8")
    return made


def once(sandbox: Sandbox) -> tuple[float, list[str]]:
    """Grade a program of one line; returns milliseconds and the layers in force."""
    start = time.perf_counter()
    with Session(sandbox, CELLS, ["f"]) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        ((_, answer),) = session.run({"f": 0}, [Job(Program("a", [Call("f", [1.5])], 0.0), "f")])
        assert isinstance(answer, Answer)
    return (time.perf_counter() - start) * 1e3, session.layers


def main() -> int:
    """Measure and print; returns 1 when confinement costs more than the target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=400)
    runs = parser.parse_args().runs
    with ExitStack() as stack:
        confined = stack.enter_context(Sandbox(Limits()))
        true = sandbox_module._WORKER
        sandbox_module._WORKER = bare_worker(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        bare = stack.enter_context(Sandbox(Limits()))
        sandbox_module._WORKER = true
        for sandbox in (confined, bare):
            for _ in range(10):
                once(sandbox)
        pairs, layers = [], {}
        for number in range(runs):
            turn = [("confined", confined), ("bare", bare)]
            times = {}
            for name, sandbox in turn if number % 2 else turn[::-1]:
                times[name], layers[name] = once(sandbox)
            pairs.append((times["confined"], times["bare"]))
    medians = [statistics.median(column) for column in zip(*pairs, strict=True)]
    cost = statistics.median(with_layers - without for with_layers, without in pairs)
    for name, median in zip(("confined", "bare"), medians, strict=True):
        print(f"{name:9} {median:7.2f} ms   {', '.join(layers[name])}")
    print(
        f"cost      {cost:7.2f} ms   median of the differences\n"
        f"          {medians[0] - medians[1]:7.2f} ms   difference of the medians"
    )
    print(f"target    {TARGET:7.2f} ms")
    return 0 if cost <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
