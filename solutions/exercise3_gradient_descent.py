# %% [markdown]
# # Exercise 3: downhill, step by step
#
# The gradient points where $f$ rises fastest. Go a little the other way, look where the slope points
# now, and repeat: this is **gradient descent**.
#
# $$ x_{k+1} = x_k - \eta \, \nabla f(x_k) $$
#
# The **learning rate** $\eta$ (`lr`) says how far one step goes. It is chosen by hand, and the choice
# matters.
#
# Replace the line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise3

# %% [markdown]
# ## The tool: numerical_gradient
#
# From here on `numerical_gradient` of exercise 2 is a tool. The grader lends a correct one under the
# name `common.gradient`, so that a slip in exercise 2 costs nothing here. When you run this as a
# script, there is no such module, and your own file of exercise 2 is used. A notebook made from it
# borrows the grader's.

# %%
from collections.abc import Callable

import numpy as np

try:
    from common.gradient import numerical_gradient
except ImportError:
    from exercise2_numerical_gradient import numerical_gradient

# %% [markdown]
# ## One factor tells it all
#
# For $f(x) = x_0^2 + x_1^2$ the gradient is $2x$, so each step multiplies $x$ by $1 - 2\eta$. From (-3,
# 4), after 100 steps:
#
# | $\eta$ | factor | where it ends |
# |---|---|---|
# | 1e-10 | 0.9999999998 | (-2.99999994, 3.99999992): it has hardly moved |
# | 0.01 | 0.98 | (-0.40, 0.53): on its way |
# | 0.1 | 0.8 | (-6.11e-10, 8.15e-10): there |
# | 1.0 | -1 | (-3, 4): back and forth for ever |
# | 10 | -19 | (-2.6e13, -1.3e12): thrown out |
#
# Check one line by hand: $4 \cdot 0.8^{100} \approx 8.15 \cdot 10^{-10}$.
#
# (By the factor, the last line should be $4 \cdot 19^{100}$, far more. At 1e13 a step of 1e-4 is lost
# in rounding, and the numerical gradient becomes 0.)
#
# ## Ask yourself before you run it
#
# - At which point is the gradient taken in the tenth step?
# - `x = init_x` makes no second array. What does the caller's `init_x` hold afterwards?
# - How many updates does `step_num=1` make, and `step_num=0`?
# - If you keep the path in a list: does `path.append(x)` keep the numbers, or the array that is about
#   to change?


# %%
def gradient_descent(
    f: Callable[[np.ndarray], float], init_x: np.ndarray, lr: float = 0.01, step_num: int = 100
) -> np.ndarray:
    """Return the point reached by gradient descent on f from init_x.

    f         function, array of the shape of init_x -> float
    init_x    array of floats (float64), the starting point, shape (n,)
    lr        float, learning rate: the step is lr times the gradient
    step_num  int >= 0, number of updates
    Returns an array of floats of the shape of init_x: the point after exactly step_num updates.
    You may also return the tuple (point, history): history then has one row for each point of the path, each
    with its own numbers.

    What is asked:
    - Each update takes the gradient at the point that the update before it reached.
    - lr and step_num are used as given; their defaults are those above.
    - Better: init_x is left unchanged. (It costs no points if it is not.)

    >>> def bowl(x):
    ...     return np.sum(x**2)
    >>> gradient_descent(bowl, np.array([-3.0, 4.0]), lr=0.25, step_num=1).round(6)
    array([-1.5,  2. ])
    >>> gradient_descent(bowl, np.array([-3.0, 4.0]), lr=0.25, step_num=3).round(6)
    array([-0.375,  0.5  ])
    """
    ### BEGIN SOLUTION
    x = np.array(init_x, dtype=float)  # a copy: the caller's starting point stays where it is
    for _ in range(step_num):
        x = x - lr * numerical_gradient(f, x)
    return x
    ### END SOLUTION


# %% [markdown]
# ## Try it: four learning rates

# %%
if __name__ == "__main__":

    def bowl(x: np.ndarray) -> float:
        return np.sum(x**2)

    def end_of(f: Callable[[np.ndarray], float], lr: float, step_num: int) -> np.ndarray:
        answer = gradient_descent(f, np.array([-3.0, 4.0]), lr=lr, step_num=step_num)
        return answer[0] if isinstance(answer, tuple) else answer

    for lr in (1e-10, 0.01, 0.1, 10.0):
        print(f"lr = {lr:g}: ends at", end_of(bowl, lr, 100))

# %% [markdown]
# ## Try it: a long valley
#
# In $x_0^2 / 20 + x_1^2$ the slope across the valley is steep and the one along it is gentle. One
# learning rate has to serve both. Change 0.9 and watch the zigzag.

# %%
if __name__ == "__main__":

    def valley(x: np.ndarray) -> float:
        return x[0] ** 2 / 20 + x[1] ** 2

    path = [end_of(valley, 0.9, step_num) for step_num in range(16)]
    for step_num in (0, 1, 2, 3, 15):
        print(f"after {step_num:2} steps:", path[step_num].round(4))
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("No picture: matplotlib is not installed.")
    else:
        plt.plot([point[0] for point in path], [point[1] for point in path], marker="o")
        plt.xlabel("x[0]")
        plt.ylabel("x[1]")
        plt.show()

# %% [markdown]
# ## Try it: too small, good, too large
#
# The height of the bowl after each step, for three learning rates. The axis is logarithmic: a straight
# line down is steady progress, a level one is a step that is too small, and a rising one is a step that
# jumps over the valley and lands higher up. Nobody computes the learning rate for you: it is a
# **hyperparameter**, chosen by trying.

# %%
if __name__ == "__main__":
    rates = (0.0001, 0.1, 1.05)
    heights = {lr: [bowl(end_of(bowl, lr, step_num)) for step_num in range(21)] for lr in rates}
    for lr in rates:
        print(f"lr = {lr:6}: height", ", ".join(f"{heights[lr][step_num]:.3g}" for step_num in (0, 1, 5, 20)))
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("No picture: matplotlib is not installed.")
    else:
        for lr in rates:
            plt.semilogy(heights[lr], marker="o", label=f"lr = {lr}")
        plt.xlabel("steps")
        plt.ylabel("height")
        plt.legend()
        plt.show()

# %% [markdown]
# ## Try it: where it can end
#
# Downhill ends where the gradient is 0. That need not be the lowest point of all. The first function
# below has two valleys: which one is reached depends on the start. The second is a **saddle**: from a
# start exactly on the ridge the walk ends in the pass, from one a little beside it the pass is left behind.

# %%
if __name__ == "__main__":

    def two_valleys(x: np.ndarray) -> float:
        return x[0] ** 4 - 2 * x[0] ** 2 + 0.3 * x[0]

    def saddle(x: np.ndarray) -> float:
        return x[0] ** 2 - x[1] ** 2

    def walk(f: Callable[[np.ndarray], float], start: list[float], step_num: int) -> np.ndarray:
        answer = gradient_descent(f, np.array(start), lr=0.05, step_num=step_num)
        return answer[0] if isinstance(answer, tuple) else answer

    for start in ([-2.0], [2.0]):
        end = walk(two_valleys, start, 100)
        print("two valleys from", start, "ends at", end.round(4), "height", round(float(two_valleys(end)), 4))
    for start in ([1.0, 0.0], [1.0, 0.001]):
        print("saddle from", start, "ends at", walk(saddle, start, 60).round(4))
