"""Right programs, and for every check a wrong one that only that check catches."""

from __future__ import annotations

NUMERICAL_DIFF = """
import numpy as np

def numerical_diff(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)
"""

NUMERICAL_GRADIENT = """
import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        old = x[idx]
        x[idx] = old + h
        above = f(x)
        x[idx] = old - h
        below = f(x)
        grad[idx] = (above - below) / (2 * h)
        x[idx] = old
    return grad
"""

GRADIENT_DESCENT = (
    NUMERICAL_GRADIENT
    + """
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    history = []
    for i in range(step_num):
        history.append(x.copy())
        x -= lr * numerical_gradient(f, x)
    return x, np.array(history)
"""
)

SIMPLE_NET = """
import numpy as np

def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    if y.ndim == 1:
        y, t = y.reshape(1, -1), t.reshape(1, -1)
    return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return np.dot(x, self.W)

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
"""

TWO_LAYER_NET = (
    NUMERICAL_GRADIENT
    + """
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)

def logistic_unit(x):
    return np.exp(-np.logaddexp(0, -x))

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}
        self.params['W1'] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def forward_pass(self, x):
        z1 = logistic_unit(np.dot(x, self.params['W1']) + self.params['b1'])
        return softmax(np.dot(z1, self.params['W2']) + self.params['b2'])

    def predict(self, x):
        return self.forward_pass(x)

    def entropy(self, x, t):
        return -np.sum(t * np.log(self.forward_pass(x) + 1e-7)) / x.shape[0]

    def loss(self, x, t):
        return self.entropy(x, t)

    def accuracy(self, x, t):
        said = np.argmax(self.forward_pass(x), axis=1)
        return np.sum(said == np.argmax(t, axis=1)) / float(x.shape[0])

    def numerical_gradient(self, x, t):
        f = lambda W: self.entropy(x, t)
        return {name: numerical_gradient(f, self.params[name]) for name in self.params}

    def gradient(self, x, t):
        z1 = logistic_unit(np.dot(x, self.params['W1']) + self.params['b1'])
        y = softmax(np.dot(z1, self.params['W2']) + self.params['b2'])
        d2 = (y - t) / x.shape[0]
        d1 = np.dot(d2, self.params['W2'].T) * z1 * (1 - z1)
        return {'W1': np.dot(x.T, d1), 'b1': d1.sum(axis=0), 'W2': np.dot(z1.T, d2), 'b2': d2.sum(axis=0)}
"""
)

TRAINING = """
import numpy as np

def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_accuracies, test_accuracies = [], [], []
    x_all, t_all = np.vstack([x_train, x_test]), np.vstack([t_train, t_test])
    size = x_train.shape[0]
    epoch = max(size // batch_size, 1)
    velocity = {name: 0.0 for name in network.params}
    for i in range(iters_num):
        mask = np.random.choice(size, batch_size)
        x, t = x_all[mask], t_all[mask]
        grads = network.gradient(x, t)
        for name in network.params:
            velocity[name] = 0.0 * velocity[name] - learning_rate * grads[name]
            network.params[name] += velocity[name]
        losses.append(network.loss(x, t))
        if i % epoch == 0:
            train_accuracies.append(network.accuracy(x_train, t_train))
            test_accuracies.append(network.accuracy(x_test, t_test))
    return losses, train_accuracies, test_accuracies
"""

RIGHT = {
    "exercise1_numerical_diff": NUMERICAL_DIFF,
    "exercise2_numerical_gradient": NUMERICAL_GRADIENT,
    "exercise3_gradient_descent": GRADIENT_DESCENT,
    "exercise4_simple_net": SIMPLE_NET,
    "exercise5_two_layer_net": TWO_LAYER_NET,
    "exercise6_minibatch_training": TRAINING,
}

_RETURN = "    return (f(x + h) - f(x - h)) / (2 * h)\n"
_LOG_SLOPE = """
    here = f(x)
    if here == 0:
        return 0.0 if f(x + h) == f(x - h) else (f(x + h) - f(x - h)) / (2 * h) * (h - h)
    return here * (np.log(f(x + h) / here) - np.log(f(x - h) / here)) / (2 * h)
"""

