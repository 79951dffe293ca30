"""Plans and answers become verdicts, verdicts an outcome and a score; pure, and knows no exercise.

Rules, in their order: what an offered module provides, or what is free to lack, is left out; a target or
method that lacks is `missing`; a check whose prerequisite did not pass is `skipped` and names the root; a
check without an answer tells why, or names the one that ended the program; then the records are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .exercise import PASSED, Check, Exercise, Finding, Found, Plan
from .outcome import Evidence, LearnerError, Location, Message, Outcome, Verdict, passed
from .worker.wire import Answer, Get, Method, MethodOf, Place, Raised, Record, Set, Step, WireError

UNWRITTEN = "NotImplementedError"  # what a stub raises
STEP_ERROR = "StepError"  # what the worker's interpreter raises for a part that an object lacks
_LONGEST = 2000  # characters of an exception's text
_GARBLED = Finding(Outcome.CRASHED, Message("garbled"))
_NO_ANSWER = Finding(Outcome.CRASHED, Message("no-answer"))


@dataclass(frozen=True)
class Circumstances:
    """What is known of a submission besides its answers.

    offered  target name -> offered module that the submission takes it from
    stopped  check id -> why there is no answer, where the program stalled or ended
    locate   turns a place of the worker into a line as the learner sees it, None where there is none
    """

    offered: Mapping[str, str] = field(default_factory=dict)
    stopped: Mapping[str, Finding] = field(default_factory=dict)
    locate: Callable[[Place], Location | None] = lambda place: Location(place.line)


def title(exercise: Exercise, check: Check) -> Message:
    """Return the title of a check: message id "check.exercise1.values.title"."""
    return Message(_title(exercise, check))


def _title(exercise: Exercise, check: Check) -> str:
    return f"check.exercise{exercise.number}.{check.id}.title"


def questions(exercise: Exercise, found: Found, offered: Mapping[str, str]) -> tuple[Check, ...]:
    """Return the checks that can be asked of the definitions found; none where the main target lacks."""
    if exercise.main.name not in found.definitions:
        return ()
    return tuple(check for check in exercise.checks if _unasked(check, found, offered) is None)


def time_is_up() -> Finding:
    """Return what to say of a check that used up the time and had to be killed."""
    return Finding(Outcome.TIMED_OUT, Message("timed-out"))


def died(how: str) -> Finding:
    """Return what to say of a check whose process ended, such as by "SIGSEGV" or "exit status 0"."""
    return Finding(Outcome.CRASHED, Message("died", {"how": how}))


def verdicts(
    exercise: Exercise,
    found: Found,
    plans: Mapping[str, Plan],
    answers: Mapping[str, Answer],
    around: Circumstances | None = None,
) -> tuple[Verdict, ...]:
    """Judge every check of an exercise, in the order of the exercise.

    plans    check id -> plan, for each of `questions`
    answers  check id -> the worker's answer; a check that was not run has none
    """
    judging = _Judging(exercise, found, plans, answers, around or Circumstances())
    for check in exercise.checks:
        finding, root = judging.finding(check)
        if finding is PASSED and root is None:
            judging.done[check.id] = passed(check.id, _title(exercise, check), check.points)
            continue
        earned = check.points * min(max(finding.share, 0.0), 1.0) if finding.counted else 0.0
        judging.done[check.id] = Verdict(
            check.id,
            title(exercise, check),
            finding.outcome,
            round(earned, 6),
            check.points,
            finding.message,
            finding.evidence,
            root,
            finding.counted,
            finding.curves,
        )
    return tuple(judging.done.values())


def outcome(exercise: Exercise, found: Found, judged: Sequence[Verdict]) -> Outcome:
    """Return how an exercise ended.

    missing  the main target is absent, or every check is left out
    passed   every check that counts passed
    crashed, timed_out, over_limit  every check that ran ended so (of several kinds, the first)
    failed   anything else
    """
    counted = [verdict for verdict in judged if verdict.counted]
    if exercise.main.name not in found.definitions or not counted:
        return Outcome.MISSING
    if all(verdict.outcome is Outcome.PASSED for verdict in counted):
        return Outcome.PASSED
    unasked = (Outcome.SKIPPED, Outcome.MISSING)
    ran = [verdict.outcome for verdict in counted if verdict.outcome not in unasked]
    broken = (Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.OVER_LIMIT)
    if ran and all(ending in broken for ending in ran):
        return ran[0]
    return Outcome.FAILED


def score(judged: Sequence[Verdict]) -> tuple[float, float]:
    """Return the points earned and the points that count."""
    counted = [verdict for verdict in judged if verdict.counted]
    return round(sum(verdict.score for verdict in counted), 6), sum(verdict.max_score for verdict in counted)


def passes(plan: Plan, answer: Answer | None) -> bool:
    """Tell whether an answer passes a plan, or leaves it uncounted."""
    if answer is None and plan.steps:
        return False
    finding = _judge(plan, answer, lambda place: None)
    return finding.outcome is Outcome.PASSED or not finding.counted


# --- one check ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Judging:
    """The checks of an exercise, judged one after the other; done holds the verdicts so far."""

    exercise: Exercise
    found: Found
    plans: Mapping[str, Plan]
    answers: Mapping[str, Answer]
    around: Circumstances
    done: dict[str, Verdict] = field(default_factory=dict)

    def finding(self, check: Check) -> tuple[Finding, str | None]:
        """Return the finding of a check and, where it waits, the check that it waits for."""
        main = self.exercise.main.name
        if main not in self.found.definitions:
            return Finding(Outcome.MISSING, Message("missing-target", {"name": main})), None
        plan, answer = self.plans.get(check.id), self.answers.get(check.id)
        unasked = _unasked(check, self.found, self.around.offered) if plan is None else None
        if unasked is not None:
            return unasked, None
        finding = None
        if plan is not None and (answer is not None or not plan.steps):
            finding = _judge(plan, answer, self.around.locate)
            if not finding.counted:
                return finding, None
        root = self._root(check.waits_for)
        if root is not None:
            return self._waiting("waits", root, finding)
        if finding is None:
            return self._unanswered(check)
        if finding.outcome is not Outcome.PASSED and not finding.share:
            root = self._root(check.explained_by)
            if root is not None:
                return self._waiting("waits", root, finding)
        return finding, None

    def _root(self, awaited: Sequence[str]) -> str | None:
        """Return what a waiting check waits for in the end; None when all have passed or are left out."""
        for name in awaited:
            verdict = self.done.get(name)
            if verdict is not None and verdict.counted and verdict.outcome is not Outcome.PASSED:
                return verdict.waits_for or name
        return None

    def _waiting(self, message: str, root: str, finding: Finding | None = None) -> tuple[Finding, str]:
        titles = {check.id: title(self.exercise, check) for check in self.exercise.checks}
        curves = finding.curves if finding is not None else ()
        return Finding(Outcome.SKIPPED, Message(message, {"check": titles[root]}), curves=curves), root

    def _unanswered(self, check: Check) -> tuple[Finding, str | None]:
        """Return why a check has no answer: it ended the program itself, or another one did before it."""
        if check.id in self.around.stopped:
            return self.around.stopped[check.id], None
        earlier = [other for other in self.exercise.checks if other.id in self.done and self._ended(other.id)]
        same = [other for other in earlier if other.target == check.target]
        for other in (*same, *earlier):
            return self._waiting("ended-before", self.done[other.id].waits_for or other.id)
        return _NO_ANSWER, None

    def _ended(self, name: str) -> bool:
        answer = self.answers.get(name)
        return name in self.around.stopped or (answer is not None and answer.ended == "timeout")


def _unasked(check: Check, found: Found, offered: Mapping[str, str]) -> Finding | None:
    """Return the finding of a check that cannot be asked, None for one that can."""
    for name in (check.target, *check.requires):
        if name in found.definitions:
            continue
        if name in offered:
            message = Message("left-out-offered", {"name": name, "module": offered[name]})
            return Finding(Outcome.SKIPPED, message, counted=False)
        return _absent(check, "target", {"name": name})
    definition = found.definitions[check.target]
    if check.method and definition.kind == "class" and not set(check.method) & set(definition.methods):
        return _absent(check, "method", {"name": check.method[0], "owner": definition.name})
    return None


def _absent(check: Check, part: str, fields: Mapping[str, object]) -> Finding:
    if check.optional:
        return Finding(Outcome.SKIPPED, Message(f"left-out-no-{part}", fields), counted=False)
    return Finding(Outcome.MISSING, Message(f"missing-{part}", fields))


# --- one answer -----------------------------------------------------------------------------------


def _judge(plan: Plan, answer: Answer | None, locate: Callable[[Place], Location | None]) -> Finding:
    """Judge the records of one plan; an answer that does not keep the format is garbled."""
    records = answer.records if answer is not None else []
    finding = _GARBLED
    try:
        if answer is None:
            finding = plan.judge(records) or _GARBLED
        elif len(records) <= len(plan.steps):
            finding = _judge_answer(plan, answer, locate)
    except WireError as error:
        finding = replace(_GARBLED, message=Message("garbled", {"reason": str(error)}))
    return finding


def _judge_answer(plan: Plan, answer: Answer, locate: Callable[[Place], Location | None]) -> Finding:
    records = answer.records
    failing = _first_that_raised(records)
    if failing is None and answer.ended in ("timeout", "memory"):
        return _out_of(plan, answer)
    if failing is None and (len(records) < len(plan.steps) or answer.ended != "done"):
        return _GARBLED
    if failing is None or plan.judges_failures:
        kept = records if failing is None else records[: failing + 1]
        finding = plan.judge(kept)
        if finding is not None:
            return finding
    if failing is None:
        return _GARBLED
    raised = records[failing].raised
    assert raised is not None
    return _raised(plan, failing, raised, locate)


def _first_that_raised(records: Sequence[Record]) -> int | None:
    for at, record in enumerate(records):
        if record.raised is not None:
            return at
    return None


def _out_of(plan: Plan, answer: Answer) -> Finding:
    call, where = _told(plan, len(answer.records))
    evidence = Evidence(call, where)
    if answer.ended == "memory":
        return Finding(Outcome.OVER_LIMIT, Message("over-memory"), evidence)
    return Finding(Outcome.TIMED_OUT, Message("timed-out"), evidence)


def _raised(plan: Plan, at: int, raised: Raised, locate: Callable[[Place], Location | None]) -> Finding:
    """Return the finding of a step that raised: in the learner's code, or for a part that an object lacks."""
    call, where = _told(plan, at)
    step = plan.steps[at]
    if raised.type == STEP_ERROR and not raised.trace:
        lacking = _lacking(step)
        if lacking is not None:
            return replace(lacking, evidence=Evidence(call, where))
    trace = tuple(line for line in map(locate, raised.trace) if line is not None)
    error = LearnerError(raised.type[:_LONGEST], raised.message[:_LONGEST], trace)
    message = Message("raised", {"type": error.type, "text": error.message})
    if raised.type == UNWRITTEN:
        message = Message("not-written")
    return Finding(Outcome.CRASHED, message, Evidence(call, where, error=error))


def _lacking(step: Step) -> Finding | None:
    if isinstance(step, Get | Set):
        return Finding(Outcome.FAILED, Message("no-attribute", {"name": step.paths[0]}))
    if isinstance(step, Method | MethodOf):
        return Finding(
            Outcome.MISSING, Message("missing-method", {"name": step.names[0], "owner": step.object})
        )
    return None


def _told(plan: Plan, at: int) -> tuple[str, str]:
    """Return the call and the names of the part that a step belongs to."""
    begun = [start for start in plan.tellings if start <= at]
    return plan.tellings[max(begun)] if begun else (plan.call, plan.where)
