"""The six solutions and the exercises made from them; expected values are closed forms or scalar loops."""

from __future__ import annotations

import ast
import doctest
import importlib.util
import math
import runpy
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.build import BEGIN, END, build_stubs

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS, EXERCISES = ROOT / "solutions", ROOT / "exercises"
STEMS = (
    "exercise1_numerical_diff",
    "exercise2_numerical_gradient",
    "exercise3_gradient_descent",
    "exercise4_simple_net",
    "exercise5_two_layer_net",
    "exercise6_minibatch_training",
)


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, str], ModuleType]]:
    """Execute a script of a folder as a module; its neighbours can be imported, and are forgotten after."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load_module(folder: Path, stem: str) -> ModuleType:
        monkeypatch.syspath_prepend(str(folder))
        spec = importlib.util.spec_from_file_location(stem, folder / f"{stem}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load_module
    for stem in STEMS:
        sys.modules.pop(stem, None)


@pytest.fixture
def solved(load: Callable[[Path, str], ModuleType]) -> Callable[[int], Any]:
    return lambda number: load(SOLUTIONS, STEMS[number - 1])


def test_every_exercise_is_in_step_with_its_solution() -> None:
    results = build_stubs(SOLUTIONS, EXERCISES, check=True)
    assert [(r.exercise, r.state) for r in results] == [(stem, "unchanged") for stem in STEMS]


def functions(path: Path) -> dict[str, ast.FunctionDef]:
    """Map qualified names to the definitions of a script: what a learner is to write."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(member, ast.FunctionDef):
                found[owner + member.name] = member
    return found


@pytest.mark.parametrize("stem", STEMS)
def test_a_stub_keeps_typed_signatures_and_docstrings(stem: str) -> None:
    stubs, answers = functions(EXERCISES / f"{stem}.py"), functions(SOLUTIONS / f"{stem}.py")
    assert list(stubs) == list(answers)
    for name, stub in stubs.items():
        assert stub.returns is not None, name
        assert all(argument.annotation or argument.arg == "self" for argument in stub.args.args), name
        assert ast.dump(stub.args) == ast.dump(answers[name].args)
        assert ast.dump(stub.returns) == ast.dump(answers[name].returns or ast.Pass())
        assert ast.get_docstring(stub), name
        assert ast.get_docstring(stub) == ast.get_docstring(answers[name])


@pytest.mark.parametrize("stem", STEMS)
def test_no_answer_stands_in_a_stub(stem: str) -> None:
    stub_lines = ["".join(line.split()) for line in (EXERCISES / f"{stem}.py").read_text("utf-8").split("\n")]
    stub = "".join(stub_lines)
    inside, compared = False, 0
    for line in (SOLUTIONS / f"{stem}.py").read_text("utf-8").split("\n"):
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside:
            bare = "".join(line.split())
            assert bare not in stub if len(bare) >= 10 else len(bare) < 6 or bare not in stub_lines, line
            compared += len(bare) >= 10
    assert compared > 0
    assert "SOLUTION" not in stub


UNSOLVED: dict[str, Callable[[Any], object]] = {
    "numerical_diff": lambda m: m(math.exp, 0.5),
    "numerical_gradient": lambda m: m(np.sum, np.ones(2)),
    "gradient_descent": lambda m: m(np.sum, np.ones(2)),
    "softmax": lambda m: m(np.ones(2)),
    "cross_entropy_error": lambda m: m(np.ones(2) / 2, np.array([0, 1])),
    "simpleNet": lambda m: m(),
    "simpleNet.predict": lambda m: m(None, np.ones(2)),
    "simpleNet.loss": lambda m: m(None, np.ones(2), np.ones(3)),
    "sigmoid": lambda m: m(np.ones(2)),
    "TwoLayerNet": lambda m: m(2, 3, 4),
    "TwoLayerNet.predict": lambda m: m(None, np.ones((1, 2))),
    "TwoLayerNet.loss": lambda m: m(None, np.ones((1, 2)), np.ones((1, 4))),
    "TwoLayerNet.accuracy": lambda m: m(None, np.ones((1, 2)), np.ones((1, 4))),
    "TwoLayerNet.numerical_gradient": lambda m: m(None, np.ones((1, 2)), np.ones((1, 4))),
    "TwoLayerNet.gradient": lambda m: m(None, np.ones((1, 2)), np.ones((1, 4))),
    "train": lambda m: m(None, *[np.ones((3, 2))] * 4),
}


def test_every_target_of_a_stub_raises_not_implemented(load: Callable[[Path, str], ModuleType]) -> None:
    targets = set()
    for stem in STEMS:
        stub = load(EXERCISES, stem)
        for name in functions(EXERCISES / f"{stem}.py"):
            target: Any = stub
            name = name.removesuffix(".__init__")
            for part in name.split("."):
                target = getattr(target, part)
            with pytest.raises(NotImplementedError):
                UNSOLVED[name](target)
            targets.add(name)
    assert targets == set(UNSOLVED)


