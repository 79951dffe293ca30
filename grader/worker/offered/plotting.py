"""The modules of drawing libraries, made of inert objects; knows which names programs expect in them."""

from __future__ import annotations

import builtins
from importlib import import_module
from types import ModuleType
from typing import Any

from .inert import ANSWERS, COLOURS, INERT, answering, axes_grid

# Submodules that are more than an inert attribute: `from matplotlib import pyplot` must import them.
SUBMODULES = frozenset({"matplotlib.cm", "matplotlib.pylab", "matplotlib.pyplot"})

# What `from matplotlib.pyplot import *` brings.
PYPLOT = frozenset({
    "Axes", "Circle", "Figure", "GridSpec", "Line2D", "MaxNLocator", "Normalize", "Polygon", "Rectangle",
    "Slider", "Text", "annotate", "arrow", "axes", "axhline", "axhspan", "axis", "axline", "axvline",
    "axvspan", "bar", "bar_label", "barbs", "barh", "box", "boxplot", "broken_barh", "cla", "clabel",
    "clf", "clim", "close", "cm", "colorbar", "colormaps", "contour", "contourf", "delaxes", "draw",
    "errorbar", "eventplot", "figaspect", "figimage", "figlegend", "fignum_exists", "figtext", "figure",
    "fill", "fill_between", "fill_betweenx", "gca", "gcf", "gci", "get_cmap", "get_fignums", "ginput",
    "grid", "hexbin", "hist", "hist2d", "hlines", "imread", "imsave", "imshow", "interactive", "ioff",
    "ion", "isinteractive", "legend", "locator_params", "loglog", "margins", "matshow", "minorticks_off",
    "minorticks_on", "mpl", "pause", "pcolor", "pcolormesh", "pie", "plot", "plot_date", "polar",
    "quiver", "quiverkey", "rc", "rcParams", "rc_context", "rcdefaults", "rgrids", "savefig", "sca",
    "scatter", "sci", "semilogx", "semilogy", "set_cmap", "setp", "show", "spy", "stackplot", "stairs",
    "stem", "step", "streamplot", "style", "subplot", "subplot2grid", "subplot_mosaic", "subplots",
    "subplots_adjust", "suptitle", "switch_backend", "table", "text", "thetagrids", "tick_params",
    "ticklabel_format", "tight_layout", "title", "tricontour", "tricontourf", "tripcolor", "triplot",
    "twinx", "twiny", "violinplot", "vlines", "waitforbuttonpress", "xcorr", "xkcd", "xlabel", "xlim",
    "xscale", "xticks", "ylabel", "ylim", "yscale", "yticks",
})  # fmt: skip

# In pylab these are Python's own, though numpy has others.
PYTHONS = frozenset({"abs", "bool", "bytes", "max", "min", "pow", "round"})

# Parts of numpy that a star import would load at a cost of tens of milliseconds.
UNSTARRED = frozenset({"ctypeslib", "f2py", "test", "testing", "typing"})


def inert_module(name: str) -> ModuleType:
    """Make the inert module of that full name.

    name  str, below one of `finder.INERT_ROOTS`
    """
    if name in {"pylab", "matplotlib.pylab"}:
        return _Pylab(name)
    if name == "matplotlib.pyplot":
        return _Pyplot(name)
    module = _InertModule(name)
    if name == "tqdm" or name.startswith("tqdm."):
        from .progress import NAMES

        module.__dict__.update(NAMES)
    return module


class _InertModule(ModuleType):
    """A module every public attribute of which is inert."""

    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self._attribute(name)

    def _attribute(self, name: str) -> Any:
        full = f"{self.__name__}.{name}"
        if full in SUBMODULES:
            return import_module(full)
        if name in ANSWERS:
            return answering(ANSWERS[name])
        return COLOURS if self.__name__ == "matplotlib.cm" or name in {"colormaps", "get_cmap"} else INERT


class _Pyplot(_InertModule):
    """matplotlib.pyplot, where `subplots` returns a figure as well."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return sorted(PYPLOT)
        return super().__getattr__(name)

    def _attribute(self, name: str) -> Any:
        if name == "subplots":
            return _subplots
        if name in {"xlim", "ylim"}:
            return answering((0.0, 1.0))
        if name == "cm":
            return import_module("matplotlib.cm")
        if name == "mpl":
            return import_module("matplotlib")
        if name == "np":
            return import_module("numpy")
        return super()._attribute(name)


class _Pylab(_Pyplot):
    """matplotlib.pylab: pyplot and the names of numpy, numpy.linalg, numpy.random and numpy.fft."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            numpy = {each for part in _numpy_parts() for each in part.__all__}
            return sorted((PYPLOT | PYTHONS | numpy | {"np", "plt"}) - UNSTARRED)
        return super().__getattr__(name)

    def _attribute(self, name: str) -> Any:
        if name == "plt":
            return import_module("matplotlib.pyplot")
        if name in PYTHONS:
            return getattr(builtins, name)
        if name not in PYPLOT and name != "np":
            for part in _numpy_parts():
                if name in part.__all__:
                    return getattr(part, name)
        return super()._attribute(name)


def _numpy_parts() -> list[ModuleType]:
    """Return the parts of numpy that pylab holds, in the order of precedence."""
    return [import_module(each) for each in ("numpy.linalg", "numpy.random", "numpy.fft", "numpy")]


def _subplots(*args: Any, **options: Any) -> tuple[Any, Any]:
    return INERT, axes_grid(*args, **options)
