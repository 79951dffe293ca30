"""The offered modules as programs meet them, in a process that sees what a confined child sees."""

from __future__ import annotations

import ast
import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.worker.offered import asked_of

GRADER = Path(__file__).parents[2] / "grader"
NUMPY = Path(np.__file__).parents[1]
DIGITS = GRADER.parent / "reference"  # lends the worker the package of digits

# A fork server like the worker's: the standard library, numpy and the folder `worker`, nothing else.
SERVER = """
import ast, io, json, os, signal, sys, warnings
for folder in sys.argv[1:]:
    sys.path.append(folder)
import numpy, worker.offered, digits
del sys.path[-3:]

def child(request):
    warnings.simplefilter("error")
    signal.alarm(10)
    out, sys.stdout = sys.stdout, io.StringIO()
    before = sorted(sys.modules)
    offer = worker.offered.Offer(
        frozenset(request["withheld"]), worker.offered.asked_of([ast.parse(request["source"])])
    )
    finder = worker.offered.install(offer)
    space = {"__name__": "submission", "finder": finder, "before": before}
    error = ""
    try:
        exec(compile(request["source"], "submission.py", "exec"), space)
    except BaseException as fault:
        error = f"{type(fault).__name__}: {fault}"
    reply = {"answer": space.get("answer"), "error": error, "imported": finder.imported}
    out.write(json.dumps({**reply, "printed": sys.stdout.getvalue()}) + "\\n")
    out.flush()

for line in sys.stdin:
    pid = os.fork()
    if not pid:
        child(json.loads(line))
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        print(json.dumps({"answer": None, "error": "died", "imported": [], "printed": ""}), flush=True)
"""


