"""The judge: rules for answers of every kind, and no value of a worker that makes it raise or pass."""

from __future__ import annotations

import math
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import course, judge
from grader.exercise import PASSED, Check, Exercise, Finding, Found, Plan, Target
from grader.outcome import Location, Message, Outcome
from grader.worker import values, wire
from grader.worker.wire import Answer, Call, Definition, Get, Method, Parameter, Place, Raised, Record

F = Target("f", "function", 1, main=True)
G = Target("g", "function", 1)
NET = Target("net", "class", 0)


def definition(name, kind="function", index=0, methods=(), parameters=("x",)):
    given = [Parameter(parameter, "positional", True) for parameter in parameters]
    return Definition(index, name, kind, 1, 1, 2, given, {method: [] for method in methods})


FOUND = Found(
    {"f": definition("f"), "g": definition("g"), "net": definition("net", "class", methods=("predict",))}
)


ONE_CALL = (Call("f"),)


def plan_with(finding=PASSED, steps=ONE_CALL, **options):
    return Plan(tuple(steps), lambda records: finding, "f(1)", "f is there", **options)


def exercise_of(*checks):
    return Exercise("exercise9_test", 9, (F, G, NET), checks)


def check(name, target="f", points=10.0, **options):
    return Check(name, target, points, lambda rng, found: plan_with(), **options)


def done(count=1, **options):
    return Answer("p", "done", [Record(**options)] * count)


def judged(checks, plans, answers, found=FOUND, **around):
    exercise = exercise_of(*checks)
    verdicts = judge.verdicts(exercise, found, plans, answers, judge.Circumstances(**around))
    return {verdict.id: verdict for verdict in verdicts}


def single(plan, answer, **around):
    return judged([check("a")], {"a": plan}, {"a": answer} if answer else {}, **around)["a"]


FAILED = Finding(Outcome.FAILED, Message("values-differ"))


def test_a_passed_check_earns_its_points():
    verdict = single(plan_with(), done())
    assert (verdict.outcome, verdict.score, verdict.max_score) == (Outcome.PASSED, 10, 10)
    assert verdict.title == Message("check.exercise9.a.title")


def test_a_share_earns_its_part_and_never_more_than_the_whole():
    half = Finding(Outcome.FAILED, Message("values-differ"), share=0.5)
    more = Finding(Outcome.FAILED, Message("values-differ"), share=7.0)
    assert single(plan_with(half), done()).score == 5
    assert single(plan_with(more), done()).score == 10


def test_an_exception_is_a_crash_with_the_learners_own_lines():
    raised = Raised("ZeroDivisionError", "division by zero", [Place(3, 7, 5, 9, "f"), Place(99, 1)])

    def locate(place):
        return Location(place.line, place.cell, "    return 1 / 0") if place.cell == 3 else None

    verdict = single(plan_with(), Answer("p", "raised", [Record(raised=raised)]), locate=locate)
    assert verdict.outcome is Outcome.CRASHED
    assert verdict.message == Message("raised", {"type": "ZeroDivisionError", "text": "division by zero"})
    assert verdict.evidence.call == "f(1)"
    assert verdict.evidence.error.trace == (Location(7, 3, "    return 1 / 0"),)


def test_the_call_of_the_part_that_raised_is_shown():
    steps = (Call("f"), Call("f"), Call("f"), Call("f"))
    plan = plan_with(steps=steps, tellings={0: ("f(1)", ""), 2: ("f(2)", "x = 2")})
    records = [Record(), Record(), Record(), Record(raised=Raised("ValueError", ""))]
    evidence = single(plan, Answer("p", "raised", records)).evidence
    assert (evidence.call, evidence.where) == ("f(2)", "x = 2")


def test_a_stub_is_told_as_not_written():
    verdict = single(plan_with(), Answer("p", "raised", [Record(raised=Raised("NotImplementedError", ""))]))
    assert (verdict.outcome, verdict.message.id) == (Outcome.CRASHED, "not-written")
    assert verdict.evidence.error.type == "NotImplementedError"


