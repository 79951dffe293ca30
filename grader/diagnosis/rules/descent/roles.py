"""What the parameters of a gradient descent mean, by their names; knows no misconception."""

from __future__ import annotations

from ...vocabulary import plain
from ..reading import Unit

ROLES = (
    ("f", "f func function fn fun funktion loss lossfunc lossfunction cost costfunction objective"),
    ("start", "initx x x0 xinit init initial initialx start startx xstart initpoint point theta w"),
    ("rate", "lr learningrate learnrate rate eta alpha stepsize learning"),
    (
        "count",
        "stepnum stepsnum steps step numsteps nsteps stepcount maxsteps epoch epochs numepochs numiter "
        "numiters niter niters iter iters itersnum iternum maxiter maxiters iteration iterations "
        "numiterations maxiterations n num times count loop loops",
    ),
)
_RATES = frozenset(ROLES[2][1].split())


def roles(unit: Unit) -> dict[str, str]:
    """Bind the parameters by the meaning of their names, the rest by their order."""
    left = list(unit.parameters)
    bound: dict[str, str] = {}
    for role, words in ROLES:
        same = [name for name in left if plain(name) in words.split()]
        if same:
            bound[role] = same[0]
            left.remove(same[0])
    for role, _ in ROLES[:2]:
        if role not in bound and left:
            bound[role] = left.pop(0)
    for role, _ in ROLES[2:]:
        if role not in bound and left and len(unit.parameters) >= 4:
            bound[role] = left.pop(0)
    return bound


def is_rate_name(name: str) -> bool:
    """Tell whether a name means the learning rate."""
    return plain(name) in _RATES
