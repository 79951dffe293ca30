"""autograder.zip for Gradescope: the kit's source, what it needs, and the two scripts in the archive's root.

The same versions of the libraries are installed there as are installed here. The archive holds a secret of
its own, so that nobody can foresee the inputs; the policy and the options lie beside it as data.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ...errors import CourseError, UsageError

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = Path(__file__).parent / "autograder"
SCRIPTS = ("setup.sh", "run_autograder")
PACKAGES = ("grader", "reference")
OPTIONS = "options.json"
POLICY = "class.toml"
_LIBRARIES = ("numpy", "msgspec", "click", "jinja2", "markupsafe")
_OF_LINUX = ("pyseccomp",)  # Gradescope's machines run Linux, whatever this one runs
_SKIPPED = re.compile(r"__pycache__|\.py[co]$|(^|/)\.")
_MOMENT = (2020, 1, 1, 0, 0, 0)  # of every file: an archive of the same kit differs by its secret alone


@dataclass(frozen=True)
class GradescopeOptions:
    """What the autograder is to do.

    exercises  ids, in the order in which they are shown
    policy     file of the class's policy, None for none
    seconds    wall limit of an exercise; memory  MiB
    rung       last rung of hints that a student sees
    """

    exercises: tuple[str, ...]
    policy: str | None = None
    lang: str = "en"
    rung: int = 1
    seconds: float = 10.0
    memory: int = 1024


def autograder_zip(options: GradescopeOptions, salt: bytes | None = None) -> bytes:
    """Return the archive. Raises CourseError for a policy that is wrong.

    salt  bytes, secret; None draws new ones
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in SCRIPTS:
            text = (TEMPLATES / name).read_bytes().replace(b"\r\n", b"\n")
            _add(archive, name, text, executable=True)
        _add(archive, "requirements.txt", "".join(f"{line}\n" for line in requirements()).encode())
        _add(archive, OPTIONS, _options(options, salt or secrets.token_bytes(32)))
        if options.policy is not None:
            _add(archive, POLICY, _policy(options.policy))
        for path, content in _kit():
            _add(archive, f"kit/{path}", content)
    return stream.getvalue()


def requirements() -> list[str]:
    """Return what is to be installed, in the versions that are installed here."""
    found: list[str] = []
    for name in (*_LIBRARIES, *_OF_LINUX):
        try:
            found.append(f"{name}=={metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(name)
    return found


def _options(options: GradescopeOptions, salt: bytes) -> bytes:
    document = {
        "exercises": list(options.exercises),
        "lang": options.lang,
        "rung": options.rung,
        "seconds": options.seconds,
        "memory_mib": options.memory,
        "salt": salt.hex(),
    }
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def _policy(path: str) -> bytes:
    """Return the policy's file, once it is known to be right."""
    from ..policy import load_policy

    load_policy(path)
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CourseError(f"{path}: {error.strerror or error}", "Name a file that can be read.") from None


def _kit() -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of the kit's own files, in a fixed order."""
    for package in PACKAGES:
        folder = ROOT / package
        if not folder.is_dir():
            raise UsageError(
                f"the kit's own files are not in {ROOT}", "Run it from an unpacked installation."
            )
        for path in _files(folder):
            relative = path.relative_to(ROOT).as_posix()
            if not _SKIPPED.search(relative):
                yield relative, path.read_bytes()


def _files(folder: Path) -> Sequence[Path]:
    return sorted(Path(base) / name for base, _, names in os.walk(folder) for name in names)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.create_system = 3  # Unix: the mode below is one of its
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
