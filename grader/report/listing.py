"""What the commands without a report say: the list of exercises, the doctor's findings, what was built.

Knows the words and the terminal, as `terminal` does; the rows come ready from the command line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from . import LEAST_WIDTH, Settings
from .catalogue import catalogue, readable_language
from .escape import encodable, terminal
from .layout import columns, pad, signs_for
from .terminal import WIDEST, Paper

State = Literal["passed", "begun", "stale", "ungraded", "unsolved", "no-file"]


@dataclass(frozen=True)
class Row:
    """An exercise in the list: its id, what is known of it, the points where they are known, its file."""

    exercise: str
    state: State
    path: str
    score: float = 0.0
    max_score: float = 100.0


@dataclass(frozen=True)
class Layer:
    """A layer of the sandbox as the doctor found it: in force or not, and whether that was proved."""

    name: str
    in_force: bool
    proved: bool
    detail: str


def paper_for(settings: Settings) -> Paper:
    """Return what a terminal of these settings is written on."""
    words = catalogue(readable_language(settings.lang, settings.encoding), settings.kernel)
    width = min(max(settings.width, LEAST_WIDTH), WIDEST)
    return Paper(words, width, settings.colour, signs_for(settings.encoding), settings.more)


def render_list(rows: Sequence[Row], settings: Settings) -> str:
    """Write the exercises with their states, how far the learner is, and what to type next."""
    paper = paper_for(settings)
    wide = max((columns(row.exercise) for row in rows), default=0)
    lines = [_row(row, wide, paper) for row in rows]
    passed = sum(row.state == "passed" for row in rows)
    score = sum(row.score for row in rows if row.state in ("passed", "begun"))
    whole = sum(row.max_score for row in rows)
    told = paper.t("summary", passed=passed, count=len(rows), score=score, max_score=whole)
    bar = paper.style(paper.bar(score / whole if whole else 0.0), "good")
    lines += ["", f"  {bar}", paper.paragraph(told), ""]
    following = next((row for row in rows if row.state != "passed"), None)
    if following is None:
        lines.append(paper.paragraph(paper.t("list.done")))
    else:
        lines.append(paper.paragraph(paper.t("list.next", path=terminal(following.path))))
        lines.append(paper.style(f"    python -m grader {following.exercise.split('_')[0]}", "bold"))
    return encodable("\n".join(lines) + "\n", settings.encoding)


def render_doctor(
    layers: Sequence[Layer],
    software: Sequence[tuple[str, str]],
    folders: Sequence[tuple[str, str]],
    speed: Mapping[str, float],
    settings: Settings,
) -> str:
    """Write what protects this machine, which software it has, where files lie, how fast it is.

    software  pairs of a name and a version
    folders   pairs of a catalogue id and a path, "" where there is none
    speed     the fields of "doctor.speed": cold and warm, in milliseconds, and cores
    """
    paper = paper_for(settings)
    lines = [paper.style(paper.t("doctor.layers"), "bold")]
    lines += [_layer(layer, paper) for layer in layers]
    lines += ["", paper.style(paper.t("doctor.software"), "bold")]
    lines += [paper.paragraph(f"{name} {terminal(version)}", 4, "  ") for name, version in software]
    lines.append(paper.paragraph(paper.t("doctor.speed", **speed), 4, "  "))
    lines += ["", paper.style(paper.t("doctor.folders"), "bold")]
    for key, path in folders:
        place = terminal(path) if path else paper.t("doctor.none")
        lines.append(paper.paragraph(f"{paper.t(key)}{paper.t('colon')}{place}", 4, "  "))
    whole = all(layer.proved for layer in layers)
    lines += ["", paper.paragraph(paper.t("doctor.ready" if whole else "doctor.weaker"))]
    return encodable("\n".join(lines) + "\n", settings.encoding)


def render_built(results: Sequence[tuple[str, str, str]], settings: Settings) -> str:
    """Write what became of each stub: triples of a path, a state, and a backup's path or ""."""
    paper = paper_for(settings)
    lines = []
    for path, state, backup in results:
        said = paper.t(f"build.{state}", backup=terminal(backup))
        lines.append(paper.paragraph(f"{terminal(path)}{paper.t('colon')}{said}", 4, "  "))
    return encodable("\n".join(lines) + "\n", settings.encoding)


def _layer(layer: Layer, paper: Paper) -> str:
    key = f"doctor.layer.{layer.name}"
    about = f"{paper.t('list.separator')}{paper.t(key)}" if paper.words.has(key) else ""
    state = "in-force" if layer.proved else "unproved" if layer.in_force else "lacking"
    detail = f" ({terminal(layer.detail)})" if layer.detail else ""
    sign, look = (paper.signs.passed, "good") if layer.proved else (paper.signs.failed, "bad")
    text = f"{layer.name}{about}{paper.t('colon')}{paper.t(f'doctor.{state}')}{detail}"
    return paper.paragraph(text, 4, f"{paper.style(sign, look)} ")


def _row(row: Row, wide: int, paper: Paper) -> str:
    sign = {"passed": paper.signs.passed, "begun": paper.signs.failed}.get(row.state, paper.signs.skipped)
    look = {"passed": "good", "begun": "bad"}.get(row.state, "dim")
    key = {"passed": "points.of", "begun": "points.of", "unsolved": "outcome.unsolved"}.get(
        row.state, f"list.{row.state}"
    )
    said = paper.t(key, score=row.score, max_score=row.max_score)
    return paper.paragraph(f"{pad(row.exercise, wide)}  {said}", 4, paper.style(sign, look) + " ")