@pytest.mark.parametrize("stem", STEMS)
def test_a_script_runs_solved_and_stops_at_the_stub_unsolved(
    stem: str, load: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # its import fails, as where it is not installed
    with warnings.catch_warnings(), monkeypatch.context() as patch:
        warnings.simplefilter("error")
        patch.syspath_prepend(str(SOLUTIONS))
        runpy.run_path(str(SOLUTIONS / f"{stem}.py"), run_name="__main__")
    assert capsys.readouterr().out
    for other in STEMS:
        sys.modules.pop(other, None)
    monkeypatch.syspath_prepend(str(EXERCISES))
    with pytest.raises(NotImplementedError) as stopped:
        runpy.run_path(str(EXERCISES / f"{stem}.py"), run_name="__main__")
    assert Path(stopped.traceback[-1].path).stem == stem


@pytest.mark.parametrize("number", range(1, len(STEMS) + 1))
def test_the_examples_in_the_docstrings_are_right(number: int, solved: Callable[[int], Any]) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    tests = [t for t in doctest.DocTestFinder().find(solved(number), STEMS[number - 1]) if t.examples]
    with_examples = {test.name.removeprefix(f"{STEMS[number - 1]}.") for test in tests}
    assert with_examples >= set(functions(SOLUTIONS / f"{STEMS[number - 1]}.py")) - {"simpleNet.__init__"}
    for test in tests:
        runner.run(test)
    assert runner.failures == 0


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (math.exp, 0.73, math.exp(0.73)),
        (math.sin, 2.1, math.cos(2.1)),
        (math.tanh, 0.47, 1 - math.tanh(0.47) ** 2),
        (lambda x: x**3, -1.9, 3 * 1.9**2),
        (lambda x: 1 / x, 0.53, -1 / 0.53**2),
    ],
)
def test_numerical_diff_meets_its_contract(
    f: Callable[[float], float], x: float, slope: float, solved: Callable[[int], Any]
) -> None:
    assert abs(solved(1).numerical_diff(f, x) - slope) <= 1e-6 * max(1.0, abs(slope))


def test_numerical_gradient_of_any_shape_leaves_x_alone(solved: Callable[[int], Any]) -> None:
    gradient = solved(2).numerical_gradient
    for shape in [(), (4,), (2, 3), (2, 1, 3)]:
        weights = np.cos(np.arange(math.prod(shape))).reshape(shape)
        x = np.sin(np.arange(math.prod(shape)) + 0.3).reshape(shape)
        before = x.copy()
        # f = (sum w x)^2 couples all places; its gradient is 2 (sum w x) w.
        got = gradient(lambda z, w=weights: np.sum(w * z) ** 2, x)
        np.testing.assert_allclose(got, 2 * np.sum(weights * before) * weights, atol=1e-8)
        assert got.shape == shape
        assert np.array_equal(x, before)


def test_numerical_gradient_serves_an_f_that_reads_x_elsewhere_or_raises(
    solved: Callable[[int], Any],
) -> None:
    x = np.array([1.5, -0.5])
    got = solved(2).numerical_gradient(lambda _: x[0] ** 2 * x[1], x)
    np.testing.assert_allclose(got, [2 * 1.5 * -0.5, 1.5**2], atol=1e-8)
    with pytest.raises(ZeroDivisionError):
        solved(2).numerical_gradient(lambda _: 1 / 0, x)
    assert x.tolist() == [1.5, -0.5]


@pytest.mark.parametrize(("lr", "steps"), [(0.1, 0), (0.1, 1), (0.23, 3), (None, None)])
def test_gradient_descent_follows_the_closed_form(
    lr: float | None, steps: int | None, solved: Callable[[int], Any]
) -> None:
    start = np.array([1.7, -0.9])
    options = {} if lr is None else {"lr": lr, "step_num": steps}
    got = solved(3).gradient_descent(lambda x: (x[0] ** 2 + 3 * x[1] ** 2) / 2, start, **options)
    rate, count = (0.01, 100) if lr is None or steps is None else (lr, steps)
    np.testing.assert_allclose(got, [(1 - rate) ** count * 1.7, (1 - 3 * rate) ** count * -0.9], atol=1e-8)
    assert start.tolist() == [1.7, -0.9]
    assert not np.shares_memory(got, start)


