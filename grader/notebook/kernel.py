"""The kernel that this process is, seen through IPython: what ran in it, and in which cells; grades nothing.

IPython's history holds every cell as it was typed. Which of its entries are runs of one cell only the front
end knows: JupyterLab and VS Code send the cell's id with its text, from the time on that somebody listens.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from ..errors import UsageError
from .history import Run

_EVENT = "pre_run_cell"


def shell() -> Any:
    """Return IPython's shell; raises UsageError where there is none."""
    module = sys.modules.get("IPython")  # where it was never loaded there is no shell either
    found = module.get_ipython() if module is not None else None
    if found is None:
        raise UsageError(
            "grader.check looks at the cells that ran in a notebook, and this is none",
            'Grade a file by its name: grader.check("exercise3", submission="FILE"), '
            "or python -m grader exercise3 --submission FILE.",
        )
    return found


class Listener:
    """Notes which cell each run belongs to."""

    def __init__(self) -> None:
        self._cells: dict[int, str] = {}
        self._shell: Any = None

    def listen(self, shell: Any) -> None:
        """Begin to listen, unless that is done already."""
        if self._shell is shell:
            return
        self.stop()
        self._cells.clear()
        self._shell = shell
        shell.events.register(_EVENT, self._note)

    def stop(self) -> None:
        """Listen no more."""
        if self._shell is not None and self._note in self._shell.events.callbacks[_EVENT]:
            self._shell.events.unregister(_EVENT, self._note)
        self._shell = None

    def runs(self, shell: Any) -> Sequence[Run]:
        """Return everything that ran so far, the cell that runs now included."""
        typed = shell.history_manager.input_hist_raw
        return [
            Run(number, source, self._cells.get(number, ""))
            for number, source in enumerate(typed)
            if number and isinstance(source, str)
        ]

    def _note(self, info: Any) -> None:
        cell = getattr(info, "cell_id", None)
        if isinstance(cell, str) and getattr(info, "store_history", False):
            if not self._is_new():
                self._cells.clear()
            self._cells[self._shell.execution_count] = cell

    def _is_new(self) -> bool:
        """Tell whether the count goes on: after `%reset` it begins again, and what was noted is void."""
        return all(number < self._shell.execution_count for number in self._cells)
