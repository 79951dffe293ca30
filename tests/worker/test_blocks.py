"""Splitting learner text: what does not parse hides nothing else, and every line keeps its number."""

from __future__ import annotations

import ast
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker.blocks import Block, split
from grader.worker.wire import SourceCell

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")


def blocks(source: str, prose: bool = False) -> list[Block]:
    return split(SourceCell(1, source, prose), "<cell 1>")


def defined(source: str, prose: bool = False) -> list[tuple[str, int]]:
    """Return names and lines of the functions and classes at the left edge that parse."""
    return [
        (node.name, node.lineno)
        for block in blocks(source, prose)
        for node in block.statements
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]


def broken(source: str, prose: bool = False) -> list[tuple[int, int, list[str]]]:
    """Return first line, last line and names of the blocks that do not parse."""
    return [(block.first, block.last, block.names()) for block in blocks(source, prose) if block.error]


F = "def f(x):\n    return x\n"


def test_a_text_that_parses_is_one_block() -> None:
    (block,) = blocks(F + "y = f(1)\n")
    assert (block.first, len(block.statements), block.error) == (1, 2, None)


def test_an_empty_text_is_one_block_without_statements() -> None:
    assert [block.statements for block in blocks("")] == [()]


def test_a_syntax_error_in_the_middle_leaves_what_stands_around_it() -> None:
    source = F + "def g(:\n    pass\n" + "def h(x):\n    return 3\n"
    assert defined(source) == [("f", 1), ("h", 5)]
    assert broken(source) == [(3, 4, ["g"])]


def test_the_error_of_a_block_tells_the_line_of_the_cell() -> None:
    error = next(block.error for block in blocks("x = 1\n\n" + F + "y = = 2\nz = 3\n") if block.error)
    assert isinstance(error, SyntaxError)
    assert (error.lineno, error.end_lineno) == (5, 5)


def test_statements_keep_the_line_numbers_of_the_cell_in_every_node() -> None:
    body = "    try:\n        return [x for x in (1, 2)]\n    except E as e:\n        pass\n"
    definition = "def f(x, *, k=2):\n" + body
    alone = ast.parse("\n\n" + definition)
    found = blocks("y = = 1\n\n" + definition)
    tree = next(block.statements[0] for block in found if block.statements)
    expected = ast.dump(alone.body[0], include_attributes=True)
    assert ast.dump(tree, include_attributes=True) == expected


@pytest.mark.parametrize("opening", ["x = (1,", "x = [1, 2", "x = {'a': (", "print('a'", "y = f(x\n  + 1"])
def test_an_unclosed_bracket_does_not_swallow_the_next_definition(opening: str) -> None:
    source = opening + "\n" + F
    assert [name for name, _ in defined(source)] == ["f"]


def test_a_bracket_may_be_closed_at_the_left_edge() -> None:
    source = "oops = = 1\nx = [\n1,\n2,\n]\n" + F
    assert defined(source) == [("f", 6)]
    assert [first for first, _, _ in broken(source)] == [1]


def test_a_line_ending_in_a_backslash_goes_on_at_the_left_edge() -> None:
    assert broken("oops = = 1\nx = 1 + \\\n2\n") == [(1, 1, [])]


def test_decorators_stay_with_their_function() -> None:
    source = "y = = 1\n@first\n@second(1)\ndef f(x):\n    return x\n"
    (f,) = [block for block in blocks(source) if block.statements]
    node = f.statements[0]
    assert isinstance(node, ast.FunctionDef)
    assert len(node.decorator_list) == 2


def test_a_decorated_definition_ends_an_unclosed_bracket_too() -> None:
    source = "x = (1,\n@dec\ndef f(x):\n    return x\n"
    assert [name for name, _ in defined(source)] == ["f"]


@pytest.mark.parametrize(
    "statement",
    [
        "if a:\n    b = 1\nelif c:\n    b = 2\nelse:\n    b = 3\n",
        "try:\n    b = 1\nexcept E:\n    b = 2\nelse:\n    b = 3\nfinally:\n    b = 4\n",
        "for i in x:\n    b = 1\nelse:\n    b = 2\n",
        "while x:\n    b = 1\nelse :\n    b = 2\n",
        "try:\n    b = 1\nexcept:\n    b = 2\n",
    ],
)
def test_else_and_except_at_the_left_edge_belong_to_what_stands_before(statement: str) -> None:
    source = "y = = 1\n" + statement + F
    assert broken(source) == [(1, 1, [])]
    assert [name for name, _ in defined(source)] == ["f"]


