"""Zip archives of strangers as folders, in memory; nothing is ever unpacked to disk; knows no layout.

What an archive says of itself is not trusted: the table of contents, the sizes, the number and the names of
members have limits, real sizes are counted while reading, and a name that points elsewhere is a trouble.

.. [1] PKWARE, ".ZIP File Format Specification" (APPNOTE), 4.3.12, 4.4.4, 4.4.17, appendix D.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO

from ...errors import UnreadableSubmission
from ...submission.files import shown

MOST_MEMBERS = 30_000  # of a class's archive as much as of a student's
MOST_PARTS = 120_000  # files and folders in the names of all members together
LARGEST_TABLE = 4 * 2**20  # bytes of the table of contents: in memory it takes some ten times as many
LARGEST_RATIO = 200  # of a member's size to its compressed size; notebooks come to about 20
RATIO_FROM = 2**20  # bytes from which the ratio is looked at
TOTAL_FROM = 2**28  # bytes from which the ratio of all members together is looked at
LONGEST_NAME = 255  # bytes of a file's or folder's name: what file systems hold
DEEPEST = 40  # folders in one another
LARGEST_METADATA = 64 * 2**20  # bytes of a platform's file beside the hand-ins
_CHUNK = 2**16
_SHOWN = 60  # characters of a name that is wrong
_ENCRYPTED, _UTF8 = 0x1, 0x800  # general purpose flags
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AGAIN = "Ask for the file itself, or for a new archive."


def is_archive(name: str) -> bool:
    """Tell whether a file's name is that of a zip archive."""
    return name.lower().endswith(".zip")


@dataclass(frozen=True)
class ArchiveNode:
    """A folder or file inside an archive.

    member   name by which the archive finds it
    trouble  what stands against reading it
    size     bytes, as the archive says
    """

    name: str
    path: str
    file: str
    member: str = ""
    is_folder: bool = False
    trouble: tuple[str, str] | None = None
    time: float = 0.0
    held: dict[str, ArchiveNode] = field(default_factory=dict, compare=False)

    def children(self) -> Sequence[ArchiveNode]:
        """Return what the folder holds, by name."""
        return [self.held[name] for name in sorted(self.held)]

    def changed_at(self) -> float:
        """Return the member's time in seconds, of an unknown zone."""
        return self.time

    def stream(self) -> BinaryIO:
        """Open the member. Raises UnreadableSubmission."""
        return io.BytesIO(read_member(self.file, self.member, LARGEST_METADATA, self.path))


def open_archive(file: str, path: str) -> ArchiveNode:
    """Return an archive on disk as a folder; `path` is its name for display.

    Raises UnreadableSubmission where it is broken, too large, or no archive.
    """
    members = _opened(file, path).infolist()
    against = _against_all(members, os.path.getsize(file))
    if against is not None:
        _cached.cache_clear()
        raise UnreadableSubmission(f"{path} {against}", _AGAIN)
    root = ArchiveNode(os.path.basename(file), path, file, is_folder=True)
    codec = _codec([member for member in members if not member.flag_bits & _UTF8])
    for member in members:
        _place(root, member, _name(member, codec))
    return root


def read_member(file: str, member: str, limit: int, path: str) -> bytes:
    """Return the content of one member of an archive, of at most `limit` bytes.

    Raises UnreadableSubmission for everything else, whatever sizes the archive claims.
    """
    archive = _opened(file, path)
    try:
        info = archive.getinfo(member)
        against = _against(info, path)
        if against is not None:
            raise UnreadableSubmission(*against)
        if info.file_size > limit:
            raise _too_large(path, limit)
        parts: list[bytes] = []
        left = limit + 1
        with archive.open(info) as stream:
            while left > 0 and (part := stream.read(min(left, _CHUNK))):
                parts.append(part)
                left -= len(part)
    except KeyError:
        raise UnreadableSubmission(f"{path} is no longer in its archive", _AGAIN) from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise UnreadableSubmission(f"{path} cannot be unpacked: {shown(str(error))}", _AGAIN) from None
    except (NotImplementedError, RuntimeError):  # an encryption or compression that is not known
        raise UnreadableSubmission(f"{path} is packed in a way that cannot be read", _AGAIN) from None
    if left <= 0:
        raise _too_large(path, limit)
    return b"".join(parts)


class _Guarded(io.FileIO):
    """A file from which no more is read at once than a table of contents may have."""

    def read(self, size: int | None = -1, /) -> bytes:
        all_of_it = size is None or size < 0
        asked = LARGEST_TABLE + 1 if size is None or size < 0 else size
        raw = super().read(asked) if all_of_it or asked <= LARGEST_TABLE else None
        if raw is None or len(raw) > LARGEST_TABLE:
            raise zipfile.BadZipFile("its table of contents is too large")
        return raw

    def __del__(self) -> None:
        self.close()  # the cache lets go of an archive without a word


