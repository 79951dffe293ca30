"""Executing a notebook in a kernel of its own, the same each time; knows kernels, not what is executed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CourseError, HostError
from .script import library

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SECONDS = 120  # of one cell: far above what an example of the course takes
_PACKAGE = Path(__file__).resolve().parent.parent.parent  # the folder that `import grader` is to find
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")  # of them depends how sums round
# Examples draw at random, with and without a generator; with seeds, two builds print the same.
_FIRST = (
    "import numpy; numpy.random.seed(0); numpy.random.default_rng = "
    "lambda seed=None, make=numpy.random.default_rng: make(0 if seed is None else seed)"
)


def executed(notebook: NotebookNode, name: str, lang: str) -> NotebookNode:
    """Return a notebook with the outputs of its cells, run from top to bottom in an empty folder.

    name  of the notebook, for messages
    lang  of the reports in it
    Raises CourseError where a cell raises, HostError where nbclient or ipykernel is not installed.
    """
    nbclient = library("nbclient")
    library("ipykernel")
    with tempfile.TemporaryDirectory() as folder:
        client = nbclient.NotebookClient(
            notebook,
            km=_manager(),
            timeout=_SECONDS,
            record_timing=False,
            extra_arguments=[f"--IPKernelApp.exec_lines={_FIRST}", "--IPKernelApp.log_level=40"],
            resources={"metadata": {"path": folder}},
        )
        try:
            done: NotebookNode = client.execute(cleanup_kc=True, env=_environment(folder, lang))
        except nbclient.exceptions.CellExecutionError as error:
            message = f"{name}: a cell raised {error.ename}: {error.evalue}"
            raise CourseError(message, f"The cell begins: {_raising(notebook)}") from error
        except nbclient.exceptions.CellTimeoutError as error:
            raise CourseError(f"{name}: a cell took over {_SECONDS} seconds") from error
        except nbclient.exceptions.DeadKernelError as error:
            message = f"the kernel that executed {name} ended"
            raise HostError(message, "Was it interrupted, or is there too little memory?") from error
    done.metadata.language_info = {"name": "python"}  # and not which version it was executed with
    return done


def _raising(notebook: NotebookNode) -> str:
    """Return the first line of the cell that raised."""
    for cell in notebook.cells:
        if any(output["output_type"] == "error" for output in cell.get("outputs", ())):
            return str(cell.source).split("\n", 1)[0]
    return ""


def _manager() -> Any:
    """Return a manager of a kernel of this very interpreter, whatever kernels the machine knows by name."""
    client, specs = library("jupyter_client"), library("jupyter_client.kernelspec")

    class Here(specs.KernelSpecManager):  # type: ignore[misc, name-defined]  # loaded where it is needed
        def get_kernel_spec(self, kernel_name: str) -> Any:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return specs.KernelSpec(argv=command, display_name=kernel_name, language="python")

    return client.AsyncKernelManager(kernel_spec_manager=Here(), kernel_name="python3")


def _environment(folder: str, lang: str) -> dict[str, str]:
    """Return the kernel's environment: it finds this package, and nothing in it is the user's own."""
    paths = [str(_PACKAGE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "IPYTHONDIR": os.path.join(folder, ".ipython"),
        "PYTHONPATH": os.pathsep.join(paths),
        "GRADER_LANG": lang,
        **dict.fromkeys(_THREADS, "1"),
    }
