"""The digits against published counts and interpolation by rows, and MNIST's files as they may be found."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reference import digits
from reference.digits.idx import IdxError, read_folder

PUBLISHED = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # UCI, "Class: No of examples in testing set"


def test_digits_have_the_published_number_of_each_class() -> None:
    (_, train), (_, test) = digits.load_mnist()
    assert np.bincount(np.concatenate([train, test])).tolist() == PUBLISHED
    (_, one), (_, other) = digits.load_digits()
    assert np.concatenate([one, other]).sum(axis=0).tolist() == PUBLISHED


def test_small_digits_are_the_stored_pixels_from_0_to_1() -> None:
    (x_train, t_train), (x_test, t_test) = digits.load_digits()
    with np.load(digits.DATA) as stored:
        images, labels = stored["images"], stored["labels"]
    assert np.array_equal(np.concatenate([x_train, x_test]) * 16, images.reshape(-1, 64))
    assert np.array_equal(np.concatenate([t_train, t_test]).argmax(axis=1), labels)
    assert (len(x_train), len(x_test), x_train.dtype, x_train.max()) == (1500, 297, np.float64, 1.0)


def test_digits_come_in_the_shapes_and_dtypes_of_mnist() -> None:
    (x_train, t_train), (x_test, t_test) = digits.load_mnist()
    shapes = (x_train.shape, x_test.shape, t_train.shape, t_test.shape)
    assert shapes == ((1500, 784), (297, 784), (1500,), (297,))
    assert (x_train.dtype, t_train.dtype) == (np.float32, np.uint8)
    assert (x_train.min(), x_train.max()) == (0.0, 1.0)
    (x_train, t_train), _ = digits.load_mnist(normalize=False, flatten=False, one_hot_label=True)
    assert (x_train.shape, x_train.dtype, x_train.max()) == ((1500, 1, 28, 28), np.uint8, 255)
    assert (t_train.shape, t_train.sum()) == ((1500, 10), 1500.0)


def test_digits_are_interpolated_between_the_centres_of_pixels() -> None:
    with np.load(digits.DATA) as stored:
        small = stored["images"][3].astype(float)
    (large, _), _ = digits.load_mnist(normalize=False, flatten=False)
    places = (np.arange(20) + 0.5) * 8 / 20 - 0.5
    rows = np.array([np.interp(places, np.arange(8), row) for row in small])
    both = np.array([np.interp(places, np.arange(8), column) for column in rows.T]).T
    assert np.abs(large[3, 0, 4:24, 4:24] - both * 255 / 16).max() <= 0.51
    assert large[3, 0].sum() == large[3, 0, 4:24, 4:24].sum()


def test_digits_are_new_arrays_and_leave_random_numbers_alone() -> None:
    state = np.random.get_state()[1]
    first, again = digits.load_mnist(), digits.load_mnist()
    assert np.array_equal(np.random.get_state()[1], state)
    first[0][0][:] = 0
    assert again[0][0].max() == 1.0


@pytest.mark.parametrize("content", [None, b"not an archive", b"PK\x03\x04cut short"])
def test_an_unreadable_file_of_digits_is_told(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digits.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(digits, "DATA", str(path))
    with pytest.raises(OSError, match=r"digits that stand in for MNIST cannot be read \(digits\.npz"):
        digits.load_mnist()


# --- MNIST's own files ----------------------------------------------------------------------------


def idx(array: np.ndarray) -> bytes:
    """Write an array of bytes in the idx format."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_mnist(folder: Path, packed: bool = False, sign: str = "-") -> dict[str, np.ndarray]:
    """Write four small files as MNIST's; returns what they hold."""
    rng = np.random.default_rng(1)
    held = {}
    for name, count in (("train", 12), ("t10k", 5)):
        held[f"{name}-images{sign}idx3-ubyte"] = rng.integers(0, 256, (count, 28, 28)).astype(np.uint8)
        held[f"{name}-labels{sign}idx1-ubyte"] = (np.arange(count) % 10).astype(np.uint8)
    for name, array in held.items():
        data = gzip.compress(idx(array)) if packed else idx(array)
        (folder / (name + ".gz" * packed)).write_bytes(data)
    return held


@pytest.mark.parametrize(("packed", "sign"), [(False, "-"), (True, "-"), (False, ".")])
def test_mnist_is_read_from_the_folder_that_the_variable_names(
    packed: bool, sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = list(write_mnist(tmp_path, packed, sign).values())
    monkeypatch.setenv(digits.FOLDER_VARIABLE, str(tmp_path))
    (x_train, t_train), (x_test, t_test) = digits.load_mnist(normalize=False)
    assert np.array_equal(x_train.reshape(-1, 28, 28), held[0])
    assert np.array_equal(t_train, held[1])
    assert np.array_equal(x_test.reshape(-1, 28, 28), held[2])
    assert np.array_equal(t_test, held[3])
    (x_train, t_train), _ = digits.load_mnist(one_hot_label=True, flatten=False)
    assert (x_train.shape, x_train.dtype, x_train.max() <= 1.0) == ((12, 1, 28, 28), np.float32, True)
    assert np.array_equal(t_train.argmax(axis=1), held[1])
    x_train[:] = 0.5  # what a program does to its arrays is no affair of the next load
    assert np.array_equal(digits.load_mnist(normalize=False)[0][0].reshape(-1, 28, 28), held[0])


IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        (
            IMAGES,
            lambda data: None,
            r"there is no file train-images-idx3-ubyte, nor train-images-idx3-ubyte\.gz",
        ),
        (IMAGES, lambda data: b"", "no idx file of bytes with 3 axes"),
        (IMAGES, lambda data: data[:9], "no idx file of bytes with 3 axes"),
        (IMAGES, lambda data: b"\0\0\x0d\x03" + data[4:], "no idx file of bytes with 3 axes"),
        (IMAGES, lambda data: data[:-1], "only 9407 bytes where its header tells 9408"),
        (IMAGES, lambda data: data + b"x", "more bytes where its header tells 9408"),
        (IMAGES, lambda data: data[:4] + struct.pack(">3I", 2**31, 28, 28) + data[16:], "tells the shape"),
        (IMAGES, lambda data: data[:4] + struct.pack(">3I", 48, 14, 14) + data[16:], r"\(14, 14\) pixels"),
        (LABELS, lambda data: data[:4] + struct.pack(">I", 11) + data[8:-1], "11 labels for 12 images"),
        (LABELS, lambda data: data[:-1] + b"\x0a", "a label is 10, which is no digit"),
    ],
)
def test_a_broken_file_of_mnist_is_named_with_what_is_wrong(
    name: str, spoil: Callable[[bytes], bytes | None], said: str, tmp_path: Path
) -> None:
    write_mnist(tmp_path)
    spoilt = spoil((tmp_path / name).read_bytes())
    (tmp_path / name).unlink()
    if spoilt is not None:
        (tmp_path / name).write_bytes(spoilt)
    with pytest.raises(IdxError, match=said) as caught:
        read_folder(str(tmp_path))
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"\0\0\x08\x03")[:-9]])
def test_a_broken_gzip_file_is_named(data: bytes, tmp_path: Path) -> None:
    write_mnist(tmp_path, packed=True)
    (tmp_path / f"{IMAGES}.gz").write_bytes(data)
    with pytest.raises(IdxError, match=rf"{IMAGES}\.gz: "):
        read_folder(str(tmp_path))
