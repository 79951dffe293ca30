"""Which definition stands for which target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import course, targets
from grader.worker.wire import Definition, Parameter

EXERCISES = {name.split("_")[0]: course.load(name) for name in course.EXERCISES}


def defined(*specs):
    """Make definitions from texts like "softmax(x)", "gd(f, x, lr=, n=)", "class simpleNet()"."""
    result = []
    for index, spec in enumerate(specs):
        kind = "class" if spec.startswith("class ") else "function"
        name, _, rest = spec.removeprefix("class ").partition("(")
        parameters = []
        for text in filter(None, rest.rstrip(")").split(", ")):
            if text.startswith("*"):
                parameters.append(Parameter(text[1:], "var_positional", False))
            else:
                parameters.append(Parameter(text.rstrip("="), "positional", not text.endswith("=")))
        methods = {"__init__": parameters} if kind == "class" else {}
        result.append(Definition(index, name, kind, 1, index + 1, index + 1, parameters, methods))
    return result


def chosen(exercise, *specs):
    choices = targets.choose(EXERCISES[exercise], defined(*specs))
    return {name: (choice.definition.index, choice.near) for name, choice in choices.items()}


def test_an_exact_name_comes_before_a_near_one_that_ran_later():
    assert chosen("exercise1", "numerical_diff(f, x)", "numercial_diff(f, x)") == {
        "numerical_diff": (0, False)
    }


def test_near_names_and_earlier_definitions_are_alternatives():
    definitions = defined(
        "numerical_diff(f, x)", "num_diff(f, x)", "numercial_diff(f, x)", "numerical_diff(f, x)"
    )
    choice = targets.choose(EXERCISES["exercise1"], definitions)["numerical_diff"]
    assert choice.definition.index == 3
    assert [other.index for other in choice.alternatives] == [0, 2, 1]


def test_the_last_of_several_definitions_is_graded():
    assert chosen("exercise4", "softmax(x)", "softmax(x)")["softmax"] == (1, False)


@pytest.mark.parametrize(
    ("exercise", "target", "spec"),
    [
        ("exercise1", "numerical_diff", "numercial_diff(f, x)"),
        ("exercise1", "numerical_diff", "numerial_diff(f, x)"),
        ("exercise1", "numerical_diff", "num_diff(f, x, h=)"),
        ("exercise1", "numerical_diff", "central_diff(f, x)"),
        ("exercise1", "numerical_diff", "numericalDiff(f, x)"),
        ("exercise2", "numerical_gradient", "num_grad(f, x)"),
        ("exercise2", "numerical_gradient", "get_grad(f, x)"),
        ("exercise2", "numerical_gradient", "gradient(f, x)"),
        ("exercise2", "numerical_gradient", "_numerical_gradient(f, x)"),
        ("exercise3", "gradient_descent", "gradient_decent(f, init_x, lr=, step_num=)"),
        ("exercise3", "gradient_descent", "gd(f, init_x, lr, step_num, verbose=)"),
        ("exercise3", "gradient_descent", "grad_descent(*args)"),
        ("exercise4", "cross_entropy_error", "cross_entropy(y, t)"),
        ("exercise4", "cross_entropy_error", "cross_entropy_eror(y, t)"),
        ("exercise4", "simpleNet", "class SimpleNet()"),
        ("exercise4", "simpleNet", "class simple_net()"),
        (
            "exercise5",
            "TwoLayerNet",
            "class twoLayerNet(input_size, hidden_size, output_size, weight_init_std=)",
        ),
        ("exercise5", "TwoLayerNet", "class TwoLayersNet(a, b, c)"),
    ],
)
def test_wild_spellings_are_near_names(exercise, target, spec):
    assert chosen(exercise, spec) == {target: (0, True)}


@pytest.mark.parametrize(
    ("exercise", "spec"),
    [
        ("exercise1", "numercial_diff(x)"),
        ("exercise1", "numercial_diff(f, x, h)"),
        ("exercise1", "numerical_diff_2(f, x)"),
        ("exercise1", "class numerical_diff(f, x)"),
        ("exercise2", "numerical_gradient_batch(f, x)"),
        ("exercise2", "numerical_gradient_2d(f, x)"),
        ("exercise2", "_numerical_gradient_no_batch(f, x)"),
        ("exercise2", "gradient(x)"),
        ("exercise3", "gradient_descent_history(f, init_x, lr=, step_num=)"),
        ("exercise3", "gd(x, y)"),
        ("exercise4", "softmax_grad(x)"),
        ("exercise4", "softmax_loss(x)"),
        ("exercise4", "simpleNet()"),
        ("exercise4", "class simpleNet2()"),
        ("exercise5", "sigmoid_grad(x)"),
        ("exercise5", "softmax(x)"),
        ("exercise5", "class ThreeLayerNet(a, b, c)"),
        ("exercise5", "class TwoLayerNets(a, b)"),
    ],
)
def test_other_names_are_not_confused_with_a_target(exercise, spec):
    assert chosen(exercise, spec) == {}


def test_an_exact_name_is_graded_whatever_its_parameters():
    assert chosen("exercise1", "numerical_diff(x)") == {"numerical_diff": (0, False)}


def test_an_alias_that_lacks_one_parameter_stands_for_a_training_that_reads_network_and_data():
    data = "net, x_train, t_train"
    assert chosen("exercise6", f"fit({data}, x_test, iters, batch_size, lr)") == {"train": (0, True)}
    assert chosen("exercise6", f"fit({data}, iters, batch_size, lr)") == {}
    assert chosen("exercise6", f"fitted({data}, x_test, iters, batch_size, lr)") == {}
    assert chosen("exercise6", "fit(a, b, c, d, e, f, g)") == {}
    assert chosen("exercise2", "num_gradient(f)") == {}


def test_a_class_whose_constructor_is_made_for_it_may_stand_for_a_target():
    (made,) = defined("class twoLayerNet()")
    unmade = type(made)(0, "twoLayerNet", "class", 1, 1, 1)
    assert targets.choose(EXERCISES["exercise5"], [unmade])["TwoLayerNet"].near
    assert targets.choose(EXERCISES["exercise5"], [made]) == {}


def test_a_closer_name_comes_before_a_farther_one():
    assert chosen("exercise1", "numercia_dif(f, x)", "numerical_dif(f, x)", "numercia_dif(f, x)") == {
        "numerical_diff": (1, True)
    }


@given(st.text("abc_", max_size=6), st.text("abc_", max_size=6), st.text("abc_", max_size=6))
def test_distance_is_symmetric_zero_only_for_equals_and_at_most_the_longer_length(one, two, three):
    assert targets.distance(one, two) == targets.distance(two, one)
    assert (targets.distance(one, two) == 0) == (one == two)
    assert targets.distance(one, two) <= max(len(one), len(two))
    assert abs(len(one) - len(two)) <= targets.distance(one, two)
    assert targets.distance(one + three, two + three) <= targets.distance(one, two)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
        ("decent", "descent", 1),
        ("flaw", "lawn", 2),
    ],
)
def test_distance_of_known_pairs(one, other, count):
    assert targets.distance(one, other) == count


def test_wanted_names_hold_targets_and_aliases():
    assert {"gradient_descent", "gradient_decent", "gd"} <= set(targets.wanted(EXERCISES["exercise3"]))
