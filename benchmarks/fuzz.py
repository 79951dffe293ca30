"""Fuzzing of what reads untrusted data: transcripts, the judge, submissions. Reports counts, keeps findings.

    python benchmarks/fuzz.py --inputs 1000000 [--seed N] [--target NAME]
    python benchmarks/fuzz.py --seconds 60

An input that makes a target raise, or holds it up, is written to tests/fuzz/corpus/TARGET-DIGEST; each file
there is run as a test from then on. The seed is printed: the same one gives the same inputs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fuzz")]

import targets  # noqa: E402

CORPUS = ROOT / "tests" / "fuzz" / "corpus"
# target -> its share of the inputs: what is quick takes more of them
SHARES = {"decode": 35, "receive": 20, "judging": 10, "false_pass": 15, "reader": 20}
_BATCH = 200
HANG = 1.0  # seconds of CPU time after which an input counts as one that holds up


def main() -> int:
    """Fuzz, print a table; returns 1 when something was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--target", choices=sorted(SHARES))
    given = parser.parse_args()
    if given.inputs == 10**9 and given.seconds == float("inf"):
        given.seconds = 30.0
    shares = {given.target: 1} if given.target else SHARES
    rng = random.Random(given.seed)
    print(f"seed {given.seed}", flush=True)
    counts: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    slowest: Counter[str] = Counter()
    found: Counter[str] = Counter()
    end = time.monotonic() + given.seconds
    names, weights = list(shares), list(shares.values())
    while counts.total() < given.inputs and time.monotonic() < end:
        name = rng.choices(names, weights)[0]
        for _ in range(min(_BATCH, given.inputs - counts.total())):
            data = targets.inputs(name, rng)
            start = time.process_time()
            try:
                targets.TARGETS[name](data)
            except Exception:
                found[name] += 1
                _keep(name, data)
            took = time.process_time() - start
            if took > HANG:
                found[name] += 1
                _keep(name, data, f"took {took:.1f} s")
            counts[name] += 1
            spent[name] += took
            slowest[name] = max(slowest[name], took)
        if sys.stdout.isatty():
            print(f"\r{counts.total()} inputs, {found.total()} findings", end="", flush=True)
    _report(counts, spent, slowest, found)
    return 1 if found else 0


def _keep(name: str, data: bytes, why: str = "") -> None:
    path = CORPUS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    if not path.exists():
        path.write_bytes(data)
        print(f"\n{path.name} {why}", flush=True)
        if not why:
            traceback.print_exc(limit=-6)


def _report(counts: Counter[str], spent: Counter[str], slowest: Counter[str], found: Counter[str]) -> None:
    print(f"\n{'target':12} {'inputs':>9} {'findings':>9} {'per second':>11} {'slowest':>10}")
    for name in counts:
        rate = counts[name] / max(spent[name], 1e-9)
        print(f"{name:12} {counts[name]:9} {found[name]:9} {rate:11.0f} {slowest[name] * 1e3:7.1f} ms")
    print(f"{'all':12} {counts.total():9} {found.total():9}")


if __name__ == "__main__":
    sys.exit(main())
