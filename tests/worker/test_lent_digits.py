"""The digits that the worker is lent: importable under their own name alone, MNIST where it is named."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conversing import seen, talk

from grader.errors import HostError
from grader.exercise import Limits
from grader.sandbox import Sandbox

LOOK = """
from dataset.mnist import load_mnist
(x_train, t_train), (x_test, t_test) = load_mnist(normalize=False)
def look():
    return [list(x_train.shape), list(x_test.shape), int(t_train[3]), int(x_test.sum() % 1000)]
"""


@pytest.fixture
def mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four small files, named by the variable."""
    rng = np.random.default_rng(6)
    for name, count in (("train", 20), ("t10k", 8)):
        images = rng.integers(0, 256, (count, 28, 28)).astype(np.uint8)
        labels = (np.arange(count) % 10).astype(np.uint8)
        header = struct.pack(">4B3I", 0, 0, 8, 3, *images.shape)
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(header + images.tobytes()))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(
            struct.pack(">4BI", 0, 0, 8, 1, count) + labels.tobytes()
        )
    monkeypatch.setenv("GRADER_MNIST", str(tmp_path))
    return tmp_path


@pytest.fixture
def own() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=4.0)) as started:
        yield started


def test_programs_get_the_small_digits(sandbox: Sandbox) -> None:
    assert seen(sandbox, LOOK)[:2] == [[1500, 784], [297, 784]]  # type: ignore[index]


def test_programs_get_mnist_where_its_folder_is_named_and_cannot_read_the_folder(
    mnist: Path, own: Sandbox
) -> None:
    found = seen(own, LOOK)
    images = gzip.decompress((mnist / "t10k-images-idx3-ubyte.gz").read_bytes())[16:]
    assert found == [[20, 784], [8, 784], 3, sum(images) % 1000]
    loaded = talk(own, f"open({str(mnist / 'train-labels-idx1-ubyte')!r})\n", [])
    assert loaded.raised == ["PermissionError"]


def test_a_broken_file_of_mnist_is_told_before_anything_is_graded(mnist: Path, own: Sandbox) -> None:
    (mnist / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0")
    with pytest.raises(HostError, match=r"train-labels-idx1-ubyte: this is no idx file"), own.child(1.0):
        pass


@pytest.mark.parametrize("name", ["reference", "reference.digits", "reference.networks", "digits.networks"])
def test_nothing_of_the_reference_comes_with_them(sandbox: Sandbox, name: str) -> None:
    loaded = talk(sandbox, f"import importlib\nimportlib.import_module({name!r})\n", [])
    assert loaded.raised == ["ModuleNotFoundError"]
