"""Which runs of a kernel's cells make the program that is graded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.notebook.history import Run, standing
from grader.submission import MAX_PROGRAM

F, G = "def f(x):\n    return 1", "def f(x):\n    return 2"


def numbers(*runs: tuple[str, str] | str) -> list[int]:
    """Return the execution counts that stand; a run is its source, or (source, cell id)."""
    given = [(run, "") if isinstance(run, str) else run for run in runs]
    return [run.number for run in standing([Run(n, *run) for n, run in enumerate(given, 1)])]


def test_cells_stand_in_the_order_in_which_they_ran() -> None:
    assert numbers("import numpy as np", F, "y = f(1)") == [1, 2, 3]


def test_a_cell_that_ran_again_stands_for_its_earlier_runs() -> None:
    assert numbers((F, "a"), ("x = 1", "b"), (G, "a"), ("x = 1\ny = 2", "b")) == [3, 4]


def test_two_cells_that_define_one_name_both_stand() -> None:
    assert numbers((F, "a"), (G, "b")) == [1, 2]


def test_an_earlier_run_stands_where_something_that_stays_used_what_it_made() -> None:
    assert numbers((F, "a"), ("y = f(1)", "b"), (G, "a")) == [1, 2, 3]
    assert numbers((F, "a"), ("y = f(1)", "b"), (G, "a"), ("y = f(1)", "b")) == [3, 4]


def test_what_a_cell_made_and_makes_no_more_stays_while_it_is_used() -> None:
    assert numbers(("f = 1\ng = 2", "a"), ("f = 1", "a"), ("print(g)", "b")) == [1, 2, 3]
    assert numbers(("f = 1\ng = 2", "a"), ("f = 1", "a"), ("print(f)", "b")) == [2, 3]


@pytest.mark.parametrize(
    ("between", "stands"),
    [
        ("for i in range(3):\n    print(i)", [2, 3]),
        ("print([i for i in range(3)])", [2, 3]),
        ("def g(i):\n    return i + 1", [2, 3]),
        ("i = 5\nprint(i)", [2, 3]),
        ("print(i)\ni = 5", [1, 2, 3]),
        ("i += 5", [1, 2, 3]),
        ("del i", [1, 2, 3]),
        ("[0 for i in range(3)]\nprint(i)", [1, 2, 3]),
        ("[i for i in range(i)]", [1, 2, 3]),
        ("def g(i=i):\n    return i", [1, 2, 3]),
        ("if x:\n    i = 3\nprint(i)", [1, 2, 3]),
        ("def g(x):\n    return i + x", [1, 2, 3]),
        ("print([x + i for x in range(3)])", [1, 2, 3]),
    ],
)
def test_a_name_is_used_where_it_is_read_before_it_is_bound(between: str, stands: list[int]) -> None:
    assert numbers(("i = 0", "a"), (between, "b"), ("i = 1", "a")) == stands


def test_odd_escapes_warn_of_nothing() -> None:
    assert numbers("x = '\\d'", F) == [1, 2]  # a warning is an error here


def test_without_cell_ids_the_same_text_or_the_same_names_are_the_same_cell() -> None:
    assert numbers(F, "x = 1", G, "print(x)", "print(x)") == [2, 3, 5]


def test_without_cell_ids_a_cell_that_builds_on_another_of_the_same_names_keeps_it() -> None:
    assert numbers("x = 3", "x = x + 1", "print(x)") == [1, 2, 3]
    assert numbers("x = 3", "x = x + 1", "x = x + 1", "print(x)") == [1, 3, 4]


def test_without_cell_ids_an_import_is_no_later_version_of_a_definition() -> None:
    assert numbers(f"%%writefile mine.py\n{F}", "from mine import f") == [1, 2]


@pytest.mark.parametrize("other", ["[x for x in range(3)]", "if y:\n    x = 2"])
def test_without_cell_ids_a_cell_that_need_not_bind_a_name_is_no_later_version(other: str) -> None:
    assert numbers("x = 1", other) == [1, 2]


def test_what_a_function_uses_is_used_where_it_is_called() -> None:
    assert numbers("def f():\n    return a", "a = 1", "def g():\n    return f()", "g()", "a = 2") == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_a_name_that_a_function_declares_global_is_one_of_the_module() -> None:
    count = "def count():\n    global n\n    n += 1"
    assert numbers(("n = 0", "a"), (count, "b"), ("n = 5", "a")) == [1, 2, 3]


def test_a_cell_larger_than_a_program_stands_until_it_is_replaced_or_forgotten() -> None:
    large = "x = '" + "a" * MAX_PROGRAM + "'"
    assert numbers((F, "a"), (large, "b")) == [1, 2]
    assert numbers((F, "a"), (large, "b"), ("x = 1", "b")) == [1, 3]
    assert numbers(large, "%reset -f", F) == [3]


def test_without_cell_ids_a_cell_without_names_is_known_by_its_text_alone() -> None:
    assert numbers("print(1)", "print(2)") == [1, 2]


def test_a_star_import_stays_while_anything_could_use_it() -> None:
    assert numbers(("from a import *", "a"), ("x = 1", "a"), ("y = f(1)", "b")) == [1, 2, 3]
    assert numbers(("from a import *", "a"), ("from a import *\nx = 1", "a"), ("y = f(1)", "b")) == [2, 3]


def test_what_could_not_be_parsed_gives_way_to_a_later_version() -> None:
    assert numbers("def f(x)\n    return 1", F) == [2]


def test_the_last_broken_version_stands_beside_what_ran_before_it() -> None:
    assert numbers(F, "def f(x)\n    return 1") == [1, 2]


def test_a_cell_that_was_broken_later_is_broken() -> None:
    assert numbers((F, "a"), ("def f(x)\n    return 1", "a")) == [2]


@pytest.mark.parametrize(
    "source",
    [
        "import grader",
        "import grader\n\ngrader.check('exercise3')",
        "from grader.notebook.lend import lend\n\nlend()",
        "from grader.notebook.points import points\nfloat(points('exercise3', 'moves'))",
        "import otter\ngrader = otter.Notebook('a.ipynb')",
        "checked = grader.check(1)\ndisplay(checked)\n(checked.score, checked.reports[0])",
        "%load_ext grader",
        "%check exercise3",
        "# a comment",
        "  \n",
    ],
)
def test_cells_that_only_call_a_grader_do_not_count(source: str) -> None:
    assert numbers(F, source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "import grader\nx = 1",
        "grader = 3",
        "import numpy as np\ngrader.check(1)",
        "print(grader.check(1), f(1))",
        "%%check exercise3\ny = 1",
        "%time y = f(1)",
    ],
)
def test_cells_that_do_more_count(source: str) -> None:
    assert numbers(F, source) == [1, 2]


def test_the_answer_of_a_grader_may_be_looked_at_in_a_later_cell() -> None:
    assert numbers("r = grader.check(1)", "r.score", "print(r)") == []
    assert numbers("r = grader.check(1)", "x = r.score + 1") == [1, 2]


def test_what_a_reset_forgot_does_not_stand() -> None:
    assert numbers(F, "%reset -f", "x = 1") == [3]
    assert numbers(F, "s = '''\n %reset'''\nx = 1") == [1, 2]


FIRST = [text for name in "abc" for text in (f"{name} = {ord(name)}", f"def {name}_f():\n    return {name}")]
FORMS = (
    "{0} = {1} + {2}",
    "{0}, {1} = {2}, 3",
    "{0} += 1",
    "def {0}_f():\n    return {1}",
    "{0} = {1}_f()",
    "if {0} % 2:\n    {1} = {2}",
    "for {0} in range(3):\n    {1} = {0}",
    "{2} = len([{0} for {0} in range({1} % 3)])",
)


def values(sources: list[str]) -> dict[str, Any]:
    """Return what the names hold after the cells ran."""
    scope: dict[str, Any] = {}
    for source in sources:
        exec(source, scope)
    return {name: scope[name] for name in "abc" if name in scope}


@given(st.lists(st.tuples(st.sampled_from(FORMS), *[st.sampled_from("abc")] * 3), max_size=9))
def test_where_no_text_ran_twice_the_names_hold_what_they_hold_in_the_kernel(
    made: list[tuple[str, str, str, str]],
) -> None:
    texts = list(dict.fromkeys([*FIRST, *(form.format(*names) for form, *names in made)]))
    kept = standing([Run(number, text) for number, text in enumerate(texts, 1)])
    assert values([run.source for run in kept]) == values(texts)
