# %% [markdown] stub="fb3f693ee743f555"
# # Exercise 5: a network of two layers
#
# Between input and output comes a hidden layer, and with it a bend, the **sigmoid**. Without the bend
# two layers would be no more than one: $(xW_1)W_2 = x(W_1W_2)$.
#
#     x --> x W1 + b1 --> sigmoid --> z W2 + b2 --> softmax --> y
#     (B, I)   (B, H)      (B, H)       (B, O)                 (B, O)
#
# $B$ samples, $I$ inputs, $H$ hidden units, $O$ classes. Work from shape to shape: in a product the
# inner numbers must be equal, and the outer ones remain.
#
# Replace each line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise5

# %% [markdown]
# ## The tools: softmax, cross_entropy_error, numerical_gradient
#
# You have written all three. The grader lends correct ones, so that earlier slips cost nothing here;
# when you run this as a script, those of your own files are used. A notebook made from it borrows the
# grader's.

# %%
import numpy as np

try:
    from common.functions import cross_entropy_error, softmax
    from common.gradient import numerical_gradient
except ImportError:
    from exercise2_numerical_gradient import numerical_gradient
    from exercise4_simple_net import cross_entropy_error, softmax

# %% [markdown]
# ## The bend: sigmoid
#
# $$ \sigma(x) = \frac{1}{1 + e^{-x}} $$
#
#      1 |                 _ ------
#        |              /
# 0.5 |            +
#        |          /
#      0 | ------ -
#        +------------|------------
#                     0
#
# Ask yourself: how does Python read `1 / 1 + a`? Which end of the curve would `np.exp(x)` in place of
# `np.exp(-x)` lift?


# %%
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return the sigmoid of every number in x.

    x  array of floats, any shape
    Returns a new array of floats of the shape of x, between 0 and 1.

    >>> sigmoid(np.array([0.0, np.log(3.0), -np.log(3.0)])).round(6)
    array([0.5 , 0.75, 0.25])
    >>> sigmoid(np.array([-1000.0, 1000.0]))
    array([0., 1.])
    """
    raise NotImplementedError


# %% [markdown]
# ## The network
#
# A network has four arrays to learn. They live in a dict under the names `W1`, `b1`, `W2`, `b2`, so
# that a loop can treat them alike.
#
# **A number to remember.** With tiny weights the network knows nothing yet: its loss is close to
# $\log O$, 2.3026 for ten classes, and its accuracy is about $1/O$. If a fresh network tells you
# another loss, something is wrong before training has begun.
#
# **Backpropagation** (`gradient`) gives in one pass what `numerical_gradient` gets from two losses for
# each number in the network. It starts from one fact: the derivative of the mean loss with respect to
# the scores is $(y - t)/B$. From there it goes back layer by layer; the sigmoid $z$ contributes its own
# slope, $z(1 - z)$.
#
# Ask yourself:
#
# - `W2` leads from where to where? Say its shape aloud before you type it.
# - A bias is added to every row. How, then, do the rows share in its gradient?
# - Inside a method, which function is `numerical_gradient(...)`, and which is
#   `self.numerical_gradient(...)`?
# - Does the f that you hand to `numerical_gradient` look at its argument? If it does not, what must the
#   tool do to the array for f to notice the step, and does yours do that?
# - `np.argmax` of a batch: along which axis do the classes lie?


# %%
class TwoLayerNet:
    """A network of two layers: sigmoid in the hidden layer, softmax at the output.

    params  dict of arrays of floats (float64), which may be changed or replaced from outside
            W1 (input_size, hidden_size)    b1 (hidden_size,)
            W2 (hidden_size, output_size)   b2 (output_size,)
    """

    def __init__(
        self, input_size: int, hidden_size: int, output_size: int, weight_init_std: float = 0.01
    ) -> None:
        """Fill params: weights normally distributed with mean 0, biases 0.

        input_size, hidden_size, output_size  int, numbers of inputs, hidden units and classes
        weight_init_std                       float, standard deviation of the weights

        >>> net = TwoLayerNet(input_size=4, hidden_size=5, output_size=3)
        >>> for name in ["W1", "b1", "W2", "b2"]:
        ...     print(name, net.params[name].shape)
        W1 (4, 5)
        b1 (5,)
        W2 (5, 3)
        b2 (3,)
        """
        raise NotImplementedError

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the probabilities of the classes.

        x  array of floats, shape (batch, input_size), one row a sample
        Returns array of floats, shape (batch, output_size); each row adds up to 1.

        >>> net = TwoLayerNet(2, 2, 2)
        >>> net.params["W1"] = np.zeros((2, 2))
        >>> net.params["W2"] = np.array([[0.0, np.log(3.0)], [0.0, np.log(3.0)]])
        >>> net.predict(np.array([[7.0, 8.0]])).round(6)  # both hidden units are sigmoid(0) = 0.5
        array([[0.25, 0.75]])
        """
        raise NotImplementedError

    def loss(self, x: np.ndarray, t: np.ndarray) -> float:
        """Return the mean cross-entropy of the predictions for x against t.

        x  array of floats, shape (batch, input_size)
        t  array, one-hot, shape (batch, output_size)
        Returns float, the mean over the batch.

        >>> net = TwoLayerNet(2, 3, 4)
        >>> net.params["W2"] = np.zeros((3, 4))
        >>> round(net.loss(np.array([[1.0, 2.0]]), np.array([[0, 0, 1, 0]])), 4)  # log 4
        1.3863
        """
        raise NotImplementedError

    def accuracy(self, x: np.ndarray, t: np.ndarray) -> float:
        """Return the fraction of the batch that is put into the right class.

        x  array of floats, shape (batch, input_size)
        t  array, one-hot, shape (batch, output_size)
        Returns float between 0 and 1: right answers divided by samples.

        >>> net = TwoLayerNet(2, 3, 2)
        >>> net.params["W2"] = np.zeros((3, 2))
        >>> net.params["b2"] = np.array([1.0, 0.0])  # always says class 0
        >>> net.accuracy(np.ones((4, 2)), np.array([[1, 0], [0, 1], [1, 0], [1, 0]]))
        0.75
        """
        raise NotImplementedError

    def numerical_gradient(self, x: np.ndarray, t: np.ndarray) -> dict[str, np.ndarray]:
        """Return the gradient of the loss with respect to every parameter, by central differences.

        x  array of floats, shape (batch, input_size)
        t  array, one-hot, shape (batch, output_size)
        Returns dict: under each of W1, b1, W2, b2 an array of the shape of that parameter.
        Afterwards the parameters hold exactly what they held before.

        >>> net = TwoLayerNet(2, 3, 2)
        >>> net.params["W2"] = np.zeros((3, 2))
        >>> grads = net.numerical_gradient(np.array([[1.0, 2.0]]), np.array([[1, 0]]))
        >>> grads["b2"].round(6)  # y - t, with y = (0.5, 0.5)
        array([-0.5,  0.5])
        >>> grads["W1"].shape
        (2, 3)
        """
        raise NotImplementedError

    def gradient(self, x: np.ndarray, t: np.ndarray) -> dict[str, np.ndarray]:
        """Return the same as numerical_gradient, by backpropagation: exact, and in a single pass.

        This one is a chapter ahead, and optional: if you leave it out, delete the method, and its part of the
        points is not counted.

        x  array of floats, shape (batch, input_size)
        t  array, one-hot, shape (batch, output_size)
        Returns dict: under each of W1, b1, W2, b2 an array of the shape of that parameter.

        >>> net = TwoLayerNet(2, 3, 2)
        >>> net.params["W2"] = np.zeros((3, 2))
        >>> grads = net.gradient(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1, 0], [1, 0]]))
        >>> grads["b2"]  # the mean over the batch of y - t
        array([-0.5,  0.5])
        """
        raise NotImplementedError


