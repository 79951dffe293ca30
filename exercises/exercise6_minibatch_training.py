# %% [markdown] stub="84d7ed6b2498ec75"
# # Exercise 6: learning from a few at a time
#
# Everything is there: a network, its loss, its gradient, and gradient descent. What remains is to let it learn
# from more samples than one would put through it for every single step.
#
# The loss of all 60,000 images of MNIST is a mean of 60,000 numbers. A mean can be estimated: a hundred
# images drawn at random give nearly the same slope for a six-hundredth of the work. Steps along such slopes
# stagger a little, but there are six hundred of them in the time of one. That is **stochastic gradient
# descent**, and the hundred images are a **mini-batch**.
#
#     draw rows --> gradient of their loss --> one small step downhill --> draw rows --> ...
#
# Replace the line `raise NotImplementedError` below by your answer, then type
#
#     python -m grader exercise6

# %% [markdown]
# ## The tools: a network, and digits to read
#
# The network is that of exercise 5; the grader lends a correct one. The digits are 1,797 small images of
# handwriting (UCI repository, CC BY 4.0), enlarged to the 28 x 28 pixels of MNIST, so that code written for
# MNIST runs on them as it is. Whoever has MNIST's four files names their folder in the environment variable
# `GRADER_MNIST`.

# %%
from types import SimpleNamespace

import numpy as np

try:
    from dataset.mnist import load_mnist
except ImportError:
    from reference.digits import load_mnist

try:
    from two_layer_net import TwoLayerNet
except ImportError:
    from exercise5_two_layer_net import TwoLayerNet

# %% [markdown]
# ## One iteration, one epoch
#
# An **iteration** is one batch and one step. An **epoch** is as many iterations as it takes to draw the whole
# training set once: $N/B$ of them for $N$ samples in batches of $B$. For MNIST that is 60000 / 100 = 600. Here
# it is 1500 / 100 = 15, and for 1500 / 64 it is 23.4375, which no counter ever reaches.
#
# Two things are written down on the way. The loss of the batch, at every iteration: it shows whether the
# network learns at all. And the accuracy on the training set and on the test set, once an epoch: as long as
# the two rise together, the network learns to read; when they part, it learns these very images by heart.
#
#     accuracy                     _____ training
#        |                  __ ----_____ test
#        |            _ - -
#        |        /
#        |      /
#        |    /
#        +------------------------------ epochs
#
# Ask yourself:
#
# - The rows of a batch are numbers of samples. What must be indexed by them besides `x_train`?
# - After `w = w - 0.1 * slope` inside a loop, who knows of the new array besides the name `w`?
# - Which numbers `i` satisfy `i % 23.4375 == 0`? Where else could the remainder be taken?
# - What would the accuracy on the test set be worth, had the network learnt from it?


# %%
def train(
    network: TwoLayerNet,
    x_train: np.ndarray,
    t_train: np.ndarray,
    x_test: np.ndarray,
    t_test: np.ndarray,
    iters_num: int = 1000,
    batch_size: int = 100,
    learning_rate: float = 0.1,
    rng: np.random.Generator | None = None,
) -> tuple[list[float], list[float], list[float]]:
    """Train a network on random batches; it is changed in place.

    network           has a dict `params` of arrays, and the methods gradient(x, t), which returns a dict of the
                      same names, loss(x, t) and accuracy(x, t)
    x_train, t_train  arrays, one row a sample: inputs, one-hot targets
    x_test, t_test    the same of samples that the network must not learn from
    iters_num         int, number of steps
    batch_size        int, rows drawn for each step
    learning_rate     float
    rng               random generator to draw with; None for any
    Returns three lists: the loss of the batch at each step, then once an epoch the accuracy on the whole training
    set and that on the whole test set. An epoch is training samples divided by batch_size steps, rounded to a
    whole number, either way.

    >>> w = {"w": np.array([0.0])}  # a network of one number, which should become 2
    >>> net = SimpleNamespace(
    ...     params=w,
    ...     gradient=lambda x, t: {"w": np.mean((x * w["w"] - t) * x, axis=0)},
    ...     loss=lambda x, t: float(np.mean((x * w["w"] - t) ** 2) / 2),
    ...     accuracy=lambda x, t: float(np.mean(np.abs(x * w["w"] - t) < 0.1)),
    ... )
    >>> x = np.ones((10, 1))
    >>> loss, train_acc, test_acc = train(net, x, 2 * x, x, 2 * x, iters_num=8, batch_size=4, learning_rate=0.5)
    >>> w["w"]  # each step goes half of the way: 1, 1.5, 1.75 ...
    array([1.9921875])
    >>> len(loss), len(train_acc) in (3, 4, 5)  # 2.5 steps an epoch
    (8, True)
    """
    raise NotImplementedError


# %% [markdown]
# ## Try it: a network of one number
#
# Its loss is $(w - 2)^2/2$, its gradient $w - 2$. With a learning rate of 0.5 every step goes half of what is
# left. What happens with 1? With 2? With 2.5?

# %%
if __name__ == "__main__":
    w = {"w": np.array([0.0])}
    toy = SimpleNamespace(
        params=w,
        gradient=lambda x, t: {"w": np.mean((x * w["w"] - t) * x, axis=0)},
        loss=lambda x, t: float(np.mean((x * w["w"] - t) ** 2) / 2),
        accuracy=lambda x, t: float(np.mean(np.abs(x * w["w"] - t) < 0.1)),
    )
    x = np.ones((10, 1))
    loss, _, _ = train(toy, x, 2 * x, x, 2 * x, iters_num=8, batch_size=5, learning_rate=0.5)
    print("w is", w["w"], "after losses of", np.round(loss, 5))

# %% [markdown]
# ## Try it: read digits
#
# At first the loss lies near $\log 10 = 2.3$, and nine digits of ten are wrong. Three hundred steps later nine
# of ten are right. Change the learning rate: with 0.01 the loss hardly moves, with 30 it leaps about.

# %%
if __name__ == "__main__":
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
    network = TwoLayerNet(input_size=784, hidden_size=50, output_size=10)
    loss, train_acc, test_acc = train(
        network, x_train, t_train, x_test, t_test, iters_num=300, batch_size=100, learning_rate=1.0
    )
    print(f"loss {loss[0]:.3f} -> {np.mean(loss[-20:]):.3f}")
    for epoch in range(0, len(train_acc), max(len(train_acc) // 8, 1)):
        print(f"epoch {epoch:3}: training {train_acc[epoch]:.3f}, test {test_acc[epoch]:.3f}")
