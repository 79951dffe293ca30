"""What an imported name means: tables alone; knows neither modules nor the import system.

A learner's program may import a file that was not handed in: `from gradient_2d import numerical_gradient`.
The name says what is meant, whatever the file is called. Names are compared without case and underscores.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Meaning:
    """One thing that offered modules can give.

    name     its name, which is also the name in `home`
    home     the module of this package that defines it
    aliases  other names that learners give it
    graded   the name whose withholding withholds this too
    starred  whether `from FILE import *` brings it for any FILE, not only for one that is named after it
    """

    name: str
    home: str
    aliases: tuple[str, ...] = ()
    graded: str = ""
    starred: bool = True


MEANINGS: tuple[Meaning, ...] = (
    Meaning("identity_function", "functions", ("identity",)),
    Meaning("step_function", "functions"),
    Meaning("sigmoid", "functions", ("sigmoid_function",)),
    Meaning("sigmoid_grad", "functions", ("sigmoid_gradient",)),
    Meaning("relu", "functions", ("relu_function",)),
    Meaning("relu_grad", "functions", ("relu_gradient",)),
    Meaning("softmax", "functions", ("softmax_function",)),
    Meaning(
        "mean_squared_error", "functions", ("sum_squared_error", "sum_squares_error", "sum_of_squares_error")
    ),
    Meaning("cross_entropy_error", "functions", ("cross_entropy", "cross_entropy_loss", "cee")),
    Meaning("softmax_loss", "functions"),
    Meaning(
        "numerical_diff",
        "gradients",
        ("numercial_diff", "numerial_diff", "num_diff", "central_diff"),
        starred=False,
    ),
    Meaning(
        "numerical_gradient",
        "gradients",
        (
            "num_grad",
            "get_grad",
            "gradient",
            "numerical_grad",
            "numerical_gradient_1d",
            "numerical_gradient_no_batch",
        ),
    ),
    Meaning("numerical_gradient_2d", "gradients", ("numerical_gradient_batch",), graded="numerical_gradient"),
    Meaning("gradient_descent", "gradients", ("gradient_decent", "grad_descent", "gd"), starred=False),
    Meaning("tangent_line", "gradients", starred=False),
    Meaning("function_1", "gradients", starred=False),
    Meaning("function_2", "gradients", starred=False),
    Meaning("smooth_curve", "networks"),
    Meaning("shuffle_dataset", "networks"),
    Meaning("Relu", "networks"),
    Meaning("Sigmoid", "networks"),
    Meaning("Affine", "networks"),
    Meaning("SoftmaxWithLoss", "networks"),
    Meaning("SGD", "networks"),
    Meaning("simpleNet", "networks", starred=False),
    Meaning("TwoLayerNet", "networks", ("two_layer_network",), starred=False),
    Meaning("load_mnist", "digits"),
)

# The files of the book's repository, as modules: in `from common import gradient` the name is a module.
BOOK_MODULES = frozenset({
    "functions", "gradient", "layers", "util", "optimizer", "mnist", "gradient1d", "gradient2d",
    "gradientmethod", "gradientsimplenet", "twolayernet", "trainneuralnet", "simplenet",
})  # fmt: skip

# What the book's own modules export to `from MODULE import *`.
_FUNCTIONS = (
    "np",
    *(meaning.name for meaning in MEANINGS if meaning.home == "functions"),
    "sum_squared_error",
)
_HELPERS = ("np", "plt", *(meaning.name for meaning in MEANINGS if meaning.starred), "sum_squared_error")
BUILT_IN: dict[str, tuple[str, ...]] = {
    "common": _HELPERS,  # a package in the book, where a star brings nothing; a file with others
    "common.functions": _FUNCTIONS,
    "common.gradient": ("np", "numerical_gradient_2d", "numerical_gradient"),
    "common.layers": (*_FUNCTIONS, "Relu", "Sigmoid", "Affine", "SoftmaxWithLoss"),
    "common.optimizer": ("np", "SGD"),
    "common.util": ("np", "smooth_curve", "shuffle_dataset"),
    "dataset": (),
    "dataset.mnist": ("np", "load_mnist"),
}

# Packages that a program can see are not installed; also standard modules that a newer Python has dropped.
NEVER_OFFERED = frozenset({
    "autograd", "bokeh", "bs4", "chainer", "cupy", "cv2", "distutils", "django", "flask", "gensim", "google",
    "gym", "gymnasium", "h5py", "imageio", "imp", "ipywidgets", "jax", "jaxlib", "joblib", "jupyter", "keras",
    "lightgbm", "lxml", "mxnet", "networkx", "nltk", "numba", "numpy", "openpyxl", "paddle", "pandas", "pip",
    "pkg_resources", "plotly", "psutil", "pytest", "requests", "scipy", "setuptools", "six", "skimage",
    "sklearn", "statsmodels", "sympy", "tensorflow", "tensorflow_datasets", "theano", "torch", "torchvision",
    "transformers", "worker", "xgboost", "yaml",
})  # fmt: skip


def plain(name: str) -> str:
    """Return the name without its underscores and its case: what is compared."""
    return name.replace("_", "").lower()


def resolve(name: str) -> Meaning | None:
    """Return what a name means, or None.

    name  str, as a learner writes it
    Where a function and a class differ by case alone (relu, Relu), a capital asks for the class.
    """
    found = _index().get(plain(name), ())
    for meaning in found:
        if meaning.name == name:
            return meaning
    for meaning in found:
        if meaning.name[0].isupper() == name[0].isupper():
            return meaning
    return found[0] if found else None


def exports(module: str) -> tuple[str, ...]:
    """Return what `from module import *` brings, for a module that is built in or routed.

    A learner's own file mostly holds helpers; a class or function of the exercises comes only from a file
    that is named after it, lest it stand beside the learner's own under a near name.
    """
    if module in BUILT_IN:
        return BUILT_IN[module]
    last = plain(module.rpartition(".")[2])
    named = (meaning.name for meaning in MEANINGS if not meaning.starred and plain(meaning.name) in last)
    return (*_HELPERS, *named)


def is_package_like(module: str) -> bool:
    """Tell whether a module's name is one that holds modules in the book's layout: common, dataset, ch04."""
    last = module.rpartition(".")[2].lower()
    return last in {"common", "dataset", "src", "lib"} or (last.startswith("ch") and last[-1].isdigit())


def is_routed(module: str, asked: dict[str, frozenset[str]]) -> bool:
    """Tell whether a module that nothing else provides is one of the learner's that can be stood in for.

    module  its full name
    asked   what the program imports (see `asked_of`)
    True when the program imports it as a whole, or imports from it, or from below it, a name with a meaning.
    """
    root, _, _ = module.partition(".")
    if root in NEVER_OFFERED or root in sys.stdlib_module_names:
        return False
    parent, _, last = module.rpartition(".")
    if last in asked.get(parent, ()) and plain(last) in BOOK_MODULES:
        return True
    below = module + "."
    wanted = [
        name for key, names in asked.items() if key == module or key.startswith(below) for name in names
    ]
    return any(name in {"*", "np", "plt"} or resolve(name) or plain(name) in BOOK_MODULES for name in wanted)


@cache
def _index() -> dict[str, tuple[Meaning, ...]]:
    """Return plain name -> meanings, own names before aliases."""
    index: dict[str, tuple[Meaning, ...]] = {}
    pairs = [(meaning.name, meaning) for meaning in MEANINGS]
    pairs += [(alias, meaning) for meaning in MEANINGS for alias in meaning.aliases]
    for name, meaning in pairs:
        index[plain(name)] = (*index.get(plain(name), ()), meaning)
    return index
