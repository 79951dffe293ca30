"""Dangers that a rendered report could hold, format by format; knows nothing of how reports are written.

Payloads bear marks: the word "attacked", or the host attack.invalid. Words of a learner may be shown, never
act.
"""

from __future__ import annotations

import html.parser
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

from grader.outcome import Report

# GitHub's runner takes `::command::` after white space and `##[command]` anywhere for a command
_COMMAND = re.compile(r"^\s*::|##(\w*\[)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`]*$")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LIVE_MARKDOWN = re.compile(r"\]\(|!\[|<[a-zA-Z/!?]|attack\.invalid|@attack|^ {0,3}(#|---|===|\* |- \[)")
_ACTIVE = {"base", "embed", "form", "frame", "iframe", "img", "input", "link", "meta", "object"}


def dangers(form: str, text: str, reports: list[Report]) -> list[str]:
    """Return what is live in a rendered report and should not be."""
    commands = _annotations(text) if form == "github" else _commands(text)
    return [*_signs(text), *commands, *CHECKS[form](text, reports)]


def _signs(text: str) -> Iterator[str]:
    for sign in set(text) - {"\n", "\t"}:
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            yield f"a live character {sign!r}"
    if "60481729" in text:  # 7777 * 7777
        yield "an evaluated template"


def _commands(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if _COMMAND.search(line):
            yield f"a workflow command: {line.strip()[:60]!r}"


def _annotations(text: str) -> Iterator[str]:
    """Where commands are meant: none but annotations, none behind stop-commands, none of a learner's."""
    token = ""
    for line in text.rstrip("\n").split("\n"):
        if token:
            token = "" if line == f"::{token}::" else token
            if token:
                yield from _commands(line)
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif not re.match(r"::(error|warning|notice) [^:]*::(?!.*##\w*\[)", line):
            yield f"a command that is no annotation: {line[:60]!r}"
        elif re.search(r"(^|,)(?!file=|line=|title=)", line.split(" ", 1)[1].split("::")[0]):
            yield f"a forged property: {line[:60]!r}"
    if token:
        yield "commands stay stopped"


def _text(text: str, reports: list[Report]) -> Iterator[str]:
    if re.search("[\u0300-\u036f]{8}", text):
        yield "a heap of marks"


def _json(text: str, reports: list[Report]) -> Iterator[str]:
    document: dict[str, Any] = json.loads(text, object_pairs_hook=_no_double)
    told = [(entry["outcome"], float(entry["score"])) for entry in document["reports"]]
    if told != [(report.outcome.value, report.score) for report in reports]:
        yield f"other results: {told}"


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), "a key twice"
    return dict(pairs)


class _Page(html.parser.HTMLParser):
    """Notes tags, attributes and the content of scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part of the parser's protocol."""
        self.inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"a handler {name}")
            if name in ("href", "src", "action", "style") and (
                "attack" in (value or "") or ":" in (value or "")
            ):
                self.found.append(f"{tag} {name}={value!r}")
        if tag in _ACTIVE and any("attack" in (value or "") for _, value in attrs):
            self.found.append(f"a tag {tag}")

    def handle_endtag(self, tag: str) -> None:
        """Part of the parser's protocol."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Part of the parser's protocol."""
        if self.inside and "attacked" in data:
            self.found.append(f"text of an attack in a {self.inside}")

    def unknown_decl(self, data: str) -> None:
        """Part of the parser's protocol."""
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        """Part of the parser's protocol."""
        self.found.append("an instruction")

    def handle_comment(self, data: str) -> None:
        """Part of the parser's protocol."""
        if "attacked" in data:
            self.found.append("text of an attack in a comment")


def _data(text: str, reports: list[Report]) -> Iterator[str]:
    json.loads(text, object_pairs_hook=_no_double, strict=False)
    yield from ()


def _junit(text: str, reports: list[Report]) -> Iterator[str]:
    root = ElementTree.fromstring(text)
    for element in root.iter():
        if "attack" in element.tag or any("attack" in key for key in element.attrib):
            yield f"an element of an attack: {element.tag}"
    if len(root) != len(reports):
        yield "another number of suites"


def _html(text: str, reports: list[Report]) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    page.close()
    yield from page.found
    if re.search(r"<script[^>]*>[^<]*(alert|attacked)", text):
        yield "a script of an attack"


def _markdown(text: str, reports: list[Report]) -> Iterator[str]:
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and line.strip() == found[1] and line.strip().startswith(fence):
                fence = ""
            continue
        if found:
            fence = found[1]
            continue
        rest = _SPAN.sub("", line)
        if "attack" in rest and _LIVE_MARKDOWN.search(rest):
            yield f"live Markdown: {rest[:80]!r}"
    if fence:
        yield "a block of code that does not end"


CHECKS: Mapping[str, Callable[[str, list[Report]], Iterator[str]]] = MappingProxyType(
    {
        "text": _text,
        "json": _json,
        "html": _html,
        "markdown": _markdown,
        "junit": _junit,
        "github": _text,
        "gradescope": _data,
        "classroom50": _data,
        "exercism": _data,
    }
)
