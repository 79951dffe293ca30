"""Handwritten digits for training, in MNIST's own shapes; knows files of numbers, no network and no grading.

    load_digits  1,797 small digits, 8 x 8 pixels, that come with this package
    load_mnist   the same in the shapes of MNIST, 28 x 28; or MNIST itself from a folder of the user's

`digits.npz` holds `images` (uint8, 1797 x 8 x 8, 0 to 16) and `labels` (uint8): the test set of "Optical
Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, licence CC BY 4.0, as distributed with scikit-learn in
`sklearn/datasets/data/digits.csv.gz`. Its rows were put in the order of
`numpy.random.RandomState(28).permutation(1797)`, once, so that a cut gives a random split. See NOTICE.

This folder is also lent to the worker, as a package of its own: nothing here may import another room.
"""

from __future__ import annotations

import os
from typing import Any, TypeAlias

import numpy as np

__all__ = ["DATA", "FOLDER_VARIABLE", "TRAINING", "load_digits", "load_mnist"]

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Pair: TypeAlias = tuple[Array, Array]

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "digits.npz")
FOLDER_VARIABLE = "GRADER_MNIST"
TRAINING = 1500  # of 1797: a whole number of batches of 100 an epoch, as with MNIST's 60000
CLASSES = 10
BRIGHTEST = 16  # of the small images; 255 of MNIST's
SIDE, INNER, BORDER = 28, 20, 4  # pixels: MNIST too centres a digit of 20 in 28


def load_digits() -> tuple[Pair, Pair]:
    """Return the small digits, split once for all into 1,500 for training and 297 for testing.

    Returns (training images, targets), (test images, targets), new arrays at each call: images as float64 of
    shape (n, 64) from 0 to 1, targets one-hot as float64 of shape (n, 10).
    Raises OSError where the file of digits cannot be read.

    >>> (x_train, t_train), (x_test, t_test) = load_digits()
    >>> x_train.shape, t_train.shape, x_test.shape, t_test.shape
    ((1500, 64), (1500, 10), (297, 64), (297, 10))
    """
    images, labels = _stored()
    x = images.reshape(len(images), -1) / BRIGHTEST
    t = np.eye(CLASSES)[labels]
    return (x[:TRAINING].copy(), t[:TRAINING].copy()), (x[TRAINING:].copy(), t[TRAINING:].copy())


def load_mnist(
    normalize: bool = True, flatten: bool = True, one_hot_label: bool = False
) -> tuple[Pair, Pair]:
    """Return digits in the shapes that MNIST has: the small ones enlarged, or MNIST where a folder is named.

    The environment variable GRADER_MNIST names a folder that holds MNIST's four files, gzipped or not; then
    there are 60,000 for training and 10,000 for testing. Otherwise there are 1,500 and 297.
    normalize      float32 from 0 to 1, else uint8 from 0 to 255
    flatten        images of shape (n, 784), else (n, 1, 28, 28)
    one_hot_label  targets as float64 of shape (n, 10), else uint8 labels of shape (n,)
    Returns (training images, targets), (test images, targets), new arrays at each call.
    Raises OSError where the file of digits cannot be read; idx.IdxError, a ValueError that names the file,
    where one of MNIST's is absent or broken.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        from .idx import read_folder  # few have MNIST, and its readers take time to load

        train, test = read_folder(folder)
    else:
        train, test = _enlarged()
    asked = (normalize, flatten, one_hot_label)
    return _as_asked(train, *asked), _as_asked(test, *asked)


def _as_asked(pair: Pair, normalize: bool, flatten: bool, one_hot_label: bool) -> Pair:
    images, labels = pair
    shape = (-1, SIDE * SIDE) if flatten else (-1, 1, SIDE, SIDE)
    # a division in one pass: of 60,000 images each pass costs a tenth of a second
    images = np.divide(images, np.float32(255), dtype=np.float32) if normalize else images.copy()
    return images.reshape(shape), np.eye(CLASSES)[labels] if one_hot_label else labels.copy()


def _stored() -> Pair:
    try:
        with open(DATA, "rb") as file, np.load(file, allow_pickle=False) as stored:
            return stored["images"], stored["labels"]
    except Exception as fault:  # numpy tells a damaged archive by errors of several kinds
        name = os.path.basename(DATA)
        raise OSError(f"the digits that stand in for MNIST cannot be read ({name}: {fault})") from fault


def _enlarged() -> tuple[Pair, Pair]:
    """Return the small digits as MNIST has them: uint8, shape (n, 28, 28), and their labels."""
    small, labels = _stored()
    images = _enlarge(small)
    return (images[:TRAINING], labels[:TRAINING]), (images[TRAINING:], labels[TRAINING:])


def _enlarge(small: Array) -> Array:
    """Enlarge 8 x 8 images of 0..16 to 28 x 28 of 0..255, bilinearly, within a border of 4 pixels.

    small  uint8, shape (n, 8, 8)
    Returns uint8, shape (n, 28, 28).
    """
    along = _interpolation(small.shape[1], INNER) * np.float32(255 / BRIGHTEST)
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
