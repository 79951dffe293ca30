"""The interpreter of steps, run in process on definitions made here."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.worker import faults
from grader.worker.faults import OutOfTime, deadline
from grader.worker.steps import run_program
from grader.worker.values import pack, unpack
from grader.worker.wire import (
    Answer,
    Array,
    Call,
    Get,
    Method,
    MethodOf,
    Opaque,
    Probe,
    Program,
    Put,
    Record,
    Ref,
    Seed,
    Set,
    Step,
    Value,
    encode,
)


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, before)


def answer(steps: list[Step], seconds: float = 5.0, **bound: Any) -> Answer:
    told = run_program(Program("p", steps, seconds), bound, deadline)
    assert encode(told)  # whatever happened, it can be sent
    return told


def records(steps: list[Step], **bound: Any) -> list[Record]:
    told = answer(steps, **bound)
    assert told.ended == "done", told.records[-1].raised
    return told.records


def last(steps: list[Step], **bound: Any) -> Record:
    return records(steps, **bound)[-1]


X = np.array([1.0, 2.0, 3.0])
PX: Value = pack(X)


# --- calls ----------------------------------------------------------------------------------------


def test_a_call_passes_arguments_by_place_and_by_name_and_tells_what_is_returned() -> None:
    def f(a: Any, b: Any, *, c: Any) -> Any:
        return [a, b, c]

    assert unpack(last([Call("f", [1, "x"], {"c": 2.5})], f=f).value) == [1, "x", 2.5]


def test_a_result_goes_into_a_register_and_is_passed_on_by_reference() -> None:
    made = object()
    told = records(
        [Call("make", into="r"), Call("same", [Ref("r")])], make=lambda: made, same=lambda o: o is made
    )
    assert told[1].value is True


def test_calling_a_class_gives_an_instance() -> None:
    class Net:
        def __init__(self, size: int) -> None:
            self.size = size

    told = records([Call("Net", [7], into="net"), Get("net", ["size"])], Net=Net)
    assert isinstance(told[0].value, Opaque)
    assert told[1].value == 7


def test_a_probe_made_by_a_step_is_logged_in_the_step_that_calls_it() -> None:
    def slope(f: Any, x: float) -> float:
        return float((f(x + 0.5) - f(x - 0.5)) / 1.0)

    square = {"coefficients": pack(np.array([0.0, 0.0, 1.0]))}
    told = records([Probe("f", "polynomial", square), Call("slope", [Ref("f"), 3.0])], slope=slope)
    assert told[0].call_count == 0
    assert told[1].value == 6.0
    assert [(call.probe, call.point, call.value) for call in told[1].calls] == [
        ("f", 3.5, 12.25),
        ("f", 2.5, 6.25),
    ]


def test_a_step_that_raises_ends_the_program_and_keeps_the_steps_before_it() -> None:
    told = answer([Call("good"), Call("bad"), Call("good")], good=lambda: 1, bad=lambda: 1 / 0)
    assert told.ended == "raised"
    assert [record.value for record in told.records] == [1, None]
    raised = told.records[1].raised
    assert raised is not None
    assert (raised.type, raised.message) == ("ZeroDivisionError", "division by zero")


@pytest.mark.parametrize(
    "error", [SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, RecursionError]
)
def test_any_exception_of_a_learner_is_a_record(error: type[BaseException]) -> None:
    def bad() -> None:
        raise error

    told = answer([Call("bad")], bad=bad)
    assert told.ended == "raised"
    assert told.records[0].raised is not None
    assert told.records[0].raised.type == error.__name__


def test_memory_that_runs_out_ends_the_program() -> None:
    def bad() -> None:
        raise MemoryError

    assert answer([Call("bad")], bad=bad).ended == "memory"


def test_time_that_runs_out_ends_the_program_and_keeps_the_steps_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = "def slow():\n    while True: pass\n"
    monkeypatch.setitem(faults.SOURCES, "<cell 1>", source.split("\n"))
    names: dict[str, Any] = {}
    exec(compile(source, "<cell 1>", "exec"), names)
    told = answer([Call("good"), Call("slow")], seconds=0.05, good=lambda: 1, **names)
    assert told.ended == "timeout"
    assert [record.value for record in told.records] == [1]


def test_a_register_that_was_never_filled_ends_the_program_as_an_exception() -> None:
    assert answer([Call("nobody")]).ended == "raised"


# --- what is done to arguments --------------------------------------------------------------------


def test_an_argument_changed_in_place_is_told_with_before_and_after() -> None:
    def double(x: Any, *, y: Any) -> None:
        x *= 2
        y[0] = 9.0

    told = last([Call("double", [PX], {"y": PX})], double=double)
    assert [
        (change.argument, unpack(change.before).tolist(), unpack(change.after).tolist())
        for change in told.changed
    ] == [
        ("args[0]", [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]),
        ("y", [1.0, 2.0, 3.0], [9.0, 2.0, 3.0]),
    ]


def test_an_argument_changed_before_an_exception_is_told() -> None:
    def spoil(x: Any) -> None:
        x[1] = np.nan
        raise ValueError

    told = answer([Call("spoil", [PX])], spoil=spoil).records[0]
    assert len(told.changed) == 1
    assert np.isnan(unpack(told.changed[0].after)[1])


def test_an_argument_put_back_or_holding_nan_is_not_told_as_changed() -> None:
    def restore(x: Any) -> None:
        old = x[0]
        x[0] = 5.0
        x[0] = old

    assert last([Call("restore", [pack(np.array([np.nan, 1.0]))])], restore=restore).changed == []


def test_a_reshaped_argument_is_told_as_changed() -> None:
    def reshape(x: Any) -> None:
        x.resize((3, 1), refcheck=False)

    assert [change.argument for change in last([Call("reshape", [PX])], reshape=reshape).changed] == [
        "args[0]"
    ]


# --- methods, attributes --------------------------------------------------------------------------


class Net:
    def __init__(self) -> None:
        self.params = {"W1": np.zeros((2, 3)), "b1": np.zeros((1, 3)), "n": np.zeros(2, dtype=int)}
        self.w = np.ones(2)
        self.alias = self.w

    def forward(self, x: Any) -> Any:
        return x + 1

    @property
    def broken(self) -> Any:
        raise ValueError("broken")


def test_method_calls_the_first_name_that_the_object_has() -> None:
    told = last([Method("net", ["predict", "forward"], [1])], net=Net())
    assert told.value == 2


def test_get_reads_the_first_path_that_exists_through_attributes_and_keys() -> None:
    told = records(
        [Get("net", ["W", "W1", "params.W1"], into="w"), Call("f", [Ref("w")])], net=Net(), f=np.shape
    )
    assert isinstance(told[0].value, Array)
    assert unpack(told[1].value) == (2, 3)


@pytest.mark.parametrize(
    "step", [Get("net", ["nothing", "params.no"]), Method("net", ["nothing"]), Set("net", ["no"], 1)]
)
def test_what_an_object_lacks_is_a_step_error_that_names_it(step: Step) -> None:
    raised = answer([step], net=Net()).records[0].raised
    assert raised is not None
    assert raised.type == "StepError"
    assert raised.message.startswith("Net has no ")


def test_an_attribute_that_raises_ends_the_program_with_its_exception() -> None:
    raised = answer([Get("net", ["broken"])], net=Net()).records[0].raised
    assert raised is not None
    assert (raised.type, raised.message) == ("ValueError", "broken")


def test_set_writes_into_the_very_array_that_the_program_holds() -> None:
    net = Net()
    last([Set("net", ["W", "w"], pack(np.array([5.0, 6.0])))], net=net)
    assert net.alias is net.w
    assert net.alias.tolist() == [5.0, 6.0]


def test_set_replaces_what_has_another_shape_or_type() -> None:
    net = Net()
    records([Set("net", ["w"], PX), Set("net", ["params.n"], pack(np.array([0.5, 0.5])))], net=net)
    assert net.w.tolist() == [1.0, 2.0, 3.0]
    assert net.params["n"].tolist() == [0.5, 0.5]


def test_set_reshapes_a_value_to_the_place_where_that_is_asked() -> None:
    net = Net()
    held = net.params["b1"]
    records([Set("net", ["params.b1"], PX, reshape=True)], net=net)
    assert net.params["b1"] is held
    assert held.tolist() == [[1.0, 2.0, 3.0]]


def test_a_function_of_a_method_ignores_its_argument_and_sees_the_object_as_it_is() -> None:
    steps: list[Step] = [
        MethodOf("f", "net", ["loss", "total"], [2.0]),
        Call("call", [Ref("f"), 99.0]),
        Set("net", ["w"], pack(np.array([10.0, 10.0]))),
        Call("call", [Ref("f"), 0.0]),
    ]

    class Sum(Net):
        def total(self, factor: float) -> float:
            return float(self.w.sum() * factor)

    told = records(steps, net=Sum(), call=lambda f, x: f(x))
    assert [told[1].value, told[3].value] == [4.0, 40.0]


def test_a_seed_makes_both_global_generators_repeat() -> None:
    def draw() -> list[float]:
        return [float(np.random.rand()), random.random()]

    told = records([Seed(3), Call("f"), Seed(3), Call("f"), Seed(4), Call("f")], f=draw)
    assert told[1].value == told[3].value != told[5].value


def test_put_fills_a_register_with_a_value_of_its_own_each_time() -> None:
    def spoil(x: Any) -> None:
        x[0] = 99.0

    told = records(
        [Put("x", PX), Call("spoil", [Ref("x")]), Call("same", [Ref("x")])], spoil=spoil, same=lambda x: x
    )
    assert unpack(told[2].value).tolist() == [99.0, 2.0, 3.0]
    again = records([Put("x", PX), Call("same", [Ref("x")])], same=lambda x: x)
    assert unpack(again[1].value).tolist() == [1.0, 2.0, 3.0]


# --- hostile objects ------------------------------------------------------------------------------


class Rude(np.ndarray[Any, Any]):
    """An array that answers everything with an exception."""

    def __array_function__(self, *args: Any, **kwargs: Any) -> Any:
        raise SystemExit

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> Any:
        raise SystemExit

    def copy(self, *args: Any) -> Any:
        raise SystemExit

    @property
    def shape(self) -> Any:
        raise SystemExit


def test_an_array_of_a_hostile_class_is_an_array_like_others() -> None:
    def spoil(x: Any) -> None:
        np.asarray(x)[0] = 7.0

    rude = X.copy().view(Rude)
    told = records([Call("make", into="r"), Call("spoil", [Ref("r")])], make=lambda: rude, spoil=spoil)
    assert unpack(told[0].value).tolist() == [1.0, 2.0, 3.0]
    assert [unpack(change.after).tolist() for change in told[1].changed] == [[7.0, 2.0, 3.0]]


def test_a_result_whose_text_raises_even_an_exit_is_an_exception_of_the_step() -> None:
    class Exits:
        def __repr__(self) -> str:
            raise SystemExit

    told = answer([Call("f")], f=Exits)
    assert told.ended == "raised"
    assert told.records[0].raised is not None
    assert told.records[0].raised.type == "SystemExit"


def test_an_object_that_lies_about_its_class_costs_only_its_own_step() -> None:
    class Liar:
        __class__ = property(lambda self: 1 / 0)  # type: ignore[assignment]

    told = records([Call("f"), Call("g")], f=Liar, g=lambda: 5)
    assert isinstance(told[0].value, Opaque)
    assert told[1].value == 5


def test_a_learner_that_asks_for_out_of_time_is_out_of_time() -> None:
    def bad() -> None:
        raise OutOfTime

    assert answer([Call("bad")], bad=bad).ended == "timeout"