# %% [markdown]
# ## Try it: a fresh network
#
# Four inputs, three classes, ten samples; the class of a sample is the place of the largest of its
# first three inputs. The loss should be close to $\log 3 = 1.0986$.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = rng.normal(size=(10, 4))
    t = np.eye(3)[np.argmax(x[:, :3], axis=1)]
    net = TwoLayerNet(input_size=4, hidden_size=5, output_size=3)
    print("loss:    ", net.loss(x, t))
    print("accuracy:", net.accuracy(x, t))

# %% [markdown]
# ## Try it: how many numbers are there to learn?
#
# A picture of 28 by 28 points has 784 inputs. With 100 hidden units and ten digits the network holds
# 79,510 numbers, and its numerical gradient asks for two losses for each. Every gradient has the shape
# of its parameter.

# %%
if __name__ == "__main__":
    large = TwoLayerNet(input_size=784, hidden_size=100, output_size=10)
    for name, value in large.params.items():
        print(name, value.shape)
    count = sum(value.size for value in large.params.values())
    print(f"{count} numbers, so a numerical gradient takes {2 * count} losses")

# %% [markdown]
# ## Try it: the gradient check
#
# If you have written `gradient`, compare it with the numerical one: the mean and the largest absolute
# difference, parameter by parameter. Both should be tiny, far below 1e-6. If a single parameter is off,
# the fault lies in its line; if all are off by the same factor, look for what they share. This is how
# backpropagation is tested: two roads that share no line of code lead to the same numbers.

# %%
if __name__ == "__main__":
    net = TwoLayerNet(input_size=4, hidden_size=5, output_size=3)
    numerical = net.numerical_gradient(x, t)
    exact = net.gradient(x, t) if hasattr(net, "gradient") else numerical
    for name in numerical:
        apart = np.abs(exact[name] - numerical[name])
        print(f"{name}: mean difference {np.mean(apart):.1e}, largest {np.max(apart):.1e}")

# %% [markdown]
# ## Try it: let it learn
#
# A hundred steps downhill. Change the learning rate of 2.0 and see when it stops working.

# %%
if __name__ == "__main__" and hasattr(TwoLayerNet, "gradient"):
    net = TwoLayerNet(input_size=4, hidden_size=5, output_size=3)
    for step in range(101):
        if step % 25 == 0:
            print(f"after {step:3} steps: loss {net.loss(x, t):.4f}, accuracy {net.accuracy(x, t):.2f}")
        slopes = net.gradient(x, t)
        for name in net.params:
            net.params[name] -= 2.0 * slopes[name]