@dataclass(frozen=True)
class Ran:
    """What came of one program: its variable `answer`, the error that ended it, modules, output."""

    answer: Any
    error: str
    imported: list[str] = field(default_factory=list)
    printed: str = ""


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    command = [sys.executable, "-I", "-S", "-c", SERVER, str(GRADER), str(NUMPY), str(DIGITS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        send, receive = server.stdin, server.stdout

        def ask(source: str, withheld: tuple[str, ...] = ()) -> Ran:
            send.write(json.dumps({"source": source, "withheld": withheld}) + "\n")
            send.flush()
            return Ran(**json.loads(receive.readline()))

        yield ask
        send.close()


# ------------------------------------------------------------------------------------- book-shaped programs


def test_a_book_shaped_training_script_runs_and_its_loss_falls(run: Run) -> None:
    ran = run(
        """
import sys, os
sys.path.append(os.pardir)
import numpy as np
import matplotlib.pyplot as plt
from dataset.mnist import load_mnist
from two_layer_net import TwoLayerNet
from tqdm import trange

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
np.random.seed(0)
network = TwoLayerNet(input_size=784, hidden_size=20, output_size=10)
losses, accuracies = [], []
per_epoch = max(x_train.shape[0] / 100, 1)
for i in trange(300):
    mask = np.random.choice(x_train.shape[0], 100)
    grad = network.gradient(x_train[mask], t_train[mask])
    for key in ("W1", "b1", "W2", "b2"):
        network.params[key] -= 1.0 * grad[key]
    losses.append(network.loss(x_train[mask], t_train[mask]))
    if i % per_epoch == 0:
        accuracies.append(network.accuracy(x_test, t_test))
plt.plot(np.arange(len(accuracies)), accuracies, label="test acc", linestyle="--")
plt.legend(loc="lower right")
plt.show()
answer = [losses[0], losses[-1], len(accuracies), accuracies[-1]]
"""
    )
    first, last, epochs, accuracy = ran.answer
    assert first == pytest.approx(math.log(10), abs=0.1)
    assert last < first / 3
    assert epochs == 20
    assert accuracy > 0.8


def test_a_class_of_the_learners_works_on_star_imported_functions(run: Run) -> None:
    ran = run(
        """
from common.functions import *
from common.gradient import numerical_gradient

class Net:
    def __init__(self):
        self.W = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    def predict(self, x):
        return np.dot(x, self.W)
    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)

net = Net()
x, t = np.array([0.6, 0.9]), np.array([0, 0, 1])
dW = numerical_gradient(lambda w: net.loss(x, t), net.W)
answer = [net.loss(x, t), dW.tolist()]
"""
    )
    powers = [math.exp(0.6), math.exp(0.9), 1.0]
    y = [p / sum(powers) for p in powers]
    loss, slope = ran.answer
    assert loss == pytest.approx(-math.log(y[2] + 1e-7), rel=1e-12)
    expected = [[a * (p - (k == 2)) for k, p in enumerate(y)] for a in (0.6, 0.9)]
    assert np.array(slope) == pytest.approx(np.array(expected), abs=1e-6)


def test_nothing_is_loaded_before_something_is_imported(run: Run) -> None:
    assert run("import sys\nanswer = sorted(set(sys.modules) - set(before))").answer == []
    heavy = run("answer = [each for each in before if each.startswith('worker.offered')]").answer
    assert heavy == ["worker.offered", "worker.offered.finder"]


def test_one_finder_stands_last_however_often_it_is_installed(run: Run) -> None:
    ran = run(
        "import sys, worker.offered as w\n"
        "again = w.install(w.Offer())\n"
        "answer = [sys.meta_path[-1] is again, sum(isinstance(f, w.Finder) for f in sys.meta_path)]"
    )
    assert ran.answer == [True, 1]


def test_the_offered_modules_that_were_imported_are_recorded_in_order(run: Run) -> None:
    ran = run(
        "import json\nimport matplotlib.pyplot as plt\nfrom common.functions import softmax\nimport my_lib"
    )
    assert ran.error == ""
    assert ran.imported == ["matplotlib", "common", "common.functions", "my_lib"]


# --------------------------------------------------------------------------------------------- drawing


DRAWING = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.pylab
import matplotlib.animation as animation
import numpy as np
from matplotlib import cm, rcParams, font_manager, pyplot, ticker
from matplotlib.font_manager import FontProperties
from matplotlib.image import imread
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.axes_grid1 import make_axes_locatable
import japanize_matplotlib
import seaborn as sns
from PIL import Image

sns.set(style="whitegrid")
rcParams["font.family"] = "sans-serif"
plt.rcParams.update({"font.size": 12})
plt.rcParams["axes.unicode_minus"] = False
fig, ax = plt.subplots()
fig = plt.figure(figsize=(6, 4))
ax = Axes3D(fig)
ax = fig.add_subplot(111, projection="3d")
X, Y = np.meshgrid(np.arange(3), np.arange(3))
ax.plot_surface(X, Y, X + Y, cmap=plt.cm.winter, alpha=0.5)
ax.set_xlim(*ax.get_xlim())
line, = plt.plot([1, 2], [3, 4], "--b")
plt.plot([1], [2])[0].set_color("r")
plt.subplot(111).plot([1])
for one in ax.lines:
    raise AssertionError("an inert list is empty")
with plt.style.context("ggplot"), plt.rc_context({}):
    plt.title("x")
fig, (left, right) = plt.subplots(1, 2)
fig, axes = plt.subplots(2, 3, figsize=(9, 6))
axes[1, 2].imshow(np.eye(3))
axes[1][2].set_title("y")
seen = 0
for each in axes.flat:
    each.axis("off"); seen += 1
for each in axes.ravel():
    seen += 1
counts, bins, patches = plt.hist([1, 2, 2])
plt.colorbar(plt.contourf(X, Y, X), ax=ax)
for colour, i in zip(cm.rainbow(np.linspace(0, 1, 4)), range(4)):
    plt.scatter(i, i, color=colour); seen += 1
ticks = plt.xticks()[0] * 2 + 1 - np.ones(3)
bigger = plt.gca().get_ylim()[1] * 1.1
if ax.get_position() > 3 or plt.fignum_exists(1):
    raise AssertionError
text = f"{fig:.3f} {ax}" + "%d %.2f" % (fig.number, fig.dpi)
movie = animation.FuncAnimation(fig, lambda i: None, frames=10, interval=20)
movie.save("a.gif", writer="pillow")
image = Image.open("lena.png").convert("L")
pixels = np.array(image) + np.asarray(imread("x.png"))
plt.savefig("out.png"); plt.close("all"); plt.tight_layout(); plt.draw(); plt.pause(0.1)
answer = [seen, axes.shape, bigger, plt.show() is None, fig.show() is None, pyplot is plt]
"""


def test_the_idioms_of_plotting_code_run_and_do_nothing(run: Run) -> None:
    ran = run(DRAWING)
    assert ran.error == ""
    assert ran.answer == [16, [2, 3], 1.1, True, True, True]
    assert ran.printed == ""


def test_inert_objects_unpack_into_whatever_is_written(run: Run) -> None:
    ran = run(
        """
import matplotlib.pyplot as plt
thing = plt.figure()
(a,) = thing
b, c, d = thing
e, (f, g) = thing
h, *i = thing
*j, k = thing
l, *m, n, o = thing
answer = [list(thing), len(thing), bool(thing), i, j, m, [*map(str, thing)], {**thing}, thing is l is o]
"""
    )
    assert ran.error == ""
    assert ran.answer == [[], 0, False, [], [], [], [], {}, True]


def test_inert_objects_hold_nothing_however_long_they_are_used(run: Run) -> None:
    ran = run(
        """
import sys
import matplotlib.pyplot as plt
def use(i):
    setattr(plt.figure(), f"a{i % 9}", i)
    ax = plt.subplot(i).gca()[i]
    ax[i] = getattr(ax, f"b{i % 9}")(i) + i
    getattr(plt, f"c{i % 9}")
    ax.lines.append([i])
    for _ in ax: pass
    while ax.get_xlim()[1] < ax: pass
    while plt.get_fignums() or plt.fignum_exists(i) or not plt.waitforbuttonpress(): pass
for i in range(2000): use(i)
before = sys.getallocatedblocks()
for i in range(5000): use(i)
answer = sys.getallocatedblocks() - before
"""
    )
    assert ran.error == ""
    assert ran.answer < 500  # one object kept at each turn would be 5000


def test_a_decorated_function_of_the_learners_is_left_alone(run: Run) -> None:
    ran = run(
        """
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter
@FuncFormatter
def double(x):
    return 2 * x
class Panel(plt.Axes):
    def __init__(self, size):
        super().__init__(size)
        self.size = size
answer = [double(4), Panel(3).size, isinstance(3, plt.Figure), str(type(Panel(3).patch))]
"""
    )
    assert ran.error == ""
    assert ran.answer == [8, 3, False, "<class 'worker.offered.inert.Inert'>"]


def test_numpy_functions_take_an_inert_object_without_a_fault(run: Run) -> None:
    ran = run(
        """
import copy, pickle
import numpy as np, matplotlib.pyplot as plt
thing = plt.gca()
same = [np.sin(thing), np.ones(3) * thing, thing * np.ones(3), -thing, thing ** 2, np.concatenate([thing])]
answer = [all(each is thing for each in same), float(np.array(thing)), int(thing), copy.deepcopy(thing) == 1]
pickle.dumps(thing)
"""
    )
    assert ran.error == ""
    assert ran.answer == [True, 0.0, 0, False]


@pytest.mark.parametrize("module", ["pylab", "matplotlib.pylab"])
def test_pylab_brings_numpys_names_and_pythons_own(run: Run, module: str) -> None:
    ran = run(
        f"from {module} import *\n"
        "import numpy\n"
        "plot(arange(3), exp(zeros(3)))\n"
        "answer = [np is numpy, array is numpy.array, randn is numpy.random.randn,\n"
        "  norm is numpy.linalg.norm, fft is numpy.fft.fft, max([1, 3]),\n"
        "  bytes(2) == b'\\0\\0', show() is None, plt.plot is not None]"
    )
    assert ran.error == ""
    assert ran.answer == [True, True, True, True, True, 3, True, True, True]


def test_pylab_under_the_name_plt_has_both_plots_and_numbers(run: Run) -> None:
    ran = run(
        "import matplotlib.pylab as plt\nplt.plot(plt.arange(3))\nfig, ax = plt.subplots()\n"
        "answer = [float(plt.exp(0.0)), plt.show() is None]"
    )
    assert ran.answer == [1.0, True]


def test_progress_bars_pass_their_items_through(run: Run) -> None:
    ran = run(
        """
from tqdm import tqdm, trange
from tqdm.notebook import tqdm as tqdm2
import tqdm as whole
bar = tqdm(range(4), desc="x", total=4)
bar.set_description("y")
items = list(bar)
with tqdm2(total=3) as counted:
    counted.update(2); counted.set_postfix(loss=1)
tqdm.write("kept")
answer = [items, bar.n, len(bar), list(trange(2, 5)), list(whole.tqdm("ab")), counted.n, list(counted)]
"""
    )
    assert ran.error == ""
    assert ran.answer == [[0, 1, 2, 3], 4, 4, [2, 3, 4], ["a", "b"], 2, []]
    assert ran.printed == "kept\n"


def test_notebook_names_are_there_without_an_import(run: Run) -> None:
    ran = run(
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "from IPython import get_ipython\nfrom IPython.display import display, Image, clear_output\n"
        "display(Image('x.png')); clear_output(wait=True)\n"
        "answer = get_ipython().magic('time') is get_ipython()"
    )
    assert (ran.error, ran.answer) == ("", True)


# --------------------------------------------------------------------------------------------- routing


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("from gradient_2d import numerical_gradient as f", "gradients.numerical_gradient"),
        ("from Gradient_2D import Numerical_Gradient as f", "gradients.numerical_gradient"),
        ("from common.gradient import _numerical_gradient_1d as f", "gradients.numerical_gradient"),
        ("from gradient_2d import _numerical_gradient_no_batch as f", "gradients.numerical_gradient"),
        ("from my.own.folder import num_grad as f", "gradients.numerical_gradient"),
        ("from functions import softmax, cross_entropy_error as f", "functions.cross_entropy_error"),
        ("from common.activations import softmax as f", "functions.softmax"),
        ("from ch03.softmax import softmax as f", "functions.softmax"),
        ("import ch04.gradient_simplenet as g\nf = g.simpleNet", "networks.simpleNet"),
        ("from ch04 import two_layer_net\nf = two_layer_net.TwoLayerNet", "networks.TwoLayerNet"),
        ("from common import gradient\nf = gradient.numerical_gradient", "gradients.numerical_gradient"),
        ("from helpers import gradient as f", "gradients.numerical_gradient"),
        ("from nets import twoLayerNet as f", "networks.TwoLayerNet"),
        ("from nets import Simple_Net as f", "networks.simpleNet"),
        ("from two_layer_net import *\nf = TwoLayerNet", "networks.TwoLayerNet"),
        ("from layers import ReLU as f", "networks.Relu"),
        ("from layers import relu as f", "functions.relu"),
        ("from gradient_method import gradient_decent as f", "gradients.gradient_descent"),
        ("from Dataset.mnist import load_mnist as f", "digits.load_mnist"),
        ("import mylib\nf = mylib.sigmoid", "functions.sigmoid"),
        ("from common.np import np\nf = np.exp", "numpy.exp"),
        (
            "def later():\n    from tools import relu_grad\n    return relu_grad\nf = later()",
            "functions.relu_grad",
        ),
    ],
)
def test_a_file_that_was_not_handed_in_is_stood_in_for_by_meaning(
    run: Run, statement: str, expected: str
) -> None:
    home, _, name = expected.rpartition(".")
    owner = "numpy" if home == "numpy" else f"worker.offered.{home}"
    ran = run(
        f"{statement}\nimport importlib\nanswer = f is getattr(importlib.import_module('{owner}'), '{name}')"
    )
    assert (ran.error, ran.answer) == ("", True)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "from gradient_2d import numerical_gradient, frobnicate",
            "cannot import name 'frobnicate' from 'gradient_2d'",
        ),
        (
            "from common.functions import frobnicate",
            "cannot import name 'frobnicate' from 'common.functions'",
        ),
        ("from dataset import spiral", "cannot import name 'spiral' from 'dataset'"),
    ],
)
def test_a_name_without_meaning_cannot_be_imported(run: Run, statement: str, message: str) -> None:
    assert run(statement).error.startswith(f"ImportError: {message}")


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("from frobnicator import frobnicate", "frobnicator"),
        ("from frob.nicator import frobnicate", "frob"),
        ("import scipy", "scipy"),
        ("from sklearn.metrics import softmax", "sklearn"),
        ("import torch.nn.functional as F", "torch"),
        ("import pandas as pd", "pandas"),
        ("from keras.datasets.mnist import load_mnist", "keras"),
        ("import numpy.functions", "numpy.functions"),
        ("import math.functions", "math.functions"),
        ("import importlib\nimportlib.import_module('never_written_down')", "never_written_down"),
    ],
)
def test_what_has_no_meaning_or_is_not_installed_is_missing_in_pythons_words(
    run: Run, statement: str, missing: str
) -> None:
    ran = run(statement)
    assert ran.error.startswith(f"ModuleNotFoundError: No module named '{missing}'")
    assert ran.imported == []


def test_a_module_imported_whole_lacks_what_has_no_meaning(run: Run) -> None:
    ran = run("import mylib\nmylib.frobnicate")
    assert ran.error == "AttributeError: module 'mylib' has no attribute 'frobnicate'"
    assert ran.imported == ["mylib"]


def test_a_star_from_an_unknown_file_brings_helpers_but_no_graded_class_under_another_name(run: Run) -> None:
    ran = run(
        "from helpers import *\nanswer = [callable(softmax), np.pi > 3, plt.show() is None,\n"
        "  [n for n in ('TwoLayerNet', 'simpleNet', 'gradient_descent', 'numerical_diff') if n in globals()]]"
    )
    assert (ran.error, ran.answer) == ("", [True, True, True, []])


def test_common_functions_exports_what_the_books_does(run: Run) -> None:
    ran = run("from common.functions import *\nanswer = sorted(set(globals()) - {'finder', 'before'})")
    assert [name for name in ran.answer if not name.startswith("__")] == [
        "cross_entropy_error", "identity_function", "mean_squared_error", "np", "relu", "relu_grad",
        "sigmoid", "sigmoid_grad", "softmax", "softmax_loss", "step_function", "sum_squared_error",
    ]  # fmt: skip


def test_the_standard_library_goes_before_a_learners_file_of_the_same_name(run: Run) -> None:
    assert run("from random import softmax").error.startswith(
        "ImportError: cannot import name 'softmax' from 'random'"
    )


def test_every_import_statement_of_a_program_is_listed_wherever_it_stands() -> None:
    tree = ast.parse(
        "import a.b as c, d\nfrom e import f, g as h\nfrom i import *\nfrom . import j\nfrom .k import l\n"
        "def m():\n    try:\n        from e import n\n    except ImportError:\n        import a.b\n"
    )
    assert asked_of([tree]) == {
        "a.b": frozenset("*"),
        "d": frozenset("*"),
        "e": frozenset({"f", "g", "n"}),
        "i": frozenset("*"),
    }


# -------------------------------------------------------------------------------------------- withheld


@pytest.mark.parametrize(
    ("statement", "withheld", "graded"),
    [
        ("from common.functions import softmax as f", "softmax", "softmax"),
        ("from functions import Soft_Max as f", "softmax", "softmax"),
        ("import common.functions as c\nf = c.softmax", "softmax", "softmax"),
        ("from common import softmax as f", "softmax", "softmax"),
        ("from common.gradient import numerical_gradient as f", "numerical_gradient", "numerical_gradient"),
        ("from gradient_2d import _numerical_gradient_1d as f", "numerical_gradient", "numerical_gradient"),
        (
            "from common.gradient import numerical_gradient_2d as f",
            "numerical_gradient",
            "numerical_gradient",
        ),
        ("from two_layer_net import TwoLayerNet as f", "TwoLayerNet", "TwoLayerNet"),
        ("from two_layer_net import TwoLayerNet\nclass f(TwoLayerNet): pass", "TwoLayerNet", "TwoLayerNet"),
    ],
)
def test_a_withheld_name_is_a_stand_in_that_refuses_to_work(
    run: Run, statement: str, withheld: str, graded: str
) -> None:
    ran = run(f"{statement}\nf(1, 2, 3)", (withheld,))
    assert (
        ran.error
        == f"RuntimeError: {graded} is graded here: the offered modules leave it to your own definition"
    )


def test_what_needs_a_withheld_function_inside_goes_on_working(run: Run) -> None:
    ran = run(
        "from common.functions import softmax_loss\nfrom two_layer_net import TwoLayerNet\n"
        "import numpy as np\nanswer = [float(softmax_loss(np.zeros((1, 4)), np.array([1]))),\n"
        "  float(TwoLayerNet(2, 3, 4).predict(np.ones((1, 2))).sum())]",
        ("softmax", "sigmoid", "numerical_gradient"),
    )
    assert ran.error == ""
    assert ran.answer == pytest.approx([math.log(4), 1.0], abs=1e-6)


def test_a_star_leaves_the_learners_own_definition_of_a_withheld_name(run: Run) -> None:
    ran = run(
        "def softmax(x):\n    return 'own'\nfrom common.functions import *\nfrom helpers import *\n"
        "answer = [softmax(1), callable(sigmoid)]",
        ("softmax",),
    )
    assert (ran.error, ran.answer) == ("", ["own", True])


def test_withholding_a_function_leaves_the_class_that_differs_by_case(run: Run) -> None:
    ran = run("from common.layers import Sigmoid\nanswer = Sigmoid().forward(0.0).tolist()", ("sigmoid",))
    assert (ran.error, ran.answer) == ("", 0.5)
