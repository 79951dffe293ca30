# %% [markdown] stub="155e8078588ae57a"
# # Exercise 2: one slope for each direction
#
# A function of many numbers has a slope for each of them: how does $f$ change when this one number
# moves and all others stay where they are? That is a *partial derivative*. The **gradient** is the
# array of all of them, of the same shape as $x$:
#
# $$ (\nabla f)_i = \frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h} $$
#
# Here $e_i$ is the array that is 1 at place $i$ and 0 elsewhere. It is the central difference of
# exercise 1, once for every place. The place $i$ may be a number, as in a vector, or a pair such as
# (row, column): the weights of a network are matrices.
#
# Replace the line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise2

# %%
from collections.abc import Callable

import numpy as np

# %% [markdown]
# ## Ask yourself before you run it
#
# - `f(x)` or `f(x[0])`: which of the two tells f where in the plane it is?
# - When the turn comes to `x[1]`, what does `x[0]` hold?
# - After `b = a`, how many arrays are there?
# - How do you visit every place of an array of which you do not know the number of axes? Look up
#   `np.ndindex` and `np.nditer`.
#
# ## A mistake of 6e-4
#
# The function $x_0^2 + x_1^2$ is a sum of separate pieces: its second slope does not depend on $x_0$,
# so it does not notice if $x_0$ is in the wrong place. For $x_0^2 x_1 + e^{x_1}$ at (3, 1) the second
# slope is $9 + e$. If $x_0$ is off by a step of 1e-4, it comes out wrong by 6e-4: small enough to be
# overlooked, and yet a hundred thousand times the error of the formula.


# %%
def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """Return the gradient of f at x, approximated by central differences.

    f  function, array of the shape of x -> float
    x  array of floats (float64), of any shape: (n,), (rows, columns), ...
    Returns a new array of floats of the shape of x; at each place the partial derivative of f there.

    What is asked:
    - f is given the whole array each time, in the shape of x.
    - Afterwards x holds exactly what it held before.
    - Any shape works, not vectors alone.
    - Step and error are those of exercise 1.

    >>> def bowl(x):
    ...     return np.sum(x**2)
    >>> numerical_gradient(bowl, np.array([3.0, 4.0])).round(4)
    array([6., 8.])
    >>> numerical_gradient(bowl, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).round(4)
    array([[ 2.,  4.,  6.],
           [ 8., 10., 12.]])
    """
    raise NotImplementedError


# %% [markdown]
# ## Try it

# %%
if __name__ == "__main__":

    def bowl(x: np.ndarray) -> float:
        return np.sum(x**2)

    def coupled(x: np.ndarray) -> float:
        return x[0] ** 2 * x[1] + np.exp(x[1])

    for start in ([3.0, 4.0], [0.0, 2.0], [3.0, 0.0]):
        print("bowl at", start, "gives", numerical_gradient(bowl, np.array(start)))
    point = np.array([3.0, 1.0])
    print("coupled at (3, 1) gives", numerical_gradient(coupled, point), " by the rules:", [6.0, 9 + np.e])
    print("the point is still", point)

# %% [markdown]
# ## Try it: which way is down?
#
# The gradient points where f rises fastest, so its opposite points downhill. Each arrow below starts at
# a point and shows that direction. Where do they all lead, and where are they short?

# %%
if __name__ == "__main__":
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("No picture: matplotlib is not installed.")
    else:
        ticks = np.linspace(-2.0, 2.0, 7)
        places = [np.array([a, b]) for a in ticks for b in ticks]
        downhill = [-numerical_gradient(bowl, place) for place in places]
        plt.quiver(
            [place[0] for place in places],
            [place[1] for place in places],
            [arrow[0] for arrow in downhill],
            [arrow[1] for arrow in downhill],
        )
        plt.xlabel("x[0]")
        plt.ylabel("x[1]")
        plt.axis("equal")
        plt.show()
