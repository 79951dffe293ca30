"""The JSON report, `format_version` 1, for programs; uses no template and no HTML.

Numbers that JSON cannot hold are texts: "nan", "inf", "-inf", "(1+2j)". Keys keep one order. What a
learner wrote is data, exact; characters that a terminal could take for a command are written as JSON
escapes, and so are all others where the encoding cannot carry them. Below the highest rung the document
holds only what that rung tells; `rung` says which it is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence

from .. import __version__
from ..outcome import Curve, Diagnosis, Evidence, LearnerError, Location, Message, Repair, Report, Verdict
from . import HIGHEST_RUNG, Settings
from .catalogue import MISCONCEPTION, Catalogue, catalogue
from .escape import inert, terminal
from .layout import can_carry
from .view import resolved

FORMAT_VERSION = 1
NAMED, ELSEWHERE = 2, 3  # rungs from which a misconception is named, from which its example is given
_DEEPEST = 16  # nesting of an evidence's lists

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_NOT_ASCII = re.compile(r"[^\x00-\x7e]")


def render_json(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one JSON document."""
    words = catalogue(settings.lang)
    document: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "grader_version": __version__,
        "reports": [report_of(report, words, settings.rung) for report in reports],
    }
    return write_json(document, settings.encoding)


def write_json(document: dict[str, Json], encoding: str) -> str:
    """Write a JSON document for every reader: what acts on a terminal or a CI service is escaped."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    text = inert(text, lambda sign: f"\\u{ord(sign):04x}")
    return _NOT_ASCII.sub(lambda found: _escaped(found[0], encoding), text) + "\n"


def report_of(report: Report, words: Catalogue, rung: int = HIGHEST_RUNG) -> dict[str, Json]:
    """Return one report as a JSON object, with diagnoses and repair as far as the rung goes."""
    diagnoses = report.diagnoses if rung > 0 else ()
    submission: dict[str, Json] = {"path": report.submission.path, "sha256": report.submission.sha256}
    if report.submission.student is not None:
        submission["student"] = report.submission.student
    return {
        "exercise": report.exercise,
        "submission": submission,
        "seed": report.seed,
        "outcome": report.outcome.value,
        "score": number(report.score),
        "max_score": number(report.max_score),
        "checks": [_check(verdict, report.checks, words) for verdict in report.checks],
        "notes": [_note(message, words) for message in report.notes],
        "curves": [_curve(curve) for verdict in report.checks for curve in verdict.curves],
        "diagnoses": [_diagnosis(diagnosis, words, rung) for diagnosis in diagnoses],
        "recovered": [_note(message, words) for message in _recovered(report, rung)],
        "repair": _repair(report.repair) if rung >= HIGHEST_RUNG else None,
        "rung": rung,
        "sandbox": list(report.sandbox),
        "elapsed_s": number(round(report.elapsed_s, 4)),
    }


def _recovered(report: Report, rung: int) -> Sequence[Message]:
    """Return what was recovered: evidence of a name, told with it, or all there is where nothing is named."""
    named = any(diagnosis.kind == "misconception" for diagnosis in report.diagnoses)
    return report.recovered if rung >= (NAMED if named else 1) else ()


def number(value: float) -> Json:
    """Return a number as JSON holds it; one that it cannot hold as text, whole points as integers."""
    if not math.isfinite(value):
        return str(value)
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else value


def plain(value: object, depth: int = 0) -> Json:
    """Return plain data of an evidence or a field as JSON; floats stay floats."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return [plain(item, depth + 1) for item in value]
    return str(value)


def _check(verdict: Verdict, checks: Sequence[Verdict], words: Catalogue) -> dict[str, Json]:
    return {
        "id": verdict.id,
        "title": _say(verdict.title, words),
        "outcome": verdict.outcome.value,
        "score": number(verdict.score),
        "max_score": number(verdict.max_score),
        "counted": verdict.counted,
        "message": _say(resolved(verdict.message, checks), words),
        "evidence": _evidence(verdict.evidence) if verdict.evidence else None,
        "waits_for": verdict.waits_for,
    }


def _curve(curve: Curve) -> dict[str, Json]:
    values: list[Json] = [plain(value) for value in curve.values]
    return {"name": curve.name, "every": curve.every, "values": values}


def _evidence(evidence: Evidence) -> dict[str, Json]:
    return {
        "call": evidence.call,
        "where": evidence.where,
        "expected": plain(evidence.expected),
        "got": plain(evidence.got),
        "absolute_error": plain(evidence.absolute_error),
        "relative_error": plain(evidence.relative_error),
        "tolerance": plain(evidence.tolerance),
        "index": list(evidence.index),
        "error": _error(evidence.error) if evidence.error else None,
    }


def _error(error: LearnerError) -> dict[str, Json]:
    trace: list[Json] = [_location(location) for location in error.trace]
    return {"type": error.type, "message": error.message, "trace": trace}


def _location(location: Location) -> dict[str, Json]:
    return {
        "line": location.line,
        "cell": location.cell,
        "column": location.column,
        "end_column": location.end_column,
        "function": location.function,
        "text": location.text,
    }


def _note(message: Message, words: Catalogue) -> dict[str, Json]:
    return {"id": message.id, "message": _say(message, words), "fields": _fields(message.fields, words)}


def _fields(fields: Mapping[str, object], words: Catalogue) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, Location):
            found[name] = _location(value)
        elif isinstance(value, Message):
            found[name] = _say(value, words)
        else:
            found[name] = plain(value)
    return found


def _diagnosis(diagnosis: Diagnosis, words: Catalogue, rung: int) -> dict[str, Json]:
    """Return a diagnosis as far as the rung goes: below NAMED the question stands for the name."""
    place = diagnosis.location
    key = f"{MISCONCEPTION}{diagnosis.misconception}"
    advice = diagnosis.kind == "advice"
    named = advice or rung >= NAMED
    question = _known(f"{key}.question", words)
    return {
        "misconception": diagnosis.misconception if named else None,
        "kind": diagnosis.kind,
        "line": place.line if place else None,
        "end_line": place.line if place else None,
        "column": place.column if place else None,
        "end_column": place.end_column if place else None,
        "cell": place.cell if place else None,
        "verified": diagnosis.verified,
        "message": _say(diagnosis.message, words) if named else question,
        "question": question,
        "explanation": _known(f"{key}.explanation", words) if named else None,
        "example": _example(key, words) if advice or rung >= ELSEWHERE else None,
    }


def _known(key: str, words: Catalogue) -> str | None:
    return _say(Message(key), words) if words.has(key) else None


def _example(key: str, words: Catalogue) -> Json:
    wrong, right = words.example(f"{key}.example_wrong"), words.example(f"{key}.example_right")
    return {"wrong": wrong, "right": right} if wrong else None


def _repair(repair: Repair | None) -> Json:
    if repair is None:
        return None
    edits: list[Json] = [{"misconception": edit.misconception, "line": edit.line} for edit in repair.edits]
    return {"verified": repair.verified, "edits": edits, "patch": repair.patch}


def _say(message: Message, words: Catalogue) -> str:
    return words.say(message, terminal, str)


def _escaped(sign: str, encoding: str) -> str:
    r"""Return one character of the document as itself or as a JSON escape.

    Such characters stand only inside the document's strings. A lone surrogate, which no JSON reader
    need accept, becomes its visible escape: the six characters \udcff.
    """
    if sign.isprintable() and can_carry(encoding, sign):
        return sign
    code = ord(sign)
    if 0xD800 <= code < 0xE000:
        return f"\\\\u{code:04x}"
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
