"""The doctor: layers are proved by attempts that could have succeeded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import doctor
from grader.errors import HostError
from grader.exercise import Limits
from grader.worker.confine import LAYERS

LIMITS = Limits(seconds=4.0, memory=256 * 2**20)


@pytest.fixture(scope="module")
def layers() -> dict[str, doctor.Layer]:
    return {layer.name: layer for layer in doctor.examine(LIMITS)}


def test_every_layer_is_told_in_order(layers: dict[str, doctor.Layer]) -> None:
    assert tuple(layers) == LAYERS


def test_a_layer_in_force_is_proved_by_what_it_refused(layers: dict[str, doctor.Layer]) -> None:
    for layer in layers.values():
        if layer.in_force:
            assert layer.proved, layer
            assert layer.detail.startswith("refused: ")


def test_a_missing_layer_is_told_with_its_reason(
    layers: dict[str, doctor.Layer], missing_layers: dict[str, str]
) -> None:
    assert {name for name, layer in layers.items() if not layer.in_force} == set(missing_layers)
    assert all(layers[name].detail == reason for name, reason in missing_layers.items())


def test_the_attempts_succeed_where_nothing_confines(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("x", encoding="ascii")
    arguments = [str(own), str(tmp_path / "made"), doctor.__file__, os.getpid(), 2**20]
    program = doctor._ATTEMPTS + "\nimport json\nprint(json.dumps(tried(*json.loads(sys.argv[1]))))\n"
    inherited = os.pipe()
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        pass_fds=inherited,
        env={**os.environ, "PYTHONPATH": str(Path(doctor.__file__).parent.parent)},
    )
    for descriptor in inherited:
        os.close(descriptor)
    tried = json.loads(done.stdout)
    confined = {key.split(": ")[0] for key in tried}
    assert confined <= set(LAYERS)
    for layer in ("process", "landlock", "seccomp"):
        results = {key: held for key, held in tried.items() if key.startswith(layer)}
        assert results == dict.fromkeys(results, False)
    assert tried["rlimits: exceed the memory"] is False
    assert tried["rlimits: write a large file"] is False
    if "privileges: gain privileges" in tried:
        assert tried["privileges: gain privileges"] is False
    assert (tmp_path / "made").exists()


def test_a_layer_that_lets_something_through_is_not_proved() -> None:
    tried = {
        "seccomp: fork": True,
        "seccomp: connect": False,
        "landlock: read": True,
        "seccomp: trace": "OSError",
    }
    layer = doctor._layer("seccomp", True, {}, tried)
    assert layer == doctor.Layer("seccomp", True, False, "not refused: connect, trace (OSError)")


def test_a_layer_without_attempts_is_not_proved() -> None:
    assert doctor._layer("privileges", True, {}, {"seccomp: fork": True}).proved is False


def test_a_layer_that_is_missing_is_not_proved_even_where_all_was_refused() -> None:
    layer = doctor._layer("seccomp", False, {"seccomp": "no filter"}, {"seccomp: fork": True})
    assert layer == doctor.Layer("seccomp", False, False, "no filter")


def test_facts_tell_versions_and_plausible_times() -> None:
    facts = doctor.facts(LIMITS)
    assert facts.python == ".".join(map(str, sys.version_info[:3]))
    assert facts.numpy.split(".")[0].isdigit()
    assert facts.kernel.split()[0] in ("Linux", "Darwin")
    assert facts.cores >= 1
    assert 0 < facts.warm_ms < facts.cold_ms < 60_000


def test_a_machine_that_cannot_run_a_child_is_an_error_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_ATTEMPTS", "import os\nos._exit(9)\n")
    with pytest.raises(HostError, match="cannot be run"):
        doctor.examine(LIMITS)
    monkeypatch.setattr(doctor, "_ATTEMPTS", "def tried(*rest):\n    return 1 / 0\n")
    with pytest.raises(HostError, match="cannot be run here: raised"):
        doctor.examine(LIMITS)