def test_an_attribute_that_an_object_lacks_is_a_failure():
    plan = plan_with(steps=(Get("net", ["params.W1", "W1"]),))
    verdict = single(plan, Answer("p", "raised", [Record(raised=Raised("StepError", "no W1"))]))
    assert (verdict.outcome, verdict.message) == (
        Outcome.FAILED,
        Message("no-attribute", {"name": "params.W1"}),
    )


def test_a_method_that_an_object_lacks_is_missing():
    plan = plan_with(steps=(Method("net", ["predict", "forward"]),))
    verdict = single(plan, Answer("p", "raised", [Record(raised=Raised("StepError", "no predict"))]))
    assert verdict.outcome is Outcome.MISSING


def test_an_error_of_a_learner_that_is_called_step_error_is_a_crash():
    plan = plan_with(steps=(Get("net", ["W"]),))
    raised = Raised("StepError", "mine", [Place(1, 1)])
    assert single(plan, Answer("p", "raised", [Record(raised=raised)])).outcome is Outcome.CRASHED


@pytest.mark.parametrize(
    ("ended", "outcome"), [("timeout", Outcome.TIMED_OUT), ("memory", Outcome.OVER_LIMIT)]
)
def test_a_program_that_uses_up_its_time_or_memory_says_so(ended, outcome):
    verdict = single(plan_with(), Answer("p", ended, []))
    assert (verdict.outcome, verdict.score, verdict.evidence.call) == (outcome, 0, "f(1)")


@pytest.mark.parametrize(
    "answer",
    [
        Answer("p", "done", []),
        Answer("p", "done", [Record()] * 3),
        Answer("p", "raised", [Record()]),
        Answer("p", "done", [Record(value=wire.Array("f", "float64", (3,), b"short"))]),
    ],
)
def test_an_answer_that_does_not_keep_the_format_is_garbled(answer):
    plan = Plan((Call("f"),), lambda records: FAILED if values.unpack(records[0].value) is None else PASSED)
    verdict = single(plan, answer)
    assert (verdict.outcome, verdict.message.id, verdict.score) == (Outcome.CRASHED, "garbled", 0)


def test_a_judge_of_failures_may_leave_the_finding_to_the_rules():
    records = [Record(raised=Raised("ValueError", "no"))]
    by_itself = Plan((Call("f"),), lambda records: FAILED, judges_failures=True)
    by_rules = Plan((Call("f"),), lambda records: None, judges_failures=True)
    assert single(by_itself, Answer("p", "raised", records)).outcome is Outcome.FAILED
    assert single(by_rules, Answer("p", "raised", records)).outcome is Outcome.CRASHED


def test_a_plan_without_steps_needs_no_answer():
    assert single(plan_with(FAILED, steps=()), None).outcome is Outcome.FAILED


def test_a_check_waits_for_the_root_of_what_failed():
    checks = [check("a"), check("b", waits_for=("a",)), check("c", waits_for=("b",))]
    plans = {"a": plan_with(FAILED), "b": plan_with(), "c": plan_with()}
    verdicts = judged(checks, plans, dict.fromkeys("abc", done()))
    assert [verdict.outcome for verdict in verdicts.values()] == [
        Outcome.FAILED,
        Outcome.SKIPPED,
        Outcome.SKIPPED,
    ]
    assert (verdicts["b"].waits_for, verdicts["c"].waits_for) == ("a", "a")
    assert verdicts["c"].message == Message("waits", {"check": Message("check.exercise9.a.title")})
    assert verdicts["b"].score == 0


def test_a_check_does_not_wait_for_what_is_left_out():
    checks = [check("a", "g"), check("b", waits_for=("a",))]
    found = Found({"f": definition("f")})
    verdicts = judged(checks, {"b": plan_with()}, {"b": done()}, found, offered={"g": "common.functions"})
    assert (verdicts["a"].counted, verdicts["b"].outcome) == (False, Outcome.PASSED)


