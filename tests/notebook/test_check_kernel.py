"""Checking in a real kernel, as a front end talks to it: cells run one by one, and what they show."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

jupyter_client = pytest.importorskip("jupyter_client", reason="jupyter_client is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")

RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)"
WRONG = RIGHT.replace("(2 * h)", "2 * h")
DESCENT = """
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    for i in range(step_num):
        x -= lr * my_gradient(f, x)
    return x
"""
SECONDS = 300  # far above what anything takes: a machine of CI may be slow


@dataclass
class Shown:
    """What a cell showed."""

    data: list[dict[str, str]] = field(default_factory=list)
    streams: dict[str, str] = field(default_factory=dict)
    error: str = ""
    count: int = 0

    @property
    def text(self) -> str:
        return "\n".join(each["text/plain"] for each in self.data)

    @property
    def html(self) -> str:
        return "\n".join(each["text/html"] for each in self.data)


class Kernel:
    """A kernel and the few words that are needed with it."""

    def __init__(self, manager: Any, client: Any) -> None:
        self.manager, self.client = manager, client

    def send(self, code: str, cell: str = "") -> str:
        """Run a cell, with its id where the front end says it; returns the message's id."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        metadata = {"cellId": cell} if cell else {}
        message = self.client.session.msg(
            "execute_request", {**content, "allow_stdin": False, "stop_on_error": False}, metadata=metadata
        )
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def shown(self, sent: str) -> Shown:
        """Wait for what a cell shows."""
        found = Shown()
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            content = message["content"]
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                break
            if "data" in content:
                found.data.append(content["data"])
            elif message["msg_type"] == "stream":
                found.streams[content["name"]] = found.streams.get(content["name"], "") + content["text"]
            elif message["msg_type"] == "error":
                found.error = re.sub("\x1b\\[[0-9;]*m", "", "\n".join(content["traceback"]))
            elif message["msg_type"] == "execute_input":
                found.count = content["execution_count"]
        return found

    def run(self, code: str, cell: str = "") -> Shown:
        return self.shown(self.send(code, cell))

    def value(self, code: str) -> str:
        shown = self.run(code)
        assert not shown.error, shown.error
        return shown.text


