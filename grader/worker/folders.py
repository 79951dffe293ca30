"""The children's temporary folders: whether one grew too large, and its removal.

A child could write what it liked there: names, depths and modes are hostile. Nothing here recurses, follows
a link or needs a path longer than the system allows.
"""

from __future__ import annotations

import os
import shutil
import stat

_MAX_ENTRIES = 2000  # files and folders in a child's folder
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


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
        os.rmdir(folder)  # nearly always it is empty
        return
    except OSError:
        pass
    try:
        os.chmod(folder, 0o700)
        shutil.rmtree(folder)
        return
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        pass
    try:
        _empty(folder)
        os.rmdir(folder)
    except OSError:
        pass


def _empty(folder: str) -> None:
    """Remove what a folder holds, going down and up one level at a time: no path and no stack grows deep."""
    here = os.open(folder, _FOLDER)
    try:
        waiting = [_clear(here)]  # level by level, the folders that are still to be removed
        while True:
            if waiting[-1]:
                inner = os.open(waiting[-1][-1], _FOLDER, dir_fd=here)
                os.close(here)
                here = inner
                waiting.append(_clear(here))
                continue
            waiting.pop()
            if not waiting:
                return
            outer = os.open("..", _FOLDER, dir_fd=here)
            os.close(here)
            here = outer
            os.rmdir(waiting[-1].pop(), dir_fd=here)
    finally:
        os.close(here)


def _clear(here: int) -> list[str]:
    """Remove the files of an open folder; returns its folders, which can be opened from now on."""
    folders = []
    for name in os.listdir(here):
        if stat.S_ISDIR(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode):
            os.chmod(name, 0o700, dir_fd=here)
            folders.append(name)
        else:
            os.unlink(name, dir_fd=here)
    return folders