def test_a_failure_that_another_explains_waits_for_it_and_a_success_does_not():
    checks = [check("a"), check("b", explained_by=("a",)), check("c", explained_by=("a",))]
    plans = {"a": plan_with(FAILED), "b": plan_with(FAILED), "c": plan_with()}
    verdicts = judged(checks, plans, dict.fromkeys("abc", done()))
    assert (verdicts["b"].outcome, verdicts["b"].waits_for) == (Outcome.SKIPPED, "a")
    assert verdicts["c"].outcome is Outcome.PASSED


def test_a_failure_that_earned_a_part_is_never_hidden():
    half = Finding(Outcome.FAILED, Message("gradients-differ"), share=0.5)
    checks = [check("a"), check("b", explained_by=("a",))]
    verdicts = judged(checks, {"a": plan_with(FAILED), "b": plan_with(half)}, dict.fromkeys("ab", done()))
    assert (verdicts["b"].outcome, verdicts["b"].score) == (Outcome.FAILED, 5)


def test_a_target_that_lacks_is_missing_and_loses_its_own_points_alone():
    verdicts = judged(
        [check("a"), check("b", "g")], {"a": plan_with()}, {"a": done()}, Found({"f": definition("f")})
    )
    assert (verdicts["a"].outcome, verdicts["b"].outcome) == (Outcome.PASSED, Outcome.MISSING)
    assert judge.outcome(exercise_of(), FOUND, tuple(verdicts.values())) is Outcome.FAILED


def test_a_required_target_that_lacks_is_named():
    verdicts = judged([check("a", requires=("g",))], {}, {}, Found({"f": definition("f")}))
    assert verdicts["a"].message == Message("missing-target", {"name": "g"})


def test_an_optional_method_that_lacks_is_left_out():
    checks = [check("a", "net", method=("gradient",), optional=True), check("b", "net", method=("gradient",))]
    verdicts = judged(checks, {}, {})
    assert (verdicts["a"].counted, verdicts["a"].message.id) == (False, "left-out-no-method")
    assert (verdicts["b"].counted, verdicts["b"].outcome) == (True, Outcome.MISSING)


def test_of_several_names_of_a_method_one_is_enough():
    exercise = exercise_of(check("a", "net", method=("forward", "predict")))
    assert [item.id for item in judge.questions(exercise, FOUND, {})] == ["a"]


def test_nothing_is_asked_where_the_main_target_lacks():
    found = Found({"g": definition("g")})
    exercise = exercise_of(check("a"), check("b", "g"))
    assert judge.questions(exercise, found, {}) == ()
    verdicts = judge.verdicts(exercise, found, {}, {})
    assert [verdict.message for verdict in verdicts] == [Message("missing-target", {"name": "f"})] * 2
    assert judge.outcome(exercise, found, verdicts) is Outcome.MISSING


def test_a_process_that_ends_is_told_once_and_later_checks_name_it():
    checks = [check("a"), check("b"), check("c", "g"), check("d")]
    plans = dict.fromkeys("abcd", plan_with())
    verdicts = judged(checks, plans, {"a": done()}, stopped={"b": judge.died("SIGSEGV")})
    assert verdicts["a"].outcome is Outcome.PASSED
    assert (verdicts["b"].outcome, verdicts["b"].message) == (
        Outcome.CRASHED,
        Message("died", {"how": "SIGSEGV"}),
    )
    for name in "cd":
        assert (verdicts[name].outcome, verdicts[name].waits_for) == (Outcome.SKIPPED, "b")
        assert verdicts[name].message.id == "ended-before"


def test_checks_of_a_target_that_stalled_name_the_check_that_stalled():
    checks = [check("a"), check("b", "g"), check("c"), check("d", "g")]
    answers = {"a": Answer("p", "timeout", []), "b": Answer("p", "timeout", [])}
    verdicts = judged(checks, dict.fromkeys("abcd", plan_with()), answers)
    assert (verdicts["c"].waits_for, verdicts["d"].waits_for) == ("a", "b")


def test_a_check_that_had_to_be_killed_is_out_of_time():
    assert single(plan_with(), None, stopped={"a": judge.time_is_up()}).outcome is Outcome.TIMED_OUT


