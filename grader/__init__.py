"""An automated grader that names the idea that is wrong, for chapter 4 of Deep Learning from Scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .notebook.check import check as check
    from .notebook.check import hint as hint
    from .notebook.magic import load_ipython_extension as load_ipython_extension
    from .notebook.magic import unload_ipython_extension as unload_ipython_extension

__version__ = "0.1.0"

# What a notebook uses, and where it is: loaded when it is first asked for, since the command line never does.
_IN_NOTEBOOK = {
    "check": "check",
    "hint": "check",
    "load_ipython_extension": "magic",
    "unload_ipython_extension": "magic",
}


def __getattr__(name: str) -> object:
    if name not in _IN_NOTEBOOK:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.notebook.{_IN_NOTEBOOK[name]}"), name)
