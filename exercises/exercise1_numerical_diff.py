# %% [markdown] stub="39d3227c772efd73"
# # Exercise 1: the slope of a function that you can only call
#
# On paper you differentiate a formula by rules. A program often has no formula: it has a function `f`,
# and all it can do with it is call it. So it takes a small step $h$ to either side of $x$ and divides
# the rise of $f$ by the distance between the two points:
#
# $$ f'(x) \approx \frac{f(x + h) - f(x - h)}{2h} $$
#
# This is the **central difference**. It looks the same from both sides, so the errors of the two sides
# largely cancel: what is left shrinks like $h^2$. With a step to one side only it shrinks like $h$.
#
#     f |                      o f(x + h)
#       |                   .
#       |               .           The chord from o to o
#       |            x              is nearly parallel to
#       |       .                   the curve at x.
#       |  o f(x - h)
#       +--|---------|---------|----
#        x - h       x       x + h
#
# Replace the line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise1

# %%
import math
from collections.abc import Callable

# %% [markdown]
# ## How small is a small step?
#
# Relative errors for $f = e^x$ at $x = 0.7$, measured:
#
# | $h$ | one side | both sides |
# |---|---|---|
# | 1e-1 | 5e-2 | 2e-3 |
# | 1e-2 | 5e-3 | 2e-5 |
# | 1e-4 | 5e-5 | 2e-9 |
# | 1e-5 | 5e-6 | 1e-11 |
# | 1e-8 | 6e-9 | 6e-9 |
# | 1e-10 | 2e-6 | 7e-7 |
# | 1e-13 | 1e-3 | 1e-4 |
# | 1e-15 | 1e-1 | 8e-3 |
#
# Going down, the error first falls, since the chord comes closer to the tangent. Then it rises again: a
# float has some 16 digits, $f(x + h)$ and $f(x - h)$ agree in more and more of them, and the difference
# keeps only the rest. Drawn over $h$, the error has the shape of a V.
#
# ## Ask yourself before you run it
#
# - Python reads `a / 2 * b` from left to right. Does `b` end up above or below the fraction line?
# - What is `0.7 + 1e-50`, when a float has 16 digits?
# - How is ten to the power of minus four written, and how much is `10e-4`?


# %%
def numerical_diff(f: Callable[[float], float], x: float) -> float:
    """Return the derivative of f at x, approximated by a central difference.

    f  function, float -> float, smooth around x
    x  float
    Returns float, the slope df/dx at x.

    What is asked:
    - The slope comes from values of f, and f is called on both sides of x: nothing is known of f beforehand.
    - The step lies between 1e-8 and 1e-3.
    - The error is of second order, and at most about 1e-6 times the larger of 1 and the slope.
    - The result is not rounded.

    >>> def square(x):
    ...     return x * x
    >>> round(numerical_diff(square, 3.0), 6)
    6.0
    >>> abs(numerical_diff(math.exp, 0.7) - math.exp(0.7)) < 1e-6
    True
    """
    raise NotImplementedError


# %% [markdown]
# ## Try it: an example that proves little
#
# For $f(x) = 0.01x^2 + 0.1x$ the rules give $f'(5) = 0.2$ and $f'(10) = 0.3$. A central difference with
# $h = 10^{-4}$ prints 0.1999999999990898 at 5. Where do the missing 9e-13 come from?
#
# Now set $h = 1$ in your answer and run this cell again, then the one for $e^x$. Which of the two
# notices? For a parabola the chord is parallel to the tangent *whatever* the step is, so a parabola
# cannot tell a good step from a bad one.

# %%
if __name__ == "__main__":

    def parabola(x: float) -> float:
        return 0.01 * x**2 + 0.1 * x

    print("parabola at 5: ", numerical_diff(parabola, 5.0), " by the rules: 0.2")
    print("parabola at 10:", numerical_diff(parabola, 10.0), " by the rules: 0.3")

# %%
if __name__ == "__main__":
    print("exp at 0.7:    ", numerical_diff(math.exp, 0.7), " by the rules:", math.exp(0.7))

# %% [markdown]
# ## Try it: the tangent
#
# With the slope $d$ at a point $a$ you know a straight line: $y = f(a) + d\,(x - a)$, the **tangent**.
# Near $a$ it says almost what $f$ says; how does the difference grow when you go away? (For a parabola
# $cx^2 + \dots$ it is exactly $c\,(x - a)^2$.)

# %%
if __name__ == "__main__":
    touch = 5.0
    slope = numerical_diff(parabola, touch)

    def tangent(x: float) -> float:
        return parabola(touch) + slope * (x - touch)

    for x in (5.0, 5.1, 6.0, 10.0, 20.0):
        print(
            f"x = {x:4}: f {parabola(x):.4f}, tangent {tangent(x):.4f}, apart {parabola(x) - tangent(x):.4f}"
        )
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("No picture: matplotlib is not installed.")
    else:
        ticks = [0.1 * number for number in range(200)]
        plt.plot(ticks, [parabola(x) for x in ticks], label="f")
        plt.plot(ticks, [tangent(x) for x in ticks], label="tangent at 5", linestyle="--")
        plt.legend()
        plt.show()

# %% [markdown]
# ## Try it: a function of two numbers, one at a time
#
# $f(x_0, x_1) = x_0^2 + x_1^2$ has a slope in each direction. To find the one along $x_0$ at (3, 4), hold
# $x_1$ at 4: what is left is a function of one number, and your answer can take its slope. These are
# **partial derivatives**; by the rules they are 6 and 8. Exercise 2 takes all of them at once.

# %%
if __name__ == "__main__":

    def along_x0(x0: float) -> float:
        return x0**2 + 4.0**2

    def along_x1(x1: float) -> float:
        return 3.0**2 + x1**2

    print("along x0 at (3, 4):", numerical_diff(along_x0, 3.0))
    print("along x1 at (3, 4):", numerical_diff(along_x1, 4.0))

# %% [markdown]
# ## Try it: a step that is not there
#
# A float of 64 bits holds `1e-50`, but next to 0.7 it is lost. One of 32 bits does not hold it at all.

# %%
if __name__ == "__main__":
    import numpy as np

    print("0.7 + 1e-50 == 0.7:", 0.7 + 1e-50 == 0.7)
    print("in 32 bits 1e-50 is", np.float32(1e-50), "and 1e-4 is", np.float32(1e-4))

# %% [markdown]
# ## Try it: the V of your own answer
#
# Your step is inside your function, but it can be changed from outside: if $g(u) = f(x + su)$, a step
# $h$ in $u$ is a step $sh$ in $x$, and $g'(0) = s f'(x)$. A scale $s$ of 1 is your own step; to the
# left it is smaller, to the right larger.

# %%
if __name__ == "__main__":

    def error_at_scale(scale: float) -> float:
        slope = numerical_diff(lambda u: math.exp(0.7 + scale * u), 0.0) / scale
        return abs(slope / math.exp(0.7) - 1)

    scales = [10.0**power for power in range(-10, 4)]
    errors = [error_at_scale(scale) for scale in scales]
    for scale, error in zip(scales, errors, strict=True):
        print(f"step times {scale:.0e}: relative error {error:.0e}")
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("No picture: matplotlib is not installed.")
    else:
        plt.loglog(scales, errors, marker="o")
        plt.xlabel("step, as a multiple of your own")
        plt.ylabel("relative error for exp at 0.7")
        plt.show()
