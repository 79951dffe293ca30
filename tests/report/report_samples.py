"""Reports made by hand: one of each kind that a renderer meets."""

from __future__ import annotations

from dataclasses import replace

from grader.outcome import (
    Diagnosis,
    Edit,
    Evidence,
    LearnerError,
    Location,
    Message,
    Outcome,
    Repair,
    Report,
    SubmissionInfo,
    Verdict,
)

SHA = "0f" * 32


def verdict(
    key: str,
    outcome: Outcome = Outcome.PASSED,
    message: Message | None = None,
    evidence: Evidence | None = None,
    *,
    points: float = 20.0,
    score: float | None = None,
    waits_for: str | None = None,
    counted: bool = True,
) -> Verdict:
    earned = points if outcome is Outcome.PASSED else 0.0
    return Verdict(
        id=key,
        title=Message(f"title.{key}"),
        outcome=outcome,
        score=earned if score is None else score,
        max_score=points,
        message=message or Message("passed"),
        evidence=evidence,
        waits_for=waits_for,
        counted=counted,
    )


def report(
    checks: tuple[Verdict, ...],
    outcome: Outcome = Outcome.FAILED,
    *,
    exercise: str = "exercise1_numerical_diff",
    notes: tuple[Message, ...] = (),
    path: str = "work/mine.py",
) -> Report:
    counted = [check for check in checks if check.counted]
    return Report(
        exercise=exercise,
        submission=SubmissionInfo(path, SHA),
        seed=731,
        outcome=outcome,
        score=sum(check.score for check in counted),
        max_score=sum(check.max_score for check in counted) or 100.0,
        checks=checks,
        notes=notes,
        sandbox=("process", "rlimits", "landlock", "seccomp"),
        elapsed_s=0.153,
    )


SCALAR = Evidence(
    call="numerical_diff(f, 0.731)",
    where="f(x) = exp(0.9 x)",
    expected=1.737903,
    got=1.737982,
    absolute_error=7.8e-05,
    relative_error=4.5e-05,
    tolerance=1e-06,
)
VECTOR = Evidence(
    call="numerical_gradient(f, x)",
    where="f(x) = x0^2 x1 + exp(x1), x = [0.731, -0.412]",
    expected=[-0.602344, 1.196686],
    got=[-0.602344, 0.731],
    absolute_error=0.465686,
    relative_error=0.389,
    tolerance=1e-06,
    index=(1,),
)
MATRIX = Evidence(
    call="numerical_gradient(f, x)",
    where="f(x) = sum of x_ij^2",
    expected=[[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]],
    got=[[2.0, 0.0, 6.0], [8.0, 10.0, 3.0]],
    absolute_error=9.0,
    relative_error=0.75,
    tolerance=1e-06,
    index=(1, 2),
)
LINE = Location(
    12, text="    return (f(x + h) - f(x)) / hh", column=32, end_column=34, function="numerical_diff"
)
CRASH = Evidence(
    call="numerical_diff(f, 0.731)",
    where="f(x) = exp(0.9 x)",
    error=LearnerError("NameError", "name 'hh' is not defined", (LINE,)),
)
STUB = Evidence(
    call="numerical_diff(f, 0.731)",
    error=LearnerError(
        "NotImplementedError", "", (Location(4, text="    raise NotImplementedError", column=5),)
    ),
)

FAILED = report(
    (
        verdict("shape", score=20),
        verdict(
            "forward", Outcome.FAILED, Message("note.left-out", {"name": "gradient", "points": 30}), SCALAR
        ),
        verdict("vector", Outcome.FAILED, Message("passed"), VECTOR),
        verdict("matrix", Outcome.FAILED, Message("passed"), MATRIX),
        verdict("crash", Outcome.CRASHED, Message("passed"), CRASH),
        verdict("order", Outcome.SKIPPED, Message("waits", {"check": "vector"}), waits_for="vector"),
    ),
    notes=(Message("note.near-name", {"asked": "numerical_diff", "used": "numercial_diff", "line": 12}),),
)
PASSED = report(
    (verdict("one", points=60), verdict("two", points=40)),
    Outcome.PASSED,
    exercise="exercise3_gradient_descent",
)
MISSING = report((), Outcome.MISSING, exercise="exercise5_two_layer_net")
UNSOLVED = report(
    (
        verdict("one", Outcome.CRASHED, Message("passed"), STUB, points=60),
        verdict("two", Outcome.SKIPPED, points=40, waits_for="one"),
    ),
    Outcome.CRASHED,
    exercise="exercise2_numerical_gradient",
)
CELL = report(
    (verdict("one", Outcome.FAILED, evidence=SCALAR, points=100),),
    exercise="exercise4_simple_net",
    notes=(
        Message(
            "note.statement-raised",
            {
                "line": Location(2, cell=3, text="plt.plot(xs, ys)", column=10, end_column=12),
                "type": "NameError",
                "message": "name 'xs' is not defined",
            },
        ),
    ),
)
ALL = (FAILED, UNSOLVED, PASSED, CELL, MISSING)