def _opened(file: str, path: str) -> zipfile.ZipFile:
    """Open an archive; the last one stays open, since its members are read one after the other."""
    try:
        status = os.stat(file)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableSubmission(f"{path} is not a file", _AGAIN)
        return _cached(file, status.st_size, status.st_mtime_ns)
    except PermissionError:
        raise UnreadableSubmission(f"{path} may not be read", "Give yourself permission.") from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableSubmission(f"{path} is a broken archive: {shown(str(error))}", _AGAIN) from None


@lru_cache(maxsize=1)
def _cached(file: str, _size: int, _changed_ns: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(_Guarded(file))


def _against_all(members: Sequence[zipfile.ZipInfo], size: int) -> str | None:
    """Return what stands against an archive as a whole, None where nothing does; size: its bytes on disk."""
    if len(members) > MOST_MEMBERS:
        return f"holds more than {MOST_MEMBERS} files"
    if sum(member.filename.count("/") + member.filename.count("\\") + 1 for member in members) > MOST_PARTS:
        return "holds too many folders in one another"
    total = sum(member.file_size for member in members)
    if total > max(TOTAL_FROM, LARGEST_RATIO * size):
        return f"unpacks to {total // 2**20} MiB, too many for its size"
    return None


def _place(root: ArchiveNode, info: zipfile.ZipInfo, name: str) -> None:
    """Put a member where its name says, or at the top where the name says what may not be."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    path = f"{root.path}!{shown('/'.join(parts))}"
    wrong = _wrong_name(name, parts, root.path)
    if wrong is not None:
        last = (parts[-1] if parts else name)[-LONGEST_NAME:]
        given = f"{root.path}!{shown(name)}"
        wronged = ArchiveNode(last, given, root.file, info.filename, trouble=wrong)
        root.held[f"{len(root.held)} {info.filename}"] = wronged
        return
    *above, last = parts
    folder = root
    for depth, part in enumerate(above, start=1):
        inner = folder.held.get(part)
        if inner is None or not inner.is_folder:
            below = f"{root.path}!{shown('/'.join(parts[:depth]))}"
            inner = folder.held[part] = ArchiveNode(part, below, root.file, is_folder=True)
        folder = inner
    known = folder.held.get(last)
    if info.is_dir() or name.endswith("\\"):
        if known is None:
            folder.held[last] = ArchiveNode(last, path, root.file, is_folder=True)
        return
    trouble = _against(info, path)
    if known is not None:
        trouble = f"{path} is in its archive twice", _AGAIN
    folder.held[last] = ArchiveNode(last, path, root.file, info.filename, trouble=trouble, time=_time(info))


def _wrong_name(name: str, parts: list[str], archive: str) -> tuple[str, str] | None:
    """Return what is wrong with a name, None where nothing is."""
    whole = name.replace("\\", "/")
    if not parts or whole.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        return f"{archive} holds the name {shown(name[:_SHOWN])}, which points out of it", _AGAIN
    longest = max(len(part.encode("utf-8", "surrogatepass")) for part in parts)
    if longest > LONGEST_NAME or len(parts) > DEEPEST:
        return f"{archive} holds a name that is too long: {shown(name[:_SHOWN])}...", _AGAIN
    return None


def _against(info: zipfile.ZipInfo, path: str) -> tuple[str, str] | None:
    """Return what stands against reading a member, None where nothing does."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        kind = "a link" if stat.S_ISLNK(mode) else "not a regular file"
        return f"{path} is {kind} in its archive", "Ask for an archive of files."
    if info.flag_bits & _ENCRYPTED:
        return f"{path} is encrypted", "Ask for an archive without a password."
    if info.compress_type not in _METHODS:
        return f"{path} is packed in a way that is not read", "Ask for an ordinary zip archive."
    if info.file_size > RATIO_FROM and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        return f"{path} unpacks to {info.file_size // 2**20} MiB, too many for its packed size", _AGAIN
    if is_archive(info.filename):
        return f"{path} is an archive in an archive, and is not opened", "Unpack the outer archive first."
    return None


def _name(info: zipfile.ZipInfo, codec: str | None) -> str:
    """Return a member's name in the encoding that its packer meant."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    raw = _raw(info)
    if raw is None:
        return info.filename  # the name comes from the field for Unicode names
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(codec) if codec else info.filename
    except UnicodeDecodeError:
        return info.filename


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    try:
        return info.filename.encode("cp437")  # as what zipfile has read it
    except UnicodeEncodeError:
        return None


def _codec(members: Sequence[zipfile.ZipInfo]) -> str | None:
    """Return the likeliest encoding of names that are neither ASCII nor UTF-8, from all of them together."""
    names = [raw for member in members if not member.filename.isascii() and (raw := _raw(member))]
    joined = b"\n".join(name for name in names if not _is_utf8(name))
    if not joined:
        return None
    from ...submission.legacy import likeliest

    first = next(at for at, byte in enumerate(joined) if byte > 127)
    for codec in likeliest(joined, first):
        try:
            joined.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _too_large(path: str, limit: int) -> UnreadableSubmission:
    return UnreadableSubmission(
        f"{path} is larger than {limit / 2**20:g} MiB",
        "Ask for the program alone; in a notebook, without its outputs.",
    )
