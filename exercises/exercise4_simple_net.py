# %% [markdown] stub="2ce89c4b15a2ffbc"
# # Exercise 4: a network so small that you can see all of it
#
# Two numbers go in, a 2 by 3 matrix $W$ turns them into three scores, one a class:
#
#     x (2 numbers) --> x W --> 3 scores --> softmax --> 3 probabilities --> cross-entropy with t --> loss
#
# Training needs one number that says how wrong the network is: the **loss**. It is made from two
# functions, which you write first.
#
# Replace each line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise4
#
# Everything here works on one sample (a 1-D array) and on a **batch** (a 2-D array, one row a sample).

# %%
import numpy as np

# %% [markdown]
# ## From scores to probabilities: softmax
#
# $$ \mathrm{softmax}(x)_k = \frac{e^{x_k}}{\sum_j e^{x_j}} $$
#
# All results are positive and add up to 1; the largest score gets the largest share.
#
# Ask yourself:
#
# - `np.exp(1000.0)` is `inf`. Adding the same number to all scores changes nothing in the result
#   (why?): which number makes every exponent harmless?
# - In a batch, what has to add up to 1: each row, each column or the whole array?


# %%
def softmax(x: np.ndarray) -> np.ndarray:
    """Return the probabilities that belong to scores.

    x  array of floats, shape (classes,) for one sample or (batch, classes), one row a sample
    Returns a new array of floats of the shape of x, between 0 and 1; each sample adds up to 1.

    What is asked:
    - One sample and a batch; in a batch, every row by itself.
    - Large scores, such as 1000, give neither inf nor nan.

    >>> softmax(np.array([0.0, 0.0, 0.0, 0.0]))
    array([0.25, 0.25, 0.25, 0.25])
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, 1000.0]]))
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    raise NotImplementedError


# %% [markdown]
# ## From probabilities to a loss: cross-entropy
#
# The right answer $t$ is **one-hot**: 1 at the right class and 0 elsewhere. With it, the sum below
# keeps a single term: the logarithm of the probability that the network gave to the right class.
#
# $$ L = -\frac{1}{B} \sum_{n=1}^{B} \sum_k t_{nk} \log y_{nk} $$
#
# $B$ is the number of samples, 1 for a single one.
#
# **A number to remember.** A network that knows nothing gives each of $C$ classes the probability
# $1/C$, and its loss is $\log C$: 1.0986 for three classes, 2.3026 for ten. A loss above that is worse
# than giving every class the same share.
#
# Ask yourself:
#
# - What is `np.log(0.0)`, and what is `0.0 * np.log(0.0)`?
# - If `y` has the shape `(3,)`, how many samples is that?
# - `t` holds zeros and ones. What would `y[np.arange(n), t]` pick out?


# %%
def cross_entropy_error(y: np.ndarray, t: np.ndarray) -> float:
    """Return the mean cross-entropy of probabilities y against the right answers t.

    y  array of floats, probabilities, shape (classes,) for one sample or (batch, classes), one row a sample
    t  array of the shape of y, one-hot: 1 at the right class of each sample, 0 elsewhere
    Returns float >= 0: the loss of one sample, or the mean over the samples of a batch.

    What is asked:
    - One sample and a batch; the loss of a batch does not grow with its size.
    - A probability of 0 gives a finite loss: keep the logarithm away from 0 by a small number such as 1e-7.
    - y and t are left unchanged.

    >>> round(cross_entropy_error(np.array([0.5, 0.25, 0.25]), np.array([0, 1, 0])), 4)
    1.3863
    >>> y = np.array([[0.5, 0.25, 0.25], [0.0, 0.0, 1.0]])
    >>> round(cross_entropy_error(y, np.array([[0, 1, 0], [0, 0, 1]])), 4)
    0.6931
    """
    raise NotImplementedError


# %% [markdown]
# ## The network
#
# Ask yourself:
#
# - The loss applies softmax to what `predict` returns. How often is softmax applied if `predict` does
#   it as well?
# - `x` has 2 numbers and there are 3 scores: which of `x @ W` and `W @ x` can be computed?


# %%
class simpleNet:
    """A network of one layer: two inputs, three classes, no bias.

    W  array of floats, shape (2, 3), the weights; may be replaced from outside, and is then used
    """

    def __init__(self) -> None:
        """Set W to random numbers, normally distributed with mean 0 and standard deviation 1."""
        raise NotImplementedError

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the scores of x, not yet probabilities.

        x  array of floats, shape (2,) or (batch, 2)
        Returns array of floats, shape (3,) or (batch, 3).

        >>> net = simpleNet()
        >>> net.W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        >>> net.predict(np.array([1.0, 10.0]))
        array([41., 52., 63.])
        """
        raise NotImplementedError

    def loss(self, x: np.ndarray, t: np.ndarray) -> float:
        """Return how wrong the network is: the cross-entropy of its probabilities for x against t.

        x  array of floats, shape (2,) or (batch, 2)
        t  array, one-hot, shape (3,) or (batch, 3)
        Returns float.

        >>> net = simpleNet()
        >>> net.W = np.zeros((2, 3))
        >>> round(net.loss(np.array([0.6, 0.9]), np.array([0, 0, 1])), 4)
        1.0986
        """
        raise NotImplementedError


