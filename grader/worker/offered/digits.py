"""`load_mnist` from 1,797 small real digits in MNIST's shapes; knows one file, `digits.npz`, beside it.

The file holds `images` (uint8, 1797 x 8 x 8, 0..16) and `labels` (uint8): the test set of "Optical
Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, licence CC BY 4.0, as distributed with scikit-learn in
`sklearn/datasets/data/digits.csv.gz`. Its rows were put in the order of
`numpy.random.RandomState(28).permutation(1797)`, once, so that a cut gives a random split. See NOTICE.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Pair = tuple[Array, Array]

DATA = Path(__file__).with_name("digits.npz")
TRAINING = 1500  # of 1797: a whole number of batches of 100 an epoch, as with MNIST's 60000
SIDE, INNER, BORDER = 28, 20, 4  # pixels: MNIST too centres a digit of 20 in 28


def load_mnist(
    normalize: bool = True, flatten: bool = True, one_hot_label: bool = False
) -> tuple[Pair, Pair]:
    """Return digits in the shapes that MNIST has, but fewer: 1500 for training, 297 for testing.

    normalize      float32 from 0 to 1, else uint8 from 0 to 255
    flatten        images of shape (n, 784), else (n, 1, 28, 28)
    one_hot_label  targets as float64 of shape (n, 10), else uint8 labels of shape (n,)
    Returns (training images, targets), (test images, targets), new arrays at each call.
    Raises OSError where the file of digits cannot be read.
    """
    try:
        with open(DATA, "rb") as file, np.load(file, allow_pickle=False) as stored:
            small, labels = stored["images"], stored["labels"]
    except Exception as fault:  # numpy tells a damaged archive by errors of several kinds
        raise OSError(f"the digits that stand in for MNIST cannot be read ({DATA.name}: {fault})") from fault
    images: Array = _enlarge(small)
    if normalize:
        images = images.astype(np.float32) / np.float32(255)
    images = images.reshape((-1, SIDE * SIDE) if flatten else (-1, 1, SIDE, SIDE))
    targets = np.eye(10)[labels] if one_hot_label else labels
    cut = TRAINING
    return (images[:cut].copy(), targets[:cut].copy()), (images[cut:].copy(), targets[cut:].copy())


def _enlarge(small: Array) -> Array:
    """Enlarge 8 x 8 images of 0..16 to 28 x 28 of 0..255, bilinearly, within a border of 4 pixels.

    small  uint8, shape (n, 8, 8)
    Returns uint8, shape (n, 28, 28).
    """
    along = _interpolation(small.shape[1], INNER) * np.float32(255 / 16)
    across = _interpolation(small.shape[2], INNER)
    large = along @ (small.astype(np.float32) @ across.T)
    images = np.zeros((len(small), SIDE, SIDE), dtype=np.uint8)
    images[:, BORDER : BORDER + INNER, BORDER : BORDER + INNER] = np.rint(large)
    return images


def _interpolation(old: int, new: int) -> Array:
    """Return the (new, old) matrix of linear interpolation between the centres of pixels."""
    centres = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    nearness = 1 - np.abs(centres[:, None] - np.arange(old))
    matrix: Array = np.maximum(nearness, 0).astype(np.float32)
    return matrix