def test_a_name_that_begins_like_a_keyword_is_no_continuation() -> None:
    assert broken("y = = 1\nelsewhere = 1\nfinally_ = 2\ndefault = 3\nclassic = 4\n") == [(1, 1, [])]


def test_triple_quoted_text_at_the_left_edge_stays_whole() -> None:
    text = "'''\nSome words\ndef not_a_function(x):\nmore words\n'''\n"
    source = "y = = 1\n" + text + F
    assert defined(source) == [("f", 7)]
    assert broken(source) == [(1, 1, [])]


def test_a_docstring_of_many_lines_at_the_left_edge_stays_whole() -> None:
    source = 'y = = 1\n"""\n' + "words at the left edge\n" * 200 + '"""\n' + F
    assert broken(source) == [(1, 1, [])]
    assert defined(source) == [("f", 204)]


def test_a_function_whose_docstring_has_text_at_the_left_edge_stays_whole() -> None:
    source = 'y = = 1\ndef f(x):\n    """First\nsecond (\nthird\n    """\n    return x\n'
    assert defined(source) == [("f", 2)]


def test_a_triple_quote_that_never_closes_hides_only_its_own_block() -> None:
    source = 'x = """never closed\n' + F + "def g(x):\n    return 1\n"
    assert [name for name, _ in defined(source)] == ["f", "g"]


def test_prose_in_a_prose_cell_is_left_out_and_its_definitions_are_not() -> None:
    source = (
        "Here we see how it is done.\nThe default values, and classes:\n" + F + "That is all, isn't it?\n"
    )
    assert defined(source, prose=True) == [("f", 3)]
    assert broken(source, prose=True) == []


def test_a_broken_definition_in_a_prose_cell_is_still_told() -> None:
    assert broken("Some words.\ndef f(x)\n    return x\n", prose=True) == [(2, 4, ["f"])]


def test_prose_in_a_code_cell_is_a_fault() -> None:
    assert [first for first, _, _ in broken("Some words here.\n" + F)] == [1]


def test_tabs_and_spaces_mixed_are_a_fault_of_their_own_block() -> None:
    source = "def g(x):\n\tif x:\n        return 1\n" + F
    assert [names for _, _, names in broken(source)] == [["g"]]
    assert [name for name, _ in defined(source)] == ["f"]


def test_tabs_alone_are_as_good_as_spaces() -> None:
    assert broken("y = = 1\ndef f(x):\n\treturn x\n") == [(1, 1, [])]


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "(" * 3000 + ")" * 3000,
        "x = " + "-" * 50_000 + "1",
        "x = a" + ".a" * 50_000,
        "x = " + "[" * 300,
    ],
    ids=["brackets", "signs", "attributes", "unclosed"],
)
def test_deep_nesting_is_a_fault_or_a_statement_and_hides_nothing(deep: str) -> None:
    assert [name for name, _ in defined(deep + "\n" + F)] == ["f"]


def test_a_null_character_is_a_fault_of_its_own_block() -> None:
    assert [name for name, _ in defined("x = '\0'\n" + F)] == ["f"]


@pytest.mark.parametrize(
    "line",
    ["x = 1\n", "x = (1\n", 'x = """a\n', 'x = """a\nb"""\n', "@d\n", "'''\n", "words of prose\n"],
)
def test_the_time_grows_about_linearly_with_the_number_of_lines(line: str) -> None:
    def seconds(count: int) -> float:
        source = line * count + "def g(:\n"
        start = time.process_time()
        blocks(source)
        return time.process_time() - start

    few = min(seconds(500), seconds(500))
    assert seconds(4000) < 8 * few * 6 + 0.2  # 8 times the lines; a quadratic cost would be 64 times


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["x = 1", "def f(x):", "    return x", "else:", ")", "(", "'''", "\t", "@d", "#", ""])
    )
)
def test_every_line_is_in_exactly_one_block(lines: list[str]) -> None:
    source = "\n".join(lines)
    found = blocks(source)
    assert "\n".join(block.text for block in found) == source
    assert [block.first for block in found][:1] == [1]
    assert all(one.last + 1 == other.first for one, other in pairwise(found))