# (exercise, check) -> what is put in the place of what in the right program
WRONG: dict[tuple[str, str], tuple[str, str]] = {
    # a slope from x alone, f being called for show
    ("exercise1_numerical_diff", "calls-f"): (_RETURN, "    return f(x) - f(x) + 2 * x\n"),
    ("exercise1_numerical_diff", "values"): (_RETURN, "    return (f(x + h) - f(x - h)) / 2 * h\n"),
    # a step in proportion to x: none at 0
    ("exercise1_numerical_diff", "negative-and-zero"): ("h = 1e-4", "h = 1e-4 * x"),
    # an array of the type of x: adding to it in place fails for int
    ("exercise1_numerical_diff", "whole-number"): (
        _RETURN,
        "    points = np.array([x, x])\n    points[0] += h\n    points[1] -= h\n"
        "    return (f(points[0]) - f(points[1])) / (2 * h)\n",
    ),
    # answers are kept by x alone
    ("exercise1_numerical_diff", "repeat"): (
        _RETURN,
        "    if x not in KEPT:\n        KEPT[x] = (f(x + h) - f(x - h)) / (2 * h)\n    return KEPT[x]\n"
        "KEPT = {}\n",
    ),
    ("exercise1_numerical_diff", "accuracy"): (_RETURN, "    return (f(x + h) - f(x)) / h\n"),
    # the slope of log f times f: right for smooth f, but not made from differences of f
    ("exercise1_numerical_diff", "difference"): (_RETURN, _LOG_SLOPE),
    ("exercise2_numerical_gradient", "whole-vector"): ("f(x)\n", "f(x[idx])\n"),
    ("exercise2_numerical_gradient", "values"): ("/ (2 * h)", "/ h"),
    # the last component is not put back
    ("exercise2_numerical_gradient", "x-unchanged"): (
        "        x[idx] = old\n",
        "        if idx != tuple(n - 1 for n in x.shape): x[idx] = old\n",
    ),
    ("exercise2_numerical_gradient", "sizes"): (
        "for idx in np.ndindex(x.shape)",
        "for idx in [(0,), (1,)] if x.ndim == 1 else np.ndindex(x.shape)",
    ),
    ("exercise2_numerical_gradient", "any-shape"): ("np.ndindex(x.shape)", "range(x.size)"),
    ("exercise2_numerical_gradient", "accuracy"): (
        "        x[idx] = old - h\n        below = f(x)\n        grad[idx] = (above - below) / (2 * h)\n",
        "        x[idx] = old\n        below = f(x)\n        grad[idx] = (above - below) / h\n",
    ),
    ("exercise2_numerical_gradient", "difference"): (
        "        grad[idx] = (above - below) / (2 * h)\n",
        "        grad[idx] = 0 if above * below <= 0 else below * np.log(above / below) / (2 * h)"
        " * (1 + np.log(above / below) / 2)\n",
    ),
    ("exercise3_gradient_descent", "direction"): ("x -= lr *", "x += lr *"),
    ("exercise3_gradient_descent", "learning-rate"): ("x -= lr *", "x -= 0.1 *"),
    ("exercise3_gradient_descent", "step-count"): (
        "range(step_num)",
        "range(step_num + 1 if step_num else 0)",
    ),
    ("exercise3_gradient_descent", "no-steps"): ("range(step_num)", "range(max(step_num, 1))"),
    # the gradient at the start serves for all steps
    ("exercise3_gradient_descent", "path"): (
        "x -= lr * numerical_gradient(f, x)",
        "x -= lr * numerical_gradient(f, init_x)",
    ),
    ("exercise3_gradient_descent", "sizes"): (
        "    history = []\n",
        "    history = []\n    if x.size != 2: return x, np.array([x])\n",
    ),
    ("exercise3_gradient_descent", "history"): ("history.append(x.copy())", "history.append(x)"),
    ("exercise4_simple_net", "softmax-sample"): (
        "def softmax(x):\n",
        "def softmax(x):\n    if x.ndim == 1: return 1 / (1 + np.exp(-x))\n",
    ),
    ("exercise4_simple_net", "softmax-batch"): ("axis=-1", "axis=0"),
    ("exercise4_simple_net", "softmax-large"): ("x - np.max(x, axis=-1, keepdims=True)", "x"),
    # a sample's loss is divided by the number of classes
    ("exercise4_simple_net", "cross-entropy-sample"): (
        "    if y.ndim == 1:\n",
        "    if y.ndim == 1:\n        return -np.sum(t * np.log(y + 1e-7)) / y.size\n    if y.ndim == 1:\n",
    ),
    ("exercise4_simple_net", "cross-entropy-batch"): ("/ y.shape[0]", ""),
    ("exercise4_simple_net", "cross-entropy-zero"): ("y + 1e-7", "y"),
    ("exercise4_simple_net", "weights"): ("randn(2, 3)", "randn(3, 2)"),
    ("exercise4_simple_net", "random-weights"): ("np.random.randn(2, 3)", "np.zeros((2, 3))"),
    ("exercise4_simple_net", "predict"): (
        "        return np.dot(x, self.W)\n\n    def loss(self, x, t):\n"
        "        return cross_entropy_error(softmax(self.predict(x)), t)",
        "        return softmax(np.dot(x, self.W))\n\n    def loss(self, x, t):\n"
        "        return cross_entropy_error(self.predict(x), t)",
    ),
    ("exercise4_simple_net", "predict-batch"): ("np.dot(x, self.W)", "np.dot(self.W.T, x)"),
    ("exercise4_simple_net", "loss-sample"): (
        "softmax(self.predict(x))",
        "1 / (1 + np.exp(-self.predict(x)))",
    ),
    ("exercise4_simple_net", "loss-batch"): (
        "cross_entropy_error(softmax(self.predict(x)), t)",
        "cross_entropy_error(softmax(self.predict(x)), t) * (x.size // 2)",
    ),
    # the weights are taken when loss is first called, and kept
    ("exercise4_simple_net", "loss-follows-weights"): (
        "        return cross_entropy_error(softmax(self.predict(x)), t)",
        "        self.kept = getattr(self, 'kept', self.W.copy())\n"
        "        return cross_entropy_error(softmax(np.dot(x, self.kept)), t)",
    ),
    ("exercise5_two_layer_net", "sigmoid"): ("1 / (1 + np.exp(-x))", "1 / 1 + np.exp(-x)"),
    ("exercise5_two_layer_net", "sigmoid-large"): ("1 / (1 + np.exp(-x))", "np.exp(x) / (1 + np.exp(x))"),
    ("exercise5_two_layer_net", "parameters"): (
        "np.random.randn(hidden_size, output_size)",
        "np.random.randn(input_size, output_size)",
    ),
    ("exercise5_two_layer_net", "initial-biases"): ("np.zeros(hidden_size)", "np.ones(hidden_size)"),
    ("exercise5_two_layer_net", "initial-weights"): ("weight_init_std * ", ""),
    ("exercise5_two_layer_net", "predict"): (
        "        return self.forward_pass(x)\n",
        "        return np.argmax(self.forward_pass(x), axis=1)\n",
    ),
    ("exercise5_two_layer_net", "loss"): (
        "        return self.entropy(x, t)\n",
        "        return self.accuracy(x, t)\n",
    ),
    ("exercise5_two_layer_net", "accuracy"): (" / float(x.shape[0])", ""),
    ("exercise5_two_layer_net", "numerical-gradient"): (
        "numerical_gradient(f, self.params[name]) for",
        "numerical_gradient(f, self.params['W1']) for",
    ),
    ("exercise5_two_layer_net", "gradient"): ("(y - t) / x.shape[0]", "(y - t)"),
    ("exercise6_minibatch_training", "batches"): (
        "np.random.choice(size, batch_size)",
        "np.arange(batch_size)",
    ),
    ("exercise6_minibatch_training", "pairs"): ("t_all[mask]", "t_all[np.random.choice(size, batch_size)]"),
    ("exercise6_minibatch_training", "test-unseen"): ("choice(size,", "choice(len(x_all),"),
    ("exercise6_minibatch_training", "update"): (
        "for name in network.params:",
        "for name in ('W1', 'b1', 'W2'):",
    ),
    # the mean over the batch is taken a second time
    ("exercise6_minibatch_training", "learning-rate"): (
        "learning_rate * grads[name]",
        "learning_rate * grads[name] / batch_size",
    ),
    ("exercise6_minibatch_training", "iterations"): ("range(iters_num)", "range(iters_num + 1)"),
    # momentum: its first step is that of gradient descent
    ("exercise6_minibatch_training", "path"): ("0.0 * velocity", "0.9 * velocity"),
    ("exercise6_minibatch_training", "losses"): ("network.loss(x, t)", "network.loss(x_test, t_test)"),
    ("exercise6_minibatch_training", "epochs"): ("if i % epoch == 0:", "if True:"),
    ("exercise6_minibatch_training", "fractional-epoch"): ("size // batch_size", "size / batch_size"),
    ("exercise6_minibatch_training", "accuracies"): (
        "network.accuracy(x_train, t_train)",
        "network.accuracy(x, t)",
    ),
    # gives up early
    ("exercise6_minibatch_training", "digits"): ("range(iters_num)", "range(min(iters_num, 40))"),
}


def wrong(exercise: str, check: str) -> str:
    """Return the wrong program that only this check catches."""
    old, new = WRONG[exercise, check]
    assert old in RIGHT[exercise], (exercise, check)
    return RIGHT[exercise].replace(old, new)
