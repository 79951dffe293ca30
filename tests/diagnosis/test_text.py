"""Drafts: positions in text of many scripts, edits of it, and the lines that edits come from."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.diagnosis.text import (
    Draft,
    Fix,
    Splice,
    Text,
    behind,
    delete_line,
    insert,
    names_in,
    nodes,
    replace,
    replace_outer,
    same,
)
from grader.diagnosis.walking import children, walk
from grader.worker.wire import SourceCell

SOURCE = "def f(x):\n    前 = g((x + 1), 'é')\n    return 前  # naïve\n"


def text(source: str = SOURCE, number: int = 1) -> Text:
    return Text.of_cell(SourceCell(number, source))


def draft(*sources: str) -> Draft:
    return Draft.of_cells([SourceCell(number, source) for number, source in enumerate(sources, start=1)])


def the(kind: type[ast.AST], source: Text) -> ast.AST:
    return next(nodes(source.blocks[0].statements[0], kind))


# --- positions ------------------------------------------------------------------------------------


def test_a_node_spans_its_own_characters_behind_letters_of_several_bytes() -> None:
    known = text()
    call = the(ast.Call, known)
    assert isinstance(call, ast.Call)
    assert known.of(call) == "g((x + 1), 'é')"
    assert known.of(call.args[1]) == "'é'"


def test_outer_span_takes_parentheses_in_but_not_those_of_a_call() -> None:
    known = text()
    call = the(ast.Call, known)
    assert isinstance(call, ast.Call)
    start, end = known.outer_span(call.args[0])
    assert known.source[start:end] == "(x + 1)"
    alone = text("y = g(x)")
    inner = the(ast.Call, alone)
    assert isinstance(inner, ast.Call)
    start, end = alone.outer_span(inner.args[0])
    assert alone.source[start:end] == "x"
    nested = text("y = ((x))")
    name = next(node for node in nodes(nested.blocks[0].statements[0], ast.Name) if node.id == "x")  # type: ignore[attr-defined]
    start, end = nested.outer_span(name)  # type: ignore[arg-type]
    assert nested.source[start:end] == "((x))"


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_line_is_found_by_its_number_and_its_offset(line: int) -> None:
    known = text()
    start, end = known.line_span(line)
    assert known.line_text(line) == SOURCE.split("\n")[line - 1] == SOURCE[start:end]
    assert known.line_of(start) == known.line_of(end) == line


# --- edits ----------------------------------------------------------------------------------------


def test_splices_are_all_made_at_places_of_the_text_before() -> None:
    known = text("abcdef")
    after = known.spliced([Splice(1, 0, 1, "AAA"), Splice(1, 5, 6, ""), Splice(1, 3, 3, "-")])
    assert after.source == "AAAbc-de"


def test_lines_remember_the_line_they_come_from() -> None:
    after = text("a\nb\nc\nd").spliced([Splice(1, 2, 2, "x\ny\n"), Splice(1, 4, 6, "")])
    assert after.source == "a\nx\ny\nb\nd"
    assert after.origin == (1, 2, 2, 2, 4)


@given(
    st.text("ab\n", min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.text("x\n", max_size=4)), max_size=3),
)
def test_every_line_has_an_origin_whatever_is_spliced(source: str, edits: list[tuple[int, int, str]]) -> None:
    known, taken, splices = text(source), 0, []
    for start, length, by in sorted(edits):
        start = max(min(start, len(source)), taken)
        end = min(start + length, len(source))
        splices.append(Splice(1, start, end, by))
        taken = end + 1
        if taken > len(source):
            break
    after = known.spliced(splices)
    assert len(after.origin) == after.source.count("\n") + 1
    assert list(after.origin) == sorted(after.origin)
    assert set(after.origin) <= set(known.origin)


def test_helpers_make_the_splices_that_their_names_tell() -> None:
    known = text()
    call = the(ast.Call, known)
    assert isinstance(call, ast.Call)
    assert known.spliced([replace(known, call.args[0], "0")]).source.count("g((0), 'é')") == 1
    assert known.spliced([replace_outer(known, call.args[0], "0")]).source.count("g(0, 'é')") == 1
    assert known.spliced([insert(known, 0, "# \n")]).source == "# \n" + SOURCE
    assert known.spliced([delete_line(known, 2)]).source == "def f(x):\n    return 前  # naïve\n"


def test_a_draft_remembers_its_edits_with_the_lines_of_the_first_text() -> None:
    start = draft("a = 1\nb = 2\n", "c = 3\n")
    first = start.apply(Fix("one", (Splice(1, 0, 0, "# new\n"),), 1, 1, 2.0))
    second = first.apply(Fix("two", (Splice(1, 16, 17, "9"), Splice(2, 0, 1, "d")), 1, 3, 1.0))
    assert [each.source for each in second.cells()] == ["# new\na = 1\nb = 9\n", "d = 3\n"]
    assert [(fix.misconception, fix.line) for fix in second.fixes] == [("one", 1), ("two", 2)]
    assert second.cost == 3.0
    assert [each.source for each in start.cells()] == ["a = 1\nb = 2\n", "c = 3\n"]


# --- one edit behind another ----------------------------------------------------------------------


def test_an_edit_is_moved_behind_another_one() -> None:
    start = draft("a = x\nb = y\n")
    grows = Fix("grows", (Splice(1, 4, 5, "long\nz = 0"),), 1, 1)
    later = Fix("later", (Splice(1, 10, 11, "w"),), 1, 2)
    moved = behind(later, grows, start)
    assert moved is not None
    assert start.apply(grows).apply(moved).text(1).source == "a = long\nz = 0\nb = w\n"
    assert moved.line == 3
    before = behind(grows, later, start)
    assert before is not None
    assert start.apply(later).apply(before).text(1) == start.apply(grows).apply(moved).text(1)


def test_an_edit_that_meets_another_has_no_place_behind_it() -> None:
    start = draft("a = x\nb = y\n")
    one, other = Fix("one", (Splice(1, 4, 5, "z"),), 1, 1), Fix("other", (Splice(1, 2, 5, "= 0"),), 1, 1)
    assert behind(one, other, start) is None
    assert behind(one, one, start) is None
    assert behind(one, Fix("touching", (Splice(1, 5, 5, "!"),), 1, 1), start) is None


def test_edits_of_other_cells_do_not_move_each_other() -> None:
    start = draft("a = x", "b = y")
    one, other = Fix("one", (Splice(1, 4, 5, "long"),), 1, 1), Fix("other", (Splice(2, 4, 5, "z"),), 2, 1)
    assert behind(other, one, start) == other


@given(st.permutations(range(4)), st.lists(st.text("x\n", max_size=3), min_size=4, max_size=4))
def test_edits_that_do_not_meet_commute(order: list[int], texts: list[str]) -> None:
    start = draft("a=1\nb=2\nc=3\nd=4\n")
    fixes = [Fix(str(k), (Splice(1, 4 * k + 2, 4 * k + 3, by),), 1, k + 1) for k, by in enumerate(texts)]
    together = start.text(1).spliced([splice for fix in fixes for splice in fix.splices]).source
    left, current = [fixes[k] for k in order], start
    while left:
        first, *rest = left
        moved = [behind(fix, first, current) for fix in rest]
        current = current.apply(first)
        left = [fix for fix in moved if fix is not None]
        assert len(left) == len(rest)
    assert current.text(1).source == together
    assert sorted((fix.misconception, fix.line) for fix in current.fixes) == [
        (str(k), k + 1) for k in range(4)
    ]


# --- trees ----------------------------------------------------------------------------------------


def test_scopes_are_the_definitions_at_module_level_in_branches_too() -> None:
    known = draft(
        "def f(): pass\nif True:\n    class A:\n        def g(self): pass\n",
        "def h(:\n",
        "async def k(): pass",
    )
    assert [scope.name for _, scope in known.scopes()] == ["f", "A", "k"]
    assert [text.number for text, _ in known.scopes()] == [1, 1, 3]


def test_nodes_come_in_the_order_of_the_source() -> None:
    tree = ast.parse("a = b(c) + d\ne = f")
    assert [node.id for node in nodes(tree, ast.Name)] == list("abcdef")  # type: ignore[attr-defined]
    assert list(nodes(tree, ast.Name)) == list(nodes(tree, ast.Name))
    assert [type(node).__name__ for node in nodes(tree, ast.Call, ast.BinOp)] == ["BinOp", "Call"]


def test_same_and_names_look_at_what_is_said_not_where() -> None:
    one, two = ast.parse("x + y").body[0], ast.parse("\n\nx   +  y").body[0]
    assert same(one, two)
    assert not same(one, ast.parse("y + x").body[0])
    assert names_in(one) == {"x", "y"}


def test_walks_are_those_of_ast_without_contexts_and_are_kept() -> None:
    tree = ast.parse("def f(x, *y):\n    return [z ** 2 for z in x if z] or {'a': lambda: x}\n")
    expected = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]
    assert list(walk(tree)) == expected
    assert walk(tree) is walk(tree)
    assert children(tree) == (tree.body[0],)


def test_a_fix_told_behind_the_last_line_moves_with_the_others() -> None:
    draft = Draft.of_cells([SourceCell(1, "a = 1\nb = 2")])
    added = Fix("first", (Splice(1, 0, 0, "c = 3\n"),), 1, 1)
    last = Fix("missing-return", (Splice(1, 11, 11, "\nreturn b"),), 1, 3)
    moved = behind(last, added, draft)
    assert moved is not None
    assert moved.line == 4
    assert draft.apply(added).apply(moved).text(1).source == "c = 3\na = 1\nb = 2\nreturn b"
