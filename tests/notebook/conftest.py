"""What the tests of notebooks share: the surroundings in which the real tools run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# A part of jsonschema that it does without where it cannot be imported; every one of the tools' processes and
# kernels would work at its grammar for a second.
LEFT_OUT = "rfc3987_syntax"


@pytest.fixture(scope="session")
def tool_environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment for the tools' processes: they find this package, and nothing of the user's own."""
    import sys

    own = tmp_path_factory.mktemp("jupyter")
    (own / "modules").mkdir()
    (own / "modules" / f"{LEFT_OUT}.py").write_text("raise ImportError('left out of tests')\n")
    folders = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {
        **os.environ,
        **{name: str(own / name.lower()) for name in folders},
        "PATH": path,  # nbgrader calls a program of its own by name
        "PYTHONPATH": os.pathsep.join([str(own / "modules"), str(ROOT)]),
        "GRADER_LANG": "en",
        "OPENBLAS_NUM_THREADS": "1",  # more of them only wait for each other
    }
