"""A class as one HTML page: see report/templates/class.html.jinja; knows words and media, no database.

The page is whole in itself, asks for nothing and runs nothing. Every picture stands beside a table that tells
the same. What a learner wrote is made visible, then escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from ... import __version__
from ...outcome import Message, Outcome
from ...report.cases import points
from ...report.catalogue import CLASS_REPORT, MISCONCEPTION, catalogue
from ...report.environment import TEMPLATES, environment
from ...report.escape import inert
from ...report.page import TAGS, Paper, policy, style_sheet
from .alike import Cluster, Likeness, fingerprints, likeness, program
from .checks import Item, items
from .gather import Gathered, Handed
from .ideas import Idea, ideas
from .pictures import Histogram, Strip, histogram, strip
from .scores import Distribution, Tally, Total, distribution, tallies, totals

MOST_GROUPS = 20
MOST_IN_GROUP = 30
Sources = Callable[[Iterable[str]], Iterable[tuple[str, bytes]]]


@dataclass(frozen=True)
class Group:
    """Students whose solutions are alike, and the exercises that these files hold."""

    names: tuple[str, ...]
    more: int
    exercises: tuple[str, ...]
    percent: int


@dataclass(frozen=True)
class Alike:
    """What comparing the solutions gave; gone counts files that are no longer there."""

    groups: tuple[Group, ...]
    more: int
    compared: int
    short: int
    gone: int


@dataclass(frozen=True)
class ClassPage:
    """All that the template shows."""

    gathered: Gathered
    distribution: Distribution | None
    histogram: Histogram | None
    tallies: tuple[tuple[Tally, Strip], ...]
    ideas: tuple[Idea, ...]
    items: tuple[Item, ...]
    alike: Alike
    late: tuple[Handed, ...]
    undated: int
    totals: tuple[Total, ...]
    hidden: bool


def render_class_report(
    gathered: Gathered, *, lang: str = "en", sources: Sources | None = None, hidden: bool = False
) -> str:
    """Write the report of a class as one page in UTF-8.

    lang     one of catalogue.LANGUAGES
    sources  digests of files -> (digest, content) of those that are still there; None compares nothing
    hidden   names are hidden, which is told; that they are is for the caller to see to
    """
    css = style_sheet() + (TEMPLATES / "class.css").read_text(encoding="ascii")
    text = (
        environment(autoescape=True)
        .get_template("class.html.jinja")
        .render(
            page=page_of(gathered, sources, hidden),
            paper=ClassPaper(catalogue(lang)),
            css=Markup(css),
            policy=policy(css),
            tag=TAGS[lang],
            version=__version__,
            now=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        )
    )
    return inert(text, lambda sign: f"&#{ord(sign)};")


def page_of(gathered: Gathered, sources: Sources | None = None, hidden: bool = False) -> ClassPage:
    """Prepare what the template shows."""
    people = totals(gathered)
    shares = distribution([total.percent for total in people])
    late = [each for each in gathered.handed if each.late_by_s]
    return ClassPage(
        gathered=gathered,
        distribution=shares,
        histogram=histogram(shares.counts) if shares else None,
        tallies=tuple((tally, strip(tally.outcomes)) for tally in tallies(gathered)),
        ideas=tuple(ideas(gathered)),
        items=tuple(items(gathered)),
        alike=_alike(gathered, sources),
        late=tuple(sorted(late, key=lambda each: (each.name.casefold(), each.student, each.exercise))),
        undated=sum(each.late_by_s is None for each in gathered.handed),
        totals=tuple(people),
        hidden=hidden,
    )


def _alike(gathered: Gathered, sources: Sources | None) -> Alike:
    """Compare the files that count: among those that hold the same exercises, each student's file once."""
    by_file: dict[tuple[str, str], list[Handed]] = {}
    for each in gathered.handed:
        if each.outcome is not Outcome.MISSING and each.sha256:
            by_file.setdefault((each.student, each.sha256), []).append(each)
    files_there = sources({sha256 for _, sha256 in by_file}) if sources is not None else ()
    prints = {sha256: fingerprints(program(raw)) for sha256, raw in files_there}
    kinds: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for (_, sha256), handed in by_file.items():
        if sha256 in prints:
            exercises = tuple(sorted(each.exercise for each in handed))
            kinds.setdefault(exercises, []).append((handed[0].name, sha256))
    found: list[tuple[tuple[str, ...], Cluster, Sequence[tuple[str, str]]]] = []
    results: list[Likeness] = []
    for exercises, files in sorted(kinds.items()):
        result = likeness([prints[sha256] for _, sha256 in files])
        results.append(result)
        found += [(exercises, cluster, files) for cluster in result.clusters]
    found.sort(key=lambda entry: (-entry[1].least, -len(entry[1].members)))
    groups = tuple(_group(*entry) for entry in found[:MOST_GROUPS])
    return Alike(
        groups,
        len(found) - len(groups),
        sum(result.compared for result in results),
        sum(result.short for result in results),
        len(by_file) - sum(len(files) for files in kinds.values()) if sources is not None else 0,
    )


def _group(exercises: tuple[str, ...], cluster: Cluster, files: Sequence[tuple[str, str]]) -> Group:
    names = sorted((files[at][0] for at in cluster.members), key=str.casefold)
    return Group(
        tuple(names[:MOST_IN_GROUP]),
        max(len(names) - MOST_IN_GROUP, 0),
        exercises,
        int(100 * cluster.least),
    )


@dataclass(frozen=True)
class ClassPaper(Paper):
    """What the class template writes on: a language and the rules of HTML."""

    def c(self, key: str, **fields: object) -> str:
        """Say words of the class report (the template escapes them)."""
        return self.words.text(CLASS_REPORT + key, **fields)

    def idea(self, key: str) -> Markup:
        """Say what a misconception is called, its id where there are no words."""
        message = Message(f"{MISCONCEPTION}{key}.title")
        return self.say(message) if self.words.has(message.id) else self.code(key)

    def check(self, gathered: Gathered, item: Item) -> Markup:
        """Say what a check asks."""
        return self.say(gathered.titles[item.exercise, item.check].title)

    def outcome(self, outcome: Outcome) -> str:
        """Say an outcome."""
        return self.words.text(f"outcome.{outcome.value}")

    def percent(self, value: float) -> str:
        """Write a part in percent; a small one is never nothing."""
        shown = "<1" if 0 < value < 0.5 else f"{value:.0f}"
        return f"{shown}\N{NO-BREAK SPACE}%"

    def points(self, value: float) -> str:
        """Write points."""
        return points(round(value, 2))

    def span(self, seconds: float) -> str:
        """Write how late something is: "2 d 3 h", "45 min"."""
        minutes = max(int(seconds // 60), 1)
        days, rest = divmod(minutes, 1440)
        hours, minutes = divmod(rest, 60)
        parts = [("days", days), ("hours", hours), ("minutes", minutes)]
        told = [self.c(key, count=count) for key, count in parts if count][:2]
        return " ".join(told)

    def separation(self, value: float | None) -> str:
        """Write a correlation with its sign; a dash where there is none."""
        return "\N{EN DASH}" if value is None else f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