# %% [markdown]
# ## Try it
#
# Run it a few times. Every time the weights are others: is the loss ever below 1.0986, and what does
# that mean?

# %%
if __name__ == "__main__":
    net = simpleNet()
    x = np.array([0.6, 0.9])
    t = np.array([0, 0, 1])
    print("scores:       ", net.predict(x))
    print("probabilities:", softmax(net.predict(x)))
    print("loss:         ", net.loss(x, t))

# %% [markdown]
# ## Try it: what the gradient says
#
# The loss depends on six weights, so its gradient is an array of six slopes, of the shape of `W`. Read
# one of them: where it says $g$, raising this weight by a small $s$ raises the loss by about $gs$. The
# lines below try it for each weight. Which weights should grow, for the loss to fall?

# %%
if __name__ == "__main__":
    try:
        from common.gradient import numerical_gradient
    except ImportError:
        from exercise2_numerical_gradient import numerical_gradient

    def loss_with(weights: np.ndarray) -> float:
        other = simpleNet()
        other.W = weights
        return other.loss(x, t)

    net = simpleNet()
    x = np.array([0.6, 0.9])
    t = np.array([0, 0, 1])
    slopes = numerical_gradient(loss_with, np.array(net.W))
    print(slopes.round(4))
    for row, column in np.ndindex(2, 3):
        raised = np.array(net.W)
        raised[row, column] += 0.01
        rise = loss_with(raised) - loss_with(np.array(net.W))
        print(f"W[{row}, {column}] + 0.01: foretold {0.01 * slopes[row, column]:+.6f}, happened {rise:+.6f}")

# %% [markdown]
# ## Try it: let it learn
#
# The loss as a function of the weights has a gradient, and exercises 2 and 3 told what to do with it.
# The function below puts the weights that it is given into the network, so that it depends on its
# argument. (The tool comes from the grader or from your own exercise 2; see exercise 3.)

# %%
if __name__ == "__main__":
    try:
        from common.gradient import numerical_gradient
    except ImportError:
        from exercise2_numerical_gradient import numerical_gradient

    def loss_of_weights(weights: np.ndarray) -> float:
        net.W = weights
        return net.loss(x, t)

    net = simpleNet()
    x = np.array([0.6, 0.9])
    t = np.array([0, 0, 1])
    weights = np.array(net.W)
    for step in range(31):
        if step % 10 == 0:
            print(f"after {step:2} steps: loss {loss_of_weights(weights):.4f}")
        weights = weights - 0.5 * numerical_gradient(loss_of_weights, weights)