def test_a_check_without_answer_or_reason_is_a_crash():
    assert single(plan_with(), None).message.id == "no-answer"


def outcome_with(*verdict_outcomes, counted=True):
    findings = [
        Finding(outcome, Message("x"), share=float(outcome is Outcome.PASSED), counted=counted)
        for outcome in verdict_outcomes
    ]
    checks = [check(str(at)) for at in range(len(findings))]
    plans = {str(at): plan_with(finding) for at, finding in enumerate(findings)}
    verdicts = judged(checks, plans, {name: done() for name in plans})
    return judge.outcome(exercise_of(*checks), FOUND, tuple(verdicts.values()))


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ("PP", Outcome.PASSED),
        ("PF", Outcome.FAILED),
        ("PC", Outcome.FAILED),
        ("CC", Outcome.CRASHED),
        ("CF", Outcome.FAILED),
        ("CS", Outcome.CRASHED),
        ("CM", Outcome.CRASHED),
        ("TS", Outcome.TIMED_OUT),
        ("OS", Outcome.OVER_LIMIT),
        ("TC", Outcome.TIMED_OUT),
        ("PM", Outcome.FAILED),
        ("MS", Outcome.FAILED),
    ],
)
def test_outcome_of_an_exercise(checks, expected):
    letters = {
        "P": Outcome.PASSED,
        "F": Outcome.FAILED,
        "C": Outcome.CRASHED,
        "S": Outcome.SKIPPED,
        "M": Outcome.MISSING,
        "T": Outcome.TIMED_OUT,
        "O": Outcome.OVER_LIMIT,
    }
    assert outcome_with(*(letters[letter] for letter in checks)) is expected


def test_an_exercise_with_every_check_left_out_is_missing():
    assert outcome_with(Outcome.SKIPPED, Outcome.SKIPPED, counted=False) is Outcome.MISSING


def test_points_that_are_left_out_do_not_count():
    left_out = Finding(Outcome.SKIPPED, Message("left-out-no-history"), counted=False)
    verdicts = judged(
        [check("a"), check("b")], {"a": plan_with(), "b": plan_with(left_out)}, dict.fromkeys("ab", done())
    )
    assert judge.score(tuple(verdicts.values())) == (10, 10)


def test_what_is_left_out_is_left_out_also_while_another_check_fails():
    left_out = Finding(Outcome.SKIPPED, Message("left-out-no-history"), counted=False)
    plans = {"a": plan_with(FAILED), "b": plan_with(left_out)}
    verdicts = judged([check("a"), check("b", waits_for=("a",))], plans, dict.fromkeys("ab", done()))
    assert verdicts["b"].counted is False


# --- whatever a child may send --------------------------------------------------------------------

TEXTS = st.text(max_size=20)
ODD_FLOATS = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, 1e308, 5e-324, -0.0])
SHAPES = st.lists(st.integers(-1, 4), max_size=4).map(tuple)


@st.composite
def arrays(draw):
    kind = draw(st.sampled_from("biufc"))
    shape = draw(SHAPES)
    size = math.prod(max(length, 0) for length in shape) * {"b": 1, "c": 16}.get(kind, 8)
    data = draw(st.binary(min_size=size, max_size=size) | st.binary(max_size=24))
    return wire.Array(
        kind,
        draw(st.sampled_from(["float64", "object", "float32", "bool", ""])),
        shape,
        data,
        draw(st.booleans()),
    )


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | ODD_FLOATS
    | TEXTS
    | arrays()
    | st.builds(wire.Complex, ODD_FLOATS, ODD_FLOATS)
    | st.builds(wire.BigInt, TEXTS)
    | st.builds(wire.Opaque, TEXTS, TEXTS)
    | st.builds(wire.Ref, TEXTS)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(
            wire.Seq, st.sampled_from(["tuple", "list"]), st.integers(0, 9), st.lists(inner, max_size=4)
        )
        | st.builds(
            wire.Map, st.dictionaries(st.sampled_from(["W1", "b1", "w2", "b2", "x"]), inner, max_size=5)
        )
    ),
    max_leaves=6,
)
CALLS = st.lists(st.builds(wire.CallRecord, TEXTS, st.integers(-5, 5), VALUES, VALUES), max_size=3)
CHANGES = st.lists(st.builds(wire.Changed, st.just("args[1]"), VALUES, VALUES), max_size=2)
RECORDS = st.builds(Record, value=VALUES, calls=CALLS, call_count=st.integers(-9, 400), changed=CHANGES)


