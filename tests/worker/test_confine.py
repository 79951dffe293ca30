"""What a child can reach: each attempt is made by a program in a real child."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conversing import seen, talk

from grader.sandbox import Sandbox
from grader.worker.confine import LAYERS, REFUSED_CALLS

PROJECT = Path(__file__).resolve().parent.parent.parent
Need = Callable[[str], None]

TRY = """
import os
def attempt(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"
"""


def attempts(sandbox: Sandbox, setup: str = "", **actions: str) -> dict[str, Any]:
    """Make attempts in one child; returns for each "done" or the name of its exception."""
    body = ", ".join(f"{name!r}: attempt(lambda: {action})" for name, action in actions.items())
    told = seen(sandbox, f"{TRY}{setup}\ndef look():\n    return {{{body}}}\n")
    assert isinstance(told, dict)
    return told


@pytest.fixture
def other_file() -> Iterator[str]:
    """A file as another program of the same user would have it."""
    with tempfile.NamedTemporaryFile("w", prefix="of-another-") as file:
        file.write("secret")
        file.flush()
        yield file.name


# --- files ----------------------------------------------------------------------------------------


def test_files_of_the_system_the_project_and_others_cannot_be_read(
    sandbox: Sandbox, need: Need, other_file: str
) -> None:
    need("landlock")
    packages = Path(pytest.__file__).parent
    told = attempts(
        sandbox,
        passwd="open('/etc/passwd').read()",
        reference=f"open({str(PROJECT / 'reference/analytic.py')!r}).read()",
        solution=f"os.listdir({str(PROJECT / 'solutions')!r})",
        judge=f"open({str(PROJECT / 'grader/judge.py')!r}).read()",
        package=f"open({str(packages / '__init__.py')!r}).read()",
        packages=f"os.listdir({str(packages.parent)!r})",
        home=f"os.listdir({os.path.expanduser('~')!r})",
        proc="open('/proc/self/environ').read()",
        parent=f"open('/proc/{os.getpid()}/cmdline').read()",
        temporary=f"os.listdir({tempfile.gettempdir()!r})",
        other=f"open({other_file!r}).read()",
    )
    assert told == dict.fromkeys(told, "PermissionError")


def test_what_programs_need_can_be_read(sandbox: Sandbox) -> None:
    told = attempts(
        sandbox,
        numpy="__import__('numpy.linalg').linalg.inv([[1.0]])",
        library="__import__('statistics').mean([1, 2])",
        offered="__import__('common.functions')",
        digits="__import__('dataset.mnist', fromlist=['x']).load_mnist()",
        random="os.urandom(4) + open('/dev/urandom', 'rb').read(4)",
        null="open(os.devnull, 'w').write('x')",
    )
    assert told == dict.fromkeys(told, "done")


@pytest.mark.parametrize(
    "name", ["reference", "solutions", "exercises", "sandbox", "judge", "pytest", "mpmath"]
)
def test_nothing_of_the_project_and_no_other_package_can_be_imported(sandbox: Sandbox, name: str) -> None:
    loaded = talk(sandbox, f"import importlib\nimportlib.import_module({name!r})\n", [])
    assert loaded.raised == ["ModuleNotFoundError"]


def test_a_module_named_grader_can_be_imported_and_is_none_of_ours(sandbox: Sandbox) -> None:
    source = "import grader.judge\nassert grader.judge.__spec__.origin == 'offered', grader.judge.__spec__\n"
    assert talk(sandbox, source, []).raised == []
    assert talk(sandbox, "import grader\nassert not hasattr(grader, '__file__')\n", []).raised == []


def test_own_files_can_be_written_and_those_elsewhere_cannot(
    sandbox: Sandbox, need: Need, other_file: str
) -> None:
    need("landlock")
    beside = other_file + "-made"
    told = attempts(
        sandbox,
        own="open('own.txt', 'w').write('x')",
        folder="os.mkdir('folder')",
        array="__import__('numpy').save('a.npy', __import__('numpy').ones(3))",
        append=f"open({other_file!r}, 'a').write('x')",
        make=f"open({beside!r}, 'w').write('x')",
        directory=f"os.mkdir({beside!r})",
        cut=f"os.truncate({other_file!r}, 0)",
        base="open('../made', 'w').write('x')",
        library="open(os.__file__, 'a')",
    )
    assert {name for name, outcome in told.items() if outcome == "done"} == {"own", "folder", "array"}
    assert Path(other_file).read_text(encoding="ascii") == "secret"
    assert not os.path.exists(beside)


def test_nothing_is_removed_renamed_or_given_other_permissions(
    sandbox: Sandbox, need: Need, other_file: str
) -> None:
    need("seccomp")
    mode = stat.S_IMODE(os.stat(other_file).st_mode)
    told = attempts(
        sandbox,
        "open('own', 'w').close()",
        remove=f"os.unlink({other_file!r})",
        rename=f"os.rename({other_file!r}, 'stolen')",
        link=f"os.link({other_file!r}, 'linked')",
        symlink=f"os.symlink({other_file!r}, 'linked')",
        chmod=f"os.chmod({other_file!r}, 0o777)",
        chown=f"os.chown({other_file!r}, 1, 1)",
        touch=f"os.utime({other_file!r})",
        own_chmod="os.chmod('own', 0o4777)",
        hidden="os.unlink('own')",
        nameless="os.open('.', getattr(os, 'O_TMPFILE', 1 << 22) | os.O_RDWR)",
        room="os.posix_fallocate(os.open('own', os.O_RDWR), 0, 2**20)",
    )
    assert told == dict.fromkeys(told, "PermissionError")
    assert stat.S_IMODE(os.stat(other_file).st_mode) == mode


# --- processes, sockets, limits -------------------------------------------------------------------


def test_no_process_program_socket_signal_or_limit_gets_through(sandbox: Sandbox, need: Need) -> None:
    need("seccomp")
    told = attempts(
        sandbox,
        "import resource, signal, socket, subprocess\n",
        fork="os._exit(0) if os.fork() == 0 else None",
        spawn="subprocess.run(['/bin/true'])",
        system="1 / 0 if os.system('true') else None",
        execute="os.execv('/bin/true', ['true'])",
        internet="socket.socket()",
        unix="socket.socket(socket.AF_UNIX)",
        pair="socket.socketpair()",
        parent="os.kill(os.getppid(), 0)",
        grader=f"os.kill({os.getpid()}, signal.SIGTERM)",
        itself="os.kill(os.getpid(), signal.SIGSTOP)",
        group="os.killpg(0, signal.SIGSTOP)",
        cpu="resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))",
        memory="resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))",
        session="os.setsid()",
        nice="os.setpriority(os.PRIO_PROCESS, 0, 10)",
    )
    assert told.pop("system") == "ZeroDivisionError"  # libc reports that it could not start a shell
    assert [told.pop("cpu"), told.pop("memory")] == ["ValueError"] * 2  # how `resource` tells a refusal
    assert told == dict.fromkeys(told, "PermissionError")


SYSTEM_CALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return ctypes.get_errno() if result == -1 else 0
"""


@pytest.mark.skipif(
    not (sys.platform == "linux" and os.uname().machine == "x86_64"), reason="system calls by x86-64 number"
)
def test_system_calls_by_number_are_refused_also_with_bits_that_the_kernel_ignores(
    sandbox: Sandbox, need: Need
) -> None:
    need("seccomp")
    high = 1 << 32
    told = seen(
        sandbox,
        f"""{SYSTEM_CALLS}
def look():
    reader, writer = os.pipe()
    return {{
        "fork": call(57), "vfork": call(58), "clone": call(56, 17, 0, 0, 0, 0), "clone3": call(435, 0, 0),
        "ptrace": call(101, 16, {2**22 + 1}, 0, 0),
        "own the signals of a pipe": call(72, reader, 8, os.getppid()),
        "the same, high bits set": call(72, reader, {high} | 8, os.getppid()),
        "choose the signal": call(72, reader, 10, 9),
        "by ioctl": call(16, reader, 0x8901, 0),
        "survive the worker": call(157, 1, 0),
        "survive, high bits set": call(157, {high} | 1, 0),
        "be dumped": call(157, {high} | 4, 1),
        "openat2": call(437, -100, 0, 0, 24),
        "io_uring": call(425, 8, 0), "memfd": call(319, 0, 0), "bpf": call(321, 0, 0, 0),
    }}
""",
    )
    assert isinstance(told, dict)
    assert {name for name, code in told.items() if code == 38} == {"clone3", "openat2"}
    assert {name for name, code in told.items() if code == 0} == set()


def test_every_refused_call_is_named_once() -> None:
    assert len(REFUSED_CALLS) == len(set(REFUSED_CALLS))


def test_limits_hold_in_the_child(sandbox: Sandbox) -> None:
    told = seen(
        sandbox,
        TRY
        + """
def many_files():
    kept = []
    for number in range(100):
        kept.append(open(os.devnull))
def large_file():
    with open('large', 'wb') as file:
        file.truncate(2**30)
def look():
    import mmap
    return {
        'memory': attempt(lambda: bytearray(300 * 2**20)),
        'mapping': attempt(lambda: mmap.mmap(-1, 300 * 2**20)),
        'enough': attempt(lambda: bytearray(100 * 2**20)),
        'files': attempt(many_files),
        'size': attempt(large_file),
    }
""",
    )
    assert told == {
        "memory": "MemoryError",
        "mapping": "OSError",
        "enough": "done",
        "files": "OSError",
        "size": "OSError",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_child_holds_no_capability_and_can_gain_none(sandbox: Sandbox, need: Need) -> None:
    need("privileges")
    told = seen(
        sandbox,
        """
import ctypes
def look():
    libc = ctypes.CDLL(None)
    found = (ctypes.c_uint32 * 6)()
    assert libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), found) == 0
    return [sum(found), libc.prctl(39, 0, 0, 0, 0), libc.prctl(3, 0, 0, 0, 0)]
""",
    )
    assert told == [0, 1, 0]  # capabilities, no_new_privs, dumpable


# --- what a child inherits ------------------------------------------------------------------------


def test_a_child_has_no_variables_but_its_own_folder_as_home(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    told = seen(sandbox, "import os\ndef look():\n    return dict(os.environ), os.getcwd()\n")
    assert isinstance(told, tuple)
    variables, folder = told
    variables.pop("LC_CTYPE", None)  # Python sets it where the locale is the C one
    assert variables == {"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}


def test_a_child_has_only_standard_streams_and_its_channel_open(sandbox: Sandbox) -> None:
    told = seen(
        sandbox,
        """
import os
def look():
    found = {}
    for number in range(1024):
        try:
            found[number] = os.fstat(number).st_mode
        except OSError:
            pass
    return found
""",
    )
    assert isinstance(told, dict)
    kinds = [stat.S_IFMT(mode) for mode in told.values()]
    assert list(told)[:3] == ["0", "1", "2"]
    assert kinds == [stat.S_IFCHR] * 3 + [stat.S_IFSOCK]


def test_standard_input_is_empty_and_standard_output_a_stream_that_programs_know(sandbox: Sandbox) -> None:
    source = """
import io, sys
sys.stdout.reconfigure(encoding="utf-8")
print("one", end=" ")
print("two", file=sys.stderr, end=" ")
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
print("drei, três, 三")
sys.stdout.flush()
input()
"""
    found = talk(sandbox, source, [])
    assert found.raised == ["EOFError"]
    assert found.loaded.stdout == "one two drei, três, 三\n"  # type: ignore[union-attr]


def test_a_child_knows_nothing_of_the_grader_in_its_memory(sandbox: Sandbox) -> None:
    told = seen(sandbox, "import sys\ndef look():\n    return sorted(sys.modules), sys.argv, sys.path\n")
    assert isinstance(told, tuple)
    modules, arguments, paths = told
    roots = {name.partition(".")[0] for name in modules}
    assert not roots & {"grader", "reference", "solutions", "exercises", "jinja2", "click"}
    assert arguments == [""]
    assert not [path for path in paths if "site-packages" in path or path.startswith(str(PROJECT))]


def test_every_layer_is_in_force_or_missing_for_a_reason(
    sandbox: Sandbox, missing_layers: dict[str, str]
) -> None:
    from grader.session import Session
    from grader.worker.wire import SourceCell

    with Session(sandbox, [SourceCell(1, "")], []) as session:
        session.load()
    assert set(session.layers) | set(missing_layers) == set(LAYERS)
    assert not set(session.layers) & set(missing_layers)
    assert all(missing_layers.values())