def test_softmax_and_cross_entropy_agree_with_scalar_formulas(solved: Callable[[int], Any]) -> None:
    net = solved(4)
    scores = np.array([[0.3, -1.2, 2.5], [1000.0, 1001.0, -1000.0]])
    total = math.exp(0.3) + math.exp(-1.2) + math.exp(2.5)
    rows = [[math.exp(s) / total for s in (0.3, -1.2, 2.5)], [1 / (1 + math.e), math.e / (1 + math.e), 0.0]]
    np.testing.assert_allclose(net.softmax(scores), rows, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(net.softmax(scores[0]), rows[0], rtol=1e-12)
    assert scores[1].tolist() == [1000.0, 1001.0, -1000.0]
    y, t = np.array([[0.2, 0.7, 0.1], [0.6, 0.4, 0.0]]), np.array([[0, 1, 0], [1, 0, 0]])
    loss = net.cross_entropy_error(y, t)
    assert type(loss) is float
    assert math.isclose(loss, -(math.log(0.7) + math.log(0.6)) / 2, rel_tol=1e-12)
    assert math.isclose(net.cross_entropy_error(y[0], t[0]), -math.log(0.7), rel_tol=1e-12)
    assert 10 < net.cross_entropy_error(y[1], np.array([0, 0, 1])) < math.inf


def test_simple_net_multiplies_by_its_weights_and_takes_the_loss_of_the_softmax(
    solved: Callable[[int], Any],
) -> None:
    net = solved(4).simpleNet()
    assert net.W.shape == (2, 3)
    net.W = np.array([[0.2, -0.4, 0.6], [1.0, 0.5, -0.5]])
    scores = [0.2 * 3 + 1.0 * -2, -0.4 * 3 + 0.5 * -2, 0.6 * 3 - 0.5 * -2]
    np.testing.assert_allclose(net.predict(np.array([3.0, -2.0])), scores, rtol=1e-12)
    expected = math.log(sum(math.exp(s) for s in scores)) - scores[1]
    assert math.isclose(net.loss(np.array([3.0, -2.0]), np.array([0, 1, 0])), expected, rel_tol=1e-12)


def test_sigmoid_is_right_at_both_ends_without_a_warning(solved: Callable[[int], Any]) -> None:
    points = np.array([-1000.0, -40.0, -1.3, 0.0, 2.2, 1000.0])
    expected = [0.0, math.exp(-40.0), 1 / (1 + math.exp(1.3)), 0.5, 1 / (1 + math.exp(-2.2)), 1.0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(solved(5).sigmoid(points), expected, rtol=1e-12)


def scalar_loss(p: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> float:
    """Return the loss of a two-layer network number by number, by the textbook formulas."""

    def affine(row: list[float], weights: np.ndarray, bias: np.ndarray) -> list[float]:
        columns = zip(weights.T.tolist(), bias.tolist(), strict=True)
        return [sum(v * w for v, w in zip(row, column, strict=True)) + b for column, b in columns]

    losses = []
    for row, label in zip(x.tolist(), t.argmax(axis=1).tolist(), strict=True):
        hidden = [1 / (1 + math.exp(-a)) for a in affine(row, p["W1"], p["b1"])]
        scores = affine(hidden, p["W2"], p["b2"])
        losses.append(math.log(sum(math.exp(s) for s in scores)) - scores[label])
    return float(np.mean(losses))


def test_two_layer_net_and_its_gradients_agree_with_scalar_formulas(solved: Callable[[int], Any]) -> None:
    net = solved(5).TwoLayerNet(2, 3, 4, weight_init_std=0.8)
    rng = np.random.default_rng(7)
    x, t = rng.normal(size=(5, 2)), np.eye(4)[[0, 3, 1, 1, 2]]
    net.params["b1"] += rng.normal(size=3)
    before = {name: value.copy() for name, value in net.params.items()}
    assert math.isclose(net.loss(x, t), scalar_loss(before, x, t), rel_tol=1e-10)
    right = np.eye(4)[net.predict(x).argmax(axis=1)]
    right[:2] = np.roll(right[:2], 1, axis=1)
    assert net.accuracy(x, right) == 0.6
    numerical, exact = net.numerical_gradient(x, t), net.gradient(x, t)
    for name, value in before.items():
        expected = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            up, down = ({**before, name: value.copy()} for _ in range(2))
            up[name][index] += 1e-5
            down[name][index] -= 1e-5
            expected[index] = (scalar_loss(up, x, t) - scalar_loss(down, x, t)) / 2e-5
        np.testing.assert_allclose(exact[name], expected, atol=1e-8)
        np.testing.assert_allclose(numerical[name], expected, atol=1e-8)
        assert np.array_equal(net.params[name], value)


def test_two_layer_net_draws_weights_of_the_given_size_and_zero_biases(solved: Callable[[int], Any]) -> None:
    params = solved(5).TwoLayerNet(100, 200, 50, weight_init_std=0.03).params
    shapes = {"W1": (100, 200), "b1": (200,), "W2": (200, 50), "b2": (50,)}
    assert {name: value.shape for name, value in params.items()} == shapes
    for name in ("W1", "W2"):  # 10000 draws or more: the deviation is known to 0.7 %
        assert abs(params[name].std() / 0.03 - 1) < 0.05
    assert not params["b1"].any()
    assert not params["b2"].any()
