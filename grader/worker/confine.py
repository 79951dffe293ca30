"""Confinement of a child before it runs a learner's first line; knows layers, not programs.

Each layer is prepared once in the fork server and put in force in each child. A layer that this
machine lacks is left out, with its reason; the others still hold.

    process     own process, session and temporary folder; dies with the fork server
    rlimits     memory, CPU time, file size, open files, no core dump, no further process
    privileges  no Linux capability, no way to gain one
    landlock    reads Python, NumPy and the worker's own folder; writes its temporary folder
    seccomp     no process, program, socket, trace, signal to others, nor system administration
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import landlock

LAYERS = ("process", "rlimits", "privileges", "landlock", "seccomp")

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
_EPERM, _ENOSYS = 1, 38
_CLONE_THREAD = 0x00010000
_FILE_BYTES = 16 * 2**20  # one file in the temporary folder; the sandbox watches the folder's whole size
_OPEN_FILES = 64  # beside those that are open when the limit is set

# System calls that no exercise needs and that reach beyond the child. They fail with EPERM, so that a
# program which merely tries goes on. Names that this libseccomp does not know are left out.
_REFUSED = {
    "processes": "fork vfork execve execveat",
    "network": "socket socketpair connect bind listen accept accept4",
    "others": "ptrace process_vm_readv process_vm_writev kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo "
    "pidfd_open pidfd_getfd pidfd_send_signal process_madvise process_mrelease kcmp setpgid setsid",
    "limits": "prlimit64 setrlimit setpriority ioprio_set sched_setaffinity sched_setscheduler "
    "sched_setparam sched_setattr personality",
    "identity": "setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset",
    "memory outside the limit": "memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd msgrcv "
    "semget semop semctl semtimedop mq_open mq_unlink userfaultfd",
    # a file that is removed while it is open, or room reserved at once, escapes the count of the folder
    "space outside the limit": "fallocate unlink unlinkat rename renameat renameat2",
    "files of others": "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat "
    "futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr link linkat symlink "
    "symlinkat mknod mknodat open_by_handle_at name_to_handle_at sync syncfs sync_file_range",
    "system": "mount umount2 pivot_root chroot unshare setns fsopen fsmount fsconfig fspick move_mount "
    "open_tree mount_setattr bpf perf_event_open io_uring_setup io_uring_enter io_uring_register keyctl "
    "add_key request_key init_module finit_module delete_module reboot swapon swapoff kexec_load "
    "kexec_file_load acct quotactl quotactl_fd settimeofday clock_settime adjtimex clock_adjtime "
    "sethostname setdomainname iopl ioperm syslog vhangup nfsservctl lookup_dcookie move_pages "
    "migrate_pages mbind set_mempolicy set_mempolicy_home_node inotify_init inotify_init1 inotify_add_watch "
    "fanotify_init fanotify_mark uselib ustat sysfs modify_ldt seccomp",
}
_FLAGS_IN_MEMORY = (435, 437)  # clone3, openat2, on every architecture: libc falls back to clone, openat
_BY_TREE = 2  # the filter as a tree, not a list: loading it runs it for every system call, a third as long
_INT = 0xFFFFFFFF  # the kernel reads these arguments as 32 bits, whatever stands above them
_TMPFILE = getattr(os, "O_TMPFILE", 1 << 22) & ~os.O_DIRECTORY
# (call, position of an argument, mask, value): refused where the argument has that value under the mask
_REFUSED_ARGUMENTS = (
    *(("prctl", 0, _INT, option) for option in (_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE)),
    # F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP: any signal to any process, by way of a file
    *(("fcntl", 1, _INT, command) for command in (8, 10, 15)),
    *(("ioctl", 1, _INT, command) for command in (0x8901, 0x8902)),
    *(("fcntl", 1, _INT, command) for command in (1024, 1026)),  # F_SETLEASE, F_NOTIFY: holds up others
    # a file without a name: the server, which counts what lies in the folder, would not see it
    ("open", 1, _TMPFILE, _TMPFILE),
    ("openat", 2, _TMPFILE, _TMPFILE),
)
REFUSED_CALLS = tuple(name for names in _REFUSED.values() for name in names.split())


_CAPABILITIES = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
_NONE = (ctypes.c_uint32 * 6)()


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


@dataclass
class Confinement:
    """Layers made ready in the fork server, to be put in force in its children.

    readable  files and folders that a child may read
    missing   layer -> why this machine lacks it
    descriptors  what a child has to keep open until it is confined
    """

    readable: tuple[str, ...]
    missing: dict[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    _landlock: Callable[[str], None] | None = None
    _filter: bytes = b""
    libc: ctypes.CDLL | None = None

    def enter(self, folder: str, memory: int, seconds: float) -> tuple[list[str], dict[str, str]]:
        """Confine this process for good; returns the layers in force and why others are not.

        folder   its temporary folder, the only one it may write
        memory   bytes that it may allocate beyond what it holds now
        seconds  CPU time after which the kernel ends it
        """
        missing = dict(self.missing)
        in_force = ["process"]
        steps: dict[str, Callable[[], None]] = {
            "rlimits": lambda: _set_limits(memory, seconds, _OPEN_FILES + len(self.descriptors)),
            "privileges": self._drop_privileges,
            "landlock": lambda: self._landlock(folder) if self._landlock else None,
            "seccomp": self._load_filter,
        }
        for layer, apply in steps.items():
            if layer in missing:
                continue
            try:
                apply()
            except Exception as error:
                missing[layer] = f"{type(error).__name__}: {error}"[:300]
            else:
                in_force.append(layer)
        return in_force, missing

    def _drop_privileges(self) -> None:
        libc = self._need_libc()
        _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _check(libc.capset(_CAPABILITIES, _NONE))
        _check(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))

    def _load_filter(self) -> None:
        program = _Program(len(self._filter) // 8, self._filter)
        _check(self._need_libc().prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0))

    def _need_libc(self) -> ctypes.CDLL:
        assert self.libc is not None
        return self.libc


def prepare(readable: Sequence[str], base: str) -> Confinement:
    """Load what the layers need, once; call before any fork.

    readable  files and folders that a child may read
    base      folder that will hold the children's own
    """
    confinement = Confinement(tuple(path for path in readable if os.path.exists(path)))
    if not sys.platform.startswith("linux"):
        for layer in ("privileges", "landlock", "seccomp"):
            confinement.missing[layer] = f"{layer} is a layer of Linux; this is {sys.platform}"
        return confinement
    confinement.libc = ctypes.CDLL(None, use_errno=True)
    for name in ("prctl", "capset"):
        getattr(confinement.libc, name)  # looked up here once, not in every child
    try:
        confinement._landlock, confinement.descriptors = landlock.rules(confinement.readable, base)
    except Exception as error:
        confinement.missing["landlock"] = f"{type(error).__name__}: {error}"[:300]
    try:
        confinement._filter = _seccomp_filter()
    except Exception as error:
        confinement.missing["seccomp"] = f"{type(error).__name__}: {error}"[:300]
    return confinement


def detach(keep: Sequence[int], parent: int, libc: ctypes.CDLL | None = None) -> None:
    """Make a just forked child its own: session, signals, descriptors, death with its parent.

    libc  as the confinement has it, where there is one
    """
    os.setsid()
    if sys.platform.startswith("linux"):
        (libc or ctypes.CDLL(None)).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # of the other signals that its parent handles none comes
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    last = 2
    for descriptor in sorted(keep):
        os.closerange(last + 1, descriptor)
        last = descriptor
    os.closerange(last + 1, 4096)


def _set_limits(memory: int, seconds: float, files: int) -> None:
    held = _address_space()
    cpu = int(seconds) + 2
    _lower(resource.RLIMIT_AS, held + memory)
    _lower(resource.RLIMIT_CPU, cpu)
    _lower(resource.RLIMIT_FSIZE, _FILE_BYTES)
    _lower(resource.RLIMIT_NOFILE, files)
    _lower(resource.RLIMIT_CORE, 0)
    if hasattr(resource, "RLIMIT_NPROC"):
        _lower(resource.RLIMIT_NPROC, 0)
    _go_first()


def _go_first() -> None:
    """Where memory runs out altogether, let the kernel end this process and no other."""
    with contextlib.suppress(OSError):
        file = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(file, b"1000")
        os.close(file)


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _address_space() -> int:
    try:
        file = os.open("/proc/self/statm", os.O_RDONLY)  # a file object takes a tenth of a millisecond more
    except OSError:
        return 2**29  # without /proc: a generous guess of what Python and NumPy map
    pages = int(os.read(file, 100).split()[0])
    os.close(file)
    return pages * resource.getpagesize()


def _seccomp_filter() -> bytes:
    """Return the filter as a BPF program, compiled once: loading it then costs microseconds."""
    import pyseccomp  # type: ignore[import-untyped,import-not-found,unused-ignore]

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # unknown to old versions
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, _BY_TREE)
    refused = pyseccomp.ERRNO(_EPERM)
    rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0))  # not a thread
    for number in _FLAGS_IN_MEMORY:
        rules.add_rule(pyseccomp.ERRNO(_ENOSYS), number)
    others: list[tuple[str, tuple[Any, ...]]] = [(name, ()) for name in REFUSED_CALLS]
    others += [
        (name, (pyseccomp.Arg(position, pyseccomp.MASKED_EQ, mask, value),))
        for name, position, mask, value in _REFUSED_ARGUMENTS
    ]
    for name, arguments in others:
        try:
            rules.add_rule(refused, name, *arguments)
        except (OSError, ValueError):  # unknown to this libseccomp or architecture
            continue
    receiver, sender = os.pipe()  # a program of this size fits into the pipe's buffer
    with open(receiver, "rb") as source:
        with open(sender, "wb") as sink:
            rules.export_bpf(sink)
        return source.read()


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
