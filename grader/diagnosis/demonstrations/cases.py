"""What a demonstration is made of: a program as text, a call of it, and what is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from reference import descent, functions, networks, numerical, training

Picture = Literal["", "step", "descent", "training"]
_ROUNDS, _BATCH = "iters_num=4", "batch_size=2"  # in the call of a case with the picture "training"
_ALL = "batch_size=5"  # of its samples: then no draw makes the curve leap


@dataclass(frozen=True)
class Case:
    """A program that holds one misconception, in the function that the exercise asks for.

    code       the program; it may use np and numerical_gradient
    call       an expression that asks it
    given      statements that define the names in `call`, shown to the reader
    right      an expression for the right answer, by the names of `given` and a second road: a closed form,
               or the reference
    picture    which one helps
    step       for the picture "step": the step that the program takes
    tolerance  relative error that is no difference
    """

    id: str
    code: str
    call: str
    given: str
    right: str
    picture: Picture = ""
    step: float = 0.0
    tolerance: float = 1e-5

    def got(self) -> object:
        """Return what the program answers; raises what it raises."""
        return _evaluated(f"{self.given}\n{self.code}", self.call)

    def expected(self) -> object:
        """Return the right answer."""
        return _evaluated(self.given, self.right)

    def after(self, steps: int) -> float:
        """Return f at the point that the program's gradient descent reaches after some steps."""
        call = f"gradient_descent(f, x, lr=0.1, step_num={steps})"
        return float(_evaluated(f"{self.given}\n{self.code}", f"f(np.asarray({call}))"))  # type: ignore[arg-type]

    def losses(self, count: int, right: bool = False) -> list[float]:
        """Return the losses of iterations with all samples, of the program's training or of the right one."""
        program = self.given if right else f"{self.given}\n{self.code}"
        expression = self.right if right else self.call
        longer = expression.replace(_ROUNDS, f"iters_num={count}").replace(_BATCH, _ALL)
        losses = _evaluated(program, longer)
        return [float(loss) for loss in losses]  # type: ignore[attr-defined]


def _evaluated(program: str, expression: str) -> object:
    """Run a constant of our tables, and evaluate another one with the names that it defines."""
    names: dict[str, object] = {
        "np": np,
        "numerical_gradient": numerical.numerical_gradient,
        "numerical_diff": numerical.numerical_diff,
        "descent": descent,
        "functions": functions,
        "training": training,
        "TwoLayerNet": networks.TwoLayerNet,
    }
    exec(compile(program, "<demonstration>", "exec"), names)
    return eval(compile(expression, "<demonstration>", "eval"), names)
