"""Demonstrations of training on mini-batches (exercise 6), on five numbers of two classes that overlap."""

from __future__ import annotations

from .cases import Case

_GIVEN = """x = np.array([[-2.0], [-1.0], [0.5], [1.0], [2.0]])
t = np.eye(2)[[0, 1, 0, 1, 1]]
x_test, t_test = np.array([[-1.5], [-0.1], [1.5]]), np.eye(2)[[0, 0, 1]]
net = TwoLayerNet({"W1": np.array([[1.0, -1.0]]), "b1": np.zeros(2), "W2": np.eye(2), "b2": np.zeros(2)})
rng = np.random.default_rng(0)"""
_RATE, _ROUNDS = "0.5", "iters_num=4"
_LOSSES, _TRAIN, _TEST = "losses", "train_accuracies", "test_accuracies"
_PLACES = {_LOSSES: 0, _TRAIN: 1, _TEST: 2}
_DRAW = "rows = rng.choice(len(x_train), batch_size, replace=False)"
_BATCH = "x_batch, t_batch = x_train[rows], t_train[rows]"
_UPDATE = "network.params[name] -= learning_rate * grads[name]"
_ONCE = "if i % (len(x_train) // batch_size) == 0:"
_OF_TRAIN, _OF_TEST = "x_train, t_train", "x_test, t_test"


def _training(
    idea: str,
    *,
    draw: str = _DRAW,
    batch: str = _BATCH,
    names: str = "grads",
    update: str = _UPDATE,
    loop: str = "range(iters_num)",
    once: str = _ONCE,
    accuracies: tuple[str, str] = (_OF_TRAIN, _OF_TEST),
    default: str = "0.1",
    seen: str = _LOSSES,
    drawn: bool = False,
) -> Case:
    """Make a case of a train from the lines of its loop.

    default  learning rate of its definition; another one than 0.1 is the one that is trained with
    seen     in which series the fault is seen
    """
    indent = "        "
    lines = [
        f"def train(network, {_OF_TRAIN}, {_OF_TEST}, iters_num=1000,",
        f"          batch_size=100, learning_rate={default}, rng=None):",
        "    losses, train_acc, test_acc = [], [], []",
        f"    for i in {loop}:",
        *(indent + line for line in (draw, batch) if line),
        f"{indent}grads = network.gradient(x_batch, t_batch)",
        f"{indent}for name in {names}:",
        f"{indent}    {update}",
        f"{indent}losses.append(network.loss(x_batch, t_batch))",
        *([indent + once] if once else []),
        *(
            f"{indent}{'    ' if once else ''}{name}.append(network.accuracy({given}))"
            for name, given in zip(("train_acc", "test_acc"), accuracies, strict=True)
        ),
        "    return losses, train_acc, test_acc",
    ]
    own = f", learning_rate={_RATE}" if default == "0.1" else ""
    call = f"train(net, x, t, x_test, t_test, {_ROUNDS}, batch_size=2{own}, rng=rng)"
    right = (
        f"training.train(net, x, t, x_test, t_test, {_ROUNDS}, batch_size=2, learning_rate={_RATE}, rng=rng)"
    )
    picture = "training" if drawn else ""
    return Case(
        idea,
        "\n".join(lines),
        f"{call}[{_PLACES[seen]}]",
        _GIVEN,
        f"{right}.{seen}",
        picture,  # type: ignore[arg-type]
    )


CASES: tuple[Case, ...] = (
    _training("batch-not-sampled", draw="rows = np.arange(batch_size)"),
    _training("labels-not-sampled", batch="x_batch, t_batch = x_train[rows], t_train[:batch_size]"),
    _training(
        "test-used-for-training",
        draw=_DRAW.replace("x_train", "x_test"),
        batch="x_batch, t_batch = x_test[rows], t_test[rows]",
    ),
    _training("update-ascends", update=_UPDATE.replace("-=", "+="), drawn=True),
    _training("update-rebinds-only", update="p = network.params[name] - learning_rate * grads[name]"),
    _training("update-skips-parameters", names="('W1', 'W2')"),
    _training("training-rate-ignored", update=_UPDATE.replace("learning_rate", "0.01")),
    _training("training-count-wrong", loop="range(iters_num - 1)"),
    _training("epoch-length-not-whole", once=_ONCE.replace("//", "/"), seen=_TRAIN),
    _training("records-every-iteration", once="", seen=_TRAIN),
    _training("evaluates-on-the-batch", accuracies=("x_batch, t_batch", _OF_TEST), seen=_TRAIN),
    _training("evaluates-one-set-twice", accuracies=(_OF_TRAIN, _OF_TRAIN), seen=_TEST),
    _training("learning-rate-too-large", default="20.0", drawn=True),
    _training("learning-rate-too-small", default="0.00001", drawn=True),
)
