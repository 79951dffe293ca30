"""The children's temporary folders: whether one grew too large, and its removal.

A child could write what it liked there: names, depths and modes are hostile. Nothing here recurses, follows
a link or needs a path longer than the system allows.
"""

from __future__ import annotations

import os
import shutil
import stat

_MAX_ENTRIES = 2000  # files and folders in a child's folder
_LEAVES = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def too_large(folder: str, limit: int) -> bool:
    """Tell whether a folder holds more than `limit` bytes or too many entries, or hides what it holds."""
    total = entries = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    entries += 1
                    status = entry.stat(follow_symlinks=False)
                    total += status.st_blocks * 512
                    if entries > _MAX_ENTRIES or total > limit:
                        return True
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append(entry.path)
        except FileNotFoundError:
            continue  # gone since
        except OSError:
            return True  # a path beyond the system's limit, or a folder without permissions
    return False


def remove(folder: str) -> None:
    """Remove a folder, whatever a child left in it; what cannot be removed is left, without an error."""
    try:
        os.chmod(folder, 0o700)
        shutil.rmtree(folder)
        return
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        pass
    try:
        _flatten(folder)
        os.rmdir(folder)
    except OSError:
        pass


def _flatten(folder: str) -> None:
    """Empty a folder by moving inner folders up into it, so that none is ever deep."""
    top = os.open(folder, _LEAVES)
    try:
        number, waiting = 0, os.listdir(top)
        while waiting:
            name = waiting.pop()
            if not stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
                os.unlink(name, dir_fd=top)
                continue
            os.chmod(name, 0o700, dir_fd=top)
            inner = os.open(name, _LEAVES, dir_fd=top)
            try:
                for deeper in os.listdir(inner):
                    if stat.S_ISDIR(os.stat(deeper, dir_fd=inner, follow_symlinks=False).st_mode):
                        os.chmod(deeper, 0o700, dir_fd=inner)
                        number += 1
                        moved = f"{number}-{os.getpid()}-removed"
                        os.rename(deeper, moved, src_dir_fd=inner, dst_dir_fd=top)
                        waiting.append(moved)
                    else:
                        os.unlink(deeper, dir_fd=inner)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
