"""Binding arguments by the meaning of parameters' names, in whatever order; knows no exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..worker.wire import Parameter, Value


@dataclass(frozen=True)
class Role:
    """What a parameter may mean.

    name     what the exercise calls it
    words    names that mean it, in lower case without underscores, between blanks
    default  what its default looks like where its name tells nothing: "count", an int above 1, or "rate", a
             float between 0 and 1
    """

    name: str
    words: str
    default: Literal["count", "rate", ""] = ""


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call: for the wire, and as text; lacking names the roles that no parameter has."""

    args: list[Value] = field(default_factory=list)
    kwargs: dict[str, Value] = field(default_factory=dict)
    text: str = ""
    lacking: tuple[str, ...] = ()


def bind(parameters: Sequence[Parameter], roles: Sequence[Role]) -> dict[str, str]:
    """Return which parameter has which role: role name -> parameter name.

    A name that means a role decides; then a default that looks like one; then the order of the rest.
    """
    named = [parameter for parameter in parameters if not parameter.kind.startswith("var_")]
    bound: dict[str, str] = {}

    def take(role: Role, parameter: Parameter) -> None:
        bound[role.name] = parameter.name
        named.remove(parameter)

    for role in roles:
        same = [parameter for parameter in named if _plain(parameter.name) in role.words.split()]
        if same:
            take(role, same[0])
    for role in (role for role in roles if role.default and role.name not in bound):
        alike = [parameter for parameter in named if _looks(parameter.default) == role.default]
        if alike:
            take(role, alike[0])
    rest = [parameter for parameter in named if parameter.required or not _is_extra(parameter)]
    for role, parameter in zip([role for role in roles if role.name not in bound], rest, strict=False):
        take(role, parameter)
    return bound


def arguments(
    parameters: Sequence[Parameter], roles: Sequence[Role], values: Mapping[str, tuple[Value, str]]
) -> Arguments:
    """Make the arguments of a call from values by role.

    values  role name -> (value, how it is written); a role without one keeps its default
    Arguments are given by position as long as no parameter lies between; the rest by name. Where no parameter
    is known, as of a class whose constructor is made for it, all go by position in the order of the roles.
    """
    bound = bind(parameters, roles)
    role_of = {name: role for role, name in bound.items()}
    result = Arguments()
    texts: list[str] = []
    contiguous = True
    for parameter in parameters:
        role = role_of.get(parameter.name, "")
        if role not in values:
            contiguous = False
            continue
        value, text = values[role]
        if contiguous and parameter.kind == "positional":
            result.args.append(value)
        else:
            result.kwargs[parameter.name] = value
        texts.append(text if len(texts) < 2 and contiguous else f"{parameter.name}={text}")
    lacking = [role for role in values if role not in bound]
    if not parameters or any(parameter.kind == "var_positional" for parameter in parameters):
        result.args.extend(values[role][0] for role in lacking)
        texts += [values[role][1] for role in lacking]
        lacking = []
    elif any(parameter.kind == "var_keyword" for parameter in parameters):
        result.kwargs.update({role: values[role][0] for role in lacking})
        texts += [f"{role}={values[role][1]}" for role in lacking]
        lacking = []
    return Arguments(result.args, result.kwargs, ", ".join(texts), tuple(lacking))


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _looks(default: Value) -> str:
    if isinstance(default, bool):
        return ""
    if isinstance(default, int) and default > 1:
        return "count"
    return "rate" if isinstance(default, float) and 0.0 < default < 1.0 else ""


def _is_extra(parameter: Parameter) -> bool:
    """Tell whether a parameter with a default is no role's: a flag, a text, None."""
    return isinstance(parameter.default, bool | str) or parameter.default is None