def parameters_of(target):
    names = {"gradient_descent": ("f", "init_x", "lr", "step_num"), "TwoLayerNet": ("a", "b", "c", "d")}
    return names.get(target.name, tuple("xy"[: target.parameters]))


def planned(name, seed=3):
    exercise = course.load(name)
    methods = ("predict", "loss", "accuracy", "numerical_gradient", "gradient")
    found = Found(
        {
            target.name: definition(target.name, target.kind, at, methods, parameters_of(target))
            for at, target in enumerate(exercise.targets)
        }
    )
    plans = {
        item.id: item.plan(np.random.default_rng([seed, zlib.crc32(item.id.encode())]), found)
        for item in judge.questions(exercise, found, {})
    }
    return exercise, found, plans


PLANNED = {name: planned(name) for name in course.EXERCISES}


@pytest.mark.parametrize("name", course.EXERCISES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_no_value_makes_the_judge_raise_or_an_exercise_pass(name, data):
    exercise, found, plans = PLANNED[name]
    pool = data.draw(st.lists(RECORDS, min_size=1, max_size=6))
    answers = {}
    for at, (item, plan) in enumerate(plans.items()):
        records = [pool[(at + step) % len(pool)] for step in range(len(plan.steps))]
        answers[item] = Answer(item, "done", records)
    verdicts = judge.verdicts(exercise, found, plans, answers)
    assert judge.outcome(exercise, found, verdicts) is not Outcome.PASSED
    assert judge.score(verdicts)[0] <= 30


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        True,
        "1.0",
        None,
        wire.Complex(1.0, 0.0),
        wire.BigInt("1" * 3000),
        wire.Opaque("Liar", "equal to everything"),
        wire.Seq("list", 1, [1.0]),
        values.pack(np.array([[math.nan] * 3] * 2)),
        values.pack(np.zeros(0)),
        values.pack(np.zeros((2, 2, 2, 2))),
        values.pack(np.array([1.0, 2.0], dtype=complex)),
        values.pack(np.array([True, False])),
        values.pack(np.array([1.0, 2.0], dtype=object)),
        values.pack(np.full(100_000, 1.0)),
        wire.Array("f", "float64", (2**40, 2**40), b""),
        wire.Array("f", "float64", (-1,), b"12345678"),
        wire.Array("f", "float64", (0,) * 40, b""),
    ],
)
@pytest.mark.parametrize("name", course.EXERCISES)
def test_a_hostile_answer_earns_nothing(name, value):
    exercise, found, plans = PLANNED[name]
    answers = {
        item: Answer(item, "done", [Record(value=value)] * len(plan.steps)) for item, plan in plans.items()
    }
    verdicts = judge.verdicts(exercise, found, plans, answers)
    assert judge.score(verdicts)[0] == 0


def test_nested_values_beyond_reason_do_not_end_the_judge():
    value = 1.0
    for _ in range(5000):
        value = wire.Seq("list", 1, [value])
    for exercise, found, plans in PLANNED.values():
        answers = {
            item: Answer(item, "done", [Record(value=value)] * len(plan.steps))
            for item, plan in plans.items()
        }
        assert judge.score(judge.verdicts(exercise, found, plans, answers))[0] == 0


def test_long_texts_of_a_program_are_cut():
    raised = Raised("T" * 10**6, "m" * 10**6)
    error = single(plan_with(), Answer("p", "raised", [Record(raised=raised)])).evidence.error
    assert len(error.type) <= 2000
    assert len(error.message) <= 2000
