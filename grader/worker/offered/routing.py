"""An offered module: gives what the asked name means; knows the names, not how the module was asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import NoReturn

from . import names


class OfferedModule(ModuleType):
    """A module whose attributes are found by meaning, each time they are asked for.

    name      its full name
    starred   what `from name import *` brings; withheld names are left out, so that a star never puts a
              stand-in in the place of the learner's own definition
    withheld  names that are graded here
    """

    def __init__(self, name: str, starred: tuple[str, ...], withheld: frozenset[str]) -> None:
        super().__init__(name, "Offered in place of a module that is not part of the submission.")
        self.__dict__["_starred"] = starred
        self.__dict__["_graded"] = {
            found.graded or found.name for each in withheld if (found := names.resolve(each))
        }

    def __getattr__(self, name: str) -> object:
        if name == "__all__":
            return [
                each for each in self.__dict__["_starred"] if not isinstance(getattr(self, each), Withheld)
            ]
        if not name.startswith("__"):
            if name == "np":
                return import_module("numpy")
            if name == "plt":
                return import_module("matplotlib.pyplot")
            meaning = names.resolve(name)
            if meaning is not None and not self._holds_module(name):
                graded = meaning.graded or meaning.name
                if graded in self.__dict__["_graded"]:
                    return Withheld(graded)
                found: object = getattr(import_module("." + meaning.home, __package__), meaning.name)
                return found
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def _holds_module(self, name: str) -> bool:
        """Tell whether the name is rather a module below this one: `from common import gradient`."""
        return names.plain(name) in names.BOOK_MODULES and names.is_package_like(self.__name__)


class Withheld:
    """Stands where a graded function or class would be; refuses to be called or derived from.

    name  the graded name
    """

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise RuntimeError(
            f"{self.__name__} is graded here: the offered modules leave it to your own definition"
        )

    def __mro_entries__(self, _bases: tuple[object, ...]) -> NoReturn:
        self()