WRONG_LINE = "    return (f(x+h) - f(x-h)) / 2*h  # slope"
PLACE = Location(5, text=WRONG_LINE, function="numerical_diff")
PATCH = (
    "--- a/mine.py\n+++ b/mine.py\n@@ -4,3 +4,3 @@\n     h = 1e-4\n"
    "-    return (f(x+h) - f(x-h)) / 2*h  # slope\n+    return (f(x+h) - f(x-h)) / (2*h)  # slope\n \n"
)
IDEA = "missing-denominator-parentheses"
TINY = Evidence("numerical_diff(f, x)", "f(x) = exp(x)", [2.0, 4.0], [-2.0, -4.0], 8.0, 2.0, 1e-6, (1,))


def diagnosed(idea: str = IDEA, kind: str = "misconception", place: Location | None = PLACE) -> Diagnosis:
    title = Message(f"misconception.{idea}.title")
    return Diagnosis(idea, kind, place, True, title)  # type: ignore[arg-type]


def found(
    *diagnoses: Diagnosis, patch: str = PATCH, evidence: Evidence = TINY, path: str = "mine.py"
) -> Report:
    made = report((verdict("values", Outcome.FAILED, Message("values-differ"), evidence),), path=path)
    edits = tuple(Edit(each.misconception, 5) for each in diagnoses if each.kind == "misconception")
    repair = Repair(True, edits, patch) if edits else None
    return replace(made, diagnoses=diagnoses, repair=repair)


ONE = found(diagnosed())
TWO = found(diagnosed("step-too-small", place=Location(4, text="    h = 10e-50")), diagnosed())
ADVISED = replace(
    report((verdict("one", points=100),), Outcome.PASSED),
    diagnoses=(diagnosed("mutates-init-x", "advice", Location(7, text="    x = init_x")),),
)

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\r\n\x00\u202eevil\u202c\u200b\ufeff\ud800\U000e0041\u3164 "
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>&lt; \"' "
    "``` `````` ~~~ @everyone https://example.org www.example.org #1 [a](javascript:alert(1)) "
    "| a | {{ 7*7 }} {% x %} {0.__class__} {name} %s \\x1b"
)
HOSTILE_LINE = Location(
    3, text="\tx = '" + HOSTILE.replace("\n", " ") + "'", column=2, end_column=9, function=HOSTILE
)
HOSTILE_NOTES = tuple(
    Message(key, dict.fromkeys(fields, HOSTILE) | {"line": HOSTILE_LINE})
    for key, fields in {
        "note.near-name": ("asked", "used"),
        "note.alternative-passes": ("name",),
        "note.several-definitions": ("name", "count"),
        "note.statement-raised": ("type", "message"),
        "note.statement-died": ("how",),
        "note.syntax": ("message", "names"),
        "note.offered": ("name", "module", "points"),
        "note.layer-missing": ("layer", "reason"),
        HOSTILE: ("name",),
    }.items()
)
HOSTILE_EVIDENCE = Evidence(call=HOSTILE, where=HOSTILE, expected=1.5, got=HOSTILE)
HOSTILE_REPORT = report(
    (
        verdict("values", Outcome.FAILED, Message("not-a-number", {"kind": HOSTILE}), HOSTILE_EVIDENCE),
        verdict(
            "lists",
            Outcome.FAILED,
            Message("raised", {"type": HOSTILE, "text": HOSTILE}),
            Evidence(call=HOSTILE, expected=[1.0, 2.0], got=[HOSTILE, None]),
        ),
        verdict(
            "raises",
            Outcome.CRASHED,
            Message(HOSTILE),
            Evidence(call=HOSTILE, error=LearnerError(HOSTILE, HOSTILE, (HOSTILE_LINE, LINE, HOSTILE_LINE))),
        ),
        verdict("absent", Outcome.MISSING, Message("missing-method", {"name": HOSTILE, "owner": HOSTILE})),
        verdict("waits", Outcome.SKIPPED, Message("waits", {"check": HOSTILE}), waits_for="nowhere"),
        verdict("remark", Outcome.PASSED, Message("one-element-array", {"shape": HOSTILE})),
        verdict(
            "out",
            Outcome.SKIPPED,
            Message("left-out-no-target", {"name": HOSTILE}),
            counted=False,
        ),
    ),
    notes=HOSTILE_NOTES,
    path=HOSTILE,
)