@pytest.fixture(scope="module")
def process(
    tool_environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    """One kernel for the module; `kernel` gives it to each test as if it had just been restarted."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(env=dict(tool_environment), cwd=str(tmp_path_factory.mktemp("desk")))
    kernel = Kernel(manager, client)
    try:
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


@pytest.fixture
def kernel(process: Kernel) -> Kernel:
    process.run("get_ipython().reset(new_session=True)")
    process.run("import grader")
    process.run("from grader.notebook.check import desk; desk().seen.clear()")
    return process


def test_importing_the_package_starts_nothing(tool_environment: Mapping[str, str]) -> None:
    import subprocess
    import sys

    code = "import sys, threading, grader; print(threading.active_count(), 'grader.sandbox' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=tool_environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1 False\n", "")


def test_a_right_function_passes_and_the_cell_shows_it_in_three_forms(kernel: Kernel) -> None:
    kernel.run(RIGHT)
    shown = kernel.run('grader.check("exercise1")')
    (forms,) = shown.data
    assert forms["text/plain"] == "✓ exercise1_numerical_diff  100 / 100"
    assert "100 / 100" in forms["text/html"]
    assert "100 / 100" in forms["text/markdown"]
    assert (shown.streams, shown.error) == ({}, "")


def test_a_wrong_function_is_shown_by_cell_and_line(kernel: Kernel) -> None:
    count = kernel.run(WRONG).count
    shown = kernel.run("grader.check(1)")
    assert f"cell [{count}], line 3" in shown.text
    assert f"cell [{count}], line 3" in shown.html
    assert "Next hint: grader.hint(&#34;exercise1&#34;)" in re.sub("</?code>", "", shown.html)
    assert 'grader.hint("exercise1")' in shown.text


def test_the_last_definition_that_ran_is_graded(kernel: Kernel) -> None:
    kernel.run(RIGHT, "a")
    kernel.run(WRONG, "b")
    assert kernel.value("grader.check(1).passed") == "False"
    kernel.run(RIGHT, "b")
    assert kernel.value("grader.check(1).passed") == "True"


def test_what_was_not_run_is_told(kernel: Kernel) -> None:
    text = " ".join(kernel.run("grader.check(1)").text.split())
    assert "no cell that was run defines numerical_diff; run the cell that defines it" in text
    kernel.run(DESCENT)
    assert "No cell that was run defines my_gradient." in kernel.run("grader.check(3)").text


def test_learner_code_never_runs_in_the_kernel(kernel: Kernel, tmp_path: Path) -> None:
    kernel.run("import os\nseen = []")
    kernel.run(RIGHT.replace("h = 1e-4", "seen.append(os.getpid())\n    h = 1e-4"))
    assert kernel.value("grader.check(1).passed, seen") == "(True, [])"


def test_cells_that_failed_count_as_far_as_they_ran(kernel: Kernel) -> None:
    assert "ZeroDivisionError" in kernel.run(f"{RIGHT}\n1 / 0\nnumerical_diff = None").error
    assert kernel.value("grader.check(1).passed") == "True"


def test_a_cell_with_magics_counts(kernel: Kernel) -> None:
    kernel.run(f"%%time\n%matplotlib inline\n{RIGHT}\n!echo x\nnumerical_diff?")
    kernel.run("%time y = numerical_diff(abs, 1.0)")
    assert kernel.value("grader.check(1).passed") == "True"


def test_a_cell_may_define_and_check(kernel: Kernel) -> None:
    assert "100 / 100" in kernel.run(f"{RIGHT}\ngrader.check(1)").text


def test_a_magic_runs_its_cell_and_checks_it(kernel: Kernel) -> None:
    kernel.run("%load_ext grader")
    shown = kernel.run(f"%%check exercise1 --seed 5 --lang ja\n{WRONG}\n6 * 7")
    value, report = shown.data
    assert value["text/plain"] == "42"
    assert f"セル [{shown.count}] の4行目" in report["text/plain"]
    assert kernel.value("numerical_diff(lambda x: 3 * x, 1.0) < 1") == "True"
    assert "100 / 100" not in kernel.run("%check exercise1").text
    kernel.run(RIGHT)
    assert "100 / 100" in kernel.run("%check exercise1").text


def test_a_magic_checks_a_cell_that_fails_too(kernel: Kernel) -> None:
    kernel.run("%load_ext grader")
    shown = kernel.run(f"%%check exercise1\n{RIGHT}\n1 / 0")
    assert "ZeroDivisionError" in shown.error
    assert "100 / 100" in shown.text


def test_a_magic_refuses_a_cell_that_awaits_in_one_line(kernel: Kernel) -> None:
    kernel.run("%reload_ext grader")
    shown = kernel.run("%%check exercise1\nimport asyncio\nawait asyncio.sleep(0)")
    assert "%%check cannot run a cell that awaits" in shown.error
    assert "\n" not in shown.error


def test_hints_come_one_by_one_and_begin_anew_with_another_idea(kernel: Kernel) -> None:
    kernel.run(WRONG)
    for rung in (1, 2, 3, 4, 4):
        assert f"Hint {rung} of 4" in kernel.run("grader.hint(1)").text
    assert "(2 * h)" in kernel.run("grader.hint(1)").text
    kernel.run(RIGHT.replace("1e-4", "1e-30"))
    assert "Hint 1 of 4" in kernel.run("grader.hint(1)").text
    kernel.run(RIGHT)
    assert "no hint is needed" in kernel.run("grader.hint(1)").text


def test_a_course_may_cap_the_hints(kernel: Kernel) -> None:
    kernel.run(WRONG)
    kernel.run("import os; os.environ['GRADER_MAX_HINT'] = '1'")
    try:
        shown = kernel.run("grader.check(1, hint=4)")
        assert "(2 * h)" not in shown.text + shown.html
        assert "grader.hint" not in shown.text + shown.html
        kernel.run("grader.hint(1)")
        assert "hints up to number 1" in kernel.run("grader.hint(1)").text
    finally:
        kernel.run("del os.environ['GRADER_MAX_HINT']")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('grader.check("exercise9")', "there is no exercise 'exercise9'"),
        ("grader.check(1, hint=5)", "hint=5 is not a whole number from 0 to 4"),
        ("grader.check(1, hint=1.5)", "hint=1.5 is not a whole number"),
        ("grader.check(1, seed=-1)", "seed=-1 is not a whole number"),
        ("grader.check(1, timeout='x')", "timeout='x' is not a number from 0.1 to 3600"),
        ("grader.check(1, lang='fr')", "lang='fr' is none of en, zh_CN, zh_TW, ja"),
        ("grader.check(1, submission='nowhere.py')", "nowhere.py does not exist"),
        ("grader.check(1, submission=3)", "submission=3 is not the path of a file"),
        ("grader.check(1, submission='-')", "submission='-' is not the path of a file"),
        ("grader.hint('all')", "a hint is for one exercise at a time"),
        ("%reload_ext grader\n%check 1 --nix", "%check has no option --nix"),
        ("%reload_ext grader\n%check 1 --hint x", "%check --hint x: this is no number"),
    ],
)
def test_wrong_use_is_told_in_one_line_without_a_traceback(kernel: Kernel, call: str, words: str) -> None:
    shown = kernel.run(call)
    assert words in shown.error
    assert "\n" not in shown.error
    assert shown.streams == {}


def test_a_fault_of_ours_is_told_in_one_line(kernel: Kernel) -> None:
    kernel.run(f"import grader.grading as grading\nkept, grading.grade = grading.grade, None\n{RIGHT}")
    try:
        shown = kernel.run("grader.check(1, seed=11)")
    finally:
        kernel.run("grading.grade = kept")
    assert "This is a fault of the grader, not of your program: TypeError" in shown.error
    assert "\n" not in shown.error


def test_a_file_may_be_checked_too(kernel: Kernel) -> None:
    kernel.run(f"open('mine.py', 'w').write({RIGHT!r})")
    assert kernel.value("grader.check(1, submission='mine.py').passed") == "True"


def test_the_learner_settings_of_numpy_and_warnings_reach_nothing(kernel: Kernel) -> None:
    kernel.run("import numpy as np, warnings\nold = np.seterr(all='raise')\nwarnings.simplefilter('error')")
    kernel.run("def numerical_diff(f, x):\n    return float('inf')")
    try:
        shown = kernel.run("grader.check(1)")
        assert not shown.error
        assert "not passed" in shown.text
    finally:
        kernel.run("np.seterr(**old); warnings.resetwarnings()")


def test_the_same_cells_are_graded_once(kernel: Kernel) -> None:
    kernel.run(RIGHT)
    same = "grader.check(1).reports[0] is grader.check(1).reports[0]"
    assert kernel.value(f"from grader.notebook.check import report_of\n{same}") == "True"
    assert kernel.value("report_of(1).score") == "100.0"


def test_what_is_shown_is_the_same_again_and_holds_no_time_and_no_path(kernel: Kernel) -> None:
    kernel.run(f"from grader.notebook.check import desk\n{WRONG}")
    first = kernel.run("grader.check(1, hint=4)").data
    kernel.run("desk().reports.clear()")
    again = kernel.run("grader.check(1, hint=4)").data
    assert first == again
    assert "In [ ]" not in str(first)


def test_a_worker_that_was_killed_is_made_again(kernel: Kernel) -> None:
    kernel.run(RIGHT)
    kernel.run("import os\nfrom grader.notebook.check import desk\ngrader.check(1)")
    kernel.run("os.kill(desk().warm._sandbox._process.pid, 9)")
    assert kernel.value("grader.check(1, seed=21).passed") == "True"


def test_a_forked_process_gets_a_worker_of_its_own(kernel: Kernel) -> None:
    kernel.run(RIGHT)
    kernel.run("import os, warnings\nfrom grader.notebook.check import desk\ngrader.check(1)")
    kernel.run(
        "with warnings.catch_warnings():\n"
        "    warnings.simplefilter('ignore')\n"  # Python warns of a fork beside threads
        "    child = os.fork()\n"
        "if child == 0:\n"
        "    own = desk().warm._sandbox is None\n"
        "    passed = own and grader.check(1, seed=31).passed\n"
        "    desk().warm.close()\n"
        "    os._exit(0 if passed else 1)"
    )
    assert kernel.value("os.waitpid(child, 0)[1], grader.check(1, seed=32).passed") == "(0, True)"


def test_an_interrupt_ends_a_check_in_one_line_and_the_next_one_works(kernel: Kernel) -> None:
    kernel.run("def numerical_diff(f, x):\n    while True:\n        pass")
    kernel.run("from grader.notebook.check import desk\nimport _thread, threading, time")
    kernel.run(  # as soon as the sandbox is in use, whenever that is
        "def stop():\n"
        "    while not desk().warm._sandbox or not desk().warm._sandbox._count > before:\n"
        "        time.sleep(0.01)\n"
        "    _thread.interrupt_main()\n"
        "before = desk().warm._sandbox._count if desk().warm._sandbox else 0\n"
        "thread = threading.Thread(target=stop)"
    )
    shown = kernel.run("thread.start(); grader.check(1, timeout=60)")
    assert shown.error == "The check was interrupted."
    kernel.run(RIGHT)
    assert kernel.value("grader.check(1).passed") == "True"


def test_one_worker_serves_a_kernel_and_ends_with_it(
    tool_environment: Mapping[str, str], tmp_path: Path
) -> None:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(env=dict(tool_environment), cwd=str(tmp_path))
    kernel = Kernel(manager, client)
    try:
        kernel.run(f"import grader\nfrom grader.notebook.check import desk\n{RIGHT}")
        process = "desk().warm._sandbox._process.pid"
        first = kernel.value(f"grader.check(1)\n{process}")
        assert kernel.value(f"grader.check(1, seed=3)\n{process}") == first
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
        manager.cleanup_resources()
    deadline = time.monotonic() + SECONDS
    while (Path("/proc") / first).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not (Path("/proc") / first).exists()
