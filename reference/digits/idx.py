"""MNIST's own files: four in a folder, in the idx format, gzipped or not [1]_; knows nothing else.

.. [1] Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits", section "File
   formats": four bytes that tell the type of the numbers and how many axes there are, the length of each axis
   as a big-endian 32-bit integer, then the numbers.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Pair: TypeAlias = tuple[Array, Array]

SIDE = 28  # pixels
_UINT8 = 8  # the format's code for unsigned bytes
_MOST = 10**6  # images in one file: MNIST has 60,000
_SETS = ("train", "t10k")  # for training, for testing


class IdxError(ValueError):
    """A folder of MNIST's files that cannot be used: the message names the file and what is wrong with it."""


@cache
def read_folder(folder: str) -> tuple[Pair, Pair]:
    """Read MNIST's four files.

    folder  str, where `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
            `t10k-labels-idx1-ubyte` lie, each as it is or gzipped with the ending `.gz`
    Returns (training images, labels), (test images, labels): uint8 of shapes (n, 28, 28) and (n,), read-only,
    since the same arrays are returned every time.
    Raises IdxError where a file is absent or broken, or where images and labels do not match.
    """
    train, test = (_pair(Path(folder), name) for name in _SETS)
    return train, test


def _pair(folder: Path, name: str) -> Pair:
    images_file, labels_file = (_find(folder, f"{name}-{kind}") for kind in ("images", "labels"))
    images, labels = _read(images_file, 3), _read(labels_file, 1)
    if images.shape[1:] != (SIDE, SIDE):
        raise IdxError(f"{images_file}: the images have {images.shape[1:]} pixels, not ({SIDE}, {SIDE})")
    if len(images) != len(labels):
        raise IdxError(f"{labels_file}: {len(labels)} labels for {len(images)} images")
    if labels.max(initial=0) > 9:
        raise IdxError(f"{labels_file}: a label is {labels.max()}, which is no digit")
    return images, labels


def _find(folder: Path, stem: str) -> Path:
    axes = 3 if stem.endswith("images") else 1
    names = [f"{stem}{sign}idx{axes}-ubyte{ending}" for ending in ("", ".gz") for sign in "-."]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise IdxError(f"{folder}: there is no file {names[0]}, nor {names[0]}.gz")


def _read(path: Path, axes: int) -> Array:
    opened = gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")  # noqa: SIM115  (closed below)
    try:
        with opened:
            return _numbers(path, cast(IO[bytes], opened), axes)
    except (OSError, EOFError, zlib.error) as fault:
        raise IdxError(f"{path}: {fault}") from fault


def _numbers(path: Path, file: IO[bytes], axes: int) -> Array:
    header = file.read(4 + 4 * axes)
    if header[:4] != bytes([0, 0, _UINT8, axes]) or len(header) < 4 + 4 * axes:
        raise IdxError(f"{path}: this is no idx file of bytes with {axes} axes")
    shape = struct.unpack(f">{axes}I", header[4:])
    if not 0 < shape[0] <= _MOST or any(length > SIDE for length in shape[1:]):
        raise IdxError(f"{path}: its header tells the shape {shape}")
    size = int(np.prod(shape))
    data = file.read(size + 1)
    if len(data) != size:
        said = "more" if len(data) > size else f"only {len(data)}"
        raise IdxError(f"{path}: {said} bytes where its header tells {size}")
    return np.frombuffer(data, dtype=np.uint8).reshape(shape)
