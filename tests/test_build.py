"""The builder of stubs: what it writes, what it refuses, and whose work it keeps."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.build import BEGIN, END, build_stubs, is_untouched_stub, stub_text
from grader.errors import CourseError, HostError

SOURCE = f'''\
# %% [markdown]
# # A number

# %%
def answer(x: int) -> int:
    """Return x plus one."""
    {BEGIN}
    return x + 1
    {END}
'''


@pytest.fixture
def course(tmp_path: Path) -> tuple[Path, Path]:
    """A course of one small exercise, not built yet: its solutions and its exercises."""
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / "exercise1_number.py").write_text(SOURCE, encoding="utf-8")
    return solutions, tmp_path / "exercises"


def states(solutions: Path, exercises: Path, **options: bool) -> list[str]:
    return [result.state for result in build_stubs(solutions, exercises, **options)]


def test_an_answer_is_replaced_and_all_else_is_kept() -> None:
    stub = stub_text(SOURCE, Path("x.py"))
    head, rest = stub.split("\n", 1)
    assert head.startswith('# %% [markdown] stub="')
    assert rest == SOURCE.split("\n", 1)[1].replace(
        f"    {BEGIN}\n    return x + 1\n    {END}\n", "    raise NotImplementedError\n"
    )


def test_an_answer_in_a_nested_block_keeps_its_indentation_and_texts_may_name_the_markers() -> None:
    source = (
        f'# %%\nclass A:\n    async def f(self):\n        """{BEGIN}"""\n        for i in []:\n'
        f"            {BEGIN}\n            a = 1\n\n            if a:\n                pass\n"
        f"            {END}\n"
        f"            b = 2\n        {BEGIN}\n        return 3\n        {END}"
    )
    stub = stub_text(source, Path("x.py"))
    assert stub.split("\n")[3:] == [
        f'        """{BEGIN}"""',
        "        for i in []:",
        "            raise NotImplementedError",
        "            b = 2",
        "        raise NotImplementedError",
        "",
    ]
    ast.parse(stub)


@pytest.mark.parametrize("head", ["try:\n        pass\n    except OSError", "match 1:\n      case 1"])
def test_an_answer_may_stand_in_a_handler_or_a_case(head: str) -> None:
    depth = " " * (8 if head.startswith("try") else 10)
    source = f"# %%\ndef f():\n    {head}:\n{depth}{BEGIN}\n{depth}x = 1\n{depth}{END}\n"
    assert stub_text(source, Path("x.py")).endswith(f"    {head}:\n{depth}raise NotImplementedError\n")


DEF = "# %%\ndef f():\n    '''Doc.'''\n"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("import math\n", 1, "begins no cell"),
        (DEF + "    return 1\n", 1, "no answer"),
        (DEF + f"    {BEGIN}\n    return (\n    {END}\n", 5, "does not parse"),
        (DEF + f"    {BEGIN}\n    return 1\n", 4, "without ### END"),
        (DEF + f"    return 1\n    {END}\n", 5, "without ### BEGIN"),
        (DEF + f"    {BEGIN}\n    {BEGIN}\n    return 1\n    {END}\n", 5, "line 4 is not ended"),
        (DEF + f"    {BEGIN}\n    # only words\n\n    {END}\n    return 1\n", 4, "no statement"),
        (DEF + f"    {BEGIN}\n    return 1\n{END}\n", 6, "not indented as ### BEGIN"),
        (DEF + f"  {BEGIN}\n    return 1\n  {END}\n", 4, "not indented as the answer"),
        (DEF + f"    x = 1  {BEGIN}\n    return 1\n    {END}\n", 4, "behind code"),
        (DEF + "    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n", 4, "misspelt"),
        (DEF + f"    {BEGIN} here\n    return 1\n    {END}\n", 4, "misspelt"),
        (DEF + f"    x = [\n    {BEGIN}\n    ]\n    y = 1\n    {END}\n", 5, "cuts the statement"),
        (DEF + f"    {BEGIN}\n    x = [\n    {END}\n    ]\n", 6, "cuts the statement"),
        (
            DEF + f"    if 1:\n    {BEGIN}\n        x = 1\n    else:\n        x = 2\n    {END}\n",
            5,
            "two blocks",
        ),
        (f"# %%\n{BEGIN}\nx = 1\n{END}\n", 2, "outside a function"),
        (f"# %%\n{BEGIN}\ndef f():\n    return 1\n{END}\n", 2, "outside a function"),
        (f"# %%\ndef f():\n    {BEGIN}\n    '''Doc.'''\n    return 1\n    {END}\n", 3, "docstring of f"),
        (DEF + f"    def g():\n        {BEGIN}\n        'Doc.'\n        {END}\n", 5, "docstring of g"),
        (DEF + f"    {BEGIN}\n    return '\0'\n    {END}\n", None, "does not parse"),
    ],
)
def test_a_malformed_solution_is_a_course_error_with_file_and_line(
    source: str, line: int | None, words: str
) -> None:
    with pytest.raises(CourseError) as error:
        stub_text(source, Path("exercise9_x.py"))
    assert words in error.value.message
    assert error.value.message.startswith(f"exercise9_x.py:{'' if line is None else f'{line}:'}")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("exercise2_bad.py", b"# %%\n# \xff\n", "exercise2_bad.py:2: not UTF-8"),
        ("excercise2_typo.py", SOURCE.encode(), "not named as an exercise"),
        ("exercise1_twin.py", SOURCE.encode(), "number of exercise1_number.py"),
        ("exercise2_bad.py", b"# %%\nx = (\n", "exercise2_bad.py:2: does not parse"),
    ],
)
def test_one_bad_solution_stops_the_build_before_anything_is_written(
    name: str, data: bytes, words: str, course: tuple[Path, Path]
) -> None:
    (course[0] / name).write_bytes(data)
    with pytest.raises(CourseError, match=words):
        build_stubs(*course)
    assert not course[1].exists()


def test_hidden_and_private_files_beside_the_solutions_are_no_solutions(course: tuple[Path, Path]) -> None:
    for name in (".#exercise1_number.py", "__init__.py"):
        (course[0] / name).write_text("no solution")
    assert [result.exercise for result in build_stubs(*course)] == ["exercise1_number"]


def test_exercises_come_in_the_order_of_their_numbers(course: tuple[Path, Path]) -> None:
    for name in ("exercise10_a.py", "exercise2_b.py"):
        (course[0] / name).write_text(SOURCE, encoding="utf-8")
    names = [result.exercise for result in build_stubs(*course)]
    assert names == ["exercise1_number", "exercise2_b", "exercise10_a"]


def test_a_folder_without_solutions_is_a_course_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="holds no solution"):
        build_stubs(tmp_path / "absent", tmp_path)


def test_building_again_writes_nothing_and_the_bytes_depend_on_the_source_alone(
    course: tuple[Path, Path], tmp_path: Path
) -> None:
    assert states(*course, check=True) == ["stale"]
    assert not course[1].exists()
    assert states(*course) == ["written"]
    stub = course[1] / "exercise1_number.py"
    stamp = stub.stat().st_mtime_ns
    assert states(*course) == states(*course, check=True) == states(*course, force=True) == ["unchanged"]
    assert stub.stat().st_mtime_ns == stamp
    source = course[0] / stub.name
    source.write_bytes(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode())
    build_stubs(course[0], tmp_path / "again")
    assert (tmp_path / "again" / stub.name).read_bytes() == stub.read_bytes()
    assert os.listdir(course[1]) == [stub.name]


@pytest.mark.parametrize("rewrite", [lambda s: s, lambda s: "\ufeff" + s.replace("\n", "\r\n")])
def test_an_untouched_stub_of_an_earlier_build_is_renewed(
    rewrite: Callable[[str], str], course: tuple[Path, Path]
) -> None:
    build_stubs(*course)
    stub, source = course[1] / "exercise1_number.py", course[0] / "exercise1_number.py"
    stub.write_bytes(rewrite(stub.read_text("utf-8")).encode())
    source.write_text(SOURCE.replace("plus one", "and one more"), encoding="utf-8")
    assert states(*course, check=True) == ["stale"]
    assert states(*course) == ["written"]
    assert "and one more" in stub.read_text("utf-8")


WORKS: list[Callable[[bytes], bytes]] = [
    lambda stub: stub.replace(b"raise NotImplementedError", b"return x + 2"),
    lambda stub: stub + b"\n",
    lambda stub: stub.replace(b"# # A number", b"# # A number?"),
    lambda stub: stub.split(b"\n", 1)[1],
    lambda stub: b"",
    lambda stub: b"\xff\x00" + stub,
]


@pytest.mark.parametrize("edit", WORKS)
def test_a_learners_work_is_kept_and_a_forced_build_saves_it_first(
    edit: Callable[[bytes], bytes], course: tuple[Path, Path]
) -> None:
    build_stubs(*course)
    file = course[1] / "exercise1_number.py"
    fresh = file.read_bytes()
    work = edit(fresh)
    assert not is_untouched_stub(work.decode("utf-8", "replace"))
    file.write_bytes(work)
    assert states(*course) == states(*course, check=True, force=True) == ["kept"]
    assert file.read_bytes() == work
    for name in ("exercise1_number.py.bak", "exercise1_number.py.bak2"):
        file.write_bytes(work)
        (result,) = build_stubs(*course, force=True)
        assert (result.state, result.backup) == ("replaced", course[1] / name)
        assert file.read_bytes() == fresh
    assert (course[1] / "exercise1_number.py.bak").read_bytes() == work
    assert (course[1] / "exercise1_number.py.bak2").read_bytes() == work


def test_a_write_that_fails_leaves_the_old_file_whole(
    course: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_stubs(*course)
    file = course[1] / "exercise1_number.py"
    old = file.read_bytes()
    (course[0] / file.name).write_text(SOURCE.replace("one", "two"), encoding="utf-8")

    def refuse(source: object, target: object) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(HostError, match=r"exercise1_number\.py: No space left"):
        build_stubs(*course)
    assert file.read_bytes() == old
    assert os.listdir(course[1]) == [file.name]


def test_a_file_in_place_of_the_folder_is_an_error_of_the_host(course: tuple[Path, Path]) -> None:
    course[1].write_text("not a folder")
    with pytest.raises(HostError, match="exercises"):
        build_stubs(*course)
    assert course[1].read_text() == "not a folder"
